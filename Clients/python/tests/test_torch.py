"""Losses of torch tensors: torch's values, torch's gradients, torch's training."""

import inspect

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import torch.nn.functional as F

import lossd
import lossd.torch

pytestmark = pytest.mark.torch
GENERATOR = torch.Generator().manual_seed(7)


def normal(*shape):
    return torch.randn(*shape, generator=GENERATOR, dtype=torch.float64)


def signs(*shape):
    return torch.randint(0, 2, shape, generator=GENERATOR).double() * 2 - 1


def classes(*shape, count):
    return torch.randint(0, count, shape, generator=GENERATOR)


#: The functions of torch that lossd has under the same name, with arguments of both.
CASES = {
    "binary_cross_entropy": lambda: ((normal(4, 3).sigmoid(), normal(4, 3).sigmoid()), {"weight": normal(4, 3).exp()}),
    "binary_cross_entropy_with_logits": lambda: ((normal(4, 3), normal(4, 3).sigmoid()), {"pos_weight": normal(3).exp()}),
    "cosine_embedding_loss": lambda: ((normal(4, 3), normal(4, 3), signs(4)), {"margin": 0.2}),
    "cross_entropy": lambda: ((normal(5, 4, 2), classes(5, 2, count=4)), {"weight": normal(4).exp(), "label_smoothing": 0.1}),
    "gaussian_nll_loss": lambda: ((normal(4, 3), normal(4, 3), normal(4, 3).exp()), {"full": True}),
    "hinge_embedding_loss": lambda: ((normal(4, 3), signs(4, 3)), {"margin": 0.5}),
    "huber_loss": lambda: ((normal(4, 3), normal(4, 3)), {"delta": 0.7}),
    "kl_div": lambda: ((normal(4, 3).log_softmax(1), normal(4, 3).log_softmax(1)), {"log_target": True, "reduction": "batchmean"}),
    "l1_loss": lambda: ((normal(4, 3), normal(4, 3)), {}),
    "margin_ranking_loss": lambda: ((normal(4), normal(4), signs(4)), {"margin": 0.2}),
    "mse_loss": lambda: ((normal(4, 3), normal(4, 3)), {"reduction": "sum"}),
    "multi_margin_loss": lambda: ((normal(4, 3), classes(4, count=3)), {"p": 2, "margin": 0.5}),
    "multilabel_margin_loss": lambda: ((normal(1, 4), torch.tensor([[3, 0, -1, 1]])), {}),
    "multilabel_soft_margin_loss": lambda: ((normal(4, 3), (signs(4, 3) + 1) / 2), {}),
    "nll_loss": lambda: ((normal(4, 3).log_softmax(1), classes(4, count=3)), {"ignore_index": 1}),
    "poisson_nll_loss": lambda: ((normal(4, 3), normal(4, 3).exp().round()), {"full": True}),
    "smooth_l1_loss": lambda: ((normal(4, 3), normal(4, 3)), {"beta": 0.4}),
    "soft_margin_loss": lambda: ((normal(4, 3), signs(4, 3)), {}),
    "triplet_margin_loss": lambda: ((normal(4, 3), normal(4, 3), normal(4, 3)), {"margin": 0.8, "swap": True}),
}


