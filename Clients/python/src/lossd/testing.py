"""A server for tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ._client import Client

#: What is meant for clients; a server would take it for settings.
_OF_CLIENTS = {"LOSSD_URL", "LOSSD_TOKEN", "LOSSD_CA", "LOSSD_CERTIFICATE", "LOSSD_TRANSPORT", "LOSSD_BINARY"}


@contextmanager
def server(binary: str | None = None, *arguments: str) -> Iterator[Client]:
    """Start lossd on a free port, and yield a client of it.

    Args:
        binary: where lossd is; by default what ``LOSSD_BINARY`` says, or the one in ``PATH``.
        arguments: more of its options.

    Raises:
        RuntimeError: when there is none, or it does not serve.

    """
    path = binary or os.environ.get("LOSSD_BINARY") or shutil.which("lossd")
    if path is None:
        raise RuntimeError("there is no lossd in PATH; set LOSSD_BINARY")
    environment = {name: value for name, value in os.environ.items() if name not in _OF_CLIENTS}
    process = subprocess.Popen(
        [path, "serve", "--port", "0", "--log-format", "off", *arguments], stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stderr is not None
    words = ""
    reader = None
    try:
        for line in process.stderr:
            words += line
            found = re.match(r"listening on (https?)://(.*):(\d+)$", line)
            if found:
                break
        else:
            raise RuntimeError(f"lossd does not serve: {words}")
        # Nobody reads it otherwise, and a full pipe would stop the process.
        reader = threading.Thread(target=process.stderr.read, daemon=True)
        reader.start()
        with Client(f"{found[1]}://127.0.0.1:{found[3]}") as client:
            yield client
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if reader is not None:
            reader.join()
        process.stderr.close()
