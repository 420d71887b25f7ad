"""A conversation with each family: what it remembers is what the stock model would see in one pass over all of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import torch
import transformers
from transformers import Qwen2VLImageProcessorPil

from ppagent.errors import InputError
from ppagent.policy.engine import Engine
from ppagent.policy.families.load import FAMILIES
from ppagent.policy.session import Session
from ppagent.prune.pruner import Perception, Pruner

WORDS = [7, 3, 19, 4]
REPLY = 6
RECURRENT = [kind for kind, (family, _) in FAMILIES.items() if family.recurrent]
forgetful = pytest.mark.parametrize(
    "family", [kind for kind in FAMILIES if kind not in RECURRENT], indirect=True
)


@pytest.fixture(scope="module")
def stock(family, make_folder):
    """The family's class as transformers has it, never in the hands of an engine."""
    kind = family.model.config.model_type
    return getattr(transformers, FAMILIES[kind][1]).from_pretrained(make_folder(kind)).eval()


@pytest.fixture(scope="module")
def frames(family):
    """A screen of 4 x 5 blocks in a few patterns, some of which change from frame to frame."""
    random = np.random.default_rng(8)
    patterns = random.integers(0, 256, (4, family.block, family.block, 3), dtype=np.uint8)
    screen = random.integers(0, 4, (4, 5))
    shown = []
    for _ in range(5):
        shown.append(patterns[screen].swapaxes(1, 2).reshape(4 * family.block, 5 * family.block, 3))
        screen[random.integers(0, 4, 3), random.integers(0, 5, 3)] = random.integers(0, 4, 3)
    return shown


@pytest.fixture
def see(family, frames) -> Callable:
    """Looks at the frames."""

    def looks(count=None, keyframes=(), **settings):
        pruner = Pruner(Perception(block=family.block, **{"keyframe_change": 1.0, **settings}))
        return [
            pruner.look(frame, "lost" if number in keyframes else None)
            for number, frame in enumerate(frames[:count])
        ]

    return looks


def turn(family, look, number=0):
    return [*WORDS, *[family.image_token_id] * look.selection.kept, *WORDS[:3], 20 + number]


class Words:
    """A matcher that allows all but the word for a block: here it would be a picture to the stock model."""

    def __init__(self, family):
        self.image_token_id = family.image_token_id

    def forced(self):
        return []

    def mask(self, out):
        out.fill_(-1)
        words = out.numpy().view(np.uint32)
        words[self.image_token_id // 32] &= ~np.uint32(1 << self.image_token_id % 32)

    def accept(self, token):
        assert token != self.image_token_id


def reply(session):
    return session.decode(REPLY, (), Words(session.engine.family))


def talk(session, looks):
    """A turn per look, each with a reply; returns the replies and the logits that each began with."""
    said, logits = [], []
    for number, look in enumerate(looks):
        logits.append(session.append(turn(session.engine.family, look, number), [look])[0])
        said.append(reply(session))
    return said, logits


@contextmanager
def passes(family) -> Iterator[list[int]]:
    """How many tokens each pass of the language model takes."""
    sizes = []
    hook = family.language.register_forward_pre_hook(
        lambda _module, _args, given: sizes.append(given["inputs_embeds"].shape[1]), with_kwargs=True
    )
    yield sizes
    hook.remove()


def test_unpruned_its_tokens_are_those_of_the_stock_generate(family, stock, see, frames, make_folder):
    processor = Qwen2VLImageProcessorPil.from_pretrained(make_folder(family.model.config.model_type))
    session, replies = Session(Engine(family)), []
    for number, look in enumerate(see(3, prune=False)):
        assert look.selection.kept == look.selection.full
        session.append(turn(family, look, number), [look])
        ids = torch.tensor([session.ids])
        replies.append(reply(session))
        whole = stock.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            mm_token_type_ids=(ids == family.image_token_id).int(),
            **processor(images=frames[: number + 1], return_tensors="pt"),
            do_sample=False,
            max_new_tokens=REPLY,
            suppress_tokens=[family.image_token_id],
            pad_token_id=0,
        )
        assert session.ids == tuple(whole[0].tolist())
    assert len({token for said in replies for token in said}) > 3, (
        "a model that repeats itself proves nothing"
    )
    assert len({tuple(said) for said in replies}) > 1


