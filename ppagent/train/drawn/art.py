"""In: what an icon should mean, where and how large. Out: it is drawn, in the manner of the sheet, and what it is called there."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from ppagent.train.drawn.icons import IconSet
from ppagent.train.drawn.look import WHITE, Colour, Look, any_colour, light, mix, shade
from ppagent.train.drawn.themes import ThemeIcons, more_names, theme_names

if TYPE_CHECKING:
    from ppagent.train.drawn.painter import Painter


class Drawn(NamedTuple):
    """An icon on a sheet: its class or -1, what it is called, and another name for it or nothing."""

    kind: int
    name: str
    hint: str


class Art:
    """The icons of one sheet: which drawings and colours, and one name for all icons of one meaning."""

    def __init__(self, rng: random.Random, look: Look, icons: IconSet, themes: ThemeIcons) -> None:
        self._rng, self._look, self._icons, self._themes = rng, look, icons, themes
        self._named: dict[int | str, tuple[str, str]] = {}
        self._same: dict[str, int] | None = {} if rng.random() < 0.8 else None
        self._hues = [any_colour(rng, 20, 235) for _ in range(rng.choice((1, 3, 6, 12)))]
        self._kin = icons.kin(rng) if rng.random() < 0.45 else []
        self._edges = rng.choices(("", "soft", "hard", "coarse"), (0.72, 0.14, 0.05, 0.09))[0]
        self._pale = rng.choice((0.25, 0.4, 0.5)) if rng.random() < 0.12 else 0.0
        self._badges = 0.06 if rng.random() < 0.2 else 0.0

    def draw(
        self,
        p: Painter,
        x: int,
        y: int,
        size: int,
        meaning: str,
        colour: Colour,
        *,
        plain: bool,
        faint: bool,
        solid: bool = False,
    ) -> Drawn:
        """Draw an icon; ``plain``: in one colour; ``faint``: as a disabled one; ``solid``: what its lines enclose is filled."""
        known = meaning.lower().rstrip(".")
        theme = self._look.theme
        if theme and not plain and self._rng.random() < 0.8:
            # What the theme lacks, the drawn set may have; a text that means nothing may stand beside any icon.
            means = known in self._icons.class_of
            name = self._themes.pick(self._rng, theme, known)
            if name or not means:
                return self._from_theme(
                    p, x, y, size, name or self._themes.pick(self._rng, theme), faint=faint
                )
        drawing = self._drawing(known)
        behind = self._behind(p, x, y)
        if faint:
            colour = mix(colour, behind, 0.6)
        manner = "flat" if plain else self._look.manner
        if manner == "flat" or size < 12:
            mask = (self._icons.filled if solid else self._icons.mask)(drawing, size)
            colour = mix(colour, behind, self._pale) if self._pale and not faint else colour
            p.image.paste(colour, (x, y), EDGES[self._edges](mask) if self._edges else mask)
        else:
            hue = self._hue(behind, drawing)
            MANNERS[manner](p, self._icons, drawing, (x, y, size), mix(hue, behind, 0.6) if faint else hue)
        if self._badges and size >= 14 and self._rng.random() < self._badges:
            self._badge(p, x, y, size)
        return self._called(self._icons.classes[drawing])

    def change_kin(self) -> None:
        """From here on others are the meanings that come together."""
        self._kin = self._icons.kin(self._rng)

    def _badge(self, p: Painter, x: int, y: int, size: int) -> None:
        """A dot at the upper or lower right corner: something is new."""
        reach = max(2, size // 7)
        low = self._rng.random() < 0.25
        hue = self._rng.choice(
            ((220, 40, 40), (220, 40, 40), (40, 160, 70), (230, 140, 20), self._look.accent)
        )
        p.disc(x + size - reach - 1, y + (size - reach - 1 if low else reach), reach, hue)

    def knows(self, meaning: str) -> bool:
        """Whether an icon of that meaning shows it."""
        return self._icons.class_of.get(meaning, -1) in self._icons.by_class

    def _drawing(self, known: str) -> int:
        """On most sheets all icons of one meaning are one drawing."""
        if self._same is None or known not in self._icons.class_of:
            return self._icons.pick(self._rng, self._look.family, known, self._kin)
        if known not in self._same:
            self._same[known] = self._icons.pick(self._rng, self._look.family, known)
        return self._same[known]

    def _from_theme(self, p: Painter, x: int, y: int, size: int, name: str, *, faint: bool) -> Drawn:
        picture = self._themes.picture(self._look.theme, name, size)
        alpha = picture.getchannel("A")
        behind = self._behind(p, x, y)
        if faint:
            alpha = alpha.point(lambda level: level * 2 // 5)
        mean = picture.resize((1, 1), Image.Resampling.BOX, reducing_gap=None).getpixel((0, 0))
        assert isinstance(mean, tuple)
        own = (int(mean[0]), int(mean[1]), int(mean[2]))
        faded = abs(light(own) - light(behind)) < 60 and max(own) - min(own) < 40
        if faded and self._themes.is_symbol(self._look.theme, name, size):
            p.image.paste(p.ink, (x, y), alpha)  # one dark colour on a dark ground, or light on light
        else:
            p.image.paste(picture.convert("RGB"), (x, y), alpha)
        names = theme_names()[name]
        kind = next((self._icons.class_of[called] for called in names if called in self._icons.class_of), -1)
        return self._name(kind if kind >= 0 else name, names, kind)

    def _called(self, kind: int) -> Drawn:
        names = self._icons.synonyms[kind] + more_names().get(self._icons.concepts[kind], [])
        return self._name(kind, names, kind)

    def _name(self, key: int | str, names: list[str], kind: int) -> Drawn:
        """One name per meaning and sheet, so that two icons of one meaning cannot be told apart by their names."""
        if key not in self._named:
            rng = self._rng
            name = names[0] if rng.random() < 0.5 else rng.choice(names)
            hint = rng.choice(names) if len(names) > 1 and rng.random() < 0.4 else name
            cased: Callable[[str], str] = rng.choice((str, str, str.title, str.capitalize))
            self._named[key] = cased(name), "" if hint == name else cased(hint)
        return Drawn(kind, *self._named[key])

    def _hue(self, behind: Colour, drawing: int) -> Colour:
        hue = (
            self._hues[drawing % len(self._hues)] if self._same is not None else self._rng.choice(self._hues)
        )
        apart = light(hue) - light(behind)
        if abs(apart) < 70:
            hue = shade(hue, 110 if light(behind) < 128 else -110)
        return hue

    @staticmethod
    def _behind(p: Painter, x: int, y: int) -> Colour:
        found = p.image.getpixel((x, y))
        assert isinstance(found, tuple)
        return int(found[0]), int(found[1]), int(found[2])


def _soft(mask: Image.Image) -> Image.Image:
    """As enlarged from a smaller picture."""
    small = max(10, mask.width * 2 // 3)
    return mask.resize((small, small), Image.Resampling.BOX).resize(mask.size, Image.Resampling.BILINEAR)


def _hard(mask: Image.Image) -> Image.Image:
    """Without levels between ink and ground."""
    return mask.point(_STEP)


def _coarse(mask: Image.Image) -> Image.Image:
    """As enlarged from a smaller picture by doubling some of its pixels."""
    small = max(12, mask.width * 3 // 4)
    return mask.resize((small, small), Image.Resampling.BILINEAR).resize(mask.size, Image.Resampling.NEAREST)


_STEP = [0] * 110 + [255] * 146
EDGES: dict[str, Callable[[Image.Image], Image.Image]] = {"soft": _soft, "hard": _hard, "coarse": _coarse}
Place = tuple[int, int, int]


def _tone(p: Painter, icons: IconSet, drawing: int, place: Place, hue: Colour) -> None:
    """Lines in a dark hue, what they enclose in a light one."""
    x, y, size = place
    soft = mix(hue, WHITE if not p.look.dark else (60, 60, 60), 0.6)
    p.image.paste(soft, (x, y), icons.filled(drawing, size))
    p.image.paste(hue, (x, y), icons.mask(drawing, size))


def _outline(p: Painter, icons: IconSet, drawing: int, place: Place, hue: Colour) -> None:
    """A body in full colour with dark lines, as old desktop themes have them."""
    x, y, size = place
    p.image.paste(shade(hue, 60), (x, y), icons.filled(drawing, size))
    p.image.paste(shade(hue, -90), (x, y), icons.mask(drawing, size))


def _shadow(p: Painter, icons: IconSet, drawing: int, place: Place, hue: Colour) -> None:
    """A soft shadow below and to the right."""
    x, y, size = place
    off = max(1, size // 16)
    mask = icons.mask(drawing, size)
    p.image.paste((30, 30, 30), (x + off, y + off), mask.point(lambda level: level * 2 // 5))
    p.image.paste(hue, (x, y), mask)


def _raised(p: Painter, icons: IconSet, drawing: int, place: Place, hue: Colour) -> None:
    """A light edge below, as if pressed into the ground."""
    x, y, size = place
    mask = icons.mask(drawing, size)
    p.image.paste(shade(hue, 130), (x + 1, y + 1), mask)
    p.image.paste(shade(hue, -30), (x, y), mask)


def _tile(p: Painter, icons: IconSet, drawing: int, place: Place, hue: Colour) -> None:
    """Light on a coloured tile."""
    x, y, size = place
    p.rect(x, y, x + size, y + size, hue, None, size // 5)
    _on_colour(p, icons, drawing, place, hue)


def _disc(p: Painter, icons: IconSet, drawing: int, place: Place, hue: Colour) -> None:
    """Light on a coloured disc."""
    x, y, size = place
    p.pen.ellipse((x, y, x + size - 1, y + size - 1), hue)
    _on_colour(p, icons, drawing, place, hue)


def _on_colour(p: Painter, icons: IconSet, drawing: int, place: Place, hue: Colour) -> None:
    x, y, size = place
    inner = max(10, size * 7 // 10)
    off = (size - inner) // 2
    ink = WHITE if light(hue) < 150 else (20, 20, 20)
    p.image.paste(ink, (x + off, y + off), icons.mask(drawing, inner))


def _stroked(p: Painter, icons: IconSet, drawing: int, place: Place, hue: Colour) -> None:
    """Inked in two colours: one half of it in another."""
    x, y, size = place
    mask = icons.mask(drawing, size)
    p.image.paste(p.ink, (x, y), mask)
    half = size // 2
    p.image.paste(hue, (x + half, y + half), mask.crop((half, half, size, size)))


def _glossy(p: Painter, icons: IconSet, drawing: int, place: Place, hue: Colour) -> None:
    """A body that grows darker downwards, with a dark edge, as desktops of former years have them."""
    x, y, size = place
    body = icons.filled(drawing, size)
    rise = Image.linear_gradient("L").resize((size, size))
    p.image.paste(Image.composite(Image.new("RGB", (size, size), shade(hue, -50)),
                                  Image.new("RGB", (size, size), shade(hue, 90)), rise), (x, y), body)  # fmt: skip
    p.image.paste(shade(hue, -110), (x, y), icons.mask(drawing, size))


MANNERS: dict[str, Callable[[Painter, IconSet, int, Place, Colour], None]] = {
    "tone": _tone, "outline": _outline, "shadow": _shadow, "raised": _raised, "tile": _tile, "disc": _disc,
    "stroked": _stroked, "glossy": _glossy,
}  # fmt: skip
