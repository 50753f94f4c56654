"""Losses of JAX arrays, against the same in numpy and JAX's own derivatives."""

import time

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

import lossd
import lossd.jax
import lossd.numpy

pytestmark = pytest.mark.jax

LOGITS = np.random.default_rng(0).standard_normal((6, 4)).astype(np.float32)
CLASSES = np.array([0, 3, 1, 2, 2, 0])


def own_cross_entropy(logits, classes):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), classes[:, None], 1))


def test_every_loss_is_a_function():
    assert lossd.jax.__all__ == lossd.numpy.__all__


@pytest.mark.parametrize("wrap", [lambda function: function, jax.jit])
def test_values_and_gradients_are_jax_own(wrap):
    logits, classes = jnp.asarray(LOGITS), jnp.asarray(CLASSES)
    loss, gradient = wrap(jax.value_and_grad(lossd.jax.cross_entropy))(logits, classes)
    expected, by_jax = jax.value_and_grad(own_cross_entropy)(logits, classes)
    assert loss.dtype == gradient.dtype == jnp.float32
    np.testing.assert_allclose(loss, expected, rtol=1e-6)
    np.testing.assert_allclose(gradient, by_jax, rtol=1e-5, atol=1e-8)
    np.testing.assert_array_equal(wrap(lossd.jax.cross_entropy)(logits, classes), loss)


@pytest.mark.parametrize("wrap", [lambda function: function, jax.jit])
def test_chains_reach_every_input(wrap):
    def total(parameters, x):
        prediction = jnp.tanh(x @ parameters["w"])
        return 3 * lossd.jax.smooth_l1_loss(prediction, parameters["t"], beta=0.5)

    def own(parameters, x):
        error = jnp.abs(jnp.tanh(x @ parameters["w"]) - parameters["t"])
        return 3 * jnp.mean(jnp.where(error < 0.5, error**2, error - 0.25))

    random = np.random.default_rng(1)
    parameters = {
        "w": jnp.asarray(random.standard_normal((4, 2)), jnp.float32),
        "t": jnp.asarray(random.standard_normal((6, 2)), jnp.float32),
    }
    found, expected = wrap(jax.grad(total))(parameters, LOGITS), jax.grad(own)(parameters, LOGITS)
    for name in parameters:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("wrap", [lambda function: function, jax.jit])
def test_vmap_evaluates_each_row_alone(wrap):
    logits = jnp.asarray(np.random.default_rng(2).standard_normal((300, 6, 4)), jnp.float32)
    losses, gradients = wrap(jax.vmap(jax.value_and_grad(lossd.jax.cross_entropy), (0, None)))(logits, jnp.asarray(CLASSES))
    expected, by_jax = jax.vmap(jax.value_and_grad(own_cross_entropy), (0, None))(logits, jnp.asarray(CLASSES))
    np.testing.assert_allclose(losses, expected, rtol=1e-6)
    np.testing.assert_allclose(gradients, by_jax, rtol=1e-5, atol=1e-8)
    nested = wrap(jax.vmap(jax.vmap(lossd.jax.cross_entropy, (0, None)), (0, None)))(logits.reshape(3, 100, 6, 4), jnp.asarray(CLASSES))
    np.testing.assert_array_equal(nested, losses.reshape(3, 100))


def test_vmap_sends_one_request_for_many_rows():
    count = 0

    class Counting(lossd.Client):
        def exchange(self, method, path, fields, parts=()):
            nonlocal count
            count += 1
            return super().exchange(method, path, fields, parts)

    with Counting(lossd.default_client().url) as client:
        jax.vmap(lambda row: lossd.jax.mse_loss(row, jnp.zeros(3), client=client))(jnp.ones((100, 3)))
    assert count == 1


@pytest.mark.parametrize("wrap", [lambda function: function, jax.jit])
def test_losses_that_are_not_reduced(wrap):
    weights = jnp.arange(1.0, 7.0)

    def weighted(logits):
        return jnp.vdot(weights, lossd.jax.cross_entropy(logits, jnp.asarray(CLASSES), reduction="none"))

    def own(logits):
        return -jnp.vdot(weights, jnp.take_along_axis(jax.nn.log_softmax(logits), jnp.asarray(CLASSES)[:, None], 1)[:, 0])

    loss, gradient = wrap(jax.value_and_grad(weighted))(jnp.asarray(LOGITS))
    expected, by_jax = jax.value_and_grad(own)(jnp.asarray(LOGITS))
    np.testing.assert_allclose(loss, expected, rtol=1e-6)
    np.testing.assert_allclose(gradient, by_jax, rtol=1e-5, atol=1e-7)
    rows = wrap(jax.vmap(jax.grad(weighted)))(jnp.stack([jnp.asarray(LOGITS)] * 2))
    np.testing.assert_array_equal(rows[1], gradient)
    assert lossd.jax.generalized_box_iou_loss(jnp.ones((3, 4)), jnp.ones((3, 4))).shape == (3,)


@pytest.mark.parametrize("dtype", [jnp.float16, jnp.bfloat16, jnp.float32])
def test_types_are_kept(dtype):
    logits = jnp.asarray(LOGITS, dtype)
    loss, gradient = jax.jit(jax.value_and_grad(lossd.jax.cross_entropy))(logits, CLASSES)
    assert loss.dtype == gradient.dtype == dtype
    expected, by_numpy = lossd.numpy.cross_entropy(np.asarray(logits, np.float32), CLASSES)
    assert loss == jnp.asarray(expected).astype(dtype)
    np.testing.assert_array_equal(gradient, jnp.asarray(by_numpy["input"]).astype(dtype))


