"""In: a Sheet. Out: questions about it with their right answers, in the words that people and agents use."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ppagent.action.schema import Action, Answer, Click, Fail
from ppagent.train.asked import rows, wording
from ppagent.train.asked.beside import SIDES, close, nearest
from ppagent.train.asked.kinds import Kinds
from ppagent.train.asked.known import LONGEST, WORDS, Known, Thing, in_order, key, middle, passed_over
from ppagent.train.asked.missing import missing
from ppagent.train.asked.tables import Tables, asked_of, said_of
from ppagent.train.asked.tooltips import cased
from ppagent.train.asked.wording import REFUSE
from ppagent.train.sheet import Box, Sheet

__all__ = ["LONGEST", "REFUSE", "Question", "questions"]
_HOLDING = frozenset({"field", "combo box", "slider", "switch", "spin button"})
"""What is printed in these is not their name."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something asked about a screen.

    Attributes:
        task: the words.
        action: the right answer; its point is px of the sheet.
        box: where a click is right, px of the sheet; None for answers without a place.
        ink: what is drawn of it.
        kind: what is asked for: ``text``, ``icon``, ``described``, ``row``, ``twin``, ``absent``, ``read``, ``state``.
    """

    task: str
    action: Action
    box: Box | None = None
    ink: Box | None = None
    kind: str = "text"


def questions(sheet: Sheet, count: int, rng: random.Random, absent: Sequence[str] = ()) -> list[Question]:
    """Draw questions about a sheet, each thing asked for at most once.

    Args:
        sheet: with its elements.
        count: how many, at most.
        rng: draws.
        absent: names from elsewhere; those that are not on this sheet are asked for and must be refused.
    """
    asker = _Asker(sheet, rng)
    makers: list[tuple[Callable[[], Question | None], float]] = [
        (asker.named, 0.54),
        (asker.in_row, 0.06 + 0.05 * min(10, asker.in_rows)),
        (asker.twin, 0.05 * min(10, asker.twins)),
        (asker.in_table, 0.04 * min(10, asker.in_tables)),
        (asker.counted, 0.03),
        (asker.described, 0.14),
        (asker.beside, 0.04),
        (asker.read, 0.07),
        (asker.state, 0.05),
        (lambda: asker.missing(absent), 0.03),
    ]
    kinds, weights = zip(*makers, strict=True)
    asked: list[Question] = []
    refused = 0
    for _ in range(count * 3):
        if len(asked) == count:
            break
        question = rng.choices(kinds, weights)[0]()
        if question is None:
            continue
        if question.kind == "absent":
            refused += 1
            if refused > 1 + count // 10:  # small sheets run out of things, and never of what they lack
                continue
        asked.append(question)
    return asked


class _Asker:
    """The things of one sheet, and what has been asked about."""

    def __init__(self, sheet: Sheet, rng: random.Random) -> None:
        self.sheet, self.rng = sheet, rng
        self.known = Known(sheet)
        self.queue = [one for one in self.known.things if not passed_over(one, rng)]
        self.in_rows = sum(self.known.in_row(one) and not one.element.written for one in self.queue)
        self.tables = Tables(self.known.things, self.known.names)
        self.kinds = Kinds(self.known, self.tables)
        self.twins = sum(self.known.names[one.key] > 1 and self.kinds.tell(one) for one in self.queue)
        self.in_tables = sum(map(len, self.tables.heads))
        rng.shuffle(self.queue)
        # Drawn things are the rarer ones: they come first half of the time.
        if rng.random() < 0.5:
            self.queue.sort(key=lambda one: one.element.written, reverse=True)

    def named(self) -> Question | None:
        """By its name alone, by name and kind, or by its tool tip."""
        rng, known = self.rng, self.known
        one = self._next(lambda one: known.names[one.key] == 1)
        if one is None:
            return None
        element = one.element
        if (
            element.written
            or element.role in _HOLDING
            or element.role in {"link", "check box", "radio button"}
        ):
            share = 0.6 if not element.written else 0.25 if element.role in WORDS else 0.0
            kind = known.roles[one.key, one.word] == 1 and rng.random() < share
            said = self.kinds.said(one, rng) if kind else wording.quoted(element.name, rng)
            return self._click(
                wording.pressed(said, element.role, rng), one, "text" if element.written else "icon"
            )
        tip = wording.tip(one, known, rng) if rng.random() < 0.55 else ""
        if not tip and element.name.count(" ") > 2:
            tip = cased(element.name, rng)
        if tip:
            return self._click(wording.asked(tip, rng), one, "icon")
        return self._click(
            wording.pressed(wording.icon(element.name, element.role, rng), element.role, rng), one, "icon"
        )

    def twin(self) -> Question | None:
        """One of several things with the same words, told from the others by its kind, its window or its place among them."""
        one = self._next(lambda one: self.known.names[one.key] > 1 and self.kinds.tell(one))
        said = self.kinds.apart(one, self.rng) if one is not None else ""
        if one is None or not said:
            return None
        return self._click(wording.pressed(said, one.element.role, self.rng), one, "twin")

    def in_table(self) -> Question | None:
        """A cell by its column and row, or what it holds."""
        tries, one = 0, None
        while tries < 4 and (one := self._next(lambda one: one.element.role == "cell")) is not None:
            tries += 1
            place = self.tables.place(one)
            if place is None:
                self.queue.insert(0, one)
                continue
            element = one.element
            if self.rng.random() < 0.2:
                said, answer = asked_of(*place, self.rng), Answer(text=element.name)
                return Question(said, answer, element.box, element.ink, "read")
            return self._click(wording.asked(said_of(*place, self.rng), self.rng), one, "row")
        return None

    def in_row(self) -> Question | None:
        """By its name and the row or card it is in, drawn things first."""
        known = self.known
        one = self._next(lambda one: not one.element.written and known.in_row(one) and known.alone(one))
        one = one or self._next(lambda one: known.in_row(one) and known.alone(one))
        if one is None:
            return None
        return self._click(wording.asked(rows.of_row(one, self.known, self.rng), self.rng), one, "row")

    def counted(self) -> Question | None:
        """By its place among things of the same look."""
        drawn = self.known.drawn
        one = self._next(lambda one: not one.element.written and len(drawn[one.sense]) > 1)
        said = rows.counted(one, self.known, self.rng) if one is not None else ""
        return self._click(wording.asked(said, self.rng), one, "row") if one is not None and said else None

    def described(self) -> Question | None:
        """By kind, group, order or hint: where the name alone would not do, or where a person would not use it."""
        rng, known = self.rng, self.known
        # A task and its window, a menu and an entry: the same words, but another kind of thing.
        alike = rng.random() < 0.3
        one = (
            self._next(lambda one: known.names[one.key] > 1 and known.roles[one.key, one.word] == 1)
            if alike
            else None
        )
        one = one or self._next(lambda one: bool(one.element.hint) or one.element.role in WORDS)
        if one is None:
            return None
        element = one.element
        twins = [other for other in known.things if other.key == one.key]
        ways: list[str] = []
        if known.roles[one.key, one.word] == 1:
            ways += [self.kinds.said(one, rng), self.kinds.said(one, rng, plain=False)] * 2
            if element.hint and known.hints[key(element.hint)] == 1 and known.free(element.hint, one):
                ways.append(element.hint)
        if known.alone(one) and one.bare == one.key and sum(other.group == one.group for other in twins) == 1:
            ways += [
                f'"{element.name}" in the row of "{element.group}"'
                if len(twins) > 2
                else f'"{element.name}" under "{element.group}"',
                f"{element.name} for {element.group}",
            ] * 2
        if 1 < len(twins) <= len(rows.ORDER):
            _, ordered = in_order(twins)
            if ordered:
                ways.append(f'the {rows.ORDER[ordered.index(one)]} "{element.name}"')
        if not ways:
            return None
        return self._click(wording.pressed(rng.choice(ways), element.role, rng), one, "described")

    def beside(self) -> Question | None:
        """By its neighbour: the button left of "Cancel"."""
        one = self._next(lambda _: True)
        if one is None:
            return None
        rng, known = self.rng, self.known
        elements = [other.element for other in known.things]
        others = [
            other.element for other in known.things if known.names[other.key] == 1 and other.element.written
        ]
        near = [other for other in others if other is not one.element and close(other, one.element)]
        for anchor in rng.sample(near, min(8, len(near))):
            for side, words in SIDES.items():
                if nearest(anchor, side, elements) is one.element:
                    kind = rng.choice(WORDS.get(one.element.role, (one.element.role,)))
                    said = f'the {kind} {rng.choice(words)} "{anchor.name}"'
                    return self._click(wording.pressed(said, one.element.role, rng), one, "described")
        return None

    def read(self) -> Question | None:
        """What is printed at a place."""
        one = self._next(
            lambda one: (
                one.element.written and one.element.role not in _HOLDING and len(one.element.name) <= LONGEST
            )
        )
        if one is None:
            return None
        height, width = self.sheet.pixels.shape[:2]
        x, y = middle(one.element.ink or one.element.box)
        if not (0 <= x < width and 0 <= y < height):
            return None
        place = f"{int(1000 * x / _whole(width)):03d},{int(1000 * y / _whole(height)):03d}"
        task = self.rng.choice(("read {}", "what is written at {}?", "read the text at {}")).format(place)
        return Question(task, Answer(text=one.element.name), one.element.box, one.element.ink, "read")

    def state(self) -> Question | None:
        """Whether something is switched on, or what a field holds."""
        rng, known = self.rng, self.known
        one = self._next(
            lambda one: (
                (one.element.state in {"on", "off"} or bool(one.element.value))
                and (known.names[one.key] == 1 or known.alone(one))
            )
        )
        if one is None:
            return None
        asked = one.element
        said = wording.quoted(asked.name, rng)
        if asked.state in {"on", "off"}:
            forms: tuple[str, ...] = ("is {} on?", "is {} checked?", "is {} enabled?")
            if one.bare != one.key or known.names[one.key] > 1:
                if known.ticks[one.group] > 1:
                    return None
                said = wording.quoted(asked.group, rng)
                forms = (
                    "is {} selected?",
                    "is {} checked?",
                    "is the row of {} ticked?",
                    "is the box of {} ticked?",
                )
            answer = "yes" if asked.state == "on" else "no"
        elif known.names[one.key] > 1:
            return None
        else:
            forms = ("what is in the {} field?", "what does {} say?", "what is the value of {}?")
            answer = asked.value[:LONGEST]
        return Question(rng.choice(forms).format(said), Answer(text=answer), asked.box, asked.ink, "state")

    def missing(self, names: Sequence[str]) -> Question | None:
        """Something that is not there."""
        task = missing(self.known, names, self.rng)
        return Question(task, Fail(), kind="absent") if task else None

    def _next(self, wanted: Callable[[Thing], bool]) -> Thing | None:
        for place in range(len(self.queue) - 1, -1, -1):
            if wanted(self.queue[place]):
                return self.queue.pop(place)
        return None

    def _click(self, task: str, one: Thing, kind: str) -> Question:
        ink = one.element.ink or one.element.box
        return Question(task, Click(point=middle(ink)), one.element.box, ink, kind)


def _whole(size: int, block: int = 32) -> int:
    """A side padded to whole blocks: what thousandths are of."""
    return -(-size // block) * block
