import json

import numpy as np
import pytest

from ppagent.action.schema import Click, Done
from ppagent.prune.pruner import Perception, Pruner
from ppagent.screen.frame import Frame, Monitor
from ppagent.trace.record import RunRecord, StepRecord, Trace, pack_mask


class Recorder:
    """Writes a run as the agent does, out of frames given in advance."""

    def __init__(self, folder, monitor=None, perception=None, **run):
        self.folder = folder
        self.monitor = monitor or Monitor(0, 0, 128, 96)
        perception = perception or Perception(block=32)
        fields = {"task": "press the button", "agent": "nano", "card": {}, "env": "none", "seed": 1}
        fields |= {"perception": perception, "versions": {"ppagent": "0.1.0"}, "started_at": 1000.0} | run
        self.trace = Trace(folder, RunRecord(**fields))
        self.pruner = Pruner(perception)
        self.index = 0

    def add(self, pixels, keyframe=None, **fields):
        frame = Frame(pixels, self.monitor, 1000.0 + self.index)
        look = self.pruner.look(pixels, keyframe)
        selection = look.selection
        values = {
            "index": self.index,
            "frame": self.trace.frame(self.index, frame),
            "size_px": frame.size_px,
            "monitor": tuple(getattr(self.monitor, name) for name in self.monitor.__slots__),
            "captured_at": frame.captured_at,
            "kind": selection.kind,
            "reason": selection.reason,
            "threshold": selection.threshold,
            "grid": look.canvas.grid,
            "kept_tokens": selection.kept,
            "full_tokens": selection.full,
            "mask": pack_mask(selection.keep),
            "phases_ms": {"prune": 2.0, "decode": 300.0},
        }
        record = StepRecord(**values | fields)
        self.trace.step(record)
        self.index += 1
        return record


@pytest.fixture
def recorder(tmp_path):
    return lambda **fields: Recorder(tmp_path / "run", **fields)


@pytest.fixture
def frames():
    """Five frames of 128x96 px, 3x4 blocks: a screen, the same, a change, another, one that replaces everything."""
    rng = np.random.default_rng(5)
    first = rng.integers(0, 256, (96, 128, 3), dtype=np.uint8)
    third, fourth = first.copy(), first.copy()
    third[40:50, 40:50] ^= 255
    fourth[70:90, 10:60] ^= 255
    return [first, first, third, fourth, 255 - first]


@pytest.fixture
def run(recorder, frames):
    """Folder of a finished, honest run of five steps."""
    recording = recorder()
    for number, pixels in enumerate(frames):
        done = number == len(frames) - 1
        recording.add(
            pixels,
            reply="say \u201chello\u201d",
            action=Done(text="it is done") if done else Click(point=(50, 40)),
            target_px=None if done else (50, 40),
            effect=None if done else "confirmed",
        )
    recording.trace.finish(status="done", message="it is done", ended_at=1010.0)
    return recording.folder


@pytest.fixture
def edit():
    """Change fields of one line of a run's ``steps.jsonl``."""

    def change(folder, line, **fields):
        path = folder / "steps.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines()
        lines[line] = json.dumps(json.loads(lines[line]) | fields)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    return change
