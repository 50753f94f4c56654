"""python -m lossd."""

import io
import json
import os
import subprocess
import sys

import pytest

import lossd
import lossd._files as files
from lossd.__main__ import Bar, main

GOOD = '{"tasks": [{"loss": "mse_loss", "input": [1, 2], "target": [0, 4]}]}'
BAD = '{"tasks": []}'


@pytest.fixture(autouse=True)
def _server(server, monkeypatch):
    monkeypatch.setenv("LOSSD_URL", server.url)


def write(folder, **texts):
    paths = []
    for name, text in texts.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(str(path))
    return paths


def test_files_are_answered_as_the_command_lossd_answers_them(tmp_path, binary, capfd):
    (one, many) = write(tmp_path, one_json=GOOD, many_ndjson=f"{GOOD}\n{BAD}\n\n{GOOD}\n")
    for file in (one, many):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LOSSD_")}
        expected = subprocess.run([binary, "evaluate", file], capture_output=True, text=True, env=environment)
        assert main(["evaluate", file]) == expected.returncode
        found, expected = capfd.readouterr().out.splitlines(), expected.stdout.splitlines()
        assert len(found) == len(expected)
        for line, other in zip(found, expected, strict=True):
            line = json.loads(line)
            line.pop("instance", None)
            assert line == json.loads(other)


def test_a_faulty_request_goes_to_standard_error(tmp_path, capfd):
    (file,) = write(tmp_path, bad_json=BAD)
    assert main(["evaluate", file]) == 2
    captured = capfd.readouterr()
    assert captured.out == ""
    assert json.loads(captured.err)["errors"][0]["code"] == "no_tasks"


def test_answers_are_written_to_files(tmp_path):
    tensors = {"x": files.Packed("F32", (2,), bytes(8)), "y": files.Packed("F32", (2,), bytes(8))}
    text = '{"tasks": [{"name": "t", "loss": "mse_loss", "input": "x", "target": "y"}]}'
    one, other = write(tmp_path, a_json=GOOD, b_safetensors=b"".join(files.parts(tensors, text)))
    assert main(["evaluate", one, other, "--output", str(tmp_path / "answers")]) == 0
    assert json.loads((tmp_path / "answers/a.json").read_text())["total"]["loss"] == 2.5
    found, answer = files.loads((tmp_path / "answers/b.safetensors").read_bytes())
    assert found["tasks.t.loss"].shape == ()
    assert answer["tasks"][0]["name"] == "t"
    assert main(["evaluate", one, "--output", str(tmp_path / "single.json"), "--pretty"]) == 0
    assert (tmp_path / "single.json").read_text().startswith("{\n")


def test_weights_are_answered_too(tmp_path, capfd):
    (file,) = write(tmp_path, w_json='{"tasks": ["a", "b"], "strategy": "mgda", "gramian": [[1, 0], [0, 1]]}')
    assert main(["weights", file]) == 0
    assert json.loads(capfd.readouterr().out)["weights"] == pytest.approx({"a": 0.5, "b": 0.5})


def test_what_cannot_be_read_or_sent_is_said(tmp_path, capfd, monkeypatch):
    (good,) = write(tmp_path, g_json=GOOD)
    assert main(["evaluate", str(tmp_path / "none.json")]) == 2
    assert "none.json: No such file" in capfd.readouterr().err
    other = tmp_path / "other"
    other.mkdir()
    (twin,) = write(other, g_json=GOOD)
    assert main(["evaluate", good, twin, "--output", str(tmp_path / "out")]) == 1
    assert "would both be" in capfd.readouterr().err
    assert main(["evaluate", good, "--url", "nonsense"]) == 1
    assert "url is" in capfd.readouterr().err


def test_it_is_a_module(tmp_path, server):
    (file,) = write(tmp_path, g_json=GOOD)
    package = os.path.dirname(os.path.dirname(lossd.__file__))
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([package, *sys.path]))
    run = subprocess.run([sys.executable, "-m", "lossd", "evaluate", file], capture_output=True, text=True, env=environment)
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)["total"]["loss"] == 2.5


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_bar_is_shown_on_terminals_and_of_many():
    stream = Terminal()
    bar = Bar(4, stream)
    bar.show()
    bar.advance()
    bar.clear()
    assert "] 0 of 4" in stream.getvalue()
    assert "\r[#######......................." in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")
    for other in (Bar(1, Terminal()), Bar(4, io.StringIO())):
        other.show()
        other.advance()
        assert other._stream.getvalue() == ""
