"""In: a private desktop. Out: NativeMachine, which passes for the computer that OSWorld's tasks are written for.

Chromium stands in for Chrome, with Chrome's profile folder; each desktop has debugging ports of its own, so several can
be up at once. Its programs see no processes but their own, so a task's ``pkill`` reaches nothing else.
"""

from __future__ import annotations

import base64
import re
import shlex
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from ppagent.desktop.card import env_folder, find_env
from ppagent.desktop.confine import INNER_HOME
from ppagent.desktop.supervisor import Ran
from ppagent.desktop.windows import Window, Windows
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.errors import InputError, PpagentError, ScreenLostError
from ppagent.evaluate.osworld.furnish import furnish, with_guest
from ppagent.evaluate.osworld.machine import BrokenError, Command, UnsupportedError

_CHUNK = 60_000
"""Characters of a file's text in one order; the system takes no argument over 128 KiB."""
_BLOCK = 600_000
"""Bytes of a file in one answer, which holds a megabyte of base64."""
_WINDOW_S, _STILL_S = 40.0, 0.6
_STARTED_S = 1.5
"""Stillness after which a started program has shown its dialogs, too: the tasks' own steps go on blindly."""
_POLL_S = 0.1
_NO_WINDOW = {"socat", "pkill", "killall", "sleep", "mkdir", "sh", "bash"}
_SAME = {"Google Chrome": "Chromium", "google-chrome": "chromium", "Google-chrome": "Chromium"}


@contextmanager
def native_machine(
    env: str = "xfce",
    size_px: tuple[int, int] | None = None,
    scale: float | None = None,
    seed: int | None = None,
) -> Iterator[NativeMachine]:
    """Start a fresh desktop and make it such a machine; it is gone afterwards.

    Args:
        env: name or folder of an environment.
        size_px: of its screen.
        scale: physical px per logical px.
        seed: of its look.

    Raises:
        MissingError: a program is not installed.
        UnsupportedError: this user cannot have a home called ``/home/user``, which the tasks name.
        PpagentError: it did not come up.
    """
    card = find_env(env)
    if card.kind != "xvfb":
        raise InputError(f"the environment {card.name} is not a private desktop", "use --env xfce")
    ports = _free_ports()
    with XvfbDesktop(
        with_guest(card, ports), env_folder(env), size=size_px, scale=scale, seed=seed
    ) as desktop:
        if desktop.home_inside != INNER_HOME:
            raise UnsupportedError(
                f"the tasks need a home called {INNER_HOME}",
                "install bubblewrap, or run as root where namespaces are allowed",
            )
        furnish(desktop)
        yield NativeMachine(desktop, ports[1])


