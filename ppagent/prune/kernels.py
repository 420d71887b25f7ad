"""In: bytes of frames and integer limits. Out: codes, masks, totals. Compiled by Numba at the first call.

Importing this module imports Numba (0.2 s), so its users import it inside their functions. Compiled code is kept in
``__pycache__`` beside this file, or in the user's cache folder where that cannot be written.

Frames come as flat uint8 arrays of ``height`` lines of ``3 * width`` bytes, of any size: reading beyond the last row or
column repeats it, as in the Triton kernels. A block is named by its flat index in the grid that covers the frame. Totals and limits: see `ppagent.prune.limits`. Inner loops run over chunks of 32 bytes: a constant
count is what LLVM turns into vector instructions for every size of block.
"""
# ruff: noqa: ANN001, ANN201, ANN202 - types come from Numba
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any

import numba
import numpy as np

_LEFT, _UP, _ROW_END, _RIGHT = 1, 2, 4, 5
"""Values of `ppagent.prune.selection.Predictor`."""
_LINES = 8
"""Lines of a block that are compared before the next block's: long enough runs of memory, short enough to stop early."""

_I = np.uintp
"""Unsigned, so that Numba leaves out the code for negative indices, which keeps loops from being vectorised."""
_CHUNK = _I(32)


def _compiled(function: Any) -> Any:
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder can be written: compile in every process
        return numba.njit(nogil=True)(function)


def _inlined(function: Any) -> Any:
    return numba.njit(nogil=True, inline="always")(function)


@_inlined
def _gap(a, i, b, j):
    u, v = a[i], b[j]
    return np.uint8(u - v) if u > v else np.uint8(v - u)


@_inlined
def _largest(a, i, b, shift, count):
    """Largest difference of ``count`` bytes from ``a[i]`` and ``b[i + shift]``."""
    most = np.uint8(0)
    end = i + count
    while i + _CHUNK <= end:
        for k in range(i, i + _CHUNK):
            most = max(most, _gap(a, k, b, k + shift))
        i += _CHUNK
    for k in range(i, end):
        most = max(most, _gap(a, k, b, k + shift))
    return most


@_inlined
def _largest_of_four(a, i, b, shift, count, stride):
    """The same over four lines of at least a chunk: one horizontal maximum instead of four."""
    most = np.uint8(0)
    end = i + count
    while i < end:
        # The last chunk may begin in the one before: a maximum does not mind bytes that it has seen.
        i = i if i + _CHUNK <= end else end - _CHUNK
        for k in range(i, i + _CHUNK):
            most = max(most, _gap(a, k, b, k + shift))
            most = max(most, _gap(a, k + stride, b, k + stride + shift))
            most = max(most, _gap(a, k + _I(2) * stride, b, k + _I(2) * stride + shift))
            most = max(most, _gap(a, k + _I(3) * stride, b, k + _I(3) * stride + shift))
        i += _CHUNK
    return most


@_inlined
def _sum(a, i, b, shift, count):
    """Sum of the differences of ``count`` bytes."""
    total = np.int32(0)
    end = i + count
    while i + _CHUNK <= end:
        for k in range(i, i + _CHUNK):
            total = np.int32(total + np.int32(_gap(a, k, b, k + shift)))
        i += _CHUNK
    for k in range(i, end):
        total = np.int32(total + np.int32(_gap(a, k, b, k + shift)))
    return total


@_inlined
def _squares(a, i, b, shift, count):
    """Sum of the squared differences of ``count`` bytes."""
    total = np.int32(0)
    end = i + count
    while i + _CHUNK <= end:
        for k in range(i, i + _CHUNK):
            gap = np.uint16(_gap(a, k, b, k + shift))
            total = np.int32(total + np.int32(np.uint16(gap * gap)))
        i += _CHUNK
    for k in range(i, end):
        gap = np.uint16(_gap(a, k, b, k + shift))
        total = np.int32(total + np.int32(np.uint16(gap * gap)))
    return total


