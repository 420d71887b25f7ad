"""An InteractiveSet that needs no environment: what comes of an episode follows from its id and arm. It can be made to fail."""

import os
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ppagent.errors import InputError
from ppagent.evaluate.arms import perception_in
from ppagent.evaluate.episodes import Episode, EpisodeRecord, InfrastructureError, record_of
from ppagent.prune.pruner import Perception, Pruner
from ppagent.screen.frame import Frame, Monitor
from ppagent.trace.record import RunRecord, StepRecord, Trace, pack_mask

GROUPS = ("files", "editor", "web")


@dataclass(frozen=True)
class ToySet:
    """``trouble/<id>`` holds words, one of which is taken off and done at each try: kill, break, mistake, wrong."""

    trouble: Path
    count: int = 12
    pause_s: float = 0.0
    sha256: str = "0" * 64
    name: str = "toy"

    def episodes(self):
        return [
            Episode(
                id=f"t{index % 4}-{index // 4}",
                task=f"t{index % 4}",
                group=GROUPS[index % 3],
                seed=index // 4,
            )
            for index in range(self.count)
        ]

    @contextmanager
    def worker(self, agent, arm):
        if agent == "nothing":
            raise InputError("toys do not do nothing", "take oracle")
        (self.trouble / "pids").mkdir(parents=True, exist_ok=True)
        (self.trouble / "pids" / str(os.getpid())).touch()
        yield ToyWorker(self, arm)
        (self.trouble / "closed").touch()


class ToyWorker:
    def __init__(self, of, arm):
        self.of, self.arm = of, arm

    def play(self, episode, folder):
        time.sleep(self.of.pause_s)
        self.misbehave(episode)
        if episode.id == "t3-1":
            return EpisodeRecord(id=episode.id, arm=self.arm, unsupported="a toy of another size")
        number = int(episode.task[1:]) + episode.seed
        success = number % 2 == 0 or (self.arm == "temporal" and number == 3)
        steps = trace(folder, episode, self.arm)
        return record_of(
            episode, self.arm, steps, success=success, score=float(success), ms=time.monotonic() % 7
        )

    def misbehave(self, episode):
        file = self.of.trouble / episode.id
        words = file.read_text().split() if file.exists() else []
        if not words:
            return
        file.write_text(" ".join(words[1:]))
        if words[0] == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if words[0] == "break":
            raise InfrastructureError("the toy fell down")
        if words[0] == "device":
            raise RuntimeError("the device is gone")
        if words[0] == "wrong":
            raise InputError("toys are off today", "come tomorrow")
        if words[0] == "mistake":
            raise ZeroDivisionError("a mistake")


def trace(folder, episode, arm):
    """Two steps of a real Pruner on made-up frames."""
    perception = perception_in(Perception(), arm)
    pruner = Pruner(perception)
    run = RunRecord(
        task=f"do {episode.id}", agent="toy", card={}, env="toy", seed=episode.seed, perception=perception, versions={},
        started_at=1.0,
    )  # fmt: skip
    written, steps = Trace(folder, run), []
    rng = np.random.default_rng(episode.seed)
    pixels = np.full((192, 320, 3), 220, np.uint8)
    for index in range(2 + episode.seed):
        pixels = pixels.copy()
        pixels[20:60, 20 + 60 * index : 70 + 60 * index] = rng.integers(0, 255, 3)
        look = pruner.look(pixels)
        selection = look.selection
        step = StepRecord(
            index=index, frame=written.frame(index, Frame(pixels, Monitor(0, 0, 320, 192, 1.0), 1.0)), size_px=(320, 192),
            monitor=(0, 0, 320, 192, 1.0), captured_at=1.0, kind=selection.kind, reason=selection.reason,
            threshold=selection.threshold, grid=look.canvas.grid, kept_tokens=selection.kept, full_tokens=selection.full,
            mask=pack_mask(selection.keep), phases_ms={"prune": 1.0},
        )  # fmt: skip
        written.step(step)
        steps.append(step)
    written.finish(status="done", message="done", ended_at=2.0)
    return steps