class NativeMachine:
    """A Machine on a private desktop.

    Attributes:
        desktop: it.
    """

    home = str(INNER_HOME)
    password = "password"  # noqa: S105 - OSWorld's own; nothing here asks for it

    def __init__(self, desktop: XvfbDesktop, debug_port: int) -> None:
        self.desktop = desktop
        self._debug_port = debug_port
        self._found: dict[str, bool] = {}

    def run(self, command: Command, *, shell: bool = False, timeout_s: float = 120.0) -> Ran:
        """Run a command to its end, as the desktop's user, in its home."""
        return self._sh(_code(command, shell=shell, home=self.home), timeout_s)

    def launch(self, command: Command, *, shell: bool = False) -> None:
        """Start a program, and wait until it shows a window and the screen rests, for as long as a program may take.

        OSWorld lets a fixed minute pass instead.
        """
        program = _program(command)
        if program in {"pkill", "killall"}:
            self.run(command, shell=shell)
            return
        before = {window.id for window in self._listed()}
        self.desktop.launch(
            ["sh", "-c", f"exec sh -c {shlex.quote(_code(command, shell=shell, home=self.home))}"]
        )
        if program not in _NO_WINDOW:
            self._wait_for_window(before)

    def read(self, path: str) -> bytes | None:
        """A file's content, through the desktop: nothing outside of it can be read by a link in it."""
        name, content = shlex.quote(self._path(path)), b""
        size = self._sh(f"[ -f {name} ] && stat -Lc %s {name}")
        if size.status != 0:
            return None
        while len(content) < int(size.stdout):
            part = f"tail -c +{len(content) + 1} {name} | head -c {_BLOCK} | base64 -w0"
            block = base64.b64decode(self._sh(part).stdout)
            if not block:
                break
            content += block
        return content

    def write(self, path: str, content: bytes) -> None:
        """Write a file as the desktop's user."""
        name, text = shlex.quote(self._path(path)), base64.b64encode(content).decode()
        parts = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)] or [""]
        for number, part in enumerate(parts):
            made = f'mkdir -p "$(dirname {name})" && ' if number == 0 else ""
            into = ">" if number == 0 else ">>"
            ran = self._sh(f"{made}printf %s {part} | base64 -d {into} {name}")
            if ran.status:
                raise PpagentError(f"{path} cannot be written: {ran.stderr.strip()}")

    def open(self, path: str) -> None:
        """Open a file with the desktop's program for it."""
        self.launch(["xdg-open" if shutil.which("xdg-open") else "exo-open", self._path(path)])

    def window(self, do: Literal["activate", "close"], name: str, *, strict: bool, by_class: bool) -> bool:
        """Bring a window to the front or close it."""
        name = _SAME.get(name, name)
        for window in reversed(self._listed()):
            said = window.program if by_class else window.title
            if (said == name) if strict else (name.lower() in said.lower()):
                self.run(["wmctrl", "-i", "-a" if do == "activate" else "-c", hex(window.id)])
                self.rest()
                return True
        return False

    def size_px(self) -> tuple[int, int]:
        """Size of its screen."""
        return self.desktop.size_px

    def window_size(self, program: str) -> tuple[int, int] | None:
        """Size of a program's newest window."""
        name = _SAME.get(program, program).lower()
        found = [window for window in self._listed() if window.program.lower() == name]
        return (found[-1].box[2], found[-1].box[3]) if found else None

    def accessibility_tree(self) -> str:
        """What the desktop's programs tell assistive technology."""
        ran = self.run(["/usr/bin/python3", "-W", "ignore", f"{self.home}/.local/share/accessibility"])
        if ran.status:
            raise UnsupportedError(
                f"the accessibility tree cannot be read: {ran.stderr.strip().splitlines()[-1:]}",
                "sudo apt-get install --no-install-recommends at-spi2-core python3-gi gir1.2-atspi-2.0",
            )
        return ran.stdout

    def terminal(self) -> str | None:
        """What the terminal shows."""
        import xml.etree.ElementTree as ET

        shown = list(ET.fromstring(self.accessibility_tree()).iter("terminal"))  # noqa: S314 - our own script's
        return (shown[-1].text or "").rstrip() if shown else None

    def debug_address(self) -> tuple[str, int]:
        """Where this desktop's socat listens."""
        return "127.0.0.1", self._debug_port

    def missing(self, program: str) -> str:
        """Whether the desktop's user finds a program."""
        if program not in self._found:
            self._found[program] = self._sh(f"command -v {shlex.quote(program)}").status == 0
        return "" if self._found[program] else f"{program} is not installed on this machine"

    def rest(self, timeout_s: float = 20.0) -> None:
        """Wait until the screen rests."""
        with self.desktop.windows() as windows:
            windows.wait_until_quiet(_STILL_S, timeout_s)

    def _sh(self, code: str, timeout_s: float = 60.0) -> Ran:
        try:
            return self.desktop.run_on(code, timeout_s)
        except ScreenLostError as error:
            raise BrokenError(str(error), error.hint) from error

    def _wait_for_window(self, before: set[int]) -> None:
        with self.desktop.windows() as windows:
            until = time.monotonic() + _WINDOW_S
            while time.monotonic() < until and not _new_titled(windows, before):
                time.sleep(_POLL_S)
            windows.wait_until_quiet(_STARTED_S, _WINDOW_S)

    def _listed(self) -> list[Window]:
        with self.desktop.windows() as windows:
            return [window for window in windows.listed() if window.kind == "normal"]

    def _path(self, path: str) -> str:
        return self.home + path[1:] if path == "~" or path.startswith("~/") else path


def _new_titled(windows: Windows, before: set[int]) -> bool:
    # A splash screen has no title of its own, or none that lasts.
    return any(
        one.id not in before and one.title and one.box[2] > 400
        for one in windows.listed()
        if one.kind == "normal"
    )


def _code(command: Command, *, shell: bool, home: str) -> str:
    """Shell code that does what OSWorld's server would do with a command."""
    if shell:
        words = ["sh", "-c", *([command] if isinstance(command, str) else command)]
    else:
        words = [home + word[1:] if word.startswith("~/") else word for word in _words(command)]
    return f"cd && {shlex.join(words)}"


def _words(command: Command) -> list[str]:
    return shlex.split(command) if isinstance(command, str) else list(command)


def _program(command: Command) -> str:
    """The first word that is no setting."""
    try:
        words = _words(command)
    except ValueError:
        return ""
    named = (word for word in words if not re.fullmatch(r"\w+=.*", word, re.DOTALL))
    return Path(next(named, "")).name


def _free_ports() -> tuple[int, int]:
    """Two ports that nobody listens on."""
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return int(first.getsockname()[1]), int(second.getsockname()[1])
