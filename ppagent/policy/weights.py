"""In: a model's name or folder. Out: whether its weights are on this machine, and what they take; without loading torch."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppagent.catalog import AgentCard, ModelSettings
from ppagent.errors import MissingError

BESIDES_BYTES = 3 * 2**30
"""What a model of a few billion parameters takes besides weights and context: CUDA itself, features of a whole screen."""


def is_folder(model: str) -> bool:
    """Whether a model is named by a folder rather than by its repository on the hub."""
    return model.startswith(("/", "~", "."))


def weights_folder(model: str, environ: Mapping[str, str] | None = None) -> Path | None:
    """The folder of this machine that holds a model's configuration and weights; None when there is none.

    Args:
        model: a folder, or the name of a repository on the Hugging Face hub; the local cache is looked into.
        environ: says where the cache is.
    """
    own = Path(model).expanduser()
    if own.is_dir() or is_folder(model):
        return own if _complete(own) else None
    snapshots = _hub_cache(os.environ if environ is None else environ) / f"models--{model.replace('/', '--')}"
    return next((folder for folder in sorted(snapshots.glob("snapshots/*")) if _complete(folder)), None)


def needed_bytes(folder: Path, context_tokens: int) -> int:
    """Roughly what a model takes on a GPU in 16 bits: its weights, the keys and values of a full context, and the rest."""
    weights = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    text = config.get("text_config", config)
    heads = text.get("num_key_value_heads", 8)
    size = text.get("head_dim") or text.get("hidden_size", 0) // max(1, text.get("num_attention_heads", 1))
    token = 2 * 2 * int(text.get("num_hidden_layers", 0)) * int(heads) * int(size)
    return weights + token * context_tokens + BESIDES_BYTES


def require_weights(card: AgentCard) -> None:
    """See that an agent's model is on this machine, before anything is started for it.

    Raises:
        MissingError: it is not, or not all of it.
    """
    if card.model is not None and weights_folder(card.model.id) is None:
        raise missing(card.model, "the model")


def missing(settings: ModelSettings, what: str) -> MissingError:
    """The error that says that something of a model is not on this machine, and how to get it."""
    if is_folder(settings.id) or Path(settings.id).is_dir():
        return MissingError(
            f"{what} cannot be found in the folder {settings.id}", "copy the complete model folder there"
        )
    return MissingError(f"{what} of {settings.id} cannot be found on this machine", how_to_get(settings.id))


def how_to_get(model: str) -> str:
    """What to do when a model, or part of it, is not here."""
    return f"get it with `hf download {model}`, or give the path of a local folder as model.id in a card of your own"


def _complete(folder: Path) -> bool:
    """Every file that the index of the weights names is there, or the one file of an undivided model."""
    if not (folder / "config.json").is_file():
        return False
    index = folder / "model.safetensors.index.json"
    if not index.is_file():
        return (folder / "model.safetensors").is_file()
    named = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    return all((folder / name).is_file() for name in named)


def _hub_cache(environ: Mapping[str, str]) -> Path:
    if cache := environ.get("HF_HUB_CACHE"):
        return Path(cache)
    home = environ.get("HF_HOME") or f"{environ.get('XDG_CACHE_HOME') or '~/.cache'}/huggingface"
    return Path(home).expanduser() / "hub"
