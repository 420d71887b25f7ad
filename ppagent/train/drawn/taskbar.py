"""In: an edge of a desktop and the titles of its windows. Out: the task bar or dock there, with menu, window buttons, tray and clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from ppagent.train.drawn.fonts import Font
from ppagent.train.drawn.look import Colour, any_colour, light, mix, shade
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.record import readable
from ppagent.train.drawn.tray import TRAY, far_end, launchers, pager
from ppagent.train.sheet import Box

Edge = Literal["top", "bottom", "left", "right"]
EDGES: tuple[Edge, ...] = ("bottom", "bottom", "bottom", "bottom", "top", "top", "top", "left", "right")
_MENU_ICONS = (
    "grid",
    "menu",
    "home",
    "circle",
    "star",
    "windows",
    "search",
    "box",
    "leaf",
    "apple",
    "hexagon",
    "snowflake",
    "",
)
_OTHERS = 0.3
"""Share of the bars of bare screens that name windows: those that are put away."""
_MENU_NAMES = ("applications menu", "start menu", "main menu", "start", "menu", "applications", "launcher")


def task_bar(p: Painter, box: tuple[int, int, int, int], titles: Sequence[str]) -> None:
    """A bar that fills the place; upright when it is higher than wide.

    Args:
        p: draws.
        box: left, top, right, bottom; px.
        titles: of the windows there are; others are made up beside them.
    """
    x0, y0, x1, y1 = box
    before = p.ink
    ground = _ground(p)
    p.ink = (
        p.look.ink
        if abs(light(p.look.ink) - light(ground)) > 110
        else (245, 245, 245)
        if light(ground) < 130
        else (20, 20, 20)
    )
    if p.chance(0.1):
        p.rect(*box, ground, p.look.border)
    else:
        p.rect(*box, ground)
    if y1 - y0 > x1 - x0:
        _upright(p, box, titles, ground)
    else:
        _flat(p, (x0, y0, x1, y1), titles, ground)
    p.ink = before


def places(
    width: int, height: int, edge: Edge, deep: int
) -> tuple[tuple[int, int, int, int], tuple[int, int, int, int]]:
    """Where a bar so deep lies on a screen, and what it leaves of the screen."""
    if edge == "top":
        return (0, 0, width, deep), (0, deep, width, height)
    if edge == "bottom":
        return (0, height - deep, width, height), (0, 0, width, height - deep)
    if edge == "left":
        return (0, 0, deep, height), (deep, 0, width, height)
    return (width - deep, 0, width, height), (0, 0, width - deep, height)


def _ground(p: Painter) -> Colour:
    look, share = p.look, p.rng.random()
    if share < 0.4:
        return p.rng.choice((look.bar, look.panel))
    if share < 0.75:
        return (p.rng.randint(15, 55),) * 3
    return shade(look.accent, -60) if share < 0.85 else any_colour(p.rng, 0, 90)


def _flat(p: Painter, box: tuple[int, int, int, int], titles: Sequence[str], ground: Colour) -> None:
    rng = p.rng
    x0, y0, x1, y1 = box
    size = max(10, min(p.u(rng.choice((16, 16, 20, 24))), y1 - y0 - p.u(6)))
    left = float(x0 + p.u(rng.choice((0, 2, 6))))
    right = float(x1 - p.u(rng.choice((0, 2, 6))))
    centred = p.chance(0.12)
    if not centred:
        left += _menu(p, left, box, size)
    right = far_end(p, box, left, right, size)
    if p.chance(0.3):
        left = pager(p, left + p.u(4), box, right, ground)
    if p.chance(0.4) and not centred:
        left = launchers(p, left, box, right - p.u(200), size)
    if p.chance(0.25):
        p.line(left + p.u(2), y0 + p.u(5), left + p.u(2), y1 - p.u(6), mix(p.ink, ground, 0.6))
        left += p.u(6)
    others = rng.choice((0, 1, 1, 2, 2, 3, 5)) if titles or p.chance(_OTHERS) else 0
    every = [*titles, *(_title(p) for _ in range(others))][:12]
    rng.shuffle(every)
    if every and right - left > p.u(60):
        _windows(p, (left, y0, right, y1), list(dict.fromkeys(every)), (size, ground, centred))


def _title(p: Painter) -> str:
    """The title of a window: a document, a program, or both."""
    words, share = p.words, p.rng.random()
    if share < 0.25:
        return words.label(3)
    thing = words.file() if share < 0.6 else words.short(0.8)
    return (
        thing if share > 0.85 else f"{thing}{p.rng.choice((' - ', ' - ', ': '))}{words.word().capitalize()}"
    )


def _windows(
    p: Painter, box: tuple[float, int, float, int], titles: list[str], manner: tuple[int, Colour, bool]
) -> None:
    """Buttons of windows; names too long for them are cut off."""
    rng, look = p.rng, p.look
    left, y0, right, y1 = box
    size, ground, centred = manner
    middle, gap = (y0 + y1) / 2, p.u(rng.choice((0, 1, 2, 4)))
    icons_only, with_icon = p.chance(0.15), p.chance(0.85)
    most = p.u(rng.choice((90, 120, 150, 160, 180, 200, 240)))
    wide = min(most, int((right - left) / len(titles)) - gap)
    if icons_only or wide < p.u(60):
        wide, icons_only = size + p.u(16), True
    at = max(left, left + (right - left - len(titles) * (wide + gap)) / 2) if centred else left
    style, active = rng.choice(("fill", "line", "box", "all")), rng.randint(0, len(titles))
    font = rng.choice((look.text, look.small, look.small))
    for place, title in enumerate(titles):
        if at + wide > right:
            return
        hit, state = (at, y0, at + wide, y1), "selected" if place == active else ""
        _key(p, (at, y0 + 1, at + wide, y1 - 1), style, ground, on=place == active)
        if icons_only:
            p.icon(at + (wide - size) / 2, middle, size, role="button", box=hit, state=state)
        else:
            start = at + p.u(6)
            if with_icon:
                p.icon(start, middle, size, role="")
                start += size + p.u(5)
            window_button(p, start, middle, at + wide - p.u(5) - start, title, hit, font=font, state=state)
        at += wide + gap


def window_button(
    p: Painter, x: float, yc: float, room: float, title: str, hit: Box, *, font: Font, state: str
) -> None:
    """The title on a window's button, as much as there is room for; the button goes by the whole of it."""
    shown = title
    if font.width(title) > room:
        dots = "..." if p.chance(0.85) else ""
        ends = font.advances(title).cumsum()
        count = int(np.searchsorted(ends, room - font.width(dots)))
        shown = title[:count].rstrip() + dots if count >= 2 else ""
    width = p.text(x, yc, shown, font)
    if width:
        half = font.capital / 2
        ink = (x, yc - half, x + width, yc + half)
        p.mark("button", title, hit, ink=ink, written=readable(title, shown), state=state)


