"""In: a stage, that is a screen, hands and windows, and a task. Out: it played, by an agent's card or a baseline."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ppagent.action.dialect import JsonDialect
from ppagent.action.dialects import dialect_named
from ppagent.action.schema import Action, Click, Done, Fail, Key, Scroll
from ppagent.catalog import AgentCard, find_agent
from ppagent.desktop.windows import Windows
from ppagent.errors import InputError, PpagentError, ScreenLostError
from ppagent.evaluate.arms import Arm, perception_in
from ppagent.evaluate.episodes import Ended
from ppagent.evaluate.osworld.machine import UnsupportedError
from ppagent.evaluate.osworld.oracle import play_oracle
from ppagent.evaluate.osworld.oracle_file import read_oracle
from ppagent.evaluate.osworld.task import Task
from ppagent.evaluate.policies import policy_for
from ppagent.hands.base import Hands, Window
from ppagent.hands.guard import ApproveAll
from ppagent.loop import Agent
from ppagent.policy.base import Effect, Policy, Reply
from ppagent.prune.pruner import Pruner
from ppagent.prune.selection import KeyframeReason, Look
from ppagent.run import versions
from ppagent.screen.capture import Screen
from ppagent.trace.record import RunRecord, StepRecord, Trace

_KEYS = ("enter", "tab", "escape", "down", "up")


@dataclass(frozen=True, slots=True)
class Stage:
    """What a task is played on.

    Attributes:
        windows: of the display; None where the machine does not tell.
        env: its name.
    """

    screen: Screen
    hands: NotedHands
    windows: Windows | None
    env: str
    seed: int | None


@dataclass(frozen=True, slots=True)
class Played:
    """How a player got on.

    Attributes:
        failed: its last action said that the task cannot be done.
        done: the actions, in screen px, each with the time it was taken.
    """

    ended: Ended
    message: str
    failed: bool
    steps: list[StepRecord] = field(default_factory=list)


class NotedHands:
    """Hands that remember what they did last, in screen px."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self.last: Action | None = None

    def perform(self, action: Action) -> None:
        """Carry out and remember."""
        self.last = action
        self._hands.perform(action)

    def active_window(self) -> Window | None:
        """As the hands say."""
        return self._hands.active_window()

    def release(self) -> None:
        """Let go."""
        self._hands.release()


class Player(Protocol):
    """Plays one task after the other."""

    name: str

    def lacks(self, task: Task) -> str:
        """What the player lacks for a task; empty when nothing."""

    def play(
        self, stage: Stage, task: Task, max_steps: int, folder: Path, on_step: Callable[[StepRecord], None]
    ) -> Played:
        """Play a task; the trace goes to a new folder.

        Raises:
            UnsupportedError: the player knows no way through this task.
            ScreenLostError: the screen is gone.
            PpagentError: the player failed.
        """

    def close(self) -> None:
        """Free what it holds."""


class AgentPlayer:
    """A policy in ppagent's own loop."""

    def __init__(self, card: AgentCard, arm: Arm, policy: Policy | None = None) -> None:
        """Load the card's policy, or take another one.

        Raises:
            PpagentError: its model is not on this machine, or the arm does not fit it.
        """
        self.name, self._card = card.name, card
        self._perception = perception_in(card.perception, arm)
        self._policy, self._versions = policy or policy_for(card), versions()

    def lacks(self, task: Task) -> str:
        """An agent tries anything."""
        del task
        return ""

    def play(
        self, stage: Stage, task: Task, max_steps: int, folder: Path, on_step: Callable[[StepRecord], None]
    ) -> Played:
        """Run the agent on the instruction."""
        card, seen = self._card, list[StepRecord]()
        record = RunRecord(
            task=task.instruction, agent=card.name, card=card.model_dump(mode="json"), env=stage.env, seed=stage.seed,
            perception=self._perception, versions=self._versions, started_at=time.time(),
        )  # fmt: skip
        trace = Trace(folder, record)

        def note(step: StepRecord) -> None:
            seen.append(step)
            on_step(step)

        agent = Agent(
            stage.screen, Pruner(self._perception), self._policy, dialect_named(card.dialect), card.space, stage.hands,
            ApproveAll(), trace, max_steps=max_steps, on_step=note,
        )  # fmt: skip
        try:
            outcome = agent.run(task.instruction)
            ended: Ended = "error" if outcome.status == "running" else outcome.status
            message = outcome.message
        except ScreenLostError:
            raise
        except PpagentError as error:
            ended, message = "error", str(error)
        trace.finish(status=ended, message=message, ended_at=time.time())
        # Going in circles ends a run as a failure too, but nobody has said that the task cannot be done.
        failed = bool(seen) and isinstance(seen[-1].action, Fail)
        return Played(ended, message, failed, seen)

    def close(self) -> None:
        """Free the policy."""
        self._policy.close()


