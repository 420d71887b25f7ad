"""In: a YAML file. Out: Flow: its steps, each of one verb, and where in the file everything stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError, field_validator

from ppagent.errors import InputError
from ppagent.script.faults import explained
from ppagent.script.steps import VERBS, Model, ReadStep, RepeatStep, Step
from ppagent.script.target import Target
from ppagent.script.yaml import Places, Where, parse_yaml

_NAME = re.compile(r"\$\((secret\.)?(\w+)\)")
"""``$(name)`` and ``$(secret.name)``: round brackets, for which YAML has no other use."""


class Secret(Model):
    """Where a secret is: never in the flow itself."""

    env: str = Field(pattern=r"^[A-Za-z_]\w*$")
    """The environment variable that holds it."""


class Flow(Model):
    """A flow: a YAML file."""

    name: str = ""
    env: str = "desktop"
    """The environment; ``--env`` goes before."""
    size: tuple[int, int] | None = None
    """Of a private desktop, px, such as ``1280x800``; ``--size`` goes before."""
    agent: str = "reader"
    """Whose model finds described things."""
    timeout: float = Field(10.0, gt=0, le=3600, allow_inf_nan=False)
    """s that a step waits."""
    vars: dict[str, str] = Field({})
    """``$(name)`` in texts; ``--var name=value`` goes before."""
    secrets: dict[str, Secret] = Field({})
    """``$(secret.name)``, in ``type`` only."""
    steps: tuple[Step, ...] = Field(min_length=1)

    @field_validator("size", mode="before")
    @classmethod
    def _size(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        if not (hit := re.fullmatch(r"(\d{1,5})x(\d{1,5})", given)):
            raise ValueError(f"{given!r} is not a screen size: write it as 1280x800")
        return int(hit[1]), int(hit[2])


@dataclass(frozen=True, slots=True)
class Source:
    """A flow and where it comes from.

    Attributes:
        flow: the flow.
        file: its file.
        places: line and column of its parts.
    """

    flow: Flow
    file: Path
    places: Places

    def at(self, where: Where) -> str:
        """``file:line:column`` of a part, or of the nearest one around it."""
        return _at(where, self.file, self.places)


def load_flow(file: Path, given: Mapping[str, str] | None = None) -> Source:
    """Read a flow and check all that can be checked without a screen.

    Args:
        file: YAML.
        given: variables of the command line, which go before the flow's own.

    Raises:
        InputError: it cannot be read, or something in it is wrong; the message starts with ``file:line:column``.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}") from error
    data, places = parse_yaml(text, file)
    if not isinstance(data, dict) or not isinstance(data.get("steps"), list):
        raise InputError(
            f"{file}:1:1: a flow is a mapping with a list of steps", "steps: and below it - click: Save"
        )
    own = data.get("vars")
    names = dict(own) if isinstance(own, dict) else {}
    if unknown := sorted(set(given or {}) - set(names)):
        known = ", ".join(names) or "none"
        raise InputError(f"{file}: the flow has no variable {unknown[0]!r}", f"its vars are: {known}")
    if given:
        data["vars"] = names | dict(given)
    # Those that are known already may stand for numbers too.
    try:
        data["steps"] = fill(data["steps"], names | dict(given or {}))
        source = Source(Flow.model_validate(data), file, places)
    except ValidationError as error:
        raise explained(error, data, lambda where: _at(where, file, places), VERBS) from error
    except RecursionError as error:
        raise InputError(f"{file}:1:1: this is nested too deeply") from error
    for where, message in (*_nameless(source.flow), *_pictureless(source.flow, file.parent)):
        raise InputError(f"{source.at(where)}: {message}")
    return source


def fill(value: Any, names: Mapping[str, str]) -> Any:
    """Put variables in their places, in every text of some data; a name that is not among them stays as it is."""
    if isinstance(value, str):
        return _NAME.sub(
            lambda hit: str(names[hit[2]]) if not hit[1] and isinstance(names.get(hit[2]), str) else hit[0],
            value,
        )
    if isinstance(value, Mapping):
        return {key: fill(each, names) for key, each in value.items()}
    return [fill(each, names) for each in value] if isinstance(value, list | tuple) else value


def schema() -> dict[str, Any]:
    """The JSON Schema of flows, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Flow.model_json_schema(by_alias=True),
    }


def _at(where: Where, file: Path, places: Places) -> str:
    while where and where not in places:
        where = where[:-1]
    line, column = places.get(where, (1, 1))
    return f"{file}:{line}:{column}"


def _walk(value: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every part of a flow, with where it stands in the file, in order."""
    yield where, value
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _walk(getattr(value, name), (*where, field.alias or name))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _walk(each, (*where, key))
    elif isinstance(value, tuple | list):
        for index, each in enumerate(value):
            yield from _walk(each, (*where, index))


def _nameless(flow: Flow) -> Iterator[tuple[Where, str]]:
    """Variables that nothing sets, secrets where they would be seen."""
    known = set(flow.vars)
    for where, value in _walk(flow.steps, ("steps",)):
        if isinstance(value, ReadStep):
            known.add(value.into)
        elif isinstance(value, RepeatStep) and value.counter:
            known.add(value.counter)
        elif isinstance(value, str):
            for secret, name in _NAME.findall(value):
                if secret and name not in flow.secrets:
                    yield where, f"there is no secret {name!r}: name it under secrets:"
                elif secret and where[-1] != "type":
                    yield where, "a secret may only be typed: elsewhere it would be seen"
                elif not secret and name not in known:
                    yield (
                        where,
                        f"nothing sets $({name}) before this: name it under vars:, or read it as {name}",
                    )


def _pictureless(flow: Flow, folder: Path) -> Iterator[tuple[Where, str]]:
    for where, value in _walk(flow.steps, ("steps",)):
        if isinstance(value, Target) and value.image is not None and "$(" not in str(value.image):
            file = folder / value.image
            if not file.is_file():
                yield (*where, "image"), f"there is no picture {file}"
