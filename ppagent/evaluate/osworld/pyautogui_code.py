"""In: an action in screen px. Out: pyautogui code that does it, the language of OSWorld's machine and of its recordings."""

from __future__ import annotations

from ppagent.action.keys import canonical_key
from ppagent.action.schema import (
    Action,
    Answer,
    Click,
    Done,
    Drag,
    Fail,
    Key,
    Move,
    Point,
    Scroll,
    Type,
    Wait,
)

_NAMES = {"super": "win", "escape": "esc", "menu": "apps", "print": "printscreen"}
_DRAG_S = 0.5


def code_of(action: Action) -> str:
    """One line of code; ``WAIT``'s, too. Empty for what ends a run: OSWorld says that otherwise, see `word_of`."""
    match action:
        case Click():
            click = f"pyautogui.click({_at(action.point)}clicks={action.count}, interval=0.05, button={action.button!r})"
            held = [_key(name) for name in action.modifiers]
            down = "".join(f"pyautogui.keyDown({key!r}); " for key in held)
            return down + click + "".join(f"; pyautogui.keyUp({key!r})" for key in reversed(held))
        case Move():
            return f"pyautogui.moveTo({_at(action.point).removesuffix(', ')})"
        case Drag():
            start = f"pyautogui.moveTo({_at(action.start).removesuffix(', ')}); " if action.start else ""
            return f"{start}pyautogui.dragTo({_at(action.end)}duration={_DRAG_S}, button={action.button!r})"
        case Scroll():
            move = f"pyautogui.moveTo({_at(action.point).removesuffix(', ')}); " if action.point else ""
            down = f"pyautogui.scroll({-action.dy}); " if action.dy else ""
            across = f"pyautogui.hscroll({action.dx})" if action.dx else ""
            return (move + down + across).removesuffix("; ")
        case Type():
            return _typed(action.text)
        case Key():
            keys = [_key(name) for name in action.keys]
            return (
                f"pyautogui.hotkey({', '.join(map(repr, keys))})"
                if len(keys) > 1
                else f"pyautogui.press({keys[0]!r})"
            )
        case Wait():
            return f"time.sleep({action.seconds:g})"
    return ""


def word_of(action: Action) -> str:
    """The same as OSWorld writes it down: ``WAIT``, ``DONE``, ``FAIL``, or code."""
    match action:
        case Wait():
            return "WAIT"
        case Done() | Answer():
            return "DONE"
        case Fail():
            return "FAIL"
    return code_of(action)


def _typed(text: str) -> str:
    if not text.isascii():
        # pyautogui drops what the keyboard has no key for.
        return f"import pyperclip; pyperclip.copy({text!r}); pyautogui.hotkey('ctrl', 'v')"
    code: list[str] = []
    for number, part in enumerate(text.split("<")):
        # '<' typed by pyautogui comes out as '>'.
        code += ["pyautogui.hotkey('shift', ',')"] if number else []
        code += [f"pyautogui.write({part!r}, interval=0.01)"] if part else []
    return "; ".join(code)


def _key(name: str) -> str:
    key = canonical_key(name)
    return _NAMES.get(key, key)


def _at(point: Point | None) -> str:
    return "" if point is None else f"{int(point[0])}, {int(point[1])}, "
