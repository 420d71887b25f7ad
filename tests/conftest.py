"""Fixtures that every room shares: a real X server of our own."""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Display:
    """A running X server: its name, the file with its cookie, its process and a folder others can read."""

    name: str
    xauthority: str
    process: subprocess.Popen
    folder: Path

    @property
    def environ(self) -> dict[str, str]:
        """What a client needs to reach it, and nothing else of ours."""
        return {
            "DISPLAY": self.name, "XAUTHORITY": self.xauthority, "PATH": os.environ["PATH"], "LANG": "C.UTF-8",
        }  # fmt: skip


def start_xvfb(size: str = "1280x800x24", number: str = "") -> Display:
    """Start an Xvfb that lets in only holders of its cookie; stop it with `stop_xvfb`. ``number`` is one such as ``:99``."""
    folder = Path(tempfile.mkdtemp(prefix="ppagent-x-"))
    folder.chmod(0o755)  # the applications run as another user
    cookie = secrets.token_hex(16)
    _add_cookie(
        folder / "server", ":0", cookie
    )  # the server takes every cookie of its file, whatever the number
    read, write = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", *([number] if number else []), "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset", "-auth",
         folder / "server"],
        pass_fds=[write], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    assert number, "Xvfb did not start"
    _add_cookie(folder / "client", f":{number}", cookie)
    (folder / "client").chmod(0o644)
    return Display(f":{number}", str(folder / "client"), process, folder)


def _add_cookie(file: Path, display: str, cookie: str) -> None:
    file.touch()
    subprocess.run(["xauth", "-qf", file, "add", display, ".", cookie], check=True)


def stop_xvfb(display: Display) -> None:
    """Stop it by its process id."""
    display.process.terminate()
    display.process.wait(10)
    shutil.rmtree(display.folder, ignore_errors=True)  # applications may still be writing there as they die


@pytest.fixture(scope="session")
def xvfb() -> Iterator[Display]:
    """One X server for the whole session: pyautogui binds a process to the first display it sees."""
    if not shutil.which("Xvfb") or not shutil.which("xauth"):
        pytest.skip("needs Xvfb and xauth (Debian: xvfb, xauth)")
    display = start_xvfb()
    yield display
    stop_xvfb(display)


@pytest.fixture(scope="session", autouse=True)
def _what_libraries_leave_open() -> Iterator[None]:
    """What pyautogui and its parts open at import they never close, and warnings are errors here."""
    yield
    modules = [sys.modules.get(name) for name in ("pyautogui._pyautogui_x11", "mouseinfo", "pyscreeze")]
    for module in filter(None, modules):
        if (connection := getattr(module, "_display", None)) is not None:
            # Its server may be gone, and then it cannot say goodbye.
            with contextlib.suppress(Exception):
                connection.close()
            connection.display.socket.close()
        if (process := getattr(module, "whichProc", None)) is not None:
            process.stdout.close()
            process.stderr.close()
