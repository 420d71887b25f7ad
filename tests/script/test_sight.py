"""Relations between things on a drawn screen, with an OCR that knows what was drawn."""

import numpy as np
import pytest

from ppagent.errors import InputError
from ppagent.policy.reader.page import Box, Line
from ppagent.screen.frame import Frame, Monitor
from ppagent.script.sight import Sight
from ppagent.script.target import Target

FORM = {
    "Name": (20, 20), "Ann": (200, 20), "Edit": (400, 20),
    "Street": (20, 80), "Main Road": (200, 80), "edit": (400, 80),
    "City": (20, 140), "Oslo": (200, 140), "Edit ": (400, 140),
    "Save as…": (20, 300), "Save": (200, 300), "Close": (400, 300),
}  # fmt: skip
W, H = 80, 16


class Drawn:
    """A screen on which texts are drawn as rectangles of their own shade; also its OCR."""

    def __init__(self, texts, scale=1.0):
        self.texts, self.reads = texts, 0
        self.pixels = np.full((400, 600, 3), 255, np.uint8)
        for shade, (x, y) in enumerate(texts.values(), start=1):
            self.pixels[y : y + H, x : x + W] = shade
        self.monitor = Monitor(-100, 50, int(600 / scale), int(400 / scale), scale)

    def grab(self):
        return Frame(self.pixels, self.monitor)

    def __call__(self, pixels):
        self.reads += 1
        lines = []
        for shade, text in enumerate(self.texts, start=1):
            ys, xs = np.nonzero((pixels == shade).all(-1))
            if len(ys) == W * H:
                lines.append(Line(text.strip(), Box(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)))
        return lines


def found(target, drawn=None):
    drawn = drawn or Drawn(FORM)
    matches = Sight(drawn, None, drawn).find(Target.of(target)).matches
    return [(match.box.left, match.box.top) for match in matches]


@pytest.mark.parametrize(
    ("target", "places"),
    [
        ("Save", [(200, 300)]),
        ("save", [(200, 300)]),
        ({"exact": "edit"}, [(400, 80)]),
        ("Edit", [(400, 20), (400, 80), (400, 140)]),
        ({"text": "Edit", "nth": 2}, [(400, 80)]),
        ({"text": "Edit", "nth": 4}, []),
        ({"text": "Edit", "right_of": "Street"}, [(400, 80)]),
        ({"text": "Edit", "right_of": "Oslo"}, [(400, 140)]),
        ({"regex": r"^\w+$", "right_of": "City"}, [(200, 140)]),
        ({"regex": r"^\w+$", "left_of": {"exact": "edit"}}, [(20, 80)]),
        ({"text": "Edit", "below": {"text": "Edit", "nth": 1}}, [(400, 80)]),
        ({"text": "Edit", "above": "Close"}, [(400, 140)]),
        ({"text": "Edit", "near": "Close"}, [(400, 140)]),
        ({"text": "Edit", "inside": {"region": (-100, 50, 600, 60)}}, [(400, 20)]),
        ({"text": "Edit", "right_of": "Country"}, []),
        ({"text": "Name", "right_of": "Name"}, []),
    ],
)
def test_relations_say_which_of_several_is_meant(target, places):
    assert found(target) == places


@pytest.mark.parametrize("key", ["", " Ctrl+I"])
def test_what_says_just_that_goes_before_what_is_alike(key):
    menu = Drawn({f"IncreaseIndent{key}": (20, 20), f"Decrease Indent{key}": (20, 60)})
    assert [y for _, y in found("Decrease Indent", menu)] == [60]
    menu = Drawn({f"Increase Indent{key}": (20, 20), f"Decrease Indent{key}": (20, 60)})
    assert [y for _, y in found("Increase Indent", menu)] == [20]


def test_points_are_in_the_units_of_the_mouse():
    for scale in (1.0, 2.0):
        drawn = Drawn(FORM, scale)
        (match,) = Sight(drawn, None, drawn).find(Target.of("Close")).matches
        assert match.point == (-100 + (400 + W / 2) // scale, 50 + (300 + H / 2) // scale)


def test_near_misses_are_told():
    drawn = Drawn(FORM)
    result = Sight(drawn, None, drawn).find(Target.of("Main Street"))
    assert result.matches == ()
    assert {"Main Road", "Street"} & {match.text for match in result.candidates}


def test_what_is_unchanged_is_not_read_again():
    drawn = Drawn(FORM)
    sight = Sight(drawn, None, drawn)
    sight.find(Target.of("Save"))
    reads = drawn.reads
    sight.look()
    sight.find(Target.of("Close"))
    assert (drawn.reads, sight.changed) == (reads, False)


def test_what_cannot_be_found_here_is_said():
    drawn = Drawn(FORM)
    sight = Sight(drawn, None, drawn)
    with pytest.raises(InputError, match="agent reads text only"):
        sight.find(Target(described="the gear"))
    with pytest.raises(InputError, match="not on the screen"):
        sight.find(Target(region=(5000, 0, 10, 10)))


def test_a_described_thing_is_where_the_model_says():
    drawn = Drawn(FORM)
    (match,) = (
        Sight(drawn, lambda _, words: (7.0, 9.0) if words == "the gear" else None)
        .find(Target(described="the gear"))
        .matches
    )
    assert match.point == (-93, 59)