def _key(p: Painter, box: Box, style: str, ground: Colour, *, on: bool) -> None:
    """The look of a window's button; ``on``: its window has the focus."""
    x0, y0, x1, y1 = box
    lit = mix(ground, p.ink, 0.2 if on else 0.08)
    if style in {"fill", "all"} and (on or style == "all"):
        p.rect(x0, y0, x1 - 1, y1, lit, None, p.look.radius)
    elif style == "box":
        p.rect(x0, y0, x1 - 1, y1, lit if on else None, mix(ground, p.ink, 0.3), p.look.radius)
    elif style == "line" and on:
        p.rect(x0, y1 - p.u(3), x1, y1, p.look.accent)


def _menu(p: Painter, x: float, box: tuple[int, int, int, int], size: int) -> float:
    """The button that opens the menu of all programs; the px it takes."""
    y0, y1, look = box[1], box[3], p.look
    if p.chance(0.12):
        return 0.0
    middle, start, text = (y0 + y1) / 2, x + p.u(6), ""
    if p.chance(0.4):
        text = p.words.fixed("Applications", "Menu", "Start", "Programs", "Activities", "Apps", "Places")
    wide = look.text.width(text)
    end = start + size + (p.u(5) + wide if text else 0) + p.u(6)
    hit = (x, y0, end, y1)
    icon = p.rng.choice(_MENU_ICONS)
    if not text:
        name = p.rng.choice(_MENU_NAMES)
        p.icon(start, middle, size, icon, role="button", box=hit, called=name, plain=p.chance(0.4))
        return end - x
    p.icon(start, middle, size, icon, role="", plain=p.chance(0.4))
    p.text(start + size + p.u(5), middle, text, role="button", box=hit, hint=p.rng.choice(_MENU_NAMES))
    return end - x


