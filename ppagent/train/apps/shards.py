"""In: visits' files. Out: a few shards of them, each below a size, without unpacking a picture."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_OVERHEAD = 400
"""Bytes that a zip takes for each picture's name and place."""


def pack(visits: Sequence[Path], out: Path, name: str, most_bytes: int, most_shards: int) -> list[Path]:
    """Join files of `write_shard` with sheets in them into shards ``<name>-<number>.zip``.

    Args:
        visits: in the order in which they are taken; what does not fit any more is left out.
        out: folder of the shards.
        name: what they begin with.
        most_bytes: of one shard.
        most_shards: how many; with one, it is ``<name>.zip``.

    Returns:
        the shards.
    """
    rooms: list[list[Path]] = [[] for _ in range(most_shards)]
    sizes = [0] * most_shards
    for visit in visits:
        size = visit.stat().st_size + _OVERHEAD
        # The emptiest one, so that each shard has something of most programs.
        place = min(range(most_shards), key=lambda one: sizes[one])
        if sizes[place] + size <= most_bytes:
            rooms[place].append(visit)
            sizes[place] += size
    names = [f"{name}.zip"] if most_shards == 1 else [f"{name}-{number}.zip" for number in range(most_shards)]
    made = []
    for room, file in zip(rooms, names, strict=True):
        if room:
            _join(room, out / file)
            made.append(out / file)
    return made


def _join(parts: Iterable[Path], whole: Path) -> None:
    partial = whole.with_name(whole.name + ".part")
    lines = []
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
        pictures = 0
        for part in parts:
            with zipfile.ZipFile(part) as visit:
                for line in visit.read("items.jsonl").decode("utf-8").splitlines():
                    record: dict[str, Any] = json.loads(line)
                    archive.writestr(
                        f"{pictures:06}.webp", visit.read(f"{record['sheet']['picture']:06}.webp")
                    )
                    record["sheet"]["picture"] = pictures
                    pictures += 1
                    lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
        archive.writestr("items.jsonl", "\n".join(lines), zipfile.ZIP_DEFLATED)
    partial.replace(whole)
