"""In: the name of an environment. Out: Stage: its screen and its hands, up while a script runs, gone afterwards."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType

from typing_extensions import Self

from ppagent.desktop.card import env_folder, find_env
from ppagent.desktop.live import require_display
from ppagent.desktop.windows import Windows
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.errors import InputError
from ppagent.hands.base import Hands
from ppagent.hands.xserver import environment
from ppagent.screen.capture import MssScreen, Screen

COMMAND_S = 30.0


class Stage:
    """The desktop that a script acts on; a context manager.

    Args:
        env: ``desktop`` is the live one; others are private, such as ``xfce``.
        size: of a private one, physical px.
        scale: of a private one, px per logical px.
        seed: of its look.
        monitor: of the live one; 0 is all of them.

    Attributes:
        name: of the environment.
        private: whether it is started for this script.
        display: X display; empty where there is no such thing.
        screen: what it shows, once entered.
        hands: its mouse and keyboard, once entered.
    """

    screen: Screen
    hands: Hands

    def __init__(
        self,
        env: str = "desktop",
        *,
        size: tuple[int, int] | None = None,
        scale: float | None = None,
        seed: int | None = None,
        monitor: int = 0,
    ) -> None:
        card = find_env(env)
        self.name, self.private, self.display = card.name, card.kind == "xvfb", ""
        self.seed, self._monitor = seed, monitor
        self._stack = ExitStack()
        self._desktop: XvfbDesktop | None = None
        if self.private:
            self._desktop = XvfbDesktop(card, env_folder(env), size=size, scale=scale, seed=seed)
        elif size or scale or seed is not None:
            raise InputError(
                "size, scale and seed are for a desktop that ppagent starts", "name one: env xfce"
            )

    def __enter__(self) -> Self:
        from ppagent.hands.desktop import DesktopHands

        try:
            cookies = None
            if self._desktop is None:
                self.display = require_display()
            else:
                self._stack.enter_context(self._desktop)
                self.display, cookies = self._desktop.display, str(self._desktop.xauthority)
                # mss takes the display and its cookie from the environment, and only from there.
                self._stack.enter_context(environment(**self._desktop.client_environ))
            self.screen = self._stack.enter_context(MssScreen(0 if self.private else self._monitor))
            self.hands = hands = DesktopHands(self.display or None, cookies)
            self._stack.callback(hands.close)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def run(self, command: str | Sequence[str], timeout_s: float = COMMAND_S) -> tuple[int, str]:
        """Run a command where the programs of this desktop run; returns its exit status and output."""
        if self._desktop is not None:
            ran = self._desktop.run_on(command, timeout_s)
            return ran.status, (ran.stdout + ran.stderr).strip()
        words = ["sh", "-c", command] if isinstance(command, str) else list(command)
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=timeout_s, check=False)
        except subprocess.TimeoutExpired:
            return 124, f"not finished after {timeout_s:g} s"
        return done.returncode, (done.stdout + done.stderr).strip()

    def start(self, command: Sequence[str]) -> None:
        """Start a program on this desktop and do not wait for it."""
        if self._desktop is not None:
            self._desktop.launch(command)
        else:
            subprocess.Popen(
                list(command), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip

    def windows(self) -> Windows:
        """A connection that lists this desktop's windows; a context manager.

        Raises:
            InputError: the platform has no X server.
        """
        if not self.display:
            raise InputError("windows can be listed on X11 only")
        return self._desktop.windows() if self._desktop is not None else Windows(self.display)
