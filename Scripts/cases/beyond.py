"""The problems of the losses that PyTorch lacks."""
from . import INF, NAN, classes, empty, fixture, numbers, probabilities


def elements(loss, both=("input",), third=None, **rest):
    """What every elementwise loss goes through."""
    x, t = numbers(2, 3), third or numbers(2, 3)
    loss.reductions("elements", x, t, gradients=both, **rest)
    loss.case("grad_output", x, t, reduction="none", grad_output=numbers(2, 3), gradients=both, **rest)
    loss.reductions("mask", x, t, mask=[[1, 0, 1], [1, 1, 0]], gradients=both, **rest)
    loss.reductions("sample_weight", x, t, sample_weight=[[0.5], [2.0]], gradients=both, **rest)
    loss.reductions("no elements", empty(0, 3), empty(0, 3), gradients=both, smooth=False, **rest)
    return x, t


@fixture("sigmoid_focal_loss")
def sigmoid_focal_loss(loss):
    x, t = elements(loss, third=[[1, 0, 1], [0, 1, 0]])
    loss.reductions("soft targets", x, probabilities(2, 3))
    for gamma in (0.0, 0.5, 1.0, 3.0):
        loss.case(f"gamma {gamma}", x, t, gamma=gamma, reduction="sum")
    loss.reductions("no alpha", x, t, alpha=-1)
    loss.reductions("alpha 0.75", x, t, alpha=0.75)
    loss.case("default reduction", x, t)
    loss.reductions("0-d", 0.5, 1.0)
    loss.reductions("targets beyond 1", numbers(3), [2.0, -1.0, 1.5])
    loss.reductions("large", [0.0, 2.0, -2.0, -100.0, 100.0], [1, 0, 1, 1, 0], smooth=False)


@fixture("asymmetric_loss")
def asymmetric_loss(loss):
    t = [[1, 0, 1], [0, 1, 0]]
    x, _ = elements(loss, third=t)
    four = ("batchmean", "mean", "sum", "none")
    loss.case("default reduction", x, t)
    loss.reductions("soft targets", x, probabilities(2, 3), kinds=four)
    loss.reductions("other gammas", x, t, gamma_neg=2.0, gamma_pos=0.0, kinds=four)
    loss.reductions("no focus", x, t, gamma_neg=0.0, gamma_pos=0.0)
    loss.reductions("no clip", x, t, clip=0.0)
    loss.reductions("clip", x, t, clip=0.25)
    loss.reductions("smoothing", x, t, smoothing=0.125)
    loss.reductions("weights", x, t, weight=[0.5, 2.0, 1.25], pos_weight=[4.0, 0.5, 2.0])
    loss.reductions("one pos_weight", x, t, pos_weight=2.5)
    loss.reductions("constant focus", x, t, disable_torch_grad_focal_loss=True, smooth=False)
    loss.reductions("large", [[10.0, -10.0, 100.0, -100.0]], [[1, 0, 0, 1]], smooth=False)


@fixture("quantile_loss")
def quantile_loss(loss):
    both = ("input", "target")
    x, t = elements(loss, both)
    loss.reductions("quantile", x, t, quantile=0.875, gradients=both)
    loss.reductions("quantiles of columns", x, t, quantile=[0.125, 0.5, 0.875], gradients=both)
    loss.reductions("quantiles, one target", x, numbers(2, 1), quantile=[0.125, 0.5, 0.875], gradients=both)
    loss.reductions("quantiles 0 and 1", x, t, quantile=[0.0, 1.0, 0.5], gradients=both)
    loss.reductions("ties, infinity", [1.0, INF, -INF], [1.0, 0.0, 0.0], gradients=both, smooth=False, kinds=("none",))


@fixture("log_cosh_loss")
def log_cosh_loss(loss):
    both = ("input", "target")
    x, t = elements(loss, both)
    loss.reductions("broadcast target", x, t[0], gradients=both)
    loss.reductions("ties, and around 1", [1.0, 1.0, -1.0, 0.984375], [1.0, 0.0, 0.0, 0.0], gradients=both)
    loss.reductions("large", [40.0, -60.0, 20.0], [0.0, 0.0, 0.0], gradients=both, smooth=False)


