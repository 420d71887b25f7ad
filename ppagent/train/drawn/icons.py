"""In: icon masks of many families, by what they mean. Out: masks of any size, and which drawings stand for a name."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

SIZES = (16, 20, 24, 32)
"""Px of the masks in the file; other sizes are scaled from these."""

KEPT = 8000
KIN = (
    "arrow chevron chevrons", "arrow corner rotate undo redo reply", "chevron chevrons triangle first last top bottom", "file files",
    "folder folders", "file folder clipboard", "align indent list justify", "align distribute flip rotate transform", "user users contact",
    "calendar clock alarm timer hourglass", "mail inbox outbox chat", "chat phone call", "bold italic underline strikethrough superscript subscript text font",
    "text line paragraph heading quote list", "play pause stop record skip rewind forward repeat shuffle eject replay", "volume mute microphone mic headphones music",
    "border table row column cells", "cloud database server", "circle square", "check plus minus close x add", "star heart bookmark flag pin",
    "bell shield lock unlock key", "zoom search eye filter sort", "panel sidebar layout columns rows split window tab", "window browser tab fullscreen minimize maximize close",
    "brush edit vector eraser eyedropper highlighter paint spray magic lasso rectangle crop", "image images camera video film", "chart graph trending pie",
    "download upload import export save", "cart bag basket credit money coin coins wallet receipt", "battery wifi bluetooth signal usb ethernet",
    "sun moon cloud rain snow thunderstorm fog wind", "git code bug terminal braces brackets function", "bring send group union intersect subtract exclude layers",
    "location map navigation globe compass pin", "smile sad angry laugh meh thumbs hand", "monitor laptop mobile tablet tv keyboard mouse print",
    "car truck bus train airplane ship bicycle", "settings sliders wrench hammer more menu grid", "dice chess cards", "help info warning error exclamation ban",
)  # fmt: skip
"""Words of classes that people and models take for each other."""
MISLEADING = {
    "close": re.compile(
        r":cross\b|ant-design:x-|(iconoir|akar-icons|flowbite|grommet-icons|mage|pajamas|pixelarticons|qlementine-icons|uil):x\b"
        r"|(fad|fontisto):close$|close-solid$|close-round-fill"
    ),
    "menu": re.compile(r":hamburger(?!-menu)"),
    "minus": re.compile(r":subtract(?!-\d)|(cil|clarity|ep|gg|pajamas|lets-icons):remove|zondicons:minus-"),
    "more": re.compile(r"(ic|mdi|material-symbols):(round-|baseline-|outline-)?more(-sharp)?$"),
    "stop": re.compile(r"(ant-design|octicon|uiw|akar-icons):stop"),
    "scale": re.compile(
        r"(fe|gis|heroicons|hugeicons|ic|ion|ix|lucide|material-symbols|mdi|mynaui|pajamas|tabler|vaadin):"
    ),
}
"""By class, drawings that show another thing of that name: churches' crosses, a trade mark, food, shapes taken from each other, balances."""


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
        self._own: dict[tuple[int, int], list[int]] = {}
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
            self._own.setdefault((family, kind), []).append(drawing)
        self.class_of: dict[str, int] = {}
        for kind, names in enumerate(self.synonyms):
            for name in names:
                self.class_of.setdefault(name, kind)
        self.common = [kind for kind in self.by_class if len(self.synonyms[kind]) > 1] or list(self.by_class)
        self._every = list(self.by_class)
        self._kin = [kin for words in KIN if len(kin := self._like(words)) >= 4]
        self._kept: dict[tuple[int, int], Image.Image] = {}
        self._filled: dict[tuple[int, int], Image.Image] = {}
        steep = [min(255, max(0, int((level - 128) * 1.8 + 128))) for level in range(256)]
        self._steep = steep

    def _like(self, words: str) -> list[int]:
        """Classes with one of the words in their name."""
        wanted = frozenset(words.split())
        return [kind for kind in self._every if wanted & set(self.concepts[kind].split())]

    def pick(self, rng: random.Random, family: int, name: str = "", kin: Sequence[int] = ()) -> int:
        """A drawing: of what the name means if it means anything; else of some meaning, common or rare, or any of the family.

        Args:
            rng: draws.
            family: whose drawing is taken where it has one, half of the time.
            name: what it should mean.
            kin: classes that are taken instead of any, half of the time.
        """
        kind = self.class_of.get(name)
        if kind is None or kind not in self.by_class:
            share = rng.random()
            if kin and share < 0.5:
                kind = rng.choice(kin)
            elif share < 0.65:
                kind = rng.choice(self.common)
            elif share < 0.9:
                kind = rng.choice(self._every)
            else:
                return rng.choice(self.by_family[family])
        own = self._own.get((family, kind), ())
        return rng.choice(own) if own and rng.random() < 0.5 else rng.choice(self.by_class[kind])

    def kin(self, rng: random.Random) -> list[int]:
        """Classes that look or mean nearly the same: arrows, documents, people with signs, and so on."""
        return rng.choice(self._kin) if self._kin else []

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
