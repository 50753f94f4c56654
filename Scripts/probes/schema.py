"""schemathesis: what openapi.yaml promises holds for requests that it generates."""
import pathlib
import re
import subprocess

from . import tools
from .live import Server

# All checks; what a schema cannot say is in there.
CONFIGURATION = pathlib.Path(__file__).resolve().parent.parent / "schemathesis.toml"


def run(report, binary):
    group = report.group("schemathesis", "requests that the OpenAPI document generates, valid and not")
    interpreter = tools.python("schemathesis")
    if interpreter is None:
        group.skip("schemathesis cannot be installed from PyPI")
        return
    with Server(binary, "--log-format", "off") as server:
        finished = subprocess.run(
            [interpreter.parent / "schemathesis", "--config-file", CONFIGURATION, "run",
             f"http://127.0.0.1:{server.port}/openapi.yaml", "--checks", "all", "--max-examples", "100", "--seed", "1", "--no-color"], capture_output=True, text=True, timeout=1200,
            cwd=tools.FOLDER)
        text = finished.stdout + finished.stderr
        tried = re.search(r"(\d+) generated", text) or re.search(r"Test cases:\s*\n?\s*(\d+)", text)
        group.tried = int(tried[1]) if tried else 0
        if finished.returncode != 0:
            group.wrong += re.findall(r"^- .*$", text, re.MULTILINE)[:20] or [text[-1500:]]
        group.check(server.is_alive, "lossd has ended")
