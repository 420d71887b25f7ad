"""In: a dialect and a tokenizer. Out: for each reply the tokens that the dialect forces, and masks for where it does not.

What a masked model says is always an action, complete within its budget whatever the model prefers: a thought that will
not end is ended while there is room for an action, and an action that will not end (a text, mostly) is closed by the
end of an example.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import llguidance.hf
import numpy as np
import torch
from llguidance import LLMatcher
from llguidance.numpy import fill_next_token_bitmask
from numpy.typing import NDArray
from torch import Tensor

from ppagent.action.dialect import Dialect, DialectError
from ppagent.action.schema import Action, Answer, Click, Done, Drag, Fail, Key, Move, Scroll, Type, Wait
from ppagent.errors import InputError

_EXAMPLES: tuple[Action, ...] = (
    # The first one does no harm: it ends a reply in which the model has not yet said what to do.
    Wait(), Click(), Click(point=(0, 0)), Click(button="right"), Click(count=2), Click(modifiers=("ctrl",)),
    Move(point=(0, 0)), Drag(end=(0, 0)), Drag(start=(0, 0), end=(0, 0)), Scroll(dx=1), Scroll(dy=1),
    Scroll(point=(0, 0), dy=1), Type(text=""), Key(keys=("a",)), Answer(text=""), Done(), Done(text="a"), Fail(),
    Fail(reason="a"),
)  # fmt: skip
_MENDING_TOKENS = 16
"""Room for the rest of what an example's end cannot complete: half a character, half an escape, half a key's name."""
_ACTION_BYTES = 16_384
"""Longest action that a model may write: well within the longest text that an Action holds, whatever the tokens."""


class Grammar:
    """A grammar over the tokens of one model; compiled once, used for every reply.

    Args:
        tokenizer: a fast tokenizer of transformers, byte-level.
        text: the grammar, in the variant of Lark that llguidance reads.
        vocabulary: logits of the model, at least the tokenizer's tokens; those beyond them are never allowed.
        examples: short complete replies, one of each kind, from which endings are taken; the first one is harmless.
        max_new_tokens: longest reply, its end token included.
        stop_ids: tokens that end a reply, the model's own first; the tokenizer's end token if empty.

    Attributes:
        vocabulary: as given.
        words: int32 of a mask, ``ceil(vocabulary / 32)``.
        minimum: the fewest tokens in which every reply can be complete.

    Raises:
        InputError: the tokenizer is not fast or not byte-level, the grammar is malformed, the examples do not follow
            it, or ``max_new_tokens`` is less than ``minimum``.
    """

    def __init__(
        self,
        tokenizer: Any,
        text: str,
        vocabulary: int,
        *,
        examples: Sequence[str],
        max_new_tokens: int,
        stop_ids: Sequence[int] = (),
    ) -> None:
        if not getattr(tokenizer, "is_fast", False):
            raise InputError(
                "replies are only held to a grammar with a fast tokenizer", "add its tokenizer.json"
            )
        self.vocabulary, self.max_new_tokens = vocabulary, max_new_tokens
        self.words = -(-vocabulary // 32)
        self.stop_ids = tuple(stop_ids) or (tokenizer.eos_token_id,)
        self.tokenizer = _load_tokenizer(tokenizer, vocabulary, self.stop_ids)
        self._first = LLMatcher(self.tokenizer, text, log_level=0)
        if self._first.is_error():
            raise InputError(f"this is not a grammar: {self._first.get_error().splitlines()[0]}")
        spelt = [_encode(tokenizer, example) for example in examples]
        for example, tokens in zip(examples, spelt, strict=True):
            if self._first.validate_tokens([*tokens, self.stop_ids[0]]) <= len(tokens):
                raise InputError(f"the grammar does not allow its own example {example!r}")
        # What all replies begin with, in the tokens that they begin with: it ends a thought.
        ends = zip(min(spelt), max(spelt), strict=False)
        self.opening = [token for token, other in takewhile(lambda pair: pair[0] == pair[1], ends)]
        self.closing_tokens = max(len(tokens) for tokens in spelt) + _MENDING_TOKENS
        # As many again, so that after a thought that had to be ended the model still says its action itself.
        self.minimum = 2 * self.closing_tokens
        if max_new_tokens < self.minimum:
            raise InputError(
                f"{max_new_tokens} tokens are too few for a reply that is sure to be complete",
                f"set max_new_tokens to at least {self.minimum}",
            )
        self.endings = [[*tokens, self.stop_ids[0]] for tokens in _endings(tokenizer, examples)]
        self.bytes = _bytes(self.tokenizer)

    @classmethod
    def of_dialect(
        cls,
        dialect: Dialect,
        tokenizer: Any,
        vocabulary: int,
        *,
        thought: bool,
        max_new_tokens: int,
        stop_ids: Sequence[int] = (),
    ) -> Grammar:
        """The grammar of a dialect's replies; ``thought`` lets text come before the action.

        Raises:
            InputError: as the class says.
        """
        text = dialect.grammar(thought, getattr(tokenizer, "get_added_vocab", dict)())
        return cls(
            tokenizer,
            text,
            vocabulary,
            examples=_examples(dialect),
            max_new_tokens=max_new_tokens,
            stop_ids=stop_ids,
        )

    def start(self) -> Matcher:
        """A matcher for one reply."""
        return Matcher(self, self._first.deep_copy())


class Matcher:
    """One reply as it grows. Until it has stopped: take what is forced, mask the logits, accept the model's token.

    Attributes:
        stopped: the reply is complete, its end token included.
        closed: the budget ended the action, not the model: a text may be shorter, a number another, than was meant.
    """

    def __init__(self, grammar: Grammar, matcher: LLMatcher) -> None:
        self.stopped = False
        self.closed = False
        self._grammar, self._matcher = grammar, matcher
        self._left = grammar.max_new_tokens
        self._action_bytes = 0

    def forced(self) -> list[int]:
        """The tokens that come next whatever the model says, already accepted; the end token when nothing else may.

        Empty where the model has a choice, and when the reply has stopped.
        """
        tokens: list[int] = []
        while not self.stopped and (more := self._next()):
            self._take(more)
            tokens += more
        return tokens

    def mask(self, out: Tensor | NDArray[np.int32]) -> None:
        """Write which tokens may come next: bit ``t % 32`` of word ``t // 32`` is set iff token t may.

        Args:
            out: ``(words,)`` int32 on the CPU, contiguous; overwritten.

        Raises:
            ValueError: it has another shape or type.
        """
        words = out.numpy() if isinstance(out, Tensor) else out
        if words.shape != (self._grammar.words,) or words.dtype != np.int32 or not words.flags.c_contiguous:
            raise ValueError(f"a mask is ({self._grammar.words},) int32, not {words.shape} {words.dtype}")
        fill_next_token_bitmask(self._matcher, words[None])

    def accept(self, token: int) -> None:
        """Add the model's token to the reply.

        Raises:
            ValueError: the grammar does not allow it here.
        """
        self._take([token])

    def _take(self, tokens: Sequence[int]) -> None:
        *said, last = tokens
        allowed = not self.stopped and self._matcher.consume_tokens(said)
        # llguidance takes no end token after the last word of a grammar that nothing can follow.
        ends = last in self._grammar.stop_ids and self._matcher.is_accepting()
        if not (allowed and (ends or self._matcher.consume_token(last))):
            raise ValueError(f"the grammar does not allow {list(tokens)} here")
        self.stopped = ends
        self._left -= len(tokens)
        self._action_bytes += len(self._grammar.tokenizer.decode_bytes(list(tokens)))

    def _next(self) -> list[int]:
        grammar, matcher = self._grammar, self._matcher
        if matcher.is_stopped():
            if matcher.is_error():
                raise ValueError(matcher.get_error().splitlines()[0])
            return [grammar.stop_ids[0]]
        if self._allows(grammar.opening):
            self._action_bytes = 0
            if self._left <= grammar.minimum:
                return grammar.opening
        if tokens := matcher.compute_ff_tokens() or self._only_spelling():
            return tokens
        if self._left <= grammar.closing_tokens or self._action_bytes > _ACTION_BYTES:
            self.closed = True
            return self._ending()
        return []

    def _only_spelling(self) -> list[int]:
        """The token of forced bytes that no allowed token goes beyond.

        llguidance holds it back because some token, anywhere in the vocabulary, begins with those bytes.
        """
        grammar = self._grammar
        forced = self._matcher.compute_ff_bytes()
        tokens = grammar.tokenizer.tokenize_bytes(forced) if forced else []
        if len(tokens) != 1:
            return []
        words = np.zeros(grammar.words, np.int32)
        self.mask(words)
        allowed = np.flatnonzero(np.unpackbits(words.view(np.uint8), bitorder="little"))
        longest = max(len(grammar.tokenizer.decode_bytes([token])) for token in allowed.tolist())
        return tokens if longest == len(forced) else []

    def _ending(self) -> list[int]:
        """The end of an example that completes the reply, after what it takes to get to where one does."""
        mended: list[int] = []
        while len(mended) < _MENDING_TOKENS:
            for ending in self._grammar.endings:
                if self._allows([*mended, *ending]):
                    return mended + ending
            # Lowest first: a digit ends an escape or a number, a quotation mark follows a backslash.
            mended.append(next(byte for byte in self._grammar.bytes if self._allows([*mended, byte])))
        raise ValueError("no example ends as this reply has to")

    def _allows(self, tokens: list[int]) -> bool:
        return bool(tokens) and self._matcher.validate_tokens(tokens) == len(tokens)


def apply_mask(logits: Tensor, bitmask: Tensor) -> Tensor:
    """Set the logits of tokens that may not come next to minus infinity.

    Args:
        logits: ``(vocabulary,)`` or ``(n, vocabulary)``, any float type and device.
        bitmask: ``(words,)`` or ``(n, words)`` int32, the same device, as `Matcher.mask` writes it.

    Returns:
        New logits, same shape; a logit that the mask has no bit for is minus infinity.
    """
    bits = bitmask.unsqueeze(-1) >> torch.arange(32, dtype=torch.int32, device=bitmask.device)
    allowed = (bits & 1).bool().flatten(-2)[..., : logits.shape[-1]]
    beyond = logits.shape[-1] - allowed.shape[-1]
    return logits.masked_fill(~torch.nn.functional.pad(allowed, (0, beyond)), -torch.inf)


def _load_tokenizer(tokenizer: Any, vocabulary: int, stop_ids: Sequence[int]) -> llguidance.LLTokenizer:
    if vocabulary < len(tokenizer):
        raise InputError(f"the model has {vocabulary} logits for the tokenizer's {len(tokenizer)} tokens")
    try:
        return llguidance.hf.from_tokenizer(tokenizer, n_vocab=vocabulary, eos_token=list(stop_ids))
    except ValueError as error:
        raise InputError(
            f"replies cannot be held to a grammar with this tokenizer: {str(error).splitlines()[0]}",
            "take a byte-level one",
        ) from error


def _bytes(tokenizer: llguidance.LLTokenizer) -> list[int]:
    """The token of each byte that occurs in UTF-8."""
    tokens = []
    for byte in (bytes([value]) for value in range(0xF5)):
        spelt = tokenizer.tokenize_bytes(byte)
        if len(spelt) != 1 or tokenizer.decode_bytes(spelt) != byte:
            raise InputError(f"this tokenizer has no token for the byte {byte!r}", "take a byte-level one")
        tokens += spelt
    return tokens


def _examples(dialect: Dialect) -> list[str]:
    examples = []
    for action in _EXAMPLES:
        try:
            examples.append(dialect.print(action))
        except DialectError:  # noqa: PERF203 - it has no words for this one
            continue
    return examples


def _endings(tokenizer: Any, examples: Sequence[str]) -> list[list[int]]:
    """Every end of every example in tokens: those of the first, then the others, short ones first."""
    first, *others = ({example[start:] for start in range(len(example))} for example in examples)
    texts = sorted(first, key=len) + sorted(set().union(*others) - first, key=len)
    return [_encode(tokenizer, text) for text in texts]


def _encode(tokenizer: Any, text: str) -> list[int]:
    tokens: list[int] = tokenizer.encode(text, add_special_tokens=False)
    return tokens
