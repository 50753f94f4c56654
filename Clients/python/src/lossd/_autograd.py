"""Losses of a server as differentiable functions of torch tensors."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ._client import Client, PackedResult, default_client
from ._recorder import Recorder
from ._tensors import pack, unpack
from ._values import plain, split_members


def wide(tensor: Tensor) -> Tensor:
    """The tensor in float32 where it is float16, whose gradients would vanish before a scaled loss multiplies them."""
    return tensor.float() if tensor.dtype == torch.float16 else tensor


@dataclass(frozen=True, slots=True)
class _Call:
    """A loss with everything but the numbers of its tensors."""

    loss: str
    names: tuple[str, ...]
    in_options: tuple[str, ...]
    options: Mapping[str, Any]
    members: Mapping[str, Any]
    dtype: torch.dtype
    #: Whether gradients are recorded, which cannot be seen any more when the request is sent.
    is_recorded: bool
    client: Client

    @property
    def is_reduced(self) -> bool:
        return self.options.get("reduction") != "none"

    def evaluate(self, tensors: Sequence[Tensor], wanted: Sequence[str], grad_output: Tensor | None = None) -> PackedResult:
        inputs = {name: pack(wide(tensor)) for name, tensor in zip(self.names, tensors, strict=True)}
        if grad_output is not None:
            inputs["grad_output"] = pack(wide(grad_output))
        return self.client.evaluate_packed(self.loss, inputs, self.options, self.in_options, gradients=wanted, members=self.members)


class _Loss(torch.autograd.Function):
    """Sends one request; its gradients come with the loss."""

    @staticmethod
    def forward(ctx: Any, call: _Call, *tensors: Tensor) -> Tensor:
        needs = ctx.needs_input_grad
        wanted = [name for number, name in enumerate(call.names, 1) if needs[number]] if call.is_recorded else []
        result = call.evaluate(tensors, wanted if call.is_reduced else [])
        ctx.call, ctx.wanted = call, wanted
        if call.is_reduced:
            places = [(call.names.index(name), name) for name in wanted]
            ctx.save_for_backward(*(unpack(result.gradients[name]).to(tensors[place].device) for place, name in places))
            ctx.dtypes = [tensors[place].dtype for place, _ in places]
        else:
            ctx.save_for_backward(*tensors)
        return unpack(result.loss).to(device=tensors[0].device, dtype=call.dtype)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor | None, ...]:
        call: _Call = ctx.call
        saved = ctx.saved_tensors
        if call.is_reduced:
            found = {
                name: (one * grad_output.to(one.dtype)).to(dtype) for name, one, dtype in zip(ctx.wanted, saved, ctx.dtypes, strict=True)
            }
        else:
            # Each item has a gradient of its own from above: the server multiplies them in.
            gradients = call.evaluate(saved, ctx.wanted, grad_output).gradients
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


def as_tensor(value: Any, dtype: torch.dtype, device: torch.device) -> Tensor:
    """A tensor of what is none yet: fractions in the type of the loss, but not in a half type; others as they are."""
    if isinstance(value, Tensor):
        return value
    tensor = torch.as_tensor(value, device=device)
    if not tensor.is_floating_point():
        return tensor
    return torch.as_tensor(value, dtype=dtype if dtype == torch.float64 else torch.float32, device=device)


def check_members(members: Mapping[str, Any]) -> None:
    """Refuse gradients of what has none.

    Raises:
        ValueError: where ``mask`` or ``sample_weight`` wants one.

    """
    for name in ("mask", "sample_weight"):
        if getattr(members.get(name), "requires_grad", False):
            raise ValueError(f"{name} has no gradient; detach it")


def result_dtype(loss: str, tensors: Sequence[Tensor]) -> torch.dtype:
    """The type of a loss of these tensors, as of torch's own losses, which autocast computes in float32.

    Raises:
        TypeError: where none is a floating-point tensor.

    """
    floats = {tensor.dtype for tensor in tensors if tensor.is_floating_point()}
    if not floats:
        raise TypeError(f"{loss} needs a floating-point tensor")
    dtype = functools.reduce(torch.promote_types, floats)
    if dtype != torch.float64 and torch.is_autocast_enabled(tensors[0].device.type):
        return torch.float32
    return dtype


def _apply(
    loss: str,
    inputs: Mapping[str, Tensor | float | None],
    in_options: Mapping[str, Tensor | float | None],
    options: Mapping[str, Any],
    members: Mapping[str, Any],
    client: Client | None,
) -> Tensor:
    """Evaluate a loss.

    Args:
        loss: its name.
        inputs: its tensors; those that are ``None`` are left out.
        in_options: tensors that belong to its options.
        options: its other options; those that are ``None`` keep their defaults.
        members: ``mask``, ``sample_weight`` and ``denominator``.
        client: what sends it.

    """
    if isinstance(client, Recorder):
        client.record(loss, inputs, in_options, options, members)
        return torch.empty(0)
    tensor_members, plain_members = split_members(members)
    given = {name: value for name, value in (*inputs.items(), *in_options.items(), *tensor_members.items()) if value is not None}
    tensors = {name: value for name, value in given.items() if isinstance(value, Tensor)}
    main = [tensors[name] for name in inputs if name in tensors]
    dtype = result_dtype(loss, main)
    if len(tensors) < len(given):
        kind = functools.reduce(torch.promote_types, {tensor.dtype for tensor in main if tensor.is_floating_point()})
        tensors = {name: as_tensor(value, kind, main[0].device) for name, value in given.items()}
    is_recorded = torch.is_grad_enabled()
    if is_recorded:
        check_members(members)
    if "reduction" in options and options["reduction"] is None:
        raise ValueError("None is not a reduction")
    call = _Call(
        loss,
        tuple(tensors),
        tuple(name for name, value in in_options.items() if value is not None),
        {name: plain(value) for name, value in options.items() if value is not None},
        plain_members,
        dtype,
        is_recorded,
        client or default_client(),
    )
    return _Loss.apply(call, *tensors.values())  # type: ignore[no-any-return]


_apart: Callable[..., Tensor] = torch.compiler.disable(_apply)  # type: ignore[no-untyped-call]
_is_compiling: Callable[[], bool] = getattr(torch.compiler, "is_compiling", lambda: True)


def apply(
    loss: str,
    inputs: Mapping[str, Tensor | float | None],
    in_options: Mapping[str, Tensor | float | None],
    options: Mapping[str, Any],
    members: Mapping[str, Any],
    client: Client | None,
) -> Tensor:
    """Evaluate a loss; under ``torch.compile`` the graph breaks here, since a request goes to the server."""
    return (_apart if _is_compiling() else _apply)(loss, inputs, in_options, options, members, client)
