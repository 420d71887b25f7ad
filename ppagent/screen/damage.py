"""In: an X display. Out: what happened on its screen since the last question, so that nothing is grabbed for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Box = tuple[int, int, int, int]
"""``(left, top, width, height)`` in physical px of the root window."""

_BEHIND_ITS_BACK = frozenset({"DRI2", "DRI3", "NV-GLX", "ATIFGLEXTENSION"})
_SCREEN_CHANGE, _CRTC_CHANGE = 1, 2


@dataclass(frozen=True, slots=True)
class Change:
    """What happened since the last question.

    Attributes:
        box: the rectangle around all that was drawn; None when nothing was.
        resized: monitors or screen have changed their size or place.
    """

    box: Box | None
    resized: bool


class DamageWatch:
    """Asks an X server what was drawn (extensions DAMAGE 1.1 and XFIXES 2) and whether the screen was resized (RANDR).

    Holds a connection of its own. One question is one round trip, however much was drawn: the server gathers the damage,
    and the answer holds everything that it drew before the question came in.
    """

    def __init__(self, display: str | None = None) -> None:
        """Connect.

        Args:
            display: such as ``:99``; None for the environment's.

        Raises:
            OSError: the display cannot be reached, or the server lacks an extension.
        """
        import xcffib
        import xcffib.damage
        import xcffib.randr
        import xcffib.xfixes

        try:
            self._connection: Any = xcffib.connect(display) if display else xcffib.connect()
        except xcffib.ConnectionException as error:
            raise OSError(f"the display does not let us in: {error}") from error
        try:
            self._ask_for_events(xcffib)
        except xcffib.XcffibException as error:
            self._connection.disconnect()
            raise OSError(f"the display cannot be watched: {error!r}") from error

    def _ask_for_events(self, xcffib: Any) -> None:
        connection = self._connection
        root = connection.get_setup().roots[connection.pref_screen].root
        self._lost = xcffib.XcffibException
        self._moved = (xcffib.randr.ScreenChangeNotifyEvent, xcffib.randr.NotifyEvent)
        self._fixes = connection(xcffib.xfixes.key)
        self._fixes.QueryVersion(2, 0).reply()
        self._region = connection.generate_id()
        self._fixes.CreateRegion(self._region, 0, [], is_checked=True).check()
        randr = connection(xcffib.randr.key)
        randr.QueryVersion(1, 2).reply()
        randr.SelectInput(root, _SCREEN_CHANGE | _CRTC_CHANGE, is_checked=True).check()
        self._damages = connection(xcffib.damage.key)
        self._damages.QueryVersion(1, 1).reply()
        self._damage = connection.generate_id()
        level = xcffib.damage.ReportLevel.NonEmpty
        self._damages.Create(self._damage, root, level, is_checked=True).check()

    def draws_all_itself(self) -> bool:
        """Whether every pixel goes through the server, as on Xvfb and Xvnc: then no damage can be missed.

        With direct rendering a driver may flip whole buffers onto the screen, and not every one of them reports it.
        """
        listed = self._connection.core.ListExtensions().reply()
        names = {bytes(name.name.buf()).decode("latin-1") for name in listed.names}
        return not names & _BEHIND_ITS_BACK

    def take(self) -> Change:
        """What happened since the last call, or since the connection was made.

        Raises:
            OSError: the display is gone.
        """
        try:
            self._damages.Subtract(self._damage, 0, self._region)
            self._fixes.RegionExtents(self._region, self._region)
            extents = self._fixes.FetchRegion(self._region).reply().extents
            resized = False
            while (event := self._connection.poll_for_event()) is not None:
                resized |= isinstance(event, self._moved)
        except self._lost as error:
            raise OSError(f"the display is gone: {error}") from error
        box = (extents.x, extents.y, extents.width, extents.height)
        return Change(box if extents.width and extents.height else None, resized)

    def close(self) -> None:
        """Disconnect."""
        self._connection.disconnect()
