"""In: what a set says about one question. Out: Sample: a picture, an instruction, and where a right click lands."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Union

from pydantic import BaseModel, ConfigDict, Field

Pixel = Annotated[float, Field(allow_inf_nan=False)]
FramePoint = tuple[Pixel, Pixel]
"""``(x, y)``, px of the picture."""


class _Target(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BoxTarget(_Target):
    """A rectangle, px of the picture. Its edges belong to it, all four of them, as in every official scorer."""

    kind: Literal["box"] = "box"
    left: Pixel
    top: Pixel
    right: Pixel
    bottom: Pixel

    def holds(self, x: float, y: float) -> bool:
        """Whether a click there is right."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    @property
    def area(self) -> float:
        """Square px."""
        return (self.right - self.left) * (self.bottom - self.top)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

    def inside(self) -> FramePoint:
        """A point well within."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


class PolygonTarget(_Target):
    """A closed outline, px of the picture; even-odd rule by ray casting, as in OSWorld-G's scorer."""

    kind: Literal["polygon"] = "polygon"
    points: tuple[FramePoint, ...] = Field(min_length=3)

    def holds(self, x: float, y: float) -> bool:
        """Whether a click there is right."""
        return sum(crossing > x for crossing in self._crossings(y)) % 2 == 1

    @property
    def area(self) -> float:
        """Square px (the shoelace formula)."""
        ring = (*self.points, self.points[0])
        return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))) / 2

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """left, top, right, bottom."""
        across, down = zip(*self.points, strict=True)
        return min(across), min(down), max(across), max(down)

    def inside(self) -> FramePoint:
        """A point well within: the middle of the widest part, half-way between two corners' heights.

        The middle of the corners will not do: a concave outline may not hold it.
        """
        heights = sorted({y for _, y in self.points})
        widest = (0.0, self.points[0])
        for above, below in pairwise(heights):
            y = (above + below) / 2
            crossings = sorted(self._crossings(y))
            for left, right in zip(crossings[::2], crossings[1::2], strict=True):
                widest = max(widest, (right - left, ((left + right) / 2, y)))
        return widest[1]

    def _crossings(self, y: float) -> list[float]:
        """Where a horizontal line meets the outline, x of each; a corner counts for the edge below it only."""
        ring = (*self.points, self.points[0])
        return [
            (x1 - x0) * (y - y0) / (y1 - y0) + x0
            for (x0, y0), (x1, y1) in pairwise(ring)
            if (y0 > y) != (y1 > y)
        ]


class RefusalTarget(_Target):
    """There is nothing to click: to say so is right, any click is wrong."""

    kind: Literal["refusal"] = "refusal"

    def holds(self, x: float, y: float) -> bool:  # noqa: ARG002 - a target's
        """Never."""
        return False

    @property
    def area(self) -> float:
        """None."""
        return 0.0


Target = Annotated[
    Union[BoxTarget, PolygonTarget, RefusalTarget],  # noqa: UP007 - pydantic's own idiom
    Field(discriminator="kind"),
]


class Sample(BaseModel):
    """One question of a grounding set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    picture: Path
    size_px: tuple[int, int]
    """width, height."""
    instruction: str
    target: Target
    cluster: str
    """What it shares with others, so that they are drawn together: its application, or its picture."""
    frames: tuple[Path, ...] = ()
    """Pictures of the same screen before, the earliest first: what the ``temporal`` arm shows first."""
    facets: dict[str, tuple[str, ...]] = {}
    """What it is counted under: ``{"platform": ("web",), "type": ("icon",)}``."""


def chance(samples: list[Sample]) -> dict[str, float]:
    """What clicking without looking scores: ``centre`` of every picture, and ``random``, expected of a uniform point."""
    centre = sum(one.target.holds(one.size_px[0] / 2, one.size_px[1] / 2) for one in samples)
    shares = sum(one.target.area / (one.size_px[0] * one.size_px[1]) for one in samples)
    return {"centre": centre / len(samples), "random": shares / len(samples)}
