"""The connection to a server."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from . import _transports, _warnings
from ._answers import Response
from ._errors import LossdError
from ._files import Packed
from ._http import Buffer, Cancellation, Connections
from ._values import pack, plain, unpacker, wanted

if TYPE_CHECKING:
    from ._batch import Batch, BatchResult
    from ._weighting import Weighted, Weighting

#: The requests of one loss with the same options differ in their tensors only: what they say is written once.
_texts: dict[tuple[object, ...], str] = {}


@dataclass(frozen=True, slots=True)
class PackedResult:
    """What a server has answered for one task, as it lies in memory."""

    loss: Packed
    denominator: float
    gradients: dict[str, Packed]
    diagnostics: dict[str, float]


@dataclass(frozen=True, slots=True)
class Result:
    """What a server has answered for one task.

    Attributes:
        loss: the loss; without dimensions where it is reduced.
        denominator: what ``mean`` divides by.
        gradients: the gradients by the names of the inputs.
        diagnostics: what is worth watching beside the loss, where it has such numbers.

    """

    loss: Any
    denominator: float
    gradients: dict[str, Any]
    diagnostics: dict[str, float]


class Client:
    """Sends requests to one server over connections that stay open; safe to share between threads.

    What is not given comes from the environment: ``LOSSD_URL`` (by default http://127.0.0.1:8080), ``LOSSD_TOKEN``, ``LOSSD_CA``,
    ``LOSSD_CERTIFICATE``, a file in PEM with the client's certificate and key, and ``LOSSD_TRANSPORT``: ``safetensors``, or ``json``
    to see what is sent. ``timeout`` is in seconds, for connecting and for each wait for data; ``None`` for no limit. ``retries`` is how
    often a request is sent again that got no answer because its connection was lost, or got 503: nothing happens twice, since a server
    keeps no state.
    ``connections`` is how many are kept open; more threads than that make more for a while.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        token: str | None = None,
        ca: str | None = None,
        certificate: str | None = None,
        timeout: float | None = 60.0,
        retries: int = 3,
        connections: int = 8,
        transport: str | None = None,
        cancellation: Cancellation | None = None,
    ) -> None:
        """Make a client; nothing is sent yet.

        Raises:
            ValueError: when an argument or a variable is invalid.

        """
        environment = os.environ.get
        name = transport or environment("LOSSD_TRANSPORT") or "safetensors"
        if name not in _transports.BY_NAME:
            raise ValueError(f"transport is {' or '.join(_transports.BY_NAME)}")
        self.url = (url or environment("LOSSD_URL") or "http://127.0.0.1:8080").rstrip("/")
        self._transport = _transports.BY_NAME[name]
        self._connections = Connections(
            self.url,
            token or environment("LOSSD_TOKEN"),
            ca or environment("LOSSD_CA"),
            certificate or environment("LOSSD_CERTIFICATE"),
            timeout,
            retries,
            connections,
        )
        self._cancellation = cancellation

    def _cancelled_by(self, cancellation: Cancellation) -> Client:
        """The same client, whose requests this can end."""
        other = object.__new__(Client)
        other.url, other._transport, other._connections = self.url, self._transport, self._connections
        other._cancellation = cancellation
        return other

    def __enter__(self) -> Client:
        """The client itself, which is closed at the end of the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._connections.close()

    def evaluate(
        self,
        loss: str,
        inputs: Mapping[str, Any],
        options: Mapping[str, Any] | None = None,
        *,
        gradients: Sequence[str] | bool = True,
        dtype: str | None = None,
        denominator: float | None = None,
        preset: str | None = None,
    ) -> Result:
        """Evaluate one loss, of any name that the server knows.

        Args:
            loss: its name.
            inputs: its tensors, and ``mask``, ``sample_weight`` or ``grad_output``, as arrays of numpy, tensors of torch or lists.
            options: its options.
            gradients: the inputs whose gradients are wanted; all predictions by default.
            dtype: what it is computed in; ``float64`` if a tensor is, ``float32`` otherwise.
            denominator: what a mean divides by instead of its own denominator.
            preset: the name of a training stack's options.

        Returns:
            What the server has answered; tensors of torch where one was given, which are not differentiable, arrays otherwise.

        Raises:
            LossdError: what the server refuses, or that none answers.

        """
        if dtype is not None and not isinstance(dtype, str):
            # A type of numpy or torch.
            dtype = str(getattr(dtype, "__name__", dtype)).removeprefix("torch.")
        tensors = {name: pack(value) for name, value in inputs.items() if value is not None}
        given, extra = {}, []
        for name, value in (options or {}).items():
            if hasattr(value, "shape") and getattr(value, "shape", None) != ():
                tensors[name] = pack(value)
                extra.append(name)
            elif value is not None:
                given[name] = plain(value)
        members = {name: value for name, value in (("denominator", plain(denominator)), ("preset", preset)) if value is not None}
        result = self.evaluate_packed(loss, tensors, given, tuple(extra), gradients=gradients, dtype=dtype, members=members)
        unpack = unpacker(inputs.values())
        gradients_by_name = {name: unpack(one) for name, one in result.gradients.items()}
        return Result(unpack(result.loss), result.denominator, gradients_by_name, result.diagnostics)

    def evaluate_packed(
        self,
        loss: str,
        tensors: Mapping[str, Packed],
        options: Mapping[str, Any],
        in_options: Sequence[str] = (),
        *,
        gradients: Sequence[str] | bool = True,
        dtype: str | None = None,
        members: Mapping[str, Any] | None = None,
        wants_warnings: bool = True,
    ) -> PackedResult:
        """Evaluate one loss of tensors as they lie in memory.

        Args:
            loss: its name.
            tensors: all its tensors.
            options: its options that are no tensors, as JSON has them.
            in_options: the names of the tensors that are options.
            gradients: the inputs whose gradients are wanted.
            dtype: what it is computed in.
            members: ``denominator`` and ``preset`` of the task.
            wants_warnings: whether to warn of what the server warns of.

        Raises:
            LossdError: what the server refuses, or that none answers.

        """
        names = wanted(gradients)
        key = (loss, tuple(tensors), repr(options), tuple(in_options), names, dtype, repr(members), wants_warnings)
        text = _texts.get(key)
        if text is None:
            task: dict[str, Any] = {"name": "t", "loss": loss, "gradients": names}
            task |= {name: name for name in tensors if name not in in_options} | dict(members or {})
            if options or in_options:
                task["options"] = dict(options) | {name: name for name in in_options}
            request: dict[str, Any] = {"tasks": [task]} | ({"dtype": dtype} if dtype else {})
            if not wants_warnings:
                request["warnings"] = False
            text = json.dumps(request, separators=(",", ":"), allow_nan=False)
            if len(_texts) >= 256:
                _texts.clear()
            _texts[key] = text
        answer, found = self.post("/v1/evaluate", text, tensors)
        try:
            own = answer["tasks"][0]
            return PackedResult(
                found[own["loss"]],
                float(own["denominator"]),
                {name: found[key] for name, key in own.get("gradients", {}).items()},
                {name: float(value) for name, value in own.get("diagnostics", {}).items()},
            )
        except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
            raise self._no_answer() from error

    def run(self, batch: Batch, *, advance: bool = True, losses_after: Mapping[str, float] | None = None) -> BatchResult:
        """Evaluate the tasks of a batch in one request, and take a step with its weighting; see ``Batch.evaluate``."""
        return batch.evaluate(self, advance=advance, losses_after=losses_after)

    def weigh(self, weighting: Weighting, tasks: Sequence[str], /, **known: Any) -> Weighted:
        """Weigh tasks by what is known of them; see ``Weighting.weigh``."""
        return weighting.weigh(tasks, client=self, **known)

    def losses(self) -> list[dict[str, Any]]:
        """The catalogue of losses that the server knows."""
        return list(self._get("/v1/losses")["losses"])

    def strategies(self) -> list[dict[str, Any]]:
        """The catalogue of weighting strategies that the server knows."""
        return list(self._get("/v1/strategies")["strategies"])

    def loss(self, name: str) -> dict[str, Any]:
        """The entry of one loss, by its name or an alias of it."""
        return self._get(f"/v1/losses/{quote(name, safe='')}")

    def _get(self, path: str) -> dict[str, Any]:
        response = self.send("GET", path, "Accept: application/json\r\n")
        try:
            return dict(json.loads(response.body))
        except (ValueError, TypeError) as error:
            raise self._no_answer() from error

    def post(self, path: str, text: str, tensors: Mapping[str, Packed], tasks: Sequence[str] = ()) -> _transports.Answer:
        """Send what a request says with its tensors; the answer's JSON has names in place of tensors, and is not to be changed.

        Args:
            path: where to.
            text: the request in JSON.
            tensors: what it names.
            tasks: the names of its tasks, if faults are to name theirs.

        Raises:
            LossdError: what the server refuses, or that none answers.

        """
        transport = self._transport
        response = self.send("POST", path, transport.fields, transport.write(text, tensors), tensors, tasks)
        try:
            answer, found = transport.read(response.body, tensors)
            entries = answer.get("warnings", ())
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise self._no_answer() from error
        if entries:
            _warnings.warn(entries, {name: tensor.shape for name, tensor in tensors.items()}, tasks)
        return answer, found

    def exchange(self, method: str, path: str, fields: str, parts: Sequence[Buffer] = ()) -> Response:
        """Send a request with these header fields, each with its line end, and return the answer, whatever it is.

        Raises:
            LossdError: when no server answers.

        """
        return self._connections.send(method, path, fields, parts, self._cancellation)

    def send(
        self,
        method: str,
        path: str,
        fields: str,
        parts: Sequence[Buffer] = (),
        tensors: Mapping[str, Packed] | None = None,
        tasks: Sequence[str] = (),
    ) -> Response:
        """Send a request with these header fields, each with its line end, and return an answer that is 200.

        Raises:
            LossdError: what the server refuses, or that none answers.

        """
        response = self.exchange(method, path, fields, parts)
        if response.status != 200:
            raise _error(response, {name: tensor.shape for name, tensor in (tensors or {}).items()}, tasks)
        return response

    def _no_answer(self) -> LossdError:
        return LossdError(f"{self.url} does not answer as lossd does", status=200)


def _error(response: Response, shapes: Mapping[str, Sequence[int]], tasks: Sequence[str]) -> LossdError:
    request_id = response.headers.get("x-request-id", "")
    try:
        problem = json.loads(response.body)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        return LossdError(f"status {response.status}", status=response.status, request_id=request_id)
    return LossdError.from_problem(response.status, problem, request_id, shapes, tasks)


_lock = threading.Lock()
_default: Client | None = None


def default_client() -> Client:
    """The client of functions that are given none; made of the environment when it is first used."""
    global _default
    client = _default
    if client is not None:
        return client
    with _lock:
        if _default is None:
            _default = Client()
        return _default


def use(client: Client | None) -> None:
    """Have functions that are given no client use this one; ``None`` for one of the environment again."""
    global _default
    with _lock:
        _default = client
