"""In: lines read off a screen and the names a thing may have. Out: the line that names it, forgiving what OCR gets wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from ppagent.policy.reader.page import Line

SURE = 85.0
"""Likeness (0 to 100) from which a text counts as a name: one wrong letter in seven."""
SHORT = 6
"""Names of so few letters must be read exactly: "Files" is not the menu "File"."""


def find(lines: Iterable[Line], names: Sequence[str]) -> Line | None:
    """The line, or part of a line, that best shows one of the names; earlier names and whole lines are preferred."""
    best: tuple[float, Line] | None = None
    for rank, name in enumerate(names):
        for line in lines:
            likeness, part = _likeness(line, name)
            score = likeness - rank
            if likeness >= SURE and (best is None or score > best[0]):
                best = score, part
    return best[1] if best else None


def find_all(lines: Iterable[Line], names: Sequence[str]) -> list[Line]:
    """Every line that shows one of the names."""
    return [line for line in lines if find([line], names)]


def whole(lines: Iterable[Line], names: Sequence[str]) -> list[Line]:
    """The lines that are one of the names and nothing more, such as a menu entry; those of earlier names first."""
    lines = list(lines)
    ranked = [line for name in names for line in lines if _ratio(line.text, name) >= SURE]
    return list(dict.fromkeys(ranked))


def nearest(lines: Iterable[Line], name: str) -> str | None:
    """The text most like a name, for an error message; None when nothing is readable."""
    texts = [line.text for line in lines]
    return max(texts, key=lambda text: fuzz.WRatio(_plain(text), _plain(name)), default=None)


def _likeness(line: Line, name: str) -> tuple[float, Line]:
    """Likeness of a name with the line (full marks) or with a part of it (a little less)."""
    best = (_ratio(line.text, name), line)
    for start, end in _parts(line.text, name):
        part = line.part(start, end)
        likeness = _ratio(part.text, name) * 0.95
        if likeness > best[0]:
            best = likeness, part
    return best


def _parts(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where a name may stand in a line: as many words as it has, or, as OCR drops spaces between neighbours, an end."""
    words = list(re.finditer(r"\S+", text))
    count = max(len(name.split()), 1)
    for first in range(len(words) - count + 1):
        yield words[first].start(), words[first + count - 1].end()
    rest = len(text) - len(name)
    if rest > 0 and not text[len(name)].isalnum():
        yield 0, len(name)
    if rest > 0 and not text[rest - 1].isalnum():
        yield rest, len(text)


def _ratio(text: str, name: str) -> float:
    read, wanted = _plain(text), _plain(name)
    if len(wanted) <= SHORT:
        return 100.0 if wanted and read == wanted else 0.0
    return fuzz.ratio(read, wanted)


def _plain(text: str) -> str:
    """Lower case, outer punctuation and menu dots taken off; a text of nothing else, such as "+", stays."""
    plain = text.casefold().strip()
    return re.sub(r"^\W+|\W+$", "", plain) or plain
