"""In: a Look. Out: the blocks that go through the vision tower so that the kept ones are seen in their surroundings."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from ppagent.prune.diff import Mask
from ppagent.prune.predict import predict
from ppagent.prune.pruner import Perception
from ppagent.prune.selection import Look, Predictor

Context = Literal["changed", "halo", "frame"]


def vision_context(look: Look, context: Context, halo: int, perception: Perception) -> Mask:
    """Choose what the vision tower runs on; only the kept blocks are then put before the model.

    Args:
        look: with at least one kept block.
        context: of a P-frame: ``changed`` the kept blocks alone; ``halo`` those and all within ``halo`` blocks of one, corners
            included; ``frame`` all that an I-frame would keep. An I-frame's context is always what it keeps.
        halo: blocks.
        perception: how an I-frame of this screen would be pruned.

    Returns:
        ``(rows, cols)`` bool, a superset of what the look keeps.
    """
    keep = look.selection.keep
    if look.selection.kind == "I" or context == "changed":
        return keep
    if context == "halo":
        size = 2 * halo + 1
        return np.asarray(cv2.dilate(keep.astype(np.uint8), np.ones((size, size), np.uint8)), dtype=bool)
    spatial = predict(
        look.canvas, perception.method, perception.metric, perception.threshold,
        anchored=perception.anchored, seed=perception.seed,
    )  # fmt: skip
    return np.asarray(keep | (spatial == Predictor.KEPT))
