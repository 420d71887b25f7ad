"""In: a Sheet. Out: its things by name, meaning and row, so that what is said of one fits no other."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ppagent.train.asked.tooltips import Meaning, lexicon, telling
from ppagent.train.sheet import Box, Element, Sheet

LONGEST = 48
"""Characters of a printed name that is asked for; longer ones are begun and left off with an ellipsis by nobody."""
LONGEST_TIP = 90
"""Characters of a tool tip."""
WORDS = {
    "field": ("field", "text field", "input", "box", "entry"),
    "check box": ("check box", "checkbox"),
    "radio button": ("radio button", "option"),
    "switch": ("switch", "toggle", "check box"),
    "combo box": ("drop-down list", "combo box", "drop-down"),
    "spin button": ("number field", "spin button"),
    "list item": ("list item", "item", "entry"),
    "cell": ("list item", "cell"),
    "tab": ("tab", "page tab"),
    "link": ("link",),
    "button": ("button",),
    "menu": ("menu",),
    "menu item": ("menu item", "entry"),
    "slider": ("slider",),
    "icon": ("icon",),
    "file": ("file", "icon", "list item"),
    "row": ("row", "list item"),
    "heading": ("heading",),
    "image": ("image", "picture"),
}
"""What people call things of a role; the first is what `ppagent eval` says."""
PRESSED = frozenset({"button", "link", "menu item", "menu", "tab", "icon", "check box", "switch"})
"""Roles of printed things that do what an icon of the same meaning does."""
_PICTURED = frozenset({"button", "icon", "link", "image", "menu item", "menu", "tab", "list item", "file"})
"""Roles of unwritten things whose name is what their picture means."""
_CROWD = 6
"""Drawn things in a row at most; where more belong together it is a dialog or a bar."""
_DULL = {"increase": 0.9, "decrease": 0.9, "minimize": 0.4, "maximize": 0.4, "close": 0.2}
"""Drawn things that nearly every window has, and how often they are passed over."""

_SUMS = frozenset({"multiply", "divide", "equals", "square root"})
_SIGNS = frozenset(
    {"add", "plus", "subtract", "minus", "percent", "percentage", "clear", "inverse", "remove"}
)
"""What these are called on a calculator is something else elsewhere."""

Sense = int | str
"""Place of a meaning in the lexicon, or a name that has none."""


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """An element as it may be asked for.

    Attributes:
        element: itself.
        key: its name, casefolded.
        group: the row, card or part it belongs to, casefolded.
        bare: its name without that of its group: "select" of "select Ann".
        sense: what it means.
        word: what its role is called.
    """

    element: Element
    key: str
    group: str
    bare: str
    sense: Sense
    word: str


class Known:
    """All things of a sheet.

    Attributes:
        sheet: it.
        things: those that can be asked for.
        names, roles, hints: how many things have a name, a name and kind, a hint; casefolded.
        drawn: unwritten things by what they mean.
        printed: what printed things that can be pressed mean.
        rows: how many things mean the same in the same row.
        ticks: how many boxes to tick are in a row.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        # A row whose title lies under another window tells nobody anything.
        read = "\n".join(key(one.name) for one in sheet.elements if one.written)
        shown = (one if key(one.group) in read else replace(one, group="") for one in sheet.elements)
        self.things = [thing(one) for one in shown if usable(one)]
        if any(one.key in _SUMS for one in self.things):
            # A plus among the keys of a calculator adds no entry to anything.
            self.things = [replace(one, sense=one.bare) if one.key in _SIGNS else one for one in self.things]
        self.names = Counter(one.key for one in self.things)
        self.roles = Counter((one.key, one.word) for one in self.things)
        self.hints = Counter(key(one.element.hint) for one in self.things if one.element.hint)
        self.rows = Counter((one.sense, one.group) for one in self.things if one.group)
        self.ticks = Counter(one.group for one in self.things if one.element.role == "check box")
        self._crowds = Counter(one.group for one in self.things if one.group and not one.element.written)
        self._printed_names = {one.key for one in self.things if one.element.written}
        self.drawn: dict[Sense, list[Thing]] = {}
        self.printed: set[Sense] = set()
        for one in self.things:
            if not one.element.written:
                self.drawn.setdefault(one.sense, []).append(one)
            elif one.element.role in PRESSED:
                self.printed.add(one.sense)
        meanings = lexicon().meanings
        self._meant = {
            place: meanings[place] for place in {*self.drawn, *self.printed} if isinstance(place, int)
        }

    @cached_property
    def text(self) -> str:
        """All that is printed or named on the sheet, casefolded."""
        return " \n ".join(f"{key(one.name)} \n {key(one.hint)}" for one in self.sheet.elements)

    @cached_property
    def words(self) -> frozenset[str]:
        """The telling words of all that can be pressed."""
        return frozenset(
            word
            for one in self.things
            if not one.element.written or one.element.role in PRESSED
            for word in telling(f"{one.key} {one.element.hint}")
        )

    def meaning(self, one: Thing) -> Meaning | None:
        """What the lexicon knows of a thing."""
        return self._meant.get(one.sense) if isinstance(one.sense, int) else None

    def only(self, one: Thing) -> bool:
        """Whether nothing else on the sheet means the same."""
        return len(self.drawn.get(one.sense, ())) == 1 and one.sense not in self.printed

    def free(self, said: str, one: Thing) -> bool:
        """Whether words that fit a thing are the name of no other, nor fit the meaning of another."""
        said = key(said)
        return (
            (said not in self.names or (said == one.key and self.names[said] == 1))
            and (said not in self.hints or said == key(one.element.hint))
            and not any(said in other.said for sense, other in self._meant.items() if sense != one.sense)
        )

    def alone(self, one: Thing) -> bool:
        """Whether a thing and its row together can be no other, and what the row is called can be read."""
        return bool(one.bare) and one.group in self._printed_names and self.rows[one.sense, one.group] == 1

    def in_row(self, one: Thing) -> bool:
        """Whether a thing can be told by the row or card it is in."""
        return (
            bool(one.group)
            and len(one.group) <= LONGEST
            and (
                self._crowds[one.group] <= _CROWD and one.element.role != "icon"
                if not one.element.written
                else one.element.role in {"button", "link"} and self.names[one.key] > 1
            )
        )

    def every_row(self, column: Sequence[Thing]) -> bool:
        """Whether each row of a table has one of these, at equal distances, as far as can be seen."""
        if len(column) < 3 or not all(one.group for one in column):
            return False
        downs = [middle(one.element.box)[1] for one in column]
        gaps = [late - early for early, late in itertools.pairwise(downs)]
        low, high = downs[0] - 1.5 * gaps[0], downs[-1] + 1.5 * gaps[0]
        rows = {
            one.group
            for one in self.things
            if one.group and one.element.role != "heading" and low < middle(one.element.box)[1] < high
        }
        return max(gaps) - min(gaps) <= 3 and len(rows) == len(column)

    def way(self, one: Thing, rng: random.Random) -> str:
        """A longer name or tool tip that fits this thing, as it is in the lexicon; empty when there is none that fits it alone."""
        meaning = self.meaning(one)
        if meaning is None:
            return ""
        for _ in range(4):
            said = rng.choice(meaning.ways if meaning.ways and rng.random() < 0.8 else meaning.plain)
            if self.free(said, one):
                return said
        return ""

    def lacks(self, place: int) -> bool:
        """Whether nothing on the sheet has this meaning, nor one that may be taken for it, nor a name that shares a word with it."""
        known = lexicon()
        if any(near in self._meant for near in known.alike[place]):
            return False
        meaning = known.meanings[place]
        return (
            not self.words & meaning.words
            and not any(name in self.text for name in meaning.plain)
            and not self._unnamed()
        )

    def _unnamed(self) -> bool:
        """Whether an icon is to be seen of which it is not known what it means."""
        if self.sheet.pictograms is None:
            return False
        boxes = [one.element.box for one in self.things if not one.element.written]
        return not all(
            any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)
            for _, x, y in self.sheet.pictograms.tolist()
        )


