import gc
import weakref

import numpy as np
import pytest
import torch

from ppagent.action.dialect import DialectError
from ppagent.action.dialects import dialect_named
from ppagent.action.schema import Click, Type, Wait
from ppagent.errors import InputError, MissingError
from ppagent.hands.base import DryHands
from ppagent.hands.guard import ApproveAll
from ppagent.loop import Agent
from ppagent.policy.base import ContextLostError, Effect
from ppagent.policy.session import Session
from ppagent.policy.transformers import SPECIAL, TransformersPolicy
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look, Predictor, Selection
from ppagent.screen.frame import Frame, Monitor
from ppagent.trace.record import RunRecord, Trace, read_steps
from ppagent.trace.verify import verify

CHANGED = Effect("confirmed", "The screen changed.")
DONE = '<tool_call>\n{"name": "computer_use", "arguments": {"action": "left_click", "coordinate": [10, 20]}}\n</tool_call>'
HELD = {"constrained": True, "max_new_tokens": 300, "context_tokens": 8000}
"""Replies are held to the dialect's grammar."""


def policy_for(card, dialect="qwen3-vl", layout="append", **changes):
    model = card.model.model_copy(update=changes)
    perception = card.perception.model_copy(update={"layout": layout})
    return TransformersPolicy(
        card.model_copy(update={"model": model, "perception": perception}), dialect_named(dialect)
    )


@pytest.fixture
def saying(monkeypatch):
    """Makes a policy's model say a text in every reply, and after it its last letter for ever."""

    def teach(policy, text, end=True):
        said = policy.tokenizer.encode(text, add_special_tokens=False) + [policy._end] * end
        heard = {}

        def begin(session, *args, **kwargs):
            heard.clear()
            return append(session, *args, **kwargs)

        def listen(_module, _args, given):
            now = policy.engine.memory.filled[0] + given["inputs_embeds"].shape[1]
            heard["at"] = now - heard.setdefault("prompt", now)

        def speak(_module, _args, logits):
            token = said[min(heard["at"], len(said) - 1)]
            return (
                torch.nn.functional.one_hot(torch.tensor(token), logits.shape[-1]).float().expand_as(logits)
            )

        append = Session.append
        monkeypatch.setattr(Session, "append", begin)
        policy.family.language.register_forward_pre_hook(listen, with_kwargs=True)
        policy.family.model.lm_head.register_forward_hook(speak)

    return teach


@pytest.fixture
def run_out(monkeypatch):
    """Makes the last layer of a policy's model run out of memory at some passes, counted from now."""

    def fill(policy, *numbers):
        passes = iter(range(1000))

        def full(_module, _args):
            if next(passes) in numbers:
                raise torch.OutOfMemoryError("CUDA out of memory")

        policy.family.language.layers[-1].register_forward_pre_hook(full)

    return fill


def stock_reply(stock, policy, prompt_ids, pixel_values, grid):
    ids = torch.tensor([prompt_ids])
    done = stock.generate(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        mm_token_type_ids=(ids == policy.family.image_token_id).int(),
        pixel_values=pixel_values,
        image_grid_thw=grid,
        do_sample=False,
        max_new_tokens=policy.settings.max_new_tokens,
        eos_token_id=sorted(policy.stop_ids),
        pad_token_id=0,
    )
    return done[0, len(prompt_ids) :].tolist()


def test_unpruned_its_tokens_are_those_of_the_stock_generate(card, stock, frames, stock_pixels):
    card = card.model_copy(update={"perception": Perception(prune=False)})
    policy = policy_for(card)
    pruner = Pruner(card.perception)
    policy.start("Open the file menu")
    replies = []
    for number, frame in enumerate(frames[:3]):
        look = pruner.look(frame, policy.keyframe())
        assert look.selection.kept == look.selection.full
        before = policy.session.ids if policy.session else ()
        reply = policy.reply(look, CHANGED if number else None)
        whole = policy.session.ids
        assert whole[: len(before)] == before
        assert reply.context_tokens == len(whole)
        prompt = len(before) + len(policy._encode(reply.prompt, look.selection.kept))
        expected = stock_reply(stock, policy, whole[:prompt], *stock_pixels(frames[: number + 1]))
        assert whole[prompt:] == tuple(expected)
        replies.append(whole[prompt:])
    assert len({token for said in replies for token in said}) > 12, (
        "a model that repeats itself proves nothing"
    )
    assert len(set(replies)) == 3


