"""In: a task file, a folder of them, a list by domain. Out: Tasks in OSWorld's schema, checked.

The schema is OSWorld's (arXiv 2404.07972; evaluation_examples/examples/<domain>/<id>.json): fields that it does not name
are kept, as OSWorld keeps them.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from typing_extensions import Self

from ppagent.errors import InputError

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
TaskId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
"""A folder's name too."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class SetUpStep(_Part):
    """One step of ``config`` or ``postconfig``: ``SetupController._<type>_setup(**parameters)`` in OSWorld."""

    type: Words
    parameters: dict[str, Any] = {}


class Source(_Part):
    """Where a result or what is expected comes from: ``get_<type>`` in OSWorld; the other fields are its own."""

    type: Words

    def settings(self) -> dict[str, Any]:
        """The fields of this type."""
        return self.model_dump()


class Evaluator(_Part):
    """How a task is judged.

    Attributes:
        postconfig: steps before judging.
        func: name of a metric, or several that are joined by `conj`; ``infeasible`` stands alone.
        result: what the metrics look at, one each.
        expected: what they compare it with; None where a metric needs nothing.
        options: their further arguments.
    """

    postconfig: tuple[SetUpStep, ...] = ()
    func: Words | tuple[Words, ...]
    conj: Literal["and", "or"] = "and"
    result: Source | tuple[Source, ...] | None = None
    expected: Source | tuple[Source | None, ...] | None = None
    options: dict[str, Any] | tuple[dict[str, Any] | None, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, value: Any) -> Any:
        """OSWorld takes an empty ``result`` or ``expected`` for none."""
        if not isinstance(value, dict):
            return value
        return {
            key: part for key, part in value.items() if key not in _MAY_BE_EMPTY or part not in ({}, [], None)
        }

    @model_validator(mode="after")
    def _as_many(self) -> Self:
        if isinstance(self.func, str):
            if any(isinstance(part, tuple) for part in (self.result, self.expected, self.options)):
                raise ValueError("result, expected or options is a list, but func is not")
            return self
        if not self.func:
            raise ValueError("func is an empty list")
        for name in ("result", "expected", "options"):
            part = getattr(self, name)
            if part is not None and (not isinstance(part, tuple) or len(part) != len(self.func)):
                raise ValueError(f"{name} is not a list of {len(self.func)}, as func is")
        return self

    @property
    def infeasible(self) -> bool:
        """Whether the task cannot be done, and saying so is what is right."""
        return self.func == "infeasible"

    def checks(self) -> list[Check]:
        """The metrics, each with what it looks at."""
        if isinstance(self.func, str):
            assert not isinstance(self.result, tuple)
            assert not isinstance(self.expected, tuple)
            assert not isinstance(self.options, tuple)
            return [
                Check(func=self.func, result=self.result, expected=self.expected, options=self.options or {})
            ]
        results, expecteds, options = (
            _padded(part, len(self.func)) for part in (self.result, self.expected, self.options)
        )
        return [
            Check(func=func, result=result, expected=expected, options=option or {})
            for func, result, expected, option in zip(self.func, results, expecteds, options, strict=True)
        ]


class Check(_Part):
    """One metric of an evaluator."""

    func: str
    result: Source | None
    expected: Source | None
    options: dict[str, Any]


class Task(_Part):
    """One task file."""

    id: TaskId
    instruction: Words
    evaluator: Evaluator
    snapshot: str = ""
    config: tuple[SetUpStep, ...] = ()
    related_apps: tuple[str, ...] = ()
    source: str | list[str] = ""
    domain: str = ""
    """The folder it is in; else its first application."""

    @model_validator(mode="before")
    @classmethod
    def _without_none(cls, value: Any) -> Any:
        """``config: null`` is no set-up."""
        return (
            {key: part for key, part in value.items() if part is not None}
            if isinstance(value, dict)
            else value
        )


_MAY_BE_EMPTY = {"result", "expected", "options"}
_LIST: TypeAdapter[dict[str, list[str]]] = TypeAdapter(dict[str, list[str]])
_FIELDS = "a task has id, instruction and evaluator {func, result, expected}, as in OSWorld's examples"


def _padded(part: Any, length: int) -> Sequence[Any]:
    return [None] * length if part is None else part


