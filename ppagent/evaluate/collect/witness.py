"""In: a picture. Out: the text on it, as things: what is painted and in no tree, such as icons on a desktop.

It can only make a name ambiguous, never bring a target: what it misreads costs nothing but a check.
"""

from __future__ import annotations

from collections.abc import Callable

from ppagent.evaluate.collect.thing import Thing
from ppagent.evaluate.collect.unique import SEEN
from ppagent.screen.frame import Pixels

Witness = Callable[[Pixels], list[Thing]]


def text_witness() -> Witness:
    """What reads all text of a screen."""
    from ppagent.policy.reader.page import RapidOcr

    ocr = RapidOcr()

    def read(pixels: Pixels) -> list[Thing]:
        found = []
        for line in ocr(pixels):
            left, top, right, bottom = (
                round(one) for one in (line.box.left, line.box.top, line.box.right, line.box.bottom)
            )
            if line.text.strip():
                box = (left, top, right - left, bottom - top)
                found.append(Thing(application="", group="", role=SEEN, name=line.text, box=box, drawn=True))
        return found

    return read
