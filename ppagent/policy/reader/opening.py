"""In: the name of an application or a window. Out: it opened, by whatever menu or launcher the desktop has, or closed."""

from __future__ import annotations

import functools
from collections.abc import Generator, Mapping, Sequence

from ppagent.action.schema import Action, Click, Key, Move, Type, Wait
from ppagent.policy.eyes import Grounder
from ppagent.policy.reader.acting import Acting, GiveUpError, Plan, Seen, centre
from ppagent.policy.reader.instructions import Instruction
from ppagent.policy.reader.match import find, find_all, whole
from ppagent.policy.reader.page import Box, Line

MENU_NAMES = ("Applications", "Menu", "Activities", "Start")
"""What desktops write on the button that opens their menu."""
LAUNCHER_KEYS = (("alt", "f3"), ("super",))
"""What opens a launcher where there is no such button."""
APPEAR_WAITS = 8
"""Waits, of up to two seconds each, for an application to show its window."""
_THIS = {"", "it", "that", "this", "window", "app", "application", "program"}


class Opening(Acting):
    """Opens and closes."""

    def __init__(self, names: Mapping[str, Sequence[str]], eyes: Grounder | None = None) -> None:
        super().__init__(names, eyes)
        self._opened: list[str] = []

    def opens(self, step: Instruction) -> Plan:
        """Open an application, a window, a folder: on the screen, in the menu, or by the launcher."""
        names, before = self.names_of(step.what), self.seen
        menu = find(before.lines, MENU_NAMES)
        if not (yield from self._opened_on_screen(names, menu)):
            chosen = (yield from self._choose_in_menu(menu, names)) if menu else None
            chosen = chosen or (yield from self._choose_in_launcher(names))
            if chosen is None and (point := self._glance(f"the {step.what} icon")):
                yield from self._do(Click(point=point))
                self._expect_effect(f"I clicked what looks like {step.what!r}")
            elif chosen is None:
                raise GiveUpError(
                    f"I cannot find {step.what!r}, neither on the screen nor in the menu or launcher"
                )
            elif not (yield from self._appears(names, before, chosen.box, APPEAR_WAITS)):
                raise GiveUpError(f"I chose {chosen.text!r}, but nothing that says {_one_of(names)} appeared")
        self._opened.append(step.what)

    def _opened_on_screen(self, names: Sequence[str], menu: Line | None) -> Generator[Action, Seen, bool]:
        """Try what is written on the screen itself: a window that is open already, an icon, a button of the panel."""
        before = self.seen
        labels = whole(before.lines, names)
        in_panel = [label for label in labels if menu and _same_row(label.box, menu.box)]
        elsewhere = [label for label in labels if label not in in_panel]
        if in_panel and elsewhere:
            yield from self._do(Click(point=centre(elsewhere[0])))
            return bool(find(self.seen.lines, names))
        for label in (elsewhere or in_panel)[:1]:
            for count in (1, 2):
                yield from self._do(Click(point=centre(label), count=count))
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
        yield from self._unfold(Click(point=centre(menu)), [menu.box], before)
        opened = self.seen
        column = _column(self.seen.since(before), menu)
        here = [line for line in self.seen.since(before) if line.box.meets(column)]
        # The entry itself first (it may be a submenu of that name), then whatever else opens under the pointer.
        first = whole(here, names)[:1]
        for entry in first or here:
            yield from self._unfold(Move(point=centre(entry)), [menu.box, entry.box], opened)
            beside = [line for line in self.seen.since(before) if not _same_row(line.box, menu.box)]
            for choice in whole([line for line in beside if not line.box.meets(column)], names)[:1] or first:
                yield from self._do(Click(point=centre(choice)))
                return choice
        yield from self._do(Key(keys=("escape",)))
        return None

    def _unfold(self, action: Action, rows: Sequence[Box], before: Seen) -> Plan:
        """Act on what opens a menu; where nothing but some rows looks different from before, the menu is waited for once."""
        yield from self._do(action)
        if not self.seen.since(before, but=rows):
            # On a busy machine the highlight of an entry is there first.
            yield from self._do(Wait(seconds=0.5))

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
                    yield from self._do(Click(point=centre(choice), count=2))
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

    def closes(self, step: Instruction) -> Plan:
        """Close a window by its keys, and see that it is gone."""
        what = step.what if step.what.casefold() not in _THIS else (self._opened or [""])[-1]
        names = self.names_of(what) if what else ()
        before = self.seen
        there = len(find_all(before.lines, names))
        if names and not there:
            raise GiveUpError(f"I cannot see {what!r} on the screen, so I cannot close it")
        if what not in self._opened[-1:] and (title := find(before.lines, names)):
            yield from self._do(Click(point=centre(title)))
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
