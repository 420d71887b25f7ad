"""A model as the grounding sets ask it: real classes, one conversation per question, whatever an arm shows."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ppagent.evaluate.agents import CardAgent
from ppagent.evaluate.arms import Looks
from ppagent.evaluate.sample import BoxTarget, Sample
from ppagent.files import png


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


def test_a_replica_on_ray_answers_as_the_model_does_here(card, tmp_path):
    pytest.importorskip("ray", reason="pip install 'ppagent[ray]'")
    rng, rows = np.random.default_rng(1), []
    for index in range(3):
        pixels = np.full((160, 256, 3), 90, np.uint8)
        (tmp_path / f"{index}-before.png").write_bytes(png(pixels))
        pixels[40:90, 30:120] = rng.integers(0, 255, (50, 90, 3))
        (tmp_path / f"{index}.png").write_bytes(png(pixels))
        rows.append({
            "img_filename": f"{index}.png", "bbox": [30, 40, 90, 50], "instruction": "OK", "frames": [f"{index}-before.png"]
        })  # fmt: skip
    (tmp_path / "annotations.json").write_text(json.dumps(rows))
    model = card.model.model_dump(mode="json", exclude_none=True) | {"context_tokens": 8192}
    table = "\n".join(f"{name} = {json.dumps(value)}" for name, value in model.items())
    (tmp_path / "tiny.toml").write_text(
        f'name = "tiny"\ndescription = ""\npolicy = "transformers"\nspace = "relative-1000"\n\n[model]\n{table}\n'
    )

    def answers(name, *more):
        command = [sys.executable, "-m", "ppagent", "eval", tmp_path, "--agent", tmp_path / "tiny.toml", "--arms",
                   "full,temporal", "--json", "--out", tmp_path / name, *more]  # fmt: skip
        ran = subprocess.run(command, check=False, timeout=200, capture_output=True, env=environ)
        assert ran.returncode == 0, ran.stderr.decode()
        lines = (tmp_path / name / "samples.jsonl").read_text().splitlines()
        found = {
            (one["id"], one["arm"]): (one["reply"], one["kept_tokens"]) for one in map(json.loads, lines)
        }
        return found, json.loads((tmp_path / name / "manifest.json").read_text())["device"]

    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    here, device = answers("here")
    assert len(here) == 6
    assert all(reply for reply, _ in here.values())
    assert answers("far", "--ray", "--parallel", "2") == (here, device)
