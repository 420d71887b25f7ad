"""In: a region. Out: a form with labelled fields, a page of settings, or rows of buttons that fill it."""

from __future__ import annotations

from ppagent.train.drawn.controls import button, field, progress, slider, switch, tick
from ppagent.train.drawn.lists import item_list
from ppagent.train.drawn.painter import Painter


def form(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Labels beside or above fields, boxes to tick, buttons."""
    rng, look = p.rng, p.look
    above, high, pad = p.chance(0.5), look.base + p.u(rng.randint(8, 20)), p.u(rng.randint(6, 20))
    labels = 0 if above else p.u(rng.randint(70, 150))
    wide = min(w - 2 * pad - labels, p.u(rng.randint(120, 420)))
    cy, end = y + p.u(6), y + h
    if wide < p.u(50):
        item_list(p, x, y, w, h)
        return
    left, room, seen = x + pad, w - 2 * pad, set[str]()
    cy += _heading(p, left, cy, room)
    while cy + high + (look.base + p.u(8) if above else 0) < end:
        share = rng.random()
        if share < 0.6:
            name = p.words.short() if p.chance(0.6) else p.words.label(2)
            if name in seen:
                continue
            seen.add(name)
            label = name + ":" if p.chance(0.3) and not name.endswith((":", ".")) else name
            shown = p.fit(label, look.text, room if above else labels - p.u(8))
            at = cy + look.base * 0.7 if above else cy + high / 2
            name = shown.rstrip(":") if p.text(left, at, shown) else ""
            cy += look.base + p.u(8) if above else 0
            _any_field(p, left + labels, cy, wide, high, name)
            cy += high + p.u(rng.choice((6, 8, 12)))
        elif share < 0.68:  # no label: the field says itself what belongs in it
            field(p, left, cy, wide, high, "", placeholder=p.words.short())
            cy += high + p.u(8)
        elif share < 0.88:
            cy += _ticks(p, left, cy, room, high, end)
        elif share < 0.9:
            progress(p, left, cy + high / 2, wide)
            cy += high
        else:
            _buttons(p, left, cy + 2, x + w, high)
            cy += high + p.u(10)
        cy += _heading(p, left, cy, room) if p.chance(0.08) and cy + look.title.size * 2 < end else 0
        if p.chance(0.04):
            break


def _heading(p: Painter, x: float, y: float, room: float) -> float:
    """A heading at times; what follows belongs to it. Returns the px it takes."""
    if p.chance(0.5):
        return 0.0
    title = p.look.title
    shown = p.fit(p.again("heading") or p.words.label(), title, room)
    if p.text(x, y + title.size * 0.6, shown, title, role="heading"):
        p.group = shown
    return title.size * 1.5 + 4


def _any_field(p: Painter, x: float, y: float, w: float, h: float, name: str) -> None:
    rng, words = p.rng, p.words
    role = rng.choices(("field", "combo box", "spin button", "slider"), (0.62, 0.2, 0.12, 0.06))[0]
    state = rng.choices(("", "disabled", "selected"), (0.9, 0.06, 0.04))[0]
    if role == "slider" and name:
        slider(p, x + p.u(6), y + h / 2, w - p.u(12), name)
    elif role == "spin button":
        value = f"{rng.randint(0, 400)}{rng.choice(('', '', ' px', '%', '.0'))}"
        field(p, x, y, min(w, max(p.u(90), w * 0.4)), h, name, value=value, role=role, state=state)
    elif role == "combo box":
        field(p, x, y, w, h, name, value=words.label(2), role=role, state=state)
    else:
        share = rng.random()
        value = words.label() if share < 0.4 else words.number() if share < 0.5 else ""
        hint = words.label(4) if not value and share < 0.75 else ""
        field(p, x, y, w, h, name, value=value, placeholder=hint, state=state, hidden=p.chance(0.05))


def _ticks(p: Painter, x: float, y: float, room: float, h: float, end: float) -> float:
    """A box to tick, or some radio buttons below or beside each other under a common question; the px they take."""
    rng = p.rng
    if p.chance(0.6):
        tick(
            p,
            x,
            y + h / 2,
            p.words.label(4),
            room=room,
            on=p.chance(0.4),
            state="disabled" if p.chance(0.06) else "",
        )
        return h
    count, chosen = rng.randint(2, 4), rng.randint(0, 3)
    question = p.fit(p.words.short(), p.look.text, room)
    p.text(x, y + h / 2, question)
    if p.chance(0.5):
        cx = x + p.look.text.width(question) + p.u(16)
        for place in range(count):
            text = p.words.short()
            if cx + p.look.text.width(text) + p.u(40) > x + room:
                break
            cx += tick(
                p, cx, y + h / 2, text, room=room, on=place == chosen, role="radio button", group=question
            ) + p.u(16)
        return h
    for place in range(count):
        y += h
        if y + h > end:
            break
        tick(
            p,
            x + p.u(8),
            y + h / 2,
            p.words.label(3),
            room=room - p.u(8),
            on=place == chosen,
            role="radio button",
            group=question,
        )
    return h * (count + 1)


def _buttons(p: Painter, x: float, y: float, right: float, h: float) -> None:
    for _ in range(p.rng.randint(1, 3)):
        text = p.again("button") or (p.words.phrase() if p.chance(0.7) else p.words.label(2))
        wide = p.look.text.width(text) + p.u(p.rng.randint(16, 40))
        if x + wide > right:
            break
        button(p, x, y, wide, h, text, state="disabled" if p.chance(0.1) else "")
        x += wide + p.u(8)


def buttons(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Rows of buttons."""
    rng, look = p.rng, p.look
    cx, cy, high = x + p.u(6), y + p.u(4), look.base + p.u(rng.randint(8, 18))
    style, gap, icons = rng.choice(("f", "o", "b", "g", "")), p.u(rng.randint(4, 16)), p.chance(0.3)
    while cy + high < y + h:
        text = p.again("button") or (p.words.phrase() if p.chance(0.55) else p.words.label(2))
        wide = look.text.width(text) + p.u(rng.randint(14, 40)) + (look.icon + p.u(6) if icons else 0)
        if cx + wide > x + w - 4:
            if cx == x + p.u(6):
                break
            cx, cy = x + p.u(6), cy + high + gap
            continue
        button(
            p,
            cx,
            cy,
            wide,
            high,
            text,
            style,
            icon=text if icons else None,
            state="disabled" if p.chance(0.06) else "",
        )
        cx += wide + gap
        if p.chance(0.02):
            break


def settings(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Rows with a label at the left and a switch, a value or a slider at the right."""
    rng, look = p.rng, p.look
    row, icons, notes = look.row + p.u(rng.randint(8, 24)), p.chance(0.5), p.chance(0.3)
    cy, right = y + p.u(4), x + w - p.u(10)
    if notes:
        row += look.base
    while cy + row < y + h:
        if p.chance(0.1) and cy + 2 * row < y + h:
            heading = p.fit(p.again("heading") or p.words.label(2), look.strong, w * 0.8)
            if p.text(x + p.u(8), cy + row / 2, heading, look.strong, look.accent, role="heading"):
                p.group = heading
            cy += row
            continue
        left, middle, text = x + p.u(8), cy + row / 2, p.words.label(4)
        if icons:
            p.icon(left, middle, look.icon, text)
            left += look.icon + p.u(10)
        shown = p.fit(text, look.text, w * 0.6 - (left - x))
        upper = middle - look.base * 0.55 if notes else middle
        if notes:
            p.text(left, middle + look.base * 0.7, p.words.label(4), look.small, look.muted, room=w * 0.6)
        _setting(p, (x, cy, x + w, cy + row), left, upper, right, shown)
        p.line(x + 4, cy + row - 1, x + w - 5, cy + row - 1)
        cy += row


def _setting(
    p: Painter, row: tuple[float, float, float, float], left: float, upper: float, right: float, text: str
) -> None:
    look, rng = p.look, p.rng
    middle, wide = (row[1] + row[3]) / 2, row[2] - row[0]
    share = rng.random()
    if share < 0.45:
        if p.text(left, upper, text):
            switch(p, right, middle, text, on=p.chance(0.5))
    elif share < 0.6:
        p.text(left, upper, text, role="list item", box=row)
        p.text(
            right, middle, p.fit(p.words.label(1), look.small, wide * 0.25), look.small, look.muted, align="r"
        )
    elif share < 0.75 and wide > p.u(220):
        if p.text(left, upper, text):
            slider(p, row[0] + wide * 0.68, middle, right - row[0] - wide * 0.68 - p.u(6), text)
    elif share < 0.9 and wide > p.u(220):
        printed = p.text(left, upper, text)
        high = min(look.base + p.u(12), row[3] - row[1] - 4)
        role = rng.choice(("combo box", "combo box", "spin button"))
        value = p.words.label(1) if role == "combo box" else str(rng.randint(0, 200))
        field(
            p,
            row[0] + wide * 0.66,
            middle - high / 2,
            right - row[0] - wide * 0.66,
            high,
            text if printed else "",
            value=value,
            role=role,
        )
    else:
        p.text(left, upper, text, role="list item", box=row)
        p.icon(right - p.u(14), middle, p.u(14), "chevron right", look.muted, role="", plain=True)
