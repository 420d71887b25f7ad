"""In: a region. Out: it is filled, whole or split into parts, with the things that windows and pages are made of."""

from __future__ import annotations

from collections.abc import Callable

from ppagent.train.drawn import (
    bars,
    browser,
    cells,
    controls,
    dense,
    docks,
    forms,
    icon_rows,
    lists,
    pads,
    palettes,
    prefs,
    ratings,
    rows,
    shop,
    texts,
)
from ppagent.train.drawn.painter import Painter

Filler = Callable[[Painter, float, float, float, float], None]


def tool_box(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Several dense tool bars, one above the other."""
    high = p.look.icon + p.u(p.rng.randint(6, 12))
    end = y + h
    while y + high < end and p.chance(0.85):
        bars.tool_bar(p, x, y, w, high, dense=True)
        y += high + 1


def search_page(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A search field above a list."""
    high = p.look.base + p.u(14)
    if w > p.u(120) and h > 3 * high:
        controls.search_field(p, x + p.u(6), y + p.u(4), min(w - p.u(12), p.u(420)), high)
        y, h = y + high + p.u(10), h - high - p.u(10)
    lists.item_list(p, x, y, w, h)


FILLERS: tuple[tuple[Filler, float], ...] = (
    (lists.item_list, 4.0), (lists.table, 4.0), (forms.form, 5.0), (forms.buttons, 2.0), (texts.cards, 2.5), (texts.article, 2.0),
    (lists.icon_grid, 3.0), (texts.code, 1.0), (pads.calendar, 0.5), (pads.key_pad, 1.2), (forms.settings, 1.5), (prefs.preferences, 2.5), (texts.chart, 0.4),
    (texts.picture, 0.3), (rows.rows, 4.0), (shop.shelf, 2.0), (tool_box, 1.0), (search_page, 0.8), (pads.swatches, 0.3), (pads.calculator, 0.4),
    (palettes.editor, 1.2), (palettes.options, 0.7), (palettes.layers, 0.7), (browser.player, 0.9), (dense.dense_list, 4.0), (dense.tick_column, 2.5),
    (dense.permissions, 1.0), (icon_rows.icon_rows, 3.5), (docks.dock, 2.0), (icon_rows.window_buttons, 0.5), (icon_rows.ended_fields, 1.2), (cells.grid, 2.5), (ratings.ratings, 1.2),
)  # fmt: skip
_WEIGHTS = [weight for _, weight in FILLERS]


def fill(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """One thing in the whole region."""
    filler = p.rng.choices(FILLERS, _WEIGHTS)[0][0]
    with p.grouped(p.group):
        filler(p, x, y, w, h)


def split(p: Painter, x: float, y: float, w: float, h: float, depth: int) -> None:
    """The region in two, each part in two, as deep as told; small ones are left whole."""
    rng = p.rng
    if w < p.u(40) or h < p.u(30):
        return
    if depth == 0 or (w < p.u(260) and h < p.u(220)) or p.chance(0.15):
        fill(p, x, y, w, h)
        return
    beside = w > h * 1.2 if p.chance(0.8) else p.chance(0.5)
    share, line, gap = rng.uniform(0.28, 0.72), p.chance(0.5), p.u(4)
    if beside:
        at = int(w * share)
        split(p, x, y, at - gap, h, depth - 1)
        split(p, x + at + gap, y, w - at - gap, h, depth - 1)
        if line:
            p.line(x + at, y, x + at, y + h - 1)
    else:
        at = int(h * share)
        split(p, x, y, w, at - gap, depth - 1)
        split(p, x, y + at + gap, w, h - at - gap, depth - 1)
        if line:
            p.line(x, y + at, x + w - 1, y + at)
