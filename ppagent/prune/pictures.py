"""In: picture files. Out: what the pruner makes of them: counts, masks as .npz, pictures. Behind ``ppagent prune``."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from ppagent.errors import InputError
from ppagent.files import png, read_picture, write_atomically
from ppagent.prune.overlay import overlay
from ppagent.prune.pruner import Perception, Pruner


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
        Per image: image, width, height (px), rows, cols, kind, reason, threshold, kept, full.

    Raises:
        InputError: a setting, a picture or an output cannot be used; nothing is written then.
    """
    try:
        pruner = Pruner(Perception.model_validate(settings))
    except ValidationError as error:
        fault = error.errors()[0]
        raise InputError(f"--{str(fault['loc'][0]).replace('_', '-')}: {fault['msg']}") from error
    stems = [image.stem for image in images]
    if mask and (twice := {stem for stem in stems if stems.count(stem) > 1}):
        raise InputError(f"two images are called {twice.pop()!r}, so their masks cannot share a file")
    for file in filter(None, (mask, picture)):
        if not file.parent.is_dir():
            raise InputError(f"{file.parent} is not a folder", "make it first")
    if previous:
        pruner.look(read_picture(previous))
    rows: list[dict[str, Any]] = []
    masks: dict[str, Any] = {}
    pictures: dict[Path, bytes] = {}
    for image in images:
        pixels = read_picture(image)
        look = pruner.look(pixels)
        selection = look.selection
        masks[image.stem] = selection.keep
        height, width = pixels.shape[:2]
        counts = {"kind": selection.kind, "reason": selection.reason, "threshold": selection.threshold}
        counts |= {"kept": selection.kept, "full": selection.full}
        grid = dict(zip(("rows", "cols"), look.canvas.grid, strict=True))
        rows.append({"image": str(image), "width": width, "height": height, **grid, **counts})
        if picture:
            file = picture if len(images) == 1 else picture.with_name(f"{picture.stem}-{image.stem}.png")
            pictures[file] = png(overlay(look))
    if mask:
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **masks)
        write_atomically(mask, buffer.getvalue())
    for file, data in pictures.items():
        write_atomically(file, data)
    return rows
