"""In: a run's folder. Out: ``report.html``, one file that needs no network: what was sent, done, and how long it took."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import cv2
import jinja2
import numpy as np

from ppagent.action.schema import describe
from ppagent.errors import InputError
from ppagent.files import write_atomically
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.diff import Mask
from ppagent.prune.overlay import BEFORE, DIM, MARK, OUTLINE, SPATIAL
from ppagent.prune.pruner import Perception
from ppagent.prune.selection import KeyframeReason
from ppagent.screen.frame import Frame, Monitor, Pixels
from ppagent.trace.record import (
    RunRecord,
    StepRecord,
    read_frame,
    read_run,
    read_steps,
    unpack_mask,
)

TEMPLATE = "report.html.j2"
PICTURE_BYTES = 180_000
"""Aim for one picture of 1920x1080 px; larger ones get their share."""
LONGEST_SIDE_PX = 2560
PHASES = ("capture", "prune", "vit", "prefill", "decode", "ocr", "act", "settle")
"""These keep their colours from report to report; any other phase takes the next free one."""
COLOURS = 12

REASONS: dict[KeyframeReason, str] = {
    "first": "the first frame",
    "change": "most of the screen changed",
    "smaller": "it takes no more than the changes",
    "every": "a refresh by count",
    "geometry": "the screen's size changed",
    "budget": "the context budget was spent",
    "lost": "the policy had lost its state",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A step's frame and what lies over it; lengths are canvas px, paths count in blocks.

    Attributes:
        size: width and height of the frame.
        block: side of a block.
        data: base64 WebP; empty when an earlier step shows the same pixels.
        same_as: index of that step, or the own one.
        dropped: SVG path over the blocks that were not sent.
        outline: SVG path around those that were.
        mark: where the action landed, percent of width and height; None when nowhere.
    """

    size: tuple[float, float]
    block: int
    data: str
    same_as: int
    dropped: str
    outline: str
    mark: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as the template shows it; ``problem`` says why there is no picture."""

    record: StepRecord
    action: str
    total_ms: float
    reason: str
    picture: Picture | None
    problem: str


def write_report(folder: Path) -> Path:
    """Write a run's report, whether the run ended, is still going on, or was broken off.

    Steps whose frame cannot be read appear without a picture; a record that cannot be read ends the report with a note.

    Args:
        folder: of the run.

    Returns:
        Path of the report, ``report.html`` in the folder.

    Raises:
        InputError: the folder holds no run.
        OSError: the report cannot be written.
    """
    run = read_run(folder)
    records, problem = _readable(folder)
    path = folder / "report.html"
    write_atomically(path, _render(run, _views(folder, run, records), problem).encode("utf-8", "replace"))
    return path


def _readable(folder: Path) -> tuple[list[StepRecord], str]:
    """The steps up to the first that cannot be read, and what is wrong with that one."""
    records: list[StepRecord] = []
    try:
        for record in read_steps(folder):
            records.append(record)  # noqa: PERF402 - extend() does not promise to keep what came before an error
    except InputError as error:
        return records, _inside(folder, error)
    return records, ""


def _inside(folder: Path, error: InputError) -> str:
    """Say an error without where on this machine the run is: reports are handed on."""
    return str(error).replace(f"{folder}{os.sep}", "")


def _views(folder: Path, run: RunRecord, records: list[StepRecord]) -> list[StepView]:
    shown: dict[bytes, int] = {}
    views = []
    for record in records:
        picture, problem = None, ""
        try:
            picture = _picture(read_frame(folder, record.frame), record, run.perception, shown)
        except InputError as error:
            problem = _inside(folder, error)
        views.append(
            StepView(
                record,
                describe(record.action) if record.action else "",
                sum(record.phases_ms.values()),
                REASONS[record.reason] if record.reason else "",
                picture,
                problem,
            )
        )
    return views


def _picture(pixels: Pixels, record: StepRecord, perception: Perception, shown: dict[bytes, int]) -> Picture:
    canvas = fit_canvas(pixels, perception.block, perception.fit, perception.max_pixels)
    height, width = pixels.shape[:2]
    key = hashlib.blake2b(np.ascontiguousarray(pixels).data).digest() + repr(pixels.shape).encode()
    same_as = shown.setdefault(key, record.index)
    mark = None
    if record.target_px is not None:
        x, y = Frame(pixels, Monitor(*record.monitor)).from_input(*record.target_px)
        mark = (100 * x / width, 100 * y / height) if 0 <= x < width and 0 <= y < height else None
    keep = unpack_mask(record.mask, record.grid)
    return Picture(
        size=(width * canvas.scale[0], height * canvas.scale[1]),
        block=perception.block,
        data=_webp(pixels) if same_as == record.index else "",
        same_as=same_as,
        dropped=_area(~keep),
        outline=_edges(keep),
        mark=mark,
    )


def _webp(pixels: Pixels) -> str:
    """Encode a picture, as well as its share of bytes allows."""
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    shrink = LONGEST_SIDE_PX / max(pixels.shape[:2])
    if shrink < 1:
        bgr = cv2.resize(bgr, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    limit = PICTURE_BYTES * max(1.0, bgr.shape[0] * bgr.shape[1] / (1920 * 1080))
    data = b""
    for quality in (85, 70, 50, 30, 10):
        data = cv2.imencode(".webp", bgr, [cv2.IMWRITE_WEBP_QUALITY, quality])[1].tobytes()
        if len(data) <= limit:
            break
    return base64.b64encode(data).decode()


def _runs(mask: Mask) -> list[tuple[int, int, int]]:
    """Row, first column and length of each run of True in a row."""
    edges = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    return list(zip(rows.tolist(), starts.tolist(), (ends - starts).tolist(), strict=True))


def _area(mask: Mask) -> str:
    return "".join(f"M{x} {y}h{n}v1h-{n}z" for y, x, n in _runs(mask))


def _edges(mask: Mask) -> str:
    across = "".join(f"M{x} {y + 1}h{n}" for y, x, n in _runs(mask[1:] != mask[:-1]))
    down = "".join(f"M{x + 1} {y}v{n}" for x, y, n in _runs((mask[:, 1:] != mask[:, :-1]).T))
    return across + down


def _render(run: RunRecord, steps: list[StepView], problem: str) -> str:
    sent = sum(step.record.sent_tokens for step in steps)
    full = sum(step.record.full_tokens for step in steps)
    last = steps[-1].record.captured_at if steps else run.started_at
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": "{:,}".format,
        "duration": _duration,
        "short": lambda text: text if len(text) <= 200 else f"{text[:199]}…",
        "date": _date,
        "digest": lambda text: base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode(),
        "rgb": lambda colour: "rgb({} {} {})".format(*colour),
        "pretty": lambda value: json.dumps(value, indent=2, ensure_ascii=False),
    }
    return environment.get_template(TEMPLATE).render(
        run=run,
        steps=steps,
        problem=problem,
        sent=sent,
        full=full,
        factor=f"{full / sent:,.1f}" if sent else "",
        wall_ms=1000 * max(0.0, (run.ended_at or last) - run.started_at),
        colours=_colours(steps),
        slowest_ms=_ceiling(max((step.total_ms for step in steps), default=0.0)),
        largest=max((step.record.full_tokens for step in steps), default=1) or 1,
        tints={"outline": OUTLINE, "spatial": SPATIAL, "before": BEFORE, "mark": MARK, "veil": 1 - DIM},
    )


def _colours(steps: list[StepView]) -> dict[str, int]:
    """Number the phases that occur, known ones first and always alike."""
    used = {name for step in steps for name in step.record.phases_ms}
    known = {name: number for number, name in enumerate(PHASES) if name in used}
    others = sorted(used - set(PHASES))
    return known | {name: (len(PHASES) + number) % COLOURS for number, name in enumerate(others)}


def _ceiling(value: float) -> float:
    """The next round number, the top of an axis."""
    if not math.isfinite(value) or value <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(value))
    return next(unit * step for step in (1, 2, 4, 6, 8, 10) if unit * step >= value)


def _duration(ms: float) -> str:
    if ms < 10:
        return f"{ms:.1f} ms"
    if ms < 1000:
        return f"{ms:.0f} ms"
    if ms < 59_950:
        return f"{ms / 1000:.3g} s"
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes:,} min {seconds} s"


def _date(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, tz=timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return "unknown"