@fixture("hinge_loss", "squared_hinge_loss")
def hinges(loss):
    both = ("input", "target")
    y = [[1, -1, 1], [-1, 1, -1]]
    x, _ = elements(loss, both, third=y)
    loss.reductions("other labels", x, numbers(2, 3), gradients=both)
    loss.reductions("broadcast target", x, [1, -1, -1], gradients=both)
    loss.reductions("large", [1e15, 1e15], [1, -1], gradients=both, smooth=False)


@fixture("rmse_loss")
def rmse_loss(loss):
    both = ("input", "target")
    x, t = numbers(2, 3), numbers(2, 3)
    mean = dict(kinds=("mean",), gradients=both)
    for name, a, b in (("elements", x, t), ("one row", x[0], t[0]), ("0-d", 1.5, 0.25), ("broadcast target", x, t[0]),
                       ("broadcast input", x[0], t), ("column against row", numbers(3, 1), numbers(3)),
                       ("three dimensions", numbers(2, 1, 3), numbers(2, 1, 3)), ("columns", numbers(4, 2), numbers(4, 2)),
                       ("rows", numbers(3, 4), numbers(3, 4))):
        loss.reductions(name, a, b, **mean)
    loss.reductions("mask", x, t, mask=[[1, 0, 1], [1, 1, 0]], **mean)
    loss.reductions("sample_weight", x, t, sample_weight=[[0.5], [2.0]], **mean)
    loss.reductions("ties", [1.0, 2.0], [1.0, 2.0], smooth=False, **mean)
    loss.reductions("no elements", empty(0, 3), empty(0, 3), smooth=False, **mean)


@fixture("reward_model_loss")
def reward_model_loss(loss):
    two, every = ("rewards_chosen", "rewards_rejected"), ("rewards_chosen", "rewards_rejected", "margin")
    c, r = elements(loss, two)
    loss.reductions("margin", c, r, numbers(2, 3), gradients=every)
    loss.reductions("one margin", c, r, 0.5, gradients=every)
    loss.reductions("pairs", c[0], r[0], gradients=two)
    loss.reductions("large", [1e4, -1e4], [-1e4, 1e4], gradients=two, smooth=False)


def index_rows(loss):
    x, y = numbers(4, 3), [0, 2, 1, 2]
    loss.reductions("rows", x, y)
    loss.reductions("ignored rows", x, [0, -100, 1, -100])
    loss.reductions("ignore_index 1", x, y, ignore_index=1)
    loss.reductions("unbatched", numbers(5), 3)
    loss.reductions("one spatial dimension", numbers(2, 3, 4), classes(2, 4, count=3))
    loss.reductions("all ignored", x[:2], [-100, -100], smooth=False)
    loss.reductions("no rows", empty(0, 3), empty(0), smooth=False)
    loss.case("grad_output", x, y, reduction="none", grad_output=numbers(4))
    loss.reductions("mask", x, y, mask=[1, 0, 1, 1])
    loss.reductions("sample_weight", x, y, sample_weight=[0.5, 2.0, 1.0, 0.25])
    loss.reductions("large", [[1e4, -1e4, 0.0], [-1e4, 1e4, 1e4]], [1, 0], smooth=False)
    return x, y


@fixture("softmax_focal_loss")
def softmax_focal_loss(loss):
    x, y = index_rows(loss)
    loss.reductions("class weights", x, y, weight=[0.5, 2.0, 1.25])
    for gamma in (0.0, 0.5, 1.0, 3.0):
        loss.case(f"gamma {gamma}", x, y, gamma=gamma)
    loss.reductions("minus infinity, gamma 0", [[-INF, 0.0]], [0], gamma=0.0, smooth=False)
    loss.reductions("well predicted, gamma below 1", [[60.0, 0.0], [0.0, 1.0]], [0, 1], gamma=0.5, smooth=False)


