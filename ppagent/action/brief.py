r"""In: one short line. Out: an Action; ppagent's own small models speak so, as every letter costs them a token.

::

    click 512,300    double 512,300    triple 512,300    right 512,300    middle 512,300    ctrl+click 512,300
    move 512,300     drag 512,300 600,300    scroll 512,300 0,3
    type some text   key ctrl+s    wait    wait 2    answer some text    done    done text    fail    fail reason

A point is two numbers of three digits, thousandths of the picture's width and height. Clicks and scrolls without a point
happen at the pointer, a drag with one point begins there. In texts and keys a newline is ``\n``, a backslash ``\\``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container
from typing import Any, get_args

from pydantic import ValidationError

from ppagent.action.dialect import DialectError, canonical_keys, readable
from ppagent.action.keys import NAMED
from ppagent.action.lark import SECONDS
from ppagent.action.schema import (
    ACTION,
    Action,
    Answer,
    Click,
    Done,
    Drag,
    Fail,
    Key,
    Modifier,
    Move,
    Point,
    Scroll,
    Type,
    Wait,
)

_CLICKS: dict[str, dict[str, Any]] = {
    "click": {},
    "double": {"count": 2},
    "triple": {"count": 3},
    "right": {"button": "right"},
    "middle": {"button": "middle"},
}
_POINT = "[0-9]{3},[0-9]{3}"
_NOTCHES = "(0|-?(100|[1-9][0-9]?))"
_MODIFIERS = rf"(({'|'.join(get_args(Modifier))})\+)"
_TEXT = r"([^\\\n]|\\[n\\])"
_KEY = rf"({'|'.join(sorted(NAMED))}|{_TEXT})"

_FORMS = {
    **{name: rf"{_MODIFIERS}{{0,4}}{name}( {_POINT})?" for name in _CLICKS},
    "move": rf"move {_POINT}",
    "drag": rf"drag {_POINT}( {_POINT})?",
    "scroll": rf"scroll ({_POINT} )?{_NOTCHES},{_NOTCHES}",
    "type": rf"type {_TEXT}*",
    "key": rf"key {_KEY}(\+{_KEY}){{0,5}}",
    "wait": rf"wait( ({SECONDS}))?",
    "answer": rf"answer {_TEXT}*",
    "done": rf"done( {_TEXT}+)?",
    "fail": rf"fail( {_TEXT}+)?",
}
"""Regular expression of each action's line, by its word; the grammar and the parser both hold to it."""

_EXAMPLES = {
    **{name: f"{name} 512,300" for name in _CLICKS},
    "move": "move 512,300",
    "drag": "drag 512,300 600,300",
    "scroll": "scroll 512,300 0,3",
    "type": "type some text",
    "key": "key ctrl+s",
    "wait": "wait 2",
    "answer": "answer some text",
    "done": "done",
    "fail": "fail some reason",
}
_GRAMMAR = f"start: LINE\nLINE: /{'|'.join(_FORMS.values())}/\n"


