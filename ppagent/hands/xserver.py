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
"""Longest wait for a busy application to answer."""
_TIME = 0xFFFFFFFF


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
        self._clock: int = self._connection.generate_id()
        only, copied, mask = self.x.WindowClass.InputOnly, 0, self.x.EventMask.PropertyChange
        self.core.CreateWindow(
            0, self._clock, self.root, 0, 0, 1, 1, 0, only, copied, self.x.CW.EventMask, [mask]
        )
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

    def moment(self) -> int:
        """The server's time in ms, later than every event so far: what comes next is told apart by it."""
        past = self._time()
        while (now := self._time()) == past:
            time.sleep(0.0003)
        return now

    def caught_up(self, since: int | None = None) -> bool:
        """Wait until the active window has handled the events sent to it so far.

        Asks it with ``_NET_WM_PING`` (EWMH), which toolkits answer in the order of their events, and watches its
        ``_NET_WM_USER_TIME``, where they write the time of the last key they took: Qt 5 answers no ping (5.15, measured).
        A window that does neither gets `SETTLE_S` instead; one that stays silent for `PING_S` is not asked again.

        Args:
            since: `moment` before the last key was pressed; None when none was.

        Returns:
            Whether it answered.
        """
        self.sync()
        window = self._cardinal(self.root, "_NET_ACTIVE_WINDOW") or self._focus()
        if window is None:
            time.sleep(SETTLE_S)
            return False
        asked = window not in self._silent and self._atom("_NET_WM_PING") in self._property(
            window, "WM_PROTOCOLS"
        )
        clocks = (window, *self._property(window, "_NET_WM_USER_TIME_WINDOW")) if since is not None else ()
        if not asked and not any(self._property(clock, "_NET_WM_USER_TIME") for clock in clocks):
            time.sleep(SETTLE_S)
            return False
        if asked:
            self._watch_root(self.x.EventMask.SubstructureNotify)  # replies are sent there
        ping = self._ping(window) if asked else None
        answered = self._await_answer(ping, clocks, since)
        if asked:
            self._watch_root(self.x.EventMask.NoEvent)
        if not answered:
            self._silent.add(window)
        return answered

    def _ping(self, window: int) -> tuple[int, int]:
        ping, protocols = self._atom("_NET_WM_PING"), self._atom("WM_PROTOCOLS")
        token = os.getpid() << 16 & 0x7FFF0000 | next(self._tokens) & 0xFFFF
        event = struct.pack("=BBHII5I", 33, 32, 0, window, protocols, ping, token, window, 0, 0)
        self.core.SendEvent(False, window, self.x.EventMask.NoEvent, event)
        self._connection.flush()
        return ping, token

    def _await_answer(self, ping: tuple[int, int] | None, clocks: tuple[int, ...], since: int | None) -> bool:
        deadline = time.monotonic() + PING_S
        while time.monotonic() < deadline:
            while (event := self._connection.poll_for_event()) is not None:
                if isinstance(event, self.x.ClientMessageEvent) and tuple(event.data.data32)[:2] == ping:
                    return True
            times = [stamp for clock in clocks for stamp in self._property(clock, "_NET_WM_USER_TIME")]
            # Times are 32 bits of ms and start again at 0 after 49 days.
            if since is not None and any((stamp - since) & _TIME < _TIME // 2 for stamp in times):
                return True
            time.sleep(0.0005)
        return False

    def _time(self) -> int:
        """The server's time, from the event of a property that is changed to nothing."""
        self.core.ChangeProperty(
            self.x.PropMode.Append, self._clock, self.x.Atom.WM_NAME, self.x.Atom.STRING, 8, 0, b""
        )
        self._connection.flush()
        while True:
            event = self._connection.wait_for_event()
            if isinstance(event, self.x.PropertyNotifyEvent) and event.window == self._clock:
                return int(event.time)

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
