"""In: what a row is about. Out: parts of rows: icons, cells, mails, days, tiles."""

from __future__ import annotations

from collections.abc import Callable

from ppagent.action.schema import Click, Point
from ppagent.train.drawn.look import Colour, light, mix
from ppagent.train.play.board import Board
from ppagent.train.play.parts import Effect, Part, nothing
from ppagent.train.sheet import Box


class RowIcon(Part):
    """An icon in a row; it turns dark when it was used."""

    def __init__(self, name: str, meaning: str, row: str, effect: Effect = nothing) -> None:
        super().__init__(name, effect, group=row)
        self.meaning = meaning
        self.seed = f"{name}/icon"  # the same drawing in every row

    def size(self, b: Board, room: float) -> tuple[float, float]:  # noqa: ARG002 - square
        """See `Part`."""
        side = b.skin.look.icon + b.p.u(4)
        return side, side

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, size = b.p, b.skin.look.icon
        left, top = int((box[0] + box[2] - size) / 2), int((box[1] + box[3] - size) / 2)
        colour = b.skin.tick if self.hits else mix(b.skin.look.ink, b.skin.look.ground, 0.25)
        p.icon(left, top + size / 2, size, self.meaning, colour, role="", plain=True)
        p.mark(
            "button",
            self.name,
            box,
            ink=(left, top, left + size, top + size),
            written=False,
            group=self.group,
        )


class Cell(Part):
    """A cell of a table."""

    def __init__(self, text: str, *, head: str = "", row: str = "") -> None:
        super().__init__(text, group=row)
        self.seed = f"{row}/{head}/{text}"
        self.lined = True
        self.picked: Callable[[], bool] = lambda: False

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s = b.p, b.skin
        on = self.picked()
        if on:
            p.rect(*box, mix(s.look.ground, s.tick, 0.3))
        if self.lined:
            p.pen.rectangle((box[0], box[1], box[2], box[3]), None, s.look.border)
        p.text(box[0] + p.u(3), (box[1] + box[3]) / 2, self.name, room=box[2] - box[0] - p.u(5), role="cell", box=box, group=self.group,
               state="selected" if on else "")  # fmt: skip


class Mail(Part):
    """A mail in a list: who sent it, about what, and icons at its end."""

    def __init__(self, sender: str, subject: str, text: str) -> None:
        super().__init__(sender)
        self.subject, self.text = subject, text
        self.starred, self.icons = False, True
        self.star = RowIcon("star", "star", sender, self._star)
        self.bin = RowIcon("delete", "delete", sender)

    def _star(self) -> None:
        self.starred = True

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        return room, b.skin.look.text.size * 2.5 + b.p.u(4)

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s = b.p, b.skin
        x0, y0, x1, y1 = box
        side = s.look.icon + p.u(4)
        right = x1 - side * (2 if self.icons else 1)
        step = s.look.text.size
        p.text(
            x0 + p.u(2),
            y0 + step * 0.75,
            self.name,
            s.look.strong,
            room=right - x0 - 4,
            role="list item",
            box=box,
        )
        p.text(
            x0 + p.u(2),
            y0 + step * 1.9,
            self.subject,
            s.look.small,
            s.look.muted,
            room=right - x0 - 4,
            group=self.name,
        )
        middle = (y0 + y1) / 2
        b.put(self.star, (int(right), int(middle - side / 2), int(right + side), int(middle + side / 2)))
        if self.icons:
            b.put(self.bin, (int(right + side), int(middle - side / 2), int(x1), int(middle + side / 2)))
        p.line(x0, y1 - 1, x1, y1 - 1)


class Tile(Part):
    """A square with a text or a colour: a key of a calculator, a day of a month, a patch of colour."""

    def __init__(self, name: str, effect: Effect = nothing, *, fill: Colour | None = None, text: str = "", role: str = "button", flat: bool = False,
                 chosen: Callable[[], bool] | None = None, group: str = "") -> None:  # fmt: skip
        super().__init__(name, effect, group=group)
        self.fill, self.text, self.role, self.flat, self.chosen = fill, text, role, flat, chosen

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s = b.p, b.skin
        on = self.chosen is not None and self.chosen()
        fill = self.fill or (s.chosen if on else None if self.flat else s.face)
        p.rect(*box, fill, None if self.flat else s.edge, p.u(s.radius) if self.fill is None else 0)
        if not self.text:
            p.mark(self.role, self.name, box, written=False, group=self.group)
            return
        ink = s.words if fill is None or not on else (255, 255, 255) if light(s.chosen) < 130 else (0, 0, 0)
        p.text(
            (box[0] + box[2]) / 2,
            (box[1] + box[3]) / 2,
            self.text,
            None,
            ink,
            align="c",
            role=self.role,
            box=box,
            group=self.group,
        )


class Item(Part):
    """Something that can be dragged; ``moved`` hears where to."""

    def __init__(self, name: str, moved: Callable[[Point], None], *, fill: Colour) -> None:
        super().__init__(name)
        self.moved, self.fill = moved, fill

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        return min(room, b.skin.look.text.width(self.name) + b.p.u(14)), b.skin.look.text.size * 1.3 + b.p.u(
            6
        )

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p = b.p
        p.rect(*box, self.fill, b.skin.look.border)
        ink = (255, 255, 255) if light(self.fill) < 130 else (0, 0, 0)
        p.text(
            (box[0] + box[2]) / 2,
            (box[1] + box[3]) / 2,
            self.name,
            None,
            ink,
            align="c",
            role="list item",
            box=box,
        )

    def drag(self, b: Board, start: Point, end: Point) -> None:  # noqa: ARG002 - only where it ends counts
        """See `Part`."""
        self.moved(end)

    def click(self, b: Board, point: Point, action: Click) -> None:
        """A click alone moves nothing."""
