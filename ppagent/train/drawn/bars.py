"""In: the place of a bar. Out: title bars, menu bars, tool bars, tabs, status bars, paths and side bars of icons there."""

from __future__ import annotations

from ppagent.train.drawn.controls import button, field, search_field
from ppagent.train.drawn.look import Colour, shade
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.strips import chosen, strip
from ppagent.train.drawn.tools import HEADER, HEADER_END, Tool

LIGHTS: tuple[Colour, ...] = ((255, 95, 86), (255, 189, 46), (40, 200, 64))
"""Colours of round window buttons: close, minimise, enlarge."""
CORNERS = ("close", "minus", "fullscreen")
CLOSE: Tool = ("close", "close|close window", "Close this window")
MINIMISE: Tool = ("minus", "minimize", "Put the window away")
MAXIMISE: Tool = ("square", "maximize", "Fill the screen with this window")
CORNER_NAMES = {"close": "close", "minus": "minimize", "fullscreen": "maximize"}


def title_bar(p: Painter, x: float, y: float, w: float, h: float, title: str, buttons: int = 3) -> None:
    """The title of a window and the buttons that close, minimise and enlarge it."""
    look = p.look
    ground = p.rng.choice((look.bar, look.panel, look.accent))
    ink = look.on_accent if ground == look.accent else p.ink
    p.rect(x, y, x + w, y + h, ground)
    left, size, middle = p.chance(0.3), min(p.u(16), int(h) - 6), y + h / 2
    lights = left and p.chance(0.5)
    step = size + p.u(11)
    for place, meaning in enumerate(CORNERS[:buttons]):
        px = x + p.u(8) + place * step if left else x + w - p.u(6) - size - place * step
        if lights:
            half = p.u(6)
            p.disc(px + half, middle, half, LIGHTS[place])
            p.mark(
                "button",
                CORNER_NAMES[meaning],
                (px - 2, middle - half - 2, px + 2 * half + 2, middle + half + 2),
                written=False,
            )
        else:
            box = (px - p.u(5), y, px + size + p.u(5), y + h)
            name = CORNER_NAMES[meaning] if p.art.knows(meaning) else ""
            p.icon(px, middle, size, meaning, ink, role="button", box=box, plain=p.chance(0.8), called=name)
    taken = buttons * step + p.u(16)
    menu = 0
    if not left and p.chance(0.2):
        menu = size + p.u(6)
        box = (x, y, x + menu + p.u(4), y + h)
        p.icon(x + p.u(6), middle, size, role="button", box=box, called="window menu")
    room = w - 2 * taken
    align = "c" if p.chance(0.5) else "l"
    at = x + w / 2 if align == "c" else x + (taken if left else p.u(10) + menu)
    p.text(at, middle, p.fit(title, look.strong, room), look.strong, ink, align=align, role="heading")


def header_bar(p: Painter, x: float, y: float, w: float, h: float, title: str) -> None:
    """A title bar with tools at both sides of the title, as programs have that need no menu bar."""
    rng, look = p.rng, p.look
    p.rect(x, y, x + w, y + h, rng.choice((look.bar, look.panel)))
    size = min(p.u(rng.choice((14, 16, 16, 18))), int(h) - p.u(6))
    pitch, middle, plain = float(size + p.u(rng.choice((10, 14, 18)))), y + h / 2, p.chance(0.75)
    corner = rng.choice(((CLOSE,), (MINIMISE, CLOSE), (MINIMISE, MAXIMISE, CLOSE)))
    last = chosen(p, HEADER_END, 1, 4)
    start = strip(
        p,
        x + p.u(4),
        middle,
        h - 2,
        chosen(p, HEADER, 0, 4),
        size=size,
        pitch=pitch,
        right=x + w * 0.35,
        plain=plain,
    )
    end = x + w - p.u(6) - pitch * len(corner)
    strip(p, end, middle, h - 2, corner, size=size, pitch=pitch, right=x + w, plain=plain)
    end -= pitch * len(last) + p.u(10)
    if end > x + w * 0.55:
        strip(p, end, middle, h - 2, last, size=size, pitch=pitch, right=x + w, plain=plain)
    room = 2 * min(x + w / 2 - start, end - x - w / 2) - p.u(12)
    if room > p.u(30):
        p.text(x + w / 2, middle, p.fit(title, look.strong, room), look.strong, align="c", role="heading")


