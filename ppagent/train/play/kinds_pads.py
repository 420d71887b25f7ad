"""In: a kit. Out: jobs on grids of small things: calendars, calculators, sums; suggestions."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from functools import partial

from ppagent.action.schema import Action, Type
from ppagent.train.play.board import Board
from ppagent.train.play.choices import Option, panel
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.kit import Hand, Job, Kit
from ppagent.train.play.parts import Button, Part
from ppagent.train.play.rows import Tile
from ppagent.train.sheet import Box


class Calendar(Part):
    """A field whose calendar opens below it; arrows turn the months."""

    def __init__(self, year: int, month: int, form: str) -> None:
        super().__init__("date")
        self.year, self.month, self.form = year, month, form
        self.value, self.wide = "", 110
        self.back, self.on = (
            Tile("previous month", lambda: self.turn(-1), text="<"),
            Tile("next month", lambda: self.turn(1), text=">"),
        )
        self.days = [
            Tile(str(day), partial(self.pick, day), text=str(day), flat=True) for day in range(1, 32)
        ]
        for part in (self.back, self.on):
            part.keeps_open = True

    typed_in = shows = True

    def turn(self, by: int) -> None:
        """Another month."""
        at = self.year * 12 + self.month - 1 + by
        self.year, self.month = at // 12, at % 12 + 1

    def pick(self, day: int) -> None:
        """Choose a day of the month that is shown."""
        self.value = self.form.format(y=self.year, m=self.month, d=day)

    def size(self, b: Board, room: float) -> tuple[float, float]:
        """See `Part`."""
        return min(room, b.p.u(self.wide)), b.skin.look.text.size * 1.2 + 2 * b.p.u(max(3, b.skin.pad_y))

    def paint(self, b: Board, box: Box) -> None:
        """See `Part`."""
        p, s = b.p, b.skin
        p.rect(*box, s.field, s.focus if b.focus is self else s.rim)
        wide = p.text(box[0] + p.u(5), (box[1] + box[3]) / 2, self.value)
        del wide
        p.mark("field", "date", box, written=False, value=self.value)

    def overlay(self, b: Board) -> None:
        """See `Part`."""
        p, s = b.p, b.skin
        cell = int(s.look.text.size * 1.5)
        wide, high = 7 * cell + 2, 8 * cell + 2
        left, top = int(max(1, min(self.box[0], b.size[0] - wide - 2))), int(self.box[3] + 1)
        if top + high > b.size[1]:
            top = max(1, b.size[1] - high - 2)
        p.cover(left, top, left + wide, top + high)
        b.hide(left, top, left + wide, top + high)
        p.rect(left, top, left + wide, top + high, s.look.ground, s.rim)
        b.put(self.back, (left + 1, top + 1, left + cell, top + cell))
        b.put(self.on, (left + wide - cell, top + 1, left + wide - 1, top + cell))
        p.text(
            left + wide / 2,
            top + cell / 2,
            f"{calendar.month_name[self.month]} {self.year}",
            s.look.small,
            align="c",
            role="heading",
            room=wide - 2 * cell,
        )
        first, count = calendar.monthrange(self.year, self.month)
        for n, letter in enumerate("MTWTFSS"):
            p.text(left + (n + 0.5) * cell, top + 1.5 * cell, letter, s.look.small, s.look.muted, align="c")
        for day in self.days:
            day.spot = None
        for n in range(count):
            x, y = left + (first + n) % 7 * cell, top + (2 + (first + n) // 7) * cell
            b.put(self.days[n], (x + 1, y, x + cell, y + cell))

    def click(self, b: Board, point: tuple[float, float], action: Action) -> None:  # noqa: ARG002 - anywhere on it
        """See `Part`."""
        b.opened = self


def picker(k: Kit) -> Job:
    """Choose a day in a calendar, some months away."""
    year, month = k.rng.randint(2015, 2030), k.rng.randint(1, 12)
    form = k.some("{m:02}/{d:02}/{y}", "{y}-{m:02}-{d:02}", "{d:02}.{m:02}.{y}")
    box = Calendar(year, month, form)
    by, day = k.rng.randint(-4, 4), k.rng.randint(1, 28)
    at = year * 12 + month - 1 + by
    goal = at // 12, at % 12 + 1
    held = form.format(y=goal[0], m=goal[1], d=day)
    words = (
        form.format(y=goal[0], m=goal[1], d=day)
        if k.chance(0.5) and not form.startswith("{d")
        else f"{calendar.month_name[goal[1]]} {day}, {goal[0]}"
    )
    go, label = k.submit(), k.some("Date:", "Day:", "When:", "")

    def body(f: Flow) -> None:
        f.line(*([label] if label else []), box)
        f.line(go)
        f.space(120)

    def plan(h: Hand) -> Iterator[Action]:
        for _ in range(16):
            if box.value == held and h.board.opened is not box:
                break
            now = box.year * 12 + box.month - 1
            if h.board.opened is not box:
                yield h.click(box)
            elif now != at:
                yield h.click(box.on if now < at else box.back)
            else:
                yield h.click(box.days[day - 1])
        yield from h.press(go)
        yield h.end()

    k.show(body)
    return Job(k.ask("Pick {w} in the calendar and press {b}.", "Choose the day {w}, then click {B}.", "Set the date to {w} with the calendar; then {b}.",
                     w=words, b=go.name, B=go.name), plan, lambda: box.value == held and go.hits == 1)  # fmt: skip


def _result(typed: str) -> str:
    """What a calculator shows."""
    found = re.fullmatch(r"([0-9]+)([-+*])([0-9]+)=", typed)
    if found is None:
        return typed or "0"
    left, right = int(found[1]), int(found[3])
    return str({"+": left + right, "-": left - right, "*": left * right}[found[2]])


def keys(k: Kit) -> Job:
    """Type a number, a sum or a code on keys of the screen."""
    layout = k.rng.choice(("789/456*123-0.=+", "789+456-123*C0=/", "123456789*0#"))
    per = 3 if layout.endswith("#") else 4
    sums = per == 4
    held = [""]

    def press(char: str) -> None:
        held[0] = "" if char == "C" else held[0] + char

    tiles = {char: Tile(char, partial(press, char), text=char) for char in layout}
    wanted = (
        f"{k.rng.randint(2, 99)}{k.some(*'+-*')}{k.rng.randint(2, 99)}="
        if sums and k.chance(0.7)
        else "".join(k.rng.choices("1234567890", k=k.rng.randint(2, 5)))
    )
    high = k.rng.choice((18, 22, 28))

    def body(f: Flow) -> None:
        tall = max(f.u(high), int(f.skin.look.text.size * 1.6))
        if not f.dry:
            f.p.rect(f.x, f.y, f.x + f.w, f.y + tall, f.skin.field, f.skin.rim)
            f.p.text(f.x + f.w - f.u(5), f.y + tall / 2, _result(held[0])[-12:], align="r", role="text")
        f.y += tall + f.u(4)
        wide = min(f.w / per, f.u(60))
        for n, char in enumerate(layout):
            f.put(tiles[char], f.x + n % per * wide, f.y + n // per * tall, wide - f.u(2), tall - f.u(2))
        f.y += tall * (-(-len(layout) // per)) + f.u(4)

    def plan(h: Hand) -> Iterator[Action]:
        while held[0] != wanted:
            assert wanted.startswith(held[0])
            yield h.click(tiles[wanted[len(held[0])]])
        yield h.end()

    k.show(body)
    k.board.after = None
    task = k.ask("Work out {s} with the keys.", "Enter {s} on the keys and press =.", "Compute {s} on the calculator.", s=wanted[:-1]) if wanted.endswith("=") else k.ask(
        "Key in {s}.", "Press the keys {s}.", "Dial {s}.", "Enter {s} with the buttons.", s=wanted)  # fmt: skip
    return Job(task, plan, lambda: held[0] == wanted)


def sums(k: Kit) -> Job:
    """A small sum whose answer is typed, or chosen."""
    a, c = k.rng.randint(0, 9), k.rng.randint(0, 9)
    plus = k.chance(0.6)
    a, c = (a, c) if plus else (max(a, c), min(a, c))
    result = a + c if plus else a - c
    typed = k.chance(0.6)
    field, go = Field("", wide=50), k.submit()
    others = k.rng.sample([n for n in range(19) if n != result], 3)
    choices = [Button(str(n), k.finish) for n in k.rng.sample([result, *others], 4)]
    goal = next(part for part in choices if part.name == str(result))

    def body(f: Flow) -> None:
        asked = f"{a} {'+' if plus else '-'} {c} = "
        if typed:
            f.line(asked, field)
            f.line(go)
        else:
            f.text(asked + "?")
            f.line(*choices)

    def plan(h: Hand) -> Iterator[Action]:
        if typed:
            yield from h.write(field, str(result))
            yield from h.press(go)
        else:
            yield from h.press(goal)
        yield h.end()

    k.show(body, plain=True)
    task = k.ask("Work out the sum, type the result and press {b}.", "Enter what it makes and click {B}.", b=go.name, B=go.name) if typed else k.ask(
        "Click the result of the sum.", "Which number is right? Click it.")  # fmt: skip
    return Job(task, plan, lambda: go.hits == 1 and field.value == str(result) if typed else goal.hits == 1)


class Complete(Field):
    """A field that offers what begins as what was typed."""

    def __init__(self, name: str, names: list[str], *, wide: int) -> None:
        super().__init__(name, wide=wide)
        self.offers = [Option(text, partial(self.take, text)) for text in names]

    def take(self, text: str) -> None:
        """Take an offer."""
        self.value = text

    def overlay(self, b: Board) -> None:
        """See `Part`."""
        some = [one for one in self.offers if one.name.lower().startswith(self.value.lower())]
        if self.value and some:
            panel(b, some, self.box[0], self.box[3] + 1, max(self.box[2] - self.box[0], b.p.u(90)))

    def type(self, b: Board, text: str) -> None:
        """See `Part`."""
        super().type(b, text)
        b.opened = self


def complete(k: Kit) -> Job:
    """Type the beginning of a name, and choose it from what is offered."""
    pool = k.words.different(40, k.some("person", "product", "word"))
    goal = k.rng.choice(pool)
    alike = [name for name in pool if name[0].lower() == goal[0].lower() and name != goal][
        : k.rng.randint(0, 5)
    ]
    names = [goal, *alike, *(name for name in pool[:12] if name[0].lower() != goal[0].lower())]
    k.rng.shuffle(names)
    start = goal[: k.rng.randint(1, 3)]
    many = sum(name.lower().startswith(start.lower()) for name in names)
    field = Complete("", names, wide=k.rng.choice((0, 120)))
    label, go = k.some("Name:", "Item:", "Tag:", "Place:", ""), k.submit()
    offer = field.offers[names.index(goal)]
    if many > 6:
        start = goal[:4]

    def body(f: Flow) -> None:
        f.line(*([label] if label else []), field)
        f.line(go)
        f.space(90)

    def plan(h: Hand) -> Iterator[Action]:
        while field.value != goal:
            if h.board.focus is not field and h.board.opened is not field:
                yield h.click(field)
            elif field.value != start:
                yield Type(text=start)
            else:
                yield h.click(offer)
        yield from h.press(go)
        yield h.end()

    k.show(body)
    last = goal[-2:]
    alone = sum(name.lower().startswith(start.lower()) and name.endswith(last) for name in names) == 1
    if alone and len(goal) > len(start) + 2 and k.chance(0.35):
        task = k.ask("Take the suggestion that begins with {S} and ends with {E}, then press {b}.", "Enter what starts with {S} and has {E} at its end; then {b}.", "Of what is offered for {S}, choose the one ending in {E} and click {B}.",
                     S=start, E=last, b=go.name, B=go.name)  # fmt: skip
        return Job(task, plan, lambda: field.value == goal and go.hits == 1)
    return Job(k.ask("Type {S}, take {G} from what is offered and press {b}.", "Choose {G} from the suggestions for {S}; then {b}.",
                     "Let the field complete {S} to {G} and click {B}.", S=start, G=goal, b=go.name, B=go.name), plan,
               lambda: field.value == goal and go.hits == 1)  # fmt: skip


KINDS = {"picker": picker, "keys": keys, "sums": sums, "complete": complete}
