"""Connections to one server, HTTP/1.1 on sockets: requests are sent again where that is safe."""

from __future__ import annotations

import contextlib
import math
import os
import select
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from . import _answers
from ._answers import NoAnswer, Response
from ._errors import LossdError

#: What has the bytes of a body; what ``memoryview`` takes.
Buffer = bytes | bytearray | memoryview

#: Up to here, head and body are joined and sent at once; beyond, copying costs more than a second call.
_JOINED = 65536


class _Lost(Exception):
    """A connection that could not be made, or ended before an answer began."""


class _Connection:
    """A socket that stays open between requests."""

    def __init__(self, address: tuple[str, int], tls: ssl.SSLContext | None, timeout: float | None) -> None:
        try:
            plain = socket.create_connection(address, timeout)
        except ConnectionError as error:
            raise _Lost(str(error)) from error
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket = tls.wrap_socket(plain, server_hostname=address[0]) if tls else plain
        except ConnectionError as error:
            plain.close()
            raise _Lost(str(error)) from error
        except BaseException:
            plain.close()
            raise
        self.is_new, self.is_open = True, True
        self._stream = self.socket.makefile("rb")
        self._poll = None
        if hasattr(select, "poll"):
            self._poll = select.poll()
            self._poll.register(self.socket, select.POLLIN)

    def exchange(self, head: bytes, parts: Sequence[Buffer]) -> Response:
        """Send a request, and return the answer.

        Raises:
            _Lost: when the connection ends before an answer begins.
            NoAnswer: when what comes is no answer, or only a part of one.
            OSError: when the time is up.

        """
        lost: ConnectionError | None = None
        try:
            self._send(head, parts)
        except ConnectionError as error:
            # A server that refuses a request may answer and close before it has read all of it.
            lost = error
        try:
            response = _answers.read(self._stream)
        except EOFError as error:
            raise _Lost(str(lost or error)) from error
        self.is_open = lost is None and not response.is_last
        return response

    def _send(self, head: bytes, parts: Sequence[Buffer]) -> None:
        if sum(map(len, parts)) <= _JOINED:
            self.socket.sendall(b"".join((head, *parts)))
        else:
            self.socket.sendall(head)
            for part in parts:
                self.socket.sendall(part)

    @property
    def is_usable(self) -> bool:
        """Whether an idle connection is still open: what can be read of one is its end."""
        if self._poll is None:
            return not select.select([self.socket], [], [], 0)[0]
        return not self._poll.poll(0)

    def close(self) -> None:
        self._stream.close()
        self.socket.close()

    def abort(self) -> None:
        """End the exchange that another thread waits for."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


class Cancellation:
    """Lets one thread end what another one waits for."""

    def __init__(self) -> None:
        """Make one that is not cancelled."""
        self._lock = threading.Lock()
        self._event = threading.Event()
        self._connection: _Connection | None = None

    def cancel(self) -> None:
        """End the exchange that goes on, and every wait for the next one."""
        with self._lock:
            self._event.set()
            if self._connection is not None:
                self._connection.abort()

    def _enter(self, connection: _Connection | None) -> None:
        with self._lock:
            self._connection = connection
            if connection is not None and self._event.is_set():
                connection.abort()

    @property
    def is_cancelled(self) -> bool:
        """Whether it is."""
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep, unless it is cancelled."""
        self._event.wait(seconds)


