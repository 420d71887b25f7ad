"""Qwen3-VL and its mixture-of-experts sister: 32-px blocks, learned positions, DeepStack."""

from __future__ import annotations

from torch import Tensor
from transformers.vision_utils import get_vision_interpolation_indices_and_weights

from ppagent.policy.families.base import Family, Grid


class Qwen3VL(Family):
    """``Qwen3VLForConditionalGeneration`` or ``Qwen3VLMoeForConditionalGeneration``."""

    def full_grid(self, grid: Grid) -> dict[str, Tensor]:
        """Taps into the learned position table, their weights, and rotary positions."""
        visual = self.visual
        indices, weights = get_vision_interpolation_indices_and_weights(
            self.thw(grid),
            num_grid_per_side=visual.num_grid_per_side,
            mode=visual.interpolation_mode,
            align_corners=visual.interpolation_align_corners,
            spatial_merge_size=self.merge,
        )
        positions = self.rotary_positions(grid)
        return {"interp_indices": indices, "interp_weights": weights, "position_ids": positions}
