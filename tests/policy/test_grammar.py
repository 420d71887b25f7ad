"""Whatever a model prefers, a reply held to a dialect's grammar is an action, complete within its budget."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoTokenizer, ByT5Tokenizer, PreTrainedTokenizerFast

from ppagent.action.dialect import Dialect, JsonDialect
from ppagent.action.qwen import QwenDialect
from ppagent.action.schema import Action, Answer, Click, Done, Drag, Key, Move, Scroll, Type, Wait
from ppagent.errors import InputError
from ppagent.policy import grammar as grammar_module
from ppagent.policy.grammar import Grammar, Matcher, apply_mask

TAGS = ("<tool_call>", "</tool_call>")
PADDING = 45
"""Logits of the model that stand for no token, as models round their vocabulary up."""


def fast(tokenizer: Tokenizer, tags: bool = False) -> PreTrainedTokenizerFast:
    ends = [AddedToken(name, special=True, normalized=False) for name in ("<|im_end|>", "<|image_pad|>")]
    tokenizer.add_special_tokens(ends)
    if tags:
        tokenizer.add_tokens([AddedToken(tag, special=False, normalized=False) for tag in TAGS])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|im_end|>")  # noqa: S106 - no password


def raw_bytes() -> PreTrainedTokenizerFast:
    """264 tokens: the bytes are their own ids."""
    letters = {letter: byte for byte, letter in enumerate(byte_letters())}
    tokenizer = Tokenizer(models.BPE(vocab=letters, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(f"<|{n}|>", special=True) for n in range(6)])
    return fast(tokenizer)


def byte_letters() -> list[str]:
    """What byte-level tokenizers write for each byte: itself if it can be seen, else the next letter above 255."""
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    above = iter(range(256, 512))
    return [chr(byte if byte in seen else next(above)) for byte in range(256)]


def bpe(tags: bool) -> PreTrainedTokenizerFast:
    """Trained on tool calls and some text; words are split as Qwen's tokenizers split them, a digit at a time."""
    rng = np.random.default_rng(3)
    calls = [QwenDialect().print(click(rng)) for _ in range(300)]
    calls += [JsonDialect().print(click(rng)) for _ in range(100)]
    calls += [
        QwenDialect().print(action) for action in (Type(text="hello there"), Key(keys=("ctrl", "s"))) * 50
    ]
    tokenizer = Tokenizer(models.BPE())
    words = r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(words), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=700, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator([*calls, *Path(__file__).read_text("utf-8").splitlines()], trainer)
    return fast(tokenizer, tags)


def click(rng: np.random.Generator) -> Click:
    return Click(point=tuple(rng.integers(0, 1001, 2).tolist()))


TOKENIZERS = ("bytes", "bpe", "bpe with tags", "the tiny model's")


@pytest.fixture(scope="session")
def tokenizers(folder: Path) -> dict[str, Any]:
    tiny = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    return dict(zip(TOKENIZERS, (raw_bytes(), bpe(tags=False), bpe(tags=True), tiny), strict=True))


@pytest.fixture(scope="session")
def grammar_of(tokenizers: dict[str, Any]) -> Callable[..., Grammar]:
    known: dict[tuple[Any, ...], Grammar] = {}

    def make(name: str, dialect: type[Dialect], thought: bool = False, max_new_tokens: int = 400) -> Grammar:
        key = name, dialect, thought, max_new_tokens
        if key not in known:
            tokenizer = tokenizers[name]
            known[key] = Grammar.of_dialect(
                dialect(), tokenizer, len(tokenizer) + PADDING, thought=thought, max_new_tokens=max_new_tokens
            )
        return known[key]

    return make


def answer(grammar: Grammar, prefer: Callable[[list[int]], torch.Tensor]) -> tuple[list[int], Matcher, int]:
    """Decode as a session does; ``prefer`` stands for the model. Returns the tokens and how often it was asked."""
    matcher, tokens, forwards = grammar.start(), [], 0
    bitmask = torch.zeros(grammar.words, dtype=torch.int32)
    while True:
        tokens += matcher.forced()
        if matcher.stopped:
            return tokens, matcher, forwards
        matcher.mask(bitmask)
        tokens.append(int(apply_mask(prefer(tokens), bitmask).argmax()))
        matcher.accept(tokens[-1])
        forwards += 1


def parsed(dialect: Dialect, tokenizer: Any, tokens: list[int]) -> Action:
    assert tokens[-1] == tokenizer.eos_token_id
    assert tokenizer.eos_token_id not in tokens[:-1]
    return dialect.parse(tokenizer.decode(tokens[:-1], clean_up_tokenization_spaces=False))


