"""In: names and values. Out: parts that are typed into, and numbers that are set: fields, spin buttons, sliders."""

from __future__ import annotations

import re

from ppagent.action.schema import Click, Point
from ppagent.train.drawn.look import Colour
from ppagent.train.play.board import Board
from ppagent.train.play.parts import Part
from ppagent.train.play.skin import PLAIN
from ppagent.train.sheet import Box


class Field(Part):
    """A field.

    Attributes:
        value: what it holds; ``marked``: all of it is selected, and typing replaces it.
        hint: printed in it while it is empty.
        hidden: a password.
        wide: px at scale 1; nought: all there is.
        rows: of text that it shows.
        enter: what the key does.
    """

    typed_in = True
    slips = shows = True

    def __init__(
        self,
        name: str,
        value: str = "",
        *,
        hint: str = "",
        hidden: bool = False,
        wide: int = 0,
        rows: int = 1,
        group: str = "",
    ) -> None:
        super().__init__(name, group=group)
        self.value, self.hint, self.hidden, self.wide, self.rows = value, hint, hidden, wide, rows
        self.marked = False
        self.enter = self.effect
        self.changed = self.effect

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        s, u = b.skin, b.p.u
        high = s.look.text.size * (1.2 + 1.25 * (self.rows - 1)) + 2 * u(max(3, s.pad_y))
        return min(room, u(self.wide)) if self.wide else room, high

    def shown(self) -> str:
        """What is printed of the value."""
        return "*" * len(self.value) if self.hidden else self.value

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s, on = b.p, b.skin, b.focus is self
        font, x0, y0, x1, y1 = s.look.text, *box
        p.rect(
            *box,
            s.field,
            s.focus if on and s.kind != PLAIN else s.rim,
            p.u(min(s.radius, 6)) if s.kind != PLAIN else 0,
        )
        if on and s.ring:
            for ring in range(max(1, p.u(s.ring))):
                p.pen.rectangle((x0 - ring + 1, y0 - ring + 1, x1 + ring - 2, y1 + ring - 2), None, s.focus)
        left, room = (
            x0 + p.u(4 if s.kind == PLAIN else 7),
            x1 - x0 - p.u(10 if s.kind == PLAIN else 16) - self.taken(b),
        )
        text = self.shown() or self.hint
        yc = y0 + p.u(max(3, s.pad_y)) + font.size * 0.6
        lines = self._lines(b, text, room)
        wide = 0.0
        for number, line in enumerate(lines):
            across = font.width(line)
            line_yc = yc + number * font.size * 1.25
            if self.marked and on and self.value:
                p.rect(
                    left - 1,
                    line_yc - font.size * 0.6,
                    left + across + 1,
                    line_yc + font.size * 0.6,
                    (150, 190, 240),
                )
            colour = (0, 0, 0) if self.marked and on and self.value else p.ink if self.value else s.look.muted
            if self.hidden and self.value:
                wide = self._dots(b, left, line_yc, len(line), colour)
            else:
                wide = p.text(left, line_yc, line, font, colour)
        last = yc + max(0, len(lines) - 1) * font.size * 1.25
        if on and s.caret and not self.marked:
            at = left + (wide if self.value else 0) + 1
            p.pen.line(
                (at, last - font.size * 0.55, at, last + font.size * 0.55), fill=p.ink, width=max(1, p.u(1))
            )
        half = font.size * 0.5
        ink = (left, yc - half, left + wide, yc + half) if wide else None
        name = self.name or self.hint or "text field"
        p.mark("field", name, box, ink=ink, written=bool(self.name), group=self.group, state="selected" if on else "",
               value=self.value if wide and not self.hidden else "", hint=self.hint if wide and not self.value else "")  # fmt: skip
        self.more(b, box)

    def _dots(self, b: Board, left: float, yc: float, count: int, colour: Colour) -> float:
        """A dot for every letter that is not shown; returns the px they take."""
        step, radius = b.skin.look.text.size * 0.46, max(1.5, b.skin.look.text.size * 0.16)
        for n in range(count):
            b.p.disc(left + (n + 0.5) * step, yc, radius, colour)
        return count * step

    def taken(self, b: Board) -> int:  # noqa: ARG002 - that of fields with arrows
        """Px at the right end that are not for the text."""
        return 0

    def more(self, b: Board, box: Box) -> None:
        """What else there is to draw."""

    def _lines(self, b: Board, text: str, room: float) -> list[str]:
        font = b.skin.look.text
        if self.rows == 1:
            while text and font.width(text) > room:
                text = text[1:]
            return [text]
        lines = [""]
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if font.width(longer) <= room or not lines[-1]:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines[-self.rows :]

    def click(self, b: Board, point: Point, action: Click) -> None:
        """See `Part`."""
        self.marked = action.count >= 2 and bool(self.value)
        super().click(b, point, action)

    def tabbed(self) -> None:
        """See `Part`."""
        self.marked = bool(self.value)

    def type(self, b: Board, text: str) -> None:  # noqa: ARG002 - that of fields that offer something
        """See `Part`."""
        self.value = text if self.marked else self.value + text
        self.marked = False
        self.changed()

    def key(self, b: Board, keys: tuple[str, ...]) -> None:
        """See `Part`."""
        if keys == ("ctrl", "a"):
            self.marked = bool(self.value)
        elif keys == ("ctrl", "c") and self.marked:
            b.clipboard = self.value
        elif keys == ("ctrl", "v"):
            self.type(b, b.clipboard)
        elif keys in {("backspace",), ("delete",)}:
            self.value = "" if self.marked else self.value[:-1] if keys == ("backspace",) else self.value
            self.marked = False
            self.changed()
        elif keys == ("enter",):
            self.enter()


