"""In: units of work, and what opens a seat. Out: each unit done once, as it comes, whatever happens to the workers.

A seat does one unit after the other, in a worker of its own: a process (`ppagent.evaluate.processes`) or an actor on Ray
(`ppagent.evaluate.onray`). A unit whose worker dies is given to a fresh one. Only the caller writes anything down.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

from typing_extensions import Self

from ppagent.errors import PpagentError
from ppagent.evaluate.episodes import InfrastructureError

ATTEMPTS = 3
"""How often a unit is tried before it counts as lost."""

Unit = TypeVar("Unit")
Result = TypeVar("Result")
Unit_contra = TypeVar("Unit_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)


class Seat(Protocol[Unit_contra, Result_co]):
    """Does one unit after the other."""

    @property
    def facts(self) -> dict[str, Any]:
        """What the caller wants to know of where it is: the device, the versions."""

    def do(self, unit: Unit_contra) -> Result_co:
        """Do one.

        Raises:
            InfrastructureError: it has to be tried again.
            PpagentError: nothing can be done at all.
        """


Opening = Callable[[], AbstractContextManager[Seat[Unit, Result]]]
"""Opens a seat; can be pickled."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Unit, Result]):
    """A unit and what came of it.

    Attributes:
        unit: which.
        result: None when it was lost.
        attempts: that it took.
        lost: why, after `ATTEMPTS` of them; empty when it was not.
    """

    unit: Unit
    result: Result | None
    attempts: int = 1
    lost: str = ""


News = tuple[Literal["ready", "done", "broke", "died", "failed"], Any]
"""What a worker says: its facts; a result; why the unit must be tried again, by it or by another; an error that ends it all."""


class Helper(Protocol):
    """A worker, as the pool sees it."""

    def give(self, unit: Any) -> None:
        """Let it do a unit; it has none."""

    def news(self) -> News:
        """What it has to say; only when `Staff.wait` named it."""

    def close(self, *, gently: bool) -> None:
        """Let it go; ``gently`` waits until it has put away what it had."""


class Staff(Protocol):
    """Where workers come from."""

    def hire(self) -> Helper:
        """Start a worker: it opens a seat, and says ``ready``."""

    def wait(self, helpers: Collection[Any]) -> list[Any]:
        """Wait until some of the workers have news; those."""

    def close(self) -> None:
        """Free what is left, once no worker is."""


class Pool(Generic[Unit, Result]):
    """Workers that share out units. A context manager.

    Args:
        staff: where workers come from.
        parallel: how many at a time.
    """

    def __init__(self, staff: Staff, parallel: int) -> None:
        self._staff, self._parallel = staff, parallel
        self._idle: list[Helper] = []
        self._opening: list[Helper] = []
        self._busy: dict[Helper, tuple[Unit, int]] = {}
        self._stillborn = 0
        self._facts: dict[str, Any] | None = None

    def facts(self) -> dict[str, Any]:
        """What the first seat says of itself; waits until there is one.

        Raises:
            PpagentError: no seat can be opened.
        """
        self._hire(self._parallel)
        while self._facts is None:
            self._hire(self._parallel)
            for helper in self._staff.wait(self._opening):
                self._hear(helper, deque())
        return self._facts

    def run(self, units: Sequence[Unit]) -> Iterator[Done[Unit, Result]]:
        """Have every unit done; results come in any order.

        Raises:
            PpagentError: a seat cannot be opened, or says that nothing can be done at all.
        """
        todo = deque((unit, 1) for unit in units)
        while todo or self._busy:
            while self._idle and todo:
                helper, (unit, attempt) = self._idle.pop(), todo.popleft()
                self._busy[helper] = unit, attempt
                helper.give(unit)
            self._hire(min(self._parallel, len(todo) + len(self._busy)))
            for helper in self._staff.wait([*self._busy, *self._opening, *self._idle]):
                done = self._hear(helper, todo)
                if done is not None:
                    yield done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with ExitStack() as stack:
            stack.callback(self._staff.close)
            # All are told before any is waited for.
            for helper in [*self._busy, *self._opening]:
                stack.callback(helper.close, gently=False)
            for helper in self._idle:
                stack.callback(helper.close, gently=kind is None)

    def _hire(self, wanted: int) -> None:
        while len(self._idle) + len(self._busy) + len(self._opening) < wanted:
            self._opening.append(self._staff.hire())

    def _hear(self, helper: Helper, todo: deque[tuple[Unit, int]]) -> Done[Unit, Result] | None:
        kind, said = helper.news()
        if kind == "failed":
            raise said
        if helper in self._opening:
            self._opening.remove(helper)
            if kind == "ready":
                self._stillborn, self._facts = 0, said
                self._idle.append(helper)
                return None
            helper.close(gently=False)
            self._stillborn += 1
            if self._stillborn == ATTEMPTS:
                raise PpagentError(f"no worker can be started: {said}")
            return None
        if helper in self._idle:
            self._idle.remove(helper)
            helper.close(gently=False)
            return None
        unit, attempt = self._busy.pop(helper)
        if kind == "died":
            helper.close(gently=False)
        else:
            self._idle.append(helper)
        if kind == "done":
            return Done(unit, said, attempt)
        if attempt == ATTEMPTS:
            return Done(unit, None, attempt, said)
        todo.append((unit, attempt + 1))
        return None


