"""In: the ``[model]`` table of a card. Out: that model, with the adapter of its family; nothing is downloaded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
import transformers
from transformers.utils import cached_file

from ppagent.catalog import ModelSettings
from ppagent.errors import InputError, MissingError
from ppagent.policy.families.base import Family
from ppagent.policy.families.qwen2_5_vl import Qwen2_5VL
from ppagent.policy.families.qwen2_vl import Qwen2VL
from ppagent.policy.families.qwen3_5 import Qwen3_5
from ppagent.policy.families.qwen3_vl import Qwen3VL
from ppagent.policy.weights import how_to_get, is_folder, missing

FAMILIES: dict[str, tuple[type[Family], str]] = {
    "qwen2_vl": (Qwen2VL, "Qwen2VLForConditionalGeneration"),
    "qwen2_5_vl": (Qwen2_5VL, "Qwen2_5_VLForConditionalGeneration"),
    "qwen3_vl": (Qwen3VL, "Qwen3VLForConditionalGeneration"),
    "qwen3_vl_moe": (Qwen3VL, "Qwen3VLMoeForConditionalGeneration"),
    "qwen3_5": (Qwen3_5, "Qwen3_5ForConditionalGeneration"),
    "qwen3_5_moe": (Qwen3_5, "Qwen3_5MoeForConditionalGeneration"),
}
"""``model_type`` of a config.json → its adapter and the class of transformers."""


def load_model(settings: ModelSettings) -> Family:
    """Load a checkpoint from a folder or the local cache of the Hugging Face hub; nothing is downloaded.

    Raises:
        MissingError: the model is not on this machine, or the device has too little memory for it.
        InputError: its family is not known, it is incomplete, or there is no such device.
    """
    name = settings.id
    config = model_file(settings, "config.json")
    if config is None:
        raise missing(settings, "the model")
    kind = json.loads(config.read_text(encoding="utf-8")).get("model_type")
    if kind not in FAMILIES:
        raise InputError(
            f"{name} is a {kind} model, and ppagent does not know that family",
            f"give a model of one of these as model.id in the card: {', '.join(FAMILIES)}",
        )
    adapter, class_name = FAMILIES[kind]
    with memory_errors(settings), _without_bars():
        try:
            model, report = getattr(transformers, class_name).from_pretrained(
                local_id(settings), dtype=_dtype(settings), local_files_only=True, output_loading_info=True
            )
        except OSError as error:
            raise missing(settings, "the weights") from error
        if report["missing_keys"] or report["mismatched_keys"]:
            count = len(report["missing_keys"]) + len(report["mismatched_keys"])
            raise InputError(
                f"{name} is incomplete: {count} weights are missing or of another shape", how_to_get(name)
            )
        try:
            model = model.to(_device(settings.device))
        except torch.OutOfMemoryError:
            raise
        except (RuntimeError, AssertionError) as error:
            raise InputError(
                f"the device {settings.device!r} cannot be used: {error}", 'try device = "auto"'
            ) from error
    preprocessor = model_file(settings, "preprocessor_config.json")
    colours = json.loads(preprocessor.read_text(encoding="utf-8")) if preprocessor else {}
    given = {part: colours[f"image_{part}"] for part in ("mean", "std") if f"image_{part}" in colours}
    return adapter(model, **given)


@contextmanager
def _without_bars() -> Iterator[None]:
    """Keep transformers from drawing on a terminal that is not its own."""
    logging = transformers.utils.logging
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def model_file(settings: ModelSettings, name: str) -> Path | None:
    """A file of the model, from its folder or the local cache; None when it is not there."""
    if is_folder(settings.id) and not Path(local_id(settings)).is_dir():
        return None
    try:
        found = cached_file(local_id(settings), name, local_files_only=True)
    except OSError:
        return None
    return None if found is None else Path(found)


def local_id(settings: ModelSettings) -> str:
    """The model's folder if there is one, else its name on the hub."""
    folder = Path(settings.id).expanduser()
    return str(folder) if folder.is_dir() else settings.id


@contextmanager
def memory_errors(settings: ModelSettings) -> Iterator[None]:
    """Turn a lack of memory into an error that says what to do.

    Raises:
        MissingError: the device ran out of memory.
    """
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise _no_memory(settings) from error
    except RuntimeError as error:
        # The CPU allocator has no exception of its own.
        if "not enough memory" in str(error) or "can't allocate memory" in str(error):
            raise _no_memory(settings) from error
        raise


def _no_memory(settings: ModelSettings) -> MissingError:
    return MissingError(
        f"the device {settings.device!r} has too little memory for {settings.id}",
        "take a smaller model, lower perception.max_pixels or model.context_tokens in the card, "
        'or set device = "cpu" and dtype = "bfloat16"',
    )


def _dtype(settings: ModelSettings) -> str:
    if settings.dtype != "auto":
        return settings.dtype
    on_cpu = settings.device.startswith("cpu") or not torch.cuda.is_available()
    return "float32" if on_cpu else "bfloat16"


def _device(name: str) -> torch.device:
    if name != "auto":
        return torch.device(name)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
