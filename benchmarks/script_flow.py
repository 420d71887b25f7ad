"""In: nothing but this package. Out: how often one flow through three real applications is done, and in what time.

Twelve steps under XFCE: open the settings and one of them, write a text of any letters, save it under a Unicode name, find the
file in the file manager. Each run has a desktop of its own and is judged by the file on the disk and the windows on the screen.
Beside it stand the same acts in pyautogui with a fixed sleep after each, as such scripts are written: the sleep is halved while
five runs in a row pass, and the smallest that passed must then pass ``--runs`` times, or grows by a quarter until one does.

    python benchmarks/script_flow.py --runs 50 --search 1280x800 --results benchmarks/results/script_flow.json

Every run is written down as it ends; the same command goes on after the last. ``--anew SIZE`` forgets the flows of a size.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ppagent.errors import PpagentError
from ppagent.files import write_atomically
from ppagent.run import versions
from ppagent.script import Desktop
from ppagent.script.flow import load_flow
from ppagent.script.play import Player

SIZES = ("1280x800", "1920x1080", "2560x1440")
TRIALS, FIRST_S, GROWTH = 5, 4.0, 1.25
TEXT, NAME = "Grüße, ½ 漢字", "grüße-漢字.txt"
FLOW = f"""\
timeout: 30
steps:
  - start: xfce4-settings-manager
  - click: Appearance
  - wait_for: Style
  - press: alt+F4
  - start: mousepad --disable-server
  - focus: Mousepad
  - type: {TEXT}
  - press: ctrl+shift+s
  - wait_for: "Name:"
  - type: "{NAME}\\n"
  - wait_vanish: "Name:"
  - start: thunar
"""
Acts = Callable[[Desktop, Path], str]
"""Does the acts, with a folder to write to; returns why they failed."""


def judged(desktop: Desktop) -> str:
    """What is wrong with the outcome; empty when nothing is."""
    try:
        desktop.window("Thunar", timeout=20)
    except PpagentError as error:
        return str(error)
    titles = [window.title for window in desktop.windows()]
    if "Appearance" in titles:
        return "the appearance settings are still open"
    status, text = desktop.stage.run(f"cat ~/{NAME}")
    return "" if (status, text) == (0, TEXT) else f"the file says {text!r}"


def by_flow(desktop: Desktop, folder: Path) -> str:
    """The flow; returns why it failed."""
    file = folder / "flow.yaml"
    file.write_text(FLOW, encoding="utf-8")
    result = Player(load_flow(file), desktop).play()
    return next((f"{step.step}: {step.error}" for step in result.steps if step.error), "")


def by_sleeps(sleep_s: float, place: tuple[float, float]) -> Acts:
    """The same acts in pyautogui, blind, its own pause after each call off; text goes through the clipboard.

    Args:
        sleep_s: after each act.
        place: where Appearance stands in the settings: what a person would have measured.
    """

    def act(desktop: Desktop, folder: Path) -> str:  # noqa: ARG001 - as `by_flow`
        import pyautogui

        def paste(text: str) -> None:
            desktop.stage.run(
                ["sh", "-c", f"printf %s '{text}' | xclip -selection clipboard >/dev/null 2>&1"]
            )
            pyautogui.hotkey("ctrl", "v")

        acts: list[Callable[[], object]] = [
            lambda: desktop.stage.start(["xfce4-settings-manager"]),
            lambda: pyautogui.click(*place),
            lambda: pyautogui.hotkey("alt", "f4"),
            lambda: desktop.stage.start(["mousepad", "--disable-server"]),
            lambda: paste(TEXT),
            lambda: pyautogui.hotkey("ctrl", "shift", "s"),
            lambda: paste(NAME),
            lambda: pyautogui.press("enter"),
            lambda: desktop.stage.start(["thunar"]),
        ]
        for one in acts:
            one()
            time.sleep(sleep_s)
        return ""

    return act


def measure(size: tuple[int, int], folder: Path) -> tuple[float, float]:
    """Where Appearance stands in the settings on a screen of that size."""
    with Desktop("xfce", size=size, out=folder) as desktop:
        desktop.start("xfce4-settings-manager")
        return desktop.find("Appearance", timeout=60).point


def run(size: tuple[int, int], act: Acts, folder: Path) -> dict[str, Any]:
    """One run on a desktop of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    before = children()
    with Desktop("xfce", size=size, out=folder, timeout=30) as desktop:
        desktop.sight.look()
        started = time.perf_counter()
        failure = act(desktop, folder)
        seconds = round(time.perf_counter() - started, 2)
        failure = failure or judged(desktop)
    if left := children() - before:
        failure = failure or f"{len(left)} processes were left behind"
    return {"seconds": seconds, "load": round(os.getloadavg()[0], 1), "failure": failure}


