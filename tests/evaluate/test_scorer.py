"""Proof of the scorer, on every set and in every arm: who knows the answers gets all, who knows nothing gets what chance gives."""

from math import sqrt

import numpy as np
import pytest

from ppagent.action.dialect import JsonDialect
from ppagent.action.qwen import QwenDialect
from ppagent.action.schema import Click, Done, Fail, Type
from ppagent.catalog import AgentCard
from ppagent.evaluate.agents import CardAgent, judged
from ppagent.evaluate.grounding import Options, evaluate, outcome_of
from ppagent.evaluate.sample import BoxTarget, PolygonTarget, RefusalTarget, Sample, chance
from ppagent.evaluate.sets import Choice, load_set
from ppagent.policy.base import Reply
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.pruner import Perception, Pruner

SETS = ["screenspot", "screenspot-v2", "screenspot-pro", "osworld-g", "folder"]
ARMS = ("full", "spatial", "random", "resize")


@pytest.fixture
def run(tmp_path):
    def go(path, agent, arms=("full",), name="run", **choice):
        return evaluate(Options(path, agent, arms, Choice(**choice), tmp_path / name)).result

    return go


@pytest.mark.parametrize("name", SETS)
def test_the_oracle_gets_all(sets, run, name):
    found = run(sets[name](), "oracle", ARMS)
    for arm in ARMS:
        assert found["arms"][arm]["accuracy"] == 1.0
        assert found["arms"][arm]["n"] == found["n"] > 0
        assert found["arms"][arm]["wrong_format"] == found["arms"][arm]["errors"] == 0


def test_all_right_is_not_beyond_doubt(sets, run):
    arm = run(sets["folder"](count=40, per_picture=2), "oracle")["arms"]["full"]
    # Twenty of twenty: the exact (Clopper and Pearson) lower end.
    assert arm["ci"] == [pytest.approx(0.8316, abs=1e-4), 1.0]
    assert run(sets["folder"](count=2), "oracle", name="one")["arms"]["full"]["ci"] is None, (
        "one picture tells nothing"
    )


def test_the_oracle_refuses_where_that_is_right(sets, run):
    found = run(sets["screenspot-pro"](), "oracle", negative=True)
    assert found["arms"]["full"]["accuracy"] == 1.0
    assert found["arms"]["full"]["refused"] == found["n"]
    assert found["chance"] == {"centre": 0, "random": 0}


@pytest.mark.parametrize("name", SETS)
def test_the_centre_scores_exactly_its_level(sets, run, change, name):
    folder = sets[name]()
    if name == "folder":
        change(folder / "annotations.json", lambda rows: rows[0].update(bbox=[100, 60, 100, 80]))
        change(folder / "annotations.json", lambda rows: rows[1].update(bbox=[160, 96, 10, 10]))
    found = run(folder, "centre", ARMS)
    for arm in ARMS:
        assert found["arms"][arm]["accuracy"] == pytest.approx(found["chance"]["centre"], abs=1e-6)
    if name == "folder":
        assert found["chance"]["centre"] == pytest.approx(2 / 6, abs=1e-6), "the edge of a box belongs to it"


def test_random_points_score_their_expected_level(sets, run):
    folder = sets["folder"](count=400, per_picture=400)
    found = run(folder, "random")
    shares = [one.target.area / (320 * 192) for one in load_set(folder, Choice()).samples]
    assert found["chance"]["random"] == pytest.approx(np.mean(shares), abs=1e-6)
    spread = sqrt(sum(share * (1 - share) for share in shares)) / len(shares)
    assert abs(found["arms"]["full"]["accuracy"] - np.mean(shares)) < 4 * spread
    assert run(folder, "random", name="again")["arms"]["full"]["right"] == found["arms"]["full"]["right"]


def test_a_random_point_hits_a_polygon_as_often_as_its_area_says():
    target = PolygonTarget(points=((10, 10), (90, 20), (60, 50), (95, 90), (15, 80), (40, 45)))
    points = np.random.default_rng(0).random((20_000, 2)) * 100
    share = np.mean([target.holds(x, y) for x, y in points.tolist()])
    assert share == pytest.approx(target.area / 10_000, abs=0.015)
    assert target.holds(*target.inside())


