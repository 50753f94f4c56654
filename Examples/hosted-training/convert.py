#!/usr/bin/env python3
"""Turns lossd's gradient by log-probabilities into what a training API takes; the standard library only.

    convert.py together|tinker REQUEST.json [URL of lossd, by default http://127.0.0.1:8080]
"""
import json
import sys
import urllib.request


def gradients(answer):
    """The gradient of the first task by its log-probabilities: a list for each sample."""
    return answer["tasks"][0]["gradients"]["log_probs"]


def together(answer):
    """One entry for each sample, as long as its target_tokens; the gradient as it is."""
    return {"gradients": [{"data": sample, "dtype": "D_TYPE_FLOAT32"} for sample in gradients(answer)]}


def tinker(answer):
    """The service computes −Σ weights·logprob: the weights of each sample are its gradient with the other sign."""
    return {"weights": [[0 - number for number in sample] for sample in gradients(answer)]}


def evaluate(request, url="http://127.0.0.1:8080"):
    """lossd's answer to a request."""
    post = urllib.request.Request(f"{url}/v1/evaluate", json.dumps(request).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(post) as answer:
        return json.load(answer)


def main():
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in ("together", "tinker"):
        sys.exit(__doc__)
    with open(sys.argv[2]) as file:
        answer = evaluate(json.load(file), *sys.argv[3:])
    print(json.dumps({"together": together, "tinker": tinker}[sys.argv[1]](answer), separators=(",", ":")))


if __name__ == "__main__":
    main()
