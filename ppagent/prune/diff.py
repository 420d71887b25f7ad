"""In: two canvases' pixels. Out: which blocks differ.

The one comparison behind temporal pruning, settling, the Effect of an action, the loop guard and the stale-click guard.
"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ppagent.errors import InputError
from ppagent.screen.frame import Pixels

Metric = Literal["max", "mae", "rmse"]
Mask = NDArray[np.bool_]
"""``(rows, cols)`` bool, one value per block."""


def changed_blocks(a: Pixels, b: Pixels, block: int, metric: Metric = "max", threshold: float = 0.0) -> Mask:
    """Tell which blocks of two equally sized canvases differ by more than ``threshold``.

    Args:
        a: ``(rows * block, cols * block, 3)`` uint8.
        b: the same shape.
        block: side of a block in px.
        metric: distance over a block's values in [0, 1] (value / 255): largest, mean, or root mean square.
        threshold: 0 means exact.

    Returns:
        ``(rows, cols)`` bool.

    Raises:
        InputError: the canvases differ in size.
    """
    if a.shape != b.shape:
        raise InputError(
            f"canvases of {a.shape[1]}x{a.shape[0]} and {b.shape[1]}x{b.shape[0]} px cannot be compared"
        )
    rows, cols = a.shape[0] // block, a.shape[1] // block
    if threshold == 0:
        # Whole words are compared instead of bytes: a block's line is 3 * block bytes.
        word, size = (
            (np.uint64, 8) if 3 * block % 8 == 0 else (np.uint32, 4) if 3 * block % 4 == 0 else (np.uint8, 1)
        )
        unequal = np.not_equal(_as(a, word), _as(b, word)).reshape(rows, block, cols, 3 * block // size)
        return np.asarray(unequal.any(axis=1).any(axis=-1))
    gap = np.asarray(cv2.absdiff(a, b), dtype=np.uint8)
    return distances(gap.reshape(rows, block, cols, block * 3), metric) > threshold


def distances(gap: NDArray[np.uint8], metric: Metric) -> NDArray[np.float64]:
    """Reduce absolute differences to one distance in [0, 1] per block.

    Args:
        gap: ``(rows, block, cols, block * 3)`` uint8, absolute differences.
        metric: see `changed_blocks`.

    Returns:
        ``(rows, cols)`` float64.
    """
    if metric == "max":
        return np.asarray(gap.max(axis=(1, 3)) / 255.0)
    if metric == "mae":
        return np.asarray(gap.mean(axis=(1, 3), dtype=np.float64) / 255.0)
    return np.asarray(np.sqrt(np.square(gap, dtype=np.float64).mean(axis=(1, 3))) / 255.0)


def _as(pixels: Pixels, word: type[np.unsignedinteger]) -> NDArray[np.unsignedinteger]:
    lines = np.ascontiguousarray(pixels).reshape(pixels.shape[0], pixels.shape[1] * 3)
    return lines.view(word) if lines.size else lines
