"""A lossd that serves on a free port, and raw connections to it."""
import contextlib
import os
import re
import select
import socket
import subprocess
import threading


class Server:
    """A serving process; its lines on standard error are kept."""

    def __init__(self, binary, *arguments, environment={}):
        self.process = subprocess.Popen(
            [binary, "serve", "--port", "0", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **environment})
        self.lines = []
        self.port = None
        started = threading.Event()

        def read():
            for line in self.process.stderr:
                self.lines.append(line.rstrip("\n"))
                found = re.match(r"listening on https?://.*:(\d+)$", line)
                if found:
                    self.port = int(found[1])
                    started.set()
            started.set()

        threading.Thread(target=read, daemon=True).start()
        started.wait(20)

    def __enter__(self):
        if self.port is None:
            raise RuntimeError(f"lossd does not serve: {self.lines}")
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def is_alive(self):
        return self.process.poll() is None

    def status(self, field):
        """A number of /proc/PID/status, in KiB."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(field + ":"))


def free_port():
    """A port that nothing listens on, below those that the system gives to outgoing connections."""
    for port in range(18000, 32000, 7):
        with contextlib.closing(socket.socket()) as listener:
            try:
                listener.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("no port is free")


def exchange(port, pieces, seconds=5.0, half_close=False):
    """Sends pieces one after another, and returns all bytes that come back until the connection ends or is silent.

    The second result says whether the server closed the connection.
    """
    received = bytearray()
    with contextlib.closing(socket.create_connection(("127.0.0.1", port), timeout=seconds)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for number, piece in enumerate(pieces):
                # The server must see each piece on its own.
                if number:
                    select.select([], [], [], 0.002)
                connection.sendall(piece)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        while True:
            # An answer that is whole ends with silence, if the connection stays open.
            ready, _, _ = select.select([connection], [], [], 0.15 if is_whole(received) else seconds)
            if not ready:
                return bytes(received), False
            try:
                more = connection.recv(1 << 16)
            except OSError:
                return bytes(received), True
            if not more:
                return bytes(received), True
            received += more


def is_whole(received):
    """Whether bytes end with the end of an answer."""
    rest = bytes(received)
    if not rest:
        return False
    while rest:
        head, separator, body = rest.partition(b"\r\n\r\n")
        if not separator:
            return False
        if head.startswith(b"HTTP/1.1 100"):
            rest = body
            continue
        length = re.search(rb"(?im)^content-length: *(\d+)", head)
        size = int(length[1]) if length else 0
        if len(body) < size:
            return False
        rest = body[size:]
    return True


def answers(received, heads=()):
    """The answers in received bytes: status, fields and body of each; 100 is left out.

    `heads` holds the numbers of the answers to HEAD, which have no body.
    """
    found = []
    rest = received
    while rest:
        head, separator, body = rest.partition(b"\r\n\r\n")
        if not separator:
            break
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        if status == 100:
            rest = body
            continue
        fields = [tuple(line.split(": ", 1)) for line in lines[1:]]
        length = next((int(value) for name, value in fields if name.lower() == "content-length"), 0)
        size = 0 if len(found) in heads else length
        found.append((status, fields, body[:size]))
        rest = body[size:]
    return found
