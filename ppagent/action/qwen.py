"""In: what a Qwen3-VL says. Out: an Action, from its ``computer_use`` tool call; and the prompt that offers the tool."""

from __future__ import annotations

import json
from collections.abc import Callable, Container
from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ppagent.action.dialect import DialectError, readable, with_canonical_keys
from ppagent.action.lark import CHARACTER, WORDS
from ppagent.action.schema import (
    Action,
    Answer,
    Click,
    Coordinate,
    Done,
    Drag,
    Fail,
    Key,
    Move,
    Point,
    Scroll,
    Type,
    Wait,
)

NOTCH_PX = 120
"""Pixels of a Qwen scroll that make one notch of our wheel: what desktops and browsers move by, roughly."""

_OPEN, _CLOSE = "<tool_call>", "</tool_call>"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Key(_Strict):
    action: Literal["key"]
    keys: list[str]


class _Type(_Strict):
    action: Literal["type"]
    text: str


class _Move(_Strict):
    action: Literal["mouse_move"]
    coordinate: Point


class _Click(_Strict):
    action: Literal["left_click", "right_click", "middle_click", "double_click", "triple_click"]
    coordinate: Point | None = None


class _Drag(_Strict):
    action: Literal["left_click_drag"]
    coordinate: Point


class _Scroll(_Strict):
    action: Literal["scroll", "hscroll"]
    pixels: Coordinate
    coordinate: Point | None = None


class _Wait(_Strict):
    action: Literal["wait"]
    time: Coordinate


class _Terminate(_Strict):
    action: Literal["terminate"]
    status: Literal["success", "failure"]


class _Answer(_Strict):
    action: Literal["answer"]
    text: str


_Arguments = Annotated[
    Union[_Key, _Type, _Move, _Click, _Drag, _Scroll, _Wait, _Terminate, _Answer],  # noqa: UP007 - pydantic's idiom
    Field(discriminator="action"),
]


class _Call(_Strict):
    name: Literal["computer_use"]
    arguments: _Arguments


_CLICKS: dict[str, Callable[[Point | None], Click]] = {
    "left_click": lambda point: Click(point=point),
    "right_click": lambda point: Click(point=point, button="right"),
    "middle_click": lambda point: Click(point=point, button="middle"),
    "double_click": lambda point: Click(point=point, count=2),
    "triple_click": lambda point: Click(point=point, count=3),
}


class QwenDialect:
    """Qwen3-VL's tool call: free thought, then ``<tool_call>{"name": "computer_use", "arguments": {...}}</tool_call>``.

    ``scroll`` and ``hscroll`` are in pixels, + = up and + = right; they become notches of `NOTCH_PX`, at least one.
    ``left_click_drag`` starts at the pointer. A click or scroll without a coordinate happens at the pointer.
    """

    def prompt(self) -> str:
        """What the tool does, and its signature in the form that the model was trained on."""
        return _PROMPT

    def parse(self, text: str) -> Action:
        """Read the one tool call of a reply.

        Raises:
            DialectError: there is not exactly one at the end, or it is not a valid call.
        """
        if text.count(_OPEN) != 1 or text.count(_CLOSE) != 1:
            raise DialectError(f"Expected exactly one {_OPEN}...{_CLOSE}, found {text.count(_OPEN)}. {_FORM}")
        body, _, rest = text.partition(_OPEN)[2].partition(_CLOSE)
        if rest.strip():
            raise DialectError(f"Nothing may follow {_CLOSE}. {_FORM}")
        try:
            return with_canonical_keys(_action(_Call.model_validate_json(body.strip()).arguments))
        except ValidationError as error:
            raise DialectError(f"This is not a call of computer_use: {readable(error)}. {_FORM}") from error
        except UnicodeEncodeError as error:
            raise DialectError(f"This is not Unicode text: {error}. {_FORM}") from error

    def print(self, action: Action) -> str:
        """Write an action as a tool call.

        Raises:
            DialectError: this dialect has no words for it.
        """
        call = json.dumps({"name": "computer_use", "arguments": _arguments(action)}, ensure_ascii=False)
        # A text may speak of the tags: only the outer pair may look like one.
        for tag in (_OPEN, _CLOSE):
            call = call.replace(tag, f"\\u003c{tag[1:]}")
        return f"{_OPEN}\n{call}\n{_CLOSE}"

    def grammar(self, thought: bool, tokens: Container[str] = ()) -> str:
        """A thought if there may be one, any text that speaks of no tag, then the call as the model was trained on it."""
        opening, closing = (tag if tag in tokens else f'"{tag}"' for tag in (_OPEN, _CLOSE))
        if not thought:
            return f"{_GRAMMAR}\nlead: {opening}\nend: {closing}\n"
        # Letters that end a free text are one terminal with it; a token is none, so it stands behind.
        lead = f"lead: THOUGHT {opening}" if _OPEN in tokens else f"lead: LEAD\nLEAD: THOUGHT {opening}"
        return f"{_GRAMMAR}\n{lead}\nend: {closing}\nTHOUGHT: /(?s:.*)/ & {_UNTAGGED}\n"


def _action(call: _Arguments) -> Action:
    match call:
        case _Key():
            return Key(keys=tuple(call.keys))
        case _Type():
            return Type(text=call.text)
        case _Move():
            return Move(point=call.coordinate)
        case _Click():
            return _CLICKS[call.action](call.coordinate)
        case _Drag():
            return Drag(end=call.coordinate)
        case _Scroll(action="scroll"):
            return Scroll(point=call.coordinate, dy=-_notches(call.pixels))
        case _Scroll():
            return Scroll(point=call.coordinate, dx=_notches(call.pixels))
        case _Wait():
            return Wait(seconds=call.time)
        case _Terminate():
            return Done() if call.status == "success" else Fail()
        case _Answer():
            return Answer(text=call.text)


