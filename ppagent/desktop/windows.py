"""In: an X display. Out: which windows are on it and where; and one order: put this window there."""

from __future__ import annotations

import hashlib
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import xcffib
import xcffib.xproto as x
from typing_extensions import Self

from ppagent.errors import MissingError, PpagentError

WindowKind = Literal["normal", "panel", "desktop"]
Box = tuple[int, int, int, int]
"""``(x, y, width, height)`` in physical px."""

_KINDS: dict[str, WindowKind] = {
    "_NET_WM_WINDOW_TYPE_DOCK": "panel",
    "_NET_WM_WINDOW_TYPE_DESKTOP": "desktop",
}
_POLL_S = 0.03
_CONNECTING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Window:
    """A window that the window manager lists and that is on the screen.

    Attributes:
        id: X window.
        kind: what it is for.
        title: as its title bar shows it.
        program: WM_CLASS, class part.
        box: without its frame.
    """

    id: int
    kind: WindowKind
    title: str
    program: str
    box: Box


class Windows:
    """The windows of one display; a context manager that holds one connection."""

    def __init__(self, display: str, xauthority: Path | None = None) -> None:
        self._display = display
        self._xauthority = xauthority
        self._atoms: dict[str, int] = {}

    def __enter__(self) -> Self:
        try:
            with _asking_as(self._xauthority):
                self._connection = xcffib.connect(self._display)
        except xcffib.ConnectionException as error:
            raise MissingError(f"the display {self._display} does not let us in: {error}") from error
        self._root = self._connection.get_setup().roots[self._connection.pref_screen]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.disconnect()

    @property
    def size_px(self) -> tuple[int, int]:
        """Size of the screen."""
        geometry = self._connection.core.GetGeometry(self._root.root).reply()
        return int(geometry.width), int(geometry.height)

    def managed(self) -> bool:
        """Whether a window manager runs."""
        return bool(self._numbers(self._root.root, "_NET_SUPPORTING_WM_CHECK"))

    def themed(self) -> bool:
        """Whether theme, fonts and scale are published."""
        return bool(self._connection.core.GetSelectionOwner(self._atom("_XSETTINGS_S0")).reply().owner)

    def listed(self) -> list[Window]:
        """All windows on the screen, oldest first; one that vanishes meanwhile is left out."""
        found = []
        for number in self._numbers(self._root.root, "_NET_CLIENT_LIST"):
            try:
                window = self._window(number)
            except (x.WindowError, x.DrawableError):
                continue
            if window is not None:
                found.append(window)
        return found

    def place(self, window: Window, box: Box, *, resize: bool) -> None:
        """Ask the window manager to put a window's frame at a point, and its inside to a size."""
        left, top, width, height = box
        # Gravity 1 (north-west): the point is the frame's. Bits 8 to 11 say which numbers count.
        flags = 1 | 1 << 8 | 1 << 9 | (1 << 10 | 1 << 11 if resize else 0)
        data = struct.pack("=5i", flags, left, top, width, height)
        head = struct.pack("=BBHII", 33, 32, 0, window.id, self._atom("_NET_MOVERESIZE_WINDOW"))
        mask = x.EventMask.SubstructureRedirect | x.EventMask.SubstructureNotify
        self._connection.core.SendEvent(False, self._root.root, mask, head + data)
        self._arrive()

    def activate(self, window: Window) -> None:
        """Ask the window manager to raise a window and to give it the keyboard."""
        # 2: on behalf of a person, so that nothing holds it back; then the time, and the asker's own window.
        data = struct.pack("=5I", 2, 0, 0, 0, 0)
        head = struct.pack("=BBHII", 33, 32, 0, window.id, self._atom("_NET_ACTIVE_WINDOW"))
        mask = x.EventMask.SubstructureRedirect | x.EventMask.SubstructureNotify
        self._connection.core.SendEvent(False, self._root.root, mask, head + data)
        self._arrive()

    def _arrive(self) -> None:
        """Wait until the server has what was sent: it drops what is on its way when a connection ends."""
        self._connection.core.GetInputFocus().reply()

    def point_at(self, x_px: int, y_px: int) -> None:
        """Put the pointer somewhere."""
        self._connection.core.WarpPointer(0, self._root.root, 0, 0, 0, 0, x_px, y_px)
        self._connection.flush()

    def picture(self) -> bytes:
        """A digest of every pixel on the screen."""
        width, height = self.size_px
        whole = (1 << 32) - 1
        # In bands, so that no reply is larger than the server's limit.
        digest = hashlib.blake2b(digest_size=16)
        for top in range(0, height, 256):
            band = (0, top, width, min(256, height - top))
            reply = self._connection.core.GetImage(
                x.ImageFormat.ZPixmap, self._root.root, *band, whole
            ).reply()
            digest.update(reply.data.buf())
        return digest.digest()

    def wait_until(self, done: Callable[[], bool], timeout_s: float, what: str) -> None:
        """Ask until ``done`` says yes.

        Raises:
            PpagentError: it never did.
        """
        until = time.monotonic() + timeout_s
        while not done():
            if time.monotonic() > until:
                raise PpagentError(f"{what} did not appear within {timeout_s:g} s")
            time.sleep(_POLL_S)

    def wait_until_quiet(self, quiet_s: float, timeout_s: float) -> bool:
        """Wait until no pixel has changed for ``quiet_s``; False when it never was so."""
        until = time.monotonic() + timeout_s
        before, since = b"", time.monotonic()
        while (now := time.monotonic()) < until:
            picture = self.picture()
            if picture != before:
                before, since = picture, now
            elif now - since >= quiet_s:
                return True
            time.sleep(_POLL_S)
        return False

    def _window(self, number: int) -> Window | None:
        core = self._connection.core
        attributes = core.GetWindowAttributes(number)
        geometry = core.GetGeometry(number)
        corner = core.TranslateCoordinates(number, self._root.root, 0, 0)
        if attributes.reply().map_state != x.MapState.Viewable:
            return None
        size, at = geometry.reply(), corner.reply()
        types = self._numbers(number, "_NET_WM_WINDOW_TYPE")
        kinds: list[WindowKind] = [kind for name, kind in _KINDS.items() if self._atom(name) in types]
        title = self._text(number, "_NET_WM_NAME") or self._text(number, "WM_NAME")
        program = self._text(number, "WM_CLASS").rstrip("\0").split("\0")[-1]
        return Window(
            number, (*kinds, "normal")[0], title, program, (at.dst_x, at.dst_y, size.width, size.height)
        )

    def _property(self, window: int, name: str) -> Any:
        anything = x.GetPropertyType.Any
        return self._connection.core.GetProperty(False, window, self._atom(name), anything, 0, 4096).reply()

    def _numbers(self, window: int, name: str) -> list[int]:
        reply = self._property(window, name)
        return list(struct.unpack(f"={reply.value_len}I", reply.value.buf())) if reply.format == 32 else []

    def _text(self, window: int, name: str) -> str:
        reply = self._property(window, name)
        return bytes(reply.value.buf()).decode(errors="replace") if reply.format == 8 else ""

    def _atom(self, name: str) -> int:
        if name not in self._atoms:
            self._atoms[name] = self._connection.core.InternAtom(False, len(name), name).reply().atom
        return self._atoms[name]


@contextmanager
def _asking_as(xauthority: Path | None) -> Iterator[None]:
    """Name the file of cookies while a connection is made.

    xcffib's own argument for it passes libxcb a string that Python has freed: it fails every few times.
    """
    if xauthority is None:
        yield
        return
    with _CONNECTING:
        before = os.environ.get("XAUTHORITY")
        os.environ["XAUTHORITY"] = str(xauthority)
        try:
            yield
        finally:
            if before is None:
                del os.environ["XAUTHORITY"]
            else:
                os.environ["XAUTHORITY"] = before
