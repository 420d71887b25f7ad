"""In: a thing and what it is called. Out: the words of a task."""

from __future__ import annotations

import random

from ppagent.train.asked.known import WORDS, Known, Thing
from ppagent.train.asked.tooltips import ASIDES, asks, cased, keys, spelt

REFUSE = "\nIf it is not on the screen, say that this cannot be done."
"""What `ppagent eval` adds to a task of a set whose targets may be missing."""


def quoted(name: str, rng: random.Random) -> str:
    """A name as it is or in quotes."""
    return rng.choice(("'{}'", '"{}"', "{}")).format(name)


def pressed(said: str, role: str, rng: random.Random) -> str:
    """What to do with what is called so."""
    verbs = (
        ["click {}"] * 5 + ["Click: {}"] * 6 + ["{}"] * 3 + ["Click on {}", "press {}", "tap {}", "select {}"]
    )
    if role in {"menu", "menu item", "link", "tab", "file", "list item", "combo box"}:
        verbs += ["open {}", "go to {}", "choose {}"]
    if role in {"field", "spin button", "combo box"}:
        verbs += ["focus {}", "type in {}", "click in {}"] * 2
    if role in {"check box", "switch", "radio button"}:
        verbs += ["toggle {}", "tick {}", "switch {}"]
    return refusable(rng.choice(verbs).format(said), rng)


def asked(way: str, rng: random.Random) -> str:
    """A tool tip as a task: it says itself what is done."""
    forms = ["Click: {}"] * 6 + ["{}"] * 5 + ["click {}"] * 3 + ["press {}"]
    if '"' not in way and not way.startswith("the "):
        forms += ['click "{}"', "click '{}'", 'Click: "{}"']
    return refusable(rng.choice(forms).format(way), rng)


def refusable(task: str, rng: random.Random) -> str:
    """A task, at times of those that may be refused."""
    return task + REFUSE if rng.random() < 0.12 else task


def with_kind(one: Thing, known: Known, rng: random.Random, *, plain: bool = False) -> str:
    """By name and kind: the "Save" button; ``plain``: as `ppagent eval` says it."""
    name, word = one.element.name, one.word if plain else rng.choice(WORDS.get(one.element.role, (one.word,)))
    if one.element.role == "heading" and plain and not known.sheet.source.startswith("web"):
        word = "column header"
    return rng.choice((f'the "{name}" {word}', f'the "{name}" {word}', f"the {name} {word}"))


def icon(name: str, role: str, rng: random.Random) -> str:
    """A drawn thing by its short name."""
    name = name if rng.random() < 0.5 else name.lower()
    one, other = ("image", "picture") if role == "image" else ("icon", "button")
    forms = (f"the {{}} {one}", f"{{}} {one}", "{}", "{}", f"the {{}} {other}", "'{}'", '"{}"')
    return rng.choice(forms).format(name)


def tip(one: Thing, known: Known, rng: random.Random) -> str:
    """A tool tip of a drawn thing, short or long, now and then with a shortcut or in two parts; empty when none fits it alone."""
    hint = one.element.hint
    fits = bool(hint) and known.hints[" ".join(hint.casefold().split())] == 1 and known.free(hint, one)
    way = known.way(one, rng) if known.only(one) and not (fits and rng.random() < 0.4) else ""
    way = way or (hint if fits else "")
    if not way:
        return ""
    said = cased(way if way == hint else spelt(way, rng), rng)
    draw = rng.random()
    if draw < 0.09:
        said += keys(rng)
    elif draw < 0.24:
        said = _in_parts(said, one, known, rng)
    elif draw < 0.27 and asks(said):
        said = f"{rng.choice(('Click to', 'Press to', 'Click here to'))} {said[:1].lower()}{said[1:]}"
    elif draw < 0.30:
        said += rng.choice((".", "…", "..."))
    return said


def _in_parts(said: str, one: Thing, known: Known, rng: random.Random) -> str:
    """A tool tip with a second part: what it is and what it does, or what else can be done with it."""
    name = one.element.name[:1].upper() + one.element.name[1:]
    other = known.way(one, rng)
    if name.casefold() == said.casefold() or rng.random() < 0.3:
        return f"{said}, {rng.choice(ASIDES)}"
    if not other or other.casefold() == said.casefold() or rng.random() < 0.7:
        return rng.choice(
            ("{}: {}", "{}: {}", "{} - {}", "{}. {}", "{} tool: {}" if " " not in name else "{}: {}")
        ).format(name, said)
    return rng.choice(
        (
            f"{said}, {other[:1].lower()}{other[1:]}",
            f"{said}; {other[:1].lower()}{other[1:]}",
            f"{said}. {other}",
        )
    )
