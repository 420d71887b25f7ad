"""In: nothing but this package. Out: how long a script takes to find a word on a busy 1920x1080 screen, and why.

Four real windows full of text stand on a private XFCE desktop: an editor, a terminal, a file manager, the settings. A word is
found for the first time (everything is read), once more (nothing changed), and after a menu opened or a word was typed: one
that was there before, and the one that is new. ``read`` is the share of the screen that was read again for it.

    python benchmarks/script_find.py --repetitions 15 --results benchmarks/results/script_find.json
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ppagent.policy.reader.page import RapidOcr
from ppagent.run import versions
from ppagent.script import Desktop
from ppagent.script.sight import Sight

SIZE = (1920, 1080)
OLD, MENU, TYPED = "quartermaster", "Increase Indent", "heliograph"
"""Words that stand in one place: in the editor's text, in its Edit menu, nowhere until it is typed."""
EDIT = {"exact": "Edit", "right_of": {"text": "File", "left_of": "Search"}}


class Watch:
    """Times finding, and counts what was read for it."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop, self._area = desktop, 0.0
        started = time.perf_counter()
        self._ocr = RapidOcr()
        self.load_ms = (time.perf_counter() - started) * 1000
        self.rows: dict[str, list[dict[str, float]]] = {}

    def __call__(self, pixels: Any) -> Any:
        """Read, as the reader does."""
        self._area += pixels.shape[0] * pixels.shape[1] / (SIZE[0] * SIZE[1])
        return self._ocr(pixels)

    def forget(self) -> None:
        """See the screen for the first time again."""
        self._desktop.sight = Sight(self._desktop.stage.screen, ocr=self)

    def find(self, case: str, word: str) -> None:
        """Find a word on a screen that rests."""
        self._desktop.wait_until_still()
        self._area = 0.0
        started = time.perf_counter()
        self._desktop.find(word, timeout=0)
        ms = (time.perf_counter() - started) * 1000
        self.rows.setdefault(case, []).append({"ms": round(ms, 1), "read": round(self._area, 4)})


def furnish(desktop: Desktop) -> None:
    """Open the windows, and put them side by side."""
    # The licence stands in for any long text: it is on every Debian.
    desktop.stage.run(
        f"sed '40s/$/ The {OLD} counts lanterns./' /usr/share/common-licenses/GPL-3 > ~/text.txt"
    )
    places = {
        "mousepad --disable-server text.txt": ("text.txt", (0, 40), (940, 940)),
        "xfce4-terminal --disable-server --working-directory=/usr/share -x sh -c 'ls -l; sleep 9999'": (
            "Terminal", (960, 40), (940, 430),
        ),
        "thunar /usr/share": ("share", (960, 530), (520, 450)),
        "xfce4-settings-manager": ("Settings", (1500, 530), (400, 450)),
    }  # fmt: skip
    for command, (title, at, size) in places.items():
        desktop.start(command)
        desktop.move_window(title, at, size=size, timeout=60)
        desktop.wait_until_still(timeout=60)
    desktop.focus("text.txt")


def once(desktop: Desktop, watch: Watch) -> None:
    """Every case, once."""
    watch.forget()
    watch.find("first", OLD)
    watch.find("nothing changed", OLD)
    for case, word in (("a menu opened", OLD), ("a menu opened, in it", MENU)):
        desktop.click(EDIT)
        watch.find(case, word)
        desktop.press("escape")
        desktop.wait_vanish(MENU)
    for case, word in (("a word typed", OLD), ("a word typed, itself", TYPED)):
        desktop.press("ctrl+home")
        desktop.press("end")
        desktop.type(f" {TYPED}")
        watch.find(case, word)
        desktop.press("ctrl+backspace")
        desktop.wait_vanish(TYPED)


def written(watch: Watch, lines: int, repetitions: int) -> str:
    """The results up to now."""
    about = {
        "command": " ".join(["python", *sys.argv]), "versions": versions(), "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1), "size_px": SIZE, "lines": lines, "load_ms": round(watch.load_ms),
        "repetitions": repetitions,
        "median_ms": {case: statistics.median(one["ms"] for one in rows) for case, rows in watch.rows.items()},
    }  # fmt: skip
    return json.dumps(about | {"cases": watch.rows}, indent=1) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=15)
    parser.add_argument("--out", type=Path, default=Path("runs/script_find"))
    parser.add_argument("--results", type=Path)
    chosen = parser.parse_args()
    with Desktop("xfce", size=SIZE, out=chosen.out, timeout=30) as desktop:
        furnish(desktop)
        watch = Watch(desktop)
        watch.forget()
        desktop.wait_until_still()
        desktop.sight.look()
        lines = len(desktop.sight.lines())
        desktop.picture()
        for turn in range(1, chosen.repetitions + 1):
            once(desktop, watch)
            print(f"{turn} of {chosen.repetitions}", flush=True)
            if chosen.results:
                chosen.results.write_text(written(watch, lines, turn), encoding="utf-8")
    table = Table("case", "median ms", "fastest", "slowest", "read", box=None)
    for case, rows in watch.rows.items():
        times, read = [one["ms"] for one in rows], statistics.median(one["read"] for one in rows)
        spread = (statistics.median(times), min(times), max(times))
        table.add_row(case, *(f"{ms:,.0f}" if ms >= 10 else f"{ms:.1f}" for ms in spread), f"{read:.1%}")
    console = Console()
    console.print(table)
    console.print(f"{lines} lines on the screen; the reader itself is loaded once, in {watch.load_ms:.0f} ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
