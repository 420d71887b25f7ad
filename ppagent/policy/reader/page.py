"""In: Looks. Out: the text on the screen and where it is, reading again only what changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from ppagent.prune.diff import Mask
from ppagent.prune.selection import Look
from ppagent.screen.frame import Pixels

WHOLE_SHARE = 0.6
"""Above this share of the canvas, one pass over all of it is cheaper than its regions one by one."""
DETECT_SIDE_PX = 1728
"""Longer pictures are scaled down to find text (not to read it): 13 px letters of a 2560 px screen are still found."""
_APART = 0.8
"""Heights of a line between two words from which they are not one text: names on a task bar, menus side by side."""
HALVED_PX = 1000
"""Longer pictures on which nothing is found are read in halves: a few words on a large patterned screen are overlooked."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in canvas px; right and bottom are exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def centre(self) -> tuple[float, float]:
        """``(x, y)``."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        """Square px."""
        return (self.right - self.left) * (self.bottom - self.top)

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is within."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    def move(self, right: float, down: float) -> Box:
        """The same box elsewhere."""
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def clip(self, width: float, height: float) -> Box:
        """The part of it on a canvas of that size."""
        return Box(max(self.left, 0), max(self.top, 0), min(self.right, width), min(self.bottom, height))

    def join(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where it stands."""

    text: str
    box: Box

    def part(self, start: int, end: int) -> Line:
        """A part of the line by character positions; its box is in proportion."""
        width = (self.box.right - self.box.left) / max(len(self.text), 1)
        left = self.box.left + start * width
        return Line(
            self.text[start:end], Box(left, self.box.top, left + (end - start) * width, self.box.bottom)
        )


class Ocr(Protocol):
    """Finds text in a picture."""

    def __call__(self, pixels: Pixels) -> list[Line]:
        """The lines of a ``(H, W, 3)`` uint8 RGB picture."""


class RapidOcr:
    """PP-OCR through RapidOCR; the models are part of its package, nothing is fetched."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        # Screens hold upright text at its natural size: no angle classifier, no enlarging of small crops.
        self._engine: Any = RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.log_level": "critical",
                "Global.max_side_len": 100_000,
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECT_SIDE_PX,
            }
        )

    def __call__(self, pixels: Pixels) -> list[Line]:
        """The lines of a ``(H, W, 3)`` uint8 RGB picture."""
        bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
        try:
            found = self._engine(bgr, return_word_box=True)
        except IndexError:  # RapidOCR 3.10 loses count where a line has no words that it can place
            found = self._engine(bgr, return_word_box=False)
        if found.boxes is None:
            return self._halves(pixels)
        corners: NDArray[np.float64] = np.asarray(found.boxes, dtype=np.float64)
        low, high = corners.min(axis=1).tolist(), corners.max(axis=1).tolist()
        lines = [Line(text, Box(*a, *b)) for text, a, b in zip(found.txts, low, high, strict=True)]
        if len(found.word_results) != len(lines):
            return lines
        return [
            piece
            for line, words in zip(lines, found.word_results, strict=True)
            for piece in _pieces(
                line, [(word, around) for word, _, around in words or () if around is not None]
            )
        ]

    def _halves(self, pixels: Pixels) -> list[Line]:
        height, width = pixels.shape[:2]
        if max(height, width) <= HALVED_PX:
            return []
        x, y = (width // 2, 0) if width >= height else (0, height // 2)
        first, second = (pixels[:, :x], pixels[:, x:]) if x else (pixels[:y], pixels[y:])
        return self(first) + [Line(line.text, line.box.move(x, y)) for line in self(second)]


def _pieces(line: Line, words: Sequence[tuple[str, Sequence[Sequence[float]]]]) -> list[Line]:
    """A line whose words, with their corners, stand far apart as several: OCR runs neighbours together, space or not."""
    made: list[Line] = []
    begin = at = 0
    left, top, right, bottom = line.box.left, line.box.top, line.box.left, line.box.bottom
    for word, around in words:
        found = line.text.find(word, at)
        if found < 0:  # not the words of this text: nothing is known of its gaps
            return [line]
        across = [x for x, _ in around]
        if found > begin and min(across) - right > _APART * (bottom - top):
            made.append(Line(line.text[begin:found].rstrip(), Box(left, top, right, bottom)))
            begin, left = found, min(across)
        at, right = found + len(word), max(across)
    return [*made, Line(line.text[begin:], Box(left, top, line.box.right, bottom))]


class Page:
    """What is written on the screen, kept from Look to Look.

    Attributes:
        lines: the text on the screen now.
        regions: what the last Look made it read.
    """

    def __init__(self, ocr: Ocr) -> None:
        self.lines: list[Line] = []
        self.regions: list[Box] = []
        self._ocr = ocr

    def read(self, look: Look) -> list[Line]:
        """Read what a Look brings: all kept regions of an I-frame, the changed ones of a P-frame."""
        known = [] if look.selection.kind == "I" else self.lines
        width, height = look.canvas.size_px
        changed = kept_regions(look.selection.keep, look.canvas.block)
        stale = [line for line in known if any(line.box.meets(box) for box in changed)]
        # A line that a change touches is read again as a whole.
        self.regions = [
            box.clip(width, height)
            for box in _merged(
                [_grow(box, [one.box for one in stale if one.box.meets(box)]) for box in changed]
            )
        ]
        if sum(box.area for box in self.regions) > WHOLE_SHARE * width * height:
            self.regions, stale = [Box(0, 0, width, height)], known
        # A line that only the growth brought into a region, in part perhaps, is as it was and known better already.
        rest = [line for line in known if line not in stale]
        pixels = look.canvas.padded()
        read = [line for region in self.regions for line in self._read(pixels, region)]
        self.lines = rest + [
            line for line in read if not any(one.box.holds(*line.box.centre) for one in rest)
        ]
        return self.lines

    def _read(self, pixels: Pixels, region: Box) -> list[Line]:
        left, top = math.floor(region.left), math.floor(region.top)
        crop = pixels[top : math.ceil(region.bottom), left : math.ceil(region.right)]
        return [Line(line.text, line.box.move(left, top)) for line in self._ocr(np.ascontiguousarray(crop))]


def kept_regions(keep: Mask, block: int) -> list[Box]:
    """Rectangles that cover the kept blocks and one block around them.

    Args:
        keep: ``(rows, cols)`` bool.
        block: side of a block in px.

    Returns:
        Boxes in canvas px that do not overlap.
    """
    wide = cv2.dilate(keep.astype(np.uint8), np.ones((3, 3), dtype=np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(wide, connectivity=8)
    return _merged(
        [
            Box(left * block, top * block, (left + cols) * block, (top + rows) * block)
            for left, top, cols, rows, _ in stats[1:count].tolist()
        ]
    )


def _merged(boxes: list[Box]) -> list[Box]:
    merged: list[Box] = []
    for box in boxes:
        whole = box
        while touching := [other for other in merged if other.meets(whole)]:
            merged = [other for other in merged if other not in touching]
            whole = _grow(whole, touching)
        merged.append(whole)
    return merged


def _grow(box: Box, others: list[Box]) -> Box:
    for other in others:
        box = box.join(other)
    return box