def menu_bar(p: Painter, x: float, y: float, w: float, h: float, *, role: str = "menu") -> None:
    """A row of words."""
    look = p.look
    p.rect(x, y, x + w, y + h, p.rng.choice((look.panel, look.ground, look.bar)))
    cx, gap, seen = x + p.u(p.rng.randint(4, 14)), p.u(p.rng.randint(10, 24)), set[str]()
    usual = p.words.menus or ("File", "Edit", "View", "Insert", "Format", "Tools", "Window", "Help")
    ordered = role == "menu" and p.chance(1.0 if p.words.menus else 0.4)
    for place in range(len(usual) if ordered and p.words.menus else p.rng.randint(4, 12)):
        text = p.words.fixed(usual[place % len(usual)]) if ordered else p.again(role) or p.words.short(0.8)
        width = look.strong.width(text)
        if cx + width > x + w - 4:
            break
        if text in seen:
            continue
        seen.add(text)
        box = (cx - gap / 2, y, cx + width + gap / 2, y + h)
        if p.text(cx, y + h / 2, text, look.strong, role=role, box=box) and role == "menu":
            p.menus.append(box)
        cx += width + gap


def tool_bar(p: Painter, x: float, y: float, w: float, h: float, *, dense: bool = False) -> None:
    """Buttons with icons, some with words; ``dense``: close together, as editors have them."""
    rng, look = p.rng, p.look
    if p.chance(0.7):
        p.rect(x, y, x + w, y + h, rng.choice((look.panel, look.bar)))
    size = min(look.icon + rng.choice((0, 0, p.u(4))), int(h) - 4)
    gap, cx = p.u(rng.randint(5, 10) if dense else rng.randint(6, 22)), x + p.u(rng.randint(4, 12))
    words, boxed = not dense and p.chance(0.25), p.chance(0.2)
    colour = rng.choice((p.ink, p.ink, look.muted, look.accent))
    middle = y + h / 2
    while cx + size + 4 < x + w:
        share = rng.random()
        if share < 0.08:
            p.line(cx, y + 4, cx, y + h - 5)
            cx += gap
        elif share < 0.11 and not dense:
            cx += p.u(rng.randint(20, 120))
        elif share < 0.13 and w > p.u(300):
            cx += _wide_control(p, cx, y, x + w - cx, h) + gap
        elif words and share < 0.6:
            text = p.words.short()
            width = look.small.width(text)
            if cx + size + p.u(5) + width > x + w:
                break
            p.icon(cx, middle, size, text, colour, role="icon")
            p.text(
                cx + size + p.u(5),
                middle,
                text,
                look.small,
                role="button",
                box=(cx - 3, y, cx + size + p.u(5) + width + 3, y + h),
            )
            cx += size + p.u(5) + width + gap
        else:
            state = rng.choices(("", "disabled", "selected"), (0.84, 0.1, 0.06))[0]
            reach = min(p.u(4), gap // 2)
            box = (cx - gap / 2, y + 1, cx + size + gap / 2, y + h - 1)
            if boxed or state == "selected":
                line = look.border if boxed else None
                fill = shade(look.bar, 25 if look.dark else -25) if state == "selected" else None
                p.rect(
                    cx - reach,
                    middle - size / 2 - reach,
                    cx + size + reach,
                    middle + size / 2 + reach,
                    fill,
                    line,
                    look.radius,
                )
            p.icon(cx, middle, size, "", colour, role="button", box=box, state=state)
            cx += size + gap
            if p.chance(0.06) and cx + p.u(8) < x + w:
                p.wedge(cx, middle, p.u(3), "d", look.muted)
                cx += p.u(8) + gap
        if not dense and p.chance(0.03):
            break


def _wide_control(p: Painter, x: float, y: float, room: float, h: float) -> float:
    """A list of fonts, a size or a search field within a tool bar; the px it takes."""
    wide, high = p.u(p.rng.choice((60, 110, 150))), min(h - 4, p.look.base + p.u(10))
    if wide > room - p.u(20) or high < p.look.base + 2:
        return 0.0
    top = y + (h - high) / 2
    if p.chance(0.3):
        search_field(p, x, top, wide, high)
    else:
        value = p.rng.choice((p.words.word(), str(p.rng.randint(6, 72)), f"{p.rng.randint(2, 40) * 10}%"))
        field(p, x, top, wide, high, "", value=value, role=p.rng.choice(("combo box", "spin button")))
    return float(wide)


def tabs(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A row of tabs, one of them selected."""
    rng, look = p.rng, p.look
    cx, style, active = x + p.u(rng.randint(0, 10)), rng.randint(0, 2), rng.randint(0, 3)
    p.line(x, y + h - 1, x + w - 1, y + h - 1)
    closing = p.chance(0.25)
    for place in range(rng.randint(2, 8)):
        text = p.again("tab") or p.words.label(2)[:24].rstrip()
        width = look.text.width(text)
        wide = width + p.u(rng.choice((20, 28, 40))) + (p.u(18) if closing else 0)
        if cx + wide > x + w:
            break
        chosen = place == active
        if style == 0 and chosen:
            p.rect(cx, y + h - p.u(3), cx + wide, y + h, look.accent)
        elif style == 1:
            p.rect(cx, y + 2, cx + wide, y + h, look.bar if chosen else look.panel, look.border)
        elif style == 2 and chosen:
            p.rect(cx, y + 2, cx + wide, y + h, look.bar, None, look.radius)
        end = cx + wide - (p.u(20) if closing else 0)
        p.text((cx + end) / 2, y + h / 2, text, colour=look.accent if chosen and style == 0 else None, align="c", role="tab",
               box=(cx, y, end, y + h), state="selected" if chosen else "")  # fmt: skip
        if closing:
            size = max(8, p.u(10))
            p.icon(end, y + h / 2, size, "close", look.muted, role="button", plain=True, group=text)
        cx += wide + 2


def status_bar(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Small texts at the foot of a window."""
    look = p.look
    p.rect(x, y, x + w, y + h, look.panel)
    cx = x + p.u(8)
    for _ in range(p.rng.randint(1, 5)):
        text = p.words.label(2)
        width = look.small.width(text)
        if cx + width > x + w - p.u(8):
            break
        p.text(cx, y + h / 2, text, look.small, look.muted, role="text")
        cx += width + p.u(p.rng.randint(14, 60))
    size, right = min(p.u(16), int(h) - 4), x + w - p.u(4)
    for _ in range(p.rng.choice((0, 0, 1, 2, 4))):
        right -= size + p.u(8)
        if right > cx:
            box = (right - p.u(4), y, right + size + p.u(4), y + h)
            p.icon(right, y + h / 2, size, role="button", box=box)


def path_bar(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Folders from the root to here, each a button, with arrows before them at times."""
    look, cx = p.look, x + p.u(6)
    size = min(look.icon, int(h) - 6)
    for meaning in ("arrow left", "arrow right", "arrow up", "home")[: p.rng.choice((0, 2, 3, 4))]:
        p.icon(cx, y + h / 2, size, meaning, role="button", box=(cx - p.u(4), y, cx + size + p.u(4), y + h))
        cx += size + p.u(10)
    for _ in range(p.rng.randint(2, 6)):
        text = p.words.word()
        width = look.text.width(text) + p.u(16)
        if cx + width > x + w:
            break
        button(p, cx, y + 2, width, h - 4, text, p.rng.choice("obg"))
        cx += width
        p.wedge(cx + p.u(6), y + h / 2, p.u(3), "r", look.muted)
        cx += p.u(14)


def icon_column(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A narrow bar of icons from top to bottom, one of them selected at times."""
    look, size = p.look, min(p.look.icon + p.u(4), int(w) - p.u(8))
    p.rect(x, y, x + w, y + h, look.bar)
    cy, chosen = y + p.u(8), p.rng.randint(0, 9)
    place = 0
    while cy + size + p.u(8) < y + h and p.chance(0.95):
        box = (x, cy - p.u(4), x + w, cy + size + p.u(4))
        if place == chosen:
            p.rect(x + 2, cy - p.u(4), x + w - 2, cy + size + p.u(4), look.panel, look.border, look.radius)
        p.icon(
            x + (w - size) / 2,
            cy + size / 2,
            size,
            role="button",
            box=box,
            state="selected" if place == chosen else "",
        )
        cy += size + p.u(p.rng.randint(10, 16))
        place += 1
