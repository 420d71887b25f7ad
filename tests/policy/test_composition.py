"""The compose layout: one picture, always up to date, read again from the first change on."""

import numpy as np
import pytest
import torch

from ppagent.action.dialects import dialect_named
from ppagent.policy.composition import ComposedSession, _unchanged
from ppagent.policy.engine import Engine
from ppagent.policy.families.base import Features
from ppagent.policy.session import Session
from ppagent.policy.transformers import TransformersPolicy
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look, Predictor, Selection

TEXT = list(b"Hello")
COMPOSE = Perception(layout="compose", keyframe_change=1.0)


class Given(Session):
    """A session that is given a picture's features in place of running the vision tower."""

    def __init__(self, engine, features):
        super().__init__(engine)
        self._features = features

    def _see(self, _looks):
        return self._features


def seen_anew(tiny, session, look, text):
    """Logits of a conversation that begins with the blocks in view, as one picture."""
    held = look.selection.held
    codes = np.where(held, np.uint8(Predictor.KEPT), np.uint8(Predictor.LEFT))
    whole = Look(look.canvas, Selection(codes, "I", "first", 0.0))
    fresh = Given(Engine(tiny), Features(*session._pick(np.flatnonzero(held))))
    return fresh.append([*TEXT, *[tiny.image_token_id] * whole.selection.kept, *text], [whole]), fresh


@pytest.mark.parametrize("perception", [COMPOSE, COMPOSE.model_copy(update={"keyframe_every": 2})])
def test_it_reads_one_picture_that_is_up_to_date(engine, tiny, frames, turn, perception):
    pruner, session = Pruner(perception), ComposedSession(engine)
    kinds, text = [], []
    for number, frame in enumerate([*frames, frames[0], frames[2]]):
        look = pruner.look(frame)
        kinds.append(look.selection.kind)
        logits = session.append(TEXT if number else turn(look), [look])
        text += TEXT
        expected, fresh = seen_anew(tiny, session, look, text)
        torch.testing.assert_close(logits, expected, rtol=0, atol=1e-5)
        assert list(session.ids).count(tiny.image_token_id) == int(look.selection.held.sum())
        assert session.held == fresh.held == len(session.ids), "one screen, however long the episode"
        said = session.decode(4)
        assert said == fresh.decode(4)
        text += said
    assert kinds.count("I") == (1 if perception is COMPOSE else 3)


def test_what_comes_before_the_first_change_is_not_read_again(engine, frames, turn, passes):
    pruner, session = Pruner(COMPOSE), ComposedSession(engine)
    first = pruner.look(frames[0])
    session.append(turn(first), [first])
    session.decode(3)
    low = frames[0].copy()
    low[230:236, 300:320] ^= 255
    changed, same = pruner.look(low), pruner.look(low)
    assert 0 < changed.selection.kept < 4
    with passes(engine.family) as sizes:
        session.append(TEXT, [changed])
        session.append(TEXT, [same])
    before = int(changed.selection.held.ravel()[: int(np.flatnonzero(changed.selection.keep)[0])].sum())
    behind = int(changed.selection.held.sum()) - before
    assert before > 5
    assert sizes == [(1, behind + len(TEXT) + 3 + len(TEXT)), (1, len(TEXT))]


def test_a_block_that_only_leaves_changes_the_picture(engine, tiny, turn):
    noise = np.random.default_rng(0).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    plain = noise.copy()
    plain[32:, 32:64] = plain[32:, :32]
    pruner, session = Pruner(COMPOSE), ComposedSession(engine)
    look = pruner.look(noise)
    session.append(turn(look), [look])
    look = pruner.look(plain)
    assert (look.selection.kept, int(look.selection.evicted.sum())) == (0, 1)
    logits = session.append([], [look])
    torch.testing.assert_close(logits, seen_anew(tiny, session, look, TEXT)[0], rtol=0, atol=1e-5)


def test_another_size_of_screen_replaces_the_picture(engine, tiny, frames, turn):
    pruner, session = Pruner(COMPOSE), ComposedSession(engine)
    look = pruner.look(frames[0])
    session.append(turn(look), [look])
    look = pruner.look(np.ascontiguousarray(frames[1][:200, :300]))
    assert look.selection.reason == "geometry"
    logits = session.append(TEXT, [look])
    torch.testing.assert_close(logits, seen_anew(tiny, session, look, TEXT * 2)[0], rtol=0, atol=1e-5)


def test_the_models_own_word_for_a_block_is_not_a_picture(engine, tiny, frames, turn):
    pruner, session = Pruner(COMPOSE), ComposedSession(engine)
    look = pruner.look(frames[0])
    session.append(turn(look), [look])
    session._say([tiny.image_token_id])
    look = pruner.look(frames[1])
    logits = session.append(TEXT, [look])
    _, fresh = seen_anew(tiny, session, look, TEXT)
    fresh._say([tiny.image_token_id])
    torch.testing.assert_close(logits, fresh.append(TEXT), rtol=0, atol=1e-5)


def test_it_goes_back_and_is_saved(engine, tiny, frames, turn, tmp_path):
    pruner, session = Pruner(COMPOSE), ComposedSession(engine)
    look = pruner.look(frames[0])
    session.append(turn(look), [look])
    mark = session.mark()
    said = session.decode(5)
    session.crop(mark)
    assert session.decode(5) == said
    session.save(tmp_path / "session.safetensors")
    again = ComposedSession.restore(tmp_path / "session.safetensors", Engine(tiny))
    look = pruner.look(frames[1])
    assert torch.equal(session.append(TEXT, [look]), again.append(TEXT, [look]))
    with pytest.raises(ValueError, match="forgotten"):
        session.crop(mark)


def test_a_policy_in_the_compose_layout(card, frames):
    card = card.model_copy(
        update={"perception": COMPOSE, "model": card.model.model_copy(update={"context_tokens": 8000})}
    )
    policy, pruner = TransformersPolicy(card, dialect_named("qwen3-vl")), Pruner(COMPOSE)
    policy.start("Save the file")
    for number, frame in enumerate(frames):
        look = pruner.look(frame, policy.keyframe())
        reply = policy.reply(look, None)
        assert ("<|vision_start|>" in reply.prompt) == (number == 0)
        assert ("What changed" in reply.prompt) is False
        assert list(policy.session.ids).count(policy.family.image_token_id) == int(look.selection.held.sum())


def test_how_much_stays():
    fresh = np.zeros(10, dtype=bool)
    fresh[5] = True
    cells = np.array
    assert _unchanged(cells([0, 2, 4]), cells([0, 2, 4]), fresh) == 3
    assert _unchanged(cells([0, 2, 5]), cells([0, 2, 5]), fresh) == 2
    assert _unchanged(cells([0, 2, 4]), cells([0, 2]), fresh) == 2
    assert _unchanged(cells([0, 2]), cells([0, 1, 2]), fresh) == 1
