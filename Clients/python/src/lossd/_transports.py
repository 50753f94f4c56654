"""How requests and answers travel: as safetensors files, or as JSON where somebody is to read them."""

from __future__ import annotations

import base64
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from . import _arrays, _files
from ._files import Packed
from ._http import Buffer
from ._values import plain

#: What a request says, and its tensors by name; and the same of an answer, whose JSON has names in place of tensors.
Answer = tuple[dict[str, Any], dict[str, Packed]]


class Transport(ABC):
    """A form of requests and answers."""

    #: The fields of the head that name it.
    fields: str

    @abstractmethod
    def write(self, text: str, tensors: Mapping[str, Packed]) -> Sequence[Buffer]:
        """The body of a request with this JSON."""

    @abstractmethod
    def read(self, body: bytearray, tensors: Mapping[str, Packed]) -> Answer:
        """What the answer to a request with these tensors says.

        Raises:
            ValueError: or KeyError, TypeError, AttributeError, IndexError where it is none.

        """


class Files(Transport):
    """Safetensors both ways."""

    fields = "Content-Type: application/vnd.safetensors\r\nAccept: application/vnd.safetensors\r\n"

    def write(self, text: str, tensors: Mapping[str, Packed]) -> Sequence[Buffer]:
        """A file."""
        return _files.parts(tensors, text)

    def read(self, body: bytearray, tensors: Mapping[str, Packed]) -> Answer:
        """The parts of a file."""
        found, answer = _files.loads(body)
        return answer, found


class Texts(Transport):
    """JSON both ways, for people who look at what is sent; slow."""

    fields = "Content-Type: application/json\r\nAccept: application/json\r\n"

    def write(self, text: str, tensors: Mapping[str, Packed]) -> Sequence[Buffer]:
        """The request with its tensors in it, each number in decimal digits; half types in bytes, which keep their type."""
        request = json.loads(text)
        written = {name: _written(tensor) for name, tensor in tensors.items()}
        if "strategy" in request:
            request |= {name: written[value] for name, value in request.items() if isinstance(value, str) and value in written}
        else:
            request["tensors"] = written
            request.setdefault("dtype", "float64" if any(tensor.dtype == "F64" for tensor in tensors.values()) else "float32")
        request["tensor_format"] = "flat"
        return [json.dumps(request, allow_nan=False).encode()]

    def read(self, body: bytearray, tensors: Mapping[str, Packed]) -> Answer:
        """The answer, its tensors replaced by names."""
        answer = json.loads(body)
        found: dict[str, Packed] = {}
        dtype = answer.get("dtype", "float64")

        def replace(parent: dict[str, Any], key: str, name: str) -> None:
            if parent.get(key) is not None:
                found[name] = _read(parent[key], dtype)
                parent[key] = name

        for number, task in enumerate(answer.get("tasks", ())):
            replace(task, "loss", f"tasks.{number}.loss")
            for name in task.get("gradients", {}):
                replace(task["gradients"], name, f"tasks.{number}.gradients.{name}")
        if "total" in answer:
            replace(answer["total"], "loss", "total.loss")
            for name in answer["total"].get("gradients", {}):
                replace(answer["total"]["gradients"], name, f"total.gradients.{name}")
        replace(answer, "gradient", "gradient")
        return answer, found


def _written(tensor: Packed) -> dict[str, Any]:
    if tensor.dtype in ("BF16", "F16"):
        dtype = {"BF16": "bfloat16", "F16": "float16"}[tensor.dtype]
        return {"shape": tensor.shape, "dtype": dtype, "base64": base64.b64encode(tensor.data).decode()}
    return {"shape": tensor.shape, "data": plain(_arrays.unpack(tensor).reshape(-1))}


def _read(value: Any, dtype: str) -> Packed:
    """A tensor of an answer in JSON: a number, or many with their shape; those without a literal are strings."""
    numbers, shape = (value["data"], value["shape"]) if isinstance(value, dict) else ([value], ())
    return _arrays.pack(np.array([float(number) for number in numbers], dtype=dtype).reshape(shape))


BY_NAME: dict[str, Transport] = {"safetensors": Files(), "json": Texts()}
