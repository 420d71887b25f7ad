"""Qwen2.5-VL and what was trained from it, UI-TARS-1.5 among others: 28-px blocks, attention within windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from ppagent.policy.families.qwen2_vl import Qwen2VL
from ppagent.prune.diff import Mask


class Qwen2_5VL(Qwen2VL):  # noqa: N801 - the model's own name
    """``Qwen2_5_VLForConditionalGeneration``."""

    windowed = True

    def arguments(self, masks: Sequence[Mask]) -> dict[str, Any]:
        """Arguments of the tower, besides the pixels, for some blocks of some pictures.

        The windows are those of the whole pictures. In most layers the blocks of a window that run see each other and
        nothing else; a window none of whose blocks runs is left out.

        Args:
            masks: ``(rows, cols)`` bool per picture: the blocks that run, at least one in each.
        """
        side = self.visual.window_size // self.block
        order: list[int] = []
        sizes: list[int] = []
        for mask in masks:
            rows, cols = np.nonzero(mask)
            # Any number that grows from window to window in raster order will do.
            window = rows // side * mask.shape[1] + cols // side
            order += (np.argsort(window, kind="stable") + len(order)).tolist()
            sizes += np.unique(window, return_counts=True)[1].tolist()
        patches = np.cumsum([0, *sizes]) * self.merge**2
        return {
            **super().arguments(masks),
            # Pixels and positions stay in the order of the picture: the tower itself permutes them by this.
            "window_index": torch.tensor(order, device=self.device),
            "cu_window_seqlens": torch.tensor(patches, dtype=torch.int32),  # on the CPU, as cu_seqlens
        }
