"""In: icon masks of many families, by what they mean. Out: masks of any size, and which drawings stand for a name."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

SIZES = (16, 20, 24, 32)
"""Px of the masks in the file; other sizes are scaled from these."""

KEPT = 8000
MISLEADING = {
    "close": re.compile(r":cross\b|ant-design:x-|iconoir:x$"),
    "menu": re.compile(r":hamburger(?!-menu)"),
    "minus": re.compile(r":subtract(?!-\d)"),
}
"""By class, drawings that show another thing of that name: churches' crosses, a trade mark, food, shapes taken from each other."""


class IconSet:
    """The icon drawings of one side of the split.

    Attributes:
        concepts: what a class means, in plain words; the class is the place in this list.
        synonyms: per class, all names it goes by, the plain one first.
        classes: per drawing, its class.
        by_class, by_family: the drawings of each.
        common: classes with names enough to be ordinary controls.
    """

    def __init__(self, assets: Path, *, held_out: bool) -> None:
        told = json.loads((assets / "icons.json").read_text(encoding="utf-8"))
        self.concepts: list[str] = told["concepts"]
        self.synonyms: list[list[str]] = [list(dict.fromkeys(names)) for names in told["syn"]]
        with np.load(assets / "icons.npz") as arrays:
            ours = arrays["held"] == held_out
            self.classes: list[int] = arrays["cid"][ours].tolist()
            families: list[int] = arrays["fam"][ours].tolist()
            self._masks = {size: arrays[f"m{size}"][ours] for size in SIZES}
        self.by_class: dict[int, list[int]] = {}
        self.by_family: dict[int, list[int]] = {}
        sources = [name for name, mine in zip(told["names"], ours, strict=False) if mine] or [""] * len(
            families
        )
        self._drawings: list[int] = []
        for drawing, (kind, family) in enumerate(zip(self.classes, families, strict=True)):
            other = MISLEADING.get(self.concepts[kind])
            if other is not None and other.search(sources[drawing]):
                continue
            self._drawings.append(drawing)
            self.by_class.setdefault(kind, []).append(drawing)
            self.by_family.setdefault(family, []).append(drawing)
        self.class_of: dict[str, int] = {}
        for kind, names in enumerate(self.synonyms):
            for name in names:
                self.class_of.setdefault(name, kind)
        self.common = [kind for kind in self.by_class if len(self.synonyms[kind]) > 1] or list(self.by_class)
        self._kept: dict[tuple[int, int], Image.Image] = {}
        self._filled: dict[tuple[int, int], Image.Image] = {}
        steep = [min(255, max(0, int((level - 128) * 1.8 + 128))) for level in range(256)]
        self._steep = steep

    def pick(self, rng: random.Random, family: int, name: str = "") -> int:
        """A drawing: of what the name means if it means anything; else a common one, one of the family, or any."""
        kind = self.class_of.get(name)
        if kind is not None and kind in self.by_class:
            return rng.choice(self.by_class[kind])
        share = rng.random()
        if share < 0.45:
            return rng.choice(self.by_class[rng.choice(self.common)])
        if share < 0.85:
            return rng.choice(self.by_family[family])
        return rng.choice(self._drawings)

    def mask(self, drawing: int, size: int) -> Image.Image:
        """``(size, size)`` grey mask of a drawing."""
        key = drawing, size
        mask = self._kept.get(key)
        if mask is None:
            near = min((known for known in SIZES if known >= size), default=SIZES[-1])
            levels = self._masks[near][drawing]
            mask = Image.fromarray((levels << 3) | (levels >> 2))
            if size > near:  # blurred when enlarged: a steep curve gives the edges back
                mask = mask.resize((size, size), Image.Resampling.BICUBIC).point(self._steep)
            elif size < near:
                method = Image.Resampling.BOX if near >= 2 * size else Image.Resampling.BILINEAR
                mask = mask.resize((size, size), method)
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[key] = mask
        return mask

    def filled(self, drawing: int, size: int) -> Image.Image:
        """The mask with everything its lines enclose."""
        key = drawing, size
        mask = self._filled.get(key)
        if mask is None:
            lines = np.asarray(self.mask(drawing, size))
            around = np.pad((lines > 90).astype(np.uint8), 1)
            cv2.floodFill(around, None, (0, 0), 2)
            inside = (around[1:-1, 1:-1] == 0) * np.uint8(255)
            mask = Image.fromarray(np.maximum(inside.astype(np.uint8), lines))
            if len(self._filled) >= KEPT:
                self._filled.clear()
            self._filled[key] = mask
        return mask
