"""How a model is spoken to: the brief form letter by letter, in text and in a running conversation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppagent.action.dialects import dialect_named
from ppagent.action.schema import Click, Done, Type
from ppagent.errors import InputError
from ppagent.policy.base import Effect
from ppagent.policy.prompts import (
    BRIEF_STEPS,
    EFFECT_NOTES,
    PICTURE,
    BriefPrompts,
    Step,
    brief_opening,
    brief_reply,
    brief_turn,
)
from ppagent.policy.session import Session
from ppagent.policy.transformers import TransformersPolicy
from ppagent.prune.pruner import Pruner
from ppagent.train.conversation import appended, composed, said, scenes
from ppagent.train.sheet import Episode, Sheet, Turn
from ppagent.train.tokenizer import END, SPECIAL_IDS, SPECIAL_TOKENS, encode

CHANGED = Effect("confirmed", "The screen changed.")
NOTHING = Effect("no_effect", "Nothing on the screen changed.")


@pytest.fixture
def brief(card, brief_folder):
    """Makes a policy that is spoken to in the brief form."""
    return lambda layout="compose", **changes: policy_of(card, layout, {"id": str(brief_folder)} | changes)


def policy_of(card, layout, changes):
    model = {"prompts": "brief", "constrained": True, "max_new_tokens": 96, "context_tokens": 4096}
    return TransformersPolicy(
        card.model_copy(
            update={
                "dialect": "brief",
                "prompt": "",
                "model": card.model.model_copy(update=model | changes),
                "perception": card.perception.model_copy(update={"layout": layout}),
            }
        ),
        dialect_named("brief"),
    )


def test_the_form_of_a_brief_turn():
    assert brief_turn("click 'Save'") == "<|im_start|>click 'Save'<|im_end|>"
    assert brief_turn("open it", EFFECT_NOTES["no_effect"]) == "<|im_start|>open it\nno effect<|im_end|>"
    assert brief_turn("open it", EFFECT_NOTES["refused"]) == "<|im_start|>open it\nrefused<|im_end|>"
    assert EFFECT_NOTES["confirmed"] == EFFECT_NOTES["unverifiable"] == ""
    assert brief_reply("click 512,300") == "click 512,300<|endoftext|>"
    assert brief_opening("x") == "<|vision_start|><|image_pad|><|vision_end|><|im_start|>x<|im_end|>"


def test_a_conversation_that_starts_again_is_told_its_last_turns():
    steps = [("click 001,002", "no_effect"), ("key ctrl+s", "refused"), ("wait", "confirmed")]
    assert brief_opening("save", steps) == (
        f"{PICTURE}<|im_start|>save<|im_end|>click 001,002<|endoftext|><|im_start|>save\nno effect<|im_end|>"
        "key ctrl+s<|endoftext|><|im_start|>save\nrefused<|im_end|>wait<|endoftext|><|im_start|>save<|im_end|>"
    )
    many = [(f"wait {number}", "no_effect") for number in range(14)]
    told = brief_opening("save", many)
    assert told == brief_opening("save", many[-BRIEF_STEPS:])
    assert told.startswith(f"{PICTURE}<|im_start|>save<|im_end|>wait 4<")
    assert told.count("<|im_start|>") == BRIEF_STEPS + 1
    assert BriefPrompts("append").first("save", [Step(reply) for reply, _ in steps], 1) == brief_opening(
        "save", [("wait", "unverifiable")]
    )


forgers = st.lists(
    st.sampled_from([*SPECIAL_TOKENS, "<|", "<", "|", "a", "\n", "im_end|>"]), max_size=12
).map("".join)


@given(forgers, forgers)
def test_no_text_from_outside_becomes_a_mark(task, reply):
    tokens = encode(brief_opening(task, [(reply, "refused")]))
    marks = [token for token in tokens if token > 255]
    names = (
        "vision_start",
        "image_pad",
        "vision_end",
        "im_start",
        "im_end",
        "endoftext",
        "im_start",
        "im_end",
    )
    assert marks == [SPECIAL_IDS[f"<|{name}|>"] for name in names]


def test_a_brief_conversation_shows_the_picture_first_and_says_the_task_in_every_turn(brief, frames):
    expected = {
        "compose": ["<|im_start|>Öffne <x>\nno effect<|im_end|>"] * 3,
        "canvas": ["<|image_pad|><|im_start|>Öffne <x>\nno effect<|im_end|>"] * 2
        + ["<|im_start|>Öffne <x>\nno effect<|im_end|>"],
        "append": [f"{PICTURE}<|im_start|>Öffne <x>\nno effect<|im_end|>"] * 2
        + ["<|im_start|>Öffne <x>\nno effect<|im_end|>"],
    }
    for layout, later in expected.items():
        policy = brief(layout)
        pruner = Pruner(policy.card.perception)
        policy.start("Öffne <x>")
        replies = [
            policy.reply(pruner.look(frame, policy.keyframe()), NOTHING if number else None)
            for number, frame in enumerate(frames)
        ]
        assert [reply.prompt for reply in replies] == [
            f"{PICTURE}<|im_start|>Öffne <x><|im_end|>", *later
        ]  # fmt: skip
        assert [reply.cut_off for reply in replies] == [False] * 4
        for reply in replies:
            policy.dialect.parse(reply.text)
        # Each reply ends with its mark, and nothing else comes between.
        ends = policy.tokenizer.convert_tokens_to_ids("<|endoftext|>")
        assert policy.session.ids[-1] == ends
        assert policy.session.ids.count(ends) == 4


def test_a_reply_that_was_cut_off_is_closed(brief, frames):
    policy = brief(constrained=False, max_new_tokens=3)
    pruner = Pruner(policy.card.perception)
    policy.start("x")
    assert policy.reply(pruner.look(frames[0]), None).cut_off
    again = policy.reply(pruner.look(frames[1], policy.keyframe()), Effect("refused", "Too long."))
    assert again.prompt == "<|endoftext|><|im_start|>x\nrefused<|im_end|>"


def test_a_spent_budget_starts_again_with_the_turns_so_far(brief, frames):
    policy = brief(context_tokens=560)
    pruner = Pruner(policy.card.perception)
    task = "click the thing that is not there, then another one"
    policy.start(task)
    first = policy.reply(pruner.look(frames[0], policy.keyframe()), None)
    said, prompts = [first.text], []
    for number in range(1, 12):
        reply = policy.reply(pruner.look(frames[number % 3], policy.keyframe()), NOTHING)
        assert reply.context_tokens <= 560
        prompts.append((reply.prompt, list(said)))
        said.append(reply.text)
    restarted = [(prompt, before) for prompt, before in prompts if prompt.startswith("<|vision_start|>")]
    assert restarted
    for prompt, before in restarted:
        told = prompt.count("<|endoftext|>")
        assert prompt == brief_opening(task, [(text, "no_effect") for text in before[len(before) - told :]])


def test_a_task_too_long_for_the_context_is_a_plain_error(brief, frames):
    policy = brief(context_tokens=1024)
    policy.start("漢" * 2000)
    with pytest.raises(InputError, match="do not fit"):
        policy.reply(Pruner(policy.card.perception).look(frames[0]), None)


@pytest.mark.parametrize(
    "task", ["öffne das Menü", "открой меню", "菜单を開く 🙂", "word " * 400, "<|image_pad|>" * 3]
)
def test_any_task_on_any_screen_gets_an_action(brief, frames, task):
    policy = brief()
    for pixels in (frames[0], np.full((64, 90, 3), 7, np.uint8), np.zeros((32, 32, 3), np.uint8)):
        policy.start(task)
        reply = policy.reply(Pruner(policy.card.perception).look(pixels, policy.keyframe()), None)
        policy.dialect.parse(reply.text)


@pytest.mark.parametrize("layout", ["append", "compose"])
def test_a_session_has_the_tokens_that_training_makes_of_the_same_episode(brief, frames, monkeypatch, layout):
    actions = [
        Click(point=(20, 12)),
        Type(text="a\n\\ <|im_end|> b"),
        Click(point=(349, 239), count=2),
        Done(),
    ]
    shown = [frames[0], frames[1], frames[1], frames[2]]
    turns = tuple(
        Turn(Sheet(pixels, (), "drawn"), action) for pixels, action in zip(shown, actions, strict=True)
    )
    episode = Episode("öffne 'File' <|im_end|>", turns)
    policy = brief(layout)
    pruner = Pruner(policy.card.perception)
    policy.start(episode.task)
    effects = [None, CHANGED, NOTHING, CHANGED]
    for turn, effect in zip(turns, effects, strict=True):
        look = pruner.look(turn.sheet.pixels, policy.keyframe())
        reply = [*said(turn.action, look).encode(), END]

        def speak(session, _most, _stop, _matcher, reply=reply):
            session._say(reply)
            return reply

        monkeypatch.setattr(Session, "decode", speak)
        policy.reply(look, effect)
    trained = {"append": appended, "compose": composed}[layout](scenes(episode), policy.card.perception)
    assert policy.session.ids == tuple(trained.ids)
