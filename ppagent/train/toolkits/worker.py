"""In: a Look. Out: a process under the system's Python that draws plans with the real toolkit."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from typing_extensions import Self

from ppagent.desktop.scratch import free_numbers
from ppagent.desktop.xauthority import xauthority
from ppagent.train.toolkits.looks import Look
from ppagent.train.toolkits.visible import Drawn

_PYTHON = "/usr/bin/python3"
_SCRIPTS = Path(__file__).parent / "workers"
_PATIENCE_S = 30.0
_NEEDS = {
    "gtk": "import gi; gi.require_version('Gtk', '3.0'); from gi.repository import Gtk",
    "qt": "import PyQt5.QtSvg, PyQt5.QtWidgets",
}


@cache
def missing(toolkit: str) -> str:
    """What this machine lacks to draw with a toolkit, as a sentence; empty when nothing."""
    if not Path(_PYTHON).exists():
        return f"{_PYTHON} is not there"
    done = subprocess.run([_PYTHON, "-W", "ignore", "-c", _NEEDS[toolkit]], capture_output=True, check=False)
    return "" if done.returncode == 0 else f"the system's Python has no {toolkit}: run `make train-setup`"


class Worker:
    """A process that draws with one Look; a context manager.

    Args:
        look: theme, icons, font, scale.
        display: ``:N``; Qt needs none.
        cookie: the Xauthority file of the display.
    """

    def __init__(self, look: Look, display: str, cookie: Path | None) -> None:
        self.look = look
        self._home = tempfile.TemporaryDirectory(prefix="ppagent-toolkit-")
        home = Path(self._home.name)
        environ = {
            "HOME": str(home),
            "PATH": os.environ.get("PATH", ""),
            "LC_ALL": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(home),
        }
        environ |= _gtk(look, display, cookie) if look.toolkit == "gtk" else _qt(look, home)
        script = _SCRIPTS / f"{look.toolkit}_main.py"
        self._process = subprocess.Popen(
            [_PYTHON, "-W", "ignore", str(script), json.dumps(_arguments(look))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if not os.environ.get("PPAGENT_TOOLKIT_ERRORS") else None,
            env=environ,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._home.cleanup()

    def draw(self, plan: dict[str, Any]) -> list[Drawn]:
        """Draw a plan; no layers: it could not be drawn.

        Raises:
            EOFError: the process has died or took too long; it draws no more.
        """
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        alarm = threading.Timer(_PATIENCE_S, self._process.kill)
        alarm.start()
        try:
            into.write(json.dumps(plan).encode() + b"\n")
            into.flush()
            head = out.readline()
            if not head:
                raise EOFError
            return [_layer(each, out.read(each["bytes"])) for each in json.loads(head)]
        except (BrokenPipeError, ValueError) as error:
            raise EOFError from error
        finally:
            alarm.cancel()


def _layer(head: dict[str, Any], data: bytes) -> Drawn:
    left, top, right, bottom = head["box"]
    height, width, stride = bottom - top, right - left, head["stride"]
    # The last row of RGB bytes may come without its padding.
    flat = np.zeros(height * stride, np.uint8)
    flat[: len(data)] = np.frombuffer(data, np.uint8)
    rows = flat.reshape(height, stride)
    pixels = np.full((height, width, 4), 255, np.uint8)
    if stride == width * 4:
        pixels[:] = rows.reshape(height, width, 4)[..., [2, 1, 0, 3]]
    else:
        pixels[..., :3] = rows[:, : width * 3].reshape(height, width, 3)
    return Drawn((left, top, right, bottom), pixels, head["parts"])


def _arguments(look: Look) -> dict[str, Any]:
    if look.toolkit == "qt":
        return {
            "theme": look.theme,
            "icons": look.icons,
            "font": look.font,
            "points": look.points,
            "dark": look.dark,
            "accent": look.accent,
        }
    theme, _, variant = look.theme.partition(":")
    return {
        "settings": {
            "gtk-theme-name": theme,
            "gtk-application-prefer-dark-theme": variant == "dark",
            "gtk-icon-theme-name": look.icons,
            "gtk-font-name": f"{look.font} {look.points}",
            "gtk-enable-animations": False,
            "gtk-cursor-blink": False,
            "gtk-overlay-scrolling": look.points % 2 == 0,
            "gtk-xft-dpi": round(96 * 1024 * (look.scale if look.scale < 2 else 1)),
            "gtk-xft-antialias": 1,
            "gtk-xft-hinting": 1,
            "gtk-xft-hintstyle": "hintslight" if look.smoothing else "hintfull",
            "gtk-xft-rgba": "rgb" if look.smoothing == 1 else "none",
        }
    }


def _gtk(look: Look, display: str, cookie: Path | None) -> dict[str, str]:
    return {
        "DISPLAY": display,
        "XAUTHORITY": str(cookie or ""),
        "GDK_BACKEND": "x11",
        "GDK_SCALE": "2" if look.scale == 2 else "1",
        "NO_AT_BRIDGE": "1",
        "GSETTINGS_BACKEND": "memory",
        "GTK_CSD": "0",
    }


def _qt(look: Look, home: Path) -> dict[str, str]:
    environ = {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": str(look.scale),
        "QT_SCALE_FACTOR_ROUNDING_POLICY": "PassThrough",
        "XDG_CONFIG_HOME": str(home / "config"),
    }
    if look.theme.startswith("kvantum/"):
        (home / "config" / "Kvantum").mkdir(parents=True)
        (home / "config" / "Kvantum" / "kvantum.kvconfig").write_text(
            f"[General]\ntheme={look.theme.split('/')[1]}\n"
        )
    return environ


@contextlib.contextmanager
def screen(size: tuple[int, int] = (4000, 2600)) -> Iterator[tuple[str, Path]]:
    """A bare X server without a window manager: its ``:N`` and the file that lets its readers on.

    Raises:
        OSError: no server could be started.
    """
    with tempfile.TemporaryDirectory(prefix="ppagent-toolkit-") as folder:
        numbers = free_numbers()
        cookie = Path(folder) / "Xauthority"
        cookie.write_bytes(xauthority(numbers, secrets.token_bytes(16)))
        for number in numbers:
            read, write = os.pipe()
            server = subprocess.Popen(
                [
                    "Xvfb",
                    f":{number}",
                    "-displayfd",
                    str(write),
                    "-auth",
                    str(cookie),
                    "-nolisten",
                    "tcp",
                    "-screen",
                    "0",
                    f"{size[0]}x{size[1]}x24",
                    "-dpi",
                    "96",
                ],
                pass_fds=(write,),
                stderr=subprocess.DEVNULL,
            )
            os.close(write)
            try:
                with os.fdopen(read) as ready:
                    if not ready.readline():
                        continue
                yield f":{number}", cookie
                return
            finally:
                server.terminate()
                server.wait()
        raise OSError("no X server could be started: is Xvfb installed?")
