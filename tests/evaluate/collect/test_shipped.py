"""The set that ships: what it promises, and that the rules hold on its pictures."""

from collections import defaultdict
from pathlib import Path

import pytest

from ppagent.desktop.card import env_folder, find_env
from ppagent.evaluate.collect.unique import plain
from ppagent.evaluate.collect.visible import uniform
from ppagent.evaluate.sets import Choice, load_set
from ppagent.files import read_picture

FOLDER = env_folder("xfce") / "grounding"


@pytest.fixture(scope="module")
def shipped():
    return load_set(FOLDER, Choice()).samples


def facets(samples, name):
    return {value for one in samples for value in one.facets.get(name, ())}


def test_it_has_many_targets_of_many_kinds_in_little_space(shipped):
    assert len(shipped) >= 300
    assert len(facets(shipped, "application")) >= 8 + 5
    assert facets(shipped, "platform") == {"linux", "web"}
    assert facets(shipped, "type") == {"text", "icon"}
    assert facets(shipped, "scale") == {"1", "2"}
    dark = {theme.gtk for theme in find_env("xfce").looks.themes if theme.dark}
    assert facets(shipped, "theme") & dark
    assert facets(shipped, "theme") - dark - {"light", "dark"}
    assert sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file()) < 12_000_000
    assert {file.suffix for file in (FOLDER / "screens").iterdir()} == {".png"}


def test_every_picture_is_asked_about(shipped):
    assert {one.picture for one in shipped} == set(Path(FOLDER / "screens").iterdir())


def test_on_every_screen_each_instruction_and_each_box_is_there_once_and_shows_something(shipped):
    screens = defaultdict(list)
    for one in shipped:
        screens[one.picture].append(one)
    for picture, samples in screens.items():
        pixels = read_picture(picture)
        assert len({plain(one.instruction) for one in samples}) == len(samples)
        assert len({one.target.bounds for one in samples}) == len(samples)
        for one in samples:
            left, top, right, bottom = map(int, one.target.bounds)
            assert min(right - left, bottom - top) >= 8
            assert not uniform(pixels, (left, top, right - left, bottom - top)), one.id
