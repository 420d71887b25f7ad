"""In: Looks and token ids. Out: the arguments that make the stock, unmodified Qwen3-VL of transformers see only kept blocks.

Positions are computed on the full grid and then indexed by what is kept: a block that is not sent leaves a hole, it
does not move its neighbours. Works with transformers 5.17 and newer; no class is patched, subclassed or copied.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import Qwen3VLForConditionalGeneration
from transformers.utils import cached_file
from transformers.vision_utils import (
    get_vision_interpolation_indices_and_weights,
    get_vision_position_ids,
)

from ppagent.catalog import ModelSettings
from ppagent.errors import InputError, MissingError
from ppagent.prune.diff import Mask
from ppagent.prune.selection import Look

Colour = tuple[float, float, float]
_HALF: Colour = (0.5, 0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Prefill:
    """What one forward pass needs to append tokens.

    Attributes:
        arguments: keyword arguments of ``Qwen3VLForConditionalGeneration.forward``, on the model's device.
        next_position: M-RoPE position of the text token that follows.
    """

    arguments: dict[str, Tensor]
    next_position: int


class Qwen3VL:
    """A stock Qwen3-VL and the way a Look is put to it.

    Attributes:
        model: ``transformers.Qwen3VLForConditionalGeneration``, in eval mode.
        block: px behind one visual token: patch × merge.
        image_token_id: the token that stands for one block in the text.
    """

    def __init__(self, model: Any, mean: Colour = _HALF, std: Colour = _HALF) -> None:
        vision = model.config.vision_config
        self.model = model.eval()
        self.block: int = vision.patch_size * vision.spatial_merge_size
        self.image_token_id: int = model.config.image_token_id
        self._patch: int = vision.patch_size
        self._merge: int = vision.spatial_merge_size
        self._repeat: int = vision.temporal_patch_size
        self._mean = torch.tensor(mean, device=model.device).view(3, 1, 1)
        self._std = torch.tensor(std, device=model.device).view(3, 1, 1)
        self._grid: tuple[tuple[int, int], tuple[Tensor, Tensor, Tensor]] | None = None

    def prefill(self, ids: Sequence[int], looks: Sequence[Look], start: int) -> Prefill:
        """Arguments to append a text with pictures.

        Args:
            ids: token ids with one image token per *kept* block, the looks in order; a look without kept blocks has none.
            looks: the pictures.
            start: M-RoPE position of the first id.

        Raises:
            ValueError: the image tokens do not match the looks.
            InputError: a look has another block size than the model.
        """
        shown = [look for look in looks if look.selection.kept]
        keeps = [look.selection.keep for look in shown]
        positions, next_position = mrope_positions(ids, self.image_token_id, keeps, start)
        device = self.model.device
        arguments = {
            "input_ids": torch.tensor([list(ids)], device=device),
            "position_ids": torch.from_numpy(positions).to(device)[:, None],
        }
        return Prefill(arguments | (self._vision(shown) if shown else {}), next_position)

    def _vision(self, looks: Sequence[Look]) -> dict[str, Tensor]:
        device, merge = self.model.device, self._merge
        grids = [self._full_grid(look.canvas.grid) for look in looks]
        patches = [self._kept_patches(look.selection.keep) for look in looks]
        indices, weights, positions = (
            torch.cat([grid[part][kept] for grid, kept in zip(grids, patches, strict=True)])
            for part in range(3)
        )
        counts = [look.selection.kept for look in looks]
        ends = np.cumsum([0, *(count * merge * merge for count in counts)])
        return {
            "pixel_values": torch.cat([self.pixel_values(look) for look in looks]),
            # Only its product is used once the tensors below are given: to split the features by picture.
            "image_grid_thw": torch.tensor([[1, merge, count * merge] for count in counts], device=device),
            "image_interp_indices": indices,
            "image_interp_weights": weights,
            "image_position_ids": positions,
            "image_cu_seqlens": torch.tensor(ends, dtype=torch.int32, device=device),
        }

    def pixel_values(self, look: Look) -> Tensor:
        """The kept blocks as the stock processor would have laid them out.

        Returns:
            ``(kept * merge * merge, 3 * temporal * patch * patch)`` float32, ``(x / 255 - mean) / std``: blocks in
            raster order, in a block its patches in raster order, in a patch channel, time, row, column.

        Raises:
            InputError: the look has another block size than the model.
        """
        if look.canvas.block != self.block:
            raise InputError(
                f"the picture has blocks of {look.canvas.block} px, this model has blocks of {self.block} px",
                f"set block = {self.block} in the card's [perception] table",
            )
        merge, patch = self._merge, self._patch
        blocks = torch.from_numpy(look.kept_blocks()).to(self.model.device)
        rows = blocks.reshape(-1, merge, patch, merge, patch, 3).permute(0, 1, 3, 5, 2, 4)
        scaled = (rows.float() / 255 - self._mean) / self._std
        # A picture is a video of two equal frames.
        frames = scaled.unsqueeze(4).expand(-1, -1, -1, -1, self._repeat, -1, -1)
        return frames.reshape(len(blocks) * merge * merge, -1)

    def _kept_patches(self, keep: Mask) -> Tensor:
        """Rows of the kept patches among those of the full grid, ``(kept * merge * merge,)`` int64."""
        unit = self._merge * self._merge
        blocks = torch.from_numpy(np.flatnonzero(keep)).to(self.model.device)
        return (blocks[:, None] * unit + torch.arange(unit, device=blocks.device)).flatten()

    def _full_grid(self, grid: tuple[int, int]) -> tuple[Tensor, Tensor, Tensor]:
        """Interpolation indices, weights and rotary positions of every patch; the last grid is remembered."""
        if self._grid is None or self._grid[0] != grid:
            visual, merge = self.model.model.visual, self._merge
            thw = torch.tensor([[1, grid[0] * merge, grid[1] * merge]], device=self.model.device)
            indices, weights = get_vision_interpolation_indices_and_weights(
                thw,
                num_grid_per_side=visual.num_grid_per_side,
                mode=visual.interpolation_mode,
                align_corners=visual.interpolation_align_corners,
                spatial_merge_size=merge,
            )
            self._grid = grid, (indices, weights, get_vision_position_ids(thw, merge))
        return self._grid[1]


def mrope_positions(
    ids: Sequence[int], image_token_id: int, keeps: Sequence[Mask], start: int
) -> tuple[NDArray[np.int64], int]:
    """Positions of a pruned text: those that its tokens would have had, had every picture been sent whole.

    Args:
        ids: token ids, one image token per kept block.
        image_token_id: the id of those.
        keeps: ``(rows, cols)`` bool per picture, each with at least one kept block.
        start: position of the first id.

    Returns:
        ``(3, n)`` int64 (time, row, column) and the position of the text token that follows. After a picture text
        resumes at the picture's start + max(rows, cols), as in the stock ``get_rope_index``.

    Raises:
        ValueError: the image tokens do not match the pictures.
    """
    is_image = np.asarray(ids) == image_token_id
    positions = np.empty((3, len(ids)), dtype=np.int64)
    done = 0
    for keep in keeps:
        rows, cols = np.nonzero(keep)
        begin = done + int(np.argmax(is_image[done:])) if is_image[done:].any() else len(ids)
        end = begin + len(rows)
        if end > len(ids) or not is_image[begin:end].all():
            raise ValueError(f"a picture with {len(rows)} kept blocks needs as many image tokens in a row")
        positions[:, done:begin] = start + np.arange(begin - done)
        start += begin - done
        positions[:, begin:end] = start + np.stack([np.zeros_like(rows), rows, cols])
        start += max(keep.shape)
        done = end
    if is_image[done:].any():
        raise ValueError("there are more image tokens than kept blocks")
    positions[:, done:] = start + np.arange(len(ids) - done)
    return positions, start + len(ids) - done


def load_model(settings: ModelSettings) -> Qwen3VL:
    """Load a checkpoint from a folder or the local cache of the Hugging Face hub; nothing is downloaded.

    Raises:
        MissingError: the model is not on this machine, or the device has too little memory for it.
        InputError: it is not a Qwen3-VL, it is incomplete, or there is no such device.
    """
    name = settings.id
    config = model_file(settings, "config.json")
    if config is None:
        raise missing(settings, "the model")
    kind = json.loads(config.read_text(encoding="utf-8")).get("model_type")
    if kind != "qwen3_vl":
        raise InputError(
            f"{name} is a {kind} model, not a qwen3_vl one", "give a Qwen3-VL model as model.id in the card"
        )
    with memory_errors(settings):
        try:
            model, report = Qwen3VLForConditionalGeneration.from_pretrained(
                local_id(settings), dtype=settings.dtype, local_files_only=True, output_loading_info=True
            )
        except OSError as error:
            raise missing(settings, "the weights") from error
        if report["missing_keys"] or report["mismatched_keys"]:
            count = len(report["missing_keys"]) + len(report["mismatched_keys"])
            raise InputError(
                f"{name} is incomplete: {count} weights are missing or of another shape", _get(name)
            )
        try:
            model = model.to(_device(settings.device))
        except torch.OutOfMemoryError:
            raise
        except (RuntimeError, AssertionError) as error:
            raise InputError(
                f"the device {settings.device!r} cannot be used: {error}", 'try device = "auto"'
            ) from error
    preprocessor = model_file(settings, "preprocessor_config.json")
    colours = json.loads(preprocessor.read_text(encoding="utf-8")) if preprocessor else {}
    return Qwen3VL(model, colours.get("image_mean", _HALF), colours.get("image_std", _HALF))


def model_file(settings: ModelSettings, name: str) -> Path | None:
    """A file of the model, from its folder or the local cache; None when it is not there."""
    try:
        found = cached_file(local_id(settings), name, local_files_only=True)
    except OSError:
        return None
    return None if found is None else Path(found)


def local_id(settings: ModelSettings) -> str:
    """The model's folder if there is one, else its name on the hub."""
    folder = Path(settings.id).expanduser()
    return str(folder) if folder.is_dir() else settings.id


