"""The problems of the losses of torch.nn.functional."""
from . import INF, NAN, classes, empty, fixture, log_probabilities, numbers, probabilities


def indices_and_rows(loss):
    weight = [0.5, 2.0, 1.25]
    loss.reductions("rows", numbers(4, 3), classes(4, count=3))
    loss.reductions("class weights", numbers(4, 3), [0, 2, 1, 2], weight=weight)
    loss.reductions("ignored rows", numbers(4, 3), [0, -100, 1, -100])
    loss.reductions("ignore_index 1, weights", numbers(4, 3), [0, 1, 2, 1], weight=weight, ignore_index=1)
    loss.reductions("unbatched", numbers(5), 3)
    loss.reductions("unbatched, weights", numbers(3), 1, weight=weight)
    loss.reductions("one spatial dimension", numbers(2, 3, 4), classes(2, 4, count=3), weight=weight)
    loss.reductions("two spatial dimensions", numbers(2, 3, 2, 3), classes(2, 2, 3, count=3), ignore_index=0)
    loss.reductions("one class", numbers(3, 1), [0, 0, 0] )
    loss.reductions("all ignored", numbers(2, 3), [-100, -100], smooth=False)
    loss.reductions("no rows", empty(0, 3), empty(0), smooth=False)
    loss.case("grad_output", numbers(3, 3), [2, 0, 1], reduction="none", grad_output=[2.0, -1.0, 0.5])
    loss.reductions("mask", numbers(4, 3), [0, 1, 2, 1], mask=[1, 0, 1, 1], weight=weight)
    loss.reductions("sample_weight and mask", numbers(4, 3), [0, 1, 2, 1], mask=[1, 0, 1, 1],
                    sample_weight=[0.5, 3.0, 2.0, 1.0])
    loss.reductions("sample_weight over positions", numbers(2, 3, 2), classes(2, 2, count=3),
                    sample_weight=[[0.5], [2.0]], weight=weight)
    loss.case("weights that sum to 0", numbers(2, 3), [0, 1], weight=[1.0, -1.0, 1.0], smooth=False)
    loss.reductions("negative weights", numbers(3, 3), [0, 1, 2], weight=[-1.0, -2.0, 0.5])
    loss.reductions("three spatial dimensions", numbers(2, 3, 2, 1, 2), classes(2, 2, 1, 2, count=3), weight=weight)


@fixture("cross_entropy")
def cross_entropy(loss):
    indices_and_rows(loss)
    weight = [0.5, 2.0, 1.25]
    z, y = numbers(4, 3), [0, 2, 1, 2]
    loss.reductions("label smoothing", z, y, label_smoothing=0.125)
    loss.reductions("label smoothing, weights, ignored", z, [0, -100, 1, 2], label_smoothing=0.25, weight=weight)
    loss.reductions("label smoothing 1", z, y, label_smoothing=1.0)
    loss.reductions("label smoothing, positions", numbers(2, 3, 2), classes(2, 2, count=3), label_smoothing=0.25,
                    weight=weight)
    every = ("input", "target", "weight")
    loss.reductions("probabilities", z, probabilities(4, 3), gradients=("input", "target"))
    loss.reductions("probabilities, weights, smoothing", z, probabilities(4, 3), gradients=every, weight=weight,
                    label_smoothing=0.125)
    loss.reductions("probabilities, unbatched", numbers(4), probabilities(4), gradients=("input", "target"))
    loss.reductions("probabilities, positions", numbers(2, 3, 2), probabilities(2, 3, 2), gradients=every, weight=weight)
    loss.reductions("probabilities, mask", z, probabilities(4, 3), mask=[1, 1, 0, 1], gradients=("input", "target"))
    loss.case("probabilities, grad_output", z, probabilities(4, 3), reduction="none",
              grad_output=[1.0, -2.0, 0.5, 0.0], gradients=("input", "target"))
    loss.reductions("probabilities, negative ignore_index", z, probabilities(4, 3), ignore_index=-1)
    loss.reductions("probabilities of one class", numbers(3, 1), probabilities(3, 1), gradients=("input", "target"))
    odd = dict(smooth=False)
    loss.reductions("probabilities of no class", empty(2, 0), empty(2, 0), **odd)
    loss.reductions("smoothing, weights that sum to 0", numbers(2, 3), [0, 1], weight=[1.0, -1.0, 1.0], label_smoothing=0.25, **odd)
    loss.reductions("smoothing, a weight of 0", [[1.0, 2.0, 3.0]], [0], weight=[0.0, 1.0, 1.0], label_smoothing=0.25, **odd)
    loss.reductions("smoothing, NaN weight, ignored row", numbers(2, 3), [0, -100], weight=[1.0, 1.0, NAN], label_smoothing=0.25, **odd)
    loss.reductions("large scores", [[1e4, -1e4, 0.0], [-1e4, 1e4, 1e4]], [1, 0], **odd)
    loss.reductions("difference of 20", [[20.0, 0.0], [40.0, 0.0]], [0, 0], **odd)
    loss.reductions("scores that overflow float32 apart", [[3e38, -3e38]], [1], kinds=("none",), **odd)
    loss.reductions("masked class elsewhere", [[1.0, -INF, 2.0]], [0], **odd)
    loss.reductions("masked class is the target", [[1.0, -INF, 2.0]], [1], **odd)
    loss.reductions("masked class with smoothing", [[1.0, -INF, 2.0]], [0], label_smoothing=0.125, **odd)
    loss.reductions("masked class with probability 0", [[1.0, -INF, 2.0]], [[0.5, 0.0, 0.5]], **odd)
    loss.reductions("plus infinity", [[INF, 0.0], [1.0, 2.0]], [0, 1], **odd)
    loss.reductions("all minus infinity", [[-INF, -INF], [1.0, 2.0]], [0, 1], **odd)
    loss.reductions("NaN in a row that is ignored", [[NAN, 0.0], [1.0, 2.0]], [-100, 1], **odd)
    loss.reductions("minus infinity in a row that is ignored", [[-INF, 0.0], [1.0, 2.0]], [-100, 1], **odd)
    loss.reductions("NaN weight of an unused class", [[1.0, 0.0, 2.0]], [0], weight=[1.0, NAN, 1.0], **odd)


