"""In: font files. Out: texts as grey masks, quickly: every glyph is drawn once and kept, a text is put together from them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

DIRECT, HINTED, SMOOTH = range(3)
"""How text is drawn: by Pillow itself; from hinted glyphs at whole pixels; from unhinted glyphs at half pixels."""

LAST = 0x17F
"""The last character there may be: the end of Latin Extended-A."""

FIXED_WIDTH = ("Mono", "Code", "Hack", "Cousine")
BOLD = ("bold", "-600", "-700", "semi")
Mask = NDArray[np.uint8]


def codes_of(text: str) -> NDArray[np.uint16]:
    """The characters of a text as numbers."""
    return np.frombuffer(text.encode("utf-16-le"), np.uint16)


class Font:
    """A font of one size, drawn in one of the three ways.

    Attributes:
        size: px of its em.
        capital: px from the base line to the top of an H.
        descent: px below the base line.
        height: rows of the masks that `compose` makes; the base line is at row ``base``.
    """

    def __init__(self, data: bytes, size: float, way: int) -> None:
        self.size, self.way = size, way
        self.over = (4 if size < 24 else 2) if way == SMOOTH else 1
        self.face = self._load(data, size)
        self._drawn = self._load(data, size * self.over) if self.over > 1 else self.face
        self._advance = np.full(LAST + 1, np.nan, np.float32)
        self._glyphs: dict[int, tuple[Mask, int, int]] = {}
        self._lacking: bytes | None = None
        self._known: dict[str, bool] = {}
        for code in range(32, 127):
            self._advance[code] = self._drawn.getlength(chr(code)) / self.over
        self.descent = self.face.getmetrics()[1]
        self.capital = max(3, int(-self.face.getbbox("H", anchor="ls")[1]))
        self.base = int(size * 1.35) + 2
        self.height = self.base + int(size * 0.55) + 3

    @staticmethod
    def _load(data: bytes, size: float) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(io.BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)

    def has(self, text: str) -> bool:
        """Whether the font has a drawing of every character."""
        return text.isascii() or all(letter.isascii() or self._has(letter) for letter in text)

    def _has(self, letter: str) -> bool:
        known = self._known.get(letter)
        if known is None:
            if self._lacking is None:
                self._lacking = bytes(self.face.getmask("\uffff"))
            known = ord(letter) <= LAST and bytes(self.face.getmask(letter)) not in (self._lacking, b"")
            self._known[letter] = known
        return known

    def advances(self, text: str) -> NDArray[np.float32]:
        """``(n,)`` px from each character to the next."""
        if not text.isascii():
            for letter in text:
                if np.isnan(self._advance[ord(letter)]):
                    self._advance[ord(letter)] = self._drawn.getlength(letter) / self.over
        return self._advance[codes_of(text)]

    def width(self, text: str) -> float:
        """Px of a line of text."""
        return float(self.advances(text).sum())

    def compose(self, text: str, at: NDArray[np.float32], width: int) -> Mask:
        """A mask of ``height`` rows and ``width + 8`` columns; the text begins at column 3; ``at``: px of each character."""
        mask = np.zeros((self.height, width + 8), np.uint8)
        if self.way == SMOOTH:
            halves = np.floor(at * 2 + 0.25).astype(int)
            columns, phases = (halves >> 1).tolist(), ((halves & 1) * (self.over // 2)).tolist()
        else:
            columns, phases = np.round(at).astype(int).tolist(), [0] * len(at)
        for code, column, phase in zip(codes_of(text).tolist(), columns, phases, strict=True):
            ink, left, top = self._glyphs.get(code * 4 + phase) or self._glyph(code, phase)
            rows, wide = ink.shape
            y, x = self.base + top, column + left + 3
            if rows and x >= 0 and y >= 0:
                place = mask[y : y + rows, x : x + wide]
                if place.shape != ink.shape:
                    ink = ink[: place.shape[0], : place.shape[1]]
                np.maximum(place, ink, out=place)
        return mask

    def _glyph(self, code: int, phase: int) -> tuple[Mask, int, int]:
        """The ink of a character, and where its left top corner lies from the pen."""
        over = self.over
        core, (left, top) = self._drawn.getmask2(chr(code), mode="L", anchor="ls")
        wide, rows = core.size
        ink = np.zeros((0, 0), np.uint8)
        if wide and rows:
            ink = np.frombuffer(bytes(core), np.uint8).reshape(rows, wide)
        if over > 1 and ink.size:
            left += phase
            indent, drop = left % over, top % over
            columns, lines = -(-(wide + indent) // over), -(-(rows + drop) // over)
            fine = np.zeros((lines * over, columns * over), np.float32)
            fine[drop : drop + rows, indent : indent + wide] = ink
            ink = fine.reshape(lines, over, columns, over).mean((1, 3)).astype(np.uint8)
            left, top = left // over, top // over
        found = self._glyphs[code * 4 + phase] = (ink, int(left), int(top))
        return found


class FontBook:
    """The fonts of one side of the split; ``text`` names each regular face twice, so that it is drawn more often."""

    KEPT = 4000

    def __init__(self, folder: Path, *, held_out: bool) -> None:
        files = sorted((folder / ("held" if held_out else "train")).glob("*.[to]tf"))
        self._data = {file.stem: file.read_bytes() for file in files}
        self._fonts: dict[tuple[str, float, int], Font] = {}
        rare = ("mono", "italic", "serif", *BOLD)
        self.text = [
            name for name in self._data for _ in range(1 if any(key in name.lower() for key in rare) else 2)
        ]
        fixed = [name for name in self._data if any(key in name for key in FIXED_WIDTH)]
        self.mono = fixed or self.text

    def font(self, name: str, size: float, way: int) -> Font:
        """A font, drawn before or new."""
        key = name, size, way
        if key not in self._fonts:
            if len(self._fonts) >= self.KEPT:
                self._fonts.clear()
            self._fonts[key] = Font(self._data[name], size, way)
        return self._fonts[key]
