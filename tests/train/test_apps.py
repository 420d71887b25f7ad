"""Screens of real programs for training: what is drawn, what it is called, how visits are kept and packed."""

import shutil

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ppagent.catalog import load_card
from ppagent.desktop.card import find_env
from ppagent.desktop.packages import missing_needs
from ppagent.errors import InputError
from ppagent.evaluate.collect import plan as evaluated
from ppagent.evaluate.collect.tree import Node
from ppagent.evaluate.collect.visible import Seen
from ppagent.train.apps import collect as collecting
from ppagent.train.apps.collect import collect, visited
from ppagent.train.apps.crop import Screen, cropped
from ppagent.train.apps.documents import write_documents
from ppagent.train.apps.elements import elements
from ppagent.train.apps.ink import inked, text_ink
from ppagent.train.apps.plan import FILE, TrainApp, TrainApps, Trip, known_apps, trips
from ppagent.train.apps.shards import pack
from ppagent.train.sheet import Element, Sheet, read_shard, write_shard

FONT = ImageFont.load_default(14)


def painted(*words, size=(300, 30)):
    """Words on white, each as text and the px where it begins; gives the pixels."""
    page = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(page)
    for text, left in words:
        draw.text((left, 8), text, "black", FONT)
    return np.asarray(page)


def test_the_name_of_a_menu_item_is_found_before_its_keys():
    pixels = painted(("Zoom In", 30), ("Ctrl++", 230))
    expected = FONT.getlength("Zoom In")
    left, _, width, _ = text_ink(inked(pixels, (0, 0, 300, 30), 16), expected, 16)
    assert 29 <= left <= 33
    assert abs(width - expected) < 6


def test_another_text_than_the_name_is_not_taken_for_it():
    pixels = painted(("Show all of the hidden files here", 10))
    assert text_ink(inked(pixels, (0, 0, 300, 30), 16), FONT.getlength("Preferences"), 16) is None
    assert inked(painted(), (0, 0, 300, 30), 16) == []


def test_a_palettes_tool_is_a_button_called_by_its_tip_and_a_choice_beside_words_is_none():
    page = Image.new("RGB", (200, 80), "white")
    ImageDraw.Draw(page).polygon([(15, 35), (25, 12), (33, 35)], fill="black")
    live = frozenset({"enabled", "sensitive", "showing", "visible"})

    def seen(number, description, box, states=live):
        node = Node((":1", str(number)), 0, "radio button", "", description, states=states, box=box)
        return Seen(node, (), box, False, "")

    tool = seen(1, "Draw freehand lines", (8, 8, 32, 32), live | {"checked"})
    choice = seen(2, "Taller first", (8, 50, 160, 20))
    found = elements([tool, choice], {}, np.asarray(page), FONT.getlength, 16)
    assert [(one.role, one.name, one.written, one.state) for one in found] == [
        ("button", "Draw freehand lines", False, "on")
    ]


def test_programs_find_files_of_many_kinds_the_same_for_the_same_seed(tmp_path):
    one, other = (write_documents(tmp_path / name, 4) for name in "ab")
    assert {"csv", "html", "pdf", "png", "svg", "wav", "zip"} <= {path.suffix[1:] for path in one}
    assert [path.name for path in one[1:]] == [path.name for path in other[1:]]
    page = next(path for path in one if path.suffix == ".html")
    assert page.read_text() == (tmp_path / "b" / page.name).read_text()


def test_a_crop_keeps_what_is_whole_and_moves_it():
    whole = Element("button", "Save", (20, 10, 60, 30), ink=(25, 12, 55, 28))
    cut = Element("button", "Open", (90, 10, 130, 30), ink=(95, 12, 125, 28))
    screen = Screen(np.zeros((100, 200, 3), np.uint8), (whole, cut), (), "app/x")
    sheet = cropped(screen, (10, 5, 90, 80))
    assert sheet.pixels.shape == (80, 90, 3)
    assert [(one.name, one.box, one.ink) for one in sheet.elements] == [
        ("Save", (10, 5, 50, 25), (15, 7, 45, 23))
    ]