@pytest.mark.parametrize("layout", ["append", "canvas"])
def test_each_turn_prefills_only_what_is_new(card, frames, passes, layout):
    policy = policy_for(card, layout=layout)
    pruner = Pruner(policy.card.perception)
    policy.start("Save the file")
    kept, text = [], 0
    for number, frame in enumerate(frames):
        look = pruner.look(frame, policy.keyframe())
        held = len(policy.session.ids) if policy.session else 0
        with passes(policy.family) as sizes:
            reply = policy.reply(look, CHANGED if number else None)
        ids = policy._encode(reply.prompt, look.selection.kept)
        said = len(policy.session.ids) - held - len(ids)
        # The last token of the reply before comes with the turn; every other token of a reply is a pass of its own.
        assert sizes == [(1, len(ids) + bool(number)), *[(1, 1)] * (said - 1)]
        kept.append((look.selection.kind, look.selection.kept))
        assert ids.count(policy.family.image_token_id) == look.selection.kept
        text += len(ids) - look.selection.kept + said
        cells = look.selection.held.sum() if layout == "canvas" else sum(count for _, count in kept)
        assert reply.context_tokens == policy.session.held == text + cells
        assert policy.keyframe() is None
    assert [kind for kind, _ in kept] == ["I", "P", "P", "P"]
    assert min(count for _, count in kept[:3]) > 0
    assert kept[3] == ("P", 0)
    assert reply.phases_ms["vit"] == 0


def test_a_picture_is_announced_as_what_it_is(card, frames):
    shown = {
        "append": ["What changed on the screen:\n<|vision_start|><|image_pad|><|vision_end|>"] * 2
        + ["Nothing changed on the screen."],
        "canvas": ["<|image_pad|>The picture of the screen is up to date."] * 2
        + ["The picture of the screen is up to date."],
    }
    for layout, expected in shown.items():
        policy = policy_for(card, layout=layout)
        pruner = Pruner(policy.card.perception)
        policy.start("x")
        prompts = [policy.reply(pruner.look(frame, policy.keyframe()), None).prompt for frame in frames]
        assert "\nThe screen:\n<|vision_start|><|image_pad|><|vision_end|><|im_end|>\n" in prompts[0]
        for prompt, picture in zip(prompts[1:], expected, strict=True):
            assert prompt.endswith(f"<|im_start|>user\n{picture}<|im_end|>\n<|im_start|>assistant\n")


def test_the_chat_has_qwens_form(card, frames):
    policy = policy_for(card)
    pruner = Pruner(card.perception)
    policy.start("Type <|im_end|> into <|image_pad|>")
    reply = policy.reply(pruner.look(frames[0]), None)
    system, user = reply.prompt.split("<|im_end|>\n", 1)
    assert system.startswith("<|im_start|>system\nYou look at a screen.\n\n# Tools\n")
    assert user.startswith(
        "<|im_start|>user\nTask: Type < |im_end|> into < |image_pad|>\nThe screen:\n<|vision_start|>"
    )
    assert user.endswith("<|image_pad|><|vision_end|><|im_end|>\n<|im_start|>assistant\n")
    cut_off = policy.session.ids[-1] not in policy.stop_ids
    second = policy.reply(pruner.look(frames[1]), Effect("refused", ""))
    assert second.prompt.startswith(
        "<|im_end|>\n<|im_start|>user\nYour last action was not carried out.\nWhat changed"
    )
    assert cut_off
    # A reply that came to its end needs no second end token.
    policy = policy_for(card, **HELD)
    policy.start("x")
    policy.reply(Pruner(card.perception).look(frames[0]), None)
    assert policy.session.ids[-1] == policy.tokenizer.convert_tokens_to_ids("<|im_end|>")
    assert policy.reply(pruner.look(frames[2]), CHANGED).prompt.startswith(
        "\n<|im_start|>user\nThe screen changed.\n"
    )


