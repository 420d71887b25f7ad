"""In: a written set. Out: what it holds, in words by kind, and a sheet of its last frames for a person to look at."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from episodes import KINDS
from index import Episode

NOW, BEFORE, NEVER = (0, 0, 255), (0, 140, 255), (255, 90, 0)  # BGR


def summary(episodes: Sequence[Episode], out: Path) -> None:
    """What the set holds, by kind."""
    for kind in KINDS:
        own = [one for one in episodes if one["kind"] == kind]
        last = [target for one in own for target in one["frames"][-1]["targets"]]
        also = sum(len(frame["targets"]) for one in own for frame in one["frames"][:-1] if frame["asked"])
        shares = [frame["changed_blocks"] for one in own for frame in one["frames"][1:]]
        if own:
            print(
                f"{kind}: {len(own)} episodes, {sum(len(one['frames']) for one in own)} frames, {len(last)} targets on last frames "
                f"(+{also} earlier), changed last {np.mean([t['changed_last'] for t in last]):.0%}, ever "
                f"{np.mean([t['changed_ever'] for t in last]):.0%}, blocks changed per step mean {np.mean(shares):.1%} median {np.median(shares):.1%}"
            )
    files = list((out / "frames").glob("*.png"))
    total = sum(file.stat().st_size for file in files) + (out / "index.json").stat().st_size
    pages = {one["page"] for one in episodes}
    print(f"{len(episodes)} episodes on {len(pages)} pages, {len(files)} pictures, {total / 1e6:.2f} MB")


def contact_sheet(out: Path, episodes: Sequence[Episode], file: Path, seed: int) -> None:
    """Last frames with their boxes: red where the last step changed something, orange where an earlier one did, blue where none."""
    by_kind = defaultdict(list)
    for episode in episodes:
        by_kind[episode["kind"]].append(episode)
    random_ = random.Random(seed)
    chosen = [one for kind in KINDS for one in random_.sample(by_kind[kind], min(4, len(by_kind[kind])))]
    cells = []
    for episode in chosen:
        frame = episode["frames"][-1]
        picture = cv2.imread(str(out / frame["file"]))
        for target in frame["targets"]:
            colour = NOW if target["changed_last"] else BEFORE if target["changed_ever"] else NEVER
            cv2.rectangle(picture, target["box"][:2], target["box"][2:], colour, 2)
        cell = np.full((600, 800, 3), 255, np.uint8)
        scale = min(800 / picture.shape[1], 575 / picture.shape[0])
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        cell[25 : 25 + small.shape[0], : small.shape[1]] = small
        label = f"{episode['id']} {episode['kind']} ({episode['detail']}) {episode['page']}"
        cv2.putText(cell, label, (4, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
        cells.append(cell)
    cells += [np.full_like(cells[0], 255)] * (-len(cells) % 4)
    cv2.imwrite(str(file), np.vstack([np.hstack(cells[i : i + 4]) for i in range(0, len(cells), 4)]))
