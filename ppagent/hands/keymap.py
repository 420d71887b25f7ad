"""In: characters, key names, a server's keyboard mapping. Out: keysyms, and the keys that produce them. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ppagent.action.keys import canonical_key
from ppagent.errors import InputError

NO_SYMBOL = 0
SHIFT, LEVEL3 = 0xFFE1, 0xFE03
KEYSYMS: Mapping[str, int] = {
    "ctrl": 0xFFE3, "alt": 0xFFE9, "shift": SHIFT, "super": 0xFFEB, "enter": 0xFF0D, "escape": 0xFF1B,
    "tab": 0xFF09, "space": 0x20, "backspace": 0xFF08, "delete": 0xFFFF, "insert": 0xFF63, "home": 0xFF50,
    "end": 0xFF57, "pageup": 0xFF55, "pagedown": 0xFF56, "up": 0xFF52, "down": 0xFF54, "left": 0xFF51,
    "right": 0xFF53, "menu": 0xFF67, "print": 0xFF61, "capslock": 0xFFE5,
    **{f"f{n}": 0xFFBD + n for n in range(1, 25)},
}  # fmt: skip
"""Named keys of `ppagent.action.keys` to X11 keysyms (keysymdef.h)."""

_COLUMNS = (0, 1, 4, 5)
"""Columns of the first group's levels 1 to 4 in the core mapping; 2 and 3 are the second group's (XKB protocol, 12.4)."""
_WRITTEN_KEYS = {"\n": KEYSYMS["enter"], "\r": KEYSYMS["enter"], "\t": KEYSYMS["tab"]}


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key and the level it must be pressed at.

    Attributes:
        keycode: of the server.
        level: 0 plain, 1 with shift, 2 with level 3 (AltGr), 3 with both.
    """

    keycode: int
    level: int = 0


class Keymap:
    """What every key of a server produces in its first layout."""

    def __init__(self, first_keycode: int, columns: int, keysyms: Sequence[int]) -> None:
        """Take a core ``GetKeyboardMapping`` reply.

        Args:
            first_keycode: keycode of the first row.
            columns: keysyms per keycode.
            keysyms: all rows, one after the other.
        """
        self.columns = columns
        self.spare: list[int] = []
        """Keys that produce nothing: free to be lent a character."""
        self._strokes: dict[int, Stroke] = {}
        rows = [keysyms[start : start + columns] for start in range(0, len(keysyms), columns)]
        for level, column in enumerate(_COLUMNS[: sum(column < columns for column in _COLUMNS)]):
            for keycode, row in enumerate(rows, first_keycode):
                # The lowest level wins, then the lowest keycode: fewest modifiers, and the main keys before the rest.
                if row[column] != NO_SYMBOL:
                    self._strokes.setdefault(row[column], Stroke(keycode, level))
        self.spare = [keycode for keycode, row in enumerate(rows, first_keycode) if not any(row)]

    def find(self, keysym: int) -> Stroke | None:
        """The key that produces a keysym; None when the layout lacks it, or a modifier it needs."""
        stroke = self._strokes.get(keysym)
        if stroke is None or len(self.modifiers(stroke.level)) < stroke.level.bit_count():
            return None
        return stroke

    def modifiers(self, level: int) -> tuple[int, ...]:
        """Keycodes to hold for a level."""
        wanted = [keysym for bit, keysym in ((1, SHIFT), (2, LEVEL3)) if level & bit]
        return tuple(self._strokes[keysym].keycode for keysym in wanted if keysym in self._strokes)


def keysyms_of(text: str) -> list[int]:
    r"""Spell a text as keysyms; ``\n``, ``\r`` and ``\r\n`` press Enter once, ``\t`` Tab.

    Raises:
        InputError: the text holds a control character or half a surrogate pair, which no key types.
    """
    return [_keysym(character) for character in text.replace("\r\n", "\n")]


def _keysym(character: str) -> int:
    if character in _WRITTEN_KEYS:
        return _WRITTEN_KEYS[character]
    code = ord(character)
    if unicodedata.category(character) in ("Cc", "Cs"):
        raise InputError(f"no key types the character U+{code:04X}", "leave it out, or press a named key")
    return code if code < 0x100 else 0x01000000 | code


def chord_keysyms(keys: Sequence[str]) -> list[int]:
    """Spell keys pressed together as keysyms, modifiers first, each key once.

    ``("ctrl", "C")`` means the C key: beside ctrl, alt or super a letter's case asks for no shift.

    Raises:
        InputError: no such key.
    """
    names = [canonical_key(key) for key in keys]
    modifiers = [name for name in ("ctrl", "alt", "shift", "super") if name in names]
    plain = [name for name in dict.fromkeys(names) if name not in modifiers]
    if any(modifier != "shift" for modifier in modifiers):
        plain = [name.lower() if len(name) == 1 and len(name.lower()) == 1 else name for name in plain]
    return [KEYSYMS[name] if name in KEYSYMS else _keysym(name) for name in [*modifiers, *plain]]


def portions(keysyms: Sequence[int], keymap: Keymap, limit: int) -> Iterator[Sequence[int]]:
    """Cut what is to be typed into portions that can be typed without changing the mapping meanwhile.

    Args:
        keysyms: what is to be typed.
        keymap: before anything was lent; a portion holds at most as many foreign keysyms as it has spare keys.
        limit: longest portion, in keysyms.
    """
    start, foreign = 0, set[int]()
    for end, keysym in enumerate(keysyms):
        if keymap.find(keysym) is None:
            foreign.add(keysym)
        if end - start >= limit or len(foreign) > max(1, len(keymap.spare)):
            yield keysyms[start:end]
            start, foreign = end, {keysym} if keymap.find(keysym) is None else set()
    if start < len(keysyms):
        yield keysyms[start:]
