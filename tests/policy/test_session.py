import pytest
import torch

from ppagent.policy.session import Session
from ppagent.prune.pruner import Perception, Pruner

TEXT = [72, 101, 108, 108, 111]


def turn(tiny, look):
    return [*TEXT, *[tiny.image_token_id] * look.selection.kept, *TEXT]


def test_turn_by_turn_equals_one_pass(tiny, frames):
    pruner = Pruner(Perception())
    looks = [pruner.look(frame) for frame in frames[:3]]
    assert [look.selection.kind for look in looks] == ["I", "P", "P"]
    session = Session(tiny)
    spoken = []
    for look in looks:
        session.append(turn(tiny, look), [look])
        spoken.append(session.decode(6))
    # The last token of the last reply is not in the cache yet: the next turn brings it there.
    last = session.append(TEXT)
    ids = []
    for look, reply in zip(looks, spoken, strict=True):
        ids += [*turn(tiny, look), *reply]
    assert session.ids == [*ids, *TEXT]
    whole = Session(tiny).append([*ids, *TEXT], looks)
    torch.testing.assert_close(last, whole, rtol=0, atol=1e-4)


def test_a_reply_ends_at_its_stop_token_or_at_the_limit(tiny, frames):
    look = Pruner(Perception()).look(frames[0])

    def reply(limit, stop=()):
        session = Session(tiny)
        session.append(turn(tiny, look), [look])
        return session.decode(limit, stop)

    free = reply(12)
    assert len(free) == 12
    assert len(set(free)) > 6, "a model that repeats itself proves nothing"
    assert reply(1) == free[:1]
    stopped = reply(12, {free[4]})
    assert stopped == free[: free.index(free[4]) + 1]


def test_the_models_own_word_for_a_block_is_not_a_picture(tiny, frames):
    look = Pruner(Perception()).look(frames[0])
    session, plain = Session(tiny), Session(tiny)
    for one in (session, plain):
        one.append(turn(tiny, look), [look])
        one.decode(3)
    session._pending = [tiny.image_token_id]
    session.ids[-1] = tiny.image_token_id
    a = session.append(turn(tiny, look), [look])
    b = plain.append(turn(tiny, look), [look])
    assert session._position == plain._position
    assert session._cache.get_seq_length() == plain._cache.get_seq_length() == len(session.ids)
    assert (a - b).abs().max() > 1e-4


def test_a_reply_needs_a_turn(tiny):
    session = Session(tiny)
    with pytest.raises(ValueError, match="append a turn"):
        session.decode(1)
    session.append(TEXT)
    session.decode(1)
    with pytest.raises(ValueError, match="append a turn"):
        session.decode(1)


def test_the_time_of_a_turn_is_told_apart(tiny, frames):
    look = Pruner(Perception()).look(frames[0])
    session = Session(tiny)
    session.append(turn(tiny, look), [look])
    session.decode(2)
    assert set(session.phases_ms) == {"vit", "prefill", "decode"}
    assert all(0 < spent < 60_000 for spent in session.phases_ms.values())
    session.append(TEXT)
    assert session.phases_ms["vit"] == 0
