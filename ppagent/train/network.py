"""In: the stock Qwen3-VL's own parameters and a packed batch. Out: its hidden states, computed without padding.

The stock classes run one conversation at a time on the CPU and with masks; training runs dozens end to end through FlashAttention's
variable-length kernel. The parameters are those of the stock model, so what is saved is the stock model; a test holds the two
forward passes against each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - everybody's name for it
from torch import Tensor
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

from ppagent.train.layers import (
    HEAD,
    attention,
    between_text,
    between_vision,
    enter_text,
    enter_vision,
    leave_text,
    leave_vision,
    merged,
    patch_places,
    rms,
)
from ppagent.train.pack import Batch
from ppagent.train.tokenizer import END, IMAGE, PAD, VIDEO, VISION_END, VISION_START, VOCABULARY


@dataclass(frozen=True, slots=True)
class Size:
    """What the model is made of; the defaults have 24 million parameters."""

    vision_width: int = 320
    vision_layers: int = 8
    width: int = 320
    layers: int = 6
    inner: int = 896
    heads: int = 6
    key_heads: int = 2
    deep: tuple[int, ...] = (2, 5)


def configuration(size: Size) -> Qwen3VLConfig:
    """The stock configuration of a model of that size."""
    return Qwen3VLConfig(
        text_config={
            "vocab_size": VOCABULARY,
            "hidden_size": size.width,
            "intermediate_size": size.inner,
            "num_hidden_layers": size.layers,
            "num_attention_heads": size.heads,
            "num_key_value_heads": size.key_heads,
            "head_dim": HEAD,
            "max_position_embeddings": 16384,
            "rms_norm_eps": 1e-6,
            "tie_word_embeddings": False,
            "pad_token_id": PAD,
            "bos_token_id": None,
            "eos_token_id": END,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 10000.0,
                "mrope_section": [12, 10, 10],
                "mrope_interleaved": True,
            },
        },
        vision_config={
            "depth": size.vision_layers,
            "hidden_size": size.vision_width,
            "intermediate_size": 4 * size.vision_width,
            "num_heads": size.vision_width // HEAD,
            "out_hidden_size": size.width,
            "num_position_embeddings": 1024,
            "deepstack_visual_indexes": list(size.deep),
            "patch_size": 16,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
        },
        image_token_id=IMAGE,
        video_token_id=VIDEO,
        vision_start_token_id=VISION_START,
        vision_end_token_id=VISION_END,
        tie_word_embeddings=False,
    )


class Packed:
    """The forward pass of a stock model over packed batches.

    Args:
        model: its parameters are used, its own forward is not.
        compiled: compile what lies between the attentions (a minute at the first batch).
    """

    def __init__(self, model: Qwen3VLForConditionalGeneration, *, compiled: bool = False) -> None:
        self.model: Any = model
        self.vision: Any = model.model.visual
        self.language: Any = model.model.language_model
        self.sections: list[int] = model.config.text_config.rope_parameters["mrope_section"]
        self.vision_frequencies = _frequencies(HEAD // 2, model.device)
        self.text_frequencies = _frequencies(HEAD, model.device)
        self._enter_vision = _compiled(enter_vision, compiled)
        self._leave_vision = _compiled(leave_vision, compiled)
        self._between_vision = _compiled(between_vision, compiled)
        self._enter_text = _compiled(enter_text, compiled)
        self._leave_text = _compiled(leave_text, compiled)
        self._between_text = _compiled(between_text, compiled)

    def see(self, pixels: Tensor, batch: Batch) -> tuple[Tensor, list[Tensor]]:
        """The vision tower.

        Args:
            pixels: ``(patches, 768)``, normalised, channel, row, column: one of the two equal frames of the stock layout.
            batch: the rest.

        Returns:
            ``(blocks, width)`` and the same for each DeepStack layer.
        """
        tower = self.vision
        kernel = tower.patch_embed.proj.weight
        hidden = F.linear(pixels, kernel.sum(2).flatten(1), tower.patch_embed.proj.bias)
        table = tower.pos_embed.weight
        places, entries, weights = patch_places(
            batch["cells"], batch["grids"][batch["run"]], tower.num_grid_per_side
        )
        # F.embedding: indexing's own backward pass is slow where many rows are one and the same.
        around = F.embedding(entries, table) * weights[..., None].to(table.dtype)
        hidden = hidden + around.sum(1)
        angles = (places.float()[..., None] * self.vision_frequencies).flatten(1)
        angles = torch.cat([angles, angles], -1)
        cos, sin = angles.cos(), angles.sin()
        starts, longest = batch["vision_starts"], batch["vision_longest"]
        blocks = tower.blocks
        deep: list[Tensor] = []
        q, k, v = self._enter_vision(hidden, *_vision_in(blocks[0]), cos, sin)
        for index, block in enumerate(blocks):
            attended = attention(q, k, v, starts, longest, causal=False)
            if index + 1 < len(blocks):
                following = _vision_in(blocks[index + 1])
                hidden, q, k, v = self._between_vision(
                    hidden, attended, *_vision_out(block), *following, cos, sin
                )
            else:
                hidden = self._leave_vision(hidden, attended, *_vision_out(block))
            if index in tower.deepstack_visual_indexes:
                deep.append(merged(hidden, tower.deepstack_merger_list[len(deep)], late=True))
        return merged(hidden, tower.merger, late=False), deep

    def read(self, batch: Batch, embeds: Tensor, deep: list[Tensor], tap: int) -> tuple[Tensor, Tensor]:
        """The language model.

        Args:
            batch: the text.
            embeds: ``(image tokens, width)``, in the order of the text.
            deep: the same, added behind the first layers.
            tap: the layer whose output is wanted too.

        Returns:
            ``(tokens, width)`` before the last norm, and behind layer ``tap``.
        """
        words = F.embedding(batch["ids"], self.language.embed_tokens.weight)
        hidden = words.index_copy(0, batch["image_at"], embeds)
        cos, sin = self._angles(batch["positions"], hidden.dtype)
        starts, longest = batch["text_starts"], batch["text_longest"]
        layers = self.language.layers
        entered: tuple[Tensor, Tensor, Tensor] | None = None
        tapped = hidden
        for index, layer in enumerate(layers):
            q, k, v = entered or self._enter_text(hidden, *_text_in(layer), cos, sin)
            attended = attention(q, k, v, starts, longest, causal=True)
            if index < len(deep) or index + 1 == len(layers):  # DeepStack is added between the layers
                hidden, entered = self._leave_text(hidden, attended, *_text_out(layer)), None
                if index < len(deep):
                    hidden = hidden.index_add(0, batch["image_at"], deep[index])
            else:
                following = _text_in(layers[index + 1])
                hidden, *rest = self._between_text(hidden, attended, *_text_out(layer), *following, cos, sin)
                entered = (rest[0], rest[1], rest[2])
            if index == tap:
                tapped = hidden
        return hidden, tapped

    def logits(self, hidden: Tensor) -> Tensor:
        """``(n, vocabulary)`` of hidden states before the last norm."""
        return F.linear(rms(hidden, self.language.norm.weight), self.model.lm_head.weight)

    def _angles(self, positions: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        by_axis = positions.float()[..., None] * self.text_frequencies
        angles = by_axis[0].clone()
        for axis in (1, 2):  # interleaved: time, row, column, time, row, column, ...
            angles[:, axis : self.sections[axis] * 3 : 3] = by_axis[axis][
                :, axis : self.sections[axis] * 3 : 3
            ]
        angles = torch.cat([angles, angles], -1)
        return angles.cos().to(dtype), angles.sin().to(dtype)


def _compiled(function: Callable[..., Any], compiled: bool) -> Callable[..., Any]:
    return torch.compile(function, dynamic=True) if compiled else function


def _frequencies(width: int, device: torch.device) -> Tensor:
    return 1 / 10000 ** (torch.arange(0, width, 2, dtype=torch.float32, device=device) / width)


def _vision_in(block: Any) -> tuple[Tensor, ...]:
    return block.norm1.weight, block.norm1.bias, block.attn.qkv.weight, block.attn.qkv.bias


def _vision_out(block: Any) -> tuple[Tensor, ...]:
    attn, norm, mlp = block.attn, block.norm2, block.mlp
    first, second = mlp.linear_fc1, mlp.linear_fc2
    return (
        attn.proj.weight, attn.proj.bias, norm.weight, norm.bias,
        first.weight, first.bias, second.weight, second.bias,
    )  # fmt: skip


def _text_in(layer: Any) -> tuple[Tensor, ...]:
    attn = layer.self_attn
    return (
        layer.input_layernorm.weight, attn.q_proj.weight, attn.k_proj.weight, attn.v_proj.weight,
        attn.q_norm.weight, attn.k_norm.weight,
    )  # fmt: skip


def _text_out(layer: Any) -> tuple[Tensor, ...]:
    mlp = layer.mlp
    return (
        layer.self_attn.o_proj.weight, layer.post_attention_layernorm.weight,
        mlp.gate_proj.weight, mlp.up_proj.weight, mlp.down_proj.weight,
    )  # fmt: skip
