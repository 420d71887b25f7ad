"""In: two frames, or two canvases' pixels. Out: which blocks differ, or by how much.

The one comparison behind temporal pruning, settling, the Effect of an action, the loop guard and the stale-click guard.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppagent.errors import InputError
from ppagent.prune.canvas import grid_of
from ppagent.prune.limits import Metric, largest_total, limit, metric_code
from ppagent.screen.frame import Pixels

__all__ = ["Mask", "Metric", "changed_blocks", "totals"]

Mask = NDArray[np.bool_]
"""``(rows, cols)`` bool, one value per block."""


def changed_blocks(a: Pixels, b: Pixels, block: int, metric: Metric = "max", threshold: float = 0.0) -> Mask:
    """Tell which blocks of two equally sized frames differ by more than ``threshold``.

    Blocks cover the frame; one that reaches beyond it repeats the last row and column, which count like any other.

    Args:
        a: ``(H, W, 3)`` uint8.
        b: the same shape.
        block: side of a block in px.
        metric: distance over a block's values in [0, 1] (value / 255): largest, mean, or root mean square.
        threshold: 0 means exact.

    Returns:
        ``(rows, cols)`` bool, ``rows = ceil(H / block)``, ``cols = ceil(W / block)``.

    Raises:
        InputError: the frames differ in size or are not RGB uint8, or τ is outside [0, 1].
    """
    most = limit(threshold, metric, block)
    if a is b:
        flat(a)
        return np.zeros(grid_of(a, block), dtype=bool)
    return np.asarray(_temporal(a, b, block, metric, most) > most)


def totals(a: Pixels, b: Pixels, block: int, metric: Metric = "max") -> NDArray[np.int64]:
    """How much the blocks of two equally sized frames differ, as totals (see `ppagent.prune.limits`).

    Args and errors are those of `changed_blocks`.

    Returns:
        ``(rows, cols)`` int64.
    """
    return _temporal(a, b, block, metric, largest_total(metric, block))


def flat(pixels: Pixels) -> tuple[NDArray[np.uint8], int, int]:
    """A frame as kernels take it: its bytes, height and width.

    The bytes are marked read-only, whoever made the frame: Numba would compile every kernel once more for the other kind.

    Raises:
        InputError: it is not RGB uint8, or empty.
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.size:
        raise InputError(f"a frame must be (H, W, 3) uint8 RGB, not {pixels.shape} {pixels.dtype}")
    view = np.ascontiguousarray(pixels).reshape(-1)
    view.flags.writeable = False
    return view, pixels.shape[0], pixels.shape[1]


def _temporal(a: Pixels, b: Pixels, block: int, metric: Metric, most: int) -> NDArray[np.int64]:
    from ppagent.prune import kernels

    if a.shape != b.shape:
        raise InputError(
            f"frames of {a.shape[1]}x{a.shape[0]} and {b.shape[1]}x{b.shape[0]} px cannot be compared"
        )
    (first, height, width), (second, _, _) = flat(a), flat(b)
    return np.asarray(kernels.temporal(first, second, height, width, block, metric_code(metric), most))