def test_no_program_of_the_evaluation_set_is_trained_on():
    ours = load_card(FILE, TrainApps).apps
    theirs = load_card(evaluated.FILE, evaluated.Apps).apps
    assert not {app.program for app in ours} & {app.program for app in theirs}
    assert len({app.name for app in ours}) == len(ours)
    assert 0.08 <= sum(app.held_out for app in ours) / len(ours) <= 0.25
    with pytest.raises(InputError, match="nonsense"):
        known_apps(["nonsense"])


def test_visits_are_the_same_every_time_and_looks_differ():
    apps = load_card(FILE, TrainApps).apps[:6]
    first = trips(apps, 2, 3)
    assert first == trips(apps, 2, 3)
    assert len({trip.id for trip in first}) == 12
    assert {trip.app.name for trip in first[:6]} == {app.name for app in apps}
    assert min(trip.look.seed for trip in first) >= 1000


def test_a_collection_goes_on_where_it_was_and_is_packed_by_size(monkeypatch, tmp_path):
    app = TrainApp(name="one", group="g", command="x", window="X", package="x")
    planned = trips([app, app.model_copy(update={"name": "two"})], 2, 0)
    made = []

    def sheets_of(env, trip):
        made.append(trip.id)
        shade = len(made)
        yield Sheet(
            np.full((40, 60, 3), shade, np.uint8), (Element("button", trip.app.name, (1, 1, 9, 9)),), "app/x"
        )

    monkeypatch.setattr(collecting, "visited", sheets_of)
    assert collect(tmp_path, planned[:2], told=lambda name, count: None) == 2
    assert collect(tmp_path, planned, told=lambda name, count: None) == 2
    assert made == [trip.id for trip in planned]
    files = sorted(tmp_path.glob("*.zip"))
    (tmp_path / "out").mkdir()
    shards = pack(files, tmp_path / "out", "apps", 10_000, 2)
    assert [shard.name for shard in shards] == ["apps-0.zip", "apps-1.zip"]
    found = [sheet for shard in shards for sheet in read_shard(shard)]
    assert sorted(int(sheet.pixels[0, 0, 0]) for sheet in found) == [1, 2, 3, 4]
    assert {one.name for sheet in found for one in sheet.elements} == {"one", "two"}
    assert pack(files, tmp_path / "out", "small", 10, 1) == []


@pytest.mark.skipif(bool(missing_needs(find_env("xfce"))), reason="needs the XFCE environment")
def test_a_real_calculator_is_looked_at_from_all_sides(tmp_path):
    if not shutil.which("galculator"):
        pytest.skip("needs galculator")
    app = TrainApp(
        name="galculator", group="calculator", command="galculator", window="Galculator", package="galculator"
    )
    (planned,) = trips([app], 1, 0)
    look = type(planned.look)((1280, 800), 1.0, planned.look.seed)
    write_shard(tmp_path / "one.zip", visited("xfce", Trip(app, look, 5)))
    sheets = list(read_shard(tmp_path / "one.zip"))
    assert len(sheets) >= 3
    assert {sheet.source for sheet in sheets} == {"app/galculator"}
    keys = {one.name: one for one in sheets[0].elements if one.role == "button"}
    rows = [[keys[key].box for key in row] for row in ("789", "456", "123")]
    for row in rows:
        assert len({box[1] for box in row}) == 1
        assert [box[0] for box in row] == sorted(box[0] for box in row)
    assert all(keys[key].written for key in "123456789")
    assert any(one.role == "menu item" and one.ink for sheet in sheets for one in sheet.elements)
    for sheet in sheets:
        height, width = sheet.pixels.shape[:2]
        for one in sheet.elements:
            assert 0 <= one.box[0] < one.box[2] <= width
            assert 0 <= one.box[1] < one.box[3] <= height
