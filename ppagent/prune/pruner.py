"""In: frames, one after the other. Out: Looks, I or P, against what the model was last shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from ppagent.prune.canvas import Canvas, Fit, fit_canvas
from ppagent.prune.diff import Metric, changed_blocks
from ppagent.prune.noise import changed_in_sight
from ppagent.prune.predict import Method, predict
from ppagent.prune.rate import fit_changes, fit_neighbours
from ppagent.prune.selection import Fitting, KeyframeReason, Look, Predictor, Selection, reconstruct
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
    method: Method = "loco"
    """Spatial predictor of I-frames."""
    anchored: bool = True
    """Above τ = 0, compare with what a neighbour is shown as; False: with its own pixels, and errors add up."""
    metric: Metric = "max"
    """Distance between blocks, over values in [0, 1]."""
    threshold: float = Field(0.0, ge=0, le=1, allow_inf_nan=False)
    """τ: the largest distance that still counts as equal; 0 is lossless."""
    lossy: bool = False
    """The capture is lossy (VNC, JPEG): in P-frames a change that nobody could see does not count, whatever τ is."""
    max_tokens: int | None = Field(None, ge=1)
    """Budget of one look: τ is raised until it fits."""
    max_threshold: float = Field(0.1, ge=0, le=1, allow_inf_nan=False, validate_default=True)
    """How far τ is raised for that; the Selection says if even that did not do."""
    keyframe_change: float = Field(0.5, ge=0, le=1)
    """A new I-frame when more than this share of the blocks changed."""
    keyframe_every: int = Field(0, ge=0)
    """A new I-frame after this many looks; 1 is plain PixelPrune, 0 is never by count."""
    prune: bool = True
    """False sends every block of every frame."""
    seed: int = Field(0, ge=0)
    """Of the random method."""

    @field_validator("max_threshold")
    @classmethod
    def _reachable(cls, cap: float, info: ValidationInfo) -> float:
        if info.data.get("max_tokens") is not None and cap < info.data.get("threshold", 0):
            raise ValueError(
                f"{cap} is below the threshold {info.data['threshold']}, from which it is raised"
            )
        return cap


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
        self.shown = self._shown(look)
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
            selection = self._changes(canvas, self.shown)
            if selection is not None:
                return selection
            keyframe = "change"
        own = perception.threshold
        if perception.max_tokens is None:
            return Selection(self._rule(canvas, own), "I", keyframe, own)
        cap = perception.max_tokens, perception.max_threshold
        predictor, threshold, fitting = fit_neighbours(
            canvas, lambda tau: self._rule(canvas, tau), perception.metric, own, *cap
        )
        return Selection(predictor, "I", keyframe, threshold, fitting)

    def _rule(self, canvas: Canvas, threshold: float) -> NDArray[np.uint8]:
        perception = self.perception
        anchored, seed = perception.anchored, perception.seed
        return predict(canvas, perception.method, perception.metric, threshold, anchored=anchored, seed=seed)

    def _changes(self, canvas: Canvas, shown: Pixels) -> Selection | None:
        """A P-frame, or None when too much changed for one. What changed is judged at the perception's own τ."""
        perception = self.perception
        metric, threshold = perception.metric, perception.threshold
        fitting: Fitting = "own"
        if perception.lossy:
            changed = changed_in_sight(canvas.pixels, shown, canvas.block)
        else:
            changed = changed_blocks(canvas.pixels, shown, canvas.block, metric, threshold)
        kept = int(np.count_nonzero(changed))
        if changed.mean() > perception.keyframe_change:
            return None
        if perception.max_tokens is not None and kept > perception.max_tokens:
            cap = perception.max_tokens, perception.max_threshold
            changed, threshold, fitting = fit_changes(canvas, shown, metric, threshold, *cap)
        predictor = np.where(changed, np.uint8(Predictor.KEPT), np.uint8(Predictor.BEFORE))
        return Selection(predictor, "P", None, threshold, fitting)

    def _shown(self, look: Look) -> Pixels:
        """What the model has in view after a look, as pixels.

        Conncomp and random do not say what stands in for a block; it is then taken for known, as it is on the canvas.
        """
        selection, pixels = look.selection, look.canvas.pixels
        exact = selection.threshold == 0 and not (self.perception.lossy and selection.kind == "P")
        if exact or not selection.rebuildable:
            return pixels
        return reconstruct(selection, look.kept_blocks(), self.shown)
