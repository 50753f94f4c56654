"""Several tasks in one request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ._client import Client, default_client
from ._files import Packed
from ._recorder import Recorded, Recorder
from ._values import is_torch, pack, plain, unpacker, wanted
from ._weighting import Weighted, Weighting

if TYPE_CHECKING:
    from ._total import Total
    from ._transports import Answer


@dataclass(frozen=True)
class BatchResult:
    """What a server has answered for the tasks of a batch.

    Attributes:
        total: the weighted sum of the losses, or what the strategy makes of them; a tensor of torch is differentiable, and its backward
            pass reaches everything that the tasks were given. ``None`` where a loss is not reduced.
        losses: the loss of each task; ``None`` for one that takes no part in the weighting. Not differentiable: use ``total``.
        weights: the share of each task in the total.
        denominators: what ``mean`` divides by in each task.
        gradients: for arrays, the gradients of each task by the names of its inputs. Tensors of torch get theirs by ``backward``.
        shared: for arrays, the combined gradient by the name of each shared tensor, at the level ``shared_input``; a tensor is named by
            the first task that has it, as ``task.input``.
        diagnostics: what is worth watching beside the losses, of the tasks that have such numbers.
        weighted: what the strategy says.

    """

    total: Any
    losses: dict[str, Any]
    weights: dict[str, float]
    denominators: dict[str, float]
    gradients: dict[str, dict[str, Any]]
    shared: dict[str, Any]
    diagnostics: dict[str, dict[str, float]] = field(default_factory=dict)
    weighted: Weighted | None = field(default=None, repr=False)


@dataclass(frozen=True)
class _Task:
    name: str
    call: Recorded
    weight: float | None
    #: The names under which its tensors are sent.
    tensors: dict[str, str]


class Batch:
    """Tasks that are collected, evaluated in one request, and weighed.

    A tensor that several tasks share is sent once. With a ``Weighting`` of the level ``shared_input``, the gradient of the total with
    respect to such a tensor is what the strategy combines.
    """

    def __init__(self, weighting: Weighting | None = None, *, gradient_of: str = "total", client: Client | None = None) -> None:
        """Begin a batch without tasks.

        Args:
            weighting: the strategy; without one, each task has its own weight.
            gradient_of: for arrays, whether gradients are multiplied by the task's weight (``total``) or not (``task``).
            client: what sends the request; the default client without one.

        """
        if gradient_of not in ("total", "task"):
            raise ValueError("gradient_of is total or task")
        self.weighting = weighting
        self.gradient_of = gradient_of
        self.client = client
        self._tasks: list[_Task] = []
        self._tensors: dict[str, Any] = {}
        self._names: dict[int, str] = {}

    def add(self, name: str, loss: str | Callable[..., Any], *inputs: Any, task_weight: float | None = None, **arguments: Any) -> None:
        """Add a task.

        Args:
            name: what it is called.
            loss: a function of ``lossd.torch`` or ``lossd.numpy``, or the name of a loss.
            inputs: what the function is called with.
            task_weight: what its loss is multiplied by, before the strategy.
            arguments: what the function is called with by name.

        Raises:
            ValueError: when another task has the name.
            TypeError: when the function takes no such arguments.

        """
        recorder = Recorder()
        function = _function(loss, (*inputs, *arguments.values()), self.client) if isinstance(loss, str) else loss
        function(*inputs, **arguments, client=recorder)
        call = recorder.recorded
        if call is None:
            raise TypeError(f"{function!r} is not a loss function of lossd.torch or lossd.numpy")
        self.add_recorded(name, call, task_weight)

    def add_recorded(self, name: str, call: Recorded, task_weight: float | None = None) -> None:
        """Add a task from what its loss was called with."""
        if any(task.name == name for task in self._tasks):
            raise ValueError(f"there is a task {name} already")
        tensors = {key: self._name(name, key, value) for key, value in (call.inputs | call.in_options).items()}
        self._tasks.append(_Task(name, call, task_weight, tensors))

    def _name(self, task: str, key: str, value: Any) -> str:
        """The name under which a tensor is sent: one for all that share it."""
        known = self._names.get(id(value))
        if known is not None and self._tensors[known] is value:
            return known
        name = f"{task}.{key}"
        while name in self._tensors:
            name += "_"
        self._tensors[name] = value
        self._names[id(value)] = name
        return name

    def evaluate(
        self, client: Client | None = None, *, advance: bool = True, losses_after: Mapping[str, float] | None = None
    ) -> BatchResult:
        """Send the request.

        Args:
            client: what sends it, if not the batch's own.
            advance: whether the step of the weighting counts; otherwise its state stays.
            losses_after: the losses of the previous step's batch after that step, for famo.

        Raises:
            LossdError: what the server refuses, or that none answers.
            ValueError: where there are no tasks.

        """
        return self.prepare(client, advance, losses_after).evaluate()

    def prepare(self, client: Client | None, advance: bool, losses_after: Mapping[str, float] | None) -> Run:
        """An evaluation of the tasks so far, which another thread may run; modes of torch are those of this thread."""
        if not self._tasks:
            raise ValueError("there are no tasks")
        run = Run(self, client or self.client or default_client(), advance, losses_after)
        if any(is_torch(value) for value in self._tensors.values()):
            from . import _total

            run.total = _total.Total(run)
        return run


class Run:
    """One evaluation of a batch."""

    def __init__(self, batch: Batch, client: Client, advance: bool, losses_after: Mapping[str, float] | None) -> None:
        self.tasks, self.tensors, self.weighting = tuple(batch._tasks), dict(batch._tensors), batch.weighting
        self.client, self.advance, self.losses_after = client, advance, losses_after
        self.gradient_of = batch.gradient_of
        #: What makes the total differentiable, of tensors of torch.
        self.total: Total | None = None

    def evaluate(self) -> BatchResult:
        """Send the request."""
        if self.total is not None:
            return self.total.evaluate(self)
        packed = {name: pack(value) for name, value in self.tensors.items()}
        answer, found = self.send(packed, {task.name: task.call.gradients for task in self.tasks}, self.gradient_of)
        return self.result(answer, found, unpacker(()))

    def send(self, packed: Mapping[str, Packed], gradients: Mapping[str, Sequence[str] | bool | None], gradient_of: str) -> Answer:
        """Send the tensors; ``gradients`` has the inputs of each task whose gradients are wanted, ``None`` for the usual ones."""
        tasks: list[dict[str, Any]] = []
        for task in self.tasks:
            request: dict[str, Any] = {"name": task.name, "loss": task.call.loss}
            request |= {key: task.tensors[key] for key in task.call.inputs} | task.call.members
            request["options"] = {key: plain(value) for key, value in task.call.options.items()}
            request["options"] |= {key: task.tensors[key] for key in task.call.in_options}
            own = gradients[task.name]
            request["gradients"] = True if own is None else wanted(own)
            if task.weight is not None:
                request["weight"] = float(task.weight)
            tasks.append(request)
        request = {"tasks": tasks, "gradient_of": gradient_of}
        if self.weighting is not None:
            request["weighting"] = self.weighting.request(advance=self.advance, losses_after=self.losses_after)
            if self.weighting.level is not None:
                request["weighting"]["level"] = self.weighting.level
        names = [task.name for task in self.tasks]
        return self.client.post("/v1/evaluate", json.dumps(request, separators=(",", ":"), allow_nan=False), packed, names)

    def result(
        self, answer: Mapping[str, Any], found: Mapping[str, Packed], unpack: Callable[[Packed], Any], total: Any = None
    ) -> BatchResult:
        """What the answer says; the state of the weighting becomes that of the answer."""
        weighted = None
        if self.weighting is not None:
            weighted = self.weighting.keep(answer["weighting"], advance=self.advance)
        tasks = {task["name"]: task for task in answer["tasks"]}
        own, shared = answer["total"].get("loss"), answer["total"].get("gradients", {})
        return BatchResult(
            unpack(found[own]) if total is None and own is not None else total,
            {name: None if task["loss"] is None else unpack(found[task["loss"]]) for name, task in tasks.items()},
            weighted.weights if weighted is not None else {name: float(task["weight"]) for name, task in tasks.items()},
            {name: float(task["denominator"]) for name, task in tasks.items()},
            {}
            if total is not None
            else {name: {key: unpack(found[one]) for key, one in task.get("gradients", {}).items()} for name, task in tasks.items()},
            {} if total is not None else {name: unpack(found[one]) for name, one in shared.items()},
            {
                name: {key: float(value) for key, value in task["diagnostics"].items()}
                for name, task in tasks.items()
                if "diagnostics" in task
            },
            weighted,
        )


def _function(name: str, values: Sequence[Any], client: Client | None) -> Callable[..., Any]:
    """The function of a loss for values of this kind; that of the server's catalogue if the package does not know it."""
    from importlib import import_module

    kind = "torch" if any(is_torch(value) for value in values) else "numpy"
    module = import_module(f"lossd.{kind}")
    if name in module.__all__:
        return getattr(module, name)  # type: ignore[no-any-return]
    return module.by_name(name, client=client)  # type: ignore[no-any-return]
