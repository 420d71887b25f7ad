"""In: a training's state. Out: one small file of it, from which the training goes on exactly as it would have.

Weights are kept as bfloat16, momenta as 4 bits with a scale per row, AdamW's moments as bfloat16: 2.3 bytes per parameter instead of 8.
That alters them a little, so the training itself goes on from what it wrote: a checkpoint is a point on its way, not beside it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ppagent.errors import InputError

_LEVELS = 7
_VERSION = 1


def save(path: Path, state: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
    """Write a state; the file is complete or not there.

    Args:
        path: of the file.
        state: float32 tensors by name; ``momentum/…`` are kept coarsely.
        facts: whatever else must be known, as JSON.
    """
    part = path.with_name(path.name + ".part")
    shapes: dict[str, list[int]] = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, tensor in state.items():
            value = tensor.detach().float().cpu()
            shapes[name] = list(value.shape)
            pieces = _coarse(value) if name.startswith("momentum/") else _halved(value)
            for piece, data in pieces.items():
                archive.writestr(f"{name}.{piece}", data)
        archive.writestr(
            "facts.json", json.dumps({"version": _VERSION, "shapes": shapes, "facts": dict(facts)})
        )
    part.replace(path)


def load(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read what `save` wrote: the state as float32, and the facts.

    Raises:
        InputError: it is no checkpoint, or of another version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read("facts.json"))
            if about["version"] != _VERSION:
                raise InputError(
                    f"{path} is a checkpoint of version {about['version']}, not {_VERSION}", "train anew"
                )
            state = {}
            for name, shape in about["shapes"].items():
                if name.startswith("momentum/"):
                    levels, scales = archive.read(f"{name}.q4"), archive.read(f"{name}.scale")
                    state[name] = _fine(levels, scales, shape)
                else:
                    state[name] = _joined(archive.read(f"{name}.high"), archive.read(f"{name}.low"), shape)
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise InputError(
            f"{path} is not a checkpoint: {error}", "give a file that `ppagent train` wrote"
        ) from error
    return state, about["facts"]


def _halved(value: Tensor) -> dict[str, bytes]:
    """bfloat16 as two planes of bytes: the upper one, exponents, compresses well."""
    bits = value.to(torch.bfloat16).view(torch.uint8).numpy().reshape(-1, 2) if value.ndim else _scalar(value)
    return {"low": bits[:, 0].tobytes(), "high": bits[:, 1].tobytes()}


def _scalar(value: Tensor) -> Any:
    return value.reshape(1).to(torch.bfloat16).view(torch.uint8).numpy().reshape(-1, 2)


def _joined(high: bytes, low: bytes, shape: list[int]) -> Tensor:
    planes = np.stack([np.frombuffer(low, np.uint8), np.frombuffer(high, np.uint8)], axis=1)
    return torch.from_numpy(planes.copy()).flatten().view(torch.bfloat16).float().reshape(shape)


def _coarse(value: Tensor) -> dict[str, bytes]:
    rows = value.reshape(-1, value.shape[-1])
    scale = rows.abs().amax(1, keepdim=True).clamp(min=1e-30)
    levels = (rows / scale * _LEVELS).round().to(torch.int8).numpy().ravel() + _LEVELS
    if levels.size % 2:
        levels = np.append(levels, np.int8(_LEVELS))
    packed = (levels[0::2] | (levels[1::2] << 4)).astype(np.uint8)
    return {"q4": packed.tobytes(), "scale": scale.numpy().astype(np.float32).tobytes()}


def _fine(levels: bytes, scales: bytes, shape: list[int]) -> Tensor:
    packed = np.frombuffer(levels, np.uint8)
    both = np.stack([packed & 15, packed >> 4], axis=1).ravel()[: int(np.prod(shape))]
    rows = (both.astype(np.float32) - _LEVELS).reshape(-1, shape[-1]) / _LEVELS
    scale = np.frombuffer(scales, np.float32).reshape(-1, 1)
    return torch.from_numpy(rows * scale).reshape(shape)