@fixture("nll_loss")
def nll_loss(loss):
    indices_and_rows(loss)
    odd = dict(smooth=False)
    loss.reductions("minus infinity chosen", [[-1.0, -INF], [-2.0, -3.0]], [1, 0], **odd)
    loss.reductions("minus infinity chosen with weight 0", [[-1.0, -INF], [-2.0, -3.0]], [1, 0], weight=[1.0, 0.0], **odd)
    loss.reductions("NaN elsewhere", [[-1.0, NAN], [-2.0, -3.0]], [0, 0], **odd)


def binary(loss, input, with_logits):
    both = ("input", "target")
    x, t = input(2, 3), probabilities(2, 3)
    loss.reductions("elements", x, t, gradients=both)
    loss.reductions("weight", x, t, weight=[0.5, 2.0, 1.0], gradients=both)
    loss.reductions("weight of each element", x, t, weight=probabilities(2, 3), gradients=both)
    loss.reductions("hard targets", input(3, 2), [[1, 0], [0, 1], [1, 1]], gradients=both)
    loss.reductions("0-d", input(), 1.0, gradients=both)
    loss.reductions("three dimensions", input(2, 2, 2), probabilities(2, 2, 2))
    loss.case("grad_output", input(3), probabilities(3), reduction="none", grad_output=[2.0, -1.0, 0.5], gradients=both)
    loss.reductions("mask", x, t, mask=[[1, 0, 1], [0, 1, 1]], weight=[0.5, 2.0, 1.0], gradients=both)
    loss.reductions("sample_weight", x, t, sample_weight=[[0.5], [2.0]], gradients=both)


@fixture("binary_cross_entropy")
def binary_cross_entropy(loss):
    binary(loss, probabilities, False)
    loss.reductions("ends", [0.0, 1.0, 0.0, 1.0], [1.0, 0.0, 0.0, 1.0], smooth=False)
    loss.reductions("half targets at the ends", [0.0, 1.0], [0.5, 0.5], gradients=("input", "target"), smooth=False)
    loss.reductions("near 0", [1e-40, 2.0**-50], [1.0, 1.0], smooth=False)


@fixture("binary_cross_entropy_with_logits")
def binary_cross_entropy_with_logits(loss):
    binary(loss, numbers, True)
    both = ("input", "target")
    loss.reductions("pos_weight", numbers(2, 3), probabilities(2, 3), pos_weight=[4.0, 0.5, 2.0], gradients=both)
    loss.reductions("pos_weight and weight", numbers(2, 3), probabilities(2, 3), pos_weight=[4.0, 0.5, 2.0],
                    weight=[1.0, 2.0, 3.0], gradients=both)
    loss.reductions("scalar pos_weight", numbers(3), probabilities(3), pos_weight=4.0)
    loss.reductions("targets beyond 1", numbers(3), [2.0, -1.0, 1.5])
    odd = dict(smooth=False)
    loss.reductions("large scores", [20.0, -20.0, 100.0, -100.0, 1e4], [1.0, 0.0, 0.0, 1.0, 1.0], **odd)
    loss.reductions("plus infinity", [INF, INF], [1.0, 0.0], kinds=("none",), **odd)
    loss.reductions("minus infinity", [-INF, -INF], [1.0, 0.0], kinds=("none",), **odd)
    loss.reductions("NaN", [NAN, 1.0], [1.0, 0.0], **odd)
    both_odd = dict(kinds=("none",), gradients=both, smooth=False)
    loss.reductions("infinite targets", [1.0, -2.0, 0.5], [INF, -INF, 1.0], **both_odd)
    loss.reductions("minus infinity, half a target", [-INF], [0.5], **both_odd)
    loss.reductions("minus infinity, pos_weight above 1", [-INF], [0.5], pos_weight=[2.0], **both_odd)
    loss.reductions("minus infinity, pos_weight below 1", [-INF], [0.5], pos_weight=[0.5], **both_odd)