def test_turn_by_turn_equals_one_pass_and_costs_what_is_new(family, see):
    looks = see(4)
    assert [look.selection.kind for look in looks] == ["I", "P", "P", "P"]
    assert all(0 < look.selection.kept < look.selection.full for look in looks)
    session = Session(Engine(family))
    with passes(family) as sizes:
        said, _ = talk(session, looks)
    ids, expected = [], []
    for number, (look, answer) in enumerate(zip(looks, said, strict=True)):
        new = turn(family, look, number)
        ids += [*new, *answer]
        # The last token of a reply comes with the turn after it.
        expected += [len(new) + bool(number), *[1] * (REPLY - 1)]
    assert sizes == expected
    assert session.ids == tuple(ids)
    assert session.held == len(ids)
    whole = Session(Engine(family)).append([*ids, *WORDS], looks)
    torch.testing.assert_close(session.append(WORDS), whole, rtol=0, atol=1e-4)


def test_an_earlier_point_can_be_gone_back_to(family, see):
    first, second, third = see(3)
    session = Session(Engine(family))
    session.append(turn(family, first), [first])
    mark = session.mark()
    said = reply(session)
    if family.recurrent:
        with pytest.raises(InputError, match="recurrent"):
            session.crop(mark)
        assert session.ids[-REPLY:] == tuple(said), "a refusal changes nothing"
        return
    session.crop(mark)
    assert session.held == len(session.ids) == len(turn(family, first))
    assert reply(session) == said
    before = session.mark()
    other = session.append(turn(family, third, 1), [third])
    reply(session)
    session.crop(before)
    plain = Session(Engine(family))
    talk(plain, [first])
    logits, expected = (one.append(turn(family, second, 2), [second]) for one in (session, plain))
    assert torch.equal(logits, expected)
    assert (logits - other).abs().max() > 1e-3
    assert session.ids == plain.ids
    assert reply(session) == reply(plain)


def test_a_conversation_can_be_put_away_and_taken_up_again(family, see, tmp_path):
    looks, file = see(3), tmp_path / "conversation"
    session, engine = Session(Engine(family)), Engine(family, rows=1 if family.recurrent else 2)
    talk(session, looks[:2])
    if family.recurrent:
        with pytest.raises(InputError, match="recurrent"):
            session.save(file)
        with pytest.raises(InputError, match="recurrent"):
            Session.restore(file, engine)
        assert list(tmp_path.iterdir()) == []
        return
    session.save(file)
    again = Session.restore(file, engine, row=1)
    assert (again.ids, again.held) == (session.ids, session.held)
    new = turn(family, looks[2], 2)
    assert torch.equal(session.append(new, looks[2:]), again.append(new, looks[2:]))
    # Saved between a turn and its reply, it still knows what to say.
    session.save(file)
    assert reply(Session.restore(file, engine)) == reply(session) == reply(again)


class Oracle:
    """All that was ever said, in order, with who may see whom; for one pass of the stock language model."""

    def __init__(self, family):
        self.family = family
        self.ids, self.places, self.pictures = [], [], []
        self.gone = {}
        """Token → the first one after it left."""
        self.cells = {}
        """Cell of the canvas → the token that stands for it."""
        self.position = self.canvas = 0

    def say(self, ids):
        for token in ids:
            self.ids.append(token)
            self.places.append([self.position] * 3)
            self.position += 1

    def show(self, look, at):
        """The blocks of a look; what they replace is hidden from the tokens from ``at`` on."""
        evicted = look.selection.evicted
        if evicted is not None:
            for cell in zip(*np.nonzero(evicted), strict=True):
                self.gone[self.cells.pop(cell)] = at
        replaces = look.selection.kind == "P" and evicted is not None
        if not replaces:
            self.canvas = self.position
        for row, col in zip(*np.nonzero(look.selection.keep), strict=True):
            if evicted is not None or look.selection.kind == "I":
                assert (row, col) not in self.cells
                self.cells[row, col] = len(self.ids)
            self.ids.append(self.family.image_token_id)
            self.places.append([self.canvas, self.canvas + row, self.canvas + col])
        if not replaces:
            self.position += max(look.canvas.grid)
        if look.selection.kept:
            self.pictures.append(look)

    def logits(self, stock):
        """``(n, vocabulary)`` of every token, by the stock model under a mask that hides what has left."""
        family, count = self.family, len(self.ids)
        blocks = [look.canvas.blocks()[look.selection.keep] for look in self.pictures]
        masks = [look.selection.keep for look in self.pictures]
        ids = torch.tensor([self.ids])
        is_image = ids == family.image_token_id
        hidden = torch.ones(count, count, dtype=torch.bool).triu(1)
        for token, after in self.gone.items():
            hidden[after:, token] = True
        mask = torch.zeros(1, 1, count, count).masked_fill(hidden, torch.finfo(torch.float32).min)
        with torch.inference_mode():
            seen = family.encode(family.pixel_values(np.concatenate(blocks)), family.arguments(masks))
            embeds = stock.get_input_embeddings()(ids)
            embeds[is_image] = seen.embeds
            deep = (
                {"visual_pos_masks": is_image, "deepstack_visual_embeds": list(seen.deep)}
                if seen.deep
                else {}
            )
            output = stock.model.language_model(
                inputs_embeds=embeds,
                position_ids=torch.tensor(self.places).T[:, None],
                attention_mask=mask,
                **deep,
            )
            return stock.lm_head(output.last_hidden_state)[0]


