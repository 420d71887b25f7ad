"""In: a screen and its targets. Out: a picture to look at: every box with its number, and beside it what each is called."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ppagent.evaluate.collect.thing import Target
from ppagent.screen.frame import Pixels

_COLOURS = {"text": (214, 30, 60), "icon": (20, 90, 230)}
_LIST_PX, _LINE_PX = 430, 17


def sheet(pixels: Pixels, targets: Sequence[Target], title: str) -> Pixels:
    """The screen with boxes (text red, icons blue), the list of instructions to its right."""
    height, width = pixels.shape[:2]
    page = Image.new("RGB", (width + _LIST_PX, max(height, _LINE_PX * (len(targets) + 3))), "white")
    page.paste(Image.fromarray(pixels), (0, 0))
    draw = ImageDraw.Draw(page)
    font = _font()
    draw.text((width + 8, 6), title, "black", font)
    for number, target in enumerate(targets, 1):
        left, top, across, down = target.thing.box
        colour = _COLOURS[target.data_type]
        draw.rectangle((left, top, left + across - 1, top + down - 1), outline=colour, width=2)
        mark = str(number)
        # The number stands outside the box, where it hides nothing of it.
        place = (left + across + 1, top) if left + across + 18 < width else (left - 18, top)
        draw.rectangle((*place, place[0] + 8 * len(mark) + 2, place[1] + 13), fill=colour)
        draw.text((place[0] + 2, place[1]), mark, "white", font)
        line = f"{number}  {target.instruction}   [{target.thing.application}, {target.thing.role}]"
        draw.text((width + 8, 6 + _LINE_PX * (number + 1)), line[:80], colour, font)
    return np.asarray(page, np.uint8)


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """One with accents, where it is installed."""
    try:
        return ImageFont.truetype("DejaVuSans.ttf", 11)
    except OSError:
        return ImageFont.load_default(12)