@fixture("kl_div")
def kl_div(loss):
    both = ("input", "target")
    four = ("mean", "batchmean", "sum", "none")
    x, t, u = numbers(2, 3, low=-4, high=0), probabilities(2, 3), numbers(2, 3, low=-4, high=0)
    loss.reductions("rows", x, t, kinds=four, gradients=both)
    loss.reductions("log_target", x, u, kinds=four, log_target=True, gradients=both)
    loss.reductions("broadcast target", x, t[0], kinds=four, gradients=both)
    loss.reductions("broadcast input", x[0], t, kinds=four, gradients=both)
    loss.reductions("broadcast both ways", numbers(3, 1, low=-4, high=0), probabilities(1, 2), gradients=both)
    loss.reductions("0-d", -1.0, 0.5, kinds=four, gradients=both)
    loss.reductions("rows masked", x, t, kinds=four, mask=[[1], [0]], gradients=both)
    loss.reductions("sample_weight", x, t, sample_weight=[[0.5, 1.0, 2.0]], gradients=both)
    loss.case("grad_output", x, t, reduction="none", grad_output=numbers(2, 3), gradients=both)
    odd = dict(smooth=False)
    loss.reductions("targets of 0", [-1.0, -INF, NAN, -2.0], [0.0, 0.0, 0.0, 0.0], gradients=both, **odd)
    loss.reductions("minus infinity", [-INF, -1.0], [0.5, 0.5], **odd)
    loss.reductions("negative target", [-1.0, -1.0], [-0.5, 0.5], gradients=both, **odd)
    loss.reductions("log_target minus infinity", [-1.0, -2.0], [-INF, -1.0], log_target=True, gradients=both, **odd)
    loss.reductions("elements masked", x, t, kinds=four, mask=[[1, 0, 1], [0, 0, 0]], gradients=both)
    loss.reductions("an element of each row masked", x, t, kinds=four, mask=[[1, 0, 1], [0, 1, 1]], gradients=both)
    loss.reductions("rows weighted", x, t, kinds=four, sample_weight=[[0.5], [2.0]], gradients=both)


@fixture("multilabel_soft_margin_loss")
def multilabel_soft_margin_loss(loss):
    every = ("input", "target", "weight")
    both = ("input", "target")
    x, t = numbers(2, 3), [[1, 0, 1], [0, 1, 0]]
    loss.reductions("rows", x, t, gradients=both)
    loss.reductions("soft targets", x, probabilities(2, 3), gradients=both)
    loss.reductions("class weights", x, t, weight=[0.5, 2.0, 1.0], gradients=every)
    loss.reductions("weight of each element", x, t, weight=probabilities(2, 3), gradients=every)
    loss.reductions("unbatched", numbers(4), [1, 0, 0, 1], gradients=both)
    loss.reductions("three dimensions", numbers(2, 2, 3), probabilities(2, 2, 3), gradients=both)
    loss.reductions("broadcast target", x, [1, 0, 1], gradients=both)
    loss.reductions("target of more dimensions", numbers(3), probabilities(2, 3), gradients=both)
    loss.case("grad_output", x, t, reduction="none", grad_output=[2.0, -0.5], gradients=both)
    loss.reductions("mask", x, t, mask=[1, 0], weight=[0.5, 2.0, 1.0], gradients=every)
    loss.reductions("sample_weight", x, t, sample_weight=[0.5, 3.0], gradients=both)
    odd = dict(smooth=False)
    loss.reductions("plus infinity", [[INF, 1.0], [INF, 1.0]], [[1, 0], [0, 0]], kinds=("none",), **odd)
    loss.reductions("large scores", [[100.0, -100.0, 1e4]], [[0, 1, 1]], **odd)


@fixture("mse_loss", "l1_loss")
def regression(loss):
    every = ("input", "target", "weight")
    both = ("input", "target")
    x, t, w = numbers(2, 3), numbers(2, 3), probabilities(2, 3)
    loss.reductions("elements", x, t, gradients=both)
    loss.reductions("weight", x, t, weight=w, gradients=every)
    loss.reductions("0-d", 1.5, -0.25, gradients=both)
    loss.reductions("broadcast target", x, t[0], gradients=both)
    loss.reductions("broadcast input", x[0], t, gradients=both)
    loss.reductions("column against row", numbers(3, 1), numbers(3), gradients=both)
    loss.reductions("weight, broadcast target", x, t[0], weight=w, gradients=every)
    loss.reductions("weight, broadcast input", x[0], t, weight=w[0], gradients=every)
    loss.case("grad_output", x, t, reduction="none", grad_output=numbers(2, 3), gradients=both)
    loss.case("grad_output, weight", x, t, reduction="none", grad_output=numbers(2, 3), weight=w, gradients=every)
    loss.reductions("mask", x, t, mask=[[1, 0, 1], [1, 1, 0]], gradients=both)
    loss.reductions("mask of rows, weight", x, t, mask=[[0], [1]], weight=w, gradients=every)
    loss.reductions("sample_weight", x, t, sample_weight=[[0.5], [2.0]], gradients=both)
    loss.reductions("three dimensions", numbers(2, 1, 3), numbers(2, 1, 3), gradients=both)
    odd = dict(smooth=False)
    loss.reductions("ties", [1.0, 2.0, 3.0], [1.0, 2.0, 2.5], gradients=both, **odd)
    loss.reductions("infinity and NaN", [INF, NAN, -INF, INF], [0.0, 1.0, 0.0, INF], kinds=("none", "mean"),
                    gradients=both, **odd)
    loss.reductions("large", [1e20, -1e20], [0.0, 0.0], gradients=both, **odd)
    loss.reductions("weights that sum to 0", [1.0, 2.0], [0.0, 0.0], weight=[0.0, 0.0], gradients=every, **odd)
    loss.reductions("weights that cancel", [1.0, 2.0], [0.0, 2.5], weight=[1.0, -1.0], gradients=every, **odd)


