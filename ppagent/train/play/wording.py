"""In: a desk and a thing on it. Out: words for tasks about it, and which things have a name of their own."""

from __future__ import annotations

from collections import Counter

from ppagent.action.schema import Point
from ppagent.train.play.desk import Desk
from ppagent.train.sheet import Element

LONGEST = 40
"""Letters of a name that is said in a task."""
DRAWN = (
    "the {n} icon",
    "the {n} button",
    "{n}",
    "the icon for {n}",
    "the {n} symbol",
    "the button with the {n} icon",
)
TAKEN = (
    "Click {w}.", "click {w}", "Click on {w}.", "Press {w}.", "Please click {w}.", "Click {w} once.", "Give {w} one click.",
    "Use {w}.", "Hit {w}", "left-click {w}", "Click {w} and stop there.", "I want you to click {w}.",
)  # fmt: skip


def quoted(d: Desk, text: str) -> str:
    """With quotation marks or without."""
    return d.rng.choice(('"{}"', '"{}"', "'{}'", "{}")).format(text)


def said(desk: Desk, *forms: str, **values: str) -> str:
    """One of the forms, filled in; at times without its full stop or its capital."""
    text = desk.rng.choice(forms).format(**values)
    return (
        text.rstrip(".") if desk.chance(0.35) else text[0].lower() + text[1:] if desk.chance(0.15) else text
    )


def middle(one: Element) -> Point:
    """Where a person would point, px."""
    x0, y0, x1, y1 = one.ink or one.box
    return round((x0 + x1) / 2, 1), round((y0 + y1) / 2, 1)


def alone(d: Desk, *roles: str, among: list[Element] | None = None) -> list[Element]:
    """Things of these roles that have a name of their own, which may be said."""
    shown = d.p.elements
    names = Counter(one.name.casefold().strip() for one in shown)
    return [
        one for one in (shown if among is None else among)
        if (not roles or one.role in roles) and names[one.name.casefold().strip()] == 1 and 1 < len(one.name) <= LONGEST
        and one.state != "disabled" and "\n" not in one.name
    ]  # fmt: skip
