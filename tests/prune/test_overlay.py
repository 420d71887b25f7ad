import numpy as np
import pytest

from ppagent.prune.overlay import BEFORE, MARK, OUTLINE, SPATIAL, overlay
from ppagent.prune.pruner import Perception, Pruner


def noise(width=128, height=96, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def looks(*frames, **perception):
    pruner = Pruner(Perception(block=32, **perception))
    return [pruner.look(frame) for frame in frames]


def test_sent_blocks_keep_their_exact_pixels():
    first = noise()
    second = first.copy()
    second[32:64, 32:96] ^= 255
    everything, change = looks(first, second)
    assert np.array_equal(overlay(everything), first)
    picture = overlay(change)
    assert np.array_equal(picture[32:64, 32:96], second[32:64, 32:96])
    assert change.selection.kept == 2


def test_a_dropped_block_is_darker_greyer_and_tinted_by_what_predicts_it():
    white = np.full((96, 128, 3), 255, dtype=np.uint8)
    spatial, temporal = (overlay(look).astype(int) for look in looks(white, white))
    inside = spatial[80, 110]
    assert inside.max() < 180
    assert inside[2] > inside[0], "spatial is bluish"
    assert temporal[80, 110][0] > temporal[80, 110][2], "as before is brownish"
    assert SPATIAL != BEFORE

    colours = noise()
    [_, dropped] = looks(colours, colours)
    picture = overlay(dropped).astype(int)
    offsets = picture - picture[..., :1]
    assert (abs(offsets - offsets[0, 0]) <= 1).all(), "only the tint is left of the colours"
    assert picture[..., 0].std() > 10, "text stays readable"


def test_the_outline_runs_on_the_dropped_side_only():
    first = np.zeros((96, 128, 3), dtype=np.uint8)
    second = first.copy()
    second[32:64, 32:64] = 200
    picture = overlay(looks(first, second)[1])
    assert tuple(picture[31, 40]) == OUTLINE
    assert tuple(picture[40, 64]) == OUTLINE
    assert (picture[32:64, 32:64] == 200).all()
    assert tuple(picture[10, 100]) != OUTLINE


@pytest.mark.parametrize("background", [0, 127, 255])
def test_the_mark_shows_on_any_background_and_leaves_its_middle_free(background):
    frame = np.full((256, 256, 3), background, dtype=np.uint8)
    [look] = looks(frame, prune=False)
    picture = overlay(look, (100, 60))
    drawn = np.argwhere((picture != background).any(axis=-1))
    assert drawn.mean(axis=0) == pytest.approx((60, 100), abs=1)
    assert (picture == MARK).all(axis=-1).any()
    assert (picture[60, 100] == background).all()
    assert np.ptp(picture.astype(int).sum(axis=-1)) > 350, "it has light and dark parts"


def test_the_mark_is_in_frame_pixels_though_the_canvas_was_resampled():
    frame = np.full((512, 512, 3), 127, dtype=np.uint8)
    [look] = looks(frame, prune=False, max_pixels=256 * 256)
    drawn = np.argwhere((overlay(look, (400, 200)) == MARK).all(axis=-1))
    scale = look.canvas.scale
    assert drawn.mean(axis=0) == pytest.approx((200 * scale[1], 400 * scale[0]), abs=1)


@pytest.mark.parametrize("mark", [(-1, 5), (5, -1), (100, 5), (5, 70), (10**12, 10**12)])
def test_a_mark_outside_the_frame_is_not_drawn(mark):
    [look] = looks(noise(100, 70))
    assert np.array_equal(overlay(look, mark), overlay(look))


@pytest.mark.parametrize(("width", "height"), [(100, 70), (128, 96), (33, 64), (33, 32)])
def test_the_padding_is_not_shown_and_the_input_not_touched(width, height):
    frame = noise(width, height)
    [look] = looks(frame)
    before = look.canvas.pixels.copy()
    assert overlay(look, (width - 1, 0)).shape == (height, width, 3)
    assert np.array_equal(look.canvas.pixels, before)
