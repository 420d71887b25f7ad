"""Drawn things are asked for by tool tips, by their rows and by their order, and each question fits one thing alone."""

import json
import random
import re
from pathlib import Path

import numpy as np
import pytest

from ppagent.action.schema import Answer, Fail
from ppagent.train.asked.tooltips import GROUP, lexicon, spellings
from ppagent.train.questions import REFUSE, questions
from ppagent.train.sheet import Element, Sheet

CHECKING = Path(__file__).parents[2] / "envs/xfce/grounding/annotations.json"
PEOPLE = ("Ida Sand", "Bo Falk", "Mona Rask", "Uwe Dorn", "Liv Storm")


def drawn(name, at, *, role="button", **more):
    return Element(role, name, (at[0], at[1], at[0] + 24, at[1] + 24), written=False, **more)


def screen(*elements, source="made"):
    return Sheet(np.full((600, 800, 3), 240, np.uint8), elements, source)


def asked(sheet, kinds, absent=(), seeds=80):
    found = [q for seed in range(seeds) for q in questions(sheet, 12, random.Random(seed), absent)]
    return [question for question in found if question.kind in kinds]


def core(task):
    """What is asked for, without the verb and quotes."""
    said = task.removesuffix(REFUSE)
    said = re.sub(r"^(?:Click: |[Cc]lick on |[Cc]lick |press |tap |select )", "", said)
    return said.strip("'\"").casefold()


def mail_list(stars=range(5)):
    rows = [
        Element("list item", who, (60, 60 + 40 * n, 700, 96 + 40 * n), group=who)
        for n, who in enumerate(PEOPLE)
    ]
    ticks = [
        drawn(f"select {who}", (8, 66 + 40 * n), role="check box", group=who, state="on" if n == 2 else "off")
        for n, who in enumerate(PEOPLE)
    ]
    return screen(*rows, *ticks, *(drawn("star", (36, 66 + 40 * n), group=PEOPLE[n]) for n in stars))


def test_the_lexicon_is_wide_and_whole():
    known = lexicon()
    assert len(known.meanings) >= 450
    for meaning in known.meanings:
        assert len({*meaning.plain[1:], *meaning.ways}) >= 2, meaning.names
        assert all(way.count(GROUP) == 1 for way in meaning.rows), meaning.names
        assert all(known.of[name] == known.of[meaning.names[0]] for name in meaning.names)


def test_what_is_checked_with_is_not_taught():
    taught = {said for meaning in lexicon().meanings for said in meaning.said}
    rows = {
        row.casefold() for meaning in lexicon().meanings for way in meaning.rows for row in spellings(way)
    }
    targets = {one["instruction"].casefold() for one in json.loads(CHECKING.read_text(encoding="utf-8"))}
    long = {name for name in targets if len(name.split()) >= 3}
    assert len(long) > 50
    assert not taught & long
    assert not rows & long


def test_a_drawn_thing_is_asked_for_in_many_words():
    tasks = {core(question.task) for question in asked(screen(drawn("undo", (10, 10))), {"icon"}, seeds=600)}
    assert len(tasks) > 40
    ways = lexicon().meanings[lexicon().of["undo"]].said
    assert {"undo", "undo icon", "take back the last change"} <= tasks
    assert any(task in ways and len(task.split()) >= 4 for task in tasks)
    assert any(re.fullmatch(r".* [(\[]?[\w+./=,-]+[)\]]?", task) and "ctrl+" in task for task in tasks)


NAMES = (
    "fullscreen", "maximize", "close", "delete", "remove", "search", "find", "add", "new", "more", "menu", "refresh", "star",
    "heart", "bookmark", "user", "add user", "new contact", "settings", "equalizer", "next", "forward", "play", "run", "stop",
    "save", "save as", "download", "copy", "duplicate", "eraser", "clear", "chat", "send", "zoom in", "pictures", "images",
)  # fmt: skip


