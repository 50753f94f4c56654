"""Problems of tokens and log-probabilities: drawn at random, since their forms and options are many."""
from . import empty, fixture
from .draws import DRAWS, Draw

NAMES = ("ppo_clip", "cispo", "importance_sampling", "reinforce", "sapo", "dro", "dppo", "gmpo", "kl_estimate", "ppo_value", "cpo", "simpo",
         "orpo", "kto", "distillation_kl", "distillation_topk_kl", "soft_cross_entropy_topk", "moe_load_balance")
POLICIES = NAMES[:8]
PAIRS = ("cpo", "simpo", "orpo")


@fixture(*NAMES)
def drawn(loss):
    draw, smooth, others = Draw(sum(loss.name.encode())), 0, 0
    # Some losses have hardly any that are not.
    for _ in range(200):
        task, gradients = DRAWS[loss.name](draw, loss.name)
        # Of lists of different lengths there is nothing to learn that packed ones do not have.
        if any(is_ragged(value) for value in task.values()):
            continue
        is_fit = is_smooth(task)
        if (smooth < 12) if is_fit else (others < 8):
            loss.add(f"problem {len(loss.cases)}", task, gradients, smooth=is_fit)
            smooth, others = smooth + is_fit, others + (not is_fit)
    for name, numbers in (("large", lambda *shape: filled(shape, -1e4, 0.0)), ("no rows", lambda *shape: empty(0, *shape[1:]))):
        loss.add(name, *extreme(loss.name, numbers))


def filled(shape, *values):
    """Nested lists with these numbers in turn."""
    if len(shape) == 1:
        return [values[index % len(values)] for index in range(shape[0])]
    return [filled(shape[1:], *values) for _ in range(shape[0])]


def extreme(name, numbers):
    """A problem of one shape, with numbers of one kind."""
    if name == "kto":
        labels = empty(0) if isinstance(numbers(2), dict) else [1, 0]
        return {"loss": name, "policy_logps": numbers(2), "reference_logps": numbers(2), "labels": labels}, ["policy_logps"]
    if name in PAIRS:
        tensors = {f"policy_{side}_logps": numbers(2) for side in ("chosen", "rejected")}
        lengths = {f"{side}_lengths": empty(0) if isinstance(numbers(2), dict) else [4, 5] for side in ("chosen", "rejected")}
        return {"loss": name, **tensors, **lengths, "options": {"nll_weight": 0.0}}, list(tensors)
    if name == "moe_load_balance":
        return {"loss": name, "router_logits": numbers(2, 3)}, ["router_logits"]
    main, *rest = {
        "ppo_value": ("values", "returns"), "kl_estimate": ("log_probs", "reference_log_probs"),
        "distillation_kl": ("student_logits", "teacher_logits"), "distillation_topk_kl": ("student_log_probs", "teacher_log_probs"),
        "soft_cross_entropy_topk": ("log_probs", "target_weights")}.get(name, ("log_probs", "old_log_probs", "advantages"))
    shape = (2, 2, 3) if name.startswith(("distillation", "soft")) else (2, 3)
    task = {"loss": name, **{tensor: numbers(*shape) for tensor in (main, *rest)}}
    if name == "dro":
        task["options"] = {"beta": 0.5}
    return task, [main]


def is_ragged(value):
    return isinstance(value, list) and len({len(row) for row in value if isinstance(row, list)}) > 1


def is_smooth(task):
    """Whether the gradient is the derivative, nothing is held constant on the way, and every reduction can be asked for."""
    options = task["options"]
    if options.get("reduction", "mean").startswith("sequence") or "horizon" in options or "denominator" in task:
        return False
    if task["loss"] in POLICIES and "old_log_probs" not in task or options.get("nll_weight", 0) or "nll_denominator" in options:
        return False
    if task["loss"] == "sapo" and "reduction" not in options or task["loss"] in ("orpo", "cpo") and "nll_weight" not in options:
        return False
    return not ({"kl_correction", "kl_gradient", "rollout_log_probs"} & {*options, *task}) and options.get("ratio_level") != "sequence_token"
