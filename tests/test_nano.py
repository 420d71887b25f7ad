"""The model that comes along, as it is: real weights, real screens of real programs."""

import json
from collections import defaultdict

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer, Qwen3VLForConditionalGeneration

from ppagent.action.dialects import dialect_named
from ppagent.action.remap import to_canvas
from ppagent.action.schema import Click, Fail
from ppagent.catalog import catalogue_folder, find_agent
from ppagent.files import read_picture
from ppagent.policy.transformers import TransformersPolicy
from ppagent.prune.pruner import Pruner

FOLDER = catalogue_folder("agents") / "nano"
SCREENS = ("mousepad-preferences-1920x1080-1x-4", "workspaces-start-1280x800-1x-14")

pytestmark = pytest.mark.skipif(
    not (FOLDER / "model.safetensors").is_file(), reason="the weights of nano are not here"
)


@pytest.fixture(scope="module")
def policy():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    card = find_agent("nano")
    made = TransformersPolicy(card, dialect_named(card.dialect))
    yield made
    made.close()
    torch.set_num_threads(before)


def asked(policy, task, pixels):
    """Its action, and its point in px of the screen."""
    pruner = Pruner(policy.card.perception)
    policy.start(task)
    look = pruner.look(pixels, policy.keyframe())
    reply = policy.reply(look, None)
    action = policy.dialect.parse(reply.text)
    if isinstance(action, Click) and action.point is not None:
        return action, look.canvas.to_frame(*to_canvas(action.point, policy.card.space, look.canvas)), reply
    return action, None, reply


def test_plain_transformers_loads_it():
    model = Qwen3VLForConditionalGeneration.from_pretrained(FOLDER)
    tokenizer = AutoTokenizer.from_pretrained(FOLDER)
    assert sum(parameter.numel() for parameter in model.parameters()) <= 40_000_000
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 80_000_000
    assert tokenizer.decode(tokenizer("héllo 漢").input_ids) == "héllo 漢"


def test_it_finds_most_of_what_is_written(policy):
    grounding = catalogue_folder("envs") / "xfce" / "grounding"
    by_screen = defaultdict(list)
    for record in json.loads((grounding / "annotations.json").read_text(encoding="utf-8")):
        if record["data_type"] == "text":
            by_screen[record["img_filename"].removeprefix("screens/").removesuffix(".png")].append(record)
    hits = []
    for name in SCREENS:
        pixels = read_picture(grounding / "screens" / f"{name}.png")
        for record in by_screen[name]:
            _, point, _ = asked(policy, f'click "{record["instruction"]}"', pixels)
            left, top, width, height = record["bbox"]
            hits.append(
                point is not None and left <= point[0] <= left + width and top <= point[1] <= top + height
            )
    assert len(hits) >= 10
    assert np.mean(hits) >= 0.6


@pytest.mark.parametrize(
    "task", ["click the purple elephant", "klicke auf „Drucken“", "x" * 2000, "点击 保存"]
)
def test_odd_tasks_on_an_empty_screen_end_in_words(policy, task):
    action, _, reply = asked(policy, task, np.full((480, 640, 3), 240, np.uint8))
    assert isinstance(action, Fail) or reply.confidence is not None


def test_what_is_not_there_is_refused(policy):
    pixels = read_picture(
        catalogue_folder("envs") / "xfce" / "grounding" / "screens" / "workspaces-start-1280x800-1x-14.png"
    )
    actions = [
        asked(policy, f'click "{name}"', pixels)[0] for name in ("Checkout", "Holiday photos", "Zebra")
    ]
    assert sum(isinstance(action, Fail) for action in actions) >= 2
