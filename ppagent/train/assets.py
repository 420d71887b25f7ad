"""In: packages of Debian and npm, by name. Out: the folder that `ppagent.train.drawn` draws from: words, fonts, icons, themes.

``python -m ppagent.train.assets FOLDER`` needs ``apt-get``, ``dpkg-deb``, ``npm``, and the Python packages ``fonttools`` and
``resvg_py``. Nothing is installed: packages are fetched into ``FOLDER-packages`` and read there. `ppagent.train.drawn.sources` names them with
their licences; what each package says about its own is copied to ``FOLDER/licences``.
"""

from __future__ import annotations

import codecs
import importlib
import io
import json
import re
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ppagent.errors import InputError, MissingError
from ppagent.train.drawn import sources
from ppagent.train.drawn.filed import Filed, concepts, held_icons, is_filled, plain
from ppagent.train.drawn.icons import SIZES
from ppagent.train.drawn.packages import debian, npm
from ppagent.train.drawn.themes import theme_names

LETTERS = [*range(32, 127), *range(0xA0, 0x180), *map(ord, "…•←→–")]
"""Characters that are kept of the fonts: ASCII, Latin-1, Latin Extended-A, and a few signs."""
THEME_SIZES = (16, 22, 24, 32, 48, 64)
# Beginnings of words that nobody should meet on a screen, turned by 13 letters.
UNWANTED = tuple(
    codecs.decode(stem, "rot13")
    for stem in [
        "avtt",
        "snttbg",
        "phag",
        "shpx",
        "xvxr",
        "jrgonpx",
        "puvax",
        "encr",
        "fyhg",
        "juber",
        "fuvg",
        "cbea",
        "anmv",
    ]
)


