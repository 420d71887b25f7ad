"""In: a region. Out: fields of short labels: seats, numbers, letters, signs, codes of colours, times."""

from __future__ import annotations

from ppagent.train.drawn.fonts import Font
from ppagent.train.drawn.look import any_colour, light, mix, shade
from ppagent.train.drawn.painter import Painter
from ppagent.train.sheet import Box

MOST = 420
"""Cells in a grid: more take longer to draw than they teach."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def plain_font(p: Painter) -> Font:
    """One of the sheet's fonts for running text."""
    look = p.look
    return p.rng.choice((look.text, look.text, look.small, look.mono))


def pitch(p: Painter, font: Font) -> float:
    """Px from row to row: hardly more than the letters, or up to three times as much."""
    return max(14.0, font.size * p.rng.choice((1.2, 1.3, 1.4, 1.5, 1.7, 2.0, 2.4, 3.0)))


def seats(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Seats of a plane, a train or a hall: a number and a letter on each, aisles between some."""
    rng, look, font = p.rng, p.look, plain_font(p)
    across, aisle = rng.randint(3, 10), rng.randint(1, 4)
    side = max(font.width("88W") + 4, pitch(p, font)) * rng.choice((1.0, 1.0, 1.2, 1.5))
    high, gap = side * rng.choice((0.7, 0.8, 1.0)), p.u(rng.choice((0, 2, 3, 5)))
    high = max(high, font.size * 1.25)
    letters, first = LETTERS[:across], rng.choice((1, 1, 1, rng.randint(2, 60)))
    flipped, apart = p.chance(0.25), p.u(rng.choice((0, 10, 24)))
    numbered = p.chance(0.3)
    left = x + p.u(rng.choice((4, 10, 30))) + (font.width("99") + p.u(8) if numbered else 0)
    style, taken, chosen = rng.choice("obfg"), rng.choice((0.0, 0.1, 0.3)), rng.randint(0, 60)
    cy, number, place = y + p.u(4), first, 0
    while cy + high < y + h and number < first + 40:
        if numbered:
            p.text(x + p.u(4), cy + high / 2, str(number), font, look.muted)
        for column, letter in enumerate(letters):
            cx = left + column * (side + gap) + (apart if column >= aisle else 0)
            if cx + side > x + w:
                break
            text = f"{letter}{number}" if flipped else f"{number}{letter}"
            state = "selected" if place == chosen else "disabled" if p.chance(taken) else ""
            _key(p, (cx, cy, cx + side, cy + high), text, font, style, state)
            place += 1
        cy, number = cy + high + gap, number + 1
        if p.chance(0.03):
            cy += p.u(16)


def _key(p: Painter, box: Box, text: str, font: Font, style: str, state: str) -> None:
    """A small button with a few letters."""
    look = p.look
    fill = {"f": look.accent, "b": look.bar}.get(style) if state == "" else None
    fill = mix(look.accent, look.ground, 0.5) if state == "selected" else fill
    fill = look.panel if state == "disabled" else fill
    p.rect(*box, fill, look.border if style != "g" else None, min(look.radius, p.u(5)))
    ink = p.ink if fill is None or abs(light(fill) - light(p.ink)) > 90 else look.on_accent
    if state == "disabled":
        ink = mix(p.ink, look.panel, 0.5)
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    p.text(*middle, text, font, ink, align="c", role="button", box=box, state=state)


def numbers(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Numbers in order or at random, days of many weeks, letters: each in a square."""
    rng, font = p.rng, plain_font(p)
    way = rng.choice(("order", "order", "random", "letters", "pages", "days"))
    pool = {
        "order": [str(n) for n in range(rng.choice((0, 1, 1, 100)), 400)],
        "random": [str(n) for n in rng.sample(range(1, 1000), 300)],
        "letters": [*LETTERS, *LETTERS.lower(), *"0123456789", *"+-*/=<>[]{}()&%$#@!?"],
        "pages": [*(str(n) for n in range(1, rng.randint(6, 30)))],
        "days": [str(n) for n in range(1, rng.choice((28, 30, 31)) + 1)],
    }[way]
    wide = max(font.width(max(pool, key=len)) + p.u(rng.choice((4, 8, 16, 30))), font.size * 1.2)
    high, gap = max(pitch(p, font), font.size * 1.25), p.u(rng.choice((0, 0, 2, 6)))
    most = max(1, int((w - p.u(8)) / (wide + gap)))
    columns = 7 if way == "days" and most >= 7 else rng.randint(min(3, most), min(most, 24))
    columns = most if way == "pages" else columns
    style, chosen, role = rng.choice("oobgg"), rng.randint(0, 40), rng.choice(("button", "button", "cell"))
    down, reach = p.chance(0.2) and way != "days", int((h - p.u(4)) / (high + gap))
    for place, text in enumerate(pool[: min(MOST, columns * reach)]):
        column, row = (place // reach, place % reach) if down else (place % columns, place // columns)
        left, top = x + p.u(4) + column * (wide + gap), y + p.u(2) + row * (high + gap)
        if left + wide > x + w:
            return
        box = (left, top, left + wide, top + high)
        state = "selected" if place == chosen else "disabled" if p.chance(0.03) else ""
        if role == "button" and font.has(text):
            _key(p, box, text, font, style, state)
        else:
            p.text(left + wide / 2, top + high / 2, text, font, align="c", role=role, box=box)


def elements(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Squares with a short sign, and a number or word above or below it."""
    rng, look, font = p.rng, p.look, p.rng.choice((p.look.strong, p.look.text))
    side = max(font.width("WW") + p.u(8), font.size + look.small.size + p.u(10)) * rng.uniform(1.0, 1.4)
    columns, gap, signs = int(w / side), p.u(rng.choice((0, 1, 3))), set[str]()
    hues = [mix(any_colour(rng, 60, 220), look.ground, 0.7) for _ in range(4)]
    role, above, number, cy = rng.choice(("button", "cell")), p.chance(0.7), 0, y
    while cy + side < y + h and columns > 2:
        for column in range(columns):
            if p.chance(0.12):
                continue
            number += 1
            sign = rng.choice(LETTERS) + rng.choice(("", *LETTERS.lower()))
            if sign in signs or number > 140:
                continue
            signs.add(sign)
            left = x + column * side
            box = (left, cy, left + side - gap, cy + side - gap)
            p.rect(*box, rng.choice(hues), look.border if not gap else None)
            middle, half = (box[0] + box[2]) / 2, font.size * 0.5
            upper = cy + look.small.size * 0.7 + 2
            lower = box[3] - font.size * 0.7 - 2
            p.text(left + p.u(2) + 1, upper, str(number), look.small, look.muted) if above else None
            p.text(
                middle,
                lower if above else (cy + box[3]) / 2 - half * 0.2,
                sign,
                font,
                align="c",
                role=role,
                box=box,
            )
        cy += side


def colour_codes(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Fields of colour with their codes beside or below."""
    rng, font = p.rng, p.rng.choice((p.look.mono, p.look.small, p.look.text))
    row, side = pitch(p, font), font.size
    wide, upper = font.width("#888888") + side + p.u(rng.randint(16, 40)), p.chance(0.6)
    columns, near = int(w / wide), any_colour(rng)
    cy, drawn = y + p.u(2), 0
    while cy + row < y + h and columns and drawn < 160:
        for column in range(columns):
            left = x + p.u(4) + column * wide
            hue = any_colour(rng) if p.chance(0.6) else shade(near, rng.randint(-30, 30))
            code = "#{:02x}{:02x}{:02x}".format(*hue)
            p.rect(left, cy + (row - side) / 2, left + side, cy + (row + side) / 2, hue, p.look.border)
            p.text(left + side + p.u(5), cy + row / 2, code.upper() if upper else code, font, role="list item",
                   box=(left, cy, left + wide - p.u(8), cy + row))  # fmt: skip
            drawn += 1
        cy += row


def times(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Times to choose from, under days at times."""
    rng, font = p.rng, plain_font(p)
    minutes, gap = rng.choice((5, 10, 15, 20, 30, 60)), p.u(rng.choice((2, 4, 8)))
    high = max(pitch(p, font), font.size * 1.3)
    suffix = p.chance(0.2)
    wide = font.width("12:00 PM" if suffix else "00:00") + p.u(rng.choice((8, 16, 30)))
    columns, at = int(w / (wide + gap)), rng.randint(0, 14) * 60
    columns = min(columns, rng.randint(2, 10)) if columns > 2 else columns
    style, cy, drawn, chosen = rng.choice("oobfg"), y + p.u(2), 0, rng.randint(0, 40)
    while cy + high < y + h and columns and at < 24 * 60 and drawn < 160:
        for column in range(columns):
            if at >= 24 * 60:
                break
            hour, minute = divmod(at, 60)
            text = (
                f"{hour:02}:{minute:02}"
                if not suffix
                else f"{(hour - 1) % 12 + 1}:{minute:02} {'AM' if hour < 12 else 'PM'}"
            )
            left = x + p.u(4) + column * (wide + gap)
            state = "selected" if drawn == chosen else "disabled" if p.chance(0.06) else ""
            _key(p, (left, cy, left + wide, cy + high), text, font, style, state)
            at, drawn = at + minutes, drawn + 1
        cy += high + gap
