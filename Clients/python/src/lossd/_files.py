"""The safetensors file format, as far as requests and answers need it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SIZES = {"F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2, "U16": 2, "I8": 1, "U8": 1, "BOOL": 1}


@dataclass(frozen=True)
class Packed:
    """A tensor as it lies in memory: little-endian, in row-major order."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes | bytearray | memoryview


def dumps(tensors: Mapping[str, Packed], metadata: Mapping[str, str]) -> bytes:
    """A file of these tensors.

    The widest types come first, so that every tensor is aligned.
    """
    order = sorted(tensors, key=lambda name: (-_SIZES[tensors[name].dtype], name))
    header: dict[str, Any] = {"__metadata__": dict(metadata)}
    end = 0
    for name in order:
        tensor = tensors[name]
        start, end = end, end + len(tensor.data)
        header[name] = {"dtype": tensor.dtype, "shape": tensor.shape, "data_offsets": (start, end)}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([len(text).to_bytes(8, "little"), text, *(tensors[name].data for name in order)])


def loads(body: bytes) -> tuple[dict[str, Packed], dict[str, str]]:
    """The tensors of a file and its metadata; the tensors refer to the body, which they keep alive."""
    view = memoryview(body)
    size = int.from_bytes(view[:8], "little")
    header = json.loads(bytes(view[8 : 8 + size]))
    metadata = header.pop("__metadata__", {})
    data = view[8 + size :]
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = Packed(entry["dtype"], tuple(entry["shape"]), data[start:end])
    return tensors, metadata