def children() -> set[int]:
    """Processes that this one has started and that still are."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text().split()}


class Book:
    """The runs up to now, on the disk after each."""

    def __init__(self, file: Path | None, out: Path, anew: list[str]) -> None:
        self._file, self._out = file, out
        self.runs: list[dict[str, Any]] = []
        self._commands: list[str] = []
        if file is not None and file.is_file():
            known = json.loads(file.read_text(encoding="utf-8"))
            self._commands = known["commands"]
            self.runs = [one for one in known["runs"] if one["how"] != "flow" or one["size"] not in anew]
        self._commands = list(dict.fromkeys([*self._commands, " ".join(["python", *sys.argv])]))

    def of(self, size: str, how: str) -> list[dict[str, Any]]:
        """The runs of a way at a size."""
        return [one for one in self.runs if (one["size"], one["how"]) == (size, how)]

    def passes(self, size: str, how: str, act: Acts, count: int, *, go_on: bool = False) -> bool:
        """Whether ``count`` runs pass: those that are known, and as many more as that takes, up to the first that fails."""
        width, height = map(int, size.split("x"))
        while len(done := self.of(size, how)) < count and (go_on or not any(one["failure"] for one in done)):
            row = run((width, height), act, self._out / size / how.replace(" ", "-") / str(len(done) + 1))
            self.runs.append({"size": size, "how": how, **row})
            self._write()
            print(size, how, len(done) + 1, row["seconds"], row["failure"] or "passed", flush=True)
        return not any(one["failure"] for one in done)

    def _write(self) -> None:
        if self._file is None:
            return
        rows = ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in self.runs)
        head = json.dumps(
            {"commands": self._commands, "versions": versions(), "cores": os.cpu_count()}, indent=1
        )
        text = f'{head[:-2]},\n "runs": [\n  {rows}\n ]\n}}\n'
        write_atomically(self._file, text.encode())


def smallest_sleep(book: Book, size: str, runs: int, folder: Path) -> None:
    """Find the smallest sleep that passes all runs."""
    width, height = map(int, size.split("x"))
    place = measure((width, height), folder)

    def passes(sleep_s: float, count: int) -> bool:
        return book.passes(size, f"sleep {sleep_s:.3g} s", by_sleeps(sleep_s, place), count)

    sleep_s = FIRST_S
    while passes(sleep_s / 2, TRIALS):
        sleep_s /= 2
    while not passes(sleep_s, runs):
        sleep_s *= GROWTH


def table_of(runs: list[dict[str, Any]]) -> Table:
    table = Table("size", "how", "done", "median s", "slowest s", box=None)
    for size, how in dict.fromkeys((one["size"], one["how"]) for one in runs):
        mine = [one for one in runs if (one["size"], one["how"]) == (size, how)]
        times = [one["seconds"] for one in mine if not one["failure"]]
        spread = (f"{statistics.median(times):.1f}", f"{max(times):.1f}") if times else ("-", "-")
        table.add_row(size, how, f"{len(times)} of {len(mine)}", *spread)
    return table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--sizes", nargs="*", default=SIZES)
    parser.add_argument(
        "--search", nargs="*", default=(), help="sizes at which to find pyautogui's smallest sleep"
    )
    parser.add_argument("--anew", nargs="*", default=[], help="sizes whose flows are begun again")
    parser.add_argument("--out", type=Path, default=Path("runs/script_flow"))
    parser.add_argument("--results", type=Path)
    chosen = parser.parse_args()
    book = Book(chosen.results, chosen.out, chosen.anew)
    for size in chosen.sizes:
        book.passes(size, "flow", by_flow, chosen.runs, go_on=True)
    for size in chosen.search:
        smallest_sleep(book, size, chosen.runs, chosen.out / size / "measure")
    console = Console()
    console.print(table_of(book.runs))
    for one in book.runs:
        if one["failure"]:
            console.print(f"{one['size']} {one['how']}: {one['failure']}", markup=False, soft_wrap=True)
    return 0 if all(not one["failure"] for one in book.runs if one["how"] == "flow") else 1


if __name__ == "__main__":
    raise SystemExit(main())