@_inlined
def _lines_total(a, i, b, shift, lines, count, stride, metric, total, limit):
    """Add up lines from ``a[i]`` and ``b[i + shift]``, and stop once the total is above the limit."""
    if metric == 0 and count >= _CHUNK:
        while lines >= 4 and total <= limit:
            total = max(total, np.int64(_largest_of_four(a, i, b, shift, count, stride)))
            i += _I(4) * stride
            lines -= 4
        if total > limit:
            return total
    for _ in range(lines):
        if metric == 0:
            total = max(total, np.int64(_largest(a, i, b, shift, count)))
        elif metric == 1:
            total += np.int64(_sum(a, i, b, shift, count))
        else:
            total += np.int64(_squares(a, i, b, shift, count))
        if total > limit:
            break
        i += stride
    return total


@_inlined
def _grid(height, width, block):
    return (height + block - 1) // block, (width + block - 1) // block


@_compiled
def _edge_total(a, x, b, y, height, width, block, metric, limit):
    """Total between two blocks of which at least one lacks lines or pixels; anything above the limit once it is."""
    cols = (width + block - 1) // block
    top_x, left_x = x // cols * block, x % cols * block
    top_y, left_y = y // cols * block, y % cols * block
    last_x, last_y = min(block, width - left_x) - 1, min(block, width - left_y) - 1
    shared = min(last_x, last_y) + 1
    total, line = np.int64(0), 0
    while line < block and total <= limit:
        # Whole lines that both have go together, all others one by one.
        lines = min(block, height - max(top_x, top_y)) if line == 0 and shared == block else 1
        i = _I(3) * _I(min(top_x + line, height - 1) * width + left_x)
        j = _I(3) * _I(min(top_y + line, height - 1) * width + left_y)
        total = _lines_total(a, i, b, j - i, lines, _I(3 * shared), _I(3 * width), metric, total, limit)
        for col in range(shared, block):
            p, q = i + _I(3 * min(col, last_x)), j + _I(3 * min(col, last_y))
            for channel in range(_I(3)):
                gap = np.int64(_gap(a, p + channel, b, q + channel))
                if metric == 0:
                    total = max(total, gap)
                else:
                    total += gap if metric == 1 else gap * gap
        line += lines
    return total


@_compiled
def _total(pixels, x, y, cols, height, width, block, metric, limit):
    """Total between two blocks of one frame; anything above the limit once it is."""
    top_x, left_x = x // cols * block, x % cols * block
    top_y, left_y = y // cols * block, y % cols * block
    if max(top_x, top_y) + block > height or max(left_x, left_y) + block > width:
        return _edge_total(pixels, x, pixels, y, height, width, block, metric, limit)
    count, stride = _I(3 * block), _I(3 * width)
    i = _I(top_x) * stride + _I(3 * left_x)
    j = _I(top_y) * stride + _I(3 * left_y)
    return _lines_total(pixels, i, pixels, j - i, block, count, stride, metric, np.int64(0), limit)