def robust(loss, option):
    both = ("input", "target")
    x, t = numbers(2, 3), numbers(2, 3)
    loss.reductions("elements", x, t, gradients=both)
    for bend in (0.5, 2.0):
        loss.reductions(f"{option} {bend}", x, t, gradients=both, **{option: bend})
    loss.reductions("0-d", 1.5, -0.25, gradients=both)
    loss.reductions("broadcast target", x, t[0], gradients=both)
    loss.reductions("column against row", numbers(3, 1), numbers(3), gradients=both)
    loss.case("grad_output", x, t, reduction="none", grad_output=numbers(2, 3), gradients=both)
    loss.reductions("mask", x, t, mask=[[1, 0, 1], [1, 1, 0]], gradients=both)
    loss.reductions("sample_weight", x, t, sample_weight=[[0.5], [2.0]], gradients=both)
    odd = dict(gradients=both, smooth=False)
    loss.reductions("where the branches meet", [1.0, -1.0, 0.0], [0.0, 0.0, 0.0], **odd)
    loss.reductions("infinity and NaN", [INF, NAN, -INF, INF], [0.0, 1.0, 0.0, INF], kinds=("none", "mean"), **odd)
    loss.reductions("large", [1e20, -1e20], [0.0, 0.0], **odd)
    loss.reductions(f"infinite {option}", x, t, gradients=both, smooth=False, **{option: INF})
    loss.reductions(f"large, large {option}", [1e20, -1e20], [0.0, 0.0], kinds=("none",), **{option: 1e30}, **odd)


@fixture("smooth_l1_loss")
def smooth_l1_loss(loss):
    robust(loss, "beta")
    x, t = numbers(2, 3), numbers(2, 3)
    loss.reductions("beta 0", x, t, beta=0.0, gradients=("input", "target"))
    loss.reductions("beta 0, ties and NaN", [1.0, NAN], [1.0, 0.0], beta=0.0, kinds=("none",), smooth=False)


@fixture("huber_loss")
def huber_loss(loss):
    robust(loss, "delta")
    every = ("input", "target", "weight")
    x, t, w = numbers(2, 3), numbers(2, 3), probabilities(2, 3)
    loss.reductions("weight", x, t, weight=w, delta=0.75, gradients=every)
    loss.reductions("weight, broadcast target", x, t[0], weight=w, gradients=every)
    loss.reductions("weight, mask", x, t, weight=w, mask=[[1], [0]], gradients=every)
    loss.case("weight, grad_output", x, t, weight=w, reduction="none", grad_output=numbers(2, 3), gradients=every)
    loss.reductions("weights that sum to 0", [1.0, 2.0], [0.0, 0.0], weight=[0.0, 0.0], gradients=every, smooth=False)


@fixture("poisson_nll_loss")
def poisson_nll_loss(loss):
    both = ("input", "target")
    x, t = numbers(2, 3), numbers(2, 3, low=0, high=6)
    positive = numbers(2, 3, low=1, high=6)
    loss.reductions("elements", x, t, gradients=both)
    loss.reductions("full", x, positive, full=True, gradients=both)
    loss.reductions("not log_input", positive, t, log_input=False, gradients=both)
    loss.reductions("not log_input, full, eps", positive, positive, log_input=False, full=True, eps=0.125, gradients=both)
    loss.reductions("0-d", 0.5, 2.0, gradients=both)
    loss.reductions("broadcast target", x, t[0], gradients=both)
    loss.reductions("broadcast input", x[0], t, gradients=both)
    loss.case("grad_output", x, t, reduction="none", grad_output=numbers(2, 3), gradients=both)
    loss.reductions("mask", x, t, mask=[[1, 0, 1], [1, 1, 0]], gradients=both)
    odd = dict(kinds=("none",), gradients=both, smooth=False)
    loss.reductions("full at and around 1", [0.5] * 6, [-1.0, 0.0, 0.5, 1.0, 1.015625, 2.0], full=True, **odd)
    loss.reductions("extremes of the logarithm", [89.0, -INF, -INF, NAN, 1e4], [1.0, 0.0, 1.0, 1.0, 0.0], **odd)
    loss.reductions("extremes of the rate", [0.0, 0.0, -1.0, -1.0], [0.0, 1.0, 1.0, 0.0], log_input=False, **odd)


def signed(loss):
    x, y = numbers(3, 3, low=1 / 64), [[1, -1, 1], [-1, 1, -1], [1, 1, -1]]
    loss.reductions("elements", x, y)
    loss.reductions("negative scores", [[-v for v in row] for row in x], y)
    loss.reductions("0-d", 0.25, -1.0)
    loss.reductions("broadcast target", x, [1, -1, -1])
    loss.case("grad_output", x, y, reduction="none", grad_output=numbers(3, 3))
    loss.reductions("mask", x, y, mask=[[1], [0], [1]])
    loss.reductions("sample_weight", x, y, sample_weight=[[0.5, 1.0, 2.0]])
    loss.reductions("other labels", x, [[0, 2, 0.5], [-2, 0, 1], [3, -1, 0]])


@fixture("hinge_embedding_loss")
def hinge_embedding_loss(loss):
    signed(loss)
    x, y = numbers(2, 3), [[1, -1, 1], [-1, 1, -1]]
    loss.reductions("margin", x, y, margin=0.28125)
    loss.reductions("negative margin", x, y, margin=-1.15625)
    loss.reductions("broadcast input", x[0], y)
    odd = dict(smooth=False)
    loss.reductions("at the margin", [1.0, 1.0, 1.0], [1, -1, 0], **odd)
    loss.reductions("NaN and infinity", [NAN, NAN, -INF, INF, -INF, 1.0], [1, -1, 1, -1, -1, NAN], kinds=("none",), **odd)


@fixture("soft_margin_loss")
def soft_margin_loss(loss):
    signed(loss)
    odd = dict(kinds=("none",), smooth=False)
    loss.reductions("overflow", [89.0, -89.0, 710.0, -710.0], [-1, 1, -1, -1], **odd)
    loss.reductions("infinity", [INF, -INF, INF, -INF, NAN], [0, 0, 1, 1, 1], **odd)


