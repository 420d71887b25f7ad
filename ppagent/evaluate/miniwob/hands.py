"""In: actions in CSS px. Out: mouse and keyboard events in a page, as Chromium gets them from a real mouse and keyboard."""

from __future__ import annotations

import contextlib
from typing import Any

from ppagent.action.schema import Action, Button, Click, Drag, Key, Modifier, Move, Point, Scroll, Type, Wait
from ppagent.errors import InputError, ScreenLostError
from ppagent.evaluate.miniwob.chromium import Chromium, Command
from ppagent.hands.base import Window

NOTCH_PX = 120
"""How far a page scrolls per notch of the wheel: Chromium's own on Linux."""
_DRAG_MOVES = 8
_MODIFIERS: dict[str, int] = {"alt": 1, "ctrl": 2, "super": 4, "shift": 8}
_HELD: dict[Button, int] = {"left": 1, "right": 2, "middle": 4}
_NAMED: dict[str, tuple[str, str, int]] = {  # key, code, Windows' virtual key
    "ctrl": ("Control", "ControlLeft", 17), "alt": ("Alt", "AltLeft", 18), "shift": ("Shift", "ShiftLeft", 16),
    "super": ("Meta", "MetaLeft", 91), "enter": ("Enter", "Enter", 13), "escape": ("Escape", "Escape", 27),
    "tab": ("Tab", "Tab", 9), "space": (" ", "Space", 32), "backspace": ("Backspace", "Backspace", 8),
    "delete": ("Delete", "Delete", 46), "insert": ("Insert", "Insert", 45), "home": ("Home", "Home", 36),
    "end": ("End", "End", 35), "pageup": ("PageUp", "PageUp", 33), "pagedown": ("PageDown", "PageDown", 34),
    "up": ("ArrowUp", "ArrowUp", 38), "down": ("ArrowDown", "ArrowDown", 40), "left": ("ArrowLeft", "ArrowLeft", 37),
    "right": ("ArrowRight", "ArrowRight", 39), "menu": ("ContextMenu", "ContextMenu", 93),
    **{f"f{number}": (f"F{number}", f"F{number}", 111 + number) for number in range(1, 13)},
}  # fmt: skip
_TEXT = {"enter": "\r", "space": " "}
_SIGNS: dict[str, tuple[str, int]] = {  # the other keys of a US keyboard, without and with shift
    "-_": ("Minus", 189), "=+": ("Equal", 187), "[{": ("BracketLeft", 219), "]}": ("BracketRight", 221),
    "\\|": ("Backslash", 220), ";:": ("Semicolon", 186), "'\"": ("Quote", 222), ",<": ("Comma", 188),
    ".>": ("Period", 190), "/?": ("Slash", 191), "`~": ("Backquote", 192), "1!": ("Digit1", 49), "2@": ("Digit2", 50),
    "3#": ("Digit3", 51), "4$": ("Digit4", 52), "5%": ("Digit5", 53), "6^": ("Digit6", 54), "7&": ("Digit7", 55),
    "8*": ("Digit8", 56), "9(": ("Digit9", 57), "0)": ("Digit0", 48), "  ": ("Space", 32),
}  # fmt: skip


