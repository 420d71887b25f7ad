"""In: named groups of shares. Out: a picture of them as bars, for the documentation and for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ppagent.screen.frame import Pixels

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

Group = tuple[str, str, Sequence[tuple[str, float]]]
"""Name, a remark set smaller, and labelled values from 0 to 1."""

# Apart for every common kind of colour blindness (Okabe and Ito), and in order of lightness.
_COLOURS = ("#0072b2", "#8fb8d4", "#d9d9d9", "#e69f00")
_INK, _FAINT, _GRID, _PAPER = "#1f2328", "#6e7781", "#e6e8eb", "#ffffff"
_TWICE = 2
_BAR, _GAP, _BETWEEN, _LEFT, _PLOT, _RIGHT, _TOP = 13, 3, 16, 190, 560, 60, 78


def bar_chart(title: str, groups: Sequence[Group]) -> Pixels:
    """Draw horizontal bars, one colour per label, in the order in which labels first appear.

    Args:
        title: a line above.
        groups: at least one; at most four different labels.

    Returns:
        ``(H, W, 3)`` uint8 RGB, 1620 px wide: twice the size it is laid out for.
    """
    from PIL import Image, ImageDraw, ImageFont

    labels = list(dict.fromkeys(label for _, _, bars in groups for label, _ in bars))
    if len(labels) > len(_COLOURS):
        raise ValueError(f"{len(labels)} labels for {len(_COLOURS)} colours")
    colours = dict(zip(labels, _COLOURS, strict=False))
    heights = [len(bars) * (_BAR + _GAP) + _BETWEEN for _, _, bars in groups]
    size = (_LEFT + _PLOT + _RIGHT) * _TWICE, (_TOP + sum(heights) + 28) * _TWICE
    image = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(image)
    fonts = {points: ImageFont.load_default(points * _TWICE) for points in (11, 12, 13, 16)}
    _text(draw, (16, 14), title, fonts[16], _INK)
    _legend(draw, colours, fonts[12])
    bottom = _TOP + sum(heights) - _BETWEEN / 2
    for percent in range(0, 101, 20):
        x = _LEFT + _PLOT * percent / 100
        _box(draw, (x, _TOP - 8, x + 0.5, bottom), _GRID)
        _text(draw, (x, bottom + 6), f"{percent}%", fonts[11], _FAINT, "ma")
    y = float(_TOP)
    for (name, remark, bars), height in zip(groups, heights, strict=True):
        _text(draw, (_LEFT - 12, y - 1), name, fonts[13], _INK, "ra")
        _text(draw, (_LEFT - 12, y + 16), remark, fonts[11], _FAINT, "ra")
        for index, (label, value) in enumerate(bars):
            top = y + index * (_BAR + _GAP)
            _box(draw, (_LEFT, top, _LEFT + max(_PLOT * value, 1), top + _BAR), colours[label])
            _text(draw, (_LEFT + _PLOT * value + 6, top + _BAR / 2), f"{value:.1%}", fonts[11], _INK, "lm")
        y += height
    return np.asarray(image, dtype=np.uint8)


def _legend(
    draw: ImageDraw.ImageDraw, colours: dict[str, str], font: ImageFont.ImageFont | ImageFont.FreeTypeFont
) -> None:
    x = 16.0
    for label, colour in colours.items():
        _box(draw, (x, 46, x + 12, 58), colour)
        _text(draw, (x + 18, 52), label, font, _INK, "lm")
        x += 18 + draw.textlength(label, font=font) / _TWICE + 22


def _box(draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], colour: str) -> None:
    left, top, right, bottom = (round(value * _TWICE) for value in box)
    draw.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), fill=colour)


def _text(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    font: ImageFont.ImageFont | ImageFont.FreeTypeFont,
    colour: str,
    anchor: str = "la",
) -> None:
    draw.text((at[0] * _TWICE, at[1] * _TWICE), text, fill=colour, font=font, anchor=anchor)
