"""In: a place. Out: tool palettes, options, layers as image editors, CAD and office programs have them."""

from __future__ import annotations

from ppagent.train.drawn.controls import slider
from ppagent.train.drawn.dock_tools import DRAWING
from ppagent.train.drawn.look import any_colour, mix, shade
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.strips import chosen, strip, tool
from ppagent.train.drawn.texts import drawing
from ppagent.train.drawn.tools import LETTERED, OPTIONS, TOOLS, UNDER, Tool


def tool_palette(p: Painter, x: float, y: float, w: float, h: float) -> float:
    """Icons in columns, one of them selected; returns where they end."""
    rng, look = p.rng, p.look
    cell = p.u(rng.choice((20, 22, 24, 26, 28, 32, 36)))
    size = max(12, cell - p.u(rng.choice((6, 8, 10))))
    columns = max(1, min(8, int(w / cell)))
    colour, plain = rng.choice((p.ink, p.ink, look.muted)), p.chance(0.35)
    tools: list[Tool] = list({it[0]: it for it in (*TOOLS, *DRAWING) if p.art.knows(it[0])}.values()) or list(
        TOOLS
    )
    rng.shuffle(tools)
    active, boxed, place, cy = rng.randint(0, 12), p.chance(0.2), 0, y
    limit = rng.randint(8, 48)
    while cy + cell < y + h and place < limit:
        for column in range(columns):
            left = x + column * cell
            it: Tool = tools[place] if place < len(tools) and p.chance(0.75) else ("", "", "")
            on = place == active
            if on or boxed:
                p.rect(
                    left + 1,
                    cy + 1,
                    left + cell - 1,
                    cy + cell - 1,
                    mix(look.bar, look.accent, 0.35) if on else None,
                    look.border,
                    look.radius,
                )
            tool(
                p,
                left + (cell - size) / 2,
                cy + cell / 2,
                cell,
                it,
                size=size,
                pitch=cell,
                colour=colour,
                plain=plain,
                state="selected" if on else "",
            )
            place += 1
        cy += cell
        if p.chance(0.06):
            p.line(x + 2, cy + 1, x + columns * cell - 3, cy + 1)
            cy += p.u(4)
    side = min(w, p.u(48))
    if cy + side < y + h and p.chance(0.6):
        for name, off in (("background colour", 0.35), ("foreground colour", 0.0)):
            at, top, big = x + off * side, cy + p.u(4) + off * side, side * 0.6
            p.rect(at, top, at + big, top + big, any_colour(rng), look.border)
            if not off:
                p.mark("button", name, (at, top, at + big, top + big), written=False)
            else:
                p.mark(
                    "button", name, (at + big * 0.42, top + big * 0.42, at + big, top + big), written=False
                )
        cy += side + p.u(6)
    return cy


