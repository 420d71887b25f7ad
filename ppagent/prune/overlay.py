"""In: a Look and the point of an action. Out: a picture for people of what was sent and why the rest was not."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ppagent.prune.diff import Mask
from ppagent.prune.selection import Look, Predictor
from ppagent.screen.frame import Pixels

RGB = tuple[int, int, int]

# Blue against brown stays apart for every common kind of colour blindness.
SPATIAL: RGB = (24, 46, 92)
"""Tint of a block that its left or upper neighbour predicts."""
BEFORE: RGB = (78, 46, 22)
"""Tint of a block that is as it was shown before."""
OUTLINE: RGB = (255, 190, 40)
"""Edge of the regions that were sent."""
MARK: RGB = (255, 32, 96)
"""Where an action landed."""

LEGEND: tuple[tuple[str, RGB], ...] = (
    ("sent", OUTLINE),
    ("repeats its neighbour", SPATIAL),
    ("as before", BEFORE),
)
"""What the colours mean, for whoever prints the picture."""

DIM = 0.32
"""Share of its brightness that a dropped block keeps: text is just readable."""
TINT = 0.68
"""Share of the tint that is added to it."""


def overlay(look: Look, mark: tuple[int, int] | None = None) -> Pixels:
    """Show which blocks of a look were sent.

    Blocks that were sent keep their exact pixels. The others lose their colour, are dimmed, and take the tint of what
    predicts them. A thin line, drawn on the dropped side, runs around the regions that were sent.

    Args:
        look: what a policy saw.
        mark: ``(x, y)`` in frame px, where an action landed; outside the frame it is not drawn.

    Returns:
        ``(H, W, 3)`` uint8 RGB: the shown part of the canvas, without its padding.
    """
    canvas, predictor = look.canvas, look.selection.predictor
    width, height = canvas.shown_px
    source = canvas.pixels
    picture = source.copy()
    grey = cv2.cvtColor(cv2.cvtColor(source, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    before = predictor == Predictor.BEFORE
    for blocks, tint in ((~(before | look.selection.keep), SPATIAL), (before, BEFORE)):
        if blocks.any():
            where = _enlarge(blocks, canvas.block)[:height, :width]
            cv2.copyTo(cv2.LUT(grey, _dimming(tint)), where, picture)
    kept = _enlarge(look.selection.keep, canvas.block)[:height, :width]
    reach = 2 * _stroke(width, height) + 1
    grown = cv2.dilate(kept, np.ones((reach, reach), dtype=np.uint8))
    picture[(grown > 0) & (kept == 0)] = OUTLINE
    if mark is not None and 0 <= mark[0] < canvas.frame_size_px[0] and 0 <= mark[1] < canvas.frame_size_px[1]:
        x, y = canvas.from_frame(mark[0] + 0.5, mark[1] + 0.5)
        _draw_mark(picture, int(x), int(y))
    return picture


def _enlarge(blocks: Mask, block: int) -> NDArray[np.uint8]:
    """Spread ``(rows, cols)`` bool over pixels: 255 or 0."""
    rows, cols = blocks.shape
    size = (cols * block, rows * block)
    enlarged = cv2.resize(blocks.astype(np.uint8) * 255, size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(enlarged, dtype=np.uint8)


def _dimming(tint: RGB) -> NDArray[np.uint8]:
    """Table ``(256, 1, 3)`` from a grey value to its dimmed and tinted colour."""
    grey = np.arange(256, dtype=np.float64).reshape(256, 1, 1)
    table = np.round(DIM * grey + TINT * np.array(tint, dtype=np.float64))
    return np.asarray(table.clip(0, 255), dtype=np.uint8)


def _stroke(width: int, height: int) -> int:
    """Line width in px that looks the same on every screen when the whole picture is shown."""
    return max(1, round(max(width, height) / 1600))


def _draw_mark(picture: Pixels, x: int, y: int) -> None:
    """Draw a ring with a crosshair; the light and dark rims show on any background, the middle stays free."""
    stroke = 2 * _stroke(picture.shape[1], picture.shape[0])
    radius, gap, reach = 8 * stroke, 3 * stroke, 13 * stroke
    arms = [
        (x + i * near, y + j * near, x + i * far, y + j * far)
        for i, j, near, far in (
            (1, 0, gap, reach),
            (-1, 0, gap, reach),
            (0, 1, gap, reach),
            (0, -1, gap, reach),
        )
    ]
    for colour, thickness in (((0, 0, 0), 3 * stroke), ((255, 255, 255), 2 * stroke), (MARK, stroke)):
        cv2.circle(picture, (x, y), radius, colour, thickness, cv2.LINE_AA)
        for x0, y0, x1, y1 in arms:
            cv2.line(picture, (x0, y0), (x1, y1), colour, thickness, cv2.LINE_AA)
