"""In: the folder of a finished evaluation. Out: ``report.html``, one file that needs no network: plot, tables, pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppagent.evaluate.arms import Arm
from ppagent.evaluate.page import dots, shown_of, thumbnail, ticks, write_page
from ppagent.evaluate.record import GROUNDING, AnswerRecord, RunFolder, is_interactive
from ppagent.evaluate.sample import FramePoint, RefusalTarget, Sample

MOST_PICTURES = 40
"""Flipped samples shown per pair of arms; the rest are listed by id."""
PICTURE_WIDTH_PX = 560


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
    if is_interactive(folder):
        from ppagent.evaluate.play_report import write_play_report

        return write_play_report(folder)
    run = RunFolder(folder, GROUNDING)
    found, manifest = run.result(), run.manifest()
    samples = {sample.id: sample for sample in run.items()}
    answers = run.lines()
    return write_page(
        folder / "report.html", "report.html.j2", manifest,
        found=found, dots=dots(found["arms"], "accuracy"), ticks=ticks(found["arms"]), most=MOST_PICTURES,
        flips={arm: _flips(found["pairs"][arm], arm, samples, answers) for arm in found["pairs"]},
    )  # fmt: skip


def _flips(
    pair: dict[str, Any], arm: Arm, samples: dict[str, Sample], answers: dict[tuple[str, Arm], AnswerRecord]
) -> list[Flip]:
    return [
        Flip(
            samples[one], won, thumbnail(samples[one].picture, PICTURE_WIDTH_PX), _outline(samples[one]),
            answers[one, pair["against"]], answers[one, arm],
        )
        for one, won in shown_of(pair["lost"], pair["gained"], MOST_PICTURES)
    ]  # fmt: skip


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
