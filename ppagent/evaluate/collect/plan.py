"""In: `apps.toml` and what the user asked for. Out: which screens to take, in an order whose beginnings are fair samples too."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator
from typing_extensions import Self

from ppagent.catalog import load_card
from ppagent.desktop.packages import install_command
from ppagent.errors import InputError, MissingError

FILE = Path(__file__).with_name("apps.toml")
_PATH = "/usr/local/bin:/usr/bin:/bin"
"""Of a private desktop, whatever ours is."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Table):
    """One thing to do to get a program into a state; exactly one of these."""

    press: str = ""
    """Keys, as xdotool names them."""
    act: str = ""
    """Name of something whose AT-SPI action is done."""
    click: str = ""
    """Name of something that is clicked with the mouse."""
    wait: str = ""
    """Pattern: a window whose title matches has come."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(map(bool, (self.press, self.act, self.click, self.wait))) != 1:
            raise ValueError("a step has exactly one of press, act, click, wait")
        return self


class State(_Table):
    """What a program shows after some steps."""

    name: str
    steps: tuple[Step, ...] = ()


class App(_Table):
    """A program to take screens of."""

    name: str
    group: str
    """What it is for."""
    command: str
    """As a shell would read it; ``~`` is the scratch home."""
    window: str
    """WM_CLASS of its window; empty: it opens a menu, not a window."""
    title: str = ""
    """Pattern of its title once it is there."""
    package: str
    """Debian's, that brings it."""
    states: tuple[State, ...] = (State(name="start"),)

    @property
    def program(self) -> str:
        """What must be installed."""
        return shlex.split(self.command)[0]


class Apps(_Table):
    """All programs that there are scripts for."""

    apps: tuple[App, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Look:
    """What a desktop or a page looks like.

    Attributes:
        size_px: of the screen.
        scale: physical px per logical px.
        seed: of theme, wallpaper and open windows.
    """

    size_px: tuple[int, int]
    scale: float
    seed: int


@dataclass(frozen=True, slots=True)
class Shot:
    """One screen to take: a program in a state, or a page, in a look."""

    look: Look
    app: App | None = None
    state: State | None = None
    page: Path | None = None

    @property
    def id(self) -> str:
        """A file name for it."""
        if self.page is not None:
            what = f"web-{self.page.stem}"
        else:
            assert self.app is not None
            assert self.state is not None
            what = f"{self.app.name}-{self.state.name}"
        width, height = self.look.size_px
        return f"{what}-{width}x{height}-{self.look.scale:g}x-{self.look.seed}"


def chosen_apps(names: Sequence[str] | None) -> tuple[list[App], list[App]]:
    """The programs that can be taken, and those that are not installed.

    Args:
        names: which; None: all that are installed.

    Raises:
        InputError: there is no script for one of them.
        MissingError: one that was named is not installed.
    """
    known = {app.name: app for app in load_card(FILE, Apps).apps}
    if names is not None and (strange := [name for name in names if name not in known]):
        raise InputError(f"there is no script for {', '.join(strange)}", f"known: {', '.join(known)}")
    wanted = [known[name] for name in names] if names is not None else list(known.values())
    missing = [app for app in wanted if shutil.which(app.program, path=_PATH) is None]
    if names is not None and missing:
        raise MissingError(
            f"not installed: {', '.join(app.name for app in missing)}",
            install_command(app.package for app in missing),
        )
    return [app for app in wanted if app not in missing], missing


def planned(
    apps: Sequence[App], pages: Sequence[Path], looks: Sequence[Look], limit: int | None
) -> list[Shot]:
    """Every program's every state and every page in every look, so ordered that the first few cover all of them evenly."""
    whats = [(app, state, None) for app in apps for state in app.states]
    everything = [*whats, *((None, None, page) for page in pages)]
    shots = [
        Shot(looks[(index + turn) % len(looks)], *what)
        for turn in range(len(looks))
        for index, what in enumerate(everything)
    ]
    return shots[:limit]