@fixture("margin_ranking_loss")
def margin_ranking_loss(loss):
    two, every = ("input1", "input2"), ("input1", "input2", "target")
    a, b, y = numbers(2, 3), numbers(2, 3), [[1, -1, 1], [-1, 1, -1]]
    loss.reductions("elements", a, b, y, gradients=every)
    loss.reductions("margin", a, b, y, margin=0.28125, gradients=every)
    loss.reductions("negative margin", a, b, y, margin=-0.515625, gradients=two)
    loss.reductions("other labels", a, b, numbers(2, 3), gradients=every)
    loss.reductions("0-d", 0.25, 0.5, 1.0, gradients=every)
    loss.reductions("broadcast", numbers(2, 1), numbers(1, 3), [[1, -1, 1]], gradients=every)
    loss.case("grad_output", a, b, y, reduction="none", grad_output=numbers(2, 3), gradients=every)
    loss.reductions("mask", a, b, y, mask=[[1], [0]], margin=0.28125, gradients=every)
    loss.reductions("sample_weight", a, b, y, sample_weight=[[0.5, 2.0, 1.0]], gradients=two)
    odd = dict(gradients=every, smooth=False)
    loss.reductions("ties", [1.0, 1.0], [1.0, 0.75], [1, -1], margin=0.25, **odd)
    loss.reductions("label 0", [1.0, 2.0], [0.0, 5.0], [0, 0], margin=0.5, **odd)
    loss.reductions("infinity and NaN", [INF, INF, NAN, 1.0, -INF], [INF, 0.0, 1.0, 2.0, 0.0], [1, 1, 1, NAN, 1],
                    kinds=("none",), **odd)


@fixture("multi_margin_loss")
def multi_margin_loss(loss):
    x, y, w = numbers(3, 4), [3, 0, 1], [0.5, 2.0, 1.25, 1.0]
    loss.reductions("rows", x, y)
    loss.reductions("p 2", x, y, p=2)
    loss.reductions("class weights", x, y, weight=w)
    loss.reductions("p 2, class weights, margin", x, y, weight=w, p=2, margin=0.53125)
    loss.reductions("negative margin", x, y, margin=-0.515625)
    loss.reductions("unbatched", x[0], 2)
    loss.reductions("unbatched, class weights", x[0], 2, weight=w)
    loss.reductions("one class", numbers(2, 1), [0, 0])
    loss.reductions("one target in a list", x[0], [2], p=2)
    loss.reductions("one row, one target", x[:1], 2, weight=w)
    loss.case("grad_output", x, y, reduction="none", grad_output=[2.0, -1.0, 0.5], p=2)
    loss.reductions("infinite weight, nothing lacking", [[5.0, 0.0]], [0], weight=[INF, 1.0], smooth=False)
    loss.reductions("mask", x, y, mask=[1, 0, 1], weight=w)
    loss.reductions("sample_weight", x, y, sample_weight=[0.5, 2.0, 1.0], p=2)
    odd = dict(smooth=False)
    loss.reductions("ties", [[1.0, 0.0, 2.0]], [0], **odd)
    loss.reductions("infinity and NaN", [[NAN, 1.0, 2.0], [1.0, NAN, 2.0], [INF, INF, 1.0], [-INF, 1.0, 0.0]], [0, 0, 0, 1],
                    kinds=("none",), **odd)
    loss.reductions("0-d", 0.5, 0)
    loss.reductions("0-d, a target in a list, a weight", 0.5, [0], weight=[2.0])


@fixture("gaussian_nll_loss")
def gaussian_nll_loss(loss):
    every = ("input", "target", "var")
    x, t, v = numbers(2, 3), numbers(2, 3), numbers(2, 3, low=1 / 4, high=3)
    v = [[abs(n) + 0.25 for n in row] for row in v]
    loss.reductions("elements", x, t, var=v, gradients=every)
    loss.reductions("full, eps", x, t, var=v, full=True, eps=0.125, gradients=every)
    loss.reductions("variance of each row", x, t, var=[0.5, 1.25], gradients=every)
    loss.reductions("variance of each row, kept dimension", x, t, var=[[0.5], [1.25]], gradients=every)
    loss.reductions("variance of each column", x, t, var=[[0.5, 1.25, 2.0]], gradients=every)
    loss.reductions("one dimension, one variance", x[0], t[0], var=0.75, gradients=every)
    loss.reductions("broadcast target", x, t[0], var=v, gradients=every)
    loss.case("grad_output", x, t, var=v, reduction="none", grad_output=numbers(2, 3), gradients=every)
    loss.reductions("mask", x, t, var=v, mask=[[1], [0]], gradients=every)
    loss.reductions("sample_weight", x, t, var=v, sample_weight=[[0.5, 2.0, 1.0]], gradients=every)
    odd = dict(kinds=("none",), gradients=every, smooth=False)
    loss.reductions("variances below eps", [1.0, 2.0, 3.0], [0.0, 2.5, 3.0], var=[0.0, 2.0**-30, -0.0], **odd)
    loss.reductions("variance 0, eps 0", [1.0, 2.0], [0.0, 2.0], var=[0.0, 0.0], eps=0.0, **odd)
    loss.reductions("variances that are not finite", [1.0, 2.0], [0.0, 2.0], var=[NAN, INF], **odd)


