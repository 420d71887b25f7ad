"""In: a region. Out: rows with icon buttons in them, as mail programs, players, shops, chats, admin tables and file lists have."""

from __future__ import annotations

from dataclasses import dataclass

from ppagent.train.drawn.controls import bare_tick, scroll_bar, tick_side
from ppagent.train.drawn.deeds import DEEDS, KINDS, Kind, Manner, deed, note_of, title_of
from ppagent.train.drawn.look import Colour, any_colour, light, mix, shade
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.record import readable
from ppagent.train.drawn.texts import drawing
from ppagent.train.sheet import Box


def rows(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A list whose rows have icon buttons or boxes to tick at their ends."""
    rng, look = p.rng, p.look
    kind = rng.choice(KINDS)
    if w < p.u(150) or h < p.u(60):
        return
    two = p.chance(0.35)
    tight = p.chance(0.4) and not two
    row = float(p.u(rng.randint(20, 28)) if tight else max(look.row, p.u(rng.randint(28, 56))))
    row = max(row, look.base * (2.7 if two else 1.35))
    if p.chance(0.4):
        fill = rng.choice((look.panel, look.inset, look.ground))
        p.rect(x, y, x + w, y + h, fill, look.border if p.chance(0.5) else None, look.radius)
    if p.chance(0.12):
        wide = p.u(rng.choice((8, 12)))
        scroll_bar(p, x + w - wide, y, wide, h)
        w -= wide + 2
    end = y + h
    y = _head(p, x, y, w, row, kind) if p.chance(0.35) and h > 4 * row else y
    plan = _Plan.of(p, kind, w, row, two)
    seen, cy, place, limit = set[str](), y + p.u(2), 0, rng.choice((99, 99, rng.randint(3, 8)))
    selected, lines, striped = rng.randint(0, 12), p.chance(0.5), p.chance(0.2)
    gap = p.u(rng.choice((0, 0, 0, 4, 8))) if not tight else 0
    while cy + row < end and place < limit:
        title = title_of(p, kind)
        if title in seen:
            continue
        seen.add(title)
        box, ink = (x, cy, x + w, cy + row), None
        if place == selected:
            fill = look.accent if p.chance(0.4) else mix(look.panel, look.accent, 0.2)
            p.rect(*box, fill, None, look.radius)
            ink = look.on_accent if fill == look.accent else None
        elif gap:
            p.rect(*box, look.panel, look.border, look.radius)
        elif striped and place % 2:
            p.rect(*box, look.panel)
        plan.draw(p, box, title, "selected" if place == selected else "", ink)
        cy += row + gap
        if lines and not gap:
            p.line(x, cy - 1, x + w - 1, cy - 1)
        place += 1


def _head(p: Painter, x: float, y: float, w: float, row: float, kind: Kind) -> float:
    """A row above the others: a box that ticks all, icons for those that are ticked, or words; returns where they begin."""
    look = p.look
    p.rect(x, y, x + w, y + row, look.bar if p.chance(0.5) else None)
    cx, side = x + p.u(8), tick_side(p)
    if p.chance(0.5):
        bare_tick(
            p,
            cx,
            y + row / 2,
            "select all",
            (cx - 3, y + 1, cx + side + 3, y + row - 1),
            on=p.chance(0.1),
            group="",
        )
        cx += side + p.u(12)
    if p.chance(0.5):
        text = p.words.label(2)
        p.text(cx, y + row / 2, text, look.strong, room=w * 0.5, role="heading")
    else:
        manner = Manner.of(p, row)
        for name in kind.deeds[: p.rng.randint(2, 5)]:
            if cx + manner.pitch > x + w * 0.7:
                break
            box = (cx - 3, y + 1, cx + manner.size + 3, y + row - 1)
            icon, called, _ = DEEDS[name]
            p.icon(
                cx,
                y + row / 2,
                manner.size,
                icon,
                role="button",
                box=box,
                called=(called or icon) if p.art.knows(icon) else "",
            )
            cx += manner.pitch + p.u(4)
    p.line(x, y + row, x + w - 1, y + row)
    return y + row + 1


@dataclass(slots=True)
class _Plan:
    """What every row of one list has, and where."""

    kind: Kind
    manner: Manner
    ticks: bool
    select: str
    first: list[str]
    last: list[str]
    flip: bool
    picture: str
    two: bool
    beside: bool
    number: bool
    hovered: bool

    @classmethod
    def of(cls, p: Painter, kind: Kind, w: float, row: float, two: bool) -> _Plan:
        rng = p.rng
        manner = Manner.of(p, row)
        most = max(1, min(4, int(w * 0.4 / manner.pitch)))
        last = rng.sample(kind.deeds, min(rng.randint(1, most), len(kind.deeds)))
        if "cart" in last and "basket" in last:
            last.remove("basket")
        if "compare" in last and "weigh" in last:
            last.remove("weigh")
        first = [rng.choice(kind.left)] if kind.left and p.chance(0.4) else []
        last = [name for name in last if name not in first]
        ticks = p.chance(0.4)
        if (ticks or first) and p.chance(0.2):
            last = []
        if not last and not first and not ticks:
            ticks = True
        picture = rng.choice(("disc", "drawing", "icon", "icon")) if p.chance(kind.picture) else ""
        select = rng.choice(("select", "select", "select row", "choose", "mark"))
        return cls(
            kind,
            manner,
            ticks,
            select,
            first,
            last,
            p.chance(0.08),
            picture,
            two,
            p.chance(0.6),
            p.chance(0.5),
            p.chance(0.05),
        )

    def draw(self, p: Painter, box: Box, title: str, state: str, ink: Colour | None) -> None:
        """One row. The title is printed first, as the others belong to what is seen of it."""
        look, m = p.look, self.manner
        top, bottom, middle = box[1], box[3], (box[1] + box[3]) / 2
        side, start = tick_side(p), box[0] + p.u(8)
        left = start + (side + p.u(10)) * self.ticks + m.pitch * len(self.first) + p.u(4) * bool(self.first)
        right = box[2] - p.u(8) - m.pitch * len(self.last)
        ends = right
        if self.flip:  # the buttons stand before the words
            left, right = left + m.pitch * len(self.last) + p.u(6), box[2] - p.u(8)
        words = left
        if self.picture and right - left > p.u(150):
            words += self._picture(p, left, box) + p.u(8)
        note = p.words.number() if self.number else ""
        room = right - words - p.u(8)
        far = look.small.width(note) + p.u(24) if note else 0.0
        if room - far < p.u(60):
            note, far = "", 0.0
        shown = self._words(p, (box, words, room - far), title, state, ink)
        if note:
            p.text(right - p.u(14), middle, note, look.small, ink or look.muted, align="r")
        title = title if readable(title, shown) else shown
        if not shown:
            return
        cx = start
        if self.ticks:
            cell = (box[0], top, start + side + p.u(5), bottom)
            hint = f"{self.select.split()[0].capitalize()} {title}" if m.tip >= 0 and len(title) < 40 else ""
            bare_tick(p, cx, middle, self.select, cell, on=p.chance(0.2), group=title, hint=hint)
            cx += side + p.u(10)
        for name in self.first:
            deed(p, m, name, cx, middle, (cx - p.u(4), top, cx + m.size + p.u(4), bottom), title, ink)
            cx += m.pitch
        if self.hovered and state != "selected":
            return
        cx = cx + p.u(4) if self.flip else ends
        for usual in self.last:
            name = "stop" if usual == "play" and "stop" not in self.last and p.chance(0.4) else usual
            half = min(m.pitch - m.size, p.u(12)) / 2
            if not p.chance(0.04):
                deed(p, m, name, cx, middle, (cx - half, top + 1, cx + m.size + half, bottom - 1), title, ink)
            cx += m.pitch

    def _picture(self, p: Painter, x: float, box: Box) -> float:
        """An avatar, a picture or an icon before the words; the px it takes."""
        middle, size = (box[1] + box[3]) / 2, int(min(box[3] - box[1] - p.u(6), p.u(40)))
        if self.picture == "drawing":
            drawing(p, x, middle - size / 2, size, size)
        elif self.picture == "disc":
            hue = any_colour(p.rng, 30, 220)
            p.disc(x + size / 2, middle, size / 2, hue)
            if size > p.look.base * 1.5:
                letter = p.rng.choice("ABCDEFGHIJKLMNOPRSTUVW")
                p.text(
                    x + size / 2,
                    middle,
                    letter,
                    colour=(255, 255, 255) if light(hue) < 150 else (20, 20, 20),
                    align="c",
                )
        else:
            size = min(size, p.look.icon + p.u(4))
            p.icon(x, middle, size, "", shade(p.ink, 30), role="")
        return size

    def _words(
        self, p: Painter, place: tuple[Box, float, float], title: str, state: str, ink: Colour | None
    ) -> str:
        """The title and what belongs to it; returns what is printed of the title."""
        look, (box, x, room) = p.look, place
        middle = (box[1] + box[3]) / 2
        font = look.strong if p.look.base % 2 else look.text
        upper = middle - (look.base * 0.62 if self.two else 0)
        wide = min(room, room * 0.4) if self.beside and not self.two and room > p.u(320) else room
        shown = p.fit(title, font, wide)
        role = {"file": "file", "person": "list item"}.get(
            self.kind.titles, "row" if look.row % 2 else "list item"
        )
        hit = (x - p.u(4), box[1], x + room, box[3])
        if not p.text(x, upper, shown, font, ink, role=role, box=hit, state=state):
            return ""
        if self.two:
            p.text(
                x, upper + look.base * 1.25, note_of(p, self.kind), look.small, ink or look.muted, room=room
            )
        elif wide < room:
            p.text(
                x + wide + p.u(12),
                middle,
                note_of(p, self.kind),
                look.small,
                ink or look.muted,
                room=room - wide - p.u(16),
            )
        return shown
