"""In: a folder or an annotation file. Out: GroundingSet, checked: every picture there, every box on it, every id once."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from pydantic import ValidationError

from ppagent.action.dialect import readable
from ppagent.catalog import catalogue_folder
from ppagent.errors import InputError
from ppagent.evaluate.formats import FORMATS, Language, Question, SetName, Style
from ppagent.evaluate.sample import BoxTarget, PolygonTarget, RefusalTarget, Sample

SLACK_PX = 1.0
"""How far a box may reach over the picture's edge: some sets' annotations were rounded outwards."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A sample that cannot be used: which, and why."""

    sample: str
    reason: str


@dataclass(frozen=True, slots=True)
class GroundingSet:
    """The questions of a set, in its own order.

    Attributes:
        name: which format it was read as.
        samples: the chosen ones.
        problems: what could not be used, in the order met.
        sha256: of the annotation files and of every chosen picture: equal sets have equal ones.
    """

    name: SetName
    samples: tuple[Sample, ...]
    problems: tuple[Problem, ...]
    sha256: str

    @property
    def refusals(self) -> bool:
        """Whether some of its questions are right when they are refused."""
        return any(isinstance(one.target, RefusalTarget) for one in self.samples)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which part of a set.

    Attributes:
        name: its format; None to recognise it by its files.
        language: of ScreenSpot-Pro's instructions.
        style: ScreenSpot-Pro's; its scorer asks the same instruction in each and counts them apart.
        negative: ScreenSpot-Pro's ``gt_type negative``: every question is right when it is refused.
        limit: so many samples, drawn without replacement; a smaller limit draws a part of them. None takes all.
        seed: of the draw.
    """

    name: SetName | None = None
    language: Language = "en"
    style: Style = "instruction"
    negative: bool = False
    limit: int | None = None
    seed: int = 0


def load_set(path: Path, choice: Choice, *, skip_bad: bool = False) -> GroundingSet:
    """Read and check a set.

    Args:
        path: the set's folder as it was published, or one annotation file in it.
        choice: which part of it.
        skip_bad: go on without the samples that cannot be used.

    Raises:
        InputError: it is no set, or (unless ``skip_bad``) a sample cannot be used; the message names it and says why.
    """
    name, files = _recognised(path, choice.name)
    if (choice.language, choice.style, choice.negative) != (
        "en",
        "instruction",
        False,
    ) and name != "screenspot-pro":
        raise InputError(f"{name} has no languages, styles or negative questions", "--set screenspot-pro has")
    if choice.language == "cn" and (choice.style != "instruction" or choice.negative):
        raise InputError("ScreenSpot-Pro has Chinese only for positive questions in the style instruction")
    root = path if path.is_dir() else path.parent
    good, problems = _questions(files, root, name, choice.language)
    shelf = _Shelf([root / folder for folder in FORMATS[name].pictures])
    if root.name == "annotations":
        shelf.folders += [root.parent / folder for folder in FORMATS[name].pictures]
    order = np.arange(len(good))
    if choice.limit is not None:
        order = np.random.default_rng(choice.seed).permutation(len(good))
    samples: dict[int, Sample] = {}
    for index in order.tolist():
        if choice.limit is not None and len(samples) == choice.limit:
            break
        try:
            samples[index] = _sample(good[index], shelf, choice)
        except InputError as error:
            problems.append(Problem(good[index].id, str(error)))
    if problems and not skip_bad:
        first, more = problems[0], len(problems) - 1
        raise InputError(
            f"sample {first.sample}: {first.reason}" + (f" (and {more} more like this)" if more else ""),
            f"mend the set, or go on with the other {len(samples)} samples: --skip-bad",
        )
    if not samples:
        raise InputError(f"{path} holds no sample that can be used", problems[0].reason if problems else "")
    chosen = tuple(samples[index] for index in sorted(samples))
    return GroundingSet(name, chosen, tuple(problems), _digest(files, root, shelf))


def holds_tasks(path_or_name: str) -> bool:
    """Whether it is no grounding set, but tasks of a desktop: the name of an environment that has some, or where some are."""
    path = Path(path_or_name)
    if not path.exists():
        shelf = catalogue_folder("envs") / path_or_name / "tasks"
        return "/" not in path_or_name and shelf.is_dir()
    if path.is_file():
        return path.suffix == ".json" and _is_task(path)
    if any(any(path.glob(pattern)) for form in FORMATS.values() for pattern in form.patterns):
        return False
    return any(_is_task(file) for file in sorted(path.rglob("*.json")))


def _is_task(file: Path) -> bool:
    """Whether a file is a task of OSWorld's schema, or a list of them by domain, as far as one has to know here."""
    try:
        entry = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return False
    if not isinstance(entry, dict) or not entry:
        return False
    ids = (one for value in entry.values() for one in (value if isinstance(value, list) else [None]))
    return {"instruction", "evaluator"} <= entry.keys() or all(isinstance(one, str) for one in ids)


