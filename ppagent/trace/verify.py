"""In: a run's folder. Out: Verification: whether its frames really give the masks and the counts that it claims."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ppagent.errors import InputError
from ppagent.prune.diff import Mask
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import KeyframeReason, Look
from ppagent.trace.record import StepRecord, read_frame, read_run, read_steps, unpack_mask


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a run claims and its frames do not bear out.

    Attributes:
        step: index of the step; None when it concerns the whole run.
        what: the field, such as ``mask``, ``kept_tokens``, ``frame``, ``run.json``.
        message: what was recorded and what was found, in one line.
    """

    step: int | None
    what: str
    message: str

    def __str__(self) -> str:
        where = "" if self.step is None else f"step {self.step}: "
        return f"{where}{self.what}: {self.message}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found.

    Attributes:
        steps: steps on record.
        checked: steps whose selection could be recomputed.
        sent_tokens: visual tokens sent, recomputed, over the checked steps.
        full_tokens: what whole frames would have taken, recomputed, over the checked steps.
        differences: every difference, in order.
    """

    steps: int
    checked: int
    sent_tokens: int
    full_tokens: int
    differences: tuple[Difference, ...]

    @property
    def ok(self) -> bool:
        """Whether the run is what it claims to be."""
        return not self.differences


def verify(folder: Path) -> Verification:
    """Recompute every selection of a run from its frames and compare.

    A frame that cannot be read takes away what the following P-frames were predicted from: they are reported as
    ``unchecked`` up to the next I-frame. A run that is still going on, or was broken off, is checked as far as it got.

    Args:
        folder: of the run.

    Raises:
        InputError: the folder holds no run.
    """
    if not (folder / "run.json").is_file():
        raise InputError(
            f"{folder} is not a run: it has no run.json", "give the folder that `ppagent run` printed"
        )
    try:
        perception = read_run(folder).perception
    except InputError as error:
        return Verification(0, 0, 0, 0, (Difference(None, "run.json", str(error)),))
    check = _Check(folder, perception)
    try:
        for step in read_steps(folder):
            check.step(step)
    except InputError as error:
        check.differences.append(Difference(None, "steps.jsonl", str(error)))
    else:
        check.strays()
    return Verification(check.steps, check.checked, check.sent, check.full, tuple(check.differences))


class _Check:
    """Walks a run with a Pruner of its own."""

    def __init__(self, folder: Path, perception: Perception) -> None:
        self.folder = folder
        self.perception = perception
        self.pruner: Pruner | None = Pruner(perception)
        """None while the state is unknown: a frame is missing, and no I-frame came since."""
        self.differences: list[Difference] = []
        self.frames: set[str] = set()
        self.steps = self.checked = self.sent = self.full = 0

    def step(self, step: StepRecord) -> None:
        """Check the next step."""
        if step.index != self.steps:
            self._differs(step, "index", f"this is line {self.steps + 1}: {self.steps} should stand here")
        self.steps += 1
        self.frames.add(step.frame)
        look, resumed = self._look(step)
        if look is None:
            return
        self.checked += 1
        self.sent += look.selection.kept
        self.full += look.selection.full
        self._compare(step, look, resumed=resumed)

    def strays(self) -> None:
        """Report frames that no step mentions; one is due to a run that stopped between a frame and its step."""
        stored = {path.name for path in (self.folder / "frames").glob("*.png")}
        for name in sorted(stored - self.frames - {f"{self.steps:04d}.png"}):
            self.differences.append(Difference(None, "frames", f"no step belongs to {name}"))

    def _look(self, step: StepRecord) -> tuple[Look | None, bool]:
        """Recompute a step's look; and whether it was the first one after a gap."""
        try:
            pixels = read_frame(self.folder, step.frame)
        except InputError as error:
            self._differs(step, "frame", str(error))
            self.pruner = None
            return None, False
        resumed = self.pruner is None and step.kind == "I"
        if resumed:
            self.pruner = Pruner(self.perception)
        if self.pruner is None:
            self._differs(step, "unchecked", "it is predicted from a frame that cannot be read")
            return None, False
        # Only these two come from outside the Pruner; it must find every other reason by itself.
        external: KeyframeReason | None = step.reason if step.reason in {"lost", "budget"} else None
        try:
            return self.pruner.look(pixels, external), resumed
        except InputError as error:
            self._differs(step, "frame", str(error))
            self.pruner = None
            return None, False

    def _compare(self, step: StepRecord, look: Look, *, resumed: bool) -> None:
        selection = look.selection
        found = {
            "size_px": look.canvas.frame_size_px,
            "grid": look.canvas.grid,
            "kind": selection.kind,
            "reason": step.reason if resumed else selection.reason,
            "threshold": selection.threshold,
            "fitting": selection.fitting,
            "kept_tokens": selection.kept,
            "full_tokens": selection.full,
        }
        for what, value in found.items():
            recorded = getattr(step, what)
            if recorded != value:
                self._differs(step, what, f"recorded {_words(recorded)}, recomputed {_words(value)}")
        try:
            mask = unpack_mask(step.mask, step.grid)
        except InputError as error:
            self._differs(step, "mask", str(error))
            return
        if mask.shape == selection.keep.shape and not np.array_equal(mask, selection.keep):
            self._differs(step, "mask", _mask_difference(mask, selection.keep))

    def _differs(self, step: StepRecord, what: str, message: str) -> None:
        self.differences.append(Difference(step.index, what, message))


def _mask_difference(recorded: Mask, found: Mask) -> str:
    missing, needless = int((found & ~recorded).sum()), int((recorded & ~found).sum())
    parts = [
        *([f"{missing} should have been sent"] if missing else []),
        *([f"{needless} should not"] if needless else []),
    ]
    return f"{missing + needless} of {found.size} blocks differ: {' and '.join(parts)}"


def _words(value: object) -> str:
    return " x ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)
