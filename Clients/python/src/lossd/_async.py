"""A client for asyncio."""

from __future__ import annotations

import asyncio
import contextvars
import functools
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from . import _warnings
from ._client import Client
from ._http import Cancellation

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
    that is cancelled ends its request and frees its thread.
    """

    def __init__(self, url: str | None = None, *, connections: int = 8, **settings: Any) -> None:
        """Make a client; see ``Client`` for its arguments."""
        self._client = Client(url, connections=connections, **settings)
        self._threads = ThreadPoolExecutor(connections, "lossd")
        self.url = self._client.url

    evaluate = _awaited(Client.evaluate)
    evaluate_packed = _awaited(Client.evaluate_packed)
    run = _awaited(Client.run)
    weigh = _awaited(Client.weigh)
    losses = _awaited(Client.losses)
    strategies = _awaited(Client.strategies)
    loss = _awaited(Client.loss)

    async def _run(self, method: Callable[..., Any], place: _warnings.Place, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
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
        """Use the client for a while."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        await self.close()

    async def close(self) -> None:
        """Close its connections, when the calls that go on have ended."""
        await asyncio.get_running_loop().run_in_executor(None, self._threads.shutdown)
        self._client.close()
