"""Requests of the grammar group with bytes changed, dropped, doubled and swapped: never a crash, a 500 or a hang."""
from concurrent.futures import ThreadPoolExecutor
import random

from .grammar import cases
from .live import Server, answers, exchange

COUNT = 4000
BYTES = [b"\0", b"\r", b"\n", b"\r\n", b" ", b"\t", b":", b";", b",", b"\"", b"\\", b"/", b"%", b"{", b"}", b"[", b"]",
         b"0", b"9", b"-", b"\x7f", b"\x80", b"\xff", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n",
         b"Expect: 100-continue\r\n", b"NaN", b"1e400", b"null", b"\"\\ud800\""]
EXPECTED = {200, 204, 400, 401, 404, 405, 408, 411, 413, 414, 415, 417, 422, 431, 501, 503, 505}


def mutate(request, random):
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(request) + 1)
        kind = random.randrange(5)
        if kind == 0:
            request = request[:at] + random.choice(BYTES) + request[at:]
        elif kind == 1:
            request = request[:at] + request[at + random.randint(1, 8):]
        elif kind == 2:
            request = request[:at] + bytes([random.randrange(256)]) + request[at + 1:]
        elif kind == 3:
            end = min(at + random.randint(1, 30), len(request))
            request = request[:end] + request[at:end] + request[end:]
        else:
            lines = request.split(b"\r\n")
            first, second = random.randrange(len(lines)), random.randrange(len(lines))
            lines[first], lines[second] = lines[second], lines[first]
            request = b"\r\n".join(lines)
        request = request or b"\r\n"
    return request


def run(report, binary):
    group = report.group("mutations", "requests with bytes changed, dropped, doubled and swapped (seed 1)")
    source = random.Random(1)
    requests = [request for _, request, _, _ in cases() if len(request) < 3000]
    arguments = ["--log-format", "off", "--header-seconds", "2", "--body-seconds", "2"]
    with Server(binary, *arguments) as server, ThreadPoolExecutor(32) as workers:
        sent = [mutate(source.choice(requests), source) for _ in range(COUNT)]
        # The end of what is sent is said, so that half a request is answered at once.
        for request, (received, closed) in zip(sent, workers.map(
                lambda request: exchange(server.port, [request], half_close=True), sent)):
            try:
                statuses = {status for status, _, _ in answers(received, {0} if request.startswith(b"HEAD") else ())}
            except (ValueError, IndexError) as error:
                statuses = {f"{error}"}
            group.check(statuses <= EXPECTED and closed, f"{request[:120]!r}: {statuses} {'closed' if closed else 'open'}")
        group.check(server.is_alive, "lossd has ended")
