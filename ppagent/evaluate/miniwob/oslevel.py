"""In: a task and a seed. Out: its page in a Chromium with a window, seen by mss and played with a real mouse and keyboard.

The same pages, sizes and rewards as in headless Chromium; what differs is how an agent reaches them: an X server of its
own, `MssScreen` for its eyes and `DesktopHands` for its hands. DevTools only starts the episode and reads its reward.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np
from typing_extensions import Self

from ppagent.action.schema import Action, Click, Drag, Move, Point, Scroll
from ppagent.desktop.card import EnvCard
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.errors import ScreenLostError
from ppagent.evaluate.miniwob.browser import LIMIT_S, MiniWob
from ppagent.evaluate.miniwob.chromium import Chromium
from ppagent.evaluate.miniwob.tasks import Task
from ppagent.hands.base import Hands, Window
from ppagent.hands.desktop import DesktopHands
from ppagent.hands.xserver import XServer
from ppagent.screen.capture import MssScreen
from ppagent.screen.frame import Pixels

SCREEN = (640, 840)
"""CSS px of the screen: more than the largest window, since Chromium makes one as large as its screen a px smaller."""
SHOWN_S = 1.0
"""Longest wait for the screen to show what the page has drawn; a page that moves by itself is never the same twice."""
_FLAGS = (
    "--kiosk",  # without a window manager: no frame, and the size that it is given
    "--window-position=0,0",
    # A GPU process of its own may look for the window before the X server has made it, and then never draws.
    "--in-process-gpu",
)
# A page handles input before the frame after next.
_TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
_PLACE = "[innerWidth, innerHeight, screenX, screenY, devicePixelRatio]"
_PLACE_S = 5.0


class OsStage:
    """An X server with mouse, keyboard and eyes: what pages are played on. A context manager; one per process.

    pyautogui takes hold of one display for as long as its process lives, and X libraries read the display from
    ``os.environ``, which this sets. So a browser that dies is replaced on the same stage, by `open`; a stage is not.

    Attributes:
        scale: physical px per CSS px.
    """

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Start the X server.

        Raises:
            MissingError: Xvfb or pyautogui is missing, or this process already controls another display.
        """
        width, height = (math.ceil(side * self.scale) for side in SCREEN)
        needs = {"Xvfb": "xvfb", "bash": "bash", "dbus-daemon": "dbus-daemon"}
        card = EnvCard(name="miniwob", description="", kind="xvfb", size=(width, height), needs=needs)
        with ExitStack() as stack:
            desktop = stack.enter_context(XvfbDesktop(card, Path()))
            os.environ |= desktop.client_environ
            self.desktop = DesktopHands(desktop.display, str(desktop.xauthority))
            stack.callback(self.desktop.release)
            self.server = XServer(desktop.display, str(desktop.xauthority))
            stack.callback(self.server.close)
            self.screen = stack.enter_context(MssScreen(0, desktop.display))
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def open(self, stopped: Callable[[], bool] = lambda: False) -> OsMiniWob:
        """A browser on it; there is to be one at a time.

        Raises:
            MissingError: there is no Chromium.
            ScreenLostError: it does not start.
        """
        return OsMiniWob(self, stopped)


class OsHands:
    """Mouse and keyboard of a stage. Points are CSS px of the page, as `PageHands` takes them."""

    def __init__(self, stage: OsStage, browser: Chromium) -> None:
        self._stage, self._browser = stage, browser

    def perform(self, action: Action) -> None:
        """Carry out one action, and wait until the page has it; see `Hands`."""
        self._stage.desktop.perform(_on_screen(action, self._stage.scale))
        self.caught_up()

    def active_window(self) -> Window | None:
        """The browser's window."""
        return self._stage.desktop.active_window()

    def release(self) -> None:
        """Let go of every button and key."""
        self._stage.desktop.release()

    def caught_up(self) -> None:
        """Wait until the browser, and then its page, have dealt with all input so far."""
        with self._stage.server.reachable():
            self._stage.server.caught_up()
        self._browser.run(_TWO_FRAMES)


class OsMiniWob(MiniWob):
    """The browser of a stage, for one episode after the other; see `MiniWob`."""

    def __init__(self, stage: OsStage, stopped: Callable[[], bool] = lambda: False) -> None:
        """Start the browser; raises as `OsStage.open`."""
        self._stage = stage
        self._whole: Pixels | None = None
        self._part: Pixels = np.zeros((0, 0, 3), dtype=np.uint8)
        super().__init__(stage.scale, stopped)

    def begin(self, task: Task, seed: int, limit_s: float | None = LIMIT_S) -> str:
        """As `MiniWob.begin`; the pointer is put beside the task's area, and the screen shows the started page."""
        # Where the last episode left the pointer, it would hover over something of this one.
        self._stage.desktop.perform(
            Move(point=(task.window[0] * self.scale - 2, task.window[1] * self.scale / 2))
        )
        utterance = super().begin(task, seed, limit_s)
        drawn, until = MiniWob._picture(self, *task.size), time.monotonic() + SHOWN_S  # noqa: SLF001 - DevTools' picture
        while not np.array_equal(drawn, self._picture(*task.size)) and time.monotonic() < until:
            time.sleep(0.01)
        return utterance

    def _open(self) -> tuple[Chromium, Hands]:
        browser = Chromium((*_FLAGS, f"--force-device-scale-factor={self.scale:g}"))
        return browser, OsHands(self._stage, browser)

    def _fit(self, width: int, height: int) -> None:
        window = self.browser.call("Browser.getWindowForTarget")["windowId"]
        for bounds in (
            {"windowState": "normal"},
            {"width": width, "height": height},
            {"windowState": "fullscreen"},
        ):
            self.browser.call("Browser.setWindowBounds", windowId=window, bounds=bounds)
        wanted, until = [width, height, 0, 0, self.scale], time.monotonic() + _PLACE_S
        while (place := self.browser.run(_PLACE)) != wanted:
            if time.monotonic() > until:
                raise ScreenLostError(f"the browser's window is {place}, not {wanted}")
            time.sleep(0.01)

    def _picture(self, width: int, height: int) -> Pixels:
        whole = self._stage.screen.grab().pixels
        shape = (round(height * self.scale), round(width * self.scale))
        if whole is not self._whole or self._part.shape[:2] != shape:
            # An unchanged screen is the same array again, and so is its part.
            self._whole, self._part = whole, np.ascontiguousarray(whole[: shape[0], : shape[1]])
        return self._part


def _on_screen(action: Action, scale: float) -> Action:
    """The action with its points in physical px: the first one within the CSS px, as headless pages get it."""

    def place(point: Point | None) -> Point | None:
        return point and (math.ceil(point[0] * scale), math.ceil(point[1] * scale))

    match action:
        case Click() | Move() | Scroll():
            return action.model_copy(update={"point": place(action.point)})
        case Drag():
            return action.model_copy(update={"start": place(action.start), "end": place(action.end)})
        case _:
            return action
