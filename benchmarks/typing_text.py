"""In: nothing but this package. Out: how many of 2,000 typed characters arrive wrong, and how fast, by toolkit and layout.

One private XFCE desktop, four applications (GTK, Qt, Chromium, a terminal), four keyboard layouts. Each run types a
text of its own, drawn from its number: Latin with accents, Greek, Cyrillic, Hebrew, Arabic, CJK, symbols, emoji, and
what layouts hide behind dead keys. What arrived is read from the application: the file that it saved, what its page
posted, what `cat` wrote. Every run is recorded at once, and a call goes on where the last one ended.

    python benchmarks/typing_text.py --runs 20 --results benchmarks/results/typing.json
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ppagent.action.schema import Type
from ppagent.desktop.card import env_folder, find_env
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.hands.desktop import DesktopHands

sys.path.insert(0, str(Path(__file__).parent))
from typing_targets import TARGETS, Target, running

LAYOUTS = {"us": "us", "de": "de", "fr": "fr", "us(dvorak)": "us -variant dvorak"}
LENGTH = 2_000
LINE = 60
SHELVES = {
    "ascii": "".join(map(chr, range(0x21, 0x7F))),
    "dead": "^`´~¨¸°˚ˇ˘˙˛˝",  # noqa: RUF001 - they are meant
    "brackets": "<>[]{}()|\\@#$&%«»‹›„“”‘’",  # noqa: RUF001
    "latin": "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœŒÀÉÎÕÜÇØŁłŽžŐőŞşİıĞğẞ",
    "greek": "αβγδεζηθικλμνξοπρςστυφχψωάέήίόύώΑΒΓΔΩ",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяёЁЖЩЫЯіїєґ",
    "cjk": "漢字日本語中文测试輸入文字ひらがなカタカナ한국어키보드",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "symbols": "€£¥©®™±×÷≤≥≠∞∑√→←↑↓•…–—½²³µ§¶¿¡",
    "emoji": "😀🎉🚀🐍👍🔥🌍💾🧪🦊",
}
WEIGHTS = (30, 6, 8, 12, 7, 8, 7, 5, 5, 7, 5)


def text_of(run: int) -> str:
    """2,000 characters in words of one script, in lines; no line begins or ends with a space."""
    dice = random.Random(run)
    lines: list[str] = []
    while sum(map(len, lines)) + len(lines) < LENGTH + LINE:
        line = ""
        while len(line) < LINE:
            (shelf,) = dice.choices(list(SHELVES.values()), WEIGHTS)
            line += " " * bool(line) + "".join(dice.choices(shelf, k=dice.randint(2, 8)))
        lines.append(line)
    text = "\n".join(lines)[:LENGTH]
    return text[:-1] + "." if text[-1].isspace() else text


def wrong_characters(wanted: str, got: str) -> int:
    """Insertions, deletions and substitutions that turn one text into the other (Levenshtein)."""
    while wanted and got and wanted[0] == got[0]:
        wanted, got = wanted[1:], got[1:]
    while wanted and got and wanted[-1] == got[-1]:
        wanted, got = wanted[:-1], got[:-1]
    row = list(range(len(got) + 1))
    for number, character in enumerate(wanted, 1):
        corner, row[0] = row[0], number
        for place, other in enumerate(got, 1):
            corner, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, corner + (character != other)),
            )
    return row[-1]


def type_once(target: Target, hands: DesktopHands, run: int) -> dict[str, Any]:
    text = text_of(run)
    target.begin()
    start = time.perf_counter()
    hands.perform(Type(text=text))
    seconds = time.perf_counter() - start
    got = target.read()
    row: dict[str, Any] = {
        "characters": len(text),
        "seconds": round(seconds, 3),
        "wrong": wrong_characters(text, got),
    }
    if row["wrong"]:
        place = next(
            (i for i, (a, b) in enumerate(zip(text, got, strict=False)) if a != b), min(len(text), len(got))
        )
        row["first"] = {"at": place, "wanted": text[place : place + 24], "got": got[place : place + 24]}
    return row


def measure(options: argparse.Namespace, rows: dict[str, dict[str, Any]], console: Console) -> None:
    layouts = [name for name in LAYOUTS if options.layout in ("", name)]
    with XvfbDesktop(find_env("xfce"), env_folder("xfce"), size=(1280, 800)) as desktop:
        hands = DesktopHands(desktop.display, str(desktop.xauthority))
        for app in TARGETS:
            jobs = [(layout, run) for run in range(1, options.runs + 1) for layout in layouts]
            jobs = [job for job in jobs if f"{app} {job[0]} {job[1]}" not in rows]
            if options.app not in ("", app) or not jobs:
                continue
            with running(app, desktop, hands) as target:
                for layout, run in jobs:
                    desktop.run_on(f"setxkbmap {LAYOUTS[layout]}")
                    row = type_once(target, hands, run)
                    rows[f"{app} {layout} {run}"] = {"app": app, "layout": layout, "run": run, **row}
                    save(options.results, rows)
                    if row["wrong"]:
                        console.print(app, layout, run, row, markup=False)
            desktop.run_on("setxkbmap us")


def save(file: Path, rows: dict[str, dict[str, Any]]) -> None:
    machine = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    told = {"command": "python benchmarks/typing_text.py --runs 20 --results FILE", "machine": machine}
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows.values())
    head = json.dumps(told, indent=1).removesuffix("\n}")
    part = file.with_suffix(".part")
    part.write_text(f'{head},\n "runs": [\n{lines}\n ]\n}}\n', encoding="utf-8")
    part.replace(file)


def load(file: Path) -> dict[str, dict[str, Any]]:
    if not file.is_file():
        return {}
    runs = json.loads(file.read_text(encoding="utf-8"))["runs"]
    return {f"{row['app']} {row['layout']} {row['run']}": row for row in runs}


def table(rows: dict[str, dict[str, Any]]) -> Table:
    shown = Table(title="characters typed, wrong, and per second")
    for heading in (
        "application",
        "layout",
        "runs",
        "characters",
        "wrong",
        "runs with a wrong one",
        "characters/s",
    ):
        shown.add_column(heading, justify="left" if heading in ("application", "layout") else "right")
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows.values():
        groups.setdefault((row["app"], row["layout"]), []).append(row)
    order = {name: place for place, name in enumerate((*TARGETS, *LAYOUTS))}
    for app, layout in sorted(groups, key=lambda key: (order[key[0]], order[key[1]])):
        shown.add_row(app, layout, *sums(groups[app, layout]))
    shown.add_section()
    shown.add_row("all", "", *sums(list(rows.values())))
    return shown


def sums(rows: list[dict[str, Any]]) -> list[str]:
    characters, seconds = sum(row["characters"] for row in rows), sum(row["seconds"] for row in rows)
    wrong = [row["wrong"] for row in rows]
    return [
        str(len(rows)), f"{characters:,}", str(sum(wrong)), str(sum(map(bool, wrong))),
        f"{characters / seconds:.0f}" if seconds else "",
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--app", default="", choices=["", *TARGETS])
    parser.add_argument("--layout", default="", choices=["", *LAYOUTS])
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results/typing.json"))
    options = parser.parse_args()
    rows, console = load(options.results), Console()
    measure(options, rows, console)
    console.print(table(rows))
    return int(any(row["wrong"] for row in rows.values()))


if __name__ == "__main__":
    sys.exit(main())