def saying(grammar: Grammar, tokenizer: Any, text: str) -> tuple[list[int], Matcher, int]:
    """A model that says this text, and knows no other."""
    said = [*tokenizer.encode(text, add_special_tokens=False), tokenizer.eos_token_id]

    def prefer(tokens: list[int]) -> torch.Tensor:
        assert tokens == said[: len(tokens)]
        return torch.nn.functional.one_hot(torch.tensor(said[len(tokens)]), grammar.vocabulary).float()

    return answer(grammar, prefer)


@pytest.mark.parametrize("thought", [False, True])
@pytest.mark.parametrize("dialect", [QwenDialect, JsonDialect])
@pytest.mark.parametrize("name", TOKENIZERS)
def test_a_reply_of_random_logits_is_an_action(grammar_of, tokenizers, name, dialect, thought):
    limits = 400, grammar_of(name, dialect, thought).minimum
    kinds = set()
    for seed in range(60):
        grammar = grammar_of(name, dialect, thought, limits[seed % 2])
        generator = torch.Generator().manual_seed(seed)
        # Some models have a favourite word that never ends anything.
        favourite = 40 * torch.nn.functional.one_hot(
            torch.randint(grammar.vocabulary, (3,), generator=generator), grammar.vocabulary
        ).sum(0)
        weight = float(seed % 3)

        def prefer(
            _: list[int], generator=generator, favourite=favourite, grammar=grammar, weight=weight
        ) -> torch.Tensor:
            return torch.randn(grammar.vocabulary, generator=generator) * 3 + weight * favourite

        tokens, _, _ = answer(grammar, prefer)
        assert len(tokens) <= grammar.max_new_tokens
        assert max(tokens) < len(tokenizers[name])
        kinds.add(parsed(dialect(), tokenizers[name], tokens).kind)
    assert len(kinds) > 3


SAMPLES = [
    Click(), Click(point=(500, 250)), Click(point=(1, 2), count=3), Click(point=(3, 0.25), button="right"),
    Move(point=(0.001, 1e-5)), Drag(end=(1000, 0)), Scroll(point=(5, 6), dy=-100), Scroll(dx=7),
    Type(text='é\U0001f600 \\ "x" <b>\n'), Key(keys=("ctrl", "pagedown", "é")), Wait(seconds=2.5),
    Answer(text="\x01\x7f"), Done(),
]  # fmt: skip
JSON_SAMPLES = [
    Click(modifiers=("ctrl", "alt"), count=2), Drag(start=(1, 2), end=(3, 4), button="middle"), Scroll(dx=1, dy=-2),
    Done(text="so"),
]  # fmt: skip


@settings(max_examples=300)
@given(data=st.data(), name=st.sampled_from(TOKENIZERS))
def test_a_reply_can_be_closed_from_anywhere(grammar_of, tokenizers, data, name):
    dialect, samples = data.draw(
        st.sampled_from([(QwenDialect(), SAMPLES), (JsonDialect(), SAMPLES + JSON_SAMPLES)])
    )
    grammar, tokenizer = grammar_of(name, type(dialect), thought=True), tokenizers[name]
    text = dialect.print(data.draw(st.sampled_from(samples)))
    if isinstance(dialect, QwenDialect):
        text = data.draw(st.sampled_from(["", "I th\U0001f600nk </tool> <"])) + text
    # Byte by byte, so that halves of all things occur; a tag that is a token has no halves.
    pieces = re.split(f"({'|'.join(TAGS)})", text) if name == "bpe with tags" else [text]
    tokens = [
        token
        for piece in pieces
        for token in (
            tokenizer.convert_tokens_to_ids([piece])
            if piece in TAGS
            else [grammar.bytes[byte] for byte in piece.encode()]
        )
    ]
    matcher = grammar.start()
    said = tokens[: data.draw(st.integers(0, len(tokens) - 1))]
    for token in said:
        matcher.accept(token)
    ending = matcher._ending()
    assert len(ending) <= grammar.closing_tokens
    parsed(dialect, tokenizer, said + ending)


@pytest.mark.parametrize("name", TOKENIZERS)
@pytest.mark.parametrize("action", SAMPLES, ids=repr)
def test_a_model_that_speaks_well_is_never_stopped(grammar_of, tokenizers, name, action):
    tokenizer = tokenizers[name]
    for dialect, thought in ((QwenDialect(), ""), (QwenDialect(), "Hm, 5 < 6.\n"), (JsonDialect(), "")):
        grammar = grammar_of(name, type(dialect), bool(thought))
        tokens, matcher, _ = saying(grammar, tokenizer, thought + dialect.print(action))
        assert parsed(dialect, tokenizer, tokens) == action
        assert not matcher.closed


