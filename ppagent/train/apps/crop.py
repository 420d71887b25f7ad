"""In: a whole screen with its Elements. Out: a Sheet: all of it, the program's windows, or what is around the newest one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ppagent.desktop.windows import Box
from ppagent.evaluate.collect.visible import LEAST_SEEN, SMALLEST_PX
from ppagent.screen.frame import Pixels
from ppagent.train.sheet import Element, Sheet

_WHOLE = 0.45
"""Share of the sheets that are the whole desktop."""
_SMALLEST = (320, 240)
"""Of a sheet, px."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen that was taken.

    Attributes:
        pixels: of all of it.
        elements: on it.
        windows: of the program, with their frames, the uppermost last.
        source: of the sheet.
    """

    pixels: Pixels
    elements: tuple[Element, ...]
    windows: tuple[Box, ...]
    source: str


def sheet_of(screen: Screen, dice: random.Random, scale: float) -> Sheet:
    """Choose how much of a screen is seen."""
    height, width = screen.pixels.shape[:2]
    if dice.random() < _WHOLE or not screen.windows:
        return Sheet(screen.pixels, screen.elements, screen.source)
    windows: Sequence[Box] = screen.windows
    if len(windows) > 1 and dice.random() < 0.5:
        windows = windows[-1:]
    most = (24, 60, 140)[dice.randrange(3)] * scale
    left, right = _room(
        min(one[0] for one in windows) - dice.uniform(0, most),
        max(one[0] + one[2] for one in windows) + dice.uniform(0, most),
        _SMALLEST[0] * scale,
        width,
    )
    top, bottom = _room(
        min(one[1] for one in windows) - dice.uniform(0, most),
        max(one[1] + one[3] for one in windows) + dice.uniform(0, most),
        _SMALLEST[1] * scale,
        height,
    )
    return cropped(screen, (left, top, right - left, bottom - top))


def cropped(screen: Screen, part: Box) -> Sheet:
    """A part of a screen with the elements of which enough is left."""
    left, top, width, height = part
    pixels = np.ascontiguousarray(screen.pixels[top : top + height, left : left + width])
    kept = [_moved(one, part) for one in screen.elements]
    return Sheet(pixels, tuple(one for one in kept if one), screen.source)


def _room(low: float, high: float, least: float, most: int) -> tuple[int, int]:
    missing = max(0.0, least - (high - low)) / 2
    return max(0, round(low - missing)), min(most, round(high + missing))


def _moved(element: Element, part: Box) -> Element | None:
    box = _clipped(element.box, part)
    area = (element.box[2] - element.box[0]) * (element.box[3] - element.box[1])
    across, down = box[2] - box[0], box[3] - box[1]
    if min(across, down) < SMALLEST_PX or across * down < LEAST_SEEN * area:
        return None
    ink = None if element.ink is None else _clipped(element.ink, part)
    whole = ink is None or element.ink is None or ink[2] - ink[0] == element.ink[2] - element.ink[0]
    if element.written and not whole:
        return None  # its name is cut
    return replace(element, box=box, ink=ink)


def _clipped(box: tuple[float, float, float, float], part: Box) -> tuple[float, float, float, float]:
    left, top, width, height = part
    return (
        min(max(box[0] - left, 0), width), min(max(box[1] - top, 0), height),
        min(max(box[2] - left, 0), width), min(max(box[3] - top, 0), height),
    )  # fmt: skip
