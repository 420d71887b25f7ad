"""In: a device. Out: the clock and the memory gauge that all ways of answering are measured with, and what a step is."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

PHASES = ("prepare", "vit", "prefill", "decode", "parse")
"""Of a step. ``prepare``: a frame's selection, or the stock processor; ``parse``: from the reply's tokens to an action."""
Ticked = Callable[[str], None]
"""Called with the name of what is being measured, once per frame."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of a GPU around one step, in MB of 10⁶ bytes.

    Attributes:
        peak: the most that was allocated at once.
        needed: the same, less room that is set aside for later tokens.
        held: allocated after the step.
        reserved: the most that the allocator took from the device, recorded passes included.
    """

    peak: float
    needed: float
    held: float
    reserved: float


@dataclass(frozen=True, slots=True)
class Step:
    """One frame answered.

    Attributes:
        number: from 1.
        kind: ``I`` or ``P``; ``all``: the frames so far, all of them whole.
        new: visual tokens that went through the vision tower.
        full: visual tokens of this frame, whole.
        context: tokens that the model has in view after its reply, that included.
        passes: of the language model while it replies.
        phases_ms: by `PHASES`.
        total_ms: wall time from the frame in memory to the parsed action.
        memory: None without a GPU.
    """

    number: int
    kind: str
    new: int
    full: int
    context: int
    passes: int
    phases_ms: dict[str, float]
    total_ms: float
    memory: Memory | None


class Gauge:
    """Clock and memory gauge of a device."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self._cuda = device.type == "cuda"

    def now(self) -> float:
        """Milliseconds, once the device has done all it was given."""
        if self._cuda:
            torch.cuda.synchronize(self.device)
        return time.perf_counter() * 1000

    def begin(self) -> float:
        """Forget peaks so far; the time as `now` gives it."""
        if self._cuda:
            torch.cuda.reset_peak_memory_stats(self.device)
        return self.now()

    def memory(self, spare: int = 0) -> Memory | None:
        """Memory since `begin`.

        Args:
            spare: bytes of it that are only set aside.
        """
        if not self._cuda:
            return None
        peak = torch.cuda.max_memory_allocated(self.device)
        held, reserved = (
            torch.cuda.memory_allocated(self.device),
            torch.cuda.max_memory_reserved(self.device),
        )
        return Memory(*(size / 1e6 for size in (peak, peak - spare, held, reserved)))


def release() -> None:
    """Give memory that nothing refers to any more back to the device."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
