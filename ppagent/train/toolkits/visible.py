"""In: a window's layers as a worker drew them. Out: one picture and the Elements that can be seen on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ppagent.screen.frame import Pixels
from ppagent.train.sheet import Box, Element

# Of a part whose name stands beside it, so much must be seen; of one that bears its name, nearly all.
_SEEN = 0.75
_READ = 0.97
_NAMED_BESIDE = ("field", "combo box", "spin button", "slider", "switch")
_LEAST_PX = 5


@dataclass(frozen=True, slots=True)
class Drawn:
    """A window or a popup over it.

    Attributes:
        box: where it is; px, the window's own corner is 0, 0; a popup may stand out of the window.
        pixels: ``(H, W, 4)`` uint8 RGBA, colours already multiplied by alpha.
        parts: as `workers/wire.py` sends them; boxes from the layer's own corner.
    """

    box: tuple[int, int, int, int]
    pixels: Pixels
    parts: list[dict[str, Any]]


def flatten(layers: list[Drawn], behind: tuple[int, int, int]) -> tuple[Pixels, list[Element]]:
    """Lay the layers over one another.

    Args:
        layers: the window first.
        behind: the colour of what none of them covers.

    Returns:
        RGB pixels that hold all layers, and the Elements on them.
    """
    left, top = min(each.box[0] for each in layers), min(each.box[1] for each in layers)
    right, bottom = max(each.box[2] for each in layers), max(each.box[3] for each in layers)
    canvas = np.empty((bottom - top, right - left, 3), np.uint8)
    canvas[:] = behind
    elements: list[Element] = []
    for number, layer in enumerate(layers):
        x, y = layer.box[0] - left, layer.box[1] - top
        height, width = layer.pixels.shape[:2]
        view = canvas[y : y + height, x : x + width]
        alpha = layer.pixels[..., 3:].astype(np.uint16)
        view[:] = np.minimum(255, layer.pixels[..., :3] + (view * (255 - alpha) + 127) // 255).astype(
            np.uint8
        )
        over = [_ink(each) for each in layers[number + 1 :]]
        for part in layer.parts:
            if "wide" in part:
                part["ink"] = _menu_ink(layer.pixels, part["box"], part["wide"])
            elements += [each] if (each := _element(part, layer.box, over, (left, top))) else []
    return canvas, elements


def _menu_ink(pixels: Pixels, box: Sequence[float], wide: float) -> list[float] | None:
    """The name on a line of a menu, where the toolkit does not say: the run of ink that is about as wide.

    Its shortcut and the marks before it stand apart by more than a blank of the name.
    """
    left, top, right, bottom = (int(each) for each in box)
    # The frame of the line a style may draw is not its text.
    edge = max(2, (bottom - top) // 8)
    inside = pixels[top + edge : bottom - edge, left + edge : right - edge, :3].astype(np.int16)
    if not inside.size:
        return None
    plain = np.median(inside, axis=1, keepdims=True)
    columns = np.flatnonzero((np.abs(inside - plain).max(2) > 40).any(0))
    if not len(columns):
        return None
    runs = np.split(columns, np.flatnonzero(np.diff(columns) > (bottom - top) * 0.4) + 1)
    name = min(runs, key=lambda run: abs(float(run[-1] - run[0]) - wide))
    return [left + edge + float(name[0]), top, left + edge + float(name[-1]) + 1, bottom]


def _ink(layer: Drawn) -> Box:
    """Where a popup hides what is below it: not its shadow."""
    solid = layer.pixels[..., 3] > 200
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    if not len(rows):
        return (0, 0, 0, 0)
    x, y = layer.box[:2]
    return (x + int(columns[0]), y + int(rows[0]), x + int(columns[-1]) + 1, y + int(rows[-1]) + 1)


def _element(part: dict[str, Any], layer: Box, over: list[Box], corner: tuple[int, int]) -> Element | None:
    """An Element, unless too little of it is seen to be named."""
    fields = {
        key: value for key, value in part.items() if key not in ("box", "ink", "seen", "read", "hit", "wide")
    }
    box = shift(part["box"], layer[0], layer[1])
    if part["hit"] is False or _cut(part) or min(box[2] - box[0], box[3] - box[1]) < _LEAST_PX:
        return None
    for each in over:
        shared = (max(box[0], each[0]), max(box[1], each[1]), min(box[2], each[2]), min(box[3], each[3]))
        if shared[2] > shared[0] and shared[3] > shared[1]:
            # A part half under a menu has no plain box any more.
            return None
    x, y = layer[0] - corner[0], layer[1] - corner[1]
    return Element(
        **fields, box=shift(part["box"], x, y), ink=shift(part["ink"], x, y) if part["ink"] else None
    )


def _cut(part: dict[str, Any]) -> bool:
    """Whether too much of a part is out of sight, by scrolling or for want of room."""
    if part["read"] is not None:
        return bool(part["read"] < _READ or part["seen"] < _SEEN / 2)
    return bool(part["seen"] < (_SEEN if part["role"] in _NAMED_BESIDE else _READ))


def shift(box: Sequence[float], x: float, y: float) -> Box:
    """A box moved by so many pixels."""
    return (box[0] + x, box[1] + y, box[2] + x, box[3] + y)
