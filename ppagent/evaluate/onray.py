"""In: what opens a seat, and a Ray cluster. Out: workers as actors on its machines, with their policies held by replicas.

Where the agent runs a model, its policy is loaded by as many replicas as the cluster has GPUs (or by one), and not by the
workers: those need an environment and some CPU alone. A worker belongs to one replica, and has it to itself from an episode's
first word to its end; meanwhile the replica's other workers set up or judge. Ray is asked to report nothing to anybody.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from ppagent.errors import InputError, MissingError, PpagentError
from ppagent.evaluate.episodes import InfrastructureError
from ppagent.evaluate.policies import borrow_from
from ppagent.evaluate.pool import News, Opening, attempted
from ppagent.evaluate.processes import CLOSING_S, WorkerError
from ppagent.evaluate.replicas import TURNS, FarLender, Replica

_tokens = itertools.count()


def _ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise MissingError("Ray is not installed", "pip install 'ppagent[ray]'") from error
    return ray


class Actors:
    """Starts workers on the Ray cluster that was joined.

    Args:
        opening: what each of them opens.
        parallel: how many there will be.
        model: whether their agent runs a model, which replicas are to hold.
    """

    def __init__(self, opening: Opening[Any, Any], parallel: int, *, model: bool) -> None:
        self._ray = _ray()
        self._actor = self._ray.remote(num_cpus=1, max_restarts=0, scheduling_strategy="SPREAD")(Actor)
        self._opening = self._ray.put(opening)
        self._replicas = self._begin_replicas(parallel) if model else []

    def _begin_replicas(self, parallel: int) -> list[Any]:
        gpus = int(self._ray.cluster_resources().get("GPU", 0))
        # Calls of the policy come one by one; those that wait for their turn have threads of their own.
        replica = self._ray.remote(
            num_cpus=0, num_gpus=1 if gpus else 0, max_restarts=-1, concurrency_groups={TURNS: parallel + 2}
        )(Replica)
        return [replica.remote() for _ in range(max(1, min(gpus, parallel)))]

    def hire(self) -> _Hired:
        """Start one."""
        token = next(_tokens)
        replica = self._replicas[token % len(self._replicas)] if self._replicas else None
        actor = self._actor.remote()
        return _Hired(self._ray, actor, actor.open.remote(self._opening, replica, token), replica, token)

    def wait(self, helpers: Collection[_Hired]) -> list[_Hired]:
        """Wait until some have said something, or have ended; an idle one is heard of when it is given something."""
        by = {helper.said: helper for helper in helpers if helper.said is not None}
        ready, _ = self._ray.wait(list(by), num_returns=1)
        return [by[one] for one in ready]

    def close(self) -> None:
        """Let the replicas go."""
        for replica in self._replicas:
            self._ray.kill(replica)


class _Hired:
    """An actor, and what it is about to say: a reference, None while it is idle."""

    def __init__(self, ray: Any, actor: Any, said: Any, replica: Any, token: int) -> None:
        self._ray, self._actor, self._replica, self._token = ray, actor, replica, token
        self.said: Any = said

    def give(self, unit: Any) -> None:
        self.said = self._actor.do.remote(unit)

    def news(self) -> News:
        said, self.said = self.said, None
        try:
            news: News = self._ray.get(said)
        except self._ray.exceptions.RayActorError as error:
            return "died", f"the worker on Ray ended: {str(error).splitlines()[0]}"
        except self._ray.exceptions.RayTaskError as error:
            cause = error.cause
            return "failed", cause if isinstance(cause, PpagentError) else WorkerError(str(error))
        return news

    def close(self, *, gently: bool) -> None:
        try:
            if gently or self.said is None:
                self._ray.get(self._actor.close.remote(), timeout=CLOSING_S)
        except (self._ray.exceptions.RayError, PpagentError):
            pass
        self._ray.kill(self._actor)
        if self._replica is not None:
            self._replica.forget.options(concurrency_group=TURNS).remote(self._token)


class Actor:
    """A worker; its methods are called one by one."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def open(self, opening: Opening[Any, Any], replica: Any, token: int) -> News:
        """Open the seat; the policy is the replica's, if there is one."""
        self._lender = FarLender(replica, token) if replica is not None else None
        if self._lender:
            borrow_from(self._lender)
        try:
            self._seat = self._stack.enter_context(opening())
        except InfrastructureError as error:
            return "died", str(error)
        return "ready", self._seat.facts

    def do(self, unit: Any) -> News:
        """Do a unit."""
        try:
            return attempted(self._seat, unit)
        finally:
            if self._lender:
                self._lender.give_back()

    def close(self) -> None:
        """Put away what it has."""
        self._stack.close()


@contextmanager
def joined(address: str, parallel: int) -> Iterator[None]:
    """Be on a Ray cluster.

    Args:
        address: ``auto``, ``ray://HOST:PORT``, ``HOST:PORT``; ``local`` starts one on this machine, for loopback alone, or takes
            the one that ``RAY_ADDRESS`` names.
        parallel: how many workers there will be.

    Raises:
        MissingError: Ray is not installed.
        InputError: there is no cluster at the address.
    """
    ray = _ray()
    if ray.is_initialized():
        yield
        return
    _begin(ray, address, parallel)
    try:
        yield
    finally:
        ray.shutdown()


def _begin(ray: Any, address: str, parallel: int) -> None:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # A worker imports what we import, from where we do.
    path = os.pathsep.join(one for one in sys.path if one)
    shared: dict[str, Any] = {
        "runtime_env": {"env_vars": {"PYTHONPATH": path}}, "log_to_driver": False, "logging_level": "error",
    }  # fmt: skip
    try:
        if address == "local" and not os.environ.get("RAY_ADDRESS"):
            ray.init(
                address="local", num_cpus=max(parallel, os.cpu_count() or 1), include_dashboard=False,
                _node_ip_address="127.0.0.1", **shared,
            )  # fmt: skip
        else:
            ray.init(address="auto" if address == "local" else address, **shared)
    except (ConnectionError, ValueError, RuntimeError) as error:
        token = "InvalidAuthToken" in f"{error.__cause__} {error.__context__}"
        hint = (
            "the cluster wants a token: set RAY_AUTH_MODE=token, and RAY_AUTH_TOKEN or RAY_AUTH_TOKEN_PATH"
            if token
            else "start one: ray start --head; or say --ray alone"
        )
        raise InputError(f"the Ray cluster at {address} cannot be joined: {error}", hint) from error
