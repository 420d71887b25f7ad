"""In: nothing but this package, Chromium and Xvfb. Out: MiniWoB++ headless and at OS level, side by side, as a table and a file.

At OS level Chromium has a window on an X server of its own, mss takes the pictures, and mouse and keyboard are real ones (XTEST);
headless, DevTools does all of it. Three questions: does every task start there and look the same, does the oracle get the same
raw reward on 20 tasks, does the reader agent.

    python benchmarks/miniwob_levels.py --out benchmarks/results/miniwob_levels.json
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import platform
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ppagent.errors import PpagentError
from ppagent.evaluate.episodes import Episode
from ppagent.evaluate.miniwob.episode import Level, MiniwobSet
from ppagent.evaluate.miniwob.tasks import NAMES, find_tasks

LEVELS: tuple[Level, ...] = ("headless", "os")
TASKS = (
    "click-button", "click-checkboxes", "click-collapsible", "click-dialog-2", "click-link", "click-option", "click-tab-2",
    "click-test-2", "copy-paste", "enter-date", "enter-password", "enter-text", "focus-text-2", "highlight-text-2",
    "login-user", "navigate-tree", "read-table", "scroll-text-2", "use-slider", "use-spinner",
)  # fmt: skip


def starts(level: Level) -> dict[str, Any]:
    """Begin every task once: what it asks for, and a hash of its first picture, or why it does not start."""
    from ppagent.evaluate.miniwob.browser import MiniWob
    from ppagent.evaluate.miniwob.oslevel import OsStage

    with OsStage(1) if level == "os" else tempfile.TemporaryDirectory() as stage:
        page: MiniWob = stage.open() if isinstance(stage, OsStage) else MiniWob(1)
        with page:
            return {task.name: _start(page, task) for task in find_tasks(NAMES)}


def _start(page: Any, task: Any) -> dict[str, str]:
    try:
        said = page.begin(task, 0)
        return {"said": said, "picture": hashlib.sha256(page.grab().pixels.tobytes()).hexdigest()}
    except PpagentError as error:
        return {"error": str(error)}


def rewards(level: Level, agent: str, seeds: int) -> dict[str, Any]:
    """The raw reward of every task and seed, and how many episodes a second that took."""
    the_set = MiniwobSet(TASKS, tuple(range(seeds)), level=level)
    found: dict[str, float] = {}
    with the_set.worker(agent, "temporal") as worker, tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        for episode in the_set.episodes():
            found[episode.id] = worker.play(Episode.model_validate(episode), Path(folder) / episode.id).score
        seconds = time.perf_counter() - started
    return {"rewards": found, "episodes_per_s": round(len(found) / seconds, 2)}


def both(work: Any, *arguments: Any, at_once: bool) -> list[Any]:
    """The same at both levels, each in a process of its own: pyautogui holds on to one display per process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2 if at_once else 1, mp_context=context, max_tasks_per_child=1) as pool:
        return list(pool.map(work, LEVELS, *[[argument] * 2 for argument in arguments]))


def compare(agent: str, headless: dict[str, Any], real: dict[str, Any]) -> dict[str, Any]:
    apart = {
        name: [reward, real["rewards"][name]]
        for name, reward in headless["rewards"].items()
        if real["rewards"][name] != reward
    }
    return {
        "agent": agent,
        "episodes": len(headless["rewards"]),
        "equal": len(headless["rewards"]) - len(apart),
        "apart": apart,
        **{
            level: {
                "success": sum(r > 0.8 for r in one["rewards"].values()),
                "episodes_per_s": one["episodes_per_s"],
            }
            for level, one in zip(LEVELS, (headless, real), strict=True)
        },
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5, help="of each task, for the oracle")
    parser.add_argument(
        "--reader-seeds", type=int, default=2, help="of each task, for the reader agent; 0 leaves it out"
    )
    parser.add_argument("--out", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    headless, real = both(starts, at_once=True)
    not_started = {name: one["error"] for name, one in real.items() if "error" in one}
    look_apart = [name for name in NAMES if headless[name] != real[name]]
    compared = [
        compare(agent, *both(rewards, agent, seeds, at_once=False))
        for agent, seeds in (("oracle", options.seeds), ("reader", options.reader_seeds))
        if seeds
    ]
    found = {
        "command": " ".join(["python", *sys.argv]), "system": platform.platform(), "python": platform.python_version(),
        "tasks": len(NAMES), "started_at_os_level": len(NAMES) - len(not_started), "not_started": not_started,
        "same_first_picture": len(NAMES) - len(look_apart), "first_picture_apart": look_apart, "agreement": compared,
    }  # fmt: skip
    console = Console()
    console.print(
        f"{found['started_at_os_level']} of {len(NAMES)} tasks start at OS level, {found['same_first_picture']} show the "
        f"same first picture, to the pixel; apart: {', '.join(look_apart) or 'none'}"
    )
    table = Table(
        "agent",
        "episodes",
        "same raw reward",
        *[f"{level}: {what}" for level in LEVELS for what in ("done", "/s")],
        box=None,
    )
    for one in compared:
        cells = [str(one[level][key]) for level in LEVELS for key in ("success", "episodes_per_s")]
        table.add_row(one["agent"], str(one["episodes"]), str(one["equal"]), *cells)
    console.print(table)
    for one in compared:
        for name, pair in one["apart"].items():
            console.print(f"{one['agent']} {name}: headless {pair[0]:g}, OS level {pair[1]:g}")
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n")
    return 1 if not_started else 0


if __name__ == "__main__":
    sys.exit(main())
