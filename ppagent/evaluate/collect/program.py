"""In: what can be seen of a program's tree, the stacked windows. Out: its things, as people see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ppagent.desktop.windows import Box
from ppagent.evaluate.collect.stack import Layer
from ppagent.evaluate.collect.thing import Thing
from ppagent.evaluate.collect.tree import Node, Reference
from ppagent.evaluate.collect.visible import Seen, clipped, same_layer

_CELL = "table cell"


def things_of(
    seen: Sequence[Seen], layers: Sequence[Layer], screen: Box, called: tuple[str, str]
) -> list[Thing]:
    """What is to be seen of a program, as things.

    Args:
        seen: its nodes, with those that are covered in part: they take their names from others, and cannot be asked for.
        layers: all windows of the screen.
        screen: all of it, px.
        called: application and group that they are counted under.
    """
    return [
        Thing(
            application=called[0], group=called[1], role=_role(one), name=one.node.name,
            tooltip=one.node.description or one.tip, label=one.node.label, box=one.box, drawn=one.drawn,
            live=bool(one.node.states & {"sensitive", "enabled"}) and not one.covered,
        )
        for one in whole_cells(seen, layers, screen)
    ]  # fmt: skip


def whole_cells(seen: Sequence[Seen], layers: Sequence[Layer], screen: Box) -> list[Seen]:
    """The same, with the words in a cell as wide as the cell, picture and all: there one clicks.

    GTK puts a picture and the words beside it into one cell, and counts out room for the picture where it is not drawn: a
    heading's words then begin before their own box. Where a cell holds several texts, each keeps its box.
    """
    names: defaultdict[Reference, set[str]] = defaultdict(set)
    for one in seen:
        if around := _cell_around(one):
            names[around.reference].add(one.node.name)
    found = []
    for one in seen:
        around = _cell_around(one)
        if around is None or len(names[around.reference]) > 1:
            found.append(one)
            continue
        box = clipped(around, one.above[1:], screen)
        # Where the cell cannot be seen whole, nobody can tell where the words are.
        whole = box is not None and same_layer(box, layers) is same_layer(one.box, layers)
        found.append(replace(one, box=box) if whole and box else replace(one, covered=True))
    return found


def _cell_around(one: Seen) -> Node | None:
    """The nameless cell that a cell's words stand in."""
    around = one.above[0] if one.above else None
    if around is None or not one.node.role == around.role == _CELL or around.name or around.box is None:
        return None
    return around if one.node.name else None


def _role(one: Seen) -> str:
    """What stands in a menu bar is a menu, though some programs count it among the items."""
    in_bar = bool(one.above) and one.above[0].role == "menu bar"
    return "menu" if in_bar and one.node.role == "menu item" else one.node.role
