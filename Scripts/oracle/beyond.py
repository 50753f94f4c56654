"""The losses that PyTorch lacks, each with the library that is its reference.

Where a library answers only float32, only a mean or no gradient, its formula is written down here for any dtype, and
compared with the library's own answer whenever both exist.
"""
import math
import os

os.environ.setdefault("KERAS_BACKEND", "torch")

import info_nce  # noqa: E402
import jax.numpy  # noqa: E402
import keras  # noqa: E402
import kornia  # noqa: E402
import optax  # noqa: E402
import sklearn.metrics  # noqa: E402
import timm.loss  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
import torchmetrics.functional  # noqa: E402
import torchvision  # noqa: E402
from pytorch_metric_learning import losses as metric_learning  # noqa: E402
from segmentation_models_pytorch import losses as segmentation  # noqa: E402
from segmentation_models_pytorch.losses._functional import soft_tversky_score  # noqa: E402

from . import REFERENCES, Reference  # noqa: E402
from .core import class_weights  # noqa: E402


def hold(ours, theirs, single=True):
    """Checks a formula against the library's own answer; `single` says that the library computes it in float32.

    There, and in float32 at all, what cancels on one side may cost some digits on the other.
    """
    tolerance = 5e-3 if single or ours.dtype == torch.float32 else 1e-9
    theirs = torch.as_tensor(theirs, dtype=ours.dtype)
    agrees = torch.allclose(ours.detach(), theirs.detach().reshape(ours.shape), rtol=tolerance, atol=tolerance, equal_nan=True)
    assert agrees, f"{ours} is not the reference's {theirs}"
    return ours


def reference(name, unreduced, **rest):
    REFERENCES[name] = Reference(unreduced, **rest)


# Elements

reference("sigmoid_focal_loss",
          lambda t, o: torchvision.ops.sigmoid_focal_loss(t["input"], t["target"], reduction="none", **o),
          reduction="none", source="torchvision")


def asymmetric_loss(t, o):
    o, x = dict(o), t["input"]
    smoothing, clip, eps = o.get("smoothing", 0.0), o.get("clip", 0.05), o.get("eps", 1e-8)
    negative, positive = o.get("gamma_neg", 4), o.get("gamma_pos", 1)
    y = t["target"] * (1 - smoothing) + 0.5 * smoothing
    p = torch.sigmoid(x)
    # float64 is what everything else is compared with, so it is computed without the digits that timm's subtraction costs.
    q = torch.sigmoid(-x) if x.dtype == torch.float64 else 1 - p
    q = (q + clip).clamp(max=1) if clip > 0 else q
    loss = y * torch.log(p.clamp(min=eps)) * t.get("pos_weight", 1) + (1 - y) * torch.log(q.clamp(min=eps))
    if negative > 0 or positive > 0:
        with torch.set_grad_enabled(not o.get("disable_torch_grad_focal_loss", False)):
            focus = torch.pow(1 - (p * y + q * (1 - y)), positive * y + negative * (1 - y))
        loss = loss * focus
    loss = -loss * t.get("weight", 1)
    theirs = timm.loss.AsymmetricLossMultiLabel(
        **o, reduction="none", weight=t.get("weight"), pos_weight=t.get("pos_weight"))
    return hold(loss, theirs(x, t["target"]))


reference("asymmetric_loss", asymmetric_loss, tensor_options=("weight", "pos_weight"), reduction="batchmean", source="timm")


def quantile_loss(t, o):
    error, quantile = t["target"] - t["input"], t.get("quantile", torch.tensor(0.5, dtype=t["input"].dtype))
    loss = torch.where(error > 0, quantile * error, torch.where(error == 0, 0 * error, (quantile - 1) * error))
    if quantile.dim() == 0 and t["input"].shape == t["target"].shape and loss.numel() > 0 and loss.isfinite().all():
        flat = [v.detach().reshape(-1).numpy() for v in (t["target"], t["input"])]
        hold(loss.mean(), sklearn.metrics.mean_pinball_loss(*flat, alpha=float(quantile)), single=False)
    return loss


reference("quantile_loss", quantile_loss, tensor_options=("quantile",), source="scikit-learn")


def log_cosh_loss(t, o):
    x, y = torch.broadcast_tensors(t["input"], t["target"])
    if x.numel() < 2:
        return torch.log((torch.exp(x - y) + torch.exp(y - x)) / 2)
    return torchmetrics.functional.log_cosh_error(x.reshape(1, -1), y.reshape(1, -1)).reshape(x.shape)


reference("log_cosh_loss", log_cosh_loss, source="torchmetrics")


def hinge(power, function):
    def loss(t, o):
        x, y = torch.broadcast_tensors(t["input"], t["target"])
        return hold((1 - y * x).clamp(min=0) ** power, function(y.unsqueeze(-1), x.unsqueeze(-1)))
    return loss


reference("hinge_loss", hinge(1, keras.losses.hinge), source="keras")
reference("squared_hinge_loss", hinge(2, keras.losses.squared_hinge), source="keras")


