"""In: what mouse and keys did, event by event. Out: Acts: clicks, drags, texts, chords. Pure."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ppagent.action.schema import Action, Button, Click, Drag, Key, Modifier, Scroll, Type
from ppagent.hands.keymap import KEYSYMS
from ppagent.screen.frame import Frame
from ppagent.script.acts import Act

DOUBLE_S = 0.4
"""Presses within so long of each other are one double click: the usual setting of desktops."""
STILL_PX = 6
"""A pointer that moves further between press and release drags."""
_BUTTONS: dict[int, Button] = {1: "left", 2: "middle", 3: "right"}
_NOTCHES = {4: (0, -1), 5: (0, 1), 6: (-1, 0), 7: (1, 0)}
_MOST_NOTCHES = 100
_COMPOSE = 0xFF20
_SUPER = (0xFFEB, 0xFFEC)
_SHIFT, _LOCK, _CTRL, _ALT, _SUPER_BIT = 0x01, 0x02, 0x04, 0x08, 0x40
_DEAD = {
    0xFE50: "\u0300", 0xFE51: "\u0301", 0xFE52: "\u0302", 0xFE53: "\u0303", 0xFE54: "\u0304", 0xFE55: "\u0306",
    0xFE56: "\u0307", 0xFE57: "\u0308", 0xFE58: "\u030a", 0xFE59: "\u030b", 0xFE5A: "\u030c", 0xFE5B: "\u0327",
    0xFE5C: "\u0328",
}  # fmt: skip
"""Dead keys to the combining characters that they put on the next letter (keysymdef.h)."""
_SPACING = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u0327": "\u00b8",
}  # fmt: skip
"""What a dead key and the space bar write."""
_CHARSETS = {
    1: "iso8859-2", 2: "iso8859-3", 3: "iso8859-4", 5: "iso8859-6", 6: "koi8-u", 7: "iso8859-7", 12: "iso8859-8",
    13: "tis-620", 19: "iso8859-15",
}  # fmt: skip
"""Older keysyms are letters of these character sets, by their upper byte."""
_KEYPAD = {
    0xFF8D: "enter", 0xFF95: "home", 0xFF96: "left", 0xFF97: "up", 0xFF98: "right", 0xFF99: "down",
    0xFF9A: "pageup", 0xFF9B: "pagedown", 0xFF9C: "end", 0xFF9E: "insert", 0xFF9F: "delete", 0xFE20: "tab",
}  # fmt: skip
_NAMES = {symbol: name for name, symbol in KEYSYMS.items() if name != "space"} | _KEYPAD
_MODIFIER_KEYS = frozenset({*range(0xFFE1, 0xFFEF), *range(0xFE01, 0xFE10), 0xFF7E, 0xFF7F})


@dataclass(frozen=True, slots=True)
class Event:
    """One press or release.

    Attributes:
        kind: which; a wheel's notch is a button's.
        code: button, or keysym.
        at_s: when, by any clock.
        point: of the pointer, input units.
        modifiers: held meanwhile.
        look: gives the frame just before it; None for a release, and for a key in the middle of others.
        base: keysym that the key has without shift.
    """

    kind: Literal["key", "key up", "button", "button up"]
    code: int
    at_s: float
    point: tuple[float, float] = (0, 0)
    modifiers: tuple[Modifier, ...] = ()
    look: Callable[[], Frame] | None = None
    base: int = 0


def keysym_at(row: Sequence[int], state: int, level3: int = 0x80, num_lock: int = 0x10) -> tuple[int, int]:
    """What a key produces, and what it would without shift.

    Args:
        row: its keysyms in the server's core mapping: two of each of two layouts, then level 3 of each.
        state: modifiers and layout of its event.
        level3: modifier bit of AltGr.
        num_lock: modifier bit of num lock.
    """
    layout, columns = state >> 13 & 3, [*row, *([0] * 8)]
    start = (2 if layout else 0) + (4 if state & level3 and level3 else 0)
    if not any(columns[start : start + 2]):
        start = 4 if state & level3 and level3 else 0
    plain, shifted = columns[start], columns[start + 1] or columns[start]
    shift = bool(state & _SHIFT)
    if 0xFF80 <= shifted <= 0xFFBD:
        shift ^= bool(state & num_lock)
    elif state & _LOCK and character(plain).isalpha():
        shift = not shift
    return (shifted if shift else plain), plain


def modifiers_of(state: int) -> tuple[Modifier, ...]:
    """The modifiers that are held, shift included."""
    bits: tuple[tuple[int, Modifier], ...] = (
        (_CTRL, "ctrl"), (_ALT, "alt"), (_SHIFT, "shift"), (_SUPER_BIT, "super"),
    )  # fmt: skip
    return tuple(name for bit, name in bits if state & bit)


def character(symbol: int) -> str:
    """What a keysym writes; nothing if it is no character."""
    if 0x20 <= symbol <= 0x7E or 0xA0 <= symbol <= 0xFF:
        return chr(symbol)
    if 0x1000100 <= symbol <= 0x110FFFF:
        return chr(symbol - 0x1000000)
    if 0xFFAA <= symbol <= 0xFFB9:
        return chr(symbol - 0xFF80)
    if symbol >> 8 == 0x20:
        return chr(symbol)
    if charset := _CHARSETS.get(symbol >> 8):
        text = bytes([symbol & 0xFF]).decode(charset, "ignore")
        return text if text.isalpha() else ""
    return ""


def acts_of(events: Iterable[Event], *, secret: bool = False) -> list[Act]:
    """Gather events into Acts.

    Args:
        events: in order.
        secret: every text that was typed is one.
    """
    gathering = _Gathering(secret)
    for event in events:
        gathering.take(event)
    return gathering.acts


class _Gathering:
    """The acts so far; the last one may still grow."""

    def __init__(self, secret: bool) -> None:
        self.acts: list[Act] = []
        self._secret = secret
        self._down: dict[int, Event] = {}
        self._clicked: tuple[float, Event] | None = None
        self._dead, self._composing = "", 0
        self._lone_super: Event | None = None

    def take(self, event: Event) -> None:
        if event.kind == "button" and event.code in _NOTCHES:
            self._scroll(event)
        elif event.kind == "button" and event.code in _BUTTONS:
            self._down[event.code] = event
        elif event.kind == "button up" and event.code in self._down:
            self._button(self._down.pop(event.code), event)
        elif event.kind == "key up":
            if event.code in _SUPER and self._lone_super is not None:
                self._add(Key(keys=("super",)), self._lone_super)
            self._lone_super = None
        elif event.kind == "key":
            self._key(event)
        if event.kind == "button":
            self._lone_super = None

    def _add(self, action: Action, event: Event) -> None:
        look = event.look or (self.acts[-1].look if self.acts else None)
        assert look is not None, "the first event of a recording has a frame"
        self.acts.append(Act(action, look, self._secret and isinstance(action, Type)))

    def _grow(self, action: Action) -> None:
        self.acts[-1] = replace(self.acts[-1], action=action)

    def _last(self) -> Action | None:
        return self.acts[-1].action if self.acts else None

    def _scroll(self, event: Event) -> None:
        dx, dy = _NOTCHES[event.code]
        last = self._last()
        if isinstance(last, Scroll) and last.point and math.dist(last.point, event.point) <= STILL_PX:
            dx, dy = last.dx + dx, last.dy + dy
            if max(abs(dx), abs(dy)) <= _MOST_NOTCHES:
                self._grow(last.model_copy(update={"dx": dx, "dy": dy}))
                return
            dx, dy = _NOTCHES[event.code]
        self._add(Scroll(point=event.point, dx=dx, dy=dy), event)

    def _button(self, down: Event, up: Event) -> None:
        last, button = self._last(), _BUTTONS[down.code]
        if math.dist(down.point, up.point) > STILL_PX:
            self._add(Drag(start=down.point, end=up.point, button=button), down)
            self._clicked = None
            return
        again = (
            self._clicked is not None
            and isinstance(last, Click)
            and (last.button, last.modifiers) == (button, down.modifiers)
            and last.count < 3
            and down.at_s - self._clicked[0] <= DOUBLE_S
            and math.dist(self._clicked[1].point, down.point) <= STILL_PX
        )
        if again and isinstance(last, Click):
            self._grow(last.model_copy(update={"count": last.count + 1}))
        else:
            self._add(Click(point=down.point, button=button, modifiers=down.modifiers), down)
        self._clicked = down.at_s, down

    def _key(self, event: Event) -> None:
        symbol = event.code
        if symbol in _MODIFIER_KEYS:
            self._lone_super = event if symbol in _SUPER else None
            return
        self._lone_super = None
        self._clicked = None
        if symbol == _COMPOSE:
            # What the next two keys make is the input method's secret; nothing is better than something else.
            self._composing = 2
            return
        if self._composing:
            self._composing -= 1
            return
        if symbol in _DEAD:
            self._dead = _DEAD[symbol]
            return
        written = character(symbol)
        chord = tuple(one for one in event.modifiers if one != "shift")
        if written and not chord:
            self._text(self._accented(written), event)
        elif written or symbol in _NAMES:
            self._chord(event, written)

    def _accented(self, written: str) -> str:
        dead, self._dead = self._dead, ""
        if not dead:
            return written
        if written == " ":
            return _SPACING.get(dead, "")
        one = unicodedata.normalize("NFC", written + dead)
        return one if len(one) == 1 else ""

    def _text(self, written: str, event: Event) -> None:
        last = self._last()
        if isinstance(last, Type):
            self._grow(Type(text=last.text + written))
        elif written:
            self._add(Type(text=written), event)

    def _chord(self, event: Event, written: str) -> None:
        last = self._last()
        base = character(event.base) or written
        name = _NAMES.get(event.code) or (base.lower() if base != " " else "space")
        if name == "backspace" and not event.modifiers and isinstance(last, Type):
            # A slip of the fingers.
            self._grow(Type(text=last.text[:-1]))
            if len(last.text) == 1:
                self.acts.pop()
            return
        self._add(Key(keys=(*event.modifiers, name)), event)
