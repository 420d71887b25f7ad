"""In: the words for a thing. Out: where it is: by its text, by its shape, or as the other eyes see it; who is believed when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ppagent.action.schema import Point
from ppagent.policy.eyes import Grounder
from ppagent.policy.reader.acting import Acting, centre
from ppagent.policy.reader.boxes import around, colourfulness, field_of, fields, marks, rectangles
from ppagent.policy.reader.layout import by_kind
from ppagent.policy.reader.match import CERTAIN, cut_off, find, find_all, places, whole, without
from ppagent.policy.reader.page import Box, Line
from ppagent.policy.reader.phrases import Target

CONFIRM = ("Submit", "Login", "Log in", "Sign in", "OK")
"""What a form's last button may be called when the task calls it by the first four."""
_CROSS = {"x", "×", "✕", "✖", "close"}
"""Names of the small mark that closes things, which OCR often cannot read."""
_DRAWN = re.compile(
    r"\b(?:icon|drop-?down(?: list)?|combo box|slider|switch|number field|spin button)$", re.IGNORECASE
)
"""Kinds of things that bear no text themselves: what is written beside them is only their label."""


class Finding(Acting):
    """Finds things on the screen as it is."""

    _task = ""

    def __init__(self, names: Mapping[str, Sequence[str]], eyes: Grounder | None = None) -> None:
        super().__init__(names, eyes)
        self._among: Target | None = None

    def _lines(self) -> list[Line]:
        return without(self.seen.lines, self._task)

    def _boxes(self) -> list[Box]:
        return rectangles(self.seen.canvas.pixels)

    def _place(self, on: Target) -> tuple[Point, str] | None:
        """Where to click a thing, and its text."""
        if on.role == "field" and (points := self._fields(on)):
            return points[0], on.said
        names = [name for said in on.names for name in self.names_of(said)]
        lines = self._lines()
        if place := self._chosen(on, names, lines) if names else self._unnamed(on, lines):
            return place
        if (
            names
            and names[0].casefold() in map(str.casefold, CONFIRM[:-1])
            and (line := next(iter(whole(lines, CONFIRM)), None))
        ):
            return centre(line), line.text
        if names and names[0].casefold() in _CROSS:
            if point := self._glance(on.phrase):
                return point, names[0]
            if crosses := marks(self._boxes(), self.seen.lines):
                return _middle(crosses[0]), names[0]
        return None

    def _chosen(self, on: Target, names: Sequence[str], lines: Sequence[Line]) -> tuple[Point, str] | None:
        """A thing by its name; which one, where that stands in several places or is not read for certain."""
        if on.nth is not None:
            found = sorted(find_all(lines, names), key=lambda line: (line.box.top, line.box.left))
            return _at(found[on.nth]) if -len(found) <= on.nth < len(found) else None
        read = places(lines, names)
        if on.role == "link":
            pixels = self.seen.canvas.pixels
            links = [line for _, line in read]
            return _at(max(links, key=lambda line: colourfulness(pixels, line.box), default=None))
        likeness = {line: likeness for likeness, line in read}
        height = self.seen.canvas.shown_px[1]
        meant = by_kind(on.role, [*likeness, *cut_off(lines, names)], self.seen.lines, height)
        if not meant:
            return None
        certain = [line for line in meant if likeness.get(line, 0) > CERTAIN]
        if len(meant) == 1 and certain:
            return _at(meant[0])
        point = self._glance(on.phrase)
        if point and (line := next((line for line in meant if line.box.holds(*point)), None)):
            return _at(line)
        if point and not certain and self._firm(on.phrase):
            return point, on.said
        # As the names are ranked, where nobody tells the places apart.
        return _at(find(certain or meant, names) or meant[0])

    def _unnamed(self, on: Target, lines: Sequence[Line]) -> tuple[Point, str] | None:
        """A thing of which only the kind is said: a line that begins with the kind's word, or the text of a button."""
        said = [line for line in lines if line.text.casefold().startswith(on.role)]
        if not said and on.role == "button":
            boxes = self._boxes()
            said = [line for line in lines if around(boxes, line)]
        nth = on.nth or 0
        return _at(said[nth]) if -len(said) <= nth < len(said) else None

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

    def _seen(self, on: Target) -> Point | None:
        """Where the other eyes see a thing that cannot be read, before anything is opened to find it: if they are firm, or it must be there."""
        point = self._glance(on.phrase)
        return point if point and self._firm(on.phrase) else self._glance(on.phrase, guess=True)


def drawn(on: Target) -> bool:
    """Whether other eyes are better asked first: no text is on it, or so little that it may stand anywhere."""
    return on.nth is None and bool(
        (_DRAWN.search(on.phrase) and on.phrase not in on.names)
        or (len(on.names) == 1 and len(on.names[0]) == 1 and on.role == "button")
    )


def _at(line: Line | None) -> tuple[Point, str] | None:
    return (centre(line), line.text) if line else None


def _middle(box: Box) -> Point:
    x, y = box.centre
    return round(x, 1), round(y, 1)


def _start(box: Box) -> Point:
    """Just inside a field, where its text begins: dates are typed from their first part on."""
    return round(min(box.left + 0.5 * (box.bottom - box.top), box.centre[0]), 1), round(box.centre[1], 1)
