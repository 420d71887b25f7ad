"""In: a place. Out: a window of an application, or a dialog, that fills it."""

from __future__ import annotations

from ppagent.train.drawn import bars, cells, dense, forms, lists, pads, ratings
from ppagent.train.drawn.browser import find_below
from ppagent.train.drawn.controls import button, scroll_bar, search_field, tick
from ppagent.train.drawn.layout import split
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.palettes import options, tool_palette
from ppagent.train.drawn.prefs import preferences
from ppagent.train.drawn.strips import location_bar
from ppagent.train.drawn.texts import paragraph

ANSWERS = (
    ("OK",), ("OK", "Cancel"), ("Cancel", "OK"), ("Yes", "No"), ("Save", "Don't Save", "Cancel"), ("Apply", "Cancel", "OK"),
    ("Close",), ("Cancel", "Delete"), ("Back", "Next"), ("Help", "Apply", "OK"), ("Skip", "Retry", "Abort"), ("Cancel", "Open"),
)  # fmt: skip


def window(p: Painter, x: float, y: float, w: float, h: float, depth: int = 2, title: str = "") -> None:
    """A window: title, menus, tool bars, tabs, side bar, status, and what it shows; one with a ``title`` nearly always shows it."""
    rng, look = p.rng, p.look
    x, y, w, h = int(x), int(y), int(w), int(h)
    p.rect(x, y, x + w, y + h, look.ground, look.border)
    x, w, cy, end, bar = x + 1, w - 2, y + 1, float(y + h - 1), look.base + p.u(rng.randint(8, 18))
    headed, shown = p.chance(0.2), ""
    if p.chance(0.9 if title else 0.6):
        before = len(p.elements)
        if headed and w > p.u(300):
            bar += p.u(8)
            bars.header_bar(p, x, cy, w, bar, title or p.words.label(4))
        else:
            bars.title_bar(p, x, cy, w, bar, title or p.words.label(4))
        shown = next((one.name for one in p.elements[before:] if one.role == "heading"), "")
        cy += bar
    if p.chance(0.1 if headed else 0.9 if p.words.menus else 0.55):
        with p.grouped(shown):  # so one window's menus are told from another's
            bars.menu_bar(p, x, cy, w, bar)
        cy += bar
    for _ in range(rng.choices((0, 1, 2, 3), (0.38, 0.44, 0.12, 0.06))[0]):
        high = max(bar, look.icon + p.u(rng.randint(8, 18)))
        if h < 4 * high:
            break
        bars.tool_bar(p, x, cy, w, high, dense=p.chance(0.4))
        cy += high
        p.line(x, cy, x + w - 1, cy)
        cy += 1
    if p.chance(0.18):
        rng.choice((bars.path_bar, location_bar, location_bar))(p, x, cy, w, bar + p.u(4))
        cy += bar + p.u(4)
    if p.chance(0.25):
        bars.tabs(p, x, cy, w, bar + p.u(4))
        cy += bar + p.u(4)
    if p.chance(0.2):
        search_field(p, x + p.u(10), cy + p.u(4), min(w - p.u(20), p.u(rng.randint(150, 400))), bar)
        cy += bar + p.u(8)
    if p.chance(0.4):
        end -= bar
        bars.status_bar(p, x, end, w, bar)
    if p.chance(0.08):
        end -= find_below(p, x, cy, w, end - cy)
    if p.chance(0.25) and w > p.u(200):
        wide = p.u(rng.choice((10, 12, 16)))
        scroll_bar(p, x + w - wide, cy, wide, end - cy)
        w -= wide
    taken = _side(p, x, cy, w, end)
    x, w = x + taken, w - taken
    split(p, x + p.u(4), cy + p.u(4), w - p.u(8), end - cy - p.u(8), depth)


