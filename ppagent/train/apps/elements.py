"""In: what is to be seen of a program, as nodes of its accessibility tree, and the picture. Out: Elements of a Sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ppagent.desktop.windows import Box
from ppagent.evaluate.collect.thing import overlap
from ppagent.evaluate.collect.tree import Node, Reference
from ppagent.evaluate.collect.unique import VALUE, plain, sayable, tidy
from ppagent.evaluate.collect.visible import Seen
from ppagent.screen.frame import Pixels
from ppagent.train.apps.ink import inked, strokes, text_ink
from ppagent.train.apps.tables import TABLES, row_heads, single_columns, table_of
from ppagent.train.sheet import Element

ROLES = {
    "push button": "button", "toggle button": "button", "button": "button", "push button menu": "button",
    "check box": "check box", "switch": "switch", "radio button": "radio button",
    "menu": "menu item", "menu item": "menu item", "check menu item": "menu item", "radio menu item": "menu item",
    "tearoff menu item": "menu item",
    "page tab": "tab", "link": "link", "label": "text", "static": "text", "heading": "heading",
    "list item": "list item", "table cell": "cell", "tree item": "list item", "icon": "file",
    "table column header": "heading", "column header": "heading", "table row header": "heading",
    "text": "field", "entry": "field", "password text": "field",
    "spin button": "spin button", "combo box": "combo box", "slider": "slider",
}  # fmt: skip
"""AT-SPI's roles, and what a Sheet calls them."""
HOLDING = frozenset({"field", "spin button", "combo box", "slider"})
"""Those that hold a value, and are called by what stands beside them."""
NAMELESS = frozenset(role for role, word in ROLES.items() if word in HOLDING)
_SWITCHED = frozenset(
    {"check box", "switch", "radio button", "toggle button", "check menu item", "radio menu item"}
)
_MENUS = frozenset({"menu", "popup menu"})
_DIALOGS = frozenset({"dialog", "alert", "file chooser", "color chooser"})
_PICTURED = frozenset({"button", "icon", "tab"})
"""Those that may show a picture in the place of their name."""
_WHOLE = frozenset(
    {"button", "tab", "menu", "menu item", "check box", "radio button", "combo box", "heading"}
)
"""What the labels on it are a part of."""
_LONGEST_VALUE = 48
_TALL = 1.5
"""Lines of text beyond which a box holds more than the one line that names it."""
_NO_ROOM, _ELLIPSIS = 0.5, 0.97
"""Lines left of a cell behind a text, and the share of its width, below which it ends in an ellipsis."""
_MARK = 1.4
"""Width of a check box's box, at most, in lines."""
_FAINT = 40
"""Steps of 256 between a text and what is behind it, at least."""
_LETTERS = 0.4
"""Share of a name's letters that stand apart from the next one: fewer marks than that are a picture."""
_SQUARE = 2.2
"""Width by height up to which a thing without printed name shows a picture, not text that is cut short."""

_UNSPOKEN = re.compile(
    r"(Widget|Stack|View|Tree|Bar|Panel|Pane|Viewport|Page|Container)$|^[A-Z][a-z]+[A-Z]", re.ASCII
)
"""Names that panels have in the source: no person sees them."""
_SOURCE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)+")
_EMPTY_WORDS = frozenset({"Menu"})
"""Names that toolkits give to what has none."""

Width = Callable[[str], float]
"""How wide the desktop's font draws a text, px."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a field holds, and what it shows when it is empty."""

    text: str
    placeholder: str