def prepare(folder: Path) -> None:
    """Fill the folder; what is there already is made anew.

    Raises:
        MissingError: a program or Python package that this needs is not installed.
        InputError: a package could not be fetched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    words(folder)
    fonts(folder)
    icons(folder)
    themes(folder)


def words(folder: Path) -> None:
    """``words.txt``: the plain words of a dictionary, one a line."""
    package, file = sources.WORDS
    text = (debian(folder, package) / file).read_text(encoding="utf-8")
    kept = [word for word in text.split() if word.isascii() and word.isalpha() and 2 <= len(word) <= 13]
    kept = [word for word in kept if not word.lower().startswith(UNWANTED)]
    (folder / "words.txt").write_text("\n".join(kept), encoding="utf-8")


def fonts(folder: Path) -> None:
    """``fonts/{train,held}/<name>.{ttf,otf}``: the fonts, with the characters of `LETTERS` alone."""
    shutil.rmtree(folder / "fonts", ignore_errors=True)
    for source in (*sources.DEBIAN_FONTS, *sources.NPM_FONTS):
        from_npm = source.package.startswith("@")
        unpacked = npm(folder, source.package) if from_npm else debian(folder, source.package)
        target = folder / "fonts" / ("held" if source.held_out else "train")
        target.mkdir(parents=True, exist_ok=True)
        for name in source.files:
            family, _, weight = name.rpartition("-")
            pattern = f"files/{family}-latin-{weight}-normal.woff" if from_npm else f"{name}.[to]tf"
            found = sorted(unpacked.rglob(pattern))
            if not found:
                raise InputError(f"{source.package} holds no {pattern}", "Mend ppagent.train.drawn.sources.")
            data = _subset(found[-1])
            (target / f"{name}.{'otf' if data[:4] == b'OTTO' else 'ttf'}").write_bytes(data)


def _subset(file: Path) -> bytes:
    subset, library = _library("fontTools.subset", "fonttools"), _library("fontTools.ttLib", "fonttools")
    font, options = library.TTFont(file), subset.Options()
    options.layout_features, options.name_IDs, options.notdef_outline = ["kern"], [1], True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    font.flavor = None
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def icons(folder: Path) -> None:
    """``icons.json`` and ``icons.npz``: drawings of the icon families, by what they mean.

    Classes are the lines of ``concepts.txt``. Held-out drawings are those of ``held_icons.txt`` and no others.
    """
    number = {concept.name: place for place, concept in enumerate(concepts())}
    names: list[str] = []
    rows: list[tuple[int, int, bool]] = []
    masks: dict[int, list[NDArray[np.uint8]]] = {size: [] for size in SIZES}
    filed = Filed()
    for place, family in enumerate(sorted(sources.ICON_FAMILIES)):
        told = json.loads((npm(folder, f"@iconify-json/{family}") / "icons.json").read_text(encoding="utf-8"))
        held = family in sources.HELD_FAMILIES
        chosen = _held(family) if held else _chosen(family, told, filed)
        for name, concept in chosen:
            drawn = _drawn(told, name)
            if drawn is None:
                continue
            names.append(f"{family}:{name}")
            rows.append((number[concept], place, held))
            for size, mask in zip(SIZES, drawn, strict=True):
                masks[size].append((mask >> 3).astype(np.uint8))
    told_of = {
        "concepts": list(number),
        "syn": [[one.name, *one.said] for one in concepts()],
        "fam": sorted(sources.ICON_FAMILIES),
        "names": names,
    }
    (folder / "icons.json").write_text(json.dumps(told_of), encoding="utf-8")
    kinds, owners, apart = zip(*rows, strict=True)
    stacks: dict[str, Any] = {f"m{size}": np.stack(masks[size]) for size in SIZES}
    np.savez_compressed(
        folder / "icons.npz",
        cid=np.array(kinds, np.int16),
        fam=np.array(owners, np.int8),
        held=np.array(apart),
        **stacks,
    )


_SKIPPED = re.compile(r"two-?tone|duotone|broken|-color$|sharp-|-thin|-light$|-rtl$|-light-|[^\x00-\x7f]")


def _held(family: str) -> list[tuple[str, str]]:
    """The drawings of a held-out family, each with what it means."""
    start = f"{family}:"
    return [
        (file.removeprefix(start), concept)
        for file, concept in held_icons().items()
        if file.startswith(start)
    ]


def _chosen(family: str, told: Any, filed: Filed) -> list[tuple[str, str]]:
    """The icons used of a family, each with its class: of a file name one in outline and one filled, of a class four at most."""
    chosen: list[tuple[str, str]] = []
    count: Counter[str] = Counter()
    seen: set[tuple[str, bool]] = set()
    for name in sorted(told["icons"], key=lambda one: (len(one), one)):
        if _SKIPPED.search(name) or (family == "fluent" and not re.search(r"-(16|20)-", name)):
            continue
        concept = filed.meaning(family, name)
        style = plain(name), is_filled(name)
        if not concept or style in seen or count[concept] >= 4:
            continue
        seen.add(style)
        count[concept] += 1
        chosen.append((name, concept))
    return chosen


def _drawn(told: Any, name: str) -> list[NDArray[np.uint8]] | None:
    """The icon as a mask of each size, in the middle of a square; None when it is all but empty."""
    icon = told["icons"][name]
    wide, high = icon.get("width", told.get("width", 16)), icon.get("height", told.get("height", 16))
    view = f"{icon.get('left', 0)} {icon.get('top', 0)} {wide} {high}"
    body = icon["body"].replace("currentColor", "#000")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{view}">{body}</svg>'
    masks = []
    for size in SIZES:
        unit = size / max(wide, high)
        picture = _raster(svg, max(1, round(wide * unit)), max(1, round(high * unit)))
        alpha = np.asarray(picture)[:size, :size, 3]
        mask = np.zeros((size, size), np.uint8)
        top, left = (size - alpha.shape[0]) // 2, (size - alpha.shape[1]) // 2
        mask[top : top + alpha.shape[0], left : left + alpha.shape[1]] = alpha
        masks.append(mask)
    return masks if masks[-1].max() >= 100 else None


def _raster(svg: str, width: int, height: int) -> Image.Image:
    """An SVG text as RGBA."""
    resvg = _library("resvg_py", "resvg_py")
    return Image.open(
        io.BytesIO(bytes(resvg.svg_to_bytes(svg_string=svg, width=width, height=height)))
    ).convert("RGBA")


def themes(folder: Path) -> None:
    """``theme_icons/{train,held}/<theme>/<size>/<name>.png``: the icons of desktop themes that have a spoken name."""
    shutil.rmtree(folder / "theme_icons", ignore_errors=True)
    for source in sources.ICON_THEMES:
        unpacked = debian(folder, source.package) / "usr/share/icons"
        for theme in source.themes:
            target = folder / "theme_icons" / ("held" if source.held_out else "train") / theme
            for file in sorted((unpacked / theme).rglob("*.*g")):
                _theme_icon(unpacked / theme, file, target)


def _theme_icon(theme: Path, file: Path, target: Path) -> None:
    if file.stem not in theme_names() or file.suffix not in {".png", ".svg"} or not file.exists():
        return
    parts = file.relative_to(theme).parts[:-1]
    size = next((int(part.split("x")[0]) for part in parts if re.fullmatch(r"(\d+)(x\1)?", part)), 0)
    place = target / str(size) / f"{file.stem}.png"
    if size not in THEME_SIZES or place.exists():
        return
    if file.suffix == ".png":
        picture = Image.open(file).convert("RGBA")
    else:
        picture = _raster(file.read_text(encoding="utf-8"), size, size)
    if picture.size == (size, size) and np.asarray(picture)[..., 3].max() > 100:
        place.parent.mkdir(parents=True, exist_ok=True)
        picture.save(place)


def _library(module: str, package: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingError(
            f"The Python package {package} is not installed", f"pip install {package}"
        ) from error


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
