"""In: nothing but this package. Out: what a step of the agent `nano` costs on this CPU: first look and P-frame, pruned and whole.

Screens of real desktops; between the first look and the second a window of 480x320 px opens, as a dialog does. Every
repetition has another screen. Peak memory is that of a process that does one such episode. Times are medians.

    python benchmarks/nano_cpu.py --results benchmarks/results/nano_cpu.json
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import torch
import transformers
from rich.console import Console
from rich.table import Table

from ppagent.action.dialects import dialect_named
from ppagent.catalog import catalogue_folder, find_agent
from ppagent.files import read_picture
from ppagent.policy.transformers import TransformersPolicy
from ppagent.prune.pruner import Pruner

SIZES = ("1280x800", "1920x1080")
WINDOW = (480, 320)


def pictures(size: str) -> list[Path]:
    return sorted((catalogue_folder("envs") / "xfce" / "grounding" / "screens").glob(f"*-{size}-*.png"))


def episode(size: str, dtype: str, *, prune: bool, count: int) -> dict[str, Any]:
    """Seconds of ``count`` first looks and of as many second ones."""
    card = find_agent("nano")
    assert card.model is not None
    card = card.model_copy(
        update={
            "model": card.model.model_copy(update={"dtype": dtype}),
            "perception": card.perception.model_copy(update={"prune": prune}),
        }
    )
    policy = TransformersPolicy(card, dialect_named(card.dialect))
    shown = pictures(size)
    steps: dict[str, list[dict[str, float]]] = {"first": [], "second": []}
    for number in range(count + 1):
        frame = read_picture(shown[number % len(shown)])
        later = frame.copy()
        across, down = WINDOW
        left, top = (frame.shape[1] - across) // 2 + 7, (frame.shape[0] - down) // 2 + 5
        other = read_picture(shown[(number + 3) % len(shown)])
        later[top : top + down, left : left + across] = other[100 : 100 + down, 300 : 300 + across]
        pruner = Pruner(card.perception)
        policy.start('click "Close"')
        for name, pixels in (("first", frame), ("second", later)):
            look = pruner.look(pixels, policy.keyframe())
            reply = policy.reply(look, None)
            if number:  # the first episode warms up
                spent = dict(reply.phases_ms)
                steps[name].append(
                    {"seconds": sum(spent.values()) / 1000, "kept": look.selection.kept, **spent}
                )
    policy.close()
    return {
        "size": size, "dtype": dtype, "prune": prune,
        **{
            name: {key: round(statistics.median(row[key] for row in rows), 3) for key in rows[0]}
            for name, rows in steps.items()
        },
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=5, help="repetitions")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--results", type=Path, help="write the figures to this file")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.one:
        size, dtype, prune = options.one.split(",")
        print(json.dumps(episode(size, dtype, prune=prune == "1", count=options.count)))
        return 0
    rows = []
    for size in SIZES:
        for dtype in ("float32", "bfloat16"):
            for prune in ("1", "0"):
                command = [sys.executable, __file__, "--one", f"{size},{dtype},{prune}"]
                command += ["--count", str(options.count), "--threads", str(options.threads)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                rows.append(json.loads(done.stdout.splitlines()[-1]))
    table = Table(
        "screen", "dtype", "blocks", "first look, s", "second look, s", "new blocks", "peak MiB", box=None
    )
    for row in rows:
        table.add_row(
            row["size"], row["dtype"], "pruned" if row["prune"] else "all", f"{row['first']['seconds']:.2f}",
            f"{row['second']['seconds']:.2f}", f"{row['first']['kept']:.0f} / {row['second']['kept']:.0f}", str(row["peak_mib"]),
        )  # fmt: skip
    Console().print(table)
    if options.results:
        facts = {
            "command": " ".join(["python", *sys.argv]), "threads": options.threads, "machine": platform.machine(),
            "system": platform.platform(), "python": platform.python_version(), "torch": torch.__version__,
            "transformers": transformers.__version__, "rows": rows,
        }  # fmt: skip
        options.results.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
