"""The connection to a server."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import urllib3

from ._errors import LossdError, LossdWarning, argument_of
from ._files import Packed, dumps, loads

_FILE = "application/vnd.safetensors"
_FILE_FIELDS = {"Content-Type": _FILE, "Accept": _FILE}
#: What is tried again without asking: connections that ended before an answer began.
_LOST = (urllib3.exceptions.ProtocolError, urllib3.exceptions.NewConnectionError)


@dataclass(frozen=True)
class Result:
    """What a server has answered for one task."""

    loss: Packed
    denominator: float
    gradients: dict[str, Packed]


class Client:
    """Sends requests to one server over connections that stay open; safe to share between threads.

    What is not given comes from the environment: ``LOSSD_URL`` (by default http://127.0.0.1:8080), ``LOSSD_TOKEN``, ``LOSSD_CA``
    and ``LOSSD_CERTIFICATE``, a file in PEM with the client's certificate and key. ``timeout`` is in seconds, for each of
    connecting and waiting for the answer. ``retries`` is how often a request is sent again that got no answer because its
    connection was lost, or got 503: nothing happens twice, since a server keeps no state.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        token: str | None = None,
        ca: str | None = None,
        certificate: str | None = None,
        timeout: float = 60.0,
        retries: int = 3,
        connections: int = 8,
    ) -> None:
        """Make a client; nothing is sent yet."""
        environment = os.environ.get
        self.url = (url or environment("LOSSD_URL") or "http://127.0.0.1:8080").rstrip("/")
        token = token or environment("LOSSD_TOKEN")
        self._retries = retries
        self._fields = dict(_FILE_FIELDS)
        if token:
            self._fields["Authorization"] = f"Bearer {token}"
        tls: dict[str, Any] = {}
        if self.url.startswith("https:"):
            tls = {"ca_certs": ca or environment("LOSSD_CA"), "cert_file": certificate or environment("LOSSD_CERTIFICATE")}
        self._pool = urllib3.connection_from_url(self.url, maxsize=connections, timeout=urllib3.Timeout(timeout), retries=False, **tls)

    def __enter__(self) -> Client:
        """Use the client for a while."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._pool.close()

    def evaluate(
        self,
        loss: str,
        inputs: Mapping[str, Packed],
        options: Mapping[str, Any] | None = None,
        *,
        gradients: Sequence[str] = (),
        dtype: str | None = None,
        **members: Any,
    ) -> Result:
        """Evaluate one loss.

        Args:
            loss: its name.
            inputs: its tensors; those that belong to the options too.
            options: its options; a tensor among them is named as a string.
            gradients: the inputs whose gradients are wanted.
            dtype: what it is computed in; ``float64`` if an input is, ``float32`` otherwise.
            members: more members of the task, such as ``grad_output``, named as a string.

        Raises:
            LossdError: what the server refuses, or that none answers.

        """
        task: dict[str, Any] = {"name": "t", "loss": loss, "gradients": list(gradients), **members}
        for name in inputs:
            if name not in (options or {}) and name not in members:
                task[name] = name
        if options:
            task["options"] = dict(options)
        request: dict[str, Any] = {"tasks": [task]}
        if dtype is not None:
            request["dtype"] = dtype
        tensors, metadata = loads(self._post("/v1/evaluate", dumps(inputs, {"lossd": json.dumps(request)})))
        answer = json.loads(metadata["lossd"])
        for entry in answer.get("warnings", ()):
            argument = argument_of(entry.get("pointer", ""))
            text = f"{argument}: {entry['detail']}" if argument else entry["detail"]
            warnings.warn(LossdWarning(text), stacklevel=_level_of_caller())
        return Result(
            tensors["tasks.t.loss"],
            float(answer["tasks"][0]["denominator"]),
            {name: tensors[f"tasks.t.gradients.{name}"] for name in answer["tasks"][0].get("gradients", {})},
        )

    def _post(self, path: str, body: bytes) -> bytes:
        for attempt in range(self._retries + 1):
            is_last = attempt == self._retries
            try:
                response = self._pool.urlopen("POST", path, body=body, headers=self._fields)
            except _LOST as error:
                if is_last:
                    raise LossdError(f"no answer from {self.url}: {error}") from error
                time.sleep(min(0.05 * 2**attempt, 1.0))
                continue
            except urllib3.exceptions.HTTPError as error:
                raise LossdError(f"no answer from {self.url}: {error}") from error
            if response.status == 200:
                return response.data
            if response.status == 503 and not is_last:
                time.sleep(min(_seconds(response.headers.get("Retry-After")), 30.0))
                continue
            raise _error(response)
        raise AssertionError("the last attempt returns or raises")


def _level_of_caller() -> int:
    """How far above a function of this module the code is that called the package."""
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_globals.get("__name__", "").split(".")[0] in ("lossd", "torch"):
        frame, level = frame.f_back, level + 1
    return level


def _seconds(field: str | None) -> float:
    try:
        return max(float(field or 1), 0.0)
    except ValueError:
        return 1.0


def _error(response: urllib3.BaseHTTPResponse) -> LossdError:
    request_id = response.headers.get("X-Request-ID", "")
    try:
        problem = json.loads(response.data)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        return LossdError(f"status {response.status}", status=response.status, request_id=request_id)
    return LossdError.from_problem(response.status, problem, request_id)


_lock = threading.Lock()
_default: Client | None = None


def default_client() -> Client:
    """The client of functions that are given none; made of the environment when it is first used."""
    global _default
    with _lock:
        if _default is None:
            _default = Client()
        return _default


def use(client: Client | None) -> None:
    """Have functions that are given no client use this one; ``None`` for one of the environment again."""
    global _default
    with _lock:
        _default = client
