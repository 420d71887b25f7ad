"""The folder of a set: complete after each screen, gone on with, never written over; and which targets it keeps."""

import json

import numpy as np
import pytest

from ppagent.errors import InputError
from ppagent.evaluate.collect.choose import chosen
from ppagent.evaluate.collect.folder import Screen, SetFolder
from ppagent.evaluate.collect.thing import Thing
from ppagent.evaluate.collect.unique import targets
from ppagent.evaluate.sets import Choice, load_set
from ppagent.files import read_picture


def screen(*names):
    things = [
        Thing(
            application="app",
            group="g",
            role="push button",
            name=name,
            box=(10, 10 + 30 * place, 60, 20),
            drawn=True,
        )
        for place, name in enumerate(names)
    ]
    return Screen(platform="linux", theme="Arc", scale=1, size_px=(200, 150), targets=tuple(targets(things)))


PIXELS = np.random.default_rng(1).integers(0, 255, (150, 200, 3), dtype=np.uint8)


def test_a_finished_folder_is_a_set_that_eval_reads(tmp_path):
    folder = SetFolder(tmp_path / "set", {"shots": ["one"]}, resume=False)
    folder.add("one", PIXELS, screen("Save", "Open"))
    folder.finish(["one"], None)
    found = load_set(tmp_path / "set", Choice())
    assert [one.instruction for one in found.samples] == ["Save", "Open"]
    assert found.samples[1].target.bounds == (10, 40, 70, 60)
    assert found.samples[0].facets["theme"] == ("Arc",)
    assert (read_picture(tmp_path / "set/screens/one.png") == PIXELS).all()
    assert read_picture(tmp_path / "set/sheets/one.png").shape[1] > 200


def test_a_screen_counts_as_done_only_when_all_of_it_is_there(tmp_path):
    folder = SetFolder(tmp_path / "set", {"shots": ["one", "two"]}, resume=False)
    folder.add("one", PIXELS, screen("Save"))
    (tmp_path / "set/screens/two.png").write_bytes(b"half")
    again = SetFolder(tmp_path / "set", {"shots": ["one", "two"]}, resume=True)
    assert (again.done("one"), again.done("two")) == (True, False)
    assert [one["instruction"] for one in again.finish(["one", "two"], None)] == ["Save"]


def test_a_folder_with_something_in_it_is_not_touched(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    for resume in (False, True):
        with pytest.raises(InputError, match="not empty"):
            SetFolder(tmp_path, {}, resume=resume)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_set_is_gone_on_with_only_when_asked_and_only_with_its_own_options(tmp_path):
    SetFolder(tmp_path / "set", {"shots": ["one"]}, resume=False)
    with pytest.raises(InputError, match="not empty") as caught:
        SetFolder(tmp_path / "set", {"shots": ["one"]}, resume=False)
    assert "--resume" in caught.value.hint
    with pytest.raises(InputError, match="other options"):
        SetFolder(tmp_path / "set", {"shots": ["two"]}, resume=True)
    assert json.loads((tmp_path / "set/collect.json").read_text()) == {"shots": ["one"]}


def test_what_has_been_asked_gives_way_to_what_has_not():
    screens = {
        "one": screen("Menu", "Save").targets,
        "two": screen("Menu", "Open").targets,
        "three": screen("Menu", "Close").targets,
    }
    asked = [one.instruction for kept in chosen(screens, 1).values() for one in kept]
    assert len(set(asked)) == 3
    assert chosen(screens, 1) == chosen(screens, 1)
    assert chosen(screens, None) == {name: list(found) for name, found in screens.items()}
