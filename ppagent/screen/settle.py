"""In: frames of a screen that is changing. Out: the first one at rest, and how it came to rest.

Waits by looking, never by a fixed time. What never rests by itself (a clock, a caret, a spinner) is ignored once it
has shown itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from ppagent.prune.canvas import grid_of
from ppagent.prune.diff import Mask, changed_blocks
from ppagent.screen.frame import Frame, Pixels

Reason = Literal["settled", "no_reaction", "timeout", "residual"]
Grab = Callable[[], Frame]


class Patience(BaseModel):
    """How long to watch. All times in milliseconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    poll_ms: float = Field(30, gt=0)
    """Between two looks."""
    quiet_ms: float = Field(250, ge=0)
    """Stillness that counts as rest."""
    faint_quiet_ms: float = Field(700, ge=0)
    """The same when only one or two blocks changed: long enough for a caret to give itself away."""
    react_ms: float = Field(1000, ge=0)
    """How long a first change is waited for."""
    timeout_ms: float = Field(8000, ge=0)
    """When to stop watching a screen that does not rest."""
    restless_ms: float = Field(2000, gt=0)
    """A block that kept changing for that long within one watch is restless (a spinner, a video)."""
    restless_returns: int = Field(2, ge=1)
    """So is one that went back to a picture it had before this often within one watch (a caret)."""
    block: int = Field(32, ge=4)
    """Side of the blocks that are watched, px."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How a watch ended.

    Attributes:
        reason: ``settled``: it changed and came to rest; ``no_reaction``: it never changed; ``residual``: all at rest
            but the restless blocks; ``timeout``: still changing.
        frame: the last frame.
        changed: ``(rows, cols)`` bool, blocks that differ from the frame before, restless ones left out; all True when
            the screen changed its size.
        waited_ms: how long the watch took.
    """

    reason: Reason
    frame: Frame = field(repr=False)
    changed: Mask = field(repr=False)
    waited_ms: float = 0.0


class Settler:
    """Watches one screen; remembers from watch to watch which of its blocks never rest.

    A restless block stays so until the screen changes its size.
    """

    def __init__(
        self,
        grab: Grab,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.patience = patience or Patience()
        self._grab, self._clock, self._sleep = grab, clock, sleep
        self._restless: Mask = np.zeros((0, 0), dtype=bool)

    def changed(self, before: Frame, now: Frame) -> Mask:
        """Blocks that differ between two frames, ``(rows, cols)`` bool; restless ones never count.

        All of them when the frames differ in size.
        """
        a, b, block = before.pixels, now.pixels, self.patience.block
        if a.shape != b.shape:
            return np.ones(grid_of(b, block), dtype=bool)
        differs = changed_blocks(a, b, block)
        return differs & ~self._restless if differs.shape == self._restless.shape else differs

    def settle(self, before: Frame, react_ms: float | None = None) -> Settled:
        """Watch until the screen rests.

        Args:
            before: what it showed before the action whose outcome is awaited.
            react_ms: wait that long for a first change, instead of the patience's own time.

        Raises:
            ScreenLostError: from the grabber.
        """
        patience = self.patience
        react_ms = patience.react_ms if react_ms is None else react_ms
        start = self._clock()
        watch = _Watch(before.pixels, patience)
        resized = False
        while True:
            frame = self._grab()
            now_ms = (self._clock() - start) * 1000
            pixels = frame.pixels
            if pixels.shape != watch.pixels.shape:
                watch, resized = _Watch(pixels, patience), True
                watch.last_ms[:] = now_ms
            watch.see(pixels, now_ms)
            if self._restless.shape != watch.last_ms.shape:
                self._restless = np.zeros(watch.last_ms.shape, dtype=bool)
            self._restless |= watch.restless()
            reason = self._verdict(watch, now_ms, react_ms)
            if reason:
                changed = np.ones_like(self._restless) if resized else self.changed(before, frame)
                return Settled(reason, frame, changed, now_ms)
            self._sleep(patience.poll_ms / 1000)

    def _verdict(self, watch: _Watch, now_ms: float, react_ms: float) -> Reason | None:
        patience = self.patience
        reacted = (watch.last_ms > -np.inf) & ~self._restless
        blocks = np.count_nonzero(reacted)
        quiet_ms = patience.faint_quiet_ms if blocks <= 2 else patience.quiet_ms
        if blocks and now_ms - watch.last_ms[reacted].max() >= quiet_ms:
            return "settled" if now_ms - watch.last_ms.max() >= quiet_ms else "residual"
        if not blocks and now_ms >= react_ms:
            return "no_reaction"
        return "timeout" if now_ms >= max(patience.timeout_ms, react_ms) else None


class _Watch:
    """What each block did between two actions."""

    def __init__(self, pixels: Pixels, patience: Patience) -> None:
        grid = grid_of(pixels, patience.block)
        self.pixels = pixels
        self.patience = patience
        self.first_ms = np.full(grid, np.inf)
        self.last_ms = np.full(grid, -np.inf)
        self.returns = np.zeros(grid, dtype=int)
        self._pictures: dict[tuple[int, int], set[int]] = {}

    def see(self, pixels: Pixels, now_ms: float) -> None:
        """Note which blocks moved since the last look."""
        if pixels is self.pixels:
            return
        moved = changed_blocks(self.pixels, pixels, self.patience.block)
        for row, col in np.argwhere(moved).tolist():
            seen = self._pictures.setdefault((row, col), {self._picture(self.pixels, row, col)})
            picture = self._picture(pixels, row, col)
            self.returns[row, col] += picture in seen
            seen.add(picture)
        self.first_ms[moved] = np.minimum(self.first_ms[moved], now_ms)
        self.last_ms[moved] = now_ms
        self.pixels = pixels

    def restless(self) -> Mask:
        """``(rows, cols)`` bool: the blocks that have shown that they never rest."""
        lasting = self.last_ms - self.first_ms >= self.patience.restless_ms
        return np.asarray(lasting | (self.returns >= self.patience.restless_returns))

    def _picture(self, pixels: Pixels, row: int, col: int) -> int:
        block = self.patience.block
        return hash(pixels[row * block : (row + 1) * block, col * block : (col + 1) * block].tobytes())
