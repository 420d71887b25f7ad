"""In: an empty board. Out: Kit, with which tasks are made up; Job, one task; Hand, who does it by looking at the board."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ppagent.action.schema import Action, Click, Done, Drag, Key, Modifier, Scroll, Type
from ppagent.train.play.board import Board, Body, CrowdedError
from ppagent.train.play.choices import ListBox, Select
from ppagent.train.play.fields import Field
from ppagent.train.play.flow import Flow
from ppagent.train.play.parts import Button, Link, Part
from ppagent.train.web.words import Words

_MOST = 8
SUBMIT = (
    "Submit",
    "Send",
    "OK",
    "Save",
    "Continue",
    "Done",
    "Confirm",
    "Go",
    "Next",
    "Apply",
    "Finish",
    "Proceed",
    "Update",
)
FOOT = (
    "About us",
    "Imprint",
    "Privacy",
    "Contact",
    "Help pages",
    "Back to start",
    "Terms of use",
    "Feedback",
)
THANKS = (
    "Thank you!",
    "Saved.",
    "All done.",
    "Your answer has been sent.",
    "Success",
    "Received, thank you.",
    "OK",
)


class Texts(Words):
    """What is written; drawn fonts have no sign for the euro."""

    def price(self) -> str:
        """With two decimals."""
        return super().price().replace("€", "$")


@dataclass(slots=True)
class Job:
    """A task: what is asked, how it is done, and whether it has been; ``open_end``: nothing more is to be seen of it."""

    task: str
    plan: Callable[[Hand], Iterator[Action]]
    done: Callable[[], bool] = lambda: True


@dataclass(slots=True)
class Kit:
    """What a task is made up with.

    Attributes:
        rng, words: for all that is drawn by lot.
        board: where it is put; `Board.body` is set by who makes up the task.
        room: about how many lines of controls there is room for; ``small``: a tiny page.
    """

    rng: random.Random
    words: Words
    board: Board
    room: int
    small: bool

    def chance(self, share: float) -> bool:
        """True in so large a share of the cases."""
        return self.rng.random() < share

    def some(self, *choices: str) -> str:
        """One of them."""
        return self.rng.choice(choices)

    def names(self, least: int, most: int, *kinds: str) -> list[str]:
        """So many different texts of one kind."""
        count = self.rng.randint(least, max(least, most))
        return self.words.different(count, self.rng.choice(kinds or ("word", "product", "person", "phrase")))

    def ask(self, *templates: str, **values: str) -> str:
        """One of the templates; names in capitals are quoted, or not."""
        filled = {
            name: quoted(self.rng, value) if name.isupper() else value for name, value in values.items()
        }
        text = self.rng.choice(templates).format(**filled)
        if self.chance(0.25) and text.endswith("."):
            text = text[:-1]
        return text[0].lower() + text[1:] if self.chance(0.12) else text

    def submit(self, text: str = "") -> Button:
        """The button that ends a task."""
        return Button(text or self.rng.choice(SUBMIT), self.finish, main=self.chance(0.7))

    def finish(self) -> None:
        """The task is done: what the screen shows then."""
        self.board.ended = True

    def show(self, body: Body, *, plain: bool = False) -> None:
        """Set what the board shows, and what after the end: the same, nothing, or a word of thanks.

        Args:
            body: what the task is about.
            plain: no other text may stand around it.
        """
        self.board.body = body if plain else self._around(body)
        end = self.rng.random()
        thanks = self.rng.choice(THANKS)
        if end < 0.25:
            self.board.after = lambda _flow: None
        elif end < 0.5:
            self.board.after = lambda flow: flow.text(thanks)

    def _around(self, body: Body) -> Body:
        """The content with a heading, a margin, a frame, a text or links below it; mostly without."""
        rng, words = self.rng, self.words
        heading = words.phrase(1, 3) if self.chance(0.2) else ""
        text = words.sentence() if self.chance(0.2) else ""
        links = [Link(word) for word in rng.sample(FOOT, rng.randint(2, 3))] if self.chance(0.1) else []
        margin = rng.choice((0, 0, 0, 4, 10, 20))
        framed, legend = self.chance(0.12), words.phrase(1, 2) if self.chance(0.6) else ""

        def whole(f: Flow) -> None:
            by = f.u(margin)
            f.x, f.w = f.x + by, f.w - 2 * by
            if heading:
                f.title(heading)
            top = f.y
            if framed:
                f.x, f.w = f.x + f.u(8), f.w - f.u(16)
                f.y += f.u(14)
            body(f)
            if framed:
                f.x, f.w = f.x - f.u(8), f.w + f.u(16)
                f.frame(top, legend)
            if text:
                f.text(text)
            if links:
                f.line(*links, gap=10)
            f.x, f.w = f.x - by, f.w + 2 * by

        return whole


def quoted(rng: random.Random, text: str) -> str:
    """With quotation marks or without."""
    return rng.choice(('"{}"', '"{}"', "'{}'", "{}", "{}")).format(text)


def token(k: Kit) -> str:
    """Letters and digits without sense, large and small."""
    signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if k.chance(0.3):
        signs += "0123456789"
    return "".join(k.rng.choice(signs) for _ in range(k.rng.randint(2, 7)))


def listed(names: Sequence[str]) -> str:
    """Names with commas."""
    return ", ".join(names)


class Hand:
    """Who does a task: looks where parts are, and says the next action until their state is as wanted."""

    def __init__(self, kit: Kit) -> None:
        self.board, self.rng = kit.board, kit.rng

    def click(self, part: Part, count: int = 1, *held: Modifier) -> Click:
        """A click on what is drawn of a part.

        Raises:
            CrowdedError: it cannot be seen.
        """
        if part.spot is None:
            raise CrowdedError(part.name)
        return Click(point=part.spot, count=count, modifiers=held)

    def press(self, part: Part, *held: Modifier) -> Iterator[Action]:
        """Click it until it was clicked."""
        before = part.hits
        while part.hits == before:
            yield self.click(part, 1, *held)

    def until(self, part: Part, right: Callable[[], bool]) -> Iterator[Action]:
        """Click it until something is so."""
        for _ in range(_MOST):
            if right():
                return
            yield self.click(part)
        if not right():
            raise CrowdedError(part.name)

    def write(self, field: Field, text: str) -> Iterator[Action]:
        """Click a field and type; what it held is replaced."""
        for _ in range(_MOST):
            if field.value == text:
                return
            if self.board.focus is not field:
                yield self.click(field, 3 if field.value else 1)
            elif field.value and not field.marked:
                yield Key(keys=("ctrl", "a"))
            else:
                yield Type(text=text)

    def choose(self, select: Select, text: str) -> Iterator[Action]:
        """Choose from a drop-down list: from its list where that is seen, by its letters and Enter where not."""
        at = select.options.index(text)
        for _ in range(_MOST):
            opened = self.board.opened is select
            if select.chosen == at and not opened:
                return
            if not opened:
                yield self.click(select)
            elif select.seen:
                yield self.click(select.rows[at])
            elif select.pending:
                yield Key(keys=("enter",))
            else:
                yield Type(text=text)

    def find(self, part: Part, box: ListBox | None = None) -> Iterator[Action]:
        """Turn the wheel until a part is seen, over a list or over all."""
        frame = self.board.frame.box
        for _ in range(12):
            if part.spot is not None:
                return
            area = box.box if box else frame
            middle = ((area[0] + area[2]) / 2, (area[1] + area[3]) / 2)
            if box:
                down = box.rows.index(part) >= box.first  # type: ignore[arg-type]
                yield Scroll(point=middle, dy=1 if down else -1)
            else:
                notches = max(1, int((area[3] - area[1]) * 0.6 / self.board.p.u(120)))
                yield Scroll(point=middle, dy=notches if part.box[1] > area[1] + 1 else -notches)
        raise CrowdedError(part.name)

    def drag(self, part: Part, end: tuple[float, float]) -> Drag:
        """Drag a part by its ink."""
        if part.spot is None:
            raise CrowdedError(part.name)
        return Drag(start=part.spot, end=(round(end[0], 1), round(end[1], 1)))

    def end(self) -> Done:
        """All is done."""
        return Done()
