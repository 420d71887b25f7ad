"""In: Looks. Out: the text on the screen and where it is, reading again only what changed."""

from __future__ import annotations

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

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

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
        found = self._engine(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
        if found.boxes is None:
            return []
        corners: NDArray[np.float64] = np.asarray(found.boxes, dtype=np.float64)
        low, high = corners.min(axis=1).tolist(), corners.max(axis=1).tolist()
        return [Line(text, Box(*a, *b)) for text, a, b in zip(found.txts, low, high, strict=True)]


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
        if look.selection.kind == "I":
            self.lines = []
        self.regions = self._regions(look)
        self.lines = [
            line for line in self.lines if not any(line.box.meets(region) for region in self.regions)
        ]
        for region in self.regions:
            left, top = int(region.left), int(region.top)
            crop = np.ascontiguousarray(
                look.canvas.pixels[top : int(region.bottom), left : int(region.right)]
            )
            self.lines += [
                Line(
                    line.text,
                    Box(
                        line.box.left + left, line.box.top + top, line.box.right + left, line.box.bottom + top
                    ),
                )
                for line in self._ocr(crop)
            ]
        return self.lines

    def _regions(self, look: Look) -> list[Box]:
        width, height = look.canvas.size_px
        boxes = kept_regions(look.selection.keep, look.canvas.block)
        # A line that a region cuts is read again as a whole.
        boxes = [_grow(box, [line.box for line in self.lines if line.box.meets(box)]) for box in boxes]
        canvas = Box(0, 0, width, height)
        boxes = [
            Box(max(box.left, 0), max(box.top, 0), min(box.right, width), min(box.bottom, height))
            for box in _merged(boxes)
        ]
        area = sum((box.right - box.left) * (box.bottom - box.top) for box in boxes)
        return [canvas] if area > WHOLE_SHARE * width * height else boxes


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
