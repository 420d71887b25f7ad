"""In: the folder of a finished interactive run. Out: ``report.html``, one file that needs no network, and reports of its traces."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppagent.errors import InputError
from ppagent.evaluate.arms import Arm
from ppagent.evaluate.episodes import Episode, EpisodeRecord
from ppagent.evaluate.page import dots, shown_of, step_lines, thumbnail, ticks, write_page
from ppagent.evaluate.record import INTERACTIVE, RunFolder

MOST_EPISODES = 20
"""Flipped episodes shown per pair of arms; the rest are in ``result.json``."""
PICTURE_WIDTH_PX = 480


@dataclass(frozen=True, slots=True)
class Played:
    """How one arm played an episode, as the template shows it.

    Attributes:
        arm: which.
        record: what came of it.
        picture: the last frame of its trace, base64 WebP; empty without one.
        link: its report, from the run's folder; its trace, if that has no steps; empty without one.
    """

    arm: Arm
    record: EpisodeRecord
    picture: str
    link: str


@dataclass(frozen=True, slots=True)
class Flip:
    """An episode that one arm did and the other did not.

    Attributes:
        episode: which.
        gained: the second arm did it.
        sides: the first arm, and the other.
    """

    episode: Episode
    gained: bool
    sides: tuple[Played, Played]


def write_play_report(folder: Path) -> Path:
    """Write the report of a finished interactive run, and those of the traces that it links to.

    Args:
        folder: of the run.

    Returns:
        Path of the report, ``report.html`` in the folder.

    Raises:
        InputError: the folder holds no finished evaluation.
        OSError: a report cannot be written.
    """
    run = RunFolder(folder, INTERACTIVE)
    found, manifest, records = run.result(), run.manifest(), run.lines()
    episodes = {one.id: one for one in run.items()}
    flips: dict[str, list[Flip]] = {}
    for arm, pair in found["pairs"].items():
        flips[arm] = [
            Flip(
                episodes[one],
                won,
                (_played(folder, records, one, pair["against"]), _played(folder, records, one, arm)),
            )
            for one, won in shown_of(pair["lost"], pair["gained"], MOST_EPISODES)
        ]
    lines, across, up = step_lines(found["arms"])
    return write_page(
        folder / "report.html", "play_report.html.j2", manifest,
        found=found, dots=dots(found["arms"], "success_rate"), ticks=ticks(found["arms"]), lines=lines, across=across,
        up=up, flips=flips, breakdowns=_breakdowns(found),
    )  # fmt: skip


def _played(folder: Path, records: dict[tuple[str, Arm], EpisodeRecord], one: str, arm: Arm) -> Played:
    record = records[one, arm]
    trace = folder / record.trace
    frames = sorted(trace.glob("frames/*.png")) if record.trace else []
    picture = thumbnail(frames[-1], PICTURE_WIDTH_PX) if frames else ""
    return Played(arm, record, picture, _link(folder, trace) if record.trace else "")


def _link(folder: Path, trace: Path) -> str:
    from ppagent.trace.report import write_report

    try:
        report = write_report(trace)
    except InputError:
        return f"{trace.relative_to(folder).as_posix()}/" if trace.is_dir() else ""
    return report.relative_to(folder).as_posix()


def _breakdowns(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By kind, by group and by task; not by what says nothing new."""
    parts = {name: found[f"{name}s"] for name in ("kind", "group", "task")}
    if len(parts["kind"]) == 1:
        del parts["kind"]
    if parts["group"].keys() == parts["task"].keys():
        del parts["group"]
    return parts
