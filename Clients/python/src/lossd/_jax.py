"""Losses of a server as differentiable functions of JAX arrays."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jax import Array
from jax.custom_derivatives import SymbolicZero
from jax.typing import ArrayLike

from ._arrays import pack, unpack
from ._batch import Batch
from ._client import Client, default_client
from ._recorder import Recorded, Recorder
from ._values import plain

#: How many evaluations ``vmap`` sends in one request.
_TASKS = 128


@dataclass(frozen=True, eq=False)
class _Call:
    """A loss with everything but the numbers of its arrays."""

    recorded: Recorded
    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    dtypes: tuple[Any, ...]
    client: Client

    @property
    def dtype(self) -> Any:
        """The type of the loss."""
        return functools.reduce(jax.numpy.promote_types, [dtype for dtype in self.dtypes if jax.numpy.issubdtype(dtype, np.floating)])

    @property
    def is_reduced(self) -> bool:
        return self.recorded.options.get("reduction") != "none"

    @functools.cached_property
    def shape(self) -> tuple[int, ...]:
        """The shape of the loss; where it is not reduced, the server is asked what it is for arrays of these shapes."""
        if self.is_reduced:
            return ()
        zeros = [np.zeros(shape, dtype) for shape, dtype in zip(self.shapes, self.dtypes, strict=True)]
        return self.evaluate(zeros, ())[0].shape

    def evaluate(self, arrays: Sequence[Any], wanted: Sequence[str], grad_output: Any = None) -> list[Any]:
        """The loss, and the gradients that are wanted, each of its input's type.

        What ``vmap`` maps over comes as more dimensions before the others, of size 1 where an array has none.
        """
        extra = np.ndim(arrays[0]) - len(self.shapes[0])
        outer = np.broadcast_shapes(*(np.shape(array)[:extra] for array in arrays))
        if grad_output is not None:
            outer = np.broadcast_shapes(outer, np.shape(grad_output)[:extra])
        # The gradients of half numbers would vanish before a scaled loss multiplies them: they come in float32.
        wide = [np.asarray(array, np.float32) if np.asarray(array).dtype == np.float16 else np.asarray(array) for array in arrays]
        count = math.prod(outer)
        spread = [_spread(array, outer) for array in wide]
        above = None if grad_output is None else _spread(np.asarray(grad_output), outer)
        rows: list[list[Any]] = []
        for begin in range(0, count, _TASKS):
            rows += self._evaluate_some(spread, above, wanted, range(begin, min(begin + _TASKS, count)))
        types = [self.dtype, *(self.dtypes[self.names.index(name)] for name in wanted)]
        inner = [self.shape if not rows else np.shape(rows[0][0]), *(self.shapes[self.names.index(name)] for name in wanted)]
        return [
            np.asarray([row[place] for row in rows]).reshape(outer + shape).astype(dtype)
            for place, (dtype, shape) in enumerate(zip(types, inner, strict=True))
        ]

    def _evaluate_some(
        self, spread: Sequence[Sequence[Any]], above: Sequence[Any] | None, wanted: Sequence[str], which: range
    ) -> list[list[Any]]:
        recorded = self.recorded
        own = [
            dict(zip(self.names, (array[number] for array in spread), strict=True))
            | ({} if above is None else {"grad_output": above[number]})
            for number in which
        ]
        if len(own) == 1:
            packed = {name: pack(array) for name, array in own[0].items()}
            one = self.client.evaluate_packed(recorded.loss, packed, recorded.options, tuple(recorded.in_options), gradients=wanted)
            return [[unpack(one.loss), *(unpack(one.gradients[name]) for name in wanted)]]
        batch = Batch(gradient_of="task", client=self.client)
        for number, arrays in zip(which, own, strict=True):
            inputs = {name: value for name, value in arrays.items() if name not in recorded.in_options}
            in_options = {name: arrays[name] for name in recorded.in_options}
            batch.add_recorded(f"row {number}", Recorded(recorded.loss, inputs, in_options, recorded.options, wanted))
        result = batch.evaluate()
        return [[result.losses[task], *(result.gradients[task][name] for name in wanted)] for task in (f"row {number}" for number in which)]


def _spread(array: Any, outer: tuple[int, ...]) -> Sequence[Any]:
    """The array for each place of the outer dimensions; one and the same for all where it has none."""
    inner = array.shape[len(outer) :]
    if math.prod(array.shape[: len(outer)]) == 1:
        return [array.reshape(inner)] * math.prod(outer)
    return list(np.broadcast_to(array, outer + inner).reshape(-1, *inner))


def _called(evaluate: Callable[..., list[Any]], results: Sequence[jax.ShapeDtypeStruct], arrays: Sequence[Any]) -> Sequence[Any]:
    """Call the server: at once with numbers, or, under ``jit`` and ``vmap``, when the numbers are there."""
    if not any(isinstance(array, jax.core.Tracer) for array in arrays):
        return [jax.numpy.asarray(one) for one in evaluate(*arrays)]
    return jax.pure_callback(evaluate, list(results), *arrays, vmap_method="expand_dims")


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _loss(call: _Call, *arrays: Array) -> Array:
    return _called(lambda *given: call.evaluate(given, ()), [jax.ShapeDtypeStruct(call.shape, call.dtype)], arrays)[0]


def _forward(call: _Call, *given: Any) -> tuple[Array, Any]:
    arrays = [one.value for one in given]
    wanted = [name for name, one in zip(call.names, given, strict=True) if one.perturbed]
    # What is kept has arrays for leaves: names are keys.
    if not call.is_reduced:
        return _loss(call, *arrays), (arrays, dict.fromkeys(wanted))
    results = [jax.ShapeDtypeStruct((), call.dtype)]
    results += [jax.ShapeDtypeStruct(call.shapes[place], call.dtypes[place]) for place in map(call.names.index, wanted)]
    loss, *gradients = _called(lambda *own: call.evaluate(own, wanted), results, arrays)
    return loss, ([], dict(zip(wanted, gradients, strict=True)))


def _backward(call: _Call, kept: Any, above: Any) -> tuple[Any, ...]:
    arrays, kept_gradients = kept
    if isinstance(above, SymbolicZero):
        return tuple(None for _ in call.names)
    if call.is_reduced:
        found = {name: one * above.astype(one.dtype) for name, one in kept_gradients.items()}
    else:
        # Each item has a gradient of its own from above: the server multiplies them in.
        wanted = tuple(kept_gradients)
        results = [jax.ShapeDtypeStruct(call.shapes[place], call.dtypes[place]) for place in map(call.names.index, wanted)]
        gradients = _called(lambda *own: call.evaluate(own[:-1], wanted, own[-1])[1:], results, [*arrays, above])
        found = dict(zip(wanted, gradients, strict=True))
    return tuple(found.get(name) for name in call.names)


_loss.defvjp(_forward, _backward, symbolic_zeros=True)


def apply(
    loss: str,
    inputs: Mapping[str, ArrayLike | None],
    in_options: Mapping[str, ArrayLike | None],
    options: Mapping[str, Any],
    members: Mapping[str, ArrayLike | None],
    client: Client | None,
) -> Array:
    """Evaluate a loss; what is ``None`` is left out."""
    if isinstance(client, Recorder):
        raise TypeError("a batch takes the functions of lossd.torch and lossd.numpy")
    given = {name: value for name, value in (*inputs.items(), *in_options.items(), *members.items()) if value is not None}
    arrays = {name: jax.numpy.asarray(value) for name, value in given.items()}
    if not any(jax.numpy.issubdtype(array.dtype, np.floating) for array in arrays.values()):
        raise TypeError(f"{loss} takes a floating-point array")
    call = _Call(
        Recorded(
            loss,
            {},
            {name: None for name, value in in_options.items() if value is not None},
            {name: plain(value) for name, value in options.items() if value is not None},
            None,
        ),
        tuple(arrays),
        tuple(array.shape for array in arrays.values()),
        tuple(array.dtype for array in arrays.values()),
        client or default_client(),
    )
    return _loss(call, *arrays.values())