def test_most_of_a_click_is_forced(grammar_of, tokenizers):
    rng = np.random.default_rng(0)
    counts = []
    for _ in range(50):
        text = QwenDialect().print(click(rng))
        tokens, _, forwards = saying(
            grammar_of("bpe with tags", QwenDialect), tokenizers["bpe with tags"], text
        )
        counts.append((len(tokens), forwards))
    tokens, forwards = np.mean(counts, axis=0)
    print(f"a click is {tokens:.1f} tokens and {forwards:.1f} forwards")
    assert forwards < tokens / 2


@pytest.mark.parametrize("name", TOKENIZERS)
def test_a_thought_that_does_not_end_is_ended_in_time_for_an_action_of_the_model(
    grammar_of, tokenizers, name
):
    grammar, tokenizer = grammar_of(name, QwenDialect, thought=True), tokenizers[name]
    said = tokenizer.encode('left_click", "coordinate": [512, 7]}}', add_special_tokens=False)
    begin = len(grammar.opening)

    def prefer(tokens: list[int]) -> torch.Tensor:
        after = next((i for i in range(len(tokens)) if tokens[i : i + begin] == grammar.opening), None)
        token = grammar.bytes[ord("m")] if after is None else said[len(tokens) - after - begin]
        return torch.nn.functional.one_hot(torch.tensor(token), grammar.vocabulary).float()

    tokens, matcher, _ = answer(grammar, prefer)
    assert parsed(QwenDialect(), tokenizer, tokens) == Click(point=(512, 7))
    assert not matcher.closed
    assert grammar.max_new_tokens - grammar.minimum <= len(tokens) <= grammar.max_new_tokens


def test_a_text_that_does_not_end_is_closed_and_said_to_be(grammar_of, tokenizers):
    grammar, tokenizer = grammar_of("bpe", QwenDialect), tokenizers["bpe"]
    said = tokenizer.encode(QwenDialect().print(Type(text="hello " * 500)), add_special_tokens=False)
    tokens, matcher, _ = answer(
        grammar,
        lambda tokens: torch.nn.functional.one_hot(
            torch.tensor(said[len(tokens)]), grammar.vocabulary
        ).float(),
    )
    action = parsed(QwenDialect(), tokenizer, tokens)
    assert isinstance(action, Type)
    assert ("hello " * 500).startswith(action.text)
    assert matcher.closed
    assert grammar.max_new_tokens - grammar.closing_tokens <= len(tokens) <= grammar.max_new_tokens


@pytest.mark.parametrize("thought", ["", "m" * 500])
def test_an_action_ends_before_its_text_is_longer_than_an_action_holds(
    grammar_of, tokenizers, monkeypatch, thought
):
    assert Type.model_json_schema()["properties"]["text"]["maxLength"] > grammar_module._ACTION_BYTES + 1_000
    monkeypatch.setattr(grammar_module, "_ACTION_BYTES", 300)
    grammar, tokenizer = grammar_of("bpe", QwenDialect, thought=True, max_new_tokens=2000), tokenizers["bpe"]
    said = tokenizer.encode(
        thought + QwenDialect().print(Type(text="hello " * 200)), add_special_tokens=False
    )
    tokens, matcher, _ = answer(
        grammar,
        lambda tokens: torch.nn.functional.one_hot(
            torch.tensor(said[len(tokens)]), grammar.vocabulary
        ).float(),
    )
    action = parsed(QwenDialect(), tokenizer, tokens)
    assert isinstance(action, Type)
    assert 150 < len(action.text) <= 320
    assert matcher.closed


def test_the_mask_is_what_may_be_accepted_and_says_nothing_beyond_the_vocabulary(grammar_of, tokenizers):
    grammar, tokenizer = grammar_of("bpe with tags", QwenDialect), tokenizers["bpe with tags"]
    matcher = grammar.start()
    matcher.forced()
    words = np.zeros(grammar.words, np.int32)
    matcher.mask(words)
    allowed = np.flatnonzero(np.unpackbits(words.view(np.uint8), bitorder="little"))
    assert 0 < len(allowed) < 100
    assert allowed.max() < len(tokenizer)
    again = torch.zeros(grammar.words, dtype=torch.int32)
    matcher.mask(again)
    assert again.tolist() == words.tolist()
    for token in range(grammar.vocabulary):
        other = grammar.start()
        other.forced()
        if token in allowed:
            other.accept(token)
        else:
            with pytest.raises(ValueError, match="does not allow"):
                other.accept(token)


