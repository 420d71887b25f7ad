"""In: a sheet with something on it. Out: a menu, a dialog or a tooltip in front; what they hide is forgotten."""

from __future__ import annotations

from ppagent.train.drawn.look import mix
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.windows import dialog

KEYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789"


def menu(p: Painter) -> None:
    """An open menu: under one of the words of a menu bar, or anywhere; at times one that belongs to an entry beside it."""
    rng, look = p.rng, p.look
    count, row = rng.randint(3, 16), look.row if p.chance(0.6) else look.base + p.u(rng.randint(5, 12))
    w, h = p.u(rng.randint(130, 320)), count * row + p.u(8)
    if h > p.height - 10 or w > p.width - 10:
        return
    x, y = rng.randint(0, p.width - w - 1), rng.randint(0, p.height - h - 1)
    if p.menus and p.chance(0.7):
        under = rng.choice(p.menus)
        x, y = int(min(under[0], p.width - w - 1)), int(under[3])
        if y + h > p.height - 1:
            return
    before, p.echo = p.echo, max(p.echo, rng.choice((0.0, 0.0, 0.3)))
    hovered = rng.randint(0, 12)
    _panel(p, x, y, w, count, row, hovered)
    if hovered < count and p.chance(0.25):
        more, wide, top = rng.randint(2, 9), p.u(rng.randint(110, 220)), y + hovered * row
        left = x + w - 2 if x + w + wide < p.width else x - wide + 2
        if left > 0 and top + more * row + p.u(8) < p.height:
            _panel(p, left, top, wide, more, row, 99)
    p.echo = before


def menu_alone(p: Painter) -> int:
    """A menu as wide as the sheet, at its top; returns its lower edge in px."""
    row = p.look.base + p.u(p.rng.randint(5, 16))
    count = max(1, min(p.rng.randint(4, 16), (p.height - p.u(10)) // row))
    _panel(p, 0, 0, p.width, count, row, p.rng.randint(0, 20))
    return min(p.height, count * row + p.u(8))


def _panel(p: Painter, x: int, y: int, w: int, count: int, row: int, hovered: int) -> None:
    """The entries of one menu; in some most are faint, as what they do cannot be done."""
    rng, look = p.rng, p.look
    p.raise_panel(x, y, x + w, y + count * row + p.u(8), look.ground, look.radius)
    icons, shortcuts, ticked = p.chance(0.4), p.chance(0.5), p.chance(0.2)
    faint = rng.choice((0.0, 0.1, 0.1, 0.3, 0.6))
    for place in range(count):
        top = y + p.u(4) + place * row
        box = (x, top, x + w, top + row)
        if place == hovered:
            p.rect(x + 2, top, x + w - 2, top + row, look.bar, None, look.radius)
        entry(
            p,
            box,
            icons=icons,
            shortcut=shortcuts and p.chance(0.6),
            ticks=ticked,
            hovered=place == hovered,
            faint=faint,
        )
        if p.chance(0.12) and place < count - 1:
            p.line(x + p.u(6), top + row - 1, x + w - p.u(7), top + row - 1)


def entry(
    p: Painter,
    box: tuple[float, float, float, float],
    *,
    icons: bool,
    shortcut: bool,
    ticks: bool,
    hovered: bool,
    faint: float = 0.1,
) -> None:
    """One entry of a menu."""
    rng, look = p.rng, p.look
    left, right, middle = box[0] + p.u(10), box[2] - p.u(10), (box[1] + box[3]) / 2
    text = p.again("menu item") or (p.words.short(0.8) if p.chance(0.9) else p.words.label(3))
    state = "disabled" if p.chance(faint) else "selected" if hovered else ""
    ink = mix(p.ink, look.ground, 0.6) if state == "disabled" else p.ink
    if ticks:
        on = p.chance(0.4)
        if on:
            size = p.u(6)
            points = [
                (left, middle),
                (left + size * 0.5, middle + size * 0.5),
                (left + size * 1.3, middle - size * 0.6),
            ]
            p.pen.line(points, fill=ink, width=max(1, p.u(1.5)))
        state = state or ("on" if on else "")
        left += p.u(18)
    elif icons:
        size = min(look.icon, int(box[3] - box[1]) - 2)
        p.icon(left, middle, size, text, ink, state=state if state == "disabled" else "")
        left += look.icon + p.u(8)
    room = right - left - (p.u(60) if shortcut else p.u(14))
    p.text(left, middle, text, colour=ink, role="menu item", box=box, room=room, state=state)
    if shortcut:
        key = rng.choice(("Ctrl+", "Alt+", "Shift+", "Ctrl+Shift+", "F")) + rng.choice(KEYS)
        p.text(right, middle, p.fit(key, look.small, p.u(58)), look.small, look.muted, align="r")
    elif p.chance(0.12):
        p.wedge(right - p.u(2), middle, p.u(3), "r", ink)


def dialog_over(p: Painter) -> None:
    """A dialog about the middle of the sheet, what is behind it darkened at times."""
    rng, look = p.rng, p.look
    w = rng.randint(min(p.u(240), p.width - 20), min(p.width - 20, p.u(480)))
    h = rng.randint(min(p.u(120), p.height - 20), min(p.height - 20, p.u(340)))
    x = (p.width - w) // 2 + rng.randint(-p.width // 8, p.width // 8)
    y = (p.height - h) // 2 + rng.randint(-p.height // 8, p.height // 8)
    x, y = max(4, min(p.width - w - 4, x)), max(4, min(p.height - h - 4, y))
    if p.chance(0.3):
        p.dim()
    before, p.echo = p.echo, max(p.echo, rng.choice((0.0, 0.3, 0.6)))
    p.raise_panel(x, y, x + w, y + h, look.ground, look.radius)
    dialog(p, x, y, w, h, framed=p.chance(0.5))
    p.echo = before


def tooltip(p: Painter) -> None:
    """A word or two in a small box near the last icon that was drawn."""
    if not p.pictograms:
        return
    _, left, top, size = p.rng.choice(p.pictograms)
    text = p.words.label(2)
    wide, high = hint_size(p, text)
    x, y = left + size // 2, top + size + p.u(6)
    if x + wide <= p.width - 2 and y + high <= p.height - 2:
        hint_box(p, x, y, text, dark=p.chance(0.5))


def hint_size(p: Painter, text: str) -> tuple[float, float]:
    """Width and height of a small box with a text, px."""
    return p.look.small.width(text) + p.u(12), p.look.base + p.u(8)


def hint_box(p: Painter, x: float, y: float, text: str, *, dark: bool) -> None:
    """A small box with a text, its corner at a point; what it hides is forgotten."""
    look, (wide, high) = p.look, hint_size(p, text)
    fill = look.ink if dark else look.ground
    p.cover(x, y, x + wide, y + high)
    p.rect(x, y, x + wide, y + high, fill, look.border, p.u(3))
    p.text(
        x + wide / 2,
        y + high / 2,
        text,
        look.small,
        look.ground if fill == look.ink else look.ink,
        align="c",
        role="text",
    )
