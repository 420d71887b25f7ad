"""In: a model and a packed batch. Out: what it is wrong about.

Besides the answer the blocks themselves are asked, in training only: which characters are printed in them, which icon they show,
where they lie, and whether they are what the question is about. These heads are thrown away afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - everybody's name for it
from torch import Tensor, nn

from ppagent.train.conversation import CELLS, UNKNOWN
from ppagent.train.layers import rms
from ppagent.train.network import Packed
from ppagent.train.pack import Batch

_CODES = 96
_DIGITS = 60
"""Three digits for the column, three for the row."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each loss counts beside that of the answer."""

    characters: float = 0.6
    pictograms: float = 0.4
    pointer: float = 0.4
    places: float = 0.1


class Heads(nn.Module):
    """The heads of training.

    Args:
        width: of the language model.
        classes: of icons.
        inner: of the pointer.
    """

    def __init__(self, width: int, classes: int, inner: int = 128) -> None:
        super().__init__()
        self.norm = nn.Parameter(torch.ones(width))
        self.characters = nn.Linear(width, CELLS * _CODES)
        self.pictograms = nn.Linear(width, classes)
        self.places = nn.Linear(width, _DIGITS)
        self.query_norm = nn.Parameter(torch.ones(width))
        self.query = nn.Linear(width, inner, bias=False)
        self.key = nn.Linear(width, inner, bias=False)


NAMES = ("loss", "answer", "right", "characters", "pictograms", "pointer", "pointed", "places")
"""What `losses` returns: the loss of all, that of the answer, the share of answer tokens that are right, the losses of the heads,
and the share of questions for which the pointer finds a right block."""


def losses(network: Packed, heads: Heads, batch: Batch, weights: Weights) -> Tensor:
    """``(8,)`` float32, as in `NAMES`; the first has a gradient."""
    embeds, deep = network.see(_pixels(batch, network.vision.patch_embed.proj.weight.dtype), batch)
    seen = rms(embeds, heads.norm)
    characters = _characters(heads.characters(seen), batch["characters"])
    pictograms = _pictograms(heads, seen, batch["pictograms"])
    at = batch["image_from"]
    tap = len(network.language.layers) - 3
    shown = [each.index_select(0, at) for each in (embeds, *deep)]
    hidden, tapped = network.read(batch, shown[0], shown[1:], tap)
    normed = rms(tapped, heads.query_norm)
    pointer, pointed = _pointer(heads, normed, batch)
    places = _places(heads.places(normed.index_select(0, batch["image_at"])), batch)
    logits = network.logits(hidden.index_select(0, batch["say_at"])).float()
    answer = F.cross_entropy(logits, batch["say"])
    right = (logits.argmax(-1) == batch["say"]).float().mean()
    total = (
        answer
        + weights.characters * characters
        + weights.pictograms * pictograms
        + weights.pointer * pointer
        + weights.places * places
    )
    return torch.stack([total, answer, right, characters, pictograms, pointer, pointed, places])


def _pixels(batch: Batch, dtype: torch.dtype) -> Tensor:
    """``(patches, 768)``: patches of a block in raster order; channel, row, column; in [-1, 1]."""
    blocks = batch["pixels"]
    rows = blocks.view(-1, 2, 16, 2, 16, 3).permute(0, 1, 3, 5, 2, 4).reshape(len(blocks) * 4, 768)
    scaled: Tensor = rows.to(dtype)
    return scaled.mul_(1 / 127.5).sub_(1)


def _characters(scores: Tensor, printed: Tensor) -> Tensor:
    codes = printed.flatten().long()
    known = codes != UNKNOWN
    ink = known & (codes > 0)
    each = F.cross_entropy(scores.reshape(-1, _CODES).float(), torch.where(known, codes, 0), reduction="none")
    # Most cells are empty; together they count little.
    weight = torch.where(ink, 1.0, 0.05) * known
    return (each * weight).sum() / ink.sum().clamp(min=1)


def _pictograms(heads: Heads, seen: Tensor, which: Tensor) -> Tensor:
    if not len(which):
        return seen.new_zeros(())
    scores: Tensor = heads.pictograms(seen[which[:, 0]])
    return F.cross_entropy(scores.float(), which[:, 1])


def _pointer(heads: Heads, normed: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    queries = heads.query(normed.index_select(0, batch["ask_at"].flatten())).view(*batch["ask_at"].shape, -1)
    found = heads.key(normed.index_select(0, batch["image_at"]))
    talks, widest = batch["key_real"].shape
    keys = found.new_zeros(talks * widest, found.shape[1]).index_copy(0, batch["key_at"], found)
    keys = keys.view(talks, widest, -1)
    scores = (queries @ keys.mT).float() * queries.shape[-1] ** -0.5
    scores = scores.masked_fill(~batch["key_real"][:, None], -1e4)
    right = torch.logsumexp(scores.masked_fill(~batch["right"], -1e4), -1) - torch.logsumexp(scores, -1)
    real = batch["ask_real"]
    count = real.sum().clamp(min=1)
    hit = batch["right"].gather(-1, scores.argmax(-1, keepdim=True))[..., 0]
    return -(right * real).sum() / count, (hit & real).sum() / count


def _places(scores: Tensor, batch: Batch) -> Tensor:
    """Each block says where its middle is, in the digits of an answer."""
    return F.cross_entropy(scores.view(-1, 10).float(), batch["place_digits"].flatten())
