"""In: a seeded generator. Out: a Look: theme, icons, font and scale that one worker process draws with."""

from __future__ import annotations

import random
from dataclasses import dataclass

_GTK = [
    "Adwaita",
    "Adwaita:dark",
    "Greybird",
    "Greybird-dark",
    "Greybird-bright",
    "Greybird-accessibility",
    "Arc",
    "Arc-Dark",
    "Arc-Darker",
    "Arc-Lighter",
    "Materia",
    "Materia-dark",
    "Materia-light",
    "Materia-compact",
    "Materia-dark-compact",
    "Breeze",
    "Breeze-Dark",
    "Blackbird",
    "Orchis",
    "Orchis-Dark",
    "Orchis-Light-Compact",
    "Raleigh",
]
_GTK_HELD = ["Numix", "Bluebird"]
_QT = [
    "Fusion",
    "Fusion",
    "Fusion",
    "Breeze",
    "Oxygen",
    "Windows",
    "Plastique",
    "Cleanlooks",
    "sheet",
    "sheet",
]
_QT += [
    "kvantum/" + name for name in ("KvArc", "KvArcDark", "KvAdapta", "KvFlatLight", "KvSimplicity", "KvGnome")
]
_QT += [
    "kvantum/" + name
    for name in ("KvGnomeDark", "KvAmbiance", "KvCurvesLight", "KvSimplicityDark", "Kvantum")
]
_QT_HELD = ["kvantum/KvBeige", "kvantum/KvOxygen", "kvantum/KvRoughGlass", "CDE", "Motif"]
_ICONS = [
    "Adwaita",
    "elementary-xfce",
    "elementary-xfce-dark",
    "Papirus",
    "Papirus-Dark",
    "Papirus-Light",
    "breeze",
    "breeze-dark",
    "Tango",
    "gnome",
    "mate",
    "Faenza",
]
_ICONS_HELD = ["oxygen", "Paper", "Numix"]
_DARK_ICONS = {"breeze": "breeze-dark", "Papirus": "Papirus-Dark", "Papirus-Light": "Papirus-Dark"}
_LIGHT_ICONS = {"breeze-dark": "breeze", "Papirus-Dark": "Papirus", "elementary-xfce-dark": "elementary-xfce"}
_FONTS = [
    "DejaVu Sans",
    "Noto Sans",
    "Cantarell",
    "Liberation Sans",
    "Roboto",
    "Open Sans",
    "Lato",
    "DejaVu Sans",
]
_FONTS += [
    "Noto Sans",
    "DejaVu Serif",
    "Liberation Serif",
    "DejaVu Sans Mono",
    "Noto Sans Display",
    "Noto Serif",
]
_FONTS_HELD = ["Liberation Mono", "DejaVu Sans Condensed", "Nimbus Sans"]


@dataclass(frozen=True, slots=True)
class Look:
    """How one worker process draws.

    Attributes:
        toolkit: ``gtk`` or ``qt``.
        theme: of GTK, or the style of Qt; ``kvantum/NAME`` and ``sheet`` are Qt's.
        icons: the icon theme.
        font: the family.
        points: the size of the font.
        scale: physical pixels per pixel of the toolkit; GTK takes halves of it as larger text.
        dark: whether the theme is dark; for Fusion and style sheets: whether the palette shall be.
        accent: ``#rrggbb`` for styles that take one.
        smoothing: 0 grey, 1 sub-pixel, 2 none.
    """

    toolkit: str
    theme: str
    icons: str
    font: str
    points: int
    scale: float
    dark: bool
    accent: str
    smoothing: int


def looks(toolkit: str, *, held_out: bool) -> tuple[list[str], list[str], list[str]]:
    """Themes, icon themes and fonts of one side of the division."""
    themes = (_GTK_HELD if held_out else _GTK) if toolkit == "gtk" else (_QT_HELD if held_out else _QT)
    return themes, (_ICONS_HELD if held_out else _ICONS), (_FONTS_HELD if held_out else _FONTS)


def look(rng: random.Random, toolkit: str, *, held_out: bool) -> Look:
    """One look of the side."""
    themes, icons, fonts = looks(toolkit, held_out=held_out)
    theme = rng.choice(themes)
    dark = "dark" in theme.lower() or theme in ("Blackbird", "Arc-Darker", "Kvantum", "kvantum/Kvantum")
    if theme in ("Fusion", "sheet"):
        dark = rng.random() < 0.4
    icon = rng.choice(icons)
    icon = (_DARK_ICONS if dark else _LIGHT_ICONS).get(icon, icon)
    hue = rng.random()
    accent = "#" + "".join(
        f"{int(60 + 150 * abs(((hue + shift) % 1) * 2 - 1)):02x}" for shift in (0, 1 / 3, 2 / 3)
    )
    return Look(
        toolkit,
        theme,
        icon,
        rng.choice(fonts),
        rng.choice((8, 9, 9, 10, 10, 10, 11, 11, 12, 13)),
        rng.choice((1, 1, 1, 1, 1, 1, 1.25, 1.5, 2)),
        dark,
        accent,
        rng.choice((0, 0, 0, 1, 2)),
    )
