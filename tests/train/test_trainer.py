import json
import random

import pytest
import torch

from ppagent.errors import InputError
from ppagent.train import checkpoint
from ppagent.train.feed import Feed, Kitchen, Recipe
from ppagent.train.losses import Heads
from ppagent.train.optimiser import orthogonal
from ppagent.train.recolour import recolour
from ppagent.train.trainer import Job, Plan, Trainer

RECIPE = Recipe(drawn=0, shards={"made-": 1.0, "ep-": 0.5}, blocks=60, turns=4, changes=0.5)


def trainer(model, shards, out, **plan):
    torch.manual_seed(0)
    settings = Plan(**{"warm": 2, "matrices": 1e-2, "others": 5e-3, "steps": 6, "save_every": 3, **plan})
    return Trainer(model, Heads(64, 5, 16), Feed(RECIPE, shards, shards, 3), settings, Job(out, limit_s=None))


def weights(run):
    return {name: value.clone() for name, value in run.optimiser.state().items()}


def test_a_batch_is_made_from_its_number(shards):
    feed = Feed(RECIPE, shards, shards, 3)
    one, two = Kitchen(feed), Kitchen(feed)
    two.batch(5)
    first, again, other = one.batch(7), two.batch(7), two.batch(8)
    assert torch.equal(first["ids"], again["ids"])
    assert torch.equal(first["pixels"], again["pixels"])
    assert first["ids"].shape != other["ids"].shape or not torch.equal(first["ids"], other["ids"])


def test_batches_hold_everything(shards):
    kitchen = Kitchen(Feed(RECIPE, shards, shards, 3))
    talks = [talk for seed in range(12) for talk in kitchen.talks(random.Random(seed))]
    assert {len(talk.keeps) for talk in talks} >= {1, 2}, "pictures appended, and composed"
    assert any(len(talk.blocks) > len(talk.keeps) for talk in talks), "a picture of two passes of the tower"
    said = b"".join(bytes(t for t in talk.ids if t < 256) for talk in talks)
    for word in (b"click", b"fail", b"answer", b"type abc", b"done", b"record"):
        assert word in said, word


def test_what_is_too_large_is_left_out(shards):
    def kitchen(largest):
        recipe = RECIPE.model_copy(update={"largest": largest})
        return Kitchen(Feed(recipe, shards, shards, 3))

    sizes = sorted({talk.size for seed in range(6) for talk in kitchen(1000).talks(random.Random(seed))})
    middle = sizes[len(sizes) // 2]
    talks = [talk for seed in range(6) for talk in kitchen(middle).talks(random.Random(seed))]
    assert sizes[-1] > middle
    assert max(talk.size for talk in talks) <= middle
    with pytest.raises(InputError, match="more than 1 blocks"):
        kitchen(1).talks(random.Random(0))


def test_shards_that_are_not_there(tmp_path):
    with pytest.raises(InputError, match="no shards named web-"):
        Kitchen(Feed(Recipe(shards={"web-": 1}), tmp_path, tmp_path))


def test_it_learns_and_goes_on_exactly(model, shards, tmp_path):
    start = {name: value.clone() for name, value in model.state_dict().items()}
    whole = trainer(model, shards, tmp_path / "whole")
    whole.run({"made": Recipe(drawn=0, shards={"made-": 1}, blocks=40)}, say=lambda _: None)
    done = weights(whole)

    model.load_state_dict(start)
    broken = trainer(model, shards, tmp_path / "broken")
    broken.plan = broken.plan.model_copy(update={"steps": 6})
    ran = []
    learn = broken._learn

    def killed(batch):
        if broken.step == 5:
            raise KeyboardInterrupt
        ran.append(broken.step)
        return learn(batch)

    broken._learn = killed
    with pytest.raises(KeyboardInterrupt):
        broken.run(say=lambda _: None)
    model.load_state_dict(start)
    resumed = trainer(model, shards, tmp_path / "broken")
    resumed.resume(resumed.file)
    assert resumed.step == 3
    resumed.run(say=lambda _: None)
    assert resumed.seen == whole.seen
    for name, value in weights(resumed).items():
        assert torch.equal(value, done[name]), name
    lines = [json.loads(line) for line in (tmp_path / "whole/curve.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines if line.get("held") == "made"] == [3, 6]


def test_the_answer_is_learnt(model, shards, tmp_path):
    run = trainer(model, shards, tmp_path, steps=40, save_every=40, matrices=2e-2, others=1e-2)
    batch = Kitchen(run.feed).batch(0)
    run.plan = run.plan.model_copy(update={"seed": 1})
    batch["recolour"][:] = False
    first, *_, last = [run._learn(dict(batch)).tolist() for _ in range(40)]
    assert last[1] < 0.5 * first[1]
    assert last[2] > first[2]


def test_a_checkpoint_is_small_and_stable(tmp_path):
    torch.manual_seed(0)
    state = {
        "weight/a": torch.randn(64, 96) * 0.05,
        "momentum/a": torch.randn(64, 96),
        "first/b": torch.randn(33),
        "steps/b": torch.tensor(7.0),
    }
    checkpoint.save(tmp_path / "one.zip", state, {"step": 4})
    read, facts = checkpoint.load(tmp_path / "one.zip")
    assert facts == {"step": 4}
    assert read["steps/b"].item() == 7
    assert (read["weight/a"] - state["weight/a"]).abs().max() < 0.001
    assert (read["momentum/a"] - state["momentum/a"]).abs().max() < 0.5
    checkpoint.save(tmp_path / "two.zip", read, {"step": 4})
    again, _ = checkpoint.load(tmp_path / "two.zip")
    assert all(torch.equal(value, again[name]) for name, value in read.items())
    assert (tmp_path / "one.zip").stat().st_size < 64 * 96 * 2.6 + 2000
    (tmp_path / "bad.zip").write_bytes(b"no")
    with pytest.raises(InputError, match="not a checkpoint"):
        checkpoint.load(tmp_path / "bad.zip")


def test_orthogonal():
    torch.manual_seed(0)
    found = orthogonal(torch.randn(3, 40, 24))
    values = torch.linalg.svdvals(found)
    assert values.min() > 0.6
    assert values.max() < 1.3


def test_recolouring_keeps_equal_blocks_equal():
    generator = torch.Generator().manual_seed(1)
    blocks = torch.randint(0, 256, (40, 32, 32, 3), dtype=torch.uint8)
    blocks[20:] = blocks[:20]
    run = torch.arange(20).repeat(2)
    allowed = torch.ones(20, dtype=torch.bool)
    allowed[:4] = False
    out = recolour(blocks, run, allowed, generator)
    assert torch.equal(out[:20], out[20:])
    assert torch.equal(out[:4], blocks[:4])
    assert not torch.equal(out, blocks)
