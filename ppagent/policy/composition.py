"""In: the new tokens and Looks of a turn. Out: the reply's tokens, of a conversation about one picture that is always up to date.

The vision tower runs on new blocks only; their features take the places of those they replace, and the language model
reads the picture again from the first change on, with all text behind it. What it reads is then one whole picture, as an
I-frame would be: no key and no value was made while something else was on the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ppagent.policy.families.base import Features
from ppagent.policy.session import Session, now
from ppagent.prune.selection import Look


class ComposedSession(Session):
    """A conversation in the ``compose`` layout; everything else is as in a `Session`.

    Its invariant: its logits are those of a session that begins with the blocks now held as its picture (their features as
    they were seen), followed by the same text.
    """

    def append(self, ids: Sequence[int], looks: Sequence[Look] = (), *, all_logits: bool = False) -> Tensor:
        """Prefill new tokens; a look after the first changes the picture in place, and ``ids`` then have no image tokens.

        Args and returns are those of `Session.append`; ``ids`` may be empty where the look changes the picture.

        Raises:
            ValueError: more than one look, or nothing that is new.
            InputError: a look has another block size than the model.
        """
        state = self._state
        if not looks or state.slots is None:
            return super().append(ids, looks, all_logits=all_logits)
        (look,) = looks
        begin = now(self.engine)
        if look.selection.kept:
            self._see([look])
        seen = now(self.engine)
        held, fresh = look.selection.held, look.selection.keep.ravel()
        old, new = np.flatnonzero(state.slots >= 0), np.flatnonzero(held)
        same = _unchanged(old, new, fresh) if held.shape == state.slots.shape else 0
        if same == len(old) == len(new):
            return super().append(ids, all_logits=all_logits)
        first = int(state.slots.ravel()[old[0]])
        text = (*state.ids[first + len(old) :], *ids)
        image = self.engine.family.image_token_id
        rows, cols = np.divmod(new[same:], held.shape[1])
        picture = state.canvas + np.stack([np.zeros_like(rows), rows, cols])
        after = state.canvas + max(held.shape) + np.broadcast_to(np.arange(len(text)), (3, len(text)))
        features = Features(*self._pick(new[same:]))
        self.engine.memory.cut(self.row, first + same)
        parts = [([image] * len(rows), picture, features), (text, after, None)]
        if image not in text:  # else the model itself said the word for a block, which stands for no picture
            parts = [([image] * len(rows) + list(text), np.concatenate([picture, after], axis=1), features)]
        for tokens, places, its in parts:
            if len(tokens):
                every = all_logits and tokens is parts[-1][0]
                logits = self.engine.extend([self.row], [tokens], [places], its, all_logits=every)
        slots = np.full(held.shape, -1, dtype=np.int64)
        slots[held] = first + np.arange(len(new))
        self._marks.clear()
        self._state = replace(
            state, ids=(*state.ids[:first], *[image] * len(new), *text), pending=(), slots=slots,
            position=state.canvas + max(held.shape) + len(text),
        )  # fmt: skip
        logits = logits[-len(ids) :] if all_logits else logits.clone()
        self._logits = logits[-1]
        self.phases_ms = {"vit": seen - begin, "prefill": now(self.engine) - seen}
        return logits

    def _see(self, looks: Sequence[Look]) -> Features:
        """Features of a look's kept blocks, which are remembered by their places."""
        features = super()._see(looks)
        (look,) = looks
        new = [features.embeds, *features.deep]
        cells = look.selection.full
        if look.selection.kind == "I" or not self._blocks:
            self._blocks = [each.new_zeros(cells, each.shape[1]) for each in new]
        at = torch.from_numpy(np.flatnonzero(look.selection.keep)).to(features.embeds.device)
        for held, each in zip(self._blocks, new, strict=True):
            held[at] = each
        return features

    def _pick(self, cells: NDArray[np.int64]) -> tuple[Tensor, tuple[Tensor, ...]]:
        at = torch.from_numpy(cells).to(self.engine.family.device)
        embeds, *deep = (held[at] for held in self._blocks)
        return embeds, tuple(deep)


def _unchanged(old: NDArray[np.int64], new: NDArray[np.int64], fresh: NDArray[np.bool_]) -> int:
    """How many of the picture's first tokens stay as they are; cells as flat indices, ascending."""
    both = min(len(old), len(new))
    differ = (old[:both] != new[:both]) | fresh[new[:both]]
    return int(np.argmax(differ)) if differ.any() else both
