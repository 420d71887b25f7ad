"""Qwen2-VL and what was trained from it, UI-TARS-1.0 among others: 28-px blocks, no learned positions."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from ppagent.policy.families.base import Colour, Family, Grid

CLIP_MEAN: Colour = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD: Colour = (0.26862954, 0.26130258, 0.27577711)


class Qwen2VL(Family):
    """``Qwen2VLForConditionalGeneration``."""

    def __init__(self, model: Any, mean: Colour = CLIP_MEAN, std: Colour = CLIP_STD) -> None:
        super().__init__(model, mean, std)

    def full_grid(self, grid: Grid) -> dict[str, Tensor]:
        """Rotary positions."""
        return {"position_ids": self.rotary_positions(grid)}