@fixture("multilabel_margin_loss")
def multilabel_margin_loss(loss):
    x, y = numbers(3, 4), [[3, 0, -1, 1], [1, -1, -1, -1], [2, 1, 0, -1]]
    loss.reductions("rows", x, y)
    loss.reductions("all labels, no labels, one label", x, [[0, 1, 2, 3], [-1, 0, 1, 2], [2, -1, 0, 0]])
    loss.reductions("labels that occur twice", x, [[0, 0, -1, -1], [1, 1, 1, 1], [2, 3, 2, -1]])
    loss.reductions("unbatched", x[0], [1, 3, -1, 0])
    loss.case("grad_output", x, y, reduction="none", grad_output=[2.0, -1.0, 0.5])
    loss.reductions("mask", x, y, mask=[1, 0, 1])
    loss.reductions("sample_weight", x, y, sample_weight=[0.5, 2.0, 1.0])
    odd = dict(smooth=False)
    loss.reductions("ties", [[1.0, 0.0, 2.0]], [[0, -1, -1]], **odd)
    loss.reductions("infinity and NaN", [[NAN, 1.0, 2.0], [1.0, NAN, 2.0], [INF, INF, 1.0], [-INF, 1.0, 0.0]],
                    [[0, -1, -1]] * 4, kinds=("none",), **odd)
    loss.reductions("0-d", 0.5, 0)
    loss.reductions("0-d, no label in a list", 0.5, [-1])
    loss.reductions("one score, a label of 0 dimensions", [0.5], 0)


@fixture("cosine_embedding_loss")
def cosine_embedding_loss(loss):
    two = ("input1", "input2")
    a, b, y = numbers(4, 3), numbers(4, 3), [1, -1, -1, 1]
    loss.reductions("rows", a, b, y, gradients=two)
    loss.reductions("margin", a, b, y, margin=0.28125, gradients=two)
    loss.reductions("negative margin", a, b, y, margin=-0.515625, gradients=two)
    loss.reductions("unbatched", a[0], b[0], -1, gradients=two)
    loss.reductions("one target for all", a, b, [1], gradients=two)
    loss.reductions("one vector against all", a[:1], b, y, gradients=two)
    loss.reductions("vectors against components", a, numbers(4, 1, low=0.25), y, gradients=("input1",))
    loss.reductions("components against a vector", numbers(4, 1, low=0.25), b[:1], y, gradients=("input2",))
    loss.reductions("other labels", a, b, [0, 2, -1, 0.5], gradients=two)
    loss.case("grad_output", a, b, y, reduction="none", grad_output=numbers(4), gradients=two)
    loss.reductions("mask", a, b, y, mask=[1, 0, 1, 1], gradients=two)
    loss.reductions("sample_weight", a, b, y, sample_weight=[0.5, 2.0, 1.0, 0.25], gradients=two)
    odd = dict(gradients=two, smooth=False)
    loss.reductions("zero vectors", [[0.0, 0.0], [0.0, 0.0]], [[1.0, 2.0], [0.0, 0.0]], [1, -1], **odd)
    loss.reductions("short vectors", [[1e-7, 0.0]], [[1.0, 0.0]], [1], **odd)
    loss.reductions("at the margin", [[1.0, 0.0]], [[0.0, 1.0]], [-1], **odd)
    loss.reductions("long vectors", [[1e20, 1e20]], [[1.0, 2.0]], [1], **odd)
    loss.reductions("infinity and NaN", [[INF, 1.0], [NAN, 1.0], [1.0, 2.0], [NAN, 1.0]],
                    [[1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]], [1, -1, NAN, 0], kinds=("none",), **odd)
    loss.reductions("no rows", empty(0, 3), empty(0, 3), empty(0), **odd)


def triplets(loss):
    every = ("anchor", "positive", "negative")
    # So that some triplets are satisfied and some are not.
    a = numbers(4, 3)
    p, n = [[v + 0.25 for v in row] for row in a[:2]] + numbers(2, 3), numbers(4, 3)
    loss.reductions("rows", a, p, n, gradients=every)
    loss.reductions("margin, swap", a, n, p, margin=2.53125, swap=True, gradients=every)
    loss.reductions("swap", a, p, n, swap=True, gradients=every)
    loss.reductions("unbatched", a[2], p[2], n[2], margin=4.0, gradients=every)
    loss.reductions("three dimensions", numbers(2, 1, 3), numbers(2, 1, 3), numbers(2, 1, 3), margin=3.0, gradients=every)
    loss.reductions("one negative for all", a, p, n[:1], margin=3.0, gradients=every)
    loss.case("grad_output", a, p, n, reduction="none", margin=3.0, grad_output=numbers(4), gradients=every)
    loss.reductions("mask", a, p, n, margin=3.0, mask=[1, 0, 1, 1], gradients=every)
    loss.reductions("sample_weight", a, p, n, margin=3.0, sample_weight=[0.5, 2.0, 1.0, 0.25], gradients=every)
    odd = dict(gradients=every, smooth=False)
    loss.reductions("all the same", [[1.0, 2.0]], [[1.0, 2.0]], [[1.0, 2.0]], **odd)
    loss.reductions("all the same, swap", [[1.0, 2.0]], [[1.0, 2.0]], [[1.0, 2.0]], swap=True, **odd)
    loss.reductions("infinity and NaN", [[INF, 1.0], [NAN, 1.0], [0.0, 0.0]], [[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]],
                    [[1.0, 1.0], [1.0, 1.0], [INF, 1.0]], kinds=("none",), **odd)
    loss.reductions("far apart", [[1e20, -1e20]], [[0.0, 0.0]], [[0.0, 1.0]], kinds=("none",), **odd)
    loss.reductions("no rows", empty(0, 3), empty(0, 3), empty(0, 3), **odd)
    loss.reductions("components against vectors", numbers(3, 1), numbers(3, 2), numbers(1, 1), margin=3.0, swap=True, gradients=every)
    loss.reductions("vectors against components", numbers(3, 2), numbers(3, 1), numbers(3, 1), margin=3.0, swap=True, gradients=every)
    return a, p, n