def rmse_root(t, o, mean):
    return torch.where(mean == 0, mean * 0, torch.where(mean == 0, 1, mean).sqrt())


def squared_errors(t, o):
    error = t["input"] - t["target"]
    if t["input"].shape == t["target"].shape and error.numel():
        theirs = torchmetrics.functional.mean_squared_error(t["input"].detach(), t["target"].detach(), squared=False)
        hold(error.square().mean().sqrt(), theirs, single=False)
    return error.square()


reference("rmse_loss", squared_errors, finish=rmse_root, source="torchmetrics")
reference("reward_model_loss",
          lambda t, o: -F.logsigmoid(t["rewards_chosen"] - t["rewards_rejected"] - t.get("margin", 0)),
          inputs=("rewards_chosen", "rewards_rejected", "margin"), source="trl 1.16.0, its formula in torch")


# Rows

def softmax_focal_loss(t, o):
    x, y = t["input"], t["target"]
    if x.dim() == 1:
        x, y = x.unsqueeze(0), y.unsqueeze(0)
    options = {"gamma": 2.0, "ignore_index": -100} | o
    loss = kornia.losses.focal_loss(x, y, alpha=None, reduction="none", weight=t.get("weight"), **options).sum(1)
    return loss.reshape(t["target"].shape)


def not_ignored(t, o, counts):
    return (counts * (t["target"] != o.get("ignore_index", -100))).sum()


reference("softmax_focal_loss", softmax_focal_loss, tensor_options=("weight",), indices=("target",),
          denominator=not_ignored, source="kornia")


def poly_cross_entropy(t, o):
    x, y = t["input"], t["target"]
    dimension, ignored, smoothing = 0 if x.dim() == 1 else 1, o.get("ignore_index", -100), o.get("label_smoothing", 0.0)
    counts = torch.ones((), dtype=x.dtype)
    if not y.is_floating_point():
        counts = (y != ignored).to(x.dtype)
        y = F.one_hot(y.masked_fill(y == ignored, 0), x.shape[dimension]).to(x.dtype)
        y = y.movedim(-1, dimension) * (1 - smoothing) + smoothing / x.shape[dimension]
    logs = F.log_softmax(x, dimension)
    loss = -(y * logs).sum(dimension) + o.get("epsilon", 2.0) * (1 - (y * logs.exp()).sum(dimension))
    if x.dim() == 2 and counts.all() and x.isfinite().all():
        theirs = timm.loss.PolyCrossEntropy(o.get("epsilon", 2.0), smoothing, reduction="none")
        hold(loss, theirs(x.detach(), t["target"].detach()))
    return loss * counts


reference("poly_cross_entropy", poly_cross_entropy, indices=("target",), denominator=class_weights, source="timm")


# Vectors

def boxes(function):
    return lambda t, o: function(t["boxes1"], t["boxes2"], reduction="none", **o)


for kind in ("generalized", "distance", "complete"):
    name = f"{kind}_box_iou_loss"
    reference(name, boxes(getattr(torchvision.ops, name)), inputs=("boxes1", "boxes2"), reduction="none", empty_mean=0,
              source="torchvision")


def cosine_distance_loss(t, o):
    epsilon = o.get("epsilon", 0.0)

    def unit(vectors):
        return vectors / vectors.square().sum(-1, keepdim=True).clamp(min=epsilon).sqrt()

    loss = 1 - (unit(t["input"]) * unit(t["target"])).sum(-1)
    arrays = [jax.numpy.asarray(t[k].detach().numpy()) for k in ("input", "target")]
    return hold(loss, torch.tensor(optax.losses.cosine_distance(*arrays, epsilon=epsilon).tolist()))


reference("cosine_distance_loss", cosine_distance_loss, source="optax")


# Contrast

def info_nce_loss(t, o):
    mode = "paired" if "negative_keys" in t and t["negative_keys"].dim() == 3 else "unpaired"
    return info_nce.info_nce(**t, temperature=o.get("temperature", 0.1), reduction="none", negative_mode=mode)


reference("info_nce_loss", info_nce_loss, inputs=("query", "positive_key", "negative_keys"),
          coupled=("query", "positive_key"), source="info-nce-pytorch")


def pairs(t, temperature):
    units = F.normalize(t["embeddings"])
    alike = t["labels"].unsqueeze(0) == t["labels"].unsqueeze(1)
    others = ~torch.eye(len(units), dtype=torch.bool)
    return units @ units.T / temperature, alike & others, ~alike


def nt_xent_loss(t, o):
    temperature = o.get("temperature", 0.07)
    scores, positive, negative = pairs(t, temperature)
    against = torch.logsumexp(scores.masked_fill(~negative, -torch.inf), 1, keepdim=True)
    losses = torch.where(positive, torch.logaddexp(scores, against) - scores, 0.0).sum(1)
    if positive.any():
        theirs = metric_learning.NTXentLoss(temperature)(t["embeddings"].detach(), t["labels"])
        hold(losses.sum() / positive.sum(), theirs, single=False)
    return losses


