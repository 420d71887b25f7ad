"""In: frames, one after the other. Out: Looks, I or P, against what the model was last shown."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from ppagent.prune.canvas import Canvas, Fit, fit_canvas
from ppagent.prune.diff import Metric, changed_blocks
from ppagent.prune.predict import loco
from ppagent.prune.selection import KeyframeReason, Look, Predictor, Selection, reconstruct
from ppagent.screen.frame import Pixels


class Perception(BaseModel):
    """How an agent looks at the screen; the ``[perception]`` table of its card."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    block: int = Field(32, ge=4, le=256)
    """Side of a block in px: patch × merge of the model family."""
    max_pixels: int | None = Field(None, ge=4096)
    """The model's limit on canvas pixels; larger frames are scaled down."""
    fit: Fit = "pad"
    """How a frame is brought to whole blocks."""
    method: Literal["loco"] = "loco"
    """Spatial predictor of I-frames."""
    metric: Metric = "max"
    """Distance between blocks, over values in [0, 1]."""
    threshold: float = Field(0.0, ge=0, le=1, allow_inf_nan=False)
    """τ: the largest distance that still counts as equal; 0 is lossless."""
    keyframe_change: float = Field(0.5, ge=0, le=1)
    """A new I-frame when more than this share of the blocks changed."""
    keyframe_every: int = Field(0, ge=0)
    """A new I-frame after this many looks; 1 is plain PixelPrune, 0 is never by count."""
    prune: bool = True
    """False sends every block of every frame."""


class Pruner:
    """The codec's encoder side: state is what the model was last shown, nothing else."""

    def __init__(self, perception: Perception) -> None:
        self.perception = perception
        self.shown: Pixels | None = None
        self._since_keyframe = 0

    def look(self, frame: Pixels, keyframe: KeyframeReason | None = None) -> Look:
        """Decide what the model needs of a frame.

        Args:
            frame: ``(H, W, 3)`` uint8 RGB.
            keyframe: a reason to send an I-frame that only the caller knows (``lost``, ``budget``).

        Raises:
            InputError: the frame is not RGB uint8 or is smaller than one block.
        """
        perception = self.perception
        canvas = fit_canvas(frame, perception.block, perception.fit, perception.max_pixels)
        selection = self._select(canvas, keyframe)
        look = Look(canvas, selection)
        # At τ = 0 what is shown equals the canvas, so it need not be rebuilt.
        exact = selection.threshold == 0
        self.shown = canvas.pixels if exact else reconstruct(selection, look.kept_blocks(), self.shown)
        self._since_keyframe = 1 if selection.kind == "I" else self._since_keyframe + 1
        return look

    def _select(self, canvas: Canvas, keyframe: KeyframeReason | None) -> Selection:
        perception = self.perception
        if self.shown is None:
            keyframe = "first"
        elif self.shown.shape != canvas.pixels.shape:
            keyframe = "geometry"
        elif keyframe is None and 0 < perception.keyframe_every <= self._since_keyframe:
            keyframe = "every"
        if not perception.prune:
            everything = np.full(canvas.grid, Predictor.KEPT, dtype=np.uint8)
            return Selection(everything, "I", keyframe or "every", 0.0)
        if keyframe is None and self.shown is not None:
            changed = changed_blocks(
                canvas.pixels, self.shown, canvas.block, perception.metric, perception.threshold
            )
            if changed.mean() <= perception.keyframe_change:
                predictor = np.where(changed, np.uint8(Predictor.KEPT), np.uint8(Predictor.BEFORE))
                return Selection(predictor, "P", None, perception.threshold)
            keyframe = "change"
        predictor = loco(canvas, perception.metric, perception.threshold)
        return Selection(predictor, "I", keyframe, perception.threshold)
