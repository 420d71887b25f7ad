"""In: a region. Out: paragraphs with links, code or a terminal, cards, a chart, a picture that fill it."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from ppagent.train.drawn.controls import button
from ppagent.train.drawn.fonts import Font
from ppagent.train.drawn.lists import item_list
from ppagent.train.drawn.look import Colour, any_colour
from ppagent.train.drawn.painter import Painter

MANY = 99


def paragraph(
    p: Painter, x: float, y: float, w: float, h: float, font: Font | None = None, colour: Colour | None = None
) -> float:
    """Lines of words, some with a link; returns where the next thing may begin."""
    font, colour = font or p.look.small, colour or (p.look.muted if p.chance(0.5) else p.ink)
    step, links, end, limit = (
        font.size * p.rng.uniform(1.25, 1.6),
        p.chance(0.3),
        y + h,
        p.rng.choice((2, 3, 5, MANY)),
    )
    count = 0
    while y + step < end and count < limit and w > p.u(20):
        words = [p.rng.choice(p.words.words) for _ in range(12)]
        text = " ".join(words)
        text = text[:1].upper() + text[1:]
        ends = font.advances(text).cumsum()
        held = int(np.searchsorted(ends, w))
        if held < len(ends):
            text = text[:held].rsplit(" ", 1)[0]
        if links and p.chance(0.4) and len(text) > 8:
            _linked(p, x, y + step / 2, text, font, colour)
        else:
            p.text(x, y + step / 2, text, font, colour, role="text" if p.chance(0.3) else "")
        y, count = y + step, count + 1
    return y


def _linked(p: Painter, x: float, yc: float, text: str, font: Font, colour: Colour) -> None:
    """A line some words of which are a link."""
    words = text.split(" ")
    first = p.rng.randrange(len(words))
    last = min(len(words), first + p.rng.randint(1, 3))
    before = " ".join(words[:first]) + " " * bool(first)
    after = " " * (last < len(words)) + " ".join(words[last:])
    x += p.text(x, yc, before, font, colour)
    width = p.text(x, yc, " ".join(words[first:last]), font, p.look.accent, role="link")
    if width and p.chance(0.5):
        under = yc + font.capital * 0.5 + 2
        p.line(x, under, x + width, under, p.look.accent)
    p.text(x + width, yc, after, font, colour)


def article(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A heading and paragraphs."""
    look, pad, end = p.look, p.u(8), y + h
    heading = p.fit(p.again("heading") or p.words.label(4), look.title, w - 2 * pad)
    y += p.u(4)
    if p.text(x + pad, y + look.title.size * 0.7, heading, look.title, role="heading"):
        p.group = heading
    y += look.title.size * 1.6
    while y + look.base * 2 < end:
        after = paragraph(p, x + pad, y, w - 2 * pad, end - y, look.text)
        if after == y:
            break
        y = after + look.base * p.rng.uniform(0.5, 1.2)
        if p.chance(0.15):
            break