@fixture("poly_cross_entropy")
def poly_cross_entropy(loss):
    x, y = index_rows(loss)
    both = ("input", "target")
    for epsilon in (0.0, -1.0, 3.5):
        loss.reductions(f"epsilon {epsilon}", x, y, epsilon=epsilon)
    loss.reductions("label smoothing", x, y, label_smoothing=0.125)
    loss.reductions("probabilities", x, probabilities(4, 3), gradients=both)
    loss.reductions("probabilities, positions", numbers(2, 3, 2), probabilities(2, 3, 2), gradients=both)
    loss.reductions("probabilities, mask", x, probabilities(4, 3), mask=[1, 1, 0, 1], gradients=both)


@fixture("generalized_box_iou_loss", "distance_box_iou_loss", "complete_box_iou_loss")
def boxes(loss):
    both = ("boxes1", "boxes2")

    def random(*shape):
        """Boxes with x1 < x2 and y1 < y2, of no common edge."""
        if shape:
            return [random(*shape[1:]) for _ in range(shape[0])]
        x, y, w, h = numbers(low=0, high=3), numbers(low=0, high=3), numbers(low=0.5, high=3), numbers(low=0.5, high=3)
        return [x, y, x + w, y + h]

    a, b = random(4), random(4)
    loss.reductions("pairs", a, b, gradients=both)
    loss.case("default reduction", a, b, gradients=both)
    loss.reductions("one pair", a[0], b[1], gradients=both)
    loss.reductions("one box for all", a, b[:1], gradients=both)
    loss.reductions("rows of boxes", random(2, 3), random(2, 3), gradients=both)
    loss.reductions("eps", a, b, eps=0.125, gradients=both)
    loss.reductions("disjoint", [[0, 0, 1, 1]], [[2, 2.5, 3, 3.25]], gradients=both)
    loss.case("grad_output", a, b, reduction="none", grad_output=numbers(4), gradients=both)
    loss.reductions("mask", a, b, mask=[1, 0, 1, 1], gradients=both)
    loss.reductions("sample_weight", a, b, sample_weight=[0.5, 2.0, 1.0, 0.25], gradients=both)
    odd = dict(gradients=both, smooth=False)
    loss.reductions("overlapping", [[0, 0, 2, 2]], [[1, 1, 3, 3]], **odd)
    loss.reductions("three edges in common", [[0, 0, 2, 2]], [[0, 0, 2, 3]], **odd)
    loss.reductions("touching", [[0, 0, 2, 2]], [[2, 0, 4, 2]], **odd)
    loss.reductions("inside", [[0, 0, 4, 4]], [[1, 1, 2, 3]], **odd)
    loss.reductions("inverted", [[2, 2, 0, 0]], [[0, 0, 2, 1]], **odd)
    loss.reductions("points", [[1, 1, 1, 1]], [[1, 1, 1, 1]], kinds=("none",), **odd)
    loss.reductions("no boxes", empty(0, 4), empty(0, 4), **odd)


@fixture("cosine_distance_loss")
def cosine_distance_loss(loss):
    both = ("input", "target")
    a, b = numbers(4, 3), numbers(4, 3)
    loss.reductions("rows", a, b, gradients=both)
    loss.reductions("one pair", a[0], b[1], gradients=both)
    loss.reductions("one target for all", a, b[:1], gradients=both)
    loss.reductions("three dimensions", numbers(2, 2, 3), numbers(2, 2, 3), gradients=both)
    loss.case("grad_output", a, b, reduction="none", grad_output=numbers(4), gradients=both)
    loss.reductions("mask", a, b, mask=[1, 0, 1, 1], gradients=both)
    loss.reductions("sample_weight", a, b, sample_weight=[0.5, 2.0, 1.0, 0.25], gradients=both)
    loss.reductions("epsilon", [[0.25, 0.125], [2.0, 1.0]], [[1.0, 2.0], [0.125, 0.25]], epsilon=0.5, gradients=both)
    odd = dict(gradients=both, smooth=False)
    loss.reductions("zero vectors", [[0.0, 0.0]], [[1.0, 2.0]], kinds=("none",), gradients=(), smooth=False)
    loss.reductions("zero vectors, epsilon", [[0.0, 0.0]], [[1.0, 2.0]], epsilon=0.25, **odd)
    loss.reductions("no rows", empty(0, 3), empty(0, 3), **odd)


