"""Second looks: at the own pixels of screens beyond a model's limit, and at moved ones where it is in doubt; and their points back."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from ppagent.action.dialects import dialect_named
from ppagent.action.remap import from_canvas, to_canvas
from ppagent.action.schema import Click
from ppagent.catalog import find_agent
from ppagent.errors import OutsideError
from ppagent.policy.again import closer, moved
from ppagent.policy.transformers import TransformersPolicy
from ppagent.prune.pruner import Perception, Pruner

SMALL = Perception(max_pixels=512 * 384, layout="compose")
PLACES = {
    "x": st.floats(0, 0.999),
    "y": st.floats(0, 0.999),
    "space": st.sampled_from(["relative-1000", "relative-1", "pixels"]),
}


def frame(width, height, seed=1):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@settings(deadline=None)
@given(width=st.integers(700, 1500), height=st.integers(500, 900), **PLACES)
def test_a_point_seen_from_near_is_the_same_point(width, height, x, y, space):
    look = Pruner(SMALL).look(frame(width, height))
    shown = look.canvas.shown_px
    point = from_canvas((x * shown[0], y * shown[1]), space, look.canvas)
    near = closer(look, point, space, (512, 384), SMALL)
    assert near.look.canvas.pixels.shape[:2] == (384, 512)
    at = x * width - near.left, y * height - near.top
    assert 0 <= at[0] <= 512
    assert 0 <= at[1] <= 384
    back = near.back(from_canvas((min(at[0], 511.5), min(at[1], 383.5)), space, near.look.canvas), space)
    again = to_canvas(back, space, look.canvas)
    assert again == pytest.approx((x * shown[0], y * shown[1]), abs=1)


def test_what_was_not_scaled_is_seen_once():
    look = Pruner(SMALL).look(frame(512, 384))
    assert look.canvas.source is None
    assert closer(look, (500, 500), "relative-1000", (256, 256), SMALL) is None


def test_whole_screens_are_looked_at_whole_again():
    plain = np.zeros((768, 1024, 3), np.uint8)
    for perception in (SMALL, SMALL.model_copy(update={"prune": False})):
        near = closer(Pruner(perception).look(plain), (500, 500), "relative-1000", (512, 384), SMALL)
        assert (near.look.selection.kept == near.look.selection.full) is not perception.prune


@settings(deadline=None)
@given(width=st.integers(64, 500), height=st.integers(64, 400), **PLACES)
def test_a_point_of_a_moved_frame_is_the_same_pixel(width, height, x, y, space):
    perception = SMALL.model_copy(update={"max_pixels": None})
    pixels = frame(width, height)
    look = Pruner(perception).look(pixels)
    again = moved(look, perception)
    at = x * width, y * height
    there = at[0] + 16, at[1] + 16
    assert (again.look.canvas.pixels[int(there[1]), int(there[0])] == pixels[int(at[1]), int(at[0])]).all()
    back = again.back(from_canvas(there, space, again.look.canvas), space)
    assert to_canvas(back, space, look.canvas) == pytest.approx(at, abs=1e-6 * max(width, height) + 1e-6)


def test_the_margin_of_a_moved_frame_is_its_edge():
    again = moved(Pruner(SMALL).look(frame(256, 192)), SMALL)
    assert again.back((100, 15), "pixels") == (84, 0)
    with pytest.raises(OutsideError):
        again.back((100, 500), "pixels")


def test_a_frame_at_the_limit_is_moved_at_its_own_size():
    again = moved(Pruner(SMALL).look(frame(512, 384)), SMALL)
    assert again.look.canvas.scale == (1.0, 1.0)
    assert again.look.canvas.grid == (13, 17)
    assert moved(Pruner(SMALL).look(frame(1024, 768)), SMALL) is None


@pytest.fixture(scope="module")
def policies():
    card = find_agent("nano")
    if not Path(card.model.id, "model.safetensors").is_file():
        pytest.skip("the weights of nano are not here")
    card = card.model_copy(update={"perception": SMALL})
    looks = {"near": ((512, 384), 0.0), "once": (None, 0.0), "doubting": (None, 1.0)}
    made = {}
    for name, (size_px, doubt) in looks.items():
        model = card.model.model_copy(update={"closer_px": size_px, "doubt": doubt})
        made[name] = TransformersPolicy(card.model_copy(update={"model": model}), dialect_named(card.dialect))
    yield made
    for one in made.values():
        one.close()


def page():
    """A large plain screen with a few words on it."""
    picture = Image.new("RGB", (1000, 750), "white")
    for place, word in enumerate(("Open", "Print", "Save", "Close")):
        ImageDraw.Draw(picture).text((700, 300 + 60 * place), word, "black", ImageFont.load_default(30))
    return np.asarray(picture)


def test_a_second_look_leaves_the_conversation_as_it_was(policies):
    pixels, texts, held = page(), [], []
    for policy in (policies["near"], policies["once"]):
        pruner = Pruner(SMALL)
        policy.start('click "Save"')
        first = policy.reply(pruner.look(pixels, policy.keyframe()), None)
        changed = pixels.copy()
        changed[40:60, 40:90] = 0
        second = policy.reply(pruner.look(changed, policy.keyframe()), None)
        texts.append((first, second))
        held.append(tuple(policy.session.ids))
    assert held[0] == held[1]
    near, once = texts
    assert isinstance(policies["near"].dialect.parse(once[0].text), Click)
    assert once[0].again_tokens == 0 < near[0].again_tokens
    assert "[again, from " in near[0].prompt
    assert near[1].context_tokens == once[1].context_tokens


@pytest.mark.parametrize("prune", [True, False])
def test_a_doubtful_point_is_asked_for_again_and_the_surer_counts(policies, prune):
    pixels = np.ascontiguousarray(page()[270:570, 600:900])
    perception = SMALL.model_copy(update={"prune": prune})
    replies = []
    for policy in (policies["once"], policies["doubting"]):
        policy.start('click "Save"')
        replies.append(policy.reply(Pruner(perception).look(pixels, policy.keyframe()), None))
    plain, doubting = replies
    assert plain.again_tokens == 0 < doubting.again_tokens
    assert doubting.confidence >= plain.confidence
    if not prune:
        assert doubting.again_tokens == 10 * 10
