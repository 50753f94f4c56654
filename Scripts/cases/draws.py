"""Random problems for every loss, in every form that it takes.

Numbers are float32, so both dtypes read the same problem. `draw` returns a task and the tensors whose gradients to ask for.
"""
import math

import torch
import torch.nn.functional as F

DRAWS = {}


class Draw:
    """A source of random problems, with a seed."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape, scale=1.0):
        return (torch.randn(shape, generator=self.generator) * scale).tolist()

    def uniform(self, *shape, low=0.0, high=1.0):
        return (torch.rand(shape, generator=self.generator) * (high - low) + low).tolist()

    def integers(self, *shape, low=0, high=2):
        return torch.randint(low, high, shape, generator=self.generator).tolist()

    def signs(self, *shape):
        return (torch.randint(0, 2, shape, generator=self.generator) * 2 - 1).tolist()

    def distribution(self, *shape, dim):
        return F.softmax(torch.randn(shape, generator=self.generator) * 2, dim).tolist()

    def log_distribution(self, *shape, dim):
        return F.log_softmax(torch.randn(shape, generator=self.generator) * 2, dim).tolist()

    def size(self, low, high):
        return self.integers(low=low, high=high + 1)

    def chance(self, share=0.5):
        return self.uniform() < share

    def choose(self, *choices):
        return choices[self.integers(high=len(choices))]

    def maybe(self, options, name, make, share=0.3):
        """Sets an option, sometimes."""
        if self.chance(share):
            options[name] = make()

    def task(self, loss, items, gradients, *, options=None, reductions=("mean", "sum", "none"), weighs=True, **tensors):
        """A task with a reduction, and sometimes a mask, sample weights or an upstream gradient."""
        options = dict(options or {})
        options["reduction"] = self.choose(*reductions)
        task = {"loss": loss, **tensors, "options": options}
        if options["reduction"] == "none" and self.chance():
            task["grad_output"] = self.normal(*items)
        if weighs and items and self.chance(0.2):
            mask = torch.tensor(self.integers(*items))
            mask.view(-1)[0] = 1
            task["mask"] = mask.tolist()
        if weighs and items and self.chance(0.2):
            task["sample_weight"] = self.uniform(*items, low=0.25, high=2.0)
        return task, gradients


def draws(*names):
    def register(function):
        for name in names:
            DRAWS[name] = function
        return function
    return register


def shape(d, ranks=(0, 1, 2, 3), high=6):
    return tuple(d.size(1, high) for _ in range(d.choose(*ranks)))


def smaller(d, full):
    """A shape that broadcasts to `full`."""
    if not d.chance(0.3):
        return full
    return tuple(1 if d.chance(0.3) else size for size in full[d.integers(high=len(full) + 1):])


def extent(d):
    """How large numbers are: ordinary, small or large."""
    return d.choose(0.1, 1.0, 1.0, 1.0, 10.0)


@draws("l1_loss", "mse_loss", "huber_loss", "smooth_l1_loss", "poisson_nll_loss", "log_cosh_loss", "quantile_loss", "rmse_loss")
def regression(d, loss):
    full, options, scale = shape(d), {}, extent(d)
    gradients = ["input", "target"]
    target = d.normal(*smaller(d, full), scale=scale)
    input = d.normal(*full, scale=scale)
    if loss == "huber_loss":
        d.maybe(options, "delta", lambda: d.uniform(low=0.1, high=3))
    if loss == "smooth_l1_loss":
        d.maybe(options, "beta", lambda: d.choose(0.0, d.uniform(low=0.1, high=3)))
    # The gradient of a single weight is 0, of which torch leaves what rounding leaves.
    if loss in ("l1_loss", "mse_loss", "huber_loss") and math.prod(full) > 2 and d.chance(0.3):
        options["weight"] = d.uniform(*full, low=0.25, high=2)
        gradients.append("weight")
    if loss == "quantile_loss":
        d.maybe(options, "quantile", lambda: d.choose(d.uniform(), d.uniform(*full[-1:])), 0.7)
    if loss == "poisson_nll_loss":
        target = d.uniform(*smaller(d, full), low=0, high=6)
        d.maybe(options, "full", lambda: True)
        d.maybe(options, "log_input", lambda: False)
        d.maybe(options, "eps", lambda: 0.01)
        if not options.get("log_input", True):
            input = d.uniform(*full, low=0.1, high=5)
        if "full" in options:
            target = d.uniform(*smaller(d, full), low=0.1, high=6)
    reductions = ("mean",) if loss == "rmse_loss" else ("mean", "sum", "none")
    return d.task(loss, full, gradients, options=options, input=input, target=target, reductions=reductions)


@draws("gaussian_nll_loss")
def gaussian(d, loss):
    full, options = shape(d, (1, 2, 3)), {}
    variances = d.choose(full, full[:-1], full[:-1] + (1,))
    d.maybe(options, "full", lambda: True)
    d.maybe(options, "eps", lambda: 0.01)
    return d.task(loss, full, ["input", "target", "var"], options=options, input=d.normal(*full), target=d.normal(*full),
                  var=d.uniform(*variances, low=0.1, high=3))


@draws("kl_div")
def kl_div(d, loss):
    full, options = shape(d, (1, 2, 3)), {}
    d.maybe(options, "log_target", lambda: True)
    target = d.log_distribution(*full, dim=-1) if options else d.distribution(*full, dim=-1)
    return d.task(loss, full, ["input", "target"], options=options, input=d.log_distribution(*full, dim=-1), target=target,
                  reductions=("mean", "batchmean", "sum", "none"))


@draws("binary_cross_entropy", "binary_cross_entropy_with_logits", "multilabel_soft_margin_loss", "sigmoid_focal_loss",
       "asymmetric_loss")
def binary(d, loss):
    full, options = shape(d, (1, 2, 3)), {}
    input = d.uniform(*full, low=0.01, high=0.99) if loss == "binary_cross_entropy" else d.normal(*full, scale=d.choose(1, 4))
    target = d.choose(d.integers(*full), d.uniform(*full))
    gradients = ["input"] if loss in ("sigmoid_focal_loss", "asymmetric_loss") else ["input", "target"]
    items = full[:-1] if loss == "multilabel_soft_margin_loss" else full
    if loss == "sigmoid_focal_loss":
        d.maybe(options, "alpha", lambda: d.choose(-1, d.uniform()))
        d.maybe(options, "gamma", lambda: d.choose(0.0, 0.5, 1.0, 3.0))
    else:
        d.maybe(options, "weight", lambda: d.uniform(*full[-1:], low=0.25, high=2))
    if loss in ("binary_cross_entropy_with_logits", "asymmetric_loss"):
        d.maybe(options, "pos_weight", lambda: d.uniform(*full[-1:], low=0.25, high=4))
    reductions = ("mean", "sum", "none")
    if loss == "asymmetric_loss":
        reductions = ("mean", "batchmean", "sum", "none")
        d.maybe(options, "gamma_neg", lambda: d.choose(0.0, 2.0))
        d.maybe(options, "gamma_pos", lambda: d.choose(0.0, 2.0))
        d.maybe(options, "clip", lambda: d.choose(0.0, 0.25))
        d.maybe(options, "smoothing", lambda: 0.125)
        d.maybe(options, "disable_torch_grad_focal_loss", lambda: True)
    return d.task(loss, items, gradients, options=options, input=input, target=target, reductions=reductions)


@draws("hinge_embedding_loss", "soft_margin_loss", "hinge_loss", "squared_hinge_loss")
def signed(d, loss):
    full, options = shape(d), {}
    if loss == "hinge_embedding_loss":
        d.maybe(options, "margin", lambda: d.uniform(low=-1, high=2))
    gradients = ["input", "target"] if loss in ("hinge_loss", "squared_hinge_loss") else ["input"]
    return d.task(loss, full, gradients, options=options, input=d.normal(*full, scale=2), target=d.signs(*full))


@draws("margin_ranking_loss", "reward_model_loss")
def pairs(d, loss):
    full, options = shape(d), {}
    if loss == "reward_model_loss":
        names = ["rewards_chosen", "rewards_rejected"] + (["margin"] if d.chance() else [])
        return d.task(loss, full, names, rewards_rejected=d.normal(*smaller(d, full), scale=3),
                      **{n: d.normal(*full, scale=3) for n in names if n != "rewards_rejected"})
    d.maybe(options, "margin", lambda: d.uniform(low=-1, high=2))
    return d.task(loss, full, ["input1", "input2", "target"], options=options, input1=d.normal(*full), input2=d.normal(*full),
                  target=d.signs(*full))


@draws("cross_entropy", "nll_loss", "softmax_focal_loss", "poly_cross_entropy")
def rows(d, loss):
    options, count = {}, d.size(2, 12)
    items = d.choose((), (d.size(1, 6),), (d.size(1, 3), d.size(1, 4)), (2, 2, d.size(1, 3)))
    full = (count,) if not items else (items[0], count, *items[1:])
    dimension = 0 if not items else 1
    scale = d.choose(1, 5, 20)
    gradients = ["input"]
    input = d.log_distribution(*full, dim=dimension) if loss == "nll_loss" else d.normal(*full, scale=scale)
    target = d.integers(*items, high=count)
    if items and d.chance(0.3):
        ignored = d.choose(-100, -7, 0)
        marked = torch.tensor(target)
        marked.view(-1)[-1] = ignored
        if ignored != -100:
            options["ignore_index"] = ignored
        target = marked.tolist() if (marked != ignored).any() else target
    elif loss in ("cross_entropy", "poly_cross_entropy") and d.chance(0.3):
        target = d.distribution(*full, dim=dimension)
        gradients.append("target")
    if loss != "poly_cross_entropy":
        d.maybe(options, "weight", lambda: d.uniform(count, low=0.25, high=2))
    if loss in ("cross_entropy", "poly_cross_entropy"):
        if loss == "cross_entropy" or "target" not in gradients:
            d.maybe(options, "label_smoothing", lambda: d.uniform(high=0.5))
    if loss == "cross_entropy" and d.chance(0.3):
        options["softcap"] = d.choose(1.0, 5.0, 30.0)
    if loss == "cross_entropy" and d.chance(0.3):
        options["z_loss"] = d.uniform(low=1e-4, high=0.1)
    if loss == "poly_cross_entropy":
        d.maybe(options, "epsilon", lambda: d.uniform(low=-1, high=3))
    if loss == "softmax_focal_loss":
        d.maybe(options, "gamma", lambda: d.choose(0.0, 0.5, 1.0, 3.0))
    return d.task(loss, items, gradients, options=options, input=input, target=target)


@draws("multi_margin_loss", "multilabel_margin_loss")
def margins(d, loss):
    options, count = {}, d.size(2, 8)
    items = d.choose((), (d.size(1, 6),))
    target = d.integers(*items, high=count)
    if loss == "multi_margin_loss":
        d.maybe(options, "p", lambda: 2)
        d.maybe(options, "margin", lambda: d.uniform(low=0, high=3))
        d.maybe(options, "weight", lambda: d.uniform(count, low=0.25, high=2))
    else:
        target = d.integers(*items, count, low=-1, high=count)
    return d.task(loss, items, ["input"], options=options, input=d.normal(*items, count), target=target)


@draws("linear_cross_entropy")
def linear(d, loss):
    options, count, width, batch = {}, d.size(2, 9), d.size(1, 40), d.size(1, 50)
    rows = d.choose((), (batch,), (batch,))
    positions = d.choose((), (), (d.size(1, 3),)) if rows else ()
    gradients = ["input", "linear_weight"]
    tensors = dict(input=d.normal(*rows, width), linear_weight=d.normal(count, *positions, width, scale=0.5))
    if d.chance():
        tensors["linear_bias"] = d.normal(count, *positions)
        gradients.append("linear_bias")
    d.maybe(options, "weight", lambda: d.uniform(count, low=0.25, high=2))
    d.maybe(options, "label_smoothing", lambda: d.uniform(high=0.5))
    target = d.integers(*rows, *positions, high=count)
    if d.chance(0.3):
        gradients.append("target")
        target = d.distribution(*rows, count, *positions, dim=len(rows))
    elif rows:
        d.maybe(options, "ignore_index", lambda: d.choose(-100, -7, count))
    return d.task(loss, (*rows, *positions), gradients, options=options, **tensors, target=target)


@draws("cosine_embedding_loss")
def cosine_embedding(d, loss):
    options, batch, size = {}, d.size(1, 8), d.size(2, 20)
    d.maybe(options, "margin", lambda: d.uniform(low=-0.5, high=0.5))
    if d.chance(0.2):
        return d.task(loss, (), ["input1", "input2"], options=options, input1=d.normal(size), input2=d.normal(size),
                      target=d.signs())
    if d.chance(0.2):
        # The cosine does not change with the length of a single component: no gradient by that.
        return d.task(loss, (batch,), ["input1"], options=options, input1=d.normal(batch, size),
                      input2=d.uniform(batch, 1, low=0.5, high=2), target=d.signs(batch))
    return d.task(loss, (batch,), ["input1", "input2"], options=options, input1=d.normal(batch, size),
                  input2=d.normal(d.choose(1, batch), size), target=d.signs(batch))


@draws("triplet_margin_loss", "triplet_margin_with_distance_loss")
def triplets(d, loss):
    options = {"margin": d.uniform(low=0.5, high=4)}
    items, size = shape(d, (0, 1, 2), 4), d.size(2, 20)
    d.maybe(options, "swap", lambda: True)
    if loss == "triplet_margin_loss":
        d.maybe(options, "p", lambda: d.choose(1.0, 1.5, 3.0, "Infinity"))
        d.maybe(options, "eps", lambda: 0.01)
    else:
        d.maybe(options, "distance_function", lambda: d.choose("cosine", "squared_euclidean"), 0.7)
    names = ["anchor", "positive", "negative"]
    def full():
        return (*(1 if d.chance(0.2) else n for n in items), d.choose(1, size, size, size))

    tensors = {name: d.normal(*(full() if d.chance(0.3) else (*items, size))) for name in names}
    tensors["anchor"] = d.normal(*items, size)
    return d.task(loss, items, names, options=options, **tensors)


@draws("ctc_loss")
def ctc(d, loss):
    options, steps, batch, count, longest = {}, d.size(4, 30), d.size(1, 4), d.size(2, 8), d.size(1, 6)
    d.maybe(options, "zero_infinity", lambda: True)
    d.maybe(options, "blank", lambda: count - 1)
    sizes = d.integers(batch, high=longest + 1)
    if d.chance(0.2):
        labels = d.integers(longest, high=count)
        return d.task(loss, (), ["log_probs"], options=options, log_probs=d.log_distribution(steps, count, dim=1),
                      targets=labels, target_lengths=longest, input_lengths=d.size(min(2 * longest + 1, steps), steps))
    if d.chance(0.3):
        return d.task(loss, (batch,), ["log_probs"], options=options | {"zero_infinity": True},
                      log_probs=d.log_distribution(steps, batch, count, dim=2), targets=d.integers(sum(sizes), high=count),
                      target_lengths=sizes, input_lengths=d.integers(batch, low=1, high=steps + 1))
    task, gradients = d.task(
        loss, (batch,), ["log_probs"], options=options, log_probs=d.log_distribution(steps, batch, count, dim=2),
        targets=d.integers(batch, longest, low=1, high=count), target_lengths=sizes,
        input_lengths=d.integers(batch, low=min(2 * longest + 1, steps), high=steps + 1))
    if "mask" in task:
        # Of a masked sequence that does not fit, torch leaves 0 times NaN.
        task["options"]["zero_infinity"] = True
    return task, gradients


@draws("adaptive_log_softmax_with_loss")
def adaptive(d, loss):
    width, first, second, rest, batch = d.size(4, 16), d.size(1, 4), d.size(1, 4), d.size(1, 6), d.size(1, 8)
    sizes, rows, divisor = d.choose((second, rest), (rest,)), d.choose((), (batch,), (batch,)), d.choose(2.0, 4.0, 1.5)
    tensors = {"input": d.normal(*rows, width), "target": d.integers(*rows, high=first + sum(sizes)),
               "head.weight": d.normal(first + len(sizes), width, scale=0.5)}
    for cluster, size in enumerate(sizes):
        hidden = max(int(width // divisor ** (cluster + 1)), 0)
        if hidden == 0:
            return adaptive(d, loss)
        tensors[f"tail.{cluster}.0.weight"] = d.normal(hidden, width, scale=0.5)
        tensors[f"tail.{cluster}.1.weight"] = d.normal(size, hidden, scale=0.5)
    if d.chance():
        tensors["head.bias"] = d.normal(first + len(sizes))
    cutoffs = [first, first + second][:len(sizes)]
    return d.task(loss, rows, [n for n in tensors if n != "target"],
                  options={"cutoffs": cutoffs, "div_value": divisor}, **tensors)


@draws("generalized_box_iou_loss", "distance_box_iou_loss", "complete_box_iou_loss")
def boxes(d, loss):
    items, options = shape(d, (0, 1, 2), 6), {}
    d.maybe(options, "eps", lambda: d.uniform(high=0.5))

    def random(*items):
        corners = torch.tensor(d.uniform(*items, 2, high=3))
        return torch.cat([corners, corners + torch.tensor(d.uniform(*items, 2, low=0.2, high=3))], -1).tolist()

    return d.task(loss, items, ["boxes1", "boxes2"], options=options, boxes1=random(*items),
                  boxes2=random(*smaller(d, items) if items else ()))


@draws("cosine_distance_loss")
def cosine_distance(d, loss):
    items, size, options = shape(d, (0, 1, 2), 6), d.size(2, 20), {}
    d.maybe(options, "epsilon", lambda: d.choose(1e-3, 4.0))
    return d.task(loss, items, ["input", "target"], options=options, input=d.normal(*items, size),
                  target=d.normal(*items, size))


@draws("info_nce_loss")
def info_nce(d, loss):
    batch, size, options = d.size(1, 8), d.size(2, 20), {}
    d.maybe(options, "temperature", lambda: d.uniform(low=0.1, high=1))
    tensors = dict(query=d.normal(batch, size), positive_key=d.normal(batch, size))
    if d.chance():
        tensors["negative_keys"] = d.normal(*d.choose((), (), (batch,)), d.size(1, 8), size)
        if torch.tensor(tensors["negative_keys"]).dim() == 3:
            return d.task(loss, (batch,), list(tensors), options=options, weighs=False, **tensors)
    return d.task(loss, (batch,), list(tensors), options=options, **tensors)


@draws("nt_xent_loss", "supcon_loss")
def labelled(d, loss):
    batch, size, options = d.size(2, 10), d.size(2, 20), {}
    d.maybe(options, "temperature", lambda: d.uniform(low=0.1, high=1))
    return d.task(loss, (batch,), ["embeddings"], options=options, embeddings=d.normal(batch, size),
                  labels=d.integers(batch, high=4))


@draws("dice_loss", "jaccard_loss", "tversky_loss")
def regions(d, loss):
    mode, batch, count = d.choose("multiclass", "multilabel", "binary"), d.size(1, 3), d.size(2, 4)
    count = 1 if mode == "binary" else count
    positions = shape(d, (0, 1, 2), 4)
    options = {"mode": mode}
    d.maybe(options, "smooth", lambda: d.uniform(low=0.1, high=2))
    d.maybe(options, "log_loss", lambda: True)
    d.maybe(options, "sum_batch", lambda: False)
    d.maybe(options, "absent_class", lambda: d.choose("exclude", "keep"))
    if mode != "binary":
        d.maybe(options, "class_weights", lambda: d.uniform(count, low=0.25, high=2))
    if loss == "tversky_loss":
        d.maybe(options, "alpha", lambda: d.uniform())
        d.maybe(options, "beta", lambda: d.uniform())
        d.maybe(options, "gamma", lambda: d.uniform(low=0.5, high=2))
    full = (batch, count, *positions)
    target = d.integers(batch, *positions, high=count) if mode == "multiclass" else d.integers(*full)
    d.maybe(options, "eps", lambda: 0.125)
    if mode != "multiclass" and d.chance(0.3):
        target = d.uniform(*full)
    else:
        d.maybe(options, "ignore_index", lambda: 0 if mode == "multiclass" else 1)
    if mode != "multiclass" and d.chance(0.3):
        options["from_logits"] = False
        items = (batch, count) if options.get("sum_batch") is False else (count,)
        return d.task(loss, items, ["input"], options=options, input=d.uniform(*full), target=target)
    items = (batch, count) if options.get("sum_batch") is False else (count,)
    return d.task(loss, items, ["input"], options=options, input=d.normal(*full, scale=2), target=target)


# Tokens and log-probabilities

REDUCTIONS = ("token_mean", "token_sum", "sequence_mean_token_mean", "sequence_mean_token_sum", "fixed_horizon", "none", "mean", "sum")


class Tokens:
    """Sequences in one of the forms that tokens come in."""

    def __init__(self, d):
        self.d, self.form = d, d.choose("padded", "packed", "single", "ragged")
        self.count = 1 if self.form == "single" else d.size(2, 5)
        longest = d.size(1, 12)
        self.lengths = [longest] * self.count if self.form in ("padded", "single") else [d.size(1, 12) for _ in range(self.count)]
        if self.form == "ragged" and len(set(self.lengths)) == 1:
            self.lengths[0] += 1

    def like(self, make):
        """A tensor with what `make` draws for so many tokens."""
        if self.form == "padded":
            return [make(self.lengths[0]) for _ in range(self.count)]
        rows = [make(length) for length in self.lengths]
        return rows if self.form == "ragged" else [number for row in rows for number in row]

    def log_probs(self, high=0.0):
        return self.like(lambda n: self.d.uniform(n, low=-4.0, high=high))

    def near(self, other, width=0.8):
        """Numbers near those of a tensor, below 0."""
        def moved(value):
            if isinstance(value, list):
                return [moved(v) for v in value]
            return min(torch.tensor(value + self.d.uniform(low=-width, high=width)).item(), 0.0)
        return moved(other)

    def extras(self, task):
        """Lengths and sometimes a mask."""
        if self.form == "packed":
            task["lengths"] = self.lengths
        if self.form == "padded" and self.d.chance(0.3):
            task["lengths"] = [self.d.size(1, self.lengths[0]) for _ in range(self.count)]
        if self.d.chance(0.3):
            mask = self.like(lambda n: self.d.integers(n))
            (mask[0] if isinstance(mask[0], list) else mask)[0] = 1
            task["mask"] = mask

    def options(self, task, options, reductions=REDUCTIONS, rows=None):
        """A reduction, and what goes with it."""
        d = self.d
        if d.chance(0.8):
            options["reduction"] = d.choose(*reductions)
        kind = options.get("reduction")
        if kind == "fixed_horizon":
            options["horizon"] = d.choose(4, 8.5)
        if kind == "none" and d.chance():
            task["grad_output"] = self.like(lambda n: d.normal(n))
        if kind not in ("none", "sum", "token_sum") and d.chance(0.2):
            task["denominator"] = d.choose(3, 17.5)
        if kind in ("token_mean", "token_sum", "none") and d.chance(0.2):
            task["sample_weight"] = self.like(lambda n: d.uniform(n, low=0.25, high=2))
        return options


@draws("ppo_clip", "cispo", "importance_sampling", "reinforce", "sapo", "dro", "dppo")
def policies(d, loss):
    t, options = Tokens(d), {}
    task = {"loss": loss, "log_probs": t.log_probs()}
    if d.chance(0.85):
        task["old_log_probs"] = t.near(task["log_probs"])
    task["advantages"] = d.normal(t.count) if d.chance() and t.form != "single" else t.like(lambda n: d.normal(n))
    t.extras(task)
    t.options(task, options)
    d.maybe(options, "ratio_level", lambda: d.choose("sequence", "sequence_token"))
    d.maybe(options, "log_ratio_min", lambda: d.choose(-20, -0.3))
    d.maybe(options, "log_ratio_max", lambda: d.choose(20, 0.4))
    if d.chance(0.4):
        task["reference_log_probs"] = t.near(task["log_probs"])
        options["kl_weight"] = d.uniform(low=0.01, high=0.5)
        estimates(d, options)
    if d.chance(0.3):
        if d.chance():
            task["importance_weights"] = d.uniform(t.count, high=2) if t.form != "single" else t.like(lambda n: d.uniform(n, high=2))
        else:
            task["rollout_log_probs"] = t.near(task["log_probs"], 0.3)
            d.maybe(options, "importance_mode", lambda: d.choose("mask", "geometric_mask"), 0.5)
            if options.get("importance_mode") != "geometric_mask":
                d.maybe(options, "importance_level", lambda: "sequence")
            d.maybe(options, "importance_max", lambda: 1.5, 0.5)
            d.maybe(options, "importance_min", lambda: 0.5)
    if loss in ("ppo_clip", "cispo"):
        d.maybe(options, "clip_low", lambda: d.choose(0.0, 0.7))
        d.maybe(options, "clip_high", lambda: d.choose("Infinity", 1.28))
    if loss == "ppo_clip":
        d.maybe(options, "dual_clip", lambda: 1.5)
    if loss == "cispo":
        d.maybe(options, "outside", lambda: "zero")
    if loss == "sapo":
        d.maybe(options, "tau_pos", lambda: 2.0)
        d.maybe(options, "tau_neg", lambda: 0.5)
    if loss == "dro":
        options["beta"] = d.uniform(low=0.05, high=1)
    if loss == "dppo":
        d.maybe(options, "divergence", lambda: "kl")
        d.maybe(options, "surrogate", lambda: "log_prob")
        d.maybe(options, "ratio_cap", lambda: 1.3)
        d.maybe(options, "delta_high", lambda: 0.05)
    return task | {"options": options}, ["log_probs"]


def estimates(d, options):
    d.maybe(options, "kl_estimator", lambda: d.choose("k1", "k2", "abs"), 0.5)
    d.maybe(options, "kl_input_clamp", lambda: 0.5)
    d.maybe(options, "kl_output_clamp", lambda: 0.2)
    d.maybe(options, "kl_correction", lambda: d.choose("score", "ratio"))
    d.maybe(options, "kl_gradient", lambda: "k2", 0.2)


@draws("kl_estimate")
def estimated(d, loss):
    t, options = Tokens(d), {}
    task = {"loss": loss, "log_probs": t.log_probs()}
    task["reference_log_probs"] = t.near(task["log_probs"])
    t.extras(task)
    t.options(task, options)
    estimates(d, options)
    d.maybe(task, "old_log_probs", lambda: t.near(task["log_probs"]))
    return task | {"options": options}, ["log_probs"]


@draws("ppo_value")
def valued(d, loss):
    t, options = Tokens(d), {}
    task = {"loss": loss, "values": t.like(lambda n: d.normal(n)), "returns": t.like(lambda n: d.normal(n))}
    if d.chance(0.7):
        task["old_values"] = t.like(lambda n: d.normal(n))
        d.maybe(options, "clip_range", lambda: d.choose(0.5, "Infinity"))
    t.extras(task)
    return task | {"options": t.options(task, options)}, ["values"]


@draws("gmpo")
def geometric(d, loss):
    t, options = Tokens(d), {}
    task = {"loss": loss, "log_probs": t.log_probs()}
    task["old_log_probs"] = t.near(task["log_probs"])
    task["advantages"] = d.normal(t.count) if d.chance() and t.form != "single" else t.like(lambda n: d.normal(n))
    t.extras(task)
    d.maybe(options, "reduction", lambda: d.choose("sum", "none", "mean"), 0.7)
    if options.get("reduction") == "none" and d.chance():
        task["grad_output"] = d.normal(t.count)
    d.maybe(options, "log_clip_low", lambda: -0.2)
    d.maybe(options, "log_clip_high", lambda: 0.3)
    return task | {"options": options}, ["log_probs"]


@draws("dpo_loss", "cpo", "simpo", "orpo")
def preferences(d, loss):
    options, count, task = {}, d.size(1, 6), {"loss": loss}
    by_token = d.chance(0.5)
    width = {"chosen": d.size(1, 5), "rejected": d.size(1, 5)}
    lengths = {side: [d.size(1, w) for _ in range(count)] for side, w in width.items()}

    def drawn(side):
        if by_token:
            return d.uniform(count, width[side], low=-3, high=-0.05)
        return d.uniform(count, low=-4 if loss != "dpo_loss" else -20, high=-0.5)
    for owner in ("policy", "reference") if loss == "dpo_loss" and d.chance(0.8) else ("policy",):
        for side in width:
            task[f"{owner}_{side}_logps"] = drawn(side)
    if by_token:
        options["log_prob_level"] = "token"
    if by_token or loss != "dpo_loss" or d.chance(0.3):
        task |= {f"{side}_lengths": lengths[side] for side in width}
    d.maybe(options, "beta", lambda: d.uniform(low=0.05, high=1.5))
    has_lengths = "chosen_lengths" in task
    if loss == "dpo_loss":
        kinds = ["sigmoid", "hinge", "ipo", "robust", "exo_pair", "nca_pair", "bco_pair", "sppo_hard", "aot", "aot_unpaired",
                 "apo_zero", "apo_down", "discopop"] + (["sigmoid_norm"] if has_lengths else [])
        options["loss_type"] = d.choose(*kinds)
        if options["loss_type"] in ("sigmoid", "robust", "aot", "aot_unpaired"):
            d.maybe(options, "label_smoothing", lambda: 0.1)
        if options["loss_type"] == "exo_pair":
            options["label_smoothing"] = 0.125
        if options["loss_type"] == "discopop":
            options["discopop_tau"] = d.choose(0.5, 1.0)
        if has_lengths and options["loss_type"] not in ("aot", "ipo", "sigmoid_norm"):
            d.maybe(options, "average_log_probs", lambda: True)
        if options["loss_type"] in ("sigmoid", "hinge", "robust", "sigmoid_norm") and by_token:
            d.maybe(options, "f_divergence", lambda: d.choose("forward_kl", "js_divergence", "alpha_divergence"))
            if options.get("f_divergence") == "alpha_divergence":
                options["f_alpha"] = d.choose(0.5, 1.5)
    else:
        d.maybe(options, "nll_weight", lambda: d.choose(0.0, 0.5))
        d.maybe(options, "nll_denominator", lambda: 7)
    if loss == "cpo":
        d.maybe(options, "loss_type", lambda: d.choose("hinge", "ipo"))
    if loss == "simpo":
        d.maybe(options, "gamma", lambda: 0.25)
    if loss in ("cpo", "simpo"):
        d.maybe(options, "alpha", lambda: 0.25)
        if options.get("loss_type", "sigmoid") == "sigmoid":
            d.maybe(options, "label_smoothing", lambda: 0.1)
    d.maybe(options, "reduction", lambda: d.choose("sum", "none", "mean"), 0.7)
    if options.get("reduction") == "none" and d.chance():
        task["grad_output"] = d.normal(count)
    if options.get("reduction", "mean") == "mean":
        d.maybe(task, "denominator", lambda: 5, 0.2)
    gradients = [name for name in task if name.endswith("_logps")]
    return task | {"options": options}, gradients


@draws("kto")
def unpaired(d, loss):
    options, count = {}, d.size(1, 8)
    task = {"loss": loss, "labels": d.integers(count)}
    shape = (count, d.size(1, 4)) if d.chance(0.4) else (count,)
    task |= {name: d.uniform(*shape, low=-3, high=-0.1) for name in ("policy_logps", "reference_logps")}
    if len(shape) == 2:
        options["log_prob_level"] = "token"
        task["answer_lengths"] = [d.size(1, shape[1]) for _ in range(count)]
    if d.chance(0.4):
        task["kl"] = d.uniform(low=-0.5, high=1)
    elif d.chance():
        task |= {name: d.uniform(3, low=-5, high=-1) for name in ("kl_policy_logps", "kl_reference_logps")}
    d.maybe(options, "beta", lambda: d.uniform(low=0.1, high=1))
    d.maybe(options, "undesirable_weight", lambda: 1.5)
    d.maybe(options, "loss_type", lambda: "apo_zero_unpaired")
    d.maybe(options, "reduction", lambda: d.choose("sum", "none", "mean"), 0.7)
    if d.chance(0.2):
        task["mask"] = [1, *d.integers(count - 1)] if count > 1 else [1]
    return task | {"options": options}, ["policy_logps", "reference_logps"]


@draws("distillation_kl", "distillation_topk_kl", "soft_cross_entropy_topk")
def distilled(d, loss):
    t, options, width = Tokens(d), {}, d.size(2, 9)
    if t.form == "ragged":
        t.form = "packed"
    names = {"distillation_kl": ("student_logits", "teacher_logits"), "soft_cross_entropy_topk": ("log_probs", "target_weights")}.get(
        loss, ("student_log_probs", "teacher_log_probs"))

    def logits(n):
        return d.normal(n, width, scale=2)

    def chosen(n):
        rows = torch.tensor(d.log_distribution(n, width + 3, dim=-1))
        return rows[:, :width].tolist()
    task = {"loss": loss}
    if loss == "soft_cross_entropy_topk":
        task |= {names[0]: t.like(chosen), names[1]: t.like(lambda n: d.normal(n, width))}
    else:
        task |= {name: t.like(logits if loss == "distillation_kl" else chosen) for name in names}
        d.maybe(options, "divergence", lambda: d.choose("reverse", "jsd", "mixed", "skew_forward", "skew_reverse"), 0.8)
        d.maybe(options, "beta", lambda: 0.3)
        d.maybe(options, "alpha", lambda: 0.25)
        d.maybe(options, "mixed_weight", lambda: 0.75)
    if loss == "distillation_kl":
        d.maybe(options, "temperature", lambda: d.choose(0.5, 2.0))
        d.maybe(options, "scale_by_temperature_squared", lambda: True)
    if loss == "distillation_topk_kl":
        d.maybe(options, "tail", lambda: d.choose("bucket", "renormalize"), 0.6)
        d.maybe(options, "clamp_negative", lambda: True)
        d.maybe(options, "log_prob_min", lambda: -4)
        d.maybe(options, "loss_max", lambda: 1.5)
    t.extras(task)
    return task | {"options": t.options(task, options)}, [names[0]]


@draws("moe_load_balance")
def routers(d, loss):
    options, experts, count = {}, d.size(2, 8), d.size(1, 9)
    layers = d.choose((), (d.size(1, 3),))
    task = {"loss": loss, "router_logits": d.normal(*layers, count, experts)}
    options["top_k"] = d.size(1, experts - 1)
    d.maybe(options, "divide_by_top_k", lambda: True)
    d.maybe(options, "z_loss", lambda: 0.01)
    if d.chance(0.3):
        task["mask"] = [1, *d.integers(count - 1)] if count > 1 else [1]
    return task | {"options": options}, ["router_logits"]
