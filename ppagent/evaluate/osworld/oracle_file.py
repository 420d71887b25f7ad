"""In: an oracle, the known way through a task, as a JSON file. Out: its steps, checked.

Steps are ppagent's own actions; a point may be said by what stands there, so that one oracle holds for every theme, font
and screen size.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Union

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)

from ppagent.action.schema import END, Action
from ppagent.errors import InputError

TIMEOUT_S = 30.0
"""How long what a step waits for, or aims at, may take to appear."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _compiles(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error
    return value


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_compiles)]
"""A regular expression that is looked for in the titles of windows."""


class InWindow(_Part):
    """A point in a window, without its frame; px, negative from the right or bottom, parts of 1 from -1 to 1."""

    window: Pattern
    x: float
    y: float


class OnText(_Part):
    """The middle of a text that is to be read on the screen, or in one window."""

    text: str = Field(min_length=1)
    nth: int = 0
    """Of those that read so, from the top, then from the left; negative from the bottom."""
    window: Pattern | None = None
    dx: float = 0
    dy: float = 0
    """Px from there: what stands beside its label."""


Place = Union[InWindow, OnText]  # noqa: UP007 - pydantic's own idiom


class Act(_Part):
    """One action. Its points are screen px, or said by ``at`` (a drag's end by ``to``)."""

    action: Action
    at: Place | None = None
    to: Place | None = None

    @model_validator(mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        """Take the places out of what is otherwise an action as its schema has it."""
        if not isinstance(value, dict) or "action" in value:
            return value
        action = {key: part for key, part in value.items() if key not in {"at", "to"}}
        for place, point in (("at", "start" if action.get("kind") == "drag" else "point"), ("to", "end")):
            if place in value:
                if point in action:
                    raise ValueError(f"{place} and {point} say the same thing twice")
                action[point] = (0, 0)
        return {"action": action} | {key: value[key] for key in ("at", "to") if key in value}


class Until(_Part):
    """What is waited for: exactly one of these.

    Attributes:
        window: a window so titled has the keyboard.
        gone: no window so titled is on the screen.
        text: that text can be read on the screen.
        still: the screen rests.
    """

    window: Pattern | None = None
    gone: Pattern | None = None
    text: str | None = None
    still: Literal[True] | None = None

    @model_validator(mode="after")
    def _one(self) -> Until:
        if len(self.model_fields_set) != 1:
            raise ValueError("wait for one thing: window, gone, text or still")
        return self


class WaitFor(_Part):
    """Let the screen go on until something is so."""

    wait_for: Until
    timeout_s: float = Field(TIMEOUT_S, gt=0, le=120)


def _kind(value: Any) -> str:
    return (
        "wait" if isinstance(value, WaitFor) or (isinstance(value, dict) and "wait_for" in value) else "act"
    )


Step = Annotated[
    Union[Annotated[Act, Tag("act")], Annotated[WaitFor, Tag("wait")]],  # noqa: UP007 - pydantic's own idiom
    Discriminator(_kind),
]


class Oracle(_Part):
    """A file of ``oracles/``."""

    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_once(self) -> Oracle:
        ends = [isinstance(step, Act) and isinstance(step.action, END) for step in self.steps]
        if sum(ends) != 1 or not ends[-1]:
            raise ValueError("the last step, and no other, is done, answer or fail")
        return self


def read_oracle(file: Path) -> Oracle:
    """Read an oracle.

    Raises:
        InputError: it is not there or not an oracle; the message names file and step.
    """
    try:
        return Oracle.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{file}:{error.lineno}: not JSON: {error.msg}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        where = [part for part in fault["loc"] if part not in {"act", "wait", "action"}]
        if where[:1] == ["steps"] and len(where) > 1:
            where[:2] = [f"step {int(where[1]) + 1}"]
        raise InputError(
            f"{file}: {' '.join(map(str, where)) or 'steps'}: {fault['msg']}",
            'steps are actions with their place ("at"), or {"wait_for": ...}; the last one is done or fail',
        ) from error
