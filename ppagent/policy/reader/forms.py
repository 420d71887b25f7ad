"""In: a thing to click, choose or type into. Out: it found on the screen, by its text or by its shape, and acted on."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence

from ppagent.action.schema import Action, Click, Key, Move, Point, Type, Wait
from ppagent.policy.eyes import Grounder
from ppagent.policy.reader.acting import Acting, GiveUpError, Plan, Seen, centre
from ppagent.policy.reader.boxes import (
    around,
    colourfulness,
    field_of,
    fields,
    left_aligned,
    line_height,
    marks,
    rectangles,
)
from ppagent.policy.reader.instructions import Instruction
from ppagent.policy.reader.match import cut_off, find, find_all, nearest, parts, whole, without
from ppagent.policy.reader.page import Box, Line
from ppagent.policy.reader.phrases import Target

MAX_TEXT = 20_000
"""Longest text of one Type."""
MOST_LOOKED_INTO = 8
"""Tabs, sections or folders that are opened to find a thing in them."""
SUBMENU = (">", "\u203a", "\u25b8", "\u25b6", "\u00bb")
"""What OCR makes of the arrow at the end of a menu entry that unfolds under the pointer."""
DECLINE = ("Cancel",)
CONFIRM = ("Submit", "Login", "Log in", "Sign in", "OK")
"""What a form's last button may be called when the task calls it by the first four."""
_CROSS = {"x", "×", "✕", "✖", "close"}
"""Names of the small mark that closes things, which OCR often cannot read."""


_DRAWN = re.compile(
    r"\b(?:icon|drop-?down(?: list)?|combo box|slider|switch|number field|spin button)$", re.IGNORECASE
)
"""Kinds of things that bear no text themselves: what is written beside them is only their label."""


