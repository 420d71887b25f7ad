"""In: an action in a model's coordinates. Out: the same action in the input units of the screen."""

from __future__ import annotations

import math
from typing import Literal

from ppagent.action.schema import Action, Click, Drag, Move, Point, Scroll
from ppagent.errors import OutsideError
from ppagent.prune.canvas import Canvas
from ppagent.screen.frame import Frame

Space = Literal["relative-1000", "relative-999", "relative-1", "pixels"]
"""What a model's numbers mean; declared by its card, never guessed from their size."""

_SPAN: dict[Space, float] = {"relative-1000": 1000.0, "relative-999": 999.0, "relative-1": 1.0}


def to_canvas(point: Point, space: Space, canvas: Canvas) -> Point:
    """Map a point from a model's space to canvas px.

    In a relative space the far edge (1000 of 1000) is the last pixel: models name it when they mean the border.

    Raises:
        OutsideError: the point is outside the space.
    """
    width, height = canvas.size_px
    x, y = point
    if space == "pixels":
        return x, y
    span = _SPAN[space]
    if not (0 <= x <= span and 0 <= y <= span):
        raise OutsideError(f"the point ({x:g}, {y:g}) is outside 0 to {span:g}")
    # Multiplied first: 375/1000 of a width is then exact wherever it is a whole pixel.
    return (
        min(x * width / span, math.nextafter(width, 0)),
        min(y * height / span, math.nextafter(height, 0)),
    )


def from_canvas(point: Point, space: Space, canvas: Canvas) -> Point:
    """Map a canvas point to a model's space: the inverse of `to_canvas`."""
    if space == "pixels":
        return point
    width, height = canvas.size_px
    return point[0] / width * _SPAN[space], point[1] / height * _SPAN[space]


def remap(action: Action, space: Space, canvas: Canvas, frame: Frame) -> Action:
    """Map every point of an action: space → canvas → frame → input units of its monitor.

    Args:
        action: points in ``space``.
        space: the card's.
        canvas: what the model saw.
        frame: the frame that canvas shows.

    Raises:
        OutsideError: a point is outside what was shown, its padding included.
    """

    def put(point: Point) -> Point:
        return frame.to_input(*canvas.to_frame(*to_canvas(point, space, canvas)))

    if isinstance(action, Click | Move | Scroll) and action.point is not None:
        return action.model_copy(update={"point": put(action.point)})
    if isinstance(action, Drag):
        start = None if action.start is None else put(action.start)
        return action.model_copy(update={"start": start, "end": put(action.end)})
    return action
