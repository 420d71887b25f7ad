"""In: what a simulated screen shows, and actions. Out: its picture with all that is on it, and what has become of it.

What is shown is a function that puts parts on the board anew for every picture; parts keep their state between pictures,
and each draws from a random source of its own, so that a picture differs from the one before only where a state did.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ppagent.action.schema import Action, Click, Drag, Key, Point, Scroll, Type, Wait
from ppagent.train.drawn.art import Art
from ppagent.train.drawn.look import Colour, light
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.words import Words as DrawnWords
from ppagent.train.play.skin import Skin
from ppagent.train.sheet import Box, Sheet

if TYPE_CHECKING:
    from ppagent.train.play.flow import Flow
    from ppagent.train.play.parts import Part

Body = Callable[["Flow"], None]


class CrowdedError(Exception):
    """There is no room for what a screen should show; another one is drawn instead."""


@dataclass(slots=True)
class Frame:
    """Where a board's content lies: its box, the strip with the task above it (``least``: px of its height), and what is behind."""

    box: tuple[int, int, int, int]
    strip: str = ""
    strip_fill: Colour = (255, 255, 0)
    bold: bool = False
    least: int = 0
    backdrop: Callable[[Painter], None] | None = None


class Board:
    """One simulated screen.

    Attributes:
        focus: the part that gets what is typed.
        opened: the part whose list or menu is open.
        scroll: px that the content is moved up, of ``most``; ``scrolls``: whether it can be.
        dialogs: bodies in front of the content, the last on top; each with its width in px at scale 1.
        clipboard: what was copied; ``pointer``: where the mouse is; ``waited``: how often nothing was done.
        ended: the task was done by the last click; then ``after`` is shown.
    """

    def __init__(
        self,
        size: tuple[int, int],
        seed: int,
        skin: Skin,
        art_rng: random.Random,
        art: Art,
        words: DrawnWords,
        frame: Frame,
    ) -> None:
        self.size, self.seed, self.skin, self.art, self.words, self.frame = (
            size,
            seed,
            skin,
            art,
            words,
            frame,
        )
        self.rng = art_rng
        self.body: Body = lambda _flow: None
        self.after: Body | None = None
        self.focus: Part | None = None
        self.opened: Part | None = None
        self.scroll, self.most = 0, 0
        self.dialogs: list[tuple[Body, int]] = []
        self.dimmed = random.Random(seed).random() < 0.4
        self.scrolls = False
        self.clip: Box = (0, 0, *size)
        self.ended = False
        self.clipboard, self.waited = "", 0
        self.pointer: Point = (-1, -1)
        self.hits: list[Part] = []
        self._behind: Painter | None = None
        self.p: Painter = self._fresh()

    # Drawing

    def _fresh(self) -> Painter:
        skin = self.skin
        self.rng.seed(self.seed)
        painter = Painter(self.size, self.rng, skin.look, self.words, self.art)
        if self.frame.backdrop is None:
            return painter
        if self._behind is None:
            self.words.rng, self.words.echoes = painter.rng, []
            self._behind = Painter(self.size, self.rng, skin.look, self.words, self.art)
            self.frame.backdrop(self._behind)
        kept = self._behind
        painter.image.paste(kept.image)
        painter.elements, painter.pictograms = list(kept.elements), list(kept.pictograms)
        painter.writings = [replace(each) for each in kept.writings]
        return painter

    def sheet(self, source: str) -> Sheet:
        """The picture of this moment."""
        from ppagent.train.play.flow import Flow

        p = self.p = self._fresh()
        self.clip = self.frame.box
        for part in self.hits:
            part.spot = None
        self.hits = []
        x0, y0, x1, y1 = self.frame.box
        pad = p.u(self.skin.gap + 2)
        top = y0 + (self._strip(draw=False) if self.frame.strip else 0)
        flow = Flow(self, x0 + pad, top + pad - self.scroll, x1 - x0 - 2 * pad, floor=y1)
        body = self.after if self.ended and self.after is not None else self.body
        body(flow)
        self.most = max(0, int(flow.bottom + self.scroll - y1 + pad)) if self.scrolls else 0
        if self.frame.strip:
            self._strip(draw=True)
        for inside, width in self.dialogs:
            self._dialog(inside, width)
        self.clip = (0, 0, *self.size)
        if self.opened is not None and self.opened in self.hits:
            self.opened.overlay(self)
        drawn = p.sheet()
        return Sheet(drawn.pixels, drawn.elements, source, drawn.glyphs, drawn.pictograms)

    def _strip(self, *, draw: bool) -> int:
        """The task, printed above; returns its height."""
        from ppagent.train.play.flow import wrapped

        p, (x0, y0, x1, _) = self.p, self.frame.box
        font = self.skin.look.strong if self.frame.bold else self.skin.look.text
        step, pad = int(font.size * 1.25), p.u(3)
        lines = wrapped(self.frame.strip, font, x1 - x0 - 2 * pad)
        high = max(self.frame.least, step * len(lines) + 2 * pad)
        if draw:
            p.cover(x0, y0, x1, y0 + high)
            self.hide(x0, y0, x1, y0 + high, all_of=True)
            fill = self.frame.strip_fill
            p.rect(x0, y0, x1, y0 + high, fill)
            ink = (0, 0, 0) if light(fill) > 130 else (255, 255, 255)
            for number, line in enumerate(lines):
                p.text(x0 + pad, y0 + pad + step * (number + 0.5), line, font, ink)
        return high

    def _dialog(self, inside: Body, width: int) -> None:
        """A panel over the middle; what is behind can no longer be clicked."""
        from ppagent.train.play.flow import Flow

        p, (x0, y0, x1, y1), skin = self.p, self.frame.box, self.skin
        if self.dimmed:
            p.dim()
        self.hide(x0, y0, x1, y1, all_of=True)
        wide = min(p.u(width), x1 - x0 - p.u(8))
        left = x0 + (x1 - x0 - wide) // 2
        pad = p.u(skin.gap + 3)
        trial, shown = Flow(self, left + pad, 0, wide - 2 * pad, floor=10**6, dry=True), skin.look
        inside(trial)
        high = int(trial.bottom + 2 * pad)
        if self.frame.strip:
            y0 = min(y0 + self._strip(draw=False), max(y0, y1 - high - p.u(4)))
        top = y0 + max(p.u(2), int((y1 - y0 - high) * 0.4))
        if top + high > self.size[1]:
            raise CrowdedError
        p.cover(left - 1, top - 1, left + wide + 2, top + high + 2)
        p.rect(left, top, left + wide, top + high, shown.ground, (130, 130, 130), p.u(skin.radius))
        inside(Flow(self, left + pad, top + pad, wide - 2 * pad, floor=top + high))

    def high(self) -> int:
        """Px that the content takes from the top of the strip to its end."""
        from ppagent.train.play.flow import Flow

        pad = self.p.u(self.skin.gap + 2)
        x0, _, x1, _ = self.frame.box
        flow = Flow(self, x0 + pad, 0, x1 - x0 - 2 * pad, floor=10**6, dry=True)
        self.body(flow)
        return int(flow.bottom) + 2 * pad + (self._strip(draw=False) if self.frame.strip else 0)

    def put(self, part: Part, box: Box) -> None:
        """Draw a part and let it be hit."""
        p = self.p
        part.box, part.spot = box, None
        if box[3] > self.clip[3] or box[1] < self.clip[1]:
            return
        self.hits.append(part)
        p.rng.seed(f"{self.seed}/{part.seed}")
        before = len(p.elements)
        part.paint(self, box)
        for one in p.elements[before:]:
            ink = one.ink or one.box
            part.spot = (round((ink[0] + ink[2]) / 2, 1), round((ink[1] + ink[3]) / 2, 1))
            break

    def hide(self, x0: float, y0: float, x1: float, y1: float, *, all_of: bool = False) -> None:
        """Something lies over these px now."""
        for part in self.hits:
            box = part.box
            if box[0] < x1 and box[2] > x0 and box[1] < y1 and box[3] > y0:
                part.spot = None
        if all_of:
            self.hits = [part for part in self.hits if part.spot is not None]

    # Acting

    def at(self, point: Point) -> Part | None:
        """The uppermost part at a point."""
        for part in reversed(self.hits):
            x0, y0, x1, y1 = part.box
            if x0 <= point[0] < x1 and y0 <= point[1] < y1:
                return part
        return None

    def apply(self, action: Action) -> None:
        """What an action does."""
        match action:
            case Click() if action.point is not None:
                self._click(action, action.point)
            case Type() if self.focus is not None:
                for number, text in enumerate(action.text.split("\n")):
                    if number:
                        self.focus.key(self, ("enter",))
                    self.focus.type(self, text)
            case Key(keys=("escape",)) if self.opened is not None or self.dialogs:
                if self.opened is not None:
                    self.opened = None
                else:
                    self.dialogs.pop()
            case Key(keys=("tab",)) if self.focus in self.hits:
                stops = [part for part in self.hits if part.typed_in]
                if self.focus in stops:
                    self.focus = stops[(stops.index(self.focus) + 1) % len(stops)]
                    self.focus.tabbed()
            case Key(keys=keys) if self.focus is not None:
                self.focus.key(self, keys)
            case Scroll() if action.point is not None:
                part = self.at(action.point)
                if part is None or not part.wheel(self, action.dy):
                    self.scroll = max(0, min(self.most, self.scroll + self.p.u(action.dy * 120)))
            case Drag() if action.start is not None:
                part = self.at(action.start)
                if part is not None:
                    part.drag(self, action.start, action.end)
                self.pointer = action.end
            case Wait():
                self.waited += 1
            case _:
                pass

    def _click(self, action: Click, point: Point) -> None:
        self.pointer = point
        part = self.at(point)
        opened = self.opened
        self.focus = part if part is not None and part.typed_in else None
        if part is not None:
            part.hits += 1
            part.click(self, point, action)
        if (
            self.opened is opened
            and opened is not None
            and part is not opened
            and not (part and part.keeps_open)
        ):
            self.opened = None
