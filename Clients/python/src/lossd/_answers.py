"""Reads the answers of an HTTP/1.1 server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

#: The longest line of a head or of a chunk, and the most fields.
_LONGEST, _MOST = 65536, 256


class NoAnswer(Exception):
    """What came is no answer, or only a part of one."""


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to a request.

    Attributes:
        status: its status.
        headers: its fields, by their names in lower case.
        body: its body, in memory that can be written to.
        is_last: whether the connection ends with it.

    """

    status: int
    headers: Mapping[str, str]
    body: bytearray
    is_last: bool


def read(stream: BinaryIO) -> Response:
    """Read an answer.

    Raises:
        EOFError: when the connection ends before the first byte.
        NoAnswer: when it ends later, or what comes is no answer.
        OSError: when the connection is lost, or the time is up.

    """
    while True:
        try:
            line = _line(stream)
        except ConnectionError as error:
            raise EOFError(str(error)) from error
        if not line:
            raise EOFError("the connection was closed")
        version, _, rest = line.partition(b" ")
        if not version.startswith(b"HTTP/1.") or not line.endswith(b"\n") or not rest[:3].isdigit():
            raise NoAnswer(f"it begins with {line[:40]!r}")
        status, headers = int(rest[:3]), _fields(stream)
        if status >= 200:
            break
    connection = headers.get("connection", "").lower()
    is_last = "close" in connection or (version == b"HTTP/1.0" and "keep-alive" not in connection)
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return Response(status, headers, _chunks(stream), is_last)
    length = headers.get("content-length")
    if status in (204, 304):
        return Response(status, headers, bytearray(), is_last)
    if length is None:
        return Response(status, headers, bytearray(stream.read()), True)
    if not (length.isascii() and length.isdigit()):
        raise NoAnswer(f"its length is {length[:40]!r}")
    return Response(status, headers, _bytes(stream, int(length)), is_last)


def _line(stream: BinaryIO) -> bytes:
    line = stream.readline(_LONGEST)
    if len(line) >= _LONGEST:
        raise NoAnswer("a line is too long")
    return line


def _fields(stream: BinaryIO) -> dict[str, str]:
    fields: dict[str, str] = {}
    for _ in range(_MOST):
        line = _line(stream)
        if line in (b"\r\n", b"\n"):
            return fields
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not line.endswith(b"\n"):
            raise NoAnswer("its head is cut" if not line.endswith(b"\n") else f"{line[:40]!r} is no field")
        key, value = name.lower(), value.strip()
        fields[key] = f"{fields[key]}, {value}" if key in fields else value
    raise NoAnswer("it has too many fields")


def _bytes(stream: BinaryIO, size: int) -> bytearray:
    """So many bytes, into memory that is made once."""
    body = bytearray(size)
    count = stream.readinto(body) if size else 0  # type: ignore[attr-defined]
    if count != size:
        raise NoAnswer(f"{count} of {size} bytes came")
    return body


def _chunks(stream: BinaryIO) -> bytearray:
    body = bytearray()
    while True:
        digits = _line(stream).partition(b";")[0].strip()
        try:
            size = int(digits, 16) if digits.isalnum() else -1
        except ValueError:
            size = -1
        if size < 0:
            raise NoAnswer("a chunk has no size")
        if size == 0:
            # What follows the last chunk are fields.
            _fields(stream)
            return body
        body += _bytes(stream, size)
        if _line(stream).strip():
            raise NoAnswer("a chunk is longer than its size")
