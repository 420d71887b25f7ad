"""In: a region. Out: cards or rows each with a title and five stars to rate it, a stepper, or buttons to vote with."""

from __future__ import annotations

import math

from ppagent.train.drawn.controls import button
from ppagent.train.drawn.look import Colour
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.texts import drawing, paragraph


def ratings(p: Painter, x: float, y: float, w: float, h: float) -> None:
    """Cards in columns, or rows; what is in each belongs to its title."""
    rng, look = p.rng, p.look
    rows = p.chance(0.4)
    wide = w if rows else max(p.u(150), min(w, p.u(rng.randint(150, 320))))
    high = look.base + p.u(rng.randint(12, 30)) if rows else p.u(rng.randint(76, 190)) + look.base
    columns, gap = max(1, int(w / wide)), p.u(rng.choice((0, 4, 10, 16)))
    wide = w / columns - gap
    count, size = rng.choice((5, 5, 5, 5, 3, 10)), p.u(rng.choice((12, 14, 16, 20, 24, 32)))
    size = max(9, min(size, int((wide * (0.45 if rows else 0.9)) / count) - 3, int(high * 0.7)))
    ways = [rng.choice(("stars", "stars", "stars", "stepper", "vote"))] + ["stars"] * 2
    hue = rng.choice(((240, 170, 20), look.accent, p.ink))
    seen, cy, word, spread = (
        set[str](),
        y + p.u(2),
        p.words.fixed("Vote", "Choose", "Select", "Rate", "Like"),
        p.u(rng.choice((0, 2, 6))),
    )
    while cy + high < y + h:
        for column in range(columns):
            title = p.words.label(3) if p.chance(0.6) else p.words.person()
            left = x + column * (wide + gap)
            title = p.fit(title, look.strong, wide * (0.45 if rows else 0.9) - p.u(12))
            if not title or title in seen:
                continue
            seen.add(title)
            box = (left, cy, left + wide, cy + high)
            p.rect(
                *box, look.panel if p.chance(0.8) else None, look.border if not rows else None, look.radius
            )
            _one(
                p,
                box,
                title,
                ways[0] if p.chance(0.8) else "stars",
                (count, size, spread, hue, word),
                rows=rows,
            )
            if rows:
                p.line(left, cy + high, left + wide, cy + high)
        cy += high + gap + 1


def _one(
    p: Painter,
    box: tuple[float, float, float, float],
    title: str,
    way: str,
    manner: tuple[int, int, int, Colour, str],
    *,
    rows: bool,
) -> None:
    look, pad = p.look, p.u(8)
    x0, y0, x1, y1 = box
    count, size, spread, hue, word = manner
    middle = (y0 + y1) / 2 if rows else y0 + look.strong.size * 0.9 + 2
    if not p.text(x0 + pad, middle, title, look.strong, role="list item" if rows else "heading"):
        return
    foot = middle if rows else y1 - max(size, look.base + p.u(10)) / 2 - p.u(6)
    if not rows and foot - size / 2 - middle > look.strong.size + p.u(24):
        top, room = middle + look.strong.size, foot - size - middle - look.strong.size
        (drawing if p.chance(0.3) else paragraph)(p, x0 + pad, top, x1 - x0 - 2 * pad, room)
    step = size + 2 + spread
    start = x1 - pad - count * step if rows else x0 + pad
    if way == "stars":
        stars(p, start, foot, count, size, step, title, hue)
    elif way == "vote":
        wide, high = look.small.width(word) + p.u(18), look.base + p.u(8)
        at = x1 - pad - wide if rows else x0 + pad
        button(p, at, foot - high / 2, wide, high, word, font=look.small, group=title)
    else:
        at, high = x1 - pad - 3 * (look.base + p.u(12)) if rows else x0 + pad, look.base + p.u(8)
        for place, (sign, name) in enumerate((("-", "fewer"), ("", ""), ("+", "more"))):
            cell = (at, foot - high / 2, at + high, foot + high / 2)
            if sign:
                p.rect(*cell, look.bar, look.border, look.radius)
                p.text(at + high / 2, foot, sign, align="c")
                p.mark("button", name, cell, written=False, group=title)
            else:
                p.text(at + high / 2, foot, str(p.rng.randint(1, 40)), align="c")
            at += high + p.u(4) * (place < 2)


def stars(
    p: Painter, x: float, yc: float, count: int, size: int, step: float, title: str, hue: Colour
) -> None:
    """Stars to rate something with: the n-th gives n of them."""
    look, value = p.look, p.rng.randint(0, count)
    own, word = p.chance(0.5) or not p.art.knows("star"), p.rng.random() < 0.6
    for place in range(1, count + 1):
        left = x + (place - 1) * step
        hit = (left - 1, yc - size / 2 - 2, left + step - 1, yc + size / 2 + 2)
        if hit[0] < 0 or hit[2] > p.width or hit[1] < 0 or hit[3] > p.height:
            return
        name = f"rate {place}" if word else f"{place} stars" if place > 1 else "1 star"
        hint = f"give {place} stars" if place > 1 else "give 1 star"
        if own:
            _star(p, left + size / 2, yc, size / 2, hue, filled=place <= value)
            p.mark("button", name, hit, ink=(left, yc - size / 2, left + size, yc + size / 2), written=False,
                   group=title, hint=hint)  # fmt: skip
        else:
            p.icon(left, yc, size, "star", hue if place <= value else look.muted, role="button", box=hit, plain=True,
                   group=title, called=name, hint=hint, solid=place <= value)  # fmt: skip


def _star(p: Painter, x: float, y: float, radius: float, hue: Colour, *, filled: bool) -> None:
    points = [
        (x + (radius if turn % 2 == 0 else radius * 0.45) * math.sin(turn * math.pi / 5),
         y - (radius if turn % 2 == 0 else radius * 0.45) * math.cos(turn * math.pi / 5))
        for turn in range(10)
    ]  # fmt: skip
    p.pen.polygon(points, fill=hue if filled else None, outline=hue if filled else p.look.muted)
