"""In: a program's tree, the stacked windows, the picture. Out: which nodes can be seen, each with the box of what is to be seen of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ppagent.desktop.windows import Box
from ppagent.evaluate.collect.stack import Layer, layer_at
from ppagent.evaluate.collect.thing import overlap
from ppagent.evaluate.collect.tree import Node, in_pixels
from ppagent.screen.frame import Pixels

SMALLEST_PX = 8
"""Shortest side of a target."""
LEAST_SEEN = 0.7
"""Least share of a thing's box that its scrolled surroundings must leave."""
_FIT_PX = 4
"""How far a program's window may be from the X server's: rounding, borders."""
_CLIPPING = frozenset(
    {
        "scroll pane",
        "viewport",
        "table",
        "tree table",
        "tree",
        "list",
        "list box",
        "layered pane",
        "split pane",
    }
)
_TOP = frozenset({"frame", "dialog", "window", "alert", "file chooser", "color chooser"})
_MENUS = frozenset({"menu", "popup menu"})

Fits = Callable[[str, float], bool]
"""Whether a text, drawn in the desktop's font, fits a width in unscaled px."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A node that can be seen and has words.

    Attributes:
        node: its box in px.
        above: what it stands in, the nearest first; without the program itself.
        box: of what can be seen of it, px.
        drawn: its name is drawn on it.
        tip: what the tool bar's item around it says.
        covered: another window lies on a part of it, and not on its words.
    """

    node: Node
    above: tuple[Node, ...]
    box: Box
    drawn: bool
    tip: str
    covered: bool = False


def seen_of(
    nodes: Sequence[Node],
    layers: Sequence[Layer],
    pixels: Pixels,
    scale: float,
    fits: Fits,
    nameless: frozenset[str] = frozenset(),
    *,
    covered: bool = False,
) -> list[Seen]:
    """What is to be seen of a program, as nodes.

    Args:
        nodes: its tree.
        layers: all windows of the screen.
        pixels: the screen.
        scale: physical px per logical px, in which some programs count.
        fits: tells whether a name can be drawn on a thing.
        nameless: roles that count without any words too.
        covered: give what other windows cover in part too, if its words can still be read.

    Returns:
        Nothing when the program's own account of its windows is not the X server's: then its boxes cannot be trusted.
    """
    matched = _matched(nodes, layers, scale)
    if matched is None:
        return []
    nodes, tops, factor = matched
    height, width = pixels.shape[:2]
    found: list[Seen] = []
    for index, node in enumerate(nodes):
        tip = _tip(nodes, index)
        if not (node.name or node.description or node.label or tip or node.role in nameless):
            continue
        if "showing" not in node.states or node.box is None or node.role in _TOP:
            continue
        indices = list(_ancestors(nodes, index))
        above = [nodes[one] for one in indices]
        box = clipped(node, above, (0, 0, width, height))
        if box is None or uniform(pixels, box):
            continue
        top = tops.get(indices[-1]) if indices else None
        whole = _own(same_layer(box, layers), node, above, top)
        if whole or (covered and all(_own(one, node, above, top) for one in _along(box, layers))):
            found.append(Seen(node, tuple(above), box, _drawn(node, above, fits, factor), tip, not whole))
    return found


def in_unit(nodes: Sequence[Node], node: Node, layers: Sequence[Layer], scale: float) -> Box | None:
    """The box of one of a program's nodes in px; None when the program's account does not fit its windows."""
    matched = _matched(nodes, layers, scale)
    same = [one for one in matched[0] if one.reference == node.reference] if matched else []
    return same[0].box if same else None


def unit_of(nodes: Sequence[Node], layers: Sequence[Layer], scale: float) -> float | None:
    """Px of the screen per px that a program counts in; None when its account does not fit its windows."""
    matched = _matched(nodes, layers, scale)
    return matched[2] if matched else None


