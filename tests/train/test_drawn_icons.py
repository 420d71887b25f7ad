"""Icons by what they mean: names of any family's own making, held-out drawings as they were, neighbours that look alike."""

import json
import random

import numpy as np
import pytest
import torch

from ppagent.train.asked.tooltips import lexicon
from ppagent.train.drawn import dock_tools, sources
from ppagent.train.drawn.filed import Filed, concepts, held_icons, is_filled, plain
from ppagent.train.drawn.icons import KIN, SIZES, IconSet
from ppagent.train.export import widened
from ppagent.train.stage import CLASSES


@pytest.mark.parametrize(
    ("file", "meaning"),
    [
        ("arrow-left", "arrow left"), ("chevron-up", "chevron up"), ("caret-up-fill", "triangle up"), ("caret-up", "chevron up"), ("circle-play", "play circle"),
        ("play-circle-outline", "play circle"), ("square-check", "check square"), ("outline-check-box", "check square"),
        ("image-file", "file image"), ("person-add-20-regular", "user plus"), ("add-user-filled", "user plus"),
        ("document-lock-24-filled", "file lock"), ("magnifying-glass-plus", "zoom in"), ("x-circle", "close circle"),
        ("corner-down-left", "corner down left"), ("corner-left-down", "corner left down"), ("no-such-thing", ""),
    ],
)  # fmt: skip
def test_families_may_name_things_in_their_own_way(file, meaning):
    assert Filed().meaning("any", file) == meaning


def test_what_one_family_calls_otherwise():
    filed = Filed()
    assert filed.meaning("ic", "baseline-minimize") == "window minimize"
    assert filed.meaning("feather", "minimize") == "minimize"


def test_styles_are_told_apart():
    assert plain("outline-home-24-regular") == plain("home") == "home"
    assert is_filled("home-20-filled")
    assert not is_filled("home-20-regular")


def test_every_class_has_a_name_of_its_own():
    names = [concept.name for concept in concepts()]
    assert len(set(names)) == len(names) == CLASSES


def test_held_out_drawings_are_of_held_out_families_and_mean_something():
    assert {name.partition(":")[0] for name in held_icons()} == sources.HELD_FAMILIES
    assert len(held_icons()) == 1463
    assert set(held_icons().values()) <= {concept.name for concept in concepts()}


def test_words_of_kin_are_words_of_classes():
    known = {word for concept in concepts() for word in concept.name.split()}
    for words in KIN:
        assert len(known & set(words.split())) >= 2, words


def test_neighbours_look_alike(tmp_path):
    names = ["arrow left", "arrow right", "arrow up", "arrow down", "pizza"]
    told = {"concepts": names, "syn": [[name] for name in names], "fam": ["one"], "names": []}
    (tmp_path / "icons.json").write_text(json.dumps(told))
    masks = {f"m{size}": np.full((5, size, size), 31, np.uint8) for size in SIZES}
    np.savez(
        tmp_path / "icons.npz",
        cid=np.arange(5, dtype=np.int16),
        fam=np.zeros(5, np.int8),
        held=np.zeros(5, bool),
        **masks,
    )
    icons, rng = IconSet(tmp_path, held_out=False), random.Random(1)
    kin = icons.kin(rng)
    assert sorted(icons.concepts[kind] for kind in kin) == sorted(names[:4])
    drawn = [icons.classes[icons.pick(rng, 0, "", kin)] for _ in range(400)]
    assert drawn.count(4) < 80
    assert all(icons.classes[icons.pick(rng, 0, "pizza", kin)] == 4 for _ in range(20))


def test_docks_have_icons_for_their_tools():
    known = {concept.name for concept in concepts()}
    tables = [value for name, value in vars(dock_tools).items() if name.isupper()]
    icons = {icon for table in tables for icon, _, _ in table if icon}
    assert len(icons) > 80
    assert icons <= known


def test_most_drawn_icons_have_long_ways_to_be_asked_for():
    known = lexicon()
    told = [concept for concept in concepts() if concept.name in known.of]
    assert len(told) > 700
    assert len(known.meanings) > 900


def test_a_head_for_fewer_classes_is_widened():
    stored, fresh = torch.ones(2, 3), torch.zeros(4, 3)
    assert widened(stored, fresh).tolist() == [[1, 1, 1], [1, 1, 1], [0, 0, 0], [0, 0, 0]]
    assert widened(fresh, stored) is fresh
