"""In: Conversations. Out: one batch of them, end to end without padding, as tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ppagent.prune.diff import Mask
from ppagent.train.conversation import BLOCK, Conversation
from ppagent.train.tokenizer import IMAGE

MERGE = 2

Batch = dict[str, Any]
"""See `packed`."""


def packed(talks: Sequence[Conversation]) -> Batch:
    """Lay conversations end to end.

    Returns:
        ``pixels``: ``(n, 32, 32, 3)`` uint8, all blocks of all runs of the vision tower; ``run``: ``(n,)`` int64, whose they are;
        ``recolour``: ``(runs,)`` bool, colours may be changed; ``cells``: ``(n, 2)`` int64, row and column of each block;
        ``grids``: ``(runs, 2)`` int64; ``vision_starts``: ``(runs + 1,)`` int32, in patches, and
        ``vision_longest``; ``characters``: ``(n, 16)`` uint8; ``pictograms``: ``(m, 2)`` int64, block and class.
        ``place_digits``: ``(i, 6)`` int64, the digits of each image token's middle, column and row, in thousandths of its picture.
        ``ids``: ``(t,)`` int64; ``positions``: ``(3, t)`` int64; ``image_at``, ``image_from``: ``(i,)`` int64, image tokens and
        their blocks; ``text_starts``: ``(conversations + 1,)`` int32 and ``text_longest``; ``say_at``, ``say``: ``(s,)`` int64, the
        tokens before what must be said, and that.
        ``ask_at``: ``(conversations, q)`` int64, ``ask_real``: bool of that shape; ``key_real``: ``(conversations, k)`` bool, and
        ``key_at``: ``(i,)`` int64, where in that, counted over all conversations, each image token stands; ``right``: ``(conversations, q, k)`` bool, whether the block holds part of the target.
    """
    runs = [(cells, grid) for talk in talks for cells, grid in zip(talk.cells, talk.grids, strict=True)]
    counts = np.array([len(cells) for cells, _ in runs])
    starts = np.concatenate([[0], np.cumsum(MERGE * MERGE * counts)])
    places = [np.stack(np.divmod(cells, grid[1]), axis=1) for cells, grid in runs]
    return {
        "pixels": torch.from_numpy(np.concatenate([blocks for talk in talks for blocks in talk.blocks])),
        "run": torch.from_numpy(np.repeat(np.arange(len(runs)), counts)),
        "recolour": torch.tensor([not talk.colours for talk in talks for _ in talk.grids]),
        "cells": torch.from_numpy(np.concatenate(places)),
        "grids": torch.tensor([grid for _, grid in runs]),
        "vision_starts": torch.from_numpy(starts.astype(np.int32)),
        "vision_longest": int(MERGE * MERGE * counts.max()),
        "characters": torch.from_numpy(np.concatenate([rows for talk in talks for rows in talk.characters])),
        "place_digits": torch.from_numpy(
            np.concatenate([_digits(keep) for talk in talks for keep in talk.keeps])
        ),
        **_text(talks),
    }


def _text(talks: Sequence[Conversation]) -> Batch:
    lengths = [len(talk.ids) for talk in talks]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    blocks = np.concatenate([[0], np.cumsum([talk.size for talk in talks])])
    ids = np.concatenate([np.asarray(talk.ids, np.int64) for talk in talks])
    said = np.flatnonzero(np.concatenate([np.asarray(talk.said) for talk in talks]))
    shown = [np.concatenate(talk.shown) + first for talk, first in zip(talks, blocks, strict=False)]
    pictograms = [
        (number + int(first), kind)
        for talk, first in zip(talks, blocks, strict=False)
        for number, kind in talk.pictograms
    ]
    return {
        "ids": torch.from_numpy(ids),
        "positions": torch.from_numpy(np.concatenate([talk.positions() for talk in talks], axis=1)),
        "image_at": torch.from_numpy(np.flatnonzero(ids == IMAGE)),
        "image_from": torch.from_numpy(np.concatenate(shown)),
        "pictograms": torch.tensor(pictograms, dtype=torch.int64).reshape(-1, 2),
        "text_starts": torch.from_numpy(starts.astype(np.int32)),
        "text_longest": max(lengths),
        "say_at": torch.from_numpy(said),
        "say": torch.from_numpy(ids[said + 1]),
        **_pointers(talks, starts, [len(numbers) for numbers in shown]),
    }


def _pointers(talks: Sequence[Conversation], starts: NDArray[np.int64], counts: Sequence[int]) -> Batch:
    most, widest = max(1, *(len(talk.asked) for talk in talks)), max(counts)
    ask_at = np.zeros((len(talks), most), np.int64)
    ask_real = np.zeros((len(talks), most), bool)
    key_real = np.zeros((len(talks), widest), bool)
    right = np.zeros((len(talks), most, widest), bool)
    for row, (talk, count) in enumerate(zip(talks, counts, strict=True)):
        key_real[row, :count] = True
        ends = np.cumsum([len(numbers) for numbers in talk.shown])
        for place, asked in enumerate(talk.asked):
            end = ends[asked.picture]
            begin = end - len(talk.shown[asked.picture])
            rows, cols = np.nonzero(talk.keeps[asked.picture])
            left, top, bottom_right = asked.box[0], asked.box[1], asked.box[2:]
            hit = (cols * BLOCK < bottom_right[0]) & (cols * BLOCK + BLOCK > left)
            hit &= (rows * BLOCK < bottom_right[1]) & (rows * BLOCK + BLOCK > top)
            right[row, place, begin:end] = hit
            ask_at[row, place] = starts[row] + asked.token
            # What is wholly predicted by its neighbours has no block to point at.
            ask_real[row, place] = hit.any()
    key_at = np.flatnonzero(key_real)
    named = {"ask_at": ask_at, "ask_real": ask_real, "key_at": key_at, "key_real": key_real, "right": right}
    return {name: torch.from_numpy(rows) for name, rows in named.items()}


def _digits(keep: Mask) -> NDArray[np.int64]:
    rows, cols = np.nonzero(keep)
    across = 1000 * (2 * cols + 1) // (2 * keep.shape[1])
    down = 1000 * (2 * rows + 1) // (2 * keep.shape[0])
    return np.stack([number // power % 10 for number in (across, down) for power in (100, 10, 1)], axis=1)
