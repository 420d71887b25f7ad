"""In: blocks as a float tensor. Out: keep masks as the reference implementation of PixelPrune computes them, in torch.

Written after its description (``pred_2d``: vectorised at τ = 0, a Python loop over blocks with ``.item()`` per comparison
above it), for the side-by-side measurements of this folder. Also the same rule in NumPy, which shares no code with
ppagent's kernels and is what their masks are checked against where Numba is not installed.
"""

from __future__ import annotations

import math
import time

import numpy as np
import torch

GAPS = {
    "max": lambda gap: gap.abs().amax(-1),
    "mae": lambda gap: gap.abs().mean(-1),
    "rmse": lambda gap: gap.square().mean(-1).sqrt(),
}


def as_blocks(frame: torch.Tensor, block: int) -> torch.Tensor:
    """``(rows, cols, 3 * block²)`` float32 in [0, 1] from ``(H, W, 3)`` uint8 of whole blocks: what a processor hands over."""
    height, width = frame.shape[:2]
    split = frame.reshape(height // block, block, width // block, block, 3).swapaxes(1, 2)
    return split.reshape(height // block, width // block, -1).float() / 255


def vectorised(blocks: torch.Tensor, metric: str = "max", threshold: float = 0.0) -> torch.Tensor:
    """τ = 0 (or unanchored): all comparisons at once."""
    rows, cols = blocks.shape[:2]
    like_left = torch.zeros(rows, cols, dtype=torch.bool, device=blocks.device)
    like_up = torch.zeros_like(like_left)
    like_left[:, 1:] = GAPS[metric](blocks[:, 1:] - blocks[:, :-1]) <= threshold
    like_up[1:] = GAPS[metric](blocks[1:] - blocks[:-1]) <= threshold
    from_up = torch.zeros_like(like_left)
    from_up[1:, 0] = True
    from_up[1:, 1:] = like_up[1:, :-1] & ~like_left[:-1, 1:]
    return ~torch.where(from_up, like_up, like_left)


def looped(
    blocks: torch.Tensor, metric: str, threshold: float, limit_s: float = math.inf
) -> tuple[torch.Tensor, float]:
    """τ > 0, anchored: the Python loop; the mask and the share of blocks that were done within the limit."""
    rows, cols = blocks.shape[:2]
    shown = blocks.clone()
    keep = torch.ones(rows, cols, dtype=torch.bool)
    end = time.perf_counter() + limit_s

    def alike(u: torch.Tensor, v: torch.Tensor) -> bool:
        return bool((GAPS[metric](u - v) <= threshold).item())

    for row in range(rows):
        for col in range(cols):
            if row == 0 and col == 0:
                continue
            if row == 0 or col == 0:
                prediction = shown[row, col - 1] if row == 0 else shown[row - 1, col]
            else:
                a, b, c = shown[row, col - 1], shown[row - 1, col], shown[row - 1, col - 1]
                prediction = b if alike(c, a) and not alike(c, b) else a
            if alike(blocks[row, col], prediction):
                keep[row, col] = False
                shown[row, col] = prediction
        if time.perf_counter() > end:
            return keep, (row + 1) / rows
    return keep, 1.0


def numpy_loco(
    frame: np.ndarray, block: int, metric: str, threshold: float, anchored: bool = True
) -> np.ndarray:
    """LOCO over anti-diagonals in NumPy, padded by repeating the last row and column: ``(rows, cols)`` uint8 codes."""
    height, width = frame.shape[:2]
    rows, cols = math.ceil(height / block), math.ceil(width / block)
    padded = np.pad(frame, ((0, rows * block - height), (0, cols * block - width), (0, 0)), "edge")
    blocks = padded.reshape(rows, block, cols, block, 3).swapaxes(1, 2).reshape(rows * cols, -1)
    codes = np.zeros((rows, cols), np.uint8)
    anchor = np.arange(rows * cols).reshape(rows, cols)

    def alike(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        left, right = blocks[a], blocks[b]
        gap = np.maximum(left, right) - np.minimum(left, right)
        if metric == "max":
            return gap.max(1) / 255.0 <= threshold
        if metric == "mae":
            return gap.mean(1, dtype=np.float64) / 255.0 <= threshold
        return np.sqrt(np.square(gap, dtype=np.float64).mean(1)) / 255.0 <= threshold

    for diagonal in range(1, rows + cols - 1):
        row = np.arange(max(0, diagonal - cols + 1), min(rows, diagonal + 1))
        col = diagonal - row
        a, b = anchor[row, np.maximum(col - 1, 0)], anchor[np.maximum(row - 1, 0), col]
        c = anchor[np.maximum(row - 1, 0), np.maximum(col - 1, 0)]
        from_up = np.where((row > 0) & (col > 0), alike(c, a) & ~alike(c, b), col == 0)
        predicted = np.where(from_up, b, a)
        hit = alike(row * cols + col, predicted)
        if anchored:
            anchor[row[hit], col[hit]] = predicted[hit]
        codes[row[hit], col[hit]] = np.where(from_up[hit], 2, 1)
    return codes
