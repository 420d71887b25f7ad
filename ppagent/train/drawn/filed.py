"""In: ``concepts.txt`` and ``held_icons.txt``. Out: what icons mean, by the names that families file them under."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_VARIANT = re.compile(
    r"(-(outline|outlined|line|fill|filled|solid|bold|regular|thin|light|duotone|rounded|sharp|round|linear|broken|two-tone|twotone"
    r"|twotones|\d+|\d+px|o|s|alt|color|ltr|sm|md|sr|stroke|stroked))+$"
)
_FILLED = re.compile(r"-(fill|filled|solid|bold)\b|^baseline-|-sharp$")
_PREFIX = re.compile(r"^(?:baseline|outline|round)-")
_WORDS = {
    "envelope": "mail", "email": "mail", "trashcan": "delete", "trash": "delete", "bin": "delete", "pencil": "edit", "pen": "edit",
    "person": "user", "account": "user", "people": "user", "profile": "user", "cog": "settings", "gear": "settings",
    "setting": "settings", "document": "file", "doc": "file", "paper": "file", "plus": "add", "tick": "check",
    "checkmark": "check", "magnifier": "search", "picture": "image", "photo": "image", "message": "chat", "comment": "chat",
    "bubble": "chat", "notification": "bell", "lightning": "bolt", "flash": "bolt", "speaker": "volume", "sound": "volume",
    "caret": "chevron", "angle": "chevron", "circled": "circle", "squared": "square", "xmark": "x", "cross": "x", "times": "x",
    "dismiss": "x", "close": "x", "slash": "off", "slashed": "off", "disabled": "off", "mic": "microphone",
    "smartphone": "mobile", "cellphone": "mobile", "house": "home", "centre": "center", "middle": "center",
    "horizontally": "horizontal", "vertically": "vertical", "colour": "color", "remove": "minus", "subtract": "minus",
    "counterclockwise": "ccw", "anticlockwise": "ccw", "clockwise": "cw", "arrows": "arrow", "heartbeat": "pulse",
}  # fmt: skip
"""Words for which families have others."""
_ORDERED = frozenset({"corner", "turn", "elbow", "sort", "step"})
"""Names with these words mean something else in another order."""


@dataclass(frozen=True, slots=True)
class Concept:
    """What an icon means.

    Attributes:
        name: in plain words.
        said: what people call it besides.
        files: what families file it under, with hyphens; ``family:name`` where only that family does.
    """

    name: str
    said: tuple[str, ...] = ()
    files: tuple[str, ...] = field(default=())


@cache
def concepts() -> tuple[Concept, ...]:
    """All meanings; their order is that of the classes that are learnt."""
    found = []
    for line in (_HERE / "concepts.txt").read_text(encoding="utf-8").splitlines():
        name, colon, rest = line.partition(":")
        if colon and not line.startswith("#"):
            said, _, files = rest.partition(";")
            found.append(Concept(name, _parts(said), _parts(files)))
    return tuple(found)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


@cache
def held_icons() -> dict[str, str]:
    """Meaning of each held-out drawing, by ``family:name``."""
    meant: dict[str, str] = {}
    for line in (_HERE / "held_icons.txt").read_text(encoding="utf-8").splitlines():
        name, colon, rest = line.partition(": ")
        if colon and not line.startswith("#"):
            meant.update(dict.fromkeys(_parts(rest), name))
    return meant


def is_filled(name: str) -> bool:
    """Whether a file name says that the icon is solid, not in outline."""
    return _FILLED.search(name) is not None


def plain(name: str) -> str:
    """A file name without what it says of the style."""
    return _VARIANT.sub("", _PREFIX.sub("", name))


def sorted_words(file: str) -> str:
    """The same text for file names that say the same in other words or in another order; "" where the order matters."""
    words = [_WORDS.get(word, word) for word in file.split("-")]
    return "" if _ORDERED & set(words) else " ".join(sorted(words))


class Filed:
    """What the file names of families mean."""

    def __init__(self) -> None:
        self._exact: dict[str, str] = {}
        self._loose: dict[str, str] = {}
        for concept in concepts():
            self._exact.setdefault(concept.name.replace(" ", "-"), concept.name)
        for concept in concepts():
            for file in concept.files:
                self._exact.setdefault(file, concept.name)
        for file, name in self._exact.items():
            if "-" in file and ":" not in file and (words := sorted_words(file)):
                self._loose.setdefault(words, name)

    def meaning(self, family: str, name: str) -> str:
        """The meaning of an icon, or "" when it has none of those listed."""
        for file in (f"{family}:{plain(name)}", _PREFIX.sub("", name), plain(name)):
            if file in self._exact:
                return self._exact[file]
        return self._loose.get(sorted_words(plain(name)), "")
