"""In: a display name. Out: XServer, a connection for fake input that knows the active window and when it caught up."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from ppagent.errors import MissingError, ScreenLostError
from ppagent.hands.base import Window

SETTLE_S = 0.02
"""Time for clients to see a new keyboard mapping, and to look keys up in it when they answer no ping."""
PING_S = 2.0
"""Longest wait for a busy application to answer a ping."""


@contextmanager
def environment(**variables: str | None) -> Iterator[None]:
    """Set environment variables for a while; None leaves one as it is. X libraries read theirs when they connect."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update({name: value for name, value in variables.items() if value is not None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class XServer:
    """One X11 connection. Wrap its use in ``with server.reachable():``."""

    def __init__(self, display: str, xauthority: str | None = None) -> None:
        """Connect.

        Args:
            display: such as ``:99``.
            xauthority: file with the display's cookie; None for the environment's.

        Raises:
            MissingError: nothing answers there, the cookie is wrong, or it cannot take fake input.
        """
        import xcffib
        import xcffib.xkb
        import xcffib.xproto
        import xcffib.xtest

        self.display = display
        self._lost: Any = xcffib.ConnectionException
        try:
            with environment(XAUTHORITY=xauthority):
                self._connection: Any = xcffib.connect(display)
        except xcffib.XcffibException as error:
            hint = "check DISPLAY and XAUTHORITY, or use `--env xfce` for a private screen"
            raise MissingError(f"no X server answers at display {display!r}", hint) from error
        self.core: Any = self._connection.core
        self.setup: Any = self._connection.get_setup()
        self.root: int = self.setup.roots[self._connection.pref_screen].root
        self.x: Any = xcffib.xproto
        for name in ("XTEST", "XKEYBOARD"):
            if not self.core.QueryExtension(len(name), name).reply().present:
                raise MissingError(
                    f"display {display} lacks the {name} extension", "start the server with it"
                )
        self._xtest: Any = self._connection(xcffib.xtest.key)
        self.xkb: Any = self._connection(xcffib.xkb.key)
        self.xkb.UseExtension(1, 0).reply()
        self._silent: set[int] = set()
        self._tokens = count(1)
        self._known_atoms: dict[str, int] = {}

    @contextmanager
    def reachable(self) -> Iterator[None]:
        """Turn a connection that breaks inside into a ScreenLostError."""
        try:
            yield
        except self._lost as error:
            raise ScreenLostError(
                f"the X server at {self.display} is gone", "start the screen again, then the run"
            ) from error

    def fake(self, kind: int, detail: int) -> None:
        """Queue a fake key or button event; `sync` delivers it."""
        self._xtest.FakeInput(kind, detail, 0, self.x.Window._None, 0, 0, 0)  # noqa: SLF001 - how xcffib spells None

    def sync(self) -> None:
        """Wait until the server has done everything so far, and forget the events it sent."""
        self.core.GetInputFocus().reply()
        while self._connection.poll_for_event() is not None:
            pass

    def size(self) -> tuple[int, int]:
        """``(width, height)`` of the whole screen now, input units; it changes when a monitor does."""
        with self.reachable():
            geometry = self.core.GetGeometry(self.root).reply()
        return geometry.width, geometry.height

    def active_window(self) -> Window | None:
        """The window that has the keyboard, as its window manager says; without one, the focused window."""
        with self.reachable():
            window = self._cardinal(self.root, "_NET_ACTIVE_WINDOW") or self._focus()
            return None if window is None else Window(window, self._title(window))

    def caught_up(self) -> bool:
        """Wait until the active window has handled the events sent to it so far.

        Asks it with ``_NET_WM_PING`` (EWMH), which toolkits answer in the order of their events. A window that does
        not take part gets `SETTLE_S` instead, one that stays silent for `PING_S` is not asked again.

        Returns:
            Whether it answered.
        """
        self.sync()
        window = self._cardinal(self.root, "_NET_ACTIVE_WINDOW") or self._focus()
        ping, protocols = self._atom("_NET_WM_PING"), self._atom("WM_PROTOCOLS")
        if window is None or window in self._silent or ping not in self._property(window, "WM_PROTOCOLS"):
            time.sleep(SETTLE_S)
            return False
        token = os.getpid() << 16 & 0x7FFF0000 | next(self._tokens) & 0xFFFF
        event = struct.pack("=BBHII5I", 33, 32, 0, window, protocols, ping, token, window, 0, 0)
        self._watch_root(self.x.EventMask.SubstructureNotify)  # replies are sent there
        self.core.SendEvent(False, window, self.x.EventMask.NoEvent, event)
        answered = self._await_pong(ping, token)
        self._watch_root(self.x.EventMask.NoEvent)
        if not answered:
            self._silent.add(window)
        return answered

    def _await_pong(self, ping: int, token: int) -> bool:
        self._connection.flush()
        deadline = time.monotonic() + PING_S
        while time.monotonic() < deadline:
            event = self._connection.poll_for_event()
            if event is None:
                time.sleep(0.0005)
            elif isinstance(event, self.x.ClientMessageEvent) and list(event.data.data32)[:2] == [
                ping,
                token,
            ]:
                return True
        return False

    def _watch_root(self, mask: int) -> None:
        self.core.ChangeWindowAttributes(self.root, self.x.CW.EventMask, [mask])

    def close(self) -> None:
        """Disconnect."""
        self._connection.disconnect()

    def _focus(self) -> int | None:
        """The top-level window above the focused one; None when the pointer decides (focus is PointerRoot or None)."""
        window: int = self.core.GetInputFocus().reply().focus
        try:
            while window > self.x.InputFocus.PointerRoot and window != self.root:
                parent = self.core.QueryTree(window).reply().parent
                if parent == self.root:
                    return window
                window = parent
        except self.x.WindowError:  # closed meanwhile
            pass
        return None

    def _title(self, window: int) -> str:
        for name, encoding in (("_NET_WM_NAME", "utf-8"), ("WM_NAME", "latin-1")):
            if value := self._property_bytes(window, name):
                return value.decode(encoding, "replace")
        return ""

    def _cardinal(self, window: int, name: str) -> int | None:
        values = self._property(window, name)
        return values[0] or None if values else None

    def _property(self, window: int, name: str) -> tuple[int, ...]:
        value = self._property_bytes(window, name)
        return struct.unpack(f"={len(value) // 4}I", value[: len(value) // 4 * 4])

    def _property_bytes(self, window: int, name: str) -> bytes:
        try:
            reply = self.core.GetProperty(False, window, self._atom(name), self.x.Atom.Any, 0, 256).reply()
        except self.x.WindowError:  # closed meanwhile
            return b""
        return bytes(reply.value.buf())

    def _atom(self, name: str) -> int:
        if name not in self._known_atoms:
            self._known_atoms[name] = self.core.InternAtom(False, len(name), name).reply().atom
        return self._known_atoms[name]
