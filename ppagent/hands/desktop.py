"""In: actions in the input units of a screen. Out: DesktopHands, which carries them out by mouse and keyboard."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from ppagent.action.schema import Action, Button, Click, Drag, Key, Move, Point, Scroll, Type
from ppagent.errors import MissingError, OutsideError, PpagentError, ScreenLostError
from ppagent.hands.autogui import bind, load
from ppagent.hands.base import Window
from ppagent.hands.guard import StoppedError, focus_moved
from ppagent.hands.paste import PasteKeyboard
from ppagent.hands.x11 import X11Keyboard

ARRIVAL_PX = 4
MULTI_CLICK_S = 0.01
"""Pause after each press of a double click: Chromium takes two in the same millisecond of the X server for one (measured)."""
DRAG_STEPS = 20
"""Moves of a drag: toolkits take one for real only when they see the pointer travel."""
DRAG_STEP_S = 0.01
"""Pause after each move of a drag, so that the windows under it can answer before the drop."""
_BUTTON_RELEASE = 5
_BUTTONS: Mapping[Button, int] = {"left": 1, "middle": 2, "right": 3}


class Keyboard(Protocol):
    """Presses keys; `X11Keyboard` says how."""

    def type(self, text: str, between: Callable[[], None] = ...) -> None: ...  # noqa: D102
    def hold(self, keys: Sequence[str]) -> contextlib.AbstractContextManager[None]: ...  # noqa: D102
    def active_window(self) -> Window | None: ...  # noqa: D102
    def release_all(self) -> None: ...  # noqa: D102


class DesktopHands:
    """Mouse and keyboard of the live desktop, or of a private display: pyautogui, and X11Keyboard on X11.

    **Emergency stop.** A pointer in a corner of the screen when an action begins, or in the middle of typing or
    dragging, ends the run. An action may itself aim at a corner; then the pointer steps one pixel inward afterwards,
    so that a pointer in a corner is always the user's doing, in all four corners and at any time.
    """

    def __init__(self, display: str | None = None, xauthority: str | None = None) -> None:
        """Take hold of mouse and keyboard.

        Args:
            display: X11 display such as ``:99``; None for the environment's, and on other platforms.
            xauthority: file with the display's cookie; None for the environment's.

        Raises:
            MissingError: there is no display, or it cannot be controlled.
        """
        self._pressed: list[Button] = []
        self._x11: X11Keyboard | None = None
        if sys.platform == "linux":
            display = display or os.environ.get("DISPLAY")
            if not display:
                raise MissingError(
                    "there is no display: DISPLAY is not set", "use `--env xfce` for a private screen"
                )
            self._x11 = X11Keyboard(display, xauthority)
        self._display, self._xauthority = display, xauthority
        self._mouse = load(display, xauthority)
        if self._x11:
            bind(self._mouse, self._x11.server.display, xauthority, new=True)
        self._keyboard: Keyboard = self._x11 or PasteKeyboard(self._mouse)

    def perform(self, action: Action) -> None:
        """Carry out one action whose points are in input units. Waiting and the end of a run need no hands.

        Raises:
            ScreenLostError: the screen is gone.
            StoppedError: the pointer is in a corner of the screen.
            OutsideError: a point is not on the screen.
            InputError: no such key or character.
        """
        with self._translated(), self._released_on_error():
            self._take_mouse()
            self._locate_corners()
            self._check_stop()
            match action:
                case Click():
                    self._click(action)
                case Move():
                    self._move(action.point)
                case Drag():
                    self._drag(action)
                case Scroll():
                    self._scroll(action)
                case Type():
                    self._type(action.text)
                case Key():
                    with self._keyboard.hold(action.keys):
                        pass

    @contextmanager
    def hold(self, *keys: str, button: Button | None = None) -> Iterator[None]:
        """Hold keys, and a button where the pointer is, down inside: to press for a time, or around mouse actions.

        Inside, click, move, drag and scroll; typing and pressing other keys is refused while a modifier is held.

        Raises:
            InputError, StoppedError, ScreenLostError: as `perform`.
        """
        with self._translated(), self._released_on_error():
            self._take_mouse()
            self._locate_corners()
            self._check_stop()
            with self._keyboard.hold(keys):
                if button is None:
                    yield
                    return
                with self._pressing(button):
                    self._mouse.mouseDown(button=button, _pause=False)
                    yield
                    self._take_mouse()
                    # Not through pyautogui's public function: it refuses in a corner, where the user may be by now.
                    self._mouse.platformModule._mouseUp(*self._mouse.position(), button)  # noqa: SLF001

    def active_window(self) -> Window | None:
        """The window that has the keyboard; None when there is none or the platform does not tell."""
        return self._keyboard.active_window()

    def release(self) -> None:
        """Let go of every button and key these hands hold. Never raises."""
        with contextlib.suppress(Exception):
            self._keyboard.release_all()
        while self._pressed:
            button = self._pressed.pop()
            with contextlib.suppress(Exception):
                if self._x11:
                    # Not through pyautogui: its connection may be torn, and it refuses while the pointer is in a corner.
                    self._x11.server.fake(_BUTTON_RELEASE, _BUTTONS[button])
                    self._x11.server.sync()
                else:
                    self._mouse.platformModule._mouseUp(*self._mouse.position(), button)  # noqa: SLF001

    def close(self) -> None:
        """Let go of everything and of the display; may be called twice."""
        self.release()
        if self._x11 is not None:
            with contextlib.suppress(Exception):
                self._x11.close()

    def _click(self, action: Click) -> None:
        x, y = self._place(action.point)
        with self._keyboard.hold(action.modifiers), self._pressing(action.button), self._own_corners((x, y)):
            interval = MULTI_CLICK_S if action.count > 1 else 0
            self._mouse.click(
                x, y, clicks=action.count, interval=interval, button=action.button, _pause=False
            )
        self._step_inward(x, y)

    def _move(self, point: Point) -> None:
        x, y = self._place(point)
        # Menus take a pointer that jumps to an entry for one on its way into the submenu that is open beside it, and
        # ignore it; a last step back to the left tells them that it is not (measured with GTK 3).
        with self._own_corners((x, y)):
            self._mouse.moveTo(x + ARRIVAL_PX, y, _pause=False)
            self._mouse.moveTo(x, y, _pause=False)
        self._step_inward(x, y)

    def _drag(self, action: Drag) -> None:
        (x0, y0), (x1, y1) = self._place(action.start), self._place(action.end)
        with self._pressing(action.button):
            self._mouse.mouseDown(x0, y0, button=action.button, _pause=False)
            with self._own_corners((x0, y0), (x1, y1)):
                for step in range(1, DRAG_STEPS + 1):
                    time.sleep(DRAG_STEP_S)
                    part = step / DRAG_STEPS
                    x, y = round(x0 + (x1 - x0) * part), round(y0 + (y1 - y0) * part)
                    self._mouse.moveTo(x, y, _pause=False)
                time.sleep(DRAG_STEP_S)
                self._mouse.mouseUp(x1, y1, button=action.button, _pause=False)
        self._step_inward(x1, y1)

    def _type(self, text: str) -> None:
        window = self.active_window()

        def between_batches() -> None:
            self._check_stop()
            if reason := focus_moved(window, self.active_window()):
                raise PpagentError(f"{reason}; the rest was not typed")

        self._keyboard.type(text, between_batches)

    def _scroll(self, action: Scroll) -> None:
        x, y = self._place(action.point)
        windows = sys.platform == "win32"
        notch = 120 if windows else 1
        with self._own_corners((x, y)):
            # There pyautogui turns the wheel wherever the pointer is.
            self._mouse.moveTo(x, y, _pause=False)
            if action.dy:
                self._mouse.scroll(-action.dy * notch, x, y, _pause=False)
            if action.dx and windows:
                # pyautogui's hscroll is a vertical one there; programs take shift and the wheel for a horizontal one.
                with self._keyboard.hold(("shift",)):
                    self._mouse.scroll(-action.dx * notch, x, y, _pause=False)
            elif action.dx:
                self._mouse.hscroll(action.dx, x, y, _pause=False)
        self._step_inward(x, y)

    def _place(self, point: Point | None) -> tuple[int, int]:
        """The pixel of a point; the pointer's for None.

        Raises:
            OutsideError: it is not on the screen; X would silently clamp it onto something else.
        """
        if point is None:
            x, y = self._mouse.position()
            return int(x), int(y)
        x, y = int(point[0] // 1), int(point[1] // 1)
        if self._x11 and not (0 <= x < self._size[0] and 0 <= y < self._size[1]):
            raise OutsideError(
                f"the point ({x}, {y}) is outside the screen of {self._size[0]}x{self._size[1]}"
            )
        return x, y

    @contextmanager
    def _pressing(self, button: Button) -> Iterator[None]:
        """Remember that a button may be down, so that `release` lets go of it however the inside ends."""
        self._pressed.append(button)
        yield
        self._pressed.remove(button)

    def _take_mouse(self) -> None:
        """Other hands of this process may have turned pyautogui to their display meanwhile."""
        if self._display:
            bind(self._mouse, self._display, self._xauthority)

    def _locate_corners(self) -> None:
        """Tell pyautogui the corners as they are now: it knows those of the moment it was imported."""
        self._size = self._x11.server.size() if self._x11 else tuple(self._mouse.size())
        right, bottom = self._size[0] - 1, self._size[1] - 1
        self._mouse.FAILSAFE_POINTS = [(0, 0), (right, 0), (0, bottom), (right, bottom)]

    def _check_stop(self) -> None:
        with self._translated():
            self._mouse.failSafeCheck()

    @contextmanager
    def _own_corners(self, *points: tuple[int, int]) -> Iterator[None]:
        """Inside, the corners we go to ourselves are no emergency; the other corners still are."""
        corners = self._mouse.FAILSAFE_POINTS
        self._mouse.FAILSAFE_POINTS = [corner for corner in corners if corner not in points]
        try:
            yield
        finally:
            self._mouse.FAILSAFE_POINTS = corners

    def _step_inward(self, x: int, y: int) -> None:
        """Leave the corner that our own action aimed at; any other corner was the user's doing and stops the next."""
        if (x, y) in self._mouse.FAILSAFE_POINTS and tuple(self._mouse.position()) == (x, y):
            # Not through pyautogui's public function: it refuses in a corner.
            self._mouse.platformModule._moveTo(x + (1 if x == 0 else -1), y + (1 if y == 0 else -1))  # noqa: SLF001

    @contextmanager
    def _released_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self.release()
            if not isinstance(error, Exception) and self._display:
                # Interrupted inside a request, python-xlib waits for ever in the next one (0.15, measured).
                with contextlib.suppress(Exception):
                    bind(self._mouse, self._display, self._xauthority, torn=True)
            raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Say pyautogui's and python-xlib's errors in ours."""
        try:
            yield
        except self._mouse.FailSafeException as error:
            raise StoppedError(
                "stopped because the pointer was moved into a corner of the screen",
                "move it away to start again",
            ) from error
        except Exception as error:
            if _connection_lost(error):
                raise ScreenLostError("the screen is gone", "start it again, then the run") from error
            raise


def _connection_lost(error: Exception) -> bool:
    # python-xlib 0.33 stumbles over the error itself when the server goes while it sends: a TypeError comes out.
    return (
        isinstance(error, ConnectionError)
        or isinstance(error.__context__, ConnectionError)
        or type(error).__name__
        in (
            "ConnectionClosedError",
            "DisplayConnectionError",
        )
    )