class NothingPolicy:
    """Says at once that it is done: what the start state scores."""

    def start(self, task: str) -> None:
        """Nothing to begin."""
        del task

    def keyframe(self) -> KeyframeReason | None:
        """Never asks for one."""
        return None

    def reply(self, look: Look, effect: Effect | None) -> Reply:
        """Done."""
        del look, effect
        return Reply(JsonDialect().print(Done()))

    def close(self) -> None:
        """Nothing to free."""


class RandomPolicy(NothingPolicy):
    """Clicks, scrolls and presses keys by chance, the same for the same task: what luck scores."""

    def start(self, task: str) -> None:
        """Shuffle."""
        self._chance = random.Random(task)

    def reply(self, look: Look, effect: Effect | None) -> Reply:
        """Anything."""
        del effect
        chance = self._chance
        width, height = look.canvas.shown_px
        # Off the corners: a pointer there stops a run.
        point = (chance.randrange(2, width - 2), chance.randrange(2, height - 2))
        kinds: tuple[Action, ...] = (
            Click(point=point),
            Click(point=point, count=2),
            Scroll(point=point, dy=5),
            Key(keys=(chance.choice(_KEYS),)),
        )
        return Reply(JsonDialect().print(chance.choices(kinds, (6, 2, 1, 2))[0]))


class OraclePlayer:
    """Plays the oracle file of a task: the proof that the task and its checker work."""

    name = "oracle"

    def __init__(self, folder: Path) -> None:
        """Take the folder of ``<task id>.json``."""
        self._folder = folder

    def lacks(self, task: Task) -> str:
        """Whether there is a file for it."""
        file = self._folder / f"{task.id}.json"
        return "" if file.is_file() else f"there is no oracle {file.name}"

    def play(
        self, stage: Stage, task: Task, max_steps: int, folder: Path, on_step: Callable[[StepRecord], None]
    ) -> Played:
        """Play it; ``max_steps`` is not for it, and it leaves no trace but the screens before its steps."""
        del max_steps, on_step
        if stage.windows is None:
            raise UnsupportedError("oracles need to know the windows, and this machine does not tell")
        from ppagent.files import png, write_atomically

        folder.mkdir(parents=True, exist_ok=True)
        played = play_oracle(
            read_oracle(self._folder / f"{task.id}.json").steps, stage.screen, stage.hands, stage.windows,
            on_step=lambda index, frame: write_atomically(folder / f"{index:04d}.png", png(frame.pixels, compression=1)),
        )  # fmt: skip
        if played.ended == "error":
            write_atomically(folder / "last.png", png(stage.screen.grab().pixels, compression=1))
        return Played(played.ended, played.message, played.ended == "fail")

    def close(self) -> None:
        """Nothing to free."""


def player_of(agent: str, arm: Arm, oracles: Path | None) -> Player:
    """A player by name.

    Raises:
        PpagentError: there is no such agent, it cannot be loaded, or there are no oracles.
    """
    if agent == "oracle":
        if oracles is None or not oracles.is_dir():
            raise InputError("there is no folder of oracles beside these tasks", "give one with --oracles")
        return OraclePlayer(oracles)
    baselines: dict[str, Callable[[], Policy]] = {"nothing": NothingPolicy, "random": RandomPolicy}
    if agent in baselines:
        card = AgentCard(name=agent, description="a baseline", policy="scripted")
        return AgentPlayer(card, arm, baselines[agent]())
    return AgentPlayer(find_agent(agent), arm)