def _upright(p: Painter, box: tuple[int, int, int, int], titles: Sequence[str], ground: Colour) -> None:
    """A bar at the left or right edge: the menu above, windows, and tray and clock below."""
    rng, look = p.rng, p.look
    x0, y0, x1, y1 = box
    wide = x1 - x0
    size = max(12, min(wide - p.u(8), p.u(rng.choice((20, 24, 32, 40)))))
    step, middle = size + p.u(rng.choice((8, 12, 16))), (x0 + x1) / 2
    words = wide > p.u(110)
    cy, end = y0 + p.u(4), float(y1 - p.u(6))
    if p.chance(0.7):
        hit = (x0, cy, x1, cy + step)
        p.icon(
            middle - size / 2,
            cy + step / 2,
            size,
            rng.choice(_MENU_ICONS),
            role="button",
            box=hit,
            called=rng.choice(_MENU_NAMES),
        )
        cy += step + p.u(4)
    if p.chance(0.7):
        text = f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"
        if look.small.width(text) < wide - 4:
            end -= look.base * 1.6
            p.text(
                middle,
                end + look.base * 0.8,
                text,
                look.small,
                align="c",
                role="button",
                box=(x0, end, x1, end + look.base * 1.6),
                hint="clock",
            )
    for name in rng.sample(TRAY, rng.randint(0, 5)):
        icon = min(size, p.u(20))
        end -= icon + p.u(8)
        p.icon(
            middle - icon / 2,
            end + icon / 2 + p.u(4),
            icon,
            name,
            role="button",
            box=(x0, end, x1, end + icon + p.u(8)),
        )
    end -= p.u(10)
    others = rng.randint(0, 4) if titles or p.chance(_OTHERS) else 0
    every = [*titles, *(_title(p) for _ in range(others))]
    rng.shuffle(every)
    style, active = rng.choice(("fill", "line", "box", "all")), rng.randint(0, 4)
    names = list(dict.fromkeys(every)) if words else [""] * rng.randint(2, 9)
    for place, title in enumerate(names):
        high = p.u(28) if words else step
        if cy + high > end:
            return
        hit, state = (x0, cy, x1, cy + high), "selected" if place == active else ""
        _key(p, hit, style, ground, on=place == active)
        if words:
            p.icon(x0 + p.u(5), cy + high / 2, p.u(16), role="")
            window_button(
                p, x0 + p.u(26), cy + high / 2, wide - p.u(30), title, hit, font=look.small, state=state
            )
        else:
            p.icon(middle - size / 2, cy + high / 2, size, role="button", box=hit, state=state)
        cy += high + p.u(2)


def dock(p: Painter, width: int, height: int) -> None:
    """Large icons on a rounded panel about the middle of the lower or left edge of the screen."""
    rng, look = p.rng, p.look
    size, count = p.u(rng.choice((28, 32, 40, 48))), rng.randint(5, 14)
    gap, pad = p.u(rng.choice((6, 8, 12))), p.u(6)
    count = min(count, int((width * 0.9 - 2 * pad) / (size + gap)))
    upright = p.chance(0.25) and height > count * (size + gap) + p.u(80)
    long, deep = count * (size + gap) + 2 * pad, size + 2 * pad
    x, y = (p.u(4), (height - long) // 2) if upright else ((width - long) // 2, height - deep - p.u(4))
    box = (x, y, x + deep, y + long) if upright else (x, y, x + long, y + deep)
    p.cover(*box)
    ground, before = _ground(p), p.ink
    p.rect(*box, ground, mix(ground, (255, 255, 255), 0.2), p.u(rng.choice((0, 8, 14))))
    p.ink = (245, 245, 245) if light(ground) < 130 else (20, 20, 20)
    for place in range(count):
        along = pad + place * (size + gap) + gap / 2
        left, top = (x + pad, y + along) if upright else (x + along, y + pad)
        hit = (left - gap / 2, top - gap / 2, left + size + gap / 2, top + size + gap / 2)
        p.icon(left, top + size / 2, size, role="button", box=hit)
        if p.chance(0.3):
            p.disc(left + size / 2, top + size + p.u(3), p.u(1.5), look.accent)
    p.ink = before
