"""In: a task in plain English. Out: its steps, or a plain word on what is not understood.

task   := step (joint step)*            joint: "then", ";", or "and", "," or "." before a known verb
step   := ["please"] ["find and"] verb things
things := what the verb takes: a noun phrase (`phrases`), several of them, a text and its field, keys, a name
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ppagent.policy.reader.phrases import ROLES, Target, target

Verb = Literal[
    "open", "click", "double click", "right click", "choose", "focus", "type", "press", "close", "scroll", "wait", "look through",
]  # fmt: skip
Show = Callable[[str], str]
"""Puts what was in quotation marks back where it was hidden."""

_VERBS: dict[str, Verb] = {
    "open up": "open", "open": "open", "launch": "open", "start up": "open", "start": "open", "run": "open", "go to": "open",
    "go into": "open", "bring up": "open", "pull up": "open", "show me": "open", "take me to": "open", "bring me to": "open",
    "double click on": "double click", "double click": "double click", "double-click on": "double click",
    "double-click": "double click", "right click on": "right click", "right click": "right click",
    "right-click on": "right click", "right-click": "right click", "click on": "click", "click": "click", "tap": "click",
    "push": "click", "submit": "click", "expand": "click", "collapse": "click", "toggle": "click", "switch to": "click",
    "select": "choose", "choose": "choose", "pick": "choose", "check": "choose", "uncheck": "choose", "tick": "choose",
    "untick": "choose", "mark": "choose", "focus into": "focus", "focus on": "focus", "focus": "focus",
    "type in": "type", "type": "type", "enter": "type", "write": "type", "fill in": "type", "fill": "type",
    "press": "press", "hit": "press", "close": "close", "quit": "close", "exit": "close",
    "scroll": "scroll", "wait for": "wait", "wait": "wait",
    "switch between": "look through", "navigate through": "look through", "look through": "look through",
    "go through": "look through", "browse": "look through",
}  # fmt: skip
_VERB = "|".join(re.escape(verb) for verb in sorted(_VERBS, key=len, reverse=True))
_POLITE = (
    r"please|kindly|now|let's|(?:can|could|would|will)\s+you|help\s+me(?:\s+to)?"
    r"|i(?:\s+would|'d)?\s+(?:want|like|need)(?:\s+you)?\s+to"
)
_BEFORE = rf"(?:(?:{_POLITE})\s+)*(?:find\s+and\s+)?"
_THEN = re.compile(
    r"\s*(?:[,;.]\s*(?:and\s+)?then|\band\s+then|\bthen|;)\s+|\s*,?\s+to\s+(?=find\s+and\s)", re.IGNORECASE
)
_JOINT = rf"\s*(?:,\s*(?:and\s+)?|(?<!find )\band\s+|[.!]\s+)(?={_BEFORE}(?:{_VERB})\b)"
_AND = re.compile(_JOINT, re.IGNORECASE)
_STEP = re.compile(rf"{_BEFORE}({_VERB})\b\s*(.*)", re.IGNORECASE | re.DOTALL)
_TYPING = re.compile(rf"{_BEFORE}(?:type|write|enter|fill)\b", re.IGNORECASE)
_WHEN_DONE = re.compile(
    r"\s*,?\s+(?:when|once)\s+(?:you\s+are\s+|you're\s+)?(?:done|finished|ready)[.!]?$"
    r"|\s*,?\s+(?:please|for me|now)[.!?]*$|(?<=\w)\s*\?+$",
    re.IGNORECASE,
)
_BY = re.compile(
    r".*\bby\s+(?:clicking|pressing|choosing|selecting)\s+(?:on\s+)?(.*)", re.IGNORECASE | re.DOTALL
)
# A quotation mark stands at the edge of a word; the apostrophe of "don't" does not.
_QUOTED = re.compile(
    r"""(?<!\w)(?:"(?P<double>.*?)"|“(?P<curly>.*?)”|'(?P<single>.*?)'|‘(?P<curly_single>.*?)’)(?!\w)""",
    re.DOTALL,
)
KNOWN = "open, click, double click, right click, select, focus, type, press, close, scroll, wait"

_HIDDEN = r"\0[0-9]+\0"
_TEXT = re.compile(rf"(?:(?:the|a)\s+)?(?:(?P<label>[a-z][\w ]*?)\s+)?(?P<value>{_HIDDEN})", re.IGNORECASE)
_MORE = re.compile(r"\s*(?:,\s*(?:and\s+)?|\band\s+)(?=[\w ]*\0)", re.IGNORECASE)
_CASE = re.compile(
    r"\s*,?\s*(?:in|using)\s+(?:all\s+)?(?P<case>upper|lower)[\s-]*case(?:\s+letters)?", re.IGNORECASE
)
_FIELD = "|".join(re.escape(word) for word in sorted(ROLES["field"], key=len, reverse=True))
_INTO = re.compile(
    r"\s*(?:into|in|inside|to|as)\s+(?P<where>(?:(?!\s*,\s|\s+and\s|[.!](?:\s|$)).)+)",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN_INTO = re.compile(
    rf"(?P<value>[^\0]+?)\s+(?:(?:into|in|inside|to)\s+(?P<where>(?:the|an?|both|all)\s+(?:[\w#-]+\s+){{0,3}}?(?:{_FIELD})s?)"
    rf"|as\s+(?P<as>the\s+\w+))(?:[.!]?\s*$|(?P<joint>{_JOINT}))",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*([AaPp][Mm])?")
_FILL_WITH = re.compile(
    rf"(?P<where>.+?)\s+with\s+(?:the\s+\w+\s+)?(?P<value>{_HIDDEN})[.!]?", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step of a task.

    Attributes:
        verb: what to do.
        what: a name, a text, keys, a duration, as the verb has it.
        on: the thing to act on; for ``type`` the field, None for wherever the focus is.
        also: to choose it besides what is chosen already.
    """

    verb: Verb
    what: str
    on: Target | None = None
    also: bool = False


