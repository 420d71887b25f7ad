"""In: sheets. Out: other sheets made of them: parts of screens, windows on desktops, one thing over another."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ppagent.screen.frame import Pixels
from ppagent.train.sheet import Box, Element, Sheet

SCREENS = (
    (640, 480),
    (800, 600),
    (1024, 768),
    (1280, 720),
    (1280, 800),
    (1366, 768),
    (1440, 900),
    (1600, 900),
    (1920, 1080),
    (1920, 1200),
    (2560, 1440),
)
"""Sizes of desktops, px."""
_WEIGHTS = (1, 2, 4, 3, 7, 3, 2, 2, 7, 1, 1)


_FRONTED = 0.1
"""Share of the sheets that something is put upon which has words in common with them."""

DrawBar = Callable[[int, int, Sequence[str], int], Sheet]
"""Draws a task bar: its width and height, titles of windows, a seed."""
DrawFront = Callable[[tuple[int, int], Sequence[Element], int], Sheet]
"""Draws a dialog, menu or window: the most it may be wide and high, what it is to lie upon, a seed."""


def staged(
    sheet: Sheet,
    draw: Callable[[], Sheet],
    rng: random.Random,
    bar: DrawBar | None = None,
    front: DrawFront | None = None,
) -> Sheet:
    """A screen as an agent might see it: a sheet as it is, a part of it, or several on a desktop.

    Args:
        sheet: the one it is about.
        draw: another one.
        rng: draws.
        bar: draws the task bars of desktops; None: there are none.
        front: draws what lies upon others and has words in common with them; None: there is no such thing.
    """
    if front is not None and rng.random() < _FRONTED:
        sheet = fronted(sheet, front, rng)
    height, width = sheet.pixels.shape[:2]
    way = rng.random()
    if width < 900 and way < 0.5:
        return desktop([sheet, *(draw() for _ in range(rng.choice((0, 0, 1, 2))))], rng, bar)
    if bar is not None and 900 <= width < 1300 and rng.random() < 0.12:
        return desktop([sheet], rng, bar)
    if way < 0.12 and width > 480 and height > 360:
        return part(sheet, rng)
    if way < 0.24:
        return over(sheet, draw(), rng)
    return sheet


def fronted(below: Sheet, front: DrawFront, rng: random.Random) -> Sheet:
    """A sheet, and upon it a dialog, menu or window, on which some of its words stand again."""
    height, width = below.pixels.shape[:2]
    if width < 500 or height < 360:
        return below
    behind = [one for one in below.elements if one.written]
    above = front((int(width * 0.6), int(height * 0.7)), behind, rng.getrandbits(64))
    down, across = above.pixels.shape[:2]
    return pasted(below, above, rng.randint(0, width - across), rng.randint(0, height - down))


def part(sheet: Sheet, rng: random.Random) -> Sheet:
    """A rectangle of a sheet, at least 320×240."""
    height, width = sheet.pixels.shape[:2]
    across, down = rng.randint(320, width), rng.randint(240, height)
    left, top = rng.randint(0, width - across), rng.randint(0, height - down)
    return cropped(sheet, (left, top, left + across, top + down))


def over(below: Sheet, above: Sheet, rng: random.Random) -> Sheet:
    """One sheet, and over it another or a part of that."""
    height, width = below.pixels.shape[:2]
    most = rng.uniform(0.3, 0.8)
    across = min(above.pixels.shape[1], max(64, int(width * most)))
    down = min(above.pixels.shape[0], max(48, int(height * most)))
    piece = cropped(above, (0, 0, across, down))
    return pasted(below, piece, rng.randint(0, max(0, width - across)), rng.randint(0, max(0, height - down)))


def desktop(sheets: Sequence[Sheet], rng: random.Random, bar: DrawBar | None = None) -> Sheet:
    """Windows on a desktop; the first one lies on top. Two times in three it has a task bar that names them."""
    widest = max(sheet.pixels.shape[1] for sheet in sheets)
    highest = max(sheet.pixels.shape[0] for sheet in sheets)
    fitting = [index for index, (w, h) in enumerate(SCREENS) if w >= widest and h >= highest] or [
        len(SCREENS) - 1
    ]
    width, height = SCREENS[rng.choices(fitting, [_WEIGHTS[index] for index in fitting])[0]]
    screen = Sheet(wallpaper(width, height, rng), (), sheets[0].source, np.zeros((0, 3), np.int32))
    left, top, right, bottom = 0, 0, width, height
    if bar is not None and rng.random() < 0.67:
        place = _bar_place(width, height, rng)
        across, down = place[2] - place[0], place[3] - place[1]
        titles = [title for title in map(title_of, sheets) if title]
        screen = pasted(screen, bar(across, down, titles, rng.getrandbits(64)), *place[:2])
        left, right = (across, width) if place[2] < width else (0, place[0] or width)
        top, bottom = (down, height) if place[3] < height else (0, place[1] or height)
    for sheet in reversed(sheets):
        across, down = min(right - left, sheet.pixels.shape[1]), min(bottom - top, sheet.pixels.shape[0])
        window = cropped(sheet, (0, 0, across, down))
        screen = pasted(screen, window, rng.randint(left, right - across), rng.randint(top, bottom - down))
    return replace(screen, source=sheets[0].source)


def _bar_place(width: int, height: int, rng: random.Random) -> tuple[int, int, int, int]:
    """An edge of a screen: mostly the lower one."""
    edge = rng.choices(("bottom", "top", "left", "right"), (6, 4, 1, 1))[0]
    deep = rng.randint(24, 52) if edge in {"top", "bottom"} else rng.choice((40, 48, 56, 160))
    return {
        "top": (0, 0, width, deep),
        "bottom": (0, height - deep, width, height),
        "left": (0, 0, deep, height),
        "right": (width - deep, 0, width, height),
    }[edge]


def title_of(sheet: Sheet) -> str:
    """What is printed at the head of a window: its title, or the empty text when there is no such thing."""
    for one in sheet.elements:
        ink = one.ink or one.box
        if one.role in {"heading", "text"} and one.written and ink[3] <= 36 and len(one.name) > 2:
            return one.name
    return ""


def wallpaper(width: int, height: int, rng: random.Random) -> Pixels:
    """``(height, width, 3)`` uint8: plain, graded, or cloudy as a photograph is."""
    draws = np.random.default_rng(rng.getrandbits(32))
    kind = rng.random()
    if kind < 0.45:
        return np.full((height, width, 3), draws.integers(0, 256, 3), np.uint8)
    cells = rng.choice((2, 3, 4)) if kind < 0.8 else rng.randint(8, 40)
    seed = draws.integers(0, 256, (cells, cells, 3), dtype=np.uint8)
    mode = cv2.INTER_CUBIC if kind < 0.9 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(seed, (width, height), interpolation=mode), np.uint8)


def cropped(sheet: Sheet, box: tuple[int, int, int, int]) -> Sheet:
    """A rectangle of a sheet with what is wholly, or nearly wholly, in it."""
    left, top, right, bottom = box
    if (left, top) == (0, 0) and (right, bottom) == (sheet.pixels.shape[1], sheet.pixels.shape[0]):
        return sheet
    kept = []
    for element in sheet.elements:
        ink = element.ink or element.box
        if ink[0] >= left and ink[1] >= top and ink[2] <= right and ink[3] <= bottom:
            clipped = (
                max(element.box[0], left) - left,
                max(element.box[1], top) - top,
                min(element.box[2], right) - left,
                min(element.box[3], bottom) - top,
            )
            shifted = None if element.ink is None else _moved(element.ink, -left, -top)
            kept.append(replace(element, box=clipped, ink=shifted))

    def within(marks: NDArray[np.int32] | None) -> NDArray[np.int32] | None:
        if marks is None:
            return None
        x, y = marks[:, 1], marks[:, 2]
        inside = marks[(x >= left) & (x < right) & (y >= top) & (y < bottom)]
        return inside - np.array([0, left, top], np.int32)

    return Sheet(
        np.ascontiguousarray(sheet.pixels[top:bottom, left:right]),
        tuple(kept),
        sheet.source,
        within(sheet.glyphs),
        within(sheet.pictograms),
    )


def pasted(below: Sheet, above: Sheet, x: int, y: int) -> Sheet:
    """A sheet with another one over it; what is covered, even in part, can no longer be asked for."""
    height, width = above.pixels.shape[:2]
    pixels = below.pixels.copy()
    pixels[y : y + height, x : x + width] = above.pixels
    cover = (x, y, x + width, y + height)

    def hidden(element: Element) -> bool:
        return _touch(element.ink or element.box, cover) or _touch(element.box, cover)

    elements = [one for one in below.elements if not hidden(one)]
    for one in above.elements:
        ink = None if one.ink is None else _moved(one.ink, x, y)
        elements.append(replace(one, box=_moved(one.box, x, y), ink=ink))

    def both(under: NDArray[np.int32] | None, upper: NDArray[np.int32] | None) -> NDArray[np.int32] | None:
        if under is None or upper is None:
            return None
        across, down = under[:, 1], under[:, 2]
        free = (across < x) | (across >= x + width) | (down < y) | (down >= y + height)
        return np.concatenate([under[free], upper + np.array([0, x, y], np.int32)])

    return Sheet(
        pixels,
        tuple(elements),
        below.source,
        both(below.glyphs, above.glyphs),
        both(below.pictograms, above.pictograms),
    )


def _moved(box: Box, x: float, y: float) -> Box:
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
