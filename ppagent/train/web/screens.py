"""In: a count and a seed. Out: sheets of generated pages and of this machine's own documentation."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ppagent.train.sheet import Sheet
from ppagent.train.web import (
    look,
    pages_apps,
    pages_cards,
    pages_desk,
    pages_forms,
    pages_grids,
    pages_held,
    pages_lists,
    pages_nested,
    pages_rows,
    pages_sites,
    pages_talks,
    pages_tiny,
    pages_tools,
    pages_work,
    parts,
)
from ppagent.train.web.assets import FOLDER, HELD_FAMILY, MEANINGS, families
from ppagent.train.web.kit import Kit
from ppagent.train.web.stage import Stage, View
from ppagent.train.web.words import Words

Template = Callable[[Kit], str]
TEMPLATES: Mapping[str, Template] = {
    **pages_forms.PAGES, **pages_tools.PAGES, **pages_lists.PAGES, **pages_nested.PAGES, **pages_apps.PAGES,
}  # fmt: skip
CROWDED: Mapping[str, Template] = {
    **pages_grids.PAGES, **pages_cards.PAGES, **pages_sites.PAGES, **pages_talks.PAGES, **pages_work.PAGES,
}  # fmt: skip
"""Dense grids, cards with marks and icons, players, articles, talks: many things of one look."""
ROWS: Mapping[str, Template] = {**pages_rows.PAGES, **pages_desk.PAGES, **CROWDED}
"""Rows and cards of icon buttons, desktops, crowded pages: what is hardest to point at."""
_DESKS = 0.18  # of those that are not crowded
_CROWDS = 0.5  # of them
_FRAMED = 0.2  # of the other pages of a fair size are drawn within a browser's window
TINY: Mapping[str, Template] = pages_tiny.PAGES
HELD: Mapping[str, Template] = pages_held.PAGES
HELD_TINY: Mapping[str, Template] = pages_held.TINY
DOCUMENTS = Path("/usr/share/doc")
_SIZES = (  # how often, CSS px, factors
    (14, (320, 480), (1, 1.5, 2)), (10, (360, 640), (1, 1.25, 2)), (10, (480, 360), (1, 1.5)), (18, (640, 480), (1, 1.25, 1.5)),
    (12, (800, 600), (1, 1, 1.25, 1.5)), (10, (1024, 640), (1, 1, 1.25)), (8, (1024, 768), (1, 1.25)), (8, (1280, 720), (1, 1, 2)),
    (6, (1280, 800), (1, 1, 1.5)), (3, (1440, 900), (1,)), (3, (1600, 900), (1,)), (2, (1920, 1080), (1,)), (0.5, (2560, 1440), (1,)),
)  # fmt: skip
MOST = (2560, 1440)


def sheets(
    count: int,
    seed: int,
    held_out: bool = False,
    documents: float = 0.08,
    folder: Path = FOLDER,
    rows: float = 1 / 3,
) -> Iterator[Sheet]:
    """Sheets, one page each; the same seed gives the same ones on the same machine.

    Args:
        count: how many.
        seed: of templates, words, looks and sizes.
        held_out: templates, words, fonts and icons that training never sees.
        documents: share of pages from the machine's own documentation.
        folder: where `assets.fetch` has put its packages.
        rows: share of `ROWS` among the pages that are not held out.

    Raises:
        InputError: there are no icons.
        MissingError: there is no Chromium.
    """
    written = document_files() if not held_out else []
    with Stage() as stage:
        for number in range(count):
            rng = random.Random(f"{seed}/{number}/{held_out}")
            if written and rng.random() < documents:
                yield _document(stage, rng, written)
            elif not held_out and rng.random() < rows:
                yield _rows(stage, rng, folder)
            else:
                yield _page(stage, rng, held_out, folder)


def view(rng: random.Random) -> View:
    """A window: mostly small."""
    _, (width, height), scales = rng.choices(_SIZES, [size[0] for size in _SIZES])[0]
    width, height = (
        width + rng.choice([0, 0, 0, rng.randint(-30, 60)]),
        height + rng.choice([0, 0, 0, rng.randint(-40, 40)]),
    )
    scale = rng.choice(scales)
    return View(min(width, int(MOST[0] / scale)), min(height, int(MOST[1] / scale)), scale)


def tiny_view(rng: random.Random) -> View:
    """A window of 160 to 340 CSS px."""
    width = rng.choice([160, 160, 180, 200, 240, 300, 340])
    return View(width, rng.choice([210, 210, 180, 240, 300]), rng.choice([1, 1.5, 2, 2, 3, 3]))


def kit(rng: random.Random, held: bool, window: View, folder: Path = FOLDER) -> Kit:
    """What a page of that window draws from."""
    hands = [family for family in families(folder) if family.name.startswith(HELD_FAMILY) == held]
    spare = max(
        families(folder), key=lambda family: sum(family.find(meaning) is not None for meaning in MEANINGS)
    )
    return Kit(rng, Words(rng, held=held), rng.choice(hands), spare, window.width, window.height)


def crowded(stage: Stage, rng: random.Random, name: str, folder: Path = FOLDER) -> Sheet:
    """A page of `CROWDED`, within a browser's bars at times, scrolled at times."""
    width, height, scales = rng.choice(parts.SIZES)
    window = View(width, height, rng.choice(scales))
    framed = min(width, height) >= 480 and rng.random() < _FRAMED / 2
    drawn = kit(rng, False, View(width, height - framed * pages_desk.TOP, window.scale), folder)
    body = CROWDED[name](drawn)
    stage.show(
        pages_desk.browser(drawn, body) if framed else body, look.choose(rng, folder=folder).css, window
    )
    if rng.random() < 0.25:
        _scroll(stage, rng)
    return stage.sheet(f"web/{name}")


