"""What PyTorch answers to a task of a request, or the library that is the reference of a loss that PyTorch lacks.

    python3 -m venv .venv && .venv/bin/pip install -r Scripts/oracle/requirements.txt
"""
import importlib.metadata
import json
import math

import numpy
import torch

INF, NAN = math.inf, math.nan


class Reference:
    """How a library computes one loss.

    `unreduced` takes the tensors and the options and returns the loss of each item; `reduced` does the library's own
    reduction, where it has one; `denominator` takes what each item counts as well, and returns what `mean` divides by.
    """

    def __init__(self, unreduced, reduced=None, *, inputs=("input", "target"), tensor_options=(), indices=(),
                 denominator=None, reduction="mean", source="torch", coupled=(), empty_mean=NAN,
                 share=None, finish=None, penalty=None):
        self.unreduced, self.reduced = unreduced, reduced
        self.inputs, self.tensor_options, self.indices = inputs, tensor_options, indices
        self.denominator = denominator or (lambda tensors, options, counts: counts.sum())
        self.reduction, self.source, self.coupled, self.empty_mean = reduction, source, coupled, empty_mean
        # What an item's loss is multiplied by before the mean is taken.
        self.share = share or (lambda tensors: 1)
        # What is added to each item, and what the mean of that alone divides by.
        self.penalty = penalty
        # What is made of the mean.
        self.finish = finish or (lambda tensors, options, mean: mean)

    @property
    def provenance(self):
        """The library and its version."""
        try:
            return f"{self.source} {importlib.metadata.version(self.source)}"
        except importlib.metadata.PackageNotFoundError:
            return self.source


class Whole:
    """A loss that is computed as a whole, reduction included; `answer` does what the function of that name does."""

    source = "torch"

    def __init__(self, answer, inputs=()):
        self.answer, self.inputs = answer, inputs

    provenance = Reference.provenance


REFERENCES = {}


def number(value):
    """A number as tasks write it: the non-finite ones are strings."""
    if isinstance(value, list):
        return [number(v) for v in value]
    return {"NaN": NAN, "Infinity": INF, "-Infinity": -INF}.get(value, value) if isinstance(value, str) else value


def tensor(value, dtype):
    """A tensor as tasks write it, nested or flat."""
    if isinstance(value, dict):
        return torch.tensor(number(value["data"]), dtype=dtype).reshape(value["shape"])
    return torch.tensor(number(value), dtype=dtype)


def plain(value):
    """Numbers as JSON writes them, the non-finite ones as strings."""
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, bool) or not isinstance(value, float):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    is_short = value == int(value) and abs(value) < 2**53 and not (value == 0 and math.copysign(1, value) < 0)
    return int(value) if is_short else value


def listed(values):
    """A tensor as a task's answer writes it."""
    if values.dtype == torch.float32:
        # Shortest text of the float32, not of the float64 that it widens to.
        text = json.dumps(values.double().tolist())
        return plain(json.loads(text, parse_float=lambda t: float(str(numpy.float32(t)))))
    return plain(values.tolist())


def arguments(task, dtype, gradients):
    """The tensors and the other options of a task."""
    reference = REFERENCES[task["loss"]]
    options = {name: number(value) for name, value in task.get("options", {}).items()
               if name != "reduction" and name not in reference.tensor_options}
    given = {name: task[name] for name in task if name in reference.inputs or name.startswith("tail.")}
    given |= {name: task["options"][name] for name in reference.tensor_options if name in task.get("options", {})}
    tensors = {}
    for name, value in given.items():
        is_index = name in reference.indices and not is_distribution(task, name)
        tensors[name] = tensor(value, torch.long if is_index else dtype)
        if name in gradients:
            tensors[name].requires_grad_()
    return tensors, options


