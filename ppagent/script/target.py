"""In: what a person writes for a thing on the screen. Out: Target: a text, a picture, a description, a point, a place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Union

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from typing_extensions import Self

from ppagent.errors import InputError

Coordinate = Annotated[float, Field(allow_inf_nan=False)]
Point = tuple[Coordinate, Coordinate]
"""``(x, y)`` in input units of the screen, the ones that the mouse counts in."""
Region = tuple[Coordinate, Coordinate, Coordinate, Coordinate]
"""``(left, top, width, height)`` in input units."""
WAYS = ("text", "exact", "regex", "image", "described", "point", "region")
RELATIONS = ("near", "right_of", "left_of", "below", "above", "inside")
Targetable = Union["Target", str, Path, Point, Region, Mapping[str, Any]]
"""What stands for a Target: a text to be read, the path of a picture, a point, a region, or a Target's own fields."""


class Target(BaseModel):
    """One thing on the screen, by exactly one of `WAYS`, narrowed by `RELATIONS` to others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str | None = Field(None, min_length=1, max_length=500)
    """Visible text, forgiving what OCR gets wrong and upper case."""
    exact: str | None = Field(None, min_length=1, max_length=500)
    """Visible text, letter by letter."""
    regex: str | None = Field(None, min_length=1, max_length=500)
    """Visible text in which this pattern (Python's ``re``) is found."""
    image: Path | None = None
    """A picture of it, at any scale from half to twice its size."""
    described: str | None = Field(None, min_length=1, max_length=2000)
    """What it is, for the agent's model to find: "the gear icon"."""
    point: Point | None = None
    region: Region | None = None
    """A place: its middle is meant, or for `inside` all of it."""
    nth: int | None = Field(None, ge=1)
    """Which of several, counted from 1 in reading order; without it several are an error where one is needed."""
    near: Target | None = None
    right_of: Target | None = None
    left_of: Target | None = None
    below: Target | None = None
    above: Target | None = None
    inside: Target | None = None
    """Only within a region."""
    confidence: float = Field(0.85, gt=0, le=1)
    """How alike a picture must be: normalised correlation."""

    @classmethod
    def of(cls, what: Targetable) -> Target:
        """What a person wrote, as a Target.

        Raises:
            InputError: it names nothing, or several things at once.
        """
        if isinstance(what, Target):
            return what
        if isinstance(what, str):
            fields: Mapping[str, Any] = {"text": what}
        elif isinstance(what, Path):
            fields = {"image": what}
        elif isinstance(what, Mapping):
            fields = what
        elif isinstance(what, tuple) and len(what) in {2, 4}:
            fields = {"point" if len(what) == 2 else "region": what}
        else:
            raise InputError(f"{what!r} is no target", "give a text, a path, a point (x, y) or a region")
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            fault = error.errors()[0]
            where = ".".join(map(str, fault["loc"])) or "target"
            raise InputError(f"{where}: {fault['msg'].removeprefix('Value error, ')}") from error

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        """A bare text stands for itself, also in a relation: ``below: General``."""
        return {"text": given} if isinstance(given, str) else given

    @field_validator("regex")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"{pattern!r} is no pattern: {error}") from error
        return pattern

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [way for way in WAYS if getattr(self, way) is not None]
        if len(given) != 1:
            named = " and ".join(given) or "nothing"
            raise ValueError(f"a target is named in exactly one way ({', '.join(WAYS)}), not by {named}")
        return self

    @property
    def way(self) -> str:
        """Which of `WAYS` names it."""
        return next(way for way in WAYS if getattr(self, way) is not None)

    @property
    def relations(self) -> dict[str, Target]:
        """What narrows it, by the relation's name."""
        return {name: getattr(self, name) for name in RELATIONS if getattr(self, name) is not None}

    def __str__(self) -> str:
        said = {
            "text": f"{self.text!r}", "exact": f"exactly {self.exact!r}", "regex": f"/{self.regex}/",
            "image": f"the picture {self.image}", "described": f"{self.described!r} as described",
            "point": f"the point {self.point}", "region": f"the region {self.region}",
        }[self.way]  # fmt: skip
        rest = "".join(f", {name.replace('_', ' ')} {other}" for name, other in self.relations.items())
        return said + (f", number {self.nth}" if self.nth else "") + rest


Target.model_rebuild()