def elements(
    seen: Sequence[Seen], held: dict[Reference, Held], pixels: Pixels, width: Width, line_px: float
) -> list[Element]:
    """The elements of a screen.

    Args:
        seen: what the collector's rules let through.
        held: of fields.
        pixels: the screen.
        width: of a text in the desktop's font.
        line_px: height of its lines.
    """
    rows = row_heads(seen)
    single = single_columns(seen)
    found: list[tuple[Seen, Element]] = []
    for one in seen:
        role = _role(one, single)
        if role is None:
            continue
        element = _element(one, role, held.get(one.node.reference), pixels, width, line_px)
        if element is not None:
            group = _group(one) or (rows.get(one.node.reference, "") if role == "cell" else "")
            found.append((one, replace(element, group=group if group != element.name else "")))
    return [
        element
        for one, element in found
        if not _part_of_another(one, element, found) and not _holds_others(one, found)
    ]


def _role(one: Seen, single: frozenset[Reference]) -> str | None:
    role = ROLES.get(one.node.role)
    around = one.above[0].role if one.above else ""
    if role == "menu item" and around == "menu bar":
        return "menu"
    if any(above.role == "combo box" for above in one.above):
        return None  # a part of it, or its list, which is not open
    if one.node.role == "icon" and around in {"tool bar", "status bar", "panel"}:
        return "icon"
    if role == "cell" and table_of(one) in single:
        return "list item"
    return role


def _element(
    one: Seen, role: str, held: Held | None, pixels: Pixels, width: Width, line_px: float
) -> Element | None:
    node = one.node
    if role in HOLDING:
        return _holding(one, role, held)
    if _is_tool(one, role, line_px):
        role = "button"
    name, written = tidy(node.name), False
    parts = inked(pixels, one.box, line_px, framed=role in {"button", "tab", "combo box"})
    if role in {"check box", "radio button"}:
        # The box itself, where it stands first.
        parts = parts[1:] if parts and parts[0][2] <= _MARK * line_px else parts
    ink = text_ink(parts, width(name), line_px) if one.drawn and sayable(name) else None
    if role in {"cell", "list item"} and ink is not None:
        full = one.box[0] + one.box[2] - ink[0] - ink[2] <= _NO_ROOM * line_px
        if _begins_outside(pixels, one.box, ink) or (full and ink[2] < _ELLIPSIS * width(name)):
            return None
    letters = len(name.replace(" ", ""))
    if (
        ink is not None
        and ink[3] <= _TALL * line_px
        and (role not in _PICTURED or letters < 3 or strokes(pixels, ink) >= _LETTERS * letters)
    ):
        written = True
    else:
        if role not in _PICTURED or not _pictured(one, parts, line_px):
            return None  # the name is not what is drawn there
        tip = tidy(node.description or one.tip)
        words = (tip, name) if name in _EMPTY_WORDS else (name, tip)
        name = next((word for word in words if _spoken(word)), "")
        if not name:
            return None
        marks = inked(pixels, one.box, 3 * line_px, framed=True)
        ink = marks[0] if len(marks) == 1 else None
    hint = tidy(node.description or one.tip)
    return Element(
        role=role, name=name, box=_corners(one.box), ink=_corners(ink) if ink else None, written=written,
        state=_state(one, role), hint=hint if plain(hint) != plain(name) and sayable(hint) else "",
    )  # fmt: skip


def _is_tool(one: Seen, role: str, line_px: float) -> bool:
    """Whether a choice or a list's item without a name is one of a palette's tools: about square, and larger than a mark."""
    _, _, width, height = one.box
    return (
        role in {"radio button", "list item"}
        and not one.node.name
        and _MARK * line_px <= min(width, height)
        and max(width, height) <= _SQUARE * min(width, height)
    )


def _spoken(word: str) -> bool:
    """Whether a person would call something so that does not say it: no lone sign, no name from the source."""
    return sayable(word) and sum(map(str.isalnum, word)) > 1 and not _SOURCE.fullmatch(word)


def _pictured(one: Seen, parts: list[Box], line_px: float) -> bool:
    """Whether a thing shows a picture instead of its name."""
    _, _, width, height = one.box
    if not parts or width > _SQUARE * height or height > 5 * line_px:
        return False
    # There is room for the name: then what is drawn must look like a picture, or it is a text that we do not know.
    drawn = max(part[0] + part[2] for part in parts) - min(part[0] for part in parts)
    return not one.drawn or drawn <= 1.5 * max(part[3] for part in parts)


