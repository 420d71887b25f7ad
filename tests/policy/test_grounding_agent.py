"""A model as the grounding sets ask it: real classes, one conversation per question, whatever an arm shows."""

import numpy as np

from ppagent.evaluate.agents import CardAgent
from ppagent.evaluate.arms import Looks
from ppagent.evaluate.sample import BoxTarget, Sample


def test_a_model_answers_every_arm_with_a_point_or_a_reason(card):
    perception = card.perception
    model = card.model.model_copy(update={"constrained": True, "max_new_tokens": 400, "context_tokens": 8192})
    card = card.model_copy(update={"model": model})
    agent = CardAgent(card, may_refuse=False)
    pixels = np.full((160, 256, 3), 90, np.uint8)
    pixels[40:90, 30:120] = np.random.default_rng(0).integers(0, 255, (50, 90, 3))
    target = BoxTarget(left=30, top=40, right=120, bottom=90)
    sample = Sample(id="a", picture="a.png", size_px=(256, 160), instruction="OK", target=target, cluster="a")
    looks = {
        arm: Looks(pixels, perception, 0, "a").of(arm) for arm in ("full", "spatial", "random", "resize")
    }
    first = {arm: agent.answer(sample, look) for arm, look in looks.items()}
    again = {arm: agent.answer(sample, look) for arm, look in looks.items()}
    assert {arm: one.text for arm, one in first.items()} == {arm: one.text for arm, one in again.items()}
    assert all(one.text for one in first.values())
    assert all({"vit", "prefill", "decode"} <= set(one.phases_ms) for one in first.values())
    facts = agent.device()
    assert facts["device"] == "cpu"
    assert len(facts["sha256 of config.json"]) == 64
    agent.close()
