"""Functions of losses that only the server knows, made of its catalogue."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from ._client import Client, default_client
from ._errors import LossdError


def by_name(name: str, apply: Callable[..., Any], client: Client | None, *, more: Sequence[inspect.Parameter] = ()) -> Callable[..., Any]:
    """The function of a loss.

    Args:
        name: its name, or an alias.
        apply: what evaluates it: given inputs, tensors of options, options, members and what ``more`` names, and a client.
        client: whose server is asked what the loss takes.
        more: parameters of the function that are passed on.

    Raises:
        LossdError: where the server does not know the loss.

    """
    entry = (client or default_client()).loss(name)
    inputs = [one for one in entry["inputs"] if one["in"] == "task"]
    in_options = [one["name"] for one in entry["inputs"] if one["in"] != "task"]
    options = {one["name"]: one.get("default") for one in entry["options"]}
    required = [one["name"] for one in inputs if one["required"] and one["name"].isidentifier()]
    others = [one["name"] for one in inputs if one["name"].isidentifier() and one["name"] not in required] + in_options
    members = ["mask", "sample_weight", "denominator"]
    kind = inspect.Parameter
    # Tensors that the module's state names, such as head.weight, are passed together.
    has_parameters = any(not one["name"].isidentifier() for one in inputs)
    by_keyword = {key: None for key in others} | options | dict.fromkeys(members)
    signature = inspect.Signature(
        [kind(key, kind.POSITIONAL_OR_KEYWORD) for key in [*required, *(["parameters"] if has_parameters else [])]]
        + [kind(key, kind.KEYWORD_ONLY, default=default) for key, default in by_keyword.items()]
        + [*more, kind("client", kind.KEYWORD_ONLY, default=None)]
    )

    def function(*arguments: Any, **named: Any) -> Any:
        given = signature.bind(*arguments, **named)
        given.apply_defaults()
        values = given.arguments
        return apply(
            entry["name"],
            {key: values[key] for key in [*required, *others] if key not in in_options} | dict(values.get("parameters", {})),
            {key: values[key] for key in in_options},
            {key: values[key] for key in options if not _is_absent(values[key])},
            {key: values[key] for key in members},
            *(values[parameter.name] for parameter in more),
            values["client"] or client,
        )

    function.__name__ = function.__qualname__ = entry["name"]
    function.__doc__ = f"{entry['summary']}\n\nFormula: {entry['formula']}.\n"
    function.__signature__ = signature  # type: ignore[attr-defined]
    return function


def _is_absent(value: Any) -> bool:
    return value is None or (isinstance(value, list) and not value)


def attribute(name: str, module: str, make: Callable[[str], Callable[..., Any]]) -> Callable[..., Any]:
    """A function as an attribute of a module.

    Raises:
        AttributeError: where there is none, or no server to ask.

    """
    if name.startswith("_"):
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    try:
        return make(name)
    except LossdError as error:
        raise AttributeError(f"module {module!r} has no attribute {name!r}, and no loss of the server was found: {error}") from error
