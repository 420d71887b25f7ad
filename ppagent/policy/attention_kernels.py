"""In: queries of new tokens and a KVMemory on a GPU. Out: attention whose length is read on the device. Triton.

Decoding over a long memory is bound by reading it, so the memory is cut into parts that run side by side and are then
combined (Flash-Decoding, Dao et al. 2023). The heads that share keys (GQA) share a program. How far a row is filled is
read from the memory itself: one recorded launch serves every length.
"""
# ruff: noqa: ANN001, ANN202, N803 - types come from Triton; what a kernel is compiled for is upper case
# mypy: disable-error-code="no-untyped-def, untyped-decorator"

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from ppagent.policy.memory import KVMemory

_PROGRAMS = 264
"""Programs that keep a large GPU busy: two for each of an H200's 132 multiprocessors."""
_MOST_PARTS = 64
_LOG2E = 1.4426950408889634


@triton.jit
def _write(
    key, value, keys, values, rows, lengths, new, slots,
    key_batch, key_head, key_token, value_batch, value_head, value_token,
    HEADS: tl.constexpr, HEAD: tl.constexpr, WIDTH: tl.constexpr, TOKENS: tl.constexpr,
):  # fmt: skip
    """Put the keys and values of new tokens behind those of their row."""
    token = tl.program_id(0) * TOKENS + tl.arange(0, TOKENS)[:, None]
    head, entry = tl.program_id(1), tl.program_id(2)
    row = tl.load(rows + entry)
    place = tl.arange(0, WIDTH)[None, :]
    inside = (token < new) & (place < HEAD)
    to = ((row * HEADS + head) * slots + tl.load(lengths + row) + token) * HEAD + place
    at = entry * key_batch + head * key_head + token * key_token + place
    tl.store(keys + to, tl.load(key + at, mask=inside), mask=inside)
    at = entry * value_batch + head * value_head + token * value_token + place
    tl.store(values + to, tl.load(value + at, mask=inside), mask=inside)


