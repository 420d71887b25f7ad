"""In: nothing but this package and Chromium. Out: how often the reader agent (OCR and plain English, no model) does tasks of MiniWoB++.

The list of tasks was fixed before the reader was tuned, on seeds from 100 on; figures are of seeds 0 to 9. It sees pixels and
the utterance, nothing of the DOM, and gets ten steps. A success is a raw reward above 0.8.

    python benchmarks/miniwob_reader.py --out benchmarks/results/miniwob_reader.json
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, get_args

from rich.console import Console
from rich.table import Table

from ppagent.evaluate.miniwob.episode import SUCCESS, Level, MiniwobSet

TASKS = (
    "click-button", "click-button-sequence", "click-checkboxes", "click-checkboxes-transfer", "click-collapsible",
    "click-collapsible-2", "click-collapsible-nodelay", "click-dialog", "click-dialog-2", "click-link", "click-menu-2",
    "click-option", "click-scroll-list", "click-tab", "click-tab-2-easy", "click-test", "click-test-2", "click-test-transfer",
    "choose-list", "enter-date", "enter-password", "enter-text", "enter-text-2", "enter-text-dynamic", "enter-time", "focus-text",
    "focus-text-2", "login-user", "login-user-popup", "navigate-tree", "unicode-test",
)  # fmt: skip


def play(tasks: Sequence[str], seeds: Sequence[int], level: Level) -> list[dict[str, Any]]:
    """All episodes of some tasks, one after the other, in this process."""
    the_set, rows = MiniwobSet(tuple(tasks), tuple(seeds), level=level), []
    with the_set.worker("reader", "temporal") as worker, tempfile.TemporaryDirectory() as folder:
        for episode in the_set.episodes():
            record = worker.play(episode, Path(folder) / episode.id)
            rows.append(
                {"task": episode.task, "seed": episode.seed, "reward": record.score, "steps": record.steps,
                 "ms": round(record.ms), "message": record.message}
            )  # fmt: skip
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--tasks", default=",".join(TASKS), help="names, separated by commas")
    parser.add_argument("--level", choices=get_args(Level), default="headless")
    parser.add_argument("--parallel", type=int, default=2, help="processes")
    parser.add_argument("--out", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    names, seeds = options.tasks.split(","), range(options.first_seed, options.first_seed + options.seeds)
    shares = [
        share for share in (names[number :: options.parallel] for number in range(options.parallel)) if share
    ]
    started = time.perf_counter()
    with ProcessPoolExecutor(len(shares), mp_context=multiprocessing.get_context("spawn")) as pool:
        futures = [pool.submit(play, share, seeds, options.level) for share in shares]
        rows = [row for future in futures for row in future.result()]
    seconds = time.perf_counter() - started
    table, by_task = Table("task", "done", "steps", "ms", "why not", box=None, pad_edge=False), {}
    for name in names:
        mine = [row for row in rows if row["task"] == name]
        done = sum(row["reward"] > SUCCESS for row in mine)
        by_task[name] = {"n": len(mine), "done": done}
        why = {row["message"] for row in mine if row["reward"] <= SUCCESS}
        steps, ms = (sum(row[key] for row in mine) / len(mine) for key in ("steps", "ms"))
        table.add_row(
            name, f"{done} of {len(mine)}", f"{steps:.1f}", f"{ms:.0f}", "; ".join(sorted(why))[:90]
        )
    total = sum(row["reward"] > SUCCESS for row in rows)
    console = Console()
    console.print(table)
    console.print(f"{total} of {len(rows)} episodes done, {len(rows) / seconds:.2f} episodes/s")
    if options.out:
        found = {
            "command": " ".join(["python", *sys.argv]), "system": platform.platform(), "python": platform.python_version(),
            "level": options.level, "seeds": list(seeds), "done": total, "episodes": len(rows), "seconds": round(seconds, 1),
            "tasks": by_task, "runs": rows,
        }  # fmt: skip
        options.out.write_text(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
