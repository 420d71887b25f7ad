"""In: blocks of screens. Out: the same in other colours, screen by screen, so that no colour scheme is learnt by heart."""

from __future__ import annotations

import torch
from torch import Tensor

_INVERTED, _SHUFFLED, _FADED = 0.08, 0.15, 0.25
"""Shares of screens."""


def recolour(blocks: Tensor, run: Tensor, allowed: Tensor, generator: torch.Generator) -> Tensor:
    """Invert, swap channels, or fade towards a shade: the same for all blocks of a screen, so equal blocks stay equal.

    Args:
        blocks: ``(n, 32, 32, 3)`` uint8.
        run: ``(n,)`` int64, which screen each belongs to.
        allowed: ``(screens,)`` bool.
        generator: of the draws, on the same device.
    """
    count, device = len(allowed), blocks.device

    def drawn(*shape: int) -> Tensor:
        return torch.rand(shape, generator=generator, device=device)

    # No masked assignment here: each would make the host wait for the device.
    same = torch.eye(3, device=device)
    inverted = (drawn(count) < _INVERTED)[:, None]
    matrix = same * torch.where(inverted, -1.0, 1.0)[:, :, None]
    shift = torch.where(inverted, 255.0, 0.0).expand(-1, 3)
    order = torch.where(
        (drawn(count) < _SHUFFLED)[:, None], drawn(count, 3).argsort(1), torch.arange(3, device=device)
    )
    matrix = matrix.gather(2, order[:, None].expand(-1, 3, -1))
    faded = (drawn(count) < _FADED)[:, None]
    strength = (0.6 + 0.4 * drawn(count, 1)) * (1 - 0.15 * drawn(count, 3))
    strength = torch.where(faded, strength, torch.ones_like(strength))
    shade = 255 * drawn(count, 1)
    # blocks @ matrix.T: rows of the matrix are the new channels.
    matrix = torch.where(allowed[:, None, None], matrix * strength[:, :, None], same)
    shift = torch.where(allowed[:, None], shift * strength + (1 - strength) * shade, 0.0)
    flat = blocks.reshape(len(blocks), -1, 3).to(torch.float16 if blocks.is_cuda else torch.float32)
    mixed = flat @ matrix[run].mT.to(flat.dtype) + shift[run][:, None].to(flat.dtype)
    return mixed.round_().clamp_(0, 255).to(torch.uint8).view_as(blocks)