def _side(p: Painter, x: float, y: float, w: float, end: float) -> int:
    """A side bar at times; the px it takes."""
    look, rng = p.look, p.rng
    if p.chance(0.45) and w > p.u(300):
        wide = int(min(p.u(rng.randint(110, 260)), w * 0.45))
        p.rect(x, y, x + wide, end, look.panel)
        filler = rng.choices(
            (lists.item_list, dense.dense_list, lists.icon_grid, forms.settings), (0.4, 0.3, 0.1, 0.2)
        )[0]
        with p.grouped(p.group):
            filler(p, x + 2, y + p.u(4), wide - p.u(6), end - y - p.u(8))
        return wide + p.u(4)
    if p.chance(0.15) and end - y > p.u(200) and w > p.u(360):
        wide = p.u(rng.choice((38, 72, 72, 108, 140)))
        p.rect(x, y, x + wide, end, look.panel)
        below = tool_palette(p, x + 2, y + 2, wide - 4, end - y - 4)
        if wide > p.u(100) and end - below > p.u(80):
            options(p, x + 2, below + p.u(6), wide - 6, end - below - p.u(8))
        return wide + p.u(4)
    if p.chance(0.25) and end - y > p.u(160):
        wide = look.icon + p.u(20)
        bars.icon_column(p, x, y, wide, end - y)
        return wide + p.u(4)
    return 0


def answers(p: Painter, x: float, right: float, bottom: float) -> None:
    """The buttons a dialog ends with, from the right or, rarely, about the middle."""
    rng, look = p.rng, p.look
    texts = [p.words.fixed(text) for text in rng.choice(ANSWERS)]
    if p.chance(0.25):
        texts = [p.words.label(1) for _ in range(rng.randint(1, 3))]
    high, icons, style = look.base + p.u(14), p.chance(0.15), rng.choice("fob")
    widths = [
        look.text.width(text) + p.u(rng.randint(20, 44)) + (look.icon + p.u(6)) * icons for text in texts
    ]
    at = right
    if p.chance(0.15):
        at = (x + right + sum(widths) + p.u(8) * (len(widths) - 1)) / 2
    for place, (text, wide) in enumerate(zip(dict.fromkeys(texts), widths, strict=False)):
        if at - wide < x:
            break
        state = "disabled" if p.chance(0.08) else ""
        button(
            p,
            at - wide,
            bottom - high,
            wide,
            high,
            text,
            "f" if not place else style,
            icon=text if icons else None,
            state=state,
        )
        at -= wide + p.u(8)


def dialog(p: Painter, x: float, y: float, w: float, h: float, *, framed: bool = False) -> None:
    """A dialog: title, a message, a form or a list, and buttons. ``framed``: with a window's title bar."""
    look, rng, pad = p.look, p.rng, p.u(14)
    title = p.words.label(4)
    cy, end = y + p.u(10), y + h - look.base - p.u(34)
    if framed:
        bar = look.base + p.u(rng.randint(8, 18))
        bars.title_bar(p, x + 1, y + 1, w - 2, bar, title, rng.choice((1, 1, 3)))
        cy = y + bar + p.u(8)
    else:
        p.text(x + pad, cy + look.strong.size * 0.6, title, look.strong, room=w - p.u(60), role="heading")
        if p.chance(0.6):
            size = p.u(16)
            p.icon(x + w - p.u(12) - size, cy + p.u(8), size, "close", role="button", plain=True)
        cy += look.strong.size * 1.6 + 4
    with p.grouped(title):
        if p.chance(0.3) and w > p.u(200) and end - cy > p.u(90):
            bars.tabs(p, x + 2, cy, w - 4, look.base + p.u(14))
            cy += look.base + p.u(20)
            if p.chance(0.6):
                preferences(p, x + p.u(6), cy, w - p.u(12), end - cy)
                cy = end
        elif p.chance(0.5):
            left = x + pad
            if p.chance(0.5):
                big = p.u(rng.choice((24, 32, 48)))
                p.icon(
                    left,
                    cy + big / 2 + 2,
                    big,
                    rng.choice(("warning", "info", "help", "close", "delete", "lock")),
                )
                left += big + p.u(12)
            cy = max(
                cy + p.u(30),
                paragraph(p, left, cy, x + w - pad - left, min(look.base * 6, end - cy), look.text),
            )
        if end - cy > p.u(70):
            split(p, x + p.u(10), cy + p.u(4), w - p.u(20), end - cy - p.u(4), rng.choice((0, 1, 1)))
        bottom = y + h - p.u(10)
        if p.chance(0.1):
            text = p.fit(p.words.label(3), look.small, w * 0.4)
            tick(p, x + pad, bottom - look.base * 0.8, text, room=w * 0.4, on=p.chance(0.5), font=look.small)
            answers(p, x + w * 0.45, x + w - p.u(12), bottom)
        else:
            answers(p, x + p.u(6), x + w - p.u(12), bottom)


