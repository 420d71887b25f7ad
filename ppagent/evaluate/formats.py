"""In: annotation files of the field's grounding sets, as they are. Out: what they say, with each set's own box convention.

Sources: SeeClick (arXiv 2401.10935, ScreenSpot), OS-Atlas (2410.23218, ScreenSpot-v2), ScreenSpot-Pro (2504.07981) with its
``eval_screenspot_pro.py``, Jedi (2505.13227, OSWorld-G).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ppagent.evaluate.sample import BoxTarget, Pixel, PolygonTarget, RefusalTarget, Target

SetName = Literal["screenspot", "screenspot-v2", "screenspot-pro", "osworld-g", "folder"]
Language = Literal["en", "cn"]
Style = Literal["instruction", "action", "description"]

Four = tuple[Pixel, Pixel, Pixel, Pixel]
Size = tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]]


@dataclass(frozen=True, slots=True)
class Question:
    """A record of any set, in one form.

    Attributes:
        id: of the set; empty when its files have none.
        picture: file name, relative to where the set keeps its pictures.
        size_px: width and height that the set states; None when it states none.
        instruction: what to look for.
        target: where, px.
        application: what its samples are drawn together by; empty: by picture.
        facets: what it is counted under.
        frames: pictures of the same screen before, named as `picture` is, the earliest first.
    """

    id: str
    picture: str
    size_px: tuple[int, int] | None
    instruction: str
    target: Target
    application: str
    facets: Mapping[str, tuple[str, ...]]
    frames: tuple[str, ...] = ()


class Record(BaseModel):
    """One entry of an annotation file. A field that the set does not have is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def question(self, file: Path, language: Language) -> Question:
        """The same in one form."""
        raise NotImplementedError


class ScreenSpotRecord(Record):
    """ScreenSpot and ScreenSpot-v2: boxes are x, y, width, height in px; the platform is in the file's name."""

    img_filename: str
    bbox: Four
    instruction: str
    data_type: Literal["text", "icon"]
    data_source: str

    def question(self, file: Path, language: Language) -> Question:  # noqa: ARG002 - a record's
        """The same in one form."""
        facets = {
            "platform": (file.stem.split("_")[1],),
            "type": (self.data_type,),
            "source": (self.data_source,),
        }
        return Question("", self.img_filename, None, self.instruction, _xywh(self.bbox), "", facets)


class FolderRecord(Record):
    """A folder of one's own: ScreenSpot's fields, of which only picture, box and instruction are needed, and some more.

    With ``frames``, ``["a.png", "b.png"]``, a question has a past: what the same screen showed before, the earliest first, in
    the size of ``img_filename``. The ``temporal`` arm shows them to the agent one after the other, and then asks about the last
    picture, ``img_filename``; the other arms show that one alone.
    """

    img_filename: str
    bbox: Four
    instruction: str
    id: str = ""
    frames: tuple[str, ...] = ()
    img_size: Size | None = None
    data_type: str = ""
    data_source: str = ""
    application: str = ""
    platform: str = ""
    group: str = ""
    role: str = ""
    theme: str = ""
    scale: Pixel | None = None

    def question(self, file: Path, language: Language) -> Question:  # noqa: ARG002 - a record's
        """The same in one form."""
        counted = {
            "type": self.data_type, "source": self.data_source, "application": self.application,
            "platform": self.platform, "group": self.group, "role": self.role, "theme": self.theme,
            "scale": "" if self.scale is None else f"{self.scale:g}",
        }  # fmt: skip
        facets = {name: (value,) for name, value in counted.items() if value}
        target = _xywh(self.bbox)
        return Question(
            self.id, self.img_filename, self.img_size, self.instruction, target, "", facets, self.frames
        )


class ProRecord(Record):
    """ScreenSpot-Pro: boxes are left, top, right, bottom in px."""

    id: str
    img_filename: str
    bbox: Four
    img_size: Size
    instruction: str
    instruction_cn: str | None = None
    platform: str
    application: str
    group: str | None = None
    ui_type: Literal["text", "icon"]

    def question(self, file: Path, language: Language) -> Question:  # noqa: ARG002 - a record's
        """The same in one form.

        Raises:
            ValueError: it has no instruction in that language.
        """
        instruction = self.instruction if language == "en" else self.instruction_cn
        if not instruction:
            raise ValueError("instruction_cn: there is none")
        left, top, right, bottom = self.bbox
        facets = {"group": self.group or "", "application": self.application, "platform": self.platform}
        facets |= {"type": self.ui_type, "language": language}
        return Question(
            self.id, self.img_filename, self.img_size, instruction,
            BoxTarget(left=left, top=top, right=right, bottom=bottom), self.application,
            {name: (value,) for name, value in facets.items() if value},
        )  # fmt: skip


class OsworldGRecord(Record):
    """OSWorld-G: boxes are x, y, width, height in px, polygons a flat list of x and y, refusals have neither."""

    id: str
    image_path: str
    image_size: Size
    instruction: str
    box_type: Literal["bbox", "polygon", "refusal"]
    box_coordinates: tuple[Pixel, ...]
    GUI_types: tuple[str, ...] = ()

    def question(self, file: Path, language: Language) -> Question:  # noqa: ARG002 - a record's
        """The same in one form.

        Raises:
            ValueError: its coordinates are not of its type.
        """
        facets = {"target": (self.box_type,), "capability": self.GUI_types}
        return Question(
            self.id, self.image_path, self.image_size, self.instruction, self._target(), "",
            {name: values for name, values in facets.items() if values},
        )  # fmt: skip

    def _target(self) -> Target:
        given = self.box_coordinates
        if self.box_type == "refusal":
            return RefusalTarget()
        if self.box_type == "bbox":
            if len(given) != 4:
                raise ValueError(f"box_coordinates: a box has 4 numbers, not {len(given)}")
            return _xywh((given[0], given[1], given[2], given[3]))
        if len(given) < 6 or len(given) % 2:
            raise ValueError(f"box_coordinates: a polygon has 6 numbers or more, in pairs, not {len(given)}")
        return PolygonTarget(points=tuple(zip(given[::2], given[1::2], strict=True)))


def _xywh(box: Four) -> BoxTarget:
    left, top, width, height = box
    return BoxTarget(left=left, top=top, right=left + width, bottom=top + height)


@dataclass(frozen=True, slots=True)
class Format:
    """How a set lies on disk.

    Attributes:
        record: of an annotation.
        patterns: of its annotation files, below the set's folder; all that match belong to it.
        pictures: folders that pictures may be in, below the set's folder.
    """

    record: type[Record]
    patterns: tuple[str, ...]
    pictures: tuple[str, ...]


FORMATS: dict[SetName, Format] = {
    "screenspot": Format(
        ScreenSpotRecord,
        ("screenspot_mobile.json", "screenspot_desktop.json", "screenspot_web.json"),
        ("screenspot_imgs", "images", "."),
    ),
    "screenspot-v2": Format(
        ScreenSpotRecord,
        ("screenspot_mobile_v2.json", "screenspot_desktop_v2.json", "screenspot_web_v2.json"),
        ("screenspotv2_image", "images", "."),
    ),
    "screenspot-pro": Format(ProRecord, ("annotations/*.json",), ("images", ".")),
    "osworld-g": Format(
        OsworldGRecord, ("OSWorld-G.json", "benchmark/OSWorld-G.json"), ("images", "benchmark/images", ".")
    ),
    "folder": Format(FolderRecord, ("annotations.json",), (".", "images")),
}