@fixture("dpo_loss")
def dpo_loss(loss):
    four = ("policy_chosen_logps", "policy_rejected_logps", "reference_chosen_logps", "reference_rejected_logps")
    logps = [numbers(4, low=-30, high=-1) for _ in four]
    loss.reductions("pairs", *logps, gradients=four)
    loss.reductions("one pair", *(row[0] for row in logps), gradients=four)
    loss.reductions("rows of pairs", *(numbers(2, 3, low=-30, high=-1) for _ in four), gradients=four)
    loss.reductions("one reference for all", *logps[:2], logps[2][:1], logps[3][:1], gradients=four)
    for kind in ("sigmoid", "hinge", "ipo", "robust"):
        loss.reductions(kind, *logps, loss_type=kind, beta=0.03125, gradients=four)
    loss.reductions("robust, smoothing", *logps, loss_type="robust", label_smoothing=0.125, gradients=four)
    loss.case("grad_output", *logps, reduction="none", grad_output=numbers(4), gradients=four)
    loss.reductions("mask", *logps, mask=[1, 0, 1, 1], gradients=four)
    loss.reductions("sample_weight", *logps, sample_weight=[0.5, 2.0, 1.0, 0.25], gradients=four)
    loss.reductions("large", [0.0, -1e4], [-1e4, 0.0], [0.0, 0.0], [0.0, 0.0], gradients=four, smooth=False)
    loss.reductions("no rows", *(empty(0) for _ in four), gradients=four, smooth=False)
    loss.reductions("sigmoid, smoothing", *logps, label_smoothing=0.125, gradients=four)


@fixture("info_nce_loss")
def info_nce_loss(loss):
    two, three = ("query", "positive_key"), ("query", "positive_key", "negative_keys")
    q, k, n = numbers(4, 3), numbers(4, 3), numbers(5, 3)
    loss.reductions("keys of the batch", q, k, gradients=two)
    loss.reductions("temperature", q, k, temperature=0.5, gradients=two)
    loss.reductions("negative keys", q, k, n, temperature=0.5, gradients=three)
    loss.reductions("negative keys of each", q, k, numbers(4, 2, 3), temperature=0.5, gradients=three)
    loss.reductions("one query", q[:1], k[:1], gradients=two)
    loss.case("grad_output", q, k, reduction="none", grad_output=numbers(4), gradients=two)
    loss.reductions("mask", q, k, mask=[1, 0, 1, 1], temperature=0.5, gradients=two)
    loss.reductions("mask, negative keys", q, k, n, mask=[1, 0, 1, 1], temperature=0.5, gradients=three)
    loss.reductions("sample_weight", q, k, sample_weight=[0.5, 2.0, 0.0, 0.25], temperature=0.5, gradients=two)
    odd = dict(smooth=False)
    loss.reductions("zero vectors", [[0.0, 0.0], [1.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]], gradients=two, **odd)
    loss.reductions("large", [[1e4, 0.0], [0.0, 1e4]], [[-1e4, 1.0], [1.0, 1e4]], gradients=two, temperature=0.015625, **odd)
    loss.reductions("no rows", empty(0, 3), empty(0, 3), gradients=two, **odd)


