"""The losses of log-probabilities and of tokens: their definitions in torch, whose autograd gives the gradients.

No library has them all; each is written down here as its stack writes it, sequence by sequence, with torch's clamp, min and max.
"""
import math

import torch
import torch.nn.functional as F

from . import REFERENCES, Whole, listed, number, tensor

INF = math.inf


class Task:
    """The tensors of a task, flat, and where its sequences lie."""

    def __init__(self, task, dtype, gradients):
        self.task, self.dtype = task, dtype
        self.options = {name: number(value) for name, value in task.get("options", {}).items()}
        self.leaves, self.shapes = {}, {}
        for name, value in task.items():
            if (isinstance(value, (list, int, float)) or (isinstance(value, dict) and "data" in value)) and name not in ("gradients", "weight", "denominator"):
                ragged = isinstance(value, list) and value and isinstance(value[0], list) and len({len(row) for row in value}) > 1
                rows = [tensor(row, dtype) for row in value] if ragged else None
                one = torch.cat(rows) if ragged else tensor(value, dtype)
                self.shapes[name] = one.shape
                self.leaves[name] = one.reshape(-1).clone()
                if ragged:
                    self.leaves["lengths"] = torch.tensor([float(len(row)) for row in value])
                    self.shapes["lengths"] = self.leaves["lengths"].shape
                if name in gradients:
                    self.leaves[name].requires_grad_()

    def option(self, name, default):
        return self.options.get(name, default)

    def has(self, name):
        return name in self.leaves

    def sequences(self, main="log_probs", trailing=0, lengths="lengths", mask="mask"):
        """The places of the tokens that count, sequence by sequence."""
        shape = self.shapes[main]
        shape = self.token_shape = shape[:len(shape) - trailing]
        size = [int(n) for n in self.leaves[lengths]] if self.has(lengths) else None
        if len(shape) == 2:
            rows = [list(range(b * shape[1], b * shape[1] + (size[b] if size else shape[1]))) for b in range(shape[0])]
        else:
            size, start, rows = size or [shape[0]], 0, []
            for n in size:
                rows.append(list(range(start, start + n)))
                start += n
        if not self.has(mask):
            return rows
        kept = self.leaves[mask]
        if len(self.shapes[mask]) == len(shape) and self.shapes[mask] == shape and not (len(shape) == 1 and self.has(lengths) and len(rows) == shape[0]):
            return [[i for i in row if kept[i] != 0] for row in rows]
        return [row if kept[b] != 0 else [] for b, row in enumerate(rows)]

    def of(self, name, places, sequence):
        """The numbers of a tensor for some tokens: its own, or that of their sequence."""
        values = self.leaves[name]
        if self.shapes[name] == self.token_shape:
            return values[places]
        return values[sequence].expand(len(places))


def reduce(task, terms, sequences, count, default="token_mean"):
    """The loss and the denominator; `terms` has those of each sequence that has any."""
    reduction, weights = task.option("reduction", default), None
    if task.has("sample_weight"):
        weights = [task.of("sample_weight", places, b) for b, places in enumerate(sequences)]
    weigh = [t if weights is None or t is None else t * weights[b] for b, t in enumerate(terms)]
    filled = [t for t in weigh if t is not None]
    zero = torch.zeros((), dtype=task.dtype)
    if reduction == "none":
        loss = torch.zeros(count, dtype=task.dtype)
        for places, own in zip(sequences, weigh):
            if own is not None:
                loss = loss.index_put((torch.tensor(places),), own)
        return loss, None
    total = sum((t.sum() for t in filled), zero)
    if weights is None:
        tokens = torch.tensor(float(sum(len(t) for t in filled)), dtype=task.dtype)
    else:
        tokens = sum((weights[b].sum() for b, t in enumerate(weigh) if t is not None), zero)
    rows = torch.tensor(float(len(filled)), dtype=task.dtype)
    by_sequence = reduction in ("sequence_mean_token_mean", "sequence_mean_token_sum", "fixed_horizon")
    denominator = torch.tensor(float(task.task["denominator"]), dtype=task.dtype) if "denominator" in task.task else (
        rows if by_sequence else tokens)
    if reduction in ("sum", "token_sum"):
        return total, denominator
    if reduction == "sequence_mean_token_mean":
        total = sum((t.mean() for t in filled), zero)
    if reduction == "fixed_horizon":
        total = total / task.options["horizon"]
    return total / denominator, denominator