@triton.jit
def _part(
    query, keys, values, out, sums, tops, rows, lengths, new, slots, scale,
    query_batch, query_head, query_token,
    HEADS: tl.constexpr, GROUP: tl.constexpr, HEAD: tl.constexpr, WIDTH: tl.constexpr,
    M: tl.constexpr, N: tl.constexpr, PARTS: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """One part of the memory for one tile of queries: softmax numerators, their sum and their largest score."""
    part, tile, pair = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    entry, head = pair // HEADS, pair % HEADS
    row = tl.load(rows + entry)
    before = tl.load(lengths + row)
    index = tile * M + tl.arange(0, M)
    token, one = index // GROUP, head * GROUP + index % GROUP
    place = tl.arange(0, WIDTH)
    real = token < new
    at = entry * query_batch + one * query_head + token * query_token
    asked = tl.load(
        query + at[:, None] + place[None, :], mask=real[:, None] & (place < HEAD)[None, :], other=0.0
    )
    last = before + tl.minimum((tile * M + M - 1) // GROUP + 1, new)
    each = tl.cdiv(tl.cdiv(last, PARTS), N) * N
    begin = part * each
    end = tl.minimum(begin + each, last)
    top = tl.full((M,), float("-inf"), tl.float32)
    total = tl.zeros((M,), tl.float32)
    summed = tl.zeros((M, WIDTH), tl.float32)
    base = (row * HEADS + head).to(tl.int64) * slots * HEAD
    for first in range(begin, end, N):
        slot = first + tl.arange(0, N)
        from_memory = base + slot[:, None] * HEAD + place[None, :]
        filled = (slot < end)[:, None] & (place < HEAD)[None, :]
        known = tl.load(keys + from_memory, mask=filled, other=0.0)
        scores = tl.dot(asked, tl.trans(known), input_precision=PRECISION) * scale
        seen = (slot[None, :] <= before + token[:, None]) & (slot < end)[None, :]
        scores = tl.where(seen, scores, float("-inf"))
        above = tl.maximum(top, tl.max(scores, 1))
        # A query for which nothing was visible yet keeps clear of inf - inf.
        safe = tl.where(above == float("-inf"), 0.0, above)
        weights = tl.exp2(scores - safe[:, None])
        faded = tl.exp2(top - safe)
        total = total * faded + tl.sum(weights, 1)
        said = tl.load(values + from_memory, mask=filled, other=0.0)
        summed = summed * faded[:, None] + tl.dot(weights.to(said.dtype), said, input_precision=PRECISION)
        top = above
    to = ((entry * new + token) * HEADS * GROUP + one) * PARTS + part
    inside = real[:, None] & (place < HEAD)[None, :]
    if PARTS == 1:
        tl.store(
            out + to[:, None] * HEAD + place[None, :],
            (summed / total[:, None]).to(out.dtype.element_ty),
            mask=inside,
        )
    else:
        tl.store(out + to[:, None] * HEAD + place[None, :], summed, mask=inside)
        tl.store(sums + to, total, mask=real)
        tl.store(tops + to, top, mask=real)


@triton.jit
def _combine(parts, sums, tops, out, HEAD: tl.constexpr, WIDTH: tl.constexpr, PARTS: tl.constexpr):
    """Put the parts of one query and head together."""
    which = tl.program_id(0)
    part, place = tl.arange(0, PARTS), tl.arange(0, WIDTH)
    top = tl.load(tops + which * PARTS + part)
    share = tl.exp2(top - tl.max(top, 0))
    total = tl.sum(tl.load(sums + which * PARTS + part) * share, 0)
    at = (which * PARTS + part)[:, None] * HEAD + place[None, :]
    summed = tl.load(parts + at, mask=(place < HEAD)[None, :], other=0.0)
    result = tl.sum(summed * share[:, None], 0) / total
    tl.store(out + which * HEAD + place, result.to(out.dtype.element_ty), mask=place < HEAD)


def attend(
    memory: KVMemory,
    layer: int,
    rows: Tensor,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    scaling: float | None,
) -> Tensor:
    """Write new tokens into a layer of a memory and let them attend; see `ppagent.policy.attention.attend`.

    Args:
        memory: it must have room for the new tokens; its ``lengths`` are those before them.
        layer: which layer.
        rows: ``(batch,)`` int64, contiguous.
        query: ``(batch, heads, new, head)``, the last dimension contiguous.
        key: ``(batch, kv heads, new, head)``, likewise.
        value: the same shape, likewise.
        scaling: of the scores; None for ``head ** -0.5``.

    Returns:
        ``(batch, new, heads, head)``.
    """
    assert rows.is_contiguous()
    batch, heads, new, head = query.shape
    kv_heads = key.shape[1]
    group, width = heads // kv_heads, max(16, triton.next_power_of_2(head))
    keys, values = memory.keys[layer], memory.values[layer]
    tokens = min(16, triton.next_power_of_2(new))
    common = {"HEADS": kv_heads, "HEAD": head, "WIDTH": width}
    _write[triton.cdiv(new, tokens), kv_heads, batch](
        key, value, keys, values, rows, memory.lengths, new, memory.slots,
        *key.stride()[:3], *value.stride()[:3], **common, TOKENS=tokens, num_warps=1 if tokens == 1 else 4,
    )  # fmt: skip
    tile = min(64, max(16, triton.next_power_of_2(new * group)))
    tiles = triton.cdiv(new * group, tile)
    parts = min(_MOST_PARTS, triton.next_power_of_2(max(1, _PROGRAMS // (tiles * kv_heads * batch))))
    single = query.dtype == torch.float32
    out = query.new_empty(batch, new, heads, head)
    places = batch * new * heads * parts
    summed = out if parts == 1 else query.new_empty(places, head, dtype=torch.float32)
    sums, tops = query.new_empty(2, places if parts > 1 else 1, dtype=torch.float32)
    scale = (head**-0.5 if scaling is None else scaling) * _LOG2E
    _part[parts, tiles, kv_heads * batch](
        query, keys, values, summed, sums, tops, rows, memory.lengths, new, memory.slots, scale, *query.stride()[:3],
        **common, GROUP=group, M=tile, N=32 if single else 64, PARTS=parts, PRECISION="ieee" if single else "tf32",
        num_warps=4,
    )  # fmt: skip
    if parts > 1:
        _combine[batch * new * heads,](
            summed, sums, tops, out, HEAD=head, WIDTH=width, PARTS=parts, num_warps=4
        )
    return out
