"""In: what happened in a run. Out: its folder on disk, complete after every step."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ppagent.action.schema import Action
from ppagent.errors import InputError
from ppagent.files import append_line, png, read_picture, write_atomically
from ppagent.policy.base import EffectKind
from ppagent.prune.pruner import Perception
from ppagent.prune.selection import Fitting, KeyframeReason, Kind
from ppagent.screen.frame import Frame, Pixels

Status = Literal["running", "done", "answer", "fail", "limit", "stopped", "error"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunRecord(_Record):
    """``run.json``: what was asked, of whom, where, and how it ended."""

    format: Literal["ppagent-trace-1"] = "ppagent-trace-1"
    task: str
    agent: str
    """Name of the agent's card."""
    card: dict[str, Any]
    """The card itself."""
    env: str
    seed: int | None
    perception: Perception
    """What the Pruner was given: enough to recompute every mask."""
    versions: dict[str, str]
    started_at: float
    """Seconds since the epoch."""
    ended_at: float | None = None
    status: Status = "running"
    message: str = ""
    """The agent's last word, or the error."""
    check: dict[str, Any] | None = None
    """``--check``: its command, exit code and output."""


class StepRecord(_Record):
    """A line of ``steps.jsonl``."""

    index: int
    frame: str = Field(pattern=r"^\w[\w.-]*$")
    """File of the frame below ``frames/``: a plain name, so that a trace from elsewhere cannot point outside."""
    size_px: tuple[int, int]
    monitor: tuple[int, int, int, int, float]
    """left, top, width, height (input units), scale."""
    captured_at: float
    kind: Kind
    reason: KeyframeReason | None
    threshold: float
    fitting: Fitting = "own"
    """Whether τ was raised for ``max_tokens``."""
    grid: tuple[int, int]
    """rows, cols."""
    kept_tokens: int
    again_tokens: int = 0
    """Blocks that the model was shown besides those of the look, at a second look of its own."""
    full_tokens: int
    mask: str
    """The keep mask: base64 of ``np.packbits(mask)``, C order."""
    prompt: str = ""
    reply: str = ""
    context_tokens: int = 0
    action: Action | None = None
    """In the dialect's space; None when the reply was no action."""
    target_px: tuple[int, int] | None = None
    """Where it landed, input units of the screen."""
    decision: str = ""
    """What the guard said."""
    effect: EffectKind | None = None
    message: str = ""
    phases_ms: dict[str, float] = Field(default_factory=dict)
    """capture, prune, vit, prefill, decode, act, settle …"""

    @property
    def sent_tokens(self) -> int:
        """All blocks that the model was shown in this step."""
        return self.kept_tokens + self.again_tokens


def pack_mask(mask: NDArray[np.bool_]) -> str:
    """Pack ``(rows, cols)`` bool into base64."""
    return base64.b64encode(np.packbits(mask).tobytes()).decode()


def unpack_mask(text: str, grid: tuple[int, int]) -> NDArray[np.bool_]:
    """Unpack what `pack_mask` packed.

    Raises:
        InputError: the text does not hold a mask of this grid.
    """
    rows, cols = grid
    wrong = f"a recorded mask is not one of {rows}x{cols} blocks"
    try:
        packed = np.frombuffer(base64.b64decode(text, validate=True), dtype=np.uint8)
    except ValueError as error:
        raise InputError(wrong) from error
    if rows < 1 or cols < 1 or len(packed) != -(-rows * cols // 8):
        raise InputError(wrong)
    return np.unpackbits(packed, count=rows * cols).reshape(rows, cols).astype(bool)


class Trace:
    """Writes a run's folder: frames first, then the step's line, each safely on disk before the next thing happens."""

    def __init__(self, folder: Path, run: RunRecord) -> None:
        """Create the folder.

        Raises:
            InputError: it exists and is not empty, or it cannot be written.
        """
        self.folder = folder
        self.run = run
        try:
            folder.mkdir(parents=True, exist_ok=True)
            occupied = any(folder.iterdir())
            if not occupied:
                (folder / "frames").mkdir()
        except OSError as error:
            raise InputError(
                f"{folder} cannot be written: {error.strerror}", "give a folder with --out"
            ) from error
        if occupied:
            raise InputError(f"{folder} is not empty", "give another folder with --out")
        self._write_run()

    def frame(self, index: int, frame: Frame) -> str:
        """Store a frame losslessly; returns its file name below ``frames/``."""
        name = f"{index:04d}.png"
        write_atomically(self.folder / "frames" / name, png(frame.pixels, compression=1))
        return name

    def step(self, record: StepRecord) -> None:
        """Append a step.

        Raises:
            OSError: it cannot be written (the disk is full); what had been written of it is taken back, so that
                the steps before stay readable and later ones can follow.
        """
        append_line(self.folder / "steps.jsonl", record.model_dump_json())

    def finish(self, **fields: Any) -> None:
        """Update ``run.json``: status, message, ended_at, check."""
        self.run = self.run.model_copy(update=fields)
        self._write_run()

    def _write_run(self) -> None:
        write_atomically(self.folder / "run.json", (self.run.model_dump_json(indent=2) + "\n").encode())


def read_run(folder: Path) -> RunRecord:
    """Read ``run.json``.

    Raises:
        InputError: there is none, or it does not parse.
    """
    path = folder / "run.json"
    try:
        return RunRecord.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise InputError(
            f"{folder} is not a run: it has no run.json", "give the folder that `ppagent run` printed"
        ) from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        raise InputError(f"{path}: {'.'.join(map(str, fault['loc'])) or 'run'}: {fault['msg']}") from error


def read_steps(folder: Path) -> Iterator[StepRecord]:
    """Read ``steps.jsonl`` line by line; a half-written last line of a killed run is left out.

    Raises:
        InputError: another line does not parse; the message starts with ``file:line``.
    """
    path = folder / "steps.jsonl"
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            yield StepRecord.model_validate_json(line)
        except ValidationError as error:
            if number == len(lines) and not _is_json(line):
                return
            fault = error.errors()[0]
            raise InputError(
                f"{path}:{number}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
            ) from error


def read_frame(folder: Path, name: str) -> Pixels:
    """Read a stored frame, ``(H, W, 3)`` uint8 RGB.

    Raises:
        InputError: it is missing or not a picture.
    """
    return read_picture(folder / "frames" / name)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
