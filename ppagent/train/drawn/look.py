"""In: a random source and the assets. Out: the looks of one sheet: colours, fonts, metrics and the manner of its icons."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from ppagent.train.drawn.fonts import DIRECT, HINTED, SMOOTH, Font, FontBook, Mask
from ppagent.train.drawn.icons import IconSet
from ppagent.train.drawn.themes import ThemeIcons

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
MANNERS = (
    "flat", "flat", "flat", "flat", "tone", "shadow", "raised", "tile", "disc", "outline", "glossy", "stroked",
)  # fmt: skip
"""How icons of the drawn set are coloured; `art.py` says what each is."""


def shade(colour: Colour, by: int) -> Colour:
    """The colour, lighter or darker by so many levels."""
    red, green, blue = (max(0, min(255, level + by)) for level in colour)
    return red, green, blue


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The two colours mixed; ``share`` is that of the other."""
    red, green, blue = (int(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def light(colour: Colour) -> float:
    """How bright a colour looks, 0 to 255."""
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]


def any_colour(rng: random.Random, low: int = 0, high: int = 255) -> Colour:
    """Any colour with levels in the range."""
    return rng.randint(low, high), rng.randint(low, high), rng.randint(low, high)


@dataclass(slots=True)
class Look:
    """The looks of one sheet; sizes are px, already scaled.

    Attributes:
        ground, panel, bar: backgrounds, each a step further from the ground.
        ink, muted, accent, on_accent, border, inset: text, faint text, the colour of emphasis, text on it, lines, fields.
        text, small, strong, title, mono: fonts; ``base`` is the size of ``text``.
        icon, row, radius: size of icons, height of list rows, roundness of corners.
        curve: 256 levels that make smooth text heavier or lighter; None: as it is.
        family, manner, theme: whose icons, how they are coloured, and from which theme the coloured ones come ("": none).
    """

    scale: float
    dark: bool
    ground: Colour
    panel: Colour
    bar: Colour
    ink: Colour
    muted: Colour
    accent: Colour
    on_accent: Colour
    border: Colour
    inset: Colour
    text: Font
    small: Font
    strong: Font
    title: Font
    mono: Font
    base: int
    icon: int
    row: int
    radius: int
    curve: Mask | None
    bilevel: bool
    family: int
    manner: str
    theme: str


def make_look(rng: random.Random, scale: float, fonts: FontBook, icons: IconSet, themes: ThemeIcons) -> Look:
    """Choose the looks of a sheet."""
    dark = rng.random() < 0.3
    tint = [rng.randint(-8, 8) for _ in range(3)]
    if dark:
        level, step = rng.randint(16, 50), rng.choice((8, 12, 18))
        ground = (level + tint[0], level + tint[1], level + tint[2])
        ink, muted = (rng.randint(205, 255),) * 3, (rng.randint(140, 180),) * 3
        inset, border = shade(ground, -rng.choice((0, 6, -10))), shade(ground, 40)
    else:
        level, step = (
            rng.choice((255, 255, 250, 245, 240, 235, rng.randint(205, 255))),
            -rng.choice((5, 10, 16, 24)),
        )
        ground = shade(WHITE, level - 255)
        ground = (ground[0] + min(0, tint[0]), ground[1] + min(0, tint[1]), ground[2] + min(0, tint[2]))
        ink, muted = (rng.randint(0, 60),) * 3, (rng.randint(95, 140),) * 3
        inset, border = WHITE if rng.random() < 0.7 else ground, shade(ground, -rng.choice((25, 40, 70)))
    hue = [rng.randint(0, 90), rng.randint(70, 160), rng.randint(150, 255)]
    rng.shuffle(hue)
    accent = (hue[0], hue[1], hue[2])

    plain = rng.choice((11, 12, 13, 13, 13, 14, 14, 14, 15, 15, 16, 16, 17, 18, 20))
    least = 9 if scale < 1 else 10
    base = max(least, round(plain * scale))
    way = rng.choices((DIRECT, HINTED, SMOOTH), (0.1, 0.45, 0.45))[0]
    half = 0.5 if way == SMOOTH and rng.random() < 0.3 else 0.0
    curve = None
    if way == SMOOTH and rng.random() < 0.7:
        curve = (255 * (np.arange(256) / 255) ** rng.uniform(0.6, 1.15)).astype(np.uint8)
    # Icons of dark themes are light: they are hardly seen on a light ground.
    fitting = [name for name in themes.names if dark or not name.lower().endswith("dark")]
    counts = [len(themes.names[name]) for name in fitting]
    theme = rng.choices(fitting, counts)[0] if fitting else ""
    family = rng.choice(fonts.text)
    second = rng.choice(fonts.text) if rng.random() < 0.35 else family
    smaller = max(least, base - round(rng.choice((1, 2)) * scale))
    larger = round((plain + rng.choice((4, 6, 10))) * scale) // 2 * 2
    return Look(
        scale=scale, dark=dark, ground=ground, panel=shade(ground, step), bar=shade(ground, 2 * step), ink=ink, muted=muted,
        accent=accent, on_accent=WHITE if light(accent) < 150 else (20, 20, 20), border=border, inset=inset,
        text=fonts.font(family, base + half, way), small=fonts.font(family, smaller, way),
        strong=fonts.font(second, base + half, way), title=fonts.font(second, larger, way),
        mono=fonts.font(rng.choice(fonts.mono), max(least, base - rng.choice((0, 1))), way),
        base=base, icon=round(rng.choice((14, 16, 16, 16, 18, 20, 20, 24, 24, 28)) * scale),
        row=int(base * rng.uniform(1.5, 2.6)) + 3, radius=round(rng.choice((0, 0, 2, 3, 4, 6, 8, 12)) * scale),
        curve=curve, bilevel=rng.random() < 0.06, family=rng.choice(list(icons.by_family)), manner=rng.choice(MANNERS),
        theme=theme if rng.random() < 0.65 else "",
    )  # fmt: skip
