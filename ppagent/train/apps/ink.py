"""In: a picture and a box on it. Out: where in the box something is drawn, and whether that can be the text it should be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppagent.desktop.windows import Box
from ppagent.screen.frame import Pixels

_FAINT = 40
"""Steps of 256 that a pixel must differ from what surrounds it: less is a gradient or a shadow."""
_EDGE = {True: 0.17, False: 0.05}
"""What a border takes of a box, as a share of its height: of buttons and the like, of all else."""
_GAP = 0.3
"""Room within a word, as a share of a line's height: wider is the way to the next word, or from a picture to its name."""
_PHRASE = 0.9
"""The same for room within a name: wider is the way to the next thing, such as a menu item's keys."""
_NARROW, _WIDE = 0.6, 1.65
"""How much narrower or wider a text may be drawn than the desktop's font would."""
_PICTURE = 1.7
"""Widest picture before a name, in lines."""
_CLOSE = 0.12
"""How much it may differ where more is drawn right behind it, such as an arrow."""
_LEFTMOST = 0.15
"""What a px further to the right costs, in px of width: names come before keys and numbers."""
_MOST_PARTS = 14


def inked(pixels: Pixels, box: Box, line_px: float, framed: bool = False) -> list[Box]:
    """What is drawn in a box, part by part from left to right; empty when nothing stands out.

    Args:
        pixels: the screen.
        box: on it.
        line_px: height of a line of text.
        framed: it has a border, as buttons have.
    """
    left, top, width, height = box
    edge = round(_EDGE[framed] * min(height, width, 2.5 * line_px))
    inside = pixels[top + edge : top + height - edge, left + edge : left + width - edge].astype(np.int16)
    if inside.size == 0:
        return []
    ground = np.median(inside.reshape(-1, 3), axis=0)
    drawn = np.abs(inside - ground).max(axis=2) > _FAINT
    columns = np.flatnonzero(drawn.any(axis=0))
    if columns.size == 0:
        return []
    parts = np.split(columns, np.flatnonzero(np.diff(columns) > max(1.0, _GAP * line_px)) + 1)
    return [_around(drawn, part, left + edge, top + edge) for part in parts]


def text_ink(parts: list[Box], expected_px: float, line_px: float) -> Box | None:
    """The parts that together are as wide as a text would be; None when there are none such.

    Args:
        parts: of `inked`.
        expected_px: width of the text in the desktop's font.
        line_px: height of a line of text.
    """
    found: list[tuple[float, Box]] = []
    for start in range(len(parts)):
        for end in range(start + 1, min(len(parts), start + _MOST_PARTS) + 1):
            run = _joined(parts[start:end])
            if not _NARROW * expected_px - 4 <= run[2] <= _WIDE * expected_px + 6:
                continue
            off = abs(run[2] - expected_px)
            whole = _begins(parts, start, line_px) and _ends(parts, end, line_px)
            if whole or off <= _CLOSE * expected_px + 2:
                off += 0.0 if whole else line_px
                found.append((off + _LEFTMOST * (run[0] - parts[0][0]), run))
    return min(found, default=(0.0, None))[1]


def _begins(parts: list[Box], start: int, line_px: float) -> bool:
    """Whether nothing stands right before a part but pictures: a mark, an icon."""
    while start > 0 and parts[start][0] - parts[start - 1][0] - parts[start - 1][2] <= _PHRASE * line_px:
        start -= 1
        if parts[start][2] > _PICTURE * line_px:
            return False
    return True


def _ends(parts: list[Box], end: int, line_px: float) -> bool:
    """Whether nothing stands right behind the part before this one."""
    return end == len(parts) or parts[end][0] - parts[end - 1][0] - parts[end - 1][2] > _PHRASE * line_px


def strokes(pixels: Pixels, box: Box) -> int:
    """How many marks stand beside each other in a box with a clear column between them: letters, mostly."""
    return len(inked(pixels, box, 0.0))


def _around(drawn: NDArray[np.bool_], columns: NDArray[np.intp], left: int, top: int) -> Box:
    first, last = int(columns[0]), int(columns[-1])
    rows = np.flatnonzero(drawn[:, first : last + 1].any(axis=1))
    return (left + first, top + int(rows[0]), last - first + 1, int(rows[-1] - rows[0]) + 1)


def _joined(parts: list[Box]) -> Box:
    left, top = min(one[0] for one in parts), min(one[1] for one in parts)
    right, bottom = max(one[0] + one[2] for one in parts), max(one[1] + one[3] for one in parts)
    return (left, top, right - left, bottom - top)
