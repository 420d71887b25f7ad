"""In: token ids, positions and Looks. Out: logits. A stock model, what its conversations remember, and nothing else.

The vision tower and the language model are called one after the other, each with arguments only: blocks that are kept,
positions of the full grid, features in place of embeddings, a memory to attend over. On a GPU passes of common sizes
are recorded once and replayed (`ppagent.policy.graphs`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ppagent.errors import InputError
from ppagent.policy import attention
from ppagent.policy.families.base import Family, Features
from ppagent.policy.graphs import Recorded, bucket, compile_layers
from ppagent.policy.memory import KVMemory, StockMemory
from ppagent.prune.diff import Mask
from ppagent.prune.selection import Look

TOKEN_BUCKETS = (1, 4, 8, 16, 32, 64, *range(128, 2049, 128), *range(2560, 4097, 512))
BLOCK_BUCKETS = (16, 32, 64, *range(128, 2049, 128))
"""Sizes that passes are recorded for; what is smaller is padded up to the next, what is larger runs as it is.

Small passes are bound by launching, and padding costs nothing; large ones by arithmetic, so their steps are small."""
_PICTURES = 4
"""Pictures whose features are remembered on a CPU."""
_LONGEST_WORDS = 512
"""Longest turn without a picture that is rehearsed."""


class Engine:
    """A model and the conversations that it holds.

    Args:
        family: the model.
        rows: conversations held side by side.
        graphs: record passes and compile layers; None does so on a GPU. Families with recurrent layers or experts run without.

    Attributes:
        memory: what the conversations remember.

    Raises:
        InputError: several conversations with a family that has recurrent layers.
    """

    def __init__(self, family: Family, rows: int = 1, *, graphs: bool | None = None) -> None:
        if family.recurrent and rows > 1:
            raise InputError("a model with recurrent layers holds a single conversation")
        self.family, self.rows = family, rows
        self._seen: deque[tuple[NDArray[np.uint8], tuple[Mask, ...], Features]] = deque(maxlen=_PICTURES)
        self.memory = self._new_memory()
        if not family.recurrent:
            attention.register()
            for part in (family.language, family.visual):
                part.set_attn_implementation(attention.NAME)
        on_gpu = family.device.type == "cuda"
        self.graphs = not (family.recurrent or family.routed) and (on_gpu if graphs is None else graphs)
        self._language = Recorded(self._pass, self._unchanged)
        self._visual = Recorded(self._tower)
        self._per_patch = tuple(family.full_grid((1, 1)))
        if self.graphs:
            compile_layers(family)

    @torch.inference_mode()
    def rehearse(self, tokens: int) -> None:
        """Record every pass now, so that no step of an agent waits for it; nothing where passes are not recorded.

        Args:
            tokens: the longest conversation to come. Room for it is made now, if it takes no more than a quarter of the free
                memory: recordings are lost when the buffers grow.
        """
        if not self.graphs or not isinstance(self.memory, KVMemory):
            return
        free, _ = torch.cuda.mem_get_info(self.family.device)
        if 4 * tokens * self.memory.token_bytes * self.rows <= free:
            self.reserve(tokens + TOKEN_BUCKETS[-1])
        features = None
        if not self.family.windowed:
            for blocks in BLOCK_BUCKETS:
                mask = np.ones((1, blocks), dtype=np.bool_)
                pixels = np.zeros((blocks, self.family.block, self.family.block, 3), dtype=np.uint8)
                features = self._encode(self.family.pixel_values(pixels), self.family.arguments([mask]), 1)
        for length in TOKEN_BUCKETS:
            places = np.zeros((3, length), dtype=np.int64)
            if length <= _LONGEST_WORDS:
                self.extend([0], [[0] * length], [places])
            if features is not None and BLOCK_BUCKETS[0] <= length <= BLOCK_BUCKETS[-1]:
                seen = features.pick(torch.arange(length, device=self.family.device))
                self.extend([0], [[self.family.image_token_id] * length], [places], seen)
            self.memory.cut(0, 0)

    @torch.inference_mode()
    def see(self, looks: Sequence[Look], contexts: Sequence[Mask]) -> Features:
        """Features of the kept blocks of some looks, in the order of their image tokens.

        Args:
            looks: each with at least one kept block.
            contexts: ``(rows, cols)`` bool per look: the blocks that go through the vision tower, the kept ones among them.

        Raises:
            InputError: a look has another block size than the model.
        """
        family = self.family
        parts = [look.blocks(context) for look, context in zip(looks, contexts, strict=True)]
        blocks = parts[0] if len(parts) == 1 else np.concatenate(parts)
        features = self._again(blocks, contexts)
        if features is None:
            features = self._encode(family.pixel_values(blocks), family.arguments(contexts), len(looks))
            if family.device.type == "cpu":
                self._seen.append((blocks, tuple(contexts), features))
        keeps = [look.selection.keep[context] for look, context in zip(looks, contexts, strict=True)]
        kept = np.concatenate(keeps)
        return (
            features
            if kept.all()
            else features.pick(torch.from_numpy(np.flatnonzero(kept)).to(family.device))
        )

    def _again(self, blocks: NDArray[np.uint8], contexts: Sequence[Mask]) -> Features | None:
        """What the tower said of the same blocks lately: another question about a screen that did not change.

        On a CPU alone, where the tower is nearly all of a step.
        """
        for before, places, features in self._seen:
            same = len(places) == len(contexts) and all(map(np.array_equal, places, contexts))
            if same and np.array_equal(before, blocks):
                return features
        return None

    @torch.inference_mode()
    def extend(
        self,
        rows: Sequence[int],
        ids: Sequence[Sequence[int]],
        positions: Sequence[NDArray[np.int64]],
        features: Features | None = None,
        *,
        all_logits: bool = False,
    ) -> Tensor:
        """Add tokens to some conversations.

        Args:
            rows: the conversations, each once.
            ids: their new token ids, none empty; lengths may differ.
            positions: ``(3, n)`` int64 each, M-RoPE.
            features: with a single conversation: they take the places of its image tokens, in order; without them an image
                token is a word.
            all_logits: with a single conversation: of every new token instead of its last.

        Returns:
            ``(rows or tokens, vocabulary)``, the model's dtype: logits of what follows. The next call may overwrite them.
        """
        longest = max(len(each) for each in ids)
        recorded = self.graphs and not all_logits and longest <= TOKEN_BUCKETS[-1]
        length = bucket(longest, TOKEN_BUCKETS) if recorded else longest
        self.reserve(max(self.memory.filled[row] for row in rows) + length)
        turn = np.zeros((len(ids), 2 + 4 * length), dtype=np.int64)
        for entry, (row, one, places) in enumerate(zip(rows, ids, positions, strict=True)):
            turn[entry, :2] = row, len(one)
            turn[entry, 2 : 2 + len(one)] = one
            turn[entry, 2 + length :].reshape(3, length)[:, : len(one)] = places
        seen = () if features is None else (features.embeds, *features.deep)
        packed = torch.from_numpy(turn)
        if recorded:
            (logits,) = self._language((packed, len(turn)), *((each, length) for each in seen))
        else:
            (logits,) = self._pass(packed.to(self.family.device), *seen, all_logits=all_logits)
        self.memory.advance(rows, [len(each) for each in ids])
        return logits

    def reserve(self, slots: int) -> None:
        """Make room for so many tokens in every conversation."""
        if self.memory.reserve(slots):
            self._language.forget()

    def release(self) -> None:
        """Forget every conversation and give its memory back."""
        self._language.forget()
        self._visual.forget()
        self._seen.clear()
        self.memory = self._new_memory()
        if self.family.device.type == "cuda":
            torch.cuda.empty_cache()

    def _new_memory(self) -> KVMemory | StockMemory:
        return StockMemory(self.family) if self.family.recurrent else KVMemory(self.family, self.rows)

    def _pass(self, turn: Tensor, *seen: Tensor, all_logits: bool = False) -> tuple[Tensor, ...]:
        """The stock language model over new tokens, and its head over the last real one of each row.

        Args:
            turn: ``(rows, 2 + 4 n)`` int64: row, count, n tokens, n positions on each of three axes.
            seen: features of the image tokens, one row each: in place of embeddings, then to be added after layers.
            all_logits: the head over every token of the first row.
        """
        language = self.family.language
        # Kernels take the rows as they lie in memory.
        rows, counts, length = turn[:, 0].contiguous(), turn[:, 1], (turn.shape[1] - 2) // 4
        tokens = turn[:, 2 : 2 + length]
        positions = turn[:, 2 + length :].view(len(turn), 3, length).transpose(0, 1)
        embeds = language.embed_tokens(tokens)
        deep: list[Tensor] = []
        if seen:
            is_image = tokens[0] == self.family.image_token_id
            of = (is_image.cumsum(0) - 1).clamp(min=0)
            spread = [torch.where(is_image[:, None], each.to(embeds.dtype)[of], 0) for each in seen]
            embeds, deep = torch.where(is_image[:, None], spread[0], embeds), spread[1:]
        with _added(language, deep):
            output = language(inputs_embeds=embeds, position_ids=positions, **self.memory.arguments(rows))
        if isinstance(self.memory, KVMemory):
            self.memory.lengths.index_add_(0, rows, counts.int())
        hidden = output.last_hidden_state
        last = torch.arange(len(hidden), device=hidden.device)
        return (self.family.model.lm_head(hidden[0] if all_logits else hidden[last, counts - 1]),)

    @contextmanager
    def _unchanged(self) -> Iterator[None]:
        """What a pass does to the lengths is undone: for rehearsals."""
        assert isinstance(self.memory, KVMemory)
        before = self.memory.lengths.clone()
        yield
        self.memory.lengths.copy_(before)

    def _encode(self, pixels: Tensor, arguments: dict[str, Any], pictures: int) -> Features:
        unit = self.family.merge**2
        blocks = len(pixels) // unit
        if not self.graphs or self.family.windowed or pictures > 1 or blocks > BLOCK_BUCKETS[-1]:
            return self.family.encode(pixels, arguments)
        length = bucket(blocks, BLOCK_BUCKETS) * unit
        per_patch = (pixels, *(arguments[name] for name in self._per_patch))
        count = torch.tensor([len(pixels)])
        embeds, *deep = self._visual((count, 1), *((each, length) for each in per_patch))
        return Features(embeds[:blocks], tuple(each[:blocks] for each in deep))

    def _tower(self, count: Tensor, pixels: Tensor, *per_patch: Tensor) -> tuple[Tensor, ...]:
        length, merge = len(pixels), self.family.merge
        arguments = {
            **dict(zip(self._per_patch, per_patch, strict=True)),
            "grid_thw": torch.tensor([[1, merge, length // merge]]),
            "cu_seqlens": torch.tensor([0, length], dtype=torch.int32),
            "visible": (torch.arange(length, device=pixels.device) < count)[None, None, None],
        }
        features = self.family.encode(pixels, arguments)
        return features.embeds, *features.deep


@contextmanager
def _added(language: Any, deep: Sequence[Tensor]) -> Iterator[None]:
    """Add features to the hidden states after the first layers (DeepStack), by hooks that last for one pass."""
    hooks = [
        layer.register_forward_hook(lambda _module, _inputs, hidden, each=each: hidden + each)
        for layer, each in zip(language.layers, deep, strict=False)
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
