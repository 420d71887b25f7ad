import numpy as np
import pytest
import torch

from ppagent.action.dialects import dialect_named
from ppagent.errors import InputError, MissingError
from ppagent.policy.base import Effect
from ppagent.policy.transformers import SPECIAL, TransformersPolicy
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look, Predictor, Selection

CHANGED = Effect("confirmed", "The screen changed.")
DONE = '<tool_call>\n{"name": "computer_use", "arguments": {"action": "left_click", "coordinate": [10, 20]}}\n</tool_call>'


def policy_for(card, **changes):
    model = card.model.model_copy(update=changes)
    return TransformersPolicy(card.model_copy(update={"model": model}), dialect_named("qwen3-vl"))


def forward_sizes(policy):
    """The number of tokens of every forward pass, as the stock model sees them."""
    sizes = []

    def note(_module, _args, kwargs):
        sizes.append(kwargs["input_ids"].shape[1])

    policy.model.model.register_forward_pre_hook(note, with_kwargs=True)
    return sizes


def stock_reply(policy, prompt_ids, pixel_values, grid):
    ids = torch.tensor([prompt_ids])
    done = policy.model.model.generate(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        mm_token_type_ids=(ids == policy.model.image_token_id).int(),
        pixel_values=pixel_values,
        image_grid_thw=grid,
        do_sample=False,
        max_new_tokens=policy.settings.max_new_tokens,
        eos_token_id=sorted(policy.stop_ids),
        pad_token_id=0,
    )
    return done[0, len(prompt_ids) :].tolist()


def test_unpruned_its_tokens_are_those_of_the_stock_generate(card, frames, stock_pixels):
    card = card.model_copy(update={"perception": Perception(prune=False)})
    policy = policy_for(card)
    pruner = Pruner(card.perception)
    policy.start("Open the file menu")
    replies = []
    for number, frame in enumerate(frames[:3]):
        look = pruner.look(frame, policy.keyframe())
        assert look.selection.kept == look.selection.full
        before = policy.session.ids.copy() if policy.session else []
        reply = policy.reply(look, CHANGED if number else None)
        whole = policy.session.ids
        assert whole[: len(before)] == before
        assert reply.context_tokens == len(whole)
        prompt = len(before) + len(policy._encode(reply.prompt, look.selection.kept))
        assert whole[prompt:] == stock_reply(policy, whole[:prompt], *stock_pixels(frames[: number + 1]))
        replies.append(whole[prompt:])
    assert len({token for said in replies for token in said}) > 12, (
        "a model that repeats itself proves nothing"
    )
    assert len({tuple(said) for said in replies}) == 3


def test_each_turn_prefills_only_what_is_new(card, frames):
    policy = policy_for(card)
    sizes = forward_sizes(policy)
    pruner = Pruner(card.perception)
    policy.start("Save the file")
    kept = []
    for number, frame in enumerate(frames):
        look = pruner.look(frame, policy.keyframe())
        del sizes[:]
        held = len(policy.session.ids) if policy.session else 0
        reply = policy.reply(look, CHANGED if number else None)
        new = len(policy._encode(reply.prompt, look.selection.kept))
        said = len(policy.session.ids) - held - new
        # The last token of the reply before comes with the turn; every other token of a reply is a pass of its own.
        assert sizes == [new + bool(number), *[1] * (said - 1)]
        kept.append((look.selection.kind, look.selection.kept))
        assert ("<|image_pad|>" in reply.prompt) == (look.selection.kept > 0)
        assert (
            policy._encode(reply.prompt, look.selection.kept).count(policy.model.image_token_id)
            == kept[-1][1]
        )
        assert policy.keyframe() is None
    assert [kind for kind, _ in kept] == ["I", "P", "P", "P"]
    assert kept[1][1] > 0
    assert kept[2][1] > 0
    assert kept[3] == ("P", 0)
    assert "Nothing changed on the screen." in reply.prompt
    assert reply.phases_ms["vit"] == 0


def test_the_chat_has_qwens_form(card, frames, monkeypatch):
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
    end = policy.tokenizer.convert_tokens_to_ids("<|im_end|>")
    session = policy.session
    monkeypatch.setattr(session, "decode", lambda *_: session.ids.append(end) or [72, end])
    assert policy.reply(pruner.look(frames[2]), CHANGED).text == policy.tokenizer.decode([72])
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


def test_a_lost_state_asks_for_an_i_frame(card, frames, monkeypatch):
    policy = policy_for(card)
    pruner = Pruner(card.perception)
    policy.start("x")
    policy.reply(pruner.look(frames[0]), None)
    assert policy.keyframe() is None

    def full(*_args, **_kwargs):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(policy.session, "decode", full)
    with pytest.raises(MissingError, match="too little memory"):
        policy.reply(pruner.look(frames[1]), CHANGED)
    assert policy.keyframe() == "lost"
    canvas = fit_canvas(frames[1], 32)
    p_frame = Look(canvas, Selection(np.full(canvas.grid, Predictor.BEFORE, np.uint8), "P", None, 0.0))
    with pytest.raises(ValueError, match="P-frame"):
        policy.reply(p_frame, CHANGED)
    look = pruner.look(frames[1], policy.keyframe())
    assert (look.selection.kind, look.selection.reason) == ("I", "lost")
    reply = policy.reply(look, CHANGED)
    assert "1. a reply that was no action: The screen changed." in reply.prompt
    policy.close()
    assert policy.session is None


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
