"""Losses of a server as differentiable functions of torch tensors."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ._client import Client, Result, default_client, plain
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
_DTYPES = {code: dtype for dtype, code in _CODES.items()}


def pack(tensor: Tensor) -> Packed:
    """The numbers of a tensor, wherever and however it lies."""
    if tensor.dtype not in _CODES:
        raise TypeError(f"lossd takes no tensors of {tensor.dtype}")
    plain = tensor.detach().to("cpu").contiguous()
    # numpy has no bfloat16; bytes are all that is needed.
    data = plain.reshape(-1).view(torch.uint8).numpy().data if plain.numel() else b""
    return Packed(_CODES[tensor.dtype], tuple(tensor.shape), data)


def unpack(packed: Packed) -> Tensor:
    """A tensor of an answer."""
    dtype = _DTYPES[packed.dtype]
    if not len(packed.data):
        return torch.empty(packed.shape, dtype=dtype)
    return torch.frombuffer(bytearray(packed.data), dtype=dtype).reshape(packed.shape)


@dataclass(frozen=True)
class _Call:
    """A loss with everything but the numbers of its tensors."""

    loss: str
    names: tuple[str, ...]
    options: Mapping[str, Any]
    members: Mapping[str, str]
    dtype: torch.dtype
    #: Whether gradients are recorded, which cannot be seen any more when the request is sent.
    is_recorded: bool
    client: Client

    @property
    def is_reduced(self) -> bool:
        return self.options.get("reduction") != "none"

    def evaluate(self, tensors: Sequence[Tensor], wanted: Sequence[str], grad_output: Tensor | None = None) -> Result:
        # The gradients of half numbers would vanish before a scaled loss multiplies them: they come in float32.
        wide = (tensor.float() if tensor.dtype == torch.float16 else tensor for tensor in tensors)
        inputs = {name: pack(tensor) for name, tensor in zip(self.names, wide, strict=True)}
        members = dict(self.members)
        if grad_output is not None:
            inputs["grad_output"] = pack(grad_output)
            members["grad_output"] = "grad_output"
        dtype = "float64" if any(tensor.dtype == torch.float64 for tensor in tensors) else None
        return self.client.evaluate(self.loss, inputs, self.options, gradients=wanted, dtype=dtype, **members)


class _Loss(torch.autograd.Function):
    """Sends one request; its gradients come with the loss."""

    @staticmethod
    def forward(ctx: Any, call: _Call, *tensors: Tensor) -> Tensor:
        needs = zip(call.names, ctx.needs_input_grad[1:], strict=True)
        wanted = [name for name, is_needed in needs if is_needed and call.is_recorded]
        result = call.evaluate(tensors, wanted if call.is_reduced else [])
        ctx.call, ctx.wanted = call, wanted
        if call.is_reduced:
            gradients = (unpack(result.gradients[name]) for name in wanted)
            ctx.save_for_backward(*(one.to(tensors[call.names.index(name)].device) for name, one in zip(wanted, gradients, strict=True)))
            ctx.dtypes = {name: tensor.dtype for name, tensor in zip(call.names, tensors, strict=True)}
        else:
            ctx.save_for_backward(*tensors)
        return unpack(result.loss).to(device=tensors[0].device, dtype=call.dtype)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor | None, ...]:
        call: _Call = ctx.call
        saved = ctx.saved_tensors
        if call.is_reduced:
            found = {name: (one * grad_output.to(one.dtype)).to(ctx.dtypes[name]) for name, one in zip(ctx.wanted, saved, strict=True)}
        else:
            # Each item has a gradient of its own from above: the server multiplies them in.
            gradients = call.evaluate(
                saved, ctx.wanted, grad_output.float() if grad_output.dtype == torch.float16 else grad_output
            ).gradients
            tensors = dict(zip(call.names, saved, strict=True))
            found = {name: unpack(gradients[name]).to(device=tensors[name].device, dtype=tensors[name].dtype) for name in ctx.wanted}
        return (None, *(found.get(name) for name in call.names))


def legacy(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """The reduction that torch's old arguments stand for, where one of them is given."""
    if size_average is None and reduce is None:
        return reduction
    if reduce is False:
        return "none"
    return "sum" if size_average is False else "mean"


def _apply(
    loss: str,
    inputs: Mapping[str, Tensor | float | None],
    in_options: Mapping[str, Tensor | float | None],
    options: Mapping[str, Any],
    members: Mapping[str, Tensor | None],
    client: Client | None,
) -> Tensor:
    """Evaluate a loss.

    Args:
        loss: its name.
        inputs: its tensors; those that are ``None`` are left out.
        in_options: tensors that belong to its options.
        options: its other options; those that are ``None`` keep their defaults.
        members: ``mask`` and ``sample_weight``.
        client: what sends it.

    """
    floats = [value.dtype for value in inputs.values() if isinstance(value, Tensor) and value.is_floating_point()]
    if not floats:
        raise TypeError(f"{loss} takes a floating-point tensor")
    dtype = functools.reduce(torch.promote_types, floats)
    device = next(value.device for value in inputs.values() if isinstance(value, Tensor))

    def tensors(values: Mapping[str, Tensor | float | None]) -> dict[str, Tensor]:
        given = {name: value for name, value in values.items() if value is not None}
        return {
            name: value if isinstance(value, Tensor) else torch.as_tensor(value, dtype=dtype, device=device)
            for name, value in given.items()
        }

    extra, more = tensors(in_options), tensors(members)
    everything = tensors(inputs) | extra | more
    is_recorded = torch.is_grad_enabled()
    for name, value in more.items():
        if is_recorded and value.requires_grad:
            raise ValueError(f"{name} has no gradient; detach it")
    given = {name: plain(value) for name, value in options.items() if value is not None} | {name: name for name in extra}
    # As torch's own losses, which autocast computes in float32.
    result = torch.float32 if torch.is_autocast_enabled(device.type) and dtype != torch.float64 else dtype
    call = _Call(loss, tuple(everything), given, {name: name for name in more}, result, is_recorded, client or default_client())
    return _Loss.apply(call, *everything.values())  # type: ignore[no-any-return]


#: A request goes to the server: under ``torch.compile`` the graph breaks here.
apply: Callable[
    [
        str,
        Mapping[str, Tensor | float | None],
        Mapping[str, Tensor | float | None],
        Mapping[str, Any],
        Mapping[str, Tensor | None],
        Client | None,
    ],
    Tensor,
] = torch.compiler.disable(_apply)  # type: ignore[no-untyped-call]
