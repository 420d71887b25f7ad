"""In: what is to be seen of a program. Out: which cells share a row or a column of a table."""

from __future__ import annotations

from collections.abc import Sequence

from ppagent.evaluate.collect.tree import Reference
from ppagent.evaluate.collect.unique import sayable, tidy
from ppagent.evaluate.collect.visible import Seen

TABLES = frozenset({"table", "tree table", "tree"})
"""AT-SPI roles of what has cells."""


def row_heads(seen: Sequence[Seen]) -> dict[Reference, str]:
    """Per cell of a table the first thing that is written in its row."""
    rows: dict[tuple[Reference, int], list[Seen]] = {}
    for one in seen:
        if one.node.role == "table cell" and one.node.name:
            rows.setdefault((table_of(one), one.box[1]), []).append(one)
    heads = {}
    for row in rows.values():
        first, *others = sorted(row, key=lambda one: one.box[0])
        if sayable(tidy(first.node.name)):
            heads.update({one.node.reference: tidy(first.node.name) for one in others})
    return heads


def single_columns(seen: Sequence[Seen]) -> frozenset[Reference]:
    """Tables that are lists: only one of their columns has words."""
    columns: dict[Reference, set[int]] = {}
    for one in seen:
        if one.node.role == "table cell" and one.node.name:
            columns.setdefault(table_of(one), set()).add(one.box[0] + one.box[2])
    return frozenset(table for table, ends in columns.items() if len(ends) == 1)


def table_of(one: Seen) -> Reference:
    """The table that a cell is in; a cell may stand in another one with its picture."""
    return next((above.reference for above in one.above if above.role in TABLES), ("", ""))
