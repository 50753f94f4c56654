"""Calls of losses that are kept for a batch instead of being sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ._client import Client
from ._values import split_members


@dataclass(frozen=True)
class Recorded:
    """The arguments of a call."""

    loss: str
    #: Tensors of the task, and those that belong to its options.
    inputs: dict[str, Any]
    in_options: dict[str, Any]
    options: dict[str, Any]
    gradients: Sequence[str] | bool | None
    #: Members of the task that are no tensors.
    members: dict[str, Any] = field(default_factory=dict)


class Recorder(Client):
    """Given to a loss as its client, it keeps what the loss was called with."""

    def __init__(self) -> None:
        """Make one that has recorded nothing; it has no connections."""
        self.recorded: Recorded | None = None

    def record(
        self,
        loss: str,
        inputs: Mapping[str, Any],
        in_options: Mapping[str, Any],
        options: Mapping[str, Any],
        members: Mapping[str, Any],
        gradients: Sequence[str] | bool | None = None,
    ) -> None:
        """Keep a call; what is ``None`` is left out."""
        tensor_members, plain_members = split_members(members)
        self.recorded = Recorded(
            loss,
            {name: value for name, value in (*inputs.items(), *tensor_members.items()) if value is not None},
            {name: value for name, value in in_options.items() if value is not None},
            {name: value for name, value in options.items() if value is not None},
            gradients,
            plain_members,
        )
