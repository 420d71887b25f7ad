"""In: a grounding set, an agent and arms. Out: a run's folder with the result: every question in every arm, once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from ppagent.errors import InputError, PpagentError
from ppagent.evaluate.agents import Answer, Grounder, grounder
from ppagent.evaluate.arms import Arm, Looks
from ppagent.evaluate.policies import lender, runs_model
from ppagent.evaluate.pool import ATTEMPTS, Done, InPlace, Place, Pool
from ppagent.evaluate.record import GROUNDING, AnswerRecord, Manifest, Outcome, RunFolder, default_folder
from ppagent.evaluate.sample import RefusalTarget, Sample
from ppagent.evaluate.score import applicable, result
from ppagent.evaluate.sets import Choice, GroundingSet, load_set
from ppagent.files import read_picture
from ppagent.policy.base import ContextLostError
from ppagent.prune.pruner import warm
from ppagent.run import versions

_picture = lru_cache(maxsize=2)(read_picture)
"""Questions about one picture mostly follow each other."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asked for; see ``ppagent eval --help``."""

    path: Path
    agent: str
    arms: tuple[Arm, ...]
    choice: Choice
    folder: Path | None = None
    resume: bool = False
    skip_bad: bool = False
    parallel: int = 1
    ray: str | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A finished run: its folder and what ``result.json`` in it says."""

    folder: Path
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A question, and the arms that it is still to be put in."""

    sample: Sample
    arms: tuple[Arm, ...]


def evaluate(
    options: Options, on_progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Evaluation:
    """Put every question of a set to an agent, in every arm, and write down each answer as it comes.

    Args:
        options: what to do.
        on_progress: called with answers there and answers to come by.

    Raises:
        PpagentError: the set, the agent or the folder cannot be used, or no arm applies.
    """
    if options.resume and options.folder is None:
        raise InputError("--resume does not say which run", "give its folder with --out")
    questions = load_set(options.path, options.choice, skip_bad=options.skip_bad)
    arms = applicable(options.arms, questions.samples)
    if not arms:
        raise InputError("the temporal arm is not applicable: the set has no sequences", "choose other arms")
    place = Place(options.parallel, options.ray)
    opening = partial(_open_seat, options.agent, options.choice.seed, may_refuse=questions.refusals)
    with ExitStack() as stack:
        stack.enter_context(place.joined())
        workers: InPlace[_Unit, list[AnswerRecord]] | Pool[_Unit, list[AnswerRecord]] = InPlace(opening)
        if place != Place():
            workers = place.pool(opening, len(questions.samples), model=runs_model(options.agent))
        stack.enter_context(workers)
        facts = workers.facts()
        manifest = _manifest(options, questions, facts)
        folder = RunFolder(options.folder or default_folder(manifest.set, manifest.agent), GROUNDING)
        folder.open(manifest, questions.samples, resume=options.resume)
        # An error is asked again: what failed then may work now.
        answers = {key: one for key, one in folder.lines().items() if one.outcome != "error"}
        total = len(questions.samples) * len(arms)
        on_progress(len(answers), total)
        todo = [
            _Unit(sample, missing)
            for sample in questions.samples
            if (missing := tuple(arm for arm in arms if (sample.id, arm) not in answers))
        ]
        for done in workers.run(todo):
            for answer in done.result or _lost(done):
                answers[answer.id, answer.arm] = answer
                folder.append(answer)
            on_progress(len(answers), total)
    found = result(manifest, questions.samples, answers)
    folder.finish(found)
    return Evaluation(folder.folder, found)


def _lost(done: Done[_Unit, list[AnswerRecord]]) -> list[AnswerRecord]:
    return [
        AnswerRecord(id=done.unit.sample.id, arm=arm, outcome="error", right=False, message=done.lost)
        for arm in done.unit.arms
    ]


class _Seat:
    """An agent, as the pool has it answer questions."""

    def __init__(self, agent: Grounder, seed: int) -> None:
        self._agent, self._seed = agent, seed
        self.facts = {"agent": agent.name, "card": agent.card, "device": agent.device()}

    def do(self, unit: _Unit) -> list[AnswerRecord]:
        """Put a question in its arms."""
        return [_ask_again(unit.sample, arm, self._agent, self._seed) for arm in unit.arms]


@contextmanager
def _open_seat(agent: str, seed: int, *, may_refuse: bool) -> Iterator[_Seat]:
    answering = grounder(agent, seed, may_refuse=may_refuse)
    try:
        warm(answering.perception)
        # A file may have changed since another evaluation in this process.
        _picture.cache_clear()
        yield _Seat(answering, seed)
    finally:
        answering.close()


def _ask_again(sample: Sample, arm: Arm, agent: Grounder, seed: int) -> AnswerRecord:
    """Put a question in an arm, again if the machinery fails."""
    failure = ""
    for _ in range(ATTEMPTS):
        try:
            return _ask(sample, arm, agent, seed)
        except (PpagentError, ContextLostError, RuntimeError, MemoryError, OSError) as error:  # noqa: PERF203
            # What a device, a disk or a driver does wrong; mistakes in the code are of other types and end the run.
            failure = f"{type(error).__name__}: {error}"
    return AnswerRecord(id=sample.id, arm=arm, outcome="error", right=False, message=failure)


def _ask(sample: Sample, arm: Arm, agent: Grounder, seed: int) -> AnswerRecord:
    pixels = _picture(sample.picture)
    lender().forget_peak()
    if arm == "temporal":
        ask = agent.after(sample, [read_picture(frame) for frame in sample.frames])
        started = time.perf_counter()
        answer, look = ask(pixels)
        full, phases = look.selection.full, answer.phases_ms
    else:
        started = time.perf_counter()
        looks = Looks(pixels, agent.perception, seed, sample.id)
        look = looks.of(arm)
        pruned = time.perf_counter()
        answer = agent.answer(sample, look)
        full, phases = looks.full_tokens, {"prune": round((pruned - started) * 1000, 2), **answer.phases_ms}
    ended = time.perf_counter()
    outcome = outcome_of(sample, answer)
    return AnswerRecord(
        id=sample.id, arm=arm, outcome=outcome,
        right=outcome == ("refused" if isinstance(sample.target, RefusalTarget) else "hit"),
        point=answer.point, reply=answer.text, message=answer.message, kept_tokens=look.selection.kept + answer.again_tokens,
        full_tokens=full, canvas_px=look.canvas.size_px, ms=round((ended - started) * 1000, 2), phases_ms=phases,
        memory_mib=lender().peak_mib(),
    )  # fmt: skip


def outcome_of(sample: Sample, answer: Answer) -> Outcome:
    """Judge an answer as the sets' own scorers do: any point of the target is right, and nothing else is."""
    if not answer.readable:
        return "wrong_format"
    if answer.refused:
        return "refused"
    return "hit" if answer.point is not None and sample.target.holds(*answer.point) else "miss"


def _manifest(options: Options, questions: GroundingSet, facts: dict[str, Any]) -> Manifest:
    choice = options.choice
    return Manifest(
        set=questions.name, set_sha256=questions.sha256, arms=options.arms, limit=choice.limit, seed=choice.seed,
        language=choice.language, style=choice.style, negative=choice.negative, n=len(questions.samples),
        skipped={one.sample: one.reason for one in questions.problems}, versions=versions(), started_at=time.time(),
        **facts,
    )  # fmt: skip
