"""In: two colours and a seed. Out: a generated picture for the desktop's background."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ppagent.screen.frame import Pixels


def hills(size_px: tuple[int, int], colours: tuple[str, str], seed: int) -> Pixels:
    """Rows of hills before a graded sky: long smooth edges, large even areas.

    Args:
        size_px: ``(width, height)``.
        colours: ``#rrggbb`` of the sky and of the nearest hill.
        seed: of the ridges.
    """
    width, height = size_px
    dice = np.random.default_rng(seed)
    far, near = (rgb(colour).astype(np.float32) for colour in colours)
    sky = np.linspace(0.55, 0.0, height, dtype=np.float32)[:, None]
    column = far + (255 - far) * sky
    picture = np.broadcast_to(column[:, None, :], (height, width, 3)).astype(np.uint8)
    across = np.linspace(0, 2 * np.pi, width, dtype=np.float32)
    down = np.arange(height)[:, None]
    for row in range(5):
        waves = sum(
            np.sin(across * dice.uniform(0.5, 4.0) * (row + 1) / 2 + dice.uniform(0, 7)) / (wave + 1)
            for wave in range(3)
        )
        ridge = height * (0.45 + 0.11 * row + 0.05 * np.asarray(waves))
        colour = far + (near - far) * (row + 1) / 5
        picture[down >= ridge[None, :]] = colour.astype(np.uint8)
    return picture


def blobs(size_px: tuple[int, int], colours: tuple[str, str], seed: int) -> Pixels:
    """A soft cloud with film grain: like a photograph, no two blocks of it are equal.

    Args:
        size_px: ``(width, height)``.
        colours: ``#rrggbb`` of the two ends.
        seed: of the cloud.
    """
    width, height = size_px
    dice = np.random.default_rng(seed)
    coarse = dice.random((6, 9), dtype=np.float32)
    cloud = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)[..., None].clip(0, 1)
    first, second = (rgb(colour).astype(np.float32) for colour in colours)
    grain = dice.normal(0, 3, (height, width, 1)).astype(np.float32)
    return np.asarray((first + (second - first) * cloud + grain).clip(0, 255), dtype=np.uint8)


def rgb(colour: str) -> NDArray[np.uint8]:
    """``#rrggbb`` as three numbers."""
    return np.frombuffer(bytes.fromhex(colour[1:]), dtype=np.uint8)
