import numpy as np
import pytest
import torch
from transformers import AutoModel, Qwen3VLConfig
from transformers.vision_utils import get_vision_interpolation_indices_and_weights, get_vision_position_ids

from ppagent.catalog import ModelSettings
from ppagent.errors import InputError, MissingError
from ppagent.policy import qwen3_vl
from ppagent.policy.qwen3_vl import Qwen3VL, load_model, mrope_positions
from ppagent.policy.session import Session
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look, Predictor, Selection

TEXT = [72, 101, 108, 108, 111]


def whole_look(frame):
    return Pruner(Perception(prune=False)).look(frame)


def with_pictures(tiny, looks, whole=False):
    ids = list(TEXT)
    for look in looks:
        count = look.selection.full if whole else look.selection.kept
        ids += [*TEXT, *[tiny.image_token_id] * count, *TEXT[:3]]
    return ids


def stock_logits(tiny, ids, pixel_values, grid):
    ids = torch.tensor([ids])
    with torch.inference_mode():
        return tiny.model(
            input_ids=ids,
            pixel_values=pixel_values,
            image_grid_thw=grid,
            mm_token_type_ids=(ids == tiny.image_token_id).int(),
        ).logits[0]


def test_keeping_all_blocks_equals_the_stock_model(tiny, frames, stock_pixels):
    for shown in (frames[:1], frames[:3]):
        looks = [whole_look(frame) for frame in shown]
        ids = with_pictures(tiny, looks)
        logits = Session(tiny).append(ids, looks, all_logits=True)
        torch.testing.assert_close(logits, stock_logits(tiny, ids, *stock_pixels(shown)), rtol=0, atol=1e-5)


def test_pixel_values_are_those_of_the_stock_processor(tiny, frames, stock_pixels):
    look = whole_look(frames[1])
    torch.testing.assert_close(tiny.pixel_values(look), stock_pixels(frames[1:2])[0], rtol=0, atol=1e-6)
    pruned = Pruner(Perception()).look(frames[1])
    assert 0 < pruned.selection.kept < pruned.selection.full
    rows = np.repeat(pruned.selection.keep.ravel(), 4)
    torch.testing.assert_close(tiny.pixel_values(pruned), tiny.pixel_values(look)[torch.from_numpy(rows)])


def independent_logits(tiny, looks, pixel_values, grid):
    """Stock M-RoPE positions of the whole text, then indexed; vision features one picture at a time, by its tower."""
    whole = torch.tensor([with_pictures(tiny, looks, whole=True)])
    is_image = whole[0] == tiny.image_token_id
    positions, _ = tiny.model.model.get_rope_index(whole, is_image.int()[None], image_grid_thw=grid)
    keeps = [torch.from_numpy(look.selection.keep.ravel()) for look in looks]
    keep = torch.ones(whole.shape[1], dtype=torch.bool)
    keep[is_image] = torch.cat(keeps)
    visual = tiny.model.model.visual
    features, deep = [], []
    for thw, pixels, kept in zip(grid, pixel_values.split(grid.prod(1).tolist()), keeps, strict=True):
        patches = kept.repeat_interleave(4)
        indices, weights = get_vision_interpolation_indices_and_weights(
            thw[None],
            int(visual.config.num_position_embeddings**0.5),
            align_corners=True,
            spatial_merge_size=2,
        )
        seen = visual(
            pixels[patches],
            grid_thw=thw[None],
            interp_indices=indices[patches],
            interp_weights=weights[patches],
            position_ids=get_vision_position_ids(thw[None], 2)[patches],
            cu_seqlens=torch.tensor([0, int(patches.sum())], dtype=torch.int32),
        )
        features.append(seen.pooler_output)
        deep.append(seen.deepstack_features)
    ids = whole[:, keep]
    embeds = tiny.model.get_input_embeddings()(ids)
    embeds[0, ids[0] == tiny.image_token_id] = torch.cat(features)
    output = tiny.model.model.language_model(
        inputs_embeds=embeds,
        position_ids=positions[:, :, keep],
        visual_pos_masks=ids == tiny.image_token_id,
        deepstack_visual_embeds=[torch.cat(layer) for layer in zip(*deep, strict=True)],
    )
    return tiny.model.lm_head(output.last_hidden_state)[0]


def test_a_kept_subset_has_the_positions_of_the_full_grid(tiny, frames, stock_pixels):
    for shown in (frames[:1], [frames[2], frames[0]]):
        looks = [Pruner(Perception()).look(frame) for frame in shown]
        assert all(0 < look.selection.kept < look.selection.full for look in looks)
        logits = Session(tiny).append(with_pictures(tiny, looks), looks, all_logits=True)
        with torch.inference_mode():
            expected = independent_logits(tiny, looks, *stock_pixels(shown))
        torch.testing.assert_close(logits, expected, rtol=0, atol=1e-5)


def test_what_is_dropped_and_where_it_was_both_matter(tiny, frames):
    look = Pruner(Perception()).look(frames[2])
    moved = Look(look.canvas, Selection(np.roll(look.selection.predictor, 1, axis=1), "I", "first", 0.0))
    assert moved.selection.kept == look.selection.kept
    ids = with_pictures(tiny, [look])
    a, b = (Session(tiny).append(ids, [one]) for one in (look, moved))
    assert (a - b).abs().max() > 1e-3


