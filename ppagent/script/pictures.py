"""In: a frame and the picture of a thing. Out: where it is on the frame, at what likeness, at any size near its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from ppagent.errors import InputError
from ppagent.files import read_picture
from ppagent.policy.reader.page import Box
from ppagent.screen.frame import Pixels

SCALES = (1.0, 0.5, 0.667, 0.75, 0.8, 0.9, 1.1, 1.25, 1.333, 1.5, 2.0)
"""Sizes that a thing is looked for at, its own first: those between common scales of screens."""
FLOOR = 0.5
"""Likeness below which a place is no candidate."""
MOST = 20
"""Places kept per picture."""
_LEAST_PX = 6
_ALIKE = 0.99
"""Likeness from which no other size is tried."""

_picture = lru_cache(maxsize=64)(read_picture)


def find_picture(pixels: Pixels, file: Path) -> list[tuple[Box, float]]:
    """Every place that looks like a picture.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB, the frame.
        file: the picture.

    Returns:
        Boxes in frame px that do not overlap and their likeness (normalised correlation of colours, 0 to 1), best first.

    Raises:
        InputError: the file cannot be read, is flat, or has fewer than 6 px a side.
    """
    wanted = _picture(file)
    if min(wanted.shape[:2]) < _LEAST_PX:
        raise InputError(
            f"{file}: a picture of {wanted.shape[1]}x{wanted.shape[0]} px is too small to be found"
        )
    if np.ptp(wanted) == 0:
        raise InputError(
            f"{file} has a single colour: it would be found everywhere", "cut out more of the screen"
        )
    found: list[tuple[Box, float]] = []
    for scale in SCALES:
        found += _at_scale(pixels, wanted, scale)
        if scale == 1.0 and any(score >= _ALIKE for _, score in found):
            break
    best: list[tuple[Box, float]] = []
    for box, score in sorted(found, key=lambda one: -one[1]):
        if not any(_overlap(box, other) > 0.3 for other, _ in best):
            best.append((box, score))
        if len(best) == MOST:
            break
    return best


def _at_scale(pixels: Pixels, wanted: Pixels, scale: float) -> list[tuple[Box, float]]:
    width, height = round(wanted.shape[1] * scale), round(wanted.shape[0] * scale)
    if min(width, height) < _LEAST_PX or width > pixels.shape[1] or height > pixels.shape[0]:
        return []
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    template = wanted if scale == 1.0 else cv2.resize(wanted, (width, height), interpolation=how)
    scores = cv2.matchTemplate(pixels, template, cv2.TM_CCOEFF_NORMED)
    np.nan_to_num(scores, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    # A place counts where nothing within half the picture's size is more alike.
    peaks = cv2.dilate(scores, np.ones((max(height // 2, 1) | 1, max(width // 2, 1) | 1), dtype=np.uint8))
    ys, xs = np.nonzero((scores >= FLOOR) & (scores == peaks))
    order = np.argsort(-scores[ys, xs])[:MOST]
    return [
        (Box(x, y, x + width, y + height), float(scores[y, x]))
        for y, x in zip(ys[order].tolist(), xs[order].tolist(), strict=True)
    ]


def _overlap(one: Box, other: Box) -> float:
    """Share of the smaller box that the two have in common."""
    if not one.meets(other):
        return 0.0
    common = Box(
        max(one.left, other.left),
        max(one.top, other.top),
        min(one.right, other.right),
        min(one.bottom, other.bottom),
    )
    return common.area / min(one.area, other.area)
