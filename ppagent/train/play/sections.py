"""In: names. Out: parts that show what belongs to them: tabs, sections that open, nodes of trees."""

from __future__ import annotations

from collections.abc import Callable

from ppagent.action.schema import Click, Point
from ppagent.train.play.board import Board
from ppagent.train.play.parts import Effect, Part, nothing
from ppagent.train.play.skin import DESK, MODERN
from ppagent.train.sheet import Box


class Tab(Part):
    """One of a row of tabs."""

    slips = shows = True

    def __init__(self, name: str, effect: Effect, current: Callable[[], bool]) -> None:
        super().__init__(name, effect)
        self.current = current

    def size(self, b: Board, room: float) -> tuple[float, float]:  # noqa: ARG002 - as wide as its words
        """See `Part`."""
        s = b.skin
        return s.look.text.width(self.name) + 2 * b.p.u(max(6, s.pad_x // 2)), s.look.text.size * 1.3 + b.p.u(
            6
        )

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s, on = b.p, b.skin, self.current()
        if s.kind == MODERN:
            p.rect(box[0], box[3] - p.u(2), box[2], box[3], s.main if on else s.look.border)
        else:
            p.rect(*box, s.look.ground if on else s.face, s.edge, p.u(s.radius if s.kind == DESK else 2))
            if on:
                p.rect(box[0] + 1, box[3] - 2, box[2] - 1, box[3] + 1, s.look.ground)
        ink = s.main if on and s.kind == MODERN else None
        p.text((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, self.name, None, ink, align="c", role="tab", box=box,
               state="selected" if on else "")  # fmt: skip


class Fold(Part):
    """The head of a section that opens and closes, or a node of a tree when ``plain``."""

    slips = shows = True

    def __init__(
        self,
        name: str,
        effect: Effect = nothing,
        *,
        opened: bool = False,
        plain: bool = False,
        mark: str = "",
    ) -> None:
        super().__init__(name, effect)
        self.opened, self.plain, self.mark = opened, plain, mark

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        high = b.skin.look.text.size * 1.3 + b.p.u(2 if self.plain else 6)
        return (
            min(room, b.skin.look.text.width(self.name) + b.p.u(20) + (b.skin.look.icon if self.mark else 0))
            if self.plain
            else room
        ), high

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s, yc = b.p, b.skin, (box[1] + box[3]) / 2
        if not self.plain:
            p.rect(*box, s.face, s.edge, p.u(s.radius))
        p.wedge(box[0] + p.u(9), yc, p.u(3.5), "d" if self.opened else "r", s.words)
        left = box[0] + p.u(18)
        if self.mark and p.icon(left, yc, s.look.icon, self.mark, role="", plain=True):
            left += s.look.icon + p.u(3)
        p.text(left, yc, self.name, None, None if self.plain else s.words, role="list item" if self.plain else "button",
               box=box, room=box[2] - left, state="on" if self.opened else "off")  # fmt: skip

    def click(self, b: Board, point: Point, action: Click) -> None:
        """See `Part`."""
        self.opened = not self.opened
        super().click(b, point, action)
