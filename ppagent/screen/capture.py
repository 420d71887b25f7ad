"""In: a monitor, or a folder of pictures. Out: Frames."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Protocol

import cv2
import numpy as np
from typing_extensions import Self

from ppagent.errors import InputError, MissingError, ScreenLostError
from ppagent.files import picture_files, read_picture
from ppagent.screen.damage import Box, Change, DamageWatch
from ppagent.screen.frame import Frame, Monitor, Pixels

if TYPE_CHECKING:
    import mss

_PARTIAL = 0.5
"""Share of the monitor up to which the damaged part is grabbed alone: beyond it the copy of the rest costs more."""


class Screen(Protocol):
    """Anything that shows pixels."""

    def grab(self) -> Frame:
        """What it shows now.

        Raises:
            ScreenLostError: it is gone, or has no further frame.
        """


class MssScreen:
    """A monitor of this machine, or all of them as one picture, through mss (on X11: shared memory).

    A context manager. The display is opened at construction, not at import. Every frame has pixels of its own, with one
    exception: while nothing is drawn, `grab` returns the very same array again, so ``a.pixels is b.pixels`` tells that
    nothing happened. The pointer is never in the picture.
    """

    def __init__(
        self, monitor: int = 0, display: str | None = None, *, damage: Literal["auto", "on", "off"] = "auto"
    ) -> None:
        """Open the display.

        Args:
            monitor: 0 for all monitors as one, 1 for the first, and so on.
            display: X11 display name such as ``:99``; None for the environment's.
            damage: ask the X server what was drawn, and grab only that. ``auto`` does so where nothing can be drawn
                behind the server's back (see `DamageWatch.draws_all_itself`), as on every private desktop; ``on``
                wherever it answers; frames are the same with and without.

        Raises:
            MissingError: there is no display, or it does not let itself be captured.
            InputError: there is no such monitor.
        """
        self._index, self._display = monitor, display
        self._mss: mss.MSS | None = None
        self._open()
        self._watch = _watch(display)
        self.uses_damage = (
            self._watch is not None and damage != "off" and (damage == "on" or self._watch.draws_all_itself())
        )
        """Whether an idle screen costs no grab."""
        self._last: Frame | None = None

    def grab(self) -> Frame:
        """What the monitor shows now.

        A resized screen gives frames of its new size: on X11 at once, elsewhere when the old size fails to be captured.

        Raises:
            ScreenLostError: the display is gone.
        """
        if self._mss is None:
            raise ScreenLostError("the screen has been closed")
        try:
            change = self._watch.take() if self._watch else Change(None, resized=False)
        except OSError as error:
            raise ScreenLostError(f"the screen is gone: {error}") from error
        # The damage has been taken: until its frame is here, nothing may pass for the last one.
        before, self._last = self._last, None
        if change.resized:
            self._reopen()
            self._last = self._whole()
        else:
            try:
                self._last = self._after(before, change)
            except ScreenLostError:
                # It may have been resized just now.
                self._reopen()
                self._last = self._whole()
        return self._last

    def close(self) -> None:
        """Close the display; may be called twice."""
        self._close_mss()
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _after(self, before: Frame | None, change: Change) -> Frame:
        if before is None or not self.uses_damage:
            return self._whole()
        box = _common(change.box, before.monitor)
        if box is None:
            return replace(before, captured_at=time.time())
        partial = box[2] * box[3] <= _PARTIAL * before.monitor.width * before.monitor.height
        return self._patched(before, box) if partial else self._whole()

    def _whole(self) -> Frame:
        bgrx = self._bgrx(self._where)
        pixels = np.asarray(cv2.cvtColor(bgrx, cv2.COLOR_BGRA2RGB), dtype=np.uint8)
        return Frame(pixels, Monitor(*self._where, bgrx.shape[1] / self._where[2]), time.time())

    def _patched(self, before: Frame, box: Box) -> Frame:
        """The frame before with one rectangle of it grabbed anew; whoever keeps that frame keeps it unchanged."""
        left, top, width, height = box
        bgrx = self._bgrx(box)
        pixels = before.pixels.copy()
        y, x = top - before.monitor.top, left - before.monitor.left
        cv2.cvtColor(bgrx, cv2.COLOR_BGRA2RGB, dst=pixels[y : y + height, x : x + width])
        return Frame(pixels, before.monitor, time.time())

    def _bgrx(self, where: Box) -> Pixels:
        """Grab a rectangle, ``(H, W, 4)`` uint8. The fourth byte is garbage, not alpha: to be dropped unseen."""
        import mss

        assert self._mss is not None
        left, top, width, height = where
        try:
            shot = self._mss.grab({"left": left, "top": top, "width": width, "height": height})
        except (mss.ScreenShotError, AssertionError) as error:
            # mss asserts that the X server answers.
            raise ScreenLostError(f"the screen is gone: {error}".rstrip(": ")) from error
        return np.frombuffer(shot.raw, dtype=np.uint8).reshape(shot.height, shot.width, 4)

    def _open(self) -> None:
        """Open mss and read the geometry: it remembers both for as long as it lives."""
        import mss

        try:
            self._mss = mss.MSS(display=self._display) if self._display else mss.MSS()
            monitors: list[Any] = self._mss.monitors
        except mss.ScreenShotError as error:
            self._close_mss()
            raise MissingError(
                f"the screen cannot be captured: {error}", "run `ppagent doctor`, or use `--env xfce`"
            ) from error
        if not 0 <= self._index < len(monitors):
            self._close_mss()
            raise InputError(
                f"there is no monitor {self._index}", f"0 is all of them, 1 to {len(monitors) - 1} one each"
            )
        where = monitors[self._index]
        self._where: Box = (where["left"], where["top"], where["width"], where["height"])

    def _reopen(self) -> None:
        self._close_mss()
        try:
            self._open()
        except (MissingError, InputError) as error:
            raise ScreenLostError(f"the screen is gone: {error}") from error

    def _close_mss(self) -> None:
        import mss

        if self._mss is not None:
            with contextlib.suppress(mss.ScreenShotError):
                self._mss.close()
            self._mss = None


def _watch(display: str | None) -> DamageWatch | None:
    """Watch an X display; None where there is none, or where it cannot be watched."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        return DamageWatch(display)
    except OSError:
        return None


def _common(box: Box | None, monitor: Monitor) -> Box | None:
    """The part of a rectangle that a monitor shows; None when there is none."""
    if box is None:
        return None
    left, top = max(box[0], monitor.left), max(box[1], monitor.top)
    right = min(box[0] + box[2], monitor.left + monitor.width)
    bottom = min(box[1] + box[3], monitor.top + monitor.height)
    return (left, top, right - left, bottom - top) if left < right and top < bottom else None


class FolderScreen:
    """A folder of pictures shown one after the other, in the order of their names; for tests and replays."""

    def __init__(self, folder: Path) -> None:
        """List the folder.

        Raises:
            InputError: it holds no picture.
        """
        self._files: Iterator[Path] = iter(picture_files(folder))

    def grab(self) -> Frame:
        """The next picture.

        Raises:
            ScreenLostError: there is none left.
        """
        file = next(self._files, None)
        if file is None:
            raise ScreenLostError("the folder has no further frame")
        pixels = read_picture(file)
        return Frame(pixels, Monitor(0, 0, pixels.shape[1], pixels.shape[0]), file.stat().st_mtime)