def test_a_spent_budget_starts_again_with_a_record(card, frames, monkeypatch):
    first = policy_for(card)
    first.start("x")
    start_tokens = first.reply(Pruner(card.perception).look(frames[0]), None).context_tokens
    policy = policy_for(card, context_tokens=start_tokens + 500)
    pruner = Pruner(card.perception)
    policy.start("Save the file")
    assert policy.keyframe() == "lost"
    monkeypatch.setattr(policy.tokenizer, "decode", lambda *_args, **_kwargs: DONE)
    effect, asked = None, []
    for number in range(12):
        asked.append(policy.keyframe())
        look = pruner.look(frames[number % 3], asked[-1])
        reply = policy.reply(look, effect)
        effect = CHANGED
        assert reply.context_tokens <= policy.settings.context_tokens
        if asked[-1] == "budget":
            assert look.selection.kind == "I"
            assert reply.prompt.startswith("<|im_start|>system")
            assert f"What you did so far:\n1. click (10, 20): {CHANGED.message}\n" in reply.prompt
            break
    assert asked[-1] == "budget"
    assert asked[1:-1] == [None] * (len(asked) - 2)
    policy.start("Another task")
    fresh = policy.reply(Pruner(card.perception).look(frames[0]), None)
    assert "What you did so far" not in fresh.prompt


