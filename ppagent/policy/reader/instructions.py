"""In: a task in plain English. Out: its steps, or a plain word on what is not understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Verb = Literal["open", "click", "double click", "right click", "type", "press", "close", "scroll", "wait"]

_VERBS: dict[str, Verb] = {
    "open up": "open", "open": "open", "launch": "open", "start": "open", "run": "open", "go to": "open",
    "double click on": "double click", "double click": "double click", "double-click on": "double click",
    "double-click": "double click", "right click on": "right click", "right click": "right click",
    "right-click on": "right click", "right-click": "right click", "click on": "click", "click": "click",
    "select": "click", "choose": "click", "type in": "type", "type": "type", "enter": "type", "write": "type",
    "press": "press", "hit": "press", "close": "close", "quit": "close", "exit": "close",
    "scroll": "scroll", "wait for": "wait", "wait": "wait",
}  # fmt: skip
_VERB = "|".join(re.escape(verb) for verb in sorted(_VERBS, key=len, reverse=True))
_THEN = re.compile(r"\s*(?:[,;.]\s*(?:and\s+)?then|\band\s+then|\bthen|;)\s+", re.IGNORECASE)
_AND = re.compile(rf"\s*(?:,\s*(?:and\s+)?|\band\s+)(?=(?:{_VERB})\b)", re.IGNORECASE)
_STEP = re.compile(rf"(?:please\s+)?({_VERB})\b\s*(.*)", re.IGNORECASE | re.DOTALL)
# A quotation mark stands at the edge of a word; the apostrophe of "don't" does not.
_QUOTED = re.compile(
    r"""(?<!\w)(?:"(?P<double>.*?)"|“(?P<curly>.*?)”|'(?P<single>.*?)'|‘(?P<curly_single>.*?)’)(?!\w)""",
    re.DOTALL,
)
KNOWN = "open, click, double click, right click, type, press, close, scroll, wait"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step of a task: a verb and what it applies to."""

    verb: Verb
    what: str


class NotUnderstoodError(Exception):
    """A step that is not a plain instruction; its text says which and what is known."""


def instructions(task: str) -> list[Instruction]:
    """Split a task into steps: joined by "then", or by "and" before another known verb.

    What stands in quotation marks is taken literally, "then" and all.

    Raises:
        NotUnderstoodError: a step does not begin with a known verb, or names nothing.
    """
    if "\0" in task:
        raise NotUnderstoodError("the task holds a NUL character, which is no text")
    literal: list[str] = []

    def hide(match: re.Match[str]) -> str:
        literal.append(match[match.lastgroup or 0])
        return f"\0{len(literal) - 1}\0"

    def show(text: str) -> str:
        return re.sub("\0([0-9]+)\0", lambda match: literal[int(match[1])], text)

    steps = [
        part
        for whole in _THEN.split(_QUOTED.sub(hide, task).strip())
        for part in (
            [whole]
            if re.match(r"(please\s+)?(type|write|enter)\b", whole, re.IGNORECASE)
            else _AND.split(whole)
        )
    ]
    return [_instruction(step.strip(), show) for step in steps]


def _instruction(step: str, show: Callable[[str], str]) -> Instruction:
    """Read one step, in which what was in quotation marks is still hidden: it is put back at the very end, as it was."""
    match = _STEP.fullmatch(step)
    if not match:
        raise NotUnderstoodError(
            f"I do not know how to {show(step)!r}; I understand: {KNOWN}, joined by 'then'"
        )
    verb, what = _VERBS[match[1].lower()], match[2].strip()
    if verb != "type":
        what = what.rstrip(".! ")
    if verb == "press":
        what = re.sub(r"^the\s+|\s+keys?$", "", what, flags=re.IGNORECASE)
    if verb in {"open", "close", "click", "double click", "right click"}:
        what = re.sub(r"^(?:the|a|an|my)\s+", "", what, flags=re.IGNORECASE)
        what = re.sub(r"\s+(?:app|application|program|window|button|icon)$", "", what, flags=re.IGNORECASE)
    what = show(what)
    if not (what if verb == "type" else what.strip()) and verb not in {"close", "wait"}:
        raise NotUnderstoodError(f"{show(step)!r} does not say what to {verb}")
    return Instruction(verb, what)
