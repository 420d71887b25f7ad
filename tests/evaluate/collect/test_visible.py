"""Which things of a tree can be seen, and where exactly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppagent.evaluate.collect.frames import title_bars
from ppagent.evaluate.collect.program import things_of
from ppagent.evaluate.collect.stack import Layer
from ppagent.evaluate.collect.thing import Thing
from ppagent.evaluate.collect.tree import Node
from ppagent.evaluate.collect.unique import targets
from ppagent.evaluate.collect.visible import same_layer, seen_of, uniform

ALL = frozenset({"enabled", "sensitive", "showing", "visible"})
WINDOW = Layer(7, False, "window", (100, 100, 400, 300), (98, 70, 404, 332))
ROOM = Layer(1, False, "desktop", (0, 0, 800, 600), (0, 0, 800, 600))


def node(role, name, box, parent=1, **more):
    return Node((":1.7", f"/{name}"), parent, role, name, box=box, states=ALL, pid=7, **more)


def tree(*nodes, frame=(100, 100, 400, 300)):
    return [Node((":1.7", "/"), -1, "application", "app", pid=7), node("frame", "window", frame, 0), *nodes]


def seen(nodes, layers=(ROOM, WINDOW), pixels=None, scale=1.0):
    noise = np.random.default_rng(0).integers(0, 255, (600, 800, 3), dtype=np.uint8)
    pixels = noise if pixels is None else pixels
    fits = lambda text, width: 8 * len(text) <= width  # noqa: E731
    whole = seen_of(nodes, layers, pixels, scale, fits, covered=True)
    return things_of(whole, layers, (0, 0, 800, 600), ("app", "group"))


BUTTON = node("push button", "Save", (150, 150, 80, 30))


def test_a_plain_button_is_seen_where_it_is():
    (found,) = seen(tree(BUTTON))
    assert (found.box, found.name, found.drawn, found.live) == ((150, 150, 80, 30), "Save", True, True)


@pytest.mark.parametrize(
    ("cover", "left"),
    [
        (Layer(9, False, "other", (0, 0, 160, 170), (0, 0, 160, 170)), []),
        (Layer(9, False, "corner", (0, 0, 160, 160), (0, 0, 160, 160)), [False]),
        (Layer(9, True, "", (225, 175, 50, 50), (225, 175, 50, 50)), [False]),
        (Layer(7, False, "dialog", (140, 140, 200, 200), (140, 140, 200, 200)), []),
        (Layer(9, False, "beside", (231, 0, 300, 600), (231, 0, 300, 600)), [True]),
    ],
)
def test_what_another_window_covers_even_in_part_is_not_asked_for(cover, left):
    # Words that can still be read count as another's, though.
    assert [one.live for one in seen(tree(BUTTON), (ROOM, WINDOW, cover))] == left
    assert [one.live for one in seen(tree(BUTTON), (ROOM, cover, WINDOW))] == [True]


def test_a_menu_is_seen_in_its_own_window_and_the_button_under_it_is_not():
    bar = node("menu bar", "", (100, 100, 400, 24))
    menu = node("menu", "File", (100, 100, 40, 24), 2)
    item = node("menu item", "Print", (110, 140, 120, 26), 3)
    popup = Layer(7, True, "", (105, 124, 130, 80), (105, 124, 130, 80))
    nodes = tree(bar, menu, item, BUTTON)
    assert [one.name for one in seen(nodes, (ROOM, WINDOW, popup))] == ["File", "Print"]
    assert [one.name for one in seen(nodes)] == ["File", "Save"]


def test_a_scrolled_thing_is_cut_to_what_is_left_of_it_or_not_seen():
    pane = node("scroll pane", "", (120, 120, 100, 100))
    rows = [
        node("table cell", name, (120, top, 100, 40), 2)
        for name, top in (("up", 112), ("in", 150), ("down", 200))
    ]
    found = {one.name: one.box for one in seen(tree(pane, *rows))}
    assert found == {"up": (120, 120, 100, 32), "in": (120, 150, 100, 40)}


def test_off_the_screen_or_next_to_nothing_is_not_seen():
    beyond = node("push button", "Off", (780, 150, 80, 30))
    tiny = node("push button", "Dot", (150, 200, 4, 4))
    wide = Layer(7, False, "window", (100, 100, 800, 300), (100, 100, 800, 300))
    assert seen(tree(beyond, tiny, frame=(100, 100, 800, 300)), (ROOM, wide)) == []


def test_a_box_of_one_colour_shows_nothing():
    pixels = np.full((600, 800, 3), 240, np.uint8)
    assert seen(tree(BUTTON), pixels=pixels) == []
    pixels[160:170, 170:200] = 20
    assert len(seen(tree(BUTTON), pixels=pixels)) == 1


def test_a_program_may_count_in_unscaled_pixels():
    half = tree(node("push button", "Save", (75, 75, 40, 15)), frame=(50, 50, 200, 150))
    (found,) = seen(half, scale=2.0)
    assert found.box == (150, 150, 80, 30)
    assert found.drawn
    (found,) = seen(tree(node("push button", "Saved", (150, 150, 44, 30))), scale=2.0)
    assert found.box == (150, 150, 44, 30)
    assert found.drawn  # one that does not scale draws small letters


def test_a_program_whose_account_does_not_fit_its_windows_is_left_out():
    assert seen(tree(BUTTON, frame=(0, 0, 400, 300))) == []
    assert seen(tree(BUTTON), (ROOM, Layer(8, False, "window", WINDOW.inner, WINDOW.outer))) == []


def test_what_a_tool_bar_says_of_its_button_is_its_tooltip():
    bar = node("tool bar", "", (100, 100, 400, 40))
    item = node("panel", "", (105, 105, 31, 31), 2, description="Open the parent folder")
    button = node("push button", "Up", (105, 105, 31, 31), 3)
    found = {one.name: one for one in seen(tree(bar, item, button))}
    assert found["Up"].tooltip == "Open the parent folder"
    assert not found["Up"].drawn


@given(st.lists(st.tuples(*[st.integers(0, 60)] * 2, *[st.integers(1, 60)] * 2), max_size=6))
def test_a_box_in_one_layer_is_not_met_by_any_layer_above_it(boxes):
    layers = [Layer(place, False, "", box, box) for place, box in enumerate(boxes)]
    target = (20, 20, 9, 9)
    found = same_layer(target, layers)
    pixels = {(x, y) for x in range(20, 29) for y in range(20, 29)}
    shown = {}  # pixel → the uppermost layer there, painted the slow way
    for layer in layers:
        left, top, width, height = layer.outer
        shown |= {(x, y): layer for x, y in pixels if left <= x < left + width and top <= y < top + height}
    whole = set(map(id, shown.values())) if shown.keys() == pixels else set()
    assert whole == ({id(found)} if found else set()) or (found is None and len(whole) > 1)


def test_an_edge_is_enough_to_be_seen():
    pixels = np.zeros((40, 40, 3), np.uint8)
    pixels[10:30, 10:30] = 255
    assert uniform(pixels, (10, 10, 20, 20))
    assert not uniform(pixels, (9, 10, 20, 20))


def cells(*names, top=150, left=160):
    """A list's row: one cell with a picture and, beside it, words."""
    pane = node("table", "", (120, 140, 200, 100))
    row = node("table cell", "", (122, top, 196, 24), 2)
    words = [node("table cell", name, (left, top, 162, 24), 3) for name in names]
    return tree(pane, row, node("table cell", "", (124, top, 20, 24), 3), *words)