@fixture("nt_xent_loss", "supcon_loss")
def labelled(loss):
    one = ("embeddings",)
    x, y = numbers(6, 3), [0, 1, 0, 2, 1, 0]
    loss.reductions("labels", x, y, gradients=one)
    loss.reductions("temperature", x, y, temperature=0.5, gradients=one)
    loss.reductions("two of each", x, [0, 0, 1, 1, 2, 2], temperature=0.5, gradients=one)
    loss.reductions("labels of any size", x, [-7, 1000, -7, 3, 1000, -7], temperature=0.25, gradients=one)
    loss.case("grad_output", x, y, reduction="none", grad_output=numbers(6), gradients=one)
    loss.reductions("mask", x, y, mask=[1, 0, 1, 1, 1, 1], temperature=0.5, gradients=one)
    loss.reductions("sample_weight", x, y, sample_weight=[0.5, 2.0, 0.0, 0.25, 1.0, 1.0], temperature=0.5, gradients=one)
    odd = dict(gradients=one, smooth=False)
    loss.reductions("no positives", x[:3], [0, 1, 2], **odd)
    loss.reductions("no negatives", x[:3], [1, 1, 1], **odd)
    loss.reductions("large", [[1e4, 0.0], [-1e4, 1.0], [0.0, 1.0]], [0, 0, 1], **odd)
    loss.reductions("no rows", empty(0, 3), empty(0), **odd)


@fixture("dice_loss", "jaccard_loss", "tversky_loss")
def regions(loss):
    x, y = numbers(2, 3, 2, 2), classes(2, 2, 2, count=3)
    loss.reductions("multiclass", x, y)
    loss.reductions("rows", numbers(4, 3), [0, 1, 2, 1])
    loss.reductions("smooth", x, y, smooth=1.0)
    loss.reductions("log_loss", x, y, log_loss=True)
    loss.reductions("ignore_index", x, y, ignore_index=1)
    loss.reductions("each example", x, y, sum_batch=False)
    loss.reductions("class_weights", x, y, class_weights=[0.5, 2.0, 1.25])
    loss.reductions("multilabel", x, [[[[0, 1], [1, 1]]] * 3, [[[1, 0], [0, 1]]] * 3], mode="multilabel")
    loss.reductions("multilabel, soft", x, probabilities(2, 3, 2, 2), mode="multilabel")
    loss.reductions("multilabel, ignored", x, [[[[0, 1], [1, -1]]] * 3, [[[1, -1], [0, 1]]] * 3], mode="multilabel",
                    ignore_index=-1)
    loss.reductions("binary", numbers(2, 1, 2, 2), [[[0, 1], [1, 1]], [[1, 0], [0, 1]]], mode="binary")
    loss.reductions("binary, no dimension of 1", numbers(2, 4), [[0, 1, 1, 1], [1, 0, 0, 1]], mode="binary")
    loss.reductions("probabilities", probabilities(2, 3, 2, 2), y, from_logits=False)
    for absent in ("zero", "exclude", "keep"):
        loss.reductions(f"absent class, {absent}", x, [[[0, 2], [2, 0]]] * 2, absent_class=absent)
    loss.case("grad_output", x, y, reduction="none", grad_output=[2.0, -1.0, 0.5])
    loss.reductions("mask", x, y, mask=[1, 0, 1])
    loss.reductions("sample_weight", x, y, sample_weight=[0.5, 2.0, 1.0])
    odd = dict(smooth=False)
    loss.reductions("large", [[[1e4, -1e4], [0.0, 1.0]]], [[0, 1]], **odd)
    loss.reductions("all ignored", numbers(1, 2, 2), [[-100, -100]], **odd)
    loss.reductions("no rows", empty(0, 3, 2), empty(0, 2), **odd)
    if loss.name == "tversky_loss":
        loss.reductions("alpha, beta", x, y, alpha=0.25, beta=0.75)
        loss.case("gamma", x, y, alpha=0.25, beta=0.75, gamma=1.5)
        loss.case("gamma, class_weights", x, y, gamma=0.75, class_weights=[0.5, 2.0, 1.25])
        loss.case("gamma, sample_weight", x, y, gamma=0.75, sample_weight=[0.5, 2.0, 1.25])
