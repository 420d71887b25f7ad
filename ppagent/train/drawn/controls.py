"""In: a place and a label. Out: one control there: button, field, box to tick, switch, slider, number field, scroll bar."""

from __future__ import annotations

from ppagent.train.drawn.fonts import Font
from ppagent.train.drawn.look import WHITE, mix
from ppagent.train.drawn.painter import Painter
from ppagent.train.sheet import Box

FILLED, OUTLINED, RAISED, BARE = "fobg"
"""Styles of buttons."""


def button(
    p: Painter,
    x: float,
    y: float,
    w: float,
    h: float,
    text: str,
    style: str = "",
    *,
    icon: str | None = None,
    font: Font | None = None,
    state: str = "",
    hint: str = "",
    role: str = "button",
    group: str | None = None,
) -> None:
    """A button with a text, an icon (``icon``: its meaning, "" for any), or both."""
    look, style, font = p.look, style or p.rng.choice("fobg"), font or p.look.text
    colour, behind = p.ink, look.ground
    if style == FILLED:
        p.rect(x, y, x + w, y + h, look.accent, None, look.radius)
        colour, behind = look.on_accent, look.accent
    elif style == OUTLINED:
        p.rect(x, y, x + w, y + h, None, look.border, look.radius)
    elif style == RAISED:
        p.rect(x, y, x + w, y + h, look.bar, look.border if p.chance(0.5) else None, look.radius)
    elif p.chance(0.5):
        colour = look.accent
    if state == "disabled":
        colour = mix(colour, behind, 0.6)
    box = (x, y, x + w, y + h)
    if icon is None:
        p.text(
            x + w / 2,
            y + h / 2,
            text,
            font,
            colour,
            align="c",
            role=role,
            box=box,
            state=state,
            hint=hint,
            group=group,
        )
        return
    size, gap = min(look.icon, int(h) - 4), p.u(6)
    wide = font.width(text) + gap if text else 0
    left = x + (w - wide - size) / 2
    p.icon(
        left,
        y + h / 2,
        size,
        icon,
        colour,
        role="" if text else role,
        box=box,
        plain=style == FILLED,
        state=state,
        group=group,
    )
    if text:
        p.text(
            left + size + gap,
            y + h / 2,
            text,
            font,
            colour,
            role=role,
            box=box,
            state=state,
            hint=hint,
            group=group,
        )


def field(
    p: Painter,
    x: float,
    y: float,
    w: float,
    h: float,
    name: str,
    *,
    value: str = "",
    placeholder: str = "",
    role: str = "field",
    state: str = "",
    hidden: bool = False,
) -> None:
    """A field named by what is printed beside it; nameless ones go by their placeholder.

    A combo box or spin button is one with that ``role`` and arrows; ``hidden``: a password.
    """
    look, box = p.look, (x, y, x + w, y + h)
    fill = look.panel if state == "disabled" else look.inset
    line = look.accent if state == "selected" else look.border
    if p.look.radius == 0 and p.chance(0.15):
        p.rect(x, y, x + w, y + h, fill)
        p.line(x, y + h - 1, x + w - 1, y + h - 1, line)
    else:
        p.rect(x, y, x + w, y + h, fill, line, look.radius)
    arrows = _arrows(p, x, y, w, h, name, role)
    ink: tuple[float, float, float, float] | None = None
    shown = "*" * len(value) if hidden else value
    shown = p.fit(shown or placeholder, look.text, w - p.u(14) - arrows)
    colour = p.ink if value else look.muted
    width = p.text(
        x + p.u(8), y + h / 2, shown, colour=mix(colour, fill, 0.5) if state == "disabled" else colour
    )
    if width:
        half = look.base * 0.5
        ink = (x + p.u(8), y + h / 2 - half, x + p.u(8) + width, y + h / 2 + half)
    if name:
        p.mark(role, name, box, ink=ink, state=state, value=shown if value and width and not hidden else "",
               hint=shown if placeholder and not value and width else "")  # fmt: skip
    elif width and (role != "field" or (placeholder and not value)):
        # With no words beside it, it goes by what is in it.
        p.mark(role, shown, box, ink=ink, state=state)
    if state == "selected":
        p.line(x + p.u(9) + width, y + 4, x + p.u(9) + width, y + h - 5, p.ink)