@_compiled
def temporal(a, b, height, width, block, metric, limit):
    """Total of each block between two frames, ``(rows, cols)`` int64; one above the limit may be incomplete."""
    rows, cols = _grid(height, width, block)
    totals = np.zeros((rows, cols), np.int64)
    count, stride = _I(3 * block), _I(3 * width)
    for row in range(height // block):
        for first in range(0, block, _LINES):
            lines = min(_LINES, block - first)
            at = _I(row * block + first) * stride
            for col in range(width // block):
                so_far = totals[row, col]
                if so_far <= limit:
                    totals[row, col] = _lines_total(
                        a, at, b, _I(0), lines, count, stride, metric, so_far, limit
                    )
                at += count
    for x in range(rows * cols):
        row, col = x // cols, x % cols
        if row == height // block or col == width // block:
            totals[row, col] = _edge_total(a, x, b, x, height, width, block, metric, limit)
    return totals


@_compiled
def neighbours(pixels, height, width, block, metric, limit):
    """Smaller total of each block to its left and upper neighbours, up to ``limit + 1``; the first block has that."""
    rows, cols = _grid(height, width, block)
    totals = np.full((rows, cols), limit + 1, np.int64)
    for x in range(1, rows * cols):
        row, col = x // cols, x % cols
        best = limit + 1
        if col > 0:
            best = min(best, _total(pixels, x, x - 1, cols, height, width, block, metric, limit))
        if row > 0 and best > 0:
            best = min(best, _total(pixels, x, x - cols, cols, height, width, block, metric, best - 1))
        totals[row, col] = best
    return totals


@_compiled
def loco(pixels, height, width, block, metric, limit, anchored):
    """`ppagent.prune.predict.loco` as codes, ``(rows, cols)`` uint8."""
    rows, cols = _grid(height, width, block)
    codes = np.zeros((rows, cols), np.uint8)
    anchor = np.arange(rows * cols)
    for x in range(1, rows * cols):
        row, col = x // cols, x % cols
        from_up = col == 0
        if row > 0 and col > 0:
            a, b, c = anchor[x - 1], anchor[x - cols], anchor[x - cols - 1]
            like_a = c == a or _total(pixels, c, a, cols, height, width, block, metric, limit) <= limit
            from_up = like_a and not (
                c == b or _total(pixels, c, b, cols, height, width, block, metric, limit) <= limit
            )
        prediction = anchor[x - cols] if from_up else anchor[x - 1]
        if _total(pixels, x, prediction, cols, height, width, block, metric, limit) <= limit:
            codes[row, col] = _UP if from_up else _LEFT
            if anchored:
                anchor[x] = prediction
    return codes


@_compiled
def scan(pixels, height, width, block, metric, limit, anchored, serpentine):
    """`ppagent.prune.predict.raster` or ``serpentine`` as codes, ``(rows, cols)`` uint8."""
    rows, cols = _grid(height, width, block)
    codes = np.zeros((rows, cols), np.uint8)
    prediction = 0
    for step in range(1, rows * cols):
        row, col = step // cols, step % cols
        code = _ROW_END if col == 0 else _LEFT
        if serpentine:
            if col == 0:
                code = _UP
            elif row % 2 == 1:
                code = _RIGHT
            col = cols - 1 - col if row % 2 == 1 else col
        x = row * cols + col
        if _total(pixels, x, prediction, cols, height, width, block, metric, limit) <= limit:
            codes[row, col] = code
            if not anchored:
                prediction = x
        else:
            prediction = x
    return codes


@_compiled
def gather(pixels, height, width, block, kept):
    """The blocks of these flat indices, each ``3 * block * block`` bytes, one behind the other: flat uint8."""
    cols = (width + block - 1) // block
    line_bytes = _I(3 * block)
    blocks = np.empty(3 * block * block * kept.size, np.uint8)
    to = _I(0)
    for x in kept:
        top, left = x // cols * block, x % cols * block
        has = _I(3 * min(block, width - left))
        for line in range(block):
            i = _I(3) * _I(min(top + line, height - 1) * width + left)
            for k in range(has):
                blocks[to + k] = pixels[i + k]
            for k in range(has, line_bytes):
                blocks[to + k] = blocks[to + k - _I(3)]
            to += line_bytes
    return blocks


@_compiled
def _root(parent, x):
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
    return x


@_compiled
def components(pixels, height, width, block, metric, limit):
    """The first block of each block's connected component, ``(rows, cols)`` int64 flat indices."""
    rows, cols = _grid(height, width, block)
    parent = np.arange(rows * cols)
    for x in range(1, rows * cols):
        for side in range(2):
            if (side == 0 and x % cols == 0) or (side == 1 and x < cols):
                continue
            y = x - 1 if side == 0 else x - cols
            i, j = _root(parent, x), _root(parent, y)
            if i != j and _total(pixels, x, y, cols, height, width, block, metric, limit) <= limit:
                parent[max(i, j)] = min(i, j)
    for x in range(rows * cols):
        parent[x] = _root(parent, x)
    return parent.reshape(rows, cols)


@_compiled
def read(words):
    """All words or-ed together: one plain pass, the least that looking at a frame can cost. Takes uint64."""
    every = np.uint64(0)
    for k in range(words.size):
        every |= words[k]
    return every


@_compiled
def read_both(a, b):
    """The same over two frames: whether any word differs."""
    every = np.uint64(0)
    for k in range(a.size):
        every |= a[k] ^ b[k]
    return every
