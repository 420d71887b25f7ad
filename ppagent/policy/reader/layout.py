"""In: the lines on a screen. Out: which of them stand in a panel or in a menu bar, and which of several a kind of thing means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ppagent.policy.reader.page import Box, Line

_CLOCK = re.compile(r"(?<![\d:])\d{1,2}[:.]\d{2}(?![\d:])")
_EDGE = 1.5
"""Line heights from the edge of the screen within which a panel's text ends."""
_GAP = 2.5
"""Line heights between neighbours of one menu bar, at most."""
_FIRST, _LAST = "file", "help"
"""With what menu bars begin or end."""


def panel(lines: Sequence[Line], height: float) -> list[Line]:
    """What is written on the bar with the clock, along the top or bottom of the screen.

    Args:
        lines: of the whole screen.
        height: of the screen, px.
    """
    clocks = [
        line.box
        for line in lines
        if _CLOCK.search(line.text) and min(line.box.top, height - line.box.bottom) < _EDGE * _high(line.box)
    ]
    return [line for line in lines if any(clock.top < line.box.centre[1] < clock.bottom for clock in clocks)]


def menu_bar(line: Line, lines: Sequence[Line]) -> bool:
    """Whether it is, or is part of, one of the neighbours in a row that begins with File or ends with Help."""
    row = sorted(
        (one for one in lines if one.box.top < line.box.centre[1] < one.box.bottom),
        key=lambda one: one.box.left,
    )
    text = ""
    right: float | None = None
    for one in row:
        if right is not None and one.box.left - right > _GAP * _high(line.box):
            if right >= line.box.right:
                break
            text = ""
        text, right = f"{text} {one.text}", max(right or 0, one.box.right)
    words = re.findall(r"\w+", text.casefold())
    return len(words) > 1 and (words[0] == _FIRST or words[-1] == _LAST)


def by_kind(role: str, places: Sequence[Line], lines: Sequence[Line], height: float) -> list[Line]:
    """Of several places with the same words those that a kind of thing can mean; all of them where that does not tell.

    Buttons that are called like a window stand for it on the task bar, tabs are in no menu bar, menus are, and what is
    listed is on no task bar.

    Args:
        role: a key of `ROLES`, or empty.
        places: where the words stand.
        lines: of the whole screen.
        height: of the screen, px.
    """
    bar: list[Box] = [line.box for line in panel(lines, height)]

    def in_panel(place: Line) -> bool:
        return any(box.holds(*place.box.centre) for box in bar)

    fitting = list(places)
    if role == "button":
        fitting = [place for place in places if in_panel(place)]
    elif role in {"menu", "tab"}:
        fitting = [place for place in places if menu_bar(place, lines) == (role == "menu")]
    elif role:
        fitting = [place for place in places if not in_panel(place)]
    return fitting or list(places)


def _high(box: Box) -> float:
    return box.bottom - box.top
