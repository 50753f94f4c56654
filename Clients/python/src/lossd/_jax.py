"""Losses of a server as differentiable functions of JAX arrays."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jax import Array
from jax.custom_derivatives import SymbolicZero
from jax.typing import ArrayLike

from ._arrays import pack, unpack
from ._batch import Batch
from ._client import Client, PackedResult, default_client
from ._errors import LossdError
from ._files import Packed
from ._recorder import Recorded, Recorder
from ._values import plain, split_members

#: How many evaluations ``vmap`` sends in one request.
_TASKS = 128


def _wide(dtype: Any) -> Any:
    """The type that gradients come in: those of float16 would vanish before a scaled loss multiplies them."""
    return np.dtype(np.float32) if dtype == np.float16 else dtype


@dataclass(frozen=True)
class _Call:
    """A loss with everything but the numbers of its arrays; equal calls are compiled once."""

    loss: str
    names: tuple[str, ...]
    in_options: tuple[str, ...]
    #: The other options in JSON.
    options: str
    #: Members of the task that are no tensors, in JSON.
    members: str
    shapes: tuple[tuple[int, ...], ...]
    dtypes: tuple[Any, ...]
    client: Client

    @property
    def dtype(self) -> Any:
        """The type of the loss."""
        return functools.reduce(jax.numpy.promote_types, [dtype for dtype in self.dtypes if jax.numpy.issubdtype(dtype, np.floating)])

    @property
    def is_reduced(self) -> bool:
        return bool(json.loads(self.options).get("reduction") != "none")

    @functools.cached_property
    def shape(self) -> tuple[int, ...]:
        """The shape of the loss; where it is not reduced, the server is asked what it is for zeros of these shapes."""
        if self.is_reduced:
            return ()
        zeros = {name: pack(np.zeros(shape, dtype)) for name, shape, dtype in zip(self.names, self.shapes, self.dtypes, strict=True)}
        try:
            found = self.evaluate(zeros, (), wants_warnings=False)
        except LossdError as error:
            raise NotImplementedError(
                f"{self.loss} with reduction='none' under jit, vmap or grad of them: its shape depends on numbers ({error})"
            ) from error
        return found.loss.shape

    def evaluate(self, tensors: Mapping[str, Packed], wanted: Sequence[str], *, wants_warnings: bool = True) -> PackedResult:
        """Send a request of these numbers."""
        options, members = json.loads(self.options), json.loads(self.members)
        return self.client.evaluate_packed(
            self.loss, tensors, options, self.in_options, gradients=wanted, members=members, wants_warnings=wants_warnings
        )

    def results(self, wanted: Sequence[str], has_loss: bool) -> list[jax.ShapeDtypeStruct]:
        """What a callback returns."""
        places = map(self.names.index, wanted)
        own = [jax.ShapeDtypeStruct(self.shape, self.dtype)] if has_loss else []
        return own + [jax.ShapeDtypeStruct(self.shapes[place], _wide(self.dtypes[place])) for place in places]


@dataclass(frozen=True)
class _Callback:
    """Evaluates a call; the last of its arrays is ``grad_output`` where it has one, and the loss is not returned then."""

    call: _Call
    wanted: tuple[str, ...]
    has_grad_output: bool = False

    def __call__(self, *arrays: Any) -> list[Any]:
        """The loss, and the gradients that are wanted.

        What ``vmap`` maps over comes as more dimensions before the others, of size 1 where an array has none.
        """
        call = self.call
        wide = [np.asarray(array).astype(_wide(np.asarray(array).dtype)) for array in arrays]
        extra = wide[0].ndim - len(call.shapes[0])
        outer = np.broadcast_shapes(*(array.shape[:extra] for array in wide))
        count = math.prod(outer)
        spread = [_spread(array, outer) for array in wide]
        rows: list[list[Any]] = []
        for begin in range(0, count, _TASKS):
            rows += self._evaluate(spread, range(begin, min(begin + _TASKS, count)))
        places = [call.names.index(name) for name in self.wanted]
        types = [call.dtype, *(_wide(call.dtypes[place]) for place in places)]
        # Of no rows, the loss is not there to have a shape.
        inner = [np.shape(rows[0][0]) if rows else call.shape, *(call.shapes[place] for place in places)]
        answers = [
            np.asarray([row[place] for row in rows]).reshape(outer + shape).astype(dtype)
            for place, (dtype, shape) in enumerate(zip(types, inner, strict=True))
        ]
        return answers[1:] if self.has_grad_output else answers

    def _evaluate(self, spread: Sequence[Sequence[Any]], which: range) -> list[list[Any]]:
        call = self.call
        names = (*call.names, "grad_output") if self.has_grad_output else call.names
        own = [dict(zip(names, (array[number] for array in spread), strict=True)) for number in which]
        if len(own) == 1:
            packed = {name: pack(array) for name, array in own[0].items()}
            one = call.evaluate(packed, self.wanted)
            return [[unpack(one.loss), *(unpack(one.gradients[name]) for name in self.wanted)]]
        options, members = json.loads(call.options), json.loads(call.members)
        batch = Batch(gradient_of="task", client=call.client)
        for number, arrays in zip(which, own, strict=True):
            inputs = {name: value for name, value in arrays.items() if name not in call.in_options}
            in_options = {name: arrays[name] for name in call.in_options}
            batch.add_recorded(f"row {number}", Recorded(call.loss, inputs, in_options, options, self.wanted, members))
        result = batch.evaluate()
        return [[result.losses[task], *(result.gradients[task][name] for name in self.wanted)] for task in (f"row {n}" for n in which)]


def _spread(array: Any, outer: tuple[int, ...]) -> Sequence[Any]:
    """The array for each place of the outer dimensions; one and the same for all where it has none."""
    inner, count = array.shape[len(outer) :], math.prod(outer)
    if math.prod(array.shape[: len(outer)]) == 1:
        return [array.reshape(inner)] * count
    return list(np.broadcast_to(array, outer + inner).reshape(count, *inner))


def _called(callback: _Callback, arrays: Sequence[Any]) -> Sequence[Any]:
    """Call the server: at once with numbers, or, under ``jit`` and ``vmap``, when the numbers are there."""
    if not any(isinstance(array, jax.core.Tracer) for array in arrays):
        return [jax.numpy.asarray(one) for one in callback(*arrays)]
    results = callback.call.results(callback.wanted, not callback.has_grad_output)
    return jax.pure_callback(callback, results, *arrays, vmap_method="expand_dims")


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _loss(call: _Call, *arrays: Array) -> Array:
    return _called(_Callback(call, ()), arrays)[0]


def _forward(call: _Call, *given: Any) -> tuple[Array, Any]:
    arrays = [one.value for one in given]
    wanted = tuple(name for name, one in zip(call.names, given, strict=True) if one.perturbed)
    for name in wanted:
        if name in ("mask", "sample_weight"):
            raise ValueError(f"{name} has no gradient; wrap it in jax.lax.stop_gradient")
    # What is kept has arrays for leaves: names are keys.
    if not call.is_reduced:
        return _loss(call, *arrays), (arrays, dict.fromkeys(wanted))
    loss, *gradients = _called(_Callback(call, wanted), arrays)
    return loss, ([], dict(zip(wanted, gradients, strict=True)))


def _backward(call: _Call, kept: Any, above: Any) -> tuple[Any, ...]:
    arrays, gradients = kept
    if isinstance(above, SymbolicZero):
        return tuple(None for _ in call.names)
    if call.is_reduced:
        found = {name: one * above.astype(one.dtype) for name, one in gradients.items()}
    else:
        # Each item has a gradient of its own from above: the server multiplies them in.
        wanted = tuple(gradients)
        found = dict(zip(wanted, _called(_Callback(call, wanted, True), [*arrays, above]), strict=True))
    types = dict(zip(call.names, call.dtypes, strict=True))
    return tuple(found[name].astype(types[name]) if name in found else None for name in call.names)


_loss.defvjp(_forward, _backward, symbolic_zeros=True)


def apply(
    loss: str,
    inputs: Mapping[str, ArrayLike | None],
    in_options: Mapping[str, ArrayLike | None],
    options: Mapping[str, Any],
    members: Mapping[str, Any],
    client: Client | None,
) -> Array:
    """Evaluate a loss; what is ``None`` is left out."""
    if isinstance(client, Recorder):
        raise TypeError("a batch takes the functions of lossd.torch and lossd.numpy")
    tensor_members, plain_members = split_members(members)
    given = {name: value for name, value in (*inputs.items(), *in_options.items(), *tensor_members.items()) if value is not None}
    arrays = {name: jax.numpy.asarray(value) for name, value in given.items()}
    if not any(jax.numpy.issubdtype(array.dtype, np.floating) for name, array in arrays.items() if name in inputs):
        raise TypeError(f"{loss} needs a floating-point array")
    call = _Call(
        loss,
        tuple(arrays),
        tuple(name for name, value in in_options.items() if value is not None),
        json.dumps({name: plain(value) for name, value in options.items() if value is not None}),
        json.dumps(plain_members),
        tuple(array.shape for array in arrays.values()),
        tuple(array.dtype for array in arrays.values()),
        client or default_client(),
    )
    return _loss(call, *arrays.values())
