"""Strategies that weigh the tasks of a batch, and what they remember from step to step."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import _warnings
from ._client import Client, default_client
from ._files import Packed
from ._values import pack, plain, unpacker


@dataclass(frozen=True)
class Weighted:
    """What a strategy has made of the tasks.

    Attributes:
        weights: the weight of each task.
        gradient: the combined gradient, where a Jacobian was given.
        answer: all that the server says: ``diagnostics``, ``solver``, ``stationary``.

    """

    weights: dict[str, float]
    gradient: Any = None
    answer: Mapping[str, Any] = field(default_factory=dict, repr=False)


class Weighting:
    """A strategy with its parameters, which carries its state from one step to the next.

    It belongs to one training run, and is not to be shared by threads. ``state_dict`` and ``load_state_dict`` save and restore it,
    as with torch's optimizers. A request that fails leaves the state as it was.
    """

    def __init__(
        self, strategy: str, *, level: str | None = None, seed: int | None = None, diagnostics: bool = False, **parameters: Any
    ) -> None:
        """Choose a strategy.

        Args:
            strategy: its name; ``Client.strategies`` lists them.
            level: ``shared_input`` to balance the gradients with respect to tensors that several tasks share; by default their losses.
            seed: what random strategies draw from.
            diagnostics: whether to ask how the gradients lie to each other.
            parameters: those of the strategy: a number, or for those that each task has, also numbers by task.

        """
        self.strategy = strategy
        self.level = level
        self.seed = plain(seed)
        self.diagnostics = diagnostics
        self.parameters = {name: plain(value) for name, value in parameters.items()}
        #: What the strategy remembers; ``None`` before the first step and where it remembers nothing.
        self.state: Mapping[str, Any] | None = None

    def state_dict(self) -> dict[str, Any]:
        """The strategy and what it remembers, as plain values that JSON can hold."""
        return {"strategy": self.strategy, "state": copy.deepcopy(self.state)}

    def load_state_dict(self, saved: Mapping[str, Any]) -> None:
        """Go on from what was saved.

        Raises:
            ValueError: where it was saved from another strategy.

        """
        if saved["strategy"] != self.strategy:
            raise ValueError(f"saved from {saved['strategy']}, not {self.strategy}")
        self.state = copy.deepcopy(saved["state"])

    def request(self, *, advance: bool, losses_after: Mapping[str, float] | None) -> dict[str, Any]:
        """What a request says of the strategy."""
        request: dict[str, Any] = {"strategy": self.strategy, "parameters": self.parameters, "diagnostics": self.diagnostics}
        more = {"state": self.state, "seed": self.seed, "losses_after": plain(losses_after)}
        request |= {name: value for name, value in more.items() if value is not None}
        return request if advance else request | {"advance": False}

    def weigh(
        self,
        tasks: Sequence[str],
        *,
        losses: Mapping[str, float | None] | None = None,
        gramian: Any = None,
        gradient_norms: Any = None,
        jacobian: Any = None,
        losses_after: Mapping[str, float] | None = None,
        inactive: Sequence[str] = (),
        tolerance: float | None = None,
        advance: bool = True,
        client: Client | None = None,
    ) -> Weighted:
        """Weigh tasks by what the caller knows of their gradients, and take a step.

        Args:
            tasks: their names.
            losses: their losses; ``None`` for a task that takes no part.
            gramian: the inner products of their gradients, T x T, or the lower triangle row after row.
            gradient_norms: the norms of their gradients.
            jacobian: their gradients, a row for each task.
            losses_after: the losses of the previous step's batch after that step, for famo.
            inactive: tasks that take no part.
            tolerance: how far ``gramian`` may be from a matrix of inner products.
            advance: whether the step counts; otherwise the state stays.
            client: what sends the request.

        Raises:
            LossdError: what the server refuses, or that none answers.

        """
        arrays = {"gramian": gramian, "gradient_norms": gradient_norms, "jacobian": jacobian}
        tensors: dict[str, Packed] = {name: pack(value) for name, value in arrays.items() if value is not None}
        request = self.request(advance=advance, losses_after=losses_after) | {"tasks": list(tasks)} | {name: name for name in tensors}
        if losses is not None:
            request["losses"] = {name: None if loss is None else plain(loss) for name, loss in losses.items()}
        if inactive:
            request["inactive"] = list(inactive)
        if tolerance is not None:
            request["tolerance"] = plain(tolerance)
        answer, found = (client or default_client()).post("/v1/weights", json.dumps(request, allow_nan=False), tensors)
        # Answers that are alike share what they say.
        answer = copy.deepcopy(answer)
        if advance:
            self.state = answer.get("state")
        unpack = unpacker(arrays.values())
        return Weighted(_by_task(answer, found, tasks), unpack(found["gradient"]) if "gradient" in found else None, answer)

    def keep(self, answer: Mapping[str, Any], *, advance: bool) -> Weighted:
        """Take what the answer to a batch says."""
        answer = copy.deepcopy(answer)
        if advance:
            self.state = answer.get("state")
        _warnings.warn(answer.get("warnings", ()), {})
        return Weighted({name: float(weight) for name, weight in answer["weights"].items()}, None, answer)


def _by_task(answer: Mapping[str, Any], found: Mapping[str, Packed], tasks: Sequence[str]) -> dict[str, float]:
    weights = answer["weights"]
    if isinstance(weights, str):
        # In a file, they are a tensor in the order of the tasks.
        weights = dict(zip(tasks, unpacker(())(found[weights]).tolist(), strict=True))
    return {name: float(weight) for name, weight in weights.items()}