def positive_pairs(t, o, counts):
    return (pairs(t, 1)[1].sum(1) * counts).sum()


def supcon_loss(t, o):
    temperature = o.get("temperature", 0.1)
    scores, positive, negative = pairs(t, temperature)
    normaliser = torch.logsumexp(scores.masked_fill(~(positive | negative), -torch.inf), 1, keepdim=True)
    losses = torch.where(positive, normaliser - scores, 0.0).sum(1) / positive.sum(1).clamp(min=1) * negative.any()
    if (losses > 0).any():
        theirs = metric_learning.SupConLoss(temperature)(t["embeddings"].detach(), t["labels"])
        hold(losses.sum() / (losses > 0).sum(), theirs, single=False)
    return losses


def positive_losses(t, o, counts):
    return ((supcon_loss(t, o) > 0) * counts).sum()


LABELLED = dict(inputs=("embeddings", "labels"), indices=("labels",), coupled=("embeddings", "labels"), empty_mean=0,
                source="pytorch-metric-learning")
reference("nt_xent_loss", nt_xent_loss, denominator=positive_pairs, **LABELLED)
reference("supcon_loss", supcon_loss, denominator=positive_losses, **LABELLED)


# Regions

def region_tensors(t, o):
    """Probabilities and targets as (N, C, positions), and which of them count."""
    mode, ignored = o.get("mode", "multiclass"), o.get("ignore_index", -100)
    x, y = t["input"], t["target"]
    batch = x.shape[0]
    if o.get("from_logits", True):
        x = x.log_softmax(1).exp() if mode == "multiclass" else F.logsigmoid(x).exp()
    count = 1 if mode == "binary" else x.shape[1]
    x = x.reshape(batch, count, math.prod(x.shape[1:]) // count)
    if mode != "multiclass":
        y = y.reshape(x.shape)
        return x, y.masked_fill(y == ignored, 0), y != ignored
    y = y.reshape(batch, x.shape[2]).long()
    kept = (y != ignored).unsqueeze(1).expand(x.shape)
    return x, F.one_hot(y.masked_fill(y == ignored, 0), x.shape[1]).permute(0, 2, 1).to(x.dtype) * kept, kept


def region(alpha_beta, library):
    def per_class(t, o):
        alpha, beta = alpha_beta(o)
        x, y, kept = region_tensors(t, o)
        smooth, eps = o.get("smooth", 0.0), o.get("eps", 1e-7)
        dims = (0, 2) if o.get("sum_batch", True) else (2,)
        score = soft_tversky_score(torch.where(kept, x, 0.0), y, alpha, beta, smooth, eps, dims)
        loss = -torch.log(score.clamp_min(eps)) if o.get("log_loss", False) else 1 - score
        return loss, y.sum(dims) > 0

    def unreduced(t, o):
        loss, shown = per_class(t, o)
        absent, batch = o.get("absent_class", "zero"), t["input"].shape[0]
        loss = loss if absent == "keep" else loss * shown
        weights = t.get("class_weights", torch.ones(loss.shape[-1], dtype=loss.dtype))
        if o.get("sum_batch", True) and absent == "zero" and t["input"].isfinite().all() and batch:
            names = ("mode", "from_logits", "smooth", "ignore_index", "eps", "log_loss")
            names += ("alpha", "beta", "gamma") if library is segmentation.TverskyLoss else ()
            options = {"mode": "multiclass", "ignore_index": -100} | {k: o[k] for k in names if k in o}
            weighted = {"class_weights": weights.tolist()} if "class_weights" in t else {}
            target = t["target"].long() if options["mode"] == "multiclass" else t["target"]
            mean = (loss * weights).sum() / weights.sum()
            hold(mean ** o.get("gamma", 1.0), library(**options, **weighted)(t["input"].detach(), target),
                 single="class_weights" in t)
        return loss * weights

    def denominator(t, o, counts):
        # Of what is void everywhere nothing is left.
        if not region_tensors(t, o)[2].any():
            return counts.sum() * 0
        shown = per_class(t, o)[1] if o.get("absent_class", "zero") == "exclude" else 1
        return (counts * shown * t.get("class_weights", 1)).sum()

    return dict(unreduced=unreduced, denominator=denominator, tensor_options=("class_weights",), empty_mean=0,
                source="segmentation-models-pytorch")


def power(t, o, mean):
    # A power below 1 has no slope at 0.
    return torch.where(mean == 0, mean * 0, torch.where(mean == 0, 1, mean) ** o.get("gamma", 1.0))


reference("dice_loss", **region(lambda o: (0.5, 0.5), segmentation.DiceLoss))
reference("jaccard_loss", **region(lambda o: (1.0, 1.0), segmentation.JaccardLoss))
reference("tversky_loss", finish=power,
          **region(lambda o: (o.get("alpha", 0.5), o.get("beta", 0.5)), segmentation.TverskyLoss))