@pytest.mark.parametrize("words", [np.zeros(3, np.int32), torch.zeros(3, dtype=torch.int32)])
def test_a_mask_of_another_size_is_refused(grammar_of, words):
    grammar = grammar_of("bytes", QwenDialect)
    for wrong in (words, words[:0], grammar_of("bytes", QwenDialect).words * [0]):
        with pytest.raises(ValueError, match=rf"\({grammar.words},\) int32"):
            grammar.start().mask(np.asarray(wrong))


def test_after_the_end_there_is_nothing(grammar_of, tokenizers):
    grammar, tokenizer = grammar_of("bpe", JsonDialect), tokenizers["bpe"]
    tokens, matcher, _ = saying(grammar, tokenizer, JsonDialect().print(Done()))
    assert tokens[-1] == grammar.stop_ids[0]
    assert (matcher.stopped, matcher.forced()) == (True, [])
    with pytest.raises(ValueError, match="does not allow"):
        matcher.accept(tokens[-1])


def test_where_a_reply_may_end_or_go_on_the_stop_tokens_are_allowed_with_the_others(tokenizers):
    tokenizer = tokenizers["bpe"]
    stops = tokenizer.convert_tokens_to_ids(["<|im_end|>", "<|image_pad|>"])
    for stop in stops:
        grammar = Grammar(
            tokenizer, "start: /a+/", len(tokenizer), examples=["a", "aa"], max_new_tokens=50, stop_ids=stops
        )
        matcher = grammar.start()
        matcher.accept(grammar.bytes[ord("a")])
        words = np.zeros(grammar.words, np.int32)
        matcher.mask(words)
        assert all(int(words[token // 32]) >> token % 32 & 1 for token in (*stops, grammar.bytes[ord("a")]))
        matcher.accept(stop)
        assert matcher.stopped


@pytest.mark.parametrize("device", ["cpu", *(["cuda"] if torch.cuda.is_available() else [])])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("size", [1, 31, 32, 33, 64, 70, 100])
def test_masking_logits(device, dtype, size):
    words = np.random.default_rng(size).integers(-(2**31), 2**31, (3, 2)).astype(np.int32)
    bits = np.unpackbits(words.view(np.uint8), axis=1, bitorder="little").astype(bool)
    logits = torch.arange(3 * size, dtype=dtype, device=device).view(3, size)
    masked = apply_mask(logits, torch.from_numpy(words).to(device))
    for row in range(3):
        for token in range(size):
            allowed = token < 64 and bits[row, token]
            assert masked[row, token] == (logits[row, token] if allowed else -torch.inf)
    assert torch.equal(apply_mask(logits[0], torch.from_numpy(words[0]).to(device)), masked[0])
    assert masked.dtype == dtype
    assert logits.isfinite().all(), "the model's own logits stay as they are"


def test_a_tokenizer_that_is_not_fast_or_not_of_bytes_is_refused():
    for tokenizer in (ByT5Tokenizer(), object()):
        with pytest.raises(InputError, match="fast tokenizer"):
            Grammar.of_dialect(QwenDialect(), tokenizer, 400, thought=False, max_new_tokens=400)
    words = fast(Tokenizer(models.WordLevel({"a": 0})))
    with pytest.raises(InputError, match="tokenizer"):
        Grammar.of_dialect(QwenDialect(), words, 400, thought=False, max_new_tokens=400)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"text": "start: nothing"}, "not a grammar: .*nothing"),
        ({"text": "start: <tool_call>"}, "not a grammar: .*tool_call"),
        ({"text": "start: /(/"}, "not a grammar"),
        ({"text": 'start: "b"'}, "own example 'a'"),
        ({"text": 'start: "ab"'}, "own example 'a'"),
        ({"max_new_tokens": 33}, "33 tokens are too few"),
        ({"vocabulary": 200}, "200 logits for the tokenizer's 264 tokens"),
    ],
)
def test_what_a_grammar_cannot_be_made_of(tokenizers, changes, says):
    arguments = {"text": "start: /a+/", "vocabulary": 264, "examples": ["a"], "max_new_tokens": 34, **changes}
    with pytest.raises(InputError, match=says) as error:
        Grammar(tokenizers["bytes"], **arguments)
    assert "\n" not in str(error.value)
    if "max_new_tokens" in changes:
        assert "at least 34" in error.value.hint


def test_bytes_are_their_own_tokens(tokenizers, grammar_of):
    assert len(tokenizers["bytes"]) == 264
    assert grammar_of("bytes", JsonDialect).bytes == list(range(0xF5))
    text = json.dumps({"kind": "done"})
    tokens, _, _ = saying(grammar_of("bytes", JsonDialect), tokenizers["bytes"], text)
    assert bytes(tokens[:-1]).decode() == text