def test_float64_where_jax_has_it():
    with jax.enable_x64(True):
        loss, gradient = jax.value_and_grad(lossd.jax.cross_entropy)(jnp.asarray(LOGITS, jnp.float64), CLASSES)
        assert loss.dtype == gradient.dtype == jnp.float64
        expected, by_jax = jax.value_and_grad(own_cross_entropy)(jnp.asarray(LOGITS, jnp.float64), CLASSES)
        np.testing.assert_allclose(loss, expected, rtol=1e-14)
        np.testing.assert_allclose(gradient, by_jax, rtol=1e-12)


def test_gradients_of_options_masks_and_targets():
    target = jax.nn.softmax(jnp.asarray(LOGITS)[:, ::-1])
    found = jax.grad(lambda target: lossd.jax.cross_entropy(jnp.asarray(LOGITS), target))(target)
    np.testing.assert_allclose(found, -jax.nn.log_softmax(LOGITS) / 6, rtol=1e-5)
    weight = jnp.array([1.0, 2.0, 0.5, 1.0])
    loss = lossd.jax.cross_entropy(LOGITS, CLASSES, weight=weight, mask=np.array([True] * 5 + [False]))
    expected, _ = lossd.numpy.cross_entropy(LOGITS, CLASSES, weight=np.asarray(weight), mask=np.array([True] * 5 + [False]))
    assert loss == expected


def test_faults_are_raised():
    with pytest.raises(lossd.LossdError, match=r"^target\[1\]: "):
        lossd.jax.cross_entropy(jnp.asarray(LOGITS), jnp.array([0, 9, 0, 0, 0, 0]))
    # Under jit, JAX raises errors of its own, which differ between its releases.
    with pytest.raises((ValueError, RuntimeError), match=r"target\[1\]: "):
        jax.jit(lossd.jax.cross_entropy)(jnp.asarray(LOGITS), jnp.array([0, 9, 0, 0, 0, 0])).block_until_ready()
    with pytest.raises(TypeError, match="floating-point"):
        lossd.jax.mse_loss(jnp.ones(3, int), jnp.ones(3, int))


def test_losses_are_reachable_by_name():
    assert lossd.jax.by_name("MSELoss")(jnp.ones(2), jnp.zeros(2)) == 1
    assert lossd.jax.pinball_loss(jnp.ones(2), jnp.zeros(2)) == 0.5
    assert not hasattr(lossd.jax, "nonsense")


def test_a_training_run_is_that_of_jax():
    random = np.random.default_rng(3)
    x, y = random.standard_normal((64, 5)).astype(np.float32), random.integers(0, 3, 64)
    curves = []
    for loss in (lossd.jax.cross_entropy, own_cross_entropy):
        parameters = jnp.zeros((5, 3), jnp.float32)
        step = jax.jit(jax.value_and_grad(lambda parameters, loss=loss: loss(x @ parameters, jnp.asarray(y))))
        curve = []
        for _ in range(30):
            value, gradient = step(parameters)
            parameters = parameters - 0.5 * gradient
            curve.append(float(value))
        curves.append(curve)
    np.testing.assert_allclose(*curves, rtol=2e-6)
    assert curves[0][-1] < curves[0][0]


def test_scaled_gradients_of_float16_do_not_vanish():
    x = jnp.full(70_000, 1e-3, jnp.float16)
    found = jax.grad(lambda x: lossd.jax.mse_loss(x, jnp.zeros_like(x)).astype(jnp.float32) * 32768)(x)
    np.testing.assert_allclose(found, 2e-3 / 70_000 * 32768, rtol=2e-3)


def test_equal_calls_are_compiled_once():
    function = jax.vmap(jax.grad(lossd.jax.mse_loss))
    rows = jnp.ones((4, 3))
    function(rows, rows)
    begun = time.perf_counter()
    for _ in range(30):
        function(rows, 2 * rows)
    # A compilation takes some 15 ms.
    assert time.perf_counter() - begun < 0.3


def test_losses_that_are_not_reduced_ask_for_shapes_without_warnings():
    import warnings

    labels = jnp.array([1, -1, 1])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = lossd.jax.hinge_embedding_loss(jnp.ones(3), labels, reduction="none")
        np.testing.assert_array_equal(jax.jit(lambda x: lossd.jax.hinge_embedding_loss(x, labels, reduction="none"))(jnp.ones(3)), rows)
        log_probs = jax.nn.log_softmax(jnp.ones((10, 2, 5)), -1)
        arguments = (jnp.array([1, 2, 3, 1, 2]), jnp.array([10, 10]), jnp.array([3, 2]))
        assert lossd.jax.ctc_loss(log_probs, *arguments, reduction="none").shape == (2,)
    with pytest.raises(NotImplementedError, match="ctc_loss with reduction='none' under jit"):
        jax.jit(lambda x: lossd.jax.ctc_loss(x, *arguments, reduction="none"))(log_probs)


@pytest.mark.filterwarnings("ignore::lossd.LossdWarning")
def test_rows_without_elements():
    assert jnp.isnan(jax.vmap(lossd.jax.mse_loss)(jnp.ones((3, 0)), jnp.ones((3, 0)))).all()
    assert jax.vmap(lossd.jax.mse_loss)(jnp.ones((0, 3)), jnp.ones((0, 3))).shape == (0,)


def test_what_has_no_gradient_is_named():
    with pytest.raises(ValueError, match="sample_weight has no gradient"):
        jax.grad(lambda weight: lossd.jax.mse_loss(jnp.ones(2), jnp.zeros(2), sample_weight=weight))(jnp.ones(2))
