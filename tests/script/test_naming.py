"""What is under the pointer gets a name that finds it, and nothing else, on the same frame."""

import cv2
import numpy as np
import pytest

from ppagent.action.schema import Drag
from ppagent.policy.reader.page import Box, Line
from ppagent.screen.frame import Frame, Monitor
from ppagent.script.acts import Act, flow_of
from ppagent.script.naming import Namer
from ppagent.script.sight import Sight


class Written:
    """A screen that words were drawn on, and a reader that knows where they are."""

    def __init__(self):
        self.pixels = np.full((480, 640, 3), 240, dtype=np.uint8)
        self.lines: list[Line] = []

    def write(self, text, x, y, *, known=None):
        """``known``: the lines that OCR makes of it, as (text, left, right)."""
        cv2.putText(self.pixels, text, (x, y + 16), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1)
        width = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.5, 1)[0][0]
        for part, left, right in known or [(text, x, x + width)]:
            self.lines.append(Line(part, Box(left, y, right, y + 22)))
        return x + width / 2, y + 11

    def icon(self, seed, x, y, side=24):
        random = np.random.default_rng(seed)
        blocks = random.integers(0, 255, (6, 6, 3), dtype=np.uint8)
        self.pixels[y : y + side, x : x + side] = cv2.resize(
            blocks, (side, side), interpolation=cv2.INTER_NEAREST
        )
        return x + side / 2, y + side / 2

    @property
    def frame(self):
        return Frame(self.pixels.copy(), Monitor(0, 0, 640, 480))

    def __call__(self, pixels):
        """The lines of the part of the screen that is shown."""
        spots = cv2.matchTemplate(self.pixels, pixels, cv2.TM_SQDIFF)
        y, x = np.unravel_index(spots.argmin(), spots.shape)
        height, width = pixels.shape[:2]
        part = Box(x, y, x + width, y + height)
        return [Line(one.text, one.box.move(-x, -y)) for one in self.lines if part.holds(*one.box.centre)]


def found(target, frame, written, folder):
    """Where a target is, read from its written form."""
    screen = type("Still", (), {"grab": lambda _: frame})()
    if target.image is not None:
        target = target.model_copy(update={"image": folder / target.image})
    (match,) = Sight(screen, ocr=written).find(target).matches
    return match.point


@pytest.fixture
def written():
    # A whole number of blocks, so that what is read is the screen itself.
    return Written()


def near(one, other):
    return abs(one[0] - other[0]) <= 12 and abs(one[1] - other[1]) <= 12


def test_a_text_is_named_by_what_it_says(written, tmp_path):
    at = written.write("Save As", 100, 50)
    written.write("Cancel", 300, 50)
    target = Namer(tmp_path, "flow", written).name(written.frame, at)
    assert target.text == "Save As"
    assert not target.relations
    assert near(found(target, written.frame, written, tmp_path), at)
    assert not list(tmp_path.iterdir())


def test_entries_that_were_read_as_one_line_are_told_apart(written, tmp_path):
    written.write("Books", 10, 40, known=[("Books Paper Tools", 10, 290)])
    at = written.write("Paper", 120, 40, known=[])
    written.write("Tools", 240, 40, known=[])
    written.lines = [Line("Books Paper Tools", Box(10, 40, 290, 62))]
    assert Namer(tmp_path, "flow", written).name(written.frame, at).text == "Paper"


def test_one_of_several_is_named_by_its_neighbour(written, tmp_path):
    written.write("Printer", 40, 100)
    written.write("Network", 40, 300)
    first, second = written.write("Change", 240, 100), written.write("Change", 240, 300)
    namer, frame = Namer(tmp_path, "flow", written), written.frame
    for at, neighbour in ((first, "Printer"), (second, "Network")):
        target = namer.name(frame, at)
        assert target.text == "Change"
        assert [other.text for other in target.relations.values()] == [neighbour]
        assert near(found(target, frame, written, tmp_path), at)


def test_one_of_several_without_neighbours_is_counted(written, tmp_path):
    written.write("Change", 240, 100)
    at = written.write("Change", 240, 300)
    target = Namer(tmp_path, "flow", written).name(written.frame, at)
    assert (target.text, target.nth) == ("Change", 2)


def test_what_says_nothing_is_named_by_its_picture(written, tmp_path):
    written.icon(1, 50, 50)
    at = written.icon(2, 300, 200)
    target = Namer(tmp_path, "flow", written).name(written.frame, (at[0] + 4, at[1] - 3))
    assert target.image is not None
    assert [target.image.name] == [file.name for file in tmp_path.iterdir()]
    assert near(found(target, written.frame, written, tmp_path), at)


def test_what_looks_like_nothing_is_named_by_its_place(written, tmp_path):
    written.icon(1, 50, 50)
    target = Namer(tmp_path, "flow", written).name(written.frame, (500, 400))
    assert target.point == (500, 400)
    assert not list(tmp_path.iterdir())


def test_a_drag_keeps_its_button(written, tmp_path):
    at = written.write("notes.txt", 100, 50)
    drag = Act(Drag(start=at, end=(400, 300), button="right"), lambda: written.frame)
    (step,) = flow_of([drag], Namer(tmp_path, "flow", written)).steps
    assert (step.button, step.drag.start.text, step.drag.end.point) == ("right", "notes.txt", (400, 300))


def test_what_must_not_be_said_is_not_written_down(written, tmp_path):
    at = written.write("hunter22", 100, 50)
    target = Namer(tmp_path, "flow", written, unsaid=["hunter22"]).name(written.frame, at)
    assert target.point is not None
    assert not list(tmp_path.iterdir())


def test_a_text_that_came_with_a_window_is_told(written, tmp_path):
    written.write("Applications", 10, 10)
    before = written.frame
    namer = Namer(tmp_path, "flow", written)
    assert namer.appeared(before, before) is None
    written.pixels[100:400, 100:500] = 180
    written.write("Preferences", 200, 120)
    assert namer.appeared(before, written.frame).text == "Preferences"
