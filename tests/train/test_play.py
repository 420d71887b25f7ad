"""Drawn episodes: each step hits what it means, pictures change only where something happened, tasks end done."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ppagent.action.schema import END, Action, Click, Done, Drag, Fail, Type
from ppagent.prune.pruner import Perception
from ppagent.train.conversation import appended, scenes
from ppagent.train.play import Player, kinds, player
from ppagent.train.play.board import CrowdedError
from ppagent.train.play.kit import Job
from ppagent.train.sheet import Episode, Sheet

ASSETS = Path(os.environ.get("PPAGENT_TRAIN_ASSETS", "build/train/assets"))
pytestmark = pytest.mark.skipif(
    not (ASSETS / "icons.npz").exists(), reason="no assets: python -m ppagent.train.assets build/train/assets"
)


@pytest.fixture(scope="module")
def made() -> Player:
    return Player(ASSETS, 3)


def same(one: Episode, other: Episode) -> bool:
    return one.task == other.task and len(one.turns) == len(other.turns) and all(
        a.action == b.action and a.sheet.elements == b.sheet.elements and np.array_equal(a.sheet.pixels, b.sheet.pixels)
        for a, b in zip(one.turns, other.turns, strict=True)
    )  # fmt: skip


def inks(sheet: Sheet) -> list[tuple[float, float, float, float]]:
    return [element.ink or element.box for element in sheet.elements]


@pytest.mark.parametrize("kind", kinds.MAKERS)
def test_steps_hit_things_and_end(made: Player, kind: str) -> None:
    for seed in range(5):
        episode = made.episode(seed, kind)
        *steps, last = episode.turns
        assert isinstance(last.action, END)
        assert not any(isinstance(turn.action, END) for turn in steps)
        assert episode.task
        assert "{" not in episode.task
        for turn in steps:
            point = (
                turn.action.start
                if isinstance(turn.action, Drag)
                else turn.action.point
                if isinstance(turn.action, Click)
                else None
            )
            if point is None or (kind == "mark" and isinstance(turn.action, Drag)):
                continue
            x, y = point
            assert any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in inks(turn.sheet)), (
                episode.task,
                turn.action,
            )


@pytest.mark.parametrize("kind", ["enter", "login", "form", "wizard"])
def test_typing_changes_nothing_but_the_field(made: Player, kind: str) -> None:
    seen = 0
    for seed in range(6):
        turns = made.episode(seed, kind).turns
        for now, then in pairwise(turns):
            if not isinstance(now.action, Type) or now.refused:
                continue
            rows, columns = np.nonzero((now.sheet.pixels != then.sheet.pixels).any(2))
            fields = [element.box for element in now.sheet.elements if element.role in {"field", "combo box"}]
            assert len(rows), "what was typed is seen"
            assert any(
                box[0] - 8 <= columns.min() and columns.max() <= box[2] + 8 and box[1] - 8 <= rows.min() and rows.max() <= box[3] + 8
                for box in fields
            )  # fmt: skip
            seen += 1
    assert seen > 5


def test_the_same_seed_gives_the_same_episode(made: Player) -> None:
    other = Player(ASSETS, 3)
    for seed in range(20, 32):
        assert same(made.episode(seed), other.episode(seed))
    assert not same(made.episode(20), made.episode(21))


def test_elements_lie_on_the_sheet_and_letters_are_known(made: Player) -> None:
    for seed in range(30):
        for turn in made.episode(seed).turns[:3]:
            height, width = turn.sheet.pixels.shape[:2]
            for element in turn.sheet.elements:
                x0, y0, x1, y1 = element.box
                assert 0 <= x0 < x1 <= width
                assert 0 <= y0 < y1 <= height
            assert turn.sheet.glyphs is not None


def test_a_click_that_goes_astray_is_made_good(made: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "SLIPS", 1.0)
    longer = 0
    for seed in range(8):
        slipped = made.episode(seed, "boxes")
        assert isinstance(slipped.turns[-1].action, Done)
        actions: list[Action] = [turn.action for turn in slipped.turns]
        longer += len(actions) > len(set(map(str, actions)))
    assert longer > 2, "a click that came to nothing is said again"


def test_a_refused_action_is_said_again_on_the_same_screen(
    made: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player, "REFUSED", 1.0)
    monkeypatch.setattr(player, "SLIPS", 0.0)
    for seed in range(6):
        turns = made.episode(seed, "boxes").turns
        for now, then in pairwise(turns):
            if now.refused:
                assert then.action == now.action
                assert np.array_equal(then.sheet.pixels, now.sheet.pixels)
        assert sum(turn.refused for turn in turns) <= 1


def test_dates_are_typed_from_their_first_place(made: Player) -> None:
    for seed in range(12):
        *steps, _ = made.episode(seed, "clock").turns
        typed = next(turn for turn in steps if isinstance(turn.action, Type))
        field = next(one for one in typed.sheet.elements if one.role == "field")
        clicked = steps[0].action
        assert isinstance(clicked, Click)
        assert clicked.point is not None
        assert clicked.point[0] < (field.box[0] + field.box[2]) / 2 + 1


@pytest.mark.parametrize("kind", ["no_option", "no_part", "no_fact", "no_hit"])
def test_what_cannot_be_done_is_refused_with_a_reason(made: Player, kind: str) -> None:
    for seed in range(5):
        last = made.episode(seed, kind).turns[-1].action
        assert isinstance(last, Fail)
        assert last.reason


def test_what_was_not_done_is_no_episode(made: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = kinds.MAKERS["button"]

    def lazy(kit: object) -> Job:
        job = whole(kit)  # type: ignore[arg-type]
        return Job(job.task, lambda hand: iter([hand.end()]), lambda: False)

    monkeypatch.setitem(kinds.MAKERS, "button", lazy)
    with pytest.raises(CrowdedError):
        made.episode(1, "button")


def test_held_out_words_are_others() -> None:
    from ppagent.train.web.words import is_held

    held = Player(ASSETS, 3, held_out=True)
    for seed in range(6):
        episode = held.episode(seed, "series")
        for element in episode.turns[0].sheet.elements:
            if element.role == "button" and element.name.isalpha() and element.name in episode.task:
                assert is_held(element.name), element.name


def test_episodes_become_conversations(made: Player) -> None:
    for seed in range(10):
        talk = appended(scenes(made.episode(seed)), Perception(layout="append"))
        assert any(talk.said)
        assert talk.size