def _arrows(p: Painter, x: float, y: float, w: float, h: float, name: str, role: str) -> int:
    """What a combo box or spin button has at its right end; px it takes."""
    right, middle, look = x + w, y + h / 2, p.look
    if role == "combo box":
        if p.chance(0.3):
            p.line(right - p.u(22), y + 3, right - p.u(22), y + h - 4)
        p.wedge(right - p.u(12), middle, p.u(4), "d", p.ink)
        return p.u(22)
    if role != "spin button":
        return 0
    if p.chance(0.5):
        p.wedge(right - p.u(10), middle - h / 5, p.u(3), "u", p.ink)
        p.wedge(right - p.u(10), middle + h / 5, p.u(3), "d", p.ink)
        return p.u(20)
    for place, sign in enumerate("+-"):
        left = right - (place + 1) * h
        p.line(left, y + 2, left, y + h - 3)
        box = (left, y, left + h, y + h)
        p.text(left + h / 2, middle, sign, look.text, align="c", role="button", box=box, group=name,
               hint="increase" if sign == "+" else "decrease")  # fmt: skip
    return int(2 * h)


def tick(
    p: Painter,
    x: float,
    yc: float,
    text: str,
    *,
    room: float,
    on: bool,
    role: str = "check box",
    state: str = "",
    group: str | None = None,
    font: Font | None = None,
) -> float:
    """A check box or radio button with its text, or alone when there is none; returns the px it takes."""
    look, font = p.look, font or p.look.text
    side = tick_side(p)
    top = yc - side / 2
    round_ = role == "radio button"
    fill = look.accent if on and (not round_ or p.chance(0.5)) else look.inset
    line = look.border if not on or p.chance(0.5) else look.accent
    p.rect(x, top, x + side, top + side, fill, line, side if round_ else p.u(2))
    mark = look.on_accent if fill == look.accent else look.accent
    if on and round_:
        p.disc(x + side / 2, yc, side * 0.2, mark)
    elif on:
        points = [
            (x + side * 0.2, yc),
            (x + side * 0.42, yc + side * 0.24),
            (x + side * 0.8, yc - side * 0.24),
        ]
        p.pen.line(points, fill=mark, width=max(1, side // 7))
    shown = p.fit(text, font, room - side - p.u(8))
    left = x + side + p.u(8)
    box = (x - 2, yc - side / 2 - 3, left + font.width(shown) + 4, yc + side / 2 + 3)
    colour = mix(p.ink, look.ground, 0.6) if state == "disabled" else p.ink
    width = p.text(left, yc, shown, font, colour)
    if width:
        half = font.capital / 2
        p.mark(
            role,
            shown,
            box,
            ink=(left, yc - half, left + width, yc + half),
            state="on" if on else "off",
            group=group,
        )
    return side + p.u(8) + width


def tick_side(p: Painter) -> int:
    """Px of the side of a check box."""
    return max(p.u(11), p.look.base - 1)


def bare_tick(
    p: Painter, x: float, yc: float, name: str, box: Box, *, on: bool, group: str, hint: str = ""
) -> None:
    """A check box without a word, in a row or on a card; ``box``: where a click hits it."""
    side = tick_side(p)
    tick(p, x, yc, "", room=0, on=on)
    ink = (x, yc - side / 2, x + side, yc + side / 2)
    state = "on" if on else "off"
    p.mark("check box", name, box, ink=ink, written=False, state=state, group=group, hint=hint)


def switch(p: Painter, right: float, yc: float, name: str, *, on: bool, group: str | None = None) -> float:
    """A switch that ends at ``right``; returns the px it takes."""
    look, wide, high = p.look, p.u(30), p.u(16)
    if p.chance(0.3):
        wide, high = p.u(40), p.u(22)
    left, top = right - wide, yc - high / 2
    p.rect(left, top, right, top + high, look.accent if on else look.muted, None, int(high // 2))
    knob = right - high / 2 if on else left + high / 2
    p.disc(knob, yc, high / 2 - p.u(2), WHITE)
    p.mark("switch", name, (left, top, right, top + high), state="on" if on else "off", group=group)
    return wide


def slider(p: Painter, x: float, yc: float, w: float, name: str, *, group: str | None = None) -> None:
    """A slider with its handle somewhere."""
    look, share = p.look, p.rng.random()
    at, half, reach = x + w * share, p.u(2), p.u(6)
    p.rect(x, yc - half, x + w, yc + half, look.bar, look.border if p.chance(0.3) else None, half)
    p.rect(x, yc - half, at, yc + half, look.accent, None, half)
    if p.chance(0.7):
        p.disc(at, yc, reach, look.accent if p.chance(0.6) else WHITE, look.border)
    else:
        p.rect(at - reach / 2, yc - reach, at + reach / 2, yc + reach, look.bar, look.border, p.u(2))
    box = (x - 2, yc - reach - 2, x + w + 2, yc + reach + 2)
    p.mark(
        "slider",
        name,
        box,
        ink=(at - reach, yc - reach, at + reach, yc + reach),
        value=str(round(100 * share)),
        group=group,
    )


def progress(p: Painter, x: float, yc: float, w: float) -> None:
    """A bar that is partly full; it cannot be clicked."""
    half = p.u(p.rng.choice((2, 4, 8)))
    p.rect(
        x, yc - half, x + w, yc + half, p.look.bar, p.look.border if p.chance(0.4) else None, p.look.radius
    )
    p.rect(x, yc - half, x + w * p.rng.random(), yc + half, p.look.accent, None, p.look.radius)


def scroll_bar(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """An upright scroll bar that fills the place, arrows at times."""
    look = p.look
    p.rect(x, y, x + w, y + h, look.panel)
    ends = 0.0
    if p.chance(0.3) and h > 5 * w:
        ends = w
        p.wedge(x + w / 2, y + w / 2, w * 0.22, "u", look.muted)
        p.wedge(x + w / 2, y + h - w / 2, w * 0.22, "d", look.muted)
    length = (h - 2 * ends) * p.rng.uniform(0.15, 0.7)
    top = y + ends + (h - 2 * ends - length) * (0 if p.chance(0.5) else p.rng.random())
    p.rect(
        x + 2,
        top,
        x + w - 2,
        top + length,
        look.border if p.chance(0.6) else look.muted,
        None,
        int(w // 2) if p.chance(0.6) else 0,
    )


def search_field(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A field with a magnifying glass."""
    look, size = p.look, min(p.u(16), int(h) - 6)
    p.rect(x, y, x + w, y + h, look.inset, look.border, look.radius if p.chance(0.6) else int(h // 2))
    p.icon(x + p.u(8), y + h / 2, size, "search", look.muted, role="", plain=True)
    start, box = x + p.u(14) + size, (x, y, x + w, y + h)
    words = (
        p.words.fixed("Search", "Search...", "Find", "Search here") if p.chance(0.66) else p.words.label(3)
    )
    shown = p.fit(words, look.text, w - size - p.u(24))
    if p.chance(0.2):  # something was typed: it has no name on it but its glass
        value = p.fit(p.words.lower(), look.text, w - size - p.u(24))
        width = p.text(start, y + h / 2, value)
        if width:
            p.mark(
                "field",
                "search",
                box,
                ink=(start, y + h / 4, start + width, y + h * 3 / 4),
                written=False,
                value=value,
            )
        return
    p.text(start, y + h / 2, shown, colour=look.muted, role="field", box=box)
