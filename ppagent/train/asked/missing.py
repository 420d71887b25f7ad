"""In: what is on a sheet, and names from elsewhere. Out: a task about something that is not there."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from ppagent.train.asked import rows, wording
from ppagent.train.asked.known import LONGEST, Known, key
from ppagent.train.asked.tooltips import cased, lexicon, spelt

_PICTURES = 0.25
"""Share of those whose icon is not there; what is doubtful is better pointed at than refused."""
_NEAR = 0.3
"""How often a name may share a word with what is printed."""


def missing(known: Known, names: Sequence[str], rng: random.Random) -> str:
    """A task that cannot be done: a printed name of another screen, or what an icon of none here means; empty when that draw fits.

    Args:
        known: the sheet.
        names: from elsewhere.
        rng: draws.
    """
    if rng.random() < _PICTURES:
        return _picture(known, rng)
    name = rng.choice(names) if names else ""
    asked = key(name)
    if (
        not 3 <= len(asked) <= LONGEST
        or asked in known.text
        or any(one and one in asked for one in known.names)
        or (rng.random() > _NEAR and any(len(word) > 3 and word in known.text for word in asked.split()))
    ):
        return ""
    in_rows = [one for one in known.things if not one.element.written and known.in_row(one)]
    if in_rows and rng.random() < 0.4:
        one = rng.choice(in_rows)
        other = replace(
            one, element=replace(one.element, name=one.bare, group=name, hint=""), group=asked, key=one.bare
        )
        if other.bare and one.element.role in {"button", "check box"}:
            return wording.asked(rows.of_row(other, known, rng), rng)
    said = wording.quoted(name, rng) if rng.random() < 0.85 else f"the {asked} icon"
    return wording.pressed(said, "", rng)


def _picture(known: Known, rng: random.Random) -> str:
    """What an icon means that is not there."""
    place = rng.choice(lexicon().commands)
    if not known.lacks(place):
        return ""
    meaning = lexicon().meanings[place]
    if meaning.ways and rng.random() < 0.6:
        return wording.asked(cased(spelt(rng.choice(meaning.ways), rng), rng), rng)
    return wording.pressed(wording.icon(rng.choice(meaning.plain), "button", rng), "button", rng)