class NotUnderstoodError(Exception):
    """A step that is not a plain instruction; its text says which and what is known."""


def instructions(task: str) -> list[Instruction]:
    """Split a task into steps and read each.

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

    found = [
        one for whole in _THEN.split(_QUOTED.sub(hide, task).strip()) for one in _joined(whole.strip(), show)
    ]
    if not found:
        raise NotUnderstoodError(f"{task!r} says that nothing is to be done")
    return found


def _joined(text: str, show: Show) -> Iterator[Instruction]:
    """The steps of a part that has no "then" in it."""
    if _TYPING.match(text):
        steps, rest = _typing(text, show)
        yield from steps
        if rest:
            yield from _joined(rest, show)
        return
    end = _AND.search(text)
    yield from _step(text[: end.start()] if end else text, show)
    if end:
        yield from _joined(text[end.end() :], show)


def _step(step: str, show: Show) -> Iterator[Instruction]:
    """Read one step; what was in quotation marks is put back at the very end, as it was."""
    step = _WHEN_DONE.sub("", step.strip())
    match = _STEP.fullmatch(step)
    if not match:
        raise NotUnderstoodError(
            f"I do not know how to {show(step)!r}; I understand: {KNOWN}, joined by 'then'"
        )
    said, what = match[1].lower(), match[2].strip().rstrip(".! ")
    verb = _VERBS[said]
    if by := _BY.fullmatch(what):
        verb, what = "click", by[1]
    if said == "submit" and what.lower() in {"", "it", "the form", "the answer"}:
        what = "the Submit button"
    if said == "expand" and re.search(r"\b(?:sections|folders|items|all)\b", what):
        verb = "look through"
    if verb == "choose":
        yield from _choices(what, show)
    elif verb in {"click", "double click", "right click", "focus"}:
        yield _on(verb, what, show)
    elif verb == "press" and (on := target(what, show)).role == "button" and on.names:
        yield Instruction("click", on.said, on)
    else:
        yield Instruction(
            verb,
            _named(verb, what, step, show),
            target(what, show) if verb in {"press", "look through"} else None,
        )


def _named(verb: Verb, what: str, step: str, show: Show) -> str:
    """What a verb applies to when that is a name, keys or an amount."""
    if verb == "press":
        what = re.sub(r"^the\s+|\s+keys?$", "", what, flags=re.IGNORECASE)
    if verb in {"open", "close"}:
        what = re.sub(r"^(?:the|a|an|my)\s+", "", what, flags=re.IGNORECASE)
        what = re.sub(r"\s+(?:app|application|program|window|button|icon)$", "", what, flags=re.IGNORECASE)
    what = show(what)
    if not what.strip() and verb not in {"close", "wait"}:
        raise NotUnderstoodError(f"{show(step)!r} does not say what to {verb}")
    return what


def _on(verb: Verb, what: str, show: Show) -> Instruction:
    on = target(what, show)
    if not on.names and not on.role:
        raise NotUnderstoodError(f"it is not said what to {verb}")
    return Instruction(verb, on.said, on)


def _choices(what: str, show: Show) -> Iterator[Instruction]:
    """``A``, ``A, B and C``, ``A > B``, ``A from the list``, ``nothing``."""
    if what.lower() in {"nothing", "none", "none of them"}:
        return
    if re.search(r"\s*>\s*", what):
        parts = re.split(r"\s*>\s*", what)
    elif "," in what or re.fullmatch(rf"{_HIDDEN}(?:\s+and\s+{_HIDDEN})+", what):
        parts = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", what)
    else:
        parts = [what]
    # "A, B from the list": the list is said once, for all of them.
    steps = [_on("choose", part, show) for part in parts]
    from_list = any(step.on and step.on.role == "list" for step in steps)
    for number, step in enumerate(steps):
        yield replace(step, verb="choose" if from_list else "click", also=from_list and number > 0)


def _typing(step: str, show: Show) -> tuple[list[Instruction], str]:
    """Read a step that types, and what comes after it; all of an unquoted text belongs to it unless a field is named."""
    match = _STEP.match(step)
    if not match:
        raise NotUnderstoodError(
            f"I do not know how to {show(step)!r}; I understand: {KNOWN}, joined by 'then'"
        )
    said, rest = match[1].lower(), match[2].strip()
    if said.startswith("fill"):
        end = _AND.search(rest)
        filled = _FILL_WITH.fullmatch(rest[: end.start()] if end else rest)
        if not filled:
            raise NotUnderstoodError(f"{show(step)!r} does not say what to fill in: 'fill X with \"…\"'")
        return [Instruction("type", show(filled["value"]), _field(filled["where"], show))], rest[
            end.end() :
        ] if end else ""
    if quoted := _quoted_typing(rest, show):
        return quoted
    if plain := _PLAIN_INTO.match(rest):
        where = _field(plain["where"] or f"{plain['as']} field", show)
        value = show(plain["value"])
        if clock := _CLOCK.fullmatch(value):
            # A field for times takes two digits and no space, which would open its picker.
            value = f"{clock[1]:0>2}:{clock[2]}{clock[3] or ''}"
        return [Instruction("type", value, where)], rest[plain.end() :] if plain["joint"] is not None else ""
    if not show(rest):
        raise NotUnderstoodError(f"{show(step)!r} does not say what to type")
    return [Instruction("type", show(rest))], ""


def _quoted_typing(rest: str, show: Show) -> tuple[list[Instruction], str] | None:
    """``the name "A" and the code "B" in upper case into the fields``; None when it is not made so."""
    texts: list[tuple[str, str, Target | None]] = []
    at = 0
    while found := _TEXT.match(rest, at):
        value, at = show(found["value"]), found.end()
        if case := _CASE.match(rest, at):
            value, at = value.upper() if case["case"].lower() == "upper" else value.lower(), case.end()
        if into := _INTO.match(rest, at):
            at = into.end()
        texts.append((found["label"] or "", value, _field(into["where"], show) if into else None))
        more = _MORE.match(rest, at)
        if not more or _AND.match(rest, at):
            break
        at = more.end()
    end = _AND.match(rest, at)
    if not texts or not (end or re.fullmatch(r"\s*[.!]?\s*", rest[at:])):
        return None
    if not all(value for _, value, _ in texts):
        raise NotUnderstoodError(f"'type {show(rest)}' does not say what to type")
    last = texts[-1][2]
    steps = [
        Instruction("type", value, _where(label, where or last, several=len(texts) > 1))
        for label, value, where in texts
    ]
    return steps, rest[end.end() :] if end else ""


def _where(label: str, where: Target | None, *, several: bool) -> Target | None:
    """The field for one text: "the name" of "enter the name "Bob" into the field" is one, unless a field is named."""
    if not label or label.lower() in _TEXT_WORDS:
        return where
    if where is None or (several and not where.names):
        return Target((label,), "field", phrase=f"the {label} field")
    return where


_TEXT_WORDS = {"text", "word", "words", "number", "string", "value", "letters", "sentence"}
"""What says that a text is a text, not which field it is for."""


def _field(text: str, show: Show) -> Target:
    on = target(text, show)
    return Target(on.names, "field", on.nth, on.many, on.phrase)
