"""In: a Look, and a point on it that was said. Out: a second Look at the same frame, from nearer or moved; and its points back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ppagent.action.remap import Space, from_canvas, to_canvas
from ppagent.action.schema import Point
from ppagent.prune.canvas import Canvas
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look
from ppagent.screen.frame import Pixels


@dataclass(frozen=True, slots=True)
class Again:
    """A second look at a frame.

    Attributes:
        look: at a part of the frame at its own size, or at the frame with a margin before it.
        left, top: where that begins, px of the frame; negative with a margin.
        canvas: the whole frame as it was shown first.
    """

    look: Look
    left: int
    top: int
    canvas: Canvas

    def back(self, point: Point, space: Space) -> Point:
        """A point of the second look as one on the first look's canvas, both in a model's space; of a margin, the pixel it repeats.

        Raises:
            OutsideError: the point is not on what was shown.
        """
        x, y = self.look.canvas.to_frame(*to_canvas(point, space, self.look.canvas))
        x, y = max(0.0, x + self.left), max(0.0, y + self.top)
        return from_canvas(self.canvas.from_frame(x, y), space, self.canvas)


def closer(
    look: Look, point: Point, space: Space, size_px: tuple[int, int], perception: Perception
) -> Again | None:
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
    return Again(_looked(part, look, perception), left, top, look.canvas)


def moved(look: Look, perception: Perception) -> Again | None:
    """Look again with the frame moved by half a block to the right and down, so that blocks cut it elsewhere.

    The margin repeats the first row and column. Half a block more may be shown than the perception's limit on pixels says.

    Args:
        look: at ``(H, W, 3)`` pixels; those shown again are ``(H + block // 2, W + block // 2, 3)``.
        perception: how to look.

    Returns:
        None when the frame was scaled.
    """
    canvas = look.canvas
    if canvas.scale != (1.0, 1.0):
        return None
    half = canvas.block // 2
    margin = cv2.copyMakeBorder(canvas.pixels, half, 0, half, 0, cv2.BORDER_REPLICATE).astype(np.uint8)
    unbounded = perception.model_copy(update={"max_pixels": None})
    return Again(_looked(margin, look, unbounded), -half, -half, canvas)


def _looked(pixels: Pixels, first: Look, perception: Perception) -> Look:
    whole = first.selection.kind == "I" and first.selection.kept == first.selection.full
    return Pruner(perception.model_copy(update={"prune": False} if whole else {})).look(pixels)
