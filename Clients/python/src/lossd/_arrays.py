"""Losses of a server on numpy arrays."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._client import Client, default_client, plain
from ._files import Packed

_CODES = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "int64": "I64",
    "int32": "I32",
    "int16": "I16",
    "int8": "I8",
    "uint64": "U64",
    "uint32": "U32",
    "uint16": "U16",
    "uint8": "U8",
    "bool": "BOOL",
}
_DTYPES = {code: np.dtype(name).newbyteorder("<") for name, code in _CODES.items()}


def pack(value: ArrayLike) -> Packed:
    """The numbers of an array, whatever its order of bytes and its strides."""
    array = np.asarray(value)
    if array.dtype.name not in _CODES:
        raise TypeError(f"lossd takes no arrays of {array.dtype.name}")
    plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).reshape(array.shape)
    return Packed(_CODES[array.dtype.name], array.shape, plain.reshape(-1).view(np.uint8).data if plain.size else b"")


def unpack(packed: Packed) -> NDArray[Any]:
    """An array of an answer."""
    array = np.frombuffer(bytearray(packed.data), dtype=_DTYPES[packed.dtype]).reshape(packed.shape)
    return array if sys.byteorder == "little" else array.astype(array.dtype.newbyteorder("="))


def evaluate(
    loss: str,
    inputs: Mapping[str, ArrayLike | None],
    in_options: Mapping[str, ArrayLike | None],
    options: Mapping[str, Any],
    members: Mapping[str, ArrayLike | None],
    gradients: Sequence[str],
    client: Client | None,
) -> tuple[NDArray[Any], dict[str, NDArray[Any]]]:
    """The loss and its gradients; what is ``None`` is left out."""
    given: dict[str, Any] = {name: plain(value) for name, value in options.items() if value is not None}
    extra = {name: pack(value) for name, value in in_options.items() if value is not None}
    more = {name: pack(value) for name, value in members.items() if value is not None}
    tensors = {name: pack(value) for name, value in inputs.items() if value is not None}
    given |= {name: name for name in extra}
    result = (client or default_client()).evaluate(
        loss, tensors | extra | more, given, gradients=gradients, **{name: name for name in more}
    )
    return unpack(result.loss), {name: unpack(gradient) for name, gradient in result.gradients.items()}