def kl_estimate(task, x, lp, ratio, default_weight=None):
    """The estimate of a sequence's tokens."""
    clamp, cap = task.option("kl_input_clamp", INF), task.option("kl_output_clamp", INF)
    bounded = x.clamp(-clamp, clamp)
    estimate = {"k1": lambda: -bounded, "k2": lambda: bounded**2 / 2, "k3": lambda: bounded.exp() - bounded - 1,
                "abs": lambda: bounded.abs()}[task.option("kl_estimator", "k3")]()
    correction = task.option("kl_correction", "none")
    if correction == "score":
        inside = (x.abs() < clamp).to(x.dtype)
        estimate = estimate * torch.where(inside != 0, (lp - lp.detach()).exp(), torch.ones_like(lp))
    if correction == "ratio":
        estimate = estimate * ratio
    estimate = estimate.clamp(-cap, cap)
    if task.option("kl_gradient", "direct") == "k2":
        straight = x**2 / 2
        estimate = estimate.detach() + straight - straight.detach()
    return estimate


def importance(task, places, b, q):
    """What the terms of a sequence are multiplied by."""
    if task.has("importance_weights"):
        return task.of("importance_weights", places, b)
    if not task.has("rollout_log_probs"):
        return 1.0
    low, high = task.option("importance_min", 0.0), task.option("importance_max", INF)
    d = (q - task.of("rollout_log_probs", places, b)).detach()
    mode = task.option("importance_mode", "truncate")
    if mode == "geometric_mask":
        mean = d.mean().exp()
        return d.exp() if low <= mean <= high else torch.zeros_like(d)
    v = d.sum().exp().expand(len(places)) if task.option("importance_level", "token") == "sequence" else d.exp()
    return v.clamp(low, high) if mode == "truncate" else torch.where((v >= low) & (v <= high), v, 0.0)


def policy(term, default="token_mean"):
    """A loss of tokens, from the term of one sequence: given the task, lp, q, the ratio and A."""
    def whole(task):
        sequences, terms = task.sequences(), []
        for b, places in enumerate(sequences):
            if not places:
                terms.append(None)
                continue
            lp = task.of("log_probs", places, b)
            q = task.of("old_log_probs", places, b) if task.has("old_log_probs") else lp.detach()
            a = task.of("advantages", places, b)
            ell, level = lp - q, task.option("ratio_level", "token")
            lam = ell
            if level != "token":
                mean = ell.mean()
                lam = mean.expand(len(places)) if level == "sequence" else mean.detach() + lp - lp.detach()
            ratio = lam.clamp(task.option("log_ratio_min", -INF), task.option("log_ratio_max", INF)).exp()
            own = term(task, lp, q, ratio, a) * importance(task, places, b, q)
            if task.option("kl_weight", 0.0):
                x = task.of("reference_log_probs", places, b) - lp
                own = own + task.options["kl_weight"] * kl_estimate(task, x, lp, ratio)
            terms.append(own)
        return reduce(task, terms, sequences, len(task.leaves["log_probs"]), default)
    return whole


def ppo_clip(task, lp, q, r, a):
    gain = torch.min(r * a, r.clamp(task.option("clip_low", 0.8), task.option("clip_high", 1.2)) * a)
    dual = task.option("dual_clip", INF)
    if dual < INF:
        gain = torch.where(a < 0, torch.max(gain, dual * a), gain)
    return -gain


def cispo(task, lp, q, r, a):
    low, high = task.option("clip_low", 0.8), task.option("clip_high", 1.2)
    used = r.clamp(low, high) if task.option("outside", "clamp") == "clamp" else torch.where((r >= low) & (r <= high), r, 0.0)
    return -used.detach() * a * lp


def sapo(task, lp, q, r, a):
    tau = torch.where(a > 0, *(torch.tensor(task.option(*pair), dtype=lp.dtype) for pair in (("tau_pos", 1.0), ("tau_neg", 1.05))))
    return -a * 4 / tau * torch.sigmoid(tau * (r - 1))


def dro(task, lp, q, r, a):
    return -(a * lp - task.options["beta"] / 2 * (lp - q) ** 2)


