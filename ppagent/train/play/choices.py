"""In: options. Out: parts that one chooses from: drop-down lists, scrolled lists, menus, rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from ppagent.action.schema import Click, Point
from ppagent.train.drawn.look import light, mix
from ppagent.train.play.board import Board
from ppagent.train.play.parts import Effect, Part, nothing
from ppagent.train.play.skin import PLAIN
from ppagent.train.sheet import Box


class Option(Part):
    """One row of a list that is open, or of a menu; ``deeper``: it opens a menu itself."""

    role = "list item"

    def __init__(
        self,
        name: str,
        effect: Effect = nothing,
        *,
        group: str = "",
        chosen: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(name, effect, group=group)
        self.chosen = chosen
        self.deeper = False
        self.keeps_open = False

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        return room, b.skin.look.text.size * 1.3 + b.p.u(2)

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s = b.p, b.skin
        on = self.chosen is not None and self.chosen()
        ink = None
        if on:
            p.rect(*box, s.chosen)
            ink = (255, 255, 255) if light(s.chosen) < 130 else (0, 0, 0)
        p.text(box[0] + p.u(5), (box[1] + box[3]) / 2, self.name, None, ink, role=self.role, box=box, group=self.group,
               room=box[2] - box[0] - p.u(8), state="selected" if on else "")  # fmt: skip
        if self.deeper:
            p.wedge(box[2] - p.u(8), (box[1] + box[3]) / 2, p.u(3), "r", s.look.ink)


class Entry(Option):
    """One row of a menu."""

    role = "menu item"


def panel(b: Board, options: Sequence[Part], left: float, top: float, wide: float) -> None:
    """An open list at a place, moved up when there is no room below."""
    p, s = b.p, b.skin
    high = sum(option.size(b, wide)[1] for option in options)
    top = max(1, min(top, b.size[1] - high - 3))
    left = max(0, min(left, b.size[0] - wide - 2))
    x0, y0, x1, y1 = int(left), int(top), int(left + wide), int(top + high + 2)
    p.cover(x0, y0, x1, y1)
    b.hide(x0, y0, x1, y1)
    p.rect(x0, y0, x1, y1, s.look.ground, s.rim)
    y = float(y0 + 1)
    for option in options:
        tall = option.size(b, wide)[1]
        b.put(option, (x0 + 1, int(y), x1 - 1, int(y + tall)))
        y += tall


class Select(Part):
    """A drop-down list.

    Attributes:
        seen: whether its open list is in the picture; if not, it is chosen from by typing.
    """

    typed_in = shows = True

    def __init__(
        self, name: str, options: Sequence[str], chosen: int = 0, *, seen: bool = True, group: str = ""
    ) -> None:
        super().__init__(name, group=group)
        self.options, self.chosen, self.seen = list(options), chosen, seen
        self.pending = ""
        self.changed = nothing
        self.rows = [
            Option(text, partial(self.choose, at), group=name, chosen=partial(self._is, at))
            for at, text in enumerate(self.options)
        ]

    @property
    def value(self) -> str:
        """The text chosen."""
        return self.options[self.chosen]

    def _is(self, at: int) -> bool:
        return at == self.chosen

    def choose(self, at: int) -> None:
        """Choose one."""
        self.chosen = at
        self.changed()

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        s, u = b.skin, b.p.u
        wide = max(s.look.text.width(text) for text in self.options if text) + u(28)
        return min(room, max(u(50), wide)), s.look.text.size * 1.2 + 2 * u(max(2, s.pad_y))

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s, yc = b.p, b.skin, (box[1] + box[3]) / 2
        on = b.focus is self
        p.rect(*box, s.field, s.focus if on else s.rim, p.u(min(s.radius, 6)))
        if on and s.kind == PLAIN:
            p.pen.rectangle((box[0] - 1, box[1] - 1, box[2], box[3]), None, s.focus)
        left = box[0] + p.u(5)
        wide = p.text(left, yc, self.value, room=box[2] - left - p.u(18))
        reach, at = p.u(3), box[2] - p.u(10)
        if s.kind == PLAIN:
            p.pen.line(
                [(at - reach, yc - reach / 2), (at, yc + reach / 2), (at + reach, yc - reach / 2)],
                fill=p.ink,
                width=max(1, p.u(1.4)),
            )
        else:
            p.wedge(at, yc, reach, "d", p.ink)
        half = s.look.text.size * 0.5
        ink = (left, yc - half, left + wide, yc + half) if wide else None
        p.mark(
            "combo box",
            self.name or self.value or "list",
            box,
            ink=ink,
            value=self.value,
            group=self.group,
            written=bool(wide),
        )

    def overlay(self, b: Board) -> None:
        """See `Part`."""
        if self.seen:
            panel(b, self.rows, self.box[0], self.box[3], self.box[2] - self.box[0])

    def click(self, b: Board, point: Point, action: Click) -> None:  # noqa: ARG002 - anywhere on it
        """See `Part`."""
        b.opened = None if b.opened is self else self
        self.pending = ""

    def type(self, b: Board, text: str) -> None:  # noqa: ARG002 - open or not
        """See `Part`."""
        self.pending += text
        for at, option in enumerate(self.options):
            if option.lower().startswith(self.pending.lower()):
                self.choose(at)
                break

    def key(self, b: Board, keys: tuple[str, ...]) -> None:
        """See `Part`."""
        if keys == ("enter",):
            b.opened = None
        elif keys in {("down",), ("up",)}:
            self.choose(max(0, min(len(self.options) - 1, self.chosen + (1 if keys == ("down",) else -1))))


class ListBox(Part):
    """A list in a box of its own, of which some rows are seen; ``many``: ctrl+click adds to what is chosen.

    Attributes:
        bare: no scroll bar is seen; ``part``: how much of one more row is.
    """

    def __init__(
        self, name: str, options: Sequence[str], rows: int, *, many: bool = False, wide: int = 0
    ) -> None:
        super().__init__(name)
        self.count, self.many, self.wide = min(rows, len(options)), many, wide
        self.bare, self.part = False, 0.0
        self.first = 0
        self.chosen: set[int] = set()
        self.rows = [Line(self, text, at) for at, text in enumerate(options)]

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        wide = max(b.skin.look.text.width(row.name) for row in self.rows) + b.p.u(30)
        return min(room, max(wide, b.p.u(self.wide))), self.rows[0].size(b, room)[1] * (
            self.count + self.part
        ) + 2

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s = b.p, b.skin
        more = len(self.rows) > self.count
        bar = p.u(11) if more and not self.bare else 0
        p.rect(*box, s.field, s.focus if self.bare and b.focus is self else s.rim)
        tall = (box[3] - box[1] - 2) / (self.count + self.part)
        for place, row in enumerate(self.rows):
            if self.first <= place < self.first + self.count:
                y = box[1] + 1 + (place - self.first) * tall
                b.put(row, (box[0] + 1, int(y), box[2] - 1 - bar, int(y + tall)))
            else:
                row.spot = None
        if self.part and self.first + self.count < len(self.rows):
            self._cut(b, box, tall)
        if bar:
            track = box[3] - box[1] - 2
            p.rect(box[2] - bar, box[1] + 1, box[2] - 1, box[3] - 1, mix(s.field, s.look.ink, 0.05))
            top = box[1] + 1 + track * self.first / len(self.rows)
            p.rect(
                box[2] - bar + 2,
                top,
                box[2] - 3,
                top + track * self.count / len(self.rows),
                (168, 168, 168),
                None,
                p.u(4),
            )

    def _cut(self, b: Board, box: Box, tall: float) -> None:
        """The upper half of the next row's words."""
        p, s = b.p, b.skin
        yc, font = box[1] + 1 + (self.count + 0.5) * tall, s.look.text
        name = self.rows[self.first + self.count].name
        if yc + font.size < b.size[1]:
            written = len(p.writings)
            p.text(box[0] + p.u(6), yc, name, room=box[2] - box[0] - p.u(8))
            del p.writings[written:]
            p.rect(box[0], box[3], box[2], min(b.size[1], yc + font.size), s.look.ground)
            p.line(box[0], box[3] - 1, box[2] - 1, box[3] - 1, s.rim)

    def wheel(self, b: Board, dy: int) -> bool:  # noqa: ARG002 - by rows
        """See `Part`."""
        self.first = max(0, min(len(self.rows) - self.count, self.first + dy * max(1, self.count - 2)))
        return True


