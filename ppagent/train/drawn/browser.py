"""In: a place. Out: the head of a web browser, or a player of films or music, that fills it."""

from __future__ import annotations

from collections.abc import Sequence

from ppagent.train.drawn.lists import item_list
from ppagent.train.drawn.look import any_colour, light
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.rows import rows
from ppagent.train.drawn.strips import chosen, find_bar, player_bar, strip, tool
from ppagent.train.drawn.texts import drawing
from ppagent.train.drawn.tools import AFTER, BEFORE, INSIDE, MENU, SEARCH_TABS, Tool


def browser_head(p: Painter, x: float, y: float, w: float) -> float:
    """Tabs, the bar with the address, and at times a bar of bookmarks; returns where they end."""
    look = p.look
    tab, bar = look.base + p.u(p.rng.randint(12, 20)), look.base + p.u(p.rng.randint(16, 26))
    if p.chance(0.85):
        _tabs(p, x, y, w, tab)
        y += tab
    _address_bar(p, x, y, w, bar)
    y += bar
    if p.chance(0.35):
        high, cx = look.base + p.u(12), x + p.u(8)
        p.rect(x, y, x + w, y + high, look.panel)
        for _ in range(p.rng.randint(3, 9)):
            text = p.words.label(2)[:18].rstrip()
            wide = look.small.width(text) + p.u(24)
            if cx + wide > x + w:
                break
            p.icon(cx, y + high / 2, p.u(14), "", role="")
            p.text(
                cx + p.u(20),
                y + high / 2,
                text,
                look.small,
                role="button",
                box=(cx - 3, y, cx + wide, y + high),
            )
            cx += wide + p.u(10)
        y += high
    p.line(x, y, x + w - 1, y)
    return y + 1