def test_positions_by_hand():
    keep = np.array([[True, False, True], [False, True, False]])
    positions, following = mrope_positions([5, 9, 9, 9, 5, 5], 9, [keep], 10)
    assert positions.tolist() == [
        [10, 11, 11, 11, 14, 15],
        [10, 11, 11, 12, 14, 15],
        [10, 11, 13, 12, 14, 15],
    ]
    assert following == 16
    assert mrope_positions([1, 2], 9, [], 3)[1] == 5


@pytest.mark.parametrize("ids", [[5, 9, 5], [9, 9, 9], [9, 5, 9], [5, 5], []])
def test_image_tokens_must_match_the_pictures(ids):
    with pytest.raises(ValueError, match="image tokens"):
        mrope_positions(ids, 9, [np.array([[True, True]])], 0)


def test_an_empty_look_sends_no_picture(tiny, frames):
    canvas = fit_canvas(frames[0], 32)
    before = np.full(canvas.grid, Predictor.BEFORE, dtype=np.uint8)
    prefill = tiny.prefill(TEXT, [Look(canvas, Selection(before, "P", None, 0.0))], 0)
    assert set(prefill.arguments) == {"input_ids", "position_ids"}


def test_another_block_size_is_refused(tiny, frames):
    look = Pruner(Perception(block=28)).look(frames[0])
    with pytest.raises(InputError, match="28 px") as error:
        Session(tiny).append(with_pictures(tiny, [look]), [look])
    assert "block = 32" in error.value.hint


def test_colours_come_from_the_models_preprocessor(tiny, settings, copied, frames):
    copy = copied()
    (copy / "preprocessor_config.json").write_text('{"image_mean": [0.1, 0.2, 0.3], "image_std": [1, 1, 1]}')
    model = load_model(settings.model_copy(update={"id": str(copy)}))
    plain = tiny.pixel_values(whole_look(frames[0])).reshape(-1, 3, 512)
    shifted = model.pixel_values(whole_look(frames[0])).reshape(-1, 3, 512)
    expected = (plain * 0.5 + 0.5) - torch.tensor([0.1, 0.2, 0.3]).view(3, 1)
    torch.testing.assert_close(shifted, expected)


def test_a_model_that_was_never_fetched_names_the_command():
    with pytest.raises(MissingError) as error:
        load_model(ModelSettings(id="ppagent-tests/never-fetched"))
    assert "`hf download ppagent-tests/never-fetched`" in error.value.hint
    assert "local folder" in error.value.hint
    with pytest.raises(MissingError, match="no/such/folder"):
        load_model(ModelSettings(id="./no/such/folder"))


def test_an_incomplete_folder_is_told_apart(copied, settings):
    copy = copied(without=["model.safetensors"])
    local = settings.model_copy(update={"id": str(copy)})
    with pytest.raises(MissingError, match="the weights cannot be found in the folder"):
        load_model(local)
    (copy / "config.json").unlink()
    with pytest.raises(MissingError, match="the model cannot be found in the folder"):
        load_model(local)
    (copy / "config.json").write_text('{"model_type": "qwen2"}')
    with pytest.raises(InputError, match="not a qwen3_vl one"):
        load_model(local)


def test_missing_weights_are_never_made_up(folder, tmp_path, settings, tiny):
    config = Qwen3VLConfig.from_pretrained(folder)
    copy = tmp_path / "half"
    AutoModel.from_config(config.text_config).save_pretrained(copy)
    config.save_pretrained(copy)
    with pytest.raises(InputError, match="incomplete"):
        load_model(settings.model_copy(update={"id": str(copy)}))


def test_a_device_that_is_not_there(settings):
    for device in ("cuda:99", "toaster"):
        with pytest.raises(InputError, match=device):
            load_model(settings.model_copy(update={"device": device}))


@pytest.mark.parametrize(
    "error", [torch.OutOfMemoryError("no"), MemoryError(), RuntimeError("can't allocate memory")]
)
def test_too_little_memory_says_what_to_do(settings, monkeypatch, error):
    def full(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(qwen3_vl.Qwen3VLForConditionalGeneration, "from_pretrained", full)
    with pytest.raises(MissingError, match="too little memory") as raised:
        load_model(settings)
    assert "smaller model" in raised.value.hint


def test_the_stock_classes_stay_as_they_are(tiny, frames):
    look = whole_look(frames[0])
    Session(tiny).append(with_pictures(tiny, [look]), [look])
    visual = tiny.model.model.visual
    assert not visual._forward_hooks
    assert not visual._forward_pre_hooks
    assert "forward" not in vars(tiny.model)
    assert isinstance(Qwen3VL(tiny.model).model, type(tiny.model))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_says_the_same(tiny, settings, frames, monkeypatch):
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", False)  # on by default for the patch convolution
    gpu = load_model(settings.model_copy(update={"device": "cuda"}))
    pruner = Pruner(Perception())
    here, there = Session(tiny), Session(gpu)
    for look in [pruner.look(frame) for frame in frames]:
        ids = with_pictures(tiny, [look])
        expected = here.append(ids, [look], all_logits=True)
        torch.testing.assert_close(
            there.append(ids, [look], all_logits=True).cpu(), expected, rtol=0, atol=1e-3
        )
