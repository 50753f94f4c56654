"""Losses of a lossd server on arrays: each function returns the loss and its gradients.

Written by Scripts/python-package from the catalogue of lossd.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from numpy.typing import ArrayLike, NDArray

from . import _by_name
from ._client import Client
from ._numpy import evaluate

Evaluated = tuple[NDArray[Any], dict[str, NDArray[Any]]]
_GRADIENTS = inspect.Parameter("gradients", inspect.Parameter.KEYWORD_ONLY, default=True)

__all__ = [
    "adaptive_log_softmax_with_loss",
    "asymmetric_loss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "complete_box_iou_loss",
    "cosine_distance_loss",
    "cosine_embedding_loss",
    "cross_entropy",
    "ctc_loss",
    "dice_loss",
    "distance_box_iou_loss",
    "dpo_loss",
    "gaussian_nll_loss",
    "generalized_box_iou_loss",
    "hinge_embedding_loss",
    "hinge_loss",
    "huber_loss",
    "info_nce_loss",
    "jaccard_loss",
    "kl_div",
    "l1_loss",
    "linear_cross_entropy",
    "log_cosh_loss",
    "margin_ranking_loss",
    "mse_loss",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multilabel_soft_margin_loss",
    "nll_loss",
    "nt_xent_loss",
    "poisson_nll_loss",
    "poly_cross_entropy",
    "quantile_loss",
    "reward_model_loss",
    "rmse_loss",
    "sigmoid_focal_loss",
    "smooth_l1_loss",
    "soft_margin_loss",
    "softmax_focal_loss",
    "squared_hinge_loss",
    "supcon_loss",
    "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
    "tversky_loss",
]


def by_name(name: str, client: Client | None = None) -> Callable[..., Evaluated]:
    """The function of a loss that the server knows, of this package's release or not; LossdError where it knows none."""
    return _by_name.by_name(name, evaluate, client, more=[_GRADIENTS])


if not TYPE_CHECKING:

    def __getattr__(name):
        return _by_name.attribute(name, __name__, by_name)


