"""In: picture files. Out: what the pruner makes of them: counts, masks as .npz, pictures. Behind ``ppagent prune``."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from ppagent.errors import InputError
from ppagent.files import png, read_picture, write_atomically
from ppagent.prune.diff import Mask
from ppagent.prune.overlay import overlay
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look


def prune_pictures(
    images: Sequence[Path],
    previous: Path | None,
    settings: dict[str, Any],
    mask: Path | None,
    picture: Path | None,
) -> list[dict[str, Any]]:
    """Prune pictures as consecutive frames.

    Args:
        images: in their order.
        previous: what the model was shown before the first one; None begins with an I-frame.
        settings: fields of `Perception`.
        mask: where to write the keep masks: one bool array ``(rows, cols)`` per image, named by the file's stem.
        picture: where to write what is kept; for several images one file each, ``<name>-<stem>.png``.

    Returns:
        Per image: image, width, height (px), rows, cols, kind, reason, threshold, fitting, kept, full.

    Raises:
        InputError: a setting, a picture or an output cannot be used; nothing is written then.
    """
    try:
        pruner = Pruner(Perception.model_validate(settings))
    except ValidationError as error:
        fault = error.errors()[0]
        raise InputError(f"--{str(fault['loc'][0]).replace('_', '-')}: {fault['msg']}") from error
    stems = [image.stem for image in images]
    if (mask or picture) and (twice := {stem for stem in stems if stems.count(stem) > 1}):
        raise InputError(f"two images are called {twice.pop()!r}, so their masks or pictures would be one")
    one = len(images) == 1
    outputs = (
        {stem: picture if one else picture.with_name(f"{picture.stem}-{stem}.png") for stem in stems}
        if picture
        else {}
    )
    for file in filter(None, (mask, *outputs.values())):
        _check_writable(file)
    if previous:
        _look(pruner, previous)
    rows: list[dict[str, Any]] = []
    masks: dict[str, Mask] = {}
    files: dict[Path, bytes] = {}
    for image in images:
        look = _look(pruner, image)
        selection = look.selection
        masks[image.stem] = selection.keep
        width, height = look.canvas.frame_size_px
        how: dict[str, Any] = {"kind": selection.kind, "reason": selection.reason}
        how |= {"threshold": selection.threshold, "fitting": selection.fitting}
        counts = {"kept": selection.kept, "full": selection.full}
        grid = dict(zip(("rows", "cols"), look.canvas.grid, strict=True))
        rows.append({"image": str(image), "width": width, "height": height, **grid, **how, **counts})
        if picture:
            files[outputs[image.stem]] = png(overlay(look))
    if mask:
        files[mask] = _npz(masks)
    for file, data in files.items():
        write_atomically(file, data)
    return rows


def _look(pruner: Pruner, image: Path) -> Look:
    pixels = read_picture(image)
    try:
        return pruner.look(pixels)
    except InputError as error:
        raise InputError(f"{image}: {error}", error.hint) from error


def _check_writable(file: Path) -> None:
    if not file.parent.is_dir():
        raise InputError(f"{file.parent} is not a folder", "make it first")
    if file.is_dir() or not os.access(file.parent, os.W_OK):
        raise InputError(f"{file} cannot be written", "give the name of a file in a folder of your own")


def _npz(arrays: dict[str, Mask]) -> bytes:
    """What ``np.savez_compressed`` writes, for any name: its own parameters would forbid a few, such as ``file``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)
    return buffer.getvalue()
