"""In: nothing, or pictures. Out: ppagent's masks against the reference's way in torch, side by side in one run on this CPU.

    python benchmarks/prune_reference.py --out benchmarks/results/prune_reference.json [PICTURES...]

Both start from the uint8 frame and end with the mask. The reference pads it to whole blocks, makes float32 blocks in
[0, 1] of it and compares those; its comparison alone, on blocks that are ready, is a row of its own. Cases take turns, A B A B; medians. Exit status 1 if a mask differs or a ratio
from frame to mask falls short: 10 times at τ = 0, 50 times at τ = 0.02, a P-frame at 4K within twice the read of both frames.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import torch
from prune_torch import as_blocks, looped, vectorised
from rich.console import Console
from rich.table import Table

from ppagent.bench.prune import tiled
from ppagent.bench.synthetic import desktop, moment_later
from ppagent.files import read_picture
from ppagent.prune import kernels
from ppagent.prune.canvas import fit_canvas, padded
from ppagent.prune.diff import changed_blocks
from ppagent.prune.predict import loco

BLOCK = 32
SIZES = {"1080p": (1920, 1080), "4K": (3840, 2160)}
LEAST = {0.0: 10.0, 0.02: 50.0}
MOST_READS = 2.0


def turns(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median ms of each, one after the other in every round."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(each) for name, each in times.items()}


def reference_blocks(frame: np.ndarray) -> torch.Tensor:
    """What the reference compares: the frame padded to whole blocks (by OpenCV, the fastest way), as float blocks."""
    return as_blocks(torch.from_numpy(padded(frame, BLOCK)), BLOCK)


def reference_mask(blocks: torch.Tensor, threshold: float) -> torch.Tensor:
    """The reference's comparison alone."""
    return looped(blocks, "max", threshold)[0] if threshold else vectorised(blocks)


def measure_masks(size: str, frame: np.ndarray, rounds: int) -> list[dict[str, Any]]:
    """An I-frame, frame to mask and, for the reference, ready blocks to mask."""
    ready = reference_blocks(frame)
    rows = []
    for threshold, least in LEAST.items():

        def whole(threshold: float = threshold) -> torch.Tensor:
            return reference_mask(reference_blocks(frame), threshold)

        def compare(threshold: float = threshold) -> torch.Tensor:
            return reference_mask(ready, threshold)

        def ours(threshold: float = threshold) -> np.ndarray:
            return loco(fit_canvas(frame, BLOCK), "max", threshold)

        equal = bool(np.array_equal(whole().numpy(), ours() == 0))
        took = turns(
            {"reference": whole, "compare": compare, "ppagent": ours}, min(rounds, 3) if threshold else rounds
        )
        for name, what in (("reference", "frame to mask"), ("compare", "the reference's comparison alone")):
            ratio = took[name] / took["ppagent"]
            row = {"size": size, "what": f"I, loco max, τ={threshold:g}, {what}", "reference_ms": took[name]}
            row |= {"ppagent_ms": took["ppagent"], "ratio": ratio, "masks_equal": equal}
            rows.append(row | {"ok": equal and (ratio >= least or name == "compare")})
    return rows


def measure_changes(size: str, frame: np.ndarray, rounds: int) -> list[dict[str, Any]]:
    """A P-frame against one plain read of both frames."""
    later, same = moment_later(frame), frame.copy()
    one, two = (each.reshape(-1).view(np.uint64) for each in (frame, later))
    took = turns(
        {
            "read": lambda: kernels.read_both(one, two),
            "changed": lambda: changed_blocks(frame, later, BLOCK),
            "equal": lambda: changed_blocks(frame, same, BLOCK),
            "lossy": lambda: changed_blocks(frame, later, BLOCK, "max", 0.02),
        },
        rounds,
    )
    rows = []
    for name, what in (("changed", "P, 5% changed, τ=0"), ("equal", "P, equal, τ=0"), ("lossy", "P, τ=0.02")):
        reads = took[name] / took["read"]
        row = {"size": size, "what": what, "read_both_ms": took["read"], "ppagent_ms": took[name]}
        rows.append(row | {"reads": reads, "ok": reads <= MOST_READS or size != "4K"})
    return rows


def cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", nargs="*", type=Path, help="default: a made-up desktop")
    parser.add_argument("--out", type=Path, help="write the figures to this .json")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    pictures = [read_picture(picture) for picture in options.pictures]
    rows: list[dict[str, Any]] = []
    for size, (width, height) in SIZES.items():
        frame = tiled(pictures, width, height) if pictures else desktop(width, height)
        rows += measure_masks(size, frame, options.rounds)
        rows += measure_changes(size, frame, options.rounds)
    table = Table("size", "what", "reference ms", "ppagent ms", "×", "reads", "", box=None)
    for row in rows:
        cells = [
            f"{row[key]:.2f}" if key in row else ""
            for key in ("reference_ms", "ppagent_ms", "ratio", "reads")
        ]
        table.add_row(row["size"], row["what"], *cells, "[green]ok[/]" if row["ok"] else "[red]SHORT[/]")
    Console().print(table)
    if options.out:
        result = {
            "command": " ".join(["python", *sys.argv]), "device": cpu(), "cores": os.cpu_count(),
            "load": os.getloadavg(), "python": platform.python_version(), "torch": torch.__version__,
            "torch_threads": torch.get_num_threads(), "numpy": np.__version__, "numba": numba.__version__,
            "frames": [str(picture) for picture in options.pictures] or "made-up desktop", "rows": rows,
        }  # fmt: skip
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
