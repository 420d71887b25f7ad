"""In: coloured icons of desktop themes as files, by size and name. Out: pictures of them, and what they are called."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

KEPT = 8000
EVEN = 18.0
"""Levels by which the parts of a symbol in one colour differ."""


@cache
def theme_names() -> dict[str, list[str]]:
    """What the icons of themes are called, the plainest name first, by the name of their file."""
    return _table("theme_names.txt")


@cache
def more_names() -> dict[str, list[str]]:
    """What drawn icons are called besides, by their plain name."""
    return _table("icon_names.txt")


def _table(file: str) -> dict[str, list[str]]:
    lines = Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines()
    pairs = (line.split(":") for line in lines if line and not line.startswith("#"))
    return {key: [name.strip() for name in names.split(";")] for key, names in pairs}


class ThemeIcons:
    """Icons of the themes on one side of the split: ``theme_icons/{train,held}/<theme>/<size>/<name>.png``.

    Attributes:
        names: by theme, the names it has, sorted; empty when the folder holds no themes.
    """

    def __init__(self, assets: Path, *, held_out: bool) -> None:
        self._folder = assets / "theme_icons" / ("held" if held_out else "train")
        self._sizes: dict[tuple[str, str], list[int]] = {}
        self.names: dict[str, list[str]] = {}
        for file in sorted(self._folder.glob("*/*/*.png")):
            theme, size, name = file.parts[-3], int(file.parts[-2]), file.stem
            if name in theme_names():
                self._sizes.setdefault((theme, name), []).append(size)
        self._called: dict[tuple[str, str], list[str]] = {}
        for theme, name in self._sizes:
            self.names.setdefault(theme, []).append(name)
            for called in theme_names()[name]:
                self._called.setdefault((theme, called), []).append(name)
        self._symbols: dict[tuple[str, str, int], bool] = {}
        self._kept: dict[tuple[str, str, int], Image.Image] = {}

    def pick(self, rng: random.Random, theme: str, meaning: str = "") -> str:
        """The file name of an icon of the theme: of one that is called so, empty when none is; of any without a meaning."""
        names = self._called.get((theme, meaning), []) if meaning else self.names[theme]
        return rng.choice(names) if names else ""

    def is_symbol(self, theme: str, name: str, size: int) -> bool:
        """Whether all that is opaque in a picture is about as light: its shape alone tells what it is."""
        key = theme, name, size
        if key not in self._symbols:
            levels = np.asarray(self.picture(theme, name, size).convert("LA"))
            opaque = levels[levels[:, :, 1] > 160, 0]
            self._symbols[key] = bool(len(opaque)) and float(opaque.std()) < EVEN
        return self._symbols[key]

    def picture(self, theme: str, name: str, size: int) -> Image.Image:
        """The icon as ``(size, size)`` RGBA, from the file of the nearest size that is not smaller."""
        key = theme, name, size
        picture = self._kept.get(key)
        if picture is None:
            sizes = sorted(self._sizes[theme, name])
            near = min((known for known in sizes if known >= size), default=sizes[-1])
            with Image.open(self._folder / theme / str(near) / f"{name}.png") as file:
                picture = file.convert("RGBA")
            if picture.size != (size, size):
                picture = picture.resize((size, size), Image.Resampling.LANCZOS)
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[key] = picture
        return picture