@fixture("triplet_margin_loss")
def triplet_margin_loss(loss):
    every = ("anchor", "positive", "negative")
    a, p, n = triplets(loss)
    for power in (1.0, 3.0, 1.5, 0.5, -1.0, INF, 0.0):
        loss.case(f"p {power}", a, p, n, margin=4.0, p=power, gradients=every, smooth=power not in (0, INF))
    for power in (INF, 3.0):
        loss.reductions(f"NaN, and far apart, p {power}", [[NAN, 1.0], [1e20, 0.0]], [[1.0, 1.0], [1.0, 1.0]], [[1.0, 1.0], [2.0, 1.0]],
                        p=power, kinds=("none",), gradients=every, smooth=False)
    loss.reductions("columns against columns", numbers(3, 1), numbers(3, 2), numbers(1, 2), margin=3.0, gradients=every)
    loss.reductions("eps", a, p, n, margin=3.0, eps=0.125, gradients=every)
    odd = dict(gradients=every, smooth=False)
    loss.reductions("eps 0, positive is anchor", [[1.0, 2.0]], [[1.0, 2.0]], [[1.0, 2.5]], eps=0.0, **odd)
    loss.reductions("largest component twice", [[1.0, 1.0]], [[0.0, 0.0]], [[0.0, 1.0]], p=INF, eps=0.0, **odd)
    loss.reductions("p 1, components of 0", [[1.0, 1.0]], [[1.0, 0.0]], [[0.0, 1.0]], p=1.0, eps=0.0, **odd)
    loss.reductions("swap, tie", [[0.0, 0.0]], [[2.0, 0.0]], [[1.0, 1.0]], swap=True, eps=0.0, **odd)


@fixture("triplet_margin_with_distance_loss")
def triplet_margin_with_distance_loss(loss):
    every = ("anchor", "positive", "negative")
    a, p, n = triplets(loss)
    for distance in ("pairwise", "cosine", "squared_euclidean"):
        loss.reductions(distance, a, p, n, margin=2.03125, distance_function=distance, gradients=every)
        loss.reductions(f"{distance}, swap", a, p, n, margin=6.03125, distance_function=distance, swap=True, gradients=every)
    odd = dict(gradients=every, smooth=False)
    loss.reductions("cosine of zero vectors", [[0.0, 0.0]], [[1.0, 2.0]], [[0.0, 0.0]], distance_function="cosine", **odd)
    loss.reductions("cosine of short vectors", [[1e-9, 0.0]], [[1.0, 2.0]], [[0.5, 0.25]], distance_function="cosine", **odd)


@fixture("linear_cross_entropy")
def linear_cross_entropy(loss):
    every, both = ("input", "linear_weight", "linear_bias"), ("input", "linear_weight")
    x, w, b, y, c = numbers(4, 2), numbers(3, 2), numbers(3), [0, 2, 1, 2], [0.5, 2.0, 1.25]
    loss.reductions("rows", x, w, b, y, gradients=every)
    loss.reductions("no bias", x, w, target=y, gradients=both)
    loss.reductions("class weights, ignored", x, w, b, [0, -100, 1, 2], weight=c, gradients=every)
    loss.reductions("ignore_index", x, w, b, y, ignore_index=2, gradients=every)
    loss.reductions("label smoothing", x, w, b, y, label_smoothing=0.125, weight=c, gradients=every)
    loss.reductions("unbatched", x[0], w, b, 1, gradients=every)
    loss.reductions("probabilities", x, w, b, probabilities(4, 3), gradients=every + ("target",))
    loss.reductions("probabilities, weights", x, w, b, probabilities(4, 3), weight=c, label_smoothing=0.25,
                    gradients=every + ("target", "weight"))
    loss.reductions("positions", x, numbers(3, 2, 2), numbers(3, 2), classes(4, 2, count=3), weight=c, gradients=every)
    loss.reductions("two dimensions of positions", x[:2], numbers(3, 2, 1, 2), target=classes(2, 2, 1, count=3),
                    gradients=both)
    loss.reductions("many rows", numbers(40, 3), numbers(5, 3), numbers(5), classes(40, count=5), gradients=every)
    loss.reductions("no features", empty(2, 0), empty(3, 0), b, [0, 1], gradients=every, smooth=False)
    loss.case("grad_output", x, w, b, y, reduction="none", grad_output=[2.0, -1.0, 0.5, 1.0], gradients=every)
    loss.reductions("mask", x, w, b, y, mask=[1, 0, 1, 1], weight=c, gradients=every)
    loss.reductions("sample_weight", x, w, b, y, sample_weight=[0.5, 2.0, 1.0, 0.25], gradients=every)
    odd = dict(gradients=every, smooth=False)
    loss.reductions("all ignored", x[:2], w, b, [-100, -100], **odd)
    loss.reductions("no rows", empty(0, 2), w, b, empty(0), **odd)
    loss.reductions("large", [[1e4, -1e4], [1e4, 1e4]], w, b, [0, 1], **odd)


