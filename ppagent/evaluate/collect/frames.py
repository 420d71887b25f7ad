"""In: the windows of a screen. Out: what the window manager draws around them, which gives no account of itself, as things."""

from __future__ import annotations

from collections.abc import Sequence

from ppagent.desktop.windows import Box
from ppagent.evaluate.collect.stack import Layer, layer_at
from ppagent.evaluate.collect.thing import Thing
from ppagent.evaluate.collect.visible import SMALLEST_PX

BUTTON = "title bar button"
"""Role of what is drawn at the end of a title bar."""
_BUTTONS = ("Shade", "Minimize", "Maximize", "Close")
"""What people call them. The menu's is no sign: it is the program's own picture."""
_END_PX = 12


def title_bars(layers: Sequence[Layer]) -> list[Thing]:
    """The titles that can be seen, and the buttons beside them; none is a target."""
    found = []
    for layer in layers:
        left, top, width, _ = layer.outer
        bar = title_bar(layer)
        if layer.title and layer_at(layers, left + width // 2, top + 2) is layer:
            found.append(_thing("title bar", layer.title, bar, drawn=True))
        framed = layer.inner[1] - top >= SMALLEST_PX
        if layer.title and framed and layer_at(layers, left + width - _END_PX, top + 2) is layer:
            found += [_thing(BUTTON, name, bar, drawn=False) for name in _BUTTONS]
    return found


def title_bar(layer: Layer) -> Box:
    """The upper edge of a window's frame; where there is none, of the window."""
    left, top, width, _ = layer.outer
    return (left, top, width, max(layer.inner[1] - top, SMALLEST_PX))


def _thing(role: str, name: str, box: Box, *, drawn: bool) -> Thing:
    return Thing(application="", group="", role=role, name=name, box=box, drawn=drawn, live=False)
