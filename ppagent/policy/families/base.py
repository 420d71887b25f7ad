"""In: Looks. Out: features of their kept blocks, by a stock vision tower that is given pruning as arguments.

Positions are computed on the full grid and then indexed by what is sent: a block that is not sent leaves a hole, it does
not move its neighbours. No class is patched, subclassed or copied.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers.vision_utils import get_vision_position_ids

from ppagent.errors import InputError
from ppagent.prune.diff import Mask

Colour = tuple[float, float, float]
Grid = tuple[int, int]
HALF: Colour = (0.5, 0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Features:
    """What the vision tower says of blocks.

    Attributes:
        embeds: ``(blocks, hidden)``: they stand in the text in place of the image tokens' embeddings.
        deep: tensors of that shape, added to the hidden states after the first layers, one each (DeepStack); empty for
            families without it.
    """

    embeds: Tensor
    deep: tuple[Tensor, ...] = ()

    def pick(self, rows: Tensor) -> Features:
        """The features of some of the blocks, ``rows`` an int64 index."""
        return Features(self.embeds[rows], tuple(each[rows] for each in self.deep))


class Family(ABC):
    """A stock ``...ForConditionalGeneration`` and the way a Look is put to it.

    Attributes:
        model: the transformers model, in eval mode.
        block: px behind one visual token: patch × merge.
        image_token_id: the token that stands for one block in the text.
        recurrent: its state cannot be cut back: such a family can only append.
        windowed: its vision tower attends within windows, so a call of it has no fixed form.
        routed: its language model chooses experts by what it reads, so a call of that has none either.
    """

    recurrent = False
    windowed = False

    def __init__(self, model: Any, mean: Colour = HALF, std: Colour = HALF) -> None:
        vision = model.config.vision_config
        self.model = model.eval()
        self.patch: int = vision.patch_size
        self.merge: int = vision.spatial_merge_size
        self.block = self.patch * self.merge
        self.image_token_id: int = model.config.image_token_id
        self.routed = bool(getattr(model.config.get_text_config(), "num_experts", 0))
        self._repeat: int = vision.temporal_patch_size
        self._mean = torch.tensor(mean, device=model.device).view(3, 1, 1)
        self._std = torch.tensor(std, device=model.device).view(3, 1, 1)
        self._grid: tuple[Grid, dict[str, Tensor]] | None = None

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        device: torch.device = self.model.device
        return device

    @property
    def visual(self) -> Any:
        """The stock vision tower."""
        return self.model.model.visual

    @property
    def language(self) -> Any:
        """The stock language model, without its head."""
        return self.model.model.language_model

    @abstractmethod
    def full_grid(self, grid: Grid) -> dict[str, Tensor]:
        """Arguments of the tower that have one row per patch, for a whole picture of ``(rows, cols)`` blocks."""

    def arguments(self, masks: Sequence[Mask]) -> dict[str, Any]:
        """Arguments of the tower, besides the pixels, for some blocks of some pictures.

        Args:
            masks: ``(rows, cols)`` bool per picture: the blocks that run, at least one in each.
        """
        unit = self.merge * self.merge
        parts = []
        for mask in masks:
            blocks = torch.from_numpy(np.flatnonzero(mask)).to(self.device)
            patches = (blocks[:, None] * unit + torch.arange(unit, device=self.device)).flatten()
            parts.append({name: rows[patches] for name, rows in self._remembered(mask.shape).items()})
        counts = [int(np.count_nonzero(mask)) * unit for mask in masks]
        return {
            **{name: torch.cat([part[name] for part in parts]) for name in parts[0]},
            # Only its product is used once the other arguments are given.
            "grid_thw": torch.tensor(
                [[1, self.merge, count // self.merge] for count in counts], device=self.device
            ),
            # On the CPU, where the tower reads it: on a GPU every layer would wait for it.
            "cu_seqlens": torch.tensor(np.cumsum([0, *counts]), dtype=torch.int32),
        }

    def pixel_values(self, blocks: NDArray[np.uint8]) -> Tensor:
        """Blocks as the stock processor would have laid them out; they travel to the device as bytes.

        Args:
            blocks: ``(n, block, block, 3)`` uint8 RGB.

        Returns:
            ``(n * merge * merge, 3 * temporal * patch * patch)`` in the tower's dtype, ``(x / 255 - mean) / std``: in a
            block its patches in raster order, in a patch channel, time, row, column.

        Raises:
            InputError: the blocks have another size than the model's.
        """
        if blocks.shape[1:] != (self.block, self.block, 3):
            raise InputError(
                f"the picture has blocks of {blocks.shape[1]} px, this model has blocks of {self.block} px",
                f"set block = {self.block} in the card's [perception] table",
            )
        merge, patch = self.merge, self.patch
        rows = torch.from_numpy(blocks).to(self.device)
        rows = rows.reshape(-1, merge, patch, merge, patch, 3).permute(0, 1, 3, 5, 2, 4)
        scaled = ((rows.float() / 255 - self._mean) / self._std).to(self.visual.dtype)
        # A picture is a video of two equal frames.
        frames = scaled.unsqueeze(4).expand(-1, -1, -1, -1, self._repeat, -1, -1)
        return frames.reshape(len(blocks) * merge * merge, -1)

    def encode(self, pixel_values: Tensor, arguments: dict[str, Any]) -> Features:
        """Run the tower on what `pixel_values` and `arguments` gave."""
        output = self.visual(pixel_values, return_dict=True, **arguments)
        return Features(output.pooler_output, tuple(getattr(output, "deepstack_features", None) or ()))

    def _remembered(self, grid: Grid) -> dict[str, Tensor]:
        if self._grid is None or self._grid[0] != grid:
            self._grid = grid, self.full_grid(grid)
        return self._grid[1]

    def thw(self, grid: Grid) -> Tensor:
        """A picture's size as the tower's helpers take it: ``[[1, rows, cols]]`` in patches."""
        return torch.tensor([[1, grid[0] * self.merge, grid[1] * self.merge]], device=self.device)

    def rotary_positions(self, grid: Grid) -> Tensor:
        """``(patches, 2)`` int64: row and column of each patch, in the order of the tower."""
        positions: Tensor = get_vision_position_ids(self.thw(grid), self.merge)
        return positions


def mrope_positions(
    ids: Sequence[int],
    image_token_id: int,
    keeps: Sequence[Mask],
    start: int,
    on_canvas: Sequence[int | None] | None = None,
) -> tuple[NDArray[np.int64], int]:
    """Positions of a pruned text: those that its tokens would have had, had every picture been sent whole.

    Args:
        ids: token ids, one image token per kept block.
        image_token_id: the id of those.
        keeps: ``(rows, cols)`` bool per picture, each with at least one kept block.
        start: position of the first id.
        on_canvas: per picture, where an earlier picture begins whose blocks these replace: they stand where those stood, and
            the text goes on as if they were not there. None: the picture is one of its own.

    Returns:
        ``(3, n)`` int64 (time, row, column) and the position of the text token that follows. After a picture text
        resumes at the picture's start + max(rows, cols), as in the stock ``get_rope_index``.

    Raises:
        ValueError: the image tokens do not match the pictures.
    """
    is_image = np.asarray(ids) == image_token_id
    positions = np.empty((3, len(ids)), dtype=np.int64)
    done = 0
    for keep, canvas in zip(keeps, on_canvas or [None] * len(keeps), strict=True):
        rows, cols = np.nonzero(keep)
        begin = done + int(np.argmax(is_image[done:])) if is_image[done:].any() else len(ids)
        end = begin + len(rows)
        if end > len(ids) or not is_image[begin:end].all():
            raise ValueError(f"a picture with {len(rows)} kept blocks needs as many image tokens in a row")
        positions[:, done:begin] = start + np.arange(begin - done)
        start += begin - done
        within = np.stack([np.zeros_like(rows), rows, cols])
        positions[:, begin:end] = within + (start if canvas is None else canvas)
        start += max(keep.shape) if canvas is None else 0
        done = end
    if is_image[done:].any():
        raise ValueError("there are more image tokens than kept blocks")
    positions[:, done:] = start + np.arange(len(ids) - done)
    return positions, start + len(ids) - done
