"""In: the answers of `temporal_study.py`. Out: a picture: hit rate with its interval against tokens sent per frame, per arm."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from temporal_report import Answers

from ppagent.screen.frame import Pixels

if TYPE_CHECKING:
    from PIL import ImageDraw

# Apart for every common kind of colour blindness (Okabe and Ito).
_COLOURS = {
    "append": "#0072b2",
    "canvas": "#d55e00",
    "compose": "#cc79a7",
    "history": "#009e73",
    "": "#57606a",
}
_INK, _FAINT, _GRID, _PAPER = "#1f2328", "#6e7781", "#e6e8eb", "#ffffff"
_TWICE = 2
_LEFT, _PLOT, _HIGH, _BETWEEN, _LEGEND, _TOP, _BOTTOM = 52, 380, 330, 46, 190, 78, 52
_APART = 15


class _Sheet:
    """A picture of twice the size that it is laid out for."""

    def __init__(self, width: int, height: int) -> None:
        from PIL import Image, ImageDraw, ImageFont

        self.image = Image.new("RGB", (width * _TWICE, height * _TWICE), _PAPER)
        self.draw: ImageDraw.ImageDraw = ImageDraw.Draw(self.image)
        self.fonts = {points: ImageFont.load_default(points * _TWICE) for points in (9, 11, 12, 13, 16)}

    def line(self, points: Sequence[float], colour: str, width: float = 0.5) -> None:
        self.draw.line([at * _TWICE for at in points], fill=colour, width=round(width * _TWICE))

    def text(self, at: tuple[float, float], text: str, size: int, colour: str, anchor: str = "la") -> None:
        place = at[0] * _TWICE, at[1] * _TWICE
        self.draw.text(place, text, fill=colour, font=self.fonts[size], anchor=anchor)

    def dot(self, x: float, y: float, label: str, colour: str) -> None:
        box = [side * _TWICE for side in (x - 7, y - 7, x + 7, y + 7)]
        self.draw.ellipse(box, fill=colour)
        self.text((x, y), label, 9, _PAPER, "mm")


def chart(answers: Mapping[str, Answers]) -> Pixels:
    """Draw a plot per protocol, side by side, and what the numbers in the dots mean.

    Returns:
        ``(H, W, 3)`` uint8 RGB.
    """
    arms = next(iter(answers.values())).arms
    sheet = _Sheet(_LEFT + len(answers) * (_PLOT + _BETWEEN) + _LEGEND, _TOP + _HIGH + _BOTTOM)
    sheet.text((16, 14), "Hit rate against visual tokens sent for the asked frame", 16, _INK)
    rates = [one.rates[arm] for one in answers.values() for arm in arms]
    lowest = math.floor(min(rate.low for rate in rates) * 10) / 10
    sent = [one.mean_look(arm, "sent") for one in answers.values() for arm in arms]
    ends = max(1.0, min(sent) / 1.8), max(sent) * 1.3
    for index, (protocol, one) in enumerate(answers.items()):
        left = _LEFT + index * (_PLOT + _BETWEEN)
        sheet.text((left, 46), protocol, 13, _INK)
        _plot(sheet, left, one, lowest, ends)
    for number, arm in enumerate(arms, 1):
        y = _TOP + 18 * number - 6
        x = sheet.image.width / _TWICE - _LEGEND + 8
        sheet.dot(x, y, str(number), _colour(arm))
        sheet.text((x + 14, y), arm, 12, _INK, "lm")
    return np.asarray(sheet.image, dtype=np.uint8)


def _plot(sheet: _Sheet, left: float, answers: Answers, lowest: float, ends: tuple[float, float]) -> None:
    bottom = _TOP + _HIGH

    def height(share: float) -> float:
        return bottom - _HIGH * (share - lowest) / (1 - lowest)

    def across(tokens: float) -> float:
        return left + _PLOT * math.log(max(tokens, ends[0]) / ends[0]) / math.log(ends[1] / ends[0])

    for tenth in range(round(lowest * 10), 11):
        y = height(tenth / 10)
        sheet.line((left, y, left + _PLOT, y), _GRID)
        sheet.text((left - 6, y), f"{tenth * 10}%", 11, _FAINT, "rm")
    for tokens in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000):
        if ends[0] <= tokens <= ends[1]:
            sheet.line((across(tokens), _TOP, across(tokens), bottom), _GRID)
            sheet.text((across(tokens), bottom + 6), f"{tokens}", 11, _FAINT, "ma")
    sheet.text((left + _PLOT / 2, bottom + 26), "tokens sent (log); dots are moved apart", 11, _FAINT, "ma")
    order = sorted(answers.arms, key=lambda arm: answers.mean_look(arm, "sent"))
    places = spread([across(answers.mean_look(arm, "sent")) for arm in order], _APART)
    for arm, x in zip(order, places, strict=True):
        rate, colour = answers.rates[arm], _colour(arm)
        sheet.line((x, height(rate.low), x, height(rate.high)), colour, 1.5)
        for end in (rate.low, rate.high):
            sheet.line((x - 3, height(end), x + 3, height(end)), colour, 1.5)
        sheet.dot(x, height(rate.mean), str(answers.arms.index(arm) + 1), colour)


def spread(places: Sequence[float], apart: float) -> list[float]:
    """Move ascending places as little as possible, in squares, so that neighbours are so far apart."""
    pools: list[list[float]] = []
    for index, place in enumerate(places):
        pools.append([place - index * apart])
        while len(pools) > 1 and np.mean(pools[-2]) > np.mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    level = [float(np.mean(pool)) for pool in pools for _ in pool]
    return [at + index * apart for index, at in enumerate(level)]


def _colour(arm: str) -> str:
    return next(colour for name, colour in _COLOURS.items() if name in arm)
