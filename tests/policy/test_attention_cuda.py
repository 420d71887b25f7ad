"""On a GPU: the kernel against plain torch, and whole conversations, recorded or not, against the CPU."""

from itertools import pairwise
from types import SimpleNamespace

import pytest
import torch

from ppagent.action.dialects import dialect_named
from ppagent.policy import attention, memory
from ppagent.policy.engine import Engine
from ppagent.policy.families.load import load_model
from ppagent.policy.memory import KVMemory
from ppagent.policy.session import Session, decode
from ppagent.policy.transformers import TransformersPolicy
from ppagent.prune.pruner import Perception, Pruner
from tests.policy.test_session import Script

DEVICE = "cuda"
needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
REPLY = 6


@pytest.fixture(autouse=True)
def exact(monkeypatch):
    """As on the CPU: by default a GPU shortens the numbers of the patch convolution."""
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", False)


@pytest.fixture(params=[True, False], ids=["recorded", "plain"])
def gpu_engine(request, settings):
    """Makes an engine on the GPU; each with a model of its own, as compiled layers stay compiled."""

    def make(rows=1):
        family = load_model(settings.model_copy(update={"device": DEVICE}))
        return Engine(family, rows, graphs=request.param)

    make.recorded = request.param
    return make


def filled_memory(lengths, kv_heads, head, dtype, device):
    """Two layers of a memory whose rows are filled with noise so far, and beyond with what must not be looked at."""
    config = SimpleNamespace(
        num_attention_heads=1, hidden_size=1, head_dim=head, num_hidden_layers=2, num_key_value_heads=kv_heads
    )
    weight = torch.empty(0, dtype=dtype, device=device)
    language = SimpleNamespace(config=config, embed_tokens=SimpleNamespace(weight=weight))
    held = KVMemory(SimpleNamespace(language=language), len(lengths))
    held.reserve(max(lengths) + 400)
    for row, length in enumerate(lengths):
        for buffer in (held.keys, held.values):
            buffer[:, row].normal_()
            buffer[:, row, :, length:] = 30000
        held.cut(row, length)
    return held


def reference(held, layer, rows, query, key, value):
    """Softmax attention in float64, an entry and a head at a time."""
    out = torch.empty(query.transpose(1, 2).shape, dtype=torch.float64, device=query.device)
    group, new = query.shape[1] // key.shape[1], query.shape[2]
    for entry, row in enumerate(rows.tolist()):
        before = held.filled[row]
        visible = torch.ones(new, before + new, dtype=torch.bool, device=query.device).tril(before)
        for head in range(query.shape[1]):
            of = head // group
            keys, values = (
                torch.cat([buffer[layer, row, of, :before], added[entry, of]]).double()
                for buffer, added in ((held.keys, key), (held.values, value))
            )
            scores = query[entry, head].double() @ keys.T * query.shape[-1] ** -0.5
            out[entry, :, head] = scores.masked_fill(~visible, -torch.inf).softmax(-1) @ values
    return out


@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=needs_gpu)])
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 2e-5), (torch.bfloat16, 2e-2)])
@pytest.mark.parametrize(("group", "head"), [(1, 16), (2, 64), (4, 72), (1, 128), (4, 128)])
@torch.inference_mode()
def test_new_tokens_see_what_their_row_held_and_themselves(device, dtype, tolerance, group, head):
    torch.manual_seed(head + group)
    kv_heads, layer = 2, 1
    lengths, sizes = [(0, 3), (129, 17)], [1, 5, 64]
    if device == "cuda":
        lengths, sizes = [*lengths, (1, 64), (1000, 5000)], [*sizes, 4, 300]
    for both in lengths:
        held = filled_memory(both, kv_heads, head, dtype, device)
        # As projections leave them: heads behind tokens.
        for new in sizes:
            query, key, value = (
                torch.randn(2, new, heads, head, dtype=dtype, device=device).transpose(1, 2)
                for heads in (kv_heads * group, kv_heads, kv_heads)
            )
            rows = torch.tensor([1, 0], device=device)
            expected = reference(held, layer, rows, query, key, value)
            before = held.keys.clone(), held.values.clone()
            out, _ = attention.attend(
                SimpleNamespace(layer_idx=layer), query, key, value, None, memory=held, rows=rows
            )
            assert out.shape == (2, new, kv_heads * group, head)
            torch.testing.assert_close(out.double(), expected, rtol=0, atol=tolerance)
            for buffer, was, added in zip((held.keys, held.values), before, (key, value), strict=True):
                for entry, row in enumerate((1, 0)):
                    was[layer, row, :, both[row] : both[row] + new] = added[entry]
                assert torch.equal(buffer, was), "it writes the new tokens, and nothing else"


def talk(session, looks, turn):
    said, logits = [], []
    for look in looks:
        logits.append(session.append(turn(look), [look])[0].cpu())
        said.append(session.decode(REPLY))
    return said, torch.stack(logits)


def seen(frames, layout="append"):
    pruner = Pruner(Perception(layout=layout))
    return [pruner.look(frame) for frame in frames]


