"""In: ``tooltips.txt``, ``concepts.txt`` and the names of drawn icons. Out: what a picture means, and the ways in which that is said."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GROUP = "{}"
"""Stands for the row or card in the ways that name it."""
_HERE = Path(__file__).parent
_AMERICAN = (
    ("colour", "color"), ("favourite", "favorite"), ("centre", "center"), ("grey", "gray"), ("maximise", "maximize"),
    ("minimise", "minimize"), ("emphasise", "emphasize"), ("spelt", "spelled"), ("theatre", "theater"),
)  # fmt: skip
_ARTICLES = re.compile(r"\b(?:the|a|an|this|your) ")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a picture stands for.

    Attributes:
        names: short ones, the plainest first; casefolded.
        plain: those of them that a person says.
        ways: longer ways to say it, as written in the file.
        rows: those that name the row or card it belongs to, with `GROUP` in its place.
        said: all names and ways in all spellings, casefolded.
        words: the telling words of the names.
        command: there only where something shows it: may be asked for where it is missing.
    """

    names: tuple[str, ...]
    plain: tuple[str, ...]
    ways: tuple[str, ...]
    rows: tuple[str, ...]
    said: frozenset[str]
    words: frozenset[str]
    command: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All meanings, and which one a name has.

    Attributes:
        meanings: in the order of the file.
        of: place of a meaning by any of its names, and by the ways that it shares with no other; casefolded.
        alike: by place, the places of meanings that may be taken for it, itself included.
        commands: places of those that may be asked for where they are missing.
    """

    meanings: tuple[Meaning, ...]
    of: dict[str, int]
    alike: tuple[frozenset[int], ...]
    commands: tuple[int, ...]


@cache
def lexicon() -> Lexicon:
    """The lexicon of this package, read once.

    Raises:
        ValueError: a line of the file is not understood, or a name stands in two lines.
        KeyError: something is said to be like a meaning that is not there.
    """
    sections = _sections()
    meanings: list[Meaning] = []
    of: dict[str, int] = {}
    for command in (True, False):
        for line in sections["commands" if command else "things"]:
            meaning = _meaning(line, command=command)
            for name in meaning.names:
                if name in of:
                    raise ValueError(f"{name!r} stands twice in tooltips.txt")
                of[name] = len(meanings)
            meanings.append(meaning)
    _file_names(of)
    shared = Counter(said for meaning in meanings for said in meaning.said)
    for place, meaning in enumerate(meanings):
        for said in sorted(meaning.said):
            if shared[said] == 1:
                of.setdefault(said, place)
    alike = [{place} for place in range(len(meanings))]
    for line in sections["alike"]:
        places = {of[name.strip()] for name in line.split(",")}
        for place in places:
            alike[place] |= places
    commands = tuple(place for place, meaning in enumerate(meanings) if meaning.command)
    return Lexicon(tuple(meanings), of, tuple(map(frozenset, alike)), commands)


@cache
def _sections() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    here: list[str] = []
    for line in (_HERE / "tooltips.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            here.append(line)
    return sections


@cache
def _words(section: str) -> frozenset[str]:
    return frozenset(word for line in _sections()[section] for word in line.split())


def _meaning(line: str, *, command: bool) -> Meaning:
    left, colon, right = line.partition(":")
    if not colon:
        raise ValueError(f"no colon in the line {line!r} of tooltips.txt")
    said_too, _, of_files = left.partition("||")
    plain, filed = (
        [name.strip().casefold() for name in part.split("|") if name.strip()] for part in (said_too, of_files)
    )
    names = (*plain, *filed)
    told = [way.strip() for way in right.split(";") if way.strip()]
    ways = tuple(way for way in told if GROUP not in way)
    said = frozenset({*names, *(spelling.casefold() for way in ways for spelling in spellings(way))})
    words = frozenset(word for name in names for word in telling(name))
    return Meaning(
        names, tuple(plain), ways, tuple(way for way in told if GROUP in way), said, words, command
    )


def _file_names(of: dict[str, int]) -> None:
    """What icon families and programs call the drawn icons besides: they mean what the plainest of their names does."""
    for file in ("concepts.txt", "icon_names.txt", "theme_names.txt"):
        for line in (_HERE.parent / "drawn" / file).read_text(encoding="utf-8").splitlines():
            plain, colon, rest = line.partition(":")
            if not colon or line.startswith("#"):
                continue
            names = [plain, *re.split(r"[;,]", rest)]
            known = [name.strip().replace("-", " ").casefold() for name in names if name.strip()]
            place = next((of[name] for name in known if name in of), None)
            if place is not None:
                for name in known:
                    of.setdefault(name, place)


def telling(name: str) -> list[str]:
    """The words of a name that say what it is about, casefolded."""
    words = re.findall(r"\w+", name.casefold())
    return [word for word in words if len(word) > 1 and word not in _words("little")]


@cache
def spellings(way: str) -> tuple[str, ...]:
    """A way as it may be spelt: British and American, with articles and without, asking and telling."""
    found = [way]
    american = way
    for british, ours in _AMERICAN:
        american = american.replace(british, ours).replace(british.capitalize(), ours.capitalize())
    found.append(american)
    found += [_ARTICLES.sub("", one) for one in found]
    first, space, _ = way.partition(" ")
    if space and first.casefold() in _words("doing") and not first.isupper():
        found += [f"{_third(first)} {one.partition(' ')[2]}" for one in found]
    return tuple(dict.fromkeys(found))


def _third(verb: str) -> str:
    if verb.endswith(("ss", "sh", "ch", "x", "o", "zz")):
        return verb + "es"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeou" else verb + "s"


def asks(way: str) -> bool:
    """Whether a way begins with what is to be done."""
    first, space, _ = way.partition(" ")
    return bool(space) and first.casefold() in _words("doing")


def spelt(way: str, rng: random.Random) -> str:
    """A way in one of its spellings, mostly as it is."""
    return way if rng.random() < 0.5 else rng.choice(spellings(way))


def cased(text: str, rng: random.Random) -> str:
    """A text as it is, in small letters, with a capital at the beginning, or with one at every word."""
    draw = rng.random()
    if draw < 0.5 or GROUP in text:
        return text
    if draw < 0.65:
        return text.lower()
    if draw < 0.85:
        return text[:1].upper() + text[1:]
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def keys(rng: random.Random) -> str:
    """A shortcut as tool tips name it behind the words: " (Ctrl+Z)", " (F3)"."""
    letter = rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-=.,/")
    key = rng.choice(
        (
            f"Ctrl+{letter}", f"Ctrl+{letter}", f"Ctrl+Shift+{letter}", f"Alt+{letter}", f"F{rng.randint(1, 12)}",
            f"F{rng.randint(1, 12)}", letter, f"Shift+{letter}", f"Ctrl+F{rng.randint(1, 12)}",
            rng.choice(("Esc", "Del", "Home", "End", "Space", "Alt+Left", "Alt+Right", "Ctrl+Enter", "Tab", "Backspace")),
        )
    )  # fmt: skip
    return rng.choice((" ({})", " ({})", " ({})", " [{}]", " {}")).format(key)


ASIDES = (
    "hold to skip", "right-click for more", "hold for a list", "press twice to go further", "hold to repeat",
    "middle-click opens a new tab", "hold to see more", "right-click for options", "press and hold for more",
    "Shift-click for the other way", "drag to move", "double-click to keep it on", "hold Ctrl to add", "hold Shift for straight lines",
    "hold Alt to take away", "hold Ctrl to choose a place", "right-click to set it up", "hold for the whole list", "scroll to change it",
    "drag for a rough choice", "click again to switch it off", "hold Shift for all", "Alt-click for its options",
)  # fmt: skip
"""Second parts of tool tips."""
