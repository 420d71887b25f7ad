"""In: a canvas. Out: which of its own neighbours predicts each block (the spatial predictors of I-frames)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppagent.prune.canvas import Canvas
from ppagent.prune.diff import Mask, Metric, changed_blocks, distances
from ppagent.prune.selection import Predictor


def loco(canvas: Canvas, metric: Metric = "max", threshold: float = 0.0) -> NDArray[np.uint8]:
    """Predict each block from its left or upper neighbour: PixelPrune's rule (arXiv 2604.00886), after LOCO-I.

    With left A, up B and up-left C, the first row predicts from A, the first column from B, any other block from B if
    C ≈ A and not C ≈ B (a vertical edge runs through), else from A. A block is kept when its distance from the
    prediction exceeds ``threshold``. Above 0 every comparison is made with what the neighbour is *shown as* (its
    anchor), so the error of one block never adds to the next one's.

    Args:
        canvas: what to prune.
        metric: distance over a block's values in [0, 1].
        threshold: τ in [0, 1]; 0 is lossless.

    Returns:
        ``(rows, cols)`` uint8 of `Predictor`: KEPT, LEFT or UP.
    """
    return _loco_exact(canvas) if threshold == 0 else _loco_anchored(canvas, metric, threshold)


def _loco_exact(canvas: Canvas) -> NDArray[np.uint8]:
    pixels, block = canvas.pixels, canvas.block
    like_left: Mask = np.zeros(canvas.grid, dtype=bool)
    like_up: Mask = np.zeros(canvas.grid, dtype=bool)
    like_left[:, 1:] = ~changed_blocks(pixels[:, block:], pixels[:, :-block], block)
    like_up[1:] = ~changed_blocks(pixels[block:], pixels[:-block], block)
    from_up: Mask = np.zeros(canvas.grid, dtype=bool)
    from_up[1:, 0] = True
    from_up[1:, 1:] = like_up[1:, :-1] & ~like_left[:-1, 1:]
    predictor = np.where(from_up, np.uint8(Predictor.UP), np.uint8(Predictor.LEFT))
    predictor[~np.where(from_up, like_up, like_left)] = Predictor.KEPT
    return predictor


def _loco_anchored(canvas: Canvas, metric: Metric, threshold: float) -> NDArray[np.uint8]:
    """Walk the anti-diagonals: a block needs only those one and two before its own, so each is done at once."""
    rows, cols = canvas.grid
    blocks = np.ascontiguousarray(canvas.blocks()).reshape(rows * cols, -1)
    predictor = np.full((rows, cols), Predictor.KEPT, dtype=np.uint8)
    anchor = np.arange(rows * cols).reshape(rows, cols)

    def alike(a: NDArray[np.int64], b: NDArray[np.int64]) -> Mask:
        left, right = blocks[a], blocks[b]
        gap = np.maximum(left, right) - np.minimum(left, right)
        return distances(gap.reshape(1, 1, len(a), -1).swapaxes(0, 2), metric).ravel() <= threshold

    for diagonal in range(1, rows + cols - 1):
        row = np.arange(max(0, diagonal - cols + 1), min(rows, diagonal + 1))
        col = diagonal - row
        a, b = anchor[row, np.maximum(col - 1, 0)], anchor[np.maximum(row - 1, 0), col]
        c = anchor[np.maximum(row - 1, 0), np.maximum(col - 1, 0)]
        from_up = np.where((row > 0) & (col > 0), alike(c, a) & ~alike(c, b), col == 0)
        predicted = np.where(from_up, b, a)
        hit = alike(anchor[row, col], predicted)
        anchor[row[hit], col[hit]] = predicted[hit]
        predictor[row[hit], col[hit]] = np.where(from_up[hit], Predictor.UP, Predictor.LEFT)
    return predictor
