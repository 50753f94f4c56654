"""Batches and weightings of arrays."""

import json

import numpy as np
import pytest

import lossd
import lossd.numpy

LOGITS = np.array([[2.0, 0.5, -1.0], [0.1, 0.2, 0.3]])
CLASSES = np.array([0, 2])
DEPTHS = np.array([1.5, 3.0])


def batch_of(weighting=None, **settings):
    batch = lossd.Batch(weighting, **settings)
    batch.add("scene", lossd.numpy.cross_entropy, LOGITS, CLASSES, label_smoothing=0.1)
    batch.add("depth", "mse_loss", DEPTHS, np.ones(2), task_weight=0.5)
    return batch


def test_tasks_are_evaluated_together_as_they_are_alone():
    result = batch_of(gradient_of="task").evaluate()
    scene, scene_gradients = lossd.numpy.cross_entropy(LOGITS, CLASSES, label_smoothing=0.1)
    depth, depth_gradients = lossd.numpy.mse_loss(DEPTHS, np.ones(2))
    assert result.losses == {"scene": scene, "depth": depth}
    assert result.weights == {"scene": 1, "depth": 0.5}
    assert result.denominators == {"scene": 2, "depth": 2}
    assert result.total == scene + depth / 2
    np.testing.assert_array_equal(result.gradients["scene"]["input"], scene_gradients["input"])
    np.testing.assert_array_equal(result.gradients["depth"]["input"], depth_gradients["input"])
    weighted = batch_of().evaluate()
    np.testing.assert_array_equal(weighted.gradients["depth"]["input"], depth_gradients["input"] / 2)
    assert weighted.weighted is None


def test_one_gradient_may_be_asked_for_by_its_name():
    batch = lossd.Batch()
    batch.add("depth", lossd.numpy.mse_loss, DEPTHS, np.ones(2), gradients="target")
    _, alone = lossd.numpy.mse_loss(DEPTHS, np.ones(2), gradients="target")
    gradients = batch.evaluate().gradients["depth"]
    assert list(gradients) == list(alone) == ["target"]
    np.testing.assert_array_equal(gradients["target"], alone["target"])


def test_a_weighting_carries_its_state_and_goes_on_from_what_was_saved():
    straight = lossd.Weighting("uncertainty", learning_rate=0.1)
    first = [batch_of(straight).evaluate().weights for _ in range(4)]
    assert first[0] != first[1]
    assert straight.state["step"] == 4
    begun = lossd.Weighting("uncertainty", learning_rate=0.1)
    second = [batch_of(begun).evaluate().weights for _ in range(2)]
    saved = json.loads(json.dumps(begun.state_dict()))
    resumed = lossd.Weighting("uncertainty", learning_rate=0.1)
    resumed.load_state_dict(saved)
    second += [batch_of(resumed).evaluate().weights for _ in range(2)]
    assert second == first
    before = resumed.state_dict()
    again = batch_of(resumed).evaluate(advance=False)
    assert resumed.state_dict() == before
    assert batch_of(resumed).evaluate().weights == again.weights
    with pytest.raises(ValueError, match="saved from uncertainty, not dwa"):
        lossd.Weighting("dwa").load_state_dict(saved)


def test_a_step_that_fails_leaves_the_state():
    weighting = lossd.Weighting("dwa")
    batch_of(weighting).evaluate()
    before = weighting.state_dict()
    batch = batch_of(weighting)
    batch.add("wrong", lossd.numpy.nll_loss, np.log(np.full((1, 2), 0.5)), np.array([7]))
    with pytest.raises(lossd.LossdError, match=r"^wrong.target\[0\]: "):
        batch.evaluate()
    assert weighting.state_dict() == before


