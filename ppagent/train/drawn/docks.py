"""In: a region. Out: a dock of a paint program in it: tools, colours, options of the tool, brushes, presets."""

from __future__ import annotations

from ppagent.train.drawn.dock_tools import DRAWING, ENDS, LENGTHS, LISTS, PRESETS, STARTS, TYING
from ppagent.train.drawn.icon_rows import ground, icon_rows
from ppagent.train.drawn.look import any_colour, mix
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.strips import chosen, one_of, strip, tool
from ppagent.train.drawn.texts import drawing
from ppagent.train.drawn.tools import TOOLS, Tool
from ppagent.train.sheet import Box


def dock(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A paint program's: close tools, the two colours, options of the tool without words beside some, rows of brushes, presets."""
    rng, look = p.rng, p.look
    if w < p.u(90) or h < p.u(120):
        icon_rows(p, x, y, w, h)
        return
    p.rect(x, y, x + w, y + h, rng.choice((look.panel, look.bar, look.ground)))
    end = _tools(p, x + p.u(3), y + p.u(3), w - p.u(6), h * rng.uniform(0.3, 0.6))
    side = p.u(rng.choice((20, 26, 34)))
    if p.chance(0.7) and end + side * 1.5 < y + h:
        _two_colours(p, x + p.u(6), end + p.u(4), side)
        end += side * 1.5 + p.u(8)
    if p.chance(0.6) and y + h - end > p.u(40):
        title = p.fit(p.words.label(2), look.strong, w - p.u(40))
        p.text(x + p.u(6), end + look.base * 0.9, title, look.strong, role="heading")
        strip(p, x + w - p.u(24), end + look.base * 0.9, look.base * 1.6, chosen(p, STARTS, 1, 1), size=p.u(12),
              pitch=float(p.u(20)), right=x + w, plain=True)  # fmt: skip
        end += look.base * 1.8
    high = p.u(rng.choice((20, 24, 28)))
    while end + high * 2 < y + h - p.u(24):
        rng.choice((_lengths, _lengths, _listed, _amount, _brushes))(p, x + p.u(4), end, w - p.u(8), high)
        end += high + p.u(rng.choice((2, 4, 6)))
        if p.chance(0.08):
            break
    size = p.u(rng.choice((14, 16, 16, 18)))
    strip(p, x + p.u(3), y + h - p.u(12), p.u(22), chosen(p, PRESETS, 3, 8), size=size,
          pitch=float(size + p.u(rng.choice((4, 8, 14)))), right=x + w)  # fmt: skip


def _tools(p: Painter, x: float, y: float, w: float, h: float) -> float:
    """Tools in 4 to 12 narrow columns, the pressed one on a ground; returns where they end."""
    rng, look = p.rng, p.look
    size = p.u(rng.choice((14, 14, 16, 16, 18)))
    cell = size + p.u(rng.choice((4, 6, 8)))
    columns = max(1, min(rng.randint(4, 12), int(w / cell)))
    tools: list[Tool] = [it for it in (*TOOLS, *DRAWING, *DRAWING) if p.art.knows(it[0])]
    tools = list({it[0]: it for it in tools}.values())
    rng.shuffle(tools)
    count = min(rng.randint(12, 60), len(tools)) if p.chance(0.8) else rng.randint(12, 40)
    active, marked, plain = rng.randint(0, count - 1), p.chance(0.3), p.chance(0.45)
    for place in range(count):
        left, top = x + place % columns * cell, y + place // columns * cell
        if top + cell > y + h:
            return top
        on = place == active
        ground(p, (left, top, left + cell, top + cell), "selected" if on else "", framed=False, filled=False)
        it: Tool = tools[place] if place < len(tools) and p.chance(0.9) else ("", "", "")
        tool(p, left + (cell - size) / 2, top + cell / 2, cell, it, size=size, pitch=cell, plain=plain,
             state="selected" if on else "")  # fmt: skip
        if marked and p.chance(0.4):  # more tools lie below this one
            p.wedge(left + cell - p.u(3), top + cell - p.u(3), p.u(2), "d", look.muted)
    return y + -(-count // columns) * cell


def _two_colours(p: Painter, x: float, y: float, side: float) -> None:
    """Fore- and background, the arrow that swaps them, the small ones that set them back."""
    behind, front = any_colour(p.rng), any_colour(p.rng)
    off = side * 0.5
    p.rect(x + off, y + off, x + off + side, y + off + side, behind, p.look.border)
    p.rect(x, y, x + side, y + side, front, p.look.border)
    names = p.rng.choice(
        (
            ("foreground colour", "background colour"),
            ("first colour", "second colour"),
            ("front colour", "back colour"),
        )
    )
    p.mark("button", names[0], (x, y, x + side, y + side), written=False)
    p.mark("button", names[1], (x + side + 1, y + off, x + off + side, y + off + side), written=False)
    small = max(9, int(off) - 1)
    if p.art.knows("arrow left right"):
        p.icon(x + side + 2, y + off / 2, small, "arrow left right", p.ink, role="button", plain=True, called="swap colours",
               hint="Swap the two colours", box=(x + side + 1, y, x + off + side, y + off - 1))  # fmt: skip
    low = y + side + off * 0.55
    p.rect(x + off * 0.4, low - off * 0.2, x + off * 0.9, low + off * 0.4, (255, 255, 255), p.look.border)
    p.rect(x + 1, low - off * 0.4, x + off * 0.6, low + off * 0.15, (0, 0, 0), p.look.border)
    p.mark("button", "default colours", (x, y + side + 1, x + off - 1, y + side + off), written=False,
           hint="Black and white again")  # fmt: skip


def _number(p: Painter, box: Box, name: str, hint: str) -> None:
    """A small number field with no words of its own."""
    look, (x0, y0, x1, y1) = p.look, box
    value = p.rng.choice(
        (f"{p.rng.randint(0, 2000)}", f"{p.rng.uniform(0, 100):.1f}", f"{p.rng.uniform(0, 20):.2f}")
    )
    p.rect(*box, look.inset, look.border, look.radius)
    end = x1
    if p.chance(0.6):
        end = x1 - p.u(12)
        third = (y1 - y0) / 5
        p.wedge(x1 - p.u(6), (y0 + y1) / 2 - third, p.u(2.5), "u", p.ink)
        p.wedge(x1 - p.u(6), (y0 + y1) / 2 + third, p.u(2.5), "d", p.ink)
    width = p.text(x0 + p.u(4), (y0 + y1) / 2, value, look.small, room=end - x0 - p.u(6))
    half = look.base / 2
    ink = (x0 + p.u(4), (y0 + y1) / 2 - half, x0 + p.u(4) + width, (y0 + y1) / 2 + half) if width else None
    full = width >= look.small.width(value) - 1
    p.mark(
        "spin button",
        name,
        (x0, y0, end, y1),
        ink=ink,
        written=False,
        value=value if width and full else "",
        hint=hint,
    )


def _lengths(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Two numbers side by side, tied to each other by a chain or lock between them, a unit behind."""
    (_, names, hint), (_, others, other) = p.rng.sample(LENGTHS, 2)
    tie, unit = p.u(20) if p.chance(0.6) else p.u(4), p.u(44) if p.chance(0.5) else 0
    wide = (w - tie - unit) / 2
    if wide < p.u(36):
        _number(p, (x, y, x + w, y + h), one_of(p, names), hint)
        return
    _number(p, (x, y, x + wide, y + h), one_of(p, names), hint)
    _number(p, (x + wide + tie, y, x + 2 * wide + tie, y + h), one_of(p, others), other)
    if tie > p.u(10):
        size = max(10, p.u(12))
        tool(p, x + wide + (tie - size) / 2, y + h / 2, h, p.rng.choice(TYING), size=size, pitch=float(tie), plain=True,
             state="selected" if p.chance(0.3) else "")  # fmt: skip
    if unit:
        _list_box(
            p,
            (x + w - unit + p.u(4), y, x + w, y + h),
            p.rng.choice(("px", "mm", "in", "pt", "%")),
            ("", "unit|units", "Unit of these numbers"),
        )


def _list_box(p: Painter, box: Box, value: str, what: Tool) -> None:
    """A drop-down list with no words beside it."""
    look, (x0, y0, x1, y1) = p.look, box
    middle = (y0 + y1) / 2
    p.rect(*box, look.inset, look.border, look.radius)
    p.wedge(x1 - p.u(8), middle, p.u(3), "d", p.ink)
    width = p.text(x0 + p.u(4), middle, value, look.small, room=x1 - x0 - p.u(18))
    half = look.base / 2
    ink = (x0 + p.u(4), middle - half, x0 + p.u(4) + width, middle + half) if width else None
    full = width >= look.small.width(value) - 1
    p.mark(
        "combo box",
        one_of(p, what[1]),
        box,
        ink=ink,
        written=False,
        value=value if width and full else "",
        hint=what[2],
    )


def _listed(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A drop-down list, at times with an icon button at its end."""
    what = p.rng.choice(LISTS)
    size = min(p.u(16), int(h) - 4)
    ends = chosen(p, STARTS, 0, 2)
    pitch = float(size + p.u(6))
    if w - pitch * len(ends) < p.u(60):
        ends = []
    _list_box(p, (x, y, x + w - pitch * len(ends), y + h), p.words.label(2), what)
    strip(
        p, x + w - pitch * len(ends), y + h / 2, h, ends, size=size, pitch=pitch, right=x + w + 1, plain=True
    )


def _amount(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A bar that is filled as far as its number says, with its name in it; an icon button or two behind."""
    look, name = p.look, p.words.short()
    size = min(p.u(14), int(h) - 4)
    ends = chosen(p, STARTS, 0, 2) if w > p.u(130) else []
    pitch = float(size + p.u(6))
    right = x + w - pitch * len(ends)
    share = p.rng.random()
    p.rect(x, y + 1, right, y + h - 1, look.inset, look.border, look.radius)
    p.rect(x + 1, y + 2, x + 1 + (right - x - 2) * share, y + h - 2, mix(look.inset, look.accent, 0.35))
    number = f"{share * 100:.1f}"
    wide = p.text(right - p.u(6), y + h / 2, number, look.small, align="r")
    shown = p.fit(name, look.small, right - x - wide - p.u(20))
    box = (x, y + 1, right, y + h - 1)
    if shown and p.text(x + p.u(6), y + h / 2, shown, look.small):
        ink = (
            x + p.u(6),
            y + h / 2 - look.base / 2,
            x + p.u(6) + look.small.width(shown),
            y + h / 2 + look.base / 2,
        )
        p.mark("slider", shown, box, ink=ink, value=number if wide else "")
    strip(p, right, y + h / 2, h, ends, size=size, pitch=pitch, right=x + w + 1, plain=True)


def _brushes(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """The brush in a small picture, its name, and what opens the list of all or edits this one."""
    look = p.look
    p.rect(x, y, x + h, y + h, look.inset, look.border)
    drawing(p, x + 2, y + 2, h - 4, h - 4)
    kind = p.rng.choice(("brush", "pattern", "gradient", "font", "dynamics", "profile"))
    p.mark(
        "button",
        f"{kind}s" if p.chance(0.3) else f"choose a {kind}",
        (x, y, x + h, y + h),
        written=False,
        hint=f"Open the list of all {kind}s",
    )
    size = min(p.u(14), int(h) - 4)
    ends = chosen(p, ENDS, 1, 2)
    pitch = float(size + p.u(6))
    room = w - h - p.u(8) - pitch * len(ends)
    p.text(x + h + p.u(6), y + h / 2, p.fit(p.words.label(2), look.small, room), look.small)
    strip(
        p, x + w - pitch * len(ends), y + h / 2, h, ends, size=size, pitch=pitch, right=x + w + 1, plain=True
    )
