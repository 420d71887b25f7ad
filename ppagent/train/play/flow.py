"""In: parts and texts, one after the other. Out: their places, from the top down, as a page flows."""

from __future__ import annotations

import random
from collections.abc import Sequence

from ppagent.train.drawn.fonts import Font
from ppagent.train.drawn.look import Colour
from ppagent.train.play.board import Board, CrowdedError
from ppagent.train.play.parts import Part


def wrapped(text: str, font: Font, room: float) -> list[str]:
    """A text in lines of so many px."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class Flow:
    """A column that grows downwards.

    Attributes:
        x, y, w: where the next thing goes, and how wide it may be; px.
        floor: the lower end of what is seen.
        bottom: how far down it has come.
    """

    def __init__(
        self, board: Board, x: float, y: float, w: float, *, floor: float, dry: bool = False
    ) -> None:
        self.board, self.floor, self.dry = board, floor, dry
        self.x, self.y, self.w = float(int(x)), float(int(y)), float(int(w))
        self.p, self.skin = board.p, board.skin

    @property
    def bottom(self) -> float:
        """See the class."""
        return self.y

    def u(self, length: float) -> int:
        """Px of the sheet."""
        return self.p.u(length)

    def space(self, length: float) -> None:
        """Leave so many px, at scale 1, free."""
        self.y += self.u(length)

    def put(self, part: Part, x: float, y: float, w: float, h: float) -> None:
        """A part at a place of one's own choice."""
        if not self.dry:
            self.board.put(part, (int(x), int(y), int(x + w), int(y + h)))

    def line(self, *parts: Part | str, gap: float = 6, align: str = "l", indent: float = 0) -> None:
        """Parts and words side by side; they go on below when there is no room."""
        gap_px, look = self.u(gap), self.skin.look
        rows: list[list[tuple[Part | str, float, float]]] = [[]]
        left = self.u(indent)
        taken: float = left
        for part in parts:
            if isinstance(part, str):
                w, h = look.text.width(part), look.text.size * 1.3
            else:
                w, h = part.size(self.board, self.w - left)
            if rows[-1] and taken + w > self.w:
                rows.append([])
                taken = left
            rows[-1].append((part, w, h))
            taken += w + gap_px
        for row in rows:
            high = max((h for _, _, h in row), default=0)
            wide = sum(w for _, w, _ in row) + gap_px * (len(row) - 1)
            x: float = self.x + left
            if align != "l":
                x += (self.w - left - wide) // (2 if align == "c" else 1)
            for part, w, h in row:
                if isinstance(part, str):
                    self.words(part, x, self.y + high / 2)
                else:
                    self.put(part, x, self.y + (high - h) / 2, w, h)
                x += w + gap_px
            self.y += int(high + self.u(self.skin.gap))

    def scatter(self, parts: Sequence[Part], seed: int, height: float) -> None:
        """Parts anywhere in a field so many px high, at scale 1, none over another."""
        rng, high = random.Random(seed), self.u(height)
        taken: list[tuple[float, float, float, float]] = []
        for part in parts:
            w, h = part.size(self.board, self.w)
            for _ in range(60):
                x, y = self.x + rng.random() * max(0, self.w - w), self.y + rng.random() * max(0, high - h)
                if all(
                    x >= right + 2 or x + w + 2 <= left or y >= low + 2 or y + h + 2 <= top
                    for left, top, right, low in taken
                ):
                    break
            else:
                raise CrowdedError(part.name)
            taken.append((x, y, x + w, y + h))
            self.put(part, x, y, w, h)
        self.y += high

    def words(self, text: str, x: float, yc: float, font: Font | None = None, colour: Colour | None = None,
              role: str = "text") -> float:  # fmt: skip
        """A text at a place."""
        half, clip = (font or self.skin.look.text).size / 2, self.board.clip
        if self.dry or yc + half > clip[3] or (yc - half < clip[1] and clip[1] > 0):
            return 0.0
        return self.p.text(x, yc, text, font, colour, role=role)

    def text(
        self, text: str, font: Font | None = None, *, role: str = "text", colour: Colour | None = None
    ) -> None:
        """A paragraph."""
        font = font or self.skin.look.text
        step = int(font.size * 1.3)
        for line in wrapped(text, font, self.w):
            self.words(line, self.x, self.y + step / 2, font, colour, role)
            self.y += step
        self.y += self.u(self.skin.gap)

    def title(self, text: str) -> None:
        """A heading."""
        self.text(text, self.skin.look.title, role="heading")

    def frame(self, top: float, legend: str) -> None:
        """A thin line about what was put since ``top``, with a word on it."""
        font = self.skin.look.text
        if not self.dry and self.y < self.board.clip[3] and top + self.u(7) >= self.board.clip[1]:
            upper = top + self.u(7)
            self.p.pen.rectangle((self.x, upper, self.x + self.w, self.y), None, self.skin.look.border)
            if legend:
                left = self.x + self.u(8)
                self.p.rect(
                    left - 3, upper - 1, left + font.width(legend) + 3, upper + 2, self.skin.look.ground
                )
                self.words(legend, left, upper, role="heading")
        self.y += self.u(self.skin.gap + 2)

    def inner(self, x: float, w: float) -> Flow:
        """A column beside others that begins here."""
        return Flow(self.board, x, self.y, w, floor=self.floor, dry=self.dry)

    def rule(self) -> None:
        """A thin line across."""
        if not self.dry:
            self.p.line(self.x, self.y, self.x + self.w, self.y)
        self.y += self.u(self.skin.gap)