def test_gradients_of_shared_tensors_are_combined():
    shared = np.array([[1.0, -2.0], [0.5, 3.0]])
    batch = lossd.Batch(lossd.Weighting("upgrad", level="shared_input", diagnostics=True), gradient_of="task")
    batch.add("low", lossd.numpy.mse_loss, shared, np.zeros((2, 2)))
    batch.add("high", lossd.numpy.l1_loss, shared, np.full((2, 2), 2.0))
    result = batch.evaluate()
    assert list(result.shared) == ["low.input"]
    expected = sum(result.weights[name] * result.gradients[name]["input"] for name in ("low", "high"))
    np.testing.assert_allclose(result.shared["low.input"], expected, rtol=1e-12)
    assert result.weighted.answer["diagnostics"]["gradient_norms"].keys() == {"low", "high"}
    # What each task gains from the step is not negative.
    for name in ("low", "high"):
        assert np.vdot(result.gradients[name]["input"], result.shared["low.input"]) > -1e-9


def test_tasks_are_weighed_by_what_is_known_of_their_gradients():
    weighting = lossd.Weighting("upgrad")
    weighted = weighting.weigh(["scene", "depth"], gramian=np.array([[18.0, -22], [-22, 38]]))
    np.testing.assert_allclose([weighted.weights["scene"], weighted.weights["depth"]], [10 / 9, 0.7894736842], rtol=1e-9)
    assert weighted.gradient is None
    jacobian = np.array([[3.0, 3.0], [-1.0, -6.0]])
    weighted = weighting.weigh(["a", "b"], jacobian=jacobian)
    np.testing.assert_allclose(weighted.gradient, weighted.weights["a"] * jacobian[0] + weighted.weights["b"] * jacobian[1])
    learnt = lossd.Weighting("dwa")
    for step in range(1, 4):
        weighted = learnt.weigh(["a", "b"], losses={"a": 1.0 / step, "b": 2.0})
        assert learnt.state["step"] == step
    assert weighted.weights["b"] > weighted.weights["a"]
    fixed = lossd.Weighting("fixed", weights={"a": 0.25, "b": 2})
    assert fixed.weigh(["a", "b"]).weights == {"a": 0.25, "b": 2}
    assert fixed.weigh(["a", "b"], inactive=["b"]).weights == {"a": 0.25, "b": 0}


def test_faults_of_weightings_name_what_they_are_about():
    with pytest.raises(lossd.LossdError, match=r"^strategy: "):
        lossd.Weighting("nonsense").weigh(["a"])
    with pytest.raises(lossd.LossdError, match=r"^learning_rate: "):
        lossd.Weighting("uncertainty", learning_rate=-1.0).weigh(["a"], losses={"a": 1.0})
    with pytest.raises(lossd.LossdError, match=r"^gramian"):
        lossd.Weighting("upgrad").weigh(["a", "b"], gramian=np.array([[1.0, np.nan], [0, 1]]))


def test_a_tensor_that_is_shared_is_sent_once():
    sizes = []

    class Counting(lossd.Client):
        def exchange(self, method, path, fields, parts=()):
            sizes.append(sum(len(part) for part in parts))
            return super().exchange(method, path, fields, parts)

    array = np.zeros(10_000)
    with Counting(lossd.default_client().url) as client:
        for other in (array, np.zeros(10_000)):
            batch = lossd.Batch(client=client)
            batch.add("a", lossd.numpy.mse_loss, array, np.float64(1.0) + np.zeros(10_000), gradients=[])
            batch.add("b", lossd.numpy.l1_loss, other, np.float64(2.0) + np.zeros(10_000), gradients=[])
            batch.evaluate()
    assert sizes[1] - sizes[0] > 79_000


def test_what_cannot_be_a_batch_is_refused_at_once():
    with pytest.raises(ValueError, match="no tasks"):
        lossd.Batch().evaluate()
    batch = batch_of()
    with pytest.raises(ValueError, match="there is a task scene already"):
        batch.add("scene", "mse_loss", DEPTHS, DEPTHS)
    with pytest.raises(TypeError, match="target"):
        batch.add("other", "mse_loss", DEPTHS)
    with pytest.raises(TypeError, match="is not a loss function"):
        batch.add("other", lambda *_, client: None, DEPTHS)
    with pytest.raises(ValueError, match="gradient_of"):
        lossd.Batch(gradient_of="all")


def test_losses_that_are_not_reduced_have_no_total():
    batch = lossd.Batch()
    batch.add("items", "mse_loss", DEPTHS, np.ones(2), reduction="none")
    result = batch.evaluate()
    assert result.total is None
    np.testing.assert_array_equal(result.losses["items"], [0.25, 4])


