import errno
import os

import numpy as np
import pytest
import torch
from transformers import Qwen3VLForConditionalGeneration

from ppagent.errors import InputError
from ppagent.policy.engine import Engine
from ppagent.policy.families.qwen3_vl import Qwen3VL
from ppagent.policy.session import Session, decode
from ppagent.prune.pruner import Perception, Pruner

TEXT = list(b"Hello")


class Script:
    """A matcher that forces some tokens at some places, and elsewhere allows some alone.

    Args:
        forced: place in the reply → the tokens that come there.
        allowed: what may come elsewhere.
    """

    def __init__(self, forced, allowed=range(256)):
        self._forced, self._allowed, self._at = dict(forced), set(allowed), 0

    def forced(self):
        tokens = self._forced.pop(self._at, [])
        self._at += len(tokens)
        return tokens

    def mask(self, out):
        assert (out.shape, out.dtype) == ((-(-263 // 32),), torch.int32)
        bits = np.array([token in self._allowed for token in range(32 * len(out))])
        out.numpy()[:] = np.packbits(bits, bitorder="little").view(np.int32)

    def accept(self, token):
        assert token in self._allowed
        self._at += 1


@pytest.fixture
def looks(frames):
    pruner = Pruner(Perception())
    return [pruner.look(frame) for frame in frames]


@pytest.fixture
def canvases(frames):
    pruner = Pruner(Perception(layout="canvas"))
    return [pruner.look(frame) for frame in frames]


@pytest.fixture
def shown(engine, turn, looks):
    """A conversation after its first turn."""
    session = Session(engine)
    session.append(turn(looks[0]), looks[:1])
    return session


def test_a_reply_ends_at_its_stop_token_or_at_the_limit(tiny, turn, looks):
    def reply(limit, stop=()):
        session = Session(Engine(tiny))
        session.append(turn(looks[0]), looks[:1])
        return session.decode(limit, stop)

    free = reply(12)
    assert len(free) == 12
    assert len(set(free)) > 6, "a model that repeats itself proves nothing"
    assert reply(1) == free[:1]
    assert reply(12, {free[4]}) == free[: free.index(free[4]) + 1]


def test_what_is_forced_is_said_in_one_pass(shown, turn, looks, passes):
    start = shown.mark()
    words, end = [*b"Click", 7], 9
    script = {0: words, 8: [*words, end]}
    with passes(shown.engine.family) as sizes:
        reply = shown.decode(40, {end}, Script(script, allowed=range(97, 123)))
    assert reply[:6] == words
    assert reply[8:] == [*words, end]
    assert all(97 <= token < 123 for token in reply[6:8])
    # The forced beginning is one pass, what the model chose after it another; what is said last waits for the next turn.
    assert sizes == [(1, 6), (1, 1)]
    held, following = shown.held, shown.append(turn(looks[1]), looks[1:2])
    assert held == len(shown.ids) - len(turn(looks[1]))
    # The same, token by token.
    shown.crop(start)
    with passes(shown.engine.family) as sizes:
        assert shown.decode(40, {end}, Script({at: [token] for at, token in enumerate(reply)})) == reply
    assert sizes == [(1, 1)] * (len(reply) - 1)
    torch.testing.assert_close(shown.append(turn(looks[1]), looks[1:2]), following, rtol=0, atol=1e-4)


def test_what_is_forced_does_not_go_beyond_the_limit(shown):
    assert shown.decode(4, (), Script({0: list(b"Click me")})) == list(b"Clic")


def test_the_models_own_word_for_a_block_is_not_a_picture(tiny, turn, looks):
    sessions = [Session(Engine(tiny)) for _ in range(3)]
    # Said last, it comes with the next turn; said before, it is heard at once. Another word is another story.
    image, word = tiny.image_token_id, 65
    replies = [word, word, image], [word, image, word], [word, word, word]
    logits = []
    for session, reply in zip(sessions, replies, strict=True):
        session.append(turn(looks[0]), looks[:1])
        assert session.decode(3, (), Script({0: reply})) == reply
        logits.append(session.append(turn(looks[1]), looks[1:2]))
    assert len({session.held for session in sessions}) == 1
    assert (logits[0] - logits[2]).abs().max() > 1e-3
    one = Session(Engine(tiny))
    one.append(turn(looks[0]), looks[:1])
    one.decode(3, (), Script({0: replies[0]}))
    one.append(TEXT)
    other = Session(Engine(tiny))
    other.append(turn(looks[0]), looks[:1])
    other.decode(4, (), Script({0: [*replies[0], TEXT[0]]}))
    torch.testing.assert_close(one.append(TEXT), other.append([*TEXT[1:], *TEXT]), rtol=0, atol=1e-4)


def test_a_reply_needs_a_turn(engine):
    session = Session(engine)
    with pytest.raises(ValueError, match="append a turn"):
        session.decode(1)
    session.append(TEXT)
    session.decode(1)
    with pytest.raises(ValueError, match="append a turn"):
        session.decode(1)


def test_all_logits_are_those_of_the_new_tokens(shown):
    shown.decode(3)
    mark = shown.mark()
    every = shown.append(TEXT, all_logits=True)
    assert every.shape == (len(TEXT), 263)
    shown.crop(mark)
    torch.testing.assert_close(shown.append(TEXT)[0], every[-1], rtol=0, atol=1e-5)


def test_the_time_of_a_turn_is_told_apart(shown):
    shown.decode(2)
    assert set(shown.phases_ms) == {"vit", "prefill", "decode"}
    assert all(0 < spent < 60_000 for spent in shown.phases_ms.values())
    shown.append(TEXT)
    assert shown.phases_ms["vit"] == 0


def test_only_what_is_still_there_can_be_gone_back_to(shown, tiny):
    first = shown.mark()
    shown.append(TEXT)
    later = shown.mark()
    shown.crop(later)
    shown.crop(first)
    shown.append(TEXT[::-1])
    held = shown.held
    for forgotten in (later, Session(Engine(tiny)).mark()):
        with pytest.raises(ValueError, match="forgotten"):
            shown.crop(forgotten)
    assert shown.held == held
    shown.crop(first)
    shown.crop(first)


def test_a_canvas_needs_the_i_frame_that_it_changes(engine, turn, canvases, frames):
    session = Session(engine)
    first, change, *_ = canvases
    assert change.selection.kept
    for ids, shown in ((turn(change), [change]), ([*turn(first), *turn(change)], [first, change])):
        with pytest.raises(ValueError, match="needs the I-frame"):
            session.append(ids, shown)
    assert session.held == 0
    smaller = Pruner(Perception(layout="canvas")).look(frames[0][:96])
    session.append(turn(smaller), [smaller])
    with pytest.raises(ValueError, match="needs the I-frame"):
        session.append(turn(change), [change])


def test_text_after_a_canvas_goes_on_where_it_was(tiny, turn, canvases):
    """Blocks that take the places of others move no text: what follows them stands where it would without them."""
    places = []
    hook = tiny.language.register_forward_pre_hook(
        lambda _module, _args, given: places.append(given["position_ids"][:, 0].tolist()), with_kwargs=True
    )
    session = Session(Engine(tiny))
    for look in canvases:
        session.append(turn(look), [look])
    hook.remove()
    assert [look.selection.kept > 0 for look in canvases] == [True, True, True, False]
    beginning, cells = 5, [np.argwhere(look.selection.keep) for look in canvases]
    at = beginning + max(canvases[0].canvas.grid) + 5
    for turn_places, kept in zip(places[1:], cells[1:], strict=True):
        words = list(range(at, at + 10))
        for axis, offsets in zip(turn_places, (np.zeros(len(kept), int), *kept.T), strict=True):
            assert axis[:5] == words[:5]
            assert axis[5 : 5 + len(kept)] == (beginning + offsets).tolist()
            assert axis[5 + len(kept) :] == words[5:]
        at += 10
    text = len(session.ids) - sum(map(len, cells))
    assert session.held == text + canvases[-1].selection.held.sum() < len(session.ids)


def test_an_i_frame_empties_the_canvas(tiny, turn, frames):
    for frame in (frames[3], frames[3][:128]):
        pruner, session = Pruner(Perception(layout="canvas")), Session(Engine(tiny))
        looks = [pruner.look(frames[0]), pruner.look(frames[1]), pruner.look(frame, "lost")]
        for look in looks:
            session.append(turn(look), [look])
        assert looks[2].selection.kind == "I"
        text = len(session.ids) - sum(look.selection.kept for look in looks)
        assert session.held == text + looks[2].selection.kept


def alone(tiny, turn, looks, limit, stop, matcher):
    session = Session(Engine(tiny))
    session.append(turn(looks[0]), looks[:1])
    said = [session.decode(limit, stop, matcher())]
    session.append(turn(looks[1]), looks[1:])
    return said, session


def test_side_by_side_equals_each_alone(tiny, turn, looks, canvases, passes):
    """Of other lengths and layouts, some under a grammar, some done earlier, on rows in another order."""
    shows = looks[:2], [looks[2], looks[3]], canvases[:2]
    end = 255
    matchers = (
        lambda: None,
        lambda: Script({0: list(b"Click"), 7: [end]}),
        lambda: Script({3: list(b"go on")}, allowed=range(97, 123)),
    )
    expected = [
        alone(tiny, turn, each, 12, {end}, matcher) for each, matcher in zip(shows, matchers, strict=True)
    ]
    engine = Engine(tiny, rows=3)
    sessions = [Session(engine, row) for row in (2, 0, 1)]
    for session, each in zip(sessions, shows, strict=True):
        session.append(turn(each[0]), each[:1])
    with passes(tiny) as sizes:
        replies = decode(sessions, 12, {end}, [matcher() for matcher in matchers])
    assert replies == [said for ((said,), _) in expected]
    assert [len(reply) for reply in replies] == [12, 8, 12]
    assert sizes[0] == (3, 5), "one waits for another that says more at once"
    assert sizes[-1] == (1, 1), "who is done costs no more"
    assert sum(tokens for _, tokens in sizes) < sum(map(len, replies))
    for session, each, (_, single) in zip(sessions, shows, expected, strict=True):
        last = session.append(turn(each[1]), each[1:])
        torch.testing.assert_close(last[0], single._logits, rtol=0, atol=1e-4)
        assert (session.ids, session.held) == (single.ids, single.held)
    assert decode(sessions, 6) == [single.decode(6) for _, single in expected]


def test_rows_know_nothing_of_each_other(tiny, turn, looks, tmp_path):
    engine = Engine(tiny, rows=2)
    one, other = Session(engine, 0), Session(engine, 1)
    one.append(turn(looks[0]), looks[:1])
    kept = engine.memory.state(0)
    other.append(turn(looks[2]), looks[2:3])
    mark = other.mark()
    other.decode(5)
    other.save(tmp_path / "other")
    other.crop(mark)
    Session.restore(tmp_path / "other", engine, row=1)
    Session(engine, 1)
    assert engine.memory.filled == [len(one.ids), 0]
    assert all(torch.equal(kept[name], value) for name, value in engine.memory.state(0).items())
    plain = Session(Engine(tiny))
    plain.append(turn(looks[0]), looks[:1])
    assert one.decode(6) == plain.decode(6)


def test_what_is_not_a_conversation_is_refused(shown, engine, tmp_path):
    shown.save(file := tmp_path / "conversation")
    data = file.read_bytes()
    held = shown.held
    broken = {
        "missing": None,
        "empty": b"",
        "short": data[:40],
        "cut": data[:-100],
        "noise": np.random.default_rng(0).bytes(500),
        "text": b"hello",
        "renamed": data.replace(b"session", b"passion"),
        "without position": data.replace(b"position", b"position"[::-1]),
        "without keys": data.replace(b'"keys"', b'"sesy"'),
    }
    (tmp_path / "folder").mkdir()
    for name, content in broken.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
    for name in (*broken, "folder"):
        with pytest.raises(InputError, match="is no saved conversation"):
            Session.restore(tmp_path / name, engine)
    assert shown.held == held, "a refusal changes nothing"


def test_a_conversation_with_another_model_is_refused(shown, tiny, tmp_path):
    shown.save(file := tmp_path / "conversation")
    for change in ({"num_hidden_layers": 2}, {"num_key_value_heads": 1}, {"head_dim": 32}):
        config = tiny.model.config.to_dict()
        config["text_config"] |= change
        other = Qwen3VL(Qwen3VLForConditionalGeneration(type(tiny.model.config)(**config)))
        with pytest.raises(InputError, match="another model"):
            Session.restore(file, Engine(other))


def test_a_disk_that_is_full_leaves_the_file_as_it_was(shown, tmp_path, monkeypatch):
    file = tmp_path / "conversation"
    with pytest.raises(InputError, match="cannot be written") as error:
        shown.save(tmp_path / "no" / "folder")
    assert "MiB" in error.value.hint
    shown.save(file)
    before = file.read_bytes()

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    shown.append(TEXT)
    with pytest.raises(InputError, match="No space left on device"):
        shown.save(file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
