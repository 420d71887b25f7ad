"""In: nothing but this package. Out: how often an agent does six everyday tasks, one of them in ten wordings, on a real XFCE desktop.

Each run starts its own desktop (wallpaper, theme and window layout from its seed) and is judged by the X server, not by
ppagent: ``--check`` asks for the window, or for the text through the clipboard. Two impossible tasks must end as ``fail``.

    python benchmarks/desktop_runs.py --out runs/desktop --results benchmarks/results/desktop_runs.json
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

SIZES = ("1280x800", "1920x1080", "2560x1440")
WINDOW = "xdotool search --onlyvisible"
# A window counts only if it is more than there was before: the layouts of some seeds have one open from the start.
TASKS = {
    "open settings": f"{WINDOW} --name '^Settings$'",
    "open the file manager": f"{WINDOW} --class '^Thunar$'",
    "open the calculator": f"{WINDOW} --class '^Galculator$'",
    "open the text editor then type hello world": (
        "xdotool key ctrl+a ctrl+c; sleep 0.5; xclip -o -selection clipboard | grep -x 'hello world'"
    ),
    "open the appearance settings": f"{WINDOW} --name '^Appearance$'",
    "open settings then close it": f"! {WINDOW} --name '^Settings$'",
}
PARAPHRASES = (
    "open the settings", "please open the settings", "could you open the settings?", "launch the settings manager",
    "start the system settings", "show me the settings", "go to settings", "bring up the settings window",
    "I want to open the settings", "take me to the settings please",
)  # fmt: skip
"""Ten ways to say the first task."""
IMPOSSIBLE = ("book a flight", "open the pod bay doors")


def jobs(seeds: int) -> Iterator[tuple[str, int, str, str | None]]:
    for seed in range(1, seeds + 1):
        for number, (task, check) in enumerate(TASKS.items()):
            yield task, seed, SIZES[(seed + number) % len(SIZES)], check
    for number, task in enumerate(PARAPHRASES):
        yield task, number + 1, SIZES[number % len(SIZES)], TASKS["open settings"]
    for number, task in enumerate(IMPOSSIBLE):
        yield task, number + 1, SIZES[number], None


def run_one(agent: str, task: str, seed: int, size: str, check: str | None, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "ppagent", "run", "--env", "xfce", "--agent", agent, "--yes", "--json"]
    command += ["--task", task, "--seed", str(seed), "--size", size, "--out", str(folder)]
    command += ["--check", check] if check else []
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    row: dict[str, Any] = {"task": task, "seed": seed, "size": size, "exit_code": ended.returncode}
    try:
        result = json.loads(ended.stdout)
    except ValueError:
        return row | {"passed": False, "status": "error", "message": ended.stderr.strip()[-500:]}
    row |= {
        key: result[key] for key in ("status", "message", "steps", "sent_tokens", "full_tokens", "seconds")
    }
    expected = result["ok"] if check else result["status"] == "fail" and ended.returncode == 1
    return row | {"passed": bool(expected)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--agent", default="reader", help="name or card file; auto for the best that is here")
    parser.add_argument("--only", default="", help="only tasks that contain this text")
    parser.add_argument("--jobs", type=int, default=1, help="desktops at once")
    parser.add_argument("--out", type=Path, default=Path(f"runs/desktop-{time.strftime('%Y%m%d-%H%M%S')}"))
    parser.add_argument("--results", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    todo = [job for job in jobs(options.seeds) if options.only in job[0]]
    console, rows = Console(), []
    with ThreadPoolExecutor(options.jobs) as pool:
        folders = [
            options.out / f"{seed:02d}-{size}-{task.replace(' ', '-')}" for task, seed, size, _ in todo
        ]
        for row in pool.map(lambda job, folder: run_one(options.agent, *job, folder), todo, folders):
            rows.append(row)
            mark = "[green]pass[/]" if row["passed"] else "[red]FAIL[/]"
            console.print(
                f"{mark} seed {row['seed']:2d} {row['size']:9s} {row['task']}: {row['message']}",
                soft_wrap=True,
            )
    table = Table("task", "passed", "steps", "tokens sent", "of full", "s per run", box=None)
    for task in dict.fromkeys(row["task"] for row in rows):
        mine = [row for row in rows if row["task"] == task]
        ran = [row for row in mine if "seconds" in row] or [
            {"steps": 0, "sent_tokens": 0, "full_tokens": 1, "seconds": 0}
        ]
        share = sum(row["sent_tokens"] for row in ran) / sum(row["full_tokens"] for row in ran)
        table.add_row(
            task, f"{sum(row['passed'] for row in mine)} of {len(mine)}", f"{sum(r['steps'] for r in ran) / len(ran):.1f}",
            str(sum(row["sent_tokens"] for row in ran)), f"{share:.1%}", f"{sum(r['seconds'] for r in ran) / len(ran):.1f}",
        )  # fmt: skip
    console.print(table)
    possible = [row for row in rows if row["task"] not in IMPOSSIBLE]
    console.print(f"{sum(row['passed'] for row in possible)} of {len(possible)} possible tasks done")
    if options.results:
        machine = {
            "machine": platform.machine(),
            "system": platform.platform(),
            "python": platform.python_version(),
        }
        command = " ".join(["python", *sys.argv])
        options.results.write_text(json.dumps({"command": command, **machine, "runs": rows}, indent=1) + "\n")
    return 0 if all(row["passed"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
