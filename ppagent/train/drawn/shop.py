"""In: a region, or a whole page. Out: cards with icon buttons at their corners and feet, and pages that are lists of such rows or cards."""

from __future__ import annotations

from ppagent.train.drawn.controls import bare_tick, button, field, search_field, tick_side
from ppagent.train.drawn.deeds import KINDS, Manner, deed, note_of, title_of
from ppagent.train.drawn.lists import item_list
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.record import readable
from ppagent.train.drawn.rows import rows
from ppagent.train.drawn.texts import drawing
from ppagent.train.sheet import Box

_KINDS = tuple(kind for kind in KINDS if kind.titles in {"product", "song", "file", "host", "label"})
_CORNERS = ("heart", "star", "remove", "more", "more vertical", "pin", "bookmark", "compare")


def shelf(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Cards in rows; on every one a title, and 1 to 4 icon buttons or a box to tick in a corner, at the foot or beside the title."""
    rng, look = p.rng, p.look
    gap = p.u(rng.randint(6, 20))
    count = max(1, int(w / p.u(rng.randint(130, 300))))
    wide, high = (
        (w - gap * (count + 1)) / count,
        min(h - gap, float(p.u(rng.choice((60, 90, 130, 190, 240))))),
    )
    if wide < p.u(110) or high < p.u(44):
        rows(p, x, y, w, h)
        return
    kind, manner = rng.choice(_KINDS), Manner.of(p, p.u(34))
    most = max(1, min(4, int((wide - p.u(20)) / manner.pitch)))
    foot = rng.sample(kind.deeds, min(len(kind.deeds), rng.randint(1, most)))
    corner = rng.choice(_CORNERS) if p.chance(0.4) else ""
    foot = [name for name in foot if name[:4] != corner[:4]] or ["share"]
    ticked = p.chance(0.3)
    if (corner or ticked) and p.chance(0.3):
        foot = []
    pictured, at_right, words = high > p.u(120) and p.chance(0.8), p.chance(0.5), p.chance(0.25)
    word = p.words.fixed("Buy now", "Details", "Open", "Order", "Install", "Join", "View")
    cy, seen = y + gap // 2, set[str]()
    while cy + high < y + h:
        for place in range(count):
            title = title_of(p, kind)
            if title in seen or p.chance(0.03):
                continue
            seen.add(title)
            left = x + gap + place * (wide + gap)
            box = (left, cy, left + wide, cy + high)
            p.rect(*box, look.panel, look.border if p.chance(0.8) else None, look.radius)
            _card(
                p,
                box,
                title,
                (kind, manner, foot, corner),
                flags=(ticked, pictured, at_right),
                word=word if words else "",
            )
        cy += high + gap


def _card(p: Painter, box: Box, title: str, has: tuple, *, flags: tuple[bool, bool, bool], word: str) -> None:  # type: ignore[type-arg]
    kind, m, foot, corner = has
    ticked, pictured, at_right = flags
    look, pad = p.look, p.u(8)
    left, top, right, bottom = box
    cy = top + pad
    if pictured:
        tall = (bottom - top) * 0.45
        drawing(p, left + 1, top + 1, right - left - 2, tall)
        cy = top + tall + pad
    line = cy + look.base * 0.7
    low = bottom - pad - m.size / 2 - p.u(2)
    above = low - m.size / 2 - p.u(6)
    beside = (
        above < line + look.base * 0.7
    )  # no room for a line of its own: the buttons stand beside the title
    taken = (m.pitch * len(foot) if beside else 0) + (m.pitch if corner and not pictured else 0)
    side = tick_side(p)
    shift = side + p.u(8) if ticked and not pictured else 0
    room = right - left - 2 * pad - taken - shift
    shown = p.fit(title, look.strong, room)
    hit = (left + shift + 3, cy - 2, right - taken - pad, line + look.base)
    if not p.text(left + pad + shift, line, shown, look.strong, role="link", box=hit):
        return
    shown = title if readable(title, shown) else shown
    p.group, before = shown, p.group
    if not beside and above > line + look.base * 2.1:
        p.text(left + pad, line + look.base * 1.5, note_of(p, kind), look.small, look.muted, room=room)
    edge = right - pad
    if corner:
        at = top + pad + m.size / 2 + p.u(2) if pictured else line
        if pictured:
            p.disc(edge - m.size / 2, at, m.size * 0.75, look.panel)
        around = (edge - m.size - p.u(5), at - m.size / 2 - p.u(5), edge + p.u(5), at + m.size / 2 + p.u(5))
        deed(p, m, corner, edge - m.size, at, around, shown)
        if not pictured and beside:
            edge -= m.pitch
    if ticked:
        at = top + pad + side / 2 if pictured else line
        around = (left + pad - 3, at - side / 2 - 3, left + pad + side + 3, at + side / 2 + 3)
        name = p.rng.choice(("select", "select", "compare")) if corner != "compare" else "select"
        bare_tick(p, left + pad, at, name, around, on=p.chance(0.2), group=shown)
    at = line if beside else low
    start = edge - m.pitch * len(foot) + (m.pitch - m.size) if at_right or beside else left + pad
    if word and not beside:
        wide, high = look.small.width(word) + p.u(20), min(m.size + p.u(8), look.base + p.u(10))
        if wide + m.pitch * len(foot) < right - left - 3 * pad:
            spot = left + pad if at_right else right - pad - wide
            button(
                p,
                spot,
                at - high / 2,
                wide,
                high,
                word,
                "f" if look.base % 2 else "o",
                font=look.small,
                group=shown,
            )
    for name in foot:
        deed(
            p,
            m,
            name,
            start,
            at,
            (start - p.u(3), at - m.size / 2 - p.u(5), start + m.size + p.u(3), at + m.size / 2 + p.u(5)),
            shown,
        )
        start += m.pitch
    p.group = before


def listing(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """What a program in a page is made of: at times folders at the left, a search field above, and rows or cards."""
    rng = p.rng
    if p.chance(0.4) and w > p.u(600):
        wide = p.u(rng.randint(130, 240))
        with p.grouped(p.group):
            item_list(p, x, y, wide, h)
        x, w = x + wide + p.u(12), w - wide - p.u(12)
    elif p.chance(0.4) and w > p.u(760):
        narrow = p.u(rng.randint(560, 760))
        x, w = x + (w - narrow) / 2, float(narrow)
    tall = p.look.base + p.u(12)
    if p.chance(0.35) and h > 5 * tall:
        if p.chance(0.6):
            search_field(p, x, y, min(w, p.u(rng.randint(140, 420))), tall)
        else:
            field(p, x, y, min(w * 0.7, p.u(420)), tall, "", placeholder=p.words.label(3))
            text = p.words.fixed("Add", "Create", "New", "Invite")
            button(
                p, x + min(w * 0.7, p.u(420)) + p.u(8), y, p.look.text.width(text) + p.u(24), tall, text, "f"
            )
        y, h = y + tall + p.u(8), h - tall - p.u(8)
    if w > p.u(480) and h > p.u(300) and p.chance(0.2):
        half = w * rng.uniform(0.4, 0.6)
        rows(p, x, y, half - p.u(8), h)
        rng.choice((rows, shelf))(p, x + half + p.u(8), y, w - half - p.u(8), h)
        return
    rng.choice((rows, rows, shelf))(p, x, y, w, h)
