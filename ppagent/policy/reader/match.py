"""In: lines read off a screen and the names a thing may have. Out: the line that names it, forgiving what OCR gets wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from ppagent.policy.reader.page import Line

SURE = 85.0
"""Likeness (0 to 100) from which a text counts as a name: one wrong letter in seven."""
SHORT = 6
"""Names of so few letters must be read exactly: "Files" is not the menu "File"; of just so many, one may be misread."""
WHOLE_TASK = 0.7
"""Share of a task's letters from which lines count as the task itself."""
_TWINS = str.maketrans("i1|0", "lllo")
"""Letters that look alike, to OCR and in many fonts."""
CERTAIN = 96.0
"""Likeness above which a whole line is a name, to the letter."""
_PART = 0.95
"""Share of its likeness that a name keeps which is only a part of a line."""
_WORD = 60.0
"""Likeness that each word must have when all of them do: "Cite this page" is not "Edit this page"."""
_BEHIND_A_MARK = 0.97
"""Share of its likeness that a name keeps which OCR ran together with the mark before it: "XClose", "✓ Bold"."""
_MARK = re.compile(r"\S(?:\s+(?=\S{2})|(?=[A-Z][a-z]))")
_WITHIN_A_WORD = re.compile(r"[-_'’]\w|\.[a-z0-9]")
"""What goes on after these is the same word: "notes.txt" shows no "notes". After a full stop, OCR dropped a space."""
_DASH = re.compile(r"-[A-Z]")
"""A title's dash of which OCR dropped the spaces: "user-Thunar" ends with the program's name."""


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


def places(lines: Iterable[Line], names: Sequence[str]) -> list[tuple[float, Line]]:
    """Every place where one of the names stands, none twice, with its likeness: the likeliest first.

    Only that of a whole line which is read without a doubt is above `CERTAIN`.
    """
    found: list[tuple[float, Line]] = []
    for line in lines:
        taken: list[tuple[int, int]] = []
        for likeness, start, end in sorted(_spans(line.text, names), key=lambda one: (-one[0], one[1:])):
            if all(end <= other[0] or other[1] <= start for other in taken):
                taken.append((start, end))
                found.append(
                    (likeness, line if (start, end) == (0, len(line.text)) else line.part(start, end))
                )
    return sorted(found, key=lambda one: (-one[0], one[1].box.top, one[1].box.left))


def _spans(text: str, names: Sequence[str]) -> Iterator[tuple[float, int, int]]:
    """Likeness, start and end of all of a text and of its parts, where they are like one of the names."""
    for start, end in {(0, len(text)), *(part for name in names for part in _parts(text, name))}:
        likeness = max(_ratio(text[start:end], name) for name in names)
        if likeness >= SURE:
            yield likeness * (1 if (start, end) == (0, len(text)) else _PART), start, end


def parts(lines: Iterable[Line], names: Sequence[str]) -> list[Line]:
    """Every place where one of the names stands, none twice, the likeliest first."""
    return [line for _, line in places(lines, names)]


def cut_off(lines: Iterable[Line], names: Sequence[str]) -> list[Line]:
    """Lines that show half of one of the names or more, and dots for its end: titles on task bars, for instance."""
    found = []
    for line in lines:
        if not line.text.rstrip().endswith((".", "…")):
            continue
        shown = re.sub(r"\W+$", "", line.text)
        begun = (name[: len(shown)] for name in names if len(name) / 2 <= len(shown) < len(name))
        if len(shown) > SHORT and any(_ratio(shown, beginning) >= SURE for beginning in begun):
            found.append(line)
    return found


def without(lines: Iterable[Line], task: str) -> list[Line]:
    """The lines but those that show the task itself, as some pages do: what they name is not what is to be clicked."""
    lines, rows = list(lines), list[list[Line]]()
    for line in sorted(lines, key=lambda line: line.box.top):
        if rows and line.box.top < rows[-1][0].box.centre[1]:
            rows[-1].append(line)
        else:
            rows.append([line])
    said = _letters(task)
    texts = [
        _letters("".join(line.text for line in sorted(row, key=lambda line: line.box.left))) for row in rows
    ]
    for first in range(len(rows)):
        at, last = 0, first
        while last < len(rows) and at < len(said) and texts[last]:
            if fuzz.ratio(texts[last], said[at : at + len(texts[last])]) < SURE:
                break
            at, last = at + len(texts[last]), last + 1
        if at >= WHOLE_TASK * len(said) > 0:
            task_lines = [line for row in rows[first:last] for line in row]
            return [line for line in lines if line not in task_lines]
    return lines


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
        likeness = _ratio(part.text, name) * _PART
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
    if rest > 0 and not text[len(name)].isalnum() and not _WITHIN_A_WORD.match(text, len(name)):
        yield 0, len(name)
    if rest > 0 and not text[rest - 1].isalnum() and not _within_a_word(text, rest - 1):
        yield rest, len(text)


def _within_a_word(text: str, place: int) -> bool:
    return bool(_WITHIN_A_WORD.match(text, place)) and not _DASH.match(text, place)


def _ratio(text: str, name: str) -> float:
    """Likeness of a text and a name, 0 to 100."""
    likeness = _alike(text, name)
    mark = _MARK.match(text) if likeness < SURE else None
    return max(likeness, _BEHIND_A_MARK * _alike(text[mark.end() :], name)) if mark else likeness


def _alike(text: str, name: str) -> float:
    read, wanted = _plain(text), _plain(name)
    if len(wanted) <= SHORT:
        read, wanted = read.translate(_TWINS), wanted.translate(_TWINS)
        if len(read) != len(wanted) or not wanted:
            return 0.0
        wrong = sum(a != b for a, b in zip(read, wanted, strict=True))
        return 100.0 if wrong == 0 else SURE if wrong == 1 and len(wanted) == SHORT else 0.0
    likeness = fuzz.ratio(read, wanted)
    words, of = read.split(), wanted.split()
    if likeness < SURE or len(words) != len(of):
        return likeness
    return likeness if all(map(_same_word, words, of)) else min(likeness, SURE - 1)


def _same_word(read: str, wanted: str) -> bool:
    """Whether one may be the other misread; numbers must be read exactly."""
    read, wanted = read.translate(_TWINS), wanted.translate(_TWINS)
    if re.search(r"[2-9]", read + wanted):
        return re.sub(r"\W", "", read) == re.sub(r"\W", "", wanted)
    if len(wanted) <= len("off"):
        wrong = sum(a != b for a, b in zip(read, wanted, strict=False)) + abs(len(read) - len(wanted))
        return wrong < min(2, len(wanted))
    return fuzz.ratio(read, wanted) >= _WORD


def _plain(text: str) -> str:
    """Lower case, outer punctuation and menu dots taken off; a text of nothing else, such as "+", stays."""
    plain = text.casefold().strip()
    return re.sub(r"^\W+|\W+$", "", plain) or plain


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())
