"""In: a region. Out: a list, a tree, a table with or without buttons in its rows, or a grid of icons that fills it."""

from __future__ import annotations

import itertools

from ppagent.train.drawn.controls import bare_tick, button, scroll_bar, tick_side
from ppagent.train.drawn.deeds import plain_deed
from ppagent.train.drawn.look import Colour, any_colour, light
from ppagent.train.drawn.painter import Painter
from ppagent.train.sheet import Box

MANY = 99
"""More rows than any region holds."""
ROW_ACTIONS = ("delete", "edit", "download", "share", "more", "copy", "play", "star", "view", "remove")
ROW_WORDS = (
    "Edit",
    "Delete",
    "Remove",
    "Open",
    "Download",
    "View",
    "Details",
    "Approve",
    "Add",
    "Select",
    "Install",
    "Reply",
)


def item_list(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Rows of texts: with icons, second lines, numbers at the right, buttons, as a tree, one of them selected."""
    rng, look = p.rng, p.look
    two = p.chance(0.2)
    close = look.base + p.u(rng.randint(3, 8))
    row = (close if p.chance(0.25) else look.row + p.u(rng.choice((0, 0, 6, 12)))) + (
        look.base + p.u(6) if two else 0
    )
    icons, numbers, lines, tree, files = (p.chance(share) for share in (0.55, 0.35, 0.3, 0.25, 0.2))
    action = rng.choice(ROW_ACTIONS) if p.chance(0.15) and w > p.u(180) else ""
    selected, limit = rng.randint(0, 10), rng.choice((MANY, MANY, rng.randint(3, 8)))
    if p.chance(0.5):
        p.rect(
            x, y, x + w, y + h, rng.choice((look.panel, look.inset)), look.border if p.chance(0.4) else None
        )
    if p.chance(0.15) and w > p.u(120):
        wide = p.u(rng.choice((8, 12, 14)))
        scroll_bar(p, x + w - wide, y, wide, h)
        w -= wide + 2
    if p.chance(0.15) and h > 3 * row:
        heading = p.fit(p.again("heading") or p.words.label(2), look.strong, w - p.u(16))
        p.text(x + p.u(8), y + look.base, heading, look.strong, role="heading")
        y, h, p.group = y + look.base * 2, h - look.base * 2, heading
    cy, pad, indent, place = y + p.u(rng.randint(2, 8)), p.u(rng.randint(6, 16)), 0, 0
    while cy + row < y + h and place < limit:
        box = (x, cy, x + w, cy + row)
        ink = p.ink
        if place == selected:
            fill = look.accent if p.chance(0.5) else look.bar
            p.rect(x + 2, cy, x + w - 2, cy + row, fill, None, look.radius)
            ink = look.on_accent if fill == look.accent else ink
        left = x + pad + indent
        if tree:
            if p.chance(0.5):
                p.wedge(left + p.u(3), cy + row / 2, p.u(3), rng.choice("rd"), look.muted)
            left += p.u(12)
            indent = max(0, min(p.u(48), indent + rng.choice((-1, 0, 0, 1)) * p.u(16)))
        _row(
            p,
            box,
            left,
            ink,
            two=two,
            icon=icons,
            number=numbers,
            action=action,
            file=files,
            selected=place == selected,
        )
        if lines:
            p.line(x + pad, cy + row - 1, x + w - pad, cy + row - 1)
        cy, place = cy + row, place + 1


def _row(
    p: Painter,
    box: Box,
    left: float,
    ink: Colour,
    *,
    two: bool,
    icon: bool,
    number: bool,
    action: str,
    file: bool,
    selected: bool,
) -> None:
    look, right, middle = p.look, box[2] - p.u(8), (box[1] + box[3]) / 2
    text = p.again("list item") or (
        p.words.file() if file else p.words.label() if p.chance(0.7) else p.words.phrase()
    )
    size = min(look.icon, int(box[3] - box[1]) - 2)
    if icon:
        p.icon(left, middle, size, text)
        left += size + p.u(8)
    end = right
    if action:
        end -= size + p.u(12)
    note = p.words.number() if number else ""
    room = end - left - (look.small.width(note) + p.u(14) if note else 0)
    if room < p.u(30):
        note, room = "", end - left
    upper = middle - (look.base * 0.6 if two else 0)
    shown = p.fit(text, look.text, room)
    role = "file" if file else "list item"
    click = (box[0], box[1], end, box[3]) if action else box
    p.text(left, upper, shown, colour=ink, role=role, box=click, state="selected" if selected else "")
    if note:
        p.text(end, middle, note, look.small, ink if selected else look.muted, align="r")
    if two:
        p.text(
            left,
            upper + look.base * 1.25,
            p.words.label(5),
            look.small,
            ink if selected else look.muted,
            room=room,
        )
    if action:
        around = (right - size - 3, middle - size / 2 - 3, right + 3, middle + size / 2 + 3)
        plain_deed(p, action, right - size, middle, size, around, shown, ink if selected else look.muted)


def table(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Columns with headings; rows may begin with a box to tick and end with buttons, which belong to the row's first cell."""
    rng, look = p.rng, p.look
    count = max(2, min(rng.randint(3, 7), int(w / (look.base * 6))))
    ticks, ending = p.chance(0.2), rng.choice(("", "", "", "icons", "words")) if w > p.u(320) else ""
    start, actions = x + (tick_side(p) + p.u(14) if ticks else 1), rng.sample(ROW_ACTIONS, rng.randint(1, 3))
    word = rng.sample([p.words.fixed(text) for text in ROW_WORDS[:6]], 1)[0]
    tail = {
        "": 0.0,
        "icons": (look.icon + p.u(12)) * len(actions) + p.u(6),
        "words": look.small.width(word) + p.u(28),
    }[ending]
    shares = [rng.uniform(0.6, 1.6) for _ in range(count)]
    unit = (x + w - 1 - tail - start) / sum(shares)
    edges = [start]
    for share in shares:
        edges.append(edges[-1] + share * unit)
    kinds, row = [rng.choice("wwnndl") for _ in range(count)], look.row + (p.u(6) if ending else 0)
    if not ending and p.chance(0.35):
        row = look.base + p.u(rng.randint(4, 9))
    striped, grid, whole = p.chance(0.4), p.chance(0.5), p.chance(0.25)
    p.rect(x, y, x + w, y + row, look.bar)
    _headings(p, y, row, edges)
    if ticks and p.chance(0.5):
        hit = (x, y, x + p.u(6) + tick_side(p) + 3, y + row)
        bare_tick(p, x + p.u(6), y + row / 2, "select all", hit, on=p.chance(0.1), group="")
    cy, place, limit = y + row, 0, rng.choice((MANY, rng.randint(3, 9)))
    while cy + row < y + h and place < limit:
        if striped and place % 2:
            p.rect(x, cy, x + w, cy + row, look.panel)
        first = _cells(p, cy, row, edges, kinds, (x, cy, x + w - tail, cy + row) if whole else None)
        if ticks:
            hit = (x, cy, x + p.u(6) + tick_side(p) + 3, cy + row)
            hint = f"Select {first}" if first else ""
            bare_tick(p, x + p.u(6), cy + row / 2, "select", hit, on=p.chance(0.3), group=first, hint=hint)
        _ending(p, x + w - tail, cy, row, ending, actions, word, first)
        if grid:
            p.line(x, cy, x + w - 1, cy)
        cy, place = cy + row, place + 1
    if grid:
        for edge in edges[1:-1]:
            p.line(edge, y, edge, cy - 1)


def _headings(p: Painter, y: float, row: int, edges: list[float]) -> None:
    sorted_by = p.rng.randint(0, 8)
    for place, (left, right) in enumerate(itertools.pairwise(edges)):
        text = p.again("heading") or p.words.short()
        room = right - left - p.u(10) - (p.u(14) if place == sorted_by else 0)
        p.text(
            left + p.u(6),
            y + row / 2,
            text,
            p.look.strong,
            room=room,
            role="heading",
            box=(left, y, right, y + row),
        )
        if place == sorted_by:
            p.wedge(right - p.u(9), y + row / 2, p.u(3), p.rng.choice("ud"), p.look.muted)


def _cells(p: Painter, cy: float, row: int, edges: list[float], kinds: list[str], whole: Box | None) -> str:
    """The cells of a row; returns what its first one says. ``whole``: the row itself is the thing to click."""
    first = ""
    for place, (left, right) in enumerate(itertools.pairwise(edges)):
        if place and p.chance(0.06):
            continue
        kind, room, box = kinds[place], right - left - p.u(10), (left, cy, right, cy + row)
        number = kind == "n" and place > 0
        text = p.words.number() if number else p.words.word() if kind == "w" else p.words.label()
        text = (p.again("link" if kind == "l" else "cell") or text) if not number else text
        text = p.fit(text, p.look.text, room)
        role = "link" if kind == "l" else "cell"
        if not place and whole:
            role, box = "row", whole
        at, align = (right - p.u(6), "r") if number else (left + p.u(6), "l")
        colour = p.look.accent if kind == "l" else None
        width = p.text(
            at,
            cy + row / 2,
            text,
            colour=colour,
            align=align,
            role=role,
            box=box,
            group="" if not place else first,
        )
        if not place and width:
            first = text
    return first


def _ending(
    p: Painter, x: float, cy: float, row: int, ending: str, actions: list[str], word: str, first: str
) -> None:
    look = p.look
    if ending == "words":
        high = min(row - 4, look.base + p.u(10))
        wide = look.small.width(word) + p.u(20)
        style = "o" if look.base % 2 else "b"
        button(p, x + p.u(4), cy + (row - high) / 2, wide, high, word, style, font=look.small, group=first)
    elif ending == "icons":
        for place, action in enumerate(actions):
            left, size = x + p.u(8) + place * (look.icon + p.u(12)), min(look.icon, row - 2)
            box = (left - p.u(5), cy, left + size + p.u(5), cy + row)
            plain_deed(p, action, left, cy + row / 2, size, box, first, look.muted)


def icon_grid(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Icons in rows and columns, as file managers, launchers and desktops show them, with names below or without."""
    rng, look = p.rng, p.look
    size = p.u(rng.choice((20, 24, 28, 32, 32, 40, 48)))
    named = p.chance(0.75)
    wide = max(size + p.u(16), p.u(rng.randint(56, 110)))
    high = size + (look.small.size * 2 if named else p.u(8)) + p.u(rng.randint(8, 24))
    tiles = rng.random()
    cy = y + p.u(6)
    while cy + high < y + h:
        cx = x + p.u(6)
        while cx + wide < x + w:
            if p.chance(0.9):
                _grid_cell(p, (cx, cy, cx + wide, cy + high), size, named=named, tiles=tiles)
            cx += wide
        cy += high


def _grid_cell(p: Painter, cell: Box, size: int, *, named: bool, tiles: float) -> None:
    look, rng = p.look, p.rng
    x, y, right, _bottom = cell
    text = ""
    if named:
        text = p.again("icon") or (p.words.file() if p.chance(0.2) else p.words.label(2))[:18].rstrip()
    left, edge, ink = x + (right - x - size) / 2, p.u(5), None
    plain = tiles < 0.6
    if tiles < 0.4:
        fill = any_colour(rng, 0, 220)
        p.rect(left - edge, y, left + size + edge, y + size + 2 * edge, fill, None, max(p.u(4), look.radius))
        ink = (255, 255, 255) if light(fill) < 150 else (10, 10, 10)
    elif tiles < 0.6:
        hue = any_colour(rng)
        ink = hue if abs(light(hue) - light(look.ground)) > 80 else None
    p.icon(left, y + edge + size / 2, size, text, ink, role="icon", box=None if named else cell, plain=plain)
    if named:
        shown = p.fit(text, look.small, right - x - 4)
        role = "file" if "." in text else "icon"
        p.text(
            (x + right) / 2,
            y + size + 2 * edge + look.small.size * 0.8,
            shown,
            look.small,
            align="c",
            role=role,
            box=cell,
        )
