"""What a server refuses, and what it warns of."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a call.

    ``argument`` is the argument of the call that it is about, with the place in it, such as ``target[3]``; empty where it is
    about the call as a whole.
    """

    argument: str
    code: str
    detail: str

    def __str__(self) -> str:
        """The argument and what is wrong with it."""
        return f"{self.argument}: {self.detail}" if self.argument else self.detail


class LossdError(Exception):
    """A request that a server has refused, or that no server has answered.

    Attributes:
        status: the status of the answer; ``None`` without one.
        code: the last part of the problem's type, such as ``unprocessable_content``.
        request_id: the identifier that the server's log has, too.
        faults: everything that is wrong.

    """

    def __init__(
        self, message: str, *, status: int | None = None, code: str = "", request_id: str = "", faults: Sequence[Fault] = ()
    ) -> None:
        """Make an error from the parts of an answer."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.faults = tuple(faults)

    @classmethod
    def from_problem(
        cls, status: int, problem: Mapping[str, Any], request_id: str, shapes: Mapping[str, Sequence[int]], tasks: Sequence[str] = ()
    ) -> LossdError:
        """The error that a problem document (RFC 9457) describes, of a request with tensors of these shapes and these tasks."""
        faults = [fault_of(entry, shapes, tasks) for entry in problem.get("errors") or [] if isinstance(entry, Mapping)]
        lines = [str(fault) for fault in faults] or [str(problem.get("detail", f"status {status}"))]
        code = str(problem.get("type", "")).rsplit(":", 1)[-1]
        return cls("\n".join(lines), status=status, code=code, request_id=request_id, faults=faults)


class LossdWarning(UserWarning):
    """Something that a server has answered, but that is probably not what was meant."""


def argument_of(pointer: str, tasks: Sequence[str] = ()) -> str:
    """The argument that a JSON pointer into the request is about: ``#/tasks/0/target/3`` is ``target[3]``.

    With the names of tasks, the task's is before it, as in ``depth.target[3]``.
    """
    if not pointer.startswith("#/"):
        return ""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in urllib.parse.unquote(pointer[2:]).split("/")]
    names: list[str] = []
    if parts[0] == "tasks" and len(parts) > 1 and parts[1].isdecimal():
        number, parts = int(parts[1]), parts[2:]
        if number < len(tasks):
            names.append(tasks[number])
    elif parts[0] in ("tensors", "weighting"):
        parts = parts[1:]
    elif parts[0] in ("tasks", "dtype"):
        return ""
    if parts and parts[0] in ("options", "parameters"):
        parts = parts[1:]
    places: list[str] = []
    while len(parts) > 1 and parts[-1].isdecimal():
        places.insert(0, parts.pop())
    name = ".".join(names + parts)
    return f"{name}[{', '.join(places)}]" if places else name


def fault_of(entry: Mapping[str, Any], shapes: Mapping[str, Sequence[int]], tasks: Sequence[str] = ()) -> Fault:
    """A fault from an entry of a problem's ``errors``; an element of a tensor has its number in row-major order as ``index``."""
    pointer, index = str(entry.get("pointer", "")), entry.get("index")
    if pointer.startswith("#/tensors/") and "/data" in pointer:
        # In JSON, tensors are sent as their shape and their numbers one after another.
        pointer, _, number = pointer.partition("/data")
        index = int(number[1:]) if number[1:].isdecimal() else index
    argument = argument_of(pointer, tasks)
    if isinstance(index, int) and shapes.get(argument):
        places: list[str] = []
        for size in reversed(shapes[argument]):
            index, place = divmod(index, max(size, 1))
            places.insert(0, str(place))
        argument += f"[{', '.join(places)}]"
    return Fault(argument, str(entry.get("code", "")), str(entry.get("detail", "")))
