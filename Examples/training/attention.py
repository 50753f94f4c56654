#!/usr/bin/env python3
"""Learns which digit an image shows and how much ink it has; each task attends to the shared features in its own way.

A mask for each task, made of the features, says how much each feature counts for it, as in Liu, Johns and Davison (2019),
End-to-End Multi-Task Learning with Attention; the tasks are weighed by the strategy of that paper, dwa.

    attention.py [URL of lossd, by default http://127.0.0.1:8080]
"""
import pathlib
import sys

import lossd
import numpy as np

EPOCHS = 60


def load():
    """Images of 64 pixels from 0 to 1 and their digits: 1437 to learn from, 360 to test with."""
    table = np.loadtxt(pathlib.Path(__file__).with_name("digits.csv.gz"), delimiter=",", dtype=np.float32)
    table = table[np.random.default_rng(0).permutation(len(table))]
    images, digits = table[:, :64] / 16, table[:, 64].astype(int)
    return (images[:1437], digits[:1437]), (images[1437:], digits[1437:])


def with_ones(rows):
    """The rows with a 1 behind each, so that a bias is one more weight."""
    return np.hstack([rows, np.ones((len(rows), 1), np.float32)])


class Network:
    """A shared layer of 32 features; a mask of them and a head for each task."""

    def __init__(self):
        random = np.random.default_rng(1)

        def normal(rows, columns):
            return random.standard_normal((rows, columns)).astype(np.float32) / np.float32(rows**0.5)

        self.weights = {"trunk": normal(65, 32), "digit": normal(33, 10), "ink": normal(33, 1),
                        "digit mask": normal(33, 32), "ink mask": normal(33, 32)}
        self.weights["ink"][-1] = 19.5  # The ink of most images is near this.
        self.speeds = {name: np.zeros_like(weight) for name, weight in self.weights.items()}

    def forward(self, images):
        self.images = with_ones(images)
        self.features = np.tanh(self.images @ self.weights["trunk"])
        self.masks = {task: 1 / (1 + np.exp(-with_ones(self.features) @ self.weights[f"{task} mask"]))
                      for task in ("digit", "ink")}
        return {task: with_ones(mask * self.features) @ self.weights[task] for task, mask in self.masks.items()}

    def backward(self, gradients):
        """The gradients by all weights, from those by the predictions of each task."""
        found, by_features = {}, 0
        for task, gradient in gradients.items():
            mask = self.masks[task]
            found[task] = with_ones(mask * self.features).T @ gradient
            by_masked = (gradient @ self.weights[task].T)[:, :-1]
            by_score = by_masked * self.features * mask * (1 - mask)
            found[f"{task} mask"] = with_ones(self.features).T @ by_score
            by_features += by_masked * mask + (by_score @ self.weights[f"{task} mask"].T)[:, :-1]
        found["trunk"] = self.images.T @ (by_features * (1 - self.features * self.features))
        return found

    def step(self, gradients, rate=0.015, momentum=0.9):
        for name, gradient in gradients.items():
            self.speeds[name] = np.float32(momentum) * self.speeds[name] + gradient
            self.weights[name] -= np.float32(rate) * self.speeds[name]


def main():
    client = lossd.Client(*sys.argv[1:2])
    (images, digits), (test_images, test_digits) = load()
    network, random = Network(), np.random.default_rng(2)
    weighting = lossd.Weighting("dwa", epoch_length=11)
    print("epoch  digits told right  error of the ink  weights of digit and ink")
    for epoch in range(1, EPOCHS + 1):
        for batch in np.array_split(random.permutation(len(images)), 11):
            predictions, ink = network.forward(images[batch]), images[batch].sum(1, keepdims=True)
            tasks = lossd.Batch(weighting, client=client)
            tasks.add("digit", "cross_entropy", predictions["digit"], digits[batch])
            tasks.add("ink", "mse_loss", predictions["ink"], ink)
            result = tasks.evaluate()
            # Multiplied by the weights of the tasks already.
            network.step(network.backward({name: own["input"] for name, own in result.gradients.items()}))
        predictions = network.forward(test_images)
        accuracy = float(np.mean(predictions["digit"].argmax(1) == test_digits))
        error = float(np.abs(predictions["ink"] - test_images.sum(1, keepdims=True)).mean())
        if epoch % 10 == 0:
            print(f"{epoch:5} {accuracy:18.4f} {error:17.4f}  {result.weights['digit']:.3f} {result.weights['ink']:.3f}")
    if accuracy < 0.93 or error > 1:
        sys.exit("93 % of the digits should be told right, and the ink to 1")


if __name__ == "__main__":
    main()
