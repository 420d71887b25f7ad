"""In: a set of interactive tasks. Out: the words that its runs are made of: an episode, what came of it, who plays it.

A set (MiniWoB++, a suite of desktop tasks) says which episodes there are and makes Workers; a run
(`ppagent.evaluate.interactive.play`) puts each episode in each arm to a Worker, once, in as many processes as wanted, and
writes the Records down. How a Worker is made:

- Each Worker has a process of its own, which lives for one arm and may be killed at any moment: it may set ``os.environ``, and
  nothing that it starts may outlive it.
- An arm is a Perception: ``card.perception`` as `ppagent.evaluate.arms.perception_in` has it, for the Pruner and the RunRecord alike.
- Its policy comes from `ppagent.evaluate.policies.policy_for`, so that on Ray a replica with a GPU can hold it.
- `record_of` makes the record of an agent's steps. ``attempts`` and ``trace`` are filled in by the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from ppagent.errors import PpagentError
from ppagent.evaluate.arms import Arm
from ppagent.trace.record import StepRecord

Ended = Literal["done", "answer", "fail", "limit", "stopped", "error"]


class InfrastructureError(PpagentError):
    """The environment broke, not the agent: the episode is played again, and never counts as a failure."""


class Episode(BaseModel):
    """One task with one seed.

    Attributes:
        id: unique in its set, and a folder's name: ``<task>-<seed>``.
        task: the task's name or id.
        group: what intervals are clustered by and tables broken down by: an application, a domain.
        infeasible: only to say that it cannot be done is right; an agent that gives up on everything is right there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    task: str
    group: str
    seed: int = 0
    infeasible: bool = False


class EpisodeRecord(BaseModel):
    """What came of an episode in an arm: a line of ``episodes.jsonl``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    arm: Arm
    success: bool = False
    score: float = 0.0
    """As the task's own checker says it: 0 to 1; MiniWoB++'s raw reward from -1."""
    ended: Ended = "done"
    message: str = ""
    """The agent's last word, the checker's reason, or what failed."""
    unsupported: str = ""
    """What of the task ppagent cannot set up or judge; such an episode counts nowhere."""
    infrastructure: bool = False
    """The environment broke, on every try; such an episode counts nowhere either, and is played again on --resume."""
    steps: int = 0
    sent_tokens: int = 0
    full_tokens: int = 0
    step_tokens: tuple[int, ...] = ()
    """Visual tokens sent, step by step."""
    ms: float = 0.0
    """From the first look to the last word; set-up and judging are not the agent's."""
    phases_ms: dict[str, float] = {}
    """Sums over the steps."""
    memory_mib: float | None = None
    attempts: int = 1
    trace: str = ""
    """The trace's folder, from the run's."""


def record_of(episode: Episode, arm: Arm, steps: Sequence[StepRecord], **fields: Any) -> EpisodeRecord:
    """The record of an agent's steps.

    Args:
        episode: that was played.
        arm: in which.
        steps: as the loop's ``on_step`` had them.
        fields: what the steps do not say: ``success``, ``score``, ``ended``, ``message``, ``ms``.
    """
    phases: Counter[str] = Counter()
    for step in steps:
        phases.update(step.phases_ms)
    return EpisodeRecord(
        id=episode.id, arm=arm, steps=len(steps),
        sent_tokens=sum(step.sent_tokens for step in steps), full_tokens=sum(step.full_tokens for step in steps),
        step_tokens=tuple(step.sent_tokens for step in steps),
        phases_ms={name: round(spent, 2) for name, spent in phases.items()}, **fields,
    )  # fmt: skip


class Worker(Protocol):
    """Plays one episode after the other, in a process of its own."""

    def play(self, episode: Episode, folder: Path) -> EpisodeRecord:
        """Set up, let the agent work, judge.

        Args:
            episode: which one.
            folder: for its trace; it is not there yet, and need not be made.

        Raises:
            InfrastructureError: the environment broke; the next call starts a new one.
            PpagentError: nothing can be played at all: a missing program, a card whose model is not here.
        """


class InteractiveSet(Protocol):
    """A set of tasks that an agent plays. Can be pickled: it travels to where its Workers are."""

    @property
    def name(self) -> str:
        """As results name it, with its version: ``miniwob``, ``xfce-2026.12``."""

    @property
    def sha256(self) -> str:
        """Of everything that a result depends on: task files, pages."""

    def episodes(self) -> list[Episode]:
        """All of the run, in their order."""

    def worker(self, agent: str, arm: Arm) -> AbstractContextManager[Worker]:
        """Who plays them, as ``agent`` (a card's name or path, or a baseline: ``oracle``, ``random``, ``nothing``) in an arm.

        Raises:
            PpagentError: the agent cannot be loaded, or there is no such arm here.
        """
