"""In: an environment's card and a seed. Out: a private desktop on its own X server, gone again at the end."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from pydantic import ValidationError
from typing_extensions import Self

from ppagent.desktop.card import EnvCard
from ppagent.desktop.confine import NOBODY, SOCKETS, Means, best_means, home_inside
from ppagent.desktop.home import write_home
from ppagent.desktop.layout import Layout, OpenApp, choose_layout
from ppagent.desktop.packages import require_needs
from ppagent.desktop.scratch import answers, free_numbers, new_scratch
from ppagent.desktop.supervisor import Ran, Supervisor
from ppagent.desktop.windows import Window, Windows
from ppagent.desktop.xauthority import xauthority
from ppagent.errors import InputError, PpagentError

_SIZE = (1280, 800)
_READY_S = 30.0
_APP_S = 20.0
_QUIET_S = 0.3
_LOG_LINES = 15


class XvfbDesktop:
    """A private X desktop; a context manager.

    Everything of it lives in a scratch folder and in processes that end with `stop`, with ctrl-C, and also when
    ppagent itself is killed.

    Attributes:
        card: what it is made of.
        seed: of its look.
        size_px: of its screen, physical px.
        scale: physical px per logical px.
        means: how it is confined.
        layout: the look, once started.
        display: ``:N``, once started.
    """

    layout: Layout | None = None
    display = ""

    def __init__(
        self,
        card: EnvCard,
        folder: Path,
        *,
        size: tuple[int, int] | None = None,
        scale: float | None = None,
        seed: int | None = None,
        means: Means | None = None,
    ) -> None:
        if card.kind != "xvfb":
            raise InputError(f"the environment {card.name} is not a private desktop")
        self.card = _as_asked(card, size, scale)
        self.seed = seed
        self.size_px = self.card.size or _SIZE
        self.scale = self.card.scale
        self.means = means
        self._folder = folder
        self._scratch: Path | None = None
        self._lock = -1
        self._supervisor: Supervisor | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def home(self) -> Path:
        """The scratch home, as seen from outside."""
        return self._place / "user"

    @property
    def home_inside(self) -> Path:
        """The scratch home, as the desktop's programs see it."""
        return home_inside(self._place, self.means or best_means())

    @property
    def xauthority(self) -> Path:
        """The file that lets its readers onto the display."""
        return self._place / "Xauthority"

    @property
    def log(self) -> Path:
        """What the desktop's programs complain about."""
        return self._place / "session.log"

    @property
    def client_environ(self) -> dict[str, str]:
        """What a process outside (capture, mouse and keys) needs in its environment to reach the display."""
        return {"DISPLAY": self.display, "XAUTHORITY": str(self.xauthority)}

    @property
    def environ(self) -> dict[str, str]:
        """The whole environment of the desktop's own programs."""
        base = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home_inside),
            "USER": "user",
            "LOGNAME": "user",
            "SHELL": "/bin/bash",
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(self._place / "run"),
            "XAUTHORITY": str(self.xauthority),
            "PPAGENT_SCRATCH": str(self._place),
            **self.card.environ,
        }
        if self._supervisor is not None and self.display:
            base |= {"DISPLAY": self.display, "DBUS_SESSION_BUS_ADDRESS": self._supervisor.bus}
        return base

    def start(self) -> None:
        """Start the desktop and wait until it is ready.

        Raises:
            MissingError: a program is not installed; nothing was started.
            PpagentError: it did not come up; the hint is the end of its log.
        """
        require_needs(self.card)
        try:
            self._start()
        except PpagentError as error:
            tail = self._log_tail()
            self.stop()
            raise type(error)(str(error), error.hint or tail) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End every process of the desktop and remove its scratch folder; may be called twice."""
        if self._supervisor is not None:
            self._supervisor.stop()
            self._supervisor = None
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            os.close(self._lock)
            self._scratch = None
        if self.display:
            # The server was killed, so its socket is still there; unless another one has taken the number by now.
            socket = SOCKETS / f"X{self.display[1:]}"
            if not answers(socket):
                with contextlib.suppress(OSError):
                    socket.unlink()
            self.display = ""

    def launch(self, command: Sequence[str]) -> None:
        """Start a program on the desktop and do not wait for it."""
        self._running.launch(f"exec {shlex.join(command)}")

    def run_on(self, command: str | Sequence[str], timeout_s: float = 10.0) -> Ran:
        """Run a command as the desktop's user, within it, and wait for its end.

        Args:
            command: words, or one line for the shell.
            timeout_s: after that it is ended and its status is 124.
        """
        return self._running.run(command if isinstance(command, str) else shlex.join(command), timeout_s)

    def windows(self) -> Windows:
        """A new connection that lists the desktop's windows; a context manager."""
        return Windows(self.display, self.xauthority)

    def _start(self) -> None:
        assert self._scratch is None, "it has been started already"
        self.means = self.means or best_means()
        self._scratch, self._lock = new_scratch()
        numbers = free_numbers()
        self.layout = (
            choose_layout(self.card, self.seed, self.size_px, self.scale) if self.card.looks else None
        )
        self._write_scratch(numbers)
        width, height = self.size_px
        server = (
            *("Xvfb", "-screen", "0", f"{width}x{height}x24", "-dpi", str(round(96 * self.scale))),
            *("-auth", str(self.xauthority), "-nolisten", "tcp", "-noreset", "-s", "0"),
        )
        self._supervisor = Supervisor(server, numbers, self.environ, self._scratch, self.log, self.means)
        self._supervisor.wait_for_display()
        self.display = self._supervisor.display
        with self.windows() as windows:
            if self.card.settings:
                # Else the panel and the desktop take the default theme, and keep its scale.
                self._supervisor.launch(f"exec {self.card.settings}")
                windows.wait_until(windows.themed, _READY_S, self.card.settings)
            for program in self.card.session:
                self._supervisor.launch(f"exec {program}")
            # Off the middle, where windows open and a resting pointer raises tooltips; off the corners, which
            # stop pyautogui.
            windows.point_at(width - 16, height // 2)
            self._wait_until_ready(windows)
            for app in self.layout.open if self.layout else ():
                self._open(app, windows)
            if self.card.session:
                windows.wait_until_quiet(_QUIET_S, _READY_S)

    def _write_scratch(self, numbers: Sequence[int]) -> None:
        place = self._place
        for folder in (self.home, place / "run"):
            folder.mkdir(mode=0o700)
        self.xauthority.touch(mode=0o600)
        self.xauthority.write_bytes(xauthority(numbers, secrets.token_bytes(16)))
        self.log.touch(mode=0o600)
        if self.layout is not None:
            write_home(self._folder, self.home, self.home_inside, self.layout, self.size_px, self.scale)
        if self.means in {"namespace", "setpriv"}:
            # The folder itself stays ours: the desktop may not rename or replace what we read.
            place.chmod(0o711)
            for path in (self.xauthority, self.home, place / "run", *self.home.rglob("*")):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        if not SOCKETS.is_dir():
            SOCKETS.mkdir()
            SOCKETS.chmod(0o1777)

    def _wait_until_ready(self, windows: Windows) -> None:
        wanted = set(self.card.ready)

        def ready() -> bool:
            if wanted and windows.managed():
                wanted.discard("wm")
                wanted.difference_update(window.kind for window in windows.listed())
            return not wanted

        try:
            windows.wait_until(ready, _READY_S, "the desktop")
        except PpagentError as error:
            raise PpagentError(f"{error}: still missing are {', '.join(sorted(wanted))}") from None

    def _open(self, app: OpenApp, windows: Windows) -> None:
        card = self.card.apps[app.app]
        before = {window.id for window in windows.listed()}
        self.launch(card.argv(self.home_inside))

        def opened() -> list[Window]:
            new = [one for one in windows.listed() if one.id not in before and one.program == card.window]
            return [one for one in new if re.search(card.title, one.title)]

        windows.wait_until(lambda: bool(opened()), _APP_S, f"{app.app}, {card.title!r}")
        windows.place(opened()[0], app.box, resize=card.resizable)

    def _log_tail(self) -> str:
        if self._scratch is None or not self.log.is_file():
            return ""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(["the end of its log:", *lines[-_LOG_LINES:]]) if lines else ""

    @property
    def _place(self) -> Path:
        if self._scratch is None:
            raise PpagentError("the desktop has not been started")
        return self._scratch

    @property
    def _running(self) -> Supervisor:
        if self._supervisor is None:
            raise PpagentError("the desktop has not been started")
        return self._supervisor


def _as_asked(card: EnvCard, size: tuple[int, int] | None, scale: float | None) -> EnvCard:
    """The card with the user's size and scale, held to the same limits."""
    asked = {"size": size or card.size, "scale": card.scale if scale is None else scale}
    try:
        return EnvCard.model_validate(card.model_dump() | asked)
    except ValidationError as error:
        fault = error.errors()[0]
        raise InputError(
            f"{' '.join(map(str, fault['loc']))}: {fault['msg']}, not {fault['input']}"
        ) from error