def missing(settings: ModelSettings, what: str) -> MissingError:
    """The error that says that something of a model is not on this machine, and how to get it."""
    if Path(local_id(settings)).is_dir():
        return MissingError(
            f"{what} cannot be found in the folder {settings.id}", "copy the complete model folder there"
        )
    return MissingError(f"{what} of {settings.id} cannot be found on this machine", _get(settings.id))


def _get(name: str) -> str:
    return f"get it with `hf download {name}`, or give the path of a local folder as model.id in a card of your own"


@contextmanager
def memory_errors(settings: ModelSettings) -> Iterator[None]:
    """Turn a lack of memory into an error that says what to do.

    Raises:
        MissingError: the device ran out of memory.
    """
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise _no_memory(settings) from error
    except RuntimeError as error:
        # The CPU allocator has no exception of its own.
        if "not enough memory" in str(error) or "can't allocate memory" in str(error):
            raise _no_memory(settings) from error
        raise


def _no_memory(settings: ModelSettings) -> MissingError:
    return MissingError(
        f"the device {settings.device!r} has too little memory for {settings.id}",
        "take a smaller model, lower perception.max_pixels or model.context_tokens in the card, "
        'or set device = "cpu" and dtype = "bfloat16"',
    )


def _device(name: str) -> torch.device:
    if name != "auto":
        return torch.device(name)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
