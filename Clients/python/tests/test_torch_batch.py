"""Batches of torch tensors: one request, one backward pass."""

import json

import pytest

torch = pytest.importorskip("torch")

import lossd
import lossd.torch

pytestmark = pytest.mark.torch

F = torch.nn.functional


def problem(dtype=torch.float32):
    generator = torch.Generator().manual_seed(0)
    shared = torch.randn(8, 5, generator=generator, dtype=dtype).requires_grad_()
    heads = [
        torch.randn(5, 3, generator=generator, dtype=dtype).requires_grad_(),
        torch.randn(5, 1, generator=generator, dtype=dtype).requires_grad_(),
    ]
    return shared, heads, torch.randint(0, 3, (8,), generator=generator), torch.randn(8, 1, generator=generator, dtype=dtype)


def total_of(weighting, shared, heads, classes, depths, **settings):
    batch = lossd.Batch(weighting, **settings)
    batch.add("scene", lossd.torch.cross_entropy, shared @ heads[0], classes)
    batch.add("depth", "mse_loss", shared @ heads[1], depths, task_weight=0.5)
    return batch.evaluate()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_one_backward_reaches_everything(dtype):
    shared, heads, classes, depths = problem(dtype)
    result = total_of(None, shared, heads, classes, depths)
    (2 * result.total).backward()
    found = [tensor.grad for tensor in (shared, *heads)]
    shared, heads, classes, depths = problem(dtype)
    expected = F.cross_entropy(shared @ heads[0], classes) + 0.5 * F.mse_loss(shared @ heads[1], depths)
    (2 * expected).backward()
    tolerance = {torch.float32: 1e-5, torch.float64: 1e-12, torch.bfloat16: 4e-2}[dtype]
    torch.testing.assert_close(result.total.detach(), expected.detach(), rtol=tolerance, atol=tolerance)
    assert result.total.dtype == dtype
    for one, other in zip(found, (shared, *heads), strict=True):
        assert one.dtype == dtype
        torch.testing.assert_close(one, other.grad, rtol=tolerance, atol=tolerance)
    assert not result.losses["scene"].requires_grad
    torch.testing.assert_close(result.losses["depth"], F.mse_loss(shared @ heads[1], depths).detach(), rtol=tolerance, atol=tolerance)
    assert result.gradients == {}


def test_a_strategy_weighs_the_gradients():
    weighting = lossd.Weighting("uncertainty", learning_rate=0.1)
    for _ in range(3):
        shared, heads, classes, depths = problem()
        result = total_of(weighting, shared, heads, classes, depths)
        result.total.backward()
    own, own_heads, classes, depths = problem()
    losses = {"scene": F.cross_entropy(own @ own_heads[0], classes), "depth": F.mse_loss(own @ own_heads[1], depths)}
    sum(result.weights[name] * loss for name, loss in losses.items()).backward()
    torch.testing.assert_close(shared.grad, own.grad, rtol=1e-5, atol=1e-7)
    assert weighting.state["step"] == 3
    torch.save(weighting.state_dict(), buffer := __import__("io").BytesIO())
    buffer.seek(0)
    other = lossd.Weighting("uncertainty", learning_rate=0.1)
    other.load_state_dict(torch.load(buffer, weights_only=True))
    assert json.dumps(other.state) == json.dumps(weighting.state)


def test_a_shared_prediction_gets_the_combined_gradient():
    trunk = torch.randn(4, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64).requires_grad_()
    prediction = trunk * 2
    batch = lossd.Batch(lossd.Weighting("upgrad", level="shared_input"))
    batch.add("low", lossd.torch.mse_loss, prediction, torch.zeros(4, 3, dtype=torch.float64))
    batch.add("high", lossd.torch.l1_loss, prediction, torch.full((4, 3), 2.0, dtype=torch.float64))
    result = batch.evaluate()
    result.total.backward()
    array = prediction.detach().numpy()
    plain = lossd.Batch(lossd.Weighting("upgrad", level="shared_input"))
    plain.add("low", "mse_loss", array, array * 0)
    plain.add("high", "l1_loss", array, array * 0 + 2)
    torch.testing.assert_close(trunk.grad, 2 * torch.from_numpy(plain.evaluate().shared["low.input"]), rtol=1e-12, atol=1e-15)


def test_without_gradients_nothing_is_asked_for():
    shared, heads, classes, depths = problem()
    with torch.no_grad():
        result = total_of(None, shared, heads, classes, depths)
    assert not result.total.requires_grad
    assert result.losses["scene"] > 0


def test_tensors_that_need_no_gradient_get_none():
    shared, heads, classes, depths = problem()
    result = total_of(None, shared.detach(), [heads[0].detach(), heads[1]], classes, depths)
    result.total.backward()
    assert heads[1].grad is not None
    assert heads[0].grad is None


def test_losses_that_are_not_reduced_are_refused():
    batch = lossd.Batch()
    batch.add("items", "mse_loss", torch.ones(2, requires_grad=True), torch.zeros(2), reduction="none")
    with pytest.raises(ValueError, match="reduced"):
        batch.evaluate()


def test_float16_gradients_survive_loss_scaling():
    x = torch.full((4,), 1e-6, dtype=torch.float16, requires_grad=True)
    batch = lossd.Batch()
    batch.add("t", "mse_loss", x, torch.zeros(4, dtype=torch.float16))
    (batch.evaluate().total.float() * 4096).backward()
    # Before it is scaled, the gradient is below what float16 holds to so many digits.
    torch.testing.assert_close(x.grad.float(), 2048 * x.detach().float(), rtol=1e-3, atol=0)


def test_two_tasks_train_as_in_torch():
    curves = []
    for is_own in (False, True):
        shared, heads, classes, depths = problem()
        optimizer = torch.optim.Adam([shared, *heads], lr=0.05)
        curve = []
        for _ in range(40):
            optimizer.zero_grad()
            if is_own:
                total = F.cross_entropy(shared @ heads[0], classes) + 0.5 * F.mse_loss(shared @ heads[1], depths)
            else:
                total = total_of(None, shared, heads, classes, depths).total
            total.backward()
            optimizer.step()
            curve.append(total.item())
        curves.append(curve)
    assert curves[0] == pytest.approx(curves[1], rel=1e-4)
    assert curves[0][-1] < 0.1 * curves[0][0]


def test_modes_of_the_calling_thread_hold_for_awaited_batches(server):
    import asyncio

    async def work():
        async with lossd.AsyncClient(server.url) as client:
            batch = lossd.Batch()
            batch.add("t", "mse_loss", torch.ones(2, dtype=torch.bfloat16, requires_grad=True), torch.zeros(2, dtype=torch.bfloat16))
            with torch.no_grad():
                plain = await client.run(batch)
            with torch.autocast("cpu"):
                wide = await client.run(batch)
            return plain, wide

    plain, wide = asyncio.run(work())
    assert not plain.total.requires_grad
    assert wide.total.requires_grad
    assert wide.total.dtype == torch.float32
