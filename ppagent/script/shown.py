"""In: a rectangle. Out: a frame around it on the screen, for a moment, that takes no clicks. X11."""

from __future__ import annotations

import time

import xcffib
import xcffib.xproto as x

Box = tuple[float, float, float, float]
"""``(left, top, width, height)`` in px."""
_COLOUR = 0xE62878
_WIDE_PX = 4


def shown(display: str, box: Box, seconds: float) -> None:
    """Draw a frame just outside a box, and take it away again."""
    left, top, width, height = (round(value) for value in box)
    wide, edge = _WIDE_PX, 2 * _WIDE_PX
    sides = (
        (left - wide, top - wide, width + edge, wide), (left - wide, top + height, width + edge, wide),
        (left - wide, top, wide, height), (left + width, top, wide, height),
    )  # fmt: skip
    connection = xcffib.connect(display)
    try:
        root = connection.get_setup().roots[connection.pref_screen]
        for where in sides:
            number = connection.generate_id()
            connection.core.CreateWindow(
                root.root_depth, number, root.root, where[0], where[1], max(where[2], 1), max(where[3], 1), 0,
                x.WindowClass.InputOutput, root.root_visual, x.CW.BackPixel | x.CW.OverrideRedirect, [_COLOUR, 1],
            )  # fmt: skip
            connection.core.MapWindow(number)
        connection.flush()
        time.sleep(seconds)
    finally:
        # The server destroys the windows of a connection that ends.
        connection.disconnect()
