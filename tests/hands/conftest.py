"""A small real desktop on the shared X server: a window manager and applications, run as nobody when we are root."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ppagent.hands.desktop import DesktopHands
from ppagent.hands.x11 import X11Keyboard
from tests.conftest import Display

NOBODY = 65534
AS_NOBODY = [
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all",
    "--no-new-privs",
]  # fmt: skip


def wait_for(check: Callable[[], object], seconds: float = 15.0) -> object:
    """Poll until ``check`` is truthy and return what it said last, true or not."""
    deadline = time.monotonic() + seconds
    while not (value := check()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return value


class Apps:
    """Starts applications on a display, each with its own session bus, in a scratch home."""

    def __init__(self, display: Display) -> None:
        self.display = display
        self.home = display.folder / "home"
        self.home.mkdir(exist_ok=True)
        if os.getuid() == 0:
            os.chown(self.home, NOBODY, NOBODY)

    def start(self, *command: str) -> subprocess.Popen:
        environ = self.display.environ | {
            "HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home), "GSETTINGS_BACKEND": "memory", "NO_AT_BRIDGE": "1",
            "GTK_IM_MODULE": "gtk-im-context-simple",
        }  # fmt: skip
        return subprocess.Popen(
            [*(AS_NOBODY if os.getuid() == 0 else []), "dbus-run-session", "--", *command],
            env=environ, cwd=self.home, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip


def stop(process: subprocess.Popen) -> None:
    """Stop a process and the session it leads."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 15)
    process.wait(10)


@pytest.fixture(scope="session")
def keyboard(xvfb: Display) -> Iterator[X11Keyboard]:
    keyboard = X11Keyboard(xvfb.name, xvfb.xauthority)
    yield keyboard
    keyboard.close()


@pytest.fixture(scope="session")
def hands(xvfb: Display) -> DesktopHands:
    return DesktopHands(xvfb.name, xvfb.xauthority)


@pytest.fixture(scope="session")
def apps(xvfb: Display, keyboard: X11Keyboard) -> Iterator[Apps]:
    for program in ("xfwm4", "dbus-run-session", "setpriv", "setxkbmap"):
        if not shutil.which(program):
            pytest.skip(f"needs {program}")
    apps = Apps(xvfb)
    manager = apps.start("xfwm4", "--compositor=off")
    root, server = keyboard.server.root, keyboard.server
    assert wait_for(lambda: server._cardinal(root, "_NET_SUPPORTING_WM_CHECK")), "no window manager"
    yield apps
    stop(manager)


class Editor:
    """A real GTK text editor with one file; what it holds is read back by saving that file."""

    def __init__(self, apps: Apps, keyboard: X11Keyboard) -> None:
        self.file = apps.home / "note.txt"
        self.file.write_text("", encoding="utf-8")
        if os.getuid() == 0:
            os.chown(self.file, NOBODY, NOBODY)
        self.keyboard = keyboard
        self.process = apps.start("mousepad", "--disable-server", str(self.file))
        self.check_focus()

    def check_focus(self) -> None:
        """Never type into anything else: a stray Enter or Ctrl+Q reached other windows before."""
        assert wait_for(lambda: "note.txt" in self.title()), f"the editor has no focus: {self.title()!r}"

    def title(self) -> str:
        window = self.keyboard.active_window()
        return window.title if window else ""

    def clear(self) -> None:
        self.check_focus()
        self.keyboard.chord(("ctrl", "a"))
        self.keyboard.chord(("delete",))

    def saved(self) -> str:
        """Save and read."""
        self.check_focus()
        self.keyboard.chord(("ctrl", "s"))
        assert wait_for(lambda: not self.title().startswith("*")), f"not saved: {self.title()!r}"
        return self.file.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def editor(apps: Apps, keyboard: X11Keyboard) -> Iterator[Editor]:
    if not shutil.which("mousepad"):
        pytest.skip("needs mousepad")
    editor = Editor(apps, keyboard)
    yield editor
    stop(editor.process)


@pytest.fixture
def layout(xvfb: Display) -> Iterator[Callable[..., None]]:
    """Switch the keyboard layout; it is us again afterwards."""

    def switch(*arguments: str) -> None:
        subprocess.run(["setxkbmap", "-display", xvfb.name, *arguments], env=xvfb.environ, check=True)

    yield switch
    switch("us", "-option", "")


@pytest.fixture
def python(xvfb: Display) -> Callable[[str], subprocess.Popen]:
    """Start Python with a program text, on the display, from the repository."""

    def start(program: str, display: Display = xvfb) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", program], env=os.environ | display.environ, cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    return start