def options(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Small number fields and lists in pairs, each after an icon, a letter or nothing."""
    rng, look = p.rng, p.look
    high = float(look.base + p.u(rng.randint(4, 10)))
    columns = max(1, min(rng.choice((1, 2, 2, 2, 3)), int(w / p.u(84))))
    wide, size = w / columns, min(look.icon, int(high) - 2)
    lettered = p.chance(0.4)
    items: list[Tool] = [("", letter, name) for letter, name in LETTERED] if lettered else list(OPTIONS)
    if not lettered:
        rng.shuffle(items)
    gap, place, cy = p.u(rng.choice((2, 4, 8))), 0, y
    arrows = rng.choice(("stacked", "stacked", "signs", ""))
    while cy + high < y + h and place < len(items):
        for column in range(columns):
            if place == len(items):
                return
            (icon, names, hint), left = items[place], x + column * wide
            if lettered:
                p.text(left + p.u(2), cy + high / 2, names, look.small)
            else:
                p.icon(left + p.u(2), cy + high / 2, size, icon, role="", plain=p.chance(0.5))
            start = left + p.u(6) + (look.small.width("W") if lettered else size)
            name = names if lettered else rng.choice(names.split("|"))
            kind = "combo box" if p.chance(0.25) and not lettered else "spin button"
            if lettered or p.art.knows(icon):
                _small(
                    p,
                    (start, cy, left + wide - p.u(6), cy + high),
                    (kind, name, hint),
                    arrows,
                    written=lettered,
                )
            place += 1
        cy += high + gap
    while cy + high < y + h and p.chance(0.5):
        name = p.words.short()
        width = p.text(x + p.u(2), cy + high / 2, name, look.small, room=w * 0.4)
        if width and w - width > p.u(90) and look.small.width(name) <= w * 0.4:
            slider(p, x + width + p.u(16), cy + high / 2, w - width - p.u(24), name)
        cy += high + gap


def _small(
    p: Painter,
    box: tuple[float, float, float, float],
    what: tuple[str, str, str],
    arrows: str,
    *,
    written: bool,
) -> None:
    """A small number field or list; with ``signs`` or ``stacked`` arrows, which are buttons of their own."""
    rng, look, (role, name, hint) = p.rng, p.look, what
    x0, y0, x1, y1 = box
    if x1 - x0 < p.u(34):
        return
    middle, end = (y0 + y1) / 2, x1
    p.rect(*box, look.inset, look.border, look.radius)
    if role == "combo box":
        p.wedge(x1 - p.u(8), middle, p.u(3), "d", p.ink)
        end = x1 - p.u(14)
        value = p.words.word()[:6]
    else:
        value = rng.choice(
            (
                str(rng.randint(0, 999)),
                f"{rng.uniform(0, 99):.1f}",
                f"{rng.randint(0, 100)}%",
                f"{rng.randint(0, 300)} px",
            )
        )
        if arrows == "stacked":
            end = x1 - p.u(14)
            p.wedge(x1 - p.u(7), middle - (y1 - y0) / 5, p.u(2.5), "u", p.ink)
            p.wedge(x1 - p.u(7), middle + (y1 - y0) / 5, p.u(2.5), "d", p.ink)
        elif arrows == "signs" and x1 - x0 > p.u(80):
            side = y1 - y0
            end = x1 - 2 * side
            for place, (sign, called) in enumerate((("-", "decrease"), ("+", "increase"))):
                left = end + place * side
                p.line(left, y0 + 2, left, y1 - 3)
                p.text(left + side / 2, middle, sign, align="c")
                p.mark(
                    "button",
                    f"{called} {name.lower()}",
                    (left, y0, left + side, y1),
                    written=False,
                    group=name,
                )
    width = p.text(x0 + p.u(4), middle, value, look.small, room=end - x0 - p.u(6))
    half = look.base / 2
    ink = (x0 + p.u(4), middle - half, x0 + p.u(4) + width, middle + half) if width else None
    hit = (x0, y0, end if role == "spin button" else x1, y1)
    full = width >= look.small.width(value) - 1
    p.mark(role, name, hit, ink=ink, written=written, value=value if width and full else "", hint=hint)


def layers(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Layers, each with an eye and a lock or a chain before its name, and a row of small buttons below."""
    rng, look = p.rng, p.look
    high, row = p.u(rng.choice((22, 26, 30))), max(float(p.u(rng.choice((22, 26, 32, 40)))), look.base * 1.3)
    if h < 3 * row or w < p.u(110):
        return
    before: list[Tool] = [("eye", "visible|visibility|show", "Show or hide {}")]
    before += rng.sample(
        [("lock", "lock", "Lock {}"), ("link", "link|chain", "Tie {} to others")], rng.randint(0, 2)
    )
    p.rect(x, y, x + w, y + h - high, look.inset, look.border)
    size, cy, place, seen = min(p.u(16), int(row) - 4), y + 1, 0, set[str]()
    names = [one_name.split("|") for _, one_name, _ in before]
    picked = [rng.choice(each) for each in names]
    thumb, active = row - p.u(6) if p.chance(0.7) else 0.0, rng.randint(0, 4)
    limit, base = rng.randint(3, 12), p.words.word()
    while cy + row < y + h - high and place < limit:
        name = f"{base} {place + 1}" if p.chance(0.5) else p.words.label(2)
        place += 1
        on = place == active
        cx, middle, pitch = x + p.u(4), cy + row / 2, size + p.u(8)
        start = cx + pitch * len(before) + (thumb + p.u(6) if thumb else p.u(4))
        shown = p.fit(name, look.text, x + w - start - p.u(6))
        if shown in seen:
            continue
        seen.add(shown)
        if on:
            p.rect(x + 1, cy, x + w - 1, cy + row, mix(look.inset, look.accent, 0.3))
        if p.text(
            start,
            middle,
            shown,
            role="list item",
            box=(start - p.u(4), cy, x + w, cy + row),
            state="selected" if on else "",
        ):
            for (icon, _, hint), called in zip(before, picked, strict=True):
                shut = icon != "eye" and p.chance(0.6)  # an empty place, which can be clicked all the same
                if not shut:
                    tool(
                        p,
                        cx + p.u(4),
                        middle,
                        row,
                        (icon, called, hint.format(shown)),
                        size=size,
                        pitch=pitch,
                        plain=True,
                        group=shown,
                    )
                cx += pitch
            if thumb:
                drawing(p, cx + p.u(2), cy + p.u(3), thumb, thumb)
        p.line(x + 1, cy + row - 1, x + w - 2, cy + row - 1, shade(look.inset, -12 if not look.dark else 12))
        cy += row
    small = min(p.u(16), high - 4)
    strip(
        p,
        x,
        y + h - high / 2,
        high,
        chosen(p, UNDER, 3, 9),
        size=small,
        pitch=float(small + p.u(rng.choice((6, 10)))),
        right=x + w,
    )


def editor(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """An image editor's body: tools at the left, the picture, options and layers at the right."""
    rng, look = p.rng, p.look
    cell = p.u(34)
    left = cell * rng.choice((1, 2, 2, 3, 4)) + p.u(4)
    if w < left + p.u(260) or h < p.u(200):
        half = w if w < p.u(200) or p.chance(0.5) else w / 2
        end = tool_palette(p, x + 2, y + 2, half - 4, h - 4)
        if y + h - end > p.u(60):
            options(p, x + 2, end + p.u(4), half - 4, y + h - end - p.u(6))
        if half < w:
            layers(p, x + half, y + 2, w - half - 2, h - 4)
        return
    p.rect(x, y, x + left, y + h, look.panel)
    end = tool_palette(p, x + 2, y + 2, left - 4, h * rng.uniform(0.4, 1.0))
    if y + h - end > p.u(80) and left > p.u(80):
        options(p, x + 2, end + p.u(6), left - 6, y + h - end - p.u(8))
    right = float(p.u(rng.randint(150, 260)))
    if p.chance(0.85):
        w -= right
        p.rect(x + w, y, x + w + right, y + h, look.panel)
        at = y + h * rng.uniform(0.25, 0.6)
        if p.chance(0.6):
            options(p, x + w + p.u(4), y + p.u(6), right - p.u(8), at - y - p.u(10))
        else:
            tool_palette(p, x + w + p.u(4), y + p.u(4), right - p.u(8), at - y - p.u(10))
        layers(p, x + w + p.u(4), at, right - p.u(8), y + h - at - p.u(4))
    p.rect(x + left, y, x + w, y + h, shade(look.ground, -40 if not look.dark else 20))
    room = w - left
    across, down = room * rng.uniform(0.4, 0.9), h * rng.uniform(0.4, 0.9)
    drawing(p, x + left + (room - across) / 2, y + (h - down) / 2, across, down)
