"""In: a monitor, or a folder of pictures. Out: Frames."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

import cv2
import numpy as np
from typing_extensions import Self

from ppagent.errors import InputError, MissingError, ScreenLostError
from ppagent.files import picture_files, read_picture
from ppagent.screen.frame import Frame, Monitor

if TYPE_CHECKING:
    import mss


class Screen(Protocol):
    """Anything that shows pixels."""

    def grab(self) -> Frame:
        """What it shows now.

        Raises:
            ScreenLostError: it is gone, or has no further frame.
        """


class MssScreen:
    """A monitor of this machine, or all of them as one picture, through mss.

    A context manager. The display is opened at construction, not at import.
    """

    def __init__(self, monitor: int = 0, display: str | None = None) -> None:
        """Open the display.

        Args:
            monitor: 0 for all monitors as one, 1 for the first, and so on.
            display: X11 display name such as ``:99``; None for the environment's.

        Raises:
            MissingError: there is no display, or it does not let itself be captured.
            InputError: there is no such monitor.
        """
        import mss

        try:
            self._mss: mss.MSS = mss.MSS(display=display) if display else mss.MSS()
            monitors = self._mss.monitors
        except mss.ScreenShotError as error:
            raise MissingError(
                f"the screen cannot be captured: {error}", "run `ppagent doctor`, or use `--env xfce`"
            ) from error
        if not 0 <= monitor < len(monitors):
            raise InputError(
                f"there is no monitor {monitor}", f"0 is all of them, 1 to {len(monitors) - 1} one each"
            )
        self._index = monitor

    def grab(self) -> Frame:
        """What the monitor shows now; its geometry is read afresh, as screens get resized.

        Raises:
            ScreenLostError: the display is gone.
        """
        import mss

        try:
            where: Any = self._mss.monitors[self._index]
            shot = self._mss.grab(where)
        except (mss.ScreenShotError, AssertionError) as error:
            # mss asserts that the X server answers.
            raise ScreenLostError(f"the screen is gone: {error}".rstrip(": ")) from error
        # The fourth byte is garbage, not alpha: it is dropped, never looked at.
        bgrx = np.frombuffer(shot.raw, dtype=np.uint8).reshape(shot.height, shot.width, 4)
        pixels = np.asarray(cv2.cvtColor(bgrx, cv2.COLOR_BGRA2RGB), dtype=np.uint8)
        monitor = Monitor(
            where["left"], where["top"], where["width"], where["height"], shot.width / where["width"]
        )
        return Frame(pixels, monitor, time.time())

    def close(self) -> None:
        """Close the display, also when it is gone."""
        import mss

        with contextlib.suppress(mss.ScreenShotError):
            self._mss.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


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