def settings_window(p: Painter, x: int, y: int, w: int, h: int) -> None:
    """A window of settings: pages at the left or as tabs, preferences, mostly much empty space, and buttons."""
    rng, look = p.rng, p.look
    p.rect(x, y, x + w, y + h, look.ground, look.border)
    bar, cy, end, left = look.base + p.u(rng.randint(8, 18)), y + 1.0, float(y + h - p.u(8)), x + p.u(4)
    if p.chance(0.8):
        bars.title_bar(p, x + 1, cy, w - 2, bar, p.words.label(3))
        cy += bar
    if p.chance(0.5):
        answers(p, x + p.u(6), x + w - p.u(12), end)
        end -= look.base + p.u(26)
    if p.chance(0.45) and w > p.u(420):
        side = p.u(rng.randint(110, 200))
        p.rect(x + 1, cy, x + side, end, look.panel)
        lists.item_list(p, x + 3, cy + 2, side - 6, end - cy - 4)
        left += side
    elif p.chance(0.7):
        bars.tabs(p, x + 2, cy + 2, w - 4, bar + p.u(4))
        cy += bar + p.u(10)
    wide = x + w - left - p.u(6)
    preferences(p, left, cy, wide, (end - cy) * rng.choice((0.4, 0.7, 1.0, 1.0)))


def grid_window(p: Painter, x: int, y: int, w: int, h: int) -> None:
    """A window that is a grid of short labels and numbers, or cards to rate, beside little else."""
    rng, look = p.rng, p.look
    p.rect(x, y, x + w, y + h, look.ground, look.border)
    bar, cy, end = look.base + p.u(rng.randint(8, 16)), y + 1, y + h
    if p.chance(0.6):
        bars.title_bar(p, x + 1, cy, w - 2, bar, p.words.label(3))
        cy += bar
    if p.chance(0.35):
        bars.menu_bar(p, x + 1, cy, w - 2, bar)
        cy += bar
    if p.chance(0.25):
        end -= bar
        bars.status_bar(p, x + 1, end, w - 2, bar)
    wide = float(w - p.u(8))
    if p.chance(0.3) and w > p.u(500):
        side = w * rng.uniform(0.2, 0.4)
        split(p, x + w - side, cy + p.u(4), side - p.u(6), end - cy - p.u(8), 1)
        wide -= side + p.u(6)
    (cells.grid if p.chance(0.8) else ratings.ratings)(p, x + p.u(4), cy + p.u(4), wide, end - cy - p.u(8))


def calculator_window(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A window that is a calculator or a key pad."""
    look = p.look
    p.rect(x, y, x + w, y + h, look.ground, look.border)
    bar = look.base + p.u(p.rng.randint(8, 16))
    cy = y
    if p.chance(0.7):
        bars.title_bar(p, x + 1, cy + 1, w - 2, bar, p.words.label(2))
        cy += bar
    if p.chance(0.4):
        bars.menu_bar(p, x + 1, cy, w - 2, bar)
        cy += bar
    left, wide = x, w
    if w > p.u(460) and p.chance(0.5):  # a list of former results beside it
        side = w * 0.35
        lists.item_list(p, x + w - side, cy + 4, side - 4, y + h - cy - 8)
        wide = w - side
    if p.chance(0.85):
        pads.calculator(p, left + 2, cy + 2, wide - 4, y + h - cy - 4)
    else:
        pads.keys(
            p, left + p.u(6), cy + p.u(6), wide - p.u(12), y + h - cy - p.u(12), p.rng.choice(pads.PADS)
        )