class Forms(Acting):
    """Clicks, chooses and types."""

    _task = ""

    def __init__(self, names: Mapping[str, Sequence[str]], eyes: Grounder | None = None) -> None:
        super().__init__(names, eyes)
        self._among: Target | None = None

    def _lines(self) -> list[Line]:
        return without(self.seen.lines, self._task)

    def _boxes(self) -> list[Box]:
        return rectangles(self.seen.canvas.pixels)

    def clicks(self, step: Instruction) -> Plan:
        """Click a thing, once, twice or with the other button."""
        assert step.on is not None
        point, said = yield from self._found(step.on)
        button, count = (
            ("right", 1) if step.verb == "right click" else ("left", 1 + (step.verb == "double click"))
        )
        yield from self._do(Click(point=point, button=button, count=count))
        self._expect_effect(f"I clicked {said!r}")

    def focuses(self, step: Instruction) -> Plan:
        """Put the keyboard into a field; nothing need change on the screen."""
        assert step.on is not None
        point = self._place(step.on) or (yield from self._found(step.on))
        yield from self._do(Click(point=point[0]))

    def chooses(self, step: Instruction) -> Plan:
        """Choose from a list: by a click where it can be seen, else by its first letters, as lists take them."""
        assert step.on is not None
        lines, boxes = self._lines(), self._boxes()
        line = find(lines, step.on.names)
        box = around(boxes, line) if line else None
        alone = box is not None and [one for one in lines if box.holds(*one.box.centre)] == [line]
        if (
            line
            and box
            and alone
            and box.bottom - box.top < 2.5 * line_height([line])
            and left_aligned(box, lines)
        ):
            return  # a folded list that shows the choice already
        if line:
            yield from self._do(Click(point=centre(line), modifiers=("ctrl",) if step.also else ()))
            self._expect_effect(f"I clicked {line.text!r}")
            return
        lists = [box for box in boxes if left_aligned(box, lines)]
        if not lists and (point := self._glance(step.on.phrase)):
            yield from self._do(Click(point=point))
            self._expect_effect(f"I clicked what looks like {step.what!r}")
            return
        if not lists:
            raise GiveUpError(f"I see neither {step.what!r} nor a list")
        before, within = self.seen, [line for line in lines if lists[0].holds(*line.box.centre)]
        yield from self._do(Click(point=centre(within[0])))
        if unfolded := find(without(self.seen.since(before), self._task), step.on.names):
            yield from self._do(Click(point=centre(unfolded)))
        else:
            yield from self._do(Type(text=step.on.names[0]))
            yield from self._do(Key(keys=("enter",)))

    def types(self, step: Instruction) -> Plan:
        """Type a text, into the field that is named or wherever the keyboard is."""
        points: list[Point | None] = [*self._fields(step.on)] if step.on else []
        if step.on and not points and not step.on.many and (point := self._glance(step.on.phrase)):
            points = [point]
        if step.on and not points and step.on.names:
            self._expect_nothing_named(step.on)
        for point in points or [None]:
            if point:
                yield from self._enter(point)
            for start in range(0, len(step.what), MAX_TEXT):
                yield from self._do(Type(text=step.what[start : start + MAX_TEXT]))
                self._expect_effect("I typed the text")

    def _enter(self, point: Point) -> Plan:
        """Click into a field; what pops up and can be cancelled is in the way."""
        before = self.seen
        yield from self._do(Click(point=point))
        if not whole(before.lines, DECLINE) and (decline := whole(self.seen.since(before), DECLINE)):
            yield from self._do(Click(point=centre(decline[0])))
            yield from self._do(Click(point=point))

    def looks_through(self, step: Instruction) -> Plan:
        """Remember where to look for what comes next."""
        self._among = step.on
        yield from ()

    def _found(self, on: Target) -> Generator[Action, Seen, tuple[Point, str]]:
        """Where a thing is; if need be, what was said to be looked through is opened until it shows.

        Raises:
            GiveUpError: it cannot be seen.
        """
        if (drawn := _drawn(on)) and (point := self._glance(on.phrase)):
            return point, on.said
        tried: list[str] = []
        while not (place := self._place(on)):
            candidates = self._unopened(tried)
            if not candidates or len(tried) == MOST_LOOKED_INTO:
                if not drawn and (point := self._glance(on.phrase)):
                    return point, on.said
                if point := self._glance(on.phrase, guess=True):
                    return point, on.said
                near = nearest(self._lines(), on.said)
                raise GiveUpError(
                    f"I cannot see {on.said!r} on the screen"
                    + (f"; the nearest text is {near!r}" if near else "")
                )
            tried.append(candidates[0].text)
            at = centre(candidates[0])
            if not candidates[0].text.endswith(SUBMENU):
                yield from self._do(Click(point=at))
                continue
            yield from self._do(Move(point=at))
            if not self._place(on):
                # Submenus unfold only after the pointer has rested.
                yield from self._do(Wait(seconds=1))
        return place

    def _unopened(self, tried: Sequence[str]) -> list[Line]:
        """What is still to be opened: lines that say what kind of thing they are, else any; without a hint, submenus."""
        lines = sorted(self._lines(), key=lambda line: (line.box.top, line.box.left))
        fresh = [line for line in lines if line.text not in tried]
        if self._among is None:
            return [line for line in fresh if line.text.endswith(SUBMENU)]
        kind = self._among.role if self._among.role in {"tab", "section"} else ""
        return [line for line in fresh if line.text.casefold().startswith(kind)]

    def _place(self, on: Target) -> tuple[Point, str] | None:
        """Where to click a thing, and its text."""
        if on.role == "field" and (points := self._fields(on)):
            return points[0], on.said
        names = [name for said in on.names for name in self.names_of(said)]
        lines = self._lines()
        line = self._chosen(on, names, lines) if names else self._unnamed(on, lines)
        if line:
            return centre(line), line.text
        boxes = self._boxes()
        if (
            names
            and names[0].casefold() in map(str.casefold, CONFIRM[:-1])
            and (line := next(iter(whole(lines, CONFIRM)), None))
        ):
            return centre(line), line.text
        if names and names[0].casefold() in _CROSS and (crosses := marks(boxes, self.seen.lines)):
            return _middle(crosses[0]), names[0]
        return None

    def _chosen(self, on: Target, names: Sequence[str], lines: Sequence[Line]) -> Line | None:
        if on.nth is not None:
            found = sorted(find_all(lines, names), key=lambda line: (line.box.top, line.box.left))
            return found[on.nth] if -len(found) <= on.nth < len(found) else None
        if on.role == "link":
            pixels = self.seen.canvas.pixels
            places = parts(lines, names)
            return max(places, key=lambda line: colourfulness(pixels, line.box), default=None)
        return self._told_apart(on, names, lines) or find(lines, names)

    def _told_apart(self, on: Target, names: Sequence[str], lines: Sequence[Line]) -> Line | None:
        """Of several places with the same words the one that the other eyes point at, if they point at one."""
        places = [*parts(lines, names), *cut_off(lines, names)]
        if len(places) < 2 or (point := self._glance(on.phrase)) is None:
            return None
        return next((line for line in places if line.box.holds(*point)), None)

    def _unnamed(self, on: Target, lines: Sequence[Line]) -> Line | None:
        """A thing of which only the kind is said: a line that begins with the kind's word, or the text of a button."""
        said = [line for line in lines if line.text.casefold().startswith(on.role)]
        if not said and on.role == "button":
            boxes = self._boxes()
            said = [line for line in lines if around(boxes, line)]
        nth = on.nth or 0
        return said[nth] if -len(said) <= nth < len(said) else None

    def _fields(self, on: Target) -> list[Point]:
        """Where to click to write into a field, or into all of them; none when it cannot be seen."""
        lines = self._lines()
        found = fields(self._boxes(), self.seen.lines)
        if on.many:
            return [_start(box) for box in found]
        if on.nth is not None:
            return [_start(found[on.nth])] if -len(found) <= on.nth < len(found) else []
        names = [name for said in on.names for name in self.names_of(said)]
        label = find(lines, names) if names else None
        if label:
            box = field_of(label, found)
            # Without an outline: to the right of its label.
            beside = (label.box.right + 2 * (label.box.bottom - label.box.top), label.box.centre[1])
            return [_start(box) if box else beside]
        return [_start(found[0])] if found and (len(found) == 1 or not names) else []

    def _expect_nothing_named(self, on: Target) -> None:
        """A text goes to wherever the focus is only if no field was asked for by its name."""
        if on.nth is not None or on.many:
            raise GiveUpError(f"I cannot see {on.said!r} on the screen")


def _drawn(on: Target) -> bool:
    """Whether other eyes are better asked first: no text is on it, or so little that it may stand anywhere."""
    return on.nth is None and bool(
        _DRAWN.search(on.phrase) or (len(on.names) == 1 and len(on.names[0]) == 1 and on.role == "button")
    )


def _middle(box: Box) -> Point:
    x, y = box.centre
    return round(x, 1), round(y, 1)


def _start(box: Box) -> Point:
    """Just inside a field, where its text begins: dates are typed from their first part on."""
    return round(min(box.left + 0.5 * (box.bottom - box.top), box.centre[0]), 1), round(box.centre[1], 1)
