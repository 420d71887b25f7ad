"""In: frames, one after the other. Out: Looks, I or P, against what the model was last shown."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from ppagent.prune.canvas import Canvas, Fit, fit_canvas, grid_of, padded
from ppagent.prune.diff import Mask, Metric, changed_blocks
from ppagent.prune.noise import changed_in_sight
from ppagent.prune.predict import Method, predict
from ppagent.prune.rate import fit_changes, fit_neighbours
from ppagent.prune.selection import Fitting, KeyframeReason, Look, Predictor, Selection, reconstruct
from ppagent.screen.frame import Pixels

Layout = Literal["append", "canvas", "compose"]


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
    layout: Layout = "append"
    """What the model has in view: ``append``, all that it was sent, each P-frame after the ones before; ``canvas``, one screen,
    on which a new block takes the place of the one that it replaces; ``compose``, the same, and the language model reads that
    screen again from the first change on. The latter two are exact only."""

    @field_validator("max_threshold")
    @classmethod
    def _reachable(cls, cap: float, info: ValidationInfo) -> float:
        if info.data.get("max_tokens") is not None and cap < info.data.get("threshold", 0):
            raise ValueError(
                f"{cap} is below the threshold {info.data['threshold']}, from which it is raised"
            )
        return cap

    @field_validator("layout")
    @classmethod
    def _exact(cls, layout: Layout, info: ValidationInfo) -> Layout:
        if layout == "append":
            return layout
        given = info.data
        wrong = [
            f"{name} = {given[name]}" for name in ("threshold", "lossy", "max_tokens") if given.get(name)
        ]
        if given.get("method") in {"random", "conncomp"}:
            wrong.append(f"method = {given['method']}")
        if wrong:
            raise ValueError(f"the {layout} layout is exact; it cannot be had with {', '.join(wrong)}")
        return layout


class Pruner:
    """The codec's encoder side: state is what the model was last shown, nothing else.

    Attributes:
        perception: how to look.
        shown: what the model has in view, as pixels: those of the last canvas where nothing was lost, else whole blocks,
            rebuilt; None before the first look.
        held: ``(rows, cols)`` bool, in the ``canvas`` layout the blocks whose token the model has, none of them outdated;
            None before the first look.
    """

    def __init__(self, perception: Perception) -> None:
        self.perception = perception
        self.shown: Pixels | None = None
        self.held: Mask | None = None
        self._since_keyframe = 0
        self._keyframe_kept = 0

    def look(self, frame: Pixels, keyframe: KeyframeReason | None = None) -> Look:
        """Decide what the model needs of a frame.

        Args:
            frame: ``(H, W, 3)`` uint8 RGB. It is compared with later ones and not copied: leave it as it is.
            keyframe: a reason to send an I-frame that only the caller knows (``lost``, ``budget``).

        Raises:
            InputError: the frame is not RGB uint8 or is smaller than one block.
        """
        perception = self.perception
        canvas = fit_canvas(frame, perception.block, perception.fit, perception.max_pixels)
        selection = self._select(canvas, keyframe)
        look = Look(canvas, selection)
        self.shown, self.held = self._shown(look), selection.held
        if selection.kind == "I":
            self._since_keyframe, self._keyframe_kept = 1, selection.kept
        else:
            self._since_keyframe += 1
        return look

    def _select(self, canvas: Canvas, keyframe: KeyframeReason | None) -> Selection:
        perception = self.perception
        if self.shown is None:
            keyframe = "first"
        elif grid_of(self.shown, canvas.block) != canvas.grid:
            keyframe = "geometry"
        elif keyframe is None and 0 < perception.keyframe_every <= self._since_keyframe:
            keyframe = "every"
        # A canvas begins anew with an I-frame: nothing of the one before stays.
        evicted = None if perception.layout == "append" else self.held
        if not perception.prune:
            everything = np.full(canvas.grid, Predictor.KEPT, dtype=np.uint8)
            return Selection(everything, "I", keyframe or "every", 0.0, evicted=evicted)
        if keyframe is None and self.shown is not None:
            selection = self._changes(canvas, self.shown)
            if selection is not None:
                return selection
            keyframe = "change"
        own = perception.threshold
        if perception.max_tokens is None:
            return Selection(self._rule(canvas, own), "I", keyframe, own, evicted=evicted)
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
        """What changed, judged at the perception's own τ: a P-frame, an I-frame that is no larger, or None for too much."""
        perception = self.perception
        metric, threshold = perception.metric, perception.threshold
        fitting: Fitting = "own"
        now, block = canvas.pixels, canvas.block
        if now.shape != shown.shape:  # what was rebuilt is in whole blocks
            now, shown = canvas.padded(), padded(shown, block)
        if perception.lossy:
            changed = changed_in_sight(now, shown, block)
        else:
            changed = changed_blocks(now, shown, block, metric, threshold)
        kept = int(np.count_nonzero(changed))
        if changed.mean() > perception.keyframe_change:
            return None
        if perception.layout != "append":
            return self._exchange(canvas, changed)
        if (spatial := self._no_larger(canvas, kept)) is not None:
            return Selection(spatial, "I", "smaller", threshold)
        if perception.max_tokens is not None and kept > perception.max_tokens:
            cap = perception.max_tokens, perception.max_threshold
            changed, threshold, fitting = fit_changes(now, shown, block, metric, threshold, *cap)
        predictor = np.where(changed, np.uint8(Predictor.KEPT), np.uint8(Predictor.BEFORE))
        return Selection(predictor, "P", None, threshold, fitting)

    def _no_larger(self, canvas: Canvas, kept: int) -> NDArray[np.uint8] | None:
        """What an I-frame sends, if that is no more than the ``kept`` blocks of a P-frame, and within the budget.

        Screens change their share of redundant blocks little by little, so it is only looked for where the P-frame has at
        least half of what the last I-frame had; small changes cost nothing.
        """
        if 2 * kept < self._keyframe_kept:
            return None
        predictor = self._rule(canvas, self.perception.threshold)
        most = min(kept, self.perception.max_tokens or kept)
        return predictor if np.count_nonzero(predictor == Predictor.KEPT) <= most else None

    def _exchange(self, canvas: Canvas, changed: Mask) -> Selection:
        """A P-frame of the ``canvas`` layout: of what an I-frame would send, the blocks that the model does not hold.

        A dropped block whose predictor was replaced is among them, or it would inherit the wrong pixels.
        """
        assert self.held is not None
        held = self.held & ~changed
        predictor = np.where(held, np.uint8(Predictor.BEFORE), self._rule(canvas, 0.0))
        return Selection(predictor, "P", None, 0.0, evicted=self.held & changed)

    def _shown(self, look: Look) -> Pixels:
        """What the model has in view after a look, as pixels.

        Conncomp and random do not say what stands in for a block; it is then taken for known, as it is on the canvas.
        """
        selection, pixels = look.selection, look.canvas.pixels
        exact = selection.threshold == 0 and not (self.perception.lossy and selection.kind == "P")
        if exact or not selection.rebuildable:
            return pixels
        return reconstruct(selection, look.kept_blocks(), self.shown)


def warm(perception: Perception) -> None:
    """Load, or compile, all that the looks of a perception need, so that no look pays for it.

    It takes some tenths of a second, and some seconds where nothing has been compiled yet; any thread may do it.
    """
    side = 2 * perception.block
    first = np.random.default_rng(0).integers(0, 256, (side, side, 3), dtype=np.uint8)
    # A budget that the noise exceeds lets the search for τ run too.
    budget = None if perception.max_tokens is None else 1
    pruner = Pruner(
        perception.model_copy(update={"max_tokens": budget, "keyframe_change": 1.0, "keyframe_every": 0})
    )
    for frame in (first, 255 - first):
        pruner.look(frame).kept_blocks()
    # Settling compares frames whatever the perception is.
    changed_blocks(first, 255 - first, perception.block)
