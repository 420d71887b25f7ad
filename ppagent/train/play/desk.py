"""In: a drawn screen. Out: Desk, on which one may go on drawing: what was is kept, what becomes of a click comes over it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from ppagent.train.drawn.drawer import blank, compose, scale_of
from ppagent.train.drawn.fonts import FontBook
from ppagent.train.drawn.icons import IconSet
from ppagent.train.drawn.pages import desktop
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.record import Writing
from ppagent.train.drawn.themes import ThemeIcons
from ppagent.train.drawn.words import Words
from ppagent.train.questions import Question, questions
from ppagent.train.sheet import Element, Sheet

SIZES = (
    (640, 480),
    (800, 600),
    (1024, 768),
    (1280, 720),
    (1280, 800),
    (1366, 768),
    (1440, 900),
    (1920, 1080),
)
_WEIGHTS = (3, 5, 9, 5, 7, 2, 1, 1)
_DESKTOPS = 0.55
"""Share of screens that are desktops with windows and task bars; the others are of all kinds."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a desk looked like."""

    sheet: Sheet
    image: Image.Image
    writings: list[Writing]
    pictograms: list[tuple[int, int, int, int]]
    menus: list[tuple[float, float, float, float]]


class Desk:
    """A screen that changes.

    Attributes:
        p: what it is drawn with; ``rng``: for all that is drawn by lot.
        source: of its sheets.
    """

    def __init__(self, p: Painter, source: str) -> None:
        self.p, self.rng, self.source = p, p.rng, source

    def chance(self, share: float) -> bool:
        """True in so large a share of the cases."""
        return self.rng.random() < share

    def sheet(self) -> Sheet:
        """The picture of this moment."""
        return replace(self.p.sheet(), source=self.source)

    def keep(self) -> Kept:
        """What there is now, to come back to."""
        p = self.p
        writings: list[Writing] = [replace(one) for one in p.writings]
        return Kept(self.sheet(), p.image.copy(), writings, list(p.pictograms), list(p.menus))

    def restore(self, kept: Kept) -> None:
        """Show again what was kept, and go on from there."""
        p = self.p
        p.image.paste(kept.image)
        p.elements, p.pictograms, p.menus = list(kept.sheet.elements), list(kept.pictograms), list(kept.menus)
        p.writings = [replace(one) for one in kept.writings]

    def new(self, kept: Kept) -> list[Element]:
        """What came since."""
        old = set(map(id, kept.sheet.elements))
        return [one for one in self.p.elements if id(one) not in old]

    def asked(self, sheet: Sheet, among: Sequence[Element] | None = None) -> tuple[Question, Element] | None:
        """A question about one thing on a screen that is answered with a click, and that thing.

        Args:
            sheet: the screen.
            among: things it may be about; None: all.
        """
        by_box = {(one.box, one.ink or one.box): one for one in (sheet.elements if among is None else among)}
        for question in questions(sheet, 3 if among is None else 12, self.rng):
            one = by_box.get((question.box, question.ink)) if question.box and question.ink else None
            if one is not None and question.kind in {"text", "icon", "row", "described"}:
                return question, one
        return None

    def change(self, one: Element, **values: object) -> None:
        """Something about a thing is otherwise now."""
        self.p.elements = [
            replace(other, **values) if other is one else other  # type: ignore[arg-type]
            for other in self.p.elements
        ]


def make_desk(
    rng: random.Random, words: Words, fonts: FontBook, icons: IconSet, themes: ThemeIcons, source: str
) -> Desk:
    """A screen drawn anew."""
    size = rng.choices(SIZES, _WEIGHTS)[0]
    p = blank(rng, size, scale_of(rng, *size), words, fonts, icons, themes)
    if rng.random() < _DESKTOPS:
        desktop(p)
    else:
        compose(p)
    return Desk(p, source)