def uniform(pixels: Pixels, box: Box) -> bool:
    """Whether there is nothing to be seen in a box: not even an edge."""
    left, top, width, height = box
    inside = pixels[top : top + height, left : left + width]
    return inside.size == 0 or bool((np.ptp(inside.reshape(-1, 3), axis=0) < 8).all())


def same_layer(box: Box, layers: Sequence[Layer]) -> Layer | None:
    """The one window that a box lies in and that nothing covers there; None when there are several, or none."""
    for layer in reversed(layers):
        if shared := overlap(box, layer.outer):
            return layer if shared == box[2] * box[3] else None
    return None


def _matched(
    nodes: Sequence[Node], layers: Sequence[Layer], scale: float
) -> tuple[list[Node], dict[int, Layer], float] | None:
    """The nodes in px, which window each top-level node is, and px per px of the program; None when no window fits its account."""
    own = [layer for layer in layers if layer.pid == nodes[0].pid]
    for factor in (1.0, scale):
        scaled = in_pixels(list(nodes), factor)
        tops = {}
        for index, node in enumerate(scaled):
            if node.parent == 0 and node.box is not None:
                fitting = [one for one in own if _near(node.box, one.inner) or _near(node.box, one.outer)]
                if fitting:
                    tops[index] = fitting[-1]
        if tops:
            return scaled, tops, factor
    return None


def _near(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= _FIT_PX for a, b in zip(one, other, strict=True))


def _ancestors(nodes: Sequence[Node], index: int) -> list[int]:
    above = []
    while (index := nodes[index].parent) > 0:
        above.append(index)
    return above


def _tip(nodes: Sequence[Node], index: int) -> str:
    """A tool bar's item says what its button is for: the two share their box."""
    above = nodes[nodes[index].parent]
    return above.description if above.box == nodes[index].box else ""


def clipped(node: Node, above: Sequence[Node], screen: Box) -> Box | None:
    """What its scrolled surroundings and the screen leave of a box; None when that is too little."""
    assert node.box is not None
    left, top, width, height = node.box
    right, bottom = left + width, top + height
    whole = width * height
    for one in above:
        if one.role in _MENUS:
            break  # a menu hangs out of what it belongs to
        if one.box is not None and one.role in _CLIPPING | _TOP:
            left, top = max(left, one.box[0]), max(top, one.box[1])
            right, bottom = min(right, one.box[0] + one.box[2]), min(bottom, one.box[1] + one.box[3])
    left, top = max(left, screen[0]), max(top, screen[1])
    right, bottom = min(right, screen[2]), min(bottom, screen[3])
    if min(right - left, bottom - top) < SMALLEST_PX or (right - left) * (bottom - top) < LEAST_SEEN * whole:
        return None
    return (left, top, right - left, bottom - top)


def _own(layer: Layer | None, node: Node, above: Sequence[Node], top: Layer | None) -> bool:
    """Whether a window is the thing's own: its menu's, or that of its top-level ancestor."""
    if layer is None or layer.pid != node.pid:
        return False
    roles = {one.role for one in above}
    if roles & _MENUS or (node.role in _MENUS and "menu bar" not in roles):
        return layer.popup
    return top is layer


def _along(box: Box, layers: Sequence[Layer]) -> list[Layer | None]:
    """The windows on a box's middle line, where its words stand."""
    left, top, width, height = box
    return [layer_at(layers, left + width * part, top + height / 2) for part in (0.1, 0.5, 0.9)]


def _drawn(node: Node, above: Sequence[Node], fits: Fits, factor: float) -> bool:
    """Whether a thing's name is drawn on it: it fits beside its picture, and it is no square button of a tool bar."""
    assert node.box is not None
    if not node.name or node.role in {"icon", "image"}:
        return False
    width, height = node.box[2], node.box[3]
    in_bar = any(one.role == "tool bar" for one in above)
    if "button" in node.role and in_bar and abs(width - height) <= 0.25 * height:
        return False
    # What does not scale its boxes does not scale its letters.
    return fits(node.name, (width - (node.image[0] if node.image else 0)) / factor)
