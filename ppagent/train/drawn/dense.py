"""In: a region. Out: close rows with names that are like each other: lists, trees, columns of boxes to tick, tables of permissions."""

from __future__ import annotations

from collections.abc import Iterator

from ppagent.train.drawn.controls import bare_tick, scroll_bar, tick, tick_side
from ppagent.train.drawn.look import Colour, mix, shade
from ppagent.train.drawn.painter import Painter
from ppagent.train.sheet import Box

_BEGINNINGS = (
    "Show",
    "Display",
    "Enable",
    "Use",
    "Highlight",
    "Always show",
    "Allow",
    "Hide",
    "Remember",
    "Ask before",
    "Check",
    "Warn about",
    "Keep",
    "Load",
)


def alike(p: Painter) -> Iterator[str]:
    """Names without end, no two the same; most of some have words in common."""
    rng, words, seen = p.rng, p.words, set[str]()
    way = rng.random()
    first = words.fixed(*_BEGINNINGS) if p.chance(0.6) else words.word().capitalize()
    second, number = words.lower(), rng.randint(0, 90)
    while True:
        if p.chance(0.08):
            second = words.lower()
        if way < 0.25:
            name = (
                f"{first} {second} {words.lower()}" if p.chance(0.7) else f"{first} {words.lower()} {second}"
            )
        elif way < 0.4:
            name = (
                f"{words.word().capitalize()} {second}"
                if p.chance(0.6)
                else f"{words.word().capitalize()} {words.lower()} {second}"
            )
        elif way < 0.5:
            number += 1
            name = f"{second.capitalize()} {number}" if p.chance(0.8) else words.label(2)
        elif way < 0.6:
            name = (
                words.file()
                if p.chance(0.6)
                else f"{second}_{words.lower()}.{rng.choice(('txt', 'png', 'c', 'h', 'py'))}"
            )
        elif way < 0.75:
            name = words.phrase()
        else:
            name = words.label(3)
        if name not in seen:
            seen.add(name)
            yield name
        elif p.chance(0.2):
            way = 0.9


def _row(p: Painter) -> int:
    """Px of a close row: 17 to 24 at scale 1, more for large letters."""
    return max(p.u(p.rng.randint(17, 24)), p.look.base + p.u(p.rng.randint(3, 6)))


