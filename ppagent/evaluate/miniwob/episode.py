"""In: an agent, tasks and seeds. Out: Results, one per episode, as they come, from as many browsers as wanted."""

from __future__ import annotations

import itertools
import queue
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from typing_extensions import Self

from ppagent.catalog import AgentCard
from ppagent.errors import InputError, PpagentError, ScreenLostError
from ppagent.evaluate.miniwob.browser import LIMIT_S, MiniWob, State
from ppagent.evaluate.miniwob.chromium import find_chromium
from ppagent.evaluate.miniwob.oracle import ORACLES
from ppagent.evaluate.miniwob.players import Episode, Played, Player, player_of
from ppagent.evaluate.miniwob.tasks import Task, find_tasks

SUCCESS = 0.8
"""A raw reward above it is a success: SeeClick's rule (arXiv 2401.10935)."""
ErrorKind = Literal["", "infrastructure", "agent"]


@dataclass(frozen=True, slots=True)
class Result:
    """One episode.

    Attributes:
        reward: raw, from -1 to 1; 0 when the page gave none.
        success: the reward is above `SUCCESS`.
        done: the page gave a reward.
        error: ``infrastructure``: the browser died, twice; ``agent``: the agent failed of itself. Neither is a plain failure.
        message: the page's reason, the agent's last word, or the error.
        attempts: 2 when the browser died the first time.
    """

    task: str
    seed: int
    utterance: str = ""
    reward: float = 0.0
    success: bool = False
    done: bool = False
    steps: int = 0
    ms: float = 0.0
    sent_tokens: int = 0
    full_tokens: int = 0
    error: ErrorKind = ""
    message: str = ""
    attempts: int = 1


def run_tasks(
    agent: str | AgentCard,
    tasks: Sequence[str],
    seeds: Sequence[int],
    *,
    parallel: int = 1,
    scale: float | None = None,
    limit_s: float | None = LIMIT_S,
    max_steps: int | None = None,
    folder: Path | None = None,
    player: Callable[[], Player] | None = None,
) -> Iterator[Result]:
    """Play every task with every seed.

    Args:
        agent: ``oracle``, ``random``, an agent's name, or a card.
        tasks: names; ``all`` for all 128, for the oracle the ones it covers.
        seeds: of the pages.
        parallel: browsers, and policies: each has a thread of its own. Above 1 results come in any order.
        scale: physical px per CSS px that an agent sees.
        limit_s: time of an episode; None for the page's own.
        max_steps: actions; None for what SeeClick's protocol gives each task.
        folder: where the traces go, ``<task>/<seed>``, or ``<seed>-2`` after a try that was broken off; None keeps none.
        player: makes the player instead of ``agent``.

    Yields:
        Results; to stop early, close the iterator.

    Raises:
        InputError: a task or an agent does not exist, or no oracle covers the task.
        MissingError: Chromium or the pages are not installed.
    """
    if agent == "oracle" and player is None:
        uncovered = [name for name in tasks if name != "all" and name not in ORACLES]
        find_tasks(uncovered)
        if uncovered:
            raise InputError(
                f"no oracle covers {', '.join(uncovered)}", f"they cover: {', '.join(sorted(ORACLES))}"
            )
        tasks = list(ORACLES) if "all" in tasks else tasks
    jobs = [(task, seed) for task in find_tasks(tasks) for seed in seeds]
    find_chromium()
    make = player or (lambda: player_of(agent, scale))
    return _results(jobs, make, max(1, min(parallel, len(jobs))), limit_s, max_steps, folder)


def _results(
    jobs: list[tuple[Task, int]],
    make: Callable[[], Player],
    workers: int,
    limit_s: float | None,
    max_steps: int | None,
    folder: Path | None,
) -> Iterator[Result]:
    todo: queue.SimpleQueue[tuple[Task, int]] = queue.SimpleQueue()
    for job in jobs:
        todo.put(job)
    finished: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()
    stop = threading.Event()

    def work() -> None:
        try:
            with ExitStack() as stack:
                mine = make()
                stack.callback(mine.close)
                seat = stack.enter_context(_Seat(mine, limit_s, stop.is_set))
                while not stop.is_set():
                    task, seed = todo.get_nowait()
                    finished.put(seat.play(task, seed, max_steps or task.max_steps, folder))
        except queue.Empty:
            pass
        except BaseException as error:  # noqa: BLE001 - raised where the results are read
            finished.put(error)

    threads = [threading.Thread(target=work, name=f"miniwob-{number}") for number in range(workers)]
    for thread in threads:
        thread.start()
    try:
        for _ in jobs:
            result = finished.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        stop.set()
        for thread in threads:
            thread.join()


class _Seat:
    """A player before a browser; a new browser when it dies. A context manager."""

    def __init__(self, player: Player, limit_s: float | None, stopped: Callable[[], bool]) -> None:
        self._player, self._limit_s, self._stopped = player, limit_s, stopped
        self._page: MiniWob | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    def play(self, task: Task, seed: int, max_steps: int, folder: Path | None) -> Result:
        """One episode; once more when the browser died."""
        started = time.perf_counter()
        for attempt in (1, 2):
            try:
                with tempfile.TemporaryDirectory(prefix="ppagent-miniwob-") as scratch:
                    to = _free(folder / task.name / str(seed)) if folder else Path(scratch)
                    episode, state, played = self._play(task, seed, max_steps, to)
            except ScreenLostError as error:
                self._leave()
                lost = str(error)
                continue
            except PpagentError as error:
                ms = (time.perf_counter() - started) * 1000
                return Result(task.name, seed, ms=ms, error="agent", message=str(error), attempts=attempt)
            return Result(
                task.name, seed, episode.utterance, state.reward, state.reward > SUCCESS, state.done, played.steps,
                (time.perf_counter() - started) * 1000, played.sent_tokens, played.full_tokens,
                message=state.reason or played.message, attempts=attempt,
            )  # fmt: skip
        ms = (time.perf_counter() - started) * 1000
        return Result(task.name, seed, ms=ms, error="infrastructure", message=lost, attempts=2)

    def _play(self, task: Task, seed: int, max_steps: int, folder: Path) -> tuple[Episode, State, Played]:
        if self._page is None:
            self._page = MiniWob(self._player.scale, self._stopped)
        episode = Episode(task, seed, self._page.begin(task, seed, self._limit_s), max_steps)
        played = self._player.play(self._page, episode, folder)
        return episode, self._page.state(), played

    def _leave(self) -> None:
        if self._page is not None:
            self._page.close()
            self._page = None


def _free(folder: Path) -> Path:
    """The folder itself, or with the first number that makes it new."""
    tries = (folder.with_name(f"{folder.name}-{number}") for number in itertools.count(2))
    return next(one for one in itertools.chain([folder], tries) if not one.exists())
