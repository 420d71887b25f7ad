import numpy as np
import pytest
import torch

from ppagent.errors import InputError
from ppagent.policy.engine import BLOCK_BUCKETS, TOKEN_BUCKETS, Engine
from ppagent.policy.families.base import mrope_positions
from ppagent.policy.families.qwen3_vl import Qwen3VL
from ppagent.policy.graphs import bucket
from ppagent.policy.session import Session
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look, Predictor, Selection

TEXT = list(b"Hello")


@pytest.mark.parametrize("pictures", [1, 3])
def test_keeping_all_blocks_equals_the_stock_model(engine, stock, turn, frames, stock_pixels, pictures):
    looks = [Pruner(Perception(prune=False)).look(frame) for frame in frames[:pictures]]
    ids = [token for look in looks for token in turn(look)]
    logits = Session(engine).append(ids, looks, all_logits=True)
    pixel_values, grid = stock_pixels(frames[:pictures])
    tensor = torch.tensor([ids])
    with torch.inference_mode():
        expected = stock(
            input_ids=tensor,
            pixel_values=pixel_values,
            image_grid_thw=grid,
            mm_token_type_ids=(tensor == engine.family.image_token_id).int(),
        ).logits[0]
    torch.testing.assert_close(logits, expected, rtol=0, atol=1e-5)


def test_positions_by_hand():
    keep = np.array([[True, False, True], [False, True, False]])
    positions, following = mrope_positions([5, 9, 9, 9, 5, 5], 9, [keep], 10)
    assert positions.tolist() == [
        [10, 11, 11, 11, 14, 15],
        [10, 11, 11, 12, 14, 15],
        [10, 11, 13, 12, 14, 15],
    ]
    assert following == 16
    assert mrope_positions([1, 2], 9, [], 3)[1] == 5
    # On a canvas that begins at 4 they stand where the blocks before them stood, and move no text.
    positions, following = mrope_positions([5, 9, 9, 9, 5, 5], 9, [keep], 10, [4])
    assert positions.tolist() == [[10, 4, 4, 4, 11, 12], [10, 4, 4, 5, 11, 12], [10, 4, 6, 5, 11, 12]]
    assert following == 13


@pytest.mark.parametrize("ids", [[5, 9, 5], [9, 9, 9], [9, 5, 9], [5, 5], []])
def test_image_tokens_must_match_the_pictures(ids):
    with pytest.raises(ValueError, match="image tokens"):
        mrope_positions(ids, 9, [np.array([[True, True]])], 0)


def test_an_empty_look_is_not_looked_at(engine, frames):
    canvas = fit_canvas(frames[0], 32)
    before = np.full(canvas.grid, Predictor.BEFORE, dtype=np.uint8)
    session, plain = Session(engine), Session(Engine(engine.family))
    seen = []
    hook = engine.family.visual.register_forward_pre_hook(lambda *_: seen.append(1))
    logits = session.append(TEXT, [Look(canvas, Selection(before, "P", None, 0.0))])
    hook.remove()
    assert not seen
    assert session.phases_ms["vit"] == 0
    assert torch.equal(logits, plain.append(TEXT))


def test_another_block_size_is_refused(engine, turn, frames):
    look = Pruner(Perception(block=28)).look(frames[0])
    session = Session(engine)
    with pytest.raises(InputError, match="28 px") as error:
        session.append(turn(look), [look])
    assert "block = 32" in error.value.hint
    assert session.held == 0


def test_more_blocks_may_be_seen_than_are_kept(engine, frames):
    look = Pruner(Perception()).look(frames[2])
    keep = look.selection.keep
    everything = np.ones_like(keep)
    alone, around = (engine.see([look], [mask]) for mask in (keep, everything))
    whole = engine.see([Look(look.canvas, Selection(np.zeros_like(look.selection.predictor), "I", "first", 0.0))],
                       [everything])  # fmt: skip
    kept = torch.from_numpy(keep.ravel())
    for one, other, all_of_it in zip(
        (alone.embeds, *alone.deep), (around.embeds, *around.deep), (whole.embeds, *whole.deep), strict=True
    ):
        assert one.shape == other.shape == (look.selection.kept, 64)
        assert (one - other).abs().max() > 1e-2
        assert torch.equal(other, all_of_it[kept])


def test_the_stock_model_stays_as_it_is(tiny, turn, frames):
    look = Pruner(Perception()).look(frames[0])
    Session(Engine(tiny)).append(turn(look), [look])
    modules = list(tiny.model.modules())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in modules)
    assert not any("forward" in vars(module) for module in modules)
    assert all(type(module).__module__.startswith(("transformers.", "torch.")) for module in modules)
    assert type(Qwen3VL(tiny.model).model) is type(tiny.model)


def test_hooks_do_not_outlive_a_pass_that_fails(engine, turn, frames, monkeypatch):
    look = Pruner(Perception()).look(frames[0])
    last = engine.family.language.layers[-1]

    def full(*_args, **_kwargs):
        raise torch.OutOfMemoryError("no")

    with monkeypatch.context() as patch:
        patch.setattr(last, "forward", full)
        with pytest.raises(torch.OutOfMemoryError):
            Session(engine).append(turn(look), [look])
    assert not any(layer._forward_hooks for layer in engine.family.language.layers)


def test_the_memory_grows_and_keeps_what_it_held(engine, tiny):
    """Longer than the buffers are at first, token by token and at once."""
    words = np.random.default_rng(4).integers(0, 256, 2300).tolist()
    session = Session(engine)
    for part in (words[:700], words[700:2040], words[2040:2050], words[2050:]):
        last = session.append(part)
    assert engine.memory.slots == 4096
    assert engine.memory.filled == engine.memory.lengths.tolist() == [2300]
    assert engine.memory.token_bytes == 3 * 2 * 2 * 16 * 4
    whole = Session(Engine(tiny)).append(words)
    torch.testing.assert_close(last, whole, rtol=0, atol=1e-4)
    engine.release()
    assert (engine.memory.slots, engine.memory.filled) == (0, [0])
    assert torch.equal(Session(engine).append(words), whole)


def test_passes_are_padded_to_the_next_size_and_recorded_on_a_gpu_only(engine):
    for sizes in (TOKEN_BUCKETS, BLOCK_BUCKETS):
        assert [bucket(size, sizes) for size in sizes] == list(sizes)
        assert all(
            bucket(size, sizes) == min(one for one in sizes if one >= size) for size in range(sizes[-1])
        )
    assert bucket(5, (1, 4, 8)) == 8
    assert not engine.graphs
    engine.rehearse(100)
    assert engine.memory.filled == [0]


def test_the_same_picture_is_looked_at_once(engine, frames, monkeypatch):
    pruner = Pruner(Perception(keyframe_every=1))
    first, second = pruner.look(frames[0]), pruner.look(frames[1])
    calls = []
    encode = engine.family.encode
    monkeypatch.setattr(engine.family, "encode", lambda *args: calls.append(1) or encode(*args))
    kept = [
        engine.see([look], [look.selection.keep]).embeds.clone() for look in (first, first, second, first)
    ]
    assert len(calls) == 2
    assert torch.equal(kept[0], kept[1])
    assert torch.equal(kept[0], kept[3])
    assert not torch.equal(kept[0][: len(kept[2])], kept[2][: len(kept[0])])