class InPlace(Generic[Unit, Result]):
    """The same in this process, one unit after the other: quick to start, but a crash of the seat is a crash of the run."""

    def __init__(self, opening: Opening[Unit, Result]) -> None:
        self._opening, self._stack = opening, ExitStack()
        self._seat: Seat[Unit, Result] | None = None

    def facts(self) -> dict[str, Any]:
        """What the seat says of itself."""
        return self._open().facts

    def run(self, units: Sequence[Unit]) -> Iterator[Done[Unit, Result]]:
        """Do every unit."""
        seat = self._open()
        for unit in units:
            yield self._done(seat, unit)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _open(self) -> Seat[Unit, Result]:
        if self._seat is None:
            self._seat = self._stack.enter_context(self._opening())
        return self._seat

    @staticmethod
    def _done(seat: Seat[Unit, Result], unit: Unit) -> Done[Unit, Result]:
        lost = ""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return Done(unit, seat.do(unit), attempt)
            except InfrastructureError as error:  # noqa: PERF203
                lost = str(error)
        return Done(unit, None, ATTEMPTS, lost)


def attempted(seat: Seat[Any, Any], unit: Any) -> News:
    """Do a unit in a worker; what it has to say then. After ``died`` it must end."""
    try:
        return "done", seat.do(unit)
    except InfrastructureError as error:
        return "broke", str(error)
    except (PpagentError, KeyboardInterrupt):
        raise
    except (RuntimeError, MemoryError, OSError) as error:
        # What a device, a disk or a driver does wrong, and may go on doing wrong in this process; mistakes in the
        # code are of other types and end the run.
        return "died", f"{type(error).__name__}: {error}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where workers are.

    Attributes:
        parallel: how many at a time.
        ray: address of a Ray cluster, ``local`` for one of our own; None for processes of this machine.
    """

    parallel: int = 1
    ray: str | None = None

    def joined(self) -> AbstractContextManager[None]:
        """Be there, for as long as there are pools.

        Raises:
            PpagentError: Ray is not installed, or there is no cluster at the address.
        """
        if self.ray is None:
            return nullcontext()
        from ppagent.evaluate.onray import joined

        return joined(self.ray, self.parallel)

    def pool(self, opening: Opening[Unit, Result], units: int, *, model: bool) -> Pool[Unit, Result]:
        """Workers for so many units.

        Args:
            opening: what each of them opens.
            units: how many there are.
            model: whether they load a model.
        """
        parallel = max(1, min(self.parallel, units))
        if self.ray is None:
            from ppagent.evaluate.processes import Processes

            return Pool(Processes(opening), parallel)
        from ppagent.evaluate.onray import Actors

        return Pool(Actors(opening, parallel, model=model), parallel)
