"""In: nothing but this package. Out: how often one flow through three real applications is done, and in what time.

Twelve steps under XFCE: open the settings and one of them, write a text of any letters, save it under a Unicode name, find the
file in the file manager. It is judged by the file on the disk and the windows on the screen. Beside it stand the same acts in
pyautogui with a fixed sleep after each, as such scripts are written; ``--search`` halves the way to the smallest sleep that passes
``--runs`` times in a row.

    python benchmarks/script_flow.py --runs 10 --search --results benchmarks/results/script_flow.json
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ppagent.errors import PpagentError
from ppagent.script import Desktop
from ppagent.script.flow import load_flow
from ppagent.script.play import Player

SIZES = ("1280x800", "1920x1080", "2560x1440")
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
    return next((step.error for step in result.steps if step.error), "")


def by_sleeps(sleep_s: float) -> Callable[[Desktop, Path], str]:
    """The same acts in pyautogui, blind: places come from a look beforehand, text through the clipboard."""

    def act(desktop: Desktop, folder: Path) -> str:  # noqa: ARG001 - as `by_flow`
        import pyautogui

        def paste(text: str) -> None:
            desktop.stage.run(
                ["sh", "-c", f"printf %s '{text}' | xclip -selection clipboard >/dev/null 2>&1"]
            )
            pyautogui.hotkey("ctrl", "v")

        acts: list[Callable[[], object]] = [
            lambda: desktop.stage.start(["xfce4-settings-manager"]),
            lambda: pyautogui.click(*PLACES[desktop.stage.screen.grab().size_px]),
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


PLACES: dict[tuple[int, int], tuple[float, float]] = {}
"""Where Appearance stands in the settings, by screen size: what a person would have measured for pyautogui."""


def measure(size: tuple[int, int], folder: Path) -> None:
    with Desktop("xfce", size=size, out=folder) as desktop:
        desktop.start("xfce4-settings-manager")
        PLACES[size] = desktop.find("Appearance", timeout=60).point


def run(size: tuple[int, int], act: Callable[[Desktop, Path], str], folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    with Desktop("xfce", size=size, out=folder, timeout=30) as desktop:
        desktop.sight.look()
        started = time.perf_counter()
        failure = act(desktop, folder)
        seconds = round(time.perf_counter() - started, 2)
        failure = failure or judged(desktop)
    return {"seconds": seconds, "failure": failure}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--sizes", nargs="+", default=SIZES)
    parser.add_argument("--sleeps", type=float, nargs="*", default=[0.5, 1.0, 2.0], help="s after each act")
    parser.add_argument("--search", action="store_true", help="find the smallest sleep that passes all runs")
    parser.add_argument("--out", type=Path, default=Path("runs/script_flow"))
    parser.add_argument("--results", type=Path)
    chosen = parser.parse_args()
    rows: list[dict[str, Any]] = []

    def passes(how: str, size: str, act: Callable[[Desktop, Path], str]) -> bool:
        width, height = map(int, size.split("x"))
        done = [run((width, height), act, chosen.out / size / how / str(n)) for n in range(chosen.runs)]
        times = [one["seconds"] for one in done if not one["failure"]]
        failures = [one["failure"] for one in done if one["failure"]]
        rows.append({
            "size": size, "how": how, "runs": len(done), "failed": len(failures), "failures": failures,
            "median_s": statistics.median(times) if times else None, "seconds": times,
        })  # fmt: skip
        return not failures

    for size in chosen.sizes:
        width, height = map(int, size.split("x"))
        passes("flow", size, by_flow)
        measure((width, height), chosen.out / size / "measure")
        for sleep_s in chosen.sleeps:
            passes(f"sleep {sleep_s:g} s", size, by_sleeps(sleep_s))
        low, high = 0.0, 4.0
        while chosen.search and high - low > 0.125:
            middle = (low + high) / 2
            if passes(f"sleep {middle:g} s", size, by_sleeps(middle)):
                high = middle
            else:
                low = middle
    table = Table("size", "how", "done", "median s", box=None)
    for row in rows:
        table.add_row(
            row["size"], row["how"], f"{row['runs'] - row['failed']} of {row['runs']}", str(row["median_s"])
        )
    Console().print(table)
    for row in rows:
        for failure in row["failures"]:
            Console().print(f"{row['size']} {row['how']}: {failure}", markup=False)
    if chosen.results:
        chosen.results.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if all(not row["failed"] for row in rows if row["how"] == "flow") else 1


if __name__ == "__main__":
    raise SystemExit(main())
