"""In: a checkpoint, or a model's folder. Out: a folder that plain transformers loads, or a model to train on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import load_file, save_file

from ppagent.errors import InputError
from ppagent.train import checkpoint
from ppagent.train.losses import Heads
from ppagent.train.network import Size, configuration
from ppagent.train.tokenizer import save_tokenizer

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import Qwen3VLForConditionalGeneration

HEADS = "heads.safetensors"
"""Beside a model's weights: the heads of its training, if it is to be trained further."""


def new_model(seed: int, size: Size | None = None) -> Qwen3VLForConditionalGeneration:
    """A model that knows nothing."""
    from transformers import Qwen3VLForConditionalGeneration

    torch.manual_seed(seed)
    return Qwen3VLForConditionalGeneration(configuration(size or Size()))


def load_folder(folder: Path, classes: int) -> tuple[Qwen3VLForConditionalGeneration, Heads]:
    """A model's folder, and the heads beside it, to be trained further; float32.

    Raises:
        InputError: there is no such model.
    """
    from transformers import Qwen3VLForConditionalGeneration

    if not (folder / "config.json").is_file():
        raise InputError(f"{folder} holds no model", "give a folder with config.json and model.safetensors")
    model = Qwen3VLForConditionalGeneration.from_pretrained(
        folder, dtype=torch.float32, local_files_only=True
    )
    heads = Heads(model.config.text_config.hidden_size, classes)
    if (folder / HEADS).is_file():
        known = heads.state_dict()
        stored = {name: value.float() for name, value in load_file(folder / HEADS).items()}
        heads.load_state_dict(
            {name: widened(stored.get(name, value), value) for name, value in known.items()}
        )
    return model, heads


def widened(stored: Tensor, fresh: Tensor) -> Tensor:
    """What was stored, with rows of a fresh one behind it where there are classes that were not known then."""
    return stored if len(stored) >= len(fresh) else torch.cat([stored, fresh[len(stored) :].to(stored)])


def export(file: Path, folder: Path, *, heads: bool = False) -> int:
    """Write a checkpoint's model as a stock folder, bfloat16, with its tokenizer.

    Args:
        file: the checkpoint.
        folder: is made.
        heads: keep those of training too.

    Returns:
        its parameters, without the heads.

    Raises:
        InputError: it is no checkpoint of such a model.
    """
    state, _ = checkpoint.load(file)
    weights = {
        name.removeprefix("weight/"): value for name, value in state.items() if name.startswith("weight/")
    }
    model: Any = new_model(0)
    own = {name: value for name, value in weights.items() if not name.startswith("heads.")}
    try:
        model.load_state_dict(own)
    except RuntimeError as error:
        raise InputError(f"{file} is of another model than this version makes", "train anew") from error
    folder.mkdir(parents=True, exist_ok=True)
    model.to(torch.bfloat16).save_pretrained(folder)
    save_tokenizer(folder)
    if heads:
        kept = {
            name.removeprefix("heads."): value.bfloat16().contiguous()
            for name, value in weights.items()
            if name.startswith("heads.")
        }
        save_file(kept, folder / HEADS)
    return sum(value.numel() for value in own.values())
