"""In: frames. Out: lossless files, as small as a few ways of writing them make them, and which blocks of a frame changed."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import cv2
import numpy as np
from browser import Pixels
from numpy.typing import NDArray
from PIL import Image

BLOCK = 32
Mask = NDArray[np.bool_]


def changed_pixels(now: Pixels, before: Pixels) -> Mask:
    changed: Mask = (now != before).any(axis=2)
    return changed


def changed_blocks(changed: Mask) -> Mask:
    """Which 32-px blocks hold a changed pixel."""
    height, width = changed.shape
    padded = np.pad(changed, ((0, -height % BLOCK), (0, -width % BLOCK)))
    rows, columns = padded.shape[0] // BLOCK, padded.shape[1] // BLOCK
    blocks: Mask = padded.reshape(rows, BLOCK, columns, BLOCK).any(axis=(1, 3))
    return blocks


def png(pixels: Pixels) -> bytes:
    """The smallest of a few lossless PNGs: with a palette where there are at most 256 colours, else by filter."""
    codes = pixels.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    colours, index = np.unique(codes, return_inverse=True)
    tries = []
    if len(colours) <= 256:
        coded = Image.fromarray(index.reshape(codes.shape).astype(np.uint8), mode="P")
        palette = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], 1)
        coded.putpalette(palette.astype(np.uint8).tobytes())
        file = io.BytesIO()
        coded.save(file, "PNG", optimize=True)
        tries.append(file.getvalue())
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    # no filter wins on flat screens, by a fifth
    for kind in (cv2.IMWRITE_PNG_FILTER_NONE, cv2.IMWRITE_PNG_ALL_FILTERS):
        settings = [cv2.IMWRITE_PNG_COMPRESSION, 9, cv2.IMWRITE_PNG_FILTER, kind]
        tries.append(cv2.imencode(".png", bgr, settings)[1].tobytes())
    best = min(tries, key=len)
    if not np.array_equal(cv2.imdecode(np.frombuffer(best, np.uint8), cv2.IMREAD_COLOR), bgr):
        raise RuntimeError("a PNG that does not give back its pixels")
    return best


def store(pixels: Pixels, folder: Path) -> str:
    """Write a frame once; its name comes from its pixels."""
    name = hashlib.sha256(repr(pixels.shape).encode() + pixels.tobytes()).hexdigest()[:16] + ".png"
    if not (folder / name).exists():
        (folder / name).write_bytes(png(pixels))
    return name