def _holding(one: Seen, role: str, held: Held | None) -> Element | None:
    node = one.node
    text = " ".join((held.text if held else "").split())
    placeholder = tidy(held.placeholder) if held else ""
    if "multi_line" in node.states:
        text = ""
    if role == "combo box":
        text = text or node.name
    value = text if len(text) <= _LONGEST_VALUE and text.isprintable() and "<" not in text else ""
    words = [
        tidy(node.label),
        placeholder,
        tidy(node.description),
        tidy(node.name if node.name != text else ""),
    ]
    name = next((word for word in words if _spoken(word) and not VALUE.fullmatch(word)), "")
    written = name == words[0] or (name == placeholder and not text)
    if not name and role == "combo box" and one.drawn and sayable(tidy(text)) and not VALUE.fullmatch(text):
        name, written = tidy(text), True
    if not name:
        return None
    hint = next((word for word in words[1:3] if sayable(word) and word != name), "")
    return Element(
        role=role, name=name, box=_corners(one.box), written=written, state=_state(one, role),
        value=value if role != "slider" else "", hint=hint,
    )  # fmt: skip


def _state(one: Seen, role: str) -> str:
    states = one.node.states
    if not states & {"sensitive", "enabled"}:
        return "disabled"
    if one.node.role in _SWITCHED:
        on = bool(states & {"checked", "pressed"})
        if role == "button":
            return "on" if on else ""
        return "on" if on else "off"
    if role in {"tab", "list item", "cell", "file"} and "selected" in states:
        return "selected"
    return ""


def _group(one: Seen) -> str:
    """The menu, the frame or the dialog that a thing stands in, if that says its name."""
    for above in one.above:
        name = tidy(above.name)
        if _UNSPOKEN.search(name):
            continue
        if above.role in _MENUS | {"grouping", "panel", "page tab"} | _DIALOGS and sayable(name):
            return name
        if above.role in TABLES:
            return ""
    return ""


def _begins_outside(pixels: Pixels, box: Box, ink: Box) -> bool:
    """Whether a text goes on to the left of its box: some trees forget the room for their arrows."""
    if ink[0] - box[0] > 2 or box[0] < 3:
        return False
    beside = pixels[ink[1] : ink[1] + ink[3], box[0] - 3 : box[0]]
    return bool(np.ptp(beside.reshape(-1, 3), axis=0).max() > _FAINT)


def _part_of_another(one: Seen, element: Element, found: Sequence[tuple[Seen, Element]]) -> bool:
    """Whether it is the text on a button, or the same thing said twice."""
    if element.role not in {"text", "list item", "cell"}:
        return False
    area = one.box[2] * one.box[3]
    return any(
        other is not one
        and (said.role in _WHOLE or (element.role == "text" and said.role != "text"))
        and plain(said.name) == plain(element.name)
        and overlap(one.box, other.box) >= 0.9 * area
        for other, said in found
    )


def _holds_others(one: Seen, found: Sequence[tuple[Seen, Element]]) -> bool:
    """Whether other things stand within it: then it is not the simple thing that it says it is, or it lies under them."""
    inside = [
        other for other, _ in found
        if other is not one and plain(other.node.name) != plain(one.node.name)
        and overlap(one.box, other.box) >= 0.9 * other.box[2] * other.box[3]
    ]  # fmt: skip
    return len(inside) >= 2


def _corners(box: Box) -> tuple[float, float, float, float]:
    left, top, width, height = box
    return (left, top, left + width, top + height)


def fields(seen: Sequence[Seen]) -> list[Node]:
    """The nodes whose contents matter."""
    return [one.node for one in seen if ROLES.get(one.node.role) in HOLDING]
