"""In: two frames from a lossy capture. Out: the blocks whose change shows, not those that were only encoded anew."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ppagent.prune.canvas import padded
from ppagent.prune.diff import Mask, changed_blocks
from ppagent.screen.frame import Pixels

FINE, COARSE, CHROMA = 7, 2, 14
"""Levels of 255 above which a change of local means shows: luma over 3×3 px and over 9×9 px, Cr or Cb over 3×3 px."""
RMSE = 2 / 255
"""Root mean square difference above which a block's change shows, in [0, 1]."""
HIDDEN_SHARE = 0.0025
"""Share of all blocks that must have changed without its showing before a capture counts as lossy."""


def changed_in_sight(a: Pixels, b: Pixels, block: int) -> Mask:
    """Tell which blocks changed, and leave out noise where the pictures themselves show that there is noise.

    A codec's error swings around zero from pixel to pixel; what a person can see does not. So the two pictures are compared
    after a small blur: a block has changed in sight when its local means differ by more than `FINE`, `COARSE` or `CHROMA`
    somewhere in it, and the block as a whole by more than `RMSE`. If no more than `HIDDEN_SHARE` of all blocks changed out
    of sight, the capture is lossless, or so nearly so that there is nothing to gain, and the answer is exactly
    `changed_blocks`.

    Chosen from data: ``benchmarks/noise_study.py``, figures in ``docs/pruning.md``. Where a codec's quality varies, 4% of
    the unchanged blocks are kept instead of 30%, and known changes stay: all carets, check marks, underlines, faint texts,
    shades of 4 levels and equally bright colours, and at least 96% of 1 px lines of 24 levels.

    A block that is left out may differ from ``a`` by more than any τ in single pixels. Compare with what was last *shown*,
    never with the frame before, or a slow fade goes unseen.

    Args:
        a: ``(H, W, 3)`` uint8 RGB.
        b: the same shape.
        block: side of a block in px.

    Returns:
        ``(rows, cols)`` bool.

    Raises:
        InputError: the two differ in size.
    """
    exact = changed_blocks(a, b, block)
    if np.count_nonzero(exact) <= HIDDEN_SHARE * exact.size:
        return exact
    seen: Mask = changed_blocks(a, b, block, "rmse", RMSE) & _in_sight(
        padded(a, block), padded(b, block), block
    )
    return seen if np.count_nonzero(exact & ~seen) > HIDDEN_SHARE * exact.size else exact


def _in_sight(a: Pixels, b: Pixels, block: int) -> Mask:
    (fine_a, coarse_a), (fine_b, coarse_b) = _local_means(a), _local_means(b)
    limits = np.array((FINE, CHROMA, CHROMA), dtype=np.float64)
    hidden = cv2.inRange(cv2.absdiff(fine_a, fine_b), np.zeros(3), limits)
    hidden = cv2.bitwise_and(hidden, cv2.inRange(cv2.absdiff(coarse_a, coarse_b), 0, COARSE))
    rows, cols = a.shape[0] // block, a.shape[1] // block
    darkest = np.asarray(hidden).reshape(rows, block, -1).min(axis=1).reshape(rows, cols, block).min(axis=2)
    return np.asarray(darkest == 0)


def _local_means(pixels: Pixels) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """YCrCb over 3×3 px, ``(H, W, 3)``, and its luma over 9×9 px, ``(H, W)``; uint8, because OpenCV is fast on it."""
    colours = cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb)
    luma = cv2.extractChannel(colours, 0)
    return np.asarray(cv2.blur(colours, (3, 3)), dtype=np.uint8), np.asarray(
        cv2.blur(luma, (9, 9)), dtype=np.uint8
    )