class Line(Option):
    """A row of a `ListBox`."""

    slips = shows = True

    def __init__(self, owner: ListBox, name: str, at: int) -> None:
        super().__init__(name, group=owner.name, chosen=lambda: at in owner.chosen)
        self.owner, self.at = owner, at

    def click(self, b: Board, point: Point, action: Click) -> None:
        """See `Part`."""
        chosen = self.owner.chosen
        if self.owner.many and "ctrl" in action.modifiers:
            chosen ^= {self.at}
        else:
            self.owner.chosen = {self.at}
        super().click(b, point, action)

    def wheel(self, b: Board, dy: int) -> bool:
        """See `Part`."""
        return self.owner.wheel(b, dy)


class Menu(Part):
    """A word that opens a menu; entries may open one more."""

    role = "menu"
    shows = True

    def __init__(
        self, name: str, entries: Sequence[Entry], under: Mapping[str, Sequence[Entry]] | None = None
    ) -> None:
        super().__init__(name)
        self.entries, self.under = entries, under or {}
        self.inner = ""
        for entry in entries:
            if entry.name in self.under:
                entry.deeper = entry.keeps_open = True
                entry.effect = partial(self.open, entry.name)

    def open(self, name: str) -> None:
        """Open the menu of an entry."""
        self.inner = name

    def size(self, b: Board, room: float) -> tuple[float, float]:  # noqa: ARG002 - as wide as its word
        """See `Part`."""
        return b.skin.look.text.width(self.name) + b.p.u(14), b.skin.look.text.size * 1.3 + b.p.u(6)

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        if b.opened is self:
            b.p.rect(*box, mix(b.skin.look.ground, b.skin.look.ink, 0.12))
        b.p.text((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, self.name, align="c", role="menu", box=box)

    def overlay(self, b: Board) -> None:
        """See `Part`."""
        font = b.skin.look.text
        wide = max(font.width(entry.name) for entry in self.entries) + b.p.u(30)
        panel(b, self.entries, self.box[0], self.box[3], wide)
        if self.inner:
            more = self.under[self.inner]
            owner = next(entry for entry in self.entries if entry.name == self.inner)
            breadth = max(font.width(entry.name) for entry in more) + b.p.u(20)
            over = owner.box[2] + breadth > b.size[0]
            left = owner.box[0] + b.p.u(20) if over else owner.box[2] - 2
            panel(b, more, left, owner.box[3] if over else owner.box[1], breadth)

    def click(self, b: Board, point: Point, action: Click) -> None:  # noqa: ARG002 - anywhere on it
        """See `Part`."""
        b.opened = None if b.opened is self else self
        self.inner = ""
