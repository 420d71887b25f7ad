"""Tasks on whole drawn screens: the click hits what is asked for, what changed is known, and then it is done."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ppagent.action.schema import END, Click, Done, Fail
from ppagent.prune.pruner import Perception
from ppagent.train.conversation import appended, composed, scenes
from ppagent.train.play import Player, story, taps
from ppagent.train.sheet import Episode, read_shard, write_shard

ASSETS = Path(os.environ.get("PPAGENT_TRAIN_ASSETS", "build/train/assets"))
pytestmark = pytest.mark.skipif(
    not (ASSETS / "icons.npz").exists(), reason="no assets: python -m ppagent.train.assets build/train/assets"
)


@pytest.fixture(scope="module")
def made() -> Player:
    return Player(ASSETS, 3)


@pytest.mark.parametrize("kind", taps.KINDS)
def test_clicks_hit_things_and_the_task_ends(made: Player, kind: str) -> None:
    for seed in range(4):
        episode = made.episode(seed, kind)
        *steps, last = episode.turns
        assert isinstance(last.action, END)
        assert episode.task
        assert "{" not in episode.task
        for turn in steps:
            if isinstance(turn.action, Click):
                assert turn.action.point is not None
                x, y = turn.action.point
                boxes = [element.ink or element.box for element in turn.sheet.elements]
                assert any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def test_one_click_is_enough_where_nothing_goes_wrong(made: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    for share in ("_REFUSED", "_IDLE", "_ASTRAY"):
        monkeypatch.setattr(story, share, 0.0)
    for seed in range(8):
        first, last = made.episode(seed, "tap").turns
        assert isinstance(first.action, Click)
        assert isinstance(last.action, Done)


def test_what_shows_that_it_did_nothing_is_tried_again_but_not_for_ever(
    made: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "_IDLE", 0.92)
    monkeypatch.setattr(story, "_REFUSED", 0.0)
    for seed in range(8):
        episode = made.episode(seed, "tap_state")
        clicks = [turn.action for turn in episode.turns if isinstance(turn.action, Click)]
        assert len(clicks) <= 2
        same = [
            np.array_equal(one.sheet.pixels, other.sheet.pixels) for one, other in pairwise(episode.turns)
        ]
        assert isinstance(episode.turns[-1].action, Fail) or not same or not same[-1]


def test_a_refused_click_is_told_of_and_kept_in_shards(
    made: Player, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(story, "_REFUSED", 1.0)
    episode = made.episode(1, "tap")
    assert episode.turns[0].refused
    assert scenes(episode)[1].note == "\nrefused"
    write_shard(tmp_path / "one.zip", [episode])
    (again,) = read_shard(tmp_path / "one.zip")
    assert isinstance(again, Episode)
    assert [turn.refused for turn in again.turns] == [turn.refused for turn in episode.turns]


def test_the_same_seed_gives_the_same_episode_whatever_came_before(made: Player) -> None:
    other = Player(ASSETS, 3)
    for kind in taps.KINDS:
        one, two = made.episode(77, kind), other.episode(77, kind)
        assert one.task == two.task
        for a, b in zip(one.turns, two.turns, strict=True):
            assert a.action == b.action
            assert np.array_equal(a.sheet.pixels, b.sheet.pixels)


def test_they_become_conversations_in_both_layouts(made: Player) -> None:
    for seed in range(4):
        talk = scenes(made.episode(seed, "tap_state"))
        assert any(appended(talk, Perception(layout="append")).said)
        assert any(composed(talk, Perception(layout="compose")).said)
