"""In: a folder and a seed. Out: files in it that programs can open: text, code, a table, pictures, pages, an archive, sounds."""

from __future__ import annotations

import random
import sqlite3
import wave
import zipfile
from pathlib import Path

from PIL import Image, ImageDraw

_WORDS = [
    "amber",
    "anchor",
    "basket",
    "bridge",
    "candle",
    "cedar",
    "cliff",
    "cloud",
    "copper",
    "coral",
    "cotton",
    "crane",
    "dawn",
    "delta",
    "ember",
    "fable",
    "falcon",
    "fern",
    "field",
    "flint",
    "forest",
    "garden",
    "glacier",
    "harbor",
    "hazel",
    "island",
    "ivory",
    "jasmine",
    "kettle",
    "lantern",
    "linen",
    "maple",
    "marble",
    "meadow",
    "mirror",
    "north",
    "ocean",
    "orchard",
    "paper",
    "pearl",
    "pebble",
    "pine",
    "planet",
    "quartz",
    "raven",
    "ribbon",
    "river",
    "saddle",
    "silver",
    "slate",
    "summit",
    "thistle",
    "timber",
    "tulip",
    "valley",
    "velvet",
    "violet",
    "walnut",
    "willow",
    "window",
    "winter",
]


def write_documents(folder: Path, seed: int) -> list[Path]:
    """Write the files, the same for the same seed; gives all paths that were made, the folder first."""
    dice = random.Random(seed)
    folder.mkdir()
    (folder / "text.txt").write_text(
        "\n".join(" ".join(dice.choices(_WORDS, k=dice.randint(3, 11))) for _ in range(40))
    )
    (folder / "code.py").write_text(
        "import math\n\n"
        + "\n\n".join(
            f"def {name}(value):\n    total = value * {dice.randint(2, 99)}\n    return math.sqrt(total)\n"
            for name in dice.sample(_WORDS, 8)
        )
    )
    names = dice.sample(_WORDS, 20)
    rows = [
        (name, dice.choice(_WORDS), dice.randint(1, 999), round(dice.uniform(1, 90), 2)) for name in names
    ]
    table = ["item,kind,count,price", *(",".join(map(str, row)) for row in rows)]
    (folder / "table.csv").write_text("\n".join(table) + "\n")
    with sqlite3.connect(folder / "store.db") as store:
        store.execute("create table items (item text, kind text, count integer, price real)")
        store.executemany("insert into items values (?, ?, ?, ?)", rows)
        store.execute("create table places (place text, distance real)")
        store.executemany("insert into places values (?, ?)", [(name, dice.uniform(1, 99)) for name in names])
    store.close()
    picture = _picture(dice)
    picture.save(folder / "picture.png")
    picture.convert("RGB").save(folder / "pages.pdf", save_all=True, append_images=[_picture(dice)])
    with zipfile.ZipFile(folder / "pack.zip", "w", zipfile.ZIP_DEFLATED) as pack:
        for name in ("text.txt", "code.py", "table.csv"):
            pack.write(folder / name, name)
        for name in dice.sample(_WORDS, 6):
            pack.writestr(f"{name}.txt", name * 20)
    (folder / "drawing.svg").write_text(_drawing(dice))
    (folder / "page.html").write_text(_page(dice))
    for name in dice.sample(_WORDS, 4):
        with wave.open(str(folder / f"{name}.wav"), "wb") as sound:
            sound.setparams((1, 1, 8000, 0, "NONE", ""))
            sound.writeframes(bytes([128]) * 8000 * dice.randint(2, 9))
    return [folder, *sorted(folder.iterdir())]


def _picture(dice: random.Random) -> Image.Image:
    """A few shapes on one colour: nothing that weighs much."""
    page = Image.new("RGB", (480, 360), _colour(dice))
    draw = ImageDraw.Draw(page)
    for _ in range(6):
        left, top = dice.randint(0, 400), dice.randint(0, 280)
        draw.ellipse(
            (left, top, left + dice.randint(30, 160), top + dice.randint(30, 120)), fill=_colour(dice)
        )
    return page


def _drawing(dice: random.Random) -> str:
    shapes = "".join(
        f'<rect x="{dice.randint(0, 300)}" y="{dice.randint(0, 200)}" width="{dice.randint(30, 160)}"'
        f' height="{dice.randint(30, 120)}" fill="rgb{_colour(dice)}"/>'
        for _ in range(5)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360">{shapes}</svg>'


def _page(dice: random.Random) -> str:
    title, *words = (word.title() for word in dice.sample(_WORDS, 12))
    links = "".join(f'<p><a href="#{word}">{word}</a></p>' for word in words)
    return f"<!doctype html><title>{title}</title><h1>{title}</h1>{links}<p>{' '.join(words)}</p>"


def _colour(dice: random.Random) -> tuple[int, int, int]:
    return dice.randint(40, 230), dice.randint(40, 230), dice.randint(40, 230)
