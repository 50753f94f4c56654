#!/usr/bin/env python3
"""Fits sin(x) with a small network: lossd has the loss and its gradient by the predictions, this file all the rest.

    sine.py [URL of lossd, by default http://127.0.0.1:8080]
"""
import sys

import lossd.numpy
import numpy as np


def start(seed=0, hidden=32):
    """The weights of 1 -> hidden -> hidden -> 1, and the points to fit."""
    random = np.random.default_rng(seed)
    sizes = [(1, hidden), (hidden, hidden), (hidden, 1)]
    weights = []
    for fan_in, fan_out in sizes:
        weights += [random.standard_normal((fan_in, fan_out)) / np.sqrt(fan_in), np.zeros(fan_out)]
    x = np.sort(random.uniform(-np.pi, np.pi, 128))[:, None]
    return [weight.astype(np.float32) for weight in weights], x.astype(np.float32), np.sin(x).astype(np.float32)


def forward(weights, x):
    """The predictions, and what each layer was given."""
    given = [x]
    for layer in range(0, len(weights) - 2, 2):
        given.append(np.tanh(given[-1] @ weights[layer] + weights[layer + 1]))
    return given[-1] @ weights[-2] + weights[-1], given


def backward(weights, given, gradient):
    """The gradients by all weights, from that by the predictions."""
    gradients = []
    for layer in reversed(range(0, len(weights), 2)):
        entered = given[layer // 2]
        gradients = [entered.T @ gradient, gradient.sum(0)] + gradients
        if layer:
            gradient = (gradient @ weights[layer].T) * (1 - entered * entered)
    return gradients


class Adam:
    """Kingma and Ba (2015), as in torch.optim.Adam."""

    def __init__(self, weights, rate):
        self.rate, self.step = rate, 0
        self.mean, self.square = ([np.zeros_like(weight) for weight in weights] for _ in range(2))

    def update(self, weights, gradients):
        self.step += 1
        for weight, gradient, mean, square in zip(weights, gradients, self.mean, self.square):
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient * gradient - square)
            root = np.sqrt(square / np.float32(1 - 0.999**self.step)) + np.float32(1e-8)
            weight -= np.float32(self.rate / (1 - 0.9**self.step)) * mean / root


def train(client, steps, rate=0.005):
    """Trains, and yields the loss of each step."""
    weights, x, target = start()
    adam = Adam(weights, rate)
    for _ in range(steps):
        prediction, given = forward(weights, x)
        loss, gradients = lossd.numpy.mse_loss(prediction, target, client=client)
        adam.update(weights, backward(weights, given, gradients["input"]))
        yield float(loss)


def main():
    client = lossd.Client(*sys.argv[1:2])
    print("step     mse_loss")
    for step, loss in enumerate(train(client, 2001)):
        if step % 200 == 0:
            print(f"{step:4} {loss:12.8f}")
    error = loss**0.5
    print(f"root mean square error {error:.5f}")
    if error > 0.01:
        sys.exit("the network should fit sin(x) to 0.01")


if __name__ == "__main__":
    main()
