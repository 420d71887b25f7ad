"""In: an asset folder and a seed. Out: screens drawn with Pillow, of any size, with all that is on them known."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from ppagent.errors import InputError
from ppagent.train.drawn.art import Art
from ppagent.train.drawn.fonts import LAST, FontBook
from ppagent.train.drawn.icons import IconSet
from ppagent.train.drawn.layout import split
from ppagent.train.drawn.look import make_look
from ppagent.train.drawn.pages import desktop, maximised, mobile, wallpaper, web
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.popups import dialog_over, menu, menu_alone, tooltip
from ppagent.train.drawn.taskbar import task_bar
from ppagent.train.drawn.themes import ThemeIcons
from ppagent.train.drawn.windows import calculator_window, dialog, grid_window, settings_window, window
from ppagent.train.drawn.words import ACCENTED, Words
from ppagent.train.scene import cropped
from ppagent.train.sheet import Element, Sheet

SIZES = (
    (320, 240), (300, 400), (360, 480), (400, 300), (480, 360), (520, 400), (640, 480), (640, 640), (720, 540), (800, 600), (360, 640),
    (390, 844), (412, 915), (768, 1024), (1024, 768), (1280, 720), (1280, 800), (1366, 768), (1440, 900), (1600, 900), (1920, 1080),
    (1920, 1200), (2560, 1440),
)  # fmt: skip
"""Sizes of windows, dialogs, telephones and desktops, px."""
_WEIGHTS = (2, 2, 2, 2, 3, 2, 4, 3, 3, 5, 3, 2, 2, 2, 14, 5, 9, 6, 4, 4, 12, 2, 3)
_ECHOES = (0.0, 0.0, 0.06, 0.12, 0.25, 0.4)
"""How often the words of one thing come again as those of a thing of another kind."""
_LETTERS = "".join(ACCENTED.values())


class Drawer:
    """Draws sheets one after the other; the n-th depends on the seed, on n and on its size alone.

    Attributes:
        icons: the drawn icons; the classes in `Sheet.pictograms` are places in ``icons.concepts``.
    """

    def __init__(self, assets: Path, seed: int, held_out: bool = False) -> None:
        """Load words, fonts and icons.

        Args:
            assets: what `ppagent.train.assets` prepared.
            seed: of the sheets.
            held_out: use the words, fonts, icon families and themes that are kept from training, and no others.

        Raises:
            InputError: the folder lacks something.
        """
        for name in ("words.txt", "icons.json", "icons.npz", "fonts/train", "fonts/held"):
            if not (assets / name).exists():
                raise InputError(
                    f"{assets} holds no {name}", "Prepare the folder with python -m ppagent.train.assets."
                )
        self._words = Words(assets / "words.txt", held_out=held_out)
        self._fonts = FontBook(assets / "fonts", held_out=held_out)
        self.icons = IconSet(assets, held_out=held_out)
        self._themes = ThemeIcons(assets, held_out=held_out)
        self._seed, self._drawn = seed, 0

    def sheet(self, width: int, height: int, seed: int | None = None) -> Sheet:
        """Draw the next sheet.

        Args:
            width: px, 300 or more.
            height: px, 200 or more.
            seed: of this sheet; None: it follows from how many were drawn.
        """
        rng = random.Random(f"{self._seed}/{self._drawn}/{width}x{height}" if seed is None else seed)
        self._drawn += 1
        painter = self._painter(rng, width, height, scale_of(rng, width, height))
        painter.echo = rng.choice(_ECHOES)
        compose(painter)
        return painter.sheet()

    def bar(self, width: int, height: int, titles: Sequence[str], seed: int) -> Sheet:
        """Draw a task bar alone, with buttons of windows of these titles, as far as its fonts have their letters.

        Args:
            width: px.
            height: px; more than the width: an upright bar.
            titles: of the windows on the screen.
            seed: of this bar.
        """
        rng = random.Random(seed)
        painter = self._painter(
            rng, width, height, 1.5 if min(width, height) > 48 and width > height else 1.0
        )
        font = painter.look.text
        known = [title for title in titles if max(map(ord, title), default=0) <= LAST and font.has(title)]
        task_bar(painter, (0, 0, width, height), known)
        return painter.sheet()

    def front(self, most: tuple[int, int], behind: Sequence[Element], seed: int) -> Sheet:
        """Draw a dialog, a menu or a small window that has words in common with what it is to lie upon.

        Args:
            most: px it may be wide and high; 300 by 200 or more.
            behind: what is on the sheet below.
            seed: of this one.
        """
        rng = random.Random(seed)
        wide = rng.randint(min(most[0], 260), min(most[0], 640))
        high = rng.randint(min(most[1], 180), min(most[1], 520))
        share, scale = rng.random(), rng.choice((1.0, 1.0, 1.0, 1.25))
        painter = self._painter(rng, min(wide, 300) if share < 0.3 else wide, high, scale)
        font = painter.look.text
        painter.behind = tuple(
            one for one in behind if max(map(ord, one.name), default=0) <= LAST and font.has(one.name)
        )
        painter.echo = rng.choice((0.3, 0.5, 0.8))
        if share < 0.3:
            lower = menu_alone(painter)
            return cropped(painter.sheet(), (0, 0, painter.width, lower))
        if share < 0.7:
            painter.rect(0, 0, wide, high, painter.look.ground, painter.look.border)
            dialog(painter, 0, 0, wide, high, framed=rng.random() < 0.7)
        else:
            window(painter, 0, 0, wide, high, 1)
        return painter.sheet()

    def _painter(self, rng: random.Random, width: int, height: int, scale: float) -> Painter:
        """A sheet with nothing on it, its looks chosen."""
        return blank(rng, (width, height), scale, self._words, self._fonts, self.icons, self._themes)


def blank(
    rng: random.Random,
    size: tuple[int, int],
    scale: float,
    words: Words,
    fonts: FontBook,
    icons: IconSet,
    themes: ThemeIcons,
) -> Painter:
    """A sheet of some size with nothing on it, its looks chosen."""
    words.rng, words.echoes, words.menus = rng, [], []
    look = make_look(rng, scale, fonts, icons, themes)
    all_of = (look.text, look.small, look.strong, look.title, look.mono)
    accented = rng.random() < 0.12 and all(font.has(_LETTERS) for font in all_of)
    words.accents = rng.choice((0.1, 0.4, 0.8)) if accented else 0.0
    return Painter(size, rng, look, words, Art(rng, look, icons, themes))


def sheets(
    count: int,
    seed: int,
    assets: Path,
    *,
    held_out: bool = False,
    sizes: tuple[tuple[int, int], ...] | None = None,
) -> Iterator[Sheet]:
    """Draw so many sheets, of the sizes given or of those that screens and windows have."""
    drawer, rng = Drawer(assets, seed, held_out), random.Random(seed)
    for _ in range(count):
        yield drawer.sheet(*(rng.choice(sizes) if sizes else rng.choices(SIZES, _WEIGHTS)[0]))


def scale_of(rng: random.Random, width: int, height: int) -> float:
    """How large everything is drawn; small sheets have no room for large things, telephones draw everything larger."""
    small = min(width, height) < 480
    if width < 900 and height > 1.2 * width and width >= 700:
        return rng.choice((1.5, 2.0, 2.0))
    weights = (
        (0.9, 0.06, 0.04, 0.0)
        if small
        else (0.6, 0.12, 0.12, 0.16)
        if width >= 1200
        else (0.75, 0.12, 0.08, 0.05)
    )
    # Unscaled on a fine screen, or very large.
    if width >= 1800 and rng.random() < (0.1 if width < 2500 else 0.2):
        return rng.choice((0.7, 0.8, 0.9, 2.5))
    return rng.choices((1.0, 1.25, 1.5, 2.0), weights)[0]


def compose(p: Painter) -> None:
    """What kind of screen it is follows from its size: a telephone, a small window alone, or a desktop's."""
    rng, width, height = p.rng, p.width, p.height
    share = rng.random()
    if height > 1.3 * width and share < 0.75:
        mobile(p)
    elif width <= 800 and height <= 660:
        _small(p)
    elif share < 0.05:
        grid_window(p, 0, 0, width, height)
    elif share < 0.08:
        settings_window(p, 0, 0, width, height)
    elif share < 0.15:
        maximised(p)
    elif share < 0.38:
        window(p, 0, 0, width, height, rng.randint(1, 3))
    elif share < 0.60:
        web(p)
    elif share < 0.82:
        desktop(p)
    elif share < 0.88:
        _lone(p)
    else:
        split(p, 4, 4, width - 8, height - 8, 3)
    if p.chance(0.18):
        menu(p)
    if p.chance(0.18) and width > p.u(280):
        dialog_over(p)
    if p.chance(0.06):
        tooltip(p)