def dppo(task, lp, q, r, a):
    p, p0 = lp.detach().exp(), q.detach().exp()
    low, high = task.option("delta_low", 0.15), task.option("delta_high", 0.15)
    if task.option("divergence", "tv") == "tv":
        dropped = ((a > 0) & (p - p0 > high)) | ((a <= 0) & (p - p0 < -low))
    else:
        k = p0 * (q - lp).detach() + (1 - p0) * torch.log((1 - p0 + 1e-8) / (1 - p + 1e-8))
        dropped = ((a > 0) & (p > p0) & (k > high)) | ((a <= 0) & (p < p0) & (k > low))
    used = r.clamp(max=task.option("ratio_cap", INF))
    own = -used * a if task.option("surrogate", "ratio") == "ratio" else -a * used.detach() * lp
    return torch.where(dropped, torch.zeros_like(own), own)


def gmpo(task):
    sequences, losses = task.sequences(), []
    for b, places in enumerate(sequences):
        if not places:
            losses.append(torch.zeros((), dtype=task.dtype))
            continue
        lp = task.of("log_probs", places, b)
        q = task.of("old_log_probs", places, b) if task.has("old_log_probs") else lp.detach()
        a = task.of("advantages", places, b)
        ell = lp - q
        ell = torch.where(a > 0, ell.clamp(max=task.option("log_clip_high", 0.4)),
                          torch.where(a < 0, ell.clamp(min=task.option("log_clip_low", -0.4)), ell * 0))
        losses.append(-a.mean() * ell.mean().exp())
    rows = torch.tensor(float(sum(1 for places in sequences if places)), dtype=task.dtype)
    return items(task, torch.stack(losses) if losses else torch.zeros(0, dtype=task.dtype), rows)


def items(task, losses, count):
    """The reduction of losses of pairs, answers or sequences."""
    denominator = torch.tensor(float(task.task["denominator"]), dtype=task.dtype) if "denominator" in task.task else count
    reduction = task.option("reduction", "mean")
    if reduction == "none":
        return losses, denominator
    return (losses.sum(), denominator) if reduction == "sum" else (losses.sum() / denominator, denominator)


def estimate(task):
    sequences, terms = task.sequences(), []
    for b, places in enumerate(sequences):
        if not places:
            terms.append(None)
            continue
        lp = task.of("log_probs", places, b)
        ratio = (lp - task.of("old_log_probs", places, b)).exp() if task.has("old_log_probs") else torch.exp(lp - lp.detach())
        terms.append(kl_estimate(task, task.of("reference_log_probs", places, b) - lp, lp, ratio))
    return reduce(task, terms, sequences, len(task.leaves["log_probs"]))


def value(task):
    sequences, terms = task.sequences("values"), []
    for b, places in enumerate(sequences):
        if not places:
            terms.append(None)
            continue
        v, goal = (task.of(name, places, b) for name in ("values", "returns"))
        own = (v - goal) ** 2
        if task.has("old_values"):
            old, width = task.of("old_values", places, b), task.option("clip_range", 0.2)
            own = torch.max(own, (torch.max(torch.min(v, old + width), old - width) - goal) ** 2)
        terms.append(own / 2)
    return reduce(task, terms, sequences, len(task.leaves["values"]))


# Preferences

def answers(task, name, side):
    """The sums of a tensor of log-probabilities, and how many tokens there are."""
    if task.option("log_prob_level", "sequence") == "token":
        rows = task.sequences(name, 0, f"{side}_lengths", f"{side}_mask")
        values = task.leaves[name]
        return torch.stack([values[places].sum() for places in rows]), torch.tensor([float(len(p)) for p in rows], dtype=task.dtype)
    counts = task.leaves.get(f"{side}_lengths")
    return task.leaves[name], counts


