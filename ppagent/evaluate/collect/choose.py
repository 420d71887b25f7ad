"""In: all good targets of many screens. Out: so many of each screen, the kinds seldom seen first, the same every time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from ppagent.evaluate.collect.thing import Target
from ppagent.evaluate.collect.unique import plain


def chosen(screens: Mapping[str, Sequence[Target]], most: int | None) -> dict[str, list[Target]]:
    """Choose targets.

    Args:
        screens: all targets of each, in reading order.
        most: of one screen; None: all.

    Returns:
        Per screen, in reading order. A panel or a menu bar is on many screens; what has been asked often already gives way to
        what has not, and icons, which are fewer, come before text.
    """
    asked: Counter[tuple[str, str]] = Counter()
    kept = {}
    for screen, found in screens.items():
        dice = random.Random(screen)
        order = sorted(found, key=lambda one: (asked[_question(one)], one.data_type == "text", dice.random()))
        taken = order[:most]
        asked.update(_question(one) for one in taken)
        kept[screen] = [one for one in found if one in taken]
    return kept


def _question(target: Target) -> tuple[str, str]:
    return target.thing.application, plain(target.instruction)
