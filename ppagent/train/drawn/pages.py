"""In: an empty sheet. Out: a web page, a desktop with windows, or the screen of a telephone on the whole of it."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ppagent.train.drawn import bars, forms, lists, rows, shop, texts
from ppagent.train.drawn.browser import browser_head
from ppagent.train.drawn.controls import button, search_field
from ppagent.train.drawn.layout import split
from ppagent.train.drawn.look import WHITE, any_colour
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.taskbar import EDGES, Edge, dock, places, task_bar
from ppagent.train.drawn.windows import window

_BARE = 0.2
"""Share of the desktops on which no window is open."""


def web(p: Painter) -> None:
    """A page with a head, at times a banner, columns, and a foot; one time in four in a browser."""
    rng, look, width, height = p.rng, p.look, p.width, p.height
    y = browser_head(p, 0, 0, width) if p.chance(0.25) and height > p.u(360) and width > p.u(420) else 0.0
    high = p.u(rng.randint(40, 72))
    _head(p, y, high)
    y += high + p.u(6)
    if p.chance(0.4):
        high = p.u(rng.randint(80, 180))
        p.rect(0, y, width, y + high, look.panel)
        p.text(
            width / 2,
            y + high * 0.3,
            p.fit(p.words.label(4), look.title, width - 20),
            look.title,
            align="c",
            role="heading",
        )
        words = p.fit(p.words.sentence(8), look.text, width - p.u(40))
        p.text(width / 2, y + high * 0.55, words, colour=look.muted, align="c")
        text, tall = p.words.label(2), look.base + p.u(16)
        wide = look.text.width(text) + p.u(40)
        button(p, width / 2 - wide / 2, y + high * 0.7, wide, tall, text, "f")
        y += max(high, high * 0.7 + tall + 4) + p.u(8)
    margin = p.u(rng.choice((0, 10, 40)))
    foot = height - (p.u(rng.randint(30, 80)) if p.chance(0.4) else 0)
    place = margin + p.u(6), y, width - 2 * margin - p.u(12), foot - y - p.u(4)
    if p.chance(0.3):
        shop.listing(p, *place)
    else:
        split(p, *place, rng.randint(1, 3))
    if foot < height:
        p.rect(0, foot, width, height, look.bar)
        tall = look.base + p.u(8)
        bars.menu_bar(p, p.u(10), foot + (height - foot - tall) / 2, width - p.u(20), tall, role="link")


def _head(p: Painter, top: float, high: int) -> None:
    """The name of the site, links, icons, a field to search or to sign in."""
    rng, look, width = p.rng, p.look, p.width
    ground = rng.choice((look.panel, look.ground, look.accent, look.bar))
    ink = look.on_accent if ground == look.accent else p.ink
    middle = top + high / 2
    p.rect(0, top, width, top + high, ground)
    name = p.words.word().capitalize() + p.words.word().capitalize()
    cx = p.u(46) + p.text(p.u(16), middle, name, look.title, ink, role="link")
    right = float(width - p.u(16))
    for _ in range(rng.randint(0, 3)):
        right -= look.icon + p.u(10)
        box = (
            right - p.u(5),
            middle - look.icon / 2 - p.u(6),
            right + look.icon + p.u(5),
            middle + look.icon / 2 + p.u(6),
        )
        if right - p.u(8) > cx:
            p.icon(right, middle, look.icon, colour=ink, role="button", box=box, plain=ground == look.accent)
    if p.chance(0.5):
        text = (
            p.words.fixed("Sign in", "Log in", "Sign up", "Get started")
            if p.chance(0.6)
            else p.words.label(1)
        )
        wide, tall = look.text.width(text) + p.u(24), look.base + p.u(14)
        if right - wide - p.u(10) > cx and tall < high:
            button(
                p,
                right - wide - p.u(10),
                middle - tall / 2,
                wide,
                tall,
                text,
                rng.choice("ob") if ground == look.accent else "",
            )
            right -= wide + p.u(10)
    wide, tall = p.u(rng.randint(120, 300)), look.base + p.u(12)
    if p.chance(0.4) and right - wide - p.u(10) > cx and tall < high:
        right -= wide + p.u(10)
        search_field(p, right, middle - tall / 2, wide, tall)
    for _ in range(rng.randint(3, 8)):
        text = p.again("link") or p.words.short(0.7)
        wide = look.text.width(text)
        if cx + wide > right - p.u(16):
            break
        p.text(cx, middle, text, colour=ink, role="link")
        cx += wide + p.u(rng.randint(14, 34))


def wallpaper(p: Painter) -> None:
    """One colour, soft colours or a picture behind everything."""
    rng, share = p.rng, p.rng.random()
    if share < 0.5:
        p.rect(0, 0, p.width, p.height, any_colour(rng, 0, 200))
    elif share < 0.8:
        side = rng.randint(2, 4)
        levels = np.random.default_rng(rng.getrandbits(32)).integers(0, 200, (side, side, 3), dtype=np.uint8)
        p.image.paste(Image.fromarray(levels).resize((p.width, p.height), Image.Resampling.BICUBIC), (0, 0))
    else:
        texts.drawing(p, 0, 0, p.width, p.height)


def _menus(p: Painter) -> list[str]:
    """What the menu bar of a program holds."""
    usual = ("File", "Edit", "View", "Go", "Search", "Bookmarks", "Tools", "Document", "Window", "Help")
    names = [p.words.fixed(name) if p.chance(0.7) else p.words.short(0.9) for name in usual]
    return [name for name in dict.fromkeys(names) if len(name) < 16][: p.rng.randint(4, 8)]


def maximised(p: Painter) -> None:
    """One window on the whole screen but for a task bar that names it and others."""
    rng = p.rng
    title = p.words.label(4) if p.chance(0.5) else f"{p.words.file()} - {p.words.word().capitalize()}"
    p.words.echoes = [title]
    edge: Edge = "top" if p.chance(0.33) else "bottom"
    bar, room = places(p.width, p.height, edge, p.u(rng.randint(22, 46)))
    others = [title, *(p.words.short() for _ in range(rng.choice((0, 0, 1))))]
    task_bar(p, bar, others)
    left, top, right, bottom = room
    window(p, left, top, right - left, bottom - top, rng.randint(1, 3), title=title)


def desktop(p: Painter) -> None:
    """A wallpaper, a task bar or a dock, icons and one to three windows; at times it is bare, as most tasks find it."""
    rng, look, width, height = p.rng, p.look, p.width, p.height
    wallpaper(p)
    bare = p.chance(_BARE)
    titles = [] if bare else [p.words.label(4) for _ in range(rng.randint(1, 3))]
    p.words.echoes = titles
    if len(titles) > 1 and p.chance(0.5):  # several windows of one program
        p.words.menus = _menus(p)
        if p.chance(0.5):
            name = p.words.word().capitalize()
            titles[:] = [f"{title} - {name}" for title in titles]
    edge = rng.choice(EDGES)
    deep = (
        p.u(rng.randint(24, 46)) if edge in {"top", "bottom"} else p.u(rng.choice((36, 44, 52, 64, 150, 190)))
    )
    bar, room = places(width, height, edge, deep)
    docked = p.chance(0.15)
    if not docked:
        task_bar(p, bar, titles)
    left, top, right, bottom = room
    if p.chance(0.6):
        p.ink = WHITE
        most = bottom - top - 8
        high = rng.randint(min(most, p.u(90)), most) if bare else most
        lists.icon_grid(p, left + 4, top + 4, p.u(rng.randint(90, 220)), high)
        p.ink = look.ink
    for title in titles:
        w = rng.randint(int((right - left) * 0.4), int((right - left) * 0.9))
        h = rng.randint(int((bottom - top) * 0.4), int((bottom - top) * 0.95))
        x, y = rng.randint(left, right - w), rng.randint(top, bottom - h)
        p.cover(x, y, x + w, y + h)
        window(p, x, y, w, h, rng.randint(1, 2), title=title)
    if docked:
        dock(p, width, height)


def mobile(p: Painter) -> None:
    """The screen of a telephone: its status, the title of the app with icons, what it shows, and what else it has below."""
    rng, look, width, height = p.rng, p.look, p.width, p.height
    y, high = p.u(24), p.u(rng.randint(48, 60))
    p.text(p.u(12), y / 2, f"{rng.randint(0, 23)}:{rng.randint(0, 59):02}", look.small)
    for place, meaning in enumerate(("battery", "wifi", "signal")[: rng.randint(0, 3)]):
        p.icon(width - p.u(26) - place * p.u(20), y / 2, p.u(14), meaning, role="icon", plain=True)
    ground = look.accent if p.chance(0.4) else look.panel
    ink = look.on_accent if ground == look.accent else p.ink
    p.rect(0, y, width, y + high, ground)
    size, middle, left, right = p.u(24), y + high / 2, p.u(16), float(width - p.u(12))
    if p.chance(0.8):
        p.icon(left, middle, size, rng.choice(("arrow left", "menu", "close", "chevron left")), ink, role="button",
               box=(left - p.u(12), y, left + size + p.u(12), y + high), plain=True)  # fmt: skip
        left += size + p.u(18)
    for _ in range(rng.randint(0, 3)):
        right -= size + p.u(18)
        p.icon(
            right,
            middle,
            size,
            "",
            ink,
            role="button",
            box=(right - p.u(9), y, right + size + p.u(9), y + high),
            plain=True,
        )
    p.text(left, middle, p.words.label(2), look.title, ink, room=right - left - p.u(8), role="heading")
    y += high
    foot = height
    if p.chance(0.6):
        foot = height - p.u(60)
        _bottom_bar(p, foot)
    if p.chance(0.2):
        bars.tabs(p, 0, y, width, look.base + p.u(24))
        y += look.base + p.u(24)
    if p.chance(0.25):
        search_field(p, p.u(12), y + p.u(8), width - p.u(24), look.base + p.u(24))
        y += look.base + p.u(40)
    look.row = max(look.row, p.u(44))
    fillers = (
        lists.item_list,
        forms.settings,
        forms.form,
        texts.cards,
        texts.article,
        lists.icon_grid,
        forms.buttons,
        rows.rows,
        rows.rows,
        shop.shelf,
    )
    rng.choice(fillers)(p, p.u(6), y + p.u(4), width - p.u(12), foot - y - p.u(8))
    if p.chance(0.3):
        radius = p.u(28)
        cx, cy = width - p.u(16) - radius, foot - p.u(16) - radius
        p.cover(cx - radius, cy - radius, cx + radius, cy + radius)
        p.disc(cx, cy, radius, look.accent)
        p.icon(cx - p.u(12), cy, p.u(24), rng.choice(("add", "edit", "")), look.on_accent, role="button", plain=True,
               box=(cx - radius, cy - radius, cx + radius, cy + radius))  # fmt: skip


def _bottom_bar(p: Painter, y: int) -> None:
    """Icons with words, one of them selected, at the foot of a telephone's screen."""
    rng, look, count = p.rng, p.look, p.rng.randint(3, 5)
    wide, chosen = p.width / count, rng.randint(0, count - 1)
    p.rect(0, y, p.width, p.height, look.panel, look.border)
    for place in range(count):
        text, ink = p.words.short(), look.accent if place == chosen else look.muted
        text = p.fit(text, look.small, wide - 4)
        cx, box = (place + 0.5) * wide, (place * wide, y, (place + 1) * wide, p.height)
        p.icon(cx - p.u(12), y + p.u(20), p.u(24), text, ink, role="icon", plain=True)
        state = "selected" if place == chosen else ""
        p.text(cx, y + p.u(46), text, look.small, ink, align="c", role="tab", box=box, state=state)
