"""Losses of a server on numpy arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._arrays import pack, unpack
from ._client import Client, default_client
from ._recorder import Recorder
from ._values import plain, split_members


def evaluate(
    loss: str,
    inputs: Mapping[str, ArrayLike | None],
    in_options: Mapping[str, ArrayLike | None],
    options: Mapping[str, Any],
    members: Mapping[str, Any],
    gradients: Sequence[str] | bool,
    client: Client | None,
) -> tuple[NDArray[Any], dict[str, NDArray[Any]]]:
    """The loss and its gradients; what is ``None`` is left out."""
    if isinstance(client, Recorder):
        client.record(loss, inputs, in_options, options, members, gradients)
        return np.empty(0), {}
    given: dict[str, Any] = {name: plain(value) for name, value in options.items() if value is not None}
    extra = {name: pack(value) for name, value in in_options.items() if value is not None}
    tensor_members, plain_members = split_members(members)
    tensors = {name: pack(value) for name, value in (*inputs.items(), *tensor_members.items()) if value is not None}
    result = (client or default_client()).evaluate_packed(
        loss, tensors | extra, given, tuple(extra), gradients=gradients, members=plain_members
    )
    return unpack(result.loss), {name: unpack(gradient) for name, gradient in result.gradients.items()}
