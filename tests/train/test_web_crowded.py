"""Crowded pages, and tasks on them, as a real Chromium shows them: what is said to be there is what a click hits."""

from __future__ import annotations

import itertools
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from ppagent.action.schema import Done
from ppagent.evaluate.miniwob.chromium import PROGRAMS
from ppagent.train.sheet import Sheet
from ppagent.train.web import jobs_crowded, look, screens
from ppagent.train.web.episodes import attempt
from ppagent.train.web.stage import Stage, View

pytestmark = pytest.mark.skipif(
    not any(shutil.which(name) for name in PROGRAMS), reason="Chromium is not installed"
)
_CALLED = """([x, y]) => {
  const node = document.elementFromPoint(x, y).closest("button,a,input,select,[role],[data-role],td,th");
  return (node.ariaLabel || node.innerText || node.value || node.title || "").replace(/\\s+/g, " ").trim() + "|" + node.title;
}"""


def shown(stage: Stage, folder: Path, name: str, seed: int) -> Sheet:
    rng, view = random.Random(seed), View(1000, 700)
    stage.show(
        screens.CROWDED[name](screens.kit(rng, False, view, folder)),
        look.choose(rng, folder=folder).css,
        view,
    )
    return stage.sheet(f"web/{name}")


@pytest.mark.parametrize("name", sorted(screens.CROWDED))
def test_a_button_is_hit_where_it_is_said_to_be(stage, folder, name):
    buttons = [one for one in shown(stage, folder, name, 3).elements if one.role == "button"]
    assert len(buttons) > 3
    for one in buttons:
        left, top, right, bottom = one.ink or one.box
        called = stage.browser.run(f"({_CALLED})([{(left + right) / 2}, {(top + bottom) / 2}])")
        assert one.name in called.split("|")


@pytest.mark.parametrize("name", ["card shelf", "talk reviews"])
def test_marks_are_known_by_the_thing_that_they_are_for(stage, folder, name):
    found = 0
    for seed in range(5):
        sheet = shown(stage, folder, name, seed)
        rated = stage.browser.run("[...document.querySelectorAll('[data-rate]')].map(e => e.ariaLabel)")
        said = Counter(
            (one.name, one.group) for one in sheet.elements if one.name in rated and one.role == "button"
        )
        assert not said or max(said.values()) == 1
        found += len(said)
    assert found > 20


def test_places_of_a_row_stand_in_a_line(stage, folder):
    lines = 0
    for seed in range(6):
        names = {one.name: one.box for one in shown(stage, folder, "grid places", seed).elements}
        for letter in "ABCDEFGH":
            places = [names[f"{letter}{n}"] for n in range(1, 30) if f"{letter}{n}" in names]
            if len(places) < 3:
                continue
            lines += 1
            assert max(box[1] for box in places) - min(box[1] for box in places) < 2
            assert all(one[2] <= other[0] + 1 for one, other in itertools.pairwise(places))
    assert lines > 3


def test_words_that_are_cut_off_do_not_reach_over_what_stands_beside_them(stage):
    body = '<div style="display:flex"><p style="width:60px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap">Many words that have no room</p><p>Next</p></div>'
    stage.show(body, "p{margin:0}", View(400, 100))
    cut, beside = stage.sheet("web/test").elements
    assert not cut.written
    assert cut.box[2] <= beside.box[0]


@pytest.mark.parametrize("name", sorted(jobs_crowded.JOBS))
def test_a_task_is_done_and_said_to_be_done(stage, folder, name):
    done = [
        found
        for seed in range(4)
        if (found := attempt(stage, random.Random(seed), False, folder, name)) is not None
    ]
    assert len(done) > 1
    assert all(isinstance(one.turns[-1].action, Done) and len(one.turns) > 1 for one in done)
