"""What a conversation says when a screen has changed, and what of it is looked at again."""

import random
from dataclasses import replace

import pytest

from ppagent.action.schema import Click, Fail
from ppagent.prune.pruner import Perception, Pruner
from ppagent.train.conversation import Scene, asked_of, composed
from ppagent.train.feed import Feed, Kitchen, Recipe
from ppagent.train.questions import Question
from ppagent.train.sheet import write_shard
from tests.train.conftest import made_sheet


@pytest.fixture
def question(sheet):
    element = next(one for one in sheet.elements if one.written)
    middle = (element.ink[0] + element.ink[2]) / 2, (element.ink[1] + element.ink[3]) / 2
    return Question(f"click '{element.name}'", Click(point=middle), element.box, element.ink)


def covered(sheet, box):
    pixels = sheet.pixels.copy()
    pixels[int(box[1]) : int(box[3]), int(box[0]) : int(box[2])] = 77
    return replace(sheet, pixels=pixels)


def test_what_is_covered_is_not_there_yet(sheet, question):
    assert asked_of(covered(sheet, question.box), question, sheet).action == Fail()


def test_what_was_there_before_is_the_same_answer(sheet, question):
    elsewhere = (
        sheet.pixels.shape[1] - 30,
        sheet.pixels.shape[0] - 30,
        sheet.pixels.shape[1],
        sheet.pixels.shape[0],
    )
    assert asked_of(covered(sheet, elsewhere), question, sheet) is question


def test_screens_before_the_last_whole_one_cost_nothing(sheet, question):
    """They are told of in words, and no block of theirs is run."""
    scenes = [Scene(made_sheet(2), [question]), Scene(sheet, [question])]
    talk = composed(scenes, Perception(layout="compose", keyframe_every=1))
    assert talk.size == Pruner(Perception()).look(sheet.pixels).selection.kept
    assert talk.ids.count(ord("'")) == 2 * composed(scenes[1:], Perception()).ids.count(ord("'"))


def test_a_task_that_is_given_again_is_answered_anew(tmp_path, sheet):
    """Some P-frames repeat the task of the frame before and say what became of the first answer."""
    write_shard(tmp_path / "few-0.zip", [sheet, made_sheet(5)])
    recipe = Recipe(drawn=0, shards={"few-": 1}, changes=1, append=0, blocks=400)
    talks = Kitchen(Feed(recipe, tmp_path, tmp_path)).talks(random.Random(1))
    texts = [bytes(one for one in talk.ids if one < 256).decode() for talk in talks]
    told = [text for text in texts if "\nrefused" in text or "\nno effect" in text]
    assert 0 < len(told) < len(texts)