def test_a_task_without_items_takes_no_part():
    batch = lossd.Batch(lossd.Weighting("dwa"))
    batch.add("depth", "mse_loss", DEPTHS, np.ones(2))
    batch.add("none", "mse_loss", DEPTHS, np.ones(2), mask=np.zeros(2, bool))
    with pytest.warns(lossd.LossdWarning):
        result = batch.evaluate()
    assert result.losses["none"] is None
    assert result.weights["none"] == 0
    np.testing.assert_array_equal(result.gradients["none"]["input"], [0, 0])


def test_json_says_the_same(server):
    with lossd.Client(server.url, transport="json") as client:
        for dtype in (np.float64, np.float32):
            logits = LOGITS.astype(dtype)
            expected = lossd.numpy.cross_entropy(logits, CLASSES, weight=np.ones(3, dtype))
            found = lossd.numpy.cross_entropy(logits, CLASSES, weight=np.ones(3, dtype), client=client)
            assert found[0] == expected[0]
            assert found[0].dtype == found[1]["input"].dtype == dtype
            np.testing.assert_array_equal(found[1]["input"], expected[1]["input"])
        assert np.isinf(lossd.numpy.mse_loss(np.array([np.inf, 1.0]), np.zeros(2), client=client)[0])
        one, other = lossd.Weighting("imtl_l"), lossd.Weighting("imtl_l")
        for _ in range(2):
            expected, found = batch_of(one).evaluate(), batch_of(other).evaluate(client)
            assert found.weights == expected.weights
            assert found.total == expected.total
            np.testing.assert_array_equal(found.gradients["scene"]["input"], expected.gradients["scene"]["input"])
        jacobian = np.array([[3.0, 3.0], [-1.0, -6.0]])
        expected, found = (lossd.Weighting("mgda").weigh(["a", "b"], jacobian=jacobian, client=one) for one in (None, client))
        assert found.weights == expected.weights
        np.testing.assert_array_equal(found.gradient, expected.gradient)
        with pytest.raises(lossd.LossdError, match=r"^target\[1\]: "):
            lossd.numpy.cross_entropy(LOGITS, np.array([0, 7]), client=client)
        half = np.array([1.5, 2.5], np.float16)
        assert lossd.numpy.mse_loss(half, np.zeros(2, np.float16), client=client)[0] == 4.25
    with pytest.raises(ValueError, match="transport is safetensors or json"):
        lossd.Client(transport="xml")


def test_losses_of_the_server_are_reachable_by_name(server):
    function = lossd.numpy.by_name("CrossEntropyLoss")
    assert function.__name__ == "cross_entropy"
    loss, gradients = function(LOGITS, CLASSES, label_smoothing=0.1, gradients=["input"])
    expected = lossd.numpy.cross_entropy(LOGITS, CLASSES, label_smoothing=0.1)
    assert loss == expected[0]
    np.testing.assert_array_equal(gradients["input"], expected[1]["input"])
    assert function(LOGITS, CLASSES, weight=[1.0, 2.0, 0.5])[0] == lossd.numpy.cross_entropy(LOGITS, CLASSES, weight=[1.0, 2.0, 0.5])[0]
    with pytest.raises(TypeError, match="target"):
        function(LOGITS)
    with pytest.raises(TypeError, match="smoothing"):
        function(LOGITS, CLASSES, smoothing=0.1)
    # As an attribute: aliases are none of the package's own functions.
    assert lossd.numpy.pinball_loss(DEPTHS, np.ones(2))[0] == lossd.numpy.quantile_loss(DEPTHS, np.ones(2))[0]
    assert not hasattr(lossd.numpy, "nonsense")
    with pytest.raises(lossd.LossdError, match="nonsense"):
        lossd.numpy.by_name("nonsense/../x")
    assert [entry["name"] for entry in server.losses()] == lossd.numpy.__all__
    assert "upgrad" in [entry["name"] for entry in server.strategies()]
    assert server.loss("mse_loss")["inputs"][0]["name"] == "input"
    result = server.evaluate("huber_loss", {"input": [0.5, 4.0], "target": [0.0, 0.0]}, {"delta": 2.0}, dtype="float64")
    assert result.loss == (0.125 + 6) / 2
    np.testing.assert_array_equal(result.gradients["input"], [0.25, 1.0])
    assert result.denominator == 2


