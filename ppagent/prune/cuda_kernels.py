"""In: a frame on a GPU and integer limits. Out: totals and codes per block. Triton; imported only by `ppagent.prune.cuda`.

Frames are contiguous ``(height, width, 3)`` uint8 of any size; reading beyond the last row or column repeats it, which is
the ``pad`` fit without a copy. Totals and limits are those of `ppagent.prune.limits`; metrics are numbered as there.
"""
# ruff: noqa: ANN001, ANN201, ANN202, N803 - types come from Triton; what a kernel is compiled for is upper case
# mypy: disable-error-code="no-untyped-def, untyped-decorator"

from __future__ import annotations

import triton
import triton.language as tl

NEVER = 1 << 30
"""Total to a neighbour that does not exist: above every limit."""
_NEVER = tl.constexpr(NEVER)

_KEPT = tl.constexpr(0)
_LEFT = tl.constexpr(1)
_UP = tl.constexpr(2)


@triton.jit
def _block(
    frame, index, cols, height, width,
    BLOCK: tl.constexpr, SIDE: tl.constexpr, LINE: tl.constexpr, WORDS: tl.constexpr,
):  # fmt: skip
    """A block as ``(SIDE, LINE)`` int32, zero outside of it: its bytes or, if WORDS, four of them in each value.

    WORDS is for frames whose lines are whole blocks of whole words: a quarter of the loads, and nothing to repeat at the
    right edge.
    """
    line = tl.arange(0, SIDE)
    byte = tl.arange(0, LINE)
    y = tl.minimum((index // cols) * BLOCK + line, height - 1)
    if WORDS:
        at = y[:, None] * (width * 3 // 4) + ((index % cols) * (BLOCK * 3 // 4) + byte)[None, :]
        inside = (line < BLOCK)[:, None] & (byte < BLOCK * 3 // 4)[None, :]
        values = tl.load(frame + at, mask=inside, other=0)
    else:
        x = tl.minimum((index % cols) * BLOCK + byte // 3, width - 1)
        at = (y[:, None] * width + x[None, :]) * 3 + (byte % 3)[None, :]
        inside = (line < BLOCK)[:, None] & (byte < 3 * BLOCK)[None, :]
        values = tl.load(frame + at, mask=inside, other=0).to(tl.int32)
    return values


@triton.jit
def _gaps(a, b, METRIC: tl.constexpr):
    gap = tl.abs(a - b)
    if METRIC == 2:
        gap = gap * gap
    return gap


@triton.jit
def _total(a, b, METRIC: tl.constexpr, WORDS: tl.constexpr):
    if WORDS:
        gap = _gaps(a & 255, b & 255, METRIC)
        for shift in tl.static_range(8, 32, 8):
            one = _gaps((a >> shift) & 255, (b >> shift) & 255, METRIC)
            if METRIC == 0:
                gap = tl.maximum(gap, one)
            else:
                gap += one
    else:
        gap = _gaps(a, b, METRIC)
    return tl.max(tl.max(gap, axis=1), axis=0) if METRIC == 0 else tl.sum(tl.sum(gap, axis=1), axis=0)


@triton.jit
def temporal(
    a, b, totals, cols, height, width,
    METRIC: tl.constexpr, BLOCK: tl.constexpr, SIDE: tl.constexpr, LINE: tl.constexpr, WORDS: tl.constexpr,
):  # fmt: skip
    """Total of each block between two frames; one program per block."""
    index = tl.program_id(0)
    first = _block(a, index, cols, height, width, BLOCK, SIDE, LINE, WORDS)
    second = _block(b, index, cols, height, width, BLOCK, SIDE, LINE, WORDS)
    tl.store(totals + index, _total(first, second, METRIC, WORDS))


@triton.jit
def neighbours(
    frame, lefts, ups, anchors, ticket, cols, height, width,
    METRIC: tl.constexpr, BLOCK: tl.constexpr, SIDE: tl.constexpr, LINE: tl.constexpr, WORDS: tl.constexpr,
):  # fmt: skip
    """Totals of each block to its left and upper neighbours, and a clean slate for `rows`; one program per block."""
    index = tl.program_id(0)
    block = _block(frame, index, cols, height, width, BLOCK, SIDE, LINE, WORDS)
    left = tl.full((), _NEVER, tl.int32)
    up = tl.full((), _NEVER, tl.int32)
    if index % cols > 0:
        left = _total(
            block, _block(frame, index - 1, cols, height, width, BLOCK, SIDE, LINE, WORDS), METRIC, WORDS
        )
    if index >= cols:
        up = _total(
            block, _block(frame, index - cols, cols, height, width, BLOCK, SIDE, LINE, WORDS), METRIC, WORDS
        )
    tl.store(lefts + index, left)
    tl.store(ups + index, up)
    tl.store(anchors + index, -1)
    if index == 0:
        tl.store(ticket, 0)


@triton.jit
def unanchored(lefts, ups, codes, blocks, cols, limit, SIZE: tl.constexpr):
    """LOCO from the totals alone, each block for itself: exact at τ = 0, unanchored above."""
    index = tl.program_id(0) * SIZE + tl.arange(0, SIZE)
    valid = index < blocks
    row = index // cols
    col = index % cols
    inner = valid & (row > 0) & (col > 0)
    like_a = tl.load(ups + index - 1, mask=inner, other=_NEVER) <= limit
    like_b = tl.load(lefts + index - cols, mask=inner, other=0) <= limit
    from_up = (inner & like_a & (like_b == 0)) | ((col == 0) & (row > 0))
    left = tl.load(lefts + index, mask=valid, other=_NEVER)
    up = tl.load(ups + index, mask=valid, other=_NEVER)
    hit = tl.where(from_up, up, left) <= limit
    tl.store(codes + index, tl.where(hit, tl.where(from_up, _UP, _LEFT), _KEPT).to(tl.uint8), mask=valid)


@triton.jit
def _alike(
    frame, x, y, cols, height, width, limit,
    METRIC: tl.constexpr, BLOCK: tl.constexpr, SIDE: tl.constexpr, LINE: tl.constexpr, WORDS: tl.constexpr,
):  # fmt: skip
    first = _block(frame, x, cols, height, width, BLOCK, SIDE, LINE, WORDS)
    second = _block(frame, y, cols, height, width, BLOCK, SIDE, LINE, WORDS)
    return _total(first, second, METRIC, WORDS) <= limit


@triton.jit
def _decide(
    frame, x, a, b, c, left, up, a_up, b_left, cols, height, width, limit, far, farther,
    METRIC: tl.constexpr, BLOCK: tl.constexpr, SIDE: tl.constexpr, LINE: tl.constexpr, WORDS: tl.constexpr,
):  # fmt: skip
    """The code of block ``x`` and its anchor.

    ``a``, ``b``, ``c`` are the anchors of the left, upper and upper-left blocks; ``left`` and ``up`` totals of x to its
    neighbours, ``a_up`` of the left block to the upper-left one, ``b_left`` of the upper one to the upper-left one.
    What these tell need not be read: a block equal to its neighbour is as far from the anchor as that neighbour, which
    is within the limit; one farther than ``far`` from it is beyond the limit of any anchor that stands in for it, by
    the triangle inequality (``farther``: the same when an anchor stands in for both).
    """
    row = x // cols
    col = x % cols
    from_up = col == 0
    if (row > 0) & (col > 0):
        like_a = c == a
        if like_a == 0:
            if (c == x - cols - 1) & (a == x - 1):
                like_a = a_up <= limit
            elif a_up <= farther:
                like_a = _alike(frame, c, a, cols, height, width, limit, METRIC, BLOCK, SIDE, LINE, WORDS)
        if like_a:
            like_b = c == b
            if like_b == 0:
                if (c == x - cols - 1) & (b == x - cols):
                    like_b = b_left <= limit
                elif b_left <= farther:
                    like_b = _alike(frame, c, b, cols, height, width, limit, METRIC, BLOCK, SIDE, LINE, WORDS)
            from_up = like_b == 0
    near = tl.where(from_up, up, left)
    neighbour = tl.where(from_up, x - cols, x - 1)
    anchor = tl.where(from_up, b, a)
    hit = near == 0
    if hit == 0:
        if anchor == neighbour:
            hit = near <= limit
        elif near <= far:
            hit = _alike(frame, x, anchor, cols, height, width, limit, METRIC, BLOCK, SIDE, LINE, WORDS)
    code = tl.where(hit, tl.where(from_up, _UP, _LEFT), _KEPT)
    return code, tl.where(hit, anchor, x)


@triton.jit(do_not_specialize=["limit", "far", "farther"])
def rows(
    frame, lefts, ups, anchors, codes, ticket, cols, height, width, limit, far, farther,
    METRIC: tl.constexpr, BLOCK: tl.constexpr, SIDE: tl.constexpr, LINE: tl.constexpr, WORDS: tl.constexpr,
):  # fmt: skip
    """Anchored LOCO in one launch: one program per row, each waiting for the row above to be one column ahead.

    The anchor itself is the message (-1 until it is known), so no other memory has to be ordered. Programs take their
    row from a ticket: the row above has always started, whatever the order in which the GPU starts programs.
    """
    row = tl.atomic_add(ticket, 1)
    a = row * cols
    c = row * cols
    for col in range(cols):
        x = row * cols + col
        left = tl.load(lefts + x)
        up = tl.load(ups + x)
        a_up = tl.full((), _NEVER, tl.int32)
        b_left = tl.full((), _NEVER, tl.int32)
        b = x
        if row > 0:
            if col > 0:
                a_up = tl.load(ups + x - 1)
                b_left = tl.load(lefts + x - cols)
            b = tl.atomic_add(anchors + x - cols, 0, sem="relaxed")
            while b < 0:
                b = tl.atomic_add(anchors + x - cols, 0, sem="relaxed")
        code, anchor = _decide(
            frame, x, a, b, c, left, up, a_up, b_left, cols, height, width, limit, far, farther,
            METRIC, BLOCK, SIDE, LINE, WORDS,
        )  # fmt: skip
        tl.atomic_xchg(anchors + x, anchor, sem="relaxed")
        tl.store(codes + x, code.to(tl.uint8))
        a = anchor
        c = b
