"""In: a card's looks, a screen and a seed. Out: how the desktop looks and what is open on it, always the same."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from ppagent.desktop.card import EnvCard, Looks, Theme
from ppagent.desktop.windows import Box

WallpaperKind = Literal["plain", "across", "down", "hills", "blobs", "file"]
"""One colour, two graded ones, a generated picture, or an installed one."""

# What lies around the windows, in logical px: generous for every theme, so that nothing leaves the screen.
_PANEL, _FRAME, _TITLE, _GAP = 32, 6, 34, 8


@dataclass(frozen=True, slots=True)
class Wallpaper:
    """What is behind the windows.

    Attributes:
        kind: how it is made.
        colours: ``#rrggbb``, two.
        seed: of a generated picture.
        file: an installed picture.
    """

    kind: WallpaperKind
    colours: tuple[str, str]
    seed: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class OpenApp:
    """A program that is open from the start.

    Attributes:
        app: its key in the card.
        box: corner of its frame, size of its inside, physical px.
    """

    app: str
    box: Box


@dataclass(frozen=True, slots=True)
class Layout:
    """One look of the desktop.

    Attributes:
        theme: of programs and frames.
        font: family.
        font_size: points.
        panel: the edge it lies on.
        wallpaper: what is behind.
        documents: seed of the choice of files in ``~/Documents``; None for all of them.
        open: what is open, the active one last.
    """

    theme: Theme
    font: str
    font_size: int
    panel: Literal["top", "bottom"]
    wallpaper: Wallpaper
    documents: int | None
    open: tuple[OpenApp, ...]


def choose_layout(card: EnvCard, seed: int | None, size_px: tuple[int, int], scale: float) -> Layout:
    """Choose a look.

    Args:
        card: must have looks.
        seed: None is the plain default look with nothing open.
        size_px: of the screen.
        scale: physical px per logical px.
    """
    looks = card.looks
    assert looks is not None
    if seed is None:
        wallpaper = Wallpaper("plain", (looks.colours[0], looks.colours[0]))
        return Layout(
            looks.themes[0], looks.fonts[0], looks.font_sizes[0], looks.panels[0], wallpaper, None, ()
        )
    dice = random.Random(seed)
    theme = dice.choice(looks.themes)
    panel = dice.choice(looks.panels)
    return Layout(
        theme=theme,
        font=dice.choice(looks.fonts),
        font_size=dice.choice(looks.font_sizes),
        panel=panel,
        wallpaper=_wallpaper(looks, dice),
        documents=dice.randrange(1 << 30),
        open=_open_apps(card, dice, size_px, scale, panel),
    )


def _wallpaper(looks: Looks, dice: random.Random) -> Wallpaper:
    kinds: list[WallpaperKind] = ["plain", "across", "down", "hills", "blobs"]
    if looks.pictures:
        kinds.append("file")
    first, second = dice.choice(looks.colours), dice.choice(looks.colours)
    file = dice.choice(looks.pictures) if looks.pictures else ""
    return Wallpaper(dice.choice(kinds), (first, second), dice.randrange(1 << 30), file)


def _open_apps(
    card: EnvCard, dice: random.Random, size_px: tuple[int, int], scale: float, panel: str
) -> tuple[OpenApp, ...]:
    assert card.looks is not None
    most = min(card.looks.max_windows, len(card.apps))
    chosen = dice.sample(sorted(card.apps), dice.randint(0, most))
    width, height = int(size_px[0] / scale), int(size_px[1] / scale)
    above = _PANEL if panel == "top" else 0
    opened = []
    for place, name in enumerate(chosen):
        app = card.apps[name]
        stretch = dice.uniform(0.85, 1.25) if app.resizable else 1.0
        room_x, room_y = width - 2 * (_FRAME + _GAP), height - _PANEL - _TITLE - _FRAME - 2 * _GAP
        inner = min(int(app.size[0] * stretch), room_x), min(int(app.size[1] * stretch), room_y)
        # Windows share the free room from left to right, so that one seldom hides the other.
        share = (place + dice.random()) / len(chosen)
        left = _GAP + int((room_x - inner[0]) * share)
        top = above + _GAP + int((room_y - inner[1]) * dice.random())
        box = (left, top, *inner)
        opened.append(
            OpenApp(name, (_px(box[0], scale), _px(box[1], scale), _px(box[2], scale), _px(box[3], scale)))
        )
    return tuple(opened)


def _px(logical: int, scale: float) -> int:
    return round(logical * scale)
