"""In: everything with a name on one screen. Out: the targets that a few words name, and nothing else on it.

The words are the program's own: a name, a tooltip, a label. What has none, or shares it with another of its kind, is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ppagent.desktop.windows import Box
from ppagent.evaluate.collect.frames import BUTTON
from ppagent.evaluate.collect.thing import FIELDS, Target, Thing, overlap

SEEN = "seen"
"""Role of text that was read from the picture: the second witness."""
LONGEST = 60
"""Characters of a name: beyond it is prose, which nobody says to point at something."""
_TECHNICAL = re.compile(
    r"^(gtk|gimp|stock|dialog|image|document|folder|go|view|edit)-[a-z0-9-]+$|-symbolic$|<[a-z/]|^[a-z]+_[a-z_]+$"
)
"""Names of icons in a theme or of widgets in the source, and markup: no person says them."""
_FLEETING = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d|\d [kMG]i?B\b")
"""A date, a time, an amount of memory: true for a moment."""
_SHORTCUT = re.compile(r"\s+(?:(?:Ctrl|Alt|Shift|Super)\+)+\w+$")
"""Some programs say a menu item's keys after its name."""
VALUE = re.compile(r"[-+]?[\d.,]+ ?\w{0,3} ?%?")
"""What stands in a slider or a number field, perhaps with a unit: another one tomorrow."""
_WIDE = 2.5
"""Width by height above which a thing without drawn name is no icon, but text cut short."""


def plain(text: str) -> str:
    """A name as it is compared: without case, spaces, mnemonics, and the dots and colons that names end in."""
    whole = _SHORTCUT.sub("", " ".join(text.replace("_", " ").split())).casefold()
    return whole.strip(" .…:*") or whole


def targets(things: Sequence[Thing]) -> list[Target]:
    """The things of one screen that can be asked for.

    A thing is called by its words alone when nothing else on the screen has them, by its words and its kind when nothing else of
    that kind has them, and else not at all.
    """
    called: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        for words in {plain(one) for one in (thing.name, thing.tooltip, thing.label) if one} - {""}:
            called[words].append(thing)
    found = []
    for thing in things:
        if not thing.word or not thing.live or cut_short(thing):
            continue
        words, bare = _words(thing)
        if not sayable(words):
            continue
        others = [one for one in called[plain(words)] if not _same(one, thing) and not _lesser(one, thing)]
        if bare and not others:
            said = words
        elif any(_alike(one, thing) for one in others):
            continue
        else:
            said = f'the "{words}" {thing.word}'
        found.append(
            Target(instruction=said, data_type="text" if _is_text(thing, words) else "icon", thing=thing)
        )
    return _one_each(found)


def _words(thing: Thing) -> tuple[str, bool]:
    """What a thing is called, and whether that is enough to say without its kind."""
    if thing.word in FIELDS:
        words = thing.label or thing.tooltip or ("" if thing.drawn else thing.name)
        return ("" if VALUE.fullmatch(words) else tidy(words)), False
    if thing.drawn:
        # Nobody would understand a lone sign.
        return tidy(thing.name), sum(map(str.isalnum, thing.name)) > 1
    tooltip = tidy(thing.tooltip)
    return (tooltip if sayable(tooltip) else tidy(thing.name)), True


def cut_short(thing: Thing) -> bool:
    """Whether there is room for a name, and not for all of this one: what is drawn is not what it is called."""
    return not thing.drawn and thing.word not in FIELDS and thing.box[2] > _WIDE * thing.box[3]


def tidy(text: str) -> str:
    """A name without the keys, dots and colons that follow it."""
    text = _SHORTCUT.sub("", text.strip())
    return text.rstrip(".…:* ").strip() or text


def _is_text(thing: Thing, words: str) -> bool:
    return thing.drawn and plain(words) == plain(thing.name)


def sayable(words: str) -> bool:
    """Whether a person could say these words to point at something."""
    return (
        bool(words)
        and len(words) <= LONGEST
        and words.isprintable()
        and '"' not in words
        and not _TECHNICAL.search(words)
        and not _FLEETING.search(words)
    )


def _same(one: Thing, other: Thing) -> bool:
    """Whether two are parts of one thing: a row and its cell, a button and the text on it."""
    if one is other:
        return True
    shared = overlap(one.box, other.box)
    small, large = sorted((_area(one.box), _area(other.box)))
    if one.role == SEEN:
        return shared >= 0.6 * _area(one.box)
    if not one.word and shared >= 0.9 * small:
        return True  # the text on it, or what it stands in: a cell, a heading
    return (
        shared >= 0.9 * small
        and large <= 4 * small
        and (not one.word or not other.word or one.word == other.word)
    )


def _alike(one: Thing, thing: Thing) -> bool:
    """Whether a thing's kind does not tell it from another."""
    return one.word == thing.word or (one.role == BUTTON and thing.word == "button")


def _lesser(one: Thing, thing: Thing) -> bool:
    """Whether nobody would take the one for the other: who reads "Close" on a button does not mean a window's cross."""
    return thing.drawn and one.role == BUTTON


def _one_each(found: Iterable[Target]) -> list[Target]:
    """One target per place and per instruction: of a row and its cell, the larger."""
    kept: list[Target] = []
    for target in sorted(found, key=lambda one: -_area(one.thing.box)):
        if not any(
            plain(one.instruction) == plain(target.instruction) or _same(one.thing, target.thing)
            for one in kept
        ):
            kept.append(target)
    return sorted(kept, key=lambda one: (one.thing.box[1], one.thing.box[0]))


def _area(box: Box) -> int:
    return box[2] * box[3]
