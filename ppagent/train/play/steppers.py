"""In: numbers. Out: parts that set them: spin buttons and sliders."""

from __future__ import annotations

from ppagent.action.schema import Click, Point
from ppagent.train.drawn.look import mix
from ppagent.train.play.board import Board
from ppagent.train.play.fields import Field
from ppagent.train.play.parts import Part
from ppagent.train.play.skin import PLAIN
from ppagent.train.sheet import Box


class Spin(Field):
    """A number with arrows at its right end; the arrows are parts of their own."""

    def __init__(
        self, name: str, value: int, *, low: int = -99, high: int = 999, wide: int = 60, group: str = ""
    ) -> None:
        super().__init__(name, str(value), wide=wide, group=group)
        self.low, self.high = low, high
        self.up, self.down = Arrow(self, 1), Arrow(self, -1)

    def taken(self, b: Board) -> int:
        """See `Field`."""
        return b.p.u(16)

    def step(self, by: int) -> None:
        """One up or down."""
        self.value = str(max(self.low, min(self.high, int(self.value or 0) + by)))
        self.changed()

    def key(self, b: Board, keys: tuple[str, ...]) -> None:
        """See `Part`."""
        if keys in {("up",), ("down",)}:
            self.step(1 if keys == ("up",) else -1)
        else:
            super().key(b, keys)


class Arrow(Part):
    """One of the two arrows of a spin button."""

    typed_in = False

    def __init__(self, owner: Spin, by: int) -> None:
        super().__init__("increase" if by > 0 else "decrease", lambda: owner.step(by), group=owner.name)
        self.by = by

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s = b.p, b.skin
        p.rect(*box, s.face, s.edge)
        p.wedge((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, p.u(3), "u" if self.by > 0 else "d", s.words)
        p.mark("button", self.name, box, written=False, group=self.group)


class Stepped(Part):
    """A spin button with its arrows, put in place together."""

    def __init__(self, spin: Spin) -> None:
        super().__init__(spin.name)
        self.spin = spin

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        return self.spin.size(b, room)

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        x0, y0, x1, y1 = (int(side) for side in box)
        left, middle = x1 - b.p.u(16), (y0 + y1) // 2
        b.put(self.spin, (x0, y0, x1, y1))
        b.put(self.spin.up, (left, y0 + 1, x1 - 1, middle))
        b.put(self.spin.down, (left, middle, x1 - 1, y1 - 1))

    def click(self, b: Board, point: Point, action: Click) -> None:
        """The parts within are hit themselves."""


class Slider(Part):
    """A slider of whole numbers, moved by arrow keys or dragged."""

    typed_in = True

    def __init__(self, name: str, value: int, low: int, high: int, *, wide: int = 120) -> None:
        super().__init__(name)
        self.value, self.low, self.high, self.wide = value, low, high, wide

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        return min(room, b.p.u(self.wide)), b.p.u(20)

    def across(self, b: Board, value: int) -> float:
        """Where the handle is for a value."""
        reach = b.p.u(8)
        return (
            self.box[0]
            + reach
            + (self.box[2] - self.box[0] - 2 * reach) * (value - self.low) / (self.high - self.low)
        )

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s, yc = b.p, b.skin, (box[1] + box[3]) / 2
        at, half = self.across(b, self.value), p.u(2.5)
        p.rect(
            box[0], yc - half, box[2], yc + half, mix(s.look.ground, s.look.ink, 0.15), s.look.border, p.u(2)
        )
        if s.kind != PLAIN or s.face[0] == 239:
            p.rect(box[0], yc - half, at, yc + half, s.tick, None, p.u(2))
            p.disc(at, yc, p.u(8), s.tick)
        else:
            p.rect(at - p.u(7), yc - p.u(8), at + p.u(7), yc + p.u(8), s.face, s.edge, p.u(3))
        if b.focus is self:
            p.pen.rectangle((box[0] - 2, box[1], box[2] + 2, box[3]), None, s.focus)
        p.mark("slider", self.name or "slider", box, ink=(at - p.u(7), yc - p.u(7), at + p.u(7), yc + p.u(7)),
               value=str(self.value), written=False)  # fmt: skip

    def _set(self, b: Board, x: float) -> None:
        reach = b.p.u(8)
        share = (x - self.box[0] - reach) / max(1, self.box[2] - self.box[0] - 2 * reach)
        self.value = max(self.low, min(self.high, round(self.low + share * (self.high - self.low))))

    def click(self, b: Board, point: Point, action: Click) -> None:  # noqa: ARG002 - any click moves it
        """See `Part`."""
        self._set(b, point[0])

    def drag(self, b: Board, start: Point, end: Point) -> None:  # noqa: ARG002 - only where it ends counts
        """See `Part`."""
        self._set(b, end[0])

    def key(self, b: Board, keys: tuple[str, ...]) -> None:  # noqa: ARG002 - no effect on others
        """See `Part`."""
        by = {"right": 1, "up": 1, "left": -1, "down": -1}.get(keys[0], 0)
        if keys in {("home",), ("end",)}:
            self.value = self.low if keys == ("home",) else self.high
        self.value = max(self.low, min(self.high, self.value + by))
