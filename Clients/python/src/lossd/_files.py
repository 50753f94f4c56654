"""The safetensors file format, as far as requests and answers need it."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ._http import Buffer

_SIZES = {"F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2, "U16": 2, "I8": 1, "U8": 1, "BOOL": 1}

#: Headers up to this size are remembered, as those of one training loop are the same in each step.
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Packed:
    """A tensor as it lies in memory: little-endian, in row-major order."""

    dtype: str
    shape: tuple[int, ...]
    data: Buffer


Layout = tuple[tuple[str, str, tuple[int, ...], int], ...]


def parts(tensors: Mapping[str, Packed], text: str) -> list[Buffer]:
    """A file of these tensors, in parts, with a text under ``lossd`` in its metadata.

    The widest types come first, so that every tensor is aligned.
    """
    order = sorted(tensors, key=lambda name: (-_SIZES[tensors[name].dtype], name)) if len(tensors) > 1 else list(tensors)
    layout = tuple((name, tensors[name].dtype, tensors[name].shape, len(tensors[name].data)) for name in order)
    head = (_remembered_head if len(text) <= _REMEMBERED and len(order) <= 16 else _head)(layout, text)
    return [head, *(tensors[name].data for name in order)]


def _head(layout: Layout, text: str) -> bytes:
    header: dict[str, Any] = {"__metadata__": {"lossd": text}}
    end = 0
    for name, dtype, shape, size in layout:
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": (end, end + size)}
        end += size
    encoded = json.dumps(header, separators=(",", ":")).encode()
    encoded += b" " * (-len(encoded) % 8)
    return len(encoded).to_bytes(8, "little") + encoded


_remembered_head = functools.lru_cache(maxsize=256)(_head)


def loads(body: bytes | bytearray) -> tuple[dict[str, Packed], Any]:
    """The tensors of a file, and the JSON under ``lossd`` in its metadata, which callers share and do not change.

    A tensor that is most of the file refers to the body and keeps it alive; a small one is copied, and keeps nothing else.

    Raises:
        ValueError: or KeyError, TypeError, AttributeError where it is no such file.

    """
    view = memoryview(body)
    start = 8 + int.from_bytes(view[:8], "little")
    header = bytes(view[8:start])
    layout, answer = (_remembered_layout if len(header) <= _REMEMBERED else _layout)(header)
    data = view[start:]
    if layout and layout[-1][4] > len(data):
        raise ValueError("the file is cut")
    tensors = {}
    for name, dtype, shape, begin, end in layout:
        part = data[begin:end]
        tensors[name] = Packed(dtype, shape, part if 2 * (end - begin) > len(body) else bytearray(part))
    return tensors, answer


def _layout(header: bytes) -> tuple[list[tuple[str, str, tuple[int, ...], int, int]], Any]:
    entries = json.loads(header)
    text = entries.pop("__metadata__")["lossd"]
    layout = [(name, str(entry["dtype"]), tuple(entry["shape"]), *map(int, entry["data_offsets"])) for name, entry in entries.items()]
    return sorted(layout, key=lambda entry: entry[4]), json.loads(text)


_remembered_layout = functools.lru_cache(maxsize=64)(_layout)
