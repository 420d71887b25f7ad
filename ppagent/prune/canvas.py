"""In: a frame's pixels. Out: a Canvas of whole blocks that owns the map back to them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ppagent.errors import InputError, OutsideError
from ppagent.screen.frame import Pixels

Fit = Literal["pad", "crop", "resample"]


@dataclass(frozen=True, slots=True)
class Canvas:
    """A frame fitted to whole blocks.

    Attributes:
        pixels: ``(rows * block, cols * block, 3)`` uint8 RGB, C-contiguous.
        block: side of one block in px: patch × merge, the pixels behind one visual token.
        frame_size_px: ``(width, height)`` of the frame it shows.
        shown_px: ``(width, height)`` of the part of the canvas that shows the frame; the rest is padding.
        scale: canvas px per frame px, ``(x, y)``; ``(1.0, 1.0)`` unless resampled.
    """

    pixels: Pixels = field(repr=False)
    block: int
    frame_size_px: tuple[int, int]
    shown_px: tuple[int, int]
    scale: tuple[float, float] = (1.0, 1.0)

    @property
    def size_px(self) -> tuple[int, int]:
        """``(width, height)`` of the canvas, padding included: what the model takes for the screen."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @property
    def grid(self) -> tuple[int, int]:
        """``(rows, cols)`` in blocks."""
        return self.pixels.shape[0] // self.block, self.pixels.shape[1] // self.block

    def blocks(self) -> NDArray[np.uint8]:
        """View of the pixels as ``(rows, cols, block, block, 3)``; nothing is copied."""
        rows, cols = self.grid
        return self.pixels.reshape(rows, self.block, cols, self.block, 3).swapaxes(1, 2)

    def to_frame(self, x: float, y: float) -> tuple[float, float]:
        """Map a canvas point to frame pixels.

        Raises:
            OutsideError: the point is outside the canvas or on its padding.
        """
        if not (0 <= x < self.shown_px[0] and 0 <= y < self.shown_px[1]):
            width, height = self.shown_px
            raise OutsideError(f"the point ({x:g}, {y:g}) is outside the {width}x{height} px that were shown")
        return x / self.scale[0], y / self.scale[1]

    def from_frame(self, x: float, y: float) -> tuple[float, float]:
        """Map a frame point to the canvas; the inverse of `to_frame`."""
        return x * self.scale[0], y * self.scale[1]


def fit_canvas(pixels: Pixels, block: int, fit: Fit = "pad", max_pixels: int | None = None) -> Canvas:
    """Fit a frame to whole blocks.

    ``pad`` repeats the last row and column up to the next whole block, so every pixel stays exact (and so do
    duplicates and text); ``crop`` cuts the remainder off; ``resample`` scales to the nearest whole blocks, as the
    stock Qwen processors do. A frame that would exceed ``max_pixels`` is scaled down, whatever the fit.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB.
        block: side of a block in px.
        fit: see above.
        max_pixels: the model's limit on canvas pixels; None for no limit.

    Raises:
        InputError: the frame is not RGB uint8 or is smaller than one block.
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
        raise InputError(f"a frame must be (H, W, 3) uint8 RGB, not {pixels.shape} {pixels.dtype}")
    height, width = pixels.shape[:2]
    if height < block or width < block:
        raise InputError(f"a frame of {width}x{height} px is smaller than one {block} px block")
    rows, cols = math.ceil(height / block), math.ceil(width / block)
    if max_pixels is not None and rows * cols * block * block > max_pixels:
        shrink = math.sqrt(max_pixels / (width * height))
        rows, cols = max(1, int(height * shrink / block)), max(1, int(width * shrink / block))
        return _resampled(pixels, block, rows, cols)
    if fit == "resample":
        return _resampled(pixels, block, max(1, round(height / block)), max(1, round(width / block)))
    if fit == "crop":
        rows, cols = height // block, width // block
        shown = np.ascontiguousarray(pixels[: rows * block, : cols * block])
        return Canvas(shown, block, (width, height), (cols * block, rows * block))
    bottom, right = rows * block - height, cols * block - width
    padded = (
        cv2.copyMakeBorder(pixels, 0, bottom, 0, right, cv2.BORDER_REPLICATE) if bottom or right else pixels
    )
    return Canvas(np.ascontiguousarray(padded, dtype=np.uint8), block, (width, height), (width, height))


def _resampled(pixels: Pixels, block: int, rows: int, cols: int) -> Canvas:
    height, width = pixels.shape[:2]
    size = (cols * block, rows * block)
    shrinks = size[0] < width or size[1] < height
    scaled = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    scale = (size[0] / width, size[1] / height)
    return Canvas(np.ascontiguousarray(scaled, dtype=np.uint8), block, (width, height), size, scale)
