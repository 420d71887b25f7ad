"""Tiny random models of every family, as folders that `load_model` reads, and pictures of two sizes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from transformers import AutoConfig, Qwen2VLImageProcessorPil

from ppagent.catalog import ModelSettings
from ppagent.policy.families.base import Family
from ppagent.policy.families.load import FAMILIES, load_model
from ppagent.policy.families.qwen2_vl import CLIP_MEAN, CLIP_STD

TEXT = {
    "vocab_size": 64, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 3, "num_attention_heads": 4,
    "num_key_value_heads": 2, "max_position_embeddings": 4096, "initializer_range": 0.2,
    "bos_token_id": None, "eos_token_id": None,
}  # fmt: skip
VISION = {
    "depth": 3, "num_heads": 2, "spatial_merge_size": 2, "temporal_patch_size": 2, "initializer_range": 0.2,
}  # fmt: skip
ROPE = {"rope_type": "default", "rope_theta": 10000.0}
EXPERTS = {"num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 48}
QWEN2_TEXT = TEXT | {"rope_parameters": ROPE | {"mrope_section": [2, 3, 3]}}
QWEN3_ROPE = ROPE | {"mrope_section": [4, 2, 2], "mrope_interleaved": True}
QWEN3_TEXT = TEXT | {"head_dim": 16, "rope_parameters": QWEN3_ROPE}
QWEN3_VISION = VISION | {
    "hidden_size": 32, "intermediate_size": 64, "out_hidden_size": 64, "patch_size": 16, "num_position_embeddings": 64,
}  # fmt: skip
QWEN3_5_TEXT = TEXT | {
    "head_dim": 32, "rope_parameters": QWEN3_ROPE | {"partial_rotary_factor": 0.5},
    "layer_types": ["linear_attention", "full_attention", "linear_attention"],
    "linear_key_head_dim": 16, "linear_value_head_dim": 16, "linear_num_key_heads": 2, "linear_num_value_heads": 4,
}  # fmt: skip
CONFIGS = {
    "qwen2_vl": (QWEN2_TEXT, VISION | {"embed_dim": 32, "hidden_size": 64, "mlp_ratio": 2, "patch_size": 14}),
    "qwen2_5_vl": (
        QWEN2_TEXT,
        # Windows of 2 x 2 blocks in the first and the last layer.
        VISION | {
            "hidden_size": 32, "intermediate_size": 64, "out_hidden_size": 64, "patch_size": 14, "window_size": 56,
            "fullatt_block_indexes": [1],
        },
    ),
    "qwen3_vl": (QWEN3_TEXT, QWEN3_VISION | {"deepstack_visual_indexes": [0, 1]}),
    "qwen3_vl_moe": (QWEN3_TEXT | EXPERTS, QWEN3_VISION | {"deepstack_visual_indexes": [0, 1]}),
    "qwen3_5": (QWEN3_5_TEXT, QWEN3_VISION),
    "qwen3_5_moe": (QWEN3_5_TEXT | EXPERTS | {"shared_expert_intermediate_size": 48}, QWEN3_VISION),
}  # fmt: skip
TOKENS = {"image_token_id": 60, "video_token_id": 61, "vision_start_token_id": 62, "vision_end_token_id": 63}


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Tensors are so small that on a busy machine threads mostly wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def make_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A complete model folder of a family; weights large enough that pixels and positions matter."""
    root = tmp_path_factory.mktemp("families")

    def make(kind: str) -> Path:
        path = root / kind
        if not path.exists():
            text, vision = CONFIGS[kind]
            config = AutoConfig.for_model(kind, text_config=text, vision_config=vision, **TOKENS)
            torch.manual_seed(29)
            getattr(transformers, FAMILIES[kind][1])(config).save_pretrained(path)
            of_clip = kind.startswith("qwen2")
            Qwen2VLImageProcessorPil(
                do_resize=False,
                patch_size=vision["patch_size"],
                image_mean=CLIP_MEAN if of_clip else [0.5] * 3,
                image_std=CLIP_STD if of_clip else [0.5] * 3,
            ).save_pretrained(path)
        return path

    return make


@pytest.fixture(scope="session")
def load(make_folder: Callable[[str], Path]) -> Callable[..., Family]:
    """Loads the tiny model of a family."""

    def load(kind: str, device: str = "cpu") -> Family:
        return load_model(ModelSettings(id=str(make_folder(kind)), dtype="float32", device=device))

    return load


@pytest.fixture(scope="session", params=list(FAMILIES))
def family(request: pytest.FixtureRequest, load: Callable[..., Family]) -> Family:
    return load(request.param)


@pytest.fixture(scope="session")
def masks() -> list[np.ndarray]:
    """What is kept of a wide and of a tall picture, both with windows cut off by the edge; one window is empty."""
    random = np.random.default_rng(5)
    wide, tall = random.random((5, 7)) < 0.6, random.random((6, 3)) < 0.5
    wide[2:4, 2:4] = False
    wide[0] = True
    return [wide, tall]


@pytest.fixture(scope="session")
def pictures(family: Family, masks: list[np.ndarray]) -> list[np.ndarray]:
    random = np.random.default_rng(6)
    return [
        random.integers(0, 256, (rows * family.block, cols * family.block, 3), dtype=np.uint8)
        for rows, cols in (mask.shape for mask in masks)
    ]
