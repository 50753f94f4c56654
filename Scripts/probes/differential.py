"""What h11, another strict parser, makes of the same bytes, and what reaches lossd through nginx and haproxy."""
import json
import pathlib
import subprocess
import tempfile
import time

from . import tools
from .grammar import cases
from .live import Server, answers, exchange, free_port

# What lossd takes and h11 refuses, each with its reason.
ALLOWED = {
    "an empty line before": "h11 is stricter", "HTTP/1.7": "h11 knows 1.0 and 1.1 only",
    "HTTP/1.0 without Host": "h11 asks for a Host of 1.0 clients too",
    "the extension b' ; a = \"b c\"'": "the grammar has blanks before the semicolon",
    "the extension b'\\t;a'": "likewise",
}

PARSE = """
import json, sys, h11
for line in sys.stdin:
    data = bytes.fromhex(line)
    connection = h11.Connection(h11.SERVER)
    try:
        connection.receive_data(data)
        connection.receive_data(b"")
        count = 0
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA or event is h11.PAUSED or isinstance(event, h11.ConnectionClosed):
                break
            if isinstance(event, h11.EndOfMessage):
                count += 1
                if connection.our_state is h11.SEND_RESPONSE:
                    connection.send(h11.Response(status_code=200, headers=[("content-length", "0")]))
                    connection.send(h11.EndOfMessage())
                try:
                    connection.start_next_cycle()
                except h11.LocalProtocolError:
                    break
        print(json.dumps({"requests": count}))
    except (h11.RemoteProtocolError, h11.LocalProtocolError) as error:
        print(json.dumps({"refused": str(error)}))
"""


def run(report, binary):
    with_h11(report, binary)
    behind_proxies(report, binary)


def with_h11(report, binary):
    group = report.group("h11", "lossd takes nothing that h11 refuses")
    interpreter = tools.python("h11")
    if interpreter is None:
        group.skip("h11 cannot be installed from PyPI")
        return
    table = [(name, request, statuses) for name, request, statuses, _ in cases()]
    finished = subprocess.run(
        [interpreter, "-c", PARSE], input="\n".join(request.hex() for _, request, _ in table), capture_output=True,
        text=True, check=True)
    for (name, _, statuses), line in zip(table, finished.stdout.splitlines()):
        other = json.loads(line)
        # A status below 400, or one that is not about framing, means that lossd took the request.
        takes = all(status not in (400, 413, 414, 417, 431, 501, 505) for status in statuses)
        if takes and name not in ALLOWED:
            group.check(other.get("requests", 0) >= len(statuses), f"{name}: lossd takes what h11 refuses: {other}")


NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream lossd {{ server 127.0.0.1:{port}; keepalive 4; }}
  server {{ listen 127.0.0.1:{front}; location / {{
    proxy_pass http://lossd; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_request_buffering off; }} }}
}}
"""

HAPROXY = """
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend front
  bind 127.0.0.1:{front}
  default_backend back
backend back
  http-reuse always
  server lossd 127.0.0.1:{port}
"""


def behind_proxies(report, binary):
    group = report.group("proxies", "behind nginx and haproxy no request leaves bytes for the next one on its connection")
    with Server(binary, "--log-format", "off") as server, tempfile.TemporaryDirectory() as folder:
        for name, package, text in (("nginx", "nginx-light", NGINX), ("haproxy", "haproxy", HAPROXY)):
            front = free_port()
            path = tools.program(name, package)
            if path is None:
                group.skip(f"{name} cannot be installed")
                continue
            configuration = pathlib.Path(folder) / f"{name}.conf"
            configuration.write_text(text.format(folder=folder, port=server.port, front=front))
            command = [path, "-c", configuration] if name == "nginx" else [path, "-f", configuration]
            log = open(pathlib.Path(folder) / f"{name}.output", "w+")
            proxy = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                attack(group, name, front)
            except OSError as error:
                log.seek(0)
                group.check(False, f"{name}: {error}; {log.read()[-300:]}")
            finally:
                proxy.terminate()
                proxy.wait()
                log.close()
        group.check(server.is_alive, "lossd has ended")


def attack(group, name, front):
    probe = b"GET /version HTTP/1.1\r\nHost: a\r\n\r\n"
    # Until the proxy listens.
    for _ in range(100):
        try:
            if answers(exchange(front, [probe])[0]):
                break
        except OSError:
            time.sleep(0.1)
    for case, request, _, _ in cases():
        if len(request) > 20000:
            continue
        exchange(front, [request], seconds=2)
        # On the connections that the proxy keeps to lossd, the next request must get its own answer.
        for _ in range(2):
            found = answers(exchange(front, [probe])[0])
            right = len(found) == 1 and found[0][0] == 200 and b'"name":"lossd"' in found[0][2]
            group.check(right, f"{name}, after {case}: {[status for status, _, _ in found]}")
