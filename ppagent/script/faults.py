"""In: what pydantic says about a flow. Out: InputError: the first fault, where it stands, in plain words."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from ppagent.errors import InputError
from ppagent.script.yaml import Where

_LONGEST = 60
_KINDS = {
    "int_parsing": "a whole number", "int_type": "a whole number", "int_from_float": "a whole number",
    "float_parsing": "a number", "float_type": "a number", "string_type": "a text", "dict_type": "a mapping",
    "model_type": "a text or a mapping", "model_attributes_type": "a text or a mapping",
    "list_type": "a list", "tuple_type": "a list", "path_type": "the path of a file", "none_required": "nothing",
    "bool_parsing": "true or false", "bool_type": "true or false",
}  # fmt: skip
"""What each kind of fault says was needed."""


def explained(
    error: ValidationError, data: Any, at: Callable[[Where], str], verbs: tuple[str, ...]
) -> InputError:
    """The first fault of a flow.

    Args:
        error: what pydantic found.
        data: the flow as it was written.
        at: says ``file:line:column`` of a part.
        verbs: that a step may have.
    """
    fault = error.errors()[0]
    where, value = _followed(fault["loc"], data, verbs)
    named = str(fault["loc"][-1]) if fault["loc"] else "flow"
    message, hint = fault["msg"].removeprefix("Value error, "), ""
    if fault["type"].startswith("union_tag"):
        message, hint = _verbless(value, verbs)
    elif fault["type"] == "extra_forbidden":
        message = f"{short(named)} is unknown here"
    elif fault["type"] == "missing":
        message = f"{named!r} is missing"
    elif where and value is None:
        message = (
            f"there is nothing after {where[-1]!r}" if isinstance(where[-1], str) else "there is nothing here"
        )
        hint = f"such as {where[-1]}: Save" if where[-1] in verbs else ""
    elif needed := _KINDS.get(fault["type"]):
        what = where[-1] if where and isinstance(where[-1], str) else "this"
        message = f"{what!r} takes {needed}, not {short(value)}"
    elif fault["type"] == "literal_error":
        message = f"{short(value)} is none of {fault['ctx']['expected']}"
    elif where and isinstance(where[-1], str):
        message = f"{where[-1]!r}: {message[:1].lower()}{message[1:]}"
    return InputError(f"{at(where)}: {message}", hint)


def short(value: Any) -> str:
    """A value as it was written, cut where it is long."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _verbless(value: Any, verbs: tuple[str, ...]) -> tuple[str, str]:
    """What is wrong with a step that has no verb, or several."""
    keys = [value] if isinstance(value, str) else list(value) if isinstance(value, Mapping) else []
    if len(known := [key for key in keys if key in verbs]) > 1:
        return f"a step has one verb, not {' and '.join(known)}", ""
    if not keys:
        return f"a step is a verb and what it is about, not {short(value)}", "such as click: Save"
    near = difflib.get_close_matches(str(keys[0]), verbs, 1)
    return (
        f"{short(keys[0])} is no verb",
        f"did you mean {near[0]}?" if near else f"verbs: {', '.join(verbs)}",
    )


def _followed(loc: tuple[int | str, ...], data: Any, verbs: tuple[str, ...]) -> tuple[Where, Any]:
    """The part of the data that a fault is about; pydantic also names the verb it took a step for."""
    where: list[str | int] = []
    for before, part in zip((None, *loc), loc, strict=False):
        index = isinstance(data, list) and isinstance(part, int) and part < len(data)
        named = isinstance(data, Mapping) and part in data
        # A step is first told by its verb, and then the key of that name.
        if index or (named and not (part in verbs and isinstance(before, int))):
            data = data[part]
            where.append(part)
    return tuple(where), data
