"""In: a frame's pixels. Out: a Canvas: them on a grid of blocks, and the map back to the frame."""

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
    """A frame on a grid of whole blocks.

    The grid may reach beyond the frame: what a block lacks there repeats the last row and column. Nothing is stored for it;
    whoever compares blocks reads the last row and column again.

    Attributes:
        pixels: ``(H, W, 3)`` uint8 RGB, C-contiguous: the pixels that exist, which is the frame's own array when nothing
            had to be cut or scaled.
        block: side of one block in px: patch × merge, the pixels behind one visual token.
        frame_size_px: ``(width, height)`` of the frame it shows.
        scale: canvas px per frame px, ``(x, y)``; ``(1.0, 1.0)`` unless resampled.
        source: the frame's own pixels where they were scaled down to these; else None.
    """

    pixels: Pixels = field(repr=False)
    block: int
    frame_size_px: tuple[int, int]
    scale: tuple[float, float] = (1.0, 1.0)
    source: Pixels | None = field(default=None, repr=False)

    @property
    def shown_px(self) -> tuple[int, int]:
        """``(width, height)`` of the part of the canvas that shows the frame; the rest is padding."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @property
    def size_px(self) -> tuple[int, int]:
        """``(width, height)`` of the canvas, padding included: what the model takes for the screen."""
        rows, cols = self.grid
        return cols * self.block, rows * self.block

    @property
    def grid(self) -> tuple[int, int]:
        """``(rows, cols)`` in blocks."""
        return grid_of(self.pixels, self.block)

    def padded(self) -> Pixels:
        """All blocks whole, ``(rows * block, cols * block, 3)`` uint8: a copy, unless the pixels are that already."""
        return padded(self.pixels, self.block)

    def blocks(self) -> NDArray[np.uint8]:
        """The padded pixels as ``(rows, cols, block, block, 3)``."""
        rows, cols = self.grid
        return self.padded().reshape(rows, self.block, cols, self.block, 3).swapaxes(1, 2)

    def to_frame(self, x: float, y: float) -> tuple[float, float]:
        """Map a canvas point to frame pixels.

        Raises:
            OutsideError: the point is outside the canvas or on its padding.
        """
        width, height = self.shown_px
        if not (0 <= x < width and 0 <= y < height):
            raise OutsideError(f"the point ({x:g}, {y:g}) is outside the {width}x{height} px that were shown")
        return x / self.scale[0], y / self.scale[1]

    def from_frame(self, x: float, y: float) -> tuple[float, float]:
        """Map a frame point to the canvas; the inverse of `to_frame`."""
        return x * self.scale[0], y * self.scale[1]


def grid_of(pixels: Pixels, block: int) -> tuple[int, int]:
    """``(rows, cols)`` of the blocks that cover ``(H, W, 3)`` pixels."""
    return math.ceil(pixels.shape[0] / block), math.ceil(pixels.shape[1] / block)


def padded(pixels: Pixels, block: int) -> Pixels:
    """Repeat the last row and column up to the next whole block.

    Args:
        pixels: ``(H, W, 3)`` uint8.
        block: side of a block in px.

    Returns:
        ``(rows * block, cols * block, 3)`` uint8, C-contiguous; the pixels themselves when they are that already.
    """
    rows, cols = grid_of(pixels, block)
    bottom, right = rows * block - pixels.shape[0], cols * block - pixels.shape[1]
    whole = (
        cv2.copyMakeBorder(pixels, 0, bottom, 0, right, cv2.BORDER_REPLICATE) if bottom or right else pixels
    )
    return np.ascontiguousarray(whole, dtype=np.uint8)


def fit_canvas(pixels: Pixels, block: int, fit: Fit = "pad", max_pixels: int | None = None) -> Canvas:
    """Fit a frame to whole blocks.

    ``pad`` lets the last row and column repeat up to the next whole block, so every pixel stays exact (and so do
    duplicates and text), and a C-contiguous frame is not copied; ``crop`` cuts the remainder off; ``resample`` scales to
    the nearest whole blocks, as the stock Qwen processors do. A frame that would exceed ``max_pixels`` is scaled down,
    whatever the fit.

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
    rows, cols = grid_of(pixels, block)
    if max_pixels is not None and rows * cols * block * block > max_pixels:
        shrink = math.sqrt(max_pixels / (width * height))
        rows, cols = max(1, int(height * shrink / block)), max(1, int(width * shrink / block))
        return _resampled(pixels, block, rows, cols)
    if fit == "resample":
        return _resampled(pixels, block, max(1, round(height / block)), max(1, round(width / block)))
    if fit == "crop":
        pixels = pixels[: height // block * block, : width // block * block]
    return Canvas(np.ascontiguousarray(pixels), block, (width, height))


def _resampled(pixels: Pixels, block: int, rows: int, cols: int) -> Canvas:
    height, width = pixels.shape[:2]
    size = (cols * block, rows * block)
    shrinks = size[0] < width or size[1] < height
    scaled = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    scale = (size[0] / width, size[1] / height)
    source = pixels if shrinks else None
    return Canvas(np.ascontiguousarray(scaled, dtype=np.uint8), block, (width, height), scale, source)
