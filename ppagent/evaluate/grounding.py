"""In: a grounding set, an agent and arms. Out: a run's folder with the result: every question in every arm, once."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ppagent.errors import InputError, PpagentError
from ppagent.evaluate.agents import Answer, Grounder, grounder
from ppagent.evaluate.arms import Arm, Looks
from ppagent.evaluate.record import AnswerRecord, Manifest, Outcome, RunFolder
from ppagent.evaluate.sample import RefusalTarget, Sample
from ppagent.evaluate.score import result
from ppagent.evaluate.sets import Choice, GroundingSet, load_set
from ppagent.files import read_picture
from ppagent.policy.base import ContextLostError
from ppagent.prune.pruner import warm
from ppagent.run import versions

ATTEMPTS = 3
"""How often a question is put before it counts as an error of the machinery."""

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


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A finished run: its folder and what ``result.json`` in it says."""

    folder: Path
    result: dict[str, Any]


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
    arms = [arm for arm in options.arms if arm != "temporal"]
    if not arms:
        raise InputError("the temporal arm is not applicable: the set has no sequences", "choose other arms")
    questions = load_set(options.path, options.choice, skip_bad=options.skip_bad)
    agent = grounder(options.agent, options.choice.seed, may_refuse=questions.refusals)
    try:
        manifest = _manifest(options, questions, agent)
        folder = RunFolder(options.folder or _default_folder(manifest))
        folder.open(manifest, questions.samples, resume=options.resume)
        folder.mend()
        # An error is asked again: what failed then may work now.
        answers = {key: one for key, one in folder.answers().items() if one.outcome != "error"}
        total = len(questions.samples) * len(arms)
        on_progress(len(answers), total)
        warm(agent.perception)
        # A file may have changed since another evaluation in this process.
        _picture.cache_clear()
        for sample in questions.samples:
            for arm in arms:
                if (sample.id, arm) not in answers:
                    answers[sample.id, arm] = _ask_again(sample, arm, agent, options.choice.seed)
                    folder.append(answers[sample.id, arm])
                    on_progress(len(answers), total)
    finally:
        agent.close()
    found = result(manifest, questions.samples, answers)
    folder.finish(found)
    return Evaluation(folder.folder, found)


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
    _forget_peak()
    started = time.perf_counter()
    looks = Looks(pixels, agent.perception, seed, sample.id)
    look = looks.of(arm)
    pruned = time.perf_counter()
    answer = agent.answer(sample, look)
    ended = time.perf_counter()
    outcome = outcome_of(sample, answer)
    selection = look.selection
    return AnswerRecord(
        id=sample.id, arm=arm, outcome=outcome,
        right=outcome == ("refused" if isinstance(sample.target, RefusalTarget) else "hit"),
        point=answer.point, reply=answer.text, message=answer.message, kept_tokens=selection.kept,
        full_tokens=looks.full_tokens, canvas_px=look.canvas.size_px,
        ms=round((ended - started) * 1000, 2),
        phases_ms={"prune": round((pruned - started) * 1000, 2), **answer.phases_ms}, memory_mib=_peak(),
    )  # fmt: skip


def outcome_of(sample: Sample, answer: Answer) -> Outcome:
    """Judge an answer as the sets' own scorers do: any point of the target is right, and nothing else is."""
    if not answer.readable:
        return "wrong_format"
    if answer.refused:
        return "refused"
    return "hit" if answer.point is not None and sample.target.holds(*answer.point) else "miss"


def _manifest(options: Options, questions: GroundingSet, agent: Grounder) -> Manifest:
    choice = options.choice
    return Manifest(
        set=questions.name, set_sha256=questions.sha256, agent=agent.name, card=agent.card, arms=options.arms,
        limit=choice.limit, seed=choice.seed, language=choice.language, style=choice.style, negative=choice.negative,
        n=len(questions.samples), skipped={one.sample: one.reason for one in questions.problems},
        versions=versions(), device=agent.device(), started_at=time.time(),
    )  # fmt: skip


def _default_folder(manifest: Manifest) -> Path:
    agent = re.sub(r"[^a-z0-9.]+", "-", manifest.agent.lower()).strip("-") or "agent"
    return Path("runs") / f"{time.strftime('%Y%m%d-%H%M%S')}-{manifest.set}-{agent}"


def _forget_peak() -> None:
    if (torch := sys.modules.get("torch")) is not None and torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()


def _peak() -> float | None:
    if (torch := sys.modules.get("torch")) is not None and torch.cuda.is_available():
        return round(float(torch.cuda.max_memory_allocated()) / 2**20, 1)
    return None
