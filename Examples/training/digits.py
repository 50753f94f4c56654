#!/usr/bin/env python3
"""Tells handwritten digits apart by a softmax of linear scores: the loss and its gradient come from lossd.

    digits.py [URL of lossd, by default http://127.0.0.1:8080]
"""
import pathlib
import sys

import lossd.numpy
import numpy as np


def load():
    """Images of 64 pixels from 0 to 1 and their digits: 1437 to learn from, 360 to test with."""
    table = np.loadtxt(pathlib.Path(__file__).with_name("digits.csv.gz"), delimiter=",", dtype=np.float32)
    table = table[np.random.default_rng(0).permutation(len(table))]
    images, digits = table[:, :64] / 16, table[:, 64].astype(int)
    return (images[:1437], digits[:1437]), (images[1437:], digits[1437:])


def train(client, images, digits, steps, rate=0.5, momentum=0.9):
    """Descends with momentum on all images at once; yields the weights and their loss."""
    weight, bias = np.zeros((64, 10), np.float32), np.zeros(10, np.float32)
    speed, bias_speed = np.zeros_like(weight), np.zeros_like(bias)
    for _ in range(steps):
        loss, gradients = lossd.numpy.cross_entropy(images @ weight + bias, digits, client=client)
        yield weight, bias, float(loss)
        gradient = gradients["input"]
        speed = np.float32(momentum) * speed + images.T @ gradient
        bias_speed = np.float32(momentum) * bias_speed + gradient.sum(0)
        weight, bias = weight - np.float32(rate) * speed, bias - np.float32(rate) * bias_speed


def main():
    client = lossd.Client(*sys.argv[1:2])
    (images, digits), (test_images, test_digits) = load()
    print("step  cross_entropy  accuracy on the test images")
    for step, (weight, bias, loss) in enumerate(train(client, images, digits, 301)):
        if step % 50 == 0:
            accuracy = float(np.mean((test_images @ weight + bias).argmax(1) == test_digits))
            print(f"{step:4} {loss:14.6f}  {accuracy:8.4f}")
    if accuracy < 0.95:
        sys.exit("19 of 20 digits should be told apart")


if __name__ == "__main__":
    main()
