"""Warnings at the line of the caller."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any

from ._errors import LossdWarning, fault_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Modules whose frames lie between a caller and a request.
_WITHIN = ("lossd", "torch", "jax", "jaxlib", "asyncio", "concurrent", "threading", "contextvars", "functools")


@dataclass(frozen=True)
class Place:
    """A line of somebody's code."""

    file: str
    line: int
    module: str
    #: What Python remembers of the warnings that it has shown for this module.
    registry: dict[Any, Any]


_place: ContextVar[Place | None] = ContextVar("lossd_place", default=None)


def caller() -> Place:
    """The line that called the package."""
    frame: FrameType = sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).split(".")[0] in _WITHIN:
        frame = frame.f_back
    return Place(
        frame.f_code.co_filename,
        frame.f_lineno,
        str(frame.f_globals.get("__name__", "")),
        frame.f_globals.setdefault("__warningregistry__", {}),
    )


@contextmanager
def at(place: Place) -> Iterator[None]:
    """Have warnings say this place, which another thread has found."""
    token = _place.set(place)
    try:
        yield
    finally:
        _place.reset(token)


def warn(entries: Iterable[Mapping[str, Any]], shapes: Mapping[str, Sequence[int]], tasks: Sequence[str] = ()) -> None:
    """Warn of what an answer warns of, at each line of the caller once, unless warnings are to be shown always."""
    place = None
    for entry in entries:
        place = place or _place.get() or caller()
        fault = fault_of(entry, shapes, tasks)
        text = str(fault)
        # Python shows each text once, but this one may have the number of an element in it.
        key = ("lossd", fault.code, fault.argument.split("[")[0], place.line)
        if key in place.registry and _action(place, text) == "default":
            continue
        warnings.warn_explicit(LossdWarning(text), None, place.file, place.line, place.module, place.registry)
        place.registry[key] = True


def _action(place: Place, text: str) -> str:
    """What the filters of ``warnings`` say of a warning."""
    for action, message, category, module, line in warnings.filters:
        if (
            issubclass(LossdWarning, category)
            and (message is None or _matches(message, text))
            and (module is None or _matches(module, place.module))
            and line in (0, place.line)
        ):
            return action
    return "default"


def _matches(pattern: Any, text: str) -> bool:
    # Filters that Python itself makes at its start have plain texts.
    return pattern == text if isinstance(pattern, str) else bool(pattern.match(text))