def pairs(cost):
    """A loss of pairs, from the costs of all: given the task, the four sums and both counts."""
    def whole(task):
        chosen, n_c = answers(task, "policy_chosen_logps", "chosen")
        rejected, n_r = answers(task, "policy_rejected_logps", "rejected")
        references = [answers(task, f"reference_{side}_logps", side)[0] if task.has(f"reference_{side}_logps") else 0.0
                      for side in ("chosen", "rejected")]
        n_c, n_r = (None if n is None else n.clamp(min=1) for n in (n_c, n_r))
        losses = cost(task, chosen, rejected, *references, n_c, n_r)
        kept = torch.ones_like(losses.detach())
        if task.has("sample_weight"):
            kept = task.leaves["sample_weight"]
        if task.has("mask"):
            kept = torch.where(task.leaves["mask"] != 0, kept, 0.0)
        weighed = torch.where(kept != 0, losses, 0.0) * kept
        loss, denominator = items(task, weighed, kept.sum())
        weight = task.option("nll_weight", {"orpo": 1.0, "cpo": 1.0}.get(task.task["loss"], 0.0))
        if weight:
            counted = kept != 0
            divisor = task.option("nll_denominator", None) or (n_c * counted).sum()
            share = -torch.where(counted, chosen, 0.0) * weight / divisor
            loss = loss + (share if task.option("reduction", "mean") == "none" else share.sum())
        return loss, denominator
    return whole


def dpo(task, c, r, ref_c, ref_r, n_c, n_r):
    beta, s, kind = task.option("beta", 0.1), task.option("label_smoothing", 0.0), task.option("loss_type", "sigmoid")
    u, v = c - ref_c, r - ref_r
    if task.option("average_log_probs", False):
        u, v = u / n_c, v / n_r
    plain_u, plain_v = u, v
    form = task.option("f_divergence", "reverse_kl")
    shape = {"reverse_kl": lambda x: x, "forward_kl": lambda x: 1 - torch.exp(-x), "js_divergence": lambda x: math.log(2) + F.logsigmoid(x),
             "alpha_divergence": lambda x: torch.expm1((task.options["f_alpha"] - 1) * x) / (task.options["f_alpha"] - 1)}[form]
    u, v = shape(u), shape(v)
    z = beta * (u - v)
    ls, sg = F.logsigmoid, torch.sigmoid
    d = (u / n_c - v / n_r) if n_c is not None and n_r is not None else u - v

    def smoothed(x):
        return -(1 - s) * ls(x) - s * ls(-x)
    if kind == "aot":
        x, y = torch.sort(c - r, stable=True)[0], torch.sort(torch.as_tensor(ref_c - ref_r) + torch.zeros_like(c).detach(), stable=True)[0]
        return smoothed(beta * (x - y))
    if kind == "aot_unpaired":
        return smoothed(beta * (torch.sort(plain_u, stable=True)[0] - torch.sort(plain_v, stable=True)[0]))
    if kind == "discopop":
        mu = sg(z / task.option("discopop_tau", 0.05))
        return -ls(z) * (1 - mu) + torch.exp(-z) * mu
    return {
        "sigmoid": lambda: smoothed(z), "hinge": lambda: torch.relu(1 - z), "ipo": lambda: (d - 1 / (2 * beta)) ** 2,
        "robust": lambda: (-(1 - s) * ls(z) + s * ls(-z)) / (1 - 2 * s),
        "exo_pair": lambda: sg(z) * (ls(z) - math.log(1 - s)) + sg(-z) * (ls(-z) - math.log(s)),
        "nca_pair": lambda: -ls(beta * u) - 0.5 * ls(-beta * u) - 0.5 * ls(-beta * v),
        "bco_pair": lambda: -ls(beta * u) - ls(-beta * v),
        "sppo_hard": lambda: (u - 1 / (2 * beta)) ** 2 + (v + 1 / (2 * beta)) ** 2,
        "apo_zero": lambda: 1 - sg(beta * u) + sg(beta * v), "apo_down": lambda: sg(beta * u) + 1 - sg(z),
        "sigmoid_norm": lambda: -ls(beta * d),
    }[kind]()


def bent(task, x):
    alpha = task.option("alpha", 0.0)
    return (1 - torch.exp(-alpha * x)) / alpha if alpha else x


def logistic(task, margin):
    s = task.option("label_smoothing", 0.0)
    return -(1 - s) * F.logsigmoid(margin) - s * F.logsigmoid(-margin)


def cpo(task, c, r, _, __, n_c, n_r):
    beta, kind = task.option("beta", 0.1), task.option("loss_type", "sigmoid")
    if kind == "ipo":
        c, r = c / n_c, r / n_r
    margin = bent(task, c) - bent(task, r)
    if kind == "ipo":
        return (margin - 1 / (2 * beta)) ** 2
    return torch.relu(1 - beta * margin) if kind == "hinge" else logistic(task, beta * margin)


