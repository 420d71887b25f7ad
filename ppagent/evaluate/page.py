"""In: what a report shows. Out: one page of HTML that needs no network; plots and pictures that go into it."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import cv2
import jinja2

from ppagent.errors import InputError
from ppagent.evaluate.tables import interval, number, share
from ppagent.files import read_picture, write_atomically
from ppagent.screen.frame import Pixels

LEFT, TOP, WIDTH, HEIGHT = 60, 16, 620, 300
"""A plot's axes, px of its own drawing."""
NAME_PX = (90, 14)
"""Room that an arm's name takes there."""
QUALITY = 70


@dataclass(frozen=True, slots=True)
class Dot:
    """An arm in the plot of rates against tokens, in px of the drawing.

    Attributes:
        arm: its name.
        x: of its tokens.
        y: of its rate.
        low: of its interval's lower end; ``y`` without one.
        high: of its upper end.
        name_y: where the name stands, clear of the others.
    """

    arm: str
    x: float
    y: float
    low: float
    high: float
    name_y: float


@dataclass(frozen=True, slots=True)
class Line:
    """An arm in a plot of tokens, step by step, in px of the drawing.

    Attributes:
        arm: its name.
        points: of the polyline.
        x: of its last point.
        name_y: where the name stands, clear of the others.
    """

    arm: str
    points: str
    x: float
    name_y: float


def write_page(path: Path, template: str, manifest: Any, **fields: Any) -> Path:
    """Write a report.

    Args:
        path: of it.
        template: a file beside this one.
        manifest: of the run.
        **fields: the rest of what the template names.

    Raises:
        OSError: it cannot be written.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"share": share, "interval": interval, "number": number}
    started = datetime.fromtimestamp(manifest.started_at, tz=timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    page = environment.get_template(template).render(
        manifest=manifest, started=started, frame=(LEFT, TOP, WIDTH, HEIGHT), **fields
    )
    write_atomically(path, page.encode("utf-8", "replace"))
    return path


def dots(arms: Mapping[str, Any], rate: str) -> list[Dot]:
    """The arms that have a rate, by its name, and its interval as ``ci``."""
    largest = _round(max((arm["tokens"] or 0.0 for arm in arms.values()), default=0.0))

    def height(value: float) -> float:
        return TOP + HEIGHT * (1 - value)

    found: list[Dot] = []
    for name, arm in arms.items():
        if arm[rate] is not None:
            low, high = arm["ci"] or (arm[rate], arm[rate])
            x = LEFT + WIDTH * arm["tokens"] / largest
            y = height(arm[rate])
            beside = [one.name_y for one in found if abs(one.x - x) < NAME_PX[0]]
            found.append(Dot(name, x, y, height(low), height(high), _clear_of(beside, y)))
    return found


def ticks(arms: Mapping[str, Any]) -> list[tuple[float, str]]:
    """Along the tokens of the arms."""
    largest = _round(max((arm["tokens"] or 0.0 for arm in arms.values()), default=0.0))
    return [(LEFT + WIDTH * part / 4, f"{largest * part / 4:,.0f}") for part in range(5)]


def step_lines(
    arms: Mapping[str, Any],
) -> tuple[list[Line], list[tuple[float, str]], list[tuple[float, str]]]:
    """Tokens of each step: the arms' lines, ticks along the steps, ticks along the tokens."""
    sent: dict[str, list[float]] = {
        name: [one["tokens"] for one in arm["step_tokens"]] for name, arm in arms.items()
    }
    longest = max((len(one) for one in sent.values()), default=0)
    largest = _round(max((max(one, default=0.0) for one in sent.values()), default=0.0))

    def place(step: int, tokens: float) -> tuple[float, float]:
        return LEFT + WIDTH * (step + 0.5) / max(longest, 1), TOP + HEIGHT * (1 - tokens / largest)

    lines: list[Line] = []
    for name, values in sent.items():
        places = [place(*one) for one in enumerate(values)]
        if places:
            x, y = places[-1]
            beside = [one.name_y for one in lines if abs(one.x - x) < NAME_PX[0]]
            points = " ".join("{:.1f},{:.1f}".format(*one) for one in places)
            lines.append(Line(name, points, x, _clear_of(beside, y)))
    every = max(1, -(-longest // 10))
    across = [(place(step, 0)[0], str(step + 1)) for step in range(0, longest, every)]
    up = [(place(0, largest * part / 4)[1], f"{largest * part / 4:,.0f}") for part in range(5)]
    return lines, across, up


def thumbnail(path: Path, width_px: int) -> str:
    """A picture as base64 WebP, at most so wide; empty when it cannot be read."""
    try:
        pixels: Pixels = read_picture(path)
    except InputError:
        return ""
    shrink = min(1.0, width_px / pixels.shape[1])
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
    data = cv2.imencode(".webp", bgr, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])[1].tobytes()
    return base64.b64encode(data).decode()


def shown_of(lost: Sequence[str], gained: Sequence[str], most: int) -> list[tuple[str, bool]]:
    """Which of what flipped is shown, and whether it was gained: as many of either way; losses alone would not show chance."""
    shown = [(one, False) for one in lost[: max(most // 2, most - len(gained))]]
    return shown + [(one, True) for one in gained[: most - len(shown)]]


def _clear_of(others: Sequence[float], wanted: float) -> float:
    """The height nearest to the wanted one at which a name stands clear of others."""
    steps = [wanted + way * step * 2 for step in range(60) for way in (1, -1)]
    return next(y for y in steps if all(abs(y - other) >= NAME_PX[1] for other in others))


def _round(most: float) -> float:
    """The end of an axis: a round number, not below."""
    most = most or 1.0
    unit = 10.0 ** math.floor(math.log10(most))
    return next(unit * step for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if unit * step >= most)
