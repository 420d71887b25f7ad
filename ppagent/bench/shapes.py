"""In: the name of a size. Out: a stock Qwen3-VL of that size with random weights: right for timing, useless for accuracy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

import torch
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

from ppagent.errors import InputError

Shape = Literal["tiny", "2b", "8b"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

_HEADS = {"num_key_value_heads": 8, "head_dim": 128, "mrope_section": [24, 20, 20]}
_TEXT: dict[Shape, dict[str, Any]] = {
    "tiny": {
        "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4,
        "num_key_value_heads": 2, "head_dim": 16, "mrope_section": [4, 2, 2],
    },
    "2b": {
        "hidden_size": 2048, "intermediate_size": 6144, "num_hidden_layers": 28, "num_attention_heads": 16, **_HEADS
    },
    "8b": {
        "hidden_size": 4096, "intermediate_size": 12288, "num_hidden_layers": 36, "num_attention_heads": 32, **_HEADS
    },
}  # fmt: skip
_VISION: dict[Shape, dict[str, Any]] = {
    "tiny": {"depth": 2, "hidden_size": 32, "intermediate_size": 64, "num_heads": 2, "deepstack": [0, 1]},
    "2b": {"depth": 24, "hidden_size": 1024, "intermediate_size": 4096, "num_heads": 16, "deepstack": [5, 11, 17]},
    "8b": {"depth": 27, "hidden_size": 1152, "intermediate_size": 4304, "num_heads": 16, "deepstack": [8, 16, 24]},
}  # fmt: skip


def random_model(
    shape: Shape,
    vocabulary: int,
    device: torch.device,
    dtype: torch.dtype,
    tokens: Mapping[str, int] | None = None,
    seed: int = 0,
) -> Any:
    """A ``Qwen3VLForConditionalGeneration`` with the sizes of the released models (their ``config.json``).

    Args:
        shape: ``2b`` and ``8b`` are Qwen3-VL-2B and -8B; ``tiny`` is for trying things out.
        vocabulary: rows of the embedding; 151936 in the released models.
        device: where to make it.
        dtype: of its weights.
        tokens: ids of ``<|image_pad|>`` and the other marks, where the tokenizer is not Qwen's own.
        seed: of its weights.

    Raises:
        InputError: there is no such shape.
    """
    if shape not in SHAPES:
        raise InputError(f"{shape!r} is not a shape", f"known ones: {', '.join(SHAPES)}")
    text, vision = dict(_TEXT[shape]), dict(_VISION[shape])
    sections = text.pop("mrope_section")
    names = {
        "image_token_id": "<|image_pad|>", "video_token_id": "<|video_pad|>",
        "vision_start_token_id": "<|vision_start|>", "vision_end_token_id": "<|vision_end|>",
    }  # fmt: skip
    marks = {name: tokens[token] for name, token in names.items()} if tokens else {}
    config = Qwen3VLConfig(
        text_config={
            **text, "vocab_size": vocabulary, "max_position_embeddings": 262144, "rms_norm_eps": 1e-6,
            "rope_parameters": {
                "rope_type": "default", "rope_theta": 5e6, "mrope_section": sections, "mrope_interleaved": True
            },
        },
        vision_config={
            "deepstack_visual_indexes": vision.pop("deepstack"), **vision, "patch_size": 16, "spatial_merge_size": 2,
            "temporal_patch_size": 2, "out_hidden_size": text["hidden_size"], "num_position_embeddings": 2304,
        },
        tie_word_embeddings=shape != "8b", **marks,
    )  # fmt: skip
    torch.manual_seed(seed)
    with torch.device(device):
        return Qwen3VLForConditionalGeneration._from_config(config, dtype=dtype).eval()  # noqa: SLF001 - the only door
