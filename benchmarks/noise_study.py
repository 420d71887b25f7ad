"""Which rule tells a true change from the noise of lossy capture: JPEG, VNC.

``python benchmarks/noise_study.py FOLDER [--block 28] [--channels ...] [--json FILE] [--sheet FILE.png]``. FOLDER holds
``sequences/NAME/*.png`` (lossless frames of one interaction each) and, if present, ``human_sessions/NAME/*.jpg`` (recordings
that are lossy from the start).

Channels: ``jpeg Q``: each frame encoded whole, as recorders and screenshot services do; ``jpeg varies``: the same with a
quality that changes from frame to frame; ``tight Q``: a VNC server's way, only what was drawn is sent, as JPEG where it has
many colours, and stays as it came; ``tight Q repaints``: the same, but four random rectangles per frame are drawn anew with
the content they had (exposed windows), which puts them on another 8 px grid.

Printed per channel and rule: how much of the truly changed blocks and of the truly unchanged ones (``noise``) is kept, and
the recall of known changes (see ``noise_channels.py``). Of the recordings nobody knows the truth: printed is the kept share,
and how many of the plainly visible blocks it has: those with 12 px that differ by more than 32 levels of luma. ``--sheet``
writes blocks that changed but are dropped by the chosen rule, before and after side by side, for a person to judge.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from noise_channels import CHANNELS, KINDS, Image, known_changes
from numpy.typing import NDArray

from ppagent.files import picture_files, png, read_picture
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.noise import changed_in_sight


def per_block(values: NDArray[Any], block: int) -> NDArray[Any]:
    """View ``(H, W)`` as ``(rows, cols, block * block)``."""
    rows, cols = values.shape[0] // block, values.shape[1] // block
    return values.reshape(rows, block, cols, block).swapaxes(1, 2).reshape(rows, cols, -1)


class Pair:
    """Two pictures of one place, and what the rules need of them, computed once."""

    def __init__(self, a: Image, b: Image, block: int) -> None:
        self.a, self.b, self.block = a, b, block
        self.gap = cv2.absdiff(a, b)
        self.block_max = self.most(np.max(self.gap, axis=2))

    def most(self, values: NDArray[Any]) -> NDArray[Any]:
        """The largest value of each block."""
        return np.asarray(per_block(values, self.block).max(axis=2))

    def blurred(self, values: NDArray[Any], *sizes: tuple[int, int]) -> NDArray[Any]:
        """The largest absolute value of each block after a box blur; of several blurs the largest."""
        return self.most(
            np.max([np.abs(cv2.blur(values.astype(np.float32), size)) for size in sizes], axis=0)
        )

    @cached_property
    def mae(self) -> NDArray[Any]:
        """Mean absolute difference of each block."""
        return np.asarray(per_block(self.gap.sum(axis=2, dtype=np.uint16), self.block).mean(axis=2) / 3)

    @cached_property
    def rmse(self) -> NDArray[Any]:
        """Root mean square difference of each block."""
        square = np.square(self.gap, dtype=np.float32).sum(axis=2)
        return np.asarray(np.sqrt(per_block(square, self.block).mean(axis=2) / 3))

    @cached_property
    def ycc(self) -> NDArray[np.int16]:
        """Signed difference in YCrCb, ``(H, W, 3)``."""
        return np.subtract(
            *(cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb).astype(np.int16) for image in (self.a, self.b))
        )

    @cached_property
    def luma_blocks(self) -> NDArray[np.int16]:
        """Absolute differences of luma."""
        return np.ascontiguousarray(per_block(np.abs(self.ycc[:, :, 0]), self.block))

    @cached_property
    def luma3(self) -> NDArray[Any]:
        """Luma after a 3×3 blur."""
        return self.blurred(self.ycc[:, :, 0], (3, 3))

    @cached_property
    def luma9(self) -> NDArray[Any]:
        """Luma after a 9×9 blur."""
        return self.blurred(self.ycc[:, :, 0], (9, 9))

    @cached_property
    def chroma3(self) -> NDArray[Any]:
        """The same of chroma."""
        return np.maximum(self.blurred(self.ycc[:, :, 1], (3, 3)), self.blurred(self.ycc[:, :, 2], (3, 3)))

    @cached_property
    def contrast(self) -> Image:
        """Of the first picture within 17 px around each pixel, ``(H, W)``."""
        grey, kernel = cv2.cvtColor(self.a, cv2.COLOR_RGB2GRAY), np.ones((17, 17), dtype=np.uint8)
        return np.asarray(cv2.dilate(grey, kernel) - cv2.erode(grey, kernel), dtype=np.uint8)


Rule = Callable[[Pair], NDArray[np.bool_]]


def by_count(levels: int, pixels: int) -> Rule:
    """At least so many pixels whose luma differs by more than that."""
    return lambda pair: np.count_nonzero(pair.luma_blocks > levels, axis=2) >= pixels


def by_lines(levels: float, length: int) -> Rule:
    """Luma after the better of a horizontal and a vertical blur of that length."""
    return lambda pair: pair.blurred(pair.ycc[:, :, 0], (length, 1), (1, length)) > levels


def by_masking(levels: float, share: float) -> Rule:
    """A pixel counts when it differs by more than ``levels`` plus a share of the contrast around it."""
    return lambda pair: (
        pair.most(np.max(pair.gap, axis=2) - share * pair.contrast.astype(np.float32)) > levels
    )


def by_floor(factor: float, cap: float = 48.0) -> Rule:
    """Limit of max = factor × the upper quartile of the block distances up to ``cap``; 0 when few blocks have one."""

    def rule(pair: Pair) -> NDArray[np.bool_]:
        small = pair.block_max[(pair.block_max > 0) & (pair.block_max <= cap)]
        noisy = small.size > 0.01 * pair.block_max.size
        return np.asarray(
            pair.block_max > (min(factor * float(np.quantile(small, 0.75)), cap) if noisy else 0.0)
        )

    return rule


RULES: dict[str, Rule] = {
    **{f"max {n}": (lambda pair, n=n: pair.block_max > n) for n in (0, 4, 8, 16, 48)},
    **{f"mae {n:g}": (lambda pair, n=n: pair.mae > n) for n in (0.25, 0.5)},
    **{f"rmse {n:g}": (lambda pair, n=n: pair.rmse > n) for n in (1, 2, 4)},
    **{f"luma > {t} at {k} px": by_count(t, k) for t, k in ((8, 4), (24, 4))},
    **{f"luma blur {n}": (lambda pair, n=n: pair.luma3 > n) for n in (5, 7)},
    **{f"lines {n} of {k}": by_lines(n, k) for n, k in ((8, 9),)},
    **{f"masked {n} + {s:g}": by_masking(n, s) for n, s in ((6, 0.15), (8, 0.2))},
    "floor 1": by_floor(1),
    "changed_in_sight": lambda pair: changed_in_sight(pair.a, pair.b, pair.block),
}
CHOSEN = "changed_in_sight"


def study(folder: Path, block: int, channels: Sequence[str]) -> Iterator[dict[str, Any]]:
    """One row per channel and rule."""
    sequences = [
        [fit_canvas(read_picture(file), block).padded() for file in picture_files(one)]
        for one in sorted((folder / "sequences").iterdir())
        if one.is_dir()
    ]
    for name in channels:
        truth = {rule: np.zeros(4, dtype=int) for rule in RULES}
        found: dict[str, dict[str, list[bool]]] = {rule: defaultdict(list) for rule in RULES}
        for frames in sequences:
            stream = CHANNELS[name]()
            before = stream.send(frames[0])
            for index, (was, now) in enumerate(itertools.pairwise(frames)):
                changed = Pair(was, now, block).block_max > 0
                without, with_them, boxes = known_changes(was, seed=index)
                aside = stream.fork()
                known = Pair(aside.send(without), aside.send(with_them), block)
                after = stream.send(now)
                natural = Pair(before, after, block)
                for rule, differs in RULES.items():
                    kept, seen = differs(natural), differs(known)
                    masks = (changed & kept, changed, ~changed & kept, ~changed)
                    truth[rule] += [int(mask.sum()) for mask in masks]
                    for (x, y, w, h), kind in boxes.items():
                        touched = seen[
                            y // block : (y + h - 1) // block + 1, x // block : (x + w - 1) // block + 1
                        ]
                        found[rule][kind].append(bool(touched.any()))
                before = after
        for rule, (hit, true, noise, still) in truth.items():
            recall = {kind: sum(hits) / len(hits) for kind, hits in found[rule].items()}
            shares = {"true": hit / true, "noise": noise / still, "kept": (hit + noise) / (true + still)}
            samples = sum(len(hits) for hits in found[rule].values())
            yield {
                "channel": name,
                "rule": rule,
                "block": block,
                **shares,
                "recall": recall,
                "samples": samples,
            }


def recordings(folder: Path, block: int, sheet: Path | None) -> Iterator[dict[str, Any]]:
    """One row per rule, over all frames but the first of every recording."""
    counts = {rule: np.zeros(4, dtype=int) for rule in RULES}
    dropped: list[Image] = []
    for one in sorted(path for path in (folder / "human_sessions").iterdir() if path.is_dir()):
        frames = [fit_canvas(read_picture(file), block).padded() for file in picture_files(one)]
        for a, b in itertools.pairwise(frames):
            pair = Pair(a, b, block)
            plain = by_count(32, 12)(pair)
            for rule, differs in RULES.items():
                kept = differs(pair)
                counts[rule] += [int(mask.sum()) for mask in (kept, np.ones_like(kept), plain & kept, plain)]
            for row, col in np.argwhere((pair.block_max > 0) & ~RULES[CHOSEN](pair)):
                place = np.s_[row * block : (row + 1) * block, col * block : (col + 1) * block]
                dropped.append(np.hstack([a[place], b[place]]))
    if sheet and dropped:
        sheet.write_bytes(png(_sheet(dropped)))
    for rule, (kept, full, seen, visible) in counts.items():
        yield {
            "channel": "recordings",
            "rule": rule,
            "block": block,
            "kept": kept / full,
            "plain": seen / visible,
        }


def _sheet(pairs: Sequence[Image], columns: int = 8, rows: int = 12) -> Image:
    """A seeded choice of block pairs, four times enlarged."""
    chosen = np.random.default_rng(1).permutation(len(pairs))[: columns * rows]
    tiles = [
        cv2.copyMakeBorder(pairs[i], 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(255, 0, 160)) for i in chosen
    ]
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    lines = [np.hstack(tiles[start : start + columns]) for start in range(0, len(tiles), columns)]
    return np.asarray(
        cv2.resize(np.vstack(lines), None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST), dtype=np.uint8
    )


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(
        description="Which rule tells a true change from the noise of lossy capture."
    )
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--block", type=int, default=32)
    arguments.add_argument("--channels", nargs="*", choices=CHANNELS, default=list(CHANNELS))
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--sheet", type=Path)
    options = arguments.parse_args()
    rows = []
    for row in study(options.folder, options.block, options.channels):
        if row["rule"] == "max 0":
            print(f"\n{row['channel']} ({row['samples']} known changes)")
            print(
                f"{'rule':<20}{'true':>7}{'noise':>7}{'kept':>7}  " + "".join(f"{kind:>11}" for kind in KINDS)
            )
        recall = "".join(f"{row['recall'].get(kind, float('nan')):11.1%}" for kind in KINDS)
        print(
            f"{row['rule']:<20}{row['true']:7.1%}{row['noise']:7.1%}{row['kept']:7.1%}  {recall}", flush=True
        )
        rows.append(row)
    if (options.folder / "human_sessions").is_dir():
        print(f"\nrecordings\n{'rule':<20}{'kept':>7}{'plain':>8}")
        for row in recordings(options.folder, options.block, options.sheet):
            print(f"{row['rule']:<20}{row['kept']:7.1%}{row['plain']:8.1%}")
            rows.append(row)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