class DateField(Field):
    """A browser's own field for a date or time: what is typed goes into its places one after the other, from that which was clicked.

    Attributes:
        places: where in the text its places are; ``held`` what is in them; ``at`` which one is typed into.
    """

    def __init__(self, name: str, form: str, *, wide: int = 110, group: str = "") -> None:
        super().__init__(name, wide=wide, group=group)
        self.form = form
        self.places = [
            (each.start(), each.end())
            for each in re.finditer(r"[a-z]+|-+", form)
            if form[0] == "-" or each[0] != "-"
        ]
        self.held = ["" for _ in self.places]
        self.at = 0
        self.edges: list[tuple[float, float]] = []

    def shown(self) -> str:
        """The places that are filled, and the letters of those that are not."""
        out, last = "", 0
        for (begin, end), held in zip(self.places, self.held, strict=True):
            out += self.form[last:begin] + (held.rjust(end - begin, "0") if held else self.form[begin:end])
            last = end
        return out + self.form[last:]

    def taken(self, b: Board) -> int:
        """See `Field`."""
        return b.skin.look.base + b.p.u(2)

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s, on = b.p, b.skin, b.focus is self
        font, yc = s.look.text, (box[1] + box[3]) / 2
        p.rect(*box, s.field, s.focus if on else s.rim, p.u(min(s.radius, 6)) if s.kind != PLAIN else p.u(2))
        if on and s.ring:
            p.pen.rectangle((box[0] - 1, box[1] - 1, box[2], box[3]), None, s.focus)
        text, left = self.shown(), box[0] + p.u(5)
        self.edges = []
        for begin, end in self.places:
            self.edges.append((left + font.width(text[:begin]), left + font.width(text[:end])))
        if on:
            x0, x1 = self.edges[self.at]
            p.rect(x0 - 1, yc - font.size * 0.6, x1 + 1, yc + font.size * 0.6, s.tick)
        x = left
        for n, (begin, end) in enumerate(self.places):
            before = self.places[n - 1][1] if n else 0
            x += p.text(x, yc, text[before:begin], font) if begin > before else 0
            chosen = on and n == self.at
            x += p.text(x, yc, text[begin:end], font, s.look.on_accent if chosen else None)
        first = self.edges[0]
        half = font.size * 0.5
        p.mark("field", self.name or "date", box, ink=(first[0], yc - half, first[1], yc + half), written=bool(self.name),
               value=self.value, group=self.group, state="selected" if on else "")  # fmt: skip
        side = s.look.base * 0.4
        cx = box[2] - side - p.u(6)
        if ":" in self.form:
            p.disc(cx, yc, side, None, p.ink)
            p.pen.line([(cx, yc - side * 0.6), (cx, yc), (cx + side * 0.5, yc)], fill=p.ink)
        else:
            p.rect(cx - side, yc - side * 0.8, cx + side, yc + side, None, p.ink)
            p.rect(cx - side, yc - side * 0.8, cx + side, yc - side * 0.3, p.ink)

    def click(self, b: Board, point: Point, action: Click) -> None:
        """See `Part`."""
        middles = [abs((x0 + x1) / 2 - point[0]) for x0, x1 in self.edges]
        self.at = middles.index(min(middles)) if middles else 0
        super().click(b, point, action)

    def type(self, b: Board, text: str) -> None:  # noqa: ARG002 - that of fields that offer something
        """See `Part`."""
        for char in text:
            begin, end = self.places[self.at]
            last = self.at == len(self.places) - 1
            if char.isalnum():
                full = len(self.held[self.at]) >= end - begin
                self.held[self.at] = char if full and not last else (self.held[self.at] + char)[: end - begin]
                if len(self.held[self.at]) == end - begin and not last:
                    self.at += 1
            elif self.held[self.at] and not last and len(self.held[self.at]) < end - begin:
                self.at += 1
        self.value = self.shown() if any(self.held) else ""

    def key(self, b: Board, keys: tuple[str, ...]) -> None:
        """See `Part`."""
        if keys in {("left",), ("right",)}:
            self.at = max(0, min(len(self.places) - 1, self.at + (1 if keys == ("right",) else -1)))
        elif keys in {("backspace",), ("delete",)}:
            self.held[self.at] = ""
        else:
            super().key(b, keys)
