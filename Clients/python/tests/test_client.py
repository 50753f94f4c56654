"""The client: errors, retries, settings."""

import io
import multiprocessing
import socket
import sys
import threading
import time

import numpy as np
import pytest

import lossd
import lossd.numpy
import lossd.testing
from lossd import _answers
from lossd._errors import argument_of
from lossd._files import Packed, loads, parts


@pytest.mark.parametrize(
    ("pointer", "argument"),
    [
        ("#/tasks/0/target/3", "target[3]"),
        ("#/tasks/0/input/0/2", "input[0, 2]"),
        ("#/tasks/0/options/delta", "delta"),
        ("#/tensors/target/5", "target[5]"),
        ("#/tensors/a~1b", "a/b"),
        ("#/dtype", ""),
        ("", ""),
    ],
)
def test_arguments_are_named_as_in_the_call(pointer, argument):
    assert argument_of(pointer) == argument


def test_every_fault_is_told_with_its_argument():
    with pytest.raises(lossd.LossdError) as caught:
        lossd.numpy.nll_loss(np.array([[-1.0, -2.0], [-3.0, -0.5]], np.float32), np.array([0, 7]))
    error = caught.value
    assert error.status == 422
    assert error.code == "unprocessable_content"
    assert error.request_id
    assert [(fault.argument, fault.code) for fault in error.faults] == [("target[1]", "class_out_of_range")]
    assert str(error).startswith("target[1]: target 7 is not in 0..<2")
    with pytest.raises(lossd.LossdError, match=r"^target\[1, 2\]: "):
        lossd.numpy.binary_cross_entropy(np.full((2, 3), 0.5), np.zeros((2, 3)) + np.array([0, 0, 1]) * np.array([[0], [5]]))
    with pytest.raises(lossd.LossdError, match="delta: "):
        lossd.numpy.huber_loss(np.ones(2), np.zeros(2), delta=-1.0)


def test_what_is_probably_wrong_is_warned_of_at_the_caller():
    with pytest.warns(lossd.LossdWarning, match="input") as caught:
        lossd.numpy.kl_div(np.array([[0.1, 0.9]]), np.array([[0.5, 0.5]]), reduction="batchmean")
    assert caught[0].filename == __file__


def test_files_are_read_as_they_are_written():
    tensors = {"a": Packed("BOOL", (3,), b"\x01\x00\x01"), "b": Packed("F64", (1, 2), b"x" * 16), "empty": Packed("F32", (0, 4), b"")}
    found, answer = loads(b"".join(parts(tensors, '{"tasks": [1]}')))
    assert answer == {"tasks": [1]}
    assert {name: (one.dtype, one.shape, bytes(one.data)) for name, one in found.items()} == {
        name: (one.dtype, one.shape, bytes(one.data)) for name, one in tensors.items()
    }


def test_a_small_tensor_does_not_keep_a_large_answer():
    tensors = {"loss": Packed("F32", (), b"1234"), "gradient": Packed("F32", (1000,), bytes(4000))}
    found, _ = loads(b"".join(parts(tensors, "{}")))
    assert isinstance(found["loss"].data, bytearray)
    assert isinstance(found["gradient"].data, memoryview)
    with pytest.raises(ValueError, match="cut"):
        loads(b"".join(parts(tensors, "{}"))[:-1])


class Stub:
    """A server that answers connections as it is told."""

    def __init__(self, *answers):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.count = 0
        threading.Thread(target=self._run, args=(answers,), daemon=True).start()

    def _run(self, answers):
        for answer in answers:
            connection, _ = self.listener.accept()
            with connection:
                while b"}]}" not in connection.recv(1 << 16):
                    pass
                self.count += 1
                if answer is not None:
                    connection.sendall(answer)
        self.listener.close()


BUSY = b"HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def ask(client):
    return lossd.numpy.mse_loss(np.ones(1), np.zeros(1), client=client)