def test_no_tool_tip_fits_two_things():
    icons = [drawn(name, (20 + 60 * (n % 12), 20 + 60 * (n // 12))) for n, name in enumerate(NAMES)]
    known = lexicon()
    for question in asked(screen(*icons), {"icon"}):
        mine = next(icon.name for icon in icons if icon.box == question.box)
        others = [known.meanings[known.of[name]] for name in NAMES if name != mine]
        assert not any(core(question.task) in meaning.said for meaning in others), question.task


def test_an_icon_is_not_asked_for_by_what_is_written_elsewhere():
    sheet = screen(
        drawn("save", (10, 10)),
        Element("button", "Save changes", (300, 300, 420, 330)),
        drawn("crop", (50, 10)),
    )
    tasks = [core(question.task) for question in asked(sheet, {"icon"}) if question.box == (10, 10, 34, 34)]
    assert tasks
    assert "save changes" not in tasks
    assert "store the changes" not in tasks


def test_a_hint_is_asked_for():
    sheet = screen(drawn("flibber", (10, 10), hint="Make it wobble"), drawn("undo", (60, 10)))
    assert any("make it wobble" in core(question.task) for question in asked(sheet, {"icon"}))


def test_rows_tell_their_buttons_apart():
    sheet = mail_list()
    found = asked(sheet, {"row"})
    for question in found:
        thing = next(one for one in sheet.elements if one.box == question.box)
        if thing.group in question.task:
            assert question.task.count(thing.group) == 1
            assert not any(who in question.task for who in PEOPLE if who != thing.group)
    stars = [question.task for question in found if question.box[0] == 36]
    forms = {re.sub("|".join(PEOPLE), GROUP, core(task), flags=re.IGNORECASE) for task in stars}
    assert len(forms) > 40
    assert any(form.startswith("star ") and form.endswith(GROUP) for form in forms)
    ticks = {core(question.task) for question in found if question.box[0] == 8}
    assert any(task.startswith("select ida sand") or task == "tick ida sand" for task in ticks)


def test_two_rows_of_one_name_are_not_told_by_it():
    sheet = screen(*(drawn("delete", (700, 40 + 40 * n), group="Ida Sand") for n in range(3)))
    assert not any("Ida Sand" in question.task for question in asked(sheet, {"row", "icon", "described"}))


def test_a_row_whose_name_is_hidden_is_not_named():
    hidden = [drawn("star", (36, 66 + 40 * n), group=who) for n, who in enumerate(PEOPLE)]
    tasks = [question.task for question in asked(screen(*hidden), {"row", "icon", "described"})]
    assert tasks
    assert not any(who in task for task in tasks for who in PEOPLE)


ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "top": 0, "topmost": 0, "bottom": -1, "lowest": -1}  # fmt: skip


@pytest.mark.parametrize(("stars", "numbered"), [(range(5), True), ((0, 2, 4), False), ((1, 2, 3), False)])
def test_order_and_numbers_of_rows(stars, numbered):
    sheet = mail_list(stars)
    seen = set()
    for question in asked(sheet, {"row"}, seeds=400):
        if question.box[0] != 36 or any(who in question.task for who in PEOPLE):
            continue
        place = [66 + 40 * n for n in stars].index(question.box[1])
        number = re.search(r"(?:row|line) (\d+)", question.task)
        word = next((word for word in core(question.task).split() if word in ORDINALS), None)
        assert number or word, question.task
        wanted = int(number.group(1)) - 1 if number else ORDINALS[word]
        assert place == (len(stars) - 1 if wanted == -1 else wanted), question.task
        seen.add("number" if number or " row" in question.task else "order")
    assert seen == ({"number", "order"} if numbered else {"order"})


def test_boxes_of_rows_are_ticked_or_not():
    found = asked(mail_list(), {"state"})
    assert found
    assert all(
        question.action == Answer(text="yes" if PEOPLE[2] in question.task else "no") for question in found
    )


def test_pictures_that_are_missing_are_refused_and_none_that_is_there():
    sheet = screen(
        drawn("search", (10, 10)), drawn("refresh", (50, 10)), drawn("gear", (90, 10)), drawn("kebab", (130, 10), hint="Show filters"),
        Element("button", "Print…", (300, 10, 380, 40)), Element("field", "Name", (300, 96, 500, 120)),
    )  # fmt: skip
    tasks = [core(question.task) for question in asked(sheet, {"absent"}, seeds=500)]
    assert len(set(tasks)) > 100
    known = lexicon()
    for name in (
        "search",
        "find",
        "replace",
        "refresh",
        "restart",
        "settings",
        "equalizer",
        "filter",
        "print",
        "print preview",
    ):
        meaning = known.meanings[known.of[name]]
        assert not meaning.said & set(tasks), name
    assert all(isinstance(question.action, Fail) for question in asked(sheet, {"absent"}))


def test_a_row_that_is_missing_is_refused():
    tasks = [question.task for question in asked(mail_list(), {"absent"}, ["Nils Holt"], seeds=300)]
    assert any("star" in task.casefold() and "Nils Holt" in task for task in tasks)
    assert not any(who in task for task in tasks for who in PEOPLE)


def test_a_plus_among_numbers_adds_no_entry():
    sheet = screen(
        drawn("add", (10, 10)), drawn("multiply", (50, 10)), Element("button", "7", (90, 10, 120, 40))
    )
    entries = lexicon().meanings[lexicon().of["add"]].ways
    tasks = {core(question.task) for question in asked(sheet, {"icon"})}
    assert not tasks & {way.casefold() for way in entries}


def test_small_fields_are_asked_for_by_name_and_kind():
    sheet = screen(
        Element("combo box", "Shape", (10, 10, 90, 34), written=False, value="Round"),
        Element("spin button", "X", (110, 10, 170, 34), value="4"),
        Element("cell", "Units", (200, 10, 280, 34)),
        Element("heading", "#", (300, 10, 320, 34)),
    )
    tasks = {core(question.task) for question in asked(sheet, {"text", "icon", "described"}, seeds=200)}
    wanted = (
        'the "shape" drop-down list',
        'the "x" number field',
        'the "units" list item',
        'the "#" column header',
    )
    assert {one.strip("'\"") for one in wanted} <= tasks


def test_the_same_draws_ask_the_same():
    sheet = mail_list()
    assert questions(sheet, 12, random.Random(5), ["Nils"]) == questions(
        sheet, 12, random.Random(5), ["Nils"]
    )
