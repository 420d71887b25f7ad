"""In: the things of a sheet. Out: its column headers, and which cell is under which of them in which row."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from ppagent.train.asked.known import Thing

_NEAR = 4
"""Px between the edges of a column header and of the cells under it."""
_IN_ROWS = frozenset({"cell", "row", "list item", "file", "link", "text"})


class Tables:
    """What stands in lines and under headers.

    Attributes:
        heads: column headers: headings side by side without a gap, each line of them from left to right.
    """

    def __init__(self, things: Sequence[Thing], names: Mapping[str, int]) -> None:
        """Find the headers.

        Args:
            things: of the sheet.
            names: how many of them have a name.
        """
        self._things, self._names = things, names
        self.heads: list[list[Thing]] = []
        lines: dict[tuple[int, int], list[Thing]] = {}
        for one in things:
            if one.element.role == "heading":
                box = one.element.box
                lines.setdefault((round(box[1]), round(box[3])), []).append(one)
        for line in lines.values():
            run: list[Thing] = []
            for one in sorted(line, key=lambda one: one.element.box[0]):
                if run and one.element.box[0] - run[-1].element.box[2] > 2:
                    self._keep(run)
                    run = []
                run.append(one)
            self._keep(run)
        self._of = {one: line for line in self.heads for one in line}
        self._once = Counter(one.key for one in self._of)

    def _keep(self, run: list[Thing]) -> None:
        if len(run) > 1:
            self.heads.append(run)

    def is_head(self, one: Thing) -> bool:
        """Whether a heading is that of a column."""
        return one in self._of

    def place(self, one: Thing) -> tuple[str, str] | None:
        """The column and the row of a cell as they are called, when these can mean no other cell."""
        if not self.heads or one.element.role not in _IN_ROWS:
            return None
        left, top, right, _ = one.element.box
        above = [
            head
            for head in self._of
            if head.element.box[3] <= top + _NEAR
            and abs(head.element.box[0] - left) <= _NEAR
            and abs(head.element.box[2] - right) <= _NEAR
        ]
        if not above:
            return None
        head = max(above, key=lambda head: head.element.box[1])
        row = self._row(one, self._of[head])
        if row is None or self._once[head.key] > 1 or row.key == one.key or len(head.key) < 2:
            return None
        return head.element.name, row.element.name

    def _row(self, one: Thing, line: Sequence[Thing]) -> Thing | None:
        """What the row of a cell is called by: what it belongs to, or else what comes first in it."""
        box = one.element.box
        beside = [
            other
            for other in self._things
            if abs(other.element.box[1] - box[1]) <= 2
            and abs(other.element.box[3] - box[3]) <= 2
            and other.element.box[0] >= line[0].element.box[0] - _NEAR
            and other.element.box[2] <= line[-1].element.box[2] + _NEAR
            and other.element.role in _IN_ROWS
            and other.element.written
        ]
        if one.group:
            beside = [other for other in beside if other.key == one.group]
        first = min(beside, key=lambda other: other.element.box[0], default=None)
        if first is None or first is one or self._names[first.key] != 1 or first.key.isdecimal():
            return None
        return first


def said_of(column: str, row: str, rng: random.Random) -> str:
    """A cell by its column and row."""
    return rng.choice(_SAID).format(c=column, r=row)


def asked_of(column: str, row: str, rng: random.Random) -> str:
    """What a cell holds, as a question."""
    return rng.choice(_ASKED).format(c=column, r=row)


_SAID = (
    "the {c} of {r}", "the {c} of {r}", 'the "{c}" of "{r}"', "{c} of {r}", "{r}: {c}", "the {c} cell of {r}", "{c} for {r}",
    "the {c} column in the row of {r}", 'the cell in row "{r}", column "{c}"', '{c} in the row of "{r}"', "{c} ({r})",
    "the {c} for {r}", "the cell under {c} in the row of {r}",
)  # fmt: skip
_ASKED = (
    "what is the {c} of {r}?", "what is the {c} of {r}?", 'what does it say under "{c}" in the row of "{r}"?',
    "which {c} has {r}?", "read the {c} of {r}",
)  # fmt: skip
