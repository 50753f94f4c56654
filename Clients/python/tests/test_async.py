"""The client for asyncio."""

import asyncio
import socket
import threading
import time

import numpy as np
import pytest

import lossd
import lossd.numpy
import lossd.testing


def test_many_calls_at_once_have_their_own_answers(server):
    async def work():
        async with lossd.AsyncClient(server.url, connections=16) as client:
            answers = await asyncio.gather(
                *(client.evaluate("mse_loss", {"input": np.full(3, float(number)), "target": np.zeros(3)}) for number in range(64))
            )
            names = [entry["name"] for entry in await client.losses()]
            return answers, names, await client.loss("l1_loss"), await client.strategies()

    answers, names, entry, strategies = asyncio.run(work())
    for number, result in enumerate(answers):
        assert result.loss == number**2
        np.testing.assert_allclose(result.gradients["input"], np.full(3, 2 * number / 3))
    assert names == lossd.numpy.__all__
    assert entry["name"] == "l1_loss"
    assert strategies


def test_batches_and_weightings_are_awaited(server):
    async def work():
        weighting = lossd.Weighting("dwa")
        async with lossd.AsyncClient(server.url) as client:
            for step in range(1, 3):
                batch = lossd.Batch(weighting)
                batch.add("a", lossd.numpy.mse_loss, np.array([1.0 / step]), np.zeros(1))
                batch.add("b", lossd.numpy.l1_loss, np.ones(1), np.zeros(1))
                result = await client.run(batch)
                assert weighting.state["step"] == step
            weighted = await client.weigh(lossd.Weighting("upgrad"), ["a", "b"], gramian=np.eye(2))
        return result, weighted

    result, weighted = asyncio.run(work())
    assert result.total == pytest.approx(sum(result.weights[name] * result.losses[name] for name in "ab"))
    assert weighted.weights == pytest.approx({"a": 0.5, "b": 0.5})


def test_faults_and_warnings_are_those_of_the_call(server):
    async def work():
        async with lossd.AsyncClient(server.url) as client:
            with pytest.raises(lossd.LossdError, match=r"^target\[1\]: "):
                await client.evaluate("nll_loss", {"input": np.full((2, 2), -1.0), "target": np.array([0, 9])})
            with pytest.warns(lossd.LossdWarning, match="input") as caught:
                await client.evaluate("kl_div", {"input": np.array([[0.1, 0.9]]), "target": np.array([[0.5, 0.5]])}, {"reduction": "sum"})
            return caught[0].filename

    assert asyncio.run(work()) == __file__


def test_a_cancelled_call_frees_its_thread_at_once():
    """A server that never answers holds the only thread until the call is cancelled."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = []

        def serve():
            for _ in range(3):
                connection, _ = listener.accept()
                with connection:
                    while connection.recv(1 << 16):
                        pass
                ended.append(time.monotonic())

        threading.Thread(target=serve, daemon=True).start()

        async def work():
            async with lossd.AsyncClient(f"http://127.0.0.1:{listener.getsockname()[1]}", connections=1) as client:
                begun = time.monotonic()
                for _ in range(3):
                    call = asyncio.ensure_future(client.evaluate("mse_loss", {"input": [1.0], "target": [0.0]}))
                    await asyncio.sleep(0.1)
                    call.cancel()
                    with pytest.raises(asyncio.CancelledError):
                        await call
                return begun

        begun = asyncio.run(work())
        for _ in range(100):
            if len(ended) == 3:
                break
            time.sleep(0.02)
        assert len(ended) == 3
        assert ended[-1] - begun < 5


def test_calls_that_wait_for_a_thread_can_be_cancelled_and_others_go_on(server):
    async def work():
        async with lossd.AsyncClient(server.url, connections=2) as client:
            calls = [
                asyncio.ensure_future(client.evaluate("mse_loss", {"input": np.full(100, float(number)), "target": np.zeros(100)}))
                for number in range(200)
            ]
            await asyncio.sleep(0)
            for call in calls[::2]:
                call.cancel()
            return await asyncio.gather(*calls, return_exceptions=True)

    for number, result in enumerate(asyncio.run(work())):
        if isinstance(result, asyncio.CancelledError):
            assert number % 2 == 0
        else:
            assert result.loss == number**2


def test_nothing_answers():
    async def work():
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        async with lossd.AsyncClient(f"http://127.0.0.1:{port}", retries=0) as client:
            await client.evaluate("mse_loss", {"input": [1.0], "target": [0.0]})

    with pytest.raises(lossd.LossdError, match="no answer from"):
        asyncio.run(work())


def _in_child(url, results):
    results.put(asyncio.run(_ask(url)))


_shared = {}


async def _ask(url):
    client = _shared.setdefault("client", lossd.AsyncClient(url))
    return float((await asyncio.wait_for(client.evaluate("mse_loss", {"input": [2.0], "target": [0.0]}), 10)).loss)


def test_a_client_works_in_a_forked_process(server):
    import multiprocessing

    assert asyncio.run(_ask(server.url)) == 4
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()
    child = context.Process(target=_in_child, args=(server.url, results))
    child.start()
    assert results.get() == 4
    child.join()
    asyncio.run(_shared.pop("client").close())
