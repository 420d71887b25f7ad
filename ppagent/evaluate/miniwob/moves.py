"""In: Eyes on a page. Out: the actions that every oracle is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ppagent.action.schema import Action, Click, Type
from ppagent.evaluate.miniwob.eyes import Eyes

Oracle = Callable[[Eyes], Iterator[Action]]
"""Looks at a page, and yields one action after the other."""
SUBMIT = "#subbtn"
"""What most pages call their button."""


def press(eyes: Eyes, css: str, text: str | None = None, nth: int | None = None) -> Click:
    """Click a thing."""
    return Click(point=eyes.point(css, text, nth))


def fill(eyes: Eyes, css: str, text: str, nth: int | None = None) -> Iterator[Action]:
    """Click a field and type into it."""
    yield press(eyes, css, nth=nth)
    yield Type(text=text)


def fill_and_submit(eyes: Eyes, css: str, text: str, submit: str = SUBMIT) -> Iterator[Action]:
    """Click a field, type into it, press the button."""
    yield from fill(eyes, css, text)
    yield press(eyes, submit)
