"""The total of a batch of torch tensors, as a differentiable function of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from ._autograd import as_tensor, check_members, result_dtype, wide
from ._tensors import pack, unpack

if TYPE_CHECKING:
    from ._batch import BatchResult, Run


class _Total(torch.autograd.Function):
    """Sends one request; the gradients of the total come with it."""

    @staticmethod
    def forward(
        ctx: Any, run: Run, answers: list[Any], names: tuple[str, ...], dtype: torch.dtype, is_recorded: bool, *tensors: Tensor
    ) -> Tensor:
        wanted = {name for name, needs in zip(names, ctx.needs_input_grad[5:], strict=True) if needs and is_recorded}
        packed = {name: pack(wide(tensor)) for name, tensor in zip(names, tensors, strict=True)}
        # What a strategy balances is computed by the server whether it is sent or not.
        gradients = {task.name: [key for key, name in task.tensors.items() if name in wanted] for task in run.tasks}
        answer, found = run.send(packed, gradients, "total")
        answers.append((answer, found))
        combined = answer["total"].get("gradients", {})
        sums: dict[str, Tensor] = {name: unpack(found[key]) for name, key in combined.items() if name in wanted}
        for task, own in zip(run.tasks, answer["tasks"], strict=True):
            for key, place in own.get("gradients", {}).items():
                name = task.tensors[key]
                if name not in combined:
                    sums[name] = sums[name] + unpack(found[place]) if name in sums else unpack(found[place])
        kept = [(number, name) for number, name in enumerate(names) if name in sums]
        ctx.places = [number for number, _ in kept]
        ctx.dtypes = [tensors[number].dtype for number, _ in kept]
        ctx.count = len(names)
        ctx.save_for_backward(*(sums[name].to(tensors[number].device) for number, name in kept))
        total = answer["total"]["loss"]
        if total is None:
            raise ValueError("a total of torch tensors needs losses that are reduced")
        return unpack(found[total]).to(device=tensors[0].device, dtype=dtype)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor | None, ...]:
        gradients: list[Tensor | None] = [None] * ctx.count
        for place, dtype, one in zip(ctx.places, ctx.dtypes, ctx.saved_tensors, strict=True):
            gradients[place] = (one * grad_output.to(one.dtype)).to(dtype)
        return (None, None, None, None, None, *gradients)


class Total:
    """What is known before a request is sent: the tensors, the type of the total, and whether gradients are recorded."""

    def __init__(self, run: Run) -> None:
        """Note the modes of this thread.

        Raises:
            TypeError: where no tensor is one of floating-point numbers.
            ValueError: where something wants a gradient that has none.

        """
        own = [value for value in run.tensors.values() if isinstance(value, Tensor)]
        self.dtype = result_dtype("a batch", own)
        self.tensors = {name: as_tensor(value, self.dtype, own[0].device) for name, value in run.tensors.items()}
        self.is_recorded = torch.is_grad_enabled()
        if self.is_recorded:
            for task in run.tasks:
                check_members(task.call.inputs)

    def evaluate(self, run: Run) -> BatchResult:
        """Send the request."""
        answers: list[Any] = []
        with torch.set_grad_enabled(self.is_recorded):
            total = _apply(run, answers, tuple(self.tensors), self.dtype, self.is_recorded, *self.tensors.values())
        answer, found = answers[0]
        return run.result(answer, found, lambda packed: unpack(packed).to(self.dtype), total)


_apply = torch.compiler.disable(_Total.apply)  # type: ignore[no-untyped-call]
