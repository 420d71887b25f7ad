"""In: what comes of an evaluation, as it comes. Out: its folder, complete after each line, which can be gone on with after a kill.

``manifest.json`` says what was run, ``set.json`` which questions or episodes, a ``.jsonl`` has a line for each of them in each
arm, ``result.json`` is computed from these once all are there.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ppagent.errors import InputError
from ppagent.evaluate.arms import Arm
from ppagent.evaluate.episodes import Episode, EpisodeRecord
from ppagent.evaluate.formats import Language, SetName, Style
from ppagent.evaluate.sample import FramePoint, Sample
from ppagent.files import append_line, write_atomically

Outcome = Literal["hit", "miss", "wrong_format", "refused", "error"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Manifest(_Record):
    """What a result depends on. Runs with equal ones, but for the time, have equal results."""

    set: str
    set_sha256: str
    agent: str
    card: dict[str, Any]
    arms: tuple[Arm, ...]
    n: int
    versions: dict[str, str]
    device: dict[str, str]
    started_at: float
    """Seconds since the epoch."""


class Manifest(_Manifest):
    """``manifest.json`` of a grounding set."""

    format: Literal["ppagent-eval-1"] = "ppagent-eval-1"
    set: SetName
    limit: int | None
    seed: int
    language: Language
    style: Style
    negative: bool
    skipped: dict[str, str]
    """Samples that could not be used, and why."""


class PlayManifest(_Manifest):
    """``manifest.json`` of an interactive set."""

    format: Literal["ppagent-play-1"] = "ppagent-play-1"
    seeds: tuple[int, ...]
    """Of the episodes."""
    not_applicable: dict[Arm, str] = {}
    """Arms that the agent cannot play in, and why."""


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


class _Line(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def arm(self) -> Arm: ...
    def model_dump_json(self) -> str: ...


Model = TypeVar("Model", bound=BaseModel)
ManifestT = TypeVar("ManifestT", bound=_Manifest)
ItemT = TypeVar("ItemT", bound=BaseModel)
LineT = TypeVar("LineT", bound=_Line)


@dataclass(frozen=True, slots=True)
class Kind(Generic[ManifestT, ItemT, LineT]):
    """What a folder is made of.

    Attributes:
        manifest: model of ``manifest.json``.
        items: of ``set.json``.
        line: of a line.
        file: where the lines are.
    """

    manifest: type[ManifestT]
    items: TypeAdapter[list[ItemT]]
    line: type[LineT]
    file: str


GROUNDING = Kind(Manifest, TypeAdapter(list[Sample]), AnswerRecord, "samples.jsonl")
INTERACTIVE = Kind(PlayManifest, TypeAdapter(list[Episode]), EpisodeRecord, "episodes.jsonl")


class RunFolder(Generic[ManifestT, ItemT, LineT]):
    """Writes and reads the folder of an evaluation.

    Args:
        folder: where it is.
        kind: `GROUNDING` or `INTERACTIVE`.
    """

    def __init__(self, folder: Path, kind: Kind[ManifestT, ItemT, LineT]) -> None:
        self.folder, self.kind = folder, kind
        self._lines = folder / kind.file

    def check(self, *, resume: bool) -> bool:
        """Whether a run has begun in the folder; nothing is written.

        Raises:
            InputError: the folder is in use, or cannot be read.
        """
        try:
            there = {file.name for file in self.folder.iterdir()} if self.folder.exists() else set()
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
        return begun

    def open(self, manifest: ManifestT, items: Sequence[ItemT], *, resume: bool) -> None:
        """Begin a run, or go on with the one that is there; a half line that a kill has left is cut off.

        A manifest that says nothing of the device goes on with any.

        Raises:
            InputError: the folder is in use, cannot be written, or holds a run of something else.
        """
        if self.check(resume=resume):
            self._must_equal(manifest)
            self._mend()
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_atomically(
                self.folder / "set.json", self.kind.items.dump_json(list(items), indent=1) + b"\n"
            )
            text = manifest.model_dump_json(indent=2) + "\n"
            write_atomically(self.folder / "manifest.json", text.encode())
        except OSError as error:
            raise InputError(
                f"{self.folder} cannot be written: {error.strerror}", "give a folder with --out"
            ) from error

    def manifest(self) -> ManifestT:
        """Read ``manifest.json``.

        Raises:
            InputError: there is none, or it does not parse.
        """
        return _read(self.folder / "manifest.json", self.kind.manifest)

    def items(self) -> list[ItemT]:
        """Read ``set.json``.

        Raises:
            InputError: there is none, or it does not parse.
        """
        path = self.folder / "set.json"
        try:
            return self.kind.items.validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise InputError(f"{path} cannot be read") from error

    def append(self, line: LineT) -> None:
        """Write one down, safely on disk before the next one.

        Raises:
            OSError: the disk is full.
        """
        append_line(self._lines, line.model_dump_json())

    def lines(self) -> dict[tuple[str, Arm], LineT]:
        """The last line of each item in each arm; a half-written one at the end is left out.

        Raises:
            InputError: another line does not parse; the message starts with ``file:line``.
        """
        lines = self._lines.read_bytes().split(b"\n") if self._lines.exists() else []
        found: dict[tuple[str, Arm], LineT] = {}
        # What follows the last line break is nothing, or a line that was never finished.
        for number, line in enumerate(lines[:-1], start=1):
            try:
                record = self.kind.line.model_validate_json(line)  # type: ignore[attr-defined]
            except ValidationError as error:
                fault = error.errors()[0]
                where = ".".join(map(str, fault["loc"])) or "line"
                raise InputError(f"{self._lines}:{number}: {where}: {fault['msg']}") from error
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
            raise _unfinished(self.folder) from error
        except ValueError as error:
            raise InputError(f"{path} is not JSON") from error
        return found

    def _mend(self) -> None:
        data = self._lines.read_bytes() if self._lines.exists() else b""
        if data and not data.endswith(b"\n"):
            write_atomically(self._lines, data[: data.rfind(b"\n") + 1])

    def _must_equal(self, manifest: ManifestT) -> None:
        unknown = {"started_at"} if manifest.device else {"started_at", "device"}
        before, now = (one.model_dump(exclude=unknown) for one in (self.manifest(), manifest))
        different = [name for name, value in before.items() if now[name] != value]
        if different:
            name = different[0]
            raise InputError(
                f"{self.folder} holds a run with another {name}: {_short(before[name])}, not {_short(now[name])}",
                "ask for the same again, or give another folder with --out",
            )


def is_interactive(folder: Path) -> bool:
    """Whether a run's folder is of an interactive set.

    Raises:
        InputError: it is no run's.
    """
    if not (folder / "manifest.json").is_file():
        raise _unfinished(folder)
    return _read(folder / "manifest.json", _Format).format == "ppagent-play-1"


def default_folder(set_name: str, agent: str) -> Path:
    """Where a run goes when nobody says where."""
    parts = (re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-") for name in (set_name, agent))
    return Path("runs") / "-".join([time.strftime("%Y%m%d-%H%M%S"), *(part or "agent" for part in parts)])


def _unfinished(folder: Path) -> InputError:
    return InputError(f"{folder} holds no finished evaluation", "go on with it: ppagent eval ... --resume")


class _Format(BaseModel):
    format: str


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
