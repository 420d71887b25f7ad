"""In: pictures and folders of pictures. Out: which share of their blocks a model needs. Behind ``ppagent stats``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from ppagent.errors import InputError
from ppagent.files import PICTURES, read_picture
from ppagent.prune.canvas import Fit
from ppagent.prune.pruner import Perception, Pruner
from ppagent.screen.frame import Pixels

JPEG_QUALITY = 75
"""What most recorders and screenshot services use; colour at half resolution, as they do."""
_LOSSLESS = frozenset({".png", ".bmp"})


@dataclass(frozen=True, slots=True)
class FileShares:
    """One picture as an I-frame. Shares are kept blocks / all blocks, 0 to 1.

    Attributes:
        file: the picture.
        category: name of its folder.
        width: px.
        height: px.
        pad: share when the canvas is padded to whole blocks.
        resample: share when the picture is scaled to whole blocks, as stock image processors do.
        jpeg: share of the same picture after JPEG, padded; None when it is no lossless picture itself.
    """

    file: str
    category: str
    width: int
    height: int
    pad: float
    resample: float
    jpeg: float | None


@dataclass(frozen=True, slots=True)
class SequenceShares:
    """Consecutive frames. Shares are kept blocks / all blocks over all frames.

    Attributes:
        folder: where the frames are.
        frames: how many.
        intra: every frame alone (I only).
        codec: each against what was shown before (I + P).
        resample: ``intra`` when the frames are scaled to whole blocks.
        jpeg: ``intra`` of the same frames after JPEG; None when they are no lossless pictures.
        codec_jpeg: ``codec`` of the same.
    """

    folder: str
    frames: int
    intra: float
    codec: float
    resample: float
    jpeg: float | None
    codec_jpeg: float | None


@dataclass(frozen=True, slots=True)
class Category:
    """The pictures of one folder name, lossless files and lossy ones apart; shares are medians over its pictures.

    Attributes:
        name: of the folder.
        lossless: whether its files are.
        pictures: how many.
        pad: see `FileShares`.
        lowest: smallest ``pad``.
        highest: largest ``pad``.
        resample: see `FileShares`.
        jpeg: see `FileShares`.
    """

    name: str
    lossless: bool
    pictures: int
    pad: float
    lowest: float
    highest: float
    resample: float
    jpeg: float | None


@dataclass(slots=True)
class Redundancy:
    """What `measure` found.

    Attributes:
        block: side of a block, px.
        files: single pictures.
        sequences: folders of consecutive frames.
        skipped: pictures in folders that could not be used, with the reason.
    """

    block: int
    files: list[FileShares] = field(default_factory=list)
    sequences: list[SequenceShares] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)

    def categories(self) -> list[Category]:
        """The single pictures by folder name, in alphabetical order, lossless ones first."""
        groups: dict[tuple[str, bool], list[FileShares]] = {}
        for row in self.files:
            groups.setdefault((row.category, row.jpeg is None), []).append(row)
        found = []
        for (name, lossy), rows in sorted(groups.items()):
            pads = [row.pad for row in rows]
            resample = median(row.resample for row in rows)
            jpeg = None if lossy else median(row.jpeg for row in rows if row.jpeg is not None)
            found.append(
                Category(name, not lossy, len(rows), median(pads), min(pads), max(pads), resample, jpeg)
            )
        return found


def measure(
    paths: Sequence[Path], block: int = 32, on_progress: Callable[[int, int], None] | None = None
) -> Redundancy:
    """Prune pictures at τ = 0, alone and in sequence.

    A folder is searched with its subfolders. One whose pictures have the same size and the same names but for a number
    that counts up by one is a sequence; any other picture stands alone.

    Args:
        paths: pictures and folders.
        block: side of a block, px.
        on_progress: called with pictures done and pictures to do.

    Raises:
        InputError: nothing to measure, or a picture that was named itself cannot be used.
    """
    named = [path for path in paths if not path.is_dir()]
    folders: dict[Path, list[Path]] = {}
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.suffix.lower() in PICTURES and file.is_file():
                    group = folders.setdefault(file.parent, [])
                    group.extend([] if file in group else [file])
    total, done = len(named) + sum(map(len, folders.values())), 0
    if not total:
        raise InputError("there is nothing to measure", f"known pictures: {', '.join(sorted(PICTURES))}")
    found = Redundancy(block)

    def progress(count: int) -> None:
        nonlocal done
        done += count
        if on_progress:
            on_progress(done, total)

    for file in named:
        found.files.append(_alone(file, block))
        progress(1)
    for folder, files in folders.items():
        sequence = _sequence(folder, files, block, progress) if _counts_up(files) else None
        if sequence is not None:
            found.sequences.append(sequence)
            continue
        for file in files:
            try:
                found.files.append(_alone(file, block))
            except InputError as error:
                found.skipped.append((str(file), str(error)))
            progress(1)
    if not (found.files or found.sequences):
        raise InputError(f"none of the {total} pictures can be used: {found.skipped[0][1]}")
    return found


def _counts_up(files: Sequence[Path]) -> bool:
    """Whether the names differ in nothing but a last number that counts up by one."""
    split = [re.fullmatch(r"(.*?)(\d+)\D*", file.name) for file in files]
    if len(files) < 2 or not all(split):
        return False
    parts = sorted(
        (int(match[2]), match[1], file.suffix) for match, file in zip(split, files, strict=True) if match
    )
    return len({part[1:] for part in parts}) == 1 and all(
        b[0] == a[0] + 1 for a, b in itertools.pairwise(parts)
    )


def _alone(file: Path, block: int) -> FileShares:
    pixels = read_picture(file)
    pad, resample = _share(pixels, block, "pad"), _share(pixels, block, "resample")
    jpeg = _share(_as_jpeg(pixels), block, "pad") if file.suffix.lower() in _LOSSLESS else None
    height, width = pixels.shape[:2]
    return FileShares(str(file), file.absolute().parent.name, width, height, pad, resample, jpeg)


def _share(pixels: Pixels, block: int, fit: Fit) -> float:
    selection = Pruner(Perception(block=block, fit=fit)).look(pixels).selection
    return round(selection.kept / selection.full, 6)


def _sequence(
    folder: Path, files: Sequence[Path], block: int, progress: Callable[[int], None]
) -> SequenceShares | None:
    """Measure consecutive frames; None when one cannot be read or differs in size."""
    lossless = all(file.suffix.lower() in _LOSSLESS for file in files)
    alone = Perception(block=block, keyframe_every=1)
    codecs = [
        Pruner(alone),
        Pruner(Perception(block=block)),
        Pruner(alone.model_copy(update={"fit": "resample"})),
    ]
    codecs += [Pruner(alone), Pruner(Perception(block=block))] if lossless else []
    kept, full = np.zeros(5), np.zeros(5)
    in_order = sorted(files, key=lambda file: int(re.findall(r"\d+", file.name)[-1]))
    size: tuple[int, ...] | None = None
    for count, file in enumerate(in_order):
        try:
            pixels = read_picture(file)
            if size not in {None, pixels.shape}:
                progress(-count)
                return None
            for slot, pruner in enumerate(codecs):
                selection = pruner.look(_as_jpeg(pixels) if slot >= 3 else pixels).selection
                kept[slot] += selection.kept
                full[slot] += selection.full
        except InputError:
            progress(-count)
            return None
        size = pixels.shape
        progress(1)
    shares = kept / np.maximum(full, 1)
    intra, codec, resample, jpeg, codec_jpeg = (round(float(share), 6) for share in shares)
    lossy = (jpeg, codec_jpeg) if lossless else (None, None)
    return SequenceShares(str(folder), len(files), intra, codec, resample, *lossy)


def _as_jpeg(pixels: Pixels) -> Pixels:
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1]
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert decoded is not None
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def bars(found: Redundancy) -> list[tuple[str, str, list[tuple[str, float]]]]:
    """What the picture shows: per row its name, a remark, and labelled shares."""
    rows = []
    for category in found.categories():
        shares = [("frame alone", category.pad), ("frame alone, resampled", category.resample)]
        if category.jpeg is not None:
            shares.append(("frame alone, after JPEG", category.jpeg))
        kind = "" if category.lossless else "lossy "
        noun = "picture" if category.pictures == 1 else "pictures"
        rows.append((category.name, f"{category.pictures} {kind}{noun}", shares))
    for sequence in found.sequences:
        shares = [("frame alone", sequence.intra), ("frame alone, resampled", sequence.resample)]
        if sequence.jpeg is not None:
            shares.append(("frame alone, after JPEG", sequence.jpeg))
        shares.append(("against the frame before", sequence.codec))
        rows.append((Path(sequence.folder).name, f"{sequence.frames} frames", shares))
    return rows
