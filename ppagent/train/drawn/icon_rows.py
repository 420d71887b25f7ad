"""In: a region. Out: small icon buttons in rows: look-alikes, the buttons of windows, fields with icons at their end."""

from __future__ import annotations

from ppagent.train.drawn.controls import slider
from ppagent.train.drawn.dock_tools import CORNERS, ENDS
from ppagent.train.drawn.look import mix, shade
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.strips import chosen, strip, tool
from ppagent.train.sheet import Box


def icon_rows(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Icon buttons in rows, as tool boxes and pickers of symbols have them; neighbours look alike at times."""
    rng, look = p.rng, p.look
    size = p.u(rng.choice((12, 14, 16, 16, 18, 20, 22, 24, 28, 32, 40, 48)))
    pitch = size + p.u(rng.choice((4, 6, 8, 12, 16)))
    line = pitch if p.chance(0.6) else pitch + p.u(10)
    framed, grounds = p.chance(0.25), p.chance(0.3)
    colour = rng.choice((p.ink, p.ink, look.muted, look.accent))
    cy = y + p.u(4)
    while cy + pitch < y + h:
        p.art.change_kin()
        if p.chance(0.12):
            cy += look.base * 1.6
            p.text(x + p.u(4), cy - look.base * 0.8, p.words.label(2), look.small, role="heading")
            continue
        cx, end = x + p.u(4), x + w * rng.choice((1.0, 1.0, 0.7))
        count, place = rng.randint(3, 24), 0
        while cx + pitch < end and place < count:
            box = (cx, cy, cx + pitch, cy + pitch)
            state = rng.choices(("", "disabled", "selected"), (0.88, 0.06, 0.06))[0]
            ground(p, box, state, framed=framed, filled=grounds and p.chance(0.4))
            inverted = state == "selected" and p.chance(0.5)
            p.icon(
                cx + (pitch - size) / 2, cy + pitch / 2, size, "",
                look.on_accent if inverted else colour, role="button", box=box, plain=inverted, state=state,
            )  # fmt: skip
            cx += pitch
            place += 1
            if p.chance(0.05):
                p.line(cx + 2, cy + 3, cx + 2, cy + pitch - 4)
                cx += p.u(6)
        cy += line


def ground(p: Painter, box: Box, state: str, *, framed: bool, filled: bool) -> None:
    """What an icon button stands on: nothing, a frame, a key, or the colour of what is pressed."""
    look, (x0, y0, x1, y1) = p.look, box
    if state == "selected":
        share = p.rng.choice((0.2, 0.4, 1.0))
        p.rect(x0 + 1, y0 + 1, x1 - 1, y1 - 1, mix(look.bar, look.accent, share), None, look.radius)
    elif framed or filled:
        p.rect(
            x0 + 1,
            y0 + 1,
            x1 - 1,
            y1 - 1,
            look.bar if filled else None,
            look.border if framed else None,
            look.radius,
        )


def window_buttons(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """The buttons of a title bar as small squares that can be put in order, as settings of window managers show them."""
    rng, look = p.rng, p.look
    side = p.u(rng.choice((20, 24, 28, 32)))
    if w < side * 6 or h < side * 2:
        icon_rows(p, x, y, w, h)
        return
    top = y + p.u(6)
    with p.grouped(p.words.label(3)):
        p.text(x + p.u(4), top + look.base * 0.6, p.group, look.strong, role="heading", room=w - p.u(8))
        top += look.base * 1.8
        p.rect(x + p.u(4), top, x + w - p.u(4), top + side + p.u(8), look.panel, look.border, look.radius)
        tools = rng.sample(CORNERS, rng.randint(4, len(CORNERS)))
        middle, size = top + p.u(4) + side / 2, max(10, side - p.u(12))
        gap, cx, titled = p.u(rng.choice((2, 6, 10))), x + p.u(8), rng.randint(0, len(tools) - 1)
        for place, it in enumerate(tools):
            if place == titled:
                wide = w - (side + gap) * (len(tools)) - p.u(20)
                text = p.words.fixed("Title", "Name", "Caption")
                if wide > look.text.width(text) + p.u(10):
                    box = (cx, top + p.u(4), cx + wide, top + p.u(4) + side)
                    p.rect(*box, look.bar, look.border, look.radius)
                    p.text(cx + wide / 2, middle, text, align="c", role="button", box=box)
                    cx += wide + gap
            if cx + side > x + w - p.u(4):
                break
            p.rect(
                cx,
                top + p.u(4),
                cx + side,
                top + p.u(4) + side,
                shade(look.panel, 12),
                look.border,
                look.radius,
            )
            tool(p, cx + (side - size) / 2, middle, side, it, size=size, pitch=float(side), plain=True)
            cx += side + gap
        top += side + p.u(14)
        if top + look.base * 3 < y + h:
            text = p.words.sentence(8)
            p.text(
                x + p.u(4), top + look.base * 0.7, p.fit(text, look.small, w - p.u(8)), look.small, look.muted
            )
            slider(p, x + p.u(4), top + look.base * 2.4, min(w * 0.6, float(p.u(240))), p.words.short())
            p.unwritten()


def ended_fields(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Fields with small icon buttons inside at their end, beside or below words."""
    rng, look = p.rng, p.look
    high, size = float(look.base + p.u(rng.choice((8, 12, 16)))), max(10, min(look.icon, p.u(16)))
    wide, cy, seen = min(w - p.u(12), float(p.u(rng.randint(180, 420)))), y + p.u(6), set[str]()
    above = p.chance(0.5) or w < p.u(300)
    while cy + high * 2 < y + h and wide > p.u(120):
        left = x + p.u(6)
        name = p.fit(p.words.label(2), look.text, wide if above else min(w * 0.35, float(p.u(150))) - p.u(8))
        if not name or name in seen:
            break
        seen.add(name)
        if above:
            p.text(left, cy + look.base * 0.6, name)
            cy += look.base * 1.4
        else:
            room = min(w * 0.35, float(p.u(150)))
            p.text(left, cy + high / 2, name)
            left += room
        right = min(left + wide, x + w - p.u(4))
        tools = chosen(p, ENDS, 1, 2 if right - left < p.u(200) else 3)
        pitch = float(size + p.u(8))
        start = right - pitch * len(tools) - p.u(2)
        p.rect(left, cy, right, cy + high, look.inset, look.border, look.radius)
        value = p.words.lower() if p.chance(0.6) else ""
        p.text(left + p.u(7), cy + high / 2, value, room=start - left - p.u(10))
        full = look.text.width(value) <= start - left - p.u(10)
        p.mark("field", name, (left, cy, start, cy + high), value=value if full else "")
        with p.grouped(name):
            strip(p, start, cy + high / 2, high - 2, tools, size=size, pitch=pitch, right=right + 1, plain=p.chance(0.8),
                  colour=rng.choice((p.ink, look.muted)))  # fmt: skip
        cy += high + p.u(rng.choice((6, 10, 16)))
