"""Raw requests by the rules of RFC 9110, RFC 9112 and RFC 3986, each sent whole and cut, and what must come back."""
from concurrent.futures import ThreadPoolExecutor
import gzip
import json

from .live import Server, answers, exchange

TASK = json.dumps({"tasks": [{"loss": "mse_loss", "input": [1.0], "target": [3.0]}]}).encode()
POST = b"POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def chunk(body, line=None):
    return (line if line is not None else b"%x" % len(body)) + b"\r\n" + body + b"\r\n"


def get(target=b"/livez", fields=b"", method=b"GET", version=b"HTTP/1.1", host=b"Host: a\r\n"):
    return method + b" " + target + b" " + version + b"\r\n" + host + fields + b"\r\n"


def sized(body=TASK, fields=b""):
    return POST + fields + b"Content-Length: %d\r\n\r\n" % len(body) + body


def cases():
    """Name, bytes, expected statuses, whether the connection stays open (None: either)."""
    yield "GET", get(), [200], True
    yield "HEAD", get(method=b"HEAD"), [200], True
    yield "two in one piece", get() + get(b"/version"), [200, 200], True
    yield "an empty line before", b"\r\n" + get(), [200], True
    yield "HTTP/1.0", get(version=b"HTTP/1.0"), [200], False
    yield "HTTP/1.0 kept alive", get(version=b"HTTP/1.0", fields=b"Connection: keep-alive\r\n"), [200], True
    yield "HTTP/1.0 without Host", get(version=b"HTTP/1.0", host=b""), [200], False
    yield "HTTP/1.7", get(version=b"HTTP/1.7"), [200], True
    yield "Connection: close", get(fields=b"Connection: close\r\n"), [200], False
    yield "Connection with several options", get(fields=b"Connection: x, Close\r\n"), [200], False
    yield "the absolute form", get(b"http://example.org:8080/livez"), [200], True
    yield "the absolute form without a path", get(b"http://example.org"), [200], True
    yield "a query", get(b"/livez?x=1"), [200], True
    yield "escapes of unreserved characters", get(b"/%6c%69vez"), [200], True
    yield "an escape in a name", get(b"/v1/losses/mse%5Floss"), [200], True
    yield "an escaped slash is no slash", get(b"/v1%2Flosses"), [404], True
    yield "OPTIONS *", get(b"*", method=b"OPTIONS"), [204], True
    yield "no such path", get(b"/nothing"), [404], True

    # Request lines.
    yield "two spaces", b"GET  /livez HTTP/1.1\r\nHost: a\r\n\r\n", [400], False
    yield "a tab as separator", b"GET\t/livez\tHTTP/1.1\r\nHost: a\r\n\r\n", [400], False
    yield "a space at the end", b"GET /livez HTTP/1.1 \r\nHost: a\r\n\r\n", [400], False
    yield "no version", b"GET /livez\r\nHost: a\r\n\r\n", [400], False
    yield "a lower-case version", get(version=b"http/1.1"), [400], False
    yield "HTTP/2.0", get(version=b"HTTP/2.0"), [505], False
    yield "HTTP/0.9", get(version=b"HTTP/0.9"), [505], False
    yield "HTTP/1.10", get(version=b"HTTP/1.10"), [400], False
    yield "LF alone", b"GET /livez HTTP/1.1\nHost: a\n\n", [400], False
    yield "a fragment", get(b"/livez#x"), [400], False
    yield "an asterisk for GET", get(b"*"), [400], False
    yield "a relative target", get(b"livez"), [400], False
    yield "another scheme", get(b"ftp://a/livez"), [400], False
    yield "a target beyond ASCII", get(b"/\xc3\xa9"), [400], False
    yield "user information", get(b"http://u:p@a/"), [400], False
    yield "a port that is none", get(b"http://a:b/"), [400], False
    yield "no host in the target", get(b"http:///livez"), [400], False
    yield "only a port in the target", get(b"http://:80/livez"), [400], False
    yield "a long target", get(b"/" + b"a" * 9000), [414], False
    yield "an endless target", b"GET /" + b"a" * 20000, [414], False
    yield "a long method", b"A" * 20000, [501], False
    yield "a method of 70 letters", get(method=b"A" * 70), [501], False
    yield "a method that is no token", get(method=b"G(T"), [400], False
    yield "an unknown method", get(method=b"BREW"), [501], False
    yield "a method in lower case", get(method=b"get"), [501], False
    yield "CONNECT", get(b"a:80", method=b"CONNECT"), [501], False
    for method in (b"PUT", b"DELETE", b"PATCH", b"TRACE", b"QUERY", b"POST"):
        yield f"{method.decode()} where GET is", get(method=method), [405], True
    yield "GET where POST is", get(b"/v1/evaluate"), [405], True

    # Hosts.
    for host in (b"a", b"a:80", b"a:", b"", b"127.0.0.1", b"[::1]", b"[::1]:8080", b"[1:2:3:4:5:6:7:8]", b"[v1.x]",
                 b"a%41b", b"[::ffff:1.2.3.4]", b"xn--a.example", b"a_b"):
        yield f"Host: {host.decode()}", get(host=b"Host: " + host + b"\r\n"), [200], True
    for host in (b"a:b", b"a:-1", b"a:1:2", b"[::1", b"::1", b"[zz]", b"%4", b"a b", b"u@a", b"a/b", b"[::1]x", b"[]",
                 b"[1:2:3:4:5:6:7:8:9]", b"[1::2::3]", b"[:::]", b"[12345::]", b"[1:2:3:4:5:6:7:1.2.3.4]", b"[v.x]",
                 b"a\x80", b"http://a"):
        yield f"Host: {host!r}", get(host=b"Host: " + host + b"\r\n"), [400], False
    yield "no Host", get(host=b""), [400], False
    yield "two Hosts", get(host=b"Host: a\r\nHost: a\r\n"), [400], False

    # Fields.
    yield "a space before the colon", get(fields=b"X : y\r\n"), [400], False
    yield "no colon", get(fields=b"X\r\n"), [400], False
    yield "no name", get(fields=b": y\r\n"), [400], False
    yield "a folded line", get(fields=b"X: y\r\n z\r\n"), [400], False
    yield "a space before the first field", b"GET /livez HTTP/1.1\r\n Host: a\r\n\r\n", [400], False
    yield "NUL in a value", get(fields=b"X: a\0b\r\n"), [400], False
    yield "CR in a value", get(fields=b"X: a\rb\r\n"), [400], False
    yield "DEL in a value", get(fields=b"X: a\x7fb\r\n"), [400], False
    yield "bytes beyond ASCII in a value", get(fields=b"X: a\xffb\r\n"), [200], True
    yield "a name that is no token", get(fields=b"X(y): z\r\n"), [400], False
    yield "many fields", get(fields=b"X: y\r\n" * 200), [431], False
    yield "a long field", get(fields=b"X: " + b"y" * 40000 + b"\r\n"), [431], False

    # Content negotiation: a path answers what it has.
    for accept in (b"text/html", b"text/plain", b"*/*, application/json;q=0", b"application/*;q=0.1", b"*/*;q=0"):
        yield f"Accept: {accept!r}", get(b"/version", b"Accept: " + accept + b"\r\n"), [200], True

    # Bodies by length.
    yield "a body", sized(), [200], True
    yield "no body", POST + b"\r\n", [411], True
    yield "an empty body", sized(b""), [400], True
    for length in (b"+5", b"-1", b"0x5", b"5 5", b"5, 5", b"", b"1e1", b"\xd9\xa5"):
        yield f"Content-Length: {length!r}", POST + b"Content-Length: " + length + b"\r\n\r\nhello", [400], False
    yield "two lengths", POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", [400], False
    yield "a length beyond the limit", POST + b"Content-Length: 99999999999\r\n\r\n", [413], False
    yield "a length beyond all numbers", POST + b"Content-Length: 99999999999999999999999\r\n\r\n", [413], False
    yield "leading zeros", POST + b"Content-Length: 000%d\r\n\r\n" % len(TASK) + TASK, [200], True
    yield "a body with GET", get(fields=b"Content-Length: 5\r\n") + b"hello", [200], True
    yield "a chunked body with GET", get(fields=b"Transfer-Encoding: chunked\r\n") + b"0\r\n\r\n", [413], False
    yield "a long body with GET", get(fields=b"Content-Length: 50000\r\n") + b"x" * 50000, [413], False
    yield "a body with OPTIONS", get(method=b"OPTIONS", fields=b"Content-Length: 5\r\n") + b"hello", [204], True
    yield "a body that is not wanted, then another request", (
        get(fields=b"Content-Length: 5\r\n") + b"hello" + get(b"/version")), [200, 200], True

    # Media types, and requests that a page could send.
    yield "no Content-Type", sized().replace(b"Content-Type: application/json\r\n", b""), [200], True
    for field in (b"Origin: null", b"Origin: https://a.example", b"Sec-Fetch-Site: cross-site",
                  b"User-Agent: Mozilla/5.0 (X11)", b"Referer: https://a.example/", b"Cookie: a=b"):
        yield f"no Content-Type, {field.decode()}", sized(fields=field + b"\r\n").replace(
            b"Content-Type: application/json\r\n", b""), [415], True
    yield "text/plain", sized().replace(b"application/json", b"text/plain"), [415], True
    yield "a form", sized().replace(b"application/json", b"application/x-www-form-urlencoded"), [415], True
    yield "another charset", sized().replace(b"application/json", b"application/json; charset=latin1"), [415], True

    # Chunks.
    yield "chunks", CHUNKED + chunk(TASK[:10]) + chunk(TASK[10:]) + b"0\r\n\r\n", [200], True
    yield "chunks with trailers", CHUNKED + chunk(TASK) + b"0\r\nX: y\r\n\r\n", [200], True
    yield "a capital size", CHUNKED + chunk(TASK, b"%X" % len(TASK)) + b"0\r\n\r\n", [200], True
    yield "leading zeros of a size", CHUNKED + chunk(TASK, b"000%x" % len(TASK)) + b"0\r\n\r\n", [200], True
    size = b"%x" % len(TASK)
    for extension in (b";a", b";a=b", b' ; a = "b c"', b';a="\\""', b";a;b=c", b"\t;a", b';a="\xff"'):
        yield f"the extension {extension!r}", CHUNKED + chunk(TASK, size + extension) + b"0\r\n\r\n", [200], True
    for extension in (b" ", b"\t", b";", b";;", b"; ", b";bad[=x", b';a="b', b";a=", b";=b", b";a b", b'; a="b"c',
                      b";a\0", b" a", b",a", b";a=b=c"):
        yield f"the extension {extension!r}", CHUNKED + chunk(TASK, size + extension) + b"0\r\n\r\n", [400], False
    for line in (b"", b"x", b"-1", b"+5", b"0x5", b" 5", b"5h", b"f" * 20, b"\xef\xbc\x95"):
        yield f"the size {line!r}", CHUNKED + line + b"\r\nhello\r\n0\r\n\r\n", [400], False
    yield "a chunk longer than its size", CHUNKED + b"1\r\nab\r\n0\r\n\r\n", [400], False
    yield "LF alone after a size", CHUNKED + b"5\nhello\r\n0\r\n\r\n", [400], False
    yield "LF alone after a chunk", CHUNKED + b"5\r\nhello\n0\r\n\r\n", [400], False
    yield "an endless size line", CHUNKED + b"5;" + b"a" * 5000, [400], False
    yield "a trailer that is none", CHUNKED + chunk(TASK) + b"0\r\nx y\r\n\r\n", [400], False
    yield "length and chunks", POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400], False
    yield "chunks in HTTP/1.0", CHUNKED.replace(b"HTTP/1.1", b"HTTP/1.0") + b"0\r\n\r\n", [400], False
    for coding in (b"gzip", b"chunked, gzip", b"chunked, identity", b"identity", b"chunked, chunked", b"", b"xchunked"):
        yield f"Transfer-Encoding: {coding.decode()}", (
            POST + b"Transfer-Encoding: " + coding + b"\r\n\r\n0\r\n\r\n"), [400], False
    yield "an unsupported transfer coding", POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", [501], False
    yield "two fields of codings", (
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), [400], False
    yield "Chunked", CHUNKED.replace(b"chunked", b"Chunked") + chunk(TASK) + b"0\r\n\r\n", [200], True

    # Content codings.
    packed = gzip.compress(TASK)
    yield "gzip", sized(packed, b"Content-Encoding: gzip\r\n"), [200], True
    yield "x-gzip", sized(packed, b"Content-Encoding: x-gzip\r\n"), [200], True
    yield "gzip that ends early", sized(packed[:-4], b"Content-Encoding: gzip\r\n"), [400], None
    yield "gzip with bytes behind", sized(packed + b"x", b"Content-Encoding: gzip\r\n"), [400], None
    yield "no gzip", sized(TASK, b"Content-Encoding: gzip\r\n"), [400], None
    yield "another coding", sized(TASK, b"Content-Encoding: br\r\n"), [415], True

    # Expectations.
    yield "another expectation", get(fields=b"Expect: magic\r\n"), [417], False
    yield "100-continue with the body", sized(fields=b"Expect: 100-continue\r\n"), [200], True


