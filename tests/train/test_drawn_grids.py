"""Grids, tables and ratings: every cell is where its words are, and belongs to its row."""

import random

import pytest

from ppagent.train.drawn import cells, grids, prefs, ratings
from ppagent.train.questions import questions
from ppagent.train.scene import fronted
from ppagent.train.sheet import Element
from tests.train.test_drawn import assets, drawn, painter  # noqa: F401  (fixtures)

GRIDS = (
    grids.seats, grids.numbers, grids.elements, grids.colour_codes, grids.times, cells.spreadsheet, cells.processes, cells.hex_dump,
)  # fmt: skip


@pytest.mark.parametrize("draw", GRIDS)
def test_the_cells_of_a_grid_lie_beside_each_other(painter, draw):  # noqa: F811
    draw(painter, 4, 4, 390, 290)
    found = [one for one in painter.elements if one.role in {"cell", "button", "list item"}]
    assert len(found) >= 12
    for one in found:
        assert one.ink is None or one.box[1] <= (one.ink[1] + one.ink[3]) / 2 <= one.box[3]
    middles = {((one.box[0] + one.box[2]) // 2, (one.box[1] + one.box[3]) // 2) for one in found}
    assert len(middles) == len(found)


def test_cells_of_a_table_are_asked_for_by_column_and_row(painter):  # noqa: F811
    cells.processes(painter, 4, 4, 390, 290)
    sheet = painter.sheet()
    heads = {one.name: one.box for one in sheet.elements if one.role == "heading"}
    firsts = {one.name: one.box for one in sheet.elements if one.role == "cell" and not one.group}
    asked = [q for seed in range(30) for q in questions(sheet, 12, random.Random(seed)) if q.kind == "row"]
    both = [
        (question.box, head, first)
        for question in asked
        for head in heads
        for first in firsts
        if head in question.task and first in question.task and question.box not in firsts.values()
    ]
    assert both
    right = [
        abs(box[0] - heads[head][0]) < 1 and abs(box[1] - firsts[first][1]) < 1 for box, head, first in both
    ]
    assert sum(right) > 0.8 * len(right)  # the name of a column may stand within another word


def test_stars_belong_to_the_card_they_rate(painter):  # noqa: F811
    stars = 0
    for seed in range(8):
        painter.rng.seed(seed)
        painter.elements.clear()
        ratings.ratings(painter, 4, 4, 390, 290)
        titles = {one.name for one in painter.elements if one.role in {"heading", "list item"}}
        rated = [one for one in painter.elements if not one.written and one.role == "button"]
        assert {one.group for one in rated} <= titles
        stars += sum("star" in one.hint for one in rated)
    assert stars > 20


def test_a_page_of_preferences_has_no_two_controls_of_one_name_and_kind(painter):  # noqa: F811
    prefs.preferences(painter, 4, 4, 390, 290)
    found = [
        (one.role, one.name) for one in painter.elements if one.role in {"switch", "spin button", "combo box"}
    ]
    assert len(set(found)) == len(found)


def test_words_come_again_as_those_of_another_kind(painter):  # noqa: F811
    painter.text(20, 40, "Margins", role="menu")
    assert not painter.again("tab")
    painter.echo = 1.0
    assert painter.again("tab") == "Margins"
    assert not painter.again("tab")  # once is enough
    assert not painter.again("menu")


def test_twins_are_told_by_their_kind(assets):  # noqa: F811
    told = 0
    for sheet in drawn(assets, 11, count=24):
        for question in questions(sheet, 12, random.Random(3)):
            if question.kind != "twin":
                continue
            told += 1
            one = next(one for one in sheet.elements if one.box == question.box and one.name in question.task)
            twins = [other for other in sheet.elements if other.name.casefold() == one.name.casefold()]
            assert len(twins) > 1
            if not any(word in question.task for word in ("first", "second", "third", "window", "menu of")):
                assert sum(other.role == one.role for other in twins) == 1
    assert told > 5


def test_what_is_put_upon_a_sheet_shares_words_with_it(assets):  # noqa: F811
    from ppagent.train.drawn import Drawer

    drawer, shared = Drawer(assets, 5), 0
    behind = [Element("menu", name, (0, 0, 50, 20)) for name in ("Margins", "Borders", "Layers", "Colours")]
    for seed in range(12):
        above = drawer.front((600, 500), behind, seed)
        shared += any(one.name in {"Margins", "Borders", "Layers", "Colours"} for one in above.elements)
    assert shared > 4
    sheet = drawer.sheet(1024, 768, seed=4)
    assert fronted(sheet, drawer.front, random.Random(1)).pixels.shape == sheet.pixels.shape
