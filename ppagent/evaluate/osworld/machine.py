"""In: nothing. Out: Machine, all that setting a task up and judging it asks of the computer that it is played on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from ppagent.desktop.supervisor import Ran
from ppagent.errors import PpagentError
from ppagent.evaluate.episodes import InfrastructureError

Command = str | Sequence[str]
"""Words, or one line. As OSWorld's server takes it: a line is split into words, unless it goes to the shell."""
DEBUG_PORT = 9222
"""Where OSWorld's tasks make the browser's remote debugging answer."""


class UnsupportedError(PpagentError):
    """What a task asks for cannot be had on this machine, or ppagent does not know it: the task counts nowhere."""


class BrokenError(InfrastructureError):
    """The machine no longer does what it is asked."""


class Machine(Protocol):
    """A computer with a desktop: a private one of ours, or OSWorld's virtual machine. Paths are of its own file system."""

    home: str
    """Of its user: ``/home/user`` in OSWorld's tasks."""
    password: str
    """What ``{CLIENT_PASSWORD}`` stands for."""

    def run(self, command: Command, *, shell: bool = False, timeout_s: float = 120.0) -> Ran:
        """Run a command to its end, in the desktop's session.

        Raises:
            BrokenError: the machine does not answer.
        """

    def launch(self, command: Command, *, shell: bool = False) -> None:
        """Start a program and do not wait for its end."""

    def read(self, path: str) -> bytes | None:
        """A file's content; None when there is none."""

    def write(self, path: str, content: bytes) -> None:
        """Write a file, and the folders that it needs."""

    def open(self, path: str) -> None:
        """Open a file with the program that the desktop has for it."""

    def window(self, do: Literal["activate", "close"], name: str, *, strict: bool, by_class: bool) -> bool:
        """Bring a window to the front or close it; False when there is none.

        Args:
            do: what.
            name: a part of its title, or its WM_CLASS.
            strict: the whole title or class, in this case.
            by_class: `name` is a class.
        """

    def size_px(self) -> tuple[int, int]:
        """``(width, height)`` of its screen."""

    def window_size(self, program: str) -> tuple[int, int] | None:
        """``(width, height)`` of a program's window, by its class; None when there is none."""

    def accessibility_tree(self) -> str:
        """What is on the screen as its programs tell it: XML in OSWorld's form."""

    def terminal(self) -> str | None:
        """What the terminal shows; None when none is open."""

    def debug_address(self) -> tuple[str, int]:
        """Host and port at which the browser's remote debugging answers, as the tasks forward it to `DEBUG_PORT`."""

    def missing(self, program: str) -> str:
        """Why a program cannot be started here; empty when it can."""
