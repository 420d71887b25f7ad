"""In: two canvases' pixels. Out: which blocks differ, or by how much.

The one comparison behind temporal pruning, settling, the Effect of an action, the loop guard and the stale-click guard.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppagent.errors import InputError
from ppagent.prune.limits import Metric, largest_total, limit, metric_code
from ppagent.screen.frame import Pixels

__all__ = ["Mask", "Metric", "changed_blocks", "totals"]

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
        InputError: the canvases differ in size or are not whole blocks of RGB uint8, or τ is outside [0, 1].
    """
    most = limit(threshold, metric, block)
    if a is b:
        _, rows, cols = flat(a, block)
        return np.zeros((rows, cols), dtype=bool)
    return np.asarray(_temporal(a, b, block, metric, most) > most)


def totals(a: Pixels, b: Pixels, block: int, metric: Metric = "max") -> NDArray[np.int64]:
    """How much the blocks of two equally sized canvases differ, as totals (see `ppagent.prune.limits`).

    Args and errors are those of `changed_blocks`.

    Returns:
        ``(rows, cols)`` int64.
    """
    return _temporal(a, b, block, metric, largest_total(metric, block))


def flat(pixels: Pixels, block: int) -> tuple[NDArray[np.uint8], int, int]:
    """A canvas as kernels take it: its bytes, rows and cols.

    Raises:
        InputError: it is not whole blocks of RGB uint8.
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
        raise InputError(f"a canvas must be (H, W, 3) uint8 RGB, not {pixels.shape} {pixels.dtype}")
    height, width = pixels.shape[:2]
    if height % block or width % block:
        raise InputError(f"a canvas of {width}x{height} px is not whole blocks of {block} px")
    return np.ascontiguousarray(pixels).reshape(-1), height // block, width // block


def _temporal(a: Pixels, b: Pixels, block: int, metric: Metric, most: int) -> NDArray[np.int64]:
    from ppagent.prune import kernels

    if a.shape != b.shape:
        raise InputError(
            f"canvases of {a.shape[1]}x{a.shape[0]} and {b.shape[1]}x{b.shape[0]} px cannot be compared"
        )
    (first, rows, cols), (second, _, _) = flat(a, block), flat(b, block)
    return np.asarray(kernels.temporal(first, second, rows, cols, block, metric_code(metric), most))
