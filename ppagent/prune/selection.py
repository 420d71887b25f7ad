"""In: what predicts each block. Out: Selection (what to send, and why not the rest), Look, and the way back to pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ppagent.errors import InputError
from ppagent.prune.canvas import Canvas, grid_of, padded
from ppagent.prune.diff import Mask, flat
from ppagent.screen.frame import Pixels

Kind = Literal["I", "P"]
KeyframeReason = Literal["first", "change", "smaller", "every", "geometry", "budget", "lost"]


class Predictor(IntEnum):
    """What stands in for a block; `KEPT` means that nothing does and the block is sent."""

    KEPT = 0
    LEFT = 1
    UP = 2
    BEFORE = 3
    """What was shown at this place before: P-frames only."""
    ROW_END = 4
    """The last block of the row above (raster)."""
    RIGHT = 5
    COMPONENT = 6
    """The first block of its connected component; the code does not say where that is."""
    CHANCE = 7
    """Nothing: it was dropped at random."""


Fitting = Literal["own", "raised", "over"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which blocks of a canvas the model gets, and what predicts each of the others.

    Attributes:
        predictor: ``(rows, cols)`` uint8 of `Predictor`. Only a P-frame drops by BEFORE, and in the ``append`` layout by
            nothing else: there a dropped block of a P-frame always means "as before".
        kind: ``I`` (spatial) or ``P`` (temporal).
        reason: why this is an I-frame; None for a P-frame.
        threshold: the τ that was used, in [0, 1].
        fitting: ``own``: τ is the perception's own; ``raised``: it is higher, so that the look fits ``max_tokens``;
            ``over``: it is as high as ``max_threshold`` allows, and the look still has more than ``max_tokens``.
        evicted: ``(rows, cols)`` bool of the canvas before, in the ``canvas`` layout: the blocks whose token must leave the
            model's context, whether a new one takes the place or not. None in the ``append`` layout and at the first look.
    """

    predictor: NDArray[np.uint8] = field(repr=False)
    kind: Kind
    reason: KeyframeReason | None
    threshold: float
    fitting: Fitting = "own"
    evicted: Mask | None = field(default=None, repr=False)

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

    @property
    def held(self) -> Mask:
        """``(rows, cols)`` bool: in the ``canvas`` layout, the blocks whose token the model has after this look."""
        return np.asarray(self.keep | (self.predictor == Predictor.BEFORE))

    @property
    def rebuildable(self) -> bool:
        """Whether it says what stands in for each dropped block; `conncomp` and `random` do not."""
        return not np.isin(self.predictor, NOWHERE).any()


NOWHERE = (Predictor.COMPONENT, Predictor.CHANCE)
"""Codes that do not say which block stands in: such a selection cannot be rebuilt."""


@dataclass(frozen=True, slots=True)
class Look:
    """All that a policy may see of the screen: the canvas and which of its blocks are new."""

    canvas: Canvas
    selection: Selection

    def kept_blocks(self) -> NDArray[np.uint8]:
        """The blocks to send, ``(kept, block, block, 3)`` uint8, in raster order."""
        return self.blocks(self.selection.keep)

    def blocks(self, mask: Mask) -> NDArray[np.uint8]:
        """Some blocks of the canvas, ``(n, block, block, 3)`` uint8, in raster order; ``mask`` is ``(rows, cols)`` bool."""
        from ppagent.prune import kernels

        block = self.canvas.block
        cut = kernels.gather(*flat(self.canvas.pixels), block, np.flatnonzero(mask))
        return np.asarray(cut).reshape(-1, block, block, 3)


def anchors(predictor: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Resolve spatial predictions to the block that each block repeats: one that is sent, or that is as it was before.

    Args:
        predictor: ``(rows, cols)`` uint8 of KEPT, BEFORE, LEFT, UP, RIGHT and ROW_END.

    Returns:
        ``(rows, cols)`` int64, flat indices into the grid.

    Raises:
        InputError: it holds a code that names no block.
    """
    if (codes := set(np.unique(predictor).tolist()) & set(NOWHERE)) != set():
        raise InputError(
            f"a selection with {Predictor(min(codes)).name} does not say what stands in for its blocks"
        )
    cols = predictor.shape[1]
    steps = np.zeros(len(Predictor), dtype=np.int64)
    steps[[Predictor.LEFT, Predictor.ROW_END, Predictor.UP, Predictor.RIGHT]] = -1, -1, -cols, 1
    source = np.arange(predictor.size) + steps[predictor.ravel()]
    while not np.array_equal(further := source[source], source):
        source = further
    return source.reshape(predictor.shape)


def reconstruct(selection: Selection, kept: NDArray[np.uint8], reference: Pixels | None = None) -> Pixels:
    """Rebuild the canvas that the selection stands for: exact at τ = 0, else within τ of the original.

    Within τ holds for anchored rules; unanchored, errors add up along a chain of predictions.

    Args:
        selection: I or P; I-frames of conncomp and random cannot be rebuilt.
        kept: ``(selection.kept, block, block, 3)`` uint8, raster order.
        reference: what the model was shown before, which a P-frame needs: ``(rows * block, cols * block, 3)`` uint8, or a
            canvas's pixels, which are padded then.

    Returns:
        ``(rows * block, cols * block, 3)`` uint8: whole blocks, as of `Canvas.padded`.

    Raises:
        InputError: a P-frame without a reference of its size, another number of blocks than the selection keeps, or codes
            that do not say what stands in for a block.
    """
    rows, cols = selection.predictor.shape
    if kept.ndim != 4 or kept.shape != (selection.kept, kept.shape[1], kept.shape[1], 3):
        raise InputError(
            f"{selection.kept} blocks are needed to rebuild the canvas, not an array of {kept.shape}"
        )
    block = kept.shape[1]
    if selection.kind == "P":
        if reference is None:
            raise InputError("a P-frame can only be rebuilt on the reference it was predicted from")
        if reference.shape[2:] != (3,) or grid_of(reference, block) != (rows, cols):
            size = f"{cols * block}x{rows * block} px"
            raise InputError(f"a P-frame of {size} cannot be rebuilt on a reference of {reference.shape}")
        rebuilt = np.array(padded(reference, block))
    elif (selection.predictor == Predictor.BEFORE).any():
        raise InputError("an I-frame with BEFORE does not say what stands in for its blocks")
    else:
        rebuilt = np.empty((rows * block, cols * block, 3), dtype=np.uint8)
    blocks = rebuilt.reshape(rows, block, cols, block, 3).swapaxes(1, 2)
    blocks[selection.keep] = kept
    spatial = ~selection.held
    if spatial.any():
        blocks[spatial] = blocks[np.divmod(anchors(selection.predictor)[spatial], cols)]
    return rebuilt
