"""Questions can be answered, and their answers are right."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ppagent.action.schema import Answer, Click, Fail
from ppagent.prune.pruner import Perception, Pruner
from ppagent.train.conversation import said
from ppagent.train.questions import questions
from ppagent.train.sheet import Element, Sheet
from tests.train.conftest import made_sheet


def screen(*elements):
    return Sheet(np.full((600, 800, 3), 240, np.uint8), elements, "made")


def asked(sheet, kinds, absent=()):
    found = [q for seed in range(60) for q in questions(sheet, 12, random.Random(seed), absent)]
    return [question for question in found if question.kind in kinds]


@given(seed=st.integers(0, 200), draws=st.integers(0, 200))
@settings(deadline=None, max_examples=60)
def test_a_click_lands_in_its_box(seed, draws):
    sheet = made_sheet(seed)
    for question in questions(sheet, 8, random.Random(draws), ["Frobnicate"]):
        if isinstance(question.action, Click):
            x, y = question.action.point
            left, top, right, bottom = question.box
            assert left <= x <= right
            assert top <= y <= bottom
            assert any(element.box == question.box for element in sheet.elements)


def test_names_that_stand_twice_are_told_apart():
    rows = [
        Element("button", "Delete", (700, 40 * n, 760, 40 * n + 24), group=who)
        for n, who in enumerate(["alice", "bob", "carol"], 1)
    ]
    found = asked(screen(*rows), {"text", "icon", "described"})
    assert found
    for question in found:
        which = rows.index(next(row for row in rows if row.box == question.box))
        named = (rows[which].group in question.task, ("first", "second", "third")[which] in question.task)
        assert any(named), question.task


def test_what_is_not_there_is_refused():
    sheet = screen(
        Element("button", "Save", (10, 10, 60, 30)), Element("button", "Save As", (80, 10, 160, 30))
    )
    found = asked(sheet, {"absent"}, ["Save", "save as", "Print", "Save As Template"])
    assert {"Print"} == {
        name
        for question in found
        for name in ["Save As Template", "Save as", "Print"]
        if name.lower() in question.task.lower()
    }
    assert all(isinstance(question.action, Fail) for question in found)


def test_reading_and_states():
    sheet = screen(
        Element("text", "Total: 12", (32, 32, 120, 50)),
        Element("check box", "Wrap lines", (32, 96, 160, 120), state="on"),
        Element("field", "Name", (300, 96, 500, 120), written=False, value="Bob"),
    )
    answers = {
        (q.task.split(" at ")[0] if q.kind == "read" else q.task, q.action.text)
        for q in asked(sheet, {"read", "state"})
    }
    assert any(text == "yes" and "Wrap lines" in task for task, text in answers)
    assert any(text == "Bob" and "Name" in task for task, text in answers)
    assert any(text == "Total: 12" for _, text in answers)
    assert all(isinstance(q.action, Answer) for q in asked(sheet, {"read", "state"}))


def test_neighbours():
    sheet = screen(
        Element("button", "OK", (300, 500, 360, 530)),
        Element("button", "Cancel", (380, 500, 460, 530)),
        Element("button", "gear", (480, 500, 510, 530), written=False),
    )
    tasks = {q.task: q.box for q in asked(sheet, {"described"})}
    left = [box for task, box in tasks.items() if "left of" in task and "Cancel" in task]
    assert left
    assert all(box == (300, 500, 360, 530) for box in left)


def test_points_are_thousandths_of_the_canvas():
    sheet = Sheet(np.zeros((1080, 1920, 3), np.uint8), (), "made")
    look = Pruner(Perception()).look(sheet.pixels)
    assert said(Click(point=(960, 544)), look) == "click 500,500"
    assert said(Click(point=(1919.9, 1079)), look) == "click 999,991"
    assert said(Fail(), look) == "fail"


def test_the_same_words_are_told_apart_by_kind_or_window():
    sheet = screen(
        Element("heading", "Letters", (10, 4, 200, 24)),
        Element("heading", "Pictures", (410, 4, 600, 24)),
        Element("menu", "Page", (10, 30, 60, 50), group="Letters"),
        Element("menu", "Page", (410, 30, 460, 50), group="Pictures"),
        Element("menu", "Zoom", (70, 30, 120, 50), group="Letters"),
        Element("tab", "Zoom", (100, 300, 160, 324)),
        Element("list item", "Zoom", (100, 400, 300, 424)),
        Element("cell", "Zoom", (400, 400, 600, 424)),
    )
    told = {(question.task, question.box) for question in asked(sheet, {"twin"})}
    for task, box in told:
        window = "Letters" if box[0] < 400 else "Pictures"
        kind = {324: "tab", 50: "menu"}[box[3]]  # an item and a cell of one name are told by nothing
        assert kind in task or f'in the "{window}" window' in task
        if "Page" in task:
            order = "first" if box[0] < 400 else "second"
            assert window in task or order in task
    assert {box[3] for _, box in told} == {324, 50}
    assert any("window" in task for task, _ in told)


def test_a_cell_is_asked_for_by_its_column_and_row():
    heads = [
        Element("heading", name, (100 * n, 0, 100 * n + 100, 20))
        for n, name in enumerate(["Name", "Age", "Town"])
    ]
    rows = [
        Element("cell", text, (100 * n, 20 + 20 * row, 100 * n + 100, 40 + 20 * row))
        for row, texts in enumerate([["Anna", "31", "Bern"], ["Emil", "31", "Bern"], ["Rosa", "8", "Bern"]])
        for n, text in enumerate(texts)
    ]
    sheet = screen(*heads, *rows)
    ages = [q for q in asked(sheet, {"row", "read"}) if "Age" in q.task and "Emil" in q.task]
    assert ages
    for question in ages:
        assert question.box == (100, 40, 200, 60)
        assert isinstance(question.action, Click) or question.action.text == "31"
