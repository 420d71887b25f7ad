"""In: the new tokens and Looks of a turn. Out: the reply's tokens; what came before stays in the KV cache.

The conversation only ever grows: each turn costs its own tokens, never those of the turns before.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from transformers import DynamicCache

from ppagent.policy.qwen3_vl import Qwen3VL
from ppagent.prune.selection import Look


class Session:
    """One append-only conversation with a model; greedy decoding.

    Its invariant: with every block of every frame sent, its tokens equal those of the stock ``generate`` on the whole
    conversation.

    Attributes:
        ids: every token of the conversation so far.
        phases_ms: time of the last turn: ``vit``, ``prefill`` (language model only), ``decode``.
    """

    def __init__(self, model: Qwen3VL) -> None:
        self.model = model
        self.ids: list[int] = []
        self.phases_ms: dict[str, float] = {}
        self._cache = DynamicCache(config=model.model.config)
        self._position = 0
        self._logits: Tensor | None = None
        # The last token of a reply enters the cache with the next turn's tokens: a pass of its own would buy nothing.
        self._pending: list[int] = []

    @torch.inference_mode()
    def append(self, ids: Sequence[int], looks: Sequence[Look] = (), *, all_logits: bool = False) -> Tensor:
        """Prefill new tokens.

        Args:
            ids: token ids, one image token per kept block of the looks, in order; not empty.
            looks: the pictures that those stand for.
            all_logits: return them for every new token instead of the last one.

        Returns:
            ``(new or 1, vocabulary)``, the model's dtype: logits of the next token.

        Raises:
            ValueError: the image tokens do not match the looks.
            InputError: a look has another block size than the model.
        """
        if self._pending == [self.model.image_token_id]:
            # The model itself said the word for a block. It stands for no picture, so it may not meet one in a pass.
            self._forward(self._pending)
            self._pending = []
        self.phases_ms = {"vit": 0.0}
        begin = self._now()
        with self._timed_vit():
            logits = self._forward([*self._pending, *ids], looks, keep=len(ids) if all_logits else 1)
        self.phases_ms["prefill"] = self._now() - begin - self.phases_ms["vit"]
        self._pending = []
        self.ids.extend(ids)
        return logits

    @torch.inference_mode()
    def decode(self, max_new_tokens: int, stop_ids: Collection[int] = ()) -> list[int]:
        """Let the model speak.

        Args:
            max_new_tokens: at least 1.
            stop_ids: tokens that end a reply.

        Returns:
            The reply, its end token included if it came to one.

        Raises:
            ValueError: nothing was appended since the last reply.
        """
        if self._logits is None or self._pending:
            raise ValueError("append a turn before asking for a reply")
        begin = self._now()
        reply = [_best(self._logits)]
        while reply[-1] not in stop_ids and len(reply) < max_new_tokens:
            reply.append(_best(self._forward(reply[-1:])[-1]))
        self.phases_ms["decode"] = self._now() - begin
        self._pending = reply[-1:]
        self.ids.extend(reply)
        return reply

    def _forward(self, ids: Sequence[int], looks: Sequence[Look] | None = None, keep: int = 1) -> Tensor:
        """Put tokens into the cache; ``looks`` is None where image tokens are only words."""
        if looks is None:
            position = torch.full((3, 1, len(ids)), self._position, device=self.model.model.device)
            position += torch.arange(len(ids), device=position.device)
            arguments = {
                "input_ids": torch.tensor([list(ids)], device=position.device),
                "position_ids": position,
            }
            self._position += len(ids)
        else:
            prefill = self.model.prefill(ids, looks, self._position)
            arguments, self._position = prefill.arguments, prefill.next_position
        output = self.model.model(
            **arguments, past_key_values=self._cache, use_cache=True, logits_to_keep=keep
        )
        logits: Tensor = output.logits[0]
        self._logits = logits[-1]
        return logits

    @contextmanager
    def _timed_vit(self) -> Iterator[None]:
        """Time the vision tower from the outside, by hooks that last for one pass."""
        begin = 0.0

        def enter(*_: Any) -> None:
            nonlocal begin
            begin = self._now()

        def leave(*_: Any) -> None:
            self.phases_ms["vit"] += self._now() - begin

        visual = self.model.model.model.visual
        hooks = visual.register_forward_pre_hook(enter), visual.register_forward_hook(leave)
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()

    def _now(self) -> float:
        """Milliseconds, once the device has done all it was given."""
        device = self.model.model.device
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        return time.perf_counter() * 1000


def _best(logits: Tensor) -> int:
    """The greedy choice, in float32 as in the stock ``generate``: ties of bfloat16 are broken alike."""
    return int(logits.float().argmax())