def simpo(task, c, r, _, __, n_c, n_r):
    return logistic(task, task.option("beta", 2.0) * (bent(task, c / n_c) - bent(task, r / n_r)) - task.option("gamma", 0.5))


def orpo(task, c, r, _, __, n_c, n_r):
    def rest(x):
        return torch.where(x >= -math.log(2), torch.log(-torch.expm1(x)), torch.log1p(-torch.exp(x)))
    x, y = c / n_c, r / n_r
    return -task.option("beta", 0.1) * F.logsigmoid(x - y - rest(x) + rest(y))


def kto(task):
    own, _ = answers(task, "policy_logps", "answer")
    other = answers(task, "reference_logps", "answer")[0] if task.has("reference_logps") else 0.0
    kl = torch.zeros((), dtype=task.dtype)
    if task.option("loss_type", "kto") == "kto":
        if task.has("kl"):
            kl = task.leaves["kl"][0].clamp(min=0)
        elif task.has("kl_policy_logps"):
            kl = (task.leaves["kl_policy_logps"] - task.leaves["kl_reference_logps"]).mean().clamp(min=0)
    good = task.leaves["labels"] == 1
    beta, y = task.option("beta", 0.1), torch.where(good, 1.0, -1.0).to(task.dtype)
    weight = torch.where(good, *(torch.tensor(task.option(name, 1.0), dtype=task.dtype) for name in ("desirable_weight", "undesirable_weight")))
    losses = weight * (1 - torch.sigmoid(y * beta * (own - other - kl)))
    kept = torch.where(task.leaves["mask"] != 0, 1.0, 0.0).to(task.dtype) if task.has("mask") else torch.ones_like(losses.detach())
    return items(task, torch.where(kept != 0, losses, 0.0), kept.sum())


# Distillation

def divergence(task, s, t):
    """The divergence of rows of log-probabilities, entry by entry."""
    S, P = s.exp(), t.exp()
    kind, beta, alpha, w = (task.option(*pair) for pair in (("divergence", "forward"), ("beta", 0.5), ("alpha", 0.1), ("mixed_weight", 0.5)))
    forward, reverse = P * (t - s), S * (s - t)
    if kind == "jsd":
        m = torch.log(beta * P + (1 - beta) * S)
        return beta * P * (t - m) + (1 - beta) * S * (s - m)
    return {"forward": forward, "reverse": reverse, "mixed": w * forward + (1 - w) * reverse,
            "skew_forward": P * (t - torch.log(alpha * P + (1 - alpha) * S)),
            "skew_reverse": S * (s - torch.log((1 - alpha) * P + alpha * S))}[kind]


def rows(task, main, others, cost):
    """A loss of tokens that have rows."""
    width = task.shapes[main][-1]
    tables = {name: task.leaves[name].reshape(-1, width) for name in (main, *others)}
    sequences = task.sequences(main, 1)
    terms = [cost(*(table[places] for table in tables.values())) if places else None for places in sequences]
    return reduce(task, terms, sequences, len(tables[main]))


def distillation_kl(task):
    temperature = task.option("temperature", 1.0)

    def cost(student, teacher):
        if task.option("from_logits", True):
            student, teacher = (F.log_softmax(x / temperature, -1) for x in (student, teacher))
        scale = temperature**2 if task.option("scale_by_temperature_squared", False) else 1
        return divergence(task, student, teacher).sum(-1) * scale
    return rows(task, "student_logits", ("teacher_logits",), cost)


def distillation_topk_kl(task):
    tail, low = task.option("tail", "none"), task.option("log_prob_min", -INF)

    def one(student, teacher):
        support = teacher != -INF
        s, t = student[support].clamp(min=low), teacher[support].clamp(min=low)
        if tail == "renormalize":
            s, t = s - torch.logsumexp(s, -1), t - torch.logsumexp(t, -1)
        if tail == "bucket":
            s, t = (torch.cat([x, torch.log(-torch.expm1(torch.logsumexp(x, -1).clamp(max=-1e-7))).reshape(1)]) for x in (s, t))
        total = divergence(task, s, t).sum()
        total = total.clamp(min=0) if task.option("clamp_negative", False) else total
        cap = task.option("loss_max", INF)
        return total.clamp(-cap, cap)
    return rows(task, "student_log_probs", ("teacher_log_probs",),
                lambda s, t: torch.stack([one(*pair) for pair in zip(s, t)]))