def sample(target):
    return Sample(id="a", picture="a.png", size_px=(1920, 1080), instruction="it", target=target, cluster="a")


def look(width=1920, height=1080, perception=None):
    return Pruner(perception or Perception()).look(np.zeros((height, width, 3), np.uint8))


BOX = BoxTarget(left=480, top=269, right=482, bottom=272)


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        # The canvas is padded to 1920x1088: 250 of 1000 down is 272 px, which is the box's last row.
        (Click(point=(250, 250)), "hit"),
        (Click(point=(251.1, 250)), "miss"),
        (Click(point=(250, 250.1)), "miss"),
        (Click(point=(500, 999.9)), "miss"),
        (Click(point=(1000.5, 10)), "miss"),
        (Click(), "wrong_format"),
        (Type(text="250, 250"), "wrong_format"),
        (Done(), "wrong_format"),
        (Fail(), "refused"),
        (Click(point=(-1, -1)), "refused"),
        (Click(point=(-1, 250)), "miss"),
    ],
)
def test_each_outcome_in_a_relative_space(action, outcome):
    dialect = QwenDialect()
    answer = judged(Reply(dialect.print(action)), dialect, "relative-1000", look())
    assert outcome_of(sample(BOX), answer) == outcome
    assert (answer.point is not None) == (
        outcome == "hit" or action in [Click(point=(251.1, 250)), Click(point=(250, 250.1))]
    )


def test_pixels_are_those_of_the_canvas_that_was_seen():
    seen = look(perception=Perception(max_pixels=600_000))
    assert seen.canvas.scale[0] < 0.6
    x, y = seen.canvas.from_frame(481, 270)
    reply = Reply(JsonDialect().print(Click(point=(x, y))))
    assert outcome_of(sample(BOX), judged(reply, JsonDialect(), "pixels", seen)) == "hit"
    assert outcome_of(sample(BOX), judged(reply, JsonDialect(), "pixels", look())) == "miss"


@pytest.mark.parametrize("reply", [Reply("(250, 250)"), Reply(""), Reply('{"kind": "done"}', cut_off=True)])
def test_what_is_no_action_is_counted_apart(reply):
    answer = judged(reply, JsonDialect(), "pixels", look())
    assert outcome_of(sample(BOX), answer) == "wrong_format"
    assert answer.message
    assert outcome_of(sample(RefusalTarget()), answer) == "wrong_format"


def test_chance_counts_refusals_as_lost():
    levels = chance([sample(BoxTarget(left=0, top=0, right=1920, bottom=1080)), sample(RefusalTarget())])
    assert levels == {"centre": 0.5, "random": 0.5}


def test_a_card_is_asked_anew_each_time_in_its_own_words(monkeypatch):
    card = AgentCard(name="s", description="", policy="scripted", replies=('{"kind": "fail"}', "second"))
    agent = CardAgent(card, may_refuse=True)
    started = []
    monkeypatch.setattr(
        agent._policy, "start", lambda task, start=agent._policy.start: (started.append(task), start(task))
    )
    for _ in range(2):
        assert agent.answer(sample(BOX), look()).refused
    assert started == ["Click: it\nIf it is not on the screen, say that this cannot be done."] * 2
    reader = CardAgent(AgentCard(name="r", description="", policy="reader"), may_refuse=True)
    assert reader.task("Save then close") == 'click "Save then close"'
    assert reader.task('the "Save" button') == 'click the "Save" button'
    assert reader.task('the "Save" button, then close') == 'click “the "Save" button, then close”'
    assert reader.task("\"a\" 'b' “c” ‘d’") == "click \" a  'b' “c” ‘d’\""


def test_canvas_padding_is_never_a_point_of_the_picture():
    canvas = fit_canvas(np.zeros((40, 40, 3), np.uint8), 32)
    assert canvas.size_px == (64, 64)
    seen = Pruner(Perception()).look(np.zeros((40, 40, 3), np.uint8))
    answer = judged(Reply(JsonDialect().print(Click(point=(50, 5)))), JsonDialect(), "pixels", seen)
    assert answer.point is None
    assert "outside" in answer.message
