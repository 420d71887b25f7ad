"""In: nothing. Out: Action, the closed union of everything an agent may do."""

from __future__ import annotations

from typing import Annotated, Literal, Union

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Coordinate = Annotated[float, Field(allow_inf_nan=False)]
Point = tuple[Coordinate, Coordinate]
"""``(x, y)`` in the space that the dialect's card declares; after `remap`, in input units of the screen."""
Button = Literal["left", "right", "middle"]
Modifier = Literal["ctrl", "alt", "shift", "super"]


class _Action(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Click(_Action):
    """Press and release a mouse button ``count`` times."""

    kind: Literal["click"] = "click"
    point: Point | None = None
    """None clicks where the pointer is."""
    button: Button = "left"
    count: int = Field(1, ge=1, le=3)
    modifiers: tuple[Modifier, ...] = ()


class Move(_Action):
    """Move the pointer."""

    kind: Literal["move"] = "move"
    point: Point


class Drag(_Action):
    """Press a button at ``start``, move, release it at ``end``."""

    kind: Literal["drag"] = "drag"
    start: Point | None = None
    """None starts where the pointer is."""
    end: Point
    button: Button = "left"


class Scroll(_Action):
    """Turn the wheel: ``dy`` > 0 shows what is further down, ``dx`` > 0 what is further right; in notches."""

    kind: Literal["scroll"] = "scroll"
    point: Point | None = None
    """None scrolls where the pointer is."""
    dx: int = Field(0, ge=-100, le=100)
    dy: int = Field(0, ge=-100, le=100)


class Type(_Action):
    """Type a text: any Unicode; a newline presses Enter."""

    kind: Literal["type"] = "type"
    text: str = Field(max_length=20_000)


class Key(_Action):
    """Press keys together, modifiers first: ``("ctrl", "s")``. Names as in `ppagent.action.keys`."""

    kind: Literal["key"] = "key"
    keys: tuple[str, ...] = Field(min_length=1, max_length=6)


class Wait(_Action):
    """Let the screen go on by itself."""

    kind: Literal["wait"] = "wait"
    seconds: float = Field(1.0, ge=0, le=60, allow_inf_nan=False)


class Answer(_Action):
    """End the run with a text for the user: the task was a question."""

    kind: Literal["answer"] = "answer"
    text: str


class Done(_Action):
    """End the run: the task is done."""

    kind: Literal["done"] = "done"
    text: str = ""


class Fail(_Action):
    """End the run: the task cannot be done, and why."""

    kind: Literal["fail"] = "fail"
    reason: str = ""


Action = Annotated[
    Union[Click, Move, Drag, Scroll, Type, Key, Wait, Answer, Done, Fail],  # noqa: UP007 - pydantic's own idiom
    Field(discriminator="kind"),
]
ACTION: TypeAdapter[Action] = TypeAdapter(Action)
"""Validates and prints any action."""

END = (Answer, Done, Fail)
"""The actions that end a run."""


def target(action: Action) -> Point | None:
    """The point an action lands on: where it clicks, moves or scrolls to, where a drag begins."""
    if isinstance(action, Drag):
        return action.start
    return action.point if isinstance(action, Click | Move | Scroll) else None


def describe(action: Action) -> str:
    """Say an action in a few words for a person: ``click (640, 12)``, ``type 'hello'``."""
    match action:
        case Click():
            name = {1: "click", 2: "double click", 3: "triple click"}[action.count]
            which = "" if action.button == "left" else f"{action.button} "
            held = "".join(f"{modifier}+" for modifier in action.modifiers)
            return f"{held}{which}{name}{_at(action.point)}"
        case Move():
            return f"move to{_at(action.point)}"
        case Drag():
            return f"drag from{_at(action.start)} to{_at(action.end)}"
        case Scroll():
            return f"scroll {action.dx:+d} across, {action.dy:+d} down{_at(action.point)}"
        case Type():
            return f"type {action.text!r}"
        case Key():
            return f"press {'+'.join(action.keys)}"
        case Wait():
            return f"wait {action.seconds:g} s"
        case Answer():
            return f"answer {action.text!r}"
        case Done():
            return "done" + (f": {action.text}" if action.text else "")
        case Fail():
            return "fail" + (f": {action.reason}" if action.reason else "")


def _at(point: Point | None) -> str:
    return " at the pointer" if point is None else f" ({point[0]:g}, {point[1]:g})"
