"""In: the name of an environment or a folder. Out: its card, `env.toml`, checked."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ppagent.catalog import catalogue_folder, load_card
from ppagent.errors import InputError

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
Ready = Literal["wm", "desktop", "panel"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Theme(_Table):
    """Programs and window frames that go together."""

    gtk: str
    frames: str
    """Theme of the window manager."""
    icons: str
    dark: bool = False
    """Whether the panel is dark too."""


class App(_Table):
    """A program that a layout may have open from the start."""

    command: str
    """As a shell would read it, without a shell; ``~/`` is the scratch home."""
    window: str
    """WM_CLASS of its window."""
    title: str = ""
    """Pattern that its title matches once it has started; until then the desktop does not count as ready."""
    size: tuple[int, int]
    """Usual ``(width, height)`` in unscaled px."""
    resizable: bool = True

    def argv(self, home: Path) -> list[str]:
        """The command's words, with ``~/`` standing for ``home``."""
        return [str(home / word[2:]) if word.startswith("~/") else word for word in shlex.split(self.command)]


class Looks(_Table):
    """What a seed chooses from; the first of each is the look without a seed."""

    themes: tuple[Theme, ...] = Field(min_length=1)
    fonts: tuple[str, ...] = Field(("Sans",), min_length=1)
    font_sizes: tuple[int, ...] = Field((10,), min_length=1)
    """Points."""
    panels: tuple[Literal["top", "bottom"], ...] = Field(("top",), min_length=1)
    colours: tuple[Colour, ...] = Field(("#3b6ea5",), min_length=1)
    """Of plain, graded and generated wallpapers."""
    pictures: tuple[str, ...] = ()
    """Wallpapers that are installed; one that is not there is left out."""
    max_windows: int = Field(2, ge=0, le=4)
    """Most windows open from the start."""


class EnvCard(_Table):
    """One environment: ``envs/<name>/env.toml``."""

    name: Name
    description: str
    kind: Literal["live", "xvfb"]
    size: tuple[Annotated[int, Field(ge=320, le=16384)], Annotated[int, Field(ge=240, le=16384)]] | None = (
        None
    )
    """``(width, height)`` in physical px; a live desktop has its own."""
    scale: float = Field(1.0, ge=1, le=4)
    """Physical px per logical px."""
    settings: str = ""
    """Program that publishes theme, fonts and scale (XSETTINGS); the session starts when it has done so."""
    session: tuple[str, ...] = ()
    """Programs that make the desktop, started together."""
    ready: tuple[Ready, ...] = ()
    """What must be on the screen before the desktop counts as started."""
    environ: dict[str, str] = {}
    """Environment of its programs, beyond the usual."""
    needs: dict[str, str] = {}
    """Program, or path of a file → the Debian package that brings it; all of them must be there."""
    apps: dict[Name, App] = {}
    looks: Looks | None = None


def env_cards() -> list[EnvCard]:
    """All environments that ship with ppagent, by name."""
    return [load_card(path, EnvCard) for path in sorted(catalogue_folder("envs").glob("*/env.toml"))]


def env_folder(name_or_folder: str) -> Path:
    """The folder of an environment: in the catalogue, or the user's own with an ``env.toml`` in it.

    Raises:
        InputError: there is no such environment.
    """
    own = Path(name_or_folder)
    if (own / "env.toml").is_file():
        return own
    folder = catalogue_folder("envs") / name_or_folder
    if not (folder / "env.toml").is_file():
        known = ", ".join(sorted(card.parent.name for card in folder.parent.glob("*/env.toml")))
        raise InputError(
            f"there is no environment called {name_or_folder!r}",
            f"known environments: {known}; or give the path of a folder with an env.toml",
        )
    return folder


def find_env(name_or_folder: str) -> EnvCard:
    """Load an environment's card by its name or folder.

    Raises:
        CardError: the card does not parse.
        InputError: there is no such environment.
    """
    return load_card(env_folder(name_or_folder) / "env.toml", EnvCard)
