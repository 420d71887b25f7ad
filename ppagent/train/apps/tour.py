"""In: a desktop with one program on it. Out: what is to be seen of the program, and what in it leads on."""

from __future__ import annotations

import os
import random
import re
import time
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import ImageFont

from ppagent.desktop.confine import NOBODY
from ppagent.errors import PpagentError
from ppagent.evaluate.collect.desktop import FONTS, Visit, drawable
from ppagent.evaluate.collect.stack import Layer
from ppagent.evaluate.collect.tree import Node
from ppagent.evaluate.collect.visible import Seen, seen_of, unit_of
from ppagent.screen.frame import Pixels
from ppagent.train.apps.crop import Screen
from ppagent.train.apps.documents import write_documents
from ppagent.train.apps.elements import NAMELESS, Held, elements, fields
from ppagent.train.apps.trees import QuickTrees, trimmed

_QUIET_S, _NEVER_QUIET_S, _POLL_S = 0.25, 4.0, 0.1
_LEADS_ON = re.compile(
    r"(\.\.\.|…)$|^(preferences|options|settings|about.*|properties|plugins|keyboard shortcuts|find.*|sort.*)$",
    re.IGNORECASE,
)
"""Menu items that open a window."""
_NEVER = re.compile(
    r"quit|exit|^close|print|browser|website|online|report|contents|update|donat|wayland|send", re.IGNORECASE
)
_CARET_PX = 120
"""Px of one that blinks, unscaled."""
_KEYS = re.compile(r"\s+(Ctrl|Alt|Shift|F\d).*$")
"""What some programs say after an item's name."""


@dataclass(frozen=True, slots=True)
class Before:
    """A screen and what was to be seen on it."""

    pixels: Pixels
    seen: tuple[Seen, ...]

    def hides(self, one: Seen, pixels: Pixels) -> bool:
        """Whether a thing was there already and has changed."""
        left, top, width, height = one.box
        part = (slice(top, top + height), slice(left, left + width))
        old = {(other.node.reference, other.box) for other in self.seen}
        return (one.node.reference, one.box) in old and bool((pixels[part] != self.pixels[part]).any())


@dataclass(frozen=True, slots=True)
class Place:
    """Something to click: its name, and a point of the screen."""

    name: str
    point: tuple[int, int]


