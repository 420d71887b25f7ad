"""In: names. Out: parts of a screen that keep a state, draw themselves and act on clicks and keys: buttons, links, boxes, switches."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ppagent.action.schema import Click, Point
from ppagent.train.drawn.look import WHITE, mix, shade
from ppagent.train.play.skin import PLAIN
from ppagent.train.sheet import Box

if TYPE_CHECKING:
    from ppagent.train.play.board import Board

Effect = Callable[[], None]


def nothing() -> None:
    """What most clicks do beyond what is seen of the part."""


class Part:
    """Something on a screen.

    Attributes:
        name: what it is called, mostly as it is printed.
        group: what it belongs to.
        effect: happens when it is clicked.
        box: where it was drawn last, px; ``spot``: the middle of its ink there, None while it cannot be seen.
        hits: how often it was clicked.
        seed: of its own random source.
        typed_in: a click gives it the focus; ``keeps_open``: a click on it closes no list.
    """

    typed_in = False
    keeps_open = False
    slips = False
    """Whether a click that went to it by mistake can be made good by further clicks."""
    shows = False
    """Whether a click on it can always be seen, so that one which came to nothing is known by that."""

    def __init__(self, name: str, effect: Effect = nothing, *, group: str = "") -> None:
        self.name, self.effect, self.group = name, effect, group
        self.box: Box = (0, 0, 0, 0)
        self.spot: Point | None = None
        self.hits = 0
        self.seed = f"{name}/{group}/{type(self).__name__}"

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """Px it takes, of those there are."""
        raise NotImplementedError

    def paint(self, b: Board, box: Box) -> None:
        """Draw it; the first element that it marks is where it is to be clicked."""
        raise NotImplementedError

    def overlay(self, b: Board) -> None:
        """Draw what it has open."""

    def click(self, b: Board, point: Point, action: Click) -> None:  # noqa: ARG002 - some parts ask where
        """It was clicked."""
        self.effect()

    def type(self, b: Board, text: str) -> None:
        """Letters came while it had the focus."""

    def key(self, b: Board, keys: tuple[str, ...]) -> None:
        """A key came while it had the focus."""

    def wheel(self, b: Board, dy: int) -> bool:  # noqa: ARG002 - that of parts that scroll
        """The wheel was turned over it; whether it scrolls by itself."""
        return False

    def drag(self, b: Board, start: Point, end: Point) -> None:
        """It was dragged."""

    def tabbed(self) -> None:
        """It got the focus by the tabulator."""


class Button(Part):
    """A button with a text, an icon, or both; ``main``: the chief one of a form."""

    def __init__(
        self, name: str, effect: Effect = nothing, *, icon: str | None = None, main: bool = False, group: str = "",
        wide: float = 0, state: Callable[[], str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name, effect, group=group)
        self.icon, self.main, self.wide, self.state = icon, main, wide, state

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        s, u = b.skin, b.p.u
        high = s.look.text.size * 1.2 + 2 * u(s.pad_y)
        if self.icon is not None:
            return s.look.icon + 2 * u(s.pad_y + 2), max(high, s.look.icon + 2 * u(3))
        wide = max(u(self.wide), s.look.text.width(self.name) + 2 * u(s.pad_x))
        return min(room, wide), high

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s = b.p, b.skin
        main = self.main and s.kind != PLAIN
        ink = s.on_main if main else s.words
        state = self.state() if self.state else ""
        fill = (
            s.main
            if main
            else shade(s.face, -25 if sum(s.face) > 380 else 30)
            if state == "selected"
            else s.face
        )
        x, y = b.pointer
        if state == "disabled":
            ink, main = mix(s.words, s.face, 0.65), False
            fill = s.face
        elif s.hover and box[0] <= x < box[2] and box[1] <= y < box[3]:
            fill = shade(fill, -12 if sum(fill) > 250 else 20)
        if self.icon is None or s.kind == PLAIN:
            p.rect(*box, fill, s.main if main else s.edge, p.u(s.radius))
        if self.icon is not None:
            size = min(s.look.icon, int(box[3] - box[1]) - 2)
            left = (box[0] + box[2] - size) / 2
            if self.icon == "x":
                reach, cx, cy = size * 0.28, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
                for way in (1, -1):
                    p.pen.line(
                        (cx - reach, cy - way * reach, cx + reach, cy + way * reach),
                        fill=ink,
                        width=max(1, p.u(1.5)),
                    )
            else:
                p.icon(left, (box[1] + box[3]) / 2, size, self.icon, ink, role="", plain=True)
            around = (left, (box[1] + box[3] - size) / 2, left + size, (box[1] + box[3] + size) / 2)
            p.mark("button", self.name, box, ink=around, written=False, group=self.group, state=state)
            return
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        p.text(*middle, self.name, s.look.text, ink, align="c", role="button", box=box, group=self.group,
               room=box[2] - box[0] - 2, state=state)  # fmt: skip


class Link(Part):
    """Words that lead somewhere."""

    def size(self, b: Board, room: float) -> tuple[float, float]:  # noqa: ARG002 - as wide as its words
        """See `Part`."""
        font = b.skin.look.text
        return font.width(self.name), font.size * 1.3

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        s, yc = b.skin, (box[1] + box[3]) / 2
        wide = b.p.text(box[0], yc, self.name, s.look.text, s.link, role="link", box=box, group=self.group)
        if wide and s.underlined:
            low = yc + s.look.text.capital * 0.72
            b.p.pen.line((box[0], low, box[0] + wide, low), fill=s.link, width=max(1, b.p.u(1)))


class Words(Part):
    """A text that can be clicked, dragged over or just pointed at."""

    role = "text"

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        font = b.skin.look.text
        return min(room, font.width(self.name)), font.size * 1.3

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        b.p.text(box[0], (box[1] + box[3]) / 2, self.name, role=self.role, box=box, group=self.group)


class Check(Part):
    """A box to tick, with its words behind it."""

    role = "check box"
    slips = shows = True

    def __init__(self, name: str, on: bool = False, effect: Effect = nothing, *, group: str = "") -> None:
        super().__init__(name, effect, group=group)
        self.on = on

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        side, u = self.side(b), b.p.u
        return min(room, side + u(6) + b.skin.look.text.width(self.name)), max(
            side + u(3), b.skin.look.text.size * 1.3
        )

    def side(self, b: Board) -> int:
        """Px of the square."""
        return b.p.u(13) if b.skin.kind == PLAIN else max(b.p.u(12), b.skin.look.base)

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s, side, yc = b.p, b.skin, self.side(b), (box[1] + box[3]) / 2
        self.square(b, box[0], yc, side)
        left = box[0] + side + p.u(6)
        font = s.look.text
        wide = p.text(left, yc, self.name, font, room=box[2] - left + p.u(2))
        around = (box[0], yc - side / 2, left + wide if wide else box[0] + side, yc + side / 2)
        p.mark(
            self.role,
            self.name,
            box,
            ink=around,
            state="on" if self.on else "off",
            group=self.group,
            written=wide > 0,
        )

    def square(self, b: Board, x: float, yc: float, side: int) -> None:
        """The box."""
        p, s = b.p, b.skin
        fill = s.tick if self.on else s.field
        p.rect(x, yc - side / 2, x + side, yc + side / 2, fill, s.tick if self.on else s.rim, p.u(s.square))
        if self.on:
            points = [
                (x + side * 0.22, yc),
                (x + side * 0.42, yc + side * 0.22),
                (x + side * 0.8, yc - side * 0.24),
            ]
            p.pen.line(points, fill=s.look.on_accent if s.kind != PLAIN else WHITE, width=max(1, side // 7))

    def click(self, b: Board, point: Point, action: Click) -> None:
        """See `Part`."""
        self.on = not self.on
        super().click(b, point, action)


class Radio(Check):
    """One of several, of which one is chosen."""

    role = "radio button"

    def __init__(self, name: str, others: list[Radio], on: bool = False, *, group: str = "") -> None:
        super().__init__(name, on, group=group)
        self.others = others
        others.append(self)

    def square(self, b: Board, x: float, yc: float, side: int) -> None:
        """The circle."""
        p, s = b.p, b.skin
        radius = side / 2 - 0.5
        p.disc(x + side / 2, yc, radius, s.field, s.tick if self.on else s.rim)
        if self.on:
            p.disc(x + side / 2, yc, radius * (0.55 if s.kind == PLAIN else 0.5), s.tick)

    def click(self, b: Board, point: Point, action: Click) -> None:
        """See `Part`."""
        for other in self.others:
            other.on = False
        super().click(b, point, action)
        self.on = True


class Switch(Check):
    """A switch behind its words, at the right end of a row; ``pointed``: the ink is the switch."""

    role = "switch"

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        return room, max(b.p.u(20), b.skin.look.text.size * 1.3)

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s, yc = b.p, b.skin, (box[1] + box[3]) / 2
        wide, high = p.u(30), p.u(16)
        left = box[2] - wide
        p.text(box[0], yc, self.name, room=left - box[0] - p.u(4))
        fill = s.tick if self.on else mix(s.look.muted, s.look.ground, 0.3)
        p.rect(left, yc - high / 2, left + wide, yc + high / 2, fill, None, high // 2)
        p.disc(left + (wide - high / 2 if self.on else high / 2), yc, high / 2 - p.u(2), WHITE)
        around = (left, yc - high / 2, left + wide, yc + high / 2)
        p.mark("switch", self.name, around, ink=around, state="on" if self.on else "off", group=self.group)
        self.box = around
