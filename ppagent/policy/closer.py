"""In: a Look that was scaled down, and a point on it. Out: a Look at the frame's own pixels around that point; and its points back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ppagent.action.remap import Space, from_canvas, to_canvas
from ppagent.action.schema import Point
from ppagent.prune.canvas import Canvas
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look


@dataclass(frozen=True, slots=True)
class Closer:
    """A part of a frame, at its own size.

    Attributes:
        look: at the part.
        left, top: where it lies, px of the frame.
        canvas: the whole frame as it was shown.
    """

    look: Look
    left: int
    top: int
    canvas: Canvas

    def back(self, point: Point, space: Space) -> Point:
        """A point on the part as one on the whole canvas, both in a model's space.

        Raises:
            OutsideError: the point is not on the part.
        """
        x, y = self.look.canvas.to_frame(*to_canvas(point, space, self.look.canvas))
        return from_canvas(self.canvas.from_frame(x + self.left, y + self.top), space, self.canvas)


def closer(
    look: Look, point: Point, space: Space, size_px: tuple[int, int], perception: Perception
) -> Closer | None:
    """Look again, as large as life; whole screens whole, pruned ones pruned.

    Args:
        look: what the point is on.
        point: in the model's space.
        space: that.
        size_px: ``(width, height)`` of the part, at most.
        perception: how to look.

    Returns:
        None when the frame was not scaled down.

    Raises:
        OutsideError: the point is not on the screen.
    """
    source = look.canvas.source
    if source is None:
        return None
    x, y = look.canvas.to_frame(*to_canvas(point, space, look.canvas))
    height, width = source.shape[:2]
    across, down = min(size_px[0], width), min(size_px[1], height)
    left = int(min(max(0, x - across / 2), width - across))
    top = int(min(max(0, y - down / 2), height - down))
    part = np.ascontiguousarray(source[top : top + down, left : left + across])
    whole = look.selection.kind == "I" and look.selection.kept == look.selection.full
    again = Pruner(perception.model_copy(update={"prune": False} if whole else {})).look(part)
    return Closer(again, left, top, look.canvas)