def test_words_in_a_cell_with_a_picture_are_as_wide_as_the_cell():
    (found,) = seen(cells("Music"))
    assert (found.name, found.box, found.role, found.live) == (
        "Music",
        (122, 150, 196, 24),
        "table cell",
        True,
    )


def test_several_texts_in_one_cell_keep_their_boxes():
    assert {one.name: one.box for one in seen(cells("Music", "12 files"))} == dict.fromkeys(
        ("Music", "12 files"), (160, 150, 160, 24)
    )


def test_a_cell_that_is_covered_where_its_words_may_begin_is_not_asked_for():
    cover = Layer(9, False, "beside", (0, 0, 150, 600), (0, 0, 150, 600))
    assert [one.live for one in seen(cells("Music"), (ROOM, WINDOW, cover))] == [False]


def test_what_stands_in_a_menu_bar_is_a_menu():
    bar = node("menu bar", "", (100, 100, 400, 24))
    (found,) = seen(tree(bar, node("menu item", "View", (100, 100, 40, 24), 2)))
    assert found.word == "menu"


def test_a_title_bar_takes_its_buttons_names_from_signs_but_not_from_words():
    bars = title_bars((ROOM, WINDOW))
    assert {"window", "Close", "Minimize"} <= {one.name for one in bars}
    assert not targets(bars)
    sign = Thing(application="a", group="", role="push button", name="Close", box=(5, 5, 20, 20), drawn=False)
    words = sign.model_copy(update={"drawn": True, "box": (5, 5, 60, 20)})
    assert not targets([sign, *bars])
    assert [one.instruction for one in targets([words, *bars])] == ["Close"]
    assert [one.instruction for one in targets([sign, *title_bars((ROOM,))])] == ["Close"]
