"""In: an X display. Out: ProcessHands, which work it from a process of their own, so that one Worker can play many desktops.

pyautogui takes hold of one display for as long as its process lives. Run as a module, this is the other half: orders on
standard input, answers on standard output, one JSON object a line.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from types import TracebackType
from typing import Any

from typing_extensions import Self

from ppagent.action.schema import ACTION, Action
from ppagent.errors import InputError, MissingError, OutsideError, PpagentError, ScreenLostError
from ppagent.hands.base import Window
from ppagent.hands.guard import StoppedError

_ERRORS = {
    kind.__name__: kind
    for kind in (PpagentError, InputError, MissingError, OutsideError, ScreenLostError, StoppedError)
}
_END_S = 5.0


class ProcessHands:
    """Hands on a display; a context manager."""

    def __init__(self, environ: dict[str, str]) -> None:
        """Start the process.

        Args:
            environ: ``DISPLAY`` and ``XAUTHORITY``.

        Raises:
            MissingError: the display cannot be worked.
        """
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environ},
            start_new_session=True,  # ctrl-C is the Worker's to handle
        )
        self._ask({"do": "begin"})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def perform(self, action: Action) -> None:
        """Carry out one action."""
        self._ask({"do": "perform", "action": ACTION.dump_python(action, mode="json")})

    def active_window(self) -> Window | None:
        """The window that has the keyboard."""
        found = self._ask({"do": "active_window"})
        return found and Window(found["id"], found["title"])

    def release(self) -> None:
        """Let go of all. Never raises."""
        with contextlib.suppress(PpagentError):
            self._ask({"do": "release"})

    def _ask(self, order: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError) as error:
            raise ScreenLostError("the process that works mouse and keyboard is gone") from error
        line = self._process.stdout.readline()
        if not line:
            raise ScreenLostError("the process that works mouse and keyboard is gone")
        answer = json.loads(line)
        if "error" in answer:
            raise _ERRORS.get(answer["error"], PpagentError)(answer["message"], answer["hint"])
        return answer["value"]


def _serve() -> None:
    from ppagent.hands.desktop import DesktopHands

    hands: DesktopHands | None = None
    answers = sys.stdout
    # Whatever a library prints is not an answer.
    with contextlib.redirect_stdout(sys.stderr):
        for line in sys.stdin:
            try:
                hands = hands or DesktopHands()
                value = _done(hands, json.loads(line))
                answer: dict[str, Any] = {"value": value}
            except PpagentError as error:
                answer = {"error": type(error).__name__, "message": str(error), "hint": error.hint}
            print(json.dumps(answer), file=answers, flush=True)
        if hands is not None:
            hands.release()


def _done(hands: Any, order: dict[str, Any]) -> Any:
    match order["do"]:
        case "perform":
            hands.perform(ACTION.validate_python(order["action"]))
        case "release":
            hands.release()
        case "active_window":
            window = hands.active_window()
            return window and {"id": window.id, "title": window.title}
    return None


if __name__ == "__main__":
    _serve()
