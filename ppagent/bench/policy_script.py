"""In: nothing. Out: a conversation written in advance, as random weights say nonsense, and a tokenizer for it.

No tokenizer is on every machine, so one is made of the words that are needed: it splits text as Qwen's does (digits one
by one), has Qwen's marks as tokens of their own, and knows as many words as make a click come out at a given length.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from ppagent.action.qwen import QwenDialect
from ppagent.action.schema import Click
from ppagent.errors import InputError
from ppagent.policy.grammar import Grammar

_SPECIAL = (
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"
)  # fmt: skip
_TAGS = ("<tool_call>", "</tool_call>")
_END = "<|im_end|>"
_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_TASK = "Task: Open the settings and make the text larger.\n"
_OUTCOME = "Your last action changed the screen.\n"
_SCREEN = f"The screen:\n<|vision_start|><|image_pad|><|vision_end|>{_END}\n<|im_start|>assistant\n"
_REPLY_ROOM = 512
"""A grammar's longest reply: enough that it never has to cut one short."""


class Script:
    """What is said in an episode of any length: the same text, whichever way the frames are sent.

    Args:
        reply_tokens: of a reply, its end token included.

    Attributes:
        tokenizer: a fast tokenizer of transformers.
        dialect: of the replies.
        reply_tokens: as given, or the nearest length above that the tokenizer can be made to have.

    Raises:
        InputError: no tokenizer that splits as Qwen's makes a click so short.
    """

    def __init__(self, reply_tokens: int) -> None:
        self.dialect = QwenDialect()
        self.tokenizer = _tokenizer(self._texts(), self._reply(0), reply_tokens)
        self.reply_tokens = len(self.reply(0))
        self.ids: dict[str, int] = {
            token: self.tokenizer.convert_tokens_to_ids(token) for token in (*_SPECIAL, *_TAGS)
        }

    @property
    def end(self) -> int:
        """The token that ends a reply."""
        return self.ids[_END]

    def turn(self, step: int, blocks: int) -> list[int]:
        """Token ids of what stands before a reply, with one picture.

        Args:
            step: from 0; the first one opens the conversation.
            blocks: visual tokens of the picture.
        """
        image = self.ids["<|image_pad|>"]
        ids: list[int] = self.tokenizer.encode(self._turn(step), add_special_tokens=False)
        return [token for one in ids for token in ([image] * blocks if one == image else [one])]

    def action(self, step: int) -> Click:
        """What the reply of a step does: a click, with three digits to each number."""
        return Click(point=(100 + (step * 37 + 412) % 900, 100 + (step * 101 + 284) % 900))

    def reply(self, step: int) -> list[int]:
        """Token ids of a reply, its end token included."""
        ids: list[int] = self.tokenizer.encode(self._reply(step), add_special_tokens=False)
        return ids

    def parse(self, step: int, ids: Sequence[int]) -> None:
        """Read a reply as an agent would.

        Raises:
            DialectError: it is no action.
            ValueError: it is another one than the script has.
        """
        said = self.text(ids[:-1])
        if self.dialect.parse(said) != self.action(step):
            raise ValueError(f"the reply {said!r} is not what the script says")

    def text(self, ids: Sequence[int]) -> str:
        """A conversation as text, without its pictures."""
        image = self.ids["<|image_pad|>"]
        text: str = self.tokenizer.decode(
            [token for token in ids if token != image],
            skip_special_tokens=False, clean_up_tokenization_spaces=False,
        )  # fmt: skip
        return text

    def grammar(self, vocabulary: int) -> Grammar:
        """The grammar of the replies, for a model with so many logits."""
        return Grammar.of_dialect(
            self.dialect, self.tokenizer, vocabulary,
            thought=False, max_new_tokens=_REPLY_ROOM, stop_ids=(self.end,),
        )  # fmt: skip

    def after(self, said: Sequence[int], left: Sequence[int]) -> list[int]:
        """What is left of a reply once some of it has been said, maybe in other tokens of the same text.

        Raises:
            ValueError: something else was said.
        """
        if list(left[: len(said)]) == list(said):
            return list(left[len(said) :])
        spoken, text = self.text(said), self.text(left)
        if not text.startswith(spoken):
            raise ValueError(f"the model says {spoken!r} where the script says {text!r}")
        rest: list[int] = self.tokenizer.encode(text[len(spoken) :], add_special_tokens=False)
        return rest

    def _turn(self, step: int) -> str:
        if step:
            return f"\n<|im_start|>user\n{_OUTCOME}{_SCREEN}"
        return f"<|im_start|>system\n{self.dialect.prompt()}{_END}\n<|im_start|>user\n{_TASK}{_SCREEN}"

    def _reply(self, step: int) -> str:
        return self.dialect.print(self.action(step)) + _END

    def _texts(self) -> list[str]:
        return [
            self._turn(0),
            *(text for step in range(1, 9) for text in (self._turn(step), self._reply(step))),
        ]


def _tokenizer(texts: Sequence[str], reply: str, reply_tokens: int) -> PreTrainedTokenizerFast:
    """A byte-level BPE that knows every word of some texts, less the longest ones of ``reply``, until it is long enough."""
    whole = _dressed(models.BPE())
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    whole.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=8192, initial_alphabet=alphabet, show_progress=False)
    )
    merges = [tuple(pair) for pair in json.loads(whole.to_str())["model"]["merges"]]

    def without(unknown: Sequence[str]) -> Tokenizer:
        known = [pair for pair in merges if not {"".join(pair), *pair} & set(unknown)]
        words = [*sorted(alphabet), *dict.fromkeys("".join(pair) for pair in known)]
        tokenizer = _dressed(models.BPE({word: index for index, word in enumerate(words)}, known))
        tokenizer.add_special_tokens(
            [AddedToken(token, special=True, normalized=False) for token in _SPECIAL]
        )
        tokenizer.add_tokens([AddedToken(token, special=False, normalized=False) for token in _TAGS])
        return tokenizer

    spelt = without([]).encode(reply).tokens
    longest = sorted(
        (word for word in spelt if word.strip("_").isascii() and word.strip("_").isalpha()), key=len
    )[::-1]
    for count in range(len(longest) + 1):
        made = without(longest[:count])
        if len(spelt) <= reply_tokens <= len(made.encode(reply).ids):
            ends = {"eos_token": _END, "pad_token": "<|endoftext|>"}
            return PreTrainedTokenizerFast(tokenizer_object=made, **ends)
    raise InputError(
        f"a reply cannot be made to have {reply_tokens} tokens",
        f"give a number from {len(spelt)} to {len(spelt) + len(longest)}",
    )


def _dressed(model: models.BPE) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer
