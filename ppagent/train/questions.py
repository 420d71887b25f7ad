"""In: a Sheet. Out: questions about it with their right answers, in the words that people and agents use."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ppagent.action.schema import Action, Answer, Click, Fail
from ppagent.train.sheet import Box, Element, Sheet

REFUSE = "\nIf it is not on the screen, say that this cannot be done."
"""What `ppagent eval` adds to a task of a set whose targets may be missing."""
LONGEST = 48
"""Characters of a name that is asked for; longer ones are begun and left off with an ellipsis by nobody."""
_ROLE_WORDS = {
    "field": ("field", "text field", "input", "box", "entry"),
    "check box": ("check box", "checkbox"),
    "radio button": ("radio button", "option"),
    "switch": ("switch", "toggle"),
    "combo box": ("drop-down list", "combo box", "drop-down"),
    "spin button": ("number field", "spin button"),
    "list item": ("list item", "item", "entry"),
    "cell": ("cell",),
    "tab": ("tab", "page tab"),
    "link": ("link",),
    "button": ("button",),
    "menu": ("menu",),
    "menu item": ("menu item", "entry"),
    "slider": ("slider",),
    "icon": ("icon", "button"),
    "file": ("file", "icon"),
    "row": ("row",),
    "heading": ("heading",),
    "image": ("image", "picture"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """Something asked about a screen.

    Attributes:
        task: the words.
        action: the right answer; its point is px of the sheet.
        box: where a click is right, px of the sheet; None for answers without a place.
        ink: what is drawn of it.
        kind: what is asked for: ``text``, ``icon``, ``described``, ``absent``, ``read``, ``state``.
    """

    task: str
    action: Action
    box: Box | None = None
    ink: Box | None = None
    kind: str = "text"


def questions(sheet: Sheet, count: int, rng: random.Random, absent: Sequence[str] = ()) -> list[Question]:
    """Draw questions about a sheet, each thing asked for at most once.

    Args:
        sheet: with its elements.
        count: how many, at most.
        rng: draws.
        absent: names from elsewhere; those that are not on this sheet are asked for and must be refused.
    """
    asker = _Asker(sheet, rng)
    makers: list[tuple[Callable[[], Question | None], float]] = [
        (asker.named, 0.60),
        (asker.described, 0.16),
        (asker.beside, 0.05),
        (asker.read, 0.07),
        (asker.state, 0.05),
        (lambda: asker.missing(absent), 0.07),
    ]
    kinds, weights = zip(*makers, strict=True)
    asked: list[Question] = []
    for _ in range(count * 3):
        if len(asked) == count:
            break
        question = rng.choices(kinds, weights)[0]()
        if question is not None:
            asked.append(question)
    return asked


class _Asker:
    """The things of one sheet, and what has been asked about."""

    def __init__(self, sheet: Sheet, rng: random.Random) -> None:
        self.sheet, self.rng = sheet, rng
        self.elements = [one for one in sheet.elements if _usable(one)]
        self.names = Counter(_key(one.name) for one in self.elements)
        self.roles = Counter((_key(one.name), one.role) for one in self.elements)
        self.text = " \n ".join(_key(one.name) for one in sheet.elements)
        self.queue = self.elements[:]
        rng.shuffle(self.queue)
        # Drawn things are the rarer ones: they come first half of the time.
        if rng.random() < 0.5:
            self.queue.sort(key=lambda one: one.written, reverse=True)

    def named(self) -> Question | None:
        """By its name alone, or by name and kind."""
        element = self._next(lambda one: self.names[_key(one.name)] == 1)
        if element is None:
            return None
        named = self._quoted(element.name) if element.written else self._icon(element)
        return self._click(self._verb(named, element), element, "text" if element.written else "icon")

    def described(self) -> Question | None:
        """By kind, group, order or hint: where the name alone would not do, or where a person would not use it."""
        rng = self.rng
        element = self._next(lambda one: bool(one.hint) or one.role in _ROLE_WORDS)
        if element is None:
            return None
        key, word = _key(element.name), rng.choice(_ROLE_WORDS.get(element.role, ("button",)))
        twins = [one for one in self.elements if _key(one.name) == key]
        ways: list[str] = []
        if self.roles[key, element.role] == 1:
            ways += [f'the "{element.name}" {word}', f"the {element.name} {word}"] * 2
            if element.hint and sum(_key(one.hint) == _key(element.hint) for one in self.elements) == 1:
                ways.append(element.hint)
        if element.group and sum(_key(one.group) == _key(element.group) for one in twins) == 1:
            ways += [
                f'"{element.name}" in the row of "{element.group}"'
                if len(twins) > 2
                else f'"{element.name}" under "{element.group}"',
                f"{element.name} for {element.group}",
            ] * 2
        if 1 < len(twins) <= len(_ORDER):
            ordered = sorted(twins, key=lambda one: (round(one.box[1] / 12), one.box[0]))
            ways.append(f'the {_ORDER[ordered.index(element)]} "{element.name}"')
        if not ways:
            return None
        return self._click(self._verb(rng.choice(ways), element), element, "described")

    def beside(self) -> Question | None:
        """By its neighbour: the button left of "Cancel"."""
        element = self._next(lambda _: True)
        if element is None:
            return None
        others = [one for one in self.elements if self.names[_key(one.name)] == 1 and one.written]
        for anchor in self.rng.sample(others, min(12, len(others))):
            for side, words in _SIDES.items():
                if _nearest(anchor, side, self.elements) is element:
                    kind = self.rng.choice(_ROLE_WORDS.get(element.role, (element.role,)))
                    return self._click(
                        self._verb(f'the {kind} {self.rng.choice(words)} "{anchor.name}"', element),
                        element,
                        "described",
                    )
        return None

    def read(self) -> Question | None:
        """What is printed at a place."""
        element = self._next(lambda one: one.written and one.role not in _HOLDING)
        if element is None:
            return None
        height, width = self.sheet.pixels.shape[:2]
        x, y = _middle(element.ink or element.box)
        if not (0 <= x < width and 0 <= y < height):
            return None
        place = f"{int(1000 * x / _whole(width)):03d},{int(1000 * y / _whole(height)):03d}"
        task = self.rng.choice(("read {}", "what is written at {}?", "read the text at {}")).format(place)
        return Question(task, Answer(text=element.name), element.box, element.ink, "read")

    def state(self) -> Question | None:
        """Whether something is switched on, or what a field holds."""
        asked = self._next(
            lambda one: (one.state in {"on", "off"} or bool(one.value)) and self.names[_key(one.name)] == 1
        )
        if asked is None:
            return None
        if asked.state in {"on", "off"}:
            words = self.rng.choice(("is {} on?", "is {} checked?", "is {} enabled?"))
            answer = "yes" if asked.state == "on" else "no"
        else:
            words = self.rng.choice(
                ("what is in the {} field?", "what does {} say?", "what is the value of {}?")
            )
            answer = asked.value[:LONGEST]
        return Question(
            words.format(self._quoted(asked.name)), Answer(text=answer), asked.box, asked.ink, "state"
        )

    def missing(self, names: Sequence[str]) -> Question | None:
        """Something that is not there."""
        if not names:
            return None
        name = self.rng.choice(names)
        key = _key(name)
        if (
            not 3 <= len(key) <= LONGEST
            or key in self.text
            or any(known and known in key for known in self.names)
        ):
            return None
        task = self._verb(self._quoted(name) if self.rng.random() < 0.7 else f"the {key} icon", None)
        return Question(task, Fail(), kind="absent")

    def _next(self, wanted: Callable[[Element], bool]) -> Element | None:
        for place in range(len(self.queue) - 1, -1, -1):
            if wanted(self.queue[place]):
                return self.queue.pop(place)
        return None

    def _click(self, task: str, element: Element, kind: str) -> Question:
        ink = element.ink or element.box
        return Question(task, Click(point=_middle(ink)), element.box, ink, kind)

    def _quoted(self, name: str) -> str:
        return self.rng.choice(("'{}'", '"{}"', "{}")).format(name)

    def _icon(self, element: Element) -> str:
        name = element.name if self.rng.random() < 0.5 else element.name.lower()
        return self.rng.choice(("the {} icon", "{} icon", "{}", "the {} button", "'{}'", '"{}"')).format(name)

    def _verb(self, thing: str, element: Element | None) -> str:
        rng = self.rng
        verbs = (
            ["click {}"] * 6
            + ["Click: {}"] * 3
            + ["{}"] * 3
            + ["Click on {}", "press {}", "tap {}", "select {}"]
        )
        role = element.role if element is not None else ""
        if role in {"menu", "menu item", "link", "tab", "file", "list item", "combo box"}:
            verbs += ["open {}", "go to {}", "choose {}"]
        if role in {"field", "spin button", "combo box"}:
            verbs += ["focus {}", "type in {}", "click in {}"] * 2
        if role in {"check box", "switch", "radio button"}:
            verbs += ["toggle {}", "tick {}", "switch {}"]
        task = rng.choice(verbs).format(thing)
        return task + REFUSE if rng.random() < 0.12 else task


_HOLDING = frozenset({"field", "combo box", "slider", "switch", "spin button"})
"""What is printed in these is not their name."""
_ORDER = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_SIDES = {
    "left": ("left of", "to the left of", "before"),
    "right": ("right of", "to the right of", "next to"),
    "above": ("above", "over"),
    "below": ("below", "under"),
}


def _usable(element: Element) -> bool:
    left, top, right, bottom = element.box
    return 0 < len(element.name.strip()) <= LONGEST and right - left >= 4 and bottom - top >= 4


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _whole(size: int, block: int = 32) -> int:
    """A side padded to whole blocks: what thousandths are of."""
    return -(-size // block) * block


def _nearest(anchor: Element, side: str, elements: Sequence[Element]) -> Element | None:
    """The thing on that side of the anchor that is nearest, if nothing else could be meant."""
    across = side in {"left", "right"}
    low, high = (1, 3) if across else (0, 2)
    found: list[tuple[float, Element]] = []
    for one in elements:
        if one is anchor:
            continue
        overlap = min(one.box[high], anchor.box[high]) - max(one.box[low], anchor.box[low])
        size = min(one.box[high] - one.box[low], anchor.box[high] - anchor.box[low])
        gap = {
            "left": anchor.box[0] - one.box[2],
            "right": one.box[0] - anchor.box[2],
            "above": anchor.box[1] - one.box[3],
            "below": one.box[1] - anchor.box[3],
        }[side]
        if overlap > 0.6 * size and gap > -2:
            found.append((gap, one))
    found.sort(key=lambda pair: pair[0])
    if not found or found[0][0] > 120:
        return None
    if len(found) > 1 and found[1][0] - found[0][0] < 6:
        return None
    return found[0][1]
