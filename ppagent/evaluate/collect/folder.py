"""In: screens and their targets, one by one. Out: a grounding set in ScreenSpot's format, complete after each of them.

``screens/<id>.png`` and ``found/<id>.json`` are written as each is taken, the latter last: a screen with it is done. At the end
come ``annotations.json``, which `ppagent eval` reads, and ``sheets/<id>.png`` to look at.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ppagent.errors import InputError
from ppagent.evaluate.collect.choose import chosen
from ppagent.evaluate.collect.sheet import sheet
from ppagent.evaluate.collect.thing import Target
from ppagent.files import png, read_picture, write_atomically
from ppagent.screen.frame import Pixels


class Screen(BaseModel):
    """What was found on one screen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    platform: str
    theme: str
    scale: float
    size_px: tuple[int, int]
    targets: tuple[Target, ...]


class SetFolder:
    """The folder of a set that is being made.

    Args:
        path: of it; made if need be.
        made_of: what the user asked for; going on needs the same.
        resume: go on with what is there.

    Raises:
        InputError: it holds something else.
    """

    def __init__(self, path: Path, made_of: dict[str, object], *, resume: bool) -> None:
        self.path = path
        if path.exists() and not path.is_dir():
            raise InputError(f"{path} is not a folder", "give a new folder")
        plan, text = path / "collect.json", json.dumps(made_of, indent=2) + "\n"
        if path.is_dir() and any(path.iterdir()):
            if not plan.is_file():
                raise InputError(f"{path} is not empty", "give a new folder")
            if not resume:
                raise InputError(
                    f"{path} is not empty", "give a new folder, or go on with this one: --resume"
                )
            if plan.read_text(encoding="utf-8") != text:
                raise InputError(
                    f"{path} was begun with other options", f"give the same as {plan} says, or a new folder"
                )
        for name in ("screens", "found", "sheets"):
            (path / name).mkdir(parents=True, exist_ok=True)
        write_atomically(plan, text.encode())

    def done(self, name: str) -> bool:
        """Whether a screen has been taken."""
        return (self.path / "found" / f"{name}.json").is_file()

    def add(self, name: str, pixels: Pixels, screen: Screen) -> None:
        """Keep a screen."""
        write_atomically(self.path / "screens" / f"{name}.png", png(pixels, 9))
        write_atomically(
            self.path / "found" / f"{name}.json", (screen.model_dump_json(indent=1) + "\n").encode()
        )

    def finish(self, names: Sequence[str], most: int | None) -> list[dict[str, object]]:
        """Write the annotations and the sheets of all that was taken.

        Returns:
            The annotations.
        """
        screens = {
            name: Screen.model_validate_json((self.path / "found" / f"{name}.json").read_text(encoding="utf-8"))
            for name in names if self.done(name)
        }  # fmt: skip
        kept = chosen({name: screen.targets for name, screen in screens.items()}, most)
        entries = []
        for name, targets in kept.items():
            pixels = read_picture(self.path / "screens" / f"{name}.png")
            write_atomically(self.path / "sheets" / f"{name}.png", png(sheet(pixels, targets, name), 6))
            entries += [_entry(name, number, one, screens[name]) for number, one in enumerate(targets, 1)]
        write_atomically(
            self.path / "annotations.json",
            (json.dumps(entries, indent=1, ensure_ascii=False) + "\n").encode(),
        )
        return entries


def _entry(name: str, number: int, target: Target, screen: Screen) -> dict[str, object]:
    return {
        "id": f"{name}-{number}", "img_filename": f"screens/{name}.png", "img_size": list(screen.size_px),
        "bbox": list(target.thing.box), "instruction": target.instruction, "data_type": target.data_type,
        "data_source": "dom" if screen.platform == "web" else "at-spi", "application": target.thing.application,
        "platform": screen.platform, "group": target.thing.group, "role": target.thing.word,
        "theme": screen.theme, "scale": screen.scale,
    }  # fmt: skip
