"""In: keys and values, layer by layer. Out: what a conversation remembers, in buffers that do not move.

A `KVMemory` holds several conversations (rows). Which slots of a row are filled, attention learns from a tensor on the
device, so that one recorded pass serves every length.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from transformers import DynamicCache

from ppagent.errors import InputError
from ppagent.policy.families.base import Family

_FIRST_SLOTS = 2048


class KVMemory:
    """Keys and values of every layer.

    Attributes:
        keys: ``(layers, rows, kv heads, slots, head)``, the model's dtype, rotary positions applied.
        values: the same shape.
        lengths: ``(rows,)`` int32 on the device: how many slots of each row are filled.
        filled: the same numbers on the host.
    """

    def __init__(self, family: Family, rows: int = 1) -> None:
        config, weight = family.language.config, family.language.embed_tokens.weight
        heads, size = config.num_attention_heads, config.hidden_size
        head = getattr(config, "head_dim", None) or size // heads
        shape = (config.num_hidden_layers, rows, config.num_key_value_heads, 0, head)
        with torch.inference_mode():
            self.keys = torch.empty(shape, dtype=weight.dtype, device=weight.device)
            self.values = torch.empty_like(self.keys)
            # A mask of four dimensions is passed on as it is: it keeps the stock model from making one.
            self._no_mask = torch.ones(1, 1, 1, 1, dtype=torch.bool, device=weight.device)
            self.lengths = torch.zeros(rows, dtype=torch.int32, device=weight.device)
        self.filled = [0] * rows

    @property
    def rows(self) -> int:
        """How many conversations it holds."""
        return len(self.filled)

    @property
    def slots(self) -> int:
        """Tokens that a row has room for before the buffers must grow."""
        return self.keys.shape[3]

    @property
    def token_bytes(self) -> int:
        """What one token of one row takes."""
        layers, _, heads, _, head = self.keys.shape
        return 2 * layers * heads * head * self.keys.element_size()

    @torch.inference_mode()
    def reserve(self, slots: int) -> bool:
        """Make room for so many tokens in every row; tells whether the buffers moved."""
        if slots <= self.slots:
            return False
        room = max(_FIRST_SLOTS, self.slots)
        while room < slots:
            room *= 2
        for name in ("keys", "values"):
            old: Tensor = getattr(self, name)
            new = old.new_empty(*old.shape[:3], room, old.shape[4])
            new[:, :, :, : old.shape[3]] = old
            setattr(self, name, new)
        return True

    def arguments(self, rows: Tensor) -> dict[str, Any]:
        """What the language model must be called with to add to these rows; see `ppagent.policy.attention`."""
        return {"memory": self, "rows": rows, "use_cache": False, "attention_mask": self._no_mask}

    def advance(self, rows: Sequence[int], counts: Sequence[int]) -> None:
        """Note on the host that a pass filled so many more slots."""
        for row, count in zip(rows, counts, strict=True):
            self.filled[row] += count

    @torch.inference_mode()
    def cut(self, row: int, length: int) -> None:
        """Forget all but the first ``length`` tokens of a row."""
        self.filled[row] = length
        self.lengths[row] = length

    @torch.inference_mode()
    def keep(self, row: int, slots: Tensor) -> None:
        """Forget all tokens of a row but those in ``slots``, (n,) int64, ascending; the others close up."""
        count = len(slots)
        for buffer in (self.keys, self.values):
            for layer in buffer:
                layer[row, :, :count] = layer[row, :, slots]
        self.cut(row, count)

    def state(self, row: int) -> dict[str, Tensor]:
        """A copy of what a row remembers: ``keys`` and ``values``, ``(layers, kv heads, tokens, head)``."""
        length = self.filled[row]
        return {name: getattr(self, name)[:, row, :, :length].clone() for name in ("keys", "values")}

    @torch.inference_mode()
    def load(self, row: int, state: dict[str, Tensor]) -> None:
        """Remember what `state` gave; there must be room for it."""
        length = state["keys"].shape[2]
        for name in ("keys", "values"):
            getattr(self, name)[:, row, :, :length] = state[name].to(self.lengths.device)
        self.cut(row, length)


class StockMemory:
    """The cache of transformers, for families with recurrent layers: one conversation that can only grow."""

    rows = 1

    def __init__(self, family: Family) -> None:
        self._config = family.model.config
        self._cache = DynamicCache(config=self._config)
        self.filled = [0]

    def reserve(self, slots: int) -> bool:
        """It grows by itself."""
        del slots
        return False

    def arguments(self, rows: Tensor) -> dict[str, Any]:
        """See `KVMemory.arguments`."""
        del rows
        return {"past_key_values": self._cache, "use_cache": True}

    def advance(self, rows: Sequence[int], counts: Sequence[int]) -> None:
        """See `KVMemory.advance`."""
        del rows
        self.filled[0] += counts[0]

    def cut(self, row: int, length: int) -> None:
        """Forget everything, or nothing.

        Raises:
            InputError: anything else.
        """
        if length == 0:
            self._cache, self.filled = DynamicCache(config=self._config), [0]
        elif length != self.filled[row]:
            raise InputError(
                "a model with recurrent layers cannot go back to an earlier point of a conversation"
            )
