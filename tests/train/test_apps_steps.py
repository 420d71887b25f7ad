"""Steps told from the screens of a visit: only those that cannot have been anything else."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from ppagent.action.schema import Click, Done, Key
from ppagent.train.apps.steps import aligned, episodes, write_steps
from ppagent.train.scene import cropped
from ppagent.train.sheet import Element, Episode, Sheet, read_shard, write_shard

HEADS = tuple(
    Element("menu", name, (10 + 60 * n, 4, 60 + 60 * n, 24))
    for n, name in enumerate(("File", "Look", "Help"))
)


def begun() -> Sheet:
    pixels = np.random.default_rng(0).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    return Sheet(pixels, HEADS, "app/toy")


def with_menu(first: Sheet, left: int) -> Sheet:
    pixels = first.pixels.copy()
    pixels[24:120, left : left + 120] = 250
    items = tuple(
        Element("menu item", name, (left + 2, 28 + 20 * n, left + 118, 48 + 20 * n))
        for n, name in enumerate(("One", "Two", "Three"))
    )
    return Sheet(pixels, HEADS + items, "app/toy")


def test_a_menu_belongs_to_the_word_above_it() -> None:
    first = begun()
    found = [*episodes([first, with_menu(first, 70)], random.Random(0))]
    assert found
    opened = found[0]
    assert "Look" in opened.task
    assert opened.turns[0].action == Click(point=(95.0, 14.0))
    assert isinstance(opened.turns[-1].action, Done)
    assert all(isinstance(one.turns[0].action, Key) for one in found[1:])


def test_a_menu_that_hangs_from_nothing_is_left_out() -> None:
    first = begun()
    assert not [*episodes([first, with_menu(first, 240)], random.Random(0))]


def test_a_cropped_screen_is_put_back_where_it_was() -> None:
    first = begun()
    whole = with_menu(first, 70)
    both = aligned(first, cropped(whole, (0, 0, 320, 200)))
    assert both is not None
    assert np.array_equal(both[1].pixels, whole.pixels)
    other = Sheet(np.zeros((80, 90, 3), np.uint8), (), "app/toy")
    assert aligned(first, other) is None


def test_visits_become_shards(tmp_path: Path) -> None:
    first = begun()
    write_shard(tmp_path / "visit.zip", [first, with_menu(first, 10)])
    (shard,) = write_steps([tmp_path / "visit.zip"], tmp_path, "steps", 0, 10**6, 2)
    assert shard.name == "steps-0.zip"
    assert all(isinstance(item, Episode) for item in read_shard(shard))
