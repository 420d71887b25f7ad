"""In: a set of interactive tasks, an agent and arms. Out: a run's folder with the result: every episode in every arm, once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ppagent.catalog import find_agent
from ppagent.errors import InputError
from ppagent.evaluate.arms import Arm, not_applicable
from ppagent.evaluate.episodes import Episode, EpisodeRecord, InteractiveSet, Worker
from ppagent.evaluate.policies import lender
from ppagent.evaluate.pool import Done, Place
from ppagent.evaluate.record import INTERACTIVE, PlayManifest, RunFolder, default_folder
from ppagent.evaluate.tally import counts, tally
from ppagent.prune.pruner import Perception
from ppagent.run import versions

BASELINES = ("oracle", "random", "nothing")
"""Agents that are no cards; a set says which of them it has. They do not look, so an arm means nothing to them."""


@dataclass(frozen=True, slots=True)
class PlayOptions:
    """What a person asked for; the options that all interactive sets have in common.

    Attributes:
        agent: a card's name or path, or a baseline.
        arms: all are compared with the first.
        folder: of the run; None for ``runs/<time>-<set>-<agent>``.
        resume: go on with the run in the folder, if there is one.
        parallel: worker processes.
        ray: address of a Ray cluster, ``local`` for one of this run's own; None for processes without Ray.
    """

    agent: str
    arms: tuple[Arm, ...] = ("temporal",)
    folder: Path | None = None
    resume: bool = False
    parallel: int = 1
    ray: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        done: episodes that are there, over all arms.
        total: episodes to come to.
        success_rate: of those that count so far, in the first arm.
        last: what came last; None before anything did.
    """

    done: int
    total: int
    success_rate: float | None
    last: EpisodeRecord | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A finished run.

    Attributes:
        folder: of it.
        result: what ``result.json`` in it says.
        played: episodes played by this call; the others were there.
        seconds: that they took.
    """

    folder: Path
    result: dict[str, Any]
    played: int
    seconds: float


def play(
    options: PlayOptions,
    the_set: InteractiveSet,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Evaluation:
    """Play every episode of a set in every arm, and write down each as it ends.

    Args:
        options: what to do.
        the_set: what is played; it is pickled.
        on_progress: called after each episode.

    Raises:
        PpagentError: the set, the agent or the folder cannot be used, or no arm applies.
    """
    if options.resume and options.folder is None:
        raise InputError("--resume does not say which run", "give its folder with --out")
    agent, name, card, perception = _agent(options.agent)
    reasons = {arm: why for arm in options.arms if (why := not_applicable(perception, arm))}
    arms = [arm for arm in options.arms if arm not in reasons]
    if not arms:
        arm, why = next(iter(reasons.items()))
        raise InputError(f"the {arm} arm is not applicable: {why}", "choose other arms")
    episodes = the_set.episodes()
    manifest = PlayManifest(
        set=the_set.name, set_sha256=the_set.sha256, agent=name, card=card, arms=options.arms, n=len(episodes),
        seeds=tuple(sorted({one.seed for one in episodes})), not_applicable=reasons, versions=versions(), device={},
        started_at=time.time(),
    )  # fmt: skip
    run = _Run(
        RunFolder(options.folder or default_folder(the_set.name, name), INTERACTIVE),
        arms,
        episodes,
        on_progress,
    )
    if run.folder.check(resume=options.resume):
        run.begin(manifest, resume=options.resume)
    started, played = time.perf_counter(), 0
    place, model = Place(options.parallel, options.ray), card.get("policy") == "transformers"
    with place.joined() if any(map(run.missing, arms)) else nullcontext():
        for arm in arms:
            missing = run.missing(arm)
            if not missing:
                continue
            # Workers of their own for each arm: no arm finds anything that another one left in a process.
            with place.pool(partial(open_seat, the_set, agent, arm), len(missing), model=model) as workers:
                if not played:
                    run.begin(manifest.model_copy(update={"device": workers.facts()}), resume=options.resume)
                for done in workers.run([_Unit(one, arm, run.trace(one, arm)) for one in missing]):
                    run.note(done)
                    played += 1
    found = tally(manifest, episodes, run.records)
    run.folder.finish(found)
    return Evaluation(run.folder.folder, found, played, time.perf_counter() - started)


@dataclass(frozen=True, slots=True)
class _Unit:
    episode: Episode
    arm: Arm
    folder: Path


class _Run:
    """What is there of a run, on disk and in memory."""

    def __init__(
        self,
        folder: RunFolder[PlayManifest, Episode, EpisodeRecord],
        arms: list[Arm],
        episodes: list[Episode],
        on_progress: Callable[[Progress], None],
    ) -> None:
        self.folder, self._arms, self._episodes, self._on_progress = folder, arms, episodes, on_progress
        self.records: dict[tuple[str, Arm], EpisodeRecord] = {}

    def begin(self, manifest: PlayManifest, *, resume: bool) -> None:
        """Open the folder, and read what is there already; what the environment broke is played again."""
        self.folder.open(manifest, self._episodes, resume=resume)
        self.records = {key: one for key, one in self.folder.lines().items() if not one.infrastructure}
        self._report(None)

    def missing(self, arm: Arm) -> list[Episode]:
        """What is still to be played in an arm."""
        return [one for one in self._episodes if (one.id, arm) not in self.records]

    def trace(self, episode: Episode, arm: Arm) -> Path:
        """Where its trace goes."""
        return (self.folder.folder / "traces" / arm / episode.id).resolve()

    def note(self, done: Done[_Unit, EpisodeRecord]) -> None:
        """Write down what came of an episode."""
        episode, arm = done.unit.episode, done.unit.arm
        record = done.result or EpisodeRecord(
            id=episode.id, arm=arm, ended="error", infrastructure=True, message=done.lost
        )
        trace = f"traces/{arm}/{episode.id}" if done.unit.folder.is_dir() else ""
        record = record.model_copy(update={"attempts": done.attempts, "trace": trace})
        self.folder.append(record)
        self.records[episode.id, arm] = record
        self._report(record)

    def _report(self, last: EpisodeRecord | None) -> None:
        first = [one for (_, arm), one in self.records.items() if arm == self._arms[0] and counts(one)]
        rate = sum(one.success for one in first) / len(first) if first else None
        total = len(self._episodes) * len(self._arms)
        self._on_progress(Progress(len(self.records), total, rate, last))


class _Seat:
    """A Worker, as the pool has it do units."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.facts = lender().device()

    def do(self, unit: _Unit) -> EpisodeRecord:
        """Play an episode; what a try before has left of its trace is removed."""
        shutil.rmtree(unit.folder, ignore_errors=True)
        unit.folder.parent.mkdir(parents=True, exist_ok=True)
        lender().forget_peak()
        record = self._worker.play(unit.episode, unit.folder)
        return (
            record
            if record.memory_mib is not None
            else record.model_copy(update={"memory_mib": lender().peak_mib()})
        )


@contextmanager
def open_seat(the_set: InteractiveSet, agent: str, arm: Arm) -> Iterator[_Seat]:
    """Where a worker process begins."""
    with the_set.worker(agent, arm) as worker:
        yield _Seat(worker)


def _agent(name: str) -> tuple[str, str, dict[str, Any], Perception]:
    """An agent for a worker elsewhere, and of what it is: its name, its card, how it looks."""
    if name in BASELINES:
        return name, name, {"name": name}, Perception()
    try:
        card = find_agent(name)
    except InputError as error:
        raise type(error)(str(error), f"{error.hint}; baselines: {', '.join(BASELINES)}") from error
    # Elsewhere may have another working folder.
    path = str(Path(name).resolve()) if name.endswith(".toml") else name
    return path, card.name, card.model_dump(mode="json"), card.perception
