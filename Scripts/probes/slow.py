"""slowhttptest: slow headers, slow bodies and slow reading end in time, and others are answered meanwhile."""
import re
import subprocess
import time

from . import tools
from .live import Server, exchange

LIVEZ = [b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"]


def run(report, binary):
    group = report.group("slowhttptest", "slow headers, bodies and readers, 300 connections each; /livez meanwhile")
    path = tools.program("slowhttptest")
    if path is None:
        group.skip("slowhttptest cannot be installed")
        return
    limits = ["--header-seconds", "3", "--body-seconds", "3", "--write-seconds", "3", "--idle-seconds", "5"]
    with Server(binary, "--log-format", "off", *limits) as server:
        for name, options in (("headers", ["-H", "-i", "1"]), ("bodies", ["-B", "-i", "2", "-s", "8192", "-t", "POST"]),
                              ("readers", ["-X", "-w", "64", "-y", "128", "-n", "5", "-z", "16", "-k", "3"])):
            process = subprocess.Popen(
                [path, *options, "-c", "300", "-r", "200", "-l", "10", "-u", f"http://127.0.0.1:{server.port}/openapi.yaml"],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            while process.poll() is None:
                start = time.monotonic()
                received, _ = exchange(server.port, LIVEZ)
                seconds = time.monotonic() - start
                group.check(received.startswith(b"HTTP/1.1 200") and seconds < 2, f"{name}: /livez after {seconds:.1f} s")
                time.sleep(0.5)
            time.sleep(5)
            received, _ = exchange(server.port, [b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"])
            held = re.search(rb"^lossd_connections (\d+)", received, re.MULTILINE)
            group.check(held is not None and int(held[1]) <= 2, f"{name}: {held and held[1]} connections are left")
        group.check(server.is_alive, "lossd has ended")
