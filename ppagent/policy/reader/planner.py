"""In: instructions, and what is on the screen after each action. Out: the next action; Done or Fail at the end.

A plan is a generator: it yields an action and is sent what the screen shows afterwards.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from ppagent.action.dialect import DialectError, with_canonical_keys
from ppagent.action.schema import Action, Click, Done, Fail, Key, Move, Scroll, Type, Wait
from ppagent.policy.base import Effect
from ppagent.policy.reader.instructions import Instruction, NotUnderstoodError, instructions
from ppagent.policy.reader.match import find, find_all, nearest, whole
from ppagent.policy.reader.page import Box, Line
from ppagent.prune.canvas import Canvas
from ppagent.prune.diff import changed_blocks

MENU_NAMES = ("Applications", "Menu", "Activities", "Start")
"""What desktops write on the button that opens their menu."""
LAUNCHER_KEYS = (("alt", "f3"), ("super",))
"""What opens a launcher where there is no such button."""
APPEAR_WAITS = 8
"""Waits, of up to two seconds each, for an application to show its window."""

MAX_TEXT = 20_000
"""Longest text of one Type."""
LONGEST_WAIT_S = 600

_THIS = {"", "it", "that", "this", "window", "app", "application", "program"}
_DURATION = re.compile(
    r"(?:an?\s+|([0-9]+(?:\.[0-9]+)?)\s*)?(s|secs?|seconds?|mins?|minutes?|moment|bit|while)?", re.IGNORECASE
)

Plan = Generator[Action, "Seen", None]


@dataclass(frozen=True, slots=True)
class Seen:
    """The screen after an action.

    Attributes:
        lines: all that is written on it.
        canvas: its pixels.
        effect: what became of the action before.
    """

    lines: list[Line]
    canvas: Canvas
    effect: Effect | None

    def since(self, before: Seen) -> list[Line]:
        """The lines on blocks that look different from before."""
        block = self.canvas.block
        if before.canvas.pixels.shape != self.canvas.pixels.shape:
            return self.lines
        changed = changed_blocks(before.canvas.pixels, self.canvas.pixels, block)
        return [
            line
            for line in self.lines
            if changed[
                int(line.box.top) // block : int(line.box.bottom - 1) // block + 1,
                int(line.box.left) // block : int(line.box.right - 1) // block + 1,
            ].any()
        ]


class GiveUpError(Exception):
    """The plan cannot go on; its text says why."""


class Planner:
    """Follows the instructions of a task on whatever the screen shows."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        """Take what a desktop may write on the things that people name."""
        self._names = names
        self._opened: list[str] = []
        self.seen: Seen

    def plan(self, task: str, seen: Seen) -> Plan:
        """The actions of a task, one by one; the last is Done or Fail."""
        self.seen = seen
        try:
            for step in instructions(task):
                yield from self._steps[step.verb](self, step)
        except (NotUnderstoodError, GiveUpError) as reason:
            yield Fail(reason=str(reason))
        else:
            yield Done(text=f"followed: {task}")

    def names_of(self, thing: str) -> tuple[str, ...]:
        """What the screen may call a thing, the likeliest first."""
        known = self._names.get(thing.casefold(), ())
        plain = thing.casefold().removesuffix(" settings")
        return (*known, thing) if plain == thing.casefold() or known else (thing, plain)

    def _do(self, action: Action) -> Plan:
        self.seen = yield action

    def _open(self, step: Instruction) -> Plan:
        names, before = self.names_of(step.what), self.seen
        menu = find(before.lines, MENU_NAMES)
        if not (yield from self._opened_on_screen(names, menu)):
            chosen = (yield from self._choose_in_menu(menu, names)) if menu else None
            chosen = chosen or (yield from self._choose_in_launcher(names))
            if chosen is None:
                raise GiveUpError(
                    f"I cannot find {step.what!r}, neither on the screen nor in the menu or launcher"
                )
            if not (yield from self._appears(names, before, chosen.box, APPEAR_WAITS)):
                raise GiveUpError(f"I chose {chosen.text!r}, but nothing that says {_one_of(names)} appeared")
        self._opened.append(step.what)

    def _opened_on_screen(self, names: Sequence[str], menu: Line | None) -> Generator[Action, Seen, bool]:
        """Try what is written on the screen itself: a window that is open already, an icon, a button of the panel."""
        before = self.seen
        labels = whole(before.lines, names)
        in_panel = [label for label in labels if menu and _same_row(label.box, menu.box)]
        elsewhere = [label for label in labels if label not in in_panel]
        if in_panel and elsewhere:
            yield from self._do(Click(point=_centre(elsewhere[0])))
            return bool(find(self.seen.lines, names))
        for label in (elsewhere or in_panel)[:1]:
            for count in (1, 2):
                yield from self._do(Click(point=_centre(label), count=count))
                if self._confirmed() and (yield from self._appears(names, before, label.box, waits=2)):
                    # A tooltip that repeats the label goes when the pointer does.
                    yield from self._do(Move(point=self._far_from(label)))
                    if (yield from self._appears(names, before, label.box, waits=1)):
                        return True
            # Whatever the label opened instead must not stand in the way.
            yield from self._do(Key(keys=("escape",)))
        return False

    def _choose_in_menu(self, menu: Line, names: Sequence[str]) -> Generator[Action, Seen, Line | None]:
        """Open the menu and choose the entry, looking into one submenu after the other; None when it is not there."""
        before = self.seen
        yield from self._do(Click(point=_centre(menu)))
        column = _column(self.seen.since(before), menu)
        here = [line for line in self.seen.since(before) if line.box.meets(column)]
        # The entry itself first (it may be a submenu of that name), then whatever else opens under the pointer.
        first = whole(here, names)[:1]
        for entry in first or here:
            yield from self._do(Move(point=_centre(entry)))
            beside = [line for line in self.seen.since(before) if not _same_row(line.box, menu.box)]
            for choice in whole([line for line in beside if not line.box.meets(column)], names)[:1] or first:
                yield from self._do(Click(point=_centre(choice)))
                return choice
        yield from self._do(Key(keys=("escape",)))
        return None

    def _choose_in_launcher(self, names: Sequence[str]) -> Generator[Action, Seen, Line | None]:
        """Open a launcher, type one name after the other and choose the entry that is called so."""
        for keys in LAUNCHER_KEYS:
            before = self.seen
            yield from self._do(Key(keys=keys))
            if not self._confirmed():
                continue
            for name in names:
                yield from self._do(Type(text=name))
                # The topmost is what was just typed.
                entries = sorted(whole(self.seen.since(before), names), key=lambda line: line.box.top)
                if choice := next(iter(entries[1:]), None):
                    yield from self._do(Click(point=_centre(choice), count=2))
                    return choice
                yield from self._do(Key(keys=("ctrl", "a")))
            yield from self._do(Key(keys=("escape",)))
        return None

    def _appears(
        self, names: Sequence[str], before: Seen, chosen: Box, waits: int
    ) -> Generator[Action, Seen, bool]:
        """Wait until a name stands where it did not stand before, and not where it was chosen."""
        for left in reversed(range(waits + 1)):
            if find([line for line in self.seen.since(before) if not line.box.meets(chosen)], names):
                return True
            if left:
                yield from self._do(Wait(seconds=2))
        return False

    def _far_from(self, label: Line) -> tuple[float, float]:
        """A point on the other side of the screen, not at its very edge, where panels and hot corners are."""
        (width, height), (x, y) = self.seen.canvas.shown_px, label.box.centre
        return round(width * (0.8 if x < width / 2 else 0.2)), round(
            height * (0.8 if y < height / 2 else 0.2)
        )

    def _click(self, step: Instruction) -> Plan:
        names = self.names_of(step.what)
        line = find(self.seen.lines, names)
        if line is None:
            near = nearest(self.seen.lines, step.what)
            raise GiveUpError(
                f"I cannot see {step.what!r} on the screen"
                + (f"; the nearest text is {near!r}" if near else "")
            )
        button, count = (
            ("right", 1) if step.verb == "right click" else ("left", 1 + (step.verb == "double click"))
        )
        yield from self._do(Click(point=_centre(line), button=button, count=count))
        self._expect_effect(f"I clicked {line.text!r}")

    def _type(self, step: Instruction) -> Plan:
        for start in range(0, len(step.what), MAX_TEXT):
            yield from self._do(Type(text=step.what[start : start + MAX_TEXT]))
            self._expect_effect("I typed the text")

    def _press(self, step: Instruction) -> Plan:
        # "ctrl+s", "ctrl s", "ctrl++": a plus at the end is the key.
        keys = tuple(re.findall(r"[^\s+]+|\+$", step.what.strip()))
        try:
            key = with_canonical_keys(Key(keys=keys))
        except ValidationError as error:
            raise GiveUpError(f"{step.what!r} is no combination of one to six keys") from error
        except DialectError as error:
            raise GiveUpError(str(error)) from error
        yield from self._do(key)
        if self.seen.effect and self.seen.effect.kind == "refused":
            raise GiveUpError(f"I pressed {step.what}, but: {self.seen.effect.message}")

    def _close(self, step: Instruction) -> Plan:
        what = step.what if step.what.casefold() not in _THIS else (self._opened or [""])[-1]
        names = self.names_of(what) if what else ()
        before = self.seen
        there = len(find_all(before.lines, names))
        if names and not there:
            raise GiveUpError(f"I cannot see {what!r} on the screen, so I cannot close it")
        if what not in self._opened[-1:] and (title := find(before.lines, names)):
            yield from self._do(Click(point=_centre(title)))
        yield from self._do(Key(keys=("alt", "f4")))
        for left in reversed(range(4)):
            if len(find_all(self.seen.lines, names)) < there or (not names and self._confirmed()):
                self._opened = [name for name in self._opened if name != what]
                return
            if left:
                yield from self._do(Wait(seconds=2))
        raise GiveUpError(
            f"I asked {what or 'the window'!r} to close, but it is still there; it may be asking something"
        )

    def _scroll(self, step: Instruction) -> Plan:
        down = {"down": 5, "up": -5}.get(step.what.casefold().split()[0])
        if down is None:
            raise GiveUpError("I can scroll up or down")
        width, height = self.seen.canvas.shown_px
        yield from self._do(Scroll(point=(width / 2, height / 2), dy=down))
        self._expect_effect("I scrolled")

    def _wait(self, step: Instruction) -> Plan:
        match = _DURATION.fullmatch(step.what)
        if match is None:
            raise GiveUpError(f"I can wait for seconds or minutes, not for {step.what!r}")
        seconds = float(match[1] or 1) * (60 if (match[2] or "").startswith("min") else 1)
        if seconds > LONGEST_WAIT_S:
            raise GiveUpError(f"I do not wait for more than {LONGEST_WAIT_S} s")
        while seconds > 0:
            yield from self._do(Wait(seconds=min(seconds, 60)))
            seconds -= 60

    def _confirmed(self) -> bool:
        return self.seen.effect is not None and self.seen.effect.kind == "confirmed"

    def _expect_effect(self, what: str) -> None:
        if self.seen.effect and self.seen.effect.kind in {"no_effect", "refused"}:
            raise GiveUpError(f"{what}, but: {self.seen.effect.message}")

    _steps: Mapping[str, Callable[[Planner, Instruction], Plan]] = {
        "open": _open, "click": _click, "double click": _click, "right click": _click, "type": _type,
        "press": _press, "close": _close, "scroll": _scroll, "wait": _wait,
    }  # fmt: skip


def _centre(line: Line) -> tuple[float, float]:
    x, y = line.box.centre
    return round(x, 1), round(y, 1)


def _one_of(names: Sequence[str]) -> str:
    return " or ".join(repr(name) for name in names)


def _column(entries: Sequence[Line], menu: Line) -> Box:
    """Where a menu stands: above or below its button, entries beginning within a few letters of its left edge."""
    near = 4 * (menu.box.bottom - menu.box.top)
    inside = [
        entry.box
        for entry in entries
        if abs(entry.box.left - menu.box.left) < near and not _same_row(entry.box, menu.box)
    ]
    return functools.reduce(Box.join, inside) if inside else menu.box


def _same_row(a: Box, b: Box) -> bool:
    return a.top < b.bottom and b.top < a.bottom
