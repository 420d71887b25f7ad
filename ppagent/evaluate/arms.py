"""In: a frame. Out: the Look that each arm of a comparison puts before the model: full, pruned, and two rivals as large."""

from __future__ import annotations

import hashlib
from typing import Literal, get_args

import numpy as np

from ppagent.errors import InputError
from ppagent.prune.canvas import Canvas, fit_canvas
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look, Predictor, Selection
from ppagent.screen.frame import Pixels

Arm = Literal["full", "spatial", "temporal", "random", "resize"]
ARMS: tuple[Arm, ...] = get_args(Arm)
NO_SEQUENCES = "the set has no sequences: there is no earlier frame to predict from"


def arms_named(text: str) -> list[Arm]:
    """Read a list such as ``full,spatial,random``.

    Raises:
        InputError: an arm that there is not, none at all, or one twice.
    """
    named = [part.strip() for part in text.split(",") if part.strip()]
    for one in named:
        if one not in ARMS:
            raise InputError(f"there is no arm called {one!r}", f"known arms: {', '.join(ARMS)}")
    if not named or len(set(named)) < len(named):
        raise InputError(f"{text!r} is not a list of different arms", f"known arms: {', '.join(ARMS)}")
    return [arm for name in named for arm in ARMS if arm == name]


def not_applicable(perception: Perception, arm: Arm) -> str:
    """Why an agent that looks like this cannot play in an arm; empty when it can."""
    if arm == "resize":
        return "the frames of an episode keep one scale, or coordinates would change their meaning from step to step"
    if arm == "random" and perception.layout != "append":
        return f"the {perception.layout} layout is exact, and random blocks do not say what stands in for the others"
    return ""


def perception_in(perception: Perception, arm: Arm) -> Perception:
    """How an agent looks at the screen when it plays in an arm.

    ``temporal`` is the card's own; ``spatial`` the same with I-frames alone; ``random`` shows as many blocks as ``spatial``,
    of its card's seed; ``full`` shows all of every frame.

    Raises:
        InputError: the arm is not applicable.
    """
    if reason := not_applicable(perception, arm):
        raise InputError(f"the {arm} arm is not applicable: {reason}", "choose other arms")
    changes: dict[Arm, dict[str, object]] = {
        "full": {"prune": False},
        "spatial": {"prune": True, "keyframe_every": 1},
        "random": {"prune": True, "keyframe_every": 1, "method": "random"},
    }
    return perception.model_copy(update=changes.get(arm, {}))


class Looks:
    """What the arms show of one frame.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB.
        perception: the card's; how ``spatial`` prunes, and on which canvas.
        seed: of ``random``.
        sample: id of the question, so that each draws blocks of its own whatever came before it.

    Attributes:
        canvas: the whole frame on its blocks.

    Raises:
        InputError: the frame is smaller than one block.
    """

    def __init__(self, pixels: Pixels, perception: Perception, seed: int, sample: str) -> None:
        self._pixels, self._perception = pixels, perception
        self._rng = seeded(seed, sample)
        self.canvas = fit_canvas(pixels, perception.block, perception.fit, perception.max_pixels)

    @property
    def full_tokens(self) -> int:
        """Blocks of the whole frame."""
        rows, cols = self.canvas.grid
        return rows * cols

    def of(self, arm: Arm) -> Look:
        """The Look of an arm; ``random`` draws anew with every call, and ``temporal`` needs more than one frame."""
        if arm == "temporal":
            raise InputError("one frame has no temporal arm", NO_SEQUENCES)
        if arm == "full":
            return _whole(self.canvas)
        # Pruned here, not before: no arm is charged for what it does not use.
        pruned = Pruner(self._perception.model_copy(update={"prune": True})).look(self._pixels)
        selection = pruned.selection
        if arm == "spatial":
            return pruned
        if arm == "resize":
            return _whole(shrunk(self._pixels, self._perception, selection.kept))
        codes = np.full(selection.full, Predictor.CHANCE, dtype=np.uint8)
        codes[self._rng.permutation(selection.full)[: selection.kept]] = Predictor.KEPT
        return Look(self.canvas, Selection(codes.reshape(self.canvas.grid), "I", "first", 0.0))


def shrunk(pixels: Pixels, perception: Perception, most: int) -> Canvas:
    """A whole frame in few blocks, scaled down as the stock processors do.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB.
        perception: whose blocks, fit and pixel limit count.
        most: blocks that it may have, at least 1.
    """
    area = perception.block * perception.block
    max_pixels = min(most * area, perception.max_pixels or most * area)
    while True:
        canvas = fit_canvas(pixels, perception.block, perception.fit, max_pixels)
        rows, cols = canvas.grid
        # No side gets less than a block, so a long strip may still have too many of them.
        if rows * cols <= most:
            return canvas
        max_pixels = int(max_pixels * 0.95)


def seeded(seed: int, sample: str) -> np.random.Generator:
    """Random numbers of a question: the same in every run, in whatever order the questions come."""
    digest = hashlib.sha256(sample.encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:8], "big")])


def _whole(canvas: Canvas) -> Look:
    codes = np.full(canvas.grid, Predictor.KEPT, dtype=np.uint8)
    return Look(canvas, Selection(codes, "I", "first", 0.0))
