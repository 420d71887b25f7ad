"""In: what a script does. Out: a trace of it, as a run's of an agent, and pictures of what went wrong."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from ppagent.action.schema import Action, Type, target
from ppagent.files import png, write_atomically
from ppagent.prune.canvas import grid_of
from ppagent.prune.diff import Mask, changed_blocks
from ppagent.prune.pruner import Perception, Pruner
from ppagent.run import versions
from ppagent.screen.frame import Frame
from ppagent.script.sight import Match
from ppagent.trace.record import RunRecord, Status, StepRecord, Trace, pack_mask

HIDDEN = "•" * 8
"""Stands for a secret, whatever its length."""
_COVER = (96, 96, 96)
_MARK = (230, 40, 120)
_MARK_PX = 3


class Journal:
    """Writes down a script's steps.

    Args:
        folder: of the trace; None keeps none.
        env: name of the environment.
        seed: of its look.
        task: what the script is for.
    """

    def __init__(self, folder: Path | None, env: str, seed: int | None, task: str = "script") -> None:
        self._pruner, self._steps, self._pictures = Pruner(Perception()), 0, 0
        self.trace: Trace | None = None
        self.outcome: tuple[Status, str] = ("done", "")
        """How the script went, and why, unless an error ends it."""
        self._secrets: list[re.Pattern[str]] = []
        self._covered: Mask | None = None
        if folder is not None:
            record = RunRecord(
                task=task, agent="script", card={}, env=env, seed=seed, perception=self._pruner.perception,
                versions=versions(), started_at=time.time(),
            )  # fmt: skip
            self.trace = Trace(folder, record)

    def keep_secret(self, text: str) -> None:
        """From now on, keep a text out of everything that is written."""
        if letters := "".join(text.split()):
            # As it may be read off the screen, too.
            self._secrets.append(re.compile(r"\s*".join(map(re.escape, letters)), re.IGNORECASE))

    def hidden(self, text: str) -> str:
        """A text without the secrets."""
        for secret in self._secrets:
            text = secret.sub(HIDDEN, text)
        return text

    def cover(self, before: Frame, now: Frame) -> None:
        """From now on, paint over the places that differ between two frames."""
        block = self._pruner.perception.block
        mask = (
            changed_blocks(now.pixels, before.pixels, block)
            if before.pixels.shape == now.pixels.shape
            else np.ones(grid_of(now.pixels, block), dtype=bool)
        )
        old = self._covered
        self._covered = mask if old is None or old.shape != mask.shape else mask | old

    def _seen(self, frame: Frame) -> Frame:
        """A frame as it may be kept."""
        if self._covered is None:
            return frame
        block = self._pruner.perception.block
        height, width = frame.pixels.shape[:2]
        if self._covered.shape != grid_of(frame.pixels, block):
            cover = np.ones((height, width), dtype=bool)
        else:
            cover = self._covered.repeat(block, 0).repeat(block, 1)[:height, :width]
        pixels = frame.pixels.copy()
        pixels[cover] = _COVER
        return replace(frame, pixels=pixels)

    def step(self, frame: Frame, action: Action, said: str, act_ms: float, *, secret: bool = False) -> None:
        """Write an act down.

        Args:
            frame: the screen just before it.
            action: in input units.
            said: the act in words.
            act_ms: how long it took.
            secret: what is typed stays out of it.
        """
        if self.trace is None:
            return
        if isinstance(action, Type):
            text = HIDDEN if secret else self.hidden(action.text)
            action = action.model_copy(update={"text": text})
        frame, said = self._seen(frame), self.hidden(said)
        begin = time.perf_counter()
        selection = (look := self._pruner.look(frame.pixels)).selection
        prune_ms = (time.perf_counter() - begin) * 1000
        monitor, point = frame.monitor, target(action)
        record = StepRecord(
            index=self._steps, frame=self.trace.frame(self._steps, frame), size_px=frame.size_px,
            monitor=(monitor.left, monitor.top, monitor.width, monitor.height, monitor.scale),
            captured_at=frame.captured_at, kind=selection.kind, reason=selection.reason,
            threshold=selection.threshold, fitting=selection.fitting, grid=look.canvas.grid,
            kept_tokens=selection.kept, full_tokens=selection.full, mask=pack_mask(selection.keep), reply=said,
            action=action, target_px=None if point is None else (int(point[0]), int(point[1])),
            phases_ms={"prune": round(prune_ms, 2), "act": round(act_ms, 2)},
        )  # fmt: skip
        self.trace.step(record)
        self._steps += 1

    def finish(self, error: BaseException | None) -> None:
        """Write down how it ended."""
        if self.trace is not None:
            if error is not None:
                self.outcome = "stopped" if isinstance(error, KeyboardInterrupt) else "fail", str(error)
            status, message = self.outcome
            self.trace.finish(status=status, message=self.hidden(message), ended_at=time.time())

    def picture(self, folder: Path, frame: Frame, marked: Sequence[Match]) -> Path | None:
        """Keep a frame with some places marked; None when it cannot be written."""
        pixels = np.ascontiguousarray(self._seen(frame).pixels.copy())
        for match in marked:
            corners = (int(match.box.left), int(match.box.top)), (int(match.box.right), int(match.box.bottom))
            cv2.rectangle(pixels, *corners, _MARK, _MARK_PX)
        self._pictures += 1
        file = folder / f"failure-{self._pictures}.png"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(file, png(pixels))
        except OSError:
            return None
        return file
