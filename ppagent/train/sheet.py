"""In: screens whose things are known. Out: Sheet and Episode, what all generators make, and shards of them on disk."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ppagent.action.schema import ACTION, Action
from ppagent.screen.frame import Pixels

Box = tuple[float, float, float, float]
"""left, top, right, bottom; px of the sheet."""


@dataclass(frozen=True, slots=True)
class Element:
    """A thing on a screen that can be named and clicked.

    Attributes:
        role: what it is, by the plain words of `ROLES`.
        name: what a person would call it: the text written on it, or what its icon means in plain words ("undo", "zoom in").
        box: where a click hits it, clipped to what is visible.
        ink: what is drawn of it within that box, its text or its icon: where a person would point; None: the middle of the box.
        written: the whole name is printed on the screen, readable; False: it is known by its drawing alone.
        state: "on" or "off" of switches, check boxes and radio buttons; "selected", "disabled"; empty when there is none.
        value: what a field or combo box holds, as printed.
        group: the heading, row or dialog it belongs to, as printed: tells it from others of its name; empty when unknown.
        hint: the placeholder of a field, or the tooltip of a button, where it is another word than its name.
    """

    role: str
    name: str
    box: Box
    ink: Box | None = None
    written: bool = True
    state: str = ""
    value: str = ""
    group: str = ""
    hint: str = ""


ROLES = (
    "button",
    "link",
    "field",
    "check box",
    "radio button",
    "switch",
    "tab",
    "menu",
    "menu item",
    "list item",
    "cell",
    "heading",
    "text",
    "icon",
    "combo box",
    "slider",
    "spin button",
    "image",
    "file",
    "row",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A screen, a window or a page, and what is on it.

    Attributes:
        pixels: ``(H, W, 3)`` uint8 RGB.
        elements: all things worth naming that are visible; two may share a name.
        source: which generator, and of what: ``drawn``, ``web/<template>``, ``gtk/<theme>``, ``qt/<style>``, ``app/<program>``.
        glyphs: ``(n, 3)`` int32: every printed ASCII character as code, x, y of its middle; None when they are not known.
        pictograms: ``(n, 3)`` int32: every icon of the drawn set as class, x, y of its middle; None when they are not known.
    """

    pixels: Pixels
    elements: tuple[Element, ...]
    source: str
    glyphs: NDArray[np.int32] | None = None
    pictograms: NDArray[np.int32] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What was on the screen, and what was right to do; points are px of the sheet.

    Attributes:
        sheet, action: these.
        refused: the action was not carried out, and the next turn is told so.
    """

    sheet: Sheet
    action: Action
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Episode:
    """A task done from beginning to end by one who knows the answers; the last action is `Done`, `Answer` or `Fail`."""

    task: str
    turns: tuple[Turn, ...]


def write_shard(path: Path, items: Iterable[Sheet | Episode]) -> int:
    """Write sheets and episodes into one file: a zip of lossless WebP pictures and ``items.jsonl``.

    Returns:
        how many items were written. The file is complete or not there.
    """
    lines: list[str] = []
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            pictures = 0

            def plain(sheet: Sheet) -> dict[str, Any]:
                nonlocal pictures
                buffer = io.BytesIO()
                Image.fromarray(sheet.pixels).save(buffer, "webp", lossless=True, quality=60, method=4)
                archive.writestr(f"{pictures:06}.webp", buffer.getvalue())
                pictures += 1
                return {
                    "picture": pictures - 1,
                    "source": sheet.source,
                    "elements": [asdict(element) for element in sheet.elements],
                    "glyphs": None if sheet.glyphs is None else sheet.glyphs.tolist(),
                    "pictograms": None if sheet.pictograms is None else sheet.pictograms.tolist(),
                }

            for item in items:
                if isinstance(item, Sheet):
                    record: dict[str, Any] = {"sheet": plain(item)}
                else:
                    turns = [
                        {
                            "sheet": plain(turn.sheet),
                            "action": turn.action.model_dump(mode="json"),
                            "refused": turn.refused,
                        }
                        for turn in item.turns
                    ]
                    record = {"task": item.task, "turns": turns}
                lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
            archive.writestr("items.jsonl", "\n".join(lines), zipfile.ZIP_DEFLATED)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return len(lines)


def read_shard(path: Path) -> Iterator[Sheet | Episode]:
    """Read what `write_shard` wrote, one after the other."""
    with zipfile.ZipFile(path) as archive:
        for line in shard_lines(archive):
            yield item_from(archive, line)


def shard_lines(archive: zipfile.ZipFile) -> list[str]:
    """One line per item of a shard, for `item_from`."""
    return archive.read("items.jsonl").decode("utf-8").splitlines()


def item_from(archive: zipfile.ZipFile, line: str) -> Sheet | Episode:
    """One item of a shard, its pictures read."""

    def sheet(record: dict[str, Any]) -> Sheet:
        picture = Image.open(io.BytesIO(archive.read(f"{record['picture']:06}.webp"))).convert("RGB")
        return Sheet(
            np.asarray(picture),
            tuple(_element(each) for each in record["elements"]),
            record["source"],
            _triples(record["glyphs"]),
            _triples(record["pictograms"]),
        )

    record = json.loads(line)
    if "sheet" in record:
        return sheet(record["sheet"])
    turns = (
        Turn(sheet(turn["sheet"]), ACTION.validate_python(turn["action"]), turn.get("refused", False))
        for turn in record["turns"]
    )
    return Episode(record["task"], tuple(turns))


def _element(record: dict[str, Any]) -> Element:
    ink = record["ink"]
    return Element(**{**record, "box": tuple(record["box"]), "ink": None if ink is None else tuple(ink)})


def _triples(rows: list[list[int]] | None) -> NDArray[np.int32] | None:
    return None if rows is None else np.array(rows, dtype=np.int32).reshape(-1, 3)
