"""In: names of tasks, seeds, and how pages are shown. Out: MiniWoB++ as an InteractiveSet, whose Workers keep their browser."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ppagent.errors import InputError, PpagentError, ScreenLostError
from ppagent.evaluate.arms import Arm
from ppagent.evaluate.episodes import Episode, EpisodeRecord, InfrastructureError, record_of
from ppagent.evaluate.miniwob.browser import LIMIT_S, MiniWob
from ppagent.evaluate.miniwob.chromium import find_chromium
from ppagent.evaluate.miniwob.oracle import ORACLES
from ppagent.evaluate.miniwob.players import Game, Player, player_of
from ppagent.evaluate.miniwob.tasks import find_tasks, pages_folder

SUCCESS = 0.8
"""A raw reward above it is a success: SeeClick's rule (arXiv 2401.10935)."""
Level = Literal["headless", "os"]


@dataclass(frozen=True, slots=True)
class MiniwobSet:
    """Tasks of MiniWoB++, each with some seeds.

    Attributes:
        tasks: their names.
        seeds: of the pages.
        scale: physical px per CSS px that an agent sees; None for what the agent wants.
        max_steps: actions; None for what SeeClick's protocol gives each task.
        level: ``headless``: input events and pictures by DevTools; ``os``: an X server, its mouse and its keyboard.
        limit_s: time of an episode; None for the page's own.
    """

    tasks: tuple[str, ...]
    seeds: tuple[int, ...] = (0,)
    scale: float | None = None
    max_steps: int | None = None
    level: Level = "headless"
    limit_s: float | None = LIMIT_S

    @property
    def name(self) -> str:
        """As results name it."""
        return "miniwob" if self.level == "headless" else f"miniwob-{self.level}"

    @property
    def sha256(self) -> str:
        """Of the pages, and of how they are played."""
        digest = hashlib.sha256(json.dumps([self.scale, self.max_steps, self.limit_s]).encode())
        folder = pages_folder()
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            digest.update(f"\0{file.relative_to(folder).as_posix()}\0".encode() + file.read_bytes())
        return digest.hexdigest()

    def episodes(self) -> list[Episode]:
        """Every task with every seed."""
        return [
            Episode(id=f"{task}-{seed}", task=task, group=task, seed=seed)
            for task in self.tasks
            for seed in self.seeds
        ]

    @contextmanager
    def worker(self, agent: str, arm: Arm) -> Iterator[MiniwobWorker]:
        """Who plays them.

        Raises:
            PpagentError: the agent cannot be loaded, or there is no such arm for it.
        """
        with ExitStack() as stack:
            player = player_of(agent, arm, self.scale)
            stack.callback(player.close)
            if self.level == "os":
                from ppagent.evaluate.miniwob.oslevel import OsStage

                opened: Callable[[], MiniWob] = stack.enter_context(OsStage(player.scale)).open
            else:

                def opened() -> MiniWob:
                    return MiniWob(player.scale)

            worker = MiniwobWorker(self, player, arm, opened)
            stack.callback(worker.leave)
            yield worker


def miniwob_set(agent: str, tasks: Sequence[str], the_rest: MiniwobSet) -> MiniwobSet:
    """The set that an agent is to play, checked.

    Args:
        agent: ``oracle``, ``random``, an agent's name or card file.
        tasks: names; ``all`` for all 128, for the oracle the ones it covers.
        the_rest: everything else.

    Raises:
        InputError: a task does not exist, or no oracle covers it.
        MissingError: Chromium or the pages are not installed.
    """
    if agent == "oracle":
        uncovered = [name for name in tasks if name != "all" and name not in ORACLES]
        find_tasks(uncovered)
        if uncovered:
            raise InputError(
                f"no oracle covers {', '.join(uncovered)}", f"they cover: {', '.join(sorted(ORACLES))}"
            )
        tasks = list(ORACLES) if "all" in tasks else tasks
    named = tuple(task.name for task in find_tasks(tasks))
    if not named:
        raise InputError("no task is named", "--tasks click-button,enter-text; or all")
    find_chromium()
    return MiniwobSet(
        named, the_rest.seeds, the_rest.scale, the_rest.max_steps, the_rest.level, the_rest.limit_s
    )


class MiniwobWorker:
    """A player before a browser, which is kept; a new one when it dies.

    Args:
        of: the set.
        player: who plays.
        arm: in which.
        opened: opens a browser.
    """

    def __init__(self, of: MiniwobSet, player: Player, arm: Arm, opened: Callable[[], MiniWob]) -> None:
        self._set, self._player, self._arm, self._open = of, player, arm, opened
        self._page: MiniWob | None = None

    def play(self, episode: Episode, folder: Path) -> EpisodeRecord:
        """Load the page, let the player act until it gives its reward.

        Raises:
            InfrastructureError: the browser died.
        """
        try:
            return self._play(episode, folder)
        except ScreenLostError as error:
            self.leave()
            raise InfrastructureError(str(error)) from error

    def _play(self, episode: Episode, folder: Path) -> EpisodeRecord:
        task = find_tasks([episode.task])[0]
        if self._page is None:
            self._page = self._open()
        utterance = self._page.begin(task, episode.seed, self._set.limit_s)
        game = Game(task, episode.seed, utterance, self._set.max_steps or task.max_steps, self._set.name)
        started = time.perf_counter()
        try:
            played = self._player.play(self._page, game, folder)
        except ScreenLostError:
            raise
        except PpagentError as error:
            return EpisodeRecord(id=episode.id, arm=self._arm, ended="error", message=str(error))
        spent_ms = (time.perf_counter() - started) * 1000
        state = self._page.state()
        record = record_of(
            episode, self._arm, played.seen, success=state.reward > SUCCESS, score=state.reward,
            ended="done" if state.done else played.ended, message=state.reason or played.message, ms=round(spent_ms, 2),
        )  # fmt: skip
        return record.model_copy(update={"steps": played.steps})

    def leave(self) -> None:
        """Close the browser."""
        if self._page is not None:
            self._page.close()
            self._page = None
