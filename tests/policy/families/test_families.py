"""Each family against its own stock class: whole pictures, and pictures of which the stock class may not look at a part.

What checks a pruned picture uses nothing of the adapters: the stock tower gets the whole picture with stock positions,
and its attention is told to hide dropped patches; the stock language model gets the whole text, dropped blocks padded out.
"""

from contextlib import contextmanager

import numpy as np
import pytest
import torch
from transformers import Qwen2VLImageProcessorPil
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS
from transformers.vision_utils import get_vision_window_index

from ppagent.errors import InputError
from ppagent.policy.families.base import Features, mrope_positions
from ppagent.policy.families.load import FAMILIES

WORDS = [7, 3, 19, 4]


def whole(masks):
    return [np.ones_like(mask) for mask in masks]


def blocks_of(picture, mask, block):
    rows, cols = mask.shape
    return picture.reshape(rows, block, cols, block, 3).swapaxes(1, 2)[mask]


def encode(family, pictures, masks):
    cut = [blocks_of(each, mask, family.block) for each, mask in zip(pictures, masks, strict=True)]
    with torch.inference_mode():
        return family.encode(family.pixel_values(np.concatenate(cut)), family.arguments(masks))


def stock_pixels(family, pictures):
    processor = Qwen2VLImageProcessorPil.from_pretrained(family.model.name_or_path)
    done = processor(images=pictures, return_tensors="pt").to(family.device)
    return done["pixel_values"], done["image_grid_thw"]


def text_with(family, masks):
    ids = list(WORDS)
    for mask in masks:
        ids += [*[family.image_token_id] * int(mask.sum()), *WORDS[:3]]
    return ids


def run_language(family, ids, features, positions, **more):
    """The stock language model over composed embeddings."""
    ids = torch.tensor([ids], device=family.device)
    is_image = ids == family.image_token_id
    with torch.inference_mode():
        embeds = family.model.get_input_embeddings()(ids)
        embeds[is_image] = features.embeds
        if features.deep:
            more |= {"visual_pos_masks": is_image, "deepstack_visual_embeds": list(features.deep)}
        output = family.language(inputs_embeds=embeds, position_ids=positions.to(ids.device)[:, None], **more)
        return family.model.lm_head(output.last_hidden_state)[0]


def stock_positions(family, masks, grid):
    ids = torch.tensor([text_with(family, whole(masks))], device=family.device)
    is_image = (ids == family.image_token_id).int()
    return family.model.model.get_rope_index(ids, is_image, image_grid_thw=grid)[0][:, 0]


def kept_of(family, masks):
    """Which tokens of the whole text are kept."""
    keep = torch.tensor(text_with(family, whole(masks))) != family.image_token_id
    keep[~keep] = torch.cat([torch.from_numpy(mask.ravel()) for mask in masks])
    return keep.to(family.device)


def assert_same(features, expected):
    torch.testing.assert_close(features.embeds, expected.embeds, rtol=0, atol=1e-4)
    assert len(features.deep) == len(expected.deep)
    for ours, theirs in zip(features.deep, expected.deep, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-4)


class HidingAttention:
    """Attention in which each patch sees the shown ones of its segment; segments come in the order of the tower."""

    def __init__(self, shown):
        self.shown, self.at = shown, 0

    def __call__(self, _module, query, key, value, attention_mask, scaling, **_more):
        assert attention_mask is None
        shown = self.shown[self.at : self.at + key.shape[2]]
        self.at = (self.at + key.shape[2]) % len(self.shown)
        scores = (query @ key.mT * scaling).masked_fill(~shown, torch.finfo(query.dtype).min)
        return (scores.softmax(-1) @ value).transpose(1, 2), None


@contextmanager
def attending(visual, name, function=None):
    before = visual.config._attn_implementation
    if function is not None:
        ALL_ATTENTION_FUNCTIONS[name] = function
    visual.config._attn_implementation = name
    yield
    visual.config._attn_implementation = before
    if function is not None:
        del ALL_ATTENTION_FUNCTIONS[name]


def hiding_tower(family, pictures, masks):
    """Features of all blocks of the whole pictures, by a tower that sees nothing of dropped ones in any other."""
    pixels, grid = stock_pixels(family, pictures)
    visual, unit = family.visual, family.merge**2
    shown = torch.cat([torch.from_numpy(mask.ravel()) for mask in masks])
    if hasattr(visual, "window_size"):
        shown = shown[get_vision_window_index(grid, family.merge, visual.window_size, family.patch)[0]]
    hiding = HidingAttention(shown.repeat_interleave(unit).to(family.device))
    with attending(visual, "hiding", hiding), torch.inference_mode():
        output = visual(pixels, grid_thw=grid)
    assert hiding.at == 0
    return Features(output.pooler_output, tuple(getattr(output, "deepstack_features", ())))


def test_keeping_all_blocks_equals_the_stock_model(family, pictures, masks):
    pixels, grid = stock_pixels(family, pictures)
    features = encode(family, pictures, whole(masks))
    ids = text_with(family, whole(masks))
    tensor = torch.tensor([ids])
    with torch.inference_mode():
        stock = family.model.model.get_image_features(pixels, grid)
        logits = family.model(
            input_ids=tensor,
            pixel_values=pixels,
            image_grid_thw=grid,
            mm_token_type_ids=(tensor == family.image_token_id).int(),
        ).logits[0]
    # Newer versions split these by picture, older ones do not.
    deep = getattr(stock, "deepstack_features", ())
    deep = tuple(each if isinstance(each, torch.Tensor) else torch.cat(each) for each in deep)
    assert_same(features, Features(torch.cat(stock.pooler_output), deep))
    positions, _ = mrope_positions(ids, family.image_token_id, whole(masks), 0)
    ours = run_language(family, ids, features, torch.from_numpy(positions))
    torch.testing.assert_close(ours, logits, rtol=0, atol=1e-4)


