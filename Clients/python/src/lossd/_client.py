"""The connection to a server."""

from __future__ import annotations

import json
import math
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

from ._errors import LossdError, LossdWarning, fault_of
from ._files import Packed, dumps, loads

_FILE = "application/vnd.safetensors"
_FILE_FIELDS = {"Content-Type": _FILE, "Accept": _FILE}


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
        if retries < 0:
            raise ValueError("retries is 0 or greater")
        self.url = (url or environment("LOSSD_URL") or "http://127.0.0.1:8080").rstrip("/")
        parsed = urllib3.util.parse_url(self.url)
        if parsed.scheme not in ("http", "https") or not parsed.host or parsed.auth or parsed.query:
            raise ValueError("url is http:// or https:// with a host and perhaps a port and a path")
        self._path = parsed.path or ""
        token = token or environment("LOSSD_TOKEN")
        self._retries = retries
        self._fields = dict(_FILE_FIELDS)
        if token:
            self._fields["Authorization"] = f"Bearer {token}"
        self._settings: dict[str, Any] = {
            "maxsize": connections,
            "timeout": urllib3.Timeout(connect=timeout, read=timeout),
            "retries": False,
        }
        if parsed.scheme == "https":
            self._settings |= {"ca_certs": ca or environment("LOSSD_CA"), "cert_file": certificate or environment("LOSSD_CERTIFICATE")}
        self._open()

    def _open(self) -> None:
        self._process = os.getpid()
        self._pool = urllib3.connection_from_url(self.url, **self._settings)

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
        shapes = {name: tensor.shape for name, tensor in inputs.items()}
        body = self._post("/v1/evaluate", dumps(inputs, {"lossd": json.dumps(request, allow_nan=False)}), shapes)
        try:
            tensors, metadata = loads(body)
            answer = json.loads(metadata["lossd"])
            result = Result(
                tensors["tasks.t.loss"],
                float(answer["tasks"][0]["denominator"]),
                {name: tensors[f"tasks.t.gradients.{name}"] for name in answer["tasks"][0].get("gradients", {})},
            )
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise LossdError(f"{self.url} answers something else than lossd does", status=200) from error
        for entry in answer.get("warnings", ()):
            warnings.warn(LossdWarning(str(fault_of(entry, shapes))), stacklevel=_level_of_caller())
        return result

    def _post(self, path: str, body: bytes, shapes: Mapping[str, Sequence[int]]) -> bytes:
        if self._process != os.getpid():
            # A process that was forked must not share connections with the one that it comes from.
            self._open()
        for attempt in range(self._retries + 1):
            is_last = attempt == self._retries
            try:
                response = self._pool.urlopen("POST", self._path + path, body=body, headers=self._fields, preload_content=False)
            except urllib3.exceptions.HTTPError as error:
                if is_last or not _is_lost(error):
                    raise LossdError(f"no answer from {self.url}: {error}") from error
                time.sleep(min(0.05 * 2**attempt, 1.0))
                continue
            try:
                data = response.data
            except urllib3.exceptions.HTTPError as error:
                raise LossdError(f"the answer from {self.url} is cut: {error}", status=response.status) from error
            finally:
                response.release_conn()
            if response.status == 503 and not is_last:
                time.sleep(min(_seconds(response.headers.get("Retry-After")), 30.0))
                continue
            if response.status != 200:
                raise _error(response, shapes)
            return data
        raise AssertionError("the last attempt returns or raises")


def _is_lost(error: urllib3.exceptions.HTTPError) -> bool:
    """Whether a connection could not be made, or ended before an answer began."""
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return True
    cause = error.args[1] if isinstance(error, urllib3.exceptions.ProtocolError) and len(error.args) > 1 else None
    return isinstance(cause, ConnectionError)


def plain(value: Any) -> Any:
    """An option as JSON has it: numbers of numpy and torch as Python's, and those without a literal as strings."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _level_of_caller() -> int:
    """How far above a function of this module the code is that called the package."""
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_globals.get("__name__", "").split(".")[0] in ("lossd", "torch"):
        frame, level = frame.f_back, level + 1
    return level


def _seconds(field: str | None) -> float:
    try:
        seconds = float(field or 1)
    except ValueError:
        return 1.0
    return max(seconds, 0.0) if math.isfinite(seconds) else 1.0


def _error(response: urllib3.BaseHTTPResponse, shapes: Mapping[str, Sequence[int]]) -> LossdError:
    request_id = response.headers.get("X-Request-ID", "")
    try:
        problem = json.loads(response.data)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        return LossdError(f"status {response.status}", status=response.status, request_id=request_id)
    return LossdError.from_problem(response.status, problem, request_id, shapes)


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
