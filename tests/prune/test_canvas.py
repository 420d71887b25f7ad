"""Padding that is not stored: everything is as on a copy padded to whole blocks, whatever the frame's size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppagent.prune import kernels
from ppagent.prune.canvas import fit_canvas, grid_of, padded
from ppagent.prune.diff import changed_blocks, flat, totals
from ppagent.prune.limits import METRICS, limit
from ppagent.prune.noise import changed_in_sight
from ppagent.prune.predict import METHODS, predict
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import reconstruct

BLOCKS = [4, 5, 8, 11, 28, 32, 33]


@st.composite
def pairs(draw):
    """Two frames that end anywhere in a block, of few levels, so that blocks at the edge meet their like."""
    block = draw(st.sampled_from(BLOCKS))
    height, width = draw(st.integers(block, 4 * block + 3)), draw(st.integers(block, 4 * block + 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    levels = rng.integers(0, draw(st.integers(1, 3)), (5, 5)) * draw(st.sampled_from([1, 3, 40]))
    whole = np.kron(levels, np.ones((block, block), np.int64))[:height, :width, None].repeat(3, 2) + 20
    spread = draw(st.sampled_from([0, 0, 2, 6]))
    first = whole + rng.integers(0, spread + 1, whole.shape) * (rng.random(whole.shape) < 0.3)
    second = first + rng.integers(0, 9, whole.shape) * (rng.random(whole.shape) < rng.choice([0, 0.003, 0.1]))
    return first.astype(np.uint8), second.astype(np.uint8), block


@given(pairs(), st.sampled_from(METRICS), st.sampled_from([0.0, 0.002, 0.01, 0.05]), st.booleans())
def test_masks_are_those_of_a_padded_copy(pair, metric, threshold, anchored):
    first, second, block = pair
    canvas, copy = fit_canvas(first, block), fit_canvas(padded(first, block), block)
    assert canvas.pixels is first
    assert canvas.size_px == copy.shown_px == copy.size_px
    for method in METHODS:
        assert np.array_equal(
            predict(canvas, method, metric, threshold, anchored=anchored),
            predict(copy, method, metric, threshold, anchored=anchored),
        )
    whole, later = padded(first, block), padded(second, block)
    assert np.array_equal(totals(first, second, block, metric), totals(whole, later, block, metric))
    args = block, metric, threshold
    assert np.array_equal(changed_blocks(first, second, *args), changed_blocks(whole, later, *args))
    assert np.array_equal(changed_in_sight(first, second, block), changed_in_sight(whole, later, block))
    cap = limit(threshold, metric, block), METRICS.index(metric)
    near, far = (kernels.neighbours(*flat(each), block, cap[1], cap[0]) for each in (first, whole))
    assert np.array_equal(near, far)


@given(pairs(), st.integers(0, 99))
def test_kept_blocks_are_those_of_a_padded_copy(pair, seed):
    frame, _, block = pair
    look = Pruner(Perception(block=block, method="random", seed=seed)).look(frame)
    kept = look.kept_blocks()
    assert kept.dtype == np.uint8
    assert np.array_equal(kept, look.canvas.blocks()[look.selection.keep])
    everything = Pruner(Perception(block=block, prune=False)).look(frame)
    assert np.array_equal(reconstruct(everything.selection, everything.kept_blocks()), padded(frame, block))


@given(
    pairs(), st.sampled_from([{}, {"threshold": 0.02}, {"lossy": True}, {"max_tokens": 4, "metric": "mae"}])
)
def test_looks_are_those_of_a_padded_copy(pair, settings):
    """The whole way: I and P, exact and rebuilt references, a frame of another size on the same grid."""
    first, second, block = pair
    one, other = (Pruner(Perception(block=block, keyframe_change=1, **settings)) for _ in range(2))
    shorter = second[: second.shape[0] - 1, : second.shape[1] - 1]
    same_grid = min(shorter.shape[:2]) >= block and grid_of(shorter, block) == grid_of(first, block)
    for frame in [first, second, *([shorter] if same_grid else []), first, second]:
        got, want = one.look(frame), other.look(padded(frame, block))
        assert np.array_equal(got.selection.predictor, want.selection.predictor)
        assert got.selection.threshold == want.selection.threshold
        assert np.array_equal(got.kept_blocks(), want.kept_blocks())
        assert np.array_equal(padded(one.shown, block), other.shown)


def test_a_frame_is_neither_copied_nor_written_to():
    frame = np.random.default_rng(0).integers(0, 256, (70, 90, 3), np.uint8)
    frame.flags.writeable = False
    pruner = Pruner(Perception())
    look = pruner.look(frame)
    assert look.canvas.pixels is frame
    assert pruner.shown is frame
    assert look.kept_blocks().flags.writeable
    assert np.array_equal(pruner.look(frame[:, ::-1][:, ::-1]).selection.keep, np.zeros((3, 3), bool))


@pytest.mark.parametrize("size", [(65, 64), (64, 65), (95, 95)])
def test_the_last_pixel_counts(size):
    frame = np.full((*size, 3), 7, np.uint8)
    later = frame.copy()
    later[-1, -1, 2] = 8
    changed = changed_blocks(frame, later, 32)
    assert changed.sum() == 1
    assert changed[-1, -1]
    far = totals(frame, later, 32, "mae")[-1, -1]
    repeats = (-size[0] % 32 + 1) * (-size[1] % 32 + 1)
    assert far == repeats, "padding repeats it"
