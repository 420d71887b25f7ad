"""In: the sheets of one visit, in order. Out: Episodes of real programs: one click or key, what came of it, and then it is done.

A visit keeps its screens, not what was clicked between them. That is found again where it cannot have been anything else: a
menu hangs below its word, a tab is the one that is chosen now, a dialog has gone when its Close or Cancel was used.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from ppagent.action.schema import Action, Click, Done, Key
from ppagent.train.scene import pasted
from ppagent.train.sheet import Box, Element, Episode, Sheet, Turn, read_shard, write_shard

_NEAR = 14
"""Px between a word of a menu bar and the corner of its menu, at most."""
_SAME = 0.5
"""Share of a cropped screen that is the same on the other one, at least."""
_MOST = 0.6
"""Share of a screen that one step changes, at most."""
_CLOSES = ("close", "cancel", "_close", "_cancel")
_OPEN = (
    'click "{}"', "Open the {} menu.", 'Open the "{}" menu', "Click {}", "Show the menu {}.", "click the {} menu", 'Press "{}".',
    "Click on {} in the menu bar.", "Pull down the {} menu", 'Please open the menu "{}".',
)  # fmt: skip
_TURN = (
    'Switch to the "{}" tab.',
    "Open the {} tab",
    'click "{}"',
    "Show the tab {}.",
    "click the {} tab",
    "Go to {}.",
    "Bring the tab {} to the front",
)
_PUT_AWAY = (
    "Close the menu.",
    "Press Escape.",
    "close the menu that is open",
    "Put the menu away",
    "press the escape key",
    "Dismiss the open menu",
)
_PRESS = (
    'click "{}"',
    "Press {}.",
    'Click the "{}" button',
    "Close the dialog with {}",
    "Choose {} in the dialog.",
    "click {}",
)


def episodes(sheets: Sequence[Sheet], dice: random.Random) -> Iterator[Episode]:
    """The steps of one visit that can be told from its screens.

    Args:
        sheets: the first one shows the program as it starts.
        dice: for the words.
    """
    if not sheets:
        return
    for other in sheets[1:]:
        both = aligned(sheets[0], other)
        if both is None:
            continue
        first, sheet = both
        changed = (sheet.pixels != first.pixels).any(2)
        if not 0 < changed.mean() < _MOST:
            continue
        new = _new(first, sheet)
        head = _menu_head(first, new)
        if head is not None:
            yield _step(dice.choice(_OPEN).format(head.name), first, Click(point=_middle(head)), sheet)
            if dice.random() < 0.4:
                yield _step(dice.choice(_PUT_AWAY), sheet, Key(keys=("escape",)), first)
            continue
        tab = _tab(first, sheet)
        if tab is not None:
            yield _step(dice.choice(_TURN).format(tab.name), first, Click(point=_middle(tab)), sheet)
            continue
        answer = _answer(first, sheet, new)
        if answer is not None:
            yield _step(dice.choice(_PRESS).format(answer.name), sheet, Click(point=_middle(answer)), first)


def write_steps(
    visits: Iterable[Path], out: Path, name: str, seed: int, most_bytes: int, most_shards: int
) -> list[Path]:
    """Shards ``<name>-<number>.zip`` with the steps of visits, each of about a size at most.

    Args:
        visits: files of `ppagent.train.apps.collect.collect`.
        out: folder of the shards.
        name: what they begin with.
        seed: of the words.
        most_bytes: of one shard.
        most_shards: what does not fit into them is left out.

    Returns:
        the shards.
    """
    made: list[Path] = []
    waiting: list[Episode] = []
    taken = 0

    def write() -> None:
        nonlocal taken
        made.append(out / f"{name}-{len(made)}.zip")
        write_shard(made[-1], waiting)
        waiting.clear()
        taken = 0

    for visit in visits:
        sheets = [item for item in read_shard(visit) if isinstance(item, Sheet)]
        found = list(episodes(sheets, random.Random(f"{seed}/{visit.stem}")))
        # A screen of a visit takes about as much in the shard as in the visit's own file.
        size = visit.stat().st_size // max(1, len(sheets)) * 2 * len(found)
        if not found:
            continue
        if waiting and taken + size > most_bytes:
            write()
            if len(made) == most_shards:
                return made
        waiting += found
        taken += size
    if waiting:
        write()
    return made


def aligned(one: Sheet, other: Sheet) -> tuple[Sheet, Sheet] | None:
    """Two screens of a visit as two of the same size: where one was cropped, the rest is as on the other.

    Returns:
        None where it cannot be told where on the other one it was, or where something new may have been cut off.
    """
    if one.pixels.shape == other.pixels.shape:
        return one, other
    small, large = sorted((one, other), key=lambda sheet: sheet.pixels.size)
    height, width = small.pixels.shape[:2]
    if height > large.pixels.shape[0] or width > large.pixels.shape[1]:
        return None
    grey, piece = (cv2.cvtColor(sheet.pixels, cv2.COLOR_RGB2GRAY) for sheet in (large, small))
    _, _, (x, y), _ = cv2.minMaxLoc(cv2.matchTemplate(grey, piece, cv2.TM_SQDIFF))
    if (large.pixels[y : y + height, x : x + width] == small.pixels).all(2).mean() < _SAME:
        return None
    whole = pasted(large, small, x, y)
    if small is other:
        return one, whole
    new = _new(whole, other)
    if not new:
        return None
    left, top, right, bottom = _around(new)
    inside = left > x + 3 and top > y + 3 and right < x + width - 3 and bottom < y + height - 3
    return (whole, other) if inside else None


def _step(task: str, before: Sheet, action: Action, after: Sheet) -> Episode:
    return Episode(task, (Turn(before, action), Turn(after, Done())))


def _new(before: Sheet, after: Sheet) -> list[Element]:
    known = {(one.role, one.name, one.box) for one in before.elements}
    return [one for one in after.elements if (one.role, one.name, one.box) not in known]


def _menu_head(first: Sheet, new: Sequence[Element]) -> Element | None:
    """The word of a menu bar below which all that is new hangs."""
    items = [one for one in new if one.role == "menu item"]
    if len(items) < 2 or len(items) < 0.8 * len(new):
        return None
    left, top, _, _ = _around(items)
    names = Counter(one.name for one in first.elements)
    heads = [
        one for one in first.elements
        if one.role in {"menu", "menu item"} and one.written and names[one.name] == 1
        and abs(one.box[0] - left) <= _NEAR and -4 <= top - one.box[3] <= _NEAR
    ]  # fmt: skip
    return heads[0] if len(heads) == 1 else None


def _tab(first: Sheet, sheet: Sheet) -> Element | None:
    """The tab that was not chosen before and is now."""
    now = {(one.name, one.box): one.state for one in sheet.elements if one.role == "tab"}
    turned = [
        one for one in first.elements
        if one.role == "tab" and one.written and one.state != "selected" and now.get((one.name, one.box)) == "selected"
    ]  # fmt: skip
    return turned[0] if len(turned) == 1 else None


def _answer(first: Sheet, sheet: Sheet, new: Sequence[Element]) -> Element | None:
    """The button that closes a dialog over the first screen."""
    buttons = [one for one in new if one.role == "button" and one.written]
    closing = [one for one in buttons if one.name.casefold() in _CLOSES]
    names = Counter(one.name for one in sheet.elements)
    if len(closing) != 1 or names[closing[0].name] != 1 or len(new) < 4:
        return None
    # All that is new lies together, and what is left of the first screen is where it was.
    left, top, right, bottom = _around(new)
    changed = np.argwhere((sheet.pixels != first.pixels).any(2))
    inside = (
        (changed[:, 1] >= left - 60)
        & (changed[:, 1] <= right + 60)
        & (changed[:, 0] >= top - 80)
        & (changed[:, 0] <= bottom + 60)
    )
    return closing[0] if inside.mean() > 0.9 else None


def _around(some: Sequence[Element]) -> Box:
    return (
        min(one.box[0] for one in some), min(one.box[1] for one in some),
        max(one.box[2] for one in some), max(one.box[3] for one in some),
    )  # fmt: skip


def _middle(one: Element) -> tuple[float, float]:
    x0, y0, x1, y1 = one.ink or one.box
    return round((x0 + x1) / 2, 1), round((y0 + y1) / 2, 1)
