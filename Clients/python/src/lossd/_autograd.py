"""Losses of a server as differentiable functions of torch tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ._client import Client, default_client
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


def unpack(packed: Packed, like: Tensor) -> Tensor:
    """A tensor of an answer, of the type and on the device of another."""
    dtype = _DTYPES[packed.dtype]
    if not len(packed.data):
        return torch.empty(packed.shape, dtype=like.dtype, device=like.device)
    flat = torch.frombuffer(bytearray(packed.data), dtype=dtype)
    return flat.reshape(packed.shape).to(device=like.device, dtype=like.dtype)


@dataclass(frozen=True)
class _Call:
    """A loss with everything that is no tensor that may have a gradient."""

    loss: str
    names: tuple[str, ...]
    constants: Mapping[str, Packed]
    options: Mapping[str, Any]
    members: Mapping[str, str]
    client: Client

    def evaluate(self, tensors: tuple[Tensor, ...], wanted: list[str], grad_output: Tensor | None = None) -> Any:
        inputs = {name: pack(tensor) for name, tensor in zip(self.names, tensors, strict=True)} | dict(self.constants)
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
        wanted = [name for name, needs in zip(call.names, ctx.needs_input_grad[1:], strict=True) if needs]
        is_reduced = call.options.get("reduction") != "none"
        result = call.evaluate(tensors, wanted if is_reduced else [])
        loss = unpack(result.loss, tensors[0])
        ctx.call, ctx.wanted, ctx.is_reduced = call, wanted, is_reduced
        if is_reduced:
            ctx.gradients = {
                name: unpack(result.gradients[name], tensor) for name, tensor in zip(call.names, tensors, strict=True) if name in wanted
            }
            ctx.save_for_backward()
        else:
            ctx.save_for_backward(*tensors)
        return loss

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor | None, ...]:
        if ctx.is_reduced:
            found = [ctx.gradients.get(name) for name in ctx.call.names]
            return (None, *(None if gradient is None else gradient * grad_output for gradient in found))
        # Each item has a gradient of its own from above: the server multiplies them in.
        tensors = ctx.saved_tensors
        result = ctx.call.evaluate(tensors, ctx.wanted, grad_output)
        return (
            None,
            *(
                unpack(result.gradients[name], tensor) if name in ctx.wanted else None
                for name, tensor in zip(ctx.call.names, tensors, strict=True)
            ),
        )


def _apply(
    loss: str,
    inputs: Mapping[str, Tensor | float | None],
    in_options: Mapping[str, Tensor | None],
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
    tensors = {name: value if isinstance(value, Tensor) else torch.tensor(value) for name, value in inputs.items() if value is not None}
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    extra = {name: value for name, value in in_options.items() if value is not None}
    more = {name: value for name, value in members.items() if value is not None}
    given |= {name: name for name in extra}
    floats = {name: value for name, value in (tensors | extra).items() if value.is_floating_point()}
    constants = {name: pack(value) for name, value in (tensors | extra | more).items() if name not in floats}
    call = _Call(loss, tuple(floats), constants, given, {name: name for name in more}, client or default_client())
    return _Loss.apply(call, *floats.values())  # type: ignore[no-any-return]


#: A request goes to the server: under ``torch.compile`` the graph breaks here.
apply: Callable[
    [
        str,
        Mapping[str, Tensor | float | None],
        Mapping[str, Tensor | None],
        Mapping[str, Any],
        Mapping[str, Tensor | None],
        Client | None,
    ],
    Tensor,
] = torch.compiler.disable(_apply)  # type: ignore[no-untyped-call]
