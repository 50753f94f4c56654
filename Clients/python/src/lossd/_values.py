"""Numbers of every kind as they are sent: options as JSON has them, arrays and tensors as their bytes."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from . import _arrays
from ._files import Packed


def plain(value: Any) -> Any:
    """An option as JSON has it: numbers of numpy and torch as Python's, and those without a literal as strings."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value is not None and not isinstance(value, (str, bool, int, float)):
        raise TypeError(f"{value!r} is not a number, a string or a list of them")
    return value


#: What a task says beside its tensors and options.
PLAIN_MEMBERS = ("denominator", "preset")


def split_members(members: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The members of a task that are tensors, and those that are not; without those that are ``None``."""
    given = {name: value for name, value in members.items() if value is not None}
    return (
        {name: value for name, value in given.items() if name not in PLAIN_MEMBERS},
        {name: plain(value) for name, value in given.items() if name in PLAIN_MEMBERS},
    )


def wanted(gradients: Sequence[str] | bool) -> tuple[str, ...] | bool:
    """The inputs whose gradients are wanted; a name alone is one of them."""
    if isinstance(gradients, bool):
        return gradients
    return (gradients,) if isinstance(gradients, str) else tuple(gradients)


def is_torch(value: Any) -> bool:
    """Whether it is a tensor of torch, which is not imported to find out."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def pack(value: Any) -> Packed:
    """An array or a tensor, or what numpy makes an array of."""
    if isinstance(value, Packed):
        return value
    if is_torch(value):
        from . import _tensors

        return _tensors.pack(value)
    return _arrays.pack(value)


def unpacker(values: Iterable[Any]) -> Callable[[Packed], Any]:
    """What makes an answer of the kind of these values: tensors of torch if one of them is, arrays otherwise."""
    if any(is_torch(value) for value in values):
        from . import _tensors

        return _tensors.unpack
    return _arrays.unpack
