"""In: nothing, or pictures. Out: ppagent's masks against the reference's way in torch, side by side in one run on this CPU.

    python benchmarks/prune_reference.py --out benchmarks/results/prune_reference.json [PICTURES...]

Both start from what they start from in use: ppagent from the uint8 canvas, the reference from float32 blocks (making those
from the frame is listed apart, and not counted). Cases take turns, A B A B; medians. Exit status 1 if a mask differs or a
ratio falls short: 10 times at τ = 0, 50 times at τ = 0.02, a P-frame at 4K within twice the read of both frames.
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
from ppagent.prune.canvas import fit_canvas
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


def measure(size: str, frame: np.ndarray, rounds: int) -> list[dict[str, Any]]:
    canvas, later = fit_canvas(frame, BLOCK), fit_canvas(moment_later(frame), BLOCK)
    blocks = as_blocks(torch.from_numpy(canvas.pixels), BLOCK)
    rows = []
    for threshold, least in LEAST.items():

        def reference(threshold: float = threshold) -> torch.Tensor:
            return looped(blocks, "max", threshold)[0] if threshold else vectorised(blocks)

        def ours(threshold: float = threshold) -> np.ndarray:
            return loco(canvas, "max", threshold)

        equal = bool(np.array_equal(reference().numpy(), ours() == 0))
        took = turns({"reference": reference, "ppagent": ours}, 3 if threshold else rounds)
        ratio = took["reference"] / took["ppagent"]
        rows.append(
            {"size": size, "what": f"I, loco max, τ={threshold:g}", "reference_ms": took["reference"]}
            | {"ppagent_ms": took["ppagent"], "ratio": ratio, "masks_equal": equal}
            | {"ok": equal and ratio >= least}
        )
    one, two = (each.pixels.reshape(-1).view(np.uint64) for each in (canvas, later))
    same = canvas.pixels.copy()
    took = turns(
        {
            "read": lambda: kernels.read_both(one, two),
            "changed": lambda: changed_blocks(canvas.pixels, later.pixels, BLOCK),
            "equal": lambda: changed_blocks(canvas.pixels, same, BLOCK),
            "lossy": lambda: changed_blocks(canvas.pixels, later.pixels, BLOCK, "max", 0.02),
            "fit": lambda: fit_canvas(frame, BLOCK),
            "as_blocks": lambda: as_blocks(torch.from_numpy(canvas.pixels), BLOCK),
        },
        rounds,
    )
    for name, what in (("changed", "P, 5% changed, τ=0"), ("equal", "P, equal, τ=0"), ("lossy", "P, τ=0.02")):
        reads = took[name] / took["read"]
        row = {
            "size": size,
            "what": what,
            "read_both_ms": took["read"],
            "ppagent_ms": took[name],
            "reads": reads,
        }
        rows.append(row | {"ok": reads <= MOST_READS or size != "4K"})
    rows.append(
        {"size": size, "what": "fit the frame to whole blocks", "ppagent_ms": took["fit"], "ok": True}
    )
    rows.append({"size": size, "what": "make float blocks", "reference_ms": took["as_blocks"], "ok": True})
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
        rows += measure(size, frame, options.rounds)
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
