"""A block of a dataset as one request, and the results of many blocks as one: the standard library only.

The loss of a block is asked for with "reduction": "sum". The answer has the sum and the denominator, the number that "mean"
divides by; both can be added up over blocks in any order, and their quotient is the mean of the whole.
"""
import http.client
import json
import math
import time
import urllib.parse


def request(rows):
    """Rows of a dataset, each with scores ("input") and a class ("target"), as a request for their sum."""
    task = {
        "name": "class",
        "loss": "cross_entropy",
        "input": [row["input"] for row in rows],
        "target": [row["target"] for row in rows],
        "options": {"reduction": "sum"},
    }
    # float64, so that a sum over many rows keeps its digits; no gradients, which would be most of the answer.
    return json.dumps({"dtype": "float64", "gradients": False, "tasks": [task]})


class Client:
    """One kept connection; tries again where lossd is busy or a connection has ended, since a request changes nothing."""

    def __init__(self, url):
        self.url = urllib.parse.urlsplit(url)
        self.connection = None

    def post(self, body):
        for attempt in range(8):
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=60)
                self.connection.request("POST", "/v1/evaluate", body, {"Content-Type": "application/json"})
                answer = self.connection.getresponse()
                text = answer.read()
                if answer.status == 200:
                    return json.loads(text)
                if answer.status != 503:
                    raise ValueError(f"{answer.status}: {text.decode()}")
                time.sleep(int(answer.headers.get("Retry-After", 1)))
            except (OSError, http.client.HTTPException):
                self.connection = None
                time.sleep(0.1 * 2**attempt)
        raise OSError(f"{self.url.geturl()} does not answer")


def partial(client, rows):
    """The sum and the denominator of some rows."""
    task = client.post(request(rows))["tasks"][0]
    return {"sum": float(task["loss"]), "denominator": float(task["denominator"]), "rows": len(rows)}


def merge(partials):
    """The mean over all rows; math.fsum rounds only once, whatever the order."""
    partials = list(partials)
    total = math.fsum(part["sum"] for part in partials)
    denominator = math.fsum(part["denominator"] for part in partials)
    return {"loss": total / denominator, "denominator": denominator, "rows": sum(part["rows"] for part in partials)}
