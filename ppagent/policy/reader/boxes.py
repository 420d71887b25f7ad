"""In: a picture of a screen. Out: the rectangles drawn on it: fields and buttons where OCR finds nothing to read."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ppagent.policy.reader.page import Box, Line
from ppagent.screen.frame import Pixels

SMALLEST_PX = 9
"""Smaller things are marks, not controls."""
_FILL = 0.85
"""Share of its bounding box that an outline encloses, if it is a rectangle: rounded corners and all."""
_SAME = 0.75
"""Overlap, as a share of the area of both, from which two outlines are the inner and outer edge of one border."""


def rectangles(pixels: Pixels) -> list[Box]:
    """Upright rectangles with a visible outline, in reading order.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB.
    """
    edges = cv2.Canny(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), 20, 60)
    contours, _ = cv2.findContours(
        cv2.dilate(edges, np.ones((2, 2), np.uint8)), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE
    )
    found: list[Box] = []
    for contour in sorted(contours, key=cv2.contourArea, reverse=True):
        left, top, width, height = cv2.boundingRect(contour)
        if min(width, height) < SMALLEST_PX or cv2.contourArea(contour) < _FILL * width * height:
            continue
        box = Box(left, top, left + width, top + height)
        if not any(_same(box, other) for other in found):
            found.append(box)
    return sorted(found, key=lambda box: (box.top, box.left))


def fields(boxes: Sequence[Box], lines: Sequence[Line]) -> list[Box]:
    """Those that look like fields: wide, a line or two high, and empty; if none is, those whose text begins at their left."""
    height = line_height(lines)
    wide = [
        box
        for box in boxes
        if 1.8 * _height(box) < _width(box)
        and 0.9 * height < _height(box) < 3.5 * height
        and not _inner(box, boxes, lines)
    ]
    empty = [box for box in wide if not _within(box, lines)]
    return empty or [box for box in wide if left_aligned(box, lines)]


def left_aligned(box: Box, lines: Sequence[Line]) -> bool:
    """Whether it holds text that begins at its left edge, as fields and lists do, and buttons do not."""
    within = _within(box, lines)
    return bool(within) and all(
        line.box.left - box.left < min(_height(line.box), 0.6 * (box.right - line.box.right))
        for line in within
    )


def marks(boxes: Sequence[Box], lines: Sequence[Line]) -> list[Box]:
    """Small squares without readable text: the crosses that close things, the topmost and rightmost first."""
    height = line_height(lines)
    small = [
        box
        for box in boxes
        if 0.6 * height < min(_width(box), _height(box)) and max(_width(box), _height(box)) < 2.2 * height
        and max(_width(box), _height(box)) < 1.4 * min(_width(box), _height(box))
        and not any(len(line.text.strip()) > 1 for line in _within(box, lines))
    ]  # fmt: skip
    return sorted(small, key=lambda box: (box.top, -box.right))


def colourfulness(pixels: Pixels, box: Box) -> float:
    """Share of the pixels of a box that are neither black, grey nor white: links are coloured where text is not."""
    part = pixels[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1].astype(np.int16)
    return float((part.max(axis=2) - part.min(axis=2) > 80).mean()) if part.size else 0.0


def line_height(lines: Sequence[Line]) -> float:
    """How high a line of text is here, px: the median."""
    heights = [line.box.bottom - line.box.top for line in lines]
    return float(np.median(heights)) if heights else 18.0


def around(boxes: Sequence[Box], line: Line) -> Box | None:
    """The smallest rectangle that a text stands in."""
    holding = [
        box for box in boxes if box.holds(*line.box.centre) and _width(box) > line.box.right - line.box.left
    ]
    return min(holding, key=lambda box: box.area, default=None)


def field_of(label: Line, candidates: Sequence[Box]) -> Box | None:
    """The field that a label is for: the nearest to its right in the same row, else the nearest below; one around it."""
    holding = [box for box in candidates if box.holds(*label.box.centre)]
    right = [
        box
        for box in candidates
        if box.left >= label.box.centre[0] and box.top < label.box.centre[1] < box.bottom
    ]
    below = [
        box
        for box in candidates
        if box.top >= label.box.centre[1]
        and box.left < label.box.right + _height(label.box) * 4
        and box.right > label.box.left
    ]
    if holding or right:
        return min(holding or right, key=lambda box: box.left)
    return min(below, key=lambda box: box.top, default=None)


def _inner(box: Box, boxes: Sequence[Box], lines: Sequence[Line]) -> bool:
    """Whether it holds other controls, as a window or a group does."""
    height = line_height(lines)
    return any(
        other is not box and box.holds(*other.centre) and _height(other) > 0.9 * height and _width(other) > 2 * height
        and other.area < box.area for other in boxes
    )  # fmt: skip


def _within(box: Box, lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if box.holds(*line.box.centre)]


def _width(box: Box) -> float:
    return box.right - box.left


def _height(box: Box) -> float:
    return box.bottom - box.top


def _same(a: Box, b: Box) -> bool:
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    return width > 0 and height > 0 and width * height > _SAME * max(a.area, b.area)
