"""In: a random source and the fonts. Out: Skin, how the controls of one simulated screen look: plain HTML, a styled page, a desktop."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from ppagent.train.drawn.fonts import HINTED, SMOOTH, FontBook
from ppagent.train.drawn.icons import IconSet
from ppagent.train.drawn.look import WHITE, Colour, Look, light, make_look, mix, shade
from ppagent.train.drawn.themes import ThemeIcons

PLAIN, MODERN, DESK = "plain", "modern", "desk"
_BROWSER = (
    "LiberationSans",
    "LiberationSans",
    "Arimo",
    "DejaVuSans",
    "LiberationSerif",
    "Tinos",
    "NotoSans",
    "DejaVuSerif",
)
_BOLD = {
    "LiberationSans": "LiberationSans-Bold", "Arimo": "Arimo-Bold", "DejaVuSans": "DejaVuSans-Bold", "NotoSans": "NotoSans-Bold",
    "LiberationSerif": "LiberationSerif-Bold", "Tinos": "LiberationSerif-Bold", "DejaVuSerif": "DejaVuSerif",
}  # fmt: skip
_GREY: Colour = (118, 118, 118)


@dataclass(slots=True)
class Skin:
    """Colours and measures of controls; lengths are px at scale 1.

    Attributes:
        kind: `PLAIN`, `MODERN` or `DESK`.
        look: fonts, scale and the colours that Painter draws with.
        face, edge, words: a button's fill, line and text; ``main`` and ``on_main`` those of a form's chief button.
        field, rim: a field's fill and line; ``focus`` the colour of its ring, ``ring`` how thick that is.
        tick: fill of what is ticked; ``square``: how round boxes are.
        link: colour of links; ``underlined``.
        pad_x, pad_y: about a button's text.
        gap: between lines.
        caret: whether the caret is seen; ``hover``: whether buttons change under the pointer.
        chosen, on_chosen: of selected rows.
    """

    kind: str
    look: Look
    face: Colour
    edge: Colour
    words: Colour
    main: Colour
    on_main: Colour
    field: Colour
    rim: Colour
    focus: Colour
    ring: int
    tick: Colour
    square: int
    link: Colour
    underlined: bool
    radius: int
    pad_x: int
    pad_y: int
    gap: int
    caret: bool
    hover: bool
    chosen: Colour
    on_chosen: Colour


def make_skin(
    rng: random.Random, kind: str, scale: float, fonts: FontBook, icons: IconSet, themes: ThemeIcons
) -> Skin:
    """Choose the looks of one screen."""
    look = make_look(rng, scale, fonts, icons, themes)
    look.bilevel = False
    if kind == PLAIN:
        return _plain(rng, _page(rng, look, scale, fonts))
    ring = look.accent
    soft = rng.random() < 0.5
    face = look.bar if kind == DESK or soft else look.ground
    if kind == MODERN and light(look.ground) > 128 and rng.random() < 0.5:
        look.ground = look.inset = WHITE
    return Skin(
        kind, look, face, look.border, look.ink, look.accent, look.on_accent, look.inset, shade(look.border, -30), ring,
        rng.choice((1, 2)), look.accent, rng.choice((0, 2, 3)), look.accent, rng.random() < 0.5, round(look.radius / scale),
        rng.choice((8, 10, 14, 18)), rng.choice((3, 5, 7, 9)), rng.choice((5, 7, 9, 12)), rng.random() < 0.6, rng.random() < 0.5,
        rng.choice((look.accent, mix(look.ground, look.accent, 0.25))), look.ink,
    )  # fmt: skip


def _page(rng: random.Random, look: Look, scale: float, fonts: FontBook) -> Look:
    """The look of a page without a style sheet: black on white in the fonts that stand in for Arial and Times."""
    name = rng.choice(_BROWSER)
    regular = f"{name}-Regular" if f"{name}-Regular" in fonts.text else name
    if regular not in fonts.text:
        regular = rng.choice(fonts.text)
    bold = _BOLD.get(name, "")
    bold = bold if bold in fonts.text else regular
    size = rng.choice((10, 10, 11, 12, 12, 13, 13.33, 13.33, 14, 16))
    way = SMOOTH if scale > 1 or rng.random() < 0.7 else HINTED

    def points(px: float) -> float:
        return round(px * scale * 2) / 2 if way == SMOOTH else round(px * scale)

    ground = WHITE if rng.random() < 0.85 else rng.choice(((240, 240, 240), (250, 246, 235), (232, 240, 248)))
    return replace(
        look, dark=False, ground=ground, panel=(245, 245, 245), bar=(233, 233, 233), ink=(0, 0, 0), muted=(117, 117, 117),
        accent=(0, 117, 255), on_accent=WHITE, border=(170, 170, 170), inset=WHITE,
        text=fonts.font(regular, points(size), way), small=fonts.font(regular, points(max(9, size - 2)), way),
        strong=fonts.font(bold, points(size), way), title=fonts.font(bold, points(size * 1.3), way),
        base=round(size * scale), icon=round(rng.choice((14, 16, 18)) * scale), radius=round(3 * scale), curve=None, bilevel=False,
        manner="flat", theme="",
    )  # fmt: skip


def _plain(rng: random.Random, look: Look) -> Skin:
    face: Colour
    style = rng.random()
    if style < 0.6:  # the browser's own
        face, edge, words, radius, pad = (239, 239, 239), _GREY, (0, 0, 0), 3, (6, 2)
    elif style < 0.85:  # as widget libraries of pages have them
        face, edge, words, radius, pad = (246, 246, 246), (197, 197, 197), (69, 69, 69), 3, (12, 5)
    else:
        face, edge, words, radius, pad = (221, 221, 221), (150, 150, 150), (0, 0, 0), 0, (8, 3)
    return Skin(
        PLAIN, look, face, edge, words, face, words, WHITE, _GREY, rng.choice(((16, 16, 16), (16, 16, 16), (0, 95, 204))), 2,
        (0, 117, 255), 2, (0, 0, 238), True, radius, *pad, rng.choice((2, 3, 4, 6)), rng.random() < 0.5, rng.random() < 0.6,
        (0, 117, 255) if rng.random() < 0.4 else (206, 206, 206), (0, 0, 0),
    )  # fmt: skip
