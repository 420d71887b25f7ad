"""In: names and texts. Out: parts of programs and puzzles: files, long texts, grids, patches of colour, large fields."""

from __future__ import annotations

from ppagent.action.schema import Click, Point
from ppagent.train.drawn.look import Colour, mix
from ppagent.train.play.board import Board
from ppagent.train.play.choices import Entry, panel
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import wrapped
from ppagent.train.play.parts import Part
from ppagent.train.play.rows import Tile
from ppagent.train.sheet import Box


class File(Part):
    """An icon with its name below or beside it; a click marks it, a double click opens it, a right click shows a menu."""

    def __init__(
        self, name: str, meaning: str, others: list[File], entries: list[Entry], *, beside: bool
    ) -> None:
        super().__init__(name)
        self.meaning, self.others, self.entries, self.beside = meaning, others, entries, beside
        self.marked = self.opened = False
        self.at: Point = (0, 0)
        others.append(self)

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        look = b.skin.look
        if self.beside:
            return room, max(look.icon, look.text.size * 1.3) + b.p.u(4)
        return max(b.p.u(64), look.text.width(self.name) + b.p.u(8)), b.p.u(32) + look.text.size * 1.6

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, look = b.p, b.skin.look
        if self.marked:
            p.rect(*box, mix(look.ground, b.skin.tick, 0.35))
        if self.beside:
            p.icon(box[0] + p.u(3), (box[1] + box[3]) / 2, look.icon, self.meaning, role="")
            p.text(
                box[0] + look.icon + p.u(9),
                (box[1] + box[3]) / 2,
                self.name,
                role="file",
                box=box,
                state="selected" if self.marked else "",
            )
            return
        size, middle = p.u(28), (box[0] + box[2]) / 2
        p.icon(middle - size / 2, box[1] + p.u(2) + size / 2, size, self.meaning, role="")
        p.text(
            middle,
            box[3] - look.text.size * 0.8,
            self.name,
            align="c",
            role="file",
            box=box,
            state="selected" if self.marked else "",
        )

    def click(self, b: Board, point: Point, action: Click) -> None:
        """See `Part`."""
        for other in self.others:
            other.marked = False
        self.marked = True
        if action.button == "right":
            b.opened, self.at = self, point
        else:
            b.opened = None
            self.opened |= action.count == 2

    def overlay(self, b: Board) -> None:
        """See `Part`."""
        font = b.skin.look.text
        panel(
            b,
            self.entries,
            self.at[0] + 1,
            self.at[1] + 1,
            max(font.width(one.name) for one in self.entries) + b.p.u(24),
        )


class Scrolled(Part):
    """A text in a box of its own, longer than the box."""

    def __init__(self, text: str, rows: int) -> None:
        super().__init__("text")
        self.text, self.rows, self.first, self.last = text, rows, 0, 1

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        return room, b.skin.look.text.size * 1.3 * self.rows + b.p.u(6)

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, font = b.p, b.skin.look.text
        p.rect(*box, b.skin.field, b.skin.rim)
        lines = wrapped(self.text, font, box[2] - box[0] - p.u(20))
        self.last = max(0, len(lines) - self.rows)
        for n, line in enumerate(lines[self.first : self.first + self.rows]):
            p.text(box[0] + p.u(4), box[1] + p.u(3) + (n + 0.5) * font.size * 1.3, line)
        track, bar = box[3] - box[1] - 2, p.u(11)
        top = box[1] + 1 + track * self.first / len(lines)
        p.rect(
            box[2] - bar + 2,
            top,
            box[2] - 3,
            top + track * min(1, self.rows / len(lines)),
            (168, 168, 168),
            None,
            p.u(4),
        )
        p.mark("text", "text", box, written=False)

    def wheel(self, b: Board, dy: int) -> bool:  # noqa: ARG002 - by lines
        """See `Part`."""
        self.first = max(0, min(self.last, self.first + dy * max(1, self.rows - 1)))
        return True


