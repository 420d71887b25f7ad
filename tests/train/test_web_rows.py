"""Rows of icon buttons, desktops and tasks of several steps, as a real Chromium shows them."""

from __future__ import annotations

import contextlib
import itertools
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from ppagent.action.schema import Click, Done, Type
from ppagent.evaluate.miniwob.chromium import PROGRAMS
from ppagent.train.sheet import Episode, Sheet, Turn
from ppagent.train.web import look, pages_desk, pages_rows, rows, screens
from ppagent.train.web.assets import MEANINGS
from ppagent.train.web.episodes import attempt, play, prepare
from ppagent.train.web.job import HiddenError
from ppagent.train.web.stage import Stage, View

pytestmark = pytest.mark.skipif(
    not any(shutil.which(name) for name in PROGRAMS), reason="Chromium is not installed"
)


def shown(stage: Stage, folder: Path, name: str, seed: int) -> Sheet:
    rng, view = random.Random(seed), View(800, 600)
    stage.show(
        screens.ROWS[name](screens.kit(rng, False, view, folder)), look.choose(rng, folder=folder).css, view
    )
    return stage.sheet(f"web/{name}")


def done_right(stage: Stage, folder: Path, name: str) -> Episode:
    tries = (
        attempt(stage, random.Random(f"{name}/{seed}"), False, folder, name) for seed in itertools.count()
    )
    return next(found for found in tries if found is not None)


@pytest.mark.parametrize("name", ["rows letters", "rows machines", "rows songs", "rows people"])
def test_an_icon_of_a_row_is_known_by_that_row(stage, folder, name):
    found = 0
    for seed in range(4):
        sheet = shown(stage, folder, name, seed)
        titles = {one.name: one for one in sheet.elements if one.role in {"list item", "cell", "text"}}
        for one in sheet.elements:
            title = one.group or next((title for title in titles if len(title) > 4 and title in one.name), "")
            if one.role != "button" or one.written or title not in titles:
                continue
            left, top, right, bottom = one.ink or one.box
            stage.perform(Click(point=((left + right) / 2, (top + bottom) / 2)))
            assert stage.browser.run("log.at(-1)[1]") == one.name
            line = titles[title].box
            assert line[1] - 160 < (top + bottom) / 2 < line[3] + 60
            found += 1
    assert found > 5


def test_buttons_of_rows_are_called_alone_or_with_their_row(folder):
    whole = set()
    for seed in range(12):
        kit = screens.kit(random.Random(seed), False, View(800, 600), folder)
        made = rows.Rows(pages_rows.KINDS["goods"], kit)
        name = made.name("delete", "Plain Oak")
        whole.add("Plain Oak" in name)
        assert name == "delete" or name.startswith("Delete ")
    assert whole == {True, False}


def test_every_kind_of_row_has_words_and_drawings_for_its_buttons():
    for kind in pages_rows.KINDS.values():
        assert set(kind.icons()) <= set(rows.VERBS)
        assert {*kind.icons(), *kind.bar.split(",")} <= set(MEANINGS)


def test_a_name_that_is_cut_off_is_not_written(stage, folder):
    cut, plain = set(), set()
    for seed in range(6):
        sheet = shown(stage, folder, "desk", seed)
        tasks = stage.browser.run(
            "[...document.querySelectorAll('[data-task]')].map(e => [e.ariaLabel, e.lastChild.scrollWidth > e.lastChild.clientWidth + 1])"
        )
        named = {one.name: one for one in sheet.elements if one.role == "button"}
        for said, short in tasks:
            name = " ".join(said.split())
            if name in named:
                (cut if short else plain).add(named[name].written)
    assert cut == {False}
    assert plain == {True}


def test_a_browser_drawn_round_a_page_leaves_its_things_where_they_can_be_clicked(stage, folder):
    rng, view = random.Random(5), View(800, 600)
    kit = screens.kit(rng, False, View(800, 600 - pages_desk.TOP), folder)
    body = screens.ROWS["rows people"](kit)
    stage.show(pages_desk.browser(kit, body), look.choose(rng, folder=folder).css, view)
    sheet = stage.sheet("web/rows people")
    assert {"tab", "field", "button"} <= {one.role for one in sheet.elements}
    assert all(one.box[1] >= pages_desk.TOP - 1 for one in sheet.elements if one.role == "list item")


def test_the_share_of_rows_is_as_asked(folder):
    for share, wanted in ((1.0, {True}), (0.0, {False})):
        sources = [sheet.source for sheet in screens.sheets(4, 2, documents=0, folder=folder, rows=share)]
        assert {source.removeprefix("web/") in screens.ROWS for source in sources} == wanted


@pytest.mark.parametrize(
    "name",
    [
        "lists",
        "long list",
        "day",
        "clock",
        "sections",
        "behind",
        "interrupted",
        "twice",
        "cascade",
        "press",
        "gather",
    ],
)
def test_what_was_recorded_does_the_task_again(stage, folder, name):
    turns: tuple[Turn, ...] = ()
    for seed in itertools.count():
        with contextlib.suppress(HiddenError):
            _, job, view, css = prepare(random.Random(f"{name}/{seed}"), folder=folder, name=name)
            stage.show(job.body, css, view)
            assert not stage.browser.run(f"!!({job.check})")
            turns = play(stage, job, "web/test")
        if turns:
            break
    stage.show(job.body, css, view)
    for turn in turns[:-1]:
        stage.perform(turn.action)
    assert stage.browser.run(f"!!({job.check})")


@pytest.mark.parametrize("name", ["sequence", "tree", "menu", "focus", "cart"])
def test_that_it_is_done_can_be_seen(stage, folder, name):
    episode = done_right(stage, folder, name)
    before, last = episode.turns[-2:]
    assert isinstance(last.action, Done)
    assert not np.array_equal(before.sheet.pixels, last.sheet.pixels)


def test_the_letters_of_an_open_list_are_known_and_those_of_a_date_are_not(stage, folder):
    sheet = done_right(stage, folder, "long list").turns[0].sheet
    letters = "".join(chr(code) for code, _, _ in sheet.glyphs)
    options = [one for one in sheet.elements if one.role == "list item"]
    assert options[0].name.replace(" ", "") in letters
    native = next(
        turns
        for seed in range(30)
        if (found := attempt(stage, random.Random(seed), False, folder, "clock")) is not None
        and isinstance((turns := found.turns)[1].action, Type)
        and turns[0].sheet.glyphs is None
    )
    assert native[1].action.text[-2:] in {"AM", "PM"}


def test_what_an_unfolded_list_may_lie_over_is_not_said_to_be_there(stage):
    body = '<label for="s">Size</label> <select id="s"><option>One<option>Two</select><h1>Under it</h1>'
    stage.show(body, "", View(300, 200))
    assert {one.name for one in stage.sheet("web/test").elements} >= {"Size", "Under it"}
    left, top, right, bottom = stage.box("#s")
    stage.perform(Click(point=((left + right) / 2, (top + bottom) / 2)))
    sheet = stage.sheet("web/test")
    assert [one.role for one in sheet.elements] == ["combo box"]
    assert sheet.glyphs is None
