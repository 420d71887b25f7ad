"""In: answers as they come. Out: a run's folder that is complete after each of them, and can be gone on with.

``manifest.json`` says what was run, ``set.json`` which questions, ``samples.jsonl`` has a line per question and arm,
``result.json`` is computed from these once all are there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ppagent.errors import InputError
from ppagent.evaluate.arms import Arm
from ppagent.evaluate.formats import Language, SetName, Style
from ppagent.evaluate.sample import FramePoint, Sample
from ppagent.files import append_line, write_atomically

Outcome = Literal["hit", "miss", "wrong_format", "refused", "error"]
SAMPLES: TypeAdapter[list[Sample]] = TypeAdapter(list[Sample])
Model = TypeVar("Model", bound=BaseModel)


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Manifest(_Record):
    """``manifest.json``: what a result depends on. Runs with equal ones, but for the time, have equal results."""

    format: Literal["ppagent-eval-1"] = "ppagent-eval-1"
    set: SetName
    set_sha256: str
    agent: str
    card: dict[str, Any]
    arms: tuple[Arm, ...]
    limit: int | None
    seed: int
    language: Language
    style: Style
    negative: bool
    n: int
    skipped: dict[str, str]
    """Samples that could not be used, and why."""
    versions: dict[str, str]
    device: dict[str, str]
    started_at: float
    """Seconds since the epoch."""


class AnswerRecord(_Record):
    """A line of ``samples.jsonl``: one question in one arm."""

    id: str
    arm: Arm
    outcome: Outcome
    right: bool
    """A hit, or the refusal of a question that has no answer."""
    point: FramePoint | None = None
    """px of the picture."""
    reply: str = ""
    message: str = ""
    """What was wrong with the reply; for an ``error``, what failed."""
    kept_tokens: int = 0
    full_tokens: int = 0
    canvas_px: tuple[int, int] = (0, 0)
    """width, height of what the model took for the screen."""
    ms: float = 0.0
    """From the frame to the parsed reply."""
    phases_ms: dict[str, float] = {}
    memory_mib: float | None = None
    """Most memory of the GPU while it was answered; None without one."""


class RunFolder:
    """Writes and reads the folder of an evaluation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, manifest: Manifest, samples: Sequence[Sample], *, resume: bool) -> None:
        """Begin a run, or go on with the one that is there.

        Raises:
            InputError: the folder is in use, cannot be written, or holds a run of something else.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            there = {file.name for file in self.folder.iterdir()}
        except OSError as error:
            raise InputError(
                f"{self.folder} cannot be written: {error.strerror}", "give a folder with --out"
            ) from error
        begun = {"manifest.json", "set.json"} <= there
        # The set is written first: a run may have been killed before its manifest was there.
        if there and not (resume and (begun or there <= {"set.json", "set.json.part", "manifest.json.part"})):
            hint = "go on with it: --resume; or give another folder with --out"
            raise InputError(
                f"{self.folder} is not empty", hint if begun else "give another folder with --out"
            )
        if begun:
            self._must_equal(manifest)
            return
        write_atomically(self.folder / "set.json", SAMPLES.dump_json(list(samples), indent=1) + b"\n")
        write_atomically(self.folder / "manifest.json", (manifest.model_dump_json(indent=2) + "\n").encode())

    def manifest(self) -> Manifest:
        """Read ``manifest.json``.

        Raises:
            InputError: there is none, or it does not parse.
        """
        return _read(self.folder / "manifest.json", Manifest)

    def samples(self) -> list[Sample]:
        """Read ``set.json``.

        Raises:
            InputError: there is none, or it does not parse.
        """
        path = self.folder / "set.json"
        try:
            return SAMPLES.validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise InputError(f"{path} cannot be read") from error

    def append(self, record: AnswerRecord) -> None:
        """Write an answer down, safely on disk before the next one is asked for.

        Raises:
            OSError: the disk is full.
        """
        append_line(self.folder / "samples.jsonl", record.model_dump_json())

    def mend(self) -> None:
        """Cut off the half line that a killed run may have left, so that whole ones can follow."""
        path = self.folder / "samples.jsonl"
        data = path.read_bytes() if path.exists() else b""
        if data and not data.endswith(b"\n"):
            write_atomically(path, data[: data.rfind(b"\n") + 1])

    def answers(self) -> dict[tuple[str, Arm], AnswerRecord]:
        """The last answer to each question in each arm; a half-written last line is left out.

        Raises:
            InputError: another line does not parse; the message starts with ``file:line``.
        """
        path = self.folder / "samples.jsonl"
        lines = path.read_bytes().split(b"\n") if path.exists() else []
        found = {}
        # What follows the last line break is nothing, or a line that was never finished.
        for number, line in enumerate(lines[:-1], start=1):
            try:
                record = AnswerRecord.model_validate_json(line)
            except ValidationError as error:
                fault = error.errors()[0]
                where = ".".join(map(str, fault["loc"])) or "line"
                raise InputError(f"{path}:{number}: {where}: {fault['msg']}") from error
            found[record.id, record.arm] = record
        return found

    def finish(self, result: dict[str, Any]) -> None:
        """Write ``result.json``."""
        text = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
        write_atomically(self.folder / "result.json", text.encode())

    def result(self) -> dict[str, Any]:
        """Read ``result.json``.

        Raises:
            InputError: the run is not finished, or it does not parse.
        """
        path = self.folder / "result.json"
        try:
            found: dict[str, Any] = json.loads(path.read_bytes())
        except FileNotFoundError as error:
            raise InputError(
                f"{self.folder} holds no finished evaluation", "go on with it: ppagent eval ... --resume"
            ) from error
        except ValueError as error:
            raise InputError(f"{path} is not JSON") from error
        return found

    def _must_equal(self, manifest: Manifest) -> None:
        before, now = (one.model_dump(exclude={"started_at"}) for one in (self.manifest(), manifest))
        different = [name for name, value in before.items() if now[name] != value]
        if different:
            name = different[0]
            raise InputError(
                f"{self.folder} holds a run with another {name}: {_short(before[name])}, not {_short(now[name])}",
                "ask for the same again, or give another folder with --out",
            )


def _read(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise InputError(
            f"{path.parent} is not an evaluation: it has no {path.name}",
            "give the folder that `ppagent eval` printed",
        ) from error
    except (OSError, ValidationError) as error:
        raise InputError(f"{path} cannot be read") from error


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
