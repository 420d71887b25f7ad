"""In: a thing and others. Out: which of them it stands beside, so that it can be asked for by its neighbour."""

from __future__ import annotations

from collections.abc import Sequence

from ppagent.train.sheet import Element

SIDES = {
    "left": ("left of", "to the left of", "before"),
    "right": ("right of", "to the right of", "next to"),
    "above": ("above", "over"),
    "below": ("below", "under"),
}
"""Where a thing stands of its neighbour, and how that is said."""


FARTHEST = 120
"""Px between a thing and the neighbour that it is known by."""


def close(one: Element, other: Element) -> bool:
    """Whether two things stand near enough for one to be known by the other."""
    apart = (
        max(one.box[0], other.box[0]) - min(one.box[2], other.box[2]),
        max(one.box[1], other.box[1]) - min(one.box[3], other.box[3]),
    )
    return max(apart) <= FARTHEST and min(apart) < 0


def nearest(anchor: Element, side: str, elements: Sequence[Element]) -> Element | None:
    """The thing on that side of the anchor that is nearest, if nothing else could be meant."""
    across = side in {"left", "right"}
    low, high = (1, 3) if across else (0, 2)
    found: list[tuple[float, Element]] = []
    for one in elements:
        if one is anchor:
            continue
        overlap = min(one.box[high], anchor.box[high]) - max(one.box[low], anchor.box[low])
        size = min(one.box[high] - one.box[low], anchor.box[high] - anchor.box[low])
        gap = {
            "left": anchor.box[0] - one.box[2],
            "right": one.box[0] - anchor.box[2],
            "above": anchor.box[1] - one.box[3],
            "below": one.box[1] - anchor.box[3],
        }[side]
        if overlap > 0.6 * size and gap > -2:
            found.append((gap, one))
    found.sort(key=lambda pair: pair[0])
    if not found or found[0][0] > FARTHEST:
        return None
    if len(found) > 1 and found[1][0] - found[0][0] < 6:
        return None
    return found[0][1]
