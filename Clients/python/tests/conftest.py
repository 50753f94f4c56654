"""One server for all tests; its binary is LOSSD_BINARY, or the release build of the repository."""

import os
import pathlib

import pytest

import lossd
import lossd.testing

BUILT = pathlib.Path(__file__).resolve().parents[3] / ".build/release/lossd"


@pytest.fixture(scope="session")
def binary():
    return os.environ.get("LOSSD_BINARY", str(BUILT))


@pytest.fixture(scope="session")
def server(binary):
    with lossd.testing.server(binary) as client:
        yield client


@pytest.fixture(autouse=True)
def _default(server):
    lossd.use(server)
    yield
    lossd.use(None)


@pytest.fixture(scope="session")
def catalogue(server):
    import json
    import urllib.request

    with urllib.request.urlopen(f"{server.url}/v1/losses") as answer:
        return json.load(answer)["losses"]