@fixture("ctc_loss")
def ctc_loss(loss):
    one = ("log_probs",)
    # Smooth, but torch's gradient is not the derivative by log_probs.
    odd, one = dict(gradients=one, smooth=False), dict(gradients=one)
    lp = log_probabilities(5, 3, 4)
    padded, flat = [[1, 2, 0], [3, 3, 1], [2, -1, -1]], [1, 2, 3, 3, 1, 2]
    lengths, sizes = [5, 5, 3], [2, 3, 1]
    loss.reductions("padded targets", lp, padded, lengths, sizes, **one)
    loss.reductions("flat targets", lp, flat, lengths, sizes, **one)
    loss.reductions("another blank", lp, [[0, 1, 0], [0, 3, 1], [3, -1, -1]], lengths, sizes, blank=2, **one)
    loss.reductions("unbatched", log_probabilities(4, 3), [1, 2], 4, 2, **one)
    loss.reductions("unbatched, one length in a list", log_probabilities(4, 3), [1, 2], [4], [2], **one)
    loss.reductions("no labels", lp, padded, lengths, [0, 2, 0], **one)
    loss.reductions("no steps", lp, padded, [0, 0, 5], [0, 2, 1], kinds=("none", "sum"), **odd)
    loss.reductions("too long", lp, padded, [1, 3, 3], sizes, **odd)
    loss.reductions("too long, zero_infinity", lp, padded, [1, 3, 3], sizes, zero_infinity=True, **odd)
    loss.reductions("no steps, zero_infinity", lp, padded, [0, 0, 5], [0, 2, 1], zero_infinity=True, **odd)
    loss.reductions("a label that is the blank", lp, [[1, 0, 2], [3, 3, 1], [2, -1, -1]], [5, 5, 3], [3, 3, 1], **one)
    loss.reductions("a last label that is the blank", lp, [[1, 0, 2], [3, 3, 0], [2, -1, -1]], [5, 5, 3], [2, 3, 1], **odd)
    loss.reductions("repeated labels", log_probabilities(7, 1, 3), [[1, 1, 1]], [7], [3], **one)
    loss.reductions("scores that are not normalised", numbers(4, 2, 3), [[1, 2], [2, 1]], [4, 3], [2, 1], **one)
    loss.case("grad_output", lp, padded, lengths, sizes, reduction="none", grad_output=[2.0, -1.0, 0.5], **odd)
    loss.reductions("mask", lp, padded, lengths, sizes, mask=[1, 0, 1], **one)
    loss.reductions("sample_weight", lp, padded, lengths, sizes, sample_weight=[0.5, 2.0, 1.0], **one)
    zeros = log_probabilities(4, 1, 3)
    zeros[1][0][2], zeros[2][0][0] = -INF, -INF
    loss.reductions("minus infinity", zeros, [[1, 2]], [4], [2], **odd)
    behind = log_probabilities(4, 2, 3)
    behind[3][0] = [NAN, NAN, NAN]
    loss.reductions("NaN behind the sequence", behind, [[1, 2], [2, 1]], [3, 4], [2, 2], **odd)
    behind[0][1] = [NAN, -1.0, -1.0]
    loss.reductions("NaN", behind, [[1, 2], [2, 1]], [3, 4], [2, 2], kinds=("none",), **odd)
    loss.reductions("large", numbers(4, 1, 3, low=-2000, high=0), [[1, 2]], [4], [2], **odd)


@fixture("adaptive_log_softmax_with_loss")
def adaptive_log_softmax_with_loss(loss):
    def modules(features, cutoffs, classes, div_value=4):
        bounds = cutoffs + [classes]
        tails = {}
        for i, (start, end) in enumerate(zip(bounds, bounds[1:])):
            hidden = int(features // div_value ** (i + 1))
            tails[f"tail.{i}.0.weight"] = numbers(hidden, features) if hidden else empty(0, features)
            tails[f"tail.{i}.1.weight"] = numbers(end - start, hidden) if hidden else empty(end - start, 0)
        return numbers(cutoffs[0] + len(cutoffs), features), tails

    def every(tails):
        return ("input", "head.weight", *tails)

    x, y = numbers(5, 4, low=-1, high=1), [0, 3, 6, 1, 4]
    head, tails = modules(4, [2, 5], 7, 2)
    options = dict(cutoffs=[2, 5], div_value=2.0, **tails)
    loss.reductions("rows", x, y, head, **options, gradients=every(tails))
    loss.reductions("head bias", x, y, head, numbers(4), **options, gradients=(*every(tails), "head.bias"))
    loss.reductions("unbatched", x[1], 5, head, **options, gradients=every(tails))
    loss.reductions("unbatched, frequent class", x[1], 1, head, **options, gradients=every(tails))
    one_head, one = modules(4, [3], 6)
    loss.reductions("one cluster", x, [0, 2, 3, 5, 4], one_head, cutoffs=[3], **one, gradients=every(one))
    small_head, small = modules(3, [1, 2], 4)
    loss.reductions("clusters without features", numbers(3, 3), [0, 1, 3], small_head, cutoffs=[1, 2], **small,
                    gradients=("input", "head.weight"))
    loss.reductions("mask", x, y, head, **options, mask=[1, 0, 1, 1, 0], gradients=every(tails))
    loss.reductions("sample_weight", x, y, head, **options, sample_weight=[0.5, 2.0, 1.0, 0.25, 1.0], gradients=every(tails))
    loss.case("grad_output", x, y, head, **options, reduction="none", grad_output=numbers(5), gradients=every(tails))
    loss.reductions("large", [[1e4, -1e4, 0.0, 1.0]], [6], head, **options, gradients=every(tails), smooth=False)
    loss.reductions("no rows", empty(0, 4), empty(0), head, **options, gradients=every(tails), smooth=False)
