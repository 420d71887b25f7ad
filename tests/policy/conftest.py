"""A tiny random Qwen3-VL with a byte-level tokenizer, as a model folder on disk, and frames that look like a desktop."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    PreTrainedTokenizerFast,
    Qwen2VLImageProcessorPil,
    Qwen3VLConfig,
    Qwen3VLForConditionalGeneration,
)

from ppagent.catalog import AgentCard, ModelSettings
from ppagent.policy.engine import Engine
from ppagent.policy.families.base import Family
from ppagent.policy.families.load import load_model
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.pruner import Perception
from ppagent.prune.selection import Look
from ppagent.train import tokenizer as own

SPECIAL = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
]
TEXT = list(b"Hello")


def byte_tokenizer() -> PreTrainedTokenizerFast:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={letter: i for i, letter in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    ends = {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **ends)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Tensors are so small that on a busy machine threads mostly wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def save_tiny_model(path: Path, tokenizer: PreTrainedTokenizerFast) -> Path:
    """A complete model folder; weights large enough for replies that depend on everything that was seen."""
    known = {token: tokenizer.convert_tokens_to_ids(token) for token in SPECIAL}
    config = Qwen3VLConfig(
        text_config={
            "vocab_size": len(tokenizer), "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 3,
            "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "max_position_embeddings": 8192,
            "rope_parameters": {
                "rope_type": "default", "rope_theta": 10000.0, "mrope_section": [4, 2, 2], "mrope_interleaved": True
            },
            "initializer_range": 0.3,
        },
        vision_config={
            "depth": 2, "hidden_size": 32, "intermediate_size": 64, "num_heads": 2, "patch_size": 16,
            "spatial_merge_size": 2, "temporal_patch_size": 2, "out_hidden_size": 64, "num_position_embeddings": 64,
            "deepstack_visual_indexes": [0, 1], "initializer_range": 0.3,
        },
        image_token_id=known["<|image_pad|>"], video_token_id=known["<|video_pad|>"],
        vision_start_token_id=known["<|vision_start|>"], vision_end_token_id=known["<|vision_end|>"],
        tie_word_embeddings=False,
    )  # fmt: skip
    torch.manual_seed(17)
    Qwen3VLForConditionalGeneration(config).save_pretrained(path)
    tokenizer.save_pretrained(path)
    return path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model that is spoken to as Qwen's are."""
    return save_tiny_model(tmp_path_factory.mktemp("models") / "tiny", byte_tokenizer())


@pytest.fixture(scope="session")
def brief_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model with the tokenizer of ppagent's own."""
    return save_tiny_model(tmp_path_factory.mktemp("models") / "brief", own.byte_tokenizer())


@pytest.fixture(scope="session")
def settings(folder: Path) -> ModelSettings:
    """Short replies of any kind: a model of random weights seldom says what it is meant to."""
    return ModelSettings(
        id=str(folder),
        dtype="float32",
        device="cpu",
        max_new_tokens=16,
        context_tokens=4096,
        constrained=False,
    )


@pytest.fixture(scope="session")
def tiny(settings: ModelSettings) -> Family:
    return load_model(settings)


@pytest.fixture
def engine(tiny: Family) -> Engine:
    return Engine(tiny)


@pytest.fixture(scope="session")
def stock(folder: Path) -> Qwen3VLForConditionalGeneration:
    """The same model, never in the hands of an engine."""
    return Qwen3VLForConditionalGeneration.from_pretrained(folder).eval()


@pytest.fixture
def turn(tiny: Family) -> Callable[[Look], list[int]]:
    """The token ids of a turn that shows a look."""
    return lambda look: [*TEXT, *[tiny.image_token_id] * look.selection.kept, *TEXT]


@pytest.fixture
def passes() -> Callable[[Family], AbstractContextManager[list[tuple[int, int]]]]:
    """Conversations and tokens of every pass of a family's language model."""

    @contextmanager
    def counted(family: Family) -> Iterator[list[tuple[int, int]]]:
        sizes: list[tuple[int, int]] = []
        hook = family.language.register_forward_pre_hook(
            lambda _module, _args, given: sizes.append(tuple(given["inputs_embeds"].shape[:2])),
            with_kwargs=True,
        )
        yield sizes
        hook.remove()

    return counted


@pytest.fixture
def card(settings: ModelSettings) -> AgentCard:
    return AgentCard(
        name="tiny",
        description="a tiny random model",
        policy="transformers",
        space="relative-1000",
        prompt="You look at a screen.",
        perception=Perception(block=32),
        model=settings,
    )


@pytest.fixture(scope="session")
def frames() -> list[np.ndarray]:
    """A desktop of 350x240 px that a menu opens on, and then a dialog; the last one is as before."""
    desktop = np.full((240, 350, 3), (58, 110, 165), np.uint8)
    cv2.rectangle(desktop, (0, 0), (349, 23), (235, 235, 235), -1)
    cv2.putText(desktop, "File  Edit  View", (8, 17), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (20, 20, 20), 1)
    cv2.circle(desktop, (300, 180), 30, (250, 190, 40), -1)
    menu = desktop.copy()
    cv2.rectangle(menu, (4, 24), (110, 100), (250, 250, 250), -1)
    cv2.putText(menu, "Open...", (12, 46), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1)
    dialog = menu.copy()
    cv2.rectangle(dialog, (140, 70), (300, 160), (255, 255, 255), -1)
    cv2.putText(dialog, "Save?", (170, 120), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (180, 0, 0), 2)
    return [desktop, menu, dialog, dialog.copy()]


@pytest.fixture(scope="session")
def stock_pixels() -> Callable[[list[np.ndarray]], tuple[torch.Tensor, torch.Tensor]]:
    """``pixel_values`` and ``image_grid_thw`` by the stock image processor, from canvases that need no resizing."""
    processor = Qwen2VLImageProcessorPil(
        patch_size=16,
        merge_size=2,
        temporal_patch_size=2,
        do_resize=False,
        image_mean=[0.5] * 3,
        image_std=[0.5] * 3,
    )

    def process(frames: list[np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
        done = processor(images=[fit_canvas(frame, 32).padded() for frame in frames], return_tensors="pt")
        return done["pixel_values"], done["image_grid_thw"]

    return process


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Callable[..., Path]:
    """Makes a copy of the model folder, without some of its files."""

    def copy_without(without: Sequence[str] = ()) -> Path:
        copy = tmp_path / "copy"
        copy.mkdir()
        for file in folder.iterdir():
            if file.name not in without:
                (copy / file.name).write_bytes(file.read_bytes())
        return copy

    return copy_without
