"""The page is what is on the screen, though only what changed is read again."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from ppagent.policy.reader.page import Box, Line, Page, RapidOcr
from ppagent.prune.pruner import Perception, Pruner

CELL, TALL = 8, 16
WIDTH, HEIGHT = 640, 480
INK = 200


def paint(*lines, width=WIDTH, height=HEIGHT):
    """A screen of ``(left, top, text)``; every letter is a cell of its own colour, which `CellOcr` reads exactly."""
    pixels = np.full((height, width, 3), 30, np.uint8)
    for left, top, text in lines:
        for place, letter in enumerate(text):
            x = left + place * CELL
            pixels[top : top + TALL, x : x + CELL] = (INK, ord(letter), 0)
    return pixels


class CellOcr:
    """Reads painted screens, whole or cut, and counts what it was given."""

    def __init__(self):
        self.calls = self.area = 0

    def __call__(self, pixels):
        assert pixels.flags.c_contiguous
        self.calls += 1
        self.area += pixels.shape[0] * pixels.shape[1]
        ink = (pixels[..., 0] == INK).astype(np.uint8)
        found = []
        for left, top, width, height, _ in cv2.connectedComponentsWithStats(ink, connectivity=4)[2][
            1:
        ].tolist():
            middles = range(left + (width % CELL or CELL) // 2, left + width, CELL)
            text = "".join(chr(pixels[top + height // 2, x, 1]) for x in middles)
            found.append(Line(text, Box(left, top, left + width, top + height)))
        return found


class Reader:
    """A page over a pruner, as the reader policy has it."""

    def __init__(self, **perception):
        self.ocr = CellOcr()
        self.page = Page(self.ocr)
        self.pruner = Pruner(Perception(block=32, **perception))

    def see(self, pixels, keyframe=None):
        self.ocr.calls = self.ocr.area = 0
        look = self.pruner.look(pixels, keyframe)
        self.kind = look.selection.kind
        return sorted(line.text for line in self.page.read(look))


FILE, HELP = (8, 8, "File"), (600, 460, "Help")


def test_nothing_new_is_not_read_at_all():
    reader = Reader()
    screen = paint(FILE, HELP)
    assert reader.see(screen) == ["File", "Help"]
    assert reader.see(screen) == ["File", "Help"]
    assert (reader.kind, reader.ocr.calls) == ("P", 0)


def test_only_what_changed_is_read_again():
    reader = Reader()
    reader.see(paint(FILE, HELP))
    assert reader.see(paint(FILE, HELP, (300, 200, "Hello"))) == ["File", "Hello", "Help"]
    assert reader.ocr.calls == 1
    assert reader.ocr.area <= (5 * 32) * (4 * 32), "the changed blocks and one around them"
    assert reader.page.regions == [Box(256, 160, 384, 256)]


def test_a_change_in_the_middle_of_a_line_reads_the_whole_line_again():
    reader = Reader()
    text = "the quick brown fox jumps over the lazy dog"
    reader.see(paint((100, 200, text)))
    assert reader.see(paint((100, 200, text.replace("fox", "cat")))) == [text.replace("fox", "cat")]
    assert reader.ocr.calls == 1


def test_a_line_that_only_a_grown_region_cuts_stays_whole():
    """A tall change meets a long line; the region grows along it and cuts the line above, which did not change."""
    long, above = (
        (8, 300, "a long line from the left to far right"),
        (240, 210, "it stands above and ends further right still"),
    )
    reader = Reader()
    reader.see(paint(long, above))
    changed = paint(long, above)
    changed[190:300, 8:12] = (90, 1, 1)  # a caret, say: from above the one line down to the other
    assert reader.see(changed) == sorted([long[2], above[2]])
    assert reader.kind == "P"
    assert {line.box for line in reader.page.lines} == {line.box for line in CellOcr()(changed)}


def test_the_lines_of_a_closed_menu_are_gone_and_what_it_covered_is_back():
    behind = (60, 100, "behind")
    menu = [(8, 40 + 24 * row, word) for row, word in enumerate(["New", "Open", "Save", "Quit"])]
    # More text than the menu covers, or a key frame would be smaller than what changed.
    rest = [(400, 30 + 40 * row, f"line {row} of the text") for row in range(10)]
    others = [text for *_, text in rest]
    reader = Reader()
    closed = paint(FILE, behind, HELP, *rest)
    assert reader.see(closed) == sorted(["File", "Help", "behind", *others])
    opened = closed.copy()
    opened[30:140, :130] = 60
    opened[:140] = np.where(paint(*menu)[:140] == 30, opened[:140], paint(*menu)[:140])
    assert reader.see(opened) == sorted(["File", "Help", "New", "Open", "Quit", "Save", *others])
    assert reader.see(closed) == sorted(["File", "Help", "behind", *others])
    assert reader.kind == "P"


def test_a_word_that_moved_is_at_its_new_place_only():
    reader = Reader()
    reader.see(paint((100, 100, "word"), HELP))
    for x, y in ((103, 100), (103, 131), (400, 300)):
        reader.see(paint((x, y, "word"), HELP))
        assert {line.box for line in reader.page.lines if line.text == "word"} == {Box(x, y, x + 32, y + 16)}


def test_a_key_frame_forgets_and_so_does_a_new_geometry():
    reader = Reader()
    reader.see(paint(FILE, (300, 200, "gone")))
    assert reader.see(paint(FILE), keyframe="lost") == ["File"]
    assert reader.see(paint(FILE, width=320, height=256)) == ["File"]
    assert reader.kind == "I"


TEXTS = st.sampled_from(
    ["File", "Edit", "Applications", "notes.txt", "a longer line of several words", "OK", "Cancel"]
)
PLACED = st.tuples(st.integers(0, WIDTH - 260), st.integers(0, HEIGHT - TALL), TEXTS)


def apart(lines):
    """Those of the lines that touch no earlier one."""
    kept = []
    for left, top, text in lines:
        right = left + len(text) * CELL
        if all(
            left > x + len(t) * CELL + 1 or right + 1 < x or top > y + TALL + 1 or top + TALL + 1 < y
            for x, y, t in kept
        ):
            kept.append((left, top, text))
    return kept


@given(st.lists(PLACED, min_size=1, max_size=12), st.data())
@settings(max_examples=150, deadline=None)
def test_a_page_kept_up_to_date_equals_one_read_anew(lines, data):
    reader = Reader(keyframe_change=1)
    shown = apart(lines)
    for _ in range(4):
        screen = paint(*shown)
        reader.see(screen)
        expected = CellOcr()(screen)
        assert sorted(map(repr, reader.page.lines)) == sorted(map(repr, expected))
        removed = data.draw(st.sets(st.integers(0, 11), max_size=2))
        stays = [line for place, line in enumerate(shown) if place not in removed]
        shown = apart(stays + data.draw(st.lists(PLACED, max_size=2)))


@pytest.fixture(scope="module")
def rapid():
    return RapidOcr()


def test_rapidocr_reads_a_small_desktop_and_reads_only_the_change(rapid):
    font = ImageFont.load_default(15)

    def draw(*texts):
        image = Image.new("RGB", (640, 320), (245, 245, 245))
        for x, y, text in texts:
            ImageDraw.Draw(image).text((x, y), text, (25, 25, 25), font)
        return np.asarray(image)

    base = [(20, 16, "Applications"), (20, 120, "Settings Manager"), (420, 120, "File Manager")]
    page, pruner = Page(rapid), Pruner(Perception(block=32))
    lines = page.read(pruner.look(draw(*base)))
    assert {line.text for line in lines} == {text for *_, text in base}
    for x, y, text in base:
        centre = next(line.box.centre for line in lines if line.text == text)
        assert x < centre[0] < x + 9 * len(text)
        assert y < centre[1] < y + 20
    lines = page.read(pruner.look(draw(*base, (200, 250, "Calculator"))))
    assert {line.text for line in lines} == {*(text for *_, text in base), "Calculator"}
    assert len(page.regions) == 1
    assert page.regions[0].top > 150, "what stood there before is not read again"


def test_rapidocr_finds_nothing_where_nothing_is(rapid):
    assert rapid(np.full((96, 128, 3), 240, np.uint8)) == []


def test_a_large_screen_on_which_nothing_is_found_is_read_in_halves(rapid, monkeypatch):
    image = Image.new("RGB", (1920, 600), (245, 245, 245))
    ImageDraw.Draw(image).text((40, 20), "Applications", (25, 25, 25), ImageFont.load_default(15))
    ImageDraw.Draw(image).text((1400, 30), "Settings", (25, 25, 25), ImageFont.load_default(15))
    engine = rapid._engine
    nothing = type("Nothing", (), {"boxes": None})
    monkeypatch.setattr(
        rapid, "_engine", lambda bgr, **how: nothing if bgr.shape[1] > 1000 else engine(bgr, **how)
    )
    found = {line.text: line.box for line in rapid(np.asarray(image))}
    assert set(found) == {"Applications", "Settings"}
    assert found["Applications"].holds(60, 28)
    assert found["Settings"].holds(1420, 38)


def test_what_stands_side_by_side_on_a_bar_is_several_lines(rapid):
    font = ImageFont.load_default(15)
    image = Image.new("RGB", (640, 320), (245, 245, 245))
    paper = ImageDraw.Draw(image)
    paper.text((24, 5), "Applications", (25, 25, 25), font)
    paper.rectangle((114, 7, 129, 22), (60, 90, 200), (20, 30, 90))
    paper.text((134, 5), "galculator", (25, 25, 25), font)
    paper.text((20, 120), "one text, however long it may be", (25, 25, 25), font)
    found = {line.text: line.box for line in rapid(np.asarray(image))}
    assert set(found) == {"Applications", "galculator", "one text, however long it may be"}
    assert found["galculator"].left > 124
    assert found["Applications"].right < 124


def test_words_that_the_engine_cannot_place_cost_no_line(rapid, monkeypatch):
    image = Image.new("RGB", (640, 320), (245, 245, 245))
    ImageDraw.Draw(image).text((40, 20), "Applications", (25, 25, 25), ImageFont.load_default(15))
    engine = rapid._engine

    def stumbles(bgr, return_word_box):
        if return_word_box:
            raise IndexError
        return engine(bgr, return_word_box=False)

    monkeypatch.setattr(rapid, "_engine", stumbles)
    assert [line.text for line in rapid(np.asarray(image))] == ["Applications"]
