"""In: a size and a seed. Out: a made-up desktop, and the same a moment later: something to measure on without a screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def desktop(width: int, height: int, seed: int = 0) -> Pixels:
    """A desktop: flat wallpaper with a slow gradient below, a panel, windows of text, one photo.

    Args:
        width: px, at least 64.
        height: px, at least 64.
        seed: of what it shows.

    Returns:
        ``(height, width, 3)`` uint8 RGB.
    """
    rng = np.random.default_rng(seed)
    frame = np.empty((height, width, 3), dtype=np.uint8)
    frame[:] = rng.integers(30, 120, 3)
    gradient = np.linspace(0, 40, height - height // 2).astype(np.uint8)
    frame[height // 2 :] += gradient[:, None, None]
    frame[: max(height // 40, 8)] = 45
    for _ in range(4):
        w, h = width * 2 // 5, height * 2 // 5
        x, y = int(rng.integers(0, width - w)), int(rng.integers(height // 30, height - h))
        frame[y : y + h, x : x + w] = rng.integers(235, 256)
        frame[y : y + h // 16, x : x + w] = rng.integers(60, 200, 3)
        _write(frame[y + h // 8 : y + h - h // 10, x + w // 20 : x + w * 3 // 5], rng)
    h, w = height // 5, width // 6
    photo = rng.integers(0, 256, (h // 4 + 1, w // 4 + 1, 3), dtype=np.uint8)
    frame[height - h - 8 : height - 8, 8 : w + 8] = photo.repeat(4, 0).repeat(4, 1)[:h, :w]
    return frame


def moment_later(frame: Pixels, share: float = 0.05, seed: int = 1) -> Pixels:
    """The same desktop after a step: a caret, and new text over a share of the screen.

    Args:
        frame: ``(H, W, 3)`` uint8.
        share: of the screen, in [0, 1].
        seed: of the text.
    """
    later = frame.copy()
    height, width = frame.shape[:2]
    h, w = int(height * share**0.5), int(width * share**0.5)
    region = later[height // 3 : height // 3 + h, width // 3 : width // 3 + w]
    region[:] = 250
    _write(region, np.random.default_rng(seed))
    later[height // 4 : height // 4 + 16, width // 5] = 0
    return later


def _write(region: Pixels, rng: np.random.Generator) -> None:
    """Fill a region with lines of what looks like text: strokes of 1 px with grey edges, words, ragged ends."""
    for y in range(4, region.shape[0] - 14, 20):
        end = int(region.shape[1] * rng.uniform(0.3, 1.0))
        ink = rng.integers(0, 256, (10, end), dtype=np.uint8)
        ink[rng.random((10, end)) < 0.55] = 255
        ink[:, rng.random(end) < 0.3] = 255
        words = np.repeat(rng.random(end // 24 + 1) < 0.15, 24)[:end]
        ink[:, words] = 255
        region[y : y + 10, :end] = np.minimum(region[y : y + 10, :end], ink[..., None])
