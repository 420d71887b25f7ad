"""In: plans, one JSON line each, on standard input. Out: drawn windows on standard output: a JSON line, then the pixels.

The worker scripts run under the system's Python, which has the toolkits but not ppagent: nothing here imports it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Rect = tuple[float, float, float, float]
"""left, top, right, bottom."""


@dataclass
class Mark:
    """A part of a window: what it is, and a question to the toolkit where it is.

    Attributes:
        widget: what draws it; clips it and says whether it is visible.
        fields: of an Element: role, name, written, state, value, group, hint.
        where: the rectangle in the widget's own pixels; None when it is hidden. None itself: all of the widget.
        text: the drawn text is the whole name; asked after the layout.
        ink: like `where`, of what is drawn in it.
    """

    widget: Any
    fields: dict[str, Any]
    where: Callable[[], Rect | None] | None = None
    text: Callable[[], bool] | None = None
    ink: Callable[[], Rect | None] | None = None


@dataclass
class Layer:
    """The window or a popup over it: its place, its bytes and its parts, all in physical pixels.

    Rows have `stride` bytes: premultiplied BGRA when that is four times the width, RGB (padded) otherwise.
    """

    left: int
    top: int
    width: int
    height: int
    pixels: bytes
    stride: int
    parts: list[dict[str, Any]] = field(default_factory=list)


def meet(a: Rect, b: Rect) -> Rect | None:
    """What two rectangles share."""
    left, top, right, bottom = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
    return (left, top, right, bottom) if right > left and bottom > top else None


def part(
    fields: dict[str, Any],
    box: Rect,
    whole: Rect,
    ink: tuple[Rect, Rect] | None,
    scale: float,
    hit: bool | None,
) -> dict[str, Any]:
    """One visible part for the wire.

    Args:
        fields: of its mark; ``wide`` is the width of its text, pixels of the toolkit.
        box: what is left of `whole` after clipping; pixels of the toolkit, as all of these.
        whole: all of it.
        ink: the same two of what is drawn in it.
        scale: physical pixels per pixel of the toolkit.
        hit: whether a click in the middle of the box comes to it; None: nobody asked.
    """
    sent = {
        **fields,
        "box": [round(each * scale, 2) for each in box],
        "seen": _share(box, whole),
        "hit": hit,
        "ink": None,
    }
    sent["read"] = _share(*ink) if ink else None
    if "wide" in sent:
        sent["wide"] *= scale
    if ink and (inside := meet(ink[0], box)):
        sent["ink"] = [round(each * scale, 2) for each in inside]
    return sent


def _share(box: Rect, whole: Rect) -> float:
    area = max(1e-6, (whole[2] - whole[0]) * (whole[3] - whole[1]))
    return round(min(1.0, (box[2] - box[0]) * (box[3] - box[1]) / area), 3)


def plans() -> Iterator[dict[str, Any]]:
    """The plans, until the other side closes the pipe."""
    for line in sys.stdin:
        yield json.loads(line)


def answer(layers: list[Layer]) -> None:
    """Send a window; no layers: this plan could not be drawn."""
    head = [
        {
            "box": [each.left, each.top, each.left + each.width, each.top + each.height],
            "parts": each.parts,
            "stride": each.stride,
            "bytes": len(each.pixels),
        }
        for each in layers
    ]
    out = sys.stdout.buffer
    out.write(json.dumps(head, separators=(",", ":")).encode() + b"\n")
    for each in layers:
        out.write(each.pixels)
    out.flush()
