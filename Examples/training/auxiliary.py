#!/usr/bin/env python3
"""Trains a deep classifier with a second, auxiliary one on its first layer, weighted 1 and 0.4 as Inception v3's are.

The auxiliary classifier brings a gradient to the first layers by a shorter way; it is left out once the network is trained.

    auxiliary.py [URL of lossd, by default http://127.0.0.1:8080]
"""
import pathlib
import sys

import lossd
import numpy as np

EPOCHS = 40


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
    """Three hidden layers of 32, a classifier on the last and an auxiliary one on the first."""

    def __init__(self):
        random = np.random.default_rng(1)

        def normal(rows, columns):
            return random.standard_normal((rows, columns)).astype(np.float32) / np.float32(rows**0.5)

        self.layers = [normal(65, 32), normal(33, 32), normal(33, 32)]
        self.heads = {"main": normal(33, 10), "auxiliary": normal(33, 10)}
        self.weights = [*self.layers, *self.heads.values()]
        self.speeds = [np.zeros_like(weight) for weight in self.weights]

    def forward(self, images):
        self.given = [with_ones(images)]
        for layer in self.layers:
            self.given.append(with_ones(np.tanh(self.given[-1] @ layer)))
        return {"main": self.given[-1] @ self.heads["main"], "auxiliary": self.given[1] @ self.heads["auxiliary"]}

    def backward(self, gradients):
        """The gradients by all weights, from those by the scores of both classifiers."""
        by_heads = [self.given[-1].T @ gradients["main"], self.given[1].T @ gradients["auxiliary"]]
        by_layers, gradient = [], gradients["main"] @ self.heads["main"].T
        for depth in (2, 1, 0):
            if depth == 0:
                # Both classifiers use the first layer.
                gradient = gradient + gradients["auxiliary"] @ self.heads["auxiliary"].T
            out = self.given[depth + 1]
            inner = (gradient * (1 - out * out))[:, :-1]
            by_layers.insert(0, self.given[depth].T @ inner)
            gradient = inner @ self.layers[depth].T
        return by_layers + by_heads

    def step(self, gradients, rate=0.05, momentum=0.9):
        for weight, speed, gradient in zip(self.weights, self.speeds, gradients):
            speed *= np.float32(momentum)
            speed += gradient
            weight -= np.float32(rate) * speed


def main():
    client = lossd.Client(*sys.argv[1:2])
    (images, digits), (test_images, test_digits) = load()
    network, random = Network(), np.random.default_rng(2)
    print("epoch  total loss  accuracy of the main and of the auxiliary classifier on the test images")
    for epoch in range(1, EPOCHS + 1):
        total = 0.0
        for batch in np.array_split(random.permutation(len(images)), 11):
            scores = network.forward(images[batch])
            tasks = lossd.Batch(client=client)
            for name, weight in (("main", 1), ("auxiliary", 0.4)):
                tasks.add(name, "cross_entropy", scores[name], digits[batch], task_weight=weight)
            result = tasks.evaluate()
            total += float(result.total) / 11
            # Multiplied by the weights already.
            network.step(network.backward({name: own["input"] for name, own in result.gradients.items()}))
        if epoch % 5 == 0:
            scores = network.forward(test_images)
            right = {name: float(np.mean(own.argmax(1) == test_digits)) for name, own in scores.items()}
            print(f"{epoch:5} {total:11.5f}  {right['main']:.4f} {right['auxiliary']:.4f}")
    if right["main"] < 0.95:
        sys.exit("the main classifier should tell 19 of 20 digits apart")


if __name__ == "__main__":
    main()
