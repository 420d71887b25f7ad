from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from ppagent.errors import InputError
from ppagent.train.sheet import ROLES, Element, Sheet
from ppagent.train.toolkits import missing, sheets
from ppagent.train.toolkits.icons import plain
from ppagent.train.toolkits.looks import look, looks
from ppagent.train.toolkits.plan import plan
from ppagent.train.toolkits.produce import window_plan
from ppagent.train.toolkits.visible import Drawn, flatten
from ppagent.train.toolkits.words import any_held, held, split
from ppagent.train.toolkits.worker import Worker, screen

TOOLKITS = ("gtk", "qt")
BESIDE = ("switch", "field", "combo box", "slider", "spin button")


@pytest.fixture(scope="module", params=TOOLKITS)
def toolkit(request: pytest.FixtureRequest) -> str:
    if reason := missing(request.param):
        pytest.skip(reason)
    return request.param


@pytest.fixture(scope="module")
def made(toolkit: str) -> list[Sheet]:
    return list(sheets(14, 5, toolkit))


def inside(element: Element, sheet: Sheet) -> bool:
    height, width = sheet.pixels.shape[:2]
    left, top, right, bottom = element.box
    return 0 <= left < right <= width + 0.5 and 0 <= top < bottom <= height + 0.5


def test_elements_are_on_the_picture_and_well_formed(made: list[Sheet], toolkit: str) -> None:
    assert len(made) == 14
    for sheet in made:
        assert sheet.pixels.dtype == np.uint8
        assert sheet.pixels.shape[2] == 3
        assert sheet.source.startswith(f"{toolkit}/")
        assert len(sheet.elements) >= 2
        for element in sheet.elements:
            assert inside(element, sheet), element
            assert element.role in ROLES
            assert element.name.strip()
            if element.ink:
                left, top, right, bottom = element.ink
                assert left >= element.box[0] - 0.01
                assert top >= element.box[1] - 0.01
                assert right <= element.box[2] + 0.01
                assert bottom <= element.box[3] + 0.01


def test_where_a_name_is_written_something_is_drawn(made: list[Sheet]) -> None:
    for sheet in made:
        for element in sheet.elements:
            if not element.written or element.role in BESIDE or element.role == "check box":
                continue
            left, top, right, bottom = (round(each) for each in element.ink or element.box)
            assert np.ptp(sheet.pixels[top:bottom, left:right].astype(int), axis=(0, 1)).max() > 15, element


def test_the_same_seed_draws_the_same_windows(made: list[Sheet], toolkit: str) -> None:
    for first, second in zip(made, sheets(3, 5, toolkit), strict=False):
        assert first.elements == second.elements
        assert np.array_equal(first.pixels, second.pixels)
    other = next(iter(sheets(1, 6, toolkit)))
    assert other.elements != made[0].elements


def test_a_click_in_the_middle_of_a_box_comes_to_its_widget(toolkit: str) -> None:
    rng = random.Random(8)
    asked: list[dict[str, Any]] = []
    with display(toolkit) as (name, cookie):
        chosen = look(rng, toolkit, held_out=False)
        with Worker(chosen, name, cookie) as worker:
            for _ in range(8):
                for layer in worker.draw(window_plan(rng, chosen, held_out=False, check=True)):
                    asked += [each for each in layer.parts if each["hit"] is not None and each["seen"] > 0.9]
    assert len(asked) > 40
    # A scroll bar that floats over the contents may be in the way of one.
    missed = [each for each in asked if not each["hit"]]
    assert len(missed) <= len(asked) // 100, missed


@contextlib.contextmanager
def display(toolkit: str) -> Iterator[tuple[str, Any]]:
    if toolkit == "gtk":
        with screen() as both:
            yield both
    else:
        yield "", None


def test_held_out_sheets_have_themes_and_words_of_their_own(made: list[Sheet], toolkit: str) -> None:
    kept = list(sheets(4, 5, toolkit, held_out=True))
    assert not {sheet.source for sheet in kept} & {
        f"{toolkit}/{theme}" for theme in looks(toolkit, held_out=False)[0]
    }
    for sheet in made:
        for element in sheet.elements:
            if element.written and len(element.name) > 1:
                assert not any_held(element.name), element
            assert not any(held(word) for word in split(element.value) if len(word) > 1), element
    assert any(any_held(element.name) for sheet in kept for element in sheet.elements)


@pytest.mark.parametrize("toolkit", TOOLKITS)
def test_themes_icons_and_fonts_are_of_one_side_only(toolkit: str) -> None:
    for ours, theirs in zip(looks(toolkit, held_out=False), looks(toolkit, held_out=True), strict=True):
        assert ours
        assert theirs
        assert not set(ours) & set(theirs)


def test_a_plan_for_training_says_no_held_out_word() -> None:
    for seed in range(200):
        for text in printed(plan(seed, held_out=False)["root"]):
            assert not any(held(word) for word in split(text) if len(word) > 1), text


def printed(node: Any) -> Iterator[str]:
    """What a plan has its widgets print; the names of icons are only drawn."""
    if isinstance(node, list):
        for each in node:
            yield from printed(each)
    elif isinstance(node, dict):
        unwritten = node.get("show") == "icon" or ("else" in node and "show" not in node)
        for key, value in node.items():
            if key in ("name", "label", "text", "value", "hint", "line", "else", "title") and isinstance(
                value, str
            ):
                if key != "name" or not unwritten:
                    yield value
            elif key in ("options", "texts") or (key == "cols" and isinstance(value, list)):
                yield from value
            else:
                yield from printed(value)


def test_icons_are_said_as_people_say_them() -> None:
    said = ("Undo", "Save As", "Zoom In", "Add", "Back")
    icons = ("edit-undo-symbolic", "document-save-as", "zoom-in", "list-add", "go-previous")
    assert tuple(plain(icon) for icon in icons) == said


def part(name: str, box: tuple[float, ...], **more: Any) -> dict[str, Any]:
    return {
        "role": "button",
        "name": name,
        "box": list(box),
        "ink": None,
        "seen": 1.0,
        "read": None,
        "hit": None,
        **more,
    }


def test_what_a_menu_covers_and_what_is_scrolled_away_is_no_element() -> None:
    window = Drawn(
        (0, 0, 100, 80),
        np.full((80, 100, 4), 255, np.uint8),
        [
            part("seen", (0, 0, 30, 20)),
            part("below", (40, 40, 90, 60)),
            part("cut", (0, 60, 30, 80), seen=0.5),
        ],
    )
    shadow = np.zeros((60, 60, 4), np.uint8)
    shadow[5:55, 5:55] = (10, 20, 30, 255)
    menu = Drawn((50, 30, 110, 90), shadow, [part("item", (5, 5, 55, 25))])
    pixels, elements = flatten([window, menu], (0, 0, 0))
    assert pixels.shape == (90, 110, 3)
    assert [each.name for each in elements] == ["seen", "item"]
    assert elements[1].box == (55, 35, 105, 55)
    assert tuple(pixels[40, 60]) == (10, 20, 30)
    assert tuple(pixels[31, 51]) == (255, 255, 255)


def test_no_other_toolkit() -> None:
    with pytest.raises(InputError, match="no toolkit"):
        next(iter(sheets(1, 0, "motif")))


def test_menus_have_no_two_lines_of_one_name() -> None:
    for seed in range(100):
        popup = plan(seed, held_out=False)["popup"]
        for first, second in pairwise(
            sorted(each["name"] for each in (popup or {}).get("items", ()) if "name" in each)
        ):
            assert first != second
