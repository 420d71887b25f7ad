"""In: sheets that training never saw. Out: a grounding set of them in ScreenSpot's format, for `ppagent eval`.

Every screen has a past, for the temporal arm: something lay over it and went away.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ppagent.errors import InputError
from ppagent.files import png, write_atomically
from ppagent.train.questions import LONGEST
from ppagent.train.scene import over
from ppagent.train.sheet import Element, Sheet

_SMALLEST = 8
"""px: nobody hits smaller things."""


def write_exam(
    folder: Path,
    sheets: Iterable[Sheet],
    targets: int,
    seed: int,
    tell: Callable[[int], None] = lambda _: None,
) -> dict[str, int]:
    """Write pictures and ``annotations.json``: things asked for by names that stand once on their screen.

    Args:
        folder: is made.
        sheets: held out.
        targets: most of one screen; half of them icons where there are enough.
        seed: of the draws.
        tell: told how many screens are written.

    Returns:
        screens, and targets by type.

    Raises:
        InputError: the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty", "give a new folder")
    (folder / "screens").mkdir(parents=True)
    rng, records, counts = random.Random(seed), [], Counter[str]()
    last: Sheet | None = None
    for number, sheet in enumerate(sheets):
        chosen = _chosen(sheet, targets, rng)
        before = over(sheet, last or sheet, rng)
        last = sheet
        if not chosen:
            continue
        name = f"screens/{number:04}.png"
        past = f"screens/{number:04}-before.png"
        write_atomically(folder / name, png(sheet.pixels))
        write_atomically(folder / past, png(before.pixels))
        for place, element in enumerate(chosen):
            kind = "text" if element.written else "icon"
            counts[kind] += 1
            records.append(_record(f"{number:04}-{place}", name, past, sheet, element, kind))
        counts["screens"] += 1
        tell(counts["screens"])
    text = json.dumps(records, ensure_ascii=False, indent=1)
    write_atomically(folder / "annotations.json", text.encode("utf-8"))
    return dict(counts)


def _chosen(sheet: Sheet, targets: int, rng: random.Random) -> list[Element]:
    names = Counter(element.name.casefold().strip() for element in sheet.elements)

    def good(element: Element) -> bool:
        left, top, right, bottom = element.box
        name = element.name.strip()
        return (
            names[name.casefold()] == 1
            and 0 < len(name) <= LONGEST
            and min(right - left, bottom - top) >= _SMALLEST
        )

    fitting = [element for element in sheet.elements if good(element)]
    rng.shuffle(fitting)
    icons = [element for element in fitting if not element.written][: -(-targets // 2)]
    texts = [element for element in fitting if element.written][: targets - len(icons)]
    return texts + icons


def _record(name: str, picture: str, past: str, sheet: Sheet, element: Element, kind: str) -> dict[str, Any]:
    left, top, right, bottom = (round(value, 1) for value in element.box)
    height, width = sheet.pixels.shape[:2]
    return {
        "id": name, "img_filename": picture, "img_size": [width, height], "frames": [past],
        "bbox": [left, top, round(right - left, 1), round(bottom - top, 1)], "instruction": element.name,
        "data_type": kind, "data_source": "held-out", "application": sheet.source, "role": element.role,
    }  # fmt: skip
