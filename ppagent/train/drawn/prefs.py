"""In: a region. Out: a page of preferences, sparse or close: labels far from their controls, above, beside or after them."""

from __future__ import annotations

from ppagent.train.drawn.controls import button, field, slider, switch, tick, tick_side
from ppagent.train.drawn.look import mix
from ppagent.train.drawn.painter import Painter

_CONTROLS = (
    "tick",
    "tick at end",
    "switch",
    "combo box",
    "combo box",
    "spin button",
    "spin button",
    "slider",
    "field",
    "radio",
    "button",
)


def preferences(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Groups under headings; in each, rows of a label and one control, aligned alike on one page."""
    rng, look = p.rng, p.look
    pad, high = p.u(rng.choice((6, 12, 24, 48))), look.base + p.u(rng.randint(6, 16))
    row = high + p.u(rng.choice((2, 6, 10, 18, 30)))
    align = rng.choice(("left", "left", "end", "column", "above"))
    if w - 2 * pad < p.u(190) or align == "above":
        row, align = row + look.base + p.u(4), "above"
    faint, notes, lines = rng.choice((0.0, 0.1, 0.25)), p.chance(0.2), p.chance(0.25)
    row += look.base if notes and align == "end" else 0
    if align == "column" and p.chance(0.5):
        align = "right"  # labels end where the controls begin
    column = x + pad + (w - 2 * pad) * rng.choice((0.3, 0.4, 0.5, 0.62))
    kinds, seen = rng.sample(_CONTROLS, rng.randint(2, 6)), set[str]()
    cy, end, left = y + pad / 2, y + h, x + pad
    while cy + row < end:
        if p.chance(0.12) and cy + 2.5 * row < end:
            heading = p.fit(p.again("heading") or p.words.label(2), look.strong, w - 2 * pad)
            if p.text(x + pad, cy + row / 2, heading, look.strong, role="heading"):
                p.group = heading
                left = x + pad + (p.u(14) if p.chance(0.4) else 0)
            cy += row
            continue
        name = p.words.label(4) if p.chance(0.7) else p.words.phrase()
        if name in seen:
            continue
        seen.add(name)
        kind, state = rng.choice(kinds), "disabled" if p.chance(faint) else ""
        _row(
            p,
            (left, cy, x + w - pad, cy + row),
            name.rstrip(":"),
            kind,
            (align, column, high),
            state,
            note=notes,
        )
        if lines:
            p.line(left, cy + row - 1, x + w - pad, cy + row - 1)
        cy += row


def _row(
    p: Painter,
    box: tuple[float, float, float, float],
    name: str,
    kind: str,
    manner: tuple[str, float, float],
    state: str,
    *,
    note: bool,
) -> None:
    look = p.look
    left, top, right, bottom = box
    align, column, high = manner
    middle, ink = (top + bottom) / 2, mix(p.ink, look.ground, 0.6) if state else p.ink
    if kind == "tick":  # its words stand after it, under the controls or under the labels
        at = column if align == "right" else left
        tick(p, at, middle, name, room=right - at, on=p.chance(0.4), state=state)
        return
    if kind == "radio":
        _choices(p, box, name, column if align in {"column", "right"} else left)
        return
    above = align == "above"
    room = (
        right - left
        if above
        else column - left - p.u(10)
        if align in {"column", "right"}
        else (right - left) * 0.55
    )
    shown = p.fit(name, look.text, room)
    upper = middle - look.base * 0.6 if note and align == "end" else middle
    at = top + look.base * 0.7 if above else upper
    mark = ":" if p.chance(0.4) and shown == name and align != "end" else ""
    if align == "right":
        printed = p.text(column - p.u(10), at, shown + mark, colour=ink, align="r")
    else:
        printed = p.text(left, at, shown + mark, colour=ink)
    if not printed:
        return
    if note and align == "end":
        p.text(left, middle + look.base * 0.7, p.words.label(5), look.small, look.muted, room=room)
    start = left if above else column if align in {"column", "right"} else left + printed + p.u(10)
    yc = bottom - high / 2 - p.u(2) if above else middle
    _control(p, kind, shown, (start, yc - high / 2, right, yc + high / 2), state, at_end=align == "end")


def _control(
    p: Painter, kind: str, name: str, box: tuple[float, float, float, float], state: str, *, at_end: bool
) -> None:
    """One control at the beginning or the end of the place."""
    rng, look = p.rng, p.look
    start, top, right, bottom = box
    high, middle, room = bottom - top, (top + bottom) / 2, right - start
    wide = min(room, p.u(rng.choice((70, 110, 160, 240, 360))))
    at = right - wide if at_end else start
    if room < p.u(40):
        return
    if kind == "switch":
        switch(p, right if at_end else start + p.u(44), middle, name, on=p.chance(0.5))
    elif kind == "tick at end":
        side = tick_side(p)
        at = right - side if at_end else start
        tick(p, at, middle, "", room=0, on=(on := p.chance(0.5)))
        hit = (at - 3, middle - side / 2 - 3, at + side + 3, middle + side / 2 + 3)
        p.mark("check box", name, hit, state="on" if on else "off")
    elif kind == "slider":
        slider(p, at + p.u(6), middle, wide - p.u(12), name)
    elif kind == "button":
        word = p.words.fixed(
            "Choose...", "Change...", "Edit...", "Browse...", "Reset", "Set...", "Configure...", "Select..."
        )
        wide = min(room, look.text.width(word) + p.u(24))
        button(p, right - wide if at_end else start, top, wide, high, word, group=name, state=state)
    elif kind == "spin button":
        wide = min(room, max(p.u(rng.choice((64, 90, 130))), high * 2 + p.u(30)))
        value = f"{rng.randint(0, 400)}{rng.choice(('', '', '', '.0', ' px', '%', ' s', ' ms'))}"
        field(
            p, right - wide if at_end else start, top, wide, high, name, value=value, role=kind, state=state
        )
    elif kind == "combo box":
        field(p, at, top, wide, high, name, value=p.words.label(2), role=kind, state=state)
    else:
        value = p.words.label(2) if p.chance(0.5) else ""
        field(p, at, top, wide, high, name, value=value, state=state)


def _choices(p: Painter, box: tuple[float, float, float, float], name: str, column: float) -> None:
    """A question, and some answers of which one is chosen, beside each other."""
    left, top, right, bottom = box
    middle, chosen = (top + bottom) / 2, p.rng.randint(0, 2)
    question = p.fit(
        name, p.look.text, max(p.u(60), (column - left if column > left else (right - left) * 0.3) - p.u(8))
    )
    printed = p.text(left, middle, question)
    at = max(column, left + printed + p.u(16))
    for place in range(3):
        text = p.words.short()
        wide = p.look.text.width(text) + tick_side(p) + p.u(24)
        if at + wide > right:
            return
        tick(p, at, middle, text, room=wide, on=place == chosen, role="radio button", group=question)
        at += wide
