"""In: a sheet with large writing. Out: the same scaled down, as a frame is that exceeds a model's limit on pixels."""

from __future__ import annotations

import random
from dataclasses import replace
from statistics import median

import cv2
import numpy as np

from ppagent.train.sheet import Box, Sheet

_LEAST_INK = 7.5
"""Px that the writing of a sheet is still high, as boxes of ink are: half of them are lower, most of these without tails."""
_LEAST = 0.6
"""The strongest scaling: a screen of 3840x2160 px is brought to about 2560x1440."""


def shrunk(sheet: Sheet, rng: random.Random) -> Sheet:
    """A sheet at 60 to 97% of its size, if what is written on it stays readable; else as it is."""
    heights = [one.ink[3] - one.ink[1] for one in sheet.elements if one.written and one.ink]
    if len(heights) < 3:
        return sheet
    least = max(_LEAST, _LEAST_INK / median(heights))
    return scaled(sheet, rng.uniform(least, 0.97)) if least < 0.95 else sheet


def scaled(sheet: Sheet, factor: float) -> Sheet:
    """A sheet of another size, pixels averaged by area."""
    height, width = (max(32, round(side * factor)) for side in sheet.pixels.shape[:2])
    down, across = height / sheet.pixels.shape[0], width / sheet.pixels.shape[1]
    pixels = cv2.resize(sheet.pixels, (width, height), interpolation=cv2.INTER_AREA)

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