class BriefDialect:
    """An action as one short line; there is no place for a thought."""

    def prompt(self) -> str:
        """Every kind of line, by example."""
        lines = "\n".join(_EXAMPLES.values())
        return (
            "Answer with one line, an action in one of these forms, and nothing else:\n"
            f"{lines}\n"
            "A point is x,y in thousandths of the picture's width and height, three digits each. Clicks take modifiers in "
            "front: ctrl+click 512,300. scroll ends with notches to the right and down. In a text a newline is written "
            "\\n and a backslash \\\\."
        )

    def parse(self, text: str) -> Action:
        """Read one line.

        Raises:
            DialectError: it is not one of the forms, letter by letter.
        """
        if "\n" in text:
            raise DialectError("An action is one line; write a newline in a text as \\n.")
        head, _, rest = text.partition(" ")
        *held, word = head.split("+")
        form = _FORMS.get(word)
        if form is None:
            raise DialectError(f"An action begins with one of these words: {', '.join(_FORMS)}.")
        if re.fullmatch(form, text) is None:
            raise DialectError(f"This is not a form of {word}; write it as: {_EXAMPLES[word]}")
        try:
            return ACTION.validate_python(_fields(word, held, rest))
        except ValidationError as error:
            raise DialectError(f"This is not an action: {readable(error)}") from error

    def print(self, action: Action) -> str:
        """Write an action; points are cut down to whole numbers, the far edge to 999.

        Raises:
            DialectError: this dialect has no words for it.
        """
        match action:
            case Click():
                for word, fields in _CLICKS.items():
                    if action == Click(point=action.point, modifiers=action.modifiers, **fields):
                        held = "".join(f"{modifier}+" for modifier in action.modifiers)
                        if len(action.modifiers) <= 4:
                            return f"{held}{word}{_at(action.point)}"
            case Move():
                return f"move{_at(action.point)}"
            case Drag(button="left"):
                return f"drag{_at(action.start)}{_at(action.end)}"
            case Scroll():
                return f"scroll{_at(action.point)} {action.dx},{action.dy}"
            case Type():
                return f"type {_escape(action.text)}"
            case Key():
                return f"key {_escape('+'.join(canonical_keys(action)))}"
            case Wait(seconds=1):
                return "wait"
            case Wait():
                whole = action.seconds == int(action.seconds)
                return f"wait {int(action.seconds) if whole else action.seconds}"
            case Answer():
                return f"answer {_escape(action.text)}"
            case Done():
                return f"done {_escape(action.text)}" if action.text else "done"
            case Fail():
                return f"fail {_escape(action.reason)}" if action.reason else "fail"
        raise DialectError(f"the brief dialect has no words for {action!r}")

    def grammar(self, thought: bool, tokens: Container[str] = ()) -> str:  # noqa: ARG002 - the protocol's
        """One line of one of the forms."""
        return _GRAMMAR


class ClickDialect(BriefDialect):
    """The same with one form alone, a click at a point: for questions about where something is that is there."""

    def print(self, action: Action) -> str:
        """Write a click.

        Raises:
            DialectError: it is anything else.
        """
        if action != Click(point=getattr(action, "point", None)) or action.point is None:
            raise DialectError("Here an action is a click at a point.")
        return super().print(action)

    def grammar(self, thought: bool, tokens: Container[str] = ()) -> str:  # noqa: ARG002 - the protocol's
        """One click at a point."""
        return f"start: LINE\nLINE: /click {_POINT}/\n"


def _fields(word: str, held: list[str], rest: str) -> dict[str, Any]:
    """The fields of an action whose line has the right form."""
    match word:
        case "type" | "answer" | "done":
            return {"kind": word, "text": _unescape(rest)}
        case "fail":
            return {"kind": word, "reason": _unescape(rest)}
        case "key":
            # A plus sign where a key should begin is that key: ``ctrl++``.
            return {"kind": word, "keys": re.findall(r"(\+|[^+]+)(?:\+|\Z)", _unescape(rest))}
        case "wait":
            return {"kind": word, "seconds": float(rest)} if rest else {"kind": word}
    pairs = [tuple(int(number) for number in pair.split(",")) for pair in rest.split()]
    match word:
        case "move":
            return {"kind": word, "point": pairs[0]}
        case "drag":
            return {"kind": word, "start": pairs[0] if len(pairs) > 1 else None, "end": pairs[-1]}
        case "scroll":
            dx, dy = pairs[-1]
            return {"kind": word, "point": pairs[0] if len(pairs) > 1 else None, "dx": dx, "dy": dy}
    return {"kind": "click", "point": pairs[0] if pairs else None, "modifiers": held, **_CLICKS[word]}


def _at(point: Point | None) -> str:
    """A point with a space before it; nothing for the pointer's place."""
    if point is None:
        return ""
    # A point that was computed may lie a hair below the whole number that it stands for.
    numbers = [min(999, math.floor(value + 1e-9)) for value in point]
    if min(numbers) < 0 or max(point) > 1000:
        raise DialectError(f"the point {point} is outside 0 to 1000")
    return f" {numbers[0]:03},{numbers[1]:03}"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], text)
