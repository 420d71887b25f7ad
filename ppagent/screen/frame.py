"""In: pixels a screen showed. Out: Frame and Monitor, which know where those pixels are."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""``(H, W, 3)`` uint8 RGB."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """Where a rectangle of pixels is in the input coordinate system, the one mouse events use.

    Attributes:
        left: x of the left edge, input units; negative on a monitor left of the primary one.
        top: y of the top edge, input units; may be negative.
        width: input units.
        height: input units.
        scale: physical pixels per input unit (2.0 on a Retina screen; 1.0 on X11, which takes pixels).
    """

    left: int
    top: int
    width: int
    height: int
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One screenshot.

    Attributes:
        pixels: ``(H, W, 3)`` uint8 RGB, physical pixels, never modified after capture.
        monitor: where they are.
        captured_at: seconds since the epoch.
    """

    pixels: Pixels = field(repr=False)
    monitor: Monitor
    captured_at: float = 0.0

    @property
    def size_px(self) -> tuple[int, int]:
        """``(width, height)`` in physical pixels."""
        height, width = self.pixels.shape[:2]
        return width, height

    def to_input(self, x: float, y: float) -> tuple[int, int]:
        """Map a frame pixel to the input unit that contains it; a fractional scale may leave half a unit at the far edge."""
        monitor = self.monitor
        return (
            monitor.left + min(int(x / monitor.scale), monitor.width - 1),
            monitor.top + min(int(y / monitor.scale), monitor.height - 1),
        )

    def from_input(self, x: float, y: float) -> tuple[float, float]:
        """Map an input point to frame pixels; the inverse of `to_input` up to rounding."""
        return (x - self.monitor.left) * self.monitor.scale, (y - self.monitor.top) * self.monitor.scale