def dense_list(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A list or tree with close rows."""
    rng, look = p.rng, p.look
    x, y, w = int(x), int(y), int(w)
    row, end, small = _row(p), y + h, p.chance(0.3)
    font = look.small if small else look.text
    if w < p.u(70):
        return
    if p.chance(0.6):
        p.rect(x, y, x + w, end, look.inset, look.border if p.chance(0.6) else None)
    if p.chance(0.3) and h > 5 * row:
        wide = p.u(rng.choice((10, 12, 14)))
        scroll_bar(p, x + w - wide, y, wide, h)
        w -= wide + 1
    if p.chance(0.25):
        p.rect(x, y, x + w, y + row, look.bar)
        p.text(x + p.u(6), y + row / 2, p.words.short(), look.strong, room=w * 0.6, role="heading")
        y += row
    tree, icons, numbers = p.chance(0.4), p.chance(0.5), p.chance(0.25) and w > p.u(220)
    boxes = p.chance(0.3)
    lines, striped, selected = p.chance(0.25), p.chance(0.3), rng.randint(0, 20)
    size, level, place, cy = min(p.u(16), row - 2), 0, 0, y + rng.randint(0, 3)
    for usual in alike(p):
        if cy + row > end:
            return
        box, ink = (x, cy, x + w, cy + row), None
        name = p.again("list item") or usual
        if place == selected:
            fill = look.accent if p.chance(0.6) else mix(look.inset, look.accent, 0.25)
            p.rect(*box, fill)
            ink = look.on_accent if fill == look.accent else None
        elif striped and place % 2:
            p.rect(*box, shade(look.inset, -8 if not look.dark else 8))
        if lines:
            p.line(x, cy + row - 1, x + w - 1, cy + row - 1)
        left = x + p.u(4) + level * p.u(14)
        number = p.words.number() if numbers and p.chance(0.8) else ""
        far = look.small.width(number) + p.u(14) if number else 0
        before = (
            (p.u(14) if tree else 0)
            + (tick_side(p) + p.u(6) if boxes else 0)
            + (size + p.u(5) if icons else 0)
        )
        shown = p.fit(name, font, x + w - left - before - far - p.u(4))
        if shown:
            _leading(p, left, box, shown, (tree, boxes, size if icons else 0), ink)
            hit = (left + before - 2 if boxes or tree else x, cy, x + w, cy + row)
            role = "file" if "." in name and icons else "list item"
            p.text(
                left + before,
                cy + row / 2,
                shown,
                font,
                ink,
                role=role,
                box=hit,
                state="selected" if place == selected else "",
            )
            if number:
                p.text(x + w - p.u(6), cy + row / 2, number, look.small, ink or look.muted, align="r")
        if tree:
            level = max(0, min(4, level + rng.choice((-1, 0, 0, 0, 1))))
        cy, place = cy + row, place + 1


def _leading(
    p: Painter, left: float, box: Box, name: str, has: tuple[bool, bool, int], ink: Colour | None
) -> None:
    """What stands before a name: what opens a branch, a box to tick, an icon."""
    tree, boxes, icon = has
    look, middle = p.look, (box[1] + box[3]) / 2
    if tree:
        if p.chance(0.5):
            opened = p.chance(0.5)
            cx, half = left + p.u(6), p.u(4)
            if look.radius == 0 and look.base % 2:
                p.rect(cx - half, middle - half, cx + half + 1, middle + half + 1, look.inset, look.border)
                p.line(cx - half / 2, middle, cx + half / 2, middle, p.ink)
                if not opened:
                    p.line(cx, middle - half / 2, cx, middle + half / 2, p.ink)
            else:
                p.wedge(cx, middle, p.u(3), "d" if opened else "r", ink or look.muted)
            mark = (cx - half - 1, middle - half - 1, cx + half + 2, middle + half + 2)
            hit = (left - p.u(2), box[1], left + p.u(12), box[3])
            p.mark("button", "collapse" if opened else "expand", hit, ink=mark, written=False, group=name)
        left += p.u(14)
    if boxes:
        side = tick_side(p)
        hit = (left - 2, box[1], left + side + 2, box[3])
        bare_tick(p, left, middle, "select", hit, on=p.chance(0.4), group=name)
        left += side + p.u(6)
    if icon:
        p.icon(left, middle, icon, name, role="")


def tick_column(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Boxes to tick or radio buttons with their words, close below each other, in one or two columns, under headings at times."""
    rng, look = p.rng, p.look
    row, end = _row(p), y + h
    columns = 2 if w > p.u(420) and p.chance(0.4) else 1
    wide, names = w / columns, alike(p)
    if wide < p.u(90):
        return
    for column in range(columns):
        cy, left = y + p.u(2), x + column * wide + p.u(4)
        radio, level, chosen = p.chance(0.15), 0, rng.randint(0, 8)
        place, limit = 0, rng.choice((99, 99, rng.randint(4, 12)))
        while cy + row < end and place < limit:
            if p.chance(0.07) and cy + 3 * row < end:
                cy += row // 2
                heading = p.fit(p.words.label(2), look.strong, wide - p.u(20))
                if p.text(left, cy + row / 2, heading, look.strong, role="heading"):
                    p.group = heading
                cy, level, radio = cy + row, rng.choice((0, 1)), p.chance(0.15)
            on, indent = (place == chosen) if radio else p.chance(0.4), level * p.u(14)
            role = "radio button" if radio else "check box"
            state = "disabled" if p.chance(0.04) else ""
            tick(
                p,
                left + indent,
                cy + row / 2,
                next(names),
                room=wide - p.u(12) - indent,
                on=on,
                role=role,
                state=state,
            )
            cy, place = cy + row, place + 1


def permissions(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A table of names whose columns are boxes to tick: each belongs to its row and goes by its column."""
    rng, look = p.rng, p.look
    row, end = _row(p), y + h
    heads = [p.words.short(0.7)[:14].rstrip() for _ in range(rng.randint(1, 5))]
    heads = list(dict.fromkeys(heads))
    step = max(p.u(40), max(look.small.width(head) for head in heads) + p.u(14))
    first = w - step * len(heads)
    if first < p.u(90):
        dense_list(p, x, y, w, h)
        return
    p.rect(x, y, x + w, y + row, look.bar)
    p.text(x + p.u(6), y + row / 2, p.words.short(), look.strong, room=first - p.u(12), role="heading")
    for place, head in enumerate(heads):
        p.text(x + first + (place + 0.5) * step, y + row / 2, head, look.small, align="c", role="heading")
    cy, side, lines, striped, count = y + row, tick_side(p), p.chance(0.4), p.chance(0.4), 0
    for name in alike(p):
        if cy + row > end:
            return
        box = (x, cy, x + w, cy + row)
        if striped and count % 2:
            p.rect(*box, look.panel)
        if lines:
            p.line(x, cy + row - 1, x + w - 1, cy + row - 1)
        shown = p.fit(name, look.text, first - p.u(12))
        if p.text(x + p.u(6), cy + row / 2, shown, role="cell", box=(x, cy, x + first, cy + row)):
            for place, head in enumerate(heads):
                left = x + first + place * step
                hit = (left, cy, left + step, cy + row)
                bare_tick(p, left + (step - side) / 2, cy + row / 2, head, hit, on=p.chance(0.4), group=shown)
        cy, count = cy + row, count + 1
