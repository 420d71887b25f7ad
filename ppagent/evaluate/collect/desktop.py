"""In: a program, a state of it and a look. Out: the screen, and everything on it that has a name, from a desktop of its own."""

from __future__ import annotations

import os
import re
from pathlib import Path
from types import TracebackType

from PIL import ImageFont
from typing_extensions import Self

from ppagent.desktop.card import EnvCard, env_folder, find_env
from ppagent.desktop.confine import NOBODY
from ppagent.desktop.layout import Layout
from ppagent.desktop.windows import Box
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.errors import PpagentError
from ppagent.evaluate.collect.frames import title_bars
from ppagent.evaluate.collect.plan import App, Look, Step
from ppagent.evaluate.collect.program import things_of
from ppagent.evaluate.collect.stack import Layer, Stack
from ppagent.evaluate.collect.thing import Thing
from ppagent.evaluate.collect.tree import Node, Trees
from ppagent.evaluate.collect.unique import plain
from ppagent.evaluate.collect.visible import Fits, in_unit, seen_of
from ppagent.screen.frame import Pixels

TALKING = {
    "GTK_MODULES": "gail:atk-bridge",  # GTK 2; GTK 3 needs no telling
    "QT_ACCESSIBILITY": "1",
    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
}
"""What makes programs give account of themselves."""
_WINDOW_S, _TREE_S, _STEP_S = 40.0, 20.0, 10.0
_QUIET_S, _NEVER_QUIET_S = 0.5, 8.0
FONTS = {
    "DejaVu Sans": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "Noto Sans": "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
}


def take(env: str, look: Look, app: App, steps: tuple[Step, ...]) -> tuple[Pixels, list[Thing], str]:
    """Take one screen.

    Returns:
        The screen, everything on it that has a name, and the theme.

    Raises:
        PpagentError: the program did not get into that state, or gives no usable account of itself.
    """
    card = find_env(env)
    card = card.model_copy(update={"environ": card.environ | TALKING})
    desktop = XvfbDesktop(card, env_folder(env), size=look.size_px, scale=look.scale, seed=look.seed)
    with desktop, Visit(desktop, card, look) as visit:
        visit.open(app)
        for step in steps:
            visit.do(step)
        pixels, things = visit.seen(app)
        theme = desktop.layout.theme.gtk if desktop.layout else ""
    return pixels, things, theme


class Visit:
    """A desktop being looked at; a context manager."""

    trees = Trees
    """What reads the accessibility trees."""

    def __init__(self, desktop: XvfbDesktop, card: EnvCard, look: Look) -> None:
        self._desktop, self._card, self._look = desktop, card, look

    def __enter__(self) -> Self:
        desktop = self._desktop
        bus = desktop.environ["DBUS_SESSION_BUS_ADDRESS"]
        self._trees = self.trees(bus, NOBODY if desktop.means in {"namespace", "setpriv"} else os.geteuid())
        self._stack = Stack(desktop.display, desktop.xauthority)
        self._stack.__enter__()
        self._pid = 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)
        self._trees.__exit__(kind, error, trace)

    def open(self, app: App) -> None:
        """Start a program and wait until it rests."""
        before = {layer.inner for layer in self._stack.layers()}
        known = {window.id for window in self._stack.listed()}
        self._desktop.launch(["sh", "-c", f"exec {app.command}"])
        pids: list[int] = []

        def there() -> bool:
            if app.window:
                ids = [
                    one.id for one in self._stack.listed()
                    if one.id not in known and one.program == app.window and re.search(app.title, one.title)
                ]  # fmt: skip
                pids[:] = [self._stack.pid_of(one) for one in ids]
            else:
                pids[:] = [one.pid for one in self._stack.layers() if one.popup and one.inner not in before]
            return bool(pids)

        self._stack.wait_until(there, _WINDOW_S, f"{app.name}, {app.title!r}")
        self._pid = pids[-1]
        self._stack.wait_until(
            lambda: self._pid in self._trees.programs(), _TREE_S, f"{app.name}'s account of itself"
        )
        self._settle()

    def do(self, step: Step) -> None:
        """Do one step and wait until the screen rests."""
        if step.press:
            self._desktop.run_on(["xdotool", "key", "--clearmodifiers", *step.press.split()])
        elif step.wait:
            pattern = step.wait
            self._stack.wait_until(
                lambda: any(re.search(pattern, one.title) for one in self._stack.listed()),
                _STEP_S,
                repr(pattern),
            )
        elif step.act:
            self._trees.act(self._named(step.act).reference)
        else:
            left, top, width, height = self._box(self._named(step.click))
            point = str(left + width // 2), str(top + height // 2)
            self._desktop.run_on(["xdotool", "mousemove", *point, "click", "1"])
        self._settle()

    def seen(self, app: App) -> tuple[Pixels, list[Thing]]:
        """The screen and its things.

        Raises:
            PpagentError: the screen changed while its things were asked for, or the program's account does not fit it.
        """
        for _ in range(3):
            pixels = self._stack.pixels()
            layers = self._stack.layers()
            things = self._things(app, pixels, layers)
            if (self._stack.pixels() == pixels).all():
                break
            self._settle()
        else:
            raise PpagentError(f"{app.name} never rests")
        if not any(thing.application == app.name and thing.word for thing in things):
            raise PpagentError(f"{app.name} gives no account of itself that fits its windows")
        return pixels, things

    def _things(self, app: App, pixels: Pixels, layers: list[Layer]) -> list[Thing]:
        found = title_bars(layers)
        fits = drawable(self._desktop.layout)
        groups = {name: name for name in self._card.apps}
        height, width = pixels.shape[:2]
        for pid, root in self._trees.programs().items():
            nodes = self._trees.nodes(pid, root)
            name = app.name if pid == self._pid else nodes[0].name.lower()
            called = (name, app.group if pid == self._pid else groups.get(name, "desktop"))
            seen = seen_of(nodes, layers, pixels, self._look.scale, fits, covered=True)
            found += things_of(seen, layers, (0, 0, width, height), called)
        return found

    def _settle(self) -> None:
        self._stack.wait_until_quiet(_QUIET_S, _NEVER_QUIET_S)

    def _named(self, name: str) -> Node:
        nodes = self._trees.nodes(self._pid, self._trees.programs()[self._pid])
        same = [node for node in nodes if plain(node.name) == plain(name) and node.box is not None]
        if not same:
            raise PpagentError(f"there is no {name!r} to act on")
        return same[0]

    def _box(self, node: Node) -> Box:
        nodes = self._trees.nodes(self._pid, self._trees.programs()[self._pid])
        box = in_unit(nodes, node, self._stack.layers(), self._look.scale)
        if box is None:
            raise PpagentError(f"where {node.name!r} is cannot be told")
        return box


def drawable(layout: Layout | None) -> Fits:
    """Whether a text fits a width in unscaled px, in the desktop's font."""
    family, points = (layout.font, layout.font_size) if layout else ("DejaVu Sans", 10)
    file = Path(FONTS.get(family, FONTS["DejaVu Sans"]))
    font = ImageFont.truetype(str(file), round(points * 96 / 72))
    # Programs may draw in a condensed or a slightly smaller face.
    return lambda text, width: font.getlength(text) * 0.85 <= width
