"""What is trained is what runs: the packed pass and a session of the stock model say the same."""

import random

import numpy as np
import pytest
import torch

from ppagent.policy.composition import ComposedSession
from ppagent.policy.engine import Engine
from ppagent.policy.families.qwen3_vl import Qwen3VL
from ppagent.policy.prompts import brief_opening, brief_reply, brief_turn
from ppagent.policy.session import Session
from ppagent.prune.pruner import Perception, Pruner
from ppagent.train.conversation import about, appended, composed, said, scenes
from ppagent.train.layers import patch_places, rms
from ppagent.train.losses import _pixels
from ppagent.train.network import Packed
from ppagent.train.pack import packed
from ppagent.train.questions import questions
from ppagent.train.tokenizer import IMAGE, byte_tokenizer, encode
from tests.train.conftest import made_sheet


def logits_of(model, talks):
    batch = packed(talks)
    network = Packed(model)
    with torch.no_grad():
        embeds, deep = network.see(_pixels(batch, torch.float32), batch)
        at = batch["image_from"]
        hidden, _ = network.read(batch, embeds[at], [each[at] for each in deep], 0)
        return network.logits(hidden).split(batch["text_starts"].diff().tolist())


def session_logits(session, ids, looks):
    with torch.no_grad():
        return session.append(ids, looks, all_logits=True)


@pytest.mark.parametrize("perception", [Perception(), Perception(prune=False), Perception(threshold=0.05)])
def test_one_picture(model, perception):
    talks = []
    for seed in (1, 2):
        sheet = made_sheet(seed, 160 + 50 * seed, 130)
        talks.append(about(sheet, questions(sheet, 3, random.Random(seed)), perception))
    for seed, talk, ours in zip((1, 2), talks, logits_of(model, talks), strict=True):
        look = Pruner(perception).look(made_sheet(seed, 160 + 50 * seed, 130).pixels)
        theirs = session_logits(Session(Engine(Qwen3VL(model))), talk.ids, [look])
        assert torch.allclose(ours, theirs, atol=2e-4)
        assert ours.std() > 0.1


def test_a_composed_session_as_it_runs(model, episode):
    perception = Perception(layout="compose", keyframe_change=1.0)
    talk = composed(scenes(episode), perception)
    session, pruner = ComposedSession(Engine(Qwen3VL(model))), Pruner(perception)
    looks = [pruner.look(turn.sheet.pixels) for turn in episode.turns]
    assert [look.selection.kind for look in looks] == ["I", "P", "P"]
    for place, (turn, look) in enumerate(zip(episode.turns, looks, strict=True)):
        reply = encode(brief_reply(said(turn.action, look)))
        text = brief_opening(episode.task) if place == 0 else brief_turn(episode.task)
        ids = [
            each
            for one in encode(text)
            for each in ([IMAGE] * look.selection.kept if one == IMAGE and place == 0 else [one])
        ]
        session_logits(session, ids, [look])
        last = session_logits(session, reply, [])
    assert list(session.ids) == talk.ids
    ours = logits_of(model, [talk])[0]
    assert torch.allclose(ours[-len(reply) :], last, atol=2e-4)


def test_an_appended_session_as_it_runs(model, episode):
    perception = Perception(layout="append", keyframe_change=1.0)
    talk = appended(scenes(episode), perception)
    pruner = Pruner(perception)
    looks = [pruner.look(turn.sheet.pixels) for turn in episode.turns]
    theirs = session_logits(Session(Engine(Qwen3VL(model))), talk.ids, looks)
    assert torch.allclose(logits_of(model, [talk])[0], theirs, atol=2e-4)


def test_texts_are_those_of_the_policy(sheet):
    talk = about(sheet, questions(sheet, 4, random.Random(0)), Perception())
    text = byte_tokenizer().decode([token for token in talk.ids if token != IMAGE])
    assert text.startswith("<|vision_start|><|vision_end|><|im_start|>")
    assert text.endswith("<|endoftext|>")
    learnt = [b for a, b in zip(talk.said, talk.ids[1:], strict=False) if a]
    replies = byte_tokenizer().decode(learnt).split("<|endoftext|>")
    assert all(reply.split(" ")[0] in {"click", "answer", "fail", ""} for reply in replies)
    assert np.isclose(rms(torch.ones(1, 4) * 3, torch.ones(4)).mean(), 1)


@pytest.mark.parametrize("grid", [(4, 6), (25, 40), (34, 60), (1, 3), (45, 80)])
def test_places_are_those_of_the_stock_tower(model, grid):
    theirs = Qwen3VL(model).full_grid(grid)
    cells = torch.stack(torch.meshgrid(*map(torch.arange, grid), indexing="ij"), -1).reshape(-1, 2)
    places, entries, weights = patch_places(cells, torch.tensor([grid]).expand(len(cells), -1), 32)
    assert torch.equal(places, theirs["position_ids"])
    table = torch.randn(1024, 8)
    stock = (table[theirs["interp_indices"]] * theirs["interp_weights"][..., None]).sum(1)
    assert torch.allclose((table[entries] * weights[..., None]).sum(1), stock, atol=1e-4)
