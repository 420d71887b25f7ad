"""In: `apps.toml` and a seed. Out: which programs are visited, on desktops that look how; the same every time."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from ppagent.catalog import load_card
from ppagent.desktop.card import EnvCard, Theme, find_env
from ppagent.desktop.layout import choose_layout
from ppagent.desktop.packages import install_command
from ppagent.errors import InputError, MissingError
from ppagent.evaluate.collect.plan import App, Look, Step

FILE = Path(__file__).with_name("apps.toml")
_PATH = "/usr/local/bin:/usr/bin:/bin"
FIRST_SEED = 1000
"""Of looks: the evaluation set has small ones."""
_SIZES = (
    ((1024, 768), 3), ((1280, 720), 2), ((1280, 800), 4), ((1366, 768), 3), ((1440, 900), 2), ((1600, 900), 2),
    ((1920, 1080), 3),
)  # fmt: skip
"""Screens, px, and how often."""
_DOUBLE = 0.15
"""Share of the visits with two px per unscaled px."""
_SPECKLED = 0.03
"""Share of the looks with a generated wallpaper that are kept."""
_THEMES = (
    "Greybird", "Greybird-dark", "Arc", "Arc-Dark", "Arc-Darker", "Adwaita", "Adwaita-dark", "Materia", "Materia-dark",
    "Materia-compact", "Numix", "Breeze", "Breeze-Dark", "Blackbird", "Bluebird", "Orchis", "Orchis-Dark", "Raleigh",
)  # fmt: skip
_ICONS = (
    "elementary-xfce", "Adwaita", "Papirus", "Tango", "mate", "menta", "gnome", "Numix", "breeze", "oxygen", "elementary", "Faba",
    "nuoveXT2", "gnome-human", "bloom", "Paper",
)  # fmt: skip
"""Not Faenza: what is drawn with it is for checking."""
_DARK_ICONS = (
    "elementary-xfce-dark",
    "Papirus-Dark",
    "breeze-dark",
    "Adwaita",
    "bloom-dark",
    "ubuntu-mono-dark",
)
_FRAMES = ("Greybird", "Arc", "Default", "Numix", "Bluebird", "Daloa", "Kokodi", "Moheli", "Materia")
_FONTS = ("DejaVu Sans", "Noto Sans")


class TrainApp(App):
    """A program to take training screens of."""

    held_out: bool = False
    """It is for checking only: none of its screens is trained on."""
    begin: tuple[Step, ...] = ()
    """What is done first in every visit: welcomes are sent away."""
    skip: tuple[str, ...] = ()
    """Names of menus and their items that are left alone."""


class TrainApps(BaseModel):
    """All programs of `apps.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    apps: tuple[TrainApp, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Trip:
    """One program on one desktop.

    Attributes:
        app: to visit.
        look: of the desktop.
        seed: of what is looked at.
    """

    app: TrainApp
    look: Look
    seed: int

    @property
    def id(self) -> str:
        """A file name for it."""
        width, height = self.look.size_px
        return f"{self.app.name}-{width}x{height}-{self.look.scale:g}x-{self.look.seed}"


def known_apps(names: Sequence[str] | None = None, held_out: bool | None = None) -> list[TrainApp]:
    """The programs that are installed.

    Args:
        names: which; None: all.
        held_out: only those that are, or are not, held out; None: both.

    Raises:
        InputError: there is no such program in `apps.toml`.
        MissingError: none is installed.
    """
    known = {app.name: app for app in load_card(FILE, TrainApps).apps}
    if strange := [name for name in names or () if name not in known]:
        raise InputError(f"there is no script for {', '.join(strange)}", f"known: {', '.join(known)}")
    wanted = [app for app in known.values() if names is None or app.name in names]
    wanted = [app for app in wanted if held_out is None or app.held_out == held_out]
    found = [app for app in wanted if shutil.which(app.program, path=_PATH)]
    if not found:
        raise MissingError(
            "none of the programs is installed", install_command(app.package for app in wanted)
        )
    return found


def trips(apps: Sequence[TrainApp], rounds: int, seed: int, env: str = "xfce") -> list[Trip]:
    """Every program in as many looks as there are rounds; each round visits all of them, in another order."""
    planned = []
    card = dressed(find_env(env), {})
    for turn in range(rounds):
        dice = random.Random(f"{seed}/{turn}")
        for app in dice.sample(list(apps), len(apps)):
            own = random.Random(f"{seed}/{turn}/{app.name}")
            scale = 2.0 if own.random() < _DOUBLE else 1.0
            size = own.choices([size for size, _ in _SIZES], [often for _, often in _SIZES])[0]
            if scale == 2:
                size = own.choice(((1920, 1080), (1600, 900)))
            look = Look(size, scale, _light_seed(card, own, size, scale))
            planned.append(Trip(app, look, own.randrange(1 << 30)))
    return planned


def dressed(card: EnvCard, environ: dict[str, str]) -> EnvCard:
    """The environment with more themes and with nothing open, so that the program is all that is on it.

    Args:
        card: of the environment.
        environ: what its programs find in their environment besides.
    """
    assert card.looks is not None
    themes = [
        Theme(gtk=gtk, frames=frames, icons=icons, dark="dark" in gtk.lower() or gtk == "Blackbird")
        for gtk in _there("themes", _THEMES)
        for frames in _there("themes", _FRAMES)
        for icons in _there("icons", _DARK_ICONS if "dark" in gtk.lower() or gtk == "Blackbird" else _ICONS)
    ]
    looks = card.looks.model_copy(
        update={"themes": tuple(themes), "fonts": _FONTS, "pictures": (), "max_windows": 0}
    )
    return card.model_copy(update={"environ": card.environ | environ, "looks": looks})


def _light_seed(card: EnvCard, dice: random.Random, size: tuple[int, int], scale: float) -> int:
    """A look's seed, nearly always one whose wallpaper packs well: a speckled one weighs more than all windows."""
    while True:
        seed = FIRST_SEED + dice.randrange(100_000)
        light = choose_layout(card, seed, size, scale).wallpaper.kind in {"plain", "across", "down"}
        if light or dice.random() < _SPECKLED:
            return seed


def _there(kind: str, names: Sequence[str]) -> list[str]:
    """Those that are installed; a look's order must not depend on it more than it needs to."""
    return [name for name in names if Path("/usr/share", kind, name).is_dir()] or [names[0]]