@forgetful
@pytest.mark.parametrize("keyframes", [(), (3,)])
def test_a_canvas_is_a_conversation_from_which_replaced_blocks_are_hidden(family, stock, see, keyframes):
    looks = see(keyframes=keyframes, layout="canvas")
    assert [look.selection.kind for look in looks] == [
        "I" if number in (0, *keyframes) else "P" for number in range(5)
    ]
    assert all(look.selection.evicted.any() for look in looks[1:])
    session, oracle = Session(Engine(family)), Oracle(family)
    logits, ends = [], []
    for number, look in enumerate(looks):
        new = turn(family, look, number)
        logits.append(session.append(new, [look])[0])
        # The last token of a reply is heard with the turn after it, when what this replaces is gone already.
        at = len(oracle.ids) - bool(number)
        oracle.say(WORDS)
        oracle.show(look, at)
        oracle.say(new[-4:])
        ends.append(len(oracle.ids) - 1)
        assert session.ids == tuple(oracle.ids)
        cells = int(look.selection.held.sum())
        text = sum(token != family.image_token_id for token in oracle.ids)
        assert session.held == text + cells
        assert set(oracle.cells) == set(zip(*np.nonzero(look.selection.held), strict=True))
        oracle.say(reply(session))
    expected = oracle.logits(stock)
    torch.testing.assert_close(torch.stack(logits), expected[ends], rtol=0, atol=1e-4)
    # The check has teeth: what is hidden would have mattered.
    oracle.gone.clear()
    assert (oracle.logits(stock) - expected)[ends[1:]].abs().max() > 1e-2


@forgetful
def test_what_left_does_not_come_back(family, see):
    first, second, third, *_ = see(layout="canvas")
    session = Session(Engine(family))
    session.append(turn(family, first), [first])
    before = session.mark()
    session.append(turn(family, second, 1), [second])
    after = session.mark()
    said = reply(session)
    held = session.held
    with pytest.raises(ValueError, match="forgotten"):
        session.crop(before)
    assert session.held == held
    session.crop(after)
    assert reply(session) == said
    session.append(turn(family, third, 2), [third])
    with pytest.raises(ValueError, match="forgotten"):
        session.crop(after)


@forgetful
def test_a_canvas_can_be_put_away_too(family, see, tmp_path):
    looks = see(layout="canvas")
    session = Session(Engine(family))
    talk(session, looks[:3])
    session.save(tmp_path / "canvas")
    again = Session.restore(tmp_path / "canvas", Engine(family))
    said, logits = talk(session, looks[3:])
    other, expected = talk(again, looks[3:])
    assert said == other
    assert torch.equal(torch.stack(logits), torch.stack(expected))
    assert session.held == again.held < len(session.ids)


@pytest.mark.parametrize("family", RECURRENT, indirect=True)
def test_recurrent_layers_cannot_forget_blocks(family, see):
    first, second, *_ = see(layout="canvas")
    session = Session(Engine(family))
    session.append(turn(family, first), [first])
    with pytest.raises(InputError, match="cannot forget") as error:
        session.append(turn(family, second), [second])
    assert "append" in error.value.hint


@pytest.mark.parametrize("family", RECURRENT, indirect=True)
def test_recurrent_layers_hold_a_single_conversation(family):
    with pytest.raises(InputError, match="single conversation"):
        Engine(family, rows=2)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_on_a_gpu_it_says_the_same_whether_its_passes_are_recorded_or_not(family, see, load, monkeypatch):
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", False)  # on by default for the patch convolution
    looks = see(5)
    said, logits = talk(Session(Engine(family)), looks)
    for graphs in (None, False):
        engine = Engine(load(family.model.config.model_type, "cuda"), graphs=graphs)
        assert engine.graphs == (graphs is None and not (family.recurrent or family.routed))
        there, heard = talk(Session(engine), looks)
        assert there == said
        for one, other in zip(logits, heard, strict=True):
            torch.testing.assert_close(other.cpu(), one, rtol=0, atol=1e-3)