class Tour(Visit):
    """A desktop on which one program is looked at from all sides; a context manager."""

    trees = QuickTrees
    last: Before
    """What was taken last."""
    first: Before
    """What was taken at the start of this desktop."""

    def furnish(self) -> None:
        """Put files into the home that programs can open."""
        made = write_documents(self._desktop.home / "Work", self._look.seed)
        if self._desktop.means in {"namespace", "setpriv"}:
            for path in made:
                os.chown(path, NOBODY, NOBODY)

    def arrange(self, dice: random.Random) -> None:
        """Put the program's main window somewhere, sometimes in another size."""
        windows = [one for one in self._stack.listed() if self._stack.pid_of(one.id) == self._pid]
        if not windows:
            return
        main = max(windows, key=lambda one: one.box[2] * one.box[3])
        width, height = self._stack.size_px
        fate = dice.random()
        if fate < 0.3:
            self._desktop.run_on(
                ["wmctrl", "-i", "-r", hex(main.id), "-b", "add,maximized_vert,maximized_horz"]
            )
        elif fate < 0.8:
            inner = [
                min(int(side * dice.uniform(0.9, 1.4)), int(room * 0.92))
                for side, room in zip(main.box[2:], (width, height - 60 * self._look.scale), strict=True)
            ]
            left = dice.randint(0, max(0, width - inner[0] - 20))
            top = int(32 * self._look.scale) + dice.randint(
                0, max(0, height - inner[1] - int(100 * self._look.scale))
            )
            self._stack.place(main, (left, top, inner[0], inner[1]), resize=True)
        self._settle()

    def screen(self, source: str, before: Before | None = None) -> Screen:
        """What is to be seen now.

        Args:
            source: of the sheet.
            before: what was to be seen before something came up within the same window, as GTK's popovers do: what was there
                and looks different now is under it.

        Raises:
            PpagentError: it does not rest, the program's account does not fit its windows, or another program has come up.
        """
        if any(
            one.kind == "normal" and self._stack.pid_of(one.id) != self._pid for one in self._stack.listed()
        ):
            raise PpagentError(f"{source} has opened another program")
        for _ in range(3):
            pixels, layers = self._stack.pixels(), self._stack.layers()
            nodes = self._nodes()
            seen = self._seen(nodes, layers, pixels)
            if before is not None:
                seen = [one for one in seen if not before.hides(one, pixels)]
            held = self._held(seen)
            self.last = Before(pixels, tuple(seen))
            if self._rests(pixels):
                break
            self._settle()
        else:
            raise PpagentError(f"{source} never rests")
        factor = unit_of(nodes, layers, self._look.scale)
        if factor is None:
            raise PpagentError(f"{source} gives no account of itself that fits its windows")
        font = self._font(factor)
        found = elements(seen, held, pixels, font.getlength, sum(font.getmetrics()))
        windows = tuple(
            layer.outer for layer in layers if layer.pid == self._pid and min(layer.inner[2:]) > 20
        )
        return Screen(pixels, tuple(found), windows, source)

    def menus(self) -> list[Place]:
        """What stands in the menu bar of the main window."""
        return [
            _place(one) for one in self.last.seen
            if one.node.name and one.above and one.above[0].role == "menu bar"
        ]  # fmt: skip

    def tabs(self) -> list[Place]:
        """Tabs that are not chosen."""
        return [
            _place(one) for one in self.last.seen
            if one.node.role == "page tab" and "selected" not in one.node.states and one.node.name
        ]  # fmt: skip

    def toggles(self) -> list[Place]:
        """Buttons that open something within the window: in header bars they are what a menu bar is elsewhere."""
        return [
            _place(one) for one in self.last.seen
            if one.node.role in {"toggle button", "push button menu"} and not any(above.role in {"combo box", "menu bar"} for above in one.above)
        ]  # fmt: skip

    def leading_on(self) -> list[Place]:
        """Items of the menu that is open which open windows."""
        found = []
        for one in self.last.seen:
            in_menu = any(above.role in {"menu", "popup menu"} for above in one.above)
            name = _KEYS.sub("", one.node.name)
            live = one.node.states & {"sensitive", "enabled"}
            if (
                in_menu
                and live
                and one.node.role == "menu item"
                and _LEADS_ON.search(name)
                and not _NEVER.search(name)
            ):
                found.append(_place(one))
        return found

    def click(self, place: Place) -> None:
        """Click there."""
        self._desktop.run_on(["xdotool", "mousemove", *map(str, place.point), "click", "1"])
        self._settle()

    def rest(self) -> None:
        """Take the pointer off, so that nothing is raised or explained."""
        width, height = self._stack.size_px
        self._stack.point_at(width - 16, height // 2)
        self._settle()

    def shape(self) -> list[tuple[str, bool]]:
        """The program's windows: the same again after a menu or a dialog is gone."""
        return sorted((layer.title, layer.popup) for layer in self._stack.layers() if layer.pid == self._pid)

    def back(self, shape: list[tuple[str, bool]], within: bool) -> bool:
        """Close menus and dialogs; False when they stay.

        Args:
            shape: of before.
            within: something may be open that is no window of its own.
        """
        if within:
            self._desktop.run_on(["xdotool", "key", "--clearmodifiers", "Escape"])
            self._settle()
        for _ in range(3):
            if self.shape() == shape:
                return True
            self._desktop.run_on(["xdotool", "key", "--clearmodifiers", "Escape"])
            self._settle()
        return self.shape() == shape

    def _rests(self, pixels: Pixels) -> bool:
        """Whether nothing has changed since but perhaps a caret."""
        return self._changed(pixels, self._stack.pixels()) <= _CARET_PX * self._look.scale**2

    def _settle(self) -> None:
        """Wait until nothing changes but perhaps a caret."""
        until = time.monotonic() + _NEVER_QUIET_S
        before, since = self._stack.pixels(), time.monotonic()
        while (now := time.monotonic()) < until and now - since < _QUIET_S:
            time.sleep(_POLL_S)
            pixels = self._stack.pixels()
            if self._changed(before, pixels) > _CARET_PX * self._look.scale**2:
                before, since = pixels, time.monotonic()

    @staticmethod
    def _changed(one: Pixels, other: Pixels) -> int:
        """How many pixels differ."""
        if np.array_equal(one, other):
            return 0
        return int(np.count_nonzero(cv2.absdiff(one, other).max(axis=2)))

    def _nodes(self) -> list[Node]:
        root = self._trees.programs().get(self._pid)
        if root is None:
            raise PpagentError("the program is gone")
        return trimmed(self._trees.nodes(self._pid, root))

    def _seen(self, nodes: list[Node], layers: list[Layer], pixels: Pixels) -> list[Seen]:
        return seen_of(nodes, layers, pixels, self._look.scale, drawable(self._desktop.layout), NAMELESS)

    def _held(self, seen: list[Seen]) -> dict[tuple[str, str], Held]:
        nodes = fields(seen)
        contents = self._trees.contents([node.reference for node in nodes])
        return {node.reference: Held(*one) for node, one in zip(nodes, contents, strict=True)}

    def _font(self, factor: float) -> ImageFont.FreeTypeFont:
        layout = self._desktop.layout
        family, points = (layout.font, layout.font_size) if layout else ("DejaVu Sans", 10)
        return ImageFont.truetype(FONTS.get(family, FONTS["DejaVu Sans"]), round(points * 96 / 72 * factor))


def _place(one: Seen) -> Place:
    left, top, width, height = one.box
    return Place(one.node.name, (left + min(width // 2, 60), top + height // 2))