def test_warnings_are_shown_once_at_each_place():
    import warnings

    def ask(value):
        # Which element is above 0 is another one each time.
        values = np.full((4, 2), -1.0)
        values[value] = 0.5
        lossd.numpy.nll_loss(values, np.zeros(4, int))

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for value in range(4):
            ask(value)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for value in range(4):
            ask(value)
    assert len(caught) == 4


def test_losses_by_name_take_every_kind_of_option(server):
    assert (
        lossd.numpy.by_name("huber_loss")(DEPTHS, np.ones(2), delta=np.float32(2))[0]
        == lossd.numpy.huber_loss(DEPTHS, np.ones(2), delta=2)[0]
    )
    entry = server.loss("adaptive_log_softmax_with_loss")["example"]["tasks"][0]
    names = [one for one in entry if "." in one]
    parameters = {name: np.array(entry[name], float) for name in names}
    arguments = (np.array(entry["input"], float), np.array(entry["target"]), parameters)
    found = lossd.numpy.by_name("adaptive_log_softmax_with_loss")(*arguments, **entry["options"])
    assert found[0] == lossd.numpy.adaptive_log_softmax_with_loss(*arguments, **entry["options"])[0]


def test_answers_belong_to_the_one_who_asked():
    weighting = lossd.Weighting("dwa")
    weighting.weigh(["a", "b"], losses={"a": 1.0, "b": 2.0})
    first = weighting.weigh(["a", "b"], losses={"a": 1.0, "b": 2.0}, advance=False)
    weights = dict(first.weights)
    first.answer.clear()
    assert weighting.weigh(["a", "b"], losses={"a": 1.0, "b": 2.0}, advance=False).weights == weights
    seeded = lossd.Weighting("random_loss_weighting", seed=np.int64(3))
    assert seeded.weigh(["a", "b"]).weights.keys() == {"a", "b"}
    lossd.Weighting("mgda").weigh(["a", "b"], gramian=np.eye(2), tolerance=np.float32(1e-3))


def test_arguments_of_other_kinds(server):
    result = server.evaluate("mse_loss", {"input": [1.0], "target": [0.0]}, gradients="input", dtype=np.float64)
    assert result.loss.dtype == np.float64
    assert list(result.gradients) == ["input"]
    with pytest.raises(TypeError, match="masked"):
        lossd.numpy.mse_loss(np.ma.array([1.0, 5.0], mask=[False, True]), np.zeros(2))


TOKENS = {
    "log_probs": [-1.0, -0.5, -2.0, -0.7, -1.2],
    "old_log_probs": [-1.1, -0.9, -1.5, -0.7, -1.0],
    "advantages": [1.0, -0.5],
    "lengths": [3, 2],
}


def test_losses_of_tokens_have_diagnostics_and_presets(server):
    result = server.evaluate("ppo_clip", TOKENS, dtype="float64", preset="verl-vanilla")
    assert result.loss == pytest.approx(-0.40046724024985797, rel=1e-12)
    assert result.diagnostics["tokens"] == 5
    assert result.diagnostics["clip_fraction_high"] == 0.2
    batch = lossd.Batch()
    arrays = {name: np.array(value) for name, value in TOKENS.items()}
    batch.add("policy", lossd.numpy.ppo_clip, **arrays, denominator=8)
    found = batch.evaluate()
    assert found.denominators == {"policy": 8}
    assert found.total == pytest.approx(-0.40046724024985797 * 5 / 8, rel=1e-12)
    assert found.diagnostics["policy"]["sequences"] == 2


def test_a_denominator_of_all_parts_makes_them_add_up():
    whole, _ = lossd.numpy.mse_loss(np.array([1.0, 2.0, 4.0]), np.zeros(3))
    parts = [lossd.numpy.mse_loss(np.array(part), np.zeros(len(part)), denominator=3)[0] for part in ([1.0, 2.0], [4.0])]
    assert sum(parts) == whole
