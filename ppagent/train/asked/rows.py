"""In: a thing in a row, a card or a column of its like. Out: how it is told from the others."""

from __future__ import annotations

import random

from ppagent.train.asked.known import Known, Thing, in_order, key, kind_of_file
from ppagent.train.asked.tooltips import GROUP, cased, spelt

ORDER = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_NOUNS = (
    "message from", "mail from", "the message from", "note from", "comment by", "post by", "call with", "chat with",
    "item", "the item", "entry", "row", "the row of", "product", "track", "song", "album", "task", "order", "server", "contact",
    "photo", "event", "user", "project", "job", "machine", "document", "playlist", "file", "picture", "the card of", "record",
    "the entry", "service", "package", "group", "page", "list", "video", "recipe", "book", "device", "account", "conversation with",
)  # fmt: skip
_OF = {
    "mail": ("message from", "message from", "mail from", "the message from", "the mail of", "conversation with", "letter from"),
    "shop": ("product", "the product", "item", "the card of", "article"),
    "player": ("track", "song", "the song", "title", "piece"),
    "table": ("row", "the row of", "entry", "item", "the entry", "record", "order"),
}  # fmt: skip
"""What rows are, by the template of the page."""
_FILES = ("file", "the file", "document", "the file called", "attachment")


def of_row(one: Thing, known: Known, rng: random.Random) -> str:
    """A thing and its row together, which can be no other."""
    element, draw = one.element, rng.random()
    words = {"b": element.group, "g": _named(one, known, rng), "k": rng.choice(_kinds(one))}
    if element.written:
        return rng.choice(_WRITTEN).format(n=element.name, **words)
    hint, told = key(element.hint), ""
    if hint and known.hints[hint] == 1 and one.group in hint and draw < 0.4:
        return cased(element.hint, rng) if rng.random() < 0.3 else element.hint
    if element.role == "check box" and known.ticks[one.group] == 1 and draw < 0.65:
        return rng.choice(_TICKED).format(**words)
    meaning = known.meaning(one)
    if meaning is not None and meaning.rows and draw < 0.65:
        return cased(spelt(rng.choice(meaning.rows), rng), rng).replace(GROUP, words["g"])
    if meaning is not None and draw < 0.75:
        told = known.way(one, rng)
    elif hint and one.group not in hint and draw < 0.85:
        told = element.hint
    if told:
        return rng.choice(_TOLD).format(cased(spelt(told, rng), rng), element.group)
    name, share = _bare(one), rng.random()
    name = name[:1].upper() + name[1:] if share < 0.4 else name.lower() if share < 0.6 else name
    return ("{n} {g}" if rng.random() < 0.3 else rng.choice(_GENERAL)).format(n=name, **words)


_TOLD = ("{}: {}", "{} ({})", "{}, {}", "{} - {}", "{} for {}")
_WRITTEN = (
    "{n} {g}", '"{n}" of {g}', '"{n}" for "{b}"', "{n} for {g}", 'the "{n}" {k} for {b}', '"{n}" in the row of "{b}"',
    '"{n}" beside {b}', "the {n} {k} of {g}", "{b}: {n}",
)  # fmt: skip
_GENERAL = (
    "{n} {g}", "{n} for {g}", "{n}: {b}", "{n} in {b}", "{n} ({b})", "{b}: {n}", "the {n} of {g}", "the {n} {k} of {g}",
    "the {n} {k} for {b}", 'the {n} {k} for "{b}"', "the {n} {k} in the row of {b}", '{n} in the row of "{b}"',
    "the {n} {k} next to {b}", "the {n} {k} beside {g}", "{n} on {b}",
)  # fmt: skip
_TICKED = (
    "the check box of {g}", "the check box for {g}", "check box next to {b}", "the tick box in the row of {b}",
    "the box beside {g}", 'the check box in the row of "{b}"', "tick {g}", "check {g}",
)  # fmt: skip


def _kinds(one: Thing) -> tuple[str, ...]:
    if one.element.written or one.element.role not in {"button", "icon"}:
        return (one.word,)
    return ("icon", "icon", "button")


def _bare(one: Thing) -> str:
    name = one.element.name
    return name[: len(name) - len(one.element.group)].strip() if one.bare != one.key else name


def _named(one: Thing, known: Known, rng: random.Random) -> str:
    """The row as people name it: alone, or with what it is."""
    group, draw = one.element.group, rng.random()
    if draw < 0.6 or len(group) < 3 or one.bare in {"increase", "decrease"}:
        return group
    template = known.sheet.source.partition("/")[2]
    nouns = _FILES if kind_of_file(group) and draw < 0.95 else _OF.get(template, _NOUNS)
    return f"{rng.choice(nouns)} {group}"


def counted(one: Thing, known: Known, rng: random.Random) -> str:
    """A drawn thing by its place among its like; empty when they are not plainly in order."""
    like = known.drawn.get(one.sense, [])
    if len(like) < 2 or one.sense in known.printed or len({other.bare for other in like}) > 1:
        return ""
    shape, order = in_order(like)
    if not order:
        return ""
    place, last = order.index(one), len(order) - 1
    name = _bare(one) if rng.random() < 0.7 else _bare(one).lower()
    ticked = one.element.role == "check box" and sum(known.ticks.values()) == len(like)
    what = (
        "check box"
        if ticked
        else rng.choice((f"{name} {rng.choice(_kinds(one))}", f"{name} {rng.choice(_kinds(one))}", name))
    )
    words = [ORDER[place]] * 3 if place < len(ORDER) else []
    words += ["last"] * 2 if place == last else []
    if shape == "column":
        words += ["top", "topmost"] if place == 0 else ["bottom", "lowest"] if place == last else []
        if place < 15 and known.every_row(order) and (rng.random() < 0.5 or not words):
            which = ["row {n}", "row {n}", "line {n}"] + (["the {o} row"] * 2 if place < len(ORDER) else [])
            which += ["the last row"] * 2 if place == last else []
            row = rng.choice(which).format(n=place + 1, o=ORDER[min(place, 7)])
            return f"the {what} {rng.choice(('in', 'in', 'of'))} {row}"
    elif shape == "line":
        words += ["leftmost"] if place == 0 else ["rightmost"] if place == last else []
    return f"the {rng.choice(words)} {what}" if words else ""