def _tabs(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Tabs with crosses, a button for a new one, and the buttons of the window at times."""
    rng, look = p.rng, p.look
    p.rect(x, y, x + w, y + h, look.bar)
    count, active, size = rng.randint(1, 9), rng.randint(0, 4), max(10, p.u(12))
    corner = (p.u(30)) * 3 if p.chance(0.5) else 0
    wide = min(p.u(rng.choice((140, 180, 220, 240))), int((w - corner - p.u(84)) / count))
    cx = x + p.u(rng.choice((0, 6, 30)))
    if wide < p.u(60):
        count, wide = 2, int((w - corner - p.u(84)) / 2)
    for place in range(count):
        title = p.words.label(3)
        hit, on = (cx, y + 2, cx + wide, y + h), place == active
        p.rect(*hit, look.panel if on else None, look.border if p.chance(0.2) else None, look.radius)
        p.icon(cx + p.u(8), y + h / 2, p.u(16), "", role="")
        room = wide - p.u(30) - size - p.u(14)
        shown = p.fit(title, look.small, room)
        state = "selected" if on else ""
        p.text(
            cx + p.u(30),
            y + h / 2,
            shown,
            look.small,
            role="tab",
            box=(cx, y + 2, cx + wide - size - p.u(12), y + h),
            state=state,
        )
        if on or wide > p.u(100):
            at = cx + wide - size - p.u(8)
            tool(p, at, y + h / 2, h - 6, ("close", "close|close tab", f"Close {shown}" if shown else ""), size=size, pitch=size + 8.0,
                 colour=look.muted, plain=True, group=shown)  # fmt: skip
        cx += wide + 1
    tool(
        p,
        cx + p.u(6),
        y + h / 2,
        h - 4,
        ("add", "new tab|open a new tab", "Open another tab"),
        size=p.u(14),
        pitch=p.u(26),
        plain=True,
    )
    if p.chance(0.4) and cx + p.u(70) < x + w - corner:  # where all tabs are listed
        at = rng.choice((cx + p.u(32), x + w - corner - p.u(26)))
        tool(p, at, y + h / 2, h - 4, SEARCH_TABS, size=p.u(14), pitch=p.u(26), plain=True)
    if corner:
        names: tuple[Tool, ...] = (
            ("minus", "minimize", ""),
            ("square", "maximize", ""),
            ("close", "close|close window", ""),
        )
        strip(
            p, x + w - corner, y + h / 2, h, names, size=p.u(14), pitch=p.u(30), right=x + w + 1, plain=True
        )


def _address_bar(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Buttons, the field for the address, more buttons and a menu."""
    rng = p.rng
    p.rect(x, y, x + w, y + h, p.look.panel)
    size = min(p.u(rng.choice((16, 16, 18, 20))), int(h) - 6)
    pitch, middle, plain = float(size + p.u(rng.choice((10, 14, 18)))), y + h / 2, p.chance(0.75)
    before = BEFORE[: rng.choice((2, 3, 3, 4))]
    cx = strip(p, x + p.u(4), middle, h - 2, before, size=size, pitch=pitch, right=x + w / 2, plain=plain)
    after = [*chosen(p, AFTER, 0, 5), rng.choice(MENU)]
    end = x + w - p.u(4) - pitch * len(after)
    strip(p, end, middle, h - 2, after, size=size, pitch=pitch, right=x + w, plain=plain)
    left, right = cx + p.u(4), end - p.u(6)
    if right - left >= p.u(140):
        _address_field(p, left, y, right, h)


def _address_field(p: Painter, left: float, y: float, right: float, h: float) -> None:
    """The field and the small icons at both of its ends."""
    rng, look, middle = p.rng, p.look, y + h / 2
    edge = look.border if p.chance(0.5) else None
    p.rect(
        left,
        y + p.u(4),
        right,
        y + h - p.u(4),
        look.inset,
        edge,
        int(h) // 2 if p.chance(0.5) else look.radius,
    )
    inner = min(p.u(14), int(h) - p.u(12))
    step = float(inner + p.u(8))
    ends = chosen(p, INSIDE, 0, 3)

    def icons(at: float, tools: Sequence[Tool]) -> float:
        return strip(
            p,
            at,
            middle,
            h - p.u(10),
            tools,
            size=inner,
            pitch=step,
            right=right,
            colour=look.muted,
            plain=True,
        )

    icons(right - p.u(4) - step * len(ends), ends)
    start = left + p.u(6)
    if p.chance(0.7):
        lock: Tool = (
            rng.choice(("lock", "lock", "info", "shield", "sliders", "globe", "unlock", "warning")),
            "site information|connection is secure",
            "Look at what this site knows",
        )
        start = icons(start, [lock]) + p.u(4)
    _address(p, start, y, right - p.u(6) - step * len(ends) - start, h)


def _address(p: Painter, start: float, y: float, room: float, h: float) -> None:
    """What stands in the field: an address, or what may be typed there."""
    rng, look, middle = p.rng, p.look, y + h / 2
    value = (
        f"{p.words.lower()}.{rng.choice(('org', 'com', 'net'))}/{p.words.lower()}" if p.chance(0.7) else ""
    )
    box = (start - p.u(2), y + p.u(4), start + room, y + h - p.u(4))
    if not value:
        said = p.words.fixed("Search or enter address", "Type an address", "Enter address", "Search the web")
        text = p.fit(said, look.text, room)
        p.text(start, middle, text, colour=look.muted, role="field", box=box, hint="address bar")
        return
    text = p.fit(f"https://{value}" if p.chance(0.4) else value, look.text, room)
    wide = p.text(start, middle, text)
    half = look.base / 2
    ink = (start, middle - half, start + wide, middle + half) if wide else None
    name = rng.choice(("address", "address bar", "location", "url"))
    p.mark("field", name, box, ink=ink, written=False, value=text if wide else "")


def player(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A film or a list of songs above what steers it."""
    rng = p.rng
    high = float(p.u(rng.choice((30, 36, 44, 56, 70))))
    if h < 2 * high or w < p.u(220):
        item_list(p, x, y, w, h)
        return
    body, side = h - high, float(p.u(rng.randint(160, 260))) if p.chance(0.35) and w > p.u(560) else 0.0
    if side:
        rows(p, x + w - side, y, side, body)
    if p.chance(0.65):
        hue = any_colour(rng, 0, 40)
        p.rect(x, y, x + w - side, y + body, hue)
        if p.chance(0.6):
            drawing(p, x + (w - side) * 0.1, y + body * 0.06, (w - side) * 0.8, body * 0.88)
        elif light(hue) < 60:
            size = p.u(64)
            p.icon(
                x + (w - side - size) / 2, y + body / 2, size, "play", (220, 220, 220), role="", plain=True
            )
    else:
        rows(p, x, y, w - side, body)
    player_bar(p, x, y + body, w, high)


def find_below(p: Painter, x: float, y: float, w: float, h: float) -> float:
    """A bar to find words, at the foot of a region; the px it takes."""
    high = p.look.base + p.u(p.rng.randint(14, 22))
    if h < 4 * high or w < p.u(300):
        return 0.0
    find_bar(p, x, y + h - high, w, high)
    return float(high)
