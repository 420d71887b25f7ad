"""What is drawn rather than written: fields, crosses, buttons."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ppagent.policy.reader.boxes import (
    around,
    colourfulness,
    field_of,
    fields,
    left_aligned,
    marks,
    rectangles,
)
from ppagent.policy.reader.page import Box, Line

NAME, CODE, CROSS, BUTTON, LIST = (
    (120, 40, 320, 70),
    (20, 120, 220, 150),
    (360, 10, 382, 32),
    (20, 180, 120, 212),
    (20, 240, 220, 340),
)
LINES = [
    Line("Name", Box(20, 46, 64, 62)),
    Line("Code", Box(20, 96, 60, 112)),
    Line("Submit", Box(45, 188, 95, 204)),
    Line("Norway", Box(26, 246, 80, 262)),
    Line("Peru", Box(26, 270, 60, 286)),
]


@pytest.fixture(params=[0, 6])
def screen(request):
    """A form: square or round corners."""
    image = Image.new("RGB", (400, 360), (250, 250, 250))
    draw = ImageDraw.Draw(image)
    for box, fill in (
        (NAME, "white"),
        (CODE, "white"),
        (CROSS, "#ddd"),
        (BUTTON, "#e8e8e8"),
        (LIST, "white"),
    ):
        draw.rounded_rectangle(box, request.param if box != CROSS else 2, fill, (110, 110, 110), 2)
    draw.line((364, 14, 378, 28), (60, 60, 60), 3)
    draw.line((364, 28, 378, 14), (60, 60, 60), 3)
    return np.asarray(image)


def near(box, place):
    return all(
        abs(a - b) <= 4 for a, b in zip((box.left, box.top, box.right, box.bottom), place, strict=True)
    )


def test_every_outline_is_found_once(screen):
    found = rectangles(screen)
    for place in (NAME, CODE, CROSS, BUTTON, LIST):
        assert sum(near(box, place) for box in found) == 1


def test_fields_are_the_empty_ones_and_each_label_has_its_own(screen):
    found = fields(rectangles(screen), LINES)
    assert [near(box, place) for box, place in zip(found, (NAME, CODE), strict=True)] == [True, True]
    assert near(field_of(LINES[0], found), NAME), "to the right of its label"
    assert near(field_of(LINES[1], found), CODE), "below its label"
    assert field_of(Line("Help", Box(20, 344, 60, 356)), found) is None


def test_a_filled_field_counts_where_none_is_empty_and_a_button_does_not(screen):
    filled = [*LINES, Line("mm/dd/yyyy", Box(126, 46, 200, 62)), Line("0", Box(26, 126, 36, 142))]
    assert {near(box, NAME) or near(box, CODE) for box in fields(rectangles(screen), filled)} == {True}


def test_a_cross_is_a_small_square_and_a_button_is_around_its_text(screen):
    boxes = rectangles(screen)
    assert near(marks(boxes, LINES)[0], CROSS)
    assert near(around(boxes, LINES[2]), BUTTON)
    assert around(boxes, LINES[0]) is None
    assert [near(box, LIST) for box in boxes if left_aligned(box, LINES)] == [True]


def test_a_coloured_text_is_told_from_a_grey_one():
    pixels = np.full((40, 80, 3), 255, np.uint8)
    pixels[10:20, 10:30] = (0, 0, 238)
    pixels[10:20, 50:70] = (60, 60, 60)
    assert colourfulness(pixels, Box(10, 10, 30, 20)) > colourfulness(pixels, Box(50, 10, 70, 20)) == 0
    assert colourfulness(pixels, Box(90, 50, 99, 60)) == 0


def test_an_empty_screen_has_nothing():
    assert rectangles(np.zeros((50, 50, 3), np.uint8)) == []
    assert fields([], []) == marks([], []) == []
