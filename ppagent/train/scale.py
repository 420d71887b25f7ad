"""In: a sheet. Out: the same scaled down, as a frame is that exceeds a model's limit on pixels; or a part of it, enlarged, as at a closer look."""

from __future__ import annotations

import random
from dataclasses import replace
from statistics import median

import cv2
import numpy as np

from ppagent.train.scene import cropped
from ppagent.train.sheet import Box, Sheet

_LEAST_INK = 7.5
"""Px that the writing of a sheet is still high, as boxes of ink are: half of them are lower, most of these without tails."""
_LEAST = 0.6
"""The strongest scaling: a screen of 3840x2160 px is brought to about 2560x1440."""

_MOST_INK = 16
"""Px that the writing of a part may be high for it to be enlarged."""
CLOSE_PX = (640, 400)
"""Width and height of a part that is enlarged, about."""


def enlarged(sheet: Sheet, rng: random.Random) -> Sheet:
    """A part of a sheet at one and a half times to twice its size, if its writing is of a usual size; else as it is."""
    height, width = sheet.pixels.shape[:2]
    heights = [one.ink[3] - one.ink[1] for one in sheet.elements if one.written and one.ink]
    if (heights and median(heights) > _MOST_INK) or width < 320 or height < 240:
        return sheet
    across, down = (
        min(whole, round(about * rng.uniform(0.75, 1.3)))
        for whole, about in zip((width, height), CLOSE_PX, strict=True)
    )
    left, top = rng.randint(0, width - across), rng.randint(0, height - down)
    part = cropped(sheet, (left, top, left + across, top + down))
    return scaled(part, rng.choice((1.5, 2.0, 2.0))) if part.elements else sheet


def shrunk(sheet: Sheet, rng: random.Random) -> Sheet:
    """A sheet at 60 to 97% of its size, if what is written on it stays readable; else as it is."""
    heights = [one.ink[3] - one.ink[1] for one in sheet.elements if one.written and one.ink]
    if len(heights) < 3:
        return sheet
    least = max(_LEAST, _LEAST_INK / median(heights))
    return scaled(sheet, rng.uniform(least, 0.97)) if least < 0.95 else sheet


def scaled(sheet: Sheet, factor: float) -> Sheet:
    """A sheet of another size: pixels averaged by area, or a cubic curve through them where it grows."""
    height, width = (max(32, round(side * factor)) for side in sheet.pixels.shape[:2])
    down, across = height / sheet.pixels.shape[0], width / sheet.pixels.shape[1]
    way = cv2.INTER_AREA if factor <= 1 else cv2.INTER_CUBIC
    pixels = cv2.resize(sheet.pixels, (width, height), interpolation=way)

    def placed(box: Box) -> Box:
        return box[0] * across, box[1] * down, box[2] * across, box[3] * down

    elements = tuple(
        replace(one, box=placed(one.box), ink=None if one.ink is None else placed(one.ink))
        for one in sheet.elements
    )
    marks = [
        None if each is None else (each * np.array([1, across, down])).astype(np.int32)
        for each in (sheet.glyphs, sheet.pictograms)
    ]
    return Sheet(np.asarray(pixels, np.uint8), elements, sheet.source, *marks)