def _rows(stage: Stage, rng: random.Random, folder: Path) -> Sheet:
    """A page of `ROWS`, within a browser's bars at times."""
    if rng.random() < _CROWDS:
        return crowded(stage, rng, rng.choice(list(CROWDED)), folder)
    (width, height), desk = rng.choice(_WIDE), rng.random() < _DESKS
    scale = rng.choice([1, 1, 1.25, 1.5, 2])
    window = View(min(width, int(MOST[0] / scale)), min(height, int(MOST[1] / scale)), scale)
    name = rng.choice(list(pages_desk.PAGES if desk else pages_rows.PAGES))
    framed = not desk and width >= 480 and rng.random() < _FRAMED
    drawn = kit(rng, False, View(window.width, window.height - framed * pages_desk.TOP, scale), folder)
    body = ROWS[name](drawn)
    stage.show(
        pages_desk.browser(drawn, body) if framed else body, look.choose(rng, folder=folder).css, window
    )
    if rng.random() < 0.25:
        _scroll(stage, rng)
    return stage.sheet(f"web/{name}")


_WIDE = (
    (360, 480), (420, 560), (480, 400), (560, 420), (640, 480), (640, 480), (720, 540), (800, 600), (800, 600), (900, 560), (1024, 640), (1024, 768),
    (1280, 720), (1280, 800),
)  # fmt: skip


def _page(stage: Stage, rng: random.Random, held: bool, folder: Path) -> Sheet:
    small = rng.random() < 0.2
    window = tiny_view(rng) if small else view(rng)
    choices = (HELD_TINY if held else TINY) if small else (HELD if held else TEMPLATES)
    name = rng.choice(list(choices))
    framed = (
        not held and not small and window.width >= 560 and window.height >= 400 and rng.random() < _FRAMED
    )
    drawn = kit(rng, held, View(window.width, window.height - framed * pages_desk.TOP, window.scale), folder)
    style = look.choose(rng, held=held, small=small, folder=folder)
    body = choices[name](drawn)
    stage.show(pages_desk.browser(drawn, body) if framed else body, style.css, window)
    if rng.random() < 0.35:
        _scroll(stage, rng)
    return stage.sheet(f"web/{name}")


def _scroll(stage: Stage, rng: random.Random) -> None:
    share = rng.random()
    stage.browser.run(
        f"(e => e.scrollTo(0, {share} * Math.max(0, e.scrollHeight - e.clientHeight)))(document.querySelector('[data-scroller]') || document.documentElement)"
    )
    stage.settle()


def document_files(folder: Path = DOCUMENTS) -> list[Path]:
    """HTML pages that came with the machine's packages, sorted."""
    return sorted(file for file in folder.rglob("*.html") if 2_000 < file.stat().st_size < 600_000)


def _document(stage: Stage, rng: random.Random, files: list[Path]) -> Sheet:
    file = rng.choice(files)
    stage.open(file.as_uri(), view(rng))
    stage.browser.run(
        "document.head.insertAdjacentHTML('beforeend', '<style>*{animation:none!important;transition:none!important}</style>')"
    )
    _scroll(stage, rng)
    return stage.sheet("web/document")