def test_an_i_frame_that_does_not_fit_starts_again(card, frames):
    policy = policy_for(card, context_tokens=3200)
    policy.start("x")
    one = policy.reply(Pruner(card.perception).look(frames[0]), None)
    room = policy.settings.context_tokens - one.context_tokens - policy.settings.max_new_tokens
    long = Effect("refused", "no " * (room // 3 + 10))
    again = policy.reply(Pruner(card.perception).look(frames[1]), long)
    assert again.prompt.startswith("<|im_start|>system")


def test_too_little_memory_for_a_first_turn_says_what_to_lower(card, frames, run_out):
    policy = policy_for(card)
    policy.start("x")
    run_out(policy, 0, 3)
    for _ in range(2):
        with pytest.raises(MissingError, match="too little memory") as error:
            policy.reply(Pruner(card.perception).look(frames[0]), None)
        assert "max_pixels" in error.value.hint
        assert "context_tokens" in error.value.hint
        assert policy.engine.memory.slots == 0
        assert policy.keyframe() == "lost"
    assert policy.reply(Pruner(card.perception).look(frames[0]), None).context_tokens > 0


@pytest.mark.parametrize("layout", ["append", "canvas"])
def test_a_lost_conversation_asks_for_an_i_frame(card, frames, run_out, layout):
    policy = policy_for(card, layout=layout)
    pruner = Pruner(policy.card.perception)
    policy.start("x")
    policy.reply(pruner.look(frames[0]), None)
    assert policy.keyframe() is None
    memory, device = weakref.ref(policy.engine.memory), policy.settings.device
    run_out(policy, 4)
    with pytest.raises(ContextLostError, match=f"{device!r} has too little memory"):
        policy.reply(pruner.look(frames[1]), CHANGED)
    assert policy.keyframe() == "lost"
    canvas = fit_canvas(frames[1], 32)
    p_frame = Look(canvas, Selection(np.full(canvas.grid, Predictor.BEFORE, np.uint8), "P", None, 0.0))
    with pytest.raises(ValueError, match="P-frame"):
        policy.reply(p_frame, CHANGED)
    look = pruner.look(frames[1], policy.keyframe())
    assert (look.selection.kind, look.selection.reason) == ("I", "lost")
    reply = policy.reply(look, CHANGED)
    assert memory() is None
    assert "1. a reply that was no action: The screen changed." in reply.prompt
    fresh = policy_for(card, layout=layout)
    fresh.start("x")
    fresh._steps = policy._steps[:1]
    assert fresh.reply(look, None).text == reply.text
    policy.close()
    assert policy.session is None


def test_what_ran_out_of_memory_is_free_before_the_look_comes_again(card, frames, run_out):
    """Also while the error is being handled, which is when the loop looks again."""
    policy = policy_for(card)
    pruner = Pruner(card.perception)
    policy.start("x")
    policy.reply(pruner.look(frames[0]), None)
    memory = weakref.ref(policy.engine.memory)
    run_out(policy, 0)
    gc.disable()
    try:
        with pytest.raises(ContextLostError) as error:
            policy.reply(pruner.look(frames[1]), CHANGED)
        assert memory() is None
        assert error.value.__traceback__ is not None
    finally:
        gc.enable()


class Slides:
    """A screen that shows one frame per look; a dry run looks no other time than that."""

    def __init__(self, frames):
        self.frames = iter(frames)

    def grab(self):
        pixels = next(self.frames)
        return Frame(pixels, Monitor(0, 0, pixels.shape[1], pixels.shape[0]), 0.0)


@pytest.mark.parametrize("layout", ["append", "canvas"])
def test_a_run_goes_on_after_its_context_was_lost(card, frames, saying, run_out, tmp_path, layout):
    policy = policy_for(card, layout=layout, **HELD)
    saying(policy, policy.dialect.print(Wait(seconds=1)))
    turns = []
    policy.family.visual.register_forward_pre_hook(lambda *_: turns.append(1))
    perception = policy.card.perception
    trace = Trace(tmp_path / "run", RunRecord(
        task="t", agent="tiny", card={}, env="none", seed=None, perception=perception, versions={}, started_at=0.0,
    ))  # fmt: skip
    agent = Agent(
        Slides([*frames[:3], frames[0]]), Pruner(perception), policy, policy.dialect, "relative-1000", DryHands(),
        ApproveAll(), trace, max_steps=4,
    )  # fmt: skip
    reply, calls = policy.reply, []

    def third_runs_out(look, effect):
        calls.append((look.selection.kind, look.selection.reason))
        if len(calls) == 3:
            run_out(policy, 0)
        return reply(look, effect)

    policy.reply = third_runs_out
    assert agent.run("t").status == "limit"
    # On so small a screen the whole of it takes no more than what changed since the I-frame.
    last = ("I", "smaller") if layout == "append" else ("P", None)
    assert calls == [("I", "first"), ("P", None), ("P", None), ("I", "lost"), last]
    steps = list(read_steps(trace.folder))
    assert [(step.kind, step.reason) for step in steps] == [
        ("I", "first"), ("P", None), ("I", "lost"), last,
    ]  # fmt: skip
    assert all(step.action == Wait(seconds=1) for step in steps)
    assert steps[2].prompt.startswith("<|im_start|>system")
    assert "What you did so far:\n1. wait" in steps[2].prompt
    assert steps[2].context_tokens < steps[1].context_tokens + steps[2].kept_tokens + 1000
    checked = verify(trace.folder)
    assert checked.ok, checked.differences
    assert checked.checked == 4


def test_a_context_that_no_screen_fits_in(card, frames):
    policy = policy_for(card, context_tokens=256)
    policy.start("x")
    with pytest.raises(InputError, match="do not fit") as error:
        policy.reply(Pruner(card.perception).look(frames[0]), None)
    assert "context_tokens" in error.value.hint


def test_a_card_and_a_model_must_fit(card):
    with pytest.raises(InputError, match="names no model"):
        TransformersPolicy(card.model_copy(update={"model": None}), dialect_named("qwen3-vl"))
    with pytest.raises(InputError, match="28 px"):
        policy_for(card.model_copy(update={"perception": Perception(block=28)}))
    with pytest.raises(InputError, match="9000"):
        policy_for(card, context_tokens=9000)


def test_a_tokenizer_that_is_missing_or_not_the_models(card, folder, copied):
    copy = copied(without=["tokenizer.json", "tokenizer_config.json"])
    with pytest.raises(MissingError, match="tokenizer"):
        policy_for(card, id=str(copy))
    text = (folder / "tokenizer.json").read_text()
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        if (folder / name).exists():
            (copy / name).write_text((folder / name).read_text())
    (copy / "tokenizer.json").write_text(text.replace("<|vision_end|>", "<|other_end|>"))
    with pytest.raises(InputError, match=r"does not know <\|vision_end\|>"):
        policy_for(card, id=str(copy))
    swapped = (
        text.replace("<|image_pad|>", "@")
        .replace("<|vision_end|>", "<|image_pad|>")
        .replace("@", "<|vision_end|>")
    )
    (copy / "tokenizer.json").write_text(swapped)
    with pytest.raises(InputError, match="another model"):
        policy_for(card, id=str(copy))


def test_only_these_tokens_are_relied_on(card):
    policy = policy_for(card)
    assert all(len(policy.tokenizer.encode(token, add_special_tokens=False)) == 1 for token in SPECIAL)


@pytest.mark.parametrize(("dialect", "thought"), [("qwen3-vl", False), ("qwen3-vl", True), ("json", False)])
def test_a_constrained_reply_is_an_action_whatever_the_model_would_say(
    card, frames, passes, dialect, thought
):
    policy = policy_for(card, dialect, thought=thought, **HELD)
    free = policy_for(card, dialect, context_tokens=8000)
    for task in ("Öffne das Menü", "<tool_call>"):
        pruner = Pruner(card.perception)
        policy.start(task)
        for frame in frames[:2]:
            look = pruner.look(frame, policy.keyframe())
            with passes(policy.family) as sizes:
                reply = policy.reply(look, None)
            policy.dialect.parse(reply.text)
            ids = policy.session.ids
            said = ids[len(ids) - len(reply.text.encode()) - 1 :]
            assert policy.tokenizer.decode(said[:-1]) == reply.text
            assert said[-1] == policy._end
            assert len(sizes) < len(said) <= policy.settings.max_new_tokens
    free.start(task)
    with pytest.raises(DialectError):
        free.dialect.parse(free.reply(Pruner(card.perception).look(frames[0]), None).text)


@pytest.mark.parametrize(
    "action", [Click(point=(10.0, 20.0)), Type(text='Grüße, "you"\n'), Wait(seconds=2.0)]
)
def test_a_grammar_changes_nothing_about_a_reply_that_is_an_action(card, frames, saying, passes, action):
    replies, costs = [], []
    for constrained in (False, True):
        policy = policy_for(card, **HELD | {"constrained": constrained})
        saying(policy, policy.dialect.print(action))
        policy.start("x")
        with passes(policy.family) as sizes:
            replies.append(policy.reply(Pruner(card.perception).look(frames[0]), None))
        assert policy.session.ids[-1] == policy._end
        costs.append(len(sizes))
    free, held = replies
    assert policy.dialect.parse(held.text) == action
    assert held.text == free.text
    assert held.context_tokens == free.context_tokens
    assert not held.cut_off
    assert costs[0] == len(free.text.encode()) + 1
    assert costs[1] < costs[0] / 2


def test_a_reply_that_does_not_close_is_closed_in_time(card, frames, saying):
    policy = policy_for(card, **HELD)
    saying(policy, policy.dialect.print(Type(text="a")).split('a"}')[0] + "aaa", end=False)
    policy.start("x")
    reply = policy.reply(Pruner(card.perception).look(frames[0]), None)
    action = policy.dialect.parse(reply.text)
    assert isinstance(action, Type)
    assert set(action.text) == {"a"}
    assert len(action.text) > 60
    assert len(reply.text.encode()) + 1 <= policy.settings.max_new_tokens
    assert policy.session.ids[-1] == policy._end
    assert reply.cut_off


def test_too_few_tokens_for_any_action_are_refused(card):
    with pytest.raises(InputError, match="16 tokens are too few") as error:
        policy_for(card, constrained=True)
    assert "max_new_tokens" in error.value.hint


@pytest.mark.parametrize("context", ["changed", "halo", "frame"])
def test_the_card_chooses_what_the_vision_tower_runs_on(card, frames, context):
    policy = policy_for(card, vision_context=context)
    pruner = Pruner(card.perception)
    policy.start("x")
    seen = []
    policy.family.visual.register_forward_pre_hook(lambda _module, args: seen.append(len(args[0]) // 4))
    looks = []
    for frame in frames[:2]:
        looks.append(pruner.look(frame, policy.keyframe()))
        policy.reply(looks[-1], None)
    kept = [look.selection.kept for look in looks]
    assert seen[0] == kept[0]
    assert seen[1] == kept[1] if context == "changed" else seen[1] > kept[1]
