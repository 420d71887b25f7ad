"""In: a window's pixels and Elements. Out: the same below a title bar, as a window manager would draw one."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ppagent.screen.frame import Pixels
from ppagent.train.sheet import Element
from ppagent.train.toolkits.looks import Look
from ppagent.train.toolkits.visible import shift
from ppagent.train.toolkits.words import Words

_FACES = ("DejaVuSans-Bold.ttf", "DejaVuSans.ttf", "LiberationSans-Bold.ttf", "LiberationSans-Regular.ttf")


def decorate(
    rng: random.Random, pixels: Pixels, elements: list[Element], look: Look, *, held_out: bool
) -> tuple[Pixels, list[Element]]:
    """Draw a title bar above, and sometimes a border round, the window.

    Returns:
        the larger picture, and the Elements moved with it, the title and the buttons of the bar among them.
    """
    scale = max(1.0, look.scale)
    bar, border = int(rng.randint(18, 36) * scale), rng.choice((0, 0, 1, 2, 5))
    height, width = pixels.shape[0] + bar + border * 2, pixels.shape[1] + border * 2
    dark = rng.random() < (0.8 if look.dark else 0.4)
    shade = rng.randint(25, 70) if dark else rng.randint(205, 250)
    paint = (shade, shade + rng.randint(-8, 5), shade + rng.randint(-8, 5))
    if rng.random() < 0.2:
        paint = tuple(int(look.accent[i : i + 2], 16) for i in (1, 3, 5))  # type: ignore[assignment]
        dark = sum(paint) < 400
    ink = (235, 235, 235) if dark else (40, 40, 40)
    picture = Image.new("RGB", (width, height), paint)
    picture.paste(Image.fromarray(pixels), (border, border + bar))
    draw = ImageDraw.Draw(picture)
    if rng.random() < 0.3:
        for row in range(border + bar):
            lift = int(14 * (1 - row / (border + bar)))
            draw.line((0, row, width, row), fill=tuple(min(255, each + lift) for each in paint))
    moved = [_below(each, border, border + bar) for each in elements]
    buttons, room = _buttons(rng, draw, width, bar, border, ink, paint)
    title = Words(rng, held_out=held_out).label()
    titles = _title(rng, draw, title, room, bar, border, ink, scale)
    return np.asarray(picture), [*moved, *titles, *buttons]


def _below(element: Element, x: int, y: int) -> Element:
    return replace(element, box=shift(element.box, x, y), ink=element.ink and shift(element.ink, x, y))


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype(face, size)
    except OSError:
        return ImageFont.load_default(size)


def _title(
    rng: random.Random,
    draw: ImageDraw.ImageDraw,
    title: str,
    room: tuple[int, int],
    bar: int,
    border: int,
    ink: tuple[int, int, int],
    scale: float,
) -> list[Element]:
    """The title, where there is room for all of it."""
    font = _font(rng.choice(_FACES), min(bar - 6, int(rng.choice((12, 13, 14, 15)) * scale)))
    left, top, right, bottom = draw.textbbox((0, 0), title, font=font)
    space = room[1] - room[0] - (right - left)
    if space < 12:
        return []
    x = room[0] + (space // 2 if rng.random() < 0.6 else 6)
    y = border + (bar - (bottom - top)) // 2
    draw.text((x - left, y - top), title, font=font, fill=ink)
    return [Element("heading", title, (x, y, x + right - left, y + bottom - top))]


def _buttons(
    rng: random.Random,
    draw: ImageDraw.ImageDraw,
    width: int,
    bar: int,
    border: int,
    ink: tuple[int, int, int],
    paint: tuple[int, int, int],
) -> tuple[list[Element], tuple[int, int]]:
    """The buttons of the bar, and from where to where there is room left for a title."""
    names = rng.choice(
        (
            ("Minimize", "Maximize", "Close"),
            ("Minimize", "Maximize", "Close"),
            ("Close",),
            ("Minimize", "Close"),
        )
    )
    at_left, style = rng.random() < 0.25, rng.choice(("plain", "plain", "round", "lights", "square"))
    step, size = int(bar * rng.uniform(0.85, 1.4)), max(8, int(bar * rng.uniform(0.3, 0.45)))
    if at_left:
        names = names[::-1]
    total = step * len(names)
    if total + 10 > width:
        return [], (border, width - border)
    start = border + 2 if at_left else width - border - 2 - total
    found: list[Element] = []
    for index, name in enumerate(names):
        x, y = start + index * step + step // 2, border + bar // 2
        _button(draw, name, x, y, size, style, ink, paint)
        found.append(
            Element(
                "button", name, (x - step // 2, border, x - step // 2 + step, border + bar), written=False
            )
        )
    return found, ((start + total, width - border) if at_left else (border, start))


def _button(
    draw: ImageDraw.ImageDraw,
    name: str,
    x: int,
    y: int,
    size: int,
    style: str,
    ink: tuple[int, int, int],
    paint: tuple[int, int, int],
) -> None:
    """One button of the bar, drawn."""
    half, line = size // 2, 1 if size < 13 else 2
    if style == "lights":
        draw.ellipse(
            (x - half, y - half, x + half, y + half),
            fill={"Close": (237, 106, 94), "Minimize": (244, 190, 79), "Maximize": (97, 197, 84)}[name],
        )
        ink, half = (70, 50, 40), max(2, half // 2)
    if style == "round":
        fill = (
            (204, 60, 60)
            if name == "Close"
            else tuple((a * 3 + b) // 4 for a, b in zip(paint, ink, strict=True))
        )
        draw.ellipse((x - half - 4, y - half - 4, x + half + 4, y + half + 4), fill=fill)
        ink = (255, 255, 255) if name == "Close" else ink
        half = max(2, half - 1)
    if style == "square":
        draw.rectangle((x - half - 4, y - half - 3, x + half + 4, y + half + 3), outline=ink)
        half = max(2, half - 1)
    if name == "Close":
        draw.line((x - half, y - half, x + half, y + half), fill=ink, width=line)
        draw.line((x - half, y + half, x + half, y - half), fill=ink, width=line)
    elif name == "Maximize":
        draw.rectangle((x - half, y - half, x + half, y + half), outline=ink, width=line)
    else:
        draw.line((x - half, y + half, x + half, y + half), fill=ink, width=line)
