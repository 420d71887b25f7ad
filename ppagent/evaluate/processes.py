"""In: what opens a seat. Out: worker processes of this machine, which open it, and may be killed at any moment."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
import time
import traceback
from collections.abc import Collection
from multiprocessing import connection
from multiprocessing.context import SpawnProcess
from typing import Any

from ppagent.errors import PpagentError
from ppagent.evaluate.episodes import InfrastructureError
from ppagent.evaluate.pool import News, Opening, attempted

CLOSING_S = 30.0
"""How long a worker may take to put away what it had."""


class WorkerError(Exception):
    """A mistake in the code that a worker met; its text is the worker's traceback."""


class Processes:
    """Starts worker processes; spawned, not forked: each begins with nothing of ours but the environment."""

    def __init__(self, opening: Opening[Any, Any]) -> None:
        self._opening = opening

    def hire(self) -> _Process:
        """Start one."""
        return _Process(self._opening)

    def wait(self, helpers: Collection[_Process]) -> list[_Process]:
        """Wait until some have said something, or have ended."""
        by = {one: helper for helper in helpers for one in (helper.line, helper.process.sentinel)}
        return list(dict.fromkeys(by[one] for one in connection.wait(list(by)) if one in by))

    def close(self) -> None:
        """Nothing is left."""


class _Process:
    def __init__(self, opening: Opening[Any, Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=_work, args=(theirs, opening), name="ppagent-worker"
        )
        self.process.start()
        # So that its end is heard.
        theirs.close()

    def give(self, unit: Any) -> None:
        # If it has died meanwhile, that is the next news of it.
        with contextlib.suppress(OSError):
            self.line.send(("do", unit))

    def news(self) -> News:
        try:
            said: News = self.line.recv()
        except (EOFError, OSError):
            self.process.join(CLOSING_S)
            code = self.process.exitcode
            return (
                "died",
                f"the worker process ended with {'status' if code is None or code >= 0 else 'signal'} {abs(code or 0)}",
            )
        return said

    def close(self, *, gently: bool) -> None:
        if gently:
            with contextlib.suppress(OSError):
                self.line.send(("end", None))
        else:
            self.process.terminate()
        self.process.join(CLOSING_S)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.line.close()


def _work(line: connection.Connection, opening: Opening[Any, Any]) -> None:
    """A worker's life."""
    _behave()
    said: News = "ready", None
    try:
        with opening() as seat:
            said = "ready", seat.facts
            while said[0] != "died":
                line.send(said)
                what, unit = line.recv()
                if what == "end":
                    return
                said = attempted(seat, unit)
    except (KeyboardInterrupt, EOFError, BrokenPipeError):
        # We were asked to end, or nobody is listening any more.
        return
    except InfrastructureError as error:
        said = "died", str(error)
    except BaseException as error:  # noqa: BLE001 - raised where the results are read
        said = "failed", _sendable(error)
    finally:
        # From here on to be ended is to end, without a word.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with contextlib.suppress(OSError):
        line.send(said)


def _behave() -> None:
    """Ctrl-C is the parent's; when it asks us to end, or is gone, put everything away."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, interrupt)
    threading.Thread(target=_follow, daemon=True, name="parent").start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(CLOSING_S)
    os._exit(1)


def _sendable(error: BaseException) -> BaseException:
    if isinstance(error, PpagentError):
        with contextlib.suppress(Exception):
            pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
            return error
        return PpagentError(str(error), error.hint)
    return WorkerError("".join(traceback.format_exception(error)))
