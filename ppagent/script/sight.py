"""In: a screen. Out: Matches: where Targets are on it now; only what changed is read again."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz import fuzz

from ppagent.errors import InputError
from ppagent.policy.reader.match import parts
from ppagent.policy.reader.page import Box, Line, Ocr, Page, RapidOcr
from ppagent.prune.diff import changed_blocks
from ppagent.prune.pruner import Perception, Pruner
from ppagent.screen.capture import Screen
from ppagent.screen.frame import Frame
from ppagent.script.pictures import find_picture
from ppagent.script.target import Target

CANDIDATES = 5
"""How many near misses are told."""
_ALONGSIDE = 0.5
"""Share of the smaller thing's height (or width) that must overlap for one to be right of (or below) another."""

Ground = Callable[[Frame, str], tuple[float, float] | None]
"""Finds a described thing: a frame and its description give a point in frame px, or None."""


@dataclass(frozen=True, slots=True)
class Match:
    """Something found on the screen.

    Attributes:
        box: in frame px.
        score: 0 to 1, how sure.
        text: what is written there, if it was read.
        point: its middle, in input units.
    """

    box: Box
    score: float
    text: str
    point: tuple[float, float]

    def __str__(self) -> str:
        what = f"{self.text!r} " if self.text else ""
        return f"{what}({self.score:.0%}) at ({self.point[0]:.0f}, {self.point[1]:.0f})"


Placed = TypeVar("Placed", Match, Line)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to.

    Attributes:
        matches: those that fit, in reading order; one at most where the target says which.
        candidates: what came nearest, best first: for a message where nothing fits.
    """

    matches: tuple[Match, ...]
    candidates: tuple[Match, ...] = ()


class Sight:
    """What is on one screen, kept from look to look.

    Args:
        screen: where to look.
        ground: finds described things; None when there is no model for it.
        ocr: reads text; by default RapidOCR, loaded when the first text is looked for.
    """

    def __init__(self, screen: Screen, ground: Ground | None = None, ocr: Ocr | None = None) -> None:
        self._screen, self._ground, self._ocr = screen, ground, ocr
        self._pruner = Pruner(Perception())
        self._page: Page | None = None
        self.frame: Frame | None = None
        self.changed = True
        """Whether the last look brought anything new."""

    def look(self) -> Frame:
        """Grab the screen; text is read only when a target asks for it, and only where it changed since.

        Raises:
            ScreenLostError: the screen is gone.
        """
        frame = self._screen.grab()
        before, self.frame = self.frame, frame
        self.changed = before is None or self.differs(before, frame)
        return frame

    def lines(self) -> list[Line]:
        """The text on the last frame, boxes in frame px."""
        frame = self.frame or self.look()
        if self._page is None:
            self._page = Page(self._ocr or RapidOcr())
        look = self._pruner.look(frame.pixels)
        if look.selection.kept:
            self._page.read(look)
        return self._page.lines

    def find(self, target: Target) -> Found:
        """Look for a target on the last frame.

        Raises:
            InputError: a picture cannot be read, there is no model for descriptions, a place is not on the screen.
        """
        frame = self.frame or self.look()
        near: dict[str, tuple[Match, ...]] = {}
        for name, other in target.relations.items():
            found = self.find(other)
            if not found.matches:
                return Found((), found.candidates)
            near[name] = found.matches
        matches, candidates = self._all(target, frame)
        kept = [
            match
            for match in matches
            if all(any(_stands(match, name, one) for one in others) for name, others in near.items())
        ]
        left_out = [match for match in matches if match not in kept]
        if target.nth is not None:
            return Found(
                tuple(_in_reading_order(kept)[target.nth - 1 : target.nth]), tuple(kept or candidates)
            )
        ordered = _by_distance(kept, near) if near.keys() - {"inside"} else _in_reading_order(kept)
        if near.keys() - {"inside"}:
            ordered = ordered[:1]
        return Found(tuple(ordered), tuple((left_out + candidates)[:CANDIDATES]))

    def _all(self, target: Target, frame: Frame) -> tuple[list[Match], list[Match]]:
        """Everything that fits the target's own words, and what comes near."""
        if target.point is not None:
            x, y = frame.from_input(*target.point)
            return [self._match(frame, Box(x, y, x + 1, y + 1), 1.0, "")], []
        if target.region is not None:
            return [self._match(frame, self.area(target.region, frame), 1.0, "")], []
        if target.image is not None:
            seen = find_picture(frame.pixels, target.image)
            every = [self._match(frame, box, score, "") for box, score in seen]
            sure = [match for match in every if match.score >= target.confidence]
            return sure, [match for match in every if match not in sure][:CANDIDATES]
        if target.described is not None:
            return self._described(target.described, frame), []
        return self._written(target, frame)

    def _written(self, target: Target, frame: Frame) -> tuple[list[Match], list[Match]]:
        lines = self.lines()
        wanted = target.exact or target.regex or target.text or ""
        if target.exact is not None:
            pattern = re.compile(re.escape(target.exact))
            found = [part for line in lines for part in _spans(line, pattern)]
        elif target.regex is not None:
            pattern = re.compile(target.regex)
            found = [part for line in lines for part in _spans(line, pattern)]
        else:
            found = parts(lines, [wanted])
            # One wrong letter is OCR's doing, one wrong digit is another invoice.
            found = [line for line in found if _digits(line.text) == _digits(wanted)]
            whole = [line for line in found if line in lines]
            # "Save" is the button that says so, not the word in "Save as…", where there is such a button; and "Name:"
            # is not the heading "Name".
            found = _literally(whole, wanted) or whole or _literally(found, wanted) or found
        matches = [
            self._match(frame, line.box, _likeness(line.text, wanted, target), line.text) for line in found
        ]
        rest = sorted(lines, key=lambda line: -fuzz.WRatio(line.text.casefold(), wanted.casefold()))
        near = [
            self._match(
                frame, line.box, fuzz.WRatio(line.text.casefold(), wanted.casefold()) / 100, line.text
            )
            for line in rest[:CANDIDATES]
            if line not in found
        ]
        return matches, near

    def _described(self, words: str, frame: Frame) -> list[Match]:
        if self._ground is None:
            raise InputError(
                f"nothing here can find {words!r}: the agent reads text only",
                "name an agent with a model: Desktop(agent=...), or --agent",
            )
        point = self._ground(frame, words)
        if point is None:
            return []
        x, y = point
        return [self._match(frame, Box(x, y, x + 1, y + 1), 1.0, "")]

    def area(self, region: Sequence[float], frame: Frame) -> Box:
        """A region of input units as a box of frame px.

        Raises:
            InputError: it has no area, or none of it is on the screen.
        """
        left, top, width, height = region
        x0, y0 = frame.from_input(left, top)
        x1, y1 = frame.from_input(left + width, top + height)
        box = Box(x0, y0, x1, y1).clip(*frame.size_px)
        if box.right - box.left < 1 or box.bottom - box.top < 1:
            raise InputError(f"the region {tuple(region)} is not on the screen of {frame.size_px} px")
        return box

    def _match(self, frame: Frame, box: Box, score: float, text: str) -> Match:
        return Match(box, min(1.0, max(0.0, score)), text, frame.to_input(*box.centre))

    def differs(self, before: Frame, now: Frame) -> bool:
        """Whether two frames show anything different."""
        if before.pixels is now.pixels:
            return False
        if before.pixels.shape != now.pixels.shape or before.monitor != now.monitor:
            return True
        return bool(changed_blocks(now.pixels, before.pixels, self._pruner.perception.block).any())


