"""In: a desk, and a thing on it that was clicked. Out: what comes of that, drawn over it: menus, dialogs, windows, marks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from ppagent.train.drawn.layout import split
from ppagent.train.drawn.look import Colour, light
from ppagent.train.drawn.popups import dialog_over, entry, hint_box, hint_size
from ppagent.train.drawn.windows import window
from ppagent.train.play.desk import Desk
from ppagent.train.sheet import Box, Element

Reaction = Callable[[Desk, Element], None]


def tinted(d: Desk, box: Box, colour: Colour, share: float) -> None:
    """A part of the picture in a colour, what is on it still seen."""
    corners = (int(box[0]), int(box[1]), int(box[2]), int(box[3]))
    if corners[2] - corners[0] < 1 or corners[3] - corners[1] < 1:
        return
    piece = d.p.image.crop(corners)
    d.p.image.paste(Image.blend(piece, Image.new("RGB", piece.size, colour), share), corners[:2])


def ground_of(d: Desk, box: Box) -> Colour:
    """The colour that most of a part of the picture has."""
    piece = np.asarray(d.p.image.crop((int(box[0]), int(box[1]), int(box[2]), int(box[3]))))
    red, green, blue = np.median(piece.reshape(-1, 3), axis=0).astype(int).tolist()
    return red, green, blue


def nothing(d: Desk, one: Element) -> None:
    """Nothing that can be seen."""


def pressed(d: Desk, one: Element) -> None:
    """It is darker or lighter, as under the pointer or as a button that stays down."""
    look = d.p.look
    box = _tight(one)
    tinted(
        d, box, d.rng.choice((look.accent, (0, 0, 0), (255, 255, 255), look.ink)), d.rng.uniform(0.12, 0.4)
    )
    if d.chance(0.3):
        d.p.pen.rectangle(_edges(box), None, d.rng.choice((look.accent, look.border)))


def chosen(d: Desk, one: Element) -> None:
    """A row, a cell or a file that is selected."""
    tinted(d, one.box, d.p.look.accent, d.rng.uniform(0.25, 0.6))
    d.change(one, state="selected")


def toggled(d: Desk, one: Element) -> None:
    """A box to tick, a radio button or a switch that is on now, or off."""
    p, on = d.p, one.state != "on"
    ink = one.ink or one.box
    x0, y0, x1, y1 = one.box
    if one.role == "switch":
        box = (int(x0), int(y0), int(x1), int(y1))
        piece = p.image.crop(box).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        p.image.paste(piece, box[:2])
        tinted(d, one.box, p.look.accent if on else p.look.muted, 0.3)
    else:
        yc = (ink[1] + ink[3]) / 2
        side = min(max(p.u(11), p.look.base - 1), y1 - y0)
        left = x0 + 2 if x1 - x0 > side + 4 else (x0 + x1 - side) / 2
        round_ = one.role == "radio button"
        p.rect(left, yc - side / 2, left + side, yc + side / 2, p.look.accent if on and not round_ else p.look.inset,
               p.look.accent if on else p.look.border, int(side) if round_ else p.u(2))  # fmt: skip
        if on and round_:
            p.disc(left + side / 2, yc, side * 0.22, p.look.accent)
        elif on:
            tick = [(0.2, 0.0), (0.42, 0.24), (0.8, -0.24)]
            p.pen.line(
                [(left + side * x, yc + side * y) for x, y in tick],
                fill=p.look.on_accent,
                width=max(1, int(side) // 7),
            )
    d.change(one, state="on" if on else "off")


def focused(d: Desk, one: Element) -> None:
    """A field with a coloured edge and a caret, or one of them."""
    p, (x0, y0, x1, y1) = d.p, one.box
    caret = d.chance(0.75)
    if not caret or d.chance(0.7):
        for n in range(max(1, p.u(d.rng.choice((1, 1, 2))))):
            p.pen.rectangle(_edges((x0 + n, y0 + n, x1 - n, y1 - n)), None, p.look.accent)
    if caret:
        at = (one.ink[2] + 1 if one.value else one.ink[0] - 1) if one.ink else x0 + p.u(7)
        colour = (0, 0, 0) if light(ground_of(d, one.box)) > 120 else (255, 255, 255)
        p.pen.line((at, y0 + 4, at, y1 - 5), fill=colour, width=max(1, p.u(1)))
    d.change(one, state="selected")


def filled(d: Desk, one: Element, text: str) -> bool:
    """A text in a field in the place of what was in it; False when it has no room for the text."""
    p, (x0, y0, x1, y1) = d.p, one.box
    fill, font = ground_of(d, one.box), p.look.text
    left = one.ink[0] if one.ink else x0 + p.u(8)
    if font.width(text) > x1 - left - p.u(24) or not font.has(text):
        return False
    right = max(one.ink[2] if one.ink else left, left + font.width(text)) + 3
    p.writings = [
        one for one in p.writings
        if not (one.box[0] < right and one.box[2] > left and one.box[1] < y1 and one.box[3] > y0)
    ]  # fmt: skip
    p.rect(left - 3, y0 + 3, right, y1 - 3, fill)
    ink = (0, 0, 0) if light(fill) > 120 else (255, 255, 255)
    wide = p.text(left, (y0 + y1) / 2, text, font, ink)
    half = font.size * 0.5
    d.change(one, value=text, hint="", ink=(left, (y0 + y1) / 2 - half, left + wide, (y0 + y1) / 2 + half))
    return wide > 0


def turned(d: Desk, one: Element) -> None:
    """A tab in front, with what it holds below it."""
    tinted(d, one.box, d.p.look.ground if d.chance(0.5) else d.p.look.accent, 0.35)
    if d.chance(0.6):
        d.p.rect(one.box[0], one.box[3] - d.p.u(3), one.box[2], one.box[3], d.p.look.accent)
    d.change(one, state="selected")
    below(d, one)


def below(d: Desk, one: Element) -> None:
    """What lies below a thing has changed: a page, what a tab holds, other results."""
    p, rng = d.p, d.rng
    top = one.box[3] + p.u(rng.randint(2, 30))
    high = min(p.height - top - 2, p.u(rng.randint(90, 260)))
    if high < p.u(50):
        return
    wide = rng.randint(min(p.width - 4, p.u(260)), p.width - 2) if p.width > p.u(300) else p.width - 2
    wide = min(wide, p.u(640))
    left = max(1, min(p.width - wide - 1, one.box[0] - rng.randint(0, wide)))
    _clear(d, (left, top, left + wide, top + high))
    split(p, left + 4, top + 4, wide - 8, high - 8, 0)


def dialog(d: Desk, one: Element) -> None:  # noqa: ARG001 - it does not matter what brought it
    """A dialog in front."""
    dialog_over(d.p)


def opened(d: Desk, one: Element) -> None:
    """A new window in front, mostly with the name of what was opened."""
    p, rng = d.p, d.rng
    w = rng.randint(
        min(p.u(240), p.width - 20), max(min(p.u(240), p.width - 20), min(p.width - 20, p.u(560)))
    )
    h = rng.randint(
        min(p.u(160), p.height - 20), max(min(p.u(160), p.height - 20), min(p.height - 20, p.u(400)))
    )
    x, y = rng.randint(2, p.width - w - 2), rng.randint(2, p.height - h - 2)
    _clear(d, (x, y, x + w, y + h))
    window(
        p,
        x,
        y,
        w,
        h,
        0,
        title=one.name if d.chance(0.7) and p.look.strong.has(one.name) else p.words.label(3),
    )


def menu(d: Desk, one: Element) -> None:
    """A menu at a thing: below it, above it where there is no room, beside it at an upright bar."""
    x0, y0, x1, y1 = one.box
    if d.chance(0.7):
        tinted(d, one.box, d.p.look.accent, d.rng.uniform(0.15, 0.5))
    if x1 < d.p.width * 0.16 and y1 - y0 < d.p.u(80) and d.chance(0.15):
        menu_at(d, x1, y0)
    else:
        menu_at(d, x0, y1, upper=y0, wide=x1 - x0 if one.role == "combo box" else 0)


def context(d: Desk, one: Element) -> None:
    """A menu at the pointer."""
    ink = one.ink or one.box
    if one.role in {"file", "list item", "row", "cell"} and d.chance(0.6):
        chosen(d, one)
    menu_at(d, (ink[0] + ink[2]) / 2 + 1, (ink[1] + ink[3]) / 2 + 1, upper=(ink[1] + ink[3]) / 2)


def menu_at(d: Desk, x: float, y: float, *, upper: float | None = None, wide: float = 0) -> None:
    """A menu whose corner is at a point, or that ends at ``upper`` when there is no room below."""
    p, rng, look = d.p, d.rng, d.p.look
    count = rng.randint(3, 11)
    w = int(wide) if wide > p.u(60) else p.u(rng.randint(110, 240))
    row = look.row if wide else int(look.row * rng.uniform(0.85, 1.15))
    while count > 2 and count * row + p.u(8) > max(p.height - y - 2, (upper or 0) - 2):
        count -= 1
    high = count * row + p.u(8)
    x = max(1, min(x, p.width - w - 2))
    if y + high > p.height - 1:
        y = max(1, (upper if upper is not None else p.height) - high - 1)
    p.raise_panel(x, y, x + w, y + high, look.ground, look.radius)
    icons, keys, ticks = d.chance(0.4) and not wide, d.chance(0.35) and not wide, d.chance(0.15)
    for place in range(count):
        top = y + p.u(4) + place * row
        entry(
            p,
            (x, top, x + w, top + row),
            icons=icons,
            shortcut=keys and d.chance(0.6),
            ticks=ticks,
            hovered=False,
        )
        if d.chance(0.1) and place < count - 1:
            p.line(x + p.u(6), top + row - 1, x + w - p.u(7), top + row - 1)


def told(d: Desk, one: Element) -> None:
    """What a thing is called, in a small box below it."""
    p, text = d.p, one.hint or one.name
    wide, high = hint_size(p, text)
    ink = one.ink or one.box
    x, y = (ink[0] + ink[2]) / 2, one.box[3] + p.u(5)
    x = min(x, p.width - wide - 2)
    if y + high > p.height - 2:
        y = one.box[1] - high - p.u(5)
    if x < 1 or y < 1 or not p.look.small.has(text):
        return
    hint_box(p, x, y, text, dark=d.chance(0.5))


def notice(d: Desk) -> None:
    """Something else comes up: a message in a corner."""
    p, rng = d.p, d.rng
    w, h = min(p.u(rng.randint(180, 320)), p.width - 8), p.u(rng.randint(44, 90))
    x = rng.choice((4, p.width - w - 4, p.width - w - 4))
    y = rng.choice((p.u(34), p.height - h - p.u(40)))
    p.raise_panel(x, y, x + w, y + h, p.look.ground, p.look.radius)
    p.text(x + p.u(12), y + p.u(16), p.words.label(3), p.look.strong, room=w - p.u(24), role="heading")
    p.text(x + p.u(12), y + p.u(34), p.words.sentence(6), p.look.small, p.look.muted, room=w - p.u(24))


def _tight(one: Element) -> Box:
    """Its box, or what is about its ink where the box is wide."""
    ink = one.ink or one.box
    if one.box[2] - one.box[0] < 3 * (ink[2] - ink[0]) + 40:
        return one.box
    return max(one.box[0], ink[0] - 8), one.box[1], min(one.box[2], ink[2] + 8), one.box[3]


def _edges(box: Box) -> Box:
    return int(box[0]), int(box[1]), int(box[2]) - 1, int(box[3]) - 1


def _clear(d: Desk, box: Box) -> None:
    """Nothing but the ground is here now."""
    d.p.cover(*box)
    d.p.rect(*box, d.p.look.ground)


_OF: dict[str, tuple[tuple[Reaction, float], ...]] = {
    "menu": ((menu, 0.9), (dialog, 0.05), (pressed, 0.05)),
    "combo box": ((menu, 0.85), (focused, 0.15)),
    "check box": ((toggled, 1.0),),
    "radio button": ((toggled, 1.0),),
    "switch": ((toggled, 1.0),),
    "field": ((focused, 1.0),),
    "spin button": ((focused, 1.0),),
    "list item": ((chosen, 0.75), (below, 0.15), (pressed, 0.1)),
    "cell": ((chosen, 0.9), (pressed, 0.1)),
    "file": ((chosen, 0.9), (opened, 0.1)),
    "row": ((chosen, 1.0),),
    "tab": ((turned, 1.0),),
    "link": ((below, 0.7), (opened, 0.1), (pressed, 0.2)),
    "heading": ((below, 0.4), (pressed, 0.3), (nothing, 0.3)),
    "text": ((pressed, 0.3), (nothing, 0.7)),
    "slider": ((pressed, 1.0),),
    "image": ((pressed, 0.5), (opened, 0.2), (nothing, 0.3)),
}
_ELSE = (
    (pressed, 0.34),
    (menu, 0.2),
    (dialog, 0.14),
    (below, 0.1),
    (told, 0.1),
    (opened, 0.04),
    (nothing, 0.08),
)
"""What buttons and icons do."""


def react(d: Desk, one: Element) -> None:
    """What comes of a click on a thing of its role."""
    makers, weights = zip(*_OF.get(one.role, _ELSE), strict=True)
    d.rng.choices(makers, weights)[0](d, one)
