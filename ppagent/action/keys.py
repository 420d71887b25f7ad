"""In: the key names models and people use. Out: one canonical name each (X11 keysym names, lower case where short)."""

from __future__ import annotations

from ppagent.errors import InputError

ALIASES = {
    "control": "ctrl", "control_l": "ctrl", "ctrl_l": "ctrl", "cmd": "super", "command": "super", "win": "super",
    "windows": "super", "meta": "super", "super_l": "super", "option": "alt", "alt_l": "alt", "shift_l": "shift",
    "return": "enter", "esc": "escape", "del": "delete", "ins": "insert", "pgup": "pageup", "page_up": "pageup",
    "prior": "pageup", "pgdn": "pagedown", "page_down": "pagedown", "next": "pagedown", "arrowup": "up",
    "arrowdown": "down", "arrowleft": "left", "arrowright": "right", "spacebar": "space", "back": "backspace",
    "context_menu": "menu", "prtsc": "print", "printscreen": "print", "caps_lock": "capslock",
}  # fmt: skip
MODIFIERS = ("ctrl", "alt", "shift", "super")
NAMED = frozenset({
    *MODIFIERS, "enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup",
    "pagedown", "up", "down", "left", "right", "menu", "print", "capslock", *(f"f{n}" for n in range(1, 25)),
})  # fmt: skip


def canonical_key(name: str) -> str:
    """Bring a key name to its canonical spelling; a single character stands for itself.

    Raises:
        InputError: no such key.
    """
    if len(name) == 1:
        return name
    key = name.strip().lower()
    key = ALIASES.get(key, key)
    if len(key) != 1 and key not in NAMED:
        raise InputError(f"there is no key called {name!r}", "use names such as enter, escape, ctrl, f5, a")
    return key
