"""Losses on arrays: every loss, every kind of array."""

import json
import urllib.request

import numpy as np
import pytest

import lossd.numpy


def answered(server, request):
    """What the JSON interface answers to a request of one task."""
    http = urllib.request.Request(f"{server.url}/v1/evaluate", json.dumps(request).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(http) as answer:
        return json.load(answer)["tasks"][0]


def test_every_loss_is_a_function_and_answers_what_its_example_does(server, catalogue):
    assert sorted(lossd.numpy.__all__) == sorted(entry["name"] for entry in catalogue)
    for entry in catalogue:
        task = dict(entry["example"]["tasks"][0])
        expected = answered(server, {"dtype": "float64", "tasks": [task]})
        options = {name: value for name, value in task.pop("options", {}).items() if value is not None}
        tensors = {tensor["name"] for tensor in entry["inputs"] if tensor["in"] == "options"}
        options = {name: np.array(value, float) if name in tensors else value for name, value in options.items()}
        task.pop("loss")
        names = [tensor["name"] for tensor in entry["inputs"]] + ["mask"]
        arrays = {name: np.array(value, float) if np.array(value).dtype.kind in "fU" else np.array(value) for name, value in task.items()}
        others = {name: arrays.pop(name) for name in list(arrays) if name not in names or not name.isidentifier()}
        if others:
            arrays["parameters"] = others
        # Whole numbers are no float64, which is what the example is compared in.
        arrays = {
            name: value.astype(float) if isinstance(value, np.ndarray) and name == names[0] else value for name, value in arrays.items()
        }
        gradients = list(expected.get("gradients", {}))
        loss, found = getattr(lossd.numpy, entry["name"])(**arrays, **options, gradients=gradients)
        np.testing.assert_array_equal(loss, np.array(expected["loss"], float), entry["name"])
        for name in gradients:
            np.testing.assert_array_equal(found[name], np.array(expected["gradients"][name], float), f"{entry['name']}: {name}")


@pytest.mark.parametrize(
    "change",
    [
        lambda array: array[::-1],
        lambda array: np.asfortranarray(array),
        lambda array: array.astype(">f8"),
        lambda array: array.astype(np.float32),
        lambda array: array.astype(np.float16),
        lambda array: array.T.copy().T,
        lambda array: array.tolist(),
        lambda array: np.broadcast_to(array[:1], array.shape),
    ],
)
def test_arrays_are_sent_as_the_numbers_that_they_hold(change):
    array = change(np.arange(12.0).reshape(3, 4))
    loss, gradients = lossd.numpy.mse_loss(array, np.ones((3, 4)))
    plain = np.array(array, float)
    np.testing.assert_allclose(loss, ((plain - 1) ** 2).mean(), rtol=1e-15)
    np.testing.assert_allclose(gradients["input"], (plain - 1) / 6, rtol=1e-3 if getattr(array, "dtype", None) == np.float16 else 1e-7)


def test_empty_and_single_numbers():
    with pytest.warns(lossd.LossdWarning):
        loss, gradients = lossd.numpy.mse_loss(np.empty((0, 3)), np.empty((0, 3)))
    assert np.isnan(loss)
    assert gradients["input"].shape == (0, 3)
    loss, gradients = lossd.numpy.mse_loss(2.0, 0.0)
    assert loss == 4
    assert loss.shape == ()
    assert gradients["input"] == 4


def test_masks_weights_and_reductions():
    loss, gradients = lossd.numpy.mse_loss(np.array([1.0, 2.0, 5.0]), np.zeros(3), mask=np.array([True, True, False]))
    assert loss == 2.5
    np.testing.assert_array_equal(gradients["input"], [1, 2, 0])
    loss, gradients = lossd.numpy.mse_loss(np.array([1.0, 2.0]), np.zeros(2), reduction="none", gradients=[])
    np.testing.assert_array_equal(loss, [1, 4])
    assert gradients == {}
    loss, _ = lossd.numpy.mse_loss(np.array([1.0, 3.0]), np.zeros(2), sample_weight=np.array([3.0, 1.0]))
    assert loss == 3


def test_what_is_no_number_is_refused_before_it_is_sent():
    with pytest.raises(TypeError, match="complex"):
        lossd.numpy.mse_loss(np.ones(2, complex), np.ones(2))
