"""In: shapes, texts and icons to draw. Out: the picture, with a record of what is on it."""

from __future__ import annotations

import random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ppagent.train.drawn.art import Art
from ppagent.train.drawn.fonts import DIRECT, SMOOTH, Font, codes_of
from ppagent.train.drawn.look import Colour, Look, shade
from ppagent.train.drawn.record import Record, Writing
from ppagent.train.drawn.words import Words
from ppagent.train.sheet import Box, Sheet


class Painter(Record):
    """One sheet in the making. ``x0, y0, x1, y1`` are edges in px, the right and lower ones outside; ``yc`` is a vertical middle.

    Attributes:
        echo: how often words come again as those of a thing of another kind.
    """

    def __init__(self, size: tuple[int, int], rng: random.Random, look: Look, words: Words, art: Art) -> None:
        super().__init__(*size)
        self.rng, self.look, self.words, self.art = rng, look, words, art
        self.image = Image.new("RGB", size, look.ground)
        self.pen = ImageDraw.Draw(self.image)
        self.pen.fontmode = "1" if look.bilevel else "L"
        self.ink: Colour = look.ink
        self.echo = 0.0

    def u(self, length: float) -> int:
        """A length in px of this sheet, from px at scale 1."""
        return int(length * self.look.scale + 0.5)

    def chance(self, share: float) -> bool:
        """True in so large a share of the cases."""
        return self.rng.random() < share

    def again(self, role: str) -> str:
        """The words of a thing of another kind on this sheet, in so large a share of the cases as `echo` says; empty otherwise.

        So a tab and a menu, a heading and an entry of a list come to have the same words.
        """
        return self.repeatable(role, self.rng) if self.echo and self.rng.random() < self.echo else ""

    # Shapes

    def rect(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        fill: Colour | None = None,
        line: Colour | None = None,
        radius: int = 0,
    ) -> None:
        """A rectangle; nothing when it is too thin."""
        left, top, right, bottom = int(x0), int(y0), int(x1) - 1, int(y1) - 1
        if right <= left or bottom <= top:
            return
        radius = min(radius, (right - left) // 2, (bottom - top) // 2)
        if radius > 0:
            self.pen.rounded_rectangle((left, top, right, bottom), radius, fill, line)
        else:
            self.pen.rectangle((left, top, right, bottom), fill, line)

    def disc(
        self, x: float, y: float, radius: float, fill: Colour | None, line: Colour | None = None
    ) -> None:
        """A circle about a point."""
        self.pen.ellipse((int(x - radius), int(y - radius), int(x + radius), int(y + radius)), fill, line)

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: Colour | None = None) -> None:
        """A thin line, both ends inside."""
        self.pen.line((int(x0), int(y0), int(x1), int(y1)), colour or self.look.border)

    def wedge(self, x: float, y: float, size: float, way: str, colour: Colour) -> None:
        """A small filled triangle about a point, that shows down, up, right or left (``d u r l``)."""
        half = size / 2
        corners = {
            "d": [(x - size, y - half), (x + size, y - half), (x, y + size)],
            "u": [(x - size, y + half), (x + size, y + half), (x, y - size)],
            "r": [(x - half, y - size), (x - half, y + size), (x + size, y)],
            "l": [(x + half, y - size), (x + half, y + size), (x - size, y)],
        }[way]
        self.pen.polygon(corners, fill=colour)

    # Texts

    def fit(self, text: str, font: Font, room: float) -> str:
        """The text, cut to fit, with or without dots; empty when hardly anything would be left."""
        ends = font.advances(text).cumsum()
        if not len(ends) or ends[-1] <= room:
            return text
        dots = "..." if self.chance(0.6) else ""
        count = int(np.searchsorted(ends, room - font.width(dots)))
        return text[:count].rstrip() + dots if count >= 2 else ""

    def text(
        self,
        x: float,
        yc: float,
        text: str,
        font: Font | None = None,
        colour: Colour | None = None,
        *,
        align: str = "l",
        room: float | None = None,
        role: str = "",
        box: Box | None = None,
        state: str = "",
        group: str | None = None,
        hint: str = "",
    ) -> float:
        """Print a line.

        Args:
            x: its left end, middle or right end, as ``align`` says: ``l``, ``c``, ``r``.
            yc: middle of its capitals.
            text: what to print.
            font: of the look's fonts; the plain one by default.
            colour: ink.
            align: see ``x``.
            room: px it may take; cut to fit.
            role: of the element it names; empty: it names none.
            box: where a click hits that element; about the letters by default.
            state: of the element: "selected", "disabled", "on", "off" or empty.
            group: of the element; by default that in force.
            hint: of the element.

        Returns:
            px of its width; nought when it was not printed, as it does not fit on the sheet.
        """
        font = font or self.look.text
        if room is not None:
            text = self.fit(text, font, room)
        if not text or not font.has(text):
            return 0.0
        advances = font.advances(text)
        ends = advances.cumsum()
        width = float(ends[-1])
        left = round(x - (width / 2 if align == "c" else width if align == "r" else 0))
        base = round(yc + font.capital / 2)
        if (
            left < 1
            or base - font.capital < 1
            or left + width > self.width - 1
            or base + font.descent * 0.7 > self.height
        ):
            return 0.0
        self._print(left, base, text, font, colour or self.ink, ends - advances, int(width) + 1)
        ink = (left, base - font.capital, left + width, base + max(1, font.capital * 0.12))
        across = np.asarray(left + ends - advances / 2, np.float32)
        self.writings.append(Writing(ink, codes_of(text), across, base - font.capital / 2, font.size / 3))
        if role:
            self.mark(
                role,
                text,
                box or (ink[0] - 3, ink[1] - 4, ink[2] + 3, ink[3] + 5),
                ink=ink,
                state=state,
                group=group,
                hint=hint,
            )
        return width

    def _print(
        self, left: int, base: int, text: str, font: Font, colour: Colour, at: NDArray[np.float32], width: int
    ) -> None:
        if font.way == DIRECT:
            self.pen.text((left, base), text, font=font.face, fill=colour, anchor="ls")
            return
        mask = font.compose(text, at, width)
        if font.way == SMOOTH and self.look.curve is not None:
            mask = self.look.curve[mask]
        x, y = left - 3, base - font.base
        self.image.paste(colour, (x, y, x + mask.shape[1], y + mask.shape[0]), Image.fromarray(mask))

    # Icons

    def icon(
        self,
        x: float,
        yc: float,
        size: int,
        meaning: str = "",
        colour: Colour | None = None,
        *,
        role: str = "icon",
        box: Box | None = None,
        plain: bool = False,
        state: str = "",
        group: str | None = None,
        called: str = "",
        hint: str = "",
        solid: bool = False,
    ) -> bool:
        """Draw an icon whose left edge is at ``x``.

        Args:
            x: left edge.
            yc: vertical middle.
            size: px of its sides.
            meaning: what it should stand for, in plain words; anything when empty or unknown.
            colour: ink.
            role: of the element it is; empty: none.
            box: where a click hits the element; about the icon by default.
            plain: in one colour, whatever the manner of the sheet.
            state: "selected", "disabled", "on", "off" or empty.
            group: of the element.
            called: what it is called here instead of its plain name.
            hint: what its tooltip says.
            solid: filled, not in outline.

        Returns:
            whether it is on the sheet.
        """
        left, top = int(x), int(yc - size / 2)
        if left < 0 or top < 0 or left + size > self.width or top + size > self.height or size < 8:
            return False
        drawn = self.art.draw(
            self,
            left,
            top,
            size,
            meaning,
            colour or self.ink,
            plain=plain,
            faint=state == "disabled",
            solid=solid,
        )
        if drawn.kind >= 0:
            self.pictograms.append((drawn.kind, left, top, size))
        if role:
            ink = (left, top, left + size, top + size)
            around = box or (left - 3, top - 3, left + size + 3, top + size + 3)
            name = called or drawn.name
            self.mark(
                role, name, around, ink=ink, written=False, state=state, group=group, hint=hint or drawn.hint
            )
        return True

    def dim(self) -> None:
        """Darken all there is; it can be read still, but no longer clicked."""
        self.image.paste(self.image.point(lambda level: level // 2))
        self.elements.clear()
        self.menus.clear()

    def raise_panel(self, x0: float, y0: float, x1: float, y1: float, fill: Colour, radius: int = 0) -> None:
        """Something new in front: hide what is there, cast a shadow at times, draw the panel."""
        spread = self.u(self.rng.choice((0, 0, 1, 2, 4)))
        if spread and y1 + spread < self.height and x1 + spread < self.width:
            self.cover(x0, y0, x1 + spread, y1 + spread)
            dark = shade(self.look.ground, -90 if not self.look.dark else -30)
            self.rect(x0 + spread, y0 + spread, x1 + spread, y1 + spread, dark, None, radius)
        self.cover(x0, y0, x1, y1)
        self.rect(x0, y0, x1, y1, fill, self.look.border, radius)

    def sheet(self) -> Sheet:
        """What was drawn, and the record of it."""
        return Sheet(np.asarray(self.image), tuple(self.elements), "drawn", self.letters(), self.icons())
