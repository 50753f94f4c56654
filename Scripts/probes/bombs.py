"""Small requests that mean much work or memory: each is answered, in time, and the process stays within its bound."""
from concurrent.futures import ThreadPoolExecutor
import base64
import gzip
import http.client
import json
import zlib

from .live import Server, exchange

HELD = 64 << 20
# What the allocator, stacks and buffers of the system take besides what is counted, in KiB.
SLACK = 64 << 10


def task(**fields):
    return {"loss": "mse_loss", "input": [1.0], "target": [3.0]} | fields


def bombs():
    """Name, path, body, fields."""
    column, row = [[float(index)] for index in range(4096)], [float(index) for index in range(4096)]
    names = [f"{index:03d}" + "n" * 200 for index in range(256)]
    yield "broadcast", "/v1/evaluate", {"tasks": [task(input=column, target=row, options={"reduction": "none"})]}, {}
    yield "one tensor, many tasks", "/v1/evaluate", {
        "dtype": "float64", "tensors": {"x": [0.5] * 32000}, "tasks": [task(input="x", target="x")] * 1024}, {}
    yield "pairs in conflict", "/v1/weights", {
        "tasks": names, "strategy": "upgrad", "jacobian": [[-5 if index % 2 else 5, 1] for index in range(256)]}, {}
    yield "long names", "/v1/weights", {"tasks": ["n" * 20000 + str(index) for index in range(256)], "strategy": "mean"}, {}
    yield "a key of 10 MB", "/v1/evaluate", {"n" * 10_000_000: 1, "tasks": [task()]}, {}
    yield "many keys", "/v1/evaluate", {f"key{index}": index for index in range(200_000)}, {}
    yield "deep lists", "/v1/evaluate", b'{"tasks":' + b"[" * 100_000, {}
    yield "many tasks", "/v1/evaluate", {"tasks": [task()] * 100_000}, {}
    yield "many empty tasks", "/v1/evaluate", {"tasks": [{}] * 1_000_000}, {}
    yield "dense numbers", "/v1/evaluate", b'{"tasks":[{"loss":"mse_loss","input":[' + b"1," * 8_000_000 + b"1]}]}", {}
    yield "dense base64", "/v1/evaluate", {"dtype": "float64", "tasks": [task(
        input={"shape": [12_000_000], "dtype": "uint8", "base64": base64.b64encode(b"\1" * 12_000_000).decode()})]}, {}
    yield "a shape without data", "/v1/evaluate", {"tasks": [task(input={"shape": [1 << 40, 0], "data": []})]}, {}
    yield "a huge shape", "/v1/evaluate", {"tasks": [task(input={"shape": [1 << 62, 4], "data": []})]}, {}
    yield "contrast of many", "/v1/evaluate", {"tasks": [{
        "loss": "nt_xent_loss", "embeddings": [[1.0, float(index)] for index in range(20_000)], "labels": [0] * 20_000}]}, {}
    yield "a long number", "/v1/evaluate", b'{"tasks":[{"loss":"mse_loss","input":' + b"1" * 5_000_000 + b',"target":1}]}', {}
    yield "gzip of zeros", "/v1/evaluate", gzip.compress(b"\0" * 200_000_000, 9), {"Content-Encoding": "gzip"}
    yield "gzip of spaces", "/v1/evaluate", gzip.compress(b" " * 60_000_000, 9), {"Content-Encoding": "gzip"}
    yield "deflate of lists", "/v1/evaluate", zlib.compress(b"[" * 60_000_000, 9), {"Content-Encoding": "deflate"}
    state = {"format": 1, "strategy": "famo", "step": 1, "tasks": [str(index) for index in range(4000)],
             "values": {f"v{index}": [0.0] * 4000 for index in range(16)}}
    yield "a large state", "/v1/weights", {"tasks": ["a", "b"], "strategy": "famo", "losses": [1, 2], "state": state}, {}


def data_of(body):
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def post(port, path, body, fields):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    data = data_of(body)
    try:
        connection.request("POST", path, data, {"Content-Type": "application/json"} | fields)
        return connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        # Refused before all of it was sent, and the connection cut while it was still being sent.
        return "reset"
    finally:
        connection.close()


def run(report, binary):
    group = report.group("bombs", f"small requests for much, four at a time, within --max-held-bytes of {HELD >> 20} MiB")
    with Server(binary, "--log-format", "off", "--max-held-bytes", str(HELD)) as server, ThreadPoolExecutor(8) as workers:
        start = server.status("VmHWM")
        for name, path, body, fields in bombs():
            statuses = list(workers.map(lambda _: post(server.port, path, body, fields), range(4)))
            group.check(set(statuses) <= {200, 400, 413, 422, 503} | ({"reset"} if len(data_of(body)) > HELD // 8 else set()), f"{name}: {statuses}")
            taken = server.status("VmHWM") - start
            group.check(taken < (HELD >> 10) + SLACK, f"{name}: {taken >> 10} MiB")
            alive = exchange(server.port, [b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"])[0]
            group.check(alive.startswith(b"HTTP/1.1 200"), f"{name}: /livez is not answered afterwards")
        group.check(server.is_alive, "lossd has ended")
