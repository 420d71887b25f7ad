"""Pages and tasks that a real Chromium shows: what the DOM says of them holds for the pixels and the mouse."""

from __future__ import annotations

import itertools
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from ppagent.action.schema import END, Click
from ppagent.evaluate.miniwob.chromium import PROGRAMS
from ppagent.train.sheet import ROLES, Element, Sheet
from ppagent.train.web import look, screens, words
from ppagent.train.web.assets import MEANINGS
from ppagent.train.web.episodes import HELD, MAKERS, attempt, episodes, play, prepare
from ppagent.train.web.stage import Stage, View

pytestmark = pytest.mark.skipif(
    not any(shutil.which(name) for name in PROGRAMS), reason="Chromium is not installed"
)


def shown(stage: Stage, folder: Path, name: str, seed: int, scale: float = 1.25) -> Sheet:
    rng, view = random.Random(seed), View(640, 480, scale)
    make = {**screens.TEMPLATES, **screens.TINY}[name]
    stage.show(make(screens.kit(rng, False, view, folder)), look.choose(rng, folder=folder).css, view)
    return stage.sheet(f"web/{name}")


def middle(element: Element) -> tuple[float, float]:
    left, top, right, bottom = element.ink or element.box
    return (left + right) / 2, (top + bottom) / 2


@pytest.mark.parametrize("name", ["icons", "tiny buttons", "keypad", "table", "toolbar"])
def test_a_click_on_an_element_reaches_what_it_names(stage, folder, name):
    sheet = shown(stage, folder, name, 3)
    buttons = [one for one in sheet.elements if one.role in {"button", "link"} and one.state != "disabled"]
    assert buttons
    for one in buttons:
        stage.perform(Click(point=middle(one)))
        (kind, said) = stage.browser.run(
            "(([kind, what]) => [kind, what.replace(/\\s+/g, ' ').trim()])(log.at(-1))"
        )
        assert (kind, said.lower()) == ("click", one.name.lower())


@pytest.mark.parametrize("name", ["article", "login", "menus", "dialog", "signup"])
def test_letters_lie_on_ink_and_spell_the_words(stage, folder, name):
    sheet = shown(stage, folder, name, 5)
    assert sheet.glyphs is not None
    pixels = sheet.pixels.astype(int)
    clear = [(x, y) for code, x, y in sheet.glyphs if chr(code).isalnum() and chr(code) not in "ijl1"]
    on_ink = [
        np.ptp(pixels[max(0, y - 5) : y + 6, max(0, x - 4) : x + 5].reshape(-1, 3), axis=0).max() > 20
        for x, y in clear
    ]
    assert len(clear) > 20
    assert np.mean(on_ink) > 0.98
    spelled = 0
    for one in sheet.elements:
        left, top, right, bottom = one.box
        if one.written and one.role in {"button", "heading", "menu"} and bottom < len(sheet.pixels) - 1:
            inside = [chr(code) for code, x, y in sheet.glyphs if left <= x <= right and top <= y <= bottom]
            assert "".join(inside).lower() == "".join(filter(str.isascii, one.name.lower())).replace(" ", "")
            spelled += 1
    assert spelled


def test_elements_have_known_roles_and_lie_within_the_picture(folder):
    seen = set()
    for sheet in screens.sheets(10, 11, documents=0, folder=folder):
        height, width, _ = sheet.pixels.shape
        assert sheet.elements
        for one in sheet.elements:
            left, top, right, bottom = one.box
            assert 0 <= left < right <= width + 1
            assert 0 <= top < bottom <= height + 1
            seen.add(one.role)
    assert seen <= set(ROLES)
    assert {"button", "text", "heading"} <= seen


def test_an_icon_is_known_by_its_drawing_and_a_label_by_its_letters(stage, folder):
    icons = [
        one
        for one in shown(stage, folder, "toolbar", 1).elements
        if one.name in MEANINGS and one.role == "button"
    ]
    assert icons
    assert not any(one.written for one in icons)
    sheet = shown(stage, folder, "login", 1)
    assert all(
        one.written
        for one in sheet.elements
        if one.role in {"button", "heading"} and one.name != "menu" and one.name not in MEANINGS
    )


@pytest.mark.parametrize(
    "name", ["login", "boxes", "menu", "scroll", "drag", "slide", "context", "search", "select", "date"]
)
def test_what_was_recorded_does_the_task_again(stage, folder, name):
    for seed in itertools.count():
        _, job, view, css = prepare(random.Random(f"{name}/{seed}"), folder=folder, name=name)
        stage.show(job.body, css, view)
        assert not stage.browser.run(f"!!({job.check})") or name == "boxes"
        if turns := play(stage, job, "web/test"):
            break
    assert isinstance(turns[-1].action, END)
    assert not any(isinstance(turn.action, END) for turn in turns[:-1])
    stage.show(job.body, css, view)
    for turn in turns[:-1]:
        stage.perform(turn.action)
    assert stage.browser.run(f"!!({job.check})")


def test_every_kind_of_task_can_be_done(stage, folder):
    for name in [*MAKERS, *HELD]:
        tries = (attempt(stage, random.Random(f"{name}/{seed}"), False, folder, name) for seed in range(12))
        assert any(found is not None for found in tries), name


def test_a_screen_is_the_one_before_its_action(stage, folder):
    _, job, view, css = prepare(random.Random("x"), folder=folder, name="enter")
    stage.show(job.body, css, view)
    before = stage.sheet("web/test").pixels
    turns = play(stage, job, "web/enter")
    assert (turns[0].sheet.pixels == before).all()
    typed = next(at for at, turn in enumerate(turns) if turn.action.kind == "type")
    fields = [
        [one.value for one in turns[at].sheet.elements if one.role == "field"] for at in (typed, typed + 1)
    ]
    assert fields[0] == [""]
    assert fields[1] != [""]


def test_the_same_seed_gives_the_same_screens(folder):
    first, again, other = (list(screens.sheets(3, seed, documents=0, folder=folder)) for seed in (4, 4, 5))
    for one, two in zip(first, again, strict=True):
        assert (one.pixels == two.pixels).all()
        assert one.elements == two.elements
        assert (one.glyphs == two.glyphs).all()
    assert any(one.elements != two.elements for one, two in zip(first, other, strict=True))


def test_what_is_held_out_is_never_trained_on(folder):
    trained = {sheet.source for sheet in screens.sheets(8, 1, documents=0, folder=folder)}
    held = {sheet.source for sheet in screens.sheets(8, 1, held_out=True, folder=folder)}
    assert not trained & held
    assert len(screens.HELD) + len(screens.HELD_TINY) >= 4
    rng = random.Random(1)
    ours, theirs = words.Words(rng, held=False).lists, words.Words(rng, held=True).lists
    for kind in ("word", "first", "last", "city", "product", "adjective"):
        assert not set(ours[kind]) & set(theirs[kind])
        assert all(theirs[kind])
    assert not set(MAKERS) & set(HELD)
    families = {
        screens.kit(random.Random(seed), held, View(300, 300), folder).family.name.split("-")[0]
        for seed in range(9)
        for held in (True,)
    }
    assert families == {"heroicons"}


def test_episodes_end_and_repeat(folder):
    first, again = (list(episodes(4, 9, folder=folder)) for _ in range(2))
    assert len(first) == 4
    for one, two in zip(first, again, strict=True):
        assert one.task == two.task
        assert [turn.action for turn in one.turns] == [turn.action for turn in two.turns]
        assert isinstance(one.turns[-1].action, END)
        assert all(turn.sheet.elements for turn in one.turns)
