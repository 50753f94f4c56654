"""The problems of Tests/Fixtures, and what writes them down with their answers.

Every number of a problem is a multiple of 1/64, so float32 and float64 read the same problem.
"""
import json
import math
import pathlib
import random

import torch
import torch.nn.functional as F

from oracle import REFERENCES, answer, plain

FIXTURES = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests/Fixtures"
INF, NAN = math.inf, math.nan


def numbers(*shape, low=-3.0, high=3.0):
    """Nested lists of random multiples of 1/64."""
    if not shape:
        return random.randint(int(low * 64), int(high * 64)) / 64
    return [numbers(*shape[1:], low=low, high=high) for _ in range(shape[0])]


def probabilities(*shape):
    return numbers(*shape, low=1 / 64, high=63 / 64)


def log_probabilities(*shape):
    """Log-softmax of random numbers, rounded to multiples of 1/64."""
    return (F.log_softmax(torch.tensor(numbers(*shape)), -1) * 64).round().div(64).tolist()


def classes(*shape, count):
    if not shape:
        return random.randrange(count)
    return [classes(*shape[1:], count=count) for _ in range(shape[0])]


def empty(*shape):
    """A tensor without elements."""
    return {"shape": list(shape), "data": []}


class Loss:
    """One fixture: a loss and its cases. Its random numbers are its own: other fixtures do not change with it."""

    def __init__(self, name):
        self.name, self.cases = name, []
        random.seed(name)

    def case(self, name, *inputs, gradients=("input",), smooth=True, **rest):
        """Adds a case; `smooth` says that finite differences may be trusted there."""
        fields = {k: rest.pop(k) for k in ("mask", "sample_weight", "grad_output") if k in rest}
        task = {"loss": self.name, **dict(zip(REFERENCES[self.name].inputs, inputs))}
        task |= {k: rest.pop(k) for k in list(rest) if k in REFERENCES[self.name].inputs or k.startswith("tail.")}
        if rest:
            task["options"] = rest
        self.add(name, task | fields, gradients, smooth)

    def add(self, name, task, gradients, smooth=False):
        """Adds a task as a case."""
        task = plain(task)
        answers = {str(d).removeprefix("torch."): answer(task, d, gradients) for d in (torch.float64, torch.float32)}
        task["gradients"] = list(gradients)
        self.cases.append({"name": name, "smooth": smooth, "task": task, **answers})

    def reductions(self, name, *arguments, kinds=("mean", "sum", "none"), **rest):
        for kind in kinds:
            self.case(f"{name}, {kind}", *arguments, reduction=kind, **rest)

    def write(self):
        head = {"provenance": f"{REFERENCES[self.name].provenance}, Scripts/golden-values", "loss": self.name}
        lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in self.cases)
        text = json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}\n"
        (FIXTURES / f"{self.name}.json").write_text(text)
        print(f"{self.name}: {len(self.cases)} cases, {len(text)} bytes")


FILLERS = {}


def fixture(*names):
    """Registers the function that fills the fixtures of these losses."""
    def register(function):
        for name in names:
            FILLERS[name] = function
        return function
    return register


from . import beyond, core, tokens  # noqa: E402, F401  (they fill FILLERS)
