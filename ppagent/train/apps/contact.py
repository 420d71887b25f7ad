"""In: a Sheet. Out: a picture to look at: every box in its role's colour with its name, what is drawn of it, and its state."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ppagent.screen.frame import Pixels
from ppagent.train.sheet import Element, Sheet

_COLOURS = {
    "button": (214, 30, 60), "menu": (20, 90, 230), "menu item": (20, 90, 230), "text": (120, 120, 120), "tab": (0, 130, 60),
    "field": (200, 110, 0), "combo box": (200, 110, 0), "spin button": (200, 110, 0), "check box": (150, 0, 170),
    "radio button": (150, 0, 170),
}  # fmt: skip
_LIST_PX, _LINE_PX = 520, 13


def contact(sheet: Sheet) -> Pixels:
    """The sheet with boxes and numbers, and to its right what each is called; names that are not printed are starred."""
    height, width = sheet.pixels.shape[:2]
    columns = 1 + len(sheet.elements) * _LINE_PX // max(height - 20, 1)
    page = Image.new("RGB", (width + _LIST_PX * columns, height), "white")
    page.paste(Image.fromarray(sheet.pixels), (0, 0))
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype("DejaVuSans.ttf", 10)
    rows = max(1, (height - 20) // _LINE_PX)
    for number, one in enumerate(sheet.elements):
        colour = _COLOURS.get(one.role, (0, 140, 150))
        draw.rectangle(one.box, outline=colour)
        if one.ink is not None:
            draw.rectangle(one.ink, outline=(255, 0, 255))
        draw.text((one.box[2] - 14, one.box[1]), str(number), colour, font)
        place = (width + 6 + _LIST_PX * (number // rows), 6 + _LINE_PX * (number % rows))
        draw.text(place, _line(number, one), colour, font)
    return np.asarray(page, np.uint8)


def _line(number: int, one: Element) -> str:
    more = [
        f"[{one.role}]",
        one.state,
        f"={one.value}" if one.value else "",
        f"<{one.group}>" if one.group else "",
        one.hint,
    ]
    return f"{number} {one.name}{'' if one.written else '*'} " + " ".join(word for word in more if word)