def _notches(pixels: float) -> int:
    """Whole notches, away from zero: a small scroll still scrolls."""
    notches = max(1, round(abs(pixels) / NOTCH_PX)) if pixels else 0
    return notches if pixels > 0 else -notches


def _arguments(action: Action) -> dict[str, Any]:
    match action:
        case Key():
            return {"action": "key", "keys": list(action.keys)}
        case Type():
            return {"action": "type", "text": action.text}
        case Move():
            return {"action": "mouse_move", "coordinate": _numbers(action.point)}
        case Click():
            for name, make in _CLICKS.items():
                if make(action.point) == action:
                    return {"action": name, **_at(action.point)}
        case Drag(start=None, button="left"):
            return {"action": "left_click_drag", "coordinate": _numbers(action.end)}
        case Scroll(dx=0):
            return {"action": "scroll", "pixels": -action.dy * NOTCH_PX, **_at(action.point)}
        case Scroll(dy=0):
            return {"action": "hscroll", "pixels": action.dx * NOTCH_PX, **_at(action.point)}
        case Wait():
            return {"action": "wait", "time": action.seconds}
        case Done(text=""):
            return {"action": "terminate", "status": "success"}
        case Fail(reason=""):
            return {"action": "terminate", "status": "failure"}
        case Answer():
            return {"action": "answer", "text": action.text}
    raise DialectError(f"computer_use has no words for {action!r}")


def _at(point: Point | None) -> dict[str, list[float]]:
    return {} if point is None else {"coordinate": _numbers(point)}


def _numbers(point: Point) -> list[float]:
    """Whole numbers as the model writes them, without a fraction."""
    return [int(value) if value == int(value) else value for value in point]


_UNTAGGED = r"~/(?s:.*)<\/?tool_call>(?s:.*)/"
"""The parser looks for tags before it reads the JSON: outside the two that it needs, none may stand in letters."""

# A literal is read whole and greedily: none here is the beginning of another that may stand in its place.
_GRAMMAR = (
    WORDS
    + rf"""
STRING: /"{CHARACTER}*"/ & {_UNTAGGED}
"""
    + r"""
start: lead "\n{\"name\": \"computer_use\", \"arguments\": {\"action\": \"" action "}}\n" end
action: "key\", \"keys\": " keys
  | "type\", \"text\": " STRING
  | "mouse_move\"" at
  | ("left_click\"" | "right_click\"" | "middle_click\"" | "double_click\"" | "triple_click\"") at?
  | "left_click_drag\"" at
  | ("scroll\"" | "hscroll\"") ", \"pixels\": " PIXELS at?
  | "wait\", \"time\": " SECONDS
  | "terminate\", \"status\": \"" ("success" | "failure") "\""
  | "answer\", \"text\": " STRING
at: ", \"coordinate\": " point
PIXELS: /0|-?(12000|1[01][0-9]{3}|[1-9][0-9]{0,3})/
"""
)

_FORM = (
    'Think first if you like, then end with one call, for example <tool_call>\\n{"name": "computer_use", "arguments": '
    '{"action": "left_click", "coordinate": [500, 500]}}\\n</tool_call>'
).replace("\\n", "\n")

_ACTIONS = {
    "key": "press `keys` together, modifiers first, then release them",
    "type": "type `text` where the keyboard focus is",
    "mouse_move": "move the pointer to `coordinate`",
    "left_click": "click at `coordinate`",
    "right_click": "click the right button at `coordinate`",
    "middle_click": "click the middle button at `coordinate`",
    "double_click": "click twice at `coordinate`",
    "triple_click": "click three times at `coordinate`",
    "left_click_drag": "hold the left button at the pointer and release it at `coordinate`",
    "scroll": f"turn the wheel by `pixels`, positive is up; one notch is {NOTCH_PX}; at `coordinate` if it is given",
    "hscroll": "scroll sideways by `pixels`, positive is right",
    "wait": "let `time` seconds pass",
    "terminate": "end the task with a `status`",
    "answer": "end the task with `text` for the user, when it asked a question",
}

_SIGNATURE = {
    "type": "function",
    "function": {
        "name": "computer_use",
        "description": "Use the mouse and the keyboard of a desktop and see its screen. The display is 1000x1000: "
        "a coordinate [x, y] counts from the top left corner. Aim at the middle of what you want to hit. "
        "Look at the screen after each action: it may need time, or have had no effect.",
        "parameters": {
            "type": "object",
            "properties": {
                "action": {
                    "type": "string",
                    "enum": list(_ACTIONS),
                    "description": "; ".join(f"`{name}`: {meaning}" for name, meaning in _ACTIONS.items()),
                },
                "keys": {"type": "array", "items": {"type": "string"}, "description": "For `key`."},
                "text": {"type": "string", "description": "For `type` and `answer`."},
                "coordinate": {
                    "type": "array",
                    "items": {"type": "number"},
                    "description": "[x, y], for mouse actions.",
                },
                "pixels": {"type": "number", "description": "For `scroll` and `hscroll`."},
                "time": {"type": "number", "description": "Seconds, for `wait`, at most 60."},
                "status": {
                    "type": "string",
                    "enum": ["success", "failure"],
                    "description": "For `terminate`.",
                },
            },
            "required": ["action"],
        },
    },
}

_PROMPT = f"""# Tools

You have one function, given here by its signature:
<tools>
{json.dumps(_SIGNATURE)}
</tools>

In every reply, think in a sentence or two about the screen and the next step, then call it exactly once, like this:
<tool_call>
{{"name": "computer_use", "arguments": {{"action": "left_click", "coordinate": [500, 500]}}}}
</tool_call>
Write nothing after the call."""