def evaluate(function, arguments, options, upstream=None):
    """A value, and the gradients with respect to all tensors that have one."""
    leaves = [one.clone().requires_grad_() if one.is_floating_point() and index == 0 else one for index, one in enumerate(arguments)]
    loss = function(*leaves, **options)
    gradient = torch.autograd.grad(loss, leaves[0], upstream if upstream is not None else torch.ones_like(loss))[0]
    return loss.detach(), gradient


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("reduction", [None, "none"])
def test_values_and_gradients_are_torchs(name, reduction):
    arguments, options = CASES[name]()
    if reduction:
        options = options | {"reduction": reduction}
    shape = getattr(F, name)(*arguments, **options).shape
    upstream = normal(*shape) if reduction else None
    expected = evaluate(getattr(F, name), arguments, options, upstream)
    found = evaluate(getattr(lossd.torch, name), arguments, options, upstream)
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == other.dtype
        assert one.shape == other.shape
        torch.testing.assert_close(one, other, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_types_are_kept(dtype):
    scores, target = normal(8, 5).to(dtype), classes(8, count=5)
    loss, gradient = evaluate(lossd.torch.cross_entropy, (scores, target), {})
    exact, exact_gradient = evaluate(F.cross_entropy, (scores.double(), target), {})
    assert loss.dtype == dtype
    assert gradient.dtype == dtype
    # Half types are computed in float32 and rounded once; in the others the computation itself rounds.
    ulp = torch.finfo(dtype).eps * (1 if dtype in (torch.float16, torch.bfloat16) else 4)
    torch.testing.assert_close(loss.double(), exact, rtol=ulp, atol=1e-12)
    torch.testing.assert_close(gradient.double(), exact_gradient, rtol=ulp, atol=torch.finfo(dtype).tiny)


def test_gradcheck():
    scores = normal(3, 4).requires_grad_()
    target = normal(3, 4).softmax(1).requires_grad_()
    assert torch.autograd.gradcheck(lambda a, b: lossd.torch.cross_entropy(a, b), (scores, target))
    assert torch.autograd.gradcheck(lambda a: lossd.torch.huber_loss(a, target.detach(), reduction="none"), (scores,))


def test_class_weights_have_gradients_where_torchs_have():
    weight = normal(4).exp().requires_grad_()
    scores, target = normal(3, 4), normal(3, 4).softmax(1)
    found = torch.autograd.grad(lossd.torch.cross_entropy(scores, target, weight), weight)[0]
    torch.testing.assert_close(found, torch.autograd.grad(F.cross_entropy(scores, target, weight), weight)[0], rtol=1e-12, atol=1e-14)


def test_nothing_is_differentiated_without_need():
    scores = normal(2, 3).requires_grad_()
    with torch.no_grad():
        assert not lossd.torch.mse_loss(scores, torch.zeros(2, 3, dtype=torch.float64)).requires_grad
    assert not lossd.torch.mse_loss(scores.detach(), torch.zeros(2, 3, dtype=torch.float64)).requires_grad


def test_second_derivatives_are_refused_not_wrong():
    scores = normal(3).requires_grad_()
    gradient = torch.autograd.grad(lossd.torch.mse_loss(scores, torch.zeros(3).double()), scores, create_graph=True)[0]
    with pytest.raises(RuntimeError):
        gradient.sum().backward()


def test_tensors_that_lie_anyhow():
    base = normal(6, 8)
    for tensor in (base.T, base[::2, 1::3], base.flip(0), base[:1].expand(4, 8), base[0, 0], base[:0]):
        target = torch.zeros_like(tensor)
        if tensor.numel() == 0:
            with pytest.warns(lossd.LossdWarning):
                assert lossd.torch.mse_loss(tensor, target).isnan()
            continue
        found = evaluate(lossd.torch.mse_loss, (tensor, target), {})
        for one, other in zip(found, evaluate(F.mse_loss, (tensor, target), {}), strict=True):
            torch.testing.assert_close(one, other, rtol=1e-14, atol=0)


def test_errors_name_the_argument():
    with pytest.raises(lossd.LossdError, match=r"target\[3\]: target 10 is not in 0\.\.<10"):
        lossd.torch.cross_entropy(torch.zeros(4, 10), torch.tensor([0, 1, 2, 10]))


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_function_breaks_the_graph_and_works_under_compile():
    def step(scores):
        return lossd.torch.mse_loss(scores * 2, torch.zeros_like(scores))

    scores = normal(3).requires_grad_()
    loss = torch.compile(step, backend="eager")(scores)
    loss.backward()
    torch.testing.assert_close(loss, F.mse_loss(scores * 2, torch.zeros_like(scores)))


def train(losses, steps=60):
    torch.manual_seed(3)
    model = torch.nn.Sequential(torch.nn.Linear(6, 16), torch.nn.Tanh(), torch.nn.Linear(16, 4))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    features, target = torch.randn(64, 6), torch.randint(0, 4, (64,))
    curve = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = losses.cross_entropy(model(features), target, label_smoothing=0.05)
        loss.backward()
        optimizer.step()
        curve.append(loss.item())
    return torch.tensor(curve)


def test_training_changes_by_its_import_alone():
    torch.testing.assert_close(train(lossd.torch), train(F), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", [*CASES, "ctc_loss", "linear_cross_entropy", "triplet_margin_with_distance_loss"])
def test_arguments_have_torchs_order_and_defaults(name):
    def parameters(function):
        return [one for one in inspect.signature(function).parameters.values() if one.kind is one.POSITIONAL_OR_KEYWORD]

    found, expected = parameters(getattr(lossd.torch, name)), parameters(getattr(F, name))
    assert [one.name for one in found] == [one.name for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.default == other.default, one.name


@pytest.mark.parametrize(
    ("size_average", "reduce"), [(None, None), (True, None), (False, None), (None, False), (True, True), (False, False)]
)
@pytest.mark.filterwarnings("ignore:size_average")
def test_torchs_old_arguments(size_average, reduce):
    input, target = normal(3), normal(3)
    found = lossd.torch.mse_loss(input, target, size_average, reduce)
    torch.testing.assert_close(found, F.mse_loss(input, target, size_average, reduce))


def test_a_scaled_loss_of_half_numbers_keeps_its_gradients():
    scores = normal(512, 64).half()
    target = classes(512, count=64)

    leaf = scores.clone().requires_grad_()
    (lossd.torch.cross_entropy(leaf, target) * 32768).backward()
    exact = scores.double().requires_grad_()
    (F.cross_entropy(exact, target) * 32768).backward()
    assert (leaf.grad == 0).sum() == 0
    torch.testing.assert_close(leaf.grad.double(), exact.grad, rtol=torch.finfo(torch.float16).eps, atol=2**-24)


def test_a_graph_is_used_once_and_lets_go_of_its_gradients():
    scores = normal(3).requires_grad_()
    loss = lossd.torch.mse_loss(scores, torch.zeros(3).double())
    loss.backward(retain_graph=True)
    loss.backward()
    torch.testing.assert_close(scores.grad, 2 * scores.detach() * 2 / 3)
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()


def test_what_is_changed_before_the_backward_pass_is_noticed():
    scores, target = normal(3, 4).requires_grad_(), torch.tensor([1, 2, 3])
    loss = lossd.torch.cross_entropy(scores, target, reduction="none")
    target.fill_(0)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.sum().backward()


def test_types_of_mixed_inputs_and_under_autocast():
    for first, second in ((torch.float32, torch.float64), (torch.bfloat16, torch.float32), (torch.float16, torch.bfloat16)):
        a, b = torch.ones(2, dtype=first), torch.zeros(2, dtype=second)
        assert lossd.torch.mse_loss(a, b).dtype == F.mse_loss(a, b).dtype
    scores, target = torch.zeros(2, 3, dtype=torch.bfloat16), torch.tensor([0, 1])
    with torch.autocast("cpu", torch.bfloat16):
        assert lossd.torch.cross_entropy(scores, target).dtype == torch.float32
    with pytest.raises(TypeError, match="floating-point"):
        lossd.torch.l1_loss(torch.tensor([1]), torch.tensor([2]))


def test_options_may_be_numbers_of_other_libraries():
    input, target = normal(4), normal(4)
    for delta in (np.float32(0.5), torch.tensor(0.5), 0.5):
        torch.testing.assert_close(lossd.torch.huber_loss(input, target, delta=delta), F.huber_loss(input, target, delta=0.5))
    a, b, c = normal(2, 3), normal(2, 3), normal(2, 3)
    torch.testing.assert_close(
        lossd.torch.triplet_margin_loss(a, b, c, p=float("inf")), F.triplet_margin_loss(a, b, c, p=float("inf")), rtol=1e-9, atol=0
    )
    torch.testing.assert_close(
        lossd.torch.gaussian_nll_loss(input, target, 0.1), F.gaussian_nll_loss(input, target, 0.1), rtol=1e-14, atol=0
    )
    assert lossd.torch.quantile_loss(input, target, quantile=0.9).dtype == torch.float64


def test_no_gradient_is_asked_for_where_none_is_recorded():
    weight = torch.nn.Parameter(torch.ones(3))
    scores, target = torch.zeros(2, 3), torch.zeros(2, 3)
    with torch.no_grad():
        lossd.torch.binary_cross_entropy_with_logits(scores, target, pos_weight=weight)
    with pytest.raises(ValueError, match="sample_weight has no gradient"):
        lossd.torch.mse_loss(scores, target, sample_weight=torch.ones(2, 3, requires_grad=True))


def test_whole_numbers_keep_all_their_digits_beside_half_tensors():
    log_probs = torch.randn(300, 1, 5).log_softmax(2).bfloat16().requires_grad_()
    lossd.torch.ctc_loss(log_probs, torch.ones(1, 5, dtype=torch.long), (257,), (5,)).backward()
    assert log_probs.grad[256].abs().sum() > 0
    assert log_probs.grad[257:].abs().sum() == 0
    x = torch.ones(3, requires_grad=True)
    lossd.torch.mse_loss(x, torch.zeros(3), mask=[True, False, True]).backward()
    assert x.grad.tolist() == [1, 0, 1]


def test_views_of_every_kind():
    assert lossd.torch.mse_loss(torch._neg_view(torch.ones(3)), torch.zeros(3)) == 4 - 3
    assert lossd.torch.mse_loss(torch.ones(3, dtype=torch.complex64).imag, torch.ones(3)) == 1


def test_what_is_no_reduction_or_option_is_refused():
    with pytest.raises(ValueError, match="None is not a reduction"):
        lossd.torch.mse_loss(torch.ones(2), torch.zeros(2), reduction=None)
    with pytest.raises(TypeError, match="is not a number, a string"):
        lossd.torch.triplet_margin_with_distance_loss(*torch.ones(3, 2, 2), distance_function=torch.nn.functional.pairwise_distance)
    batch = lossd.Batch()
    batch.add("t", "mse_loss", torch.ones(2, requires_grad=True), torch.zeros(2), sample_weight=torch.ones(2, requires_grad=True))
    with pytest.raises(ValueError, match="sample_weight has no gradient"):
        batch.evaluate()


def test_losses_of_tokens_train():
    log_probs = torch.tensor([[-1.0, -0.5, -2.0], [-0.7, -1.2, -0.3]], dtype=torch.float64, requires_grad=True)
    old = torch.tensor([[-1.1, -0.9, -1.5], [-0.7, -1.0, -0.8]], dtype=torch.float64)
    mask = torch.tensor([[1, 1, 1], [1, 1, 0]])
    loss = lossd.torch.ppo_clip(log_probs, torch.tensor([1.0, -0.5], dtype=torch.float64), old_log_probs=old, mask=mask, denominator=10)
    loss.backward()
    assert loss.item() == pytest.approx(-0.40046724024985797 / 2, rel=1e-12)
    assert log_probs.grad[0, 0].item() == pytest.approx(-0.22103418361512955 / 2, rel=1e-12)
    assert log_probs.grad[1, 2] == 0
