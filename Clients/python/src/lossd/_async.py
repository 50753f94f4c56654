"""A client for asyncio."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from . import _warnings
from ._client import Client
from ._http import Cancellation

if TYPE_CHECKING:
    from ._batch import Batch, BatchResult

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")


def _awaited(
    method: Callable[Concatenate[Client, Parameters], Returned],
) -> Callable[Concatenate[AsyncClient, Parameters], Awaitable[Returned]]:
    """The same method, to be awaited."""

    @functools.wraps(method)
    def call(self: AsyncClient, /, *arguments: Parameters.args, **named: Parameters.kwargs) -> Awaitable[Returned]:
        return self._run(method, _warnings.caller(), arguments, named)

    return call


class AsyncClient:
    """A ``Client`` whose methods are awaited; takes the same arguments, and has the same methods.

    Each call waits on a thread of the client, of which there are ``connections`` (by default 8); further calls wait for one. A call
    that is cancelled ends its request, and frees its thread once it is connected.
    """

    def __init__(self, url: str | None = None, *, connections: int = 8, **settings: Any) -> None:
        """Make a client; see ``Client`` for its arguments."""
        self._client = Client(url, connections=connections, **settings)
        self._count = connections
        self._open()
        self.url = self._client.url

    def _open(self) -> None:
        self._process = os.getpid()
        self._threads = ThreadPoolExecutor(self._count, "lossd")

    evaluate = _awaited(Client.evaluate)
    evaluate_packed = _awaited(Client.evaluate_packed)
    weigh = _awaited(Client.weigh)
    losses = _awaited(Client.losses)
    strategies = _awaited(Client.strategies)
    loss = _awaited(Client.loss)

    async def run(self, batch: Batch, *, advance: bool = True, losses_after: Mapping[str, float] | None = None) -> BatchResult:
        """Evaluate the tasks of a batch in one request, and take a step with its weighting; see ``Batch.evaluate``."""
        prepared = batch.prepare(self._client, advance, losses_after)

        def evaluate(client: Client) -> BatchResult:
            prepared.client = client
            return prepared.evaluate()

        return cast("BatchResult", await self._run(evaluate, _warnings.caller(), (), {}))

    async def _run(self, method: Callable[..., Any], place: _warnings.Place, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if self._process != os.getpid():
            # A forked process has none of the threads.
            self._open()
        cancellation = Cancellation()
        client = self._client._cancelled_by(cancellation)
        context = contextvars.copy_context()

        def work() -> Any:
            with _warnings.at(place):
                return method(client, *arguments, **named)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, context.run, work)
        except asyncio.CancelledError:
            cancellation.cancel()
            raise

    async def __aenter__(self) -> AsyncClient:
        """The client itself, which is closed at the end of the block."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        await self.close()

    async def close(self) -> None:
        """Close its connections, when the calls that go on have ended."""
        await asyncio.get_running_loop().run_in_executor(None, self._threads.shutdown)
        self._client.close()
