"""In: a frame and a point on it. Out: the Target that a person would write for what is there, checked on that frame."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from ppagent.errors import InputError
from ppagent.files import png, write_atomically
from ppagent.policy.reader.page import Box, Line, Ocr
from ppagent.prune.diff import changed_blocks
from ppagent.screen.frame import Frame, Pixels
from ppagent.script.sight import Match, Sight
from ppagent.script.target import Target

LARGE = 0.03
"""Share of the screen that changes when a window or a dialog opens, at least."""
_ALL_OVER = 0.8
"""Share of a text's columns that change when it appears."""
_BLOCK_PX = 32
_WORDS = 4
"""Labels of more words are named by the word under the pointer and its neighbours: it may be a link within a sentence."""
_GAP = 0.9
"""Height of a line by which its parts stand apart when they are different things, such as the entries of a menu bar."""
_INK = 40
"""Difference in grey from the background from which a pixel belongs to a letter."""
_NEAR_PX = 3
_ICON_PX = 120
_CUTS_PX = (48, 96, 160)
"""Sides of pictures cut around a point where no edges bound a thing."""
_WINDOW_PX = 100
_NEIGHBOURS = 8


class Namer:
    """Names what is under a pointer: by its text, else by its picture, else by the point.

    Args:
        folder: where pictures go, beside the flow.
        stem: what their names begin with.
        ocr: reads text; by default RapidOCR.
        unsaid: texts that must not be written down.
    """

    def __init__(self, folder: Path, stem: str, ocr: Ocr | None = None, unsaid: Collection[str] = ()) -> None:
        self._folder, self._stem, self._held = folder, stem, _Held()
        self._sight = Sight(self._held, ocr=ocr)
        self._unsaid = [text.casefold() for text in unsaid if text.strip()]
        self.pictures: list[Path] = []

    def name(self, frame: Frame, point: tuple[float, float]) -> Target:
        """The Target for what is at a point, input units; `Sight.find` of it on this frame finds this place and no other."""
        self._look(frame)
        at = frame.from_input(*point)
        for target in self._by_text(frame, at):
            if found := self._sole(target, at):
                return found
        return self._by_picture(frame, at) or Target(point=(point[0], point[1]))

    def appeared(self, before: Frame, now: Frame) -> Target | None:
        """A text that stands on a frame once, where something else was before; None when little changed, or none is."""
        if not opened(before, now):
            return None
        self._look(now)
        for line in sorted(self._sight.lines(), key=lambda line: line.box.top):
            if (
                _is_new(line.box, before.pixels, now.pixels)
                and _plain(line.text)
                and self._may_say(line.text)
            ):
                target = Target(text=line.text)
                if len(self._sight.find(target).matches) == 1:
                    return target
        return None

    def _look(self, frame: Frame) -> None:
        self._held.frame = frame
        self._sight.look()

    def _may_say(self, text: str) -> bool:
        said = text.casefold()
        # A name for it in the flow is filled in when it is played: no such text can be looked for.
        return "$(" not in text and not any(one in said or said in one for one in self._unsaid)

    def _by_text(self, frame: Frame, at: tuple[float, float]) -> Iterator[Target]:
        for line in self._sight.lines():
            if _close(line.box, at):
                for label in dict.fromkeys(_labels(line, frame.pixels, at[0])):
                    if sum(map(str.isalnum, label)) > 1 and self._may_say(label):
                        yield Target(text=label)

    def _by_picture(self, frame: Frame, at: tuple[float, float]) -> Target | None:
        if self._unsaid and any(
            _close(line.box, at) and not self._may_say(line.text) for line in self._sight.lines()
        ):
            return None
        file = self._folder / f"{self._stem}-{len(self.pictures) + 1}.png"
        for box in _cuts(frame.pixels, at):
            cut = frame.pixels[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
            if np.ptp(cut) < _INK or min(cut.shape[:2]) < 12:
                continue
            # Pictures are remembered by their path: one that is tried has a path of its own.
            tried = file.with_name(
                f"{file.stem}.{len(self.pictures)}-{'x'.join(map(str, cut.shape[:2]))}.png"
            )
            write_atomically(tried, png(np.ascontiguousarray(cut)))
            found = self._sole(Target(image=tried), at)
            if found is not None:
                tried.replace(file)
                self.pictures.append(file)
                return found.model_copy(update={"image": Path(file.name)})
            tried.unlink()
        return None

    def _sole(self, target: Target, at: tuple[float, float]) -> Target | None:
        """The target, narrowed until it means this place alone; None when it cannot be."""
        try:
            matches = self._sight.find(target).matches
        except InputError:
            return None
        right = [index for index, match in enumerate(matches) if _close(match.box, at)]
        if len(right) != 1:
            return None
        if len(matches) == 1:
            return target
        for narrowed in self._narrowed(target, matches[right[0]]):
            found = self._sight.find(narrowed).matches
            if len(found) == 1 and _close(found[0].box, at):
                return narrowed
        numbered = target.model_copy(update={"nth": right[0] + 1})
        found = self._sight.find(numbered).matches
        return numbered if len(found) == 1 and _close(found[0].box, at) else None

    def _narrowed(self, target: Target, match: Match) -> Iterator[Target]:
        """The target beside a neighbour whose text stands there once, nearest first."""
        x, y = match.box.centre
        lines = [line for line in self._sight.lines() if not line.box.meets(match.box)]
        lines.sort(key=lambda line: abs(line.box.centre[0] - x) + abs(line.box.centre[1] - y))
        for line in lines[:_NEIGHBOURS]:
            if not _plain(line.text) or not self._may_say(line.text):
                continue
            other = Target(text=line.text)
            if len(self._sight.find(other).matches) == 1:
                for relation in ("right_of", "left_of", "below", "above"):
                    yield target.model_copy(update={relation: other})


def opened(before: Frame, now: Frame) -> bool:
    """Whether as much changed between two frames as when a window opens."""
    if before.pixels is now.pixels:
        return False
    if before.pixels.shape != now.pixels.shape:
        return True
    return bool(changed_blocks(before.pixels, now.pixels, _BLOCK_PX).mean() > LARGE)


class _Held:
    """A screen that shows the frame it is given."""

    frame: Frame

    def grab(self) -> Frame:
        return self.frame


def _is_new(box: Box, before: Pixels, now: Pixels) -> bool:
    """Whether a place looks different all over."""
    if before.shape != now.shape:
        return True
    place = slice(max(int(box.top), 0), int(box.bottom)), slice(max(int(box.left), 0), int(box.right))
    differs = (before[place] != now[place]).any(axis=(0, 2))
    return bool(differs.mean() > _ALL_OVER) if differs.size else False


def _plain(text: str) -> bool:
    """Whether a text is likely to be read the same again: letters and spaces, no counters, no clocks, no marks."""
    letters = text.replace(" ", "").rstrip(":.…")
    return len(letters) > 3 and letters.isalpha() and len(text.split()) <= _WORDS


def _close(box: Box, at: tuple[float, float]) -> bool:
    grown = Box(box.left - _NEAR_PX, box.top - _NEAR_PX, box.right + _NEAR_PX, box.bottom + _NEAR_PX)
    return grown.holds(*at)


def _labels(line: Line, pixels: Pixels, x: float) -> Iterator[str]:
    """What a line may be called by: the part that stands apart from the rest, around a point."""
    left, right = _part(line.box, pixels, x)
    words = [(hit, line.part(*hit.span()).box) for hit in re.finditer(r"\S+", line.text)]
    held = [hit for hit, box in words if left <= box.centre[0] < right]
    under = min(range(len(words)), key=lambda index: abs(words[index][1].centre[0] - x), default=0)
    if 0 < len(held) <= _WORDS:
        yield line.text[held[0].start() : held[-1].end()]
    elif words:
        around = words[max(under - 1, 0) : under + 2]
        yield line.text[around[0][0].start() : around[-1][0].end()]
    if words:
        yield words[under][0].group()


def _part(box: Box, pixels: Pixels, x: float) -> tuple[float, float]:
    """From where to where the ink around x goes without a wide gap, px."""
    left, right = max(int(box.left), 0), int(box.right)
    grey = cv2.cvtColor(pixels[max(int(box.top), 0) : int(box.bottom) + 1, left:right], cv2.COLOR_RGB2GRAY)
    if not grey.size:
        return box.left, box.right
    inked = np.flatnonzero((np.abs(grey.astype(int) - int(np.median(grey))) > _INK).any(axis=0)) + left
    gaps = np.flatnonzero(np.diff(inked) > _GAP * (box.bottom - box.top))
    edges = [box.left - _NEAR_PX, *((inked[gaps] + inked[gaps + 1]) / 2).tolist(), box.right + _NEAR_PX]
    parts = list(pairwise(edges))
    return next((part for part in parts if part[0] <= x < part[1]), parts[0])


def _cuts(pixels: Pixels, at: tuple[float, float]) -> Iterator[Box]:
    """Boxes around a point to cut a picture from: what its edges bound, then ever larger squares."""
    height, width = pixels.shape[:2]
    x, y = int(at[0]), int(at[1])
    left, top = max(x - _WINDOW_PX, 0), max(y - _WINDOW_PX, 0)
    near = cv2.cvtColor(pixels[top : y + _WINDOW_PX, left : x + _WINDOW_PX], cv2.COLOR_RGB2GRAY)
    edges = cv2.dilate(cv2.Canny(near, 40, 120), np.ones((5, 5), dtype=np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(edges)
    boxes = [Box(left + a, top + b, left + a + w, top + b + h) for a, b, w, h, _ in stats[1:count].tolist()]
    for box in sorted(boxes, key=lambda box: box.area):
        small = max(box.right - box.left, box.bottom - box.top) <= _ICON_PX
        if small and box.area >= 12 * 12 and box.holds(*at):
            yield box
    for side in _CUTS_PX:
        quarter = side // 4
        inner = pixels[max(y - quarter, 0) : y + quarter, max(x - quarter, 0) : x + quarter]
        if np.ptp(inner) < _INK:
            continue  # a bare place: what is around it is something else, and may be elsewhere next time
        yield Box(x - side // 2, y - side // 2, x + side // 2, y + side // 2).clip(width, height)
