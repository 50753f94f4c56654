"""The client: errors, retries, settings."""

import multiprocessing
import socket
import threading

import numpy as np
import pytest

import lossd
import lossd.numpy
import lossd.testing
from lossd._errors import argument_of
from lossd._files import Packed, dumps, loads


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
    found, metadata = loads(dumps(tensors, {"lossd": "{}"}))
    assert metadata == {"lossd": "{}"}
    assert {name: (one.dtype, one.shape, bytes(one.data)) for name, one in found.items()} == {
        name: (one.dtype, one.shape, bytes(one.data)) for name, one in tensors.items()
    }


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
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<p/>", "answers something else"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "answers something else"),
        (b'HTTP/1.1 422 No\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{"errors":null}', "status 422"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\nConnection: close\r\n\r\ncut", "is cut"),
        (b"nonsense\r\n\r\n", "no answer from"),
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
