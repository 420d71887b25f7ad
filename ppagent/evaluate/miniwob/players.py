"""In: a started page and its utterance. Out: it played to its end, by an agent's card, an oracle or chance."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ppagent.action.dialects import dialect_named
from ppagent.action.schema import Action, Click
from ppagent.catalog import AgentCard, find_agent
from ppagent.errors import InputError
from ppagent.evaluate.arms import Arm, perception_in
from ppagent.evaluate.episodes import Ended
from ppagent.evaluate.miniwob.browser import MiniWob
from ppagent.evaluate.miniwob.eyes import Eyes, UnseenError
from ppagent.evaluate.miniwob.oracle import ORACLES
from ppagent.evaluate.miniwob.tasks import Task
from ppagent.evaluate.policies import policy_for
from ppagent.hands.guard import ApproveAll
from ppagent.loop import Agent
from ppagent.prune.pruner import Pruner, warm
from ppagent.run import versions
from ppagent.screen.settle import Patience
from ppagent.trace.record import RunRecord, StepRecord, Trace

AGENT_SCALE = 3.0
"""Physical px per CSS px that a card's agent sees: letters of 10 px are too small for OCR, and for most models."""
_MOST_ORACLE_ACTIONS = 400


@dataclass(frozen=True, slots=True)
class Game:
    """What is to be played: a page that has been started.

    Attributes:
        task: which.
        seed: of the page.
        utterance: what it asks for.
        max_steps: actions that an agent is given.
        env: the set's name, for the trace.
    """

    task: Task
    seed: int
    utterance: str
    max_steps: int
    env: str = "miniwob"


@dataclass(frozen=True, slots=True)
class Played:
    """How a player got on.

    Attributes:
        steps: actions, or looks of an agent.
        message: its last word.
        ended: how it ended, if the page did not end it.
        seen: the steps of an agent; none of players that see no pictures.
    """

    steps: int
    message: str = ""
    ended: Ended = "done"
    seen: tuple[StepRecord, ...] = ()


class Player(Protocol):
    """Plays one episode after the other, in one thread."""

    scale: float
    """Physical px per CSS px that it wants to see."""

    def play(self, page: MiniWob, game: Game, folder: Path) -> Played:
        """Act until the page gives its reward, or the player gives up; may write its trace to a folder that is not there yet.

        Raises:
            ScreenLostError: the browser died.
            PpagentError: the player failed.
        """

    def close(self) -> None:
        """Free what it holds."""


class OraclePlayer:
    """Solves the tasks of `ORACLES`: the proof of the environment and its scorer."""

    scale = 1.0

    def play(self, page: MiniWob, game: Game, folder: Path) -> Played:
        """Look at the DOM, act by Actions; ``max_steps`` is not for it."""
        del folder
        oracle = ORACLES.get(game.task.name)
        if oracle is None:
            raise InputError(
                f"no oracle covers {game.task.name}", f"they cover: {', '.join(sorted(ORACLES))}"
            )
        steps = 0
        try:
            for action in oracle(Eyes(page, game.task.size, game.utterance)):
                page.hands.perform(action)
                steps += 1
                if steps == _MOST_ORACLE_ACTIONS:
                    return Played(steps, "it does not come to an end", "limit")
        except UnseenError as error:
            return Played(steps, str(error), "fail")
        return Played(steps)

    def close(self) -> None:
        """Nothing to free."""


class RandomPlayer:
    """Clicks anywhere in the task's area: what chance scores."""

    scale = 1.0

    def play(self, page: MiniWob, game: Game, folder: Path) -> Played:
        """Click; the same seed clicks the same points."""
        del folder
        chance = random.Random(f"{game.task.name} {game.seed}")
        width, height = game.task.size
        for step in range(1, game.max_steps + 1):
            action: Action = Click(point=(chance.randrange(width), chance.randrange(height)))
            page.hands.perform(action)
            if page.state().done:
                return Played(step)
        return Played(game.max_steps, "out of steps", "limit")

    def close(self) -> None:
        """Nothing to free."""


class NoPlayer:
    """Does nothing: what a page gives for that."""

    scale = 1.0

    def play(self, page: MiniWob, game: Game, folder: Path) -> Played:
        """Do nothing."""
        del page, game, folder
        return Played(0)

    def close(self) -> None:
        """Nothing to free."""


class AgentPlayer:
    """The agent of a card, in ppagent's own loop."""

    def __init__(self, card: AgentCard, arm: Arm, scale: float | None = None) -> None:
        """Load its policy.

        Raises:
            PpagentError: its model is not on this machine, does not fit the card, or the arm is not applicable.
        """
        self.scale = scale or AGENT_SCALE
        perception = perception_in(card.perception, arm)
        self._card = card.model_copy(update={"perception": perception})
        self._policy, self._versions = policy_for(self._card), versions()
        # No step waits for the compiler.
        warm(perception)

    def play(self, page: MiniWob, game: Game, folder: Path) -> Played:
        """Run the agent on the utterance; the trace is kept."""
        card, seen = self._card, list[StepRecord]()
        record = RunRecord(
            task=game.utterance, agent=card.name, card=card.model_dump(mode="json"), env=f"{game.env}/{game.task.name}",
            seed=game.seed, perception=card.perception, versions=self._versions, started_at=time.time(),
        )  # fmt: skip
        trace = Trace(folder, record)
        agent = Agent(
            page, Pruner(card.perception), self._policy, dialect_named(card.dialect), card.space, page.hands,
            ApproveAll(), trace, patience_at(self.scale), max_steps=game.max_steps, on_step=seen.append,
        )  # fmt: skip
        outcome = agent.run(game.utterance)
        over = page.state()
        message = f"the page gave the reward {over.reward:g}" if over.done else outcome.message
        status = "done" if over.done else outcome.status
        trace.finish(status=status, message=message, ended_at=time.time())
        return Played(len(seen), message, "error" if status == "running" else status, tuple(seen))

    def close(self) -> None:
        """Free the policy."""
        self._policy.close()


def patience_at(scale: float) -> Patience:
    """How long to watch a page of 160 × 210 CSS px: it is small and quick, so its blocks and waits are shorter."""
    block = max(8, round(10 * scale))
    return Patience(poll_ms=20, quiet_ms=150, faint_quiet_ms=250, react_ms=400, timeout_ms=4000, block=block)


def player_of(agent: str, arm: Arm, scale: float | None = None) -> Player:
    """A player by name: ``oracle``, ``random``, or an agent's name or card file, in an arm.

    Raises:
        PpagentError: there is no such agent, it cannot be loaded, or the arm is not applicable.
    """
    if agent == "oracle":
        return OraclePlayer()
    if agent == "random":
        return RandomPlayer()
    if agent == "nothing":
        return NoPlayer()
    return AgentPlayer(find_agent(agent), arm, scale)
