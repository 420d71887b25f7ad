"""In: a desktop's message bus. Out: its programs' trees, asked for quickly, with the boxes of cells mended."""

from __future__ import annotations

from dataclasses import replace

from ppagent.evaluate.collect.tree import ACCESSIBLE, Node, Reference, Trees


class QuickTrees(Trees):
    """Asks what does not show for its role only: hundreds of items of closed menus would take seconds."""

    def _described(self, showing: list[tuple[Reference, int, frozenset[str]]], pid: int) -> list[Node]:
        whole = [parent == 0 or "showing" in states for _, parent, states in showing]
        shown = iter(super()._described([one for one, full in zip(showing, whole, strict=True) if full], pid))
        hidden = [one for one, full in zip(showing, whole, strict=True) if not full]
        roles = iter(self._ask([reference for reference, _, _ in hidden], ACCESSIBLE, "GetRoleName"))
        found = []
        for (reference, parent, states), full in zip(showing, whole, strict=True):
            if full:
                found.append(next(shown))
            else:
                role = next(roles)
                found.append(Node(reference, parent, str(role[0]) if role else "", states=states, pid=pid))
        return found


def trimmed(nodes: list[Node]) -> list[Node]:
    """The nodes with cells that end where the cell they stand in does: GTK gives the text beside a picture too much room."""
    made: list[Node] = []
    for node in nodes:
        above = made[node.parent] if node.parent >= 0 else None
        if above is not None and above.role == node.role == "table cell" and above.box and node.box:
            left, top, width, height = node.box
            box = (left, top, min(width, above.box[0] + above.box[2] - left), height)
            made.append(replace(node, box=box))
        else:
            made.append(node)
    return made