@pytest.mark.parametrize(
    ("answers", "requests", "message"),
    [
        ((BUSY, BUSY), 2, "status 503"),
        ((None, None), 2, "no answer from"),
        ((b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",), 1, "status 400"),
        ((b"HTTP/1.1 413 Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]",), 1, "status 413"),
    ],
)
def test_what_passes_is_tried_again_and_nothing_else(answers, requests, message):
    stub = Stub(*answers)
    with lossd.Client(stub.url, retries=1) as client, pytest.raises(lossd.LossdError, match=message):
        ask(client)
    assert stub.count == requests


def test_a_client_without_a_server_says_so():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with lossd.Client(f"http://127.0.0.1:{port}", retries=0) as client, pytest.raises(lossd.LossdError, match="no answer from") as caught:
        ask(client)
    assert caught.value.status is None


def test_connections_survive_a_server_that_is_started_again(binary):
    with lossd.testing.server(binary) as first:
        client = lossd.Client(first.url)
        ask(client)
    with client, lossd.testing.server(binary, "--port", first.url.rsplit(":", 1)[1]):
        assert ask(client)[0] == 1


def test_settings_come_from_the_environment(monkeypatch, binary, tmp_path):
    import subprocess

    made = subprocess.run([binary, "token", "me"], check=True, capture_output=True, text=True)
    tokens = tmp_path / "tokens"
    tokens.write_text(made.stdout)
    with lossd.testing.server(binary, "--token-file", str(tokens)) as server:
        monkeypatch.setenv("LOSSD_URL", server.url + "/")
        monkeypatch.delenv("LOSSD_TOKEN", raising=False)
        with lossd.Client() as client, pytest.raises(lossd.LossdError) as caught:
            ask(client)
        assert caught.value.status == 401
        monkeypatch.setenv("LOSSD_TOKEN", made.stderr.split()[-1])
        with lossd.Client() as client:
            assert ask(client)[0] == 1


def test_a_client_is_shared_by_threads():
    results = {}

    def work(number):
        value = np.full(3, float(number))
        results[number] = [lossd.numpy.mse_loss(value, np.zeros(3)) for _ in range(20)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, found in results.items():
        assert len(found) == 20
        for loss, gradients in found:
            assert loss == number**2
            np.testing.assert_allclose(gradients["input"], np.full(3, 2 * number / 3))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<p/>", "does not answer as lossd does"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "does not answer as lossd does"),
        (b'HTTP/1.1 422 No\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{"errors":null}', "status 422"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\nConnection: close\r\n\r\ncut", "no whole answer"),
        (b"nonsense\r\n\r\n", "no whole answer from"),
    ],
)
def test_an_answer_that_is_none_is_an_error_and_is_not_asked_for_again(answer, message):
    stub = Stub(answer, answer)
    with lossd.Client(stub.url, retries=1) as client, pytest.raises(lossd.LossdError, match=message):
        ask(client)
    assert stub.count == 1


@pytest.mark.parametrize("url", ["localhost:8080", "ftp://a", "http://", "http://u:p@a", "http://a?x=1"])
def test_what_is_no_address_is_refused_at_once(url):
    with pytest.raises(ValueError, match="url is"):
        lossd.Client(url)
    with pytest.raises(ValueError, match="retries"):
        lossd.Client(retries=-1)


def test_the_path_of_an_address_is_kept(server):
    with lossd.Client(server.url + "/prefix") as client, pytest.raises(lossd.LossdError, match="/prefix/v1/evaluate") as caught:
        ask(client)
    assert caught.value.status == 404


def _in_child(number, client, results):
    values = [float(lossd.numpy.mse_loss(np.full(50, float(number)), np.zeros(50), client=client)[0]) for _ in range(100)]
    results.put((number, set(values)))


def test_processes_that_are_forked_share_no_connection(server):
    ask(server)
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()
    children = [context.Process(target=_in_child, args=(number, server, results)) for number in range(1, 5)]
    for child in children:
        child.start()
    found = dict(results.get() for _ in children)
    for child in children:
        child.join()
    assert found == {number: {float(number**2)} for number in range(1, 5)}


def test_a_server_may_refuse_before_it_has_read_everything():
    """It answers and closes while megabytes are still being sent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            connection, _ = listener.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b'HTTP/1.1 413 Large\r\nContent-Length: 17\r\nConnection: close\r\n\r\n{"detail": "big"}')
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(1 << 20):
                    pass

        threading.Thread(target=serve, daemon=True).start()
        with (
            lossd.Client(f"http://127.0.0.1:{listener.getsockname()[1]}", retries=0) as client,
            pytest.raises(lossd.LossdError, match="big") as caught,
        ):
            lossd.numpy.mse_loss(np.ones(1_000_000), np.zeros(1_000_000), client=client)
    assert caught.value.status == 413


def test_bodies_come_in_chunks_behind_some_proxies(server):
    body = lossd.default_client()._connections.send("POST", "/v1/evaluate", _files_fields(), _request_parts()).body
    half = len(body) // 2
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (bytes(body[:half]), bytes(body[half:]), b""))
    stub = Stub(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunks)
    with lossd.Client(stub.url) as client:
        assert ask(client)[0] == 1


def _files_fields():
    from lossd._transports import BY_NAME

    return BY_NAME["safetensors"].fields


def _request_parts():
    text = '{"tasks":[{"name":"t","loss":"mse_loss","input":"input","target":"target"}]}'
    return parts({"input": Packed("F64", (1,), np.ones(1).data.cast("B")), "target": Packed("F64", (1,), bytes(8))}, text)


def test_a_server_that_says_nothing_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        begun = time.monotonic()
        with (
            lossd.Client(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=0.2) as client,
            pytest.raises(lossd.LossdError, match=r"in 0.2 s"),
        ):
            ask(client)
        assert time.monotonic() - begun < 5


def test_a_server_that_is_restarted_under_load_loses_no_request(binary):
    """Four threads ask all the time while the server is stopped and started three times on one port."""
    with lossd.testing.server(binary) as first:
        url = first.url
    port = url.rsplit(":", 1)[1]
    counts, failures, stop = [0] * 4, [], threading.Event()
    client = lossd.Client(url, retries=12)

    def work(number):
        value = np.full(3, float(number))
        while not stop.is_set():
            try:
                assert lossd.numpy.mse_loss(value, np.zeros(3), client=client)[0] == number**2
                counts[number] += 1
            except Exception as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    try:
        for _ in range(3):
            with lossd.testing.server(binary, "--port", port):
                if not threads[0].is_alive():
                    for thread in threads:
                        thread.start()
                time.sleep(0.4)
    finally:
        with lossd.testing.server(binary, "--port", port):
            time.sleep(0.3)
            stop.set()
            for thread in threads:
                thread.join()
            client.close()
    assert failures == []
    assert min(counts) > 30


def test_many_megabytes_go_there_and_back():
    array = np.random.default_rng(0).standard_normal(6_000_000).astype(np.float32)
    loss, gradients = lossd.numpy.mse_loss(array, np.zeros_like(array))
    np.testing.assert_allclose(loss, np.mean(array.astype(np.float64) ** 2), rtol=1e-6)
    np.testing.assert_allclose(gradients["input"], array / 3_000_000, rtol=1e-6)
    with pytest.raises(lossd.LossdError) as caught:
        lossd.numpy.mse_loss(np.zeros(9_000_000), np.zeros(9_000_000))
    assert caught.value.status == 413


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    import shutil
    import subprocess

    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    folder = tmp_path_factory.mktemp("tls")
    key, own = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {own}".split(),
        check=True,
        capture_output=True,
    )
    both = folder / "both.pem"
    both.write_bytes(own.read_bytes() + key.read_bytes())
    return own, both


@pytest.mark.parametrize("size", [1, 200_000])
def test_tls_with_certificates_on_both_sides(server, certificate, size):
    """A proxy that wants the client's certificate, before a real server."""
    import ssl

    own, both = certificate
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=own)
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_cert_chain(both)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def pump(source, sink):
            try:
                while data := source.recv(1 << 16):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        def join(outer):
            with outer, socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1]))) as inner:
                back = threading.Thread(target=pump, args=(inner, outer))
                back.start()
                pump(outer, inner)
                back.join()

        def serve():
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                try:
                    outer = tls.wrap_socket(plain, server_side=True)
                except OSError:
                    plain.close()
                    continue
                threading.Thread(target=join, args=(outer,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        with lossd.Client(url, ca=str(own), certificate=str(both)) as client:
            for _ in range(3):
                assert lossd.numpy.mse_loss(np.ones(size), np.zeros(size), client=client)[0] == 1
        with lossd.Client(url, retries=0) as client, pytest.raises(lossd.LossdError, match=r"(?i)certificate"):
            ask(client)
        with lossd.Client(url, ca=str(own), retries=0) as client, pytest.raises(lossd.LossdError):
            ask(client)


@pytest.mark.parametrize("token", ["a b", "a\r\nX: y", "ä"])
def test_tokens_that_are_no_header_fields_are_refused_at_once(token):
    with pytest.raises(ValueError, match="printable"):
        lossd.Client(token=token)


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", b"ab"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n", b""),
        (b"HTTP/1.1 204 None\r\n\r\n", b""),
        (b"HTTP/1.0 200 OK\r\n\r\nall of it", b"all of it"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
            b"ab0123456789",
        ),
    ],
)
def test_answers_are_read_in_every_form(answer, body):
    assert _answers.read(io.BytesIO(answer)).body == body
    # Wherever it is cut, it is not taken for whole.
    for end in range(len(answer)):
        if b"1.0" in answer[:8] and end > 18:
            continue
        with pytest.raises((EOFError, _answers.NoAnswer)):
            _answers.read(io.BytesIO(answer[:end]))


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno field\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 300 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_not_read(answer):
    with pytest.raises(_answers.NoAnswer):
        _answers.read(io.BytesIO(answer))


def test_an_answer_that_is_reset_is_not_asked_for_again():
    count = 0
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            nonlocal count
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                count += 1
                connection.recv(1 << 16)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nbegun")
                time.sleep(0.1)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        with (
            lossd.Client(f"http://127.0.0.1:{listener.getsockname()[1]}") as client,
            pytest.raises(lossd.LossdError, match="no whole answer"),
        ):
            ask(client)
    assert count == 1


def test_a_closed_client_sends_nothing(server):
    client = lossd.Client(server.url)
    ask(client)
    client.close()
    with pytest.raises(ValueError, match="closed"):
        ask(client)


def test_connections_are_closed_while_others_are_taken():
    """What one thread takes is not there any more when another closes all."""
    from lossd._http import Connections

    class Idle:
        is_usable = True

        def close(self):
            pass

    pool, errors, stop = Connections("http://127.0.0.1:1", None, None, None, 1, 0, 8), [], threading.Event()

    def work():
        try:
            while not stop.is_set():
                pool._idle.append(Idle())
                pool._close_idle()
        except Exception as error:
            errors.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        stop.set()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert errors == []
