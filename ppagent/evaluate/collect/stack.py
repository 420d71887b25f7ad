"""In: an X display. Out: its windows as they lie on each other, so that one can say which of them a pixel belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import xcffib.xproto as x

from ppagent.desktop.windows import Box, Windows
from ppagent.screen.frame import Pixels


@dataclass(frozen=True, slots=True)
class Layer:
    """A window that lies directly on the root, with its frame.

    Attributes:
        pid: of the program that made it; 0 when it does not say.
        popup: a menu, a tooltip or the like, which the window manager leaves alone.
        title: of the program's window in it.
        inner: the program's window, without frame, px.
        outer: with its frame, px.
    """

    pid: int
    popup: bool
    title: str
    inner: Box
    outer: Box


class Stack(Windows):
    """The windows of one display, with their order."""

    def layers(self) -> list[Layer]:
        """All that are mapped, the lowest first."""
        core = self._connection.core
        clients = {self._top(number): number for number in self._numbers(self._root.root, "_NET_CLIENT_LIST")}
        found = []
        for number in core.QueryTree(self._root.root).reply().children:
            try:
                attributes = core.GetWindowAttributes(number).reply()
                unseen = attributes._class == x.WindowClass.InputOnly  # noqa: SLF001 - xcffib's name for "class"
                if unseen or attributes.map_state != x.MapState.Viewable:
                    continue
                client = clients.get(number, number)
                found.append(
                    Layer(
                        self.pid_of(client),
                        bool(attributes.override_redirect) and number not in clients,
                        self._text(client, "_NET_WM_NAME") or self._text(client, "WM_NAME"),
                        self._outline(client),
                        self._outline(number),
                    )
                )
            except (x.WindowError, x.DrawableError):
                continue  # it has just gone
        return found

    def pid_of(self, window: int) -> int:
        """Process id of the program that made a window, as the desktop's processes see it; 0 when it does not say."""
        return (self._numbers(window, "_NET_WM_PID") or [0])[0]

    def pixels(self) -> Pixels:
        """The screen, ``(H, W, 3)`` uint8 RGB; the pointer is not in it."""
        width, height = self.size_px
        bands = []
        # In bands, so that no reply is larger than the server's limit.
        for top in range(0, height, 256):
            rows = min(256, height - top)
            reply = self._connection.core.GetImage(
                x.ImageFormat.ZPixmap, self._root.root, 0, top, width, rows, (1 << 32) - 1
            ).reply()
            bands.append(np.frombuffer(reply.data.buf(), np.uint8).reshape(rows, width, 4))
        return np.asarray(cv2.cvtColor(np.concatenate(bands), cv2.COLOR_BGRA2RGB))

    def _outline(self, number: int) -> Box:
        geometry = self._connection.core.GetGeometry(number).reply()
        corner = self._connection.core.TranslateCoordinates(number, self._root.root, 0, 0).reply()
        return (corner.dst_x, corner.dst_y, geometry.width, geometry.height)

    def _top(self, number: int) -> int:
        """The ancestor of a window that lies directly on the root."""
        try:
            while (parent := self._connection.core.QueryTree(number).reply().parent) != self._root.root:
                number = parent
        except (x.WindowError, x.DrawableError):
            return 0
        return number


def layer_at(layers: Sequence[Layer], at_x: float, at_y: float) -> Layer | None:
    """The uppermost window at a point of the screen; None: the bare root."""
    for layer in reversed(layers):
        left, top, width, height = layer.outer
        if left <= at_x < left + width and top <= at_y < top + height:
            return layer
    return None
