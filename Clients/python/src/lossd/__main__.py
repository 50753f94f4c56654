"""``python -m lossd``: sends files of requests to a server, as the command ``lossd`` answers them without one."""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from ._client import Client
from ._errors import LossdError

_JSON, _FILE = "application/json", "application/vnd.safetensors"


@dataclass(frozen=True)
class _Request:
    """A request of a file."""

    file: str
    #: Its line, where the file has several.
    line: int | None
    type: str
    body: bytes


class Bar:
    """How much is done, on one line of a terminal; nothing elsewhere, and nothing of a single file."""

    def __init__(self, total: int, stream: TextIO) -> None:
        """Make one for so many."""
        self._total, self._done, self._stream = total, 0, stream
        self._is_shown = total > 1 and stream.isatty()

    def show(self) -> None:
        """Draw it."""
        if self._is_shown:
            filled = 30 * self._done // self._total
            self._stream.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {self._done} of {self._total}")
            self._stream.flush()

    def advance(self) -> None:
        """Count one more request as done."""
        self._done += 1
        self.show()

    def clear(self) -> None:
        """Remove it, so that something else can be written."""
        if self._is_shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def requests_of(file: str) -> list[_Request]:
    """The requests of a file, or of standard input: one, or one on each line.

    Raises:
        OSError: when it cannot be read.

    """
    body = sys.stdin.buffer.read() if file == "-" else pathlib.Path(file).read_bytes()
    if file.endswith(".safetensors"):
        return [_Request(file, None, _FILE, body)]
    lines = [(number, line) for number, line in enumerate(body.splitlines(), 1) if line.strip()]
    if len(lines) > 1 and not _is_object(body) and any(_is_object(line) for _, line in lines):
        return [_Request(file, number, _JSON, line) for number, line in lines]
    return [_Request(file, None, _JSON, body)]


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    made = argparse.ArgumentParser(prog="python -m lossd", description="Send files of requests to a lossd server.")
    made.add_argument("command", choices=["evaluate", "weights"])
    made.add_argument(
        "files", nargs="+", metavar="FILE", help="a request in JSON, one on each line, a .safetensors file, or - for standard input"
    )
    made.add_argument(
        "--output", metavar="PATH", help="write the answer to a file, or those of several files into a folder; .safetensors for tensors"
    )
    made.add_argument("--pretty", action="store_true", help="lay answers of up to 16 KiB out over several lines")
    made.add_argument("--url", help="the server; by default LOSSD_URL, or http://127.0.0.1:8080")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Send the files, and return the exit status of the command ``lossd``.

    0; 1 where no server answers; 2 where a request is refused or a file cannot be read; 74 where an answer cannot be written.
    """
    options = parser().parse_args(arguments)
    try:
        with Client(options.url) as client:
            try:
                return _run(client, options)
            except OSError as error:
                print(f"lossd: cannot write {error.filename or 'the answer'}: {error.strerror}", file=sys.stderr)
                return 74
    except LossdError as error:
        print(f"lossd: {error}", file=sys.stderr)
    except ValueError as error:
        print(f"lossd: {error}", file=sys.stderr)
    return 1


def _run(client: Client, options: argparse.Namespace) -> int:
    path = f"/v1/{options.command}" + ("?pretty" if options.pretty else "")
    folder = pathlib.Path(options.output) if options.output and len(options.files) > 1 else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    try:
        requests = [request for file in options.files for request in requests_of(file)]
    except OSError as error:
        print(f"lossd: cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    bar, status = Bar(len(requests), sys.stderr), 0
    bar.show()
    for target, own in _by_target(requests, options.output, folder):
        answers: list[bytes] = []
        for request in own:
            wanted = _FILE if target is not None and target.suffix == ".safetensors" else _JSON
            answer = client.exchange("POST", path, f"Content-Type: {request.type}\r\nAccept: {wanted}\r\n", [request.body])
            text = bytes(answer.body)
            if answer.status != 200:
                status = 2
                text = _problem(text, request, len(options.files))
                if len(requests) == 1:
                    bar.clear()
                    sys.stderr.buffer.write(text + b"\n")
                    return status
            answers.append(text)
            if target is None:
                bar.clear()
                sys.stdout.buffer.write(text.rstrip(b"\n") + b"\n")
                sys.stdout.buffer.flush()
            bar.advance()
        if target is not None:
            target.write_bytes(answers[0] if target.suffix == ".safetensors" else b"".join(one.rstrip(b"\n") + b"\n" for one in answers))
    bar.clear()
    return status


def _by_target(
    requests: Sequence[_Request], output: str | None, folder: pathlib.Path | None
) -> Iterator[tuple[pathlib.Path | None, list[_Request]]]:
    """The requests by the file that their answers are written to; ``None`` for standard output.

    Raises:
        ValueError: where two files would be answered in the same one, or a file of tensors would hold several answers.

    """
    if output is None:
        yield None, list(requests)
        return
    targets: dict[pathlib.Path, list[_Request]] = {}
    for request in requests:
        target = folder / pathlib.Path(request.file).name if folder is not None else pathlib.Path(output)
        targets.setdefault(target, []).append(request)
    for target, own in targets.items():
        if len({request.file for request in own}) > 1:
            raise ValueError(f"the answers to {own[0].file} and {own[-1].file} would both be {target}")
        if target.suffix == ".safetensors" and len(own) > 1:
            raise ValueError(f"{target} holds one answer, and {own[0].file} has {len(own)} requests")
    yield from targets.items()


def _problem(text: bytes, request: _Request, files: int) -> bytes:
    """What is wrong with a request, and where it is from."""
    try:
        problem: dict[str, Any] = dict(json.loads(text))
    except (ValueError, TypeError):
        return text
    if files > 1:
        problem["file"] = request.file
    if request.line is not None:
        problem["line"] = request.line
    return json.dumps(problem, ensure_ascii=False, separators=(",", ":")).encode()


if __name__ == "__main__":
    sys.exit(main())
