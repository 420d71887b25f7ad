"""In: tasks in OSWorld's form and where they are played. Out: the InteractiveSet of them, and the Worker who plays it."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ppagent.action.schema import END, Action
from ppagent.desktop.card import env_folder
from ppagent.errors import InputError, MissingError, PpagentError, ScreenLostError
from ppagent.evaluate.arms import Arm
from ppagent.evaluate.episodes import Episode, EpisodeRecord, InfrastructureError, Worker, record_of
from ppagent.evaluate.osworld.hands_process import ProcessHands
from ppagent.evaluate.osworld.judge import judge, unsupported
from ppagent.evaluate.osworld.layout import OsworldResults
from ppagent.evaluate.osworld.machine import DEBUG_PORT, BrokenError, Machine, UnsupportedError
from ppagent.evaluate.osworld.native import native_machine
from ppagent.evaluate.osworld.players import NotedHands, Played, Player, Stage, player_of
from ppagent.evaluate.osworld.setup import Place, set_up
from ppagent.evaluate.osworld.support import why_not
from ppagent.evaluate.osworld.task import Task, digest, load_tasks
from ppagent.evaluate.osworld.vm import VmHands, VmScreen, vm_machine
from ppagent.hands.xserver import environment
from ppagent.screen.capture import MssScreen
from ppagent.trace.record import StepRecord

MAX_STEPS = 50
"""As most published runs of OSWorld have it at least; ``--max-steps`` says otherwise."""


@dataclass(frozen=True)
class Where:
    """What tasks are played on.

    Attributes:
        env: of the private desktop; for an OSWorld machine, only a name.
        size_px: of the private screen.
        scale: of it.
        server: address of the server in an OSWorld machine; None plays on a private desktop.
        reset: command that brings that machine back to its snapshot.
        password: of that machine's user.
        debug_port: of that machine's browser.
    """

    env: str = "xfce"
    size_px: tuple[int, int] | None = None
    scale: float | None = None
    server: str | None = None
    reset: str | None = None
    password: str = "password"  # noqa: S105 - OSWorld's
    debug_port: int = DEBUG_PORT


@dataclass(frozen=True)
class DesktopSet:
    """An InteractiveSet of desktop tasks.

    Attributes:
        title: as results name it.
        tasks: all of the run.
        base: the tasks' folder.
        seeds: of the desktops' looks; none for the plain look.
        oracles: folder of oracles.
        osworld_results: where to write the results in OSWorld's layout.
    """

    title: str
    tasks: tuple[Task, ...]
    base: Path
    where: Where = field(default_factory=Where)
    seeds: tuple[int, ...] = ()
    max_steps: int = MAX_STEPS
    oracles: Path | None = None
    osworld_results: Path | None = None

    @property
    def name(self) -> str:
        """As results name it."""
        return self.title

    @cached_property
    def sha256(self) -> str:
        """Of the tasks, and of where they are played."""
        where = f"{self.where.env} {self.where.size_px} {self.where.scale} {self.max_steps} {bool(self.where.server)}"
        return hashlib.sha256(f"{digest(self.tasks)} {where}".encode()).hexdigest()

    def episodes(self) -> list[Episode]:
        """Every task with every seed."""
        return [
            Episode(
                id=f"{task.id}-{seed}",
                task=task.id,
                group=task.domain or "tasks",
                seed=seed,
                infeasible=task.evaluator.infeasible,
            )
            for task in self.tasks
            for seed in self.seeds or (0,)
        ]

    def worker(self, agent: str, arm: Arm) -> AbstractContextManager[Worker]:
        """Who plays them."""
        return _worker(self, agent, arm)


def desktop_set(
    path_or_name: str,
    *,
    where: Where | None = None,
    tasks: Sequence[str] = (),
    seeds: Sequence[int] = (),
    max_steps: int = MAX_STEPS,
    oracles: Path | None = None,
    osworld_results: Path | None = None,
) -> DesktopSet:
    """The set of a suite's or folder's tasks.

    Args:
        path_or_name: an environment with ``tasks/``, or what `load_tasks` takes.
        where: what they are played on.
        tasks: ids or domains; none for all.
        seeds: of the looks; none for the plain one.
        max_steps: of an agent.
        oracles: folder of oracles; None looks beside the tasks.
        osworld_results: where to write the results in OSWorld's layout.

    Raises:
        InputError: there are no such tasks.
    """
    path = Path(path_or_name)
    if not path.exists():
        try:
            path = env_folder(path_or_name) / "tasks"
        except InputError as error:
            raise InputError(
                f"there is no suite, folder or task file {path_or_name!r}", error.hint
            ) from error
    if osworld_results is not None and len(seeds) > 1:
        raise InputError("OSWorld's layout has one folder per task", "give one seed with --osworld-results")
    loaded = load_tasks(path, tasks)
    base = path if path.is_dir() else path.parent
    beside = [folder for folder in (base / "oracles", base.parent / "oracles") if folder.is_dir()]
    return DesktopSet(
        _title(path, loaded), tuple(loaded), base.resolve(), where or Where(), tuple(seeds), max_steps,
        (oracles or next(iter(beside), None)), osworld_results and osworld_results.resolve(),
    )  # fmt: skip


def _title(path: Path, tasks: Sequence[Task]) -> str:
    """The tasks' snapshot if it is one for all, as our own suites have it; else the folder's name."""
    snapshots = {task.snapshot for task in tasks}
    if len(snapshots) == 1 and path.name == "tasks":
        return snapshots.pop()
    return (path if path.is_dir() else path.parent).resolve().name


@contextmanager
def _worker(the_set: DesktopSet, agent: str, arm: Arm) -> Iterator[Worker]:
    player = player_of(agent, arm, the_set.oracles)
    model = player.name if arm == "temporal" else f"{player.name}-{arm}"
    results = OsworldResults(the_set.osworld_results, model) if the_set.osworld_results else None
    try:
        yield DesktopWorker(the_set, player, arm, results)
    finally:
        player.close()


class DesktopWorker:
    """Plays a task on a fresh desktop, and judges it."""

    def __init__(self, the_set: DesktopSet, player: Player, arm: Arm, results: OsworldResults | None) -> None:
        self._set, self._player, self._arm, self._results = the_set, player, arm, results
        self._tasks = {task.id: task for task in the_set.tasks}

    def play(self, episode: Episode, folder: Path) -> EpisodeRecord:
        """Set up, play, judge."""
        task = self._tasks[episode.task]
        seed = episode.seed if self._set.seeds else None
        if reason := unsupported(task) or self._player.lacks(task):
            return self._unsupported(episode, reason)
        try:
            with tempfile.TemporaryDirectory(prefix="ppagent-osworld-") as cache, ExitStack() as stack:
                machine, stage = self._stage(stack, seed)
                place = Place(machine, Path(cache), self._set.base)
                # OSWorld's own machine has what its tasks need, or they install it.
                if self._set.where.server is None and (reason := why_not(task, machine)):
                    return self._unsupported(episode, reason)
                set_up(place, task.config)
                return self._played(episode, task, place, stage, folder)
        except UnsupportedError as error:
            return self._unsupported(episode, str(error), error.hint)
        except ScreenLostError as error:
            raise InfrastructureError(str(error), error.hint) from error
        except (MissingError, InputError, InfrastructureError):
            raise
        except PpagentError as error:
            # The desktop did not come up, or a set-up step failed that has worked elsewhere.
            raise InfrastructureError(str(error), error.hint) from error

    def _unsupported(self, episode: Episode, reason: str, hint: str = "") -> EpisodeRecord:
        return EpisodeRecord(id=episode.id, arm=self._arm, ended="error", unsupported=reason, message=hint)

    def _played(
        self, episode: Episode, task: Task, place: Place, stage: Stage, folder: Path
    ) -> EpisodeRecord:
        steps: list[tuple[StepRecord, Action | None]] = []

        def note(step: StepRecord) -> None:
            acted = step.action if isinstance(step.action, END) else stage.hands.last
            steps.append((step, acted if step.action else None))
            stage.hands.last = None

        started = time.perf_counter()
        played: Played = self._player.play(stage, task, self._set.max_steps, folder, note)
        ms = (time.perf_counter() - started) * 1000
        value, reason = judge(place, task, failed=played.failed)
        if self._results is not None:
            self._results.write(task, folder, steps, value)
        said = f"{played.message}; {reason}" if played.message else reason
        return record_of(
            episode, self._arm, played.steps, success=value >= 1.0, score=value, ended=played.ended, message=said,
            ms=round(ms, 1),
        )  # fmt: skip

    def _stage(self, stack: ExitStack, seed: int | None) -> tuple[Machine, Stage]:
        where = self._set.where
        if where.server is not None:
            machine = stack.enter_context(
                vm_machine(where.server, where.reset, where.password, where.debug_port)
            )
            hands = NotedHands(VmHands(machine))
            return machine, Stage(VmScreen(machine.server), hands, None, "osworld", seed)
        native = stack.enter_context(native_machine(where.env, where.size_px, where.scale, seed))
        desktop = native.desktop
        # X libraries read their display from the environment, whenever they connect.
        stack.enter_context(environment(**desktop.client_environ))
        try:
            screen = stack.enter_context(MssScreen(0, desktop.display))
            hands = NotedHands(stack.enter_context(ProcessHands(desktop.client_environ)))
            windows = stack.enter_context(desktop.windows())
        except MissingError as error:
            # It was there a moment ago.
            raise BrokenError(str(error), error.hint) from error
        return native, Stage(screen, hands, windows, desktop.card.name, seed)