def run(report, binary):
    group = report.group("grammar", "raw requests by the rules of RFC 9110 and RFC 9112, whole, and cut in up to 40 places")
    with Server(binary, "--log-format", "off") as server, ThreadPoolExecutor(40) as workers:
        for name, request, statuses, stays in cases():
            heads = {0} if request.startswith(b"HEAD") else set()
            whole = check(group, server, name, [request], statuses, stays, heads)
            if whole is None:
                continue
            places = cuts(request)
            others = workers.map(lambda cut: exchange(server.port, [request[:cut], request[cut:]]), places)
            for cut, (other, _) in zip(places, others):
                found = [(status, body_without_id(body)) for status, _, body in answers(other, heads)]
                group.check(found == whole, f"{name}: cut at byte {cut} of {len(request)}: {found} is not {whole}"[:400])
        group.check(server.is_alive, "lossd has ended")


def check(group, server, name, pieces, statuses, stays, heads):
    received, closed = exchange(server.port, pieces)
    found = answers(received, heads)
    got = [status for status, _, _ in found]
    right = got == statuses and (stays is None or stays is not closed)
    group.check(right, f"{name}: {got} {'closed' if closed else 'open'}, expected {statuses}")
    for status, fields, _ in found:
        names = {field.lower() for field, _ in fields}
        missing = {"x-content-type-options", "x-request-id", "date"} - names
        group.check(not missing, f"{name}: {status} without {missing}")
    return [(status, body_without_id(body)) for status, _, body in found] if right else None


def body_without_id(body):
    """A body without the identifier of its request, which differs each time."""
    if b'"instance":"' not in body:
        return body
    head, _, rest = body.partition(b'"instance":"')
    return head + rest[rest.index(b'"'):]


def cuts(request):
    """Where to cut: around every line end, and at some bytes between."""
    places = {position + offset for position in range(len(request)) if request[position:position + 2] == b"\r\n"
              for offset in (0, 1, 2)}
    places |= set(range(1, len(request), max(len(request) // 8, 1)))
    return sorted(place for place in places if 0 < place < len(request))[:40]