def is_distribution(task, name):
    """Whether a target that may be indices or probabilities is probabilities, which its shape says."""
    if name != "target" or task["loss"] not in ("cross_entropy", "linear_cross_entropy", "poly_cross_entropy"):
        return False
    target = tensor(task["target"], torch.float64)
    if task["loss"] == "linear_cross_entropy":
        rows = tensor(task["input"], torch.float64).shape[:-1]
        return target.shape == rows + tensor(task["linear_weight"], torch.float64).shape[:-1]
    return target.shape == tensor(task["input"], torch.float64).shape


def batch(shape, counts):
    """How many rows of the input count: whole, or by the mean of the weights of what is left of them."""
    rows = shape[0] if len(shape) else 1
    if counts.numel() == 0:
        return torch.tensor(float(rows), dtype=counts.dtype)
    counts = counts.reshape(1, -1) if rows == 1 else counts.movedim(counts.dim() - len(shape), 0).reshape(rows, -1)
    return (counts.sum(1) / (counts != 0).sum(1).clamp(min=1)).sum()


def answer(task, dtype, gradients):
    """Loss, denominator and gradients of a task; under `none` the gradients of the sum weighted by `grad_output`."""
    reference = REFERENCES[task["loss"]]
    if isinstance(reference, Whole):
        return reference.answer(task, dtype, gradients)
    reduction = task.get("options", {}).get("reduction", reference.reduction)
    tensors, options = arguments(task, dtype, gradients)
    chosen, counts = tensors, None
    is_weighed = "mask" in task or "sample_weight" in task
    if is_weighed and reference.coupled:
        # What is left out is absent for all others too.
        shape = tensors[reference.coupled[0]].shape[:1]
        counts = item_counts(task, dtype, torch.ones(shape, dtype=dtype))
        kept = counts != 0
        chosen = {k: v[kept] if k in reference.coupled else v for k, v in tensors.items()}
        denominator = reference.denominator(chosen, options, counts[kept])
        unreduced = torch.zeros(shape, dtype=dtype).masked_scatter(kept, reference.unreduced(chosen, options))
    else:
        unreduced = reference.unreduced(chosen, options)
        counts = item_counts(task, dtype, torch.ones_like(unreduced.detach()))
        denominator = reference.denominator(chosen, options, counts)
    if reduction == "batchmean":
        denominator = batch(tensors["input"].shape, counts)
    if is_weighed or reference.reduced is None:
        kept = torch.where(counts != 0, unreduced, 0.0) * counts
        kept = kept * reference.share(tensors) if reduction == "mean" else kept
        loss = kept if reduction == "none" else kept.sum()
        if reduction in ("mean", "batchmean"):
            # The gradient of an empty mean is 0, as torch's is where all targets are ignored.
            loss = loss / denominator if denominator != 0 else loss * 0 + reference.empty_mean
            loss = reference.finish(chosen, options, loss)
    else:
        loss = unreduced if reduction == "none" else reference.reduced(tensors, options, reduction)
    if reference.penalty:
        items, divisor = reference.penalty(chosen, options, counts)
        items = torch.where(counts != 0, items, 0.0) * counts
        # Where nothing counts, the mean is what it is without a penalty.
        if reduction != "mean" or divisor != 0:
            loss = loss + (items if reduction == "none" else items.sum() if reduction == "sum" else items.sum() / divisor)
    if gradients:
        upstream = tensor(task["grad_output"], dtype) if "grad_output" in task else torch.ones_like(loss)
        if loss.requires_grad:
            loss.backward(upstream)
    return {
        "loss": listed(loss.detach()),
        "denominator": listed(torch.as_tensor(denominator, dtype=dtype).detach()),
        "gradients": {name: listed(zero_if_none(tensors[name])) for name in gradients},
    }


def zero_if_none(leaf):
    return torch.zeros_like(leaf) if leaf.grad is None else leaf.grad


def item_counts(task, dtype, counts):
    """What each item counts, after mask and sample weights."""
    if "sample_weight" in task:
        counts = counts * tensor(task["sample_weight"], dtype)
    if "mask" in task:
        counts = torch.where(tensor(task["mask"], torch.bool), counts, 0.0)
    return counts


from . import beyond, core, tokens  # noqa: E402, F401  (they fill REFERENCES)