def _literally(lines: Iterable[Line], wanted: str) -> list[Line]:
    """Those that say just that, but for spaces, which OCR drops and adds."""
    return [line for line in lines if _letters(line.text) == _letters(wanted)]


def _letters(text: str) -> str:
    return "".join(text.casefold().split())


def _likeness(text: str, wanted: str, target: Target) -> float:
    return fuzz.ratio(text.casefold(), wanted.casefold()) / 100 if target.text is not None else 1.0


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _spans(line: Line, pattern: re.Pattern[str]) -> list[Line]:
    return [line.part(*hit.span()) for hit in pattern.finditer(line.text) if hit.group()]


def in_rows(things: Iterable[Placed]) -> list[list[Placed]]:
    """Row by row, each from left to right; things whose middles are closer than half a height share a row."""
    rows: list[list[Placed]] = []
    for one in sorted(things, key=lambda one: one.box.centre[1]):
        tall = max(one.box.bottom - one.box.top, 1)
        if rows and one.box.centre[1] - rows[-1][0].box.centre[1] < tall / 2:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [sorted(row, key=lambda one: one.box.left) for row in rows]


def _in_reading_order(matches: Iterable[Match]) -> list[Match]:
    return [match for row in in_rows(matches) for match in row]


def _stands(match: Match, relation: str, other: Match) -> bool:
    """Whether a match is where a relation says, seen from the other."""
    one, two = match.box, other.box
    if one == two:
        return False
    if relation == "inside":
        return two.holds(*one.centre)
    if relation in {"right_of", "left_of"}:
        shared = min(one.bottom, two.bottom) - max(one.top, two.top)
        alongside = shared >= _ALONGSIDE * min(one.bottom - one.top, two.bottom - two.top)
        return alongside and (
            one.left >= two.centre[0] if relation == "right_of" else one.right <= two.centre[0]
        )
    if relation in {"below", "above"}:
        shared = min(one.right, two.right) - max(one.left, two.left)
        beside = shared > 0
        return beside and (one.top >= two.centre[1] if relation == "below" else one.bottom <= two.centre[1])
    return True


def _by_distance(matches: Iterable[Match], near: dict[str, tuple[Match, ...]]) -> list[Match]:
    """The nearest first; of several things that a relation may mean, the nearest one counts."""

    def distance(match: Match) -> float:
        return sum(
            min(
                math.dist(match.box.centre, other.box.centre)
                for other in others
                if _stands(match, name, other)
            )
            for name, others in near.items()
            if name != "inside"
        )

    return sorted(matches, key=distance)
