"""In: nothing. Out: Thing, what the rules judge: a widget or a piece of text on a screen, wherever its box came from."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from ppagent.desktop.windows import Box

WORDS = {
    "push button": "button", "toggle button": "button", "button": "button",
    "check box": "check box", "checkbox": "check box", "switch": "switch",
    "radio button": "radio button", "radio": "radio button",
    "menu": "menu", "menu item": "menu item", "menuitem": "menu item",
    "check menu item": "menu item", "radio menu item": "menu item",
    "page tab": "tab", "tab": "tab", "link": "link",
    "list item": "list item", "table cell": "list item", "tree item": "list item", "option": "list item",
    "table column header": "column header", "column header": "column header",
    "text": "field", "entry": "field", "password text": "field", "textbox": "field", "searchbox": "field",
    "spin button": "number field", "spinbutton": "number field",
    "combo box": "drop-down list", "combobox": "drop-down list",
    "slider": "slider", "icon": "icon",
}  # fmt: skip
"""Roles that people click, of AT-SPI and of ARIA, and how they call them."""

FIELDS = frozenset({"field", "number field", "drop-down list", "slider"})
"""Those that are called by what stands beside them, not by what stands in them."""


class Thing(BaseModel):
    """Something with a name on a screen.

    A target is a thing that people click; all others only make a name ambiguous.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    application: str
    group: str
    role: str
    name: str
    tooltip: str = ""
    label: str = ""
    """Name of what labels it."""
    box: Box
    """Of what can be seen of it, px of the picture."""
    drawn: bool
    """Its name is drawn on it."""
    live: bool = True
    """It can be clicked now: it is not greyed out."""

    @property
    def word(self) -> str:
        """What people call such a thing; empty: nothing that they click."""
        return WORDS.get(self.role, "")


class Target(BaseModel):
    """A question: what to say, and what is meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instruction: str
    data_type: str
    thing: Thing


def overlap(one: Box, other: Box) -> int:
    """Px that two boxes share."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, across) * max(0, down)
