"""In: texts and key names. Out: PasteKeyboard: keys by pyautogui, text through the clipboard, on Windows and macOS.

Never run on either system yet: its tests are with a stand-in for pyautogui.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ppagent.action.keys import MODIFIERS, canonical_key
from ppagent.errors import InputError
from ppagent.hands.base import Window

_WINDOWS: Mapping[str, str] = {"super": "win", "print": "printscreen", "menu": "apps"}
_MACOS: Mapping[str, str] = {"super": "command", "alt": "option"}


class PasteKeyboard:
    """A keyboard that pastes: what was on the clipboard is gone afterwards."""

    def __init__(self, mouse: Any) -> None:
        """Use pyautogui, the module."""
        self._mouse = mouse
        self._macos = sys.platform == "darwin"
        self._held: list[str] = []

    def type(self, text: str, between: Callable[[], None] = lambda: None) -> None:
        """Paste a text; ``between`` is called once, before."""
        import pyperclip  # type: ignore[import-untyped]

        between()
        pyperclip.copy(text)
        with self.hold(("super" if self._macos else "ctrl", "v")):
            pass

    @contextmanager
    def hold(self, keys: Sequence[str]) -> Iterator[None]:
        """Hold keys down inside, modifiers first.

        Raises:
            InputError: no such key here; pyautogui would press nothing and say nothing.
        """
        names = [self._name(key) for key in _modifiers_first(keys)]
        try:
            for name in names:
                self._held.append(name)
                self._mouse.keyDown(name, _pause=False)
            yield
        finally:
            self.release_all()

    def active_window(self) -> Window | None:
        """None: not asked there."""
        return None

    def release_all(self) -> None:
        """Release what is held, last pressed first."""
        while self._held:
            self._mouse.keyUp(self._held.pop(), _pause=False)

    def _name(self, key: str) -> str:
        name = (_MACOS if self._macos else _WINDOWS).get(key, key)
        if not self._mouse.isValidKey(name):
            raise InputError(f"this system has no key called {key!r}", "use another one, or type it as text")
        return name


def _modifiers_first(keys: Sequence[str]) -> list[str]:
    """Canonical names, each once. Beside ctrl, alt or super a letter's case asks for no shift."""
    names = list(dict.fromkeys(map(canonical_key, keys)))
    names.sort(key=lambda name: MODIFIERS.index(name) if name in MODIFIERS else len(MODIFIERS))
    if any(name in MODIFIERS and name != "shift" for name in names):
        names = [name.lower() if len(name) == 1 else name for name in names]
    return names
