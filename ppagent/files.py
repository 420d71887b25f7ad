"""In: paths and pixels. Out: the same the other way round; never half a file, never a traceback for a bad one."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np

from ppagent.errors import InputError
from ppagent.screen.frame import Pixels

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def append_line(path: Path, line: str) -> None:
    """Append a line to a file and have it safely on disk.

    Raises:
        OSError: it cannot be written (the disk is full); what had been written of it is taken back, so that the lines
            before stay readable and later ones can follow.
    """
    data = memoryview((line + "\n").encode())
    with path.open("ab", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        try:
            while data:
                data = data[file.write(data) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(end)
            raise


def png(pixels: Pixels, compression: int = 6) -> bytes:
    """Encode ``(H, W, 3)`` uint8 RGB losslessly; ``compression`` from 0 (fast) to 9 (small)."""
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".png", bgr, [cv2.IMWRITE_PNG_COMPRESSION, compression])[1].tobytes()


def picture_files(folder: Path) -> list[Path]:
    """The pictures of a folder, by name.

    Raises:
        InputError: there are none.
    """
    files = (
        sorted(file for file in folder.iterdir() if file.suffix.lower() in PICTURES)
        if folder.is_dir()
        else []
    )
    if not files:
        raise InputError(f"{folder} holds no pictures", f"known kinds: {', '.join(sorted(PICTURES))}")
    return files


def read_picture(path: Path) -> Pixels:
    """Read a picture as ``(H, W, 3)`` uint8 RGB.

    Grey pictures become RGB, 16-bit ones keep their upper byte, transparent ones are laid on white.

    Raises:
        InputError: it is missing, truncated, or not a picture.
    """
    try:
        data = np.fromfile(path, dtype=np.uint8)
    except FileNotFoundError as error:
        raise InputError(f"{path} is missing") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {os.strerror(error.errno or 0)}") from error
    image = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if data.size else None
    if image is None:
        raise InputError(f"{path} is not a picture that can be read, or it is cut short")
    if image.dtype == np.uint16:
        image = (image // 256).astype(np.uint8)
    if image.ndim == 2:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    if image.shape[2] == 4:
        alpha = image[:, :, 3:].astype(np.float32) / 255
        image = np.round(image[:, :, :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8)