def test_pixel_values_are_those_of_the_stock_processor(family, pictures, masks):
    blocks = blocks_of(pictures[0], whole(masks)[0], family.block)
    expected = stock_pixels(family, pictures[:1])[0]
    torch.testing.assert_close(family.pixel_values(blocks), expected, rtol=0, atol=1e-5)


def test_kept_blocks_are_seen_as_by_a_tower_from_which_the_others_are_hidden(family, pictures, masks):
    kept = torch.from_numpy(np.flatnonzero(np.concatenate([mask.ravel() for mask in masks])))
    features = encode(family, pictures, masks)
    assert_same(features, hiding_tower(family, pictures, masks).pick(kept))
    # The check has teeth: what is hidden would have mattered.
    assert (features.embeds - encode(family, pictures, whole(masks)).embeds[kept]).abs().max() > 1e-2


def test_a_pruned_text_equals_the_whole_one_with_dropped_blocks_hidden(family, pictures, masks):
    _, grid = stock_pixels(family, pictures)
    every, keep = stock_positions(family, masks, grid), kept_of(family, masks)
    ids = text_with(family, masks)
    positions, _ = mrope_positions(ids, family.image_token_id, masks, 0)
    assert positions.tolist() == every[:, keep].tolist()
    logits = run_language(family, ids, encode(family, pictures, masks), torch.from_numpy(positions))
    hidden = hiding_tower(family, pictures, masks)
    if family.recurrent:
        # Nothing can be hidden from recurrent layers: the text is shortened instead, at the stock positions.
        kept = torch.from_numpy(np.flatnonzero(np.concatenate([mask.ravel() for mask in masks])))
        expected = run_language(family, ids, hidden.pick(kept), every[:, keep])
    else:
        whole_ids = text_with(family, whole(masks))
        padded = {"attention_mask": keep.long()[None]}
        expected = run_language(family, whole_ids, hidden, every, **padded)[keep]
    torch.testing.assert_close(logits, expected, rtol=0, atol=1e-4)
    shifted = run_language(family, ids, encode(family, pictures, masks), torch.arange(len(ids)).expand(3, -1))
    assert (logits - shifted).abs().max() > 1e-2


def test_where_kept_blocks_are_matters(family, pictures, masks):
    blocks = family.pixel_values(blocks_of(pictures[0], masks[0], family.block))
    with torch.inference_mode():
        here, there = (
            family.encode(blocks, family.arguments([mask])).embeds for mask in (masks[0], masks[0][::-1])
        )
    assert (here - there).abs().max() > 1e-2


def test_pictures_of_one_call_do_not_see_each_other(family, pictures, masks):
    both = encode(family, pictures, masks)
    alone = [encode(family, [each], [mask]) for each, mask in zip(pictures, masks, strict=True)]
    deep = tuple(torch.cat(layer) for layer in zip(*(each.deep for each in alone), strict=True))
    assert_same(both, Features(torch.cat([each.embeds for each in alone]), deep))


def test_eager_attention_says_the_same(family, pictures, masks):
    expected = encode(family, pictures, masks)
    with attending(family.visual, "eager"):
        assert_same(encode(family, pictures, masks), expected)


def test_what_a_family_says_of_itself(family):
    kind = family.model.config.model_type
    assert family.block == (28 if kind.startswith("qwen2") else 32)
    assert family.windowed == (kind == "qwen2_5_vl")
    assert family.recurrent == kind.startswith("qwen3_5")
    assert type(family.model).__name__ == FAMILIES[kind][1]
    assert type(family.model).__module__.startswith("transformers.")


def test_another_block_size_is_refused(family):
    with pytest.raises(InputError, match="blocks of 20 px") as error:
        family.pixel_values(np.zeros((1, 20, 20, 3), np.uint8))
    assert f"block = {family.block}" in error.value.hint


def test_windows_by_hand(load):
    mask = np.array(
        [
            [True, False, True, True, True],
            [True, True, False, False, False],
            [False, False, True, False, True],
        ]
    )
    arguments = load("qwen2_5_vl").arguments([mask, mask[:1]])
    # Windows of 2 x 2 blocks: three above, then the cut off ones below, of which the first is empty.
    assert arguments["window_index"].tolist() == [0, 4, 5, 1, 2, 3, 6, 7, 8, 9, 10, 11]
    assert arguments["cu_window_seqlens"].tolist() == [4 * each for each in (0, 3, 5, 6, 7, 8, 9, 11, 12)]
    assert arguments["cu_seqlens"].tolist() == [0, 32, 48]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("kind", FAMILIES)
def test_a_gpu_says_the_same(kind, load, masks, monkeypatch):
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", False)  # on by default for the patch convolution
    here, there = load(kind), load(kind, "cuda")
    blocks = np.random.default_rng(6).integers(
        0, 256, (sum(map(np.count_nonzero, masks)), here.block, here.block, 3), np.uint8
    )
    arguments = there.arguments(masks)
    assert {name for name, each in arguments.items() if each.device.type == "cpu"} == {
        name for name in arguments if name.startswith("cu_")
    }
    with torch.inference_mode():
        expected = here.encode(here.pixel_values(blocks), here.arguments(masks))
        features = there.encode(there.pixel_values(blocks), arguments)
    torch.testing.assert_close(features.embeds.cpu(), expected.embeds, rtol=0, atol=1e-3)
