"""Tensors of torch as their bytes, and back."""

from __future__ import annotations

import torch
from torch import Tensor

from ._files import Packed

_CODES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}
_CODES |= {getattr(torch, name): code for name, code in (("uint16", "U16"), ("uint32", "U32"), ("uint64", "U64")) if hasattr(torch, name)}
_DTYPES = {code: dtype for dtype, code in _CODES.items()}


def pack(tensor: Tensor) -> Packed:
    """The numbers of a tensor, wherever and however it lies."""
    code = _CODES.get(tensor.dtype)
    if code is None:
        raise TypeError(f"lossd takes no tensors of {tensor.dtype}")
    plain = tensor.detach()
    if not plain.is_cpu:
        plain = plain.to("cpu")
    plain = plain.resolve_neg().contiguous()
    # numpy has no bfloat16; bytes are all that is needed.
    data = plain.reshape(-1).view(torch.uint8).numpy().data if plain.numel() else b""
    return Packed(code, tuple(tensor.shape), data)


def unpack(packed: Packed) -> Tensor:
    """A tensor of an answer, which has the answer's own memory."""
    dtype = _DTYPES[packed.dtype]
    if not len(packed.data):
        return torch.empty(packed.shape, dtype=dtype)
    return torch.frombuffer(packed.data, dtype=dtype).reshape(packed.shape)