class PageHands:
    """ppagent's Hands on a page."""

    def __init__(self, browser: Chromium) -> None:
        self._browser = browser
        self._at: Point = (0, 0)
        self._pressed: Button | None = None

    def perform(self, action: Action) -> None:
        """Carry out one action whose points are in CSS px; see `Hands`."""
        match action:
            case Click():
                self._click(action)
            case Move():
                self._send(self._move(action.point))
            case Drag():
                self._drag(action)
            case Scroll():
                self._scroll(action)
            case Type():
                self._send(*(event for character in action.text for event in _typed(character)))
            case Key():
                self._send(*_chord(action.keys))
            case Wait():
                """The Settler waits, by looking."""
            case _:
                raise InputError(f"a page knows no {action.kind}")

    def active_window(self) -> Window | None:
        """None: there is only the page."""
        return None

    def release(self) -> None:
        """Let go of a button that an interrupted drag holds."""
        if self._pressed is not None:
            with contextlib.suppress(ScreenLostError):
                self._send(self._button("mouseReleased", self._at, self._pressed))
            self._pressed = None

    def _send(self, *events: Command) -> None:
        self._browser.calls(events)

    def _move(self, point: Point, held: Button | None = None) -> Command:
        self._at = point
        more: dict[str, Any] = {"button": held, "buttons": _HELD[held]} if held else {}
        return _mouse("mouseMoved", point, **more)

    def _button(self, kind: str, point: Point, button: Button, count: int = 1, modifiers: int = 0) -> Command:
        held = _HELD[button] if kind == "mousePressed" else 0
        return _mouse(kind, point, button=button, buttons=held, clickCount=count, modifiers=modifiers)

    def _click(self, action: Click) -> None:
        point = self._at if action.point is None else action.point
        modifiers = _mask(action.modifiers)
        events = [
            self._button(kind, point, action.button, count, modifiers)
            for count in range(1, action.count + 1)
            for kind in ("mousePressed", "mouseReleased")
        ]
        keys = [(name, *_NAMED[name]) for name in action.modifiers]
        down = [_key("rawKeyDown", *key[1:], modifiers) for key in keys]
        up = [_key("keyUp", *key[1:], 0) for key in reversed(keys)]
        self._send(self._move(point), *down, *events, *up)

    def _drag(self, action: Drag) -> None:
        (x, y), (to_x, to_y) = start, end = action.start or self._at, action.end
        shares = [step / _DRAG_MOVES for step in range(1, _DRAG_MOVES + 1)]
        way = [(x + (to_x - x) * share, y + (to_y - y) * share) for share in shares]
        self._pressed = action.button
        self._send(self._move(start), self._button("mousePressed", start, action.button))
        for point in way:
            self._send(self._move(point, action.button))
        self._send(self._button("mouseReleased", end, action.button))
        self._pressed = None

    def _scroll(self, action: Scroll) -> None:
        point = self._at if action.point is None else action.point
        wheel = {"deltaX": action.dx * NOTCH_PX, "deltaY": action.dy * NOTCH_PX}
        self._send(self._move(point), _mouse("mouseWheel", point, **wheel))


def _mouse(kind: str, point: Point, **more: Any) -> Command:
    return "Input.dispatchMouseEvent", {"type": kind, "x": point[0], "y": point[1], **more}


def _key(kind: str, key: str, code: str, virtual: int, modifiers: int, text: str = "") -> Command:
    event = {
        "type": kind,
        "key": key,
        "code": code,
        "windowsVirtualKeyCode": virtual,
        "nativeVirtualKeyCode": virtual,
        "modifiers": modifiers,
    }
    return "Input.dispatchKeyEvent", event | ({"text": text} if text else {})


def _mask(modifiers: tuple[Modifier | str, ...]) -> int:
    return sum(_MODIFIERS[name] for name in set(modifiers))


def _on_keyboard(character: str) -> tuple[str, int, bool] | None:
    """Code, virtual key and whether shift is held for a character of a US keyboard; None for any other."""
    if character.isascii() and character.isalpha():
        return f"Key{character.upper()}", ord(character.upper()), character.isupper()
    for signs, (code, virtual) in _SIGNS.items():
        if character in signs:
            return code, virtual, character != signs[0]
    return None


def _typed(character: str) -> list[Command]:
    if character in "\n\t":
        return _chord(("enter" if character == "\n" else "tab",))
    found = _on_keyboard(character)
    if found is None:
        return [("Input.insertText", {"text": character})]
    code, virtual, shifted = found
    mask = _MODIFIERS["shift"] if shifted else 0
    pressed = _key("keyDown", character, code, virtual, mask, character)
    return [pressed, _key("keyUp", character, code, virtual, mask)]


def _chord(keys: tuple[str, ...]) -> list[Command]:
    """Press keys in order and let go of them in reverse."""
    down: list[Command] = []
    up: list[Command] = []
    mask = 0
    for name in keys:
        if name in _MODIFIERS:
            mask |= _MODIFIERS[name]
        key, code, virtual, text = _named(name)
        # With ctrl, alt or super held a key writes nothing.
        text = "" if mask & ~_MODIFIERS["shift"] else text
        down.append(_key("keyDown" if text else "rawKeyDown", key, code, virtual, mask, text))
        up.append(_key("keyUp", key, code, virtual, mask))
    return [*down, *reversed(up)]


def _named(name: str) -> tuple[str, str, int, str]:
    if name in _NAMED:
        return *_NAMED[name], _TEXT.get(name, "")
    found = _on_keyboard(name) if len(name) == 1 else None
    if found is None:
        raise InputError(f"this browser has no key called {name!r}", "type the character instead")
    return name, found[0], found[1], name