@needs_gpu
@pytest.mark.parametrize("layout", ["append", "canvas"])
def test_a_conversation_is_the_same_on_a_gpu(tiny, gpu_engine, turn, frames, layout, tmp_path):
    looks = seen([*frames, frames[0], frames[2]], layout)
    here, engine = Session(Engine(tiny)), gpu_engine()
    there = Session(engine)
    assert engine.graphs == gpu_engine.recorded
    expected, logits = talk(here, looks, turn)
    said, others = talk(there, looks, turn)
    assert said == expected
    torch.testing.assert_close(others, logits, rtol=0, atol=1e-3)
    assert engine.memory.lengths.tolist() == engine.memory.filled == here.engine.memory.filled
    if engine.graphs:
        assert engine._language._recordings
        assert engine._visual._recordings
    # Back to an earlier point, and put away and taken up again in the middle of recordings.
    for session in (here, there):
        session.append(turn(looks[-1]), looks[-1:]) if layout == "append" else session.append([65])
    mark = there.mark()
    reply = there.decode(REPLY)
    assert here.decode(REPLY) == reply
    there.crop(mark)
    there.save(tmp_path / "session")
    again = Session.restore(tmp_path / "session", engine)
    assert again.decode(REPLY) == reply


@needs_gpu
def test_conversations_side_by_side_are_the_same_on_a_gpu(tiny, gpu_engine, turn, frames):
    looks = seen(frames)
    matchers = (
        lambda: None,
        lambda: Script({0: list(b"Click"), 7: [255]}),
        lambda: Script({3: list(b"go on")}, allowed=range(97, 123)),
    )
    replies = []
    for engine in (Engine(tiny, rows=3), gpu_engine(rows=3)):
        sessions = [Session(engine, row) for row in (2, 0, 1)]
        for session, look in zip(sessions, (looks[0], looks[2], looks[0]), strict=True):
            session.append(turn(look), [look])
        replies.append([decode(sessions, 12, {255}, [matcher() for matcher in matchers])])
        for session in sessions[:2]:
            session.append(turn(looks[1]), looks[1:2])
        replies[-1].append(decode(sessions[:2], 8))
        assert engine.memory.lengths.tolist() == engine.memory.filled
    assert replies[0] == replies[1]


@needs_gpu
def test_the_memory_may_grow_in_the_middle(tiny, gpu_engine, turn, frames, monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "_FIRST_SLOTS", 32)
    looks = seen([*frames, *frames, *frames])
    here, engine = Session(Engine(tiny)), gpu_engine()
    there = Session(engine)
    sizes, kept = set(), []
    for look in looks:
        logits = [session.append(turn(look), [look])[0].cpu() for session in (here, there)]
        torch.testing.assert_close(*logits, rtol=0, atol=1e-3)
        assert here.decode(REPLY) == there.decode(REPLY)
        moved = engine.memory.slots not in sizes
        sizes.add(engine.memory.slots)
        kept.append((moved, len(engine._language._recordings)))
    assert len(sizes) > 2
    if engine.graphs:
        assert any(moved and count < before for (_, before), (moved, count) in pairwise(kept)), (
            "recordings of buffers that moved are forgotten"
        )
    # A conversation that is taken up needs room as well: what was recorded before must not write to the old place.
    there.append([65])
    there.save(tmp_path / "long")
    reply = there.decode(REPLY)
    other = gpu_engine()
    short = Session(other)
    short.append(turn(looks[0]), looks[:1])
    short.decode(REPLY)
    small = other.memory.slots
    long = Session.restore(tmp_path / "long", other)
    assert other.memory.slots > small
    assert long.decode(REPLY) == reply
    assert long.append(turn(looks[1]), looks[1:2]).isfinite().all()


@needs_gpu
def test_what_was_rehearsed_is_not_recorded_again(gpu_engine, turn, frames):
    engine = gpu_engine()
    before = torch.cuda.memory_allocated()
    engine.rehearse(2000)
    assert engine.memory.filled == engine.memory.lengths.tolist() == [0]
    counts = len(engine._language._recordings), len(engine._visual._recordings)
    assert (min(counts) > 0) == engine.graphs
    talk(Session(engine), seen(frames), turn)
    assert (len(engine._language._recordings), len(engine._visual._recordings)) == (
        counts if engine.graphs else (0, 0)
    )
    engine.release()
    assert engine.memory.slots == 0
    assert torch.cuda.memory_allocated() < before + 2**24


@needs_gpu
def test_an_agent_says_the_same_on_a_gpu(card, frames):
    replies = []
    for device in ("cpu", DEVICE):
        held = {"constrained": True, "max_new_tokens": 300, "context_tokens": 8000, "device": device}
        perception = card.perception.model_copy(update={"layout": "canvas"})
        policy = TransformersPolicy(
            card.model_copy(update={"model": card.model.model_copy(update=held), "perception": perception}),
            dialect_named("qwen3-vl"),
        )
        pruner = Pruner(perception)
        policy.start("Save the file")
        answers = [policy.reply(pruner.look(frame, policy.keyframe()), None) for frame in frames]
        replies.append([(answer.text, answer.context_tokens, answer.cut_off) for answer in answers])
        policy.close()
    assert replies[0] == replies[1]