def soft_cross_entropy_topk(task):
    return rows(task, "log_probs", ("target_weights",), lambda lp, w: -torch.where(w != 0, w * lp, 0.0).sum(-1))


def moe_load_balance(task):
    shape = task.shapes["router_logits"]
    z = task.leaves["router_logits"].reshape(-1, shape[-1])
    if task.has("mask"):
        z = z[(task.leaves["mask"] != 0).repeat(len(z) // len(task.leaves["mask"]))]
    k, p = int(task.option("top_k", 2)), torch.softmax(z, -1)
    chosen = torch.zeros_like(p).scatter(1, torch.argsort(p.detach(), dim=-1, descending=True, stable=True)[:, :k], 1.0)
    loss = shape[-1] * (chosen.mean(0) * p.mean(0)).sum() / (k if task.option("divide_by_top_k", False) else 1)
    loss = loss + task.option("z_loss", 0.0) * (torch.logsumexp(z, -1) ** 2).mean()
    return loss, torch.tensor(float(len(z)), dtype=task.dtype)


LOGPS = ("policy_chosen_logps", "policy_rejected_logps", "reference_chosen_logps", "reference_rejected_logps")

for name, whole in {
        "ppo_clip": policy(ppo_clip), "cispo": policy(cispo), "importance_sampling": policy(lambda task, lp, q, r, a: -r * a),
        "reinforce": policy(lambda task, lp, q, r, a: -a * lp), "sapo": policy(sapo, "sequence_mean_token_mean"), "dro": policy(dro),
        "dppo": policy(dppo), "gmpo": gmpo, "kl_estimate": estimate, "ppo_value": value, "dpo_loss": pairs(dpo), "cpo": pairs(cpo),
        "simpo": pairs(simpo), "orpo": pairs(orpo), "kto": kto, "distillation_kl": distillation_kl,
        "distillation_topk_kl": distillation_topk_kl, "soft_cross_entropy_topk": soft_cross_entropy_topk,
        "moe_load_balance": moe_load_balance}.items():
    REFERENCES[name] = Whole(lambda task, dtype, gradients, whole=whole: answer(whole, task, dtype, gradients),
                             LOGPS if name == "dpo_loss" else ())


def answer(whole, task, dtype, gradients):
    """Loss, denominator and gradients of a task."""
    one = Task(task, dtype, gradients)
    loss, denominator = whole(one)
    if denominator is None:
        # What a mean would divide by.
        plainly = dict(task, options={k: v for k, v in task.get("options", {}).items() if k not in ("reduction", "horizon")})
        denominator = whole(Task(plainly | {"options": plainly["options"] | {"reduction": "token_mean"}}, dtype, []))[1]
    upstream = one.leaves["grad_output"].reshape(loss.shape) if "grad_output" in task else torch.ones_like(loss)
    if gradients and loss.requires_grad:
        loss.backward(upstream)
    found = {}
    for name in gradients:
        leaf = one.leaves[name]
        found[name] = listed((torch.zeros_like(leaf) if leaf.grad is None else leaf.grad).reshape(one.shapes[name]))
    main = next(iter(REFERENCE_SHAPES.get(task["loss"], ())), None)
    if main is not None and task.get("options", {}).get("reduction") == "none":
        shape = one.shapes[main]
        loss = loss.reshape(shape[:-1] if task["loss"] in WITH_ROWS else shape)
    if task["loss"] == "dpo_loss" and loss.dim() > 0 and task.get("options", {}).get("log_prob_level") != "token":
        loss = loss.reshape(one.shapes["policy_chosen_logps"])
    return {"loss": listed(loss.detach()), "denominator": listed(torch.as_tensor(denominator, dtype=dtype).detach()), "gradients": found}


WITH_ROWS = ("distillation_kl", "distillation_topk_kl", "soft_cross_entropy_topk")
REFERENCE_SHAPES = {
    **dict.fromkeys(("ppo_clip", "cispo", "importance_sampling", "reinforce", "sapo", "dro", "dppo", "kl_estimate",
                     "soft_cross_entropy_topk"), ("log_probs",)),
    "ppo_value": ("values",), "distillation_kl": ("student_logits",), "distillation_topk_kl": ("student_log_probs",)}
