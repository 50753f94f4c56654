"""The losses of torch.nn.functional."""
import torch
import torch.nn.functional as F

from . import REFERENCES, Reference


def torch_loss(name, **rest):
    function = getattr(F, name)
    REFERENCES[name] = Reference(
        lambda t, o: function(**t, **o, reduction="none"),
        lambda t, o, reduction: function(**t, **o, reduction=reduction), **rest)


def class_weights(tensors, options, counts):
    """Class indices: the weights of the classes that are not ignored; probabilities: the rows."""
    target, weight = tensors["target"], tensors.get("weight")
    if target.is_floating_point():
        # Distributions over no classes are no elements.
        return counts.sum() * (target.numel() > 0)
    ignored = target == (options.get("ignore_index") if options.get("ignore_index") is not None else -100)
    picked = torch.ones_like(counts) if weight is None else weight[target.masked_fill(ignored, 0)]
    # What is masked may have any label.
    return torch.where((counts != 0) & ~ignored, counts * picked, 0.0).sum()


def element_weights(tensors, options, counts):
    """torch sums the weights as they were given, not as they were broadcast."""
    weight = tensors.get("weight")
    if weight is None:
        return counts.sum()
    return (counts * weight.expand_as(counts)).sum() * weight.numel() / counts.numel()


def capped(tensors, options):
    """The scores of a cross-entropy, bounded by softcap."""
    cap = options.get("softcap", float("inf"))
    return tensors["input"] if cap == float("inf") else cap * torch.tanh(tensors["input"] / cap)


def cross_entropy(tensors, options, reduction):
    plain = {name: value for name, value in options.items() if name not in ("softcap", "z_loss")}
    return F.cross_entropy(**(tensors | {"input": capped(tensors, options)}), **plain, reduction=reduction)


def z_loss(tensors, options, counts):
    """The squared logarithm of the sum of the powers of each row, and how many rows its mean divides by."""
    scores, target = capped(tensors, options), tensors["target"]
    items = options.get("z_loss", 0.0) * torch.logsumexp(scores, 0 if scores.dim() == 1 else 1).square()
    if not target.is_floating_point():
        ignored = target == (options.get("ignore_index") if options.get("ignore_index") is not None else -100)
        items, counts = items.masked_fill(ignored, 0), counts.masked_fill(ignored, 0)
    return items, counts.sum()


REFERENCES["cross_entropy"] = Reference(
    lambda t, o: cross_entropy(t, o, "none"), cross_entropy, tensor_options=("weight",), indices=("target",),
    denominator=class_weights, penalty=z_loss)
torch_loss("nll_loss", tensor_options=("weight",), indices=("target",), denominator=class_weights)
torch_loss("binary_cross_entropy", tensor_options=("weight",))
torch_loss("binary_cross_entropy_with_logits", tensor_options=("weight", "pos_weight"))
torch_loss("kl_div")
torch_loss("multilabel_soft_margin_loss", tensor_options=("weight",))
torch_loss("mse_loss", tensor_options=("weight",), denominator=element_weights)
torch_loss("l1_loss", tensor_options=("weight",), denominator=element_weights)
torch_loss("smooth_l1_loss")
torch_loss("huber_loss", tensor_options=("weight",))
torch_loss("poisson_nll_loss")
torch_loss("hinge_embedding_loss")
torch_loss("soft_margin_loss")
torch_loss("margin_ranking_loss", inputs=("input1", "input2", "target"))
torch_loss("multi_margin_loss", tensor_options=("weight",), indices=("target",))
torch_loss("gaussian_nll_loss", inputs=("input", "target", "var"))
torch_loss("multilabel_margin_loss", indices=("target",))

torch_loss("cosine_embedding_loss", inputs=("input1", "input2", "target"))
TRIPLET = ("anchor", "positive", "negative")
torch_loss("triplet_margin_loss", inputs=TRIPLET)

DISTANCES = {
    "pairwise": F.pairwise_distance,
    "cosine": lambda u, v: 1 - F.cosine_similarity(u, v, dim=-1),
    "squared_euclidean": lambda u, v: (u - v).square().sum(-1),
}


def triplet_with_distance(tensors, options, reduction):
    distance = DISTANCES[options.get("distance_function", "pairwise")]
    return F.triplet_margin_with_distance_loss(
        **tensors, **(options | {"distance_function": distance}), reduction=reduction)


REFERENCES["triplet_margin_with_distance_loss"] = Reference(
    lambda t, o: triplet_with_distance(t, o, "none"), triplet_with_distance, inputs=TRIPLET)


def linear_cross_entropy(tensors, options, reduction):
    return F.linear_cross_entropy(**tensors, **options, reduction=reduction)


REFERENCES["linear_cross_entropy"] = Reference(
    lambda t, o: linear_cross_entropy(t, o, "none"), linear_cross_entropy,
    inputs=("input", "linear_weight", "linear_bias", "target"), tensor_options=("weight",), indices=("target",),
    denominator=class_weights)


def ctc_loss(tensors, options, reduction):
    # Under no_grad torch may take another way, whose numbers are the same.
    return F.ctc_loss(**tensors, **options, reduction=reduction)


def ctc_items(tensors, options):
    """What each sequence adds to the mean: divided by its length; `none` and `sum` do without that."""
    return ctc_loss(tensors, options, "none")


REFERENCES["ctc_loss"] = Reference(
    ctc_items, ctc_loss, inputs=("log_probs", "targets", "input_lengths", "target_lengths"),
    indices=("targets", "input_lengths", "target_lengths"),
    share=lambda t: 1 / t["target_lengths"].clamp(min=1).to(t["log_probs"].dtype))


def adaptive(tensors, options):
    """The module's own forward, with the parameters of the task."""
    parameters = {k: v for k, v in tensors.items() if k not in ("input", "target")}
    cutoffs = [int(c) for c in options["cutoffs"]]
    last = tensors[f"tail.{len(cutoffs) - 1}.1.weight"].shape[0]
    module = torch.nn.AdaptiveLogSoftmaxWithLoss(
        tensors["input"].shape[-1], cutoffs[-1] + last, cutoffs, options.get("div_value", 4.0),
        head_bias="head.bias" in tensors, dtype=tensors["input"].dtype)
    return -torch.func.functional_call(module, parameters, (tensors["input"], tensors["target"])).output


REFERENCES["adaptive_log_softmax_with_loss"] = Reference(
    adaptive, inputs=("input", "target", "head.weight", "head.bias"), indices=("target",))
