"""In: a thing whose words stand twice. Out: how it is told from the others: by its kind, its window, its place among its like."""

from __future__ import annotations

import random

from ppagent.train.asked import wording
from ppagent.train.asked.known import WORDS, Known, Thing, in_order
from ppagent.train.asked.rows import ORDER
from ppagent.train.asked.tables import Tables

_LOOKS = (
    frozenset({"list item", "cell", "file", "row", "icon"}),
    frozenset({"button", "icon"}),
    frozenset({"check box", "switch", "radio button"}),
    frozenset({"heading", "text"}),
    frozenset({"field", "combo box", "spin button"}),
)
"""Kinds that may be taken for each other."""


class Kinds:
    """What the things of a sheet are called besides their names."""

    def __init__(self, known: Known, tables: Tables) -> None:
        self._known, self._tables = known, tables
        self._named: dict[str, list[Thing]] = {}
        for one in known.things:
            self._named.setdefault(one.key, []).append(one)

    def tell(self, one: Thing) -> bool:
        """Whether a printed thing is the only one of its name and kind, or a menu whose window is named."""
        known, role = self._known, one.element.role
        if not one.element.written or role not in WORDS:
            return False
        if known.roles[one.key, one.word] > 1:
            return role == "menu" and known.alone(one)
        near = frozenset[str]().union(*(looks for looks in _LOOKS if role in looks))
        return not any(other.element.role in near for other in self._named[one.key] if other is not one)

    def said(self, one: Thing, rng: random.Random, *, plain: bool = True) -> str:
        """By name and kind: the "Save" button; ``plain``: as `ppagent eval` says it."""
        if one.element.role != "heading":
            return wording.with_kind(one, self._known, rng, plain=plain)
        column = self._tables.is_head(one) or (
            # The headings of real programs are those of columns, but for titles of what is drawn over them.
            not self._known.sheet.source.startswith(("drawn", "web")) and not _tight(one)
        )
        word = "column header" if column else rng.choice(("heading", "heading", "title"))
        return rng.choice(('the "{}" {}', 'the "{}" {}', "the {} {}")).format(one.element.name, word)

    def apart(self, one: Thing, rng: random.Random) -> str:
        """A thing as it is told from others with its words; empty when it cannot be."""
        known, name, word = self._known, one.element.name, one.word
        ways = [self.said(one, rng)] * 3 if known.roles[one.key, word] == 1 else []
        if word == "menu" and known.alone(one):
            window = one.element.group
            ways += [
                f'the "{name}" menu in the "{window}" window',
                f'"{name}" in the "{window}" window',
                f"the {name} menu of {window}",
            ]
        alike = [other for other in self._named[one.key] if other.word == word]
        if 1 < len(alike) <= len(ORDER):
            _, ordered = in_order(alike)
            if ordered:
                ways.append(f'the {ORDER[ordered.index(one)]} "{name}" {word}')
        return rng.choice(ways) if ways else ""


def _tight(one: Thing) -> bool:
    """Whether a click must hit the words themselves."""
    box, ink = one.element.box, one.element.ink
    return ink is not None and box[2] - box[0] < ink[2] - ink[0] + 10