class Connections:
    """Connections to one server that are kept open; safe to share between threads and by forked processes."""

    def __init__(
        self, url: str, token: str | None, ca: str | None, certificate: str | None, timeout: float | None, retries: int, kept: int
    ):
        """See ``Client``; no connection is made yet."""
        if retries < 0:
            raise ValueError("retries is 0 or greater")
        if timeout is not None and not timeout > 0:
            raise ValueError("timeout is greater than 0")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("url is http:// or https:// with a host and perhaps a port and a path")
        if any(character <= " " or character >= "\x7f" for character in (token or "") + url):
            raise ValueError("url and token are printable ASCII without blanks")
        self.url = url
        self._address = (parts.hostname, port or (443 if parts.scheme == "https" else 80))
        self._path = parts.path.rstrip("/")
        self._tls = None
        if parts.scheme == "https":
            self._tls = ssl.create_default_context(cafile=ca)
            if certificate:
                self._tls.load_cert_chain(certificate)
        self._fields = f"Host: {parts.netloc}\r\nUser-Agent: lossd-python\r\n" + (f"Authorization: Bearer {token}\r\n" if token else "")
        self._timeout, self._retries, self._kept = timeout, retries, kept
        self._idle: list[_Connection] = []
        self._process = os.getpid()
        self._is_closed = False

    def close(self) -> None:
        """Close all that are idle, and each other one when its answer is there."""
        self._is_closed = True
        self._close_idle()

    def _close_idle(self) -> None:
        # Other threads take connections meanwhile.
        with contextlib.suppress(IndexError):
            while True:
                self._idle.pop().close()

    def send(self, method: str, path: str, fields: str, parts: Sequence[Buffer] = (), cancellation: Cancellation | None = None) -> Response:
        """Send a request, again where it got no answer or 503, and return its answer.

        Args:
            method: GET or POST.
            path: where to, behind the path of the server's address.
            fields: more header fields, each with its line end.
            parts: the body.
            cancellation: what can end it.

        Raises:
            LossdError: when no server answers.

        """
        length = f"Content-Length: {sum(map(len, parts))}\r\n" if method == "POST" else ""
        head = f"{method} {self._path}{path} HTTP/1.1\r\n{self._fields}{fields}{length}\r\n".encode("ascii")
        if self._is_closed:
            raise ValueError("the client is closed")
        attempt, was_stale = 0, False
        while True:
            is_last = attempt >= self._retries
            connection = None
            try:
                connection = self._take()
                is_new = connection.is_new
                response = self._exchange(connection, head, parts, cancellation)
            except _Lost as error:
                if cancellation is not None and cancellation.is_cancelled:
                    raise LossdError("the request was cancelled") from error
                if connection is not None and not is_new and not was_stale:
                    # The server ended an idle connection, and others perhaps with it. A new one is another matter.
                    was_stale = True
                    self._close_idle()
                    continue
                if is_last:
                    raise LossdError(f"no answer from {self.url}: {error}") from error
                delay = min(0.05 * 2**attempt, 1.0)
            else:
                if response.status != 503 or is_last:
                    return response
                delay = min(_seconds(response.headers.get("retry-after")), 30.0)
            attempt += 1
            if cancellation is None:
                time.sleep(delay)
            else:
                cancellation.wait(delay)

    def _exchange(self, connection: _Connection, head: bytes, parts: Sequence[Buffer], cancellation: Cancellation | None) -> Response:
        if cancellation is not None:
            cancellation._enter(connection)
        is_answered = False
        try:
            response = connection.exchange(head, parts)
            is_answered = True
            return response
        except NoAnswer as error:
            raise LossdError(f"no whole answer from {self.url}: {error}") from error
        except TimeoutError as error:
            raise LossdError(f"no answer from {self.url} in {self._timeout:g} s") from error
        except OSError as error:
            raise LossdError(f"no whole answer from {self.url}: {error}") from error
        finally:
            if cancellation is not None:
                cancellation._enter(None)
                is_answered = is_answered and not cancellation.is_cancelled
            if is_answered and connection.is_open and len(self._idle) < self._kept and not self._is_closed:
                connection.is_new = False
                self._idle.append(connection)
            else:
                connection.close()

    def _take(self) -> _Connection:
        if self._process != os.getpid():
            # A forked process must not share connections with the one that it comes from.
            self._idle, self._process = [], os.getpid()
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                break
            if connection.is_usable:
                return connection
            connection.close()
        try:
            return _Connection(self._address, self._tls, self._timeout)
        except (OSError, ValueError) as error:
            reason = f"no connection in {self._timeout:g} s" if isinstance(error, TimeoutError) else error
            raise LossdError(f"no answer from {self.url}: {reason}") from error


def _seconds(field: str | None) -> float:
    """The seconds of a Retry-After field; 1 without one, or with one that is none."""
    try:
        seconds = float(field or 1)
    except ValueError:
        return 1.0
    return max(seconds, 0.0) if math.isfinite(seconds) else 1.0