class Grid(Part):
    """Axes with numbers; a click marks the crossing next to it."""

    def __init__(self, reach: int) -> None:
        super().__init__("grid")
        self.reach, self.at = reach, (99, 99)

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        side = min(room, b.p.u(150))
        return side, side

    def spot_of(self, x: int, y: int) -> Point:
        """Px of a crossing."""
        step = (self.box[2] - self.box[0]) / (2 * self.reach + 1)
        return (
            round((self.box[0] + self.box[2]) / 2 + x * step, 1),
            round((self.box[1] + self.box[3]) / 2 - y * step, 1),
        )

    def paint(self, b: Board, box: Box) -> None:  # noqa: ARG002 - `spot_of` knows it
        """See `Part`."""
        p, reach, s = b.p, self.reach, b.skin
        for n in range(-reach, reach + 1):
            for one, other in (((n, -reach), (n, reach)), ((-reach, n), (reach, n))):
                p.line(
                    *self.spot_of(*one),
                    *self.spot_of(*other),
                    s.look.ink if n == 0 else mix(s.look.ground, s.look.ink, 0.25),
                )
        for x in range(-reach, reach + 1):
            for y in range(-reach, reach + 1):
                centre = self.spot_of(x, y)
                p.disc(*centre, p.u(3), s.tick if (x, y) == self.at else mix(s.look.ground, s.look.ink, 0.5))
                around = (centre[0] - 4, centre[1] - 4, centre[0] + 4, centre[1] + 4)
                p.mark("image", f"({x}, {y})", around, ink=around, written=False)
        for n in range(-reach, reach + 1):
            if n:
                right, up = self.spot_of(n, 0), self.spot_of(0, n)
                p.text(right[0], right[1] + p.u(8), str(n), s.look.small, s.look.muted, align="c")
                p.text(up[0] - p.u(8), up[1], str(n), s.look.small, s.look.muted, align="c")

    def click(self, b: Board, point: Point, action: Click) -> None:  # noqa: ARG002 - only where counts
        """See `Part`."""
        spots = [
            (x, y) for x in range(-self.reach, self.reach + 1) for y in range(-self.reach, self.reach + 1)
        ]
        self.at = min(
            spots,
            key=lambda at: (self.spot_of(*at)[0] - point[0]) ** 2 + (self.spot_of(*at)[1] - point[1]) ** 2,
        )
        self.effect()


class Patch(Tile):
    """A coloured square that is marked by a click, and by one more no longer."""

    slips = shows = True

    def __init__(self, name: str, fill: Colour, at: int) -> None:
        super().__init__(name, fill=fill, role="image")
        self.seed += str(at)
        self.on = False

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        super().paint(b, box)
        if self.on:
            for n in range(b.p.u(2)):
                b.p.pen.rectangle(
                    (box[0] + n, box[1] + n, box[2] - 1 - n, box[3] - 1 - n), None, b.skin.look.ink
                )

    def click(self, b: Board, point: Point, action: Click) -> None:
        """See `Part`."""
        self.on = not self.on
        super().click(b, point, action)


class Area(Field):
    """A large field whose corner can be dragged."""

    def __init__(self) -> None:
        super().__init__("area", rows=1)
        self.wide_px, self.high_px = 0.0, 0.0

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        self.wide_px, self.high_px = self.wide_px or min(room * 0.6, b.p.u(100)), self.high_px or b.p.u(44)
        return min(room, self.wide_px), self.high_px

    def more(self, b: Board, box: Box) -> None:
        """The corner."""
        for n in (4, 8):
            b.p.line(box[2] - b.p.u(n), box[3] - 2, box[2] - 2, box[3] - b.p.u(n), (120, 120, 120))

    def drag(self, b: Board, start: Point, end: Point) -> None:
        """See `Part`."""
        self.wide_px = max(b.p.u(40), self.wide_px + end[0] - start[0])
        self.high_px = max(b.p.u(24), self.high_px + end[1] - start[1])
