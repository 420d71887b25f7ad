"""In: what is put on a sheet, as it is put there. Out: the record of what can be seen on it: elements, letters, icons."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ppagent.train.sheet import Box, Element

LEAST = 4
"""Px of the smallest side of an element."""


_KINDS = {
    "menu": "menu", "menu item": "menu item", "tab": "tab", "button": "button", "link": "link", "heading": "heading", "cell": "item",
    "list item": "item", "file": "item", "row": "item", "icon": "item", "check box": "box", "radio button": "option",
}  # fmt: skip
"""Kinds of things whose words come again as those of another kind."""
_TELLING = frozenset({"menu", "tab", "heading", "button"})
"""Those whose words come again more often than there are many of them."""
_REPEATED = 26
"""Characters of such words at most."""

READ = 0.6
"""Share of a text that must be printed for it to be readable."""


def readable(text: str, shown: str) -> bool:
    """Whether enough of a text is printed for a person to know it by that."""
    return len(shown.rstrip(".")) >= READ * len(text.rstrip("."))


@dataclass(slots=True)
class Writing:
    """A line of printed characters: its box, and the codes and middles of them; px."""

    box: Box
    codes: NDArray[np.uint16]
    across: NDArray[np.float32]
    down: float
    reach: float


class Record:
    """What is on a sheet of some size.

    Attributes:
        group: the group of what is recorded next.
        elements, writings: as they were put there.
        pictograms: class, left, top and size in px of every icon of the drawn set.
        behind: what is on another sheet that this one is to lie upon.
        menus: where the words of menu bars are, under which a menu may open.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.group = ""
        self.elements: list[Element] = []
        self.writings: list[Writing] = []
        self.pictograms: list[tuple[int, int, int, int]] = []
        self.menus: list[Box] = []
        self.behind: tuple[Element, ...] = ()
        self._said_again: set[tuple[str, str]] = set()

    @contextmanager
    def grouped(self, name: str) -> Iterator[None]:
        """What is drawn within belongs to the group of that name."""
        before, self.group = self.group, name
        yield
        self.group = before

    def mark(
        self,
        role: str,
        name: str,
        box: Box,
        *,
        ink: Box | None = None,
        written: bool = True,
        state: str = "",
        value: str = "",
        group: str | None = None,
        hint: str = "",
    ) -> None:
        """Record an element, clipped to the sheet."""
        left, top = max(0.0, float(box[0])), max(0.0, float(box[1]))
        right, bottom = min(float(self.width), float(box[2])), min(float(self.height), float(box[3]))
        if right - left < LEAST or bottom - top < LEAST or not name.strip():
            return
        if ink is not None:
            ink = (max(left, ink[0]), max(top, ink[1]), min(right, ink[2]), min(bottom, ink[3]))
        belongs = self.group if group is None else group
        if hint == name:
            hint = ""
        self.elements.append(
            Element(role, name, (left, top, right, bottom), ink, written, state, value, belongs, hint)
        )

    def repeatable(self, role: str, rng: random.Random) -> str:
        """The words of something of another kind on the sheet; empty when none that were tried will do."""
        known = [*self.behind, *self.elements]
        first = [one for one in known if one.role in _TELLING] if rng.random() < 0.6 else []
        for _ in range(5 if known else 0):
            one = rng.choice(first or known)
            if (
                not one.written
                or _KINDS.get(one.role, "") in {"", _KINDS.get(role, role)}
                or not 2 <= len(one.name) <= _REPEATED
                or (role, one.name) in self._said_again
            ):
                continue
            self._said_again.add((role, one.name))
            return one.name
        return ""

    def unwritten(self) -> None:
        """The name of what was recorded last is not printed."""
        self.elements[-1] = replace(self.elements[-1], written=False)

    def cover(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Forget what something new hides, wholly or in part."""

        def hit(box: Box) -> bool:
            return box[0] < x1 and box[2] > x0 and box[1] < y1 and box[3] > y0

        self.elements = [one for one in self.elements if not hit(one.box)]
        self.menus = [box for box in self.menus if not hit(box)]
        self.pictograms = [
            one for one in self.pictograms if not hit((one[1], one[2], one[1] + one[3], one[2] + one[3]))
        ]
        kept = []
        for writing in self.writings:
            if hit(writing.box):
                seen = (writing.across < x0 - writing.reach) | (writing.across > x1 + writing.reach)
                if not seen.any():
                    continue
                writing.codes, writing.across = writing.codes[seen], writing.across[seen]
            kept.append(writing)
        self.writings = kept

    def letters(self) -> NDArray[np.int32]:
        """``(n, 3)``: code and middle of every ASCII character."""
        rows = []
        for writing in self.writings:
            seen = (
                (writing.codes > 32)
                & (writing.codes < 127)
                & (writing.across >= 0)
                & (writing.across < self.width)
            )
            row = np.empty((int(seen.sum()), 3), np.int32)
            row[:, 0], row[:, 1], row[:, 2] = writing.codes[seen], writing.across[seen], writing.down
            rows.append(row)
        return np.concatenate(rows) if rows else np.zeros((0, 3), np.int32)

    def icons(self) -> NDArray[np.int32]:
        """``(n, 3)``: class and middle of every icon of the drawn set."""
        rows = [(kind, left + size // 2, top + size // 2) for kind, left, top, size in self.pictograms]
        return np.array(rows, np.int32).reshape(-1, 3)
