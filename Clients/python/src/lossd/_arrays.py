"""Arrays of numpy as their bytes, and back."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError("lossd takes no masked arrays: pass the data, and which items count as mask")
    array = np.asarray(value)
    if array.dtype.name == "bfloat16":
        # A type of ml_dtypes, which JAX's arrays have.
        return Packed("BF16", array.shape, np.ascontiguousarray(array).reshape(-1).view(np.uint8).data if array.size else b"")
    if array.dtype.name not in _CODES:
        raise TypeError(f"lossd takes no arrays of {array.dtype.name}")
    plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).reshape(array.shape)
    return Packed(_CODES[array.dtype.name], array.shape, plain.reshape(-1).view(np.uint8).data if plain.size else b"")


def unpack(packed: Packed) -> NDArray[Any]:
    """An array of an answer, which has the answer's own memory; of bfloat16, which numpy lacks, in float32."""
    if packed.dtype == "BF16":
        halves = np.frombuffer(packed.data, dtype="<u2").astype(np.uint32)
        return (halves << 16).view(np.float32).reshape(packed.shape)
    array = np.frombuffer(packed.data, dtype=_DTYPES[packed.dtype]).reshape(packed.shape)
    return array if sys.byteorder == "little" else array.astype(array.dtype.newbyteorder("="))
