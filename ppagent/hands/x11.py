"""In: texts and key names. Out: X11Keyboard, which presses them through XTEST, whatever the keyboard layout."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

from ppagent.errors import MissingError, PpagentError
from ppagent.hands.base import Window
from ppagent.hands.keymap import NO_SYMBOL, Keymap, Stroke, chord_keysyms, keysyms_of, portions
from ppagent.hands.xserver import SETTLE_S, XServer

PORTION = 64
"""Characters between two looks at the mapping, the stop check and the application's progress."""
HELD_S = 1.0
"""Longest wait for somebody's hand to leave shift, ctrl, alt or super."""
_PRESS, _RELEASE = 2, 3
_CORE_KEYBOARD = 0x100
_ALL = 0xFF


class X11Keyboard:
    """The keyboard of an X server.

    Text does not pass through the clipboard: each character is a key press. Characters that the layout lacks are lent
    to keys that produce nothing, a few at a time, and taken back afterwards. Caps lock, num lock, latched modifiers
    and a second layout are put aside while keys are pressed and restored after: they would change what a key means.
    A key's press and release reach the server together, so auto-repeat (after 200 ms or more) never sets in.
    """

    def __init__(self, display: str, xauthority: str | None = None) -> None:
        """Connect.

        Args:
            display: such as ``:99``.
            xauthority: file with the display's cookie; None for the environment's.

        Raises:
            MissingError: nothing answers there, or it cannot take fake input.
        """
        self.server = XServer(display, xauthority)
        self._held: list[int] = []
        self._last_key: int | None = None

    def type(self, text: str, between: Callable[[], None] = lambda: None) -> None:
        """Type a text, any Unicode; returns when the application has read it, if it answers pings.

        Args:
            text: newlines press Enter, tabs Tab.
            between: called before every few characters; what it raises ends the typing, and nothing stays pressed.

        Raises:
            InputError: the text holds a control character.
            ScreenLostError: the server is gone.
            PpagentError: somebody holds a modifier key down.
        """
        keysyms = keysyms_of(text)
        with self.server.reachable(), self._neutral(), self._lending() as (keymap, lend):
            self._last_key = None
            for portion in portions(keysyms, keymap, PORTION):
                between()
                strokes = lend(portion)
                self._strike(strokes[:-1])
                self._last_key = self.server.moment()
                self._strike(strokes[-1:])
                self.server.caught_up(self._last_key)

    def chord(self, keys: Sequence[str]) -> None:
        """Press keys together, modifiers first, and release them in reverse.

        Args:
            keys: names as in `ppagent.action.keys`.

        Raises:
            InputError: no such key.
            ScreenLostError: the server is gone.
            PpagentError: somebody holds a modifier key down.
        """
        with self.hold(keys):
            pass

    @contextmanager
    def hold(self, keys: Sequence[str]) -> Iterator[None]:
        """Hold keys down inside; raises as `chord` does."""
        keysyms = chord_keysyms(keys)
        if not keysyms:
            yield
            return
        locks = "capslock" in keys  # this key is about the lock, which must then stay as the key leaves it
        with self.server.reachable(), self._neutral(keep_locks=locks), self._lending() as (_, lend):
            try:
                self._last_key = None
                for stroke in lend(keysyms):
                    for keycode in (*self._keymap.modifiers(stroke.level), stroke.keycode):
                        if keycode not in self._held:
                            self._press(keycode)
                self.server.sync()
                yield
            finally:
                self.release_all()
            self.server.sync()

    def active_window(self) -> Window | None:
        """The window that has the keyboard; None when there is none.

        Raises:
            ScreenLostError: the server is gone.
        """
        return self.server.active_window()

    def release_all(self) -> None:
        """Release whatever this object still holds, last pressed first.

        Raises:
            ScreenLostError: the server is gone.
        """
        with self.server.reachable():
            while self._held:
                self._release(self._held[-1])
            self.server.sync()

    def close(self) -> None:
        """Disconnect; the server then releases nothing by itself, so `release_all` first."""
        self.server.close()

    def _strike(self, strokes: Sequence[Stroke]) -> None:
        """Press and release keys one after the other, holding a level's modifiers over its run of keys."""
        try:
            for level, run in groupby(strokes, key=lambda stroke: stroke.level):
                modifiers = self._keymap.modifiers(level)
                for keycode in modifiers:
                    self._press(keycode)
                for stroke in run:
                    self._press(stroke.keycode)
                    self._release(stroke.keycode)
                for keycode in reversed(modifiers):
                    self._release(keycode)
        finally:
            self.release_all()

    def _press(self, keycode: int) -> None:
        self._held.append(keycode)
        self.server.fake(_PRESS, keycode)

    def _release(self, keycode: int) -> None:
        self.server.fake(_RELEASE, keycode)
        self._held.remove(keycode)

    @contextmanager
    def _neutral(self, *, keep_locks: bool = False) -> Iterator[None]:
        """Inside, no modifier is locked or latched and the first layout is active, so that levels mean what they say.

        Raises:
            PpagentError: somebody holds a modifier key down.
        """
        xkb, deadline = self.server.xkb, time.monotonic() + HELD_S
        while (state := xkb.GetState(_CORE_KEYBOARD).reply()).baseMods:
            if time.monotonic() > deadline:
                raise PpagentError(
                    "a modifier key is held down on this screen", "let go of shift, ctrl, alt and super"
                )
            time.sleep(0.01)
        changed = not keep_locks and (state.lockedMods or state.lockedGroup or state.latchedMods)
        if changed:
            xkb.LatchLockState(_CORE_KEYBOARD, _ALL, 0, True, 0, _ALL, False, 0)
        try:
            yield
        finally:
            if changed:
                group = state.lockedGroup
                xkb.LatchLockState(_CORE_KEYBOARD, _ALL, state.lockedMods, True, group, 0, False, 0)
                self.server.sync()

    @contextmanager
    def _lending(self) -> Iterator[tuple[Keymap, Callable[[Sequence[int]], list[Stroke]]]]:
        """Yield the mapping, and a function that turns keysyms into strokes, lending keys to those it lacks."""
        lent: dict[int, int] = {}

        def lend(keysyms: Sequence[int]) -> list[Stroke]:
            found = self._find(keysyms)
            foreign = [keysym for keysym in found if found[keysym] is None]
            if foreign:
                needed = {stroke.keycode for stroke in found.values() if stroke}
                free = [*self._keymap.spare, *(keycode for keycode in lent if keycode not in needed)]
                if len(free) < len(foreign):
                    raise MissingError("this keyboard layout has no spare key", "choose another layout")
                loan = dict(zip(free, foreign, strict=False))
                lent.update(loan)
                self._assign(loan)
                time.sleep(SETTLE_S)
                found = self._find(keysyms)
            return [stroke for keysym in keysyms if (stroke := found[keysym])]

        self._find(())
        try:
            yield self._keymap, lend
        finally:
            if lent:
                self.server.caught_up(
                    self._last_key
                )  # or it would look up the last keys in the mapping restored here
                self._assign(dict.fromkeys(lent, NO_SYMBOL))
                self.server.sync()

    def _find(self, keysyms: Sequence[int]) -> dict[int, Stroke | None]:
        """Read the server's mapping as it is now, never as it was, and look keysyms up in it."""
        setup = self.server.setup
        count = setup.max_keycode - setup.min_keycode + 1
        reply = self.server.core.GetKeyboardMapping(setup.min_keycode, count).reply()
        self._keymap = Keymap(setup.min_keycode, reply.keysyms_per_keycode, list(reply.keysyms))
        return {keysym: self._keymap.find(keysym) for keysym in keysyms}

    def _assign(self, keysyms: dict[int, int]) -> None:
        """Put one keysym on each keycode: neighbours in one request, since every request makes all clients look."""
        for _, run in groupby(enumerate(sorted(keysyms)), key=lambda pair: pair[1] - pair[0]):
            keycodes = [keycode for _, keycode in run]
            # On both levels: alone, an upper-case letter would come to mean its lower case.
            rows = [keysyms[keycode] for keycode in keycodes for _ in range(2)]
            self.server.core.ChangeKeyboardMapping(
                len(keycodes), keycodes[0], 2, rows, is_checked=True
            ).check()
