"""In: the folder of a finished evaluation. Out: ``report.html``, one file that needs no network: plot, tables, pictures."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import cv2
import jinja2

from ppagent.errors import InputError
from ppagent.evaluate.arms import Arm
from ppagent.evaluate.record import AnswerRecord, RunFolder
from ppagent.evaluate.sample import FramePoint, RefusalTarget, Sample
from ppagent.evaluate.tables import interval, number, share
from ppagent.files import read_picture, write_atomically
from ppagent.screen.frame import Pixels

TEMPLATE = "report.html.j2"
MOST_PICTURES = 40
"""Flipped samples shown per pair of arms; the rest are listed by id."""
PICTURE_WIDTH_PX = 560
QUALITY = 70
LEFT, TOP, WIDTH, HEIGHT = 60, 16, 620, 300
"""The plot's axes, px of its own drawing."""


@dataclass(frozen=True, slots=True)
class Dot:
    """An arm in the plot, in px of the drawing.

    Attributes:
        arm: its name.
        x: of its tokens.
        y: of its accuracy.
        low: of its interval's lower end; ``y`` without one.
        high: of its upper end.
    """

    arm: str
    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that one arm got right and the other wrong, as the template shows it.

    Attributes:
        sample: the question.
        gained: the second arm got it right.
        picture: base64 WebP; empty when the picture cannot be read.
        outline: SVG path around the target, px of the picture; empty for a refusal.
        first: the first arm's answer.
        second: the other arm's.
    """

    sample: Sample
    gained: bool
    picture: str
    outline: str
    first: AnswerRecord
    second: AnswerRecord


def write_report(folder: Path) -> Path:
    """Write the report of a finished evaluation.

    Pictures are read from where the set was; a question whose picture is gone appears without it.

    Args:
        folder: of the run.

    Returns:
        Path of the report, ``report.html`` in the folder.

    Raises:
        InputError: the folder holds no finished evaluation.
        OSError: the report cannot be written.
    """
    run = RunFolder(folder)
    found, manifest = run.result(), run.manifest()
    samples = {sample.id: sample for sample in run.samples()}
    answers = run.answers()
    flips = {arm: _flips(found["pairs"][arm], arm, samples, answers) for arm in found["pairs"]}
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"share": share, "interval": interval, "number": number}
    page = environment.get_template(TEMPLATE).render(
        found=found,
        manifest=manifest,
        started=datetime.fromtimestamp(manifest.started_at, tz=timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        dots=_dots(found["arms"]),
        ticks=_ticks(found["arms"]),
        frame=(LEFT, TOP, WIDTH, HEIGHT),
        flips=flips,
        most=MOST_PICTURES,
    )
    path = folder / "report.html"
    write_atomically(path, page.encode("utf-8", "replace"))
    return path


def _largest(arms: dict[str, Any]) -> float:
    """The right end of the plot: a round number of tokens."""
    most = max((arm["tokens"] or 0.0 for arm in arms.values()), default=0.0) or 1.0
    unit = 10.0 ** math.floor(math.log10(most))
    return next(unit * step for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if unit * step >= most)


def _dots(arms: dict[str, Any]) -> list[Dot]:
    largest = _largest(arms)

    def height(value: float) -> float:
        return TOP + HEIGHT * (1 - value)

    dots = []
    for name, arm in arms.items():
        if arm["accuracy"] is not None:
            low, high = arm["ci"] or (arm["accuracy"], arm["accuracy"])
            x = LEFT + WIDTH * arm["tokens"] / largest
            dots.append(Dot(name, x, height(arm["accuracy"]), height(low), height(high)))
    return dots


def _ticks(arms: dict[str, Any]) -> list[tuple[float, str]]:
    largest = _largest(arms)
    return [(LEFT + WIDTH * part / 4, f"{largest * part / 4:,.0f}") for part in range(5)]


def _flips(
    pair: dict[str, Any], arm: Arm, samples: dict[str, Sample], answers: dict[tuple[str, Arm], AnswerRecord]
) -> list[Flip]:
    # As many of either way: the losses alone would not show what chance does.
    lost, gained = pair["lost"], pair["gained"]
    half = MOST_PICTURES // 2
    shown = [(one, False) for one in lost[: max(half, MOST_PICTURES - len(gained))]]
    shown += [(one, True) for one in gained[: MOST_PICTURES - len(shown)]]
    return [
        Flip(
            samples[one], won, _picture(samples[one].picture), _outline(samples[one]),
            answers[one, pair["against"]], answers[one, arm],
        )
        for one, won in shown
    ]  # fmt: skip


def _picture(path: Path) -> str:
    try:
        pixels: Pixels = read_picture(path)
    except InputError:
        return ""
    shrink = min(1.0, PICTURE_WIDTH_PX / pixels.shape[1])
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
    data = cv2.imencode(".webp", bgr, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])[1].tobytes()
    return base64.b64encode(data).decode()


def _outline(sample: Sample) -> str:
    target = sample.target
    if isinstance(target, RefusalTarget):
        return ""
    points: tuple[FramePoint, ...]
    if target.kind == "polygon":
        points = target.points
    else:
        left, top, right, bottom = target.bounds
        points = (left, top), (right, top), (right, bottom), (left, bottom)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "z"
