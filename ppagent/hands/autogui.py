"""In: a display. Out: pyautogui, which has one connection per process, turned to that display."""

from __future__ import annotations

import contextlib
import io
import warnings
from typing import Any

from ppagent.errors import MissingError
from ppagent.hands.xserver import environment


def load(display: str | None, xauthority: str | None) -> Any:
    """Import pyautogui, which connects to a display at import.

    Raises:
        MissingError: it cannot be imported.
    """
    printed = io.StringIO()  # python-xlib prints warnings about cookies to stdout
    try:
        with (
            environment(DISPLAY=display, XAUTHORITY=xauthority),
            contextlib.redirect_stdout(printed),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore", ResourceWarning)  # python-xlib and pyscreeze leave files open
            import pyautogui
    except (Exception, SystemExit) as error:
        # mouseinfo ends the process without tkinter, python-xlib has errors of its own: all mean the same here.
        said = str(error) or printed.getvalue() or type(error).__name__
        raise MissingError(
            f"pyautogui cannot use display {display}: {said.strip().splitlines()[0]}", "run `ppagent doctor`"
        ) from error
    module: Any = pyautogui
    module.FAILSAFE, module.PAUSE, module.MINIMUM_DURATION, module.MINIMUM_SLEEP = True, 0, 0, 0
    return module


def bind(module: Any, display: str, xauthority: str | None, *, new: bool = False, torn: bool = False) -> None:
    """Turn pyautogui, which has one connection per process, to a display.

    Args:
        module: pyautogui.
        display: such as ``:99``.
        xauthority: file with its cookie; None for the environment's.
        new: the display may be another server under the number of one that is gone.
        torn: the connection was interrupted inside a request and is dropped as it is, with what it had not sent.

    Raises:
        MissingError: nothing answers there.
    """
    platform = module.platformModule
    bound = platform._display  # noqa: SLF001
    name = str(bound.get_display_name()).removesuffix(".0")
    if not torn and name == display.removesuffix(".0") and (not new or _answers(bound)):
        return
    from Xlib.display import Display

    printed = io.StringIO()  # python-xlib prints warnings about cookies to stdout
    try:
        with (
            environment(XAUTHORITY=xauthority),
            contextlib.redirect_stdout(printed),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore", ResourceWarning)
            platform._display = Display(display)  # noqa: SLF001
    except Exception as error:
        said = str(error) or printed.getvalue() or type(error).__name__
        raise MissingError(
            f"pyautogui cannot use display {display}: {said.strip().splitlines()[0]}", "run `ppagent doctor`"
        ) from error
    with contextlib.suppress(Exception):
        if not torn:
            bound.close()
    # Of a server that is gone, or of a request that was interrupted, it stays open.
    with contextlib.suppress(Exception):
        bound.display.socket.close()


def _answers(connection: Any) -> bool:
    try:
        connection.sync()
    except Exception:  # noqa: BLE001 - python-xlib has many ways to say that a server is gone
        return False
    return True
