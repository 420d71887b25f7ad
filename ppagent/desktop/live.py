"""In: this process's environment. Out: the user's own display, or a plain word on why it cannot be reached."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from ppagent.errors import MissingError

_HINT = "a private desktop needs none: ppagent run --env xfce ..."


def require_display(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> str:
    """Make sure that the desktop before the user can be reached.

    Returns:
        The X display; empty where the system has no such thing.

    Raises:
        MissingError: there is no display, it is Wayland's, or it does not let us in.
    """
    environ = os.environ if environ is None else environ
    if not platform.startswith("linux"):
        return ""
    if is_wayland(environ):
        raise MissingError(
            "this is a Wayland session: its screen and input are closed to other programs",
            "log in to an X11 session ('... on Xorg' at the login screen), or use a private desktop, which works here too: "
            '--env xfce, in Python Desktop("xfce")',
        )
    display = environ.get("DISPLAY", "")
    if not display:
        raise MissingError("there is no display", _HINT)
    from ppagent.desktop.windows import Windows

    try:
        with Windows(display):
            return display
    except MissingError as error:
        raise MissingError(str(error), f"is it running, and is XAUTHORITY set? {_HINT}") from error


def is_wayland(environ: Mapping[str, str]) -> bool:
    """Whether the session is Wayland's, where an X display shows only some of the windows."""
    if environ.get("XDG_SESSION_TYPE") == "wayland":
        return True
    return bool(environ.get("WAYLAND_DISPLAY")) and not environ.get("DISPLAY")
