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
    "cispo",
    "complete_box_iou_loss",
    "cosine_distance_loss",
    "cosine_embedding_loss",
    "cpo",
    "cross_entropy",
    "ctc_loss",
    "dice_loss",
    "distance_box_iou_loss",
    "distillation_kl",
    "distillation_topk_kl",
    "dpo_loss",
    "dppo",
    "dro",
    "gaussian_nll_loss",
    "generalized_box_iou_loss",
    "gmpo",
    "hinge_embedding_loss",
    "hinge_loss",
    "huber_loss",
    "importance_sampling",
    "info_nce_loss",
    "jaccard_loss",
    "kl_div",
    "kl_estimate",
    "kto",
    "l1_loss",
    "linear_cross_entropy",
    "log_cosh_loss",
    "margin_ranking_loss",
    "moe_load_balance",
    "mse_loss",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multilabel_soft_margin_loss",
    "nll_loss",
    "nt_xent_loss",
    "orpo",
    "poisson_nll_loss",
    "poly_cross_entropy",
    "ppo_clip",
    "ppo_value",
    "quantile_loss",
    "reinforce",
    "reward_model_loss",
    "rmse_loss",
    "sapo",
    "sigmoid_focal_loss",
    "simpo",
    "smooth_l1_loss",
    "soft_cross_entropy_topk",
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
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def asymmetric_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None,
    pos_weight: ArrayLike | None = None, reduction: str = "batchmean", gamma_neg: float = 4.0,
    gamma_pos: float = 1.0, clip: float = 0.05, eps: float = 1e-08,
    disable_torch_grad_focal_loss: bool = False, smoothing: float = 0.0, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def binary_cross_entropy(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def binary_cross_entropy_with_logits(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None,
    pos_weight: ArrayLike | None = None, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def cispo(
    log_probs: ArrayLike, advantages: ArrayLike, *, old_log_probs: ArrayLike | None = None,
    reference_log_probs: ArrayLike | None = None, rollout_log_probs: ArrayLike | None = None,
    importance_weights: ArrayLike | None = None, lengths: ArrayLike | None = None,
    reduction: str = "token_mean", clip_low: float = 0.8, clip_high: float = 1.2, outside: str = "clamp",
    horizon: float | None = None, ratio_level: str = "token", log_ratio_min: float = -float("inf"),
    log_ratio_max: float = float("inf"), kl_weight: float = 0.0, kl_estimator: str = "k3",
    kl_input_clamp: float = float("inf"), kl_output_clamp: float = float("inf"),
    kl_correction: str = "none", kl_gradient: str = "direct", importance_level: str = "token",
    importance_mode: str = "truncate", importance_min: float = 0.0, importance_max: float = float("inf"),
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Policy gradient times the clipped ratio as a constant: clipped tokens keep a gradient.

    Formula: −u·A·log_probs, u = clip(r, clip_low, clip_high) as a constant; with outside zero, 0 for a ratio
        beyond the bounds; plus kl_weight times the estimated divergence.

    Args:
        log_probs: (B, T), (N) with lengths, or (T). Log-probabilities of the chosen tokens under the policy
            that is trained.
        old_log_probs: log_probs's. Those under the policy that the ratio is taken against; without them, the
            ratio is 1.
        advantages: log_probs's, or (B): one for each sequence. How much better than expected a token, or its
            sequence, was.
        reference_log_probs: log_probs's. Those under the frozen reference of a KL term.
        rollout_log_probs: log_probs's. Those under the engine that sampled, of which importance weights are
            made.
        importance_weights: log_probs's, or (B): one for each sequence. What the terms of the policy are
            multiplied by; denominators do not change.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        clip_low: The lower bound of the ratio itself, which others write as 1 − ε; with 0, there is none.
        clip_high: The upper bound of the ratio itself, which others write as 1 + ε; with Infinity, there is
            none.
        outside: Whether a ratio beyond the bounds becomes the bound, or 0.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        ratio_level: Whether the ratio is that of a token or of its sequence, by the mean of the log-ratios;
            sequence is differentiated through that mean, sequence_token has each token's own slope.
        log_ratio_min: The smallest log-ratio that is used.
        log_ratio_max: The largest log-ratio that is used.
        kl_weight: How much of the estimated divergence from the reference is added to the loss.
        kl_estimator: The estimate of a token, with x = reference − policy: k1 −x, k2 x²/2, k3 eˣ − x − 1, abs
            |x|.
        kl_input_clamp: The largest |x| that is used; at and beyond it the estimate has no slope.
        kl_output_clamp: The largest absolute estimate; at and beyond it there is no slope.
        kl_correction: What makes the estimate unbiased in its gradient: score adds the estimate to the slope,
            ratio multiplies it by the ratio of the policies.
        kl_gradient: The slope: that of the estimate, or −x, that of k2, whatever the estimate is.
        importance_level: Whether the weight is exp(old − rollout) of a token, or that of the sum over its
            sequence.
        importance_mode: What becomes of a weight outside the bounds: truncate moves it to the bound, mask
            makes it 0, geometric_mask makes those of a sequence 0 whose geometric mean is outside.
        importance_min: The smallest importance weight.
        importance_max: The largest importance weight.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: MiniMax (2025), MiniMax-M1: Scaling Test-Time Compute Efficiently with Lightning Attention.

    """
    return evaluate(
        "cispo",
        {"log_probs": log_probs, "old_log_probs": old_log_probs, "advantages": advantages,
            "reference_log_probs": reference_log_probs, "rollout_log_probs": rollout_log_probs,
            "importance_weights": importance_weights, "lengths": lengths},
        {},
        {"reduction": reduction, "clip_low": clip_low, "clip_high": clip_high, "outside": outside,
            "horizon": horizon, "ratio_level": ratio_level, "log_ratio_min": log_ratio_min,
            "log_ratio_max": log_ratio_max, "kl_weight": kl_weight, "kl_estimator": kl_estimator,
            "kl_input_clamp": kl_input_clamp, "kl_output_clamp": kl_output_clamp,
            "kl_correction": kl_correction, "kl_gradient": kl_gradient,
            "importance_level": importance_level, "importance_mode": importance_mode,
            "importance_min": importance_min, "importance_max": importance_max},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def complete_box_iou_loss(
    boxes1: ArrayLike, boxes2: ArrayLike, *, reduction: str = "none", eps: float = 1e-07,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def cosine_distance_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", epsilon: float = 0.0,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def cosine_embedding_loss(
    input1: ArrayLike, input2: ArrayLike, target: ArrayLike, *, reduction: str = "mean",
    margin: float = 0.0, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def cpo(
    policy_chosen_logps: ArrayLike, policy_rejected_logps: ArrayLike, *,
    chosen_lengths: ArrayLike | None = None, rejected_lengths: ArrayLike | None = None,
    chosen_mask: ArrayLike | None = None, rejected_mask: ArrayLike | None = None, reduction: str = "mean",
    beta: float = 0.1, loss_type: str = "sigmoid", label_smoothing: float = 0.0, alpha: float = 0.0,
    nll_weight: float = 1.0, nll_denominator: float | None = None, log_prob_level: str = "sequence",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Contrastive preference optimisation: preferences by log-probabilities alone, with the likelihood of the
        chosen answers.

    Formula: u = R(chosen), v = R(rejected), R the sum of the log-probabilities (ipo: their average), bent by
        alpha; sigmoid: −(1 − s)·log σ(β(u − v)) − s·log σ(−β(u − v)); hinge: max(0, 1 − β(u − v)); ipo: (u −
        v − 1/(2β))²; plus nll_weight times the negative log-likelihood of the chosen tokens.

    Args:
        policy_chosen_logps: any, (P) as a rule; tokens: (P, T) or packed. The policy's log-probabilities of
            the chosen answers, summed over tokens.
        policy_rejected_logps: the same, or one that broadcasts with it; tokens: (P, T) or packed. The
            policy's, of the rejected answers.
        chosen_lengths: (P). How many tokens each chosen answer has.
        rejected_lengths: (P). How many tokens each rejected answer has.
        chosen_mask: policy_chosen_logps's. Which tokens of the chosen answers count; with log_prob_level
            token.
        rejected_mask: policy_rejected_logps's. Which tokens of the rejected answers count; with
            log_prob_level token.
        reduction: How the losses of the items become the loss of the task.
        beta: What the margin of the rewards is multiplied by.
        loss_type: What the margin of the rewards costs.
        label_smoothing: The share of preferences that are the wrong way round; for the loss type sigmoid.
        alpha: The α of AlphaPO, which bends rewards: (1 − e^(−α·R))/α; with 0, R itself.
        nll_weight: How much of the negative log-likelihood of the chosen tokens is added.
        nll_denominator: What that likelihood is divided by, if not by the number of chosen tokens of the
            batch.
        log_prob_level: Whether log-probabilities are those of whole answers, summed, or of their tokens.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of pairs.
    Source: trl.CPOTrainer 1.16; Xu et al. (2024), Contrastive Preference Optimization.

    """
    return evaluate(
        "cpo",
        {"policy_chosen_logps": policy_chosen_logps, "policy_rejected_logps": policy_rejected_logps,
            "chosen_lengths": chosen_lengths, "rejected_lengths": rejected_lengths,
            "chosen_mask": chosen_mask, "rejected_mask": rejected_mask},
        {},
        {"reduction": reduction, "beta": beta, "loss_type": loss_type,
            "label_smoothing": label_smoothing, "alpha": alpha, "nll_weight": nll_weight,
            "nll_denominator": nll_denominator, "log_prob_level": log_prob_level},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def cross_entropy(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    ignore_index: int = -100, label_smoothing: float = 0.0, label_smoothing_classes: str = "all",
    z_loss: float = 0.0, softcap: float = float("inf"), mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Negative log-likelihood of the softmax of a row of scores, against a class or a distribution.

    Formula: index y: (1 − s)·w[y]·(−lsm[y]) + (s/C)·Σ_c w[c]·(−lsm[c]); distribution t: Σ_c w[c]·((1 −
        s)·t[c] + s/C)·(−lsm[c]); with lsm = log_softmax(input), s = label_smoothing, w = weight; softcap κ:
        of κ·tanh(input/κ); z_loss λ: plus λ·(log Σ eˣ)².

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
        z_loss: The weight of the squared logarithm of the sum of eˣ, which is added for each row that is not
            ignored.
        softcap: The bound κ of scores, which become κ·tanh(x/κ); with Infinity, there is none.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by class indices: the sum of weight[target] over the targets that are not ignored;
        probabilities: the number of rows, whatever the weights; the part of z_loss is divided by the number
        of rows that are not ignored.
    Source: torch.nn.functional.cross_entropy; label smoothing: Szegedy et al. (2015), Rethinking the
        Inception Architecture.

    """
    return evaluate(
        "cross_entropy",
        {"input": input, "target": target},
        {"weight": weight},
        {"reduction": reduction, "ignore_index": ignore_index, "label_smoothing": label_smoothing,
            "label_smoothing_classes": label_smoothing_classes, "z_loss": z_loss, "softcap": softcap},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def ctc_loss(
    log_probs: ArrayLike, targets: ArrayLike, input_lengths: ArrayLike, target_lengths: ArrayLike, *,
    reduction: str = "mean", blank: int = 0, zero_infinity: bool = False, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def dice_loss(
    input: ArrayLike, target: ArrayLike, *, class_weights: ArrayLike | None = None, reduction: str = "mean",
    mode: str = "multiclass", from_logits: bool = True, smooth: float = 0.0, eps: float = 1e-07,
    log_loss: bool = False, ignore_index: int = -100, sum_batch: bool = True, absent_class: str = "zero",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def distance_box_iou_loss(
    boxes1: ArrayLike, boxes2: ArrayLike, *, reduction: str = "none", eps: float = 1e-07,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def distillation_kl(
    student_logits: ArrayLike, teacher_logits: ArrayLike, *, lengths: ArrayLike | None = None,
    reduction: str = "token_mean", divergence: str = "forward", beta: float = 0.5,
    mixed_weight: float = 0.5, alpha: float = 0.1, temperature: float = 1.0,
    scale_by_temperature_squared: bool = False, from_logits: bool = True, horizon: float | None = None,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Divergence between a teacher's and a student's distribution over the vocabulary, token by token.

    Formula: S, P the student's and the teacher's probabilities, s, t their logarithms; forward: Σ P(t − s);
        reverse: Σ S(s − t); jsd: Σ βP(t − ln M) + (1 − β)S(s − ln M), M = βP + (1 − β)S; mixed: w·forward +
        (1 − w)·reverse; skew_forward: Σ P(t − ln(αP + (1 − α)S)); skew_reverse: Σ S(s − ln((1 − α)P + αS));
        of log-softmax(logits / temperature).

    Args:
        student_logits: (B, T, V), (N, V) with lengths, or (T, V). The student's scores, or log-probabilities
            with from_logits false.
        teacher_logits: student_logits's. The teacher's.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        divergence: From which of the two distributions it is taken: forward is KL(teacher ‖ student), reverse
            KL(student ‖ teacher).
        beta: The teacher's share in the mixture of jsd, between 0 and 1.
        mixed_weight: The share of forward in mixed.
        alpha: How far the skewed divergences mix both distributions.
        temperature: What scores are divided by.
        scale_by_temperature_squared: Whether loss and gradient are multiplied by the temperature's square.
        from_logits: Whether the inputs are scores; otherwise they are log-probabilities.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: trl GKD and DistillationTrainer 1.16; Agarwal et al. (2024), On-Policy Distillation; Ko et al.
        (2024), DistiLLM.

    """
    return evaluate(
        "distillation_kl",
        {"student_logits": student_logits, "teacher_logits": teacher_logits, "lengths": lengths},
        {},
        {"reduction": reduction, "divergence": divergence, "beta": beta, "mixed_weight": mixed_weight,
            "alpha": alpha, "temperature": temperature,
            "scale_by_temperature_squared": scale_by_temperature_squared, "from_logits": from_logits,
            "horizon": horizon},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def distillation_topk_kl(
    student_log_probs: ArrayLike, teacher_log_probs: ArrayLike, *, lengths: ArrayLike | None = None,
    reduction: str = "token_mean", divergence: str = "forward", beta: float = 0.5,
    mixed_weight: float = 0.5, alpha: float = 0.1, tail: str = "none", log_prob_min: float = -float("inf"),
    clamp_negative: bool = False, loss_max: float = float("inf"), horizon: float | None = None,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Divergence between a teacher's and a student's log-probabilities of some tokens, such as the teacher's
        most likely ones.

    Formula: S, P the student's and the teacher's probabilities, s, t their logarithms; forward: Σ P(t − s);
        reverse: Σ S(s − t); jsd: Σ βP(t − ln M) + (1 − β)S(s − ln M), M = βP + (1 − β)S; mixed: w·forward +
        (1 − w)·reverse; skew_forward: Σ P(t − ln(αP + (1 − α)S)); skew_reverse: Σ S(s − ln((1 − α)P + αS));
        over the K entries whose teacher is not −∞; renormalize: each less the logarithm of their sum; bucket:
        with one more entry for all others.

    Args:
        student_log_probs: (B, T, K), (N, K) with lengths, or (T, K). The student's log-probabilities of the
            chosen entries.
        teacher_log_probs: student_log_probs's. The teacher's; an entry of −∞ is padding.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        divergence: From which of the two distributions it is taken: forward is KL(teacher ‖ student), reverse
            KL(student ‖ teacher).
        beta: The teacher's share in the mixture of jsd, between 0 and 1.
        mixed_weight: The share of forward in mixed.
        alpha: How far the skewed divergences mix both distributions.
        tail: What becomes of the probability of all other entries.
        log_prob_min: The smallest log-probability that is used, of both.
        clamp_negative: Whether a token costs at least 0.
        loss_max: The largest absolute cost of a token.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: trl's distillation over a server, 1.16; forward_kl_topk of verl 0.9.1; DistillationLossFn of NeMo-
        RL.

    """
    return evaluate(
        "distillation_topk_kl",
        {"student_log_probs": student_log_probs, "teacher_log_probs": teacher_log_probs,
            "lengths": lengths},
        {},
        {"reduction": reduction, "divergence": divergence, "beta": beta, "mixed_weight": mixed_weight,
            "alpha": alpha, "tail": tail, "log_prob_min": log_prob_min, "clamp_negative": clamp_negative,
            "loss_max": loss_max, "horizon": horizon},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def dpo_loss(
    policy_chosen_logps: ArrayLike, policy_rejected_logps: ArrayLike, *,
    reference_chosen_logps: ArrayLike | None = None, reference_rejected_logps: ArrayLike | None = None,
    chosen_lengths: ArrayLike | None = None, rejected_lengths: ArrayLike | None = None,
    chosen_mask: ArrayLike | None = None, rejected_mask: ArrayLike | None = None, reduction: str = "mean",
    beta: float = 0.1, label_smoothing: float = 0.0, loss_type: str = "sigmoid", discopop_tau: float = 0.05,
    average_log_probs: bool = False, f_divergence: str = "reverse_kl", f_alpha: float | None = None,
    log_prob_level: str = "sequence", mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Preferences between pairs of answers, as advantages of a policy over a reference.

    Formula: u = log π(c) − log ρ(c), v = log π(r) − log ρ(r), for chosen c and rejected r, policy π,
        reference ρ; z = β(u − v), s = label_smoothing; sigmoid: −(1 − s)·log σ(z) − s·log σ(−z); hinge:
        max(0, 1 − z); ipo: (d − 1/(2β))², d = u/n_c − v/n_r with numbers of tokens, else u − v; robust: (−(1
        − s)·log σ(z) + s·log σ(−z))/(1 − 2s); exo_pair: σ(z)(log σ(z) − ln(1 − s)) + σ(−z)(log σ(−z) − ln s);
        nca_pair: −log σ(βu) − ½log σ(−βu) − ½log σ(−βv); bco_pair: −log σ(βu) − log σ(−βv); sppo_hard: (u −
        1/(2β))² + (v + 1/(2β))²; aot: sigmoid of the differences of π(c) − π(r) and ρ(c) − ρ(r), both sorted;
        aot_unpaired: of u and v, both sorted; apo_zero: 1 − σ(βu) + σ(βv); apo_down: σ(βu) + 1 − σ(z);
        discopop: −log σ(z)·(1 − μ) + e^−z·μ, μ = σ(z/discopop_tau); sigmoid_norm: −log σ(βd).

    Args:
        policy_chosen_logps: any, (P) as a rule; tokens: (P, T) or packed. The policy's log-probabilities of
            the chosen answers, summed over tokens.
        policy_rejected_logps: the same, or one that broadcasts with it; tokens: (P, T) or packed. The
            policy's, of the rejected answers.
        reference_chosen_logps: the same, or one that broadcasts with it. The reference's, of the chosen
            answers; without both of them, they count as 0.
        reference_rejected_logps: the same, or one that broadcasts with it. The reference's, of the rejected
            answers.
        chosen_lengths: (P). How many tokens each chosen answer has.
        rejected_lengths: (P). How many tokens each rejected answer has.
        chosen_mask: policy_chosen_logps's. Which tokens of the chosen answers count; with log_prob_level
            token.
        rejected_mask: policy_rejected_logps's. Which tokens of the rejected answers count; with
            log_prob_level token.
        reduction: How the losses of the items become the loss of the task.
        beta: How closely the policy is held to the reference.
        label_smoothing: The share of preferences that are the wrong way round; for the loss types sigmoid
            (cDPO), robust, exo_pair and aot.
        loss_type: What the advantages of the two answers cost.
        discopop_tau: How soft the switch of discopop is.
        average_log_probs: Whether log-probabilities are divided by the numbers of tokens first; not with the
            loss types aot, ipo and sigmoid_norm.
        f_divergence: The divergence that holds the policy to the reference.
        f_alpha: The α of alpha_divergence; needed there.
        log_prob_level: Whether log-probabilities are those of whole answers, summed, or of their tokens.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of pairs after broadcasting.
    Source: trl.DPOTrainer 1.16; Rafailov et al. (2023), Direct Preference Optimization.

    """
    return evaluate(
        "dpo_loss",
        {"policy_chosen_logps": policy_chosen_logps, "policy_rejected_logps": policy_rejected_logps,
            "reference_chosen_logps": reference_chosen_logps,
            "reference_rejected_logps": reference_rejected_logps, "chosen_lengths": chosen_lengths,
            "rejected_lengths": rejected_lengths, "chosen_mask": chosen_mask, "rejected_mask": rejected_mask},
        {},
        {"reduction": reduction, "beta": beta, "label_smoothing": label_smoothing,
            "loss_type": loss_type, "discopop_tau": discopop_tau, "average_log_probs": average_log_probs,
            "f_divergence": f_divergence, "f_alpha": f_alpha, "log_prob_level": log_prob_level},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def dppo(
    log_probs: ArrayLike, advantages: ArrayLike, *, old_log_probs: ArrayLike | None = None,
    reference_log_probs: ArrayLike | None = None, rollout_log_probs: ArrayLike | None = None,
    importance_weights: ArrayLike | None = None, lengths: ArrayLike | None = None,
    reduction: str = "token_mean", divergence: str = "tv", delta_low: float = 0.15,
    delta_high: float = 0.15, surrogate: str = "ratio", ratio_cap: float = float("inf"),
    horizon: float | None = None, ratio_level: str = "token", log_ratio_min: float = -float("inf"),
    log_ratio_max: float = float("inf"), kl_weight: float = 0.0, kl_estimator: str = "k3",
    kl_input_clamp: float = float("inf"), kl_output_clamp: float = float("inf"),
    kl_correction: str = "none", kl_gradient: str = "direct", importance_level: str = "token",
    importance_mode: str = "truncate", importance_min: float = 0.0, importance_max: float = float("inf"),
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Policy gradient without the tokens whose probability has left a trust region in the direction of the step.

    Formula: ratio: −min(r, ratio_cap)·A·K; log_prob: −A·min(r, ratio_cap)·K·log_probs, with the ratio as a
        constant; K = 0 for A > 0 and a probability that grew by more than delta_high, or A ≤ 0 and one that
        fell by more than delta_low (tv), or whose binary divergence exceeds them (kl), else 1; plus kl_weight
        times the estimated divergence.

    Args:
        log_probs: (B, T), (N) with lengths, or (T). Log-probabilities of the chosen tokens under the policy
            that is trained.
        old_log_probs: log_probs's. Those under the policy that the ratio is taken against; without them, the
            ratio is 1.
        advantages: log_probs's, or (B): one for each sequence. How much better than expected a token, or its
            sequence, was.
        reference_log_probs: log_probs's. Those under the frozen reference of a KL term.
        rollout_log_probs: log_probs's. Those under the engine that sampled, of which importance weights are
            made.
        importance_weights: log_probs's, or (B): one for each sequence. What the terms of the policy are
            multiplied by; denominators do not change.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        divergence: Whether the region is one of total variation or of the binary divergence.
        delta_low: How far a probability may fall.
        delta_high: How far a probability may grow.
        surrogate: Whether the ratio is differentiated, or the log-probability with the ratio as a constant.
        ratio_cap: The largest ratio that is used.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        ratio_level: Whether the ratio is that of a token or of its sequence, by the mean of the log-ratios;
            sequence is differentiated through that mean, sequence_token has each token's own slope.
        log_ratio_min: The smallest log-ratio that is used.
        log_ratio_max: The largest log-ratio that is used.
        kl_weight: How much of the estimated divergence from the reference is added to the loss.
        kl_estimator: The estimate of a token, with x = reference − policy: k1 −x, k2 x²/2, k3 eˣ − x − 1, abs
            |x|.
        kl_input_clamp: The largest |x| that is used; at and beyond it the estimate has no slope.
        kl_output_clamp: The largest absolute estimate; at and beyond it there is no slope.
        kl_correction: What makes the estimate unbiased in its gradient: score adds the estimate to the slope,
            ratio multiplies it by the ratio of the policies.
        kl_gradient: The slope: that of the estimate, or −x, that of k2, whatever the estimate is.
        importance_level: Whether the weight is exp(old − rollout) of a token, or that of the sum over its
            sequence.
        importance_mode: What becomes of a weight outside the bounds: truncate moves it to the bound, mask
            makes it 0, geometric_mask makes those of a sequence 0 whose geometric mean is outside.
        importance_min: The smallest importance weight.
        importance_max: The largest importance weight.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: the losses dppo_tv and dppo_kl of verl 0.9.1, dppo of SkyRL, and the default loss of prime-rl.

    """
    return evaluate(
        "dppo",
        {"log_probs": log_probs, "old_log_probs": old_log_probs, "advantages": advantages,
            "reference_log_probs": reference_log_probs, "rollout_log_probs": rollout_log_probs,
            "importance_weights": importance_weights, "lengths": lengths},
        {},
        {"reduction": reduction, "divergence": divergence, "delta_low": delta_low,
            "delta_high": delta_high, "surrogate": surrogate, "ratio_cap": ratio_cap, "horizon": horizon,
            "ratio_level": ratio_level, "log_ratio_min": log_ratio_min, "log_ratio_max": log_ratio_max,
            "kl_weight": kl_weight, "kl_estimator": kl_estimator, "kl_input_clamp": kl_input_clamp,
            "kl_output_clamp": kl_output_clamp, "kl_correction": kl_correction, "kl_gradient": kl_gradient,
            "importance_level": importance_level, "importance_mode": importance_mode,
            "importance_min": importance_min, "importance_max": importance_max},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def dro(
    log_probs: ArrayLike, advantages: ArrayLike, *, old_log_probs: ArrayLike | None = None,
    reference_log_probs: ArrayLike | None = None, rollout_log_probs: ArrayLike | None = None,
    importance_weights: ArrayLike | None = None, lengths: ArrayLike | None = None,
    reduction: str = "token_mean", beta: float | None = None, horizon: float | None = None,
    ratio_level: str = "token", log_ratio_min: float = -float("inf"), log_ratio_max: float = float("inf"),
    kl_weight: float = 0.0, kl_estimator: str = "k3", kl_input_clamp: float = float("inf"),
    kl_output_clamp: float = float("inf"), kl_correction: str = "none", kl_gradient: str = "direct",
    importance_level: str = "token", importance_mode: str = "truncate", importance_min: float = 0.0,
    importance_max: float = float("inf"), mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Policy gradient with a quadratic penalty on the distance from the old policy.

    Formula: −(A·log_probs − ½·beta·ℓ²), ℓ = log_probs − old_log_probs, not clamped; plus kl_weight times the
        estimated divergence.

    Args:
        log_probs: (B, T), (N) with lengths, or (T). Log-probabilities of the chosen tokens under the policy
            that is trained.
        old_log_probs: log_probs's. Those under the policy that the ratio is taken against; without them, the
            ratio is 1.
        advantages: log_probs's, or (B): one for each sequence. How much better than expected a token, or its
            sequence, was.
        reference_log_probs: log_probs's. Those under the frozen reference of a KL term.
        rollout_log_probs: log_probs's. Those under the engine that sampled, of which importance weights are
            made.
        importance_weights: log_probs's, or (B): one for each sequence. What the terms of the policy are
            multiplied by; denominators do not change.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        beta: The weight of the penalty; needed.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        ratio_level: Whether the ratio is that of a token or of its sequence, by the mean of the log-ratios;
            sequence is differentiated through that mean, sequence_token has each token's own slope.
        log_ratio_min: The smallest log-ratio that is used.
        log_ratio_max: The largest log-ratio that is used.
        kl_weight: How much of the estimated divergence from the reference is added to the loss.
        kl_estimator: The estimate of a token, with x = reference − policy: k1 −x, k2 x²/2, k3 eˣ − x − 1, abs
            |x|.
        kl_input_clamp: The largest |x| that is used; at and beyond it the estimate has no slope.
        kl_output_clamp: The largest absolute estimate; at and beyond it there is no slope.
        kl_correction: What makes the estimate unbiased in its gradient: score adds the estimate to the slope,
            ratio multiplies it by the ratio of the policies.
        kl_gradient: The slope: that of the estimate, or −x, that of k2, whatever the estimate is.
        importance_level: Whether the weight is exp(old − rollout) of a token, or that of the sum over its
            sequence.
        importance_mode: What becomes of a weight outside the bounds: truncate moves it to the bound, mask
            makes it 0, geometric_mask makes those of a sequence 0 whose geometric mean is outside.
        importance_min: The smallest importance weight.
        importance_max: The largest importance weight.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: Richemond et al. (2024), Offline Regularised Reinforcement Learning for Large Language Models
        Alignment.

    """
    return evaluate(
        "dro",
        {"log_probs": log_probs, "old_log_probs": old_log_probs, "advantages": advantages,
            "reference_log_probs": reference_log_probs, "rollout_log_probs": rollout_log_probs,
            "importance_weights": importance_weights, "lengths": lengths},
        {},
        {"reduction": reduction, "beta": beta, "horizon": horizon, "ratio_level": ratio_level,
            "log_ratio_min": log_ratio_min, "log_ratio_max": log_ratio_max, "kl_weight": kl_weight,
            "kl_estimator": kl_estimator, "kl_input_clamp": kl_input_clamp,
            "kl_output_clamp": kl_output_clamp, "kl_correction": kl_correction, "kl_gradient": kl_gradient,
            "importance_level": importance_level, "importance_mode": importance_mode,
            "importance_min": importance_min, "importance_max": importance_max},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def gaussian_nll_loss(
    input: ArrayLike, target: ArrayLike, var: ArrayLike, *, reduction: str = "mean", full: bool = False,
    eps: float = 1e-06, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def generalized_box_iou_loss(
    boxes1: ArrayLike, boxes2: ArrayLike, *, reduction: str = "none", eps: float = 1e-07,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def gmpo(
    log_probs: ArrayLike, advantages: ArrayLike, *, old_log_probs: ArrayLike | None = None,
    lengths: ArrayLike | None = None, reduction: str = "mean", log_clip_low: float = -0.4,
    log_clip_high: float = 0.4, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Geometric-mean policy optimisation: the advantage of a sequence times the geometric mean of the clipped
        ratios of its tokens.

    Formula: −Ā·exp(mean ℓ'), ℓ' = min(ℓ, log_clip_high) where A > 0, max(ℓ, log_clip_low) where A < 0, 0
        where A = 0; ℓ = log_probs − old_log_probs, Ā the mean of the advantages of the sequence.

    Args:
        log_probs: (B, T), (N) with lengths, or (T). Log-probabilities of the chosen tokens under the policy
            that is trained.
        old_log_probs: log_probs's. Those under the policy that the ratio is taken against; without them, the
            ratio is 1.
        advantages: log_probs's, or (B): one for each sequence. How much better than expected a token, or its
            sequence, was.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        log_clip_low: The lower bound of the log-ratio.
        log_clip_high: The upper bound of the log-ratio.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of sequences with a token that counts.
    Source: Zhao et al. (2025), Geometric-Mean Policy Optimization.

    """
    return evaluate(
        "gmpo",
        {"log_probs": log_probs, "old_log_probs": old_log_probs, "advantages": advantages,
            "lengths": lengths},
        {},
        {"reduction": reduction, "log_clip_low": log_clip_low, "log_clip_high": log_clip_high},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def hinge_embedding_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", margin: float = 1.0,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def hinge_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """What a score lacks of lying on its label's side of 0 by 1.

    Formula: max(0, 1 − y·x), with x = input, y = target.

    Args:
        input: any. Scores.
        target: input's, or one that broadcasts with it. Labels, 1 or −1; 0 does not mean −1.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def huber_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    delta: float = 1.0, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def importance_sampling(
    log_probs: ArrayLike, advantages: ArrayLike, *, old_log_probs: ArrayLike | None = None,
    reference_log_probs: ArrayLike | None = None, rollout_log_probs: ArrayLike | None = None,
    importance_weights: ArrayLike | None = None, lengths: ArrayLike | None = None,
    reduction: str = "token_mean", horizon: float | None = None, ratio_level: str = "token",
    log_ratio_min: float = -float("inf"), log_ratio_max: float = float("inf"), kl_weight: float = 0.0,
    kl_estimator: str = "k3", kl_input_clamp: float = float("inf"), kl_output_clamp: float = float("inf"),
    kl_correction: str = "none", kl_gradient: str = "direct", importance_level: str = "token",
    importance_mode: str = "truncate", importance_min: float = 0.0, importance_max: float = float("inf"),
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Advantages times the ratio of two policies, without clipping.

    Formula: −r·A; plus kl_weight times the estimated divergence.

    Args:
        log_probs: (B, T), (N) with lengths, or (T). Log-probabilities of the chosen tokens under the policy
            that is trained.
        old_log_probs: log_probs's. Those under the policy that the ratio is taken against; without them, the
            ratio is 1.
        advantages: log_probs's, or (B): one for each sequence. How much better than expected a token, or its
            sequence, was.
        reference_log_probs: log_probs's. Those under the frozen reference of a KL term.
        rollout_log_probs: log_probs's. Those under the engine that sampled, of which importance weights are
            made.
        importance_weights: log_probs's, or (B): one for each sequence. What the terms of the policy are
            multiplied by; denominators do not change.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        ratio_level: Whether the ratio is that of a token or of its sequence, by the mean of the log-ratios;
            sequence is differentiated through that mean, sequence_token has each token's own slope.
        log_ratio_min: The smallest log-ratio that is used.
        log_ratio_max: The largest log-ratio that is used.
        kl_weight: How much of the estimated divergence from the reference is added to the loss.
        kl_estimator: The estimate of a token, with x = reference − policy: k1 −x, k2 x²/2, k3 eˣ − x − 1, abs
            |x|.
        kl_input_clamp: The largest |x| that is used; at and beyond it the estimate has no slope.
        kl_output_clamp: The largest absolute estimate; at and beyond it there is no slope.
        kl_correction: What makes the estimate unbiased in its gradient: score adds the estimate to the slope,
            ratio multiplies it by the ratio of the policies.
        kl_gradient: The slope: that of the estimate, or −x, that of k2, whatever the estimate is.
        importance_level: Whether the weight is exp(old − rollout) of a token, or that of the sum over its
            sequence.
        importance_mode: What becomes of a weight outside the bounds: truncate moves it to the bound, mask
            makes it 0, geometric_mask makes those of a sequence 0 whose geometric mean is outside.
        importance_min: The smallest importance weight.
        importance_max: The largest importance weight.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: Kakade and Langford (2002), Approximately Optimal Approximate Reinforcement Learning; the loss of
        that name in Tinker's API.

    """
    return evaluate(
        "importance_sampling",
        {"log_probs": log_probs, "old_log_probs": old_log_probs, "advantages": advantages,
            "reference_log_probs": reference_log_probs, "rollout_log_probs": rollout_log_probs,
            "importance_weights": importance_weights, "lengths": lengths},
        {},
        {"reduction": reduction, "horizon": horizon, "ratio_level": ratio_level,
            "log_ratio_min": log_ratio_min, "log_ratio_max": log_ratio_max, "kl_weight": kl_weight,
            "kl_estimator": kl_estimator, "kl_input_clamp": kl_input_clamp,
            "kl_output_clamp": kl_output_clamp, "kl_correction": kl_correction, "kl_gradient": kl_gradient,
            "importance_level": importance_level, "importance_mode": importance_mode,
            "importance_min": importance_min, "importance_max": importance_max},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def info_nce_loss(
    query: ArrayLike, positive_key: ArrayLike, *, negative_keys: ArrayLike | None = None,
    reduction: str = "mean", temperature: float = 0.1, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def jaccard_loss(
    input: ArrayLike, target: ArrayLike, *, class_weights: ArrayLike | None = None, reduction: str = "mean",
    mode: str = "multiclass", from_logits: bool = True, smooth: float = 0.0, eps: float = 1e-07,
    log_loss: bool = False, ignore_index: int = -100, sum_batch: bool = True, absent_class: str = "zero",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def kl_div(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", log_target: bool = False,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def kl_estimate(
    log_probs: ArrayLike, reference_log_probs: ArrayLike, *, old_log_probs: ArrayLike | None = None,
    lengths: ArrayLike | None = None, reduction: str = "token_mean", kl_estimator: str = "k3",
    kl_input_clamp: float = float("inf"), kl_output_clamp: float = float("inf"),
    kl_correction: str = "none", kl_gradient: str = "direct", horizon: float | None = None,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Estimate of the divergence of a policy from a reference, from the tokens that the policy has sampled.

    Formula: with x = reference − policy: k1 −x; k2 x²/2; k3 eˣ − x − 1; abs |x|.

    Args:
        log_probs: (B, T), (N) with lengths, or (T). Log-probabilities of the chosen tokens under the policy
            that is trained.
        reference_log_probs: log_probs's. Those under the frozen reference of a KL term.
        old_log_probs: log_probs's. Those under the policy that the ratio is taken against; without them, the
            ratio is 1.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        kl_estimator: The estimate of a token, with x = reference − policy: k1 −x, k2 x²/2, k3 eˣ − x − 1, abs
            |x|.
        kl_input_clamp: The largest |x| that is used; at and beyond it the estimate has no slope.
        kl_output_clamp: The largest absolute estimate; at and beyond it there is no slope.
        kl_correction: What makes the estimate unbiased in its gradient: score adds the estimate to the slope,
            ratio multiplies it by the ratio of the policies.
        kl_gradient: The slope: that of the estimate, or −x, that of k2, whatever the estimate is.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: Schulman (2020), Approximating KL Divergence; the penalties of TRL, verl and NeMo-RL.

    """
    return evaluate(
        "kl_estimate",
        {"log_probs": log_probs, "reference_log_probs": reference_log_probs,
            "old_log_probs": old_log_probs, "lengths": lengths},
        {},
        {"reduction": reduction, "kl_estimator": kl_estimator, "kl_input_clamp": kl_input_clamp,
            "kl_output_clamp": kl_output_clamp, "kl_correction": kl_correction, "kl_gradient": kl_gradient,
            "horizon": horizon},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def kto(
    policy_logps: ArrayLike, labels: ArrayLike, *, reference_logps: ArrayLike | None = None,
    kl: ArrayLike | None = None, kl_policy_logps: ArrayLike | None = None,
    kl_reference_logps: ArrayLike | None = None, answer_lengths: ArrayLike | None = None,
    answer_mask: ArrayLike | None = None, reduction: str = "mean", beta: float = 0.1,
    desirable_weight: float = 1.0, undesirable_weight: float = 1.0, loss_type: str = "kto",
    log_prob_level: str = "sequence", mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Kahneman-Tversky optimisation: answers that are desirable or not, each against the divergence of the
        policy.

    Formula: w·(1 − σ(y·β·(x − kl))), x = policy − reference, y = 1 and w = desirable_weight for label 1, y =
        −1 and w = undesirable_weight for label 0; kl = max(0, kl or the mean of kl_policy_logps −
        kl_reference_logps), a constant; apo_zero_unpaired: kl = 0.

    Args:
        policy_logps: (P), or tokens: (P, T) or packed. The policy's log-probabilities of the answers, summed
            over tokens.
        reference_logps: policy_logps's. The reference's; without them, they count as 0.
        labels: (P). 1 for a desirable answer, 0 for one that is not.
        kl: (). The divergence, where it is known.
        kl_policy_logps: (K). The policy's log-probabilities of mismatched answers, of which kl is estimated.
        kl_reference_logps: (K). The reference's, of the same.
        answer_lengths: (P). How many tokens each answer has.
        answer_mask: policy_logps's. Which tokens of the answers count; with log_prob_level token.
        reduction: How the losses of the items become the loss of the task.
        beta: How closely the policy is held to the reference.
        desirable_weight: The weight of desirable answers.
        undesirable_weight: The weight of undesirable answers.
        loss_type: Whether rewards are compared with the divergence, or with 0.
        log_prob_level: Whether log-probabilities are those of whole answers, summed, or of their tokens.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of answers, whatever their labels and weights.
    Source: trl.KTOTrainer 1.16; Ethayarajh et al. (2024), KTO.

    """
    return evaluate(
        "kto",
        {"policy_logps": policy_logps, "reference_logps": reference_logps, "labels": labels, "kl": kl,
            "kl_policy_logps": kl_policy_logps, "kl_reference_logps": kl_reference_logps,
            "answer_lengths": answer_lengths, "answer_mask": answer_mask},
        {},
        {"reduction": reduction, "beta": beta, "desirable_weight": desirable_weight,
            "undesirable_weight": undesirable_weight, "loss_type": loss_type,
            "log_prob_level": log_prob_level},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def l1_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def linear_cross_entropy(
    input: ArrayLike, linear_weight: ArrayLike, target: ArrayLike, *, linear_bias: ArrayLike | None = None,
    weight: ArrayLike | None = None, reduction: str = "mean", ignore_index: int = -100,
    label_smoothing: float = 0.0, label_smoothing_classes: str = "all", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def log_cosh_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def margin_ranking_loss(
    input1: ArrayLike, input2: ArrayLike, target: ArrayLike, *, reduction: str = "mean",
    margin: float = 0.0, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def moe_load_balance(
    router_logits: ArrayLike, *, reduction: str = "mean", top_k: int = 2, divide_by_top_k: bool = False,
    z_loss: float = 0.0, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Auxiliary loss of a mixture of experts: smallest where tokens are spread evenly over the experts.

    Formula: E·Σ_e f_e·P_e, P_e the mean probability of expert e, f_e the share of tokens whose top_k most
        likely experts contain it, a constant; divided by top_k with divide_by_top_k; plus z_loss times the
        mean of the squared logarithm of the sum of eˣ.

    Args:
        router_logits: (N, E) or (L, N, E). The router's scores of the experts, for each token of each layer.
        reduction: How the losses of the items become the loss of the task.
        top_k: How many experts a token goes to.
        divide_by_top_k: Whether the loss is divided by top_k.
        z_loss: The weight of the squared logarithm of the sum of eˣ.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of tokens that count, of all layers together; answers do not merge, since
        this is a product of means.
    Source: load_balancing_loss_func of transformers 5.24; Fedus et al. (2022), Switch Transformers; Zoph et
        al. (2022), ST-MoE.

    """
    return evaluate(
        "moe_load_balance",
        {"router_logits": router_logits},
        {},
        {"reduction": reduction, "top_k": top_k, "divide_by_top_k": divide_by_top_k, "z_loss": z_loss},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def mse_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def multi_margin_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    p: int = 1, margin: float = 1.0, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def multilabel_margin_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def multilabel_soft_margin_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def nll_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    ignore_index: int = -100, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def nt_xent_loss(
    embeddings: ArrayLike, labels: ArrayLike, *, reduction: str = "mean", temperature: float = 0.07,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def orpo(
    policy_chosen_logps: ArrayLike, policy_rejected_logps: ArrayLike, *,
    chosen_lengths: ArrayLike | None = None, rejected_lengths: ArrayLike | None = None,
    chosen_mask: ArrayLike | None = None, rejected_mask: ArrayLike | None = None, reduction: str = "mean",
    beta: float = 0.1, nll_weight: float = 1.0, nll_denominator: float | None = None,
    log_prob_level: str = "sequence", mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Odds-ratio preference optimisation: the odds of chosen against rejected answers, with the likelihood of
        the chosen ones.

    Formula: −β·log σ(o), o = x − y − log(1 − eˣ) + log(1 − e^y), x and y the average log-probabilities of
        chosen and rejected; plus nll_weight times the negative log-likelihood of the chosen tokens.

    Args:
        policy_chosen_logps: any, (P) as a rule; tokens: (P, T) or packed. The policy's log-probabilities of
            the chosen answers, summed over tokens.
        policy_rejected_logps: the same, or one that broadcasts with it; tokens: (P, T) or packed. The
            policy's, of the rejected answers.
        chosen_lengths: (P). How many tokens each chosen answer has.
        rejected_lengths: (P). How many tokens each rejected answer has.
        chosen_mask: policy_chosen_logps's. Which tokens of the chosen answers count; with log_prob_level
            token.
        rejected_mask: policy_rejected_logps's. Which tokens of the rejected answers count; with
            log_prob_level token.
        reduction: How the losses of the items become the loss of the task.
        beta: The weight of the odds.
        nll_weight: How much of the negative log-likelihood of the chosen tokens is added.
        nll_denominator: What that likelihood is divided by, if not by the number of chosen tokens of the
            batch.
        log_prob_level: Whether log-probabilities are those of whole answers, summed, or of their tokens.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of pairs.
    Source: Hong et al. (2024), ORPO; trl.ORPOTrainer 1.16, whose likelihood also has the prompt.

    """
    return evaluate(
        "orpo",
        {"policy_chosen_logps": policy_chosen_logps, "policy_rejected_logps": policy_rejected_logps,
            "chosen_lengths": chosen_lengths, "rejected_lengths": rejected_lengths,
            "chosen_mask": chosen_mask, "rejected_mask": rejected_mask},
        {},
        {"reduction": reduction, "beta": beta, "nll_weight": nll_weight,
            "nll_denominator": nll_denominator, "log_prob_level": log_prob_level},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def poisson_nll_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", log_input: bool = True,
    full: bool = False, eps: float = 1e-08, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def poly_cross_entropy(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", epsilon: float = 2.0,
    label_smoothing: float = 0.0, label_smoothing_classes: str = "all", ignore_index: int = -100,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def ppo_clip(
    log_probs: ArrayLike, advantages: ArrayLike, *, old_log_probs: ArrayLike | None = None,
    reference_log_probs: ArrayLike | None = None, rollout_log_probs: ArrayLike | None = None,
    importance_weights: ArrayLike | None = None, lengths: ArrayLike | None = None,
    reduction: str = "token_mean", clip_low: float = 0.8, clip_high: float = 1.2,
    dual_clip: float = float("inf"), horizon: float | None = None, ratio_level: str = "token",
    log_ratio_min: float = -float("inf"), log_ratio_max: float = float("inf"), kl_weight: float = 0.0,
    kl_estimator: str = "k3", kl_input_clamp: float = float("inf"), kl_output_clamp: float = float("inf"),
    kl_correction: str = "none", kl_gradient: str = "direct", importance_level: str = "token",
    importance_mode: str = "truncate", importance_min: float = 0.0, importance_max: float = float("inf"),
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Clipped surrogate of PPO: advantages times the ratio of two policies, which pays no further beyond its
        bounds.

    Formula: −min(r·A, clip(r, clip_low, clip_high)·A), for A < 0 at most −dual_clip·A; r = exp(clip(λ,
        log_ratio_min, log_ratio_max)), λ = log_probs − old_log_probs of the token, or its mean over the
        sequence; plus kl_weight times the estimated divergence.

    Args:
        log_probs: (B, T), (N) with lengths, or (T). Log-probabilities of the chosen tokens under the policy
            that is trained.
        old_log_probs: log_probs's. Those under the policy that the ratio is taken against; without them, the
            ratio is 1.
        advantages: log_probs's, or (B): one for each sequence. How much better than expected a token, or its
            sequence, was.
        reference_log_probs: log_probs's. Those under the frozen reference of a KL term.
        rollout_log_probs: log_probs's. Those under the engine that sampled, of which importance weights are
            made.
        importance_weights: log_probs's, or (B): one for each sequence. What the terms of the policy are
            multiplied by; denominators do not change.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        clip_low: The lower bound of the ratio itself, which others write as 1 − ε; with 0, there is none.
        clip_high: The upper bound of the ratio itself, which others write as 1 + ε; with Infinity, there is
            none.
        dual_clip: The largest ratio that counts where the advantage is negative; with Infinity, none.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        ratio_level: Whether the ratio is that of a token or of its sequence, by the mean of the log-ratios;
            sequence is differentiated through that mean, sequence_token has each token's own slope.
        log_ratio_min: The smallest log-ratio that is used.
        log_ratio_max: The largest log-ratio that is used.
        kl_weight: How much of the estimated divergence from the reference is added to the loss.
        kl_estimator: The estimate of a token, with x = reference − policy: k1 −x, k2 x²/2, k3 eˣ − x − 1, abs
            |x|.
        kl_input_clamp: The largest |x| that is used; at and beyond it the estimate has no slope.
        kl_output_clamp: The largest absolute estimate; at and beyond it there is no slope.
        kl_correction: What makes the estimate unbiased in its gradient: score adds the estimate to the slope,
            ratio multiplies it by the ratio of the policies.
        kl_gradient: The slope: that of the estimate, or −x, that of k2, whatever the estimate is.
        importance_level: Whether the weight is exp(old − rollout) of a token, or that of the sum over its
            sequence.
        importance_mode: What becomes of a weight outside the bounds: truncate moves it to the bound, mask
            makes it 0, geometric_mask makes those of a sequence 0 whose geometric mean is outside.
        importance_min: The smallest importance weight.
        importance_max: The largest importance weight.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: Schulman et al. (2017), Proximal Policy Optimization Algorithms; Shao et al. (2024), GRPO; Zheng
        et al. (2025), GSPO; torch 2.15 for ties.

    """
    return evaluate(
        "ppo_clip",
        {"log_probs": log_probs, "old_log_probs": old_log_probs, "advantages": advantages,
            "reference_log_probs": reference_log_probs, "rollout_log_probs": rollout_log_probs,
            "importance_weights": importance_weights, "lengths": lengths},
        {},
        {"reduction": reduction, "clip_low": clip_low, "clip_high": clip_high, "dual_clip": dual_clip,
            "horizon": horizon, "ratio_level": ratio_level, "log_ratio_min": log_ratio_min,
            "log_ratio_max": log_ratio_max, "kl_weight": kl_weight, "kl_estimator": kl_estimator,
            "kl_input_clamp": kl_input_clamp, "kl_output_clamp": kl_output_clamp,
            "kl_correction": kl_correction, "kl_gradient": kl_gradient,
            "importance_level": importance_level, "importance_mode": importance_mode,
            "importance_min": importance_min, "importance_max": importance_max},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def ppo_value(
    values: ArrayLike, returns: ArrayLike, *, old_values: ArrayLike | None = None,
    lengths: ArrayLike | None = None, reduction: str = "token_mean", clip_range: float | None = None,
    horizon: float | None = None, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Squared error of predicted values, in which moving further from the old values than a bound gains nothing.

    Formula: ½·max((v − R)², (clip(v, old − clip_range, old + clip_range) − R)²); without old_values: ½·(v −
        R)².

    Args:
        values: (B, T), (N) with lengths, or (T). Predicted values of the states.
        returns: values's. What followed.
        old_values: values's. The values that were predicted when the tokens were sampled.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        clip_range: How far a value may move from the old one; 0.2 where old_values are given. With Infinity,
            without a bound; any other needs old_values.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: Schulman et al. (2017), Proximal Policy Optimization Algorithms; the value losses of verl, SkyRL
        and OpenRLHF.

    """
    return evaluate(
        "ppo_value",
        {"values": values, "returns": returns, "old_values": old_values, "lengths": lengths},
        {},
        {"reduction": reduction, "clip_range": clip_range, "horizon": horizon},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def quantile_loss(
    input: ArrayLike, target: ArrayLike, *, quantile: ArrayLike | None = None, reduction: str = "mean",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def reinforce(
    log_probs: ArrayLike, advantages: ArrayLike, *, old_log_probs: ArrayLike | None = None,
    reference_log_probs: ArrayLike | None = None, rollout_log_probs: ArrayLike | None = None,
    importance_weights: ArrayLike | None = None, lengths: ArrayLike | None = None,
    reduction: str = "token_mean", horizon: float | None = None, ratio_level: str = "token",
    log_ratio_min: float = -float("inf"), log_ratio_max: float = float("inf"), kl_weight: float = 0.0,
    kl_estimator: str = "k3", kl_input_clamp: float = float("inf"), kl_output_clamp: float = float("inf"),
    kl_correction: str = "none", kl_gradient: str = "direct", importance_level: str = "token",
    importance_mode: str = "truncate", importance_min: float = 0.0, importance_max: float = float("inf"),
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Policy gradient: advantages times log-probabilities. With advantages of 1, supervised fine-tuning.

    Formula: −A·log_probs; plus kl_weight times the estimated divergence. old_log_probs only feed importance
        weights and diagnostics.

    Args:
        log_probs: (B, T), (N) with lengths, or (T). Log-probabilities of the chosen tokens under the policy
            that is trained.
        old_log_probs: log_probs's. Those under the policy that the ratio is taken against; without them, the
            ratio is 1.
        advantages: log_probs's, or (B): one for each sequence. How much better than expected a token, or its
            sequence, was.
        reference_log_probs: log_probs's. Those under the frozen reference of a KL term.
        rollout_log_probs: log_probs's. Those under the engine that sampled, of which importance weights are
            made.
        importance_weights: log_probs's, or (B): one for each sequence. What the terms of the policy are
            multiplied by; denominators do not change.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        ratio_level: Whether the ratio is that of a token or of its sequence, by the mean of the log-ratios;
            sequence is differentiated through that mean, sequence_token has each token's own slope.
        log_ratio_min: The smallest log-ratio that is used.
        log_ratio_max: The largest log-ratio that is used.
        kl_weight: How much of the estimated divergence from the reference is added to the loss.
        kl_estimator: The estimate of a token, with x = reference − policy: k1 −x, k2 x²/2, k3 eˣ − x − 1, abs
            |x|.
        kl_input_clamp: The largest |x| that is used; at and beyond it the estimate has no slope.
        kl_output_clamp: The largest absolute estimate; at and beyond it there is no slope.
        kl_correction: What makes the estimate unbiased in its gradient: score adds the estimate to the slope,
            ratio multiplies it by the ratio of the policies.
        kl_gradient: The slope: that of the estimate, or −x, that of k2, whatever the estimate is.
        importance_level: Whether the weight is exp(old − rollout) of a token, or that of the sum over its
            sequence.
        importance_mode: What becomes of a weight outside the bounds: truncate moves it to the bound, mask
            makes it 0, geometric_mask makes those of a sequence 0 whose geometric mean is outside.
        importance_min: The smallest importance weight.
        importance_max: The largest importance weight.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: Williams (1992), Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement
        Learning.

    """
    return evaluate(
        "reinforce",
        {"log_probs": log_probs, "old_log_probs": old_log_probs, "advantages": advantages,
            "reference_log_probs": reference_log_probs, "rollout_log_probs": rollout_log_probs,
            "importance_weights": importance_weights, "lengths": lengths},
        {},
        {"reduction": reduction, "horizon": horizon, "ratio_level": ratio_level,
            "log_ratio_min": log_ratio_min, "log_ratio_max": log_ratio_max, "kl_weight": kl_weight,
            "kl_estimator": kl_estimator, "kl_input_clamp": kl_input_clamp,
            "kl_output_clamp": kl_output_clamp, "kl_correction": kl_correction, "kl_gradient": kl_gradient,
            "importance_level": importance_level, "importance_mode": importance_mode,
            "importance_min": importance_min, "importance_max": importance_max},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def reward_model_loss(
    rewards_chosen: ArrayLike, rewards_rejected: ArrayLike, *, margin: ArrayLike | None = None,
    reduction: str = "mean", mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def rmse_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def sapo(
    log_probs: ArrayLike, advantages: ArrayLike, *, old_log_probs: ArrayLike | None = None,
    reference_log_probs: ArrayLike | None = None, rollout_log_probs: ArrayLike | None = None,
    importance_weights: ArrayLike | None = None, lengths: ArrayLike | None = None,
    reduction: str = "sequence_mean_token_mean", tau_pos: float = 1.0, tau_neg: float = 1.05,
    horizon: float | None = None, ratio_level: str = "token", log_ratio_min: float = -float("inf"),
    log_ratio_max: float = float("inf"), kl_weight: float = 0.0, kl_estimator: str = "k3",
    kl_input_clamp: float = float("inf"), kl_output_clamp: float = float("inf"),
    kl_correction: str = "none", kl_gradient: str = "direct", importance_level: str = "token",
    importance_mode: str = "truncate", importance_min: float = 0.0, importance_max: float = float("inf"),
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Soft adaptive policy optimisation: the ratio passes through a logistic gate whose slope is that of the
        policy gradient at 1.

    Formula: −A·(4/τ)·σ(τ·(r − 1)), τ = tau_pos where A > 0, else tau_neg; plus kl_weight times the estimated
        divergence.

    Args:
        log_probs: (B, T), (N) with lengths, or (T). Log-probabilities of the chosen tokens under the policy
            that is trained.
        old_log_probs: log_probs's. Those under the policy that the ratio is taken against; without them, the
            ratio is 1.
        advantages: log_probs's, or (B): one for each sequence. How much better than expected a token, or its
            sequence, was.
        reference_log_probs: log_probs's. Those under the frozen reference of a KL term.
        rollout_log_probs: log_probs's. Those under the engine that sampled, of which importance weights are
            made.
        importance_weights: log_probs's, or (B): one for each sequence. What the terms of the policy are
            multiplied by; denominators do not change.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        tau_pos: How sharp the gate is where the advantage is positive.
        tau_neg: How sharp the gate is where it is not.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        ratio_level: Whether the ratio is that of a token or of its sequence, by the mean of the log-ratios;
            sequence is differentiated through that mean, sequence_token has each token's own slope.
        log_ratio_min: The smallest log-ratio that is used.
        log_ratio_max: The largest log-ratio that is used.
        kl_weight: How much of the estimated divergence from the reference is added to the loss.
        kl_estimator: The estimate of a token, with x = reference − policy: k1 −x, k2 x²/2, k3 eˣ − x − 1, abs
            |x|.
        kl_input_clamp: The largest |x| that is used; at and beyond it the estimate has no slope.
        kl_output_clamp: The largest absolute estimate; at and beyond it there is no slope.
        kl_correction: What makes the estimate unbiased in its gradient: score adds the estimate to the slope,
            ratio multiplies it by the ratio of the policies.
        kl_gradient: The slope: that of the estimate, or −x, that of k2, whatever the estimate is.
        importance_level: Whether the weight is exp(old − rollout) of a token, or that of the sum over its
            sequence.
        importance_mode: What becomes of a weight outside the bounds: truncate moves it to the bound, mask
            makes it 0, geometric_mask makes those of a sequence 0 whose geometric mean is outside.
        importance_min: The smallest importance weight.
        importance_max: The largest importance weight.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: Qwen team (2025), Soft Adaptive Policy Optimization.

    """
    return evaluate(
        "sapo",
        {"log_probs": log_probs, "old_log_probs": old_log_probs, "advantages": advantages,
            "reference_log_probs": reference_log_probs, "rollout_log_probs": rollout_log_probs,
            "importance_weights": importance_weights, "lengths": lengths},
        {},
        {"reduction": reduction, "tau_pos": tau_pos, "tau_neg": tau_neg, "horizon": horizon,
            "ratio_level": ratio_level, "log_ratio_min": log_ratio_min, "log_ratio_max": log_ratio_max,
            "kl_weight": kl_weight, "kl_estimator": kl_estimator, "kl_input_clamp": kl_input_clamp,
            "kl_output_clamp": kl_output_clamp, "kl_correction": kl_correction, "kl_gradient": kl_gradient,
            "importance_level": importance_level, "importance_mode": importance_mode,
            "importance_min": importance_min, "importance_max": importance_max},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def sigmoid_focal_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "none", alpha: float = 0.25,
    gamma: float = 2.0, mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None,
    denominator: float | None = None, gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def simpo(
    policy_chosen_logps: ArrayLike, policy_rejected_logps: ArrayLike, *,
    chosen_lengths: ArrayLike | None = None, rejected_lengths: ArrayLike | None = None,
    chosen_mask: ArrayLike | None = None, rejected_mask: ArrayLike | None = None, reduction: str = "mean",
    beta: float = 2.0, gamma: float = 0.5, label_smoothing: float = 0.0, alpha: float = 0.0,
    nll_weight: float = 0.0, nll_denominator: float | None = None, log_prob_level: str = "sequence",
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Simple preference optimisation: average log-probabilities as rewards, with a margin.

    Formula: −(1 − s)·log σ(m) − s·log σ(−m), m = β(u − v) − gamma; u, v the average log-probabilities of
        chosen and rejected, bent by alpha; plus nll_weight times the negative log-likelihood of the chosen
        tokens.

    Args:
        policy_chosen_logps: any, (P) as a rule; tokens: (P, T) or packed. The policy's log-probabilities of
            the chosen answers, summed over tokens.
        policy_rejected_logps: the same, or one that broadcasts with it; tokens: (P, T) or packed. The
            policy's, of the rejected answers.
        chosen_lengths: (P). How many tokens each chosen answer has.
        rejected_lengths: (P). How many tokens each rejected answer has.
        chosen_mask: policy_chosen_logps's. Which tokens of the chosen answers count; with log_prob_level
            token.
        rejected_mask: policy_rejected_logps's. Which tokens of the rejected answers count; with
            log_prob_level token.
        reduction: How the losses of the items become the loss of the task.
        beta: What the margin of the rewards is multiplied by.
        gamma: The margin that the chosen answer is to have.
        label_smoothing: The share of preferences that are the wrong way round.
        alpha: The α of AlphaPO, which bends rewards: (1 − e^(−α·R))/α; with 0, R itself.
        nll_weight: How much of the negative log-likelihood of the chosen tokens is added.
        nll_denominator: What that likelihood is divided by, if not by the number of chosen tokens of the
            batch.
        log_prob_level: Whether log-probabilities are those of whole answers, summed, or of their tokens.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by the number of pairs.
    Source: Meng et al. (2024), SimPO; Gupta et al. (2025), AlphaPO; trl.CPOTrainer 1.16.

    """
    return evaluate(
        "simpo",
        {"policy_chosen_logps": policy_chosen_logps, "policy_rejected_logps": policy_rejected_logps,
            "chosen_lengths": chosen_lengths, "rejected_lengths": rejected_lengths,
            "chosen_mask": chosen_mask, "rejected_mask": rejected_mask},
        {},
        {"reduction": reduction, "beta": beta, "gamma": gamma, "label_smoothing": label_smoothing,
            "alpha": alpha, "nll_weight": nll_weight, "nll_denominator": nll_denominator,
            "log_prob_level": log_prob_level},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def smooth_l1_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", beta: float = 1.0,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def soft_cross_entropy_topk(
    log_probs: ArrayLike, target_weights: ArrayLike, *, lengths: ArrayLike | None = None,
    reduction: str = "token_mean", horizon: float | None = None, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """Cross-entropy of constant weights over log-probabilities of some tokens.

    Formula: −Σ_k target_weights[k]·log_probs[k]; an entry of weight 0 costs nothing, whatever its log-
        probability is.

    Args:
        log_probs: (B, T, K), (N, K) with lengths, or (T, K). Log-probabilities of the chosen entries.
        target_weights: log_probs's. How much each entry counts, with any sign; 0 for padding.
        lengths: (B). How many tokens each sequence has: all of them packed one after the other, or the first
            ones of each row.
        reduction: How the losses of the items become the loss of the task.
        horizon: What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and
            refused elsewhere.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
        gradients: the inputs whose gradients are wanted; all predictions by default.
        client: what sends the request; the default client without one.

    Returns:
        The loss, and the gradients by the names of the inputs.

    The mean divides by token_mean: the number of tokens that count, or the sum of their sample weights;
        sequence_mean_token_mean, sequence_mean_token_sum and fixed_horizon: the number of sequences with a
        token that counts.
    Source: the loss cross_entropy of Tinker's API with targets of several tokens.

    """
    return evaluate(
        "soft_cross_entropy_topk",
        {"log_probs": log_probs, "target_weights": target_weights, "lengths": lengths},
        {},
        {"reduction": reduction, "horizon": horizon},
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def soft_margin_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def softmax_focal_loss(
    input: ArrayLike, target: ArrayLike, *, weight: ArrayLike | None = None, reduction: str = "mean",
    gamma: float = 2.0, ignore_index: int = -100, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def squared_hinge_loss(
    input: ArrayLike, target: ArrayLike, *, reduction: str = "mean", mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
) -> Evaluated:
    """The square of what a score lacks of lying on its label's side of 0 by 1.

    Formula: max(0, 1 − y·x)², with x = input, y = target.

    Args:
        input: any. Scores.
        target: input's, or one that broadcasts with it. Labels, 1 or −1; 0 does not mean −1.
        reduction: How the losses of the items become the loss of the task.
        mask: which items count.
        sample_weight: how much each item counts.
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def supcon_loss(
    embeddings: ArrayLike, labels: ArrayLike, *, reduction: str = "mean", temperature: float = 0.1,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def triplet_margin_loss(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, *, reduction: str = "mean",
    margin: float = 1.0, p: float = 2.0, eps: float = 1e-06, swap: bool = False,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def triplet_margin_with_distance_loss(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, *, reduction: str = "mean",
    distance_function: str = "pairwise", margin: float = 1.0, swap: bool = False,
    mask: ArrayLike | None = None, sample_weight: ArrayLike | None = None, denominator: float | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)


def tversky_loss(
    input: ArrayLike, target: ArrayLike, *, class_weights: ArrayLike | None = None, reduction: str = "mean",
    mode: str = "multiclass", from_logits: bool = True, smooth: float = 0.0, eps: float = 1e-07,
    log_loss: bool = False, ignore_index: int = -100, sum_batch: bool = True, absent_class: str = "zero",
    alpha: float = 0.5, beta: float = 0.5, gamma: float = 1.0, mask: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None, denominator: float | None = None,
    gradients: Sequence[str] | bool = True, client: Client | None = None,
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
        denominator: what a mean divides by instead of its own denominator.
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
        {"mask": mask, "sample_weight": sample_weight, "denominator": denominator},
        gradients, client)