def _small(p: Painter) -> None:
    """A small window that is the whole sheet."""
    rng, width, height, share = p.rng, p.width, p.height, p.rng.random()
    if share < 0.06:
        grid_window(p, 0, 0, width, height)
    elif share < 0.12:
        settings_window(p, 0, 0, width, height)
    elif share < 0.3:
        p.rect(0, 0, width, height, p.look.ground, p.look.border)
        dialog(p, 0, 0, width, height, framed=p.chance(0.6))
    elif share < 0.55:
        calculator_window(p, 0, 0, width, height)
    elif share < 0.8:
        window(p, 0, 0, width, height, rng.randint(0, 1))
    elif share < 0.9:
        split(p, 4, 4, width - 8, height - 8, rng.randint(0, 2))
    else:
        web(p)


def _lone(p: Painter) -> None:
    """One or two small windows on a wallpaper."""
    wallpaper(p)
    rng = p.rng
    for _ in range(rng.randint(1, 3)):
        w = rng.randint(min(p.u(220), p.width // 2), min(p.u(640), p.width - 20))
        h = rng.randint(min(p.u(240), p.height // 2), min(p.u(560), p.height - 20))
        x, y = rng.randint(4, p.width - w - 4), rng.randint(4, p.height - h - 4)
        p.raise_panel(x, y, x + w, y + h, p.look.ground)
        if p.chance(0.5):
            calculator_window(p, x, y, w, h)
        else:
            dialog(p, x, y, w, h, framed=True)