def _recognised(path: Path, name: SetName | None) -> tuple[SetName, list[Path]]:
    if not path.exists():
        played = sorted(shelf.parent.name for shelf in catalogue_folder("envs").glob("*/tasks"))
        raise InputError(
            f"{path} does not exist",
            f"give the folder of a grounding set, its annotation file, or tasks: {', '.join([*played, 'miniwob'])}",
        )
    if path.is_file():
        if zipfile.is_zipfile(path):
            raise InputError(f"{path} is a zip archive", "unpack it and give the folder")
        if path.suffix != ".json":
            raise InputError(
                f"{path} is not a grounding set", "give its folder, or its annotation file (.json)"
            )
        return name or _by_name(path), [path]
    found = {
        kind: sorted(file for pattern in form.patterns for file in path.glob(pattern))
        for kind, form in FORMATS.items()
        if name in {None, kind}
    }
    there: dict[SetName, list[Path]] = {kind: files for kind, files in found.items() if files}
    if not there:
        zips = sorted(file.name for file in path.glob("*.zip"))
        raise InputError(
            f"{path} holds no {name or 'grounding set'}: there is no {_patterns(name)}",
            f"unpack {', '.join(zips)} first" if zips else "give the folder as it was published",
        )
    if len(there) > 1:
        raise InputError(f"{path} holds several sets: {', '.join(there)}", "choose one with --set")
    return next(iter(there.items()))


def _by_name(file: Path) -> SetName:
    for name, form in FORMATS.items():
        if any(file.match(pattern) for pattern in form.patterns):
            return name
    return "osworld-g" if file.name.startswith("OSWorld-G") else "folder"


def _patterns(name: SetName | None) -> str:
    names = [name] if name else list(FORMATS)
    return " or ".join(FORMATS[one].patterns[0] for one in names)


def _questions(
    files: list[Path], root: Path, name: SetName, language: Language
) -> tuple[list[Question], list[Problem]]:
    good: dict[str, Question] = {}
    problems = []
    for file, index, entry in _entries(files):
        stated = entry.get("id") if isinstance(entry, dict) else None
        known = str(stated) if stated else f"{file.stem}:{index}"
        try:
            question = FORMATS[name].record.model_validate(entry).question(file, language)
        except ValidationError as error:
            problems.append(Problem(known, readable(error)))
            continue
        except ValueError as error:
            problems.append(Problem(known, str(error)))
            continue
        if known in good:
            problems.append(Problem(known, f"the id is there twice, again in {file.relative_to(root)}"))
            continue
        good[known] = Question(
            known, question.picture, question.size_px, question.instruction, question.target,
            question.application, question.facets, question.frames,
        )  # fmt: skip
    return list(good.values()), problems


def _entries(files: list[Path]) -> Iterator[tuple[Path, int, object]]:
    for file in files:
        try:
            entries = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{file} cannot be read: {error}") from error
        except json.JSONDecodeError as error:
            raise InputError(f"{file}:{error.lineno}: not JSON: {error.msg}") from error
        if not isinstance(entries, list):
            raise InputError(f"{file} is not a list of annotations")
        yield from ((file, index, entry) for index, entry in enumerate(entries))


class _Shelf:
    """The pictures of a set, each read once: its size, and what it hashes to."""

    def __init__(self, folders: list[Path]) -> None:
        self.folders = folders
        self.found: dict[str, tuple[Path, tuple[int, int], str] | InputError] = {}

    def take(self, name: str) -> tuple[Path, tuple[int, int]]:
        """Where a picture is, and its width and height, px."""
        if name not in self.found:
            try:
                self.found[name] = self._read(name)
            except InputError as error:
                self.found[name] = error
        held = self.found[name]
        if isinstance(held, InputError):
            raise held
        return held[0], held[1]

    def _read(self, name: str) -> tuple[Path, tuple[int, int], str]:
        file = next((folder / name for folder in self.folders if (folder / name).is_file()), None)
        if file is None:
            raise InputError(f"the picture {name} is missing")
        data = file.read_bytes()
        try:
            with Image.open(io.BytesIO(data)) as image:
                size = image.size
                image.verify()
        except (OSError, SyntaxError, ValueError) as error:
            raise InputError(f"the picture {name} cannot be read, or it is cut short") from error
        return file.resolve(), size, hashlib.sha256(data).hexdigest()


def _sample(question: Question, shelf: _Shelf, choice: Choice) -> Sample:
    if not question.instruction.strip():
        raise InputError("the instruction is empty")
    picture, size = shelf.take(question.picture)
    if question.size_px is not None and question.size_px != size:
        stated, real = ("{}x{}".format(*one) for one in (question.size_px, size))
        raise InputError(f"the picture {question.picture} is {real} px and is stated to be {stated}")
    frames = [shelf.take(name) for name in question.frames]
    for name, (_, before) in zip(question.frames, frames, strict=True):
        if before != size:
            was, real = ("{}x{}".format(*one) for one in (before, size))
            raise InputError(f"the earlier frame {name} is {was} px, and {question.picture} is {real}")
    target = question.target
    if isinstance(target, BoxTarget | PolygonTarget):
        left, top, right, bottom = target.bounds
        named = f"the {target.kind} ({left:g}, {top:g}) to ({right:g}, {bottom:g})"
        if right <= left or bottom <= top:
            raise InputError(f"{named} is empty")
        if min(left, top) < -SLACK_PX or right > size[0] + SLACK_PX or bottom > size[1] + SLACK_PX:
            raise InputError(f"{named} is outside the picture of {size[0]}x{size[1]} px")
    facets = dict(question.facets)
    if choice.style != "instruction" or choice.negative:
        facets = {
            **facets,
            "style": (choice.style,),
            "truth": ("negative" if choice.negative else "positive",),
        }
    return Sample(
        id=question.id,
        picture=picture,
        size_px=size,
        instruction=question.instruction,
        target=RefusalTarget() if choice.negative else target,
        cluster=question.application or question.picture,
        frames=tuple(file for file, _ in frames),
        facets=facets,
    )


def _digest(files: list[Path], root: Path, shelf: _Shelf) -> str:
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(root).as_posix()}"
        for file in files
    ]
    lines += [f"{held[2]}  {name}" for name, held in sorted(shelf.found.items()) if isinstance(held, tuple)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