def adaptive_log_softmax_with_loss(
    input: ArrayLike, target: ArrayLike, parameters: Mapping[str, ArrayLike], *, reduction: str = "mean",
    cutoffs: Sequence[int] | None = None, div_value: float = 4.0, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """Negative log-likelihood of a softmax whose rare classes lie in clusters with fewer features.

    Formula: −lsm(H·x + b)[y] for a class y below cutoffs[0]; for one of cluster i: −lsm(H·x + b)[cutoffs[0] +
        i] − lsm(T1·T0·x)[y − cutoffs[i]]; with lsm = log_softmax, x = input, H = head.weight, b = head.bias,
        T0 = tail.i.0.weight, T1 = tail.i.1.weight; the tensors are named as in the module's state_dict.

    Args:
        input: (F) or (N, F). Features.
        target: () or (N). Classes, the frequent ones first.
        parameters: tensors by their names. head.weight (cutoffs[0] + K, F) for K cutoffs: The weights of the
            frequent classes, then those of the clusters.; head.bias (cutoffs[0] + K): What is added to the
            scores of the head.; tail.{i}.0.weight (F / div_value^(i + 1), F), rounded down: What takes the
            features of cluster i to fewer.; tail.{i}.1.weight (classes of cluster i, F / div_value^(i + 1)):
            The weights of the classes of cluster i.
        reduction: How the losses of the items become the loss of the task.
        cutoffs: The first class of each cluster, rising; needed.
        div_value: What the number of features is divided by from cluster to cluster.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of samples.
    Source: torch.nn.AdaptiveLogSoftmaxWithLoss; Grave et al. (2017), Efficient Softmax Approximation for
        GPUs.

    """
    return evaluate(
        "adaptive_log_softmax_with_loss",
        {"input": input, "target": target} | dict(parameters),
        {},
        {"reduction": reduction, "cutoffs": cutoffs, "div_value": div_value},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def asymmetric_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None,
    pos_weight: ArrayLike | None = None, reduction: str = "batchmean", gamma_neg: float = 4.0,
    gamma_pos: float = 1.0, clip: float = 0.05, eps: float = 1e-08,
    disable_torch_grad_focal_loss: bool = False, smoothing: float = 0.0, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """Binary cross-entropy that reduces the weight of easy negatives more than that of easy positives, and drops
        the easiest.

    Formula: −w·L·(1 − p_t)^γ, with p = σ(x), q = min(1, 1 − p + clip), L = pos_weight·y·log max(p, eps) + (1
        − y)·log max(q, eps), p_t = p·y + q·(1 − y), γ = gamma_pos·y + gamma_neg·(1 − y), x = input, y = (1 −
        s)·target + s/2, s = smoothing, w = weight.

    Args:
        input: any, (N, C) as a rule. Scores.
        target: input's. 0 or 1, or anything between.
        weight: one that broadcasts to input's. A weight for each class, or element.
        pos_weight: one that broadcasts to input's. How much the term of positive targets counts.
        reduction: How the losses of the items become the loss of the task.
        gamma_neg: How strongly the weight of easy negatives is reduced.
        gamma_pos: How strongly the weight of easy positives is reduced.
        clip: What is added to the probability of negatives, at most to 1.
        eps: The smallest probability that a logarithm is taken of.
        disable_torch_grad_focal_loss: Whether the factor (1 − p_t)^γ is treated as a constant.
        smoothing: How far targets are moved towards ½.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements; batchmean: the size of the first dimension, less the rows of
        which nothing is left; with sample weights, a row counts as the mean of those in it that are not 0.
    Source: timm.loss.AsymmetricLossMultiLabel; Ridnik et al. (2021), Asymmetric Loss for Multi-Label
        Classification.

    """
    return evaluate(
        "asymmetric_loss",
        {"input": input, "target": target},
        {"weight": weight, "pos_weight": pos_weight},
        {"reduction": reduction, "gamma_neg": gamma_neg, "gamma_pos": gamma_pos, "clip": clip,
            "eps": eps, "disable_torch_grad_focal_loss": disable_torch_grad_focal_loss,
            "smoothing": smoothing},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def binary_cross_entropy(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Binary cross-entropy of probabilities, each logarithm clamped at −100.

    Formula: −w·[t·max(log p, −100) + (1 − t)·max(log(1 − p), −100)], with p = input, t = target, w = weight;
        gradient w·(p − t)/max(p·(1 − p), 1e-12).

    Args:
        input: any. Probabilities.
        target: input's. Targets.
        weight: one that broadcasts to input's. A weight for each element.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements, whatever the weights.
    Source: torch.nn.functional.binary_cross_entropy.

    """
    return evaluate(
        "binary_cross_entropy",
        {"input": input, "target": target},
        {"weight": weight},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def binary_cross_entropy_with_logits(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None,
    pos_weight: ArrayLike | None = None, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """Binary cross-entropy of the logistic function of scores, without overflow.

    Formula: w·[(1 − t)·x − (1 + (q − 1)·t)·log σ(x)], with x = input, t = target, w = weight, q = pos_weight.

    Args:
        input: any. Scores.
        target: input's. Targets, usually between 0 and 1.
        weight: one that broadcasts to input's. A weight for each element.
        pos_weight: one that broadcasts to input's. How much a positive target counts.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements, whatever the weights.
    Source: torch.nn.functional.binary_cross_entropy_with_logits.

    """
    return evaluate(
        "binary_cross_entropy_with_logits",
        {"input": input, "target": target},
        {"weight": weight, "pos_weight": pos_weight},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def complete_box_iou_loss(
    boxes1: ArrayLike, boxes2: ArrayLike, *, reduction: str = "none", eps: float = 1e-07,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """1 less the overlap of two boxes, plus the distance of their centres and the difference of their
        proportions.

    Formula: distance_box_iou_loss (with its own eps of 1e-7) + α·v, with v = (4/π²)·(atan(w2/h2) −
        atan(w1/h1))² and α = v/(1 − I/U + v + eps), taken for a constant.

    Args:
        boxes1: (4) or (..., 4). Predicted boxes x1, y1, x2, y2.
        boxes2: boxes1's, or one that broadcasts with it. The boxes that they are compared with.
        reduction: How the losses of the items become the loss of the task.
        eps: What is added to the divisor of α.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of pairs after broadcasting; without any the mean is 0.
    Source: torchvision.ops.complete_box_iou_loss; Zheng et al. (2020), Distance-IoU Loss.

    """
    return evaluate(
        "complete_box_iou_loss",
        {"boxes1": boxes1, "boxes2": boxes2},
        {},
        {"reduction": reduction, "eps": eps},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def cosine_distance_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", epsilon: float = 0.0,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """1 less the cosine of the angle between two vectors.

    Formula: 1 − x·t/(√max(Σx², epsilon)·√max(Σt², epsilon)), with x = input, t = target; keras's
        cosine_similarity is this less 1.

    Args:
        input: (D) or (..., D). Predicted vectors.
        target: input's, or one that broadcasts with it. The vectors that they are to point along with.
        reduction: How the losses of the items become the loss of the task.
        epsilon: The smallest squared length; with 0, a vector of length 0 gives NaN.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of pairs after broadcasting.
    Source: optax.losses.cosine_distance.

    """
    return evaluate(
        "cosine_distance_loss",
        {"input": input, "target": target},
        {},
        {"reduction": reduction, "epsilon": epsilon},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def cosine_embedding_loss(
    input1: ArrayLike, input2: ArrayLike, target: ArrayLike, *, reduction: str = "mean",
    margin: float = 0.0, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """How far two vectors are from pointing the same way, or from differing by a margin.

    Formula: 1 − cos where y = 1, max(0, cos − margin) where y = −1, else 0; cos = a·b/√((Σa² + c)·(Σb² + c)),
        c = 1e-12 rounded to float32 in either dtype, a = input1, b = input2, y = target.

    Args:
        input1: (D) or (N, D). The first vectors.
        input2: one of as many dimensions that broadcasts with input1's. The second vectors.
        target: () or (N). 1 where the two are to point the same way, −1 where they are not.
        reduction: How the losses of the items become the loss of the task.
        margin: The largest cosine that costs nothing where the target is −1.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of pairs after broadcasting.
    Source: torch.nn.functional.cosine_embedding_loss.

    """
    return evaluate(
        "cosine_embedding_loss",
        {"input1": input1, "input2": input2, "target": target},
        {},
        {"reduction": reduction, "margin": margin},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def cross_entropy(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    ignore_index: int = -100, label_smoothing: float = 0.0, label_smoothing_classes: str = "all",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Negative log-likelihood of the softmax of a row of scores, against a class or a distribution.

    Formula: index y: (1 − s)·w[y]·(−lsm[y]) + (s/C)·Σ_c w[c]·(−lsm[c]); distribution t: Σ_c w[c]·((1 −
        s)·t[c] + s/C)·(−lsm[c]); with lsm = log_softmax(input), s = label_smoothing, w = weight.

    Args:
        input: (C), (N, C) or (N, C, d1, ..., dK). Scores, one for each class.
        target: (), (N) or (N, d1, ..., dK) of class indices, or input's shape of probabilities. Classes, or a
            distribution over them (only that has a gradient).
        weight: (C). A weight for each class (with a gradient if the target is a distribution).
        reduction: How the losses of the items become the loss of the task.
        ignore_index: A class index that means "no class": such targets are ignored.
        label_smoothing: The share of the target that is spread evenly over the classes.
        label_smoothing_classes: Whether label_smoothing is spread over all classes, or over the open ones
            only: those whose score is not −∞. A closed class then costs nothing unless the target itself
            wants it.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by class indices: the sum of weight[target] over the targets that are not ignored;
        probabilities: the number of rows, whatever the weights.
    Source: torch.nn.functional.cross_entropy; label smoothing: Szegedy et al. (2015), Rethinking the
        Inception Architecture.

    """
    return evaluate(
        "cross_entropy",
        {"input": input, "target": target},
        {"weight": weight},
        {"reduction": reduction, "ignore_index": ignore_index, "label_smoothing": label_smoothing,
            "label_smoothing_classes": label_smoothing_classes},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def ctc_loss(
    log_probs: ArrayLike, targets: ArrayLike, input_lengths: ArrayLike, target_lengths: ArrayLike, *,
    reduction: str = "mean", blank: int = 0, zero_infinity: bool = False, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """Negative log-likelihood of a sequence of labels, summed over all ways to place them in time.

    Formula: −log Σ over all alignments of Π_t p[t, l_t]; an alignment gives a label or blank to each step,
        and becomes the target when repeated labels are merged and blanks dropped. The gradient is torch's:
        exp(log_probs) − posterior, which is the one with respect to scores whose log-softmax log_probs is.

    Args:
        log_probs: (T, N, C) or (T, C). Log-probabilities of the classes at each step.
        targets: (N, S), padded; or (sum of target_lengths). Labels; what follows a target's length is never
            read.
        input_lengths: (N), or () where there is no batch. How many steps of each sequence count, at most T.
        target_lengths: (N), or () where there is no batch. How many labels each target has.
        reduction: How the losses of the items become the loss of the task.
        blank: The class that means "no label".
        zero_infinity: Whether a target that is too long for its sequence costs nothing, instead of infinity.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of sequences, each of which was divided by its target length (at least 1)
        before.
    Source: torch.nn.functional.ctc_loss; Graves et al. (2006), Connectionist Temporal Classification.

    """
    return evaluate(
        "ctc_loss",
        {"log_probs": log_probs, "targets": targets, "input_lengths": input_lengths,
            "target_lengths": target_lengths},
        {},
        {"reduction": reduction, "blank": blank, "zero_infinity": zero_infinity},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def dice_loss(
    input: ArrayLike, target: ArrayLike, *, class_weights: ArrayLike | None = None, reduction: str = "mean",
    mode: str = "multiclass", from_logits: bool = True, smooth: float = 0.0, eps: float = 1e-07,
    log_loss: bool = False, ignore_index: int = -100, sum_batch: bool = True, absent_class: str = "zero",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """1 less the Dice score of each class: twice the overlap over the sum of both regions.

    Formula: 1 − (I + smooth)/max((P + T)/2 + smooth, eps), with P = Σp, T = Σt, I = Σmin(p, t) over the batch
        and all positions, p = softmax or sigmoid of input, t = target.

    Args:
        input: (N, C) or (N, C, d1, ..., dK); binary: any. Scores, or probabilities with from_logits false.
        target: multiclass: (N) or (N, d1, ..., dK) of class indices; multilabel: input's; binary: input's, or
            that without its dimension of 1. Classes, or 0 and 1 for each class, or anything between.
        class_weights: (C). A weight for each class; the mean divides by their sum.
        reduction: How the losses of the items become the loss of the task.
        mode: Whether classes exclude each other (softmax, indices), do not (sigmoid, 0 and 1), or there is
            one.
        from_logits: Whether input holds scores; otherwise it holds probabilities.
        smooth: What is added to both sides of the quotient.
        eps: The smallest divisor, and the smallest score of log_loss.
        log_loss: Whether the loss is −log of the score, not 1 less it.
        ignore_index: A target that is ignored.
        sum_batch: Whether a class is one region over the whole batch; otherwise each example is scored by
            itself.
        absent_class: Whether a class that the target does not show costs nothing, does not count, or costs
            what it costs.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of classes, absent ones included (of examples and classes with sum_batch
        false; less the absent ones with absent_class exclude; 0 where everything is ignored), or the sum of
        their class_weights; MONAI and kornia divide otherwise.
    Source: segmentation_models_pytorch.losses.DiceLoss; Milletari et al. (2016), V-Net.

    """
    return evaluate(
        "dice_loss",
        {"input": input, "target": target},
        {"class_weights": class_weights},
        {"reduction": reduction, "mode": mode, "from_logits": from_logits, "smooth": smooth, "eps": eps,
            "log_loss": log_loss, "ignore_index": ignore_index, "sum_batch": sum_batch,
            "absent_class": absent_class},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def distance_box_iou_loss(
    boxes1: ArrayLike, boxes2: ArrayLike, *, reduction: str = "none", eps: float = 1e-07,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """1 less the overlap of two boxes, plus the distance of their centres.

    Formula: 1 − I/(U + eps) + d²/(c² + eps), with I = area of the intersection, U = of the union, d =
        distance of the centres, c = diagonal of the smallest box around both.

    Args:
        boxes1: (4) or (..., 4). Predicted boxes x1, y1, x2, y2.
        boxes2: boxes1's, or one that broadcasts with it. The boxes that they are compared with.
        reduction: How the losses of the items become the loss of the task.
        eps: What is added to divisors.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of pairs after broadcasting; without any the mean is 0.
    Source: torchvision.ops.distance_box_iou_loss; Zheng et al. (2020), Distance-IoU Loss.

    """
    return evaluate(
        "distance_box_iou_loss",
        {"boxes1": boxes1, "boxes2": boxes2},
        {},
        {"reduction": reduction, "eps": eps},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def dpo_loss(
    policy_chosen_logps: ArrayLike, policy_rejected_logps: ArrayLike, reference_chosen_logps: ArrayLike,
    reference_rejected_logps: ArrayLike, *, reduction: str = "mean", beta: float = 0.1,
    label_smoothing: float = 0.0, loss_type: str = "sigmoid", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """Preferences between pairs of answers, as advantages of a policy over a reference.

    Formula: Δ = (log π(c) − log ρ(c)) − (log π(r) − log ρ(r)), for chosen c and rejected r, policy π,
        reference ρ; sigmoid: −(1 − s)·log σ(βΔ) − s·log σ(−βΔ); hinge: max(0, 1 − βΔ); ipo: (Δ − 1/(2β))²;
        robust: (−(1 − s)·log σ(βΔ) + s·log σ(−βΔ))/(1 − 2s), with s = label_smoothing; for ipo, trl divides
        each log-probability by the number of its tokens before.

    Args:
        policy_chosen_logps: any, (N) as a rule. The policy's log-probabilities of the chosen answers, summed
            over tokens.
        policy_rejected_logps: the same, or one that broadcasts with it. The policy's, of the rejected
            answers.
        reference_chosen_logps: the same, or one that broadcasts with it. The reference's, of the chosen
            answers.
        reference_rejected_logps: the same, or one that broadcasts with it. The reference's, of the rejected
            answers.
        reduction: How the losses of the items become the loss of the task.
        beta: How closely the policy is held to the reference.
        label_smoothing: The share of preferences that are the wrong way round; for the loss types sigmoid
            (cDPO) and robust.
        loss_type: What the difference of the advantages costs.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of pairs after broadcasting.
    Source: trl.DPOTrainer; Rafailov et al. (2023), Direct Preference Optimization.

    """
    return evaluate(
        "dpo_loss",
        {"policy_chosen_logps": policy_chosen_logps, "policy_rejected_logps": policy_rejected_logps,
            "reference_chosen_logps": reference_chosen_logps,
            "reference_rejected_logps": reference_rejected_logps},
        {},
        {"reduction": reduction, "beta": beta, "label_smoothing": label_smoothing, "loss_type": loss_type},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def gaussian_nll_loss(
    input: ArrayLike, target: ArrayLike, var: ArrayLike, *, reduction: str = "mean", full: bool = False,
    eps: float = 1e-06, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Negative log-likelihood under normal distributions with predicted means and variances.

    Formula: ½·(log v + (x − t)²/v), and ½·log 2π with full; with x = input, t = target, v = max(var, eps);
        the gradient to var is the one to v, also where var is smaller.

    Args:
        input: any. Predicted means.
        target: input's, or one that broadcasts with it. Targets.
        var: input's, input's without its last dimension, input's with one size of 1, or (). Predicted
            variances, not negative.
        reduction: How the losses of the items become the loss of the task.
        full: Whether the constant term is added.
        eps: The smallest variance; smaller ones are replaced by it.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting.
    Source: torch.nn.functional.gaussian_nll_loss; Nix and Weigend (1994), Estimating the Mean and Variance of
        the Target Probability Distribution.

    """
    return evaluate(
        "gaussian_nll_loss",
        {"input": input, "target": target, "var": var},
        {},
        {"reduction": reduction, "full": full, "eps": eps},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def generalized_box_iou_loss(
    boxes1: ArrayLike, boxes2: ArrayLike, *, reduction: str = "none", eps: float = 1e-07,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """1 less the overlap of two boxes, plus the share of their enclosure that neither fills.

    Formula: 1 − I/(U + eps) + (E − U)/(E + eps), with I = area of the intersection, U = of the union, E = of
        the smallest box around both.

    Args:
        boxes1: (4) or (..., 4). Predicted boxes x1, y1, x2, y2.
        boxes2: boxes1's, or one that broadcasts with it. The boxes that they are compared with.
        reduction: How the losses of the items become the loss of the task.
        eps: What is added to divisors.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of pairs after broadcasting; without any the mean is 0.
    Source: torchvision.ops.generalized_box_iou_loss; Rezatofighi et al. (2019), Generalized Intersection over
        Union.

    """
    return evaluate(
        "generalized_box_iou_loss",
        {"boxes1": boxes1, "boxes2": boxes2},
        {},
        {"reduction": reduction, "eps": eps},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def hinge_embedding_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", margin: float = 1.0,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """A distance itself for similar pairs, what it lacks of a margin for dissimilar ones.

    Formula: x if y = 1; max(0, margin − x) if y = −1; their sum for any other y; with x = input, y = target.

    Args:
        input: any. Distances.
        target: input's, or one that broadcasts with it. 1 for similar pairs, −1 for dissimilar ones.
        reduction: How the losses of the items become the loss of the task.
        margin: The distance from which on a dissimilar pair costs nothing.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting.
    Source: torch.nn.functional.hinge_embedding_loss.

    """
    return evaluate(
        "hinge_embedding_loss",
        {"input": input, "target": target},
        {},
        {"reduction": reduction, "margin": margin},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def hinge_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """What a score lacks of lying on its label's side of 0 by 1.

    Formula: max(0, 1 − y·x), with x = input, y = target.

    Args:
        input: any. Scores.
        target: input's, or one that broadcasts with it. Labels, 1 or −1; 0 does not mean −1.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting.
    Source: keras.losses.hinge, for labels of −1 and 1; Cortes and Vapnik (1995), Support-Vector Networks.

    """
    return evaluate(
        "hinge_loss",
        {"input": input, "target": target},
        {},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def huber_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    delta: float = 1.0, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Half the squared error where it is smaller than delta, linear beyond.

    Formula: w·e²/2 if |e| < δ, else w·δ·(|e| − δ/2), with e = input − target, w = weight.

    Args:
        input: any. Predictions.
        target: input's, or one that broadcasts with it. Targets.
        weight: input's. A weight for each element.
        reduction: How the losses of the items become the loss of the task.
        delta: The error from which on the loss is linear.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting, whatever the weights.
    Source: torch.nn.functional.huber_loss; Huber (1964), Robust Estimation of a Location Parameter.

    """
    return evaluate(
        "huber_loss",
        {"input": input, "target": target},
        {"weight": weight},
        {"reduction": reduction, "delta": delta},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def info_nce_loss(
    query: ArrayLike, positive_key: ArrayLike, *, negative_keys: ArrayLike | None = None,
    reduction: str = "mean", temperature: float = 0.1, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """Cross-entropy of picking each query's key, by cosine, among the keys of the batch or given others.

    Formula: −log softmax(cos(q_i, k)/temperature) at q_i's own key, over all positive_key, or over its own
        and negative_keys where these are given; with q = query. What is masked is no key for others either.

    Args:
        query: (N, D). The vectors that pick.
        positive_key: (N, D). The key of each query.
        negative_keys: (M, D) for all queries, or (N, M, D) with some for each. Keys of no query.
        reduction: How the losses of the items become the loss of the task.
        temperature: What cosines are divided by.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of queries.
    Source: info_nce.info_nce of info-nce-pytorch; van den Oord et al. (2018), Representation Learning with
        Contrastive Predictive Coding.

    """
    return evaluate(
        "info_nce_loss",
        {"query": query, "positive_key": positive_key, "negative_keys": negative_keys},
        {},
        {"reduction": reduction, "temperature": temperature},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def jaccard_loss(
    input: ArrayLike, target: ArrayLike, *, class_weights: ArrayLike | None = None, reduction: str = "mean",
    mode: str = "multiclass", from_logits: bool = True, smooth: float = 0.0, eps: float = 1e-07,
    log_loss: bool = False, ignore_index: int = -100, sum_batch: bool = True, absent_class: str = "zero",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """1 less the Jaccard score of each class: the overlap over the union of both regions.

    Formula: 1 − (I + smooth)/max(P + T − I + smooth, eps), with P = Σp, T = Σt, I = Σmin(p, t) over the batch
        and all positions, p = softmax or sigmoid of input, t = target.

    Args:
        input: (N, C) or (N, C, d1, ..., dK); binary: any. Scores, or probabilities with from_logits false.
        target: multiclass: (N) or (N, d1, ..., dK) of class indices; multilabel: input's; binary: input's, or
            that without its dimension of 1. Classes, or 0 and 1 for each class, or anything between.
        class_weights: (C). A weight for each class; the mean divides by their sum.
        reduction: How the losses of the items become the loss of the task.
        mode: Whether classes exclude each other (softmax, indices), do not (sigmoid, 0 and 1), or there is
            one.
        from_logits: Whether input holds scores; otherwise it holds probabilities.
        smooth: What is added to both sides of the quotient.
        eps: The smallest divisor, and the smallest score of log_loss.
        log_loss: Whether the loss is −log of the score, not 1 less it.
        ignore_index: A target that is ignored.
        sum_batch: Whether a class is one region over the whole batch; otherwise each example is scored by
            itself.
        absent_class: Whether a class that the target does not show costs nothing, does not count, or costs
            what it costs.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of classes, absent ones included (of examples and classes with sum_batch
        false; less the absent ones with absent_class exclude; 0 where everything is ignored), or the sum of
        their class_weights; MONAI and kornia divide otherwise.
    Source: segmentation_models_pytorch.losses.JaccardLoss; Rahman and Wang (2016), Optimizing Intersection-
        Over-Union.

    """
    return evaluate(
        "jaccard_loss",
        {"input": input, "target": target},
        {"class_weights": class_weights},
        {"reduction": reduction, "mode": mode, "from_logits": from_logits, "smooth": smooth, "eps": eps,
            "log_loss": log_loss, "ignore_index": ignore_index, "sum_batch": sum_batch,
            "absent_class": absent_class},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def kl_div(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", log_target: bool = False,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Kullback-Leibler divergence, element by element; batchmean is the one of the mathematics.

    Formula: t·(log t − x), 0 at t = 0; with log_target: eᵗ·(t − x); with x = input, t = target.

    Args:
        input: any. Log-probabilities.
        target: input's, or one that broadcasts with it. Probabilities, or log-probabilities with log_target.
        reduction: How the losses of the items become the loss of the task.
        log_target: Whether target holds log-probabilities.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by mean: the number of elements after broadcasting; batchmean: the first size of input,
        less the rows of which nothing is left; with sample weights, a row counts as the mean of those in it
        that are not 0.
    Source: torch.nn.functional.kl_div; Kullback and Leibler (1951), On Information and Sufficiency.

    """
    return evaluate(
        "kl_div",
        {"input": input, "target": target},
        {},
        {"reduction": reduction, "log_target": log_target},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def l1_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Absolute error.

    Formula: w·|input − target|, with w = weight.

    Args:
        input: any. Predictions.
        target: input's, or one that broadcasts with it. Targets.
        weight: input's. A weight for each element.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting; with weight, the sum of the weights.
    Source: torch.nn.functional.l1_loss.

    """
    return evaluate(
        "l1_loss",
        {"input": input, "target": target},
        {"weight": weight},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def linear_cross_entropy(
    input: ArrayLike, linear_weight: ArrayLike, target: ArrayLike, *, linear_bias: ArrayLike | None = None,
    weight: ArrayLike | None = None, reduction: str = "mean", ignore_index: int = -100,
    label_smoothing: float = 0.0, label_smoothing_classes: str = "all", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """Cross-entropy of the scores x·Wᵀ + b, made and forgotten a tile at a time.

    Formula: cross_entropy of z = x·Wᵀ + b, with x = input, W = linear_weight, b = linear_bias.

    Args:
        input: (F) or (N, F). Features.
        linear_weight: (C, F) or (C, d1, ..., dK, F). The weights of the linear map, a row for each class.
        linear_bias: (C) or (C, d1, ..., dK). What is added to each score.
        target: (), (N) or (N, d1, ..., dK) of class indices, or the scores' shape of probabilities. Classes,
            or a distribution over them (only that has a gradient).
        weight: (C). A weight for each class (with a gradient if the target is a distribution).
        reduction: How the losses of the items become the loss of the task.
        ignore_index: A class index that means "no class": such targets are ignored.
        label_smoothing: The share of the target that is spread evenly over the classes.
        label_smoothing_classes: Whether label_smoothing is spread over all classes, or over the open ones
            only: those whose score is not −∞. A closed class then costs nothing unless the target itself
            wants it.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by cross_entropy's: the sum of weight[target] over the targets that are not ignored; with
        probabilities the number of rows.
    Source: torch.nn.functional.linear_cross_entropy.

    """
    return evaluate(
        "linear_cross_entropy",
        {"input": input, "linear_weight": linear_weight, "linear_bias": linear_bias, "target": target},
        {"weight": weight},
        {"reduction": reduction, "ignore_index": ignore_index, "label_smoothing": label_smoothing,
            "label_smoothing_classes": label_smoothing_classes},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def log_cosh_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """The logarithm of the hyperbolic cosine of the error.

    Formula: log cosh(x − t), with x = input, t = target; without overflow, and small errors keep their
        digits.

    Args:
        input: any. Predictions.
        target: input's, or one that broadcasts with it. Targets.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting.
    Source: torchmetrics.functional.log_cosh_error.

    """
    return evaluate(
        "log_cosh_loss",
        {"input": input, "target": target},
        {},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def margin_ranking_loss(
    input1: ArrayLike, input2: ArrayLike, target: ArrayLike, *, reduction: str = "mean",
    margin: float = 0.0, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """What the first of two scores lacks of being larger than the second (or smaller) by a margin.

    Formula: max(0, −y·(a − b) + margin), with a = input1, b = input2, y = target.

    Args:
        input1: any. The first scores.
        input2: one of as many dimensions that broadcasts with input1's. The second scores.
        target: one of as many dimensions that broadcasts with input1's. 1 where the first is to be larger, −1
            where the second is.
        reduction: How the losses of the items become the loss of the task.
        margin: How much larger the larger score is to be.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting.
    Source: torch.nn.functional.margin_ranking_loss.

    """
    return evaluate(
        "margin_ranking_loss",
        {"input1": input1, "input2": input2, "target": target},
        {},
        {"reduction": reduction, "margin": margin},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def mse_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Squared error.

    Formula: w·(input − target)², with w = weight.

    Args:
        input: any. Predictions.
        target: input's, or one that broadcasts with it. Targets.
        weight: input's. A weight for each element.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting; with weight, the sum of the weights.
    Source: torch.nn.functional.mse_loss.

    """
    return evaluate(
        "mse_loss",
        {"input": input, "target": target},
        {"weight": weight},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def multi_margin_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    p: int = 1, margin: float = 1.0, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """What the score of the target class lacks of exceeding each other by a margin.

    Formula: (w[y]/C)·Σ_{i ≠ y} max(0, margin − x[y] + x[i])^p, with x = input, y = target, w = weight.

    Args:
        input: (), (C) or (N, C). Scores, one for each class.
        target: () or (N). Classes.
        weight: (C). A weight for each class.
        reduction: How the losses of the items become the loss of the task.
        p: The power that each lack is raised to.
        margin: How much larger the target's score is to be.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of rows, whatever the weights.
    Source: torch.nn.functional.multi_margin_loss; Crammer and Singer (2001), On the Algorithmic
        Implementation of Multiclass Kernel-based Vector Machines.

    """
    return evaluate(
        "multi_margin_loss",
        {"input": input, "target": target},
        {"weight": weight},
        {"reduction": reduction, "p": p, "margin": margin},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def multilabel_margin_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """What the scores of a set of classes lack of exceeding those of all other classes by 1.

    Formula: (1/C)·Σ_{j in labels} Σ_{i not in labels} max(0, 1 − (x[j] − x[i])), with x = input; a label that
        occurs twice counts twice.

    Args:
        input: (), (C) or (N, C). Scores, one for each class.
        target: input's. The classes of each row, from the left up to the first −1.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of rows.
    Source: torch.nn.functional.multilabel_margin_loss.

    """
    return evaluate(
        "multilabel_margin_loss",
        {"input": input, "target": target},
        {},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def multilabel_soft_margin_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Logistic loss of each class against the rest, averaged over the classes of a row.

    Formula: −(1/C)·Σ_c w[c]·[t[c]·log σ(x[c]) + (1 − t[c])·log σ(−x[c])], with x = input, t = target, w =
        weight.

    Args:
        input: (C) or (..., C). Scores.
        target: input's, or one that broadcasts with it. Targets, usually 0 or 1.
        weight: (C), or one that broadcasts to input's. A weight for each class.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of rows, whatever the weights.
    Source: torch.nn.functional.multilabel_soft_margin_loss.

    """
    return evaluate(
        "multilabel_soft_margin_loss",
        {"input": input, "target": target},
        {"weight": weight},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def nll_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    ignore_index: int = -100, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Negative log-likelihood: picks the log-probability of the target class.

    Formula: −w[y]·x[y], with w = weight.

    Args:
        input: (C), (N, C) or (N, C, d1, ..., dK). Log-probabilities, one for each class.
        target: (), (N) or (N, d1, ..., dK). Classes.
        weight: (C). A weight for each class.
        reduction: How the losses of the items become the loss of the task.
        ignore_index: A class index that means "no class": such targets are ignored.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the sum of weight[target] over the targets that are not ignored.
    Source: torch.nn.functional.nll_loss.

    """
    return evaluate(
        "nll_loss",
        {"input": input, "target": target},
        {"weight": weight},
        {"reduction": reduction, "ignore_index": ignore_index},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def nt_xent_loss(
    embeddings: ArrayLike, labels: ArrayLike, *, reduction: str = "mean", temperature: float = 0.07,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Normalised, temperature-scaled cross-entropy of each positive pair against the anchor's negatives.

    Formula: Σ_p −log(e^(s_ip) / (e^(s_ip) + Σ_n e^(s_in))) over the positives p of anchor i (same label), its
        negatives n (other labels), s = cos/temperature. What is masked is no pair for others either.

    Args:
        embeddings: (N, D). The vectors.
        labels: (N). Whole numbers; vectors with the same one belong together.
        reduction: How the losses of the items become the loss of the task.
        temperature: What cosines are divided by.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of positive pairs; without any the mean is 0.
    Source: pytorch_metric_learning.losses.NTXentLoss; Sohn (2016), Improved Deep Metric Learning with Multi-
        class N-pair Loss Objective.

    """
    return evaluate(
        "nt_xent_loss",
        {"embeddings": embeddings, "labels": labels},
        {},
        {"reduction": reduction, "temperature": temperature},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def poisson_nll_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", log_input: bool = True,
    full: bool = False, eps: float = 1e-08, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """Negative log-likelihood of counts under a Poisson distribution, or of its logarithm.

    Formula: log_input: eˣ − t·x, else x − t·log(x + eps); full adds t·log t − t + ½·log(2π·t) where t > 1;
        with x = input, t = target.

    Args:
        input: any. Expected counts, or their logarithms.
        target: input's, or one that broadcasts with it. Counts.
        reduction: How the losses of the items become the loss of the task.
        log_input: Whether input holds logarithms of expected counts.
        full: Whether Stirling's approximation of the term in the target alone is added.
        eps: Added to the input before its logarithm is taken.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting.
    Source: torch.nn.functional.poisson_nll_loss.

    """
    return evaluate(
        "poisson_nll_loss",
        {"input": input, "target": target},
        {},
        {"reduction": reduction, "log_input": log_input, "full": full, "eps": eps},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def poly_cross_entropy(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", epsilon: float = 2.0,
    label_smoothing: float = 0.0, label_smoothing_classes: str = "all", ignore_index: int = -100,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Cross-entropy, and epsilon times the probability that is missing from the target.

    Formula: −Σ_c t[c]·log p[c] + epsilon·(1 − Σ_c t[c]·p[c]), with p = softmax(input); of a class index y,
        t[c] = (1 − s)·[c = y] + s/C with s = label_smoothing.

    Args:
        input: (C), (N, C) or (N, C, d1, ..., dK). Scores, one for each class.
        target: (), (N) or (N, d1, ..., dK) of class indices, or input's shape of probabilities. Classes, or a
            distribution over them (only that has a gradient).
        reduction: How the losses of the items become the loss of the task.
        epsilon: What the missing probability is multiplied by.
        label_smoothing: The share of a class index that is spread evenly over the classes; distributions stay
            as they are.
        label_smoothing_classes: Whether label_smoothing is spread over all classes, or over the open ones
            only: those whose score is not −∞. A closed class then costs nothing unless the target itself
            wants it.
        ignore_index: A class index that means "no class": such targets are ignored. Not with probabilities.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of rows whose target is not ignored.
    Source: timm.loss.PolyCrossEntropy; Leng et al. (2022), PolyLoss.

    """
    return evaluate(
        "poly_cross_entropy",
        {"input": input, "target": target},
        {},
        {"reduction": reduction, "epsilon": epsilon, "label_smoothing": label_smoothing,
            "label_smoothing_classes": label_smoothing_classes, "ignore_index": ignore_index},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def quantile_loss(
    input: ArrayLike, target: ArrayLike, *, quantile: ArrayLike | None = None, reduction: str = "mean",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """The pinball loss: errors below the target are weighted by the quantile, those above by 1 less the
        quantile.

    Formula: max(q·(t − x), (q − 1)·(t − x)), with x = input, t = target, q = quantile.

    Args:
        input: any. Predictions.
        target: input's, or one that broadcasts with it. Targets.
        quantile: one that broadcasts with input's. The quantile that is predicted, one for all (½ by default)
            or one for each column.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting.
    Source: sklearn.metrics.mean_pinball_loss; Koenker and Bassett (1978), Regression Quantiles.

    """
    return evaluate(
        "quantile_loss",
        {"input": input, "target": target},
        {"quantile": quantile},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def reward_model_loss(
    rewards_chosen: ArrayLike, rewards_rejected: ArrayLike, *, margin: ArrayLike | None = None,
    reduction: str = "mean", mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Negative log-likelihood of preferences between pairs, after Bradley and Terry.

    Formula: −log σ(c − r − m), with c = rewards_chosen, r = rewards_rejected, m = margin, 0 if it is not
        given.

    Args:
        rewards_chosen: any. Rewards of the chosen answers.
        rewards_rejected: rewards_chosen's, or one that broadcasts with it. Rewards of the rejected answers.
        margin: rewards_chosen's, or one that broadcasts with it. By how much the chosen answer is better.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of pairs after broadcasting.
    Source: trl.RewardTrainer; Bradley and Terry (1952), Rank Analysis of Incomplete Block Designs.

    """
    return evaluate(
        "reward_model_loss",
        {"rewards_chosen": rewards_chosen, "rewards_rejected": rewards_rejected, "margin": margin},
        {},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def rmse_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """The square root of the mean squared error.

    Formula: √((1/n)·Σ(x − t)²) over all elements, with x = input, t = target; partial results merge by their
        squares.

    Args:
        input: any. Predictions.
        target: input's, or one that broadcasts with it. Targets.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting, under the root.
    Source: torchmetrics.functional.mean_squared_error with squared=False.

    """
    return evaluate(
        "rmse_loss",
        {"input": input, "target": target},
        {},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def sigmoid_focal_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "none", alpha: float = 0.25,
    gamma: float = 2.0, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Binary cross-entropy of scores, with less weight where the prediction is already good.

    Formula: α_t·(1 − p_t)^gamma·bce, with p = σ(x), p_t = p·t + (1 − p)·(1 − t), α_t = alpha·t + (1 −
        alpha)·(1 − t) (1 where alpha is −1), bce = −t·log p − (1 − t)·log(1 − p), x = input, t = target.

    Args:
        input: any. Scores.
        target: input's. 0 or 1, or anything between.
        reduction: How the losses of the items become the loss of the task.
        alpha: The weight of positive targets, 1 less it that of negative ones.
        gamma: How strongly the weight of good predictions is reduced.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements.
    Source: torchvision.ops.sigmoid_focal_loss (in logarithms, so that it has no NaN where that has one); Lin
        et al. (2017), Focal Loss for Dense Object Detection.

    """
    return evaluate(
        "sigmoid_focal_loss",
        {"input": input, "target": target},
        {},
        {"reduction": reduction, "alpha": alpha, "gamma": gamma},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def smooth_l1_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", beta: float = 1.0,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Absolute error, quadratic where it is smaller than beta.

    Formula: e²/(2β) if |e| < β, else |e| − β/2, with e = input − target; β = 0 is l1_loss.

    Args:
        input: any. Predictions.
        target: input's, or one that broadcasts with it. Targets.
        reduction: How the losses of the items become the loss of the task.
        beta: The error from which on the loss is linear.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting.
    Source: torch.nn.functional.smooth_l1_loss; Girshick (2015), Fast R-CNN.

    """
    return evaluate(
        "smooth_l1_loss",
        {"input": input, "target": target},
        {},
        {"reduction": reduction, "beta": beta},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def soft_margin_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """Logistic loss of scores against labels of 1 and −1.

    Formula: log(1 + e^(−y·x)), with x = input, y = target; as in torch it overflows where −y·x is large (88.7
        in float32, 709.7 in float64), with a gradient of NaN.

    Args:
        input: any. Scores.
        target: input's, or one that broadcasts to it. 1 for positive, −1 for negative.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements.
    Source: torch.nn.functional.soft_margin_loss.

    """
    return evaluate(
        "soft_margin_loss",
        {"input": input, "target": target},
        {},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def softmax_focal_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    gamma: float = 2.0, ignore_index: int = -100, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """Cross-entropy against a class, with less weight where its probability is already large.

    Formula: −w[y]·(1 − p)^gamma·log p, with p = softmax(input)[y], y = target, w = weight.

    Args:
        input: (C), (N, C) or (N, C, d1, ..., dK). Scores, one for each class.
        target: (), (N) or (N, d1, ..., dK). Classes.
        weight: (C). A weight for each class.
        reduction: How the losses of the items become the loss of the task.
        gamma: How strongly the weight of good predictions is reduced.
        ignore_index: A class index that means "no class": such targets are ignored.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of targets that are not ignored, whatever the weights; kornia and MONAI
        divide by all of the input's elements, C times as many.
    Source: kornia.losses.focal_loss, summed over the classes; Lin et al. (2017), Focal Loss for Dense Object
        Detection.

    """
    return evaluate(
        "softmax_focal_loss",
        {"input": input, "target": target},
        {"weight": weight},
        {"reduction": reduction, "gamma": gamma, "ignore_index": ignore_index},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def squared_hinge_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """The square of what a score lacks of lying on its label's side of 0 by 1.

    Formula: max(0, 1 − y·x)², with x = input, y = target.

    Args:
        input: any. Scores.
        target: input's, or one that broadcasts with it. Labels, 1 or −1; 0 does not mean −1.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of elements after broadcasting.
    Source: keras.losses.squared_hinge, for labels of −1 and 1.

    """
    return evaluate(
        "squared_hinge_loss",
        {"input": input, "target": target},
        {},
        {"reduction": reduction},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def supcon_loss(
    embeddings: ArrayLike, labels: ArrayLike, *, reduction: str = "mean", temperature: float = 0.1,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Cross-entropy of picking an anchor's positives among all others, averaged over the positives.

    Formula: −(1/|P|)·Σ_p (s_ip − log Σ_a e^(s_ia)) over the positives p of anchor i (same label) and all
        others a, s = cos/temperature; 0 without positives, or where the batch has a single label. What is
        masked is no pair for others either.

    Args:
        embeddings: (N, D). The vectors.
        labels: (N). Whole numbers; vectors with the same one belong together.
        reduction: How the losses of the items become the loss of the task.
        temperature: What cosines are divided by.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of anchors whose loss is more than 0; without any the mean is 0.
    Source: pytorch_metric_learning.losses.SupConLoss; Khosla et al. (2020), Supervised Contrastive Learning.

    """
    return evaluate(
        "supcon_loss",
        {"embeddings": embeddings, "labels": labels},
        {},
        {"reduction": reduction, "temperature": temperature},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def triplet_margin_loss(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, *, reduction: str = "mean",
    margin: float = 1.0, p: float = 2.0, eps: float = 1e-06, swap: bool = False,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """What the positive lacks of being nearer to the anchor than the negative by a margin.

    Formula: max(0, margin + d(a, p) − d(a, n)), with d(u, v) = ‖u − v + eps‖_p, a = anchor, p = positive, n =
        negative; with swap d(p, n) where that is smaller than d(a, n).

    Args:
        anchor: (D) or (..., D). The vectors that are compared.
        positive: one of as many dimensions that broadcasts with anchor's. Vectors that belong to the anchors.
        negative: one of as many dimensions that broadcasts with anchor's. Vectors that do not.
        reduction: How the losses of the items become the loss of the task.
        margin: How much nearer the positive is to be.
        p: The power of the norm; with Infinity, the largest component.
        eps: What is added to each component of a difference.
        swap: Whether the distance between positive and negative counts where it is smaller.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of triplets after broadcasting.
    Source: torch.nn.functional.triplet_margin_loss; Balntas et al. (2016), Learning Shallow Convolutional
        Feature Descriptors with Triplet Losses.

    """
    return evaluate(
        "triplet_margin_loss",
        {"anchor": anchor, "positive": positive, "negative": negative},
        {},
        {"reduction": reduction, "margin": margin, "p": p, "eps": eps, "swap": swap},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def triplet_margin_with_distance_loss(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, *, reduction: str = "mean",
    distance_function: str = "pairwise", margin: float = 1.0, swap: bool = False,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """What the positive lacks of being nearer to the anchor than the negative, under a chosen distance.

    Formula: max(0, margin + d(a, p) − d(a, n)), with swap d(p, n) where that is smaller than d(a, n); d(u, v)
        is ‖u − v + 1e-6‖₂ (pairwise), 1 − u·v/(‖u‖·‖v‖) with norms of at least 1e-8 (cosine), or Σ(u − v)²
        (squared_euclidean); a = anchor, p = positive, n = negative.

    Args:
        anchor: (D) or (..., D). The vectors that are compared.
        positive: one of as many dimensions that broadcasts with anchor's. Vectors that belong to the anchors.
        negative: one of as many dimensions that broadcasts with anchor's. Vectors that do not.
        reduction: How the losses of the items become the loss of the task.
        distance_function: How far apart two vectors are.
        margin: How much nearer the positive is to be.
        swap: Whether the distance between positive and negative counts where it is smaller.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of triplets after broadcasting.
    Source: torch.nn.functional.triplet_margin_with_distance_loss.

    """
    return evaluate(
        "triplet_margin_with_distance_loss",
        {"anchor": anchor, "positive": positive, "negative": negative},
        {},
        {"reduction": reduction, "distance_function": distance_function, "margin": margin, "swap": swap},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)


def tversky_loss(
    input: ArrayLike, target: ArrayLike, *, class_weights: ArrayLike | None = None, reduction: str = "mean",
    mode: str = "multiclass", from_logits: bool = True, smooth: float = 0.0, eps: float = 1e-07,
    log_loss: bool = False, ignore_index: int = -100, sum_batch: bool = True, absent_class: str = "zero",
    alpha: float = 0.5, beta: float = 0.5, gamma: float = 1.0, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, gradients: Sequence[str] | bool = True,
    client: Client | None = None,
) -> Evaluated:
    """1 less the Tversky score of each class, which prices false positives and negatives apart.

    Formula: 1 − (I + smooth)/max(I + alpha·(P − I) + beta·(T − I) + smooth, eps), with P = Σp, T = Σt, I =
        Σmin(p, t) over the batch and all positions, p = softmax or sigmoid of input, t = target; a mean (no
        sum) is raised to gamma.

    Args:
        input: (N, C) or (N, C, d1, ..., dK); binary: any. Scores, or probabilities with from_logits false.
        target: multiclass: (N) or (N, d1, ..., dK) of class indices; multilabel: input's; binary: input's, or
            that without its dimension of 1. Classes, or 0 and 1 for each class, or anything between.
        class_weights: (C). A weight for each class; the mean divides by their sum.
        reduction: How the losses of the items become the loss of the task.
        mode: Whether classes exclude each other (softmax, indices), do not (sigmoid, 0 and 1), or there is
            one.
        from_logits: Whether input holds scores; otherwise it holds probabilities.
        smooth: What is added to both sides of the quotient.
        eps: The smallest divisor, and the smallest score of log_loss.
        log_loss: Whether the loss is −log of the score, not 1 less it.
        ignore_index: A target that is ignored.
        sum_batch: Whether a class is one region over the whole batch; otherwise each example is scored by
            itself.
        absent_class: Whether a class that the target does not show costs nothing, does not count, or costs
            what it costs.
        alpha: The price of false positives.
        beta: The price of false negatives.
        gamma: The power that the mean is raised to.
        mask: which items count.
        sample_weight: how much each item counts.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of classes, absent ones included (of examples and classes with sum_batch
        false; less the absent ones with absent_class exclude; 0 where everything is ignored), or the sum of
        their class_weights; MONAI and kornia divide otherwise; before the mean is raised to gamma.
    Source: segmentation_models_pytorch.losses.TverskyLoss; Salehi et al. (2017), Tversky Loss Function for
        Image Segmentation.

    """
    return evaluate(
        "tversky_loss",
        {"input": input, "target": target},
        {"class_weights": class_weights},
        {"reduction": reduction, "mode": mode, "from_logits": from_logits, "smooth": smooth, "eps": eps,
            "log_loss": log_loss, "ignore_index": ignore_index, "sum_batch": sum_batch,
            "absent_class": absent_class, "alpha": alpha, "beta": beta, "gamma": gamma},
        {"mask": mask, "sample_weight": sample_weight}, gradients, client)
