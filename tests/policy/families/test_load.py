import json
import shutil

import numpy as np
import pytest
import torch
from transformers import AutoModel, Qwen3VLConfig, Qwen3VLForConditionalGeneration

from ppagent.catalog import ModelSettings
from ppagent.errors import InputError, MissingError
from ppagent.policy.families.load import FAMILIES, load_model, model_file
from ppagent.policy.families.qwen2_vl import CLIP_MEAN, CLIP_STD


@pytest.fixture
def copied(make_folder, tmp_path):
    """Makes a copy of a family's folder, without some of its files."""

    def copy_without(kind, *without):
        copy = tmp_path / kind
        shutil.copytree(make_folder(kind), copy, ignore=shutil.ignore_patterns(*without))
        return copy, ModelSettings(id=str(copy), dtype="float32", device="cpu")

    return copy_without


def edit(file, change):
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content), encoding="utf-8")


def colours(family):
    black = np.zeros((1, family.block, family.block, 3), np.uint8)
    return family.pixel_values(black)[0].reshape(3, -1)[:, 0]


def test_colours_come_from_the_models_preprocessor(copied):
    copy, settings = copied("qwen3_vl")
    new = {"image_mean": [0.1, 0.2, 0.3], "image_std": [1, 1, 1]}
    edit(copy / "preprocessor_config.json", lambda content: content.update(new))
    torch.testing.assert_close(colours(load_model(settings)), -torch.tensor([0.1, 0.2, 0.3]))


@pytest.mark.parametrize("kind", FAMILIES)
def test_without_a_preprocessor_a_family_has_its_usual_colours(kind, copied):
    _, settings = copied(kind, "preprocessor_config.json")
    mean, std = (CLIP_MEAN, CLIP_STD) if kind.startswith("qwen2") else ([0.5] * 3, [0.5] * 3)
    torch.testing.assert_close(colours(load_model(settings)), -torch.tensor(mean) / torch.tensor(std))


@pytest.mark.parametrize("kind", ["qwen2_vl", "qwen2_5_vl"])
def test_a_config_as_older_checkpoints_have_it(kind, copied, load):
    """Flat, rope_scaling of type mrope: what UI-TARS and the first Qwen2-VL folders look like."""
    copy, settings = copied(kind)

    def flatten(config):
        text = config.pop("text_config")
        rope = text.pop("rope_parameters")
        scaling = {"type": "mrope", "mrope_section": rope["mrope_section"]}
        config.update(text, model_type=kind, rope_theta=rope["rope_theta"], rope_scaling=scaling)
        config["vision_config"] |= {"model_type": kind, "in_chans": 3}

    edit(copy / "config.json", flatten)
    old, new = load_model(settings), load(kind)
    ids = torch.arange(20)[None]
    with torch.inference_mode():
        assert torch.equal(old.model(input_ids=ids).logits, new.model(input_ids=ids).logits)


def test_a_model_that_was_never_fetched_names_the_command():
    with pytest.raises(MissingError) as error:
        load_model(ModelSettings(id="ppagent-tests/never-fetched"))
    assert "`hf download ppagent-tests/never-fetched`" in error.value.hint
    assert "local folder" in error.value.hint
    with pytest.raises(MissingError, match="no/such/folder"):
        load_model(ModelSettings(id="./no/such/folder"))


def test_an_incomplete_folder_is_told_apart(copied):
    copy, settings = copied("qwen2_vl", "model.safetensors")
    assert model_file(settings, "config.json") == copy / "config.json"
    with pytest.raises(MissingError, match="the weights cannot be found in the folder"):
        load_model(settings)
    (copy / "config.json").unlink()
    assert model_file(settings, "config.json") is None
    with pytest.raises(MissingError, match="the model cannot be found in the folder"):
        load_model(settings)


@pytest.mark.parametrize("kind", ["llama", None])
def test_an_unknown_family_is_told_which_are_known(kind, copied):
    copy, settings = copied("qwen2_vl")
    edit(copy / "config.json", lambda config: config.update(model_type=kind))
    with pytest.raises(InputError, match=f"is a {kind} model") as error:
        load_model(settings)
    assert all(known in error.value.hint for known in FAMILIES)


def test_missing_weights_are_never_made_up(make_folder, tmp_path):
    config = Qwen3VLConfig.from_pretrained(make_folder("qwen3_vl"))
    AutoModel.from_config(config.text_config).save_pretrained(tmp_path)
    config.save_pretrained(tmp_path)
    with pytest.raises(InputError, match="incomplete"):
        load_model(ModelSettings(id=str(tmp_path), dtype="float32", device="cpu"))


@pytest.mark.parametrize("device", ["cuda:99", "toaster"])
def test_a_device_that_is_not_there(device, load):
    with pytest.raises(InputError, match=device):
        load("qwen3_vl", device)


@pytest.mark.parametrize(
    "error", [torch.OutOfMemoryError("no"), MemoryError(), RuntimeError("can't allocate memory")]
)
def test_too_little_memory_says_what_to_do(load, monkeypatch, error):
    def full(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(Qwen3VLForConditionalGeneration, "from_pretrained", full)
    with pytest.raises(MissingError, match="too little memory") as raised:
        load("qwen3_vl")
    assert "smaller model" in raised.value.hint
