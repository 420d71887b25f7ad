"""In: the frames of episodes. Out: what ``index.json`` says of them, with targets to ask about, and no more than fits."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from pictures import BLOCK, changed_blocks, changed_pixels, store
from stage import Frame, Page, Stage

MOST_TARGETS = 6
MOST_BYTES = 13_600_000  # of all pictures
# between the darkest and the lightest pixel of a target's box: text that nobody sees is no target
LEAST_CONTRAST = 60

Episode = dict[str, Any]


def record(stage: Stage, kind: str, detail: str, out: Path) -> Episode | None:
    """The entry of an episode, its frames written; ``None`` where nothing changed or nothing can be asked."""
    frames = stage.frames
    if len(frames) < 2 or (kind == "long" and len(frames) < 8):
        return None
    entries: list[dict[str, Any]] = []
    for at, (picture, _) in enumerate(frames):
        share = float(changed_blocks(changed_pixels(picture, frames[at - 1][0])).mean()) if at else None
        asked = at == len(frames) - 1 or (kind == "long" and at >= 2)
        chosen = targets_of(frames, at, stage.random)
        entries.append(
            {"file": "", "asked": asked, "changed_blocks": share and round(share, 4), "targets": chosen}
        )
    if len(entries[-1]["targets"]) < 2:
        return None
    for entry, (picture, _) in zip(entries, frames, strict=True):
        entry["file"] = f"frames/{store(picture, out / 'frames')}"
    page = stage.page
    return {"kind": kind, "detail": detail, "page": page.name, "size": page.size, "frames": entries}


def targets_of(frames: Sequence[Frame], at: int, random_: random.Random) -> list[dict[str, Any]]:
    """At most six targets of a frame: as many as possible half from what just changed, then what changed before, then the rest."""
    picture, units = frames[at]
    steps = [changed_pixels(b[0], a[0]) for a, b in pairwise(frames[: at + 1])]
    nothing = np.zeros(picture.shape[:2], bool)
    last = steps[-1] if steps else nothing
    ever = np.logical_or.reduce([nothing, *steps])
    first = changed_pixels(picture, frames[0][0])
    blocks = changed_blocks(last)
    new: list[dict[str, Any]] = []
    before: list[dict[str, Any]] = []
    rest: list[dict[str, Any]] = []
    for unit in units:
        x0, y0, x1, y1 = unit["box"]
        cut = np.s_[y0:y1, x0:x1]
        if np.ptp(picture[cut].mean(axis=2)) < LEAST_CONTRAST:
            continue
        under = blocks[y0 // BLOCK : (y1 - 1) // BLOCK + 1, x0 // BLOCK : (x1 - 1) // BLOCK + 1]
        target = {
            "text": unit["text"],
            "box": unit["box"],
            "changed_last": bool(last[cut].any()),
            "changed_ever": bool(ever[cut].any()),
            "changed_first": bool(first[cut].any()),
            "blocks_last": round(float(under.mean()), 3),
        }
        (new if target["changed_last"] else before if target["changed_ever"] else rest).append(target)
    for group in (new, before, rest):
        random_.shuffle(group)
    if not steps:
        return rest[:MOST_TARGETS]
    others = [*before[:2], *rest]
    # more than half from what changed where the rest is short
    chosen = new[: max(MOST_TARGETS // 2, MOST_TARGETS - len(others))]
    return chosen + others[: max(2, len(chosen))][: MOST_TARGETS - len(chosen)]


def trim(episodes: Sequence[Episode], out: Path) -> list[Episode]:
    """Bring the pictures below `MOST_BYTES`, and number the episodes that stay.

    Of the kind with the most episodes goes the one with the heaviest pictures of its own, while its page keeps another.
    """
    episodes = list(episodes)
    bytes_ = {f"frames/{file.name}": file.stat().st_size for file in (out / "frames").glob("*.png")}
    while True:
        users = Counter(file for one in episodes for file in _files(one))
        if sum(bytes_[file] for file in users) <= MOST_BYTES:
            break
        pages = Counter(one["page"] for one in episodes)
        spare = [one for one in episodes if pages[one["page"]] > 1]
        if not spare:
            break
        kinds = Counter(one["kind"] for one in spare)
        most = max(kinds, key=lambda kind: kinds[kind])
        own_bytes = [
            (sum(bytes_[file] for file in _files(one) if users[file] == 1), one)
            for one in spare
            if one["kind"] == most
        ]
        heaviest = max(own_bytes, key=lambda pair: pair[0])[1]
        episodes = [one for one in episodes if one is not heaviest]
    for file in bytes_.keys() - users.keys():
        (out / file).unlink()
    return [{"id": f"e{at:03}", **one} for at, one in enumerate(episodes)]


def _files(episode: Episode) -> set[str]:
    return {frame["file"] for frame in episode["frames"]}


def write(seed: int, browser: str, pages: Sequence[Page], episodes: Sequence[Episode], out: Path) -> None:
    """``index.json``, one line per episode."""
    index = {
        "seed": seed,
        "browser": browser,
        "block_px": BLOCK,
        "pages": {
            one.name: {
                "source": one.source,
                "shelf": one.shelf,
                "sha256": one.sha256,
                "size": one.size,
                "scroll_px": one.scroll_px,
            }
            for one in pages
        },
        "episodes": [],
    }
    head = json.dumps(index, indent=1).removesuffix("[]\n}")
    lines = ",\n".join(json.dumps(one) for one in episodes)
    (out / "index.json").write_text(f"{head}[\n{lines}\n]}}\n", encoding="utf-8")
