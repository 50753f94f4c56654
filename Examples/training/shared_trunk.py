#!/usr/bin/env python3
"""Learns two tasks over one trunk, which digit an image shows and how much ink it has, and compares ways to weigh them.

    shared_trunk.py [URL of lossd, by default http://127.0.0.1:8080] [--picture FILE.svg]
"""
import argparse
import pathlib
import sys

import lossd
import numpy as np

STRATEGIES = {"fixed": {"weights": 1}, "uncertainty": {"learning_rate": 0.02}, "dwa": {"epoch_length": 11}, "upgrad": {}}
EPOCHS = 60


def load():
    """Images of 64 pixels from 0 to 1 and their digits: 1437 to learn from, 360 to test with."""
    table = np.loadtxt(pathlib.Path(__file__).with_name("digits.csv.gz"), delimiter=",", dtype=np.float32)
    table = table[np.random.default_rng(0).permutation(len(table))]
    images, digits = table[:, :64] / 16, table[:, 64].astype(int)
    return (images[:1437], digits[:1437]), (images[1437:], digits[1437:])


class Network:
    """A hidden layer of 32, and two heads: scores for ten digits, and the ink, the sum of the pixels."""

    def __init__(self):
        random = np.random.default_rng(1)
        self.trunk = random.standard_normal((65, 32)).astype(np.float32) / 8
        self.heads = {"digit": random.standard_normal((33, 10)).astype(np.float32) / 6,
                      "ink": random.standard_normal((33, 1)).astype(np.float32) / 6}
        self.heads["ink"][-1] = 19.5  # The ink of most images is near this.
        self.speeds = {name: np.float32(0) for name in ["trunk", *self.heads]}

    def forward(self, images):
        self.images = np.hstack([images, np.ones((len(images), 1), np.float32)])
        self.hidden = np.hstack([np.tanh(self.images @ self.trunk), np.ones((len(images), 1), np.float32)])
        return {name: self.hidden @ head for name, head in self.heads.items()}

    def backward(self, task, gradient):
        """The gradients of a task by its head and by the trunk, from that by its predictions."""
        inner = (gradient @ self.heads[task].T * (1 - self.hidden * self.hidden))[:, :-1]
        return self.hidden.T @ gradient, self.images.T @ inner

    def step(self, gradients, rate=0.015, momentum=0.9):
        for name, gradient in gradients.items():
            self.speeds[name] = np.float32(momentum) * self.speeds[name] + gradient
            weights = self.trunk if name == "trunk" else self.heads[name]
            weights -= np.float32(rate) * self.speeds[name]


def gradients(client, network, images, digits, weighting):
    """The gradients of the weighted total by trunk and heads, and the weights."""
    predictions, ink = network.forward(images), images.sum(1, keepdims=True)
    # Strategies that need gradients get their inner products over the shared parameters; others see the losses of the batch.
    needs_gradients = weighting.strategy == "upgrad"
    tasks = lossd.Batch(None if needs_gradients else weighting, gradient_of="task", client=client)
    tasks.add("digit", "cross_entropy", predictions["digit"], digits)
    tasks.add("ink", "mse_loss", predictions["ink"], ink)
    result = tasks.evaluate()
    weights = result.weights
    own = {task: network.backward(task, found["input"]) for task, found in result.gradients.items()}
    if needs_gradients:
        shared = np.stack([own[task][1].ravel() for task in own]).astype(np.float64)
        weights = weighting.weigh(list(own), gramian=shared @ shared.T, client=client).weights
    total = {task: np.float32(weights[task]) * own[task][0] for task in own}
    total["trunk"] = sum(np.float32(weights[task]) * own[task][1] for task in own)
    return total, weights


def train(client, strategy):
    """Trains, and returns after each epoch how often the digit is right, and how far off the ink is on average."""
    (images, digits), (test_images, test_digits) = load()
    network, random, curve = Network(), np.random.default_rng(2), []
    weighting = lossd.Weighting(strategy, **STRATEGIES[strategy])
    for _ in range(EPOCHS):
        for batch in np.array_split(random.permutation(len(images)), 11):
            total, weights = gradients(client, network, images[batch], digits[batch], weighting)
            network.step(total)
        predictions = network.forward(test_images)
        curve.append((float(np.mean(predictions["digit"].argmax(1) == test_digits)),
                      float(np.abs(predictions["ink"] - test_images.sum(1, keepdims=True)).mean())))
    return curve, weights


def draw(curves):
    """Two panels of curves over the epochs, as SVG."""
    colours = dict(zip(STRATEGIES, ["#7f8c8d", "#2980b9", "#27ae60", "#c0392b"]))
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 330" font-family="sans-serif" font-size="12">'
             '<rect width="860" height="330" fill="white"/>']
    panels = [("digits told right, of the test images", 0.8, 1.0, "{:.0%}"),
              ("average error of the ink, in full pixels", 0.0, 2.0, "{:.1f}")]
    for panel, (title, low, high, style) in enumerate(panels):
        left = 60 + 430 * panel
        parts.append(f'<text x="{left + 170}" y="24" text-anchor="middle" font-size="14">{title}</text>')
        for line in range(5):
            y, value = 280 - 60 * line, low + (high - low) * line / 4
            parts.append(f'<path d="M{left} {y}h350" stroke="#ddd"/><text x="{left - 8}" y="{y + 4}" '
                         f'text-anchor="end">{style.format(value)}</text>')
        parts.append(f'<text x="{left + 175}" y="310" text-anchor="middle">epochs, 1 to {EPOCHS}</text>')
        for strategy, (curve, _) in curves.items():
            points = [(left + 350 * epoch / (EPOCHS - 1), 280 - 240 * (min(max(values[panel], low), high) - low) / (high - low))
                      for epoch, values in enumerate(curve)]
            parts.append(f'<polyline fill="none" stroke="{colours[strategy]}" stroke-width="2" points="'
                         + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) + '"/>')
    for place, (strategy, colour) in enumerate(colours.items()):
        parts.append(f'<path d="M300 {200 + 18 * place}h24" stroke="{colour}" stroke-width="3"/>'
                     f'<text x="330" y="{204 + 18 * place}">{strategy}</text>')
    return "\n".join(parts) + "\n</svg>\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url", nargs="?")
    parser.add_argument("--picture")
    url, picture = vars(parser.parse_args()).values()
    with lossd.Client(url) as client:
        curves = {strategy: train(client, strategy) for strategy in STRATEGIES}
    print("strategy     digits told right  error of the ink (medians of the last ten epochs)  last weights of digit and ink")
    for strategy, (curve, weights) in curves.items():
        accuracy, error = np.median(curve[-10:], axis=0)
        print(f"{strategy:12} {accuracy:17.4f} {error:17.4f}  {weights['digit']:.3f} {weights['ink']:.3f}")
        if accuracy < 0.93 or error > 1:
            sys.exit(f"with {strategy}, 93 % of the digits should be told right, and the ink to 1")
    if picture:
        pathlib.Path(picture).write_text(draw(curves))


if __name__ == "__main__":
    main()