def read_task(file: Path, domain: str = "") -> Task:
    """Read one task file.

    Raises:
        InputError: it is unreadable, not JSON or no task; the message starts with ``file:line``.
    """
    text = _text(file)
    try:
        task = Task.model_validate(_json(file, text))
    except ValidationError as error:
        fault = error.errors()[0]
        place = [part for part in fault["loc"] if isinstance(part, int) or part.isidentifier()]
        raise InputError(
            f"{file}:{_line_of(text, place)}: {'.'.join(map(str, place)) or 'task'}: {fault['msg']}", _FIELDS
        ) from error
    return task.model_copy(update={"domain": domain or task.domain or next(iter(task.related_apps), "")})


def load_tasks(path: Path, ids: Sequence[str] = ()) -> list[Task]:
    """Read tasks.

    Args:
        path: a task file; a folder with ``examples/<domain>/<id>.json``, ``<domain>/<id>.json`` or ``<id>.json``; or a
            ``test_*.json``, which lists ids by domain, beside such a folder.
        ids: only these, or whole domains, in this order; none of them for all.

    Raises:
        InputError: what is given holds no tasks, a task twice, or not all of the wanted ones; the message says where.
    """
    if zipfile.is_zipfile(path):
        raise InputError(f"{path} is a zip archive", f"unpack it first: unzip {path.name}")
    if path.is_dir():
        files = _task_files(path)
    elif path.is_file():
        files = _listed(path)
    else:
        raise InputError(
            f"there is no task file or folder {path}",
            "give OSWorld's evaluation_examples, or one of its files",
        )
    tasks: dict[str, tuple[Task, Path]] = {}
    for file, domain in files:
        task = read_task(file, domain)
        if task.id in tasks:
            raise InputError(
                f"{file}: the id {task.id} is also that of {tasks[task.id][1]}", "give one of them another id"
            )
        tasks[task.id] = (task, file)
    return _wanted([task for task, _ in tasks.values()], ids)


def digest(tasks: Sequence[Task]) -> str:
    """SHA-256 of all that the tasks say, whatever their order."""
    lines = sorted(task.model_dump_json() for task in tasks)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _wanted(tasks: list[Task], ids: Sequence[str]) -> list[Task]:
    chosen: dict[str, Task] = {}
    for wanted in ids:
        found = [task for task in tasks if wanted in (task.id, task.domain)] or [
            task for task in tasks if len(wanted) >= 8 and task.id.startswith(wanted)
        ]
        if not found:
            domains = sorted({task.domain for task in tasks if task.domain})
            raise InputError(
                f"there is no task or domain called {wanted!r}",
                f"domains: {', '.join(domains) or 'none'}; {len(tasks)} tasks, such as {tasks[0].id}",
            )
        chosen |= {task.id: task for task in found}
    return list(chosen.values()) if ids else tasks


def _task_files(folder: Path) -> list[tuple[Path, str]]:
    root = folder / "examples" if (folder / "examples").is_dir() else folder
    files = [(file, "") for file in sorted(root.glob("*.json")) if not file.name.startswith("test_")]
    files += [(file, file.parent.name) for file in sorted(root.glob("*/*.json"))]
    files = [(file, domain) for file, domain in files if domain != "oracles"]
    if not files:
        raise InputError(
            f"there is no task file in {folder}", "OSWorld has them as examples/<domain>/<id>.json"
        )
    return files


def _listed(path: Path) -> list[tuple[Path, str]]:
    text = _text(path)
    content = _json(path, text)
    if isinstance(content, dict) and "instruction" in content:
        return [(path, "")]
    try:
        by_domain = _LIST.validate_python(content)
    except ValidationError as error:
        raise InputError(f"{path}:1: neither a task nor a list of task ids by domain", _FIELDS) from error
    root = path.parent / "examples" if (path.parent / "examples").is_dir() else path.parent
    files = []
    for domain, ids in by_domain.items():
        for one in ids:
            file = root / domain / f"{one}.json"
            if not file.is_file():
                raise InputError(
                    f"{path}:{_line_of(text, [one])}: there is no {file}",
                    "is the list beside its examples folder?",
                )
            files.append((file, domain))
    if not files:
        raise InputError(f"{path}: it lists no task", "OSWorld's lists look like {domain: [id, ...]}")
    return files


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}", "a task is a UTF-8 JSON file") from error


def _json(file: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{file}:{error.lineno}: not JSON: {error.msg}", _FIELDS) from error


def _line_of(text: str, place: Sequence[str | int]) -> int:
    """The line of the deepest key that can be found, each looked for behind the one before."""
    at = 0
    for part in place:
        found = text.find(f'"{part}"', at) if isinstance(part, str) else -1
        at = found if found >= 0 else at
    return text.count("\n", 0, at) + 1
