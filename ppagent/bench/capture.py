"""In: a display. Out: what a frame of it costs, against a memcpy of the frame. Behind ``ppagent bench capture``."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

import numpy as np
from typing_extensions import Self

from ppagent.screen.capture import MssScreen

_CORNER_PX = 64


def measure(size_px: tuple[int, int] | None = None, rounds: int = 40) -> dict[str, Any]:
    """Time capture with and without damage, on a screen that rests and on one that changes.

    Every case is measured once in each round, so that a busy machine slows all of them alike. Measured is the way from
    screen to RGB frame in memory. Where an X server can tell what was drawn, a small window in the upper left corner changes
    its colour meanwhile.

    Args:
        size_px: start a private screen of this size; None measures the display at hand, or a private one of 1920×1080
            where there is none.
        rounds: how often each case is measured.

    Returns:
        ``display`` (``private`` or its name), ``width``, ``height`` (px), ``rounds``, ``damage`` (whether the server is
        asked by default), ``memcpy_ms`` (of the screen's pixels, 4 bytes each), and ``rows``: ``what``, ``ms`` (median)
        and ``ratio`` to the memcpy.

    Raises:
        MissingError: there is neither a display nor Xvfb.
        InputError: no screen can have that size.
    """
    with ExitStack() as stack:
        private = size_px is not None or not os.environ.get("DISPLAY")
        if private:
            stack.enter_context(_private_screen(size_px or (1920, 1080)))
        plain = stack.enter_context(MssScreen(damage="off"))
        watching = stack.enter_context(MssScreen(damage="on"))
        by_default = stack.enter_context(MssScreen())
        width, height = plain.grab().size_px
        one, other = (np.full((height, width, 4), value, dtype=np.uint8) for value in (1, 2))
        cases: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
            "memcpy": (watching.grab, lambda: np.copyto(one, other)),
            "whole frame": (watching.grab, plain.grab),
        }
        if watching.uses_damage:
            painter = stack.enter_context(_Painter())

            def change(width: int, height: int) -> Callable[[], None]:
                def prepare() -> None:
                    painter.resize(width, height)
                    watching.grab()
                    painter.fill()

                return prepare

            cases["with damage, nothing changed"] = (watching.grab, watching.grab)
            cases[f"with damage, {_CORNER_PX} px changed"] = (change(_CORNER_PX, _CORNER_PX), watching.grab)
            if private:
                # Nobody wants their own desktop painted over.
                cases["with damage, a quarter changed"] = (change(width // 2, height // 2), watching.grab)
                cases["with damage, all changed"] = (change(width, height), watching.grab)
        taken: dict[str, list[float]] = {case: [] for case in cases}
        for case in list(cases) * rounds:
            prepare, timed = cases[case]
            prepare()
            start = time.perf_counter()
            timed()
            taken[case].append((time.perf_counter() - start) * 1000)
        medians = {case: statistics.median(times) for case, times in taken.items()}
        memcpy_ms = medians.pop("memcpy")
        return {
            "display": "private" if private else os.environ["DISPLAY"],
            "width": width, "height": height, "rounds": rounds, "damage": by_default.uses_damage,
            "memcpy_ms": round(memcpy_ms, 4),
            "rows": [
                {"what": case, "ms": round(ms, 4), "ratio": round(ms / memcpy_ms, 3)}
                for case, ms in medians.items()
            ],
        }  # fmt: skip


@contextmanager
def _private_screen(size_px: tuple[int, int]) -> Iterator[None]:
    """Start a bare X server and point this process at it for a while."""
    from ppagent.desktop.card import EnvCard
    from ppagent.desktop.xvfb import XvfbDesktop

    card = EnvCard(name="bare", description="a screen with nothing on it", kind="xvfb")
    with TemporaryDirectory() as folder, XvfbDesktop(card, Path(folder), size=size_px) as desktop:
        before = {name: os.environ.get(name) for name in desktop.client_environ}
        os.environ.update(desktop.client_environ)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


class _Painter:
    """A window in the upper left corner that takes a new colour on demand; a context manager."""

    def __init__(self) -> None:
        import xcffib
        import xcffib.xproto as x

        self._connection: Any = xcffib.connect()
        screen = self._connection.get_setup().roots[self._connection.pref_screen]
        self._window, self._context = self._connection.generate_id(), self._connection.generate_id()
        core = self._connection.core
        core.CreateWindow(
            screen.root_depth, self._window, screen.root, 0, 0, _CORNER_PX, _CORNER_PX, 0,
            x.WindowClass.InputOutput, screen.root_visual, x.CW.BackPixel | x.CW.OverrideRedirect, [0, 1],
        )  # fmt: skip
        core.CreateGC(self._context, self._window, 0, [])
        core.MapWindow(self._window)
        self._colour, self._size = 0, (_CORNER_PX, _CORNER_PX)
        self._x: Any = x
        self.fill()

    def resize(self, width: int, height: int) -> None:
        """Take that size; returns when the server has done so."""
        core, config = self._connection.core, self._x.ConfigWindow
        core.ConfigureWindow(self._window, config.Width | config.Height, [width, height])
        core.GetInputFocus().reply()
        self._size = width, height

    def fill(self) -> None:
        """Take a new colour; returns when the server has done so."""
        core = self._connection.core
        self._colour = (self._colour + 0x10305) & 0xFFFFFF
        core.ChangeGC(self._context, self._x.GC.Foreground, [self._colour])
        whole = self._x.RECTANGLE.synthetic(0, 0, *self._size)
        core.PolyFillRectangle(self._window, self._context, 1, [whole])
        core.GetInputFocus().reply()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.disconnect()
