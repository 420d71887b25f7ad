"""In: hidden states of sequences that lie end to end, and parameters. Out: what the layers of a Qwen3-VL make of them.

Each layer is cut where attention is, so that what lies between two attentions is one compiled piece.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - everybody's name for it
from torch import Tensor

HEAD = 64
"""Width of an attention head, of the tower and of the language model."""
Triple = tuple[Tensor, Tensor, Tensor]
Four = tuple[Tensor, Tensor, Tensor, Tensor]


def rms(x: Tensor, weight: Tensor, eps: float = 1e-6) -> Tensor:
    """Root mean square norm, as the stock language model has it."""
    wide = x.float()
    return weight * (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + eps)).to(x.dtype)


def attention(q: Tensor, k: Tensor, v: Tensor, starts: Tensor, longest: int, *, causal: bool) -> Tensor:
    """``(n, heads, 64)`` each, sequences end to end between ``starts``."""
    if q.is_cuda:
        if k.shape[1] != q.shape[1]:
            times = q.shape[1] // k.shape[1]
            k, v = k.repeat_interleave(times, 1), v.repeat_interleave(times, 1)
        flash = torch.ops.aten._flash_attention_forward  # noqa: SLF001 - what torch's own attention calls
        packed: Tensor = flash(q, k, v, starts, starts, longest, longest, 0.0, causal, False)[0]
        return packed
    # split, not slices: the backward pass of each slice would write zeros for all the rest.
    lengths = starts.diff().tolist()
    parts = []
    for pieces in zip(*(torch.split(each, lengths) for each in (q, k, v)), strict=True):
        one, two, three = (piece.transpose(0, 1)[None] for piece in pieces)
        out = F.scaled_dot_product_attention(one, two, three, is_causal=causal, enable_gqa=True)
        parts.append(out[0].transpose(0, 1))
    return torch.cat(parts)


def _turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    low, high = x.chunk(2, -1)
    return x * cos[:, None] + torch.cat([-high, low], -1) * sin[:, None]


def enter_vision(
    x: Tensor, norm: Tensor, norm_bias: Tensor, qkv: Tensor, qkv_bias: Tensor, cos: Tensor, sin: Tensor
) -> Triple:
    """Norm, queries, keys and values of a vision layer, turned to their places."""
    count, width = x.shape
    parts = F.linear(F.layer_norm(x, (width,), norm, norm_bias, 1e-6), qkv, qkv_bias)
    q, k, v = parts.view(count, 3, -1, HEAD).unbind(1)
    # The stock tower turns in float32.
    return _turned(q.float(), cos, sin).to(x.dtype), _turned(k.float(), cos, sin).to(x.dtype), v.contiguous()


def leave_vision(
    x: Tensor,
    attended: Tensor,
    proj: Tensor,
    proj_bias: Tensor,
    norm: Tensor,
    norm_bias: Tensor,
    up: Tensor,
    up_bias: Tensor,
    down: Tensor,
    down_bias: Tensor,
) -> Tensor:
    """What a vision layer adds behind its attention."""
    count, width = x.shape
    x = x + F.linear(attended.reshape(count, width), proj, proj_bias)
    inner = F.linear(F.layer_norm(x, (width,), norm, norm_bias, 1e-6), up, up_bias)
    return x + F.linear(F.gelu(inner, approximate="tanh"), down, down_bias)


def between_vision(x: Tensor, attended: Tensor, *rest: Tensor) -> Four:
    """The end of one vision layer and the beginning of the next."""
    x = leave_vision(x, attended, *rest[:8])
    return x, *enter_vision(x, *rest[8:])


def enter_text(
    x: Tensor,
    norm: Tensor,
    wq: Tensor,
    wk: Tensor,
    wv: Tensor,
    q_norm: Tensor,
    k_norm: Tensor,
    cos: Tensor,
    sin: Tensor,
) -> Triple:
    """Norm, queries, keys and values of a language layer, turned to their places."""
    count = x.shape[0]
    normed = rms(x, norm)
    q = rms(F.linear(normed, wq).view(count, -1, HEAD), q_norm)
    k = rms(F.linear(normed, wk).view(count, -1, HEAD), k_norm)
    return _turned(q, cos, sin), _turned(k, cos, sin), F.linear(normed, wv).view(count, -1, HEAD)


def leave_text(
    x: Tensor, attended: Tensor, wo: Tensor, norm: Tensor, gate: Tensor, up: Tensor, down: Tensor
) -> Tensor:
    """What a language layer adds behind its attention."""
    x = x + F.linear(attended.reshape(x.shape[0], -1), wo)
    normed = rms(x, norm)
    return x + F.linear(F.silu(F.linear(normed, gate)) * F.linear(normed, up), down)


def between_text(x: Tensor, attended: Tensor, *rest: Tensor) -> Four:
    """The end of one language layer and the beginning of the next."""
    x = leave_text(x, attended, *rest[:5])
    return x, *enter_text(x, *rest[5:])


def merged(hidden: Tensor, merger: Any, *, late: bool) -> Tensor:
    """Four patches into one block: normed before they are joined, or, for DeepStack, after."""
    first, second = merger.linear_fc1, merger.linear_fc2
    wide = first.weight.shape[1]
    shape = (wide,) if late else (hidden.shape[-1],)
    joined = hidden.view(-1, wide) if late else hidden
    joined = F.layer_norm(joined, shape, merger.norm.weight, merger.norm.bias, 1e-6).view(-1, wide)
    return F.linear(F.gelu(F.linear(joined, first.weight, first.bias)), second.weight, second.bias)


def patch_places(cells: Tensor, grids: Tensor, side: int) -> tuple[Tensor, Tensor, Tensor]:
    """Where the four patches of each block lie, as the stock tower is told it.

    Args:
        cells: ``(n, 2)`` int64, row and column of each block.
        grids: ``(n, 2)`` int64, rows and columns of its picture.
        side: of the learned table of positions, in entries.

    Returns:
        ``(4n, 2)`` int64, rotary places; ``(4n, 4)`` int64, the entries of the table around each patch, and ``(4n, 4)`` float32,
        how much each counts (bilinear, corners aligned).
    """
    inner = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], device=cells.device)
    places = (2 * cells[:, None] + inner).flatten(0, 1)
    last = (2 * grids - 1).clamp(min=1).repeat_interleave(4, 0)
    exact = places.double() * (side - 1) / last
    low = exact.floor().long().clamp(max=side - 1)
    high = (low + 1).clamp(max=side - 1)
    share = (exact - low).float()
    entries = torch.stack([a * side + b for a in (low[:, 0], high[:, 0]) for b in (low[:, 1], high[:, 1])], 1)
    down, across = share.unbind(1)
    weights = torch.stack([a * b for a in (1 - down, down) for b in (1 - across, across)], 1)
    return places, entries, weights