def code(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Lines of code with numbers before them, or a terminal."""
    rng, look, words = p.rng, p.look, p.words
    terminal = p.chance(0.4)
    ground, ink = (
        ((rng.randint(0, 40),) * 3, (rng.randint(180, 255),) * 3) if terminal else (look.inset, p.ink)
    )
    p.rect(x, y, x + w, y + h, ground)
    step, cy, number = look.mono.size * rng.uniform(1.2, 1.5), y + p.u(4), rng.randint(1, 200)
    inks = (ink, ink, look.accent, (200, 120, 60), (60, 160, 90))
    space, numbered = look.mono.width(" "), p.chance(0.5) and not terminal
    while cy + step < y + h:
        if p.chance(0.82):
            cx = x + p.u(6)
            if numbered:
                p.text(
                    cx,
                    cy + step / 2,
                    str(number),
                    look.mono,
                    look.muted,
                    role="text" if p.chance(0.5) else "",
                )
                cx += space * 5
            cx += space * 2 * rng.randint(0, 4)
            for _ in range(rng.randint(1, 4)):
                one = words.lower()
                text = rng.choice(
                    (one, f"{one}()", f"= {rng.randint(0, 999)}", words.file(), f"{one}.{words.lower()}", f"def {one}(self):",
                     f"return {one}", f'"{words.word()}"', f"-{one[:2]}", f"import {one}", f"if {one} != {rng.randint(0, 9)}:",
                     f"{one}[{rng.randint(0, 9)}]", "{", "})", "//", "&&")
                )  # fmt: skip
                width = look.mono.width(text)
                if cx + width > x + w - 4:
                    break
                p.text(
                    cx,
                    cy + step / 2,
                    text,
                    look.mono,
                    ink if terminal else rng.choice(inks),
                    role="text" if p.chance(0.2) else "",
                )
                cx += width + space
        cy, number = cy + step, number + 1
        if terminal and p.chance(0.03):
            break


def cards(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Cards in rows: a picture or an icon, a heading, words, a button that belongs to the heading."""
    rng, look = p.rng, p.look
    count, gap = max(1, int(w / p.u(rng.randint(130, 260)))), p.u(rng.randint(6, 16))
    wide, high = (w - gap * (count + 1)) / count, min(h - gap, p.u(rng.randint(90, 220)))
    if wide < p.u(60) or high < p.u(50):
        item_list(p, x, y, w, h)
        return
    pictures, icons, same = p.chance(0.4), p.chance(0.4), p.words.short() if p.chance(0.5) else ""
    cy = y + gap // 2
    while cy + high < y + h:
        for place in range(count):
            left = x + gap + place * (wide + gap)
            p.rect(
                left,
                cy,
                left + wide,
                cy + high,
                look.panel,
                look.border if p.chance(0.6) else None,
                look.radius,
            )
            _card(p, left, cy, wide, high, picture=pictures and high > p.u(110), icon=icons, word=same)
        cy += high + gap


def _card(
    p: Painter, x: float, y: float, w: float, h: float, *, picture: bool, icon: bool, word: str
) -> None:
    rng, look, pad, cy, end = p.rng, p.look, p.u(8), y + p.u(8), y + h
    if picture:
        drawing(p, x + 1, y + 1, w - 2, h * 0.4)
        cy = y + h * 0.4 + p.u(6)
    left = x + pad
    if icon:
        p.icon(left, cy + look.strong.size * 0.6, look.icon)
        left += look.icon + p.u(6)
    heading = p.fit(p.again("heading") or p.words.label(), look.strong, x + w - pad - left)
    titled = p.text(left, cy + look.strong.size * 0.6, heading, look.strong, role="heading")
    if picture and titled:
        p.mark("image", rng.choice(("picture", "photo", "cover", "image", "thumbnail")), (x + 1, y + 1, x + w - 1, y + 1 + h * 0.4),
               written=False, group=heading)  # fmt: skip
    cy += max(look.strong.size, look.icon if icon else 0) * 1.3 + 4
    if p.chance(0.25) and end - cy > look.title.size + p.u(8):
        p.text(
            x + pad,
            cy + look.title.size * 0.6,
            p.words.number(),
            look.title,
            look.accent,
            room=w - 2 * pad,
            role="text",
        )
        cy += look.title.size * 1.4
    pressed = p.chance(0.5)
    cy = paragraph(p, x + pad, cy, w - 2 * pad, end - (look.base + p.u(20) if pressed else 4) - cy)
    if pressed and end - cy > look.base + p.u(14):
        text = word or (p.words.phrase() if p.chance(0.6) else p.words.label(2))
        wide = look.small.width(text) + p.u(18)
        if wide < w - 2 * pad:
            button(
                p,
                x + pad,
                end - look.base - p.u(16),
                wide,
                look.base + p.u(10),
                text,
                font=look.small,
                group=heading,
            )


def chart(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A title and bars or a line."""
    look, rng = p.look, p.rng
    p.text(x + p.u(6), y + look.base, p.words.label(), look.strong, room=w - p.u(12), role="heading")
    y, h = y + look.base * 2, h - look.base * 2
    if h < p.u(50) or w < p.u(80):
        return
    count, left = rng.randint(4, 12), x + p.u(30)
    for line in range(4):
        p.line(left, y + h * line / 4, x + w - 1, y + h * line / 4)
        p.text(x + 2, y + h * line / 4, str((4 - line) * 25), look.small, look.muted)
    step = (w - p.u(34)) / count
    if p.chance(0.5):
        for place in range(count):
            p.rect(
                left + place * step + 4,
                y + h * rng.random(),
                left + (place + 1) * step,
                y + h - look.base * 1.4,
                look.accent,
            )
    else:
        points = [(left + place * step, y + h * rng.uniform(0, 0.8)) for place in range(count + 1)]
        p.pen.line(points, fill=look.accent, width=p.u(2))


def picture(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """A picture that fills the region but for a margin."""
    drawing(p, x + p.u(4), y + p.u(4), w - p.u(8), h - p.u(8))


def drawing(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Something like a photograph: soft colours, shapes, one colour, or noise; texts under it are forgotten."""
    left, top, wide, high = int(x), int(y), int(w), int(h)
    if wide < 8 or high < 8:
        return
    rng, share = p.rng, p.rng.random()
    draws = np.random.default_rng(rng.getrandbits(32))
    if share < 0.55:
        side = rng.randint(2, 9)
        levels = draws.integers(0, 255, (side, side, 3), dtype=np.uint8)
        image = Image.fromarray(levels).resize((wide, high), Image.Resampling.BICUBIC)
    elif share < 0.85:
        image = Image.new("RGB", (wide, high), any_colour(rng))
        pen = ImageDraw.Draw(image)
        for _ in range(rng.randint(2, 9)):
            cx, cy = rng.randint(0, wide), rng.randint(0, high)
            pen.ellipse(
                (cx - 20, cy - 20, cx + rng.randint(0, 60), cy + rng.randint(0, 60)), fill=any_colour(rng)
            )
    elif share < 0.93:
        image = Image.new("RGB", (wide, high), any_colour(rng))
    else:
        levels = draws.integers(0, 255, (min(high, 300) // 2 + 1, min(wide, 300) // 2 + 1, 3), dtype=np.uint8)
        image = Image.fromarray(levels).resize((wide, high), Image.Resampling.BILINEAR)
    p.image.paste(image, (left, top))
