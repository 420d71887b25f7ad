"""In: the queries, keys and values of new tokens. Out: their attention over all that a KVMemory holds of their rows.

Stock models take their attention function by name. The one registered here writes the new keys and values into the
memory that comes along as a keyword argument, and attends over it; called without a memory it is the stock ``sdpa``.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

from ppagent.policy.memory import KVMemory

NAME = "ppagent"


@torch.compiler.disable  # type: ignore[untyped-decorator]
def attend(
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    memory: KVMemory | None = None,
    rows: Tensor | None = None,
    visible: Tensor | None = None,
    **others: Any,
) -> tuple[Tensor, Tensor | None]:
    """Attention of a decoder layer over a memory.

    Args:
        module: the layer's attention; its ``layer_idx`` says where in the memory to look.
        query: ``(batch, heads, new, head)``.
        key: ``(batch, kv heads, new, head)``.
        value: the same shape.
        attention_mask: only for the stock way.
        scaling: of the scores.
        dropout: only for the stock way.
        memory: what the rows remember.
        rows: ``(batch,)`` int64, contiguous: the row of the memory that each batch entry adds to.
        visible: for a vision tower whose input is padded: ``(1, 1, 1, patches)`` bool, the real ones.
        others: only for the stock way.

    Returns:
        ``(batch, new, heads, head)`` and no weights. A query sees what its row held before and the new tokens up to itself.
    """
    if visible is not None:
        seen = scaled_dot_product_attention(query, key, value, attn_mask=visible, scale=scaling)
        return seen.transpose(1, 2), None
    if memory is None or rows is None:
        out: tuple[Tensor, Tensor | None] = sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **others
        )
        return out
    layer: int = module.layer_idx
    if query.is_cuda:
        from ppagent.policy import attention_kernels

        return attention_kernels.attend(memory, layer, rows, query, key, value, scaling), None
    new = query.shape[2]
    attended = []
    for entry, row in enumerate(rows.tolist()):
        before = memory.filled[row]
        held = before + new
        memory.keys[layer, row, :, before:held] = key[entry]
        memory.values[layer, row, :, before:held] = value[entry]
        causal = torch.ones(new, held, dtype=torch.bool).tril(before) if new > 1 else None
        attended.append(
            scaled_dot_product_attention(
                query[entry, None], memory.keys[layer, row, None, :, :held], memory.values[layer, row, None, :, :held],
                attn_mask=causal, scale=scaling, enable_gqa=True,
            )
        )  # fmt: skip
    return torch.cat(attended).transpose(1, 2), None


def register() -> None:
    """Make the function known to transformers under `NAME`."""
    AttentionInterface.register(NAME, attend)
    AttentionMaskInterface.register(NAME, sdpa_mask)
