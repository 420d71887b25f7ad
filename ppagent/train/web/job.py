"""In: a page's HTML. Out: Job, a task on it with one who knows what to do; Scene, how that one looks at the page."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ppagent.action.schema import Action, Button, Click, Done, Drag, Key, Scroll, Type
from ppagent.evaluate.miniwob.hands import NOTCH_PX
from ppagent.train.web.kit import Kit, esc
from ppagent.train.web.stage import Stage, repr_js

Plan = Callable[["Scene"], Iterator[Action]]


class HiddenError(Exception):
    """What a task is about cannot be seen on its page, and not be scrolled to."""


@dataclass(frozen=True, slots=True)
class Job:
    """A task on a page.

    Attributes:
        task: what is asked for.
        body: the page.
        plan: yields one action after the other, each thought of when the one before has had its effect; the last one ends the run.
        check: JavaScript that is true once everything has been done.
    """

    task: str
    body: str
    plan: Plan
    check: str = "true"


class Scene:
    """The page, for who plans: things are named by CSS selectors, points are px of the sheet."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def point(self, query: str) -> tuple[float, float]:
        """The middle of what is drawn of a thing.

        Raises:
            HiddenError: nothing of it is.
        """
        box = self.stage.box(query, ink=True)
        if box is None:
            raise HiddenError(f"{query} is not in sight")
        return round((box[0] + box[2]) / 2, 1), round((box[1] + box[3]) / 2, 1)

    def click(self, query: str, button: Button = "left", count: int = 1) -> Click:
        """A click on it."""
        return Click(point=self.point(query), button=button, count=count)

    def ask(self, script: str) -> str:
        """What JavaScript says, as text."""
        return str(self.stage.browser.run(script))

    def within(self, query: str) -> bool:
        """Whether it is in sight."""
        return self.stage.box(query) is not None

    def reach(self, query: str, area: str = "", most: int = 8) -> Iterator[Action]:
        """Turn the wheel until a thing is in sight: two thirds of the window, or of a scrolling area, at a time."""
        view = self.stage.view
        for _ in range(most):
            if self.within(query):
                return
            box = self.stage.box(area) if area else (0, 0, view.width * view.scale, view.height * view.scale)
            if box is None:
                raise HiddenError(f"{area} is not in sight")
            notches = max(1, math.floor((box[3] - box[1]) / view.scale * 0.67 / NOTCH_PX))
            down = (
                self.ask(
                    f"document.querySelector({repr_js(query)}).getBoundingClientRect().top > {(box[1] + box[3]) / 2 / view.scale}"
                )
                == "True"
            )
            yield Scroll(
                point=((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), dy=notches if down else -notches
            )
        if not self.within(query):
            raise HiddenError(f"{query} never comes into sight")

    def write(self, query: str, text: str) -> Iterator[Action]:
        """Click a field and type; what it holds is replaced."""
        held = self.ask(f"document.querySelector({repr_js(query)}).value || ''")
        if held == text:
            return
        yield self.click(query, count=3 if held else 1)
        yield Type(text=text)

    def pick(self, query: str, option: str) -> Iterator[Action]:
        """Choose from a closed list of the browser's own: its letters, then Enter, as the list itself is no part of the page."""
        if (
            self.ask(f"(e => e.options[e.selectedIndex].text)(document.querySelector({repr_js(query)}))")
            == option
        ):
            return
        yield self.click(query)
        yield Type(text=option)
        yield Key(keys=("enter",))

    def drag(self, query: str, end: tuple[float, float]) -> Drag:
        """Drag a thing by its middle."""
        return Drag(start=self.point(query), end=(round(end[0], 1), round(end[1], 1)))


def quoted(rng: random.Random, text: str) -> str:
    """With quotation marks or without."""
    return rng.choice(['"{}"', '"{}"', "'{}'", "{}", "{}"]).format(text)


def ask(k: Kit, templates: Sequence[str], **values: str) -> str:
    """One of the templates; names in capitals are put in quoted or plain, the others as they are."""
    text = k.rng.choice(templates).format(
        **{name: quoted(k.rng, value) if name.isupper() else value for name, value in values.items()}
    )
    if k.rng.random() < 0.3 and text.endswith("."):
        text = text[:-1]
    return text[0].lower() + text[1:] if k.rng.random() < 0.15 else text


def place(k: Kit, task: str, inner: str, *, plain: bool = False) -> str:
    """Put what a task is about on a page: tiny ones have the task on top, larger ones have more around it.

    Args:
        k: what to draw from.
        task: as asked.
        inner: what it is about.
        plain: nothing that could be taken for it stands around it.
    """
    rng = k.rng
    if k.width < 400:
        paint = rng.choice([
            "background:#fdf6b2;color:#111", "background:#cde;color:#111", "background:var(--main);color:var(--onmain)", "border-bottom:1px solid var(--edge)",
            "background:#222;color:#fff",
        ])  # fmt: skip
        if rng.random() < 0.5:
            paint = f"background:#ff0;color:#000;min-height:{rng.choice([30, 44, 50])}px"
        line = (
            f'<div style="{paint};padding:3px 4px" data-role="text">{strong(k, task)}</div>'
            if rng.random() < 0.75
            else ""
        )
        return f'{line}<div style="padding:{rng.randint(2, 6)}px">{inner}</div>'
    top = k.top() if rng.random() < 0.5 and not plain else ""
    head = f"<h2>{esc(k.words.phrase(1, 3))}</h2>" if rng.random() < 0.5 else ""
    text = f"<p>{esc(k.words.text(rng.randint(1, 2)))}</p>" if rng.random() < 0.35 else ""
    card = rng.choice(
        [
            '<section class="card">{}</section>',
            "<main>{}</main>",
            '<section class="card" style="display:inline-block;min-width:240px">{}</section>',
        ]
    )
    middle = card.format(head + text + inner)
    margin = f"padding:{rng.randint(3, 30)}px {rng.choice([4, 8, 20, 40, 80 if k.width > 700 else 10])}px"
    if k.width > 600 and rng.random() < 0.8:
        middle = _beside(k, middle)
    return f'{top}<div style="{margin}">{middle}</div>'


def strong(k: Kit, task: str) -> str:
    """A task as HTML: what it quotes is bold at times."""
    text = esc(task)
    return re.sub("&quot;(.+?)&quot;", r'"<b>\1</b>"', text) if k.rng.random() < 0.4 else text


def _beside(k: Kit, middle: str) -> str:
    """Fill a wide window: links, texts, pictures on one side or both."""
    rng = k.rng

    def side() -> str:
        parts = []
        for _ in range(rng.randint(1, 3)):
            kind = rng.random()
            if kind < 0.4:
                links = "".join(
                    f'<a href="#">{esc(k.words.phrase(1, 2))}</a>' for _ in range(rng.randint(3, 8))
                )
                parts.append(f'<nav class="nav">{links}</nav>')
            elif kind < 0.8:
                parts.append(
                    f'<section class="card"><h3>{esc(k.words.phrase(1, 2))}</h3><p>{esc(k.words.text(rng.randint(2, 4)))}</p></section>'
                )
            else:
                parts.append(k.picture(rng.randint(100, 180), rng.randint(60, 140)))
        return (
            f'<aside class="col" style="width:{rng.randint(140, 240)}px;flex:none">{"".join(parts)}</aside>'
        )

    parts = [side(), f'<div class="grow">{middle}</div>']
    if rng.random() < 0.5:
        parts.reverse()
    if k.width > 900 and rng.random() < 0.6:
        parts.append(side())
    below = (
        f'<footer class="faint small" style="margin-top:16px">{esc(k.words.text(rng.randint(1, 5)))}</footer>'
        if rng.random() < 0.5
        else ""
    )
    return f'<div class="rowx" style="align-items:flex-start;gap:14px">{"".join(parts)}</div>{below}'


def ended(k: Kit) -> str:
    """The attribute of a button that ends a task: the page says something then, or goes on to another one."""
    said = k.some("Thank you!", "Saved", "Done", "OK", "Success", "Sent", "All right", "Received")
    return f'data-finish="{"page:" if k.rng.random() < 0.4 else ""}{said}"'


def done() -> Done:
    """The end."""
    return Done()


FINISHED = "window.finished === true"
