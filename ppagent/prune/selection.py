"""In: what predicts each block. Out: Selection (what to send, and why not the rest), Look, and the way back to pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ppagent.prune.canvas import Canvas
from ppagent.prune.diff import Mask
from ppagent.screen.frame import Pixels

Kind = Literal["I", "P"]
KeyframeReason = Literal["first", "change", "every", "geometry", "budget", "lost"]


class Predictor(IntEnum):
    """What stands in for a block; `KEPT` means that nothing does and the block is sent."""

    KEPT = 0
    LEFT = 1
    UP = 2
    BEFORE = 3


@dataclass(frozen=True, slots=True)
class Selection:
    """Which blocks of a canvas the model gets, and what predicts each of the others.

    Attributes:
        predictor: ``(rows, cols)`` uint8 of `Predictor`. An I-frame drops by LEFT and UP only, a P-frame by
            BEFORE only: a dropped block of a P-frame always means "as before".
        kind: ``I`` (spatial) or ``P`` (temporal).
        reason: why this is an I-frame; None for a P-frame.
        threshold: the τ that was used, in [0, 1].
    """

    predictor: NDArray[np.uint8] = field(repr=False)
    kind: Kind
    reason: KeyframeReason | None
    threshold: float

    @property
    def keep(self) -> Mask:
        """``(rows, cols)`` bool: the blocks that are sent."""
        return np.asarray(self.predictor == Predictor.KEPT)

    @property
    def kept(self) -> int:
        """Blocks, and so visual tokens, that are sent."""
        return int(np.count_nonzero(self.keep))

    @property
    def full(self) -> int:
        """Blocks of the whole canvas."""
        return self.predictor.size


@dataclass(frozen=True, slots=True)
class Look:
    """All that a policy may see of the screen: the canvas and which of its blocks are new."""

    canvas: Canvas
    selection: Selection

    def kept_blocks(self) -> NDArray[np.uint8]:
        """The blocks to send, ``(kept, block, block, 3)`` uint8, in raster order."""
        return self.canvas.blocks()[self.selection.keep]


def anchors(predictor: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Resolve spatial predictions to the kept block that each block repeats.

    Args:
        predictor: ``(rows, cols)`` uint8 of KEPT, LEFT and UP.

    Returns:
        ``(rows, cols)`` int64, flat indices into the grid.
    """
    rows, cols = predictor.shape
    source = np.arange(rows * cols).reshape(rows, cols)
    column = np.arange(cols)
    for row in range(rows):
        up = predictor[row] == Predictor.UP
        source[row, up] = source[row - 1, up]
        run_start = np.maximum.accumulate(np.where(predictor[row] == Predictor.LEFT, 0, column))
        source[row] = source[row, run_start]
    return source


def reconstruct(selection: Selection, kept: NDArray[np.uint8], reference: Pixels | None = None) -> Pixels:
    """Rebuild the canvas that the selection stands for: exact at τ = 0, else within τ of the original.

    Args:
        selection: I or P.
        kept: ``(selection.kept, block, block, 3)`` uint8, raster order.
        reference: ``(rows * block, cols * block, 3)`` uint8, what the model was shown before; needed for a P-frame.

    Returns:
        ``(rows * block, cols * block, 3)`` uint8.

    Raises:
        ValueError: a P-frame without a reference.
    """
    rows, cols = selection.predictor.shape
    block = kept.shape[1]
    if selection.kind == "P":
        if reference is None:
            raise ValueError("a P-frame can only be rebuilt on the reference it was predicted from")
        rebuilt = reference.copy()
        rebuilt.reshape(rows, block, cols, block, 3).swapaxes(1, 2)[selection.keep] = kept
        return rebuilt
    order = np.cumsum(selection.keep).reshape(rows, cols) - 1
    blocks = kept[order.ravel()[anchors(selection.predictor)]]
    return np.ascontiguousarray(blocks.swapaxes(1, 2)).reshape(rows * block, cols * block, 3)