def thing(element: Element) -> Thing:
    """An element with what it is called and what it means."""
    name, group = key(element.name), key(element.group)
    bare = name.removesuffix(group).strip() if group and name.endswith(group) else name
    sense: Sense = lexicon().of.get(bare, bare)
    if not element.written and element.role not in _PICTURED and sense != lexicon().of["select"]:
        sense = (
            bare  # a box or field is called by what stands beside it, whatever that would mean on a picture
        )
    return Thing(element, name, group, bare, sense, WORDS.get(element.role, (element.role,))[0])


def passed_over(one: Thing, rng: random.Random) -> bool:
    """Whether a thing of a kind that is everywhere is left out this time."""
    return not one.element.written and rng.random() < _DULL.get(one.bare, 0.0)


def usable(element: Element) -> bool:
    """Whether an element can be named and hit."""
    left, top, right, bottom = element.box
    longest = LONGEST if element.written else LONGEST_TIP
    return 0 < len(element.name.strip()) <= longest and right - left >= 4 and bottom - top >= 4


def key(name: str) -> str:
    """A name without its case and spare blanks."""
    return " ".join(name.casefold().split())


def middle(box: Box) -> tuple[float, float]:
    """Its middle, px."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def in_order(things: Sequence[Thing]) -> tuple[str, list[Thing]]:
    """Things of one name in the order in which people count them.

    Returns:
        "column", "line" or "grid", and the things; an empty list when it is not plain which comes first.
    """
    middles = [middle(one.element.ink or one.element.box) for one in things]
    across, down = zip(*middles, strict=True)
    places = range(len(things))
    if max(across) - min(across) <= 8:
        order = sorted(places, key=lambda place: down[place])
        apart = min(down[late] - down[early] for early, late in itertools.pairwise(order))
        return "column", [things[place] for place in order] if apart >= 8 else []
    if max(down) - min(down) <= 8:
        order = sorted(places, key=lambda place: across[place])
        apart = min(across[late] - across[early] for early, late in itertools.pairwise(order))
        return "line", [things[place] for place in order] if apart >= 8 else []
    rows: list[list[int]] = []
    for place in sorted(places, key=lambda place: down[place]):
        if rows and down[place] - down[rows[-1][0]] <= 8:
            rows[-1].append(place)
        elif rows and down[place] - down[rows[-1][-1]] < 16:
            return "grid", []
        else:
            rows.append([place])
    return "grid", [things[place] for row in rows for place in sorted(row, key=lambda place: across[place])]


def kind_of_file(group: str) -> bool:
    """Whether a row is named like a file."""
    return re.search(r"\w\.\w{1,5}$", group) is not None
