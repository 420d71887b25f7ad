"""In: a page, and what a person does to it. Out: the frames of an episode, each with the texts that can be asked about."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import Any

import made
import numpy as np
from browser import Browser, Pixels

Unit = dict[str, Any]
"""A text that is seen once: ``text`` and its ``box`` [x0, y0, x1, y1) in px."""
Frame = tuple[Pixels, list[Unit]]
Spot = dict[str, Any]
"""Where something can be clicked: ``x``, ``y``, and the ``text`` there."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be shown: ``scroll_px`` is where it stands at the start, ``app`` says that it was made here."""

    name: str
    url: str
    source: str
    shelf: str
    sha256: str
    size: tuple[int, int]
    scroll_px: int = 0

    @property
    def app(self) -> bool:
        """Whether the page was made here."""
        return self.shelf == "app"


@dataclass(slots=True)
class Stage:
    """One episode in the making: the page on the screen, the frames so far."""

    browser: Browser
    page: Page
    random: random.Random
    frames: list[Frame] = field(default_factory=list)

    def open(self) -> None:
        """Load the page afresh, where it stands at the start."""
        self.browser.open(self.page.url, self.page.size)
        if self.page.scroll_px:
            self.browser.run(f"scrollTo(0, {self.page.scroll_px})")
        self.rest()

    def can_scroll(self) -> bool:
        """Whether there is more below where the page stands at the start."""
        self.open()
        return bool(self.browser.run("document.documentElement.scrollHeight - innerHeight - scrollY > 60"))

    def rest(self) -> None:
        """Take the mouse out of the way: to the right edge, where pages have nothing to hover."""
        self.browser.mouse("mouseMoved", self.page.size[0] - 2, self.page.size[1] - 2)

    def shot(self) -> bool:
        """Take a frame; one that equals the last is dropped."""
        picture, units = self.browser.picture(), self.units()
        if self.frames and np.array_equal(picture, self.frames[-1][0]):
            return False
        self.frames.append((picture, units))
        return True

    def units(self) -> list[Unit]:
        """What could be asked now."""
        found: list[Unit] = self.browser.run("pp.units()")
        return found

    def spots(self, selector: str) -> list[Spot]:
        """What can be clicked now: the middle of every visible match."""
        found: list[Spot] = self.browser.run(f"pp.spots({json.dumps(selector)})")
        return found

    def click(self, spot: Spot) -> None:
        """Click with a real mouse event."""
        self.hover(spot)
        self.browser.mouse("mousePressed", spot["x"], spot["y"], button="left", clickCount=1)
        self.browser.mouse("mouseReleased", spot["x"], spot["y"], button="left", clickCount=1)

    def hover(self, spot: Spot) -> None:
        """Move the mouse there."""
        self.browser.mouse("mouseMoved", spot["x"], spot["y"])

    def type(self, text: str) -> None:
        """Type letter by letter."""
        for letter in text:
            self.browser.call("Input.dispatchKeyEvent", type="char", text=letter)

    def put(self, inner: str, place: str) -> None:
        """Lay a foreign widget over the page, in a shadow root with a look of its own."""
        style = made.style(self.random)
        self.browser.run(f"pp.put({json.dumps(inner)}, {json.dumps(style)}, {json.dumps(place)})")

    def put_bar(self, kind: str, words: list[str]) -> None:
        """Lay a bar over the top of the page; its field is to ``find`` on the page or to ``suggest`` the words."""
        self.put(made.tool_bar(self.random, kind, words), "left:0;top:0;width:100%")

    def put_tabs(self, highest_px: int = 14) -> None:
        """Lay a box of tabs over the right of the page, at most so far from the bottom."""
        inner = made.tab_box(self.random)
        bottom_px = self.random.randint(14, highest_px) if highest_px > 14 else 14
        self.put(inner, f"right:14px;bottom:{bottom_px}px;width:320px")

    def put_context_menu(self) -> None:
        """Open a menu at the pointer, on some text of the page."""
        x0, y0, x1, y1 = self.some_box()
        x, y = (x0 + x1) // 2, (y0 + y1) // 2
        self.hover({"x": x, "y": y})
        self.put(made.context_menu(self.random), f"left:{x}px;top:{y}px;width:230px")

    def put_panel(self, shape: str) -> str:
        """Lay one foreign panel over the page, dialogs and cards over some text of it."""
        x0, y0, x1, y1 = self.some_box()
        wide, tall = self.random.randint(260, 440), 150
        x = (x0 + x1) // 2 - self.random.randint(30, wide - 30)
        y = (y0 + y1) // 2 - self.random.randint(20, tall - 20)
        place = {
            "cookies": "left:0;bottom:0;width:100%",
            "drawer": f"{self.random.choice(('left', 'right'))}:0;top:0;width:280px",
            "toast": "right:16px;top:16px;width:300px",
        }.get(shape, f"left:{x}px;top:{y}px;width:{wide}px")
        inner, veil = made.panel_box(self.random, shape)
        self.put(inner, place)
        return f"{shape} with veil" if veil else shape

    def some_box(self) -> list[int]:
        """Where some text of the page is, so that something is laid over targets and not over white."""
        units, (width, height) = self.units(), self.page.size
        box: list[int] = (
            self.random.choice(units)["box"] if units else [width // 3, height // 3, width // 2, height // 2]
        )
        return box
