"""The codec: canvas, spatial and temporal prediction, keyframes, and the way back to pixels."""

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppagent.errors import InputError, OutsideError
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.diff import changed_blocks
from ppagent.prune.predict import loco
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Predictor, reconstruct

BLOCK = 8


def screens(levels=3, max_side=6):
    """Small screens made of flat blocks with few levels, so that equal neighbours are common."""
    shape = st.tuples(st.integers(1, max_side), st.integers(1, max_side))
    flat = shape.flatmap(lambda grid: hnp.arrays(np.uint8, grid, elements=st.integers(0, levels)))
    return flat.map(
        lambda grid: np.repeat(np.kron(grid, np.ones((BLOCK, BLOCK), np.uint8))[..., None], 3, 2) * 20
    )


def naive_loco(pixels, block, distance, threshold):
    """PixelPrune's rule word by word, block by block: what the fast one must equal."""
    rows, cols = pixels.shape[0] // block, pixels.shape[1] // block
    shown = {}
    keep = np.ones((rows, cols), bool)
    for r in range(rows):
        for c in range(cols):
            x = pixels[r * block : (r + 1) * block, c * block : (c + 1) * block].astype(float) / 255
            a, b, d = shown.get((r, c - 1)), shown.get((r - 1, c)), shown.get((r - 1, c - 1))
            if r == 0 or c == 0:
                prediction = a if r == 0 else b
            else:
                prediction = b if distance(d, a) <= threshold and not distance(d, b) <= threshold else a
            keep[r, c] = prediction is None or distance(x, prediction) > threshold
            shown[r, c] = x if keep[r, c] else prediction
    return keep


DISTANCES = {
    "max": lambda u, v: np.abs(u - v).max(),
    "mae": lambda u, v: np.abs(u - v).mean(),
    "rmse": lambda u, v: np.sqrt(((u - v) ** 2).mean()),
}


@given(screens())
def test_loco_is_the_papers_rule_and_lossless(pixels):
    canvas = fit_canvas(pixels, BLOCK)
    predictor = loco(canvas)
    assert np.array_equal(predictor == Predictor.KEPT, naive_loco(pixels, BLOCK, DISTANCES["max"], 0))
    look = Pruner(Perception(block=BLOCK)).look(pixels)
    assert np.array_equal(reconstruct(look.selection, look.kept_blocks()), canvas.padded())


@pytest.mark.parametrize("metric", ["max", "mae", "rmse"])
@given(pixels=screens(levels=6), threshold=st.sampled_from([0.02, 0.1, 0.2]))
def test_lossy_loco_is_anchored(metric, pixels, threshold):
    """An error never adds up: whatever is dropped is within τ of what stands in for it."""
    look = Pruner(Perception(block=BLOCK, metric=metric, threshold=threshold)).look(pixels)
    assert np.array_equal(look.selection.keep, naive_loco(pixels, BLOCK, DISTANCES[metric], threshold))
    rebuilt = reconstruct(look.selection, look.kept_blocks())
    assert not changed_blocks(rebuilt, look.canvas.padded(), BLOCK, metric, threshold + 1e-9).any()


@settings(max_examples=50)
@given(st.data(), st.sampled_from([0.0, 0.1]))
def test_a_sequence_never_drifts(data, threshold):
    """A decoder that sees only the kept blocks has, after every frame, the screen within τ."""
    first = data.draw(screens(levels=6))
    pruner = Pruner(Perception(block=BLOCK, threshold=threshold, keyframe_change=0.9))
    decoded = None
    frame = first
    for _ in range(6):
        look = pruner.look(frame)
        decoded = reconstruct(look.selection, look.kept_blocks(), decoded)
        assert not changed_blocks(decoded, frame, BLOCK, "max", threshold + 1e-9).any()
        frame = data.draw(hnp.arrays(np.uint8, first.shape[:2], elements=st.integers(0, 2)).map(
            lambda noise, base=frame: base + np.where(noise[..., None] == 2, noise[..., None], 0).astype(np.uint8)
        ))  # fmt: skip


def test_a_p_frame_keeps_what_changed_and_nothing_else():
    frame = np.zeros((64, 96, 3), np.uint8)
    frame[0, 0::32] = 200, 100, 50  # a first row of blocks of which none predicts another
    frame[0, 0] = 9
    pruner = Pruner(Perception(block=32))
    assert pruner.look(frame).selection.kind == "I"
    caret = frame.copy()
    caret[40, 50] += 1  # one pixel, one level
    look = pruner.look(caret)
    assert (look.selection.kind, look.selection.reason) == ("P", None)
    assert look.selection.keep.tolist() == [[False] * 3, [False, True, False]]
    assert pruner.look(caret).selection.kept == 0
    closed = pruner.look(frame).selection
    assert (closed.kind, closed.keep[1, 1]) == ("P", True), (
        "a block that goes back to a neighbour's picture is still sent: dropped means as before"
    )


@given(screens(levels=3), screens(levels=3))
def test_changes_are_never_sent_where_the_whole_screen_takes_no_more(before, after):
    after = np.resize(after, before.shape)
    pruner = Pruner(Perception(block=BLOCK, keyframe_change=1))
    pruner.look(before)
    got = pruner.look(after).selection
    changed = np.count_nonzero(changed_blocks(after, before, BLOCK))
    whole = Pruner(Perception(block=BLOCK)).look(after).selection
    assert got.kept <= changed
    assert (got.reason == "smaller") == (got.kind == "I")
    if got.kind == "I":
        assert np.array_equal(got.predictor, whole.predictor)


def test_a_small_screen_is_not_sent_again_beyond_its_budget():
    noise = np.random.default_rng(0).integers(0, 200, (64, 64, 3), dtype=np.uint8)
    brighter = noise + np.kron([[2, 4], [6, 8]], np.ones((32, 32)))[..., None].astype(np.uint8)
    pruner = Pruner(Perception(block=32, keyframe_change=1, max_tokens=3))
    pruner.look(noise)
    second = pruner.look(brighter).selection
    assert (second.kind, second.fitting) == ("P", "raised")
    assert second.kept <= 3


def test_temporal_tolerance_compares_with_what_was_shown_not_with_the_last_frame():
    pruner = Pruner(Perception(block=8, threshold=3.5 / 255, keyframe_change=1))
    kept = [pruner.look(np.full((8, 8, 3), level, np.uint8)).selection.kept for level in range(0, 12, 2)]
    assert kept == [1, 0, 1, 0, 1, 0], "a slow fade is sent as soon as it has drifted beyond τ"


def test_keyframe_reasons():
    frame, other = np.zeros((64, 64, 3), np.uint8), np.full((64, 64, 3), 9, np.uint8)
    pruner = Pruner(Perception(block=32, keyframe_every=3))
    half = frame.copy()
    half[:32, :32] = 5
    seen = [pruner.look(f, k).selection for f, k in [
        (frame, None), (half, None), (half, None), (half, None), (other, None), (other, "lost"),
        (np.zeros((64, 96, 3), np.uint8), None), (np.zeros((64, 96, 3), np.uint8), "budget"),
    ]]  # fmt: skip
    assert [s.reason for s in seen] == ["first", None, None, "every", "change", "lost", "geometry", "budget"]
    assert [s.kind for s in seen] == ["I", "P", "P", "I", "I", "I", "I", "I"]


def test_every_frame_anew_is_plain_pixelprune_and_pruning_off_sends_all():
    frame = np.zeros((64, 64, 3), np.uint8)
    plain = Pruner(Perception(block=32, keyframe_every=1))
    assert [plain.look(frame).selection.kept for _ in range(3)] == [1, 1, 1]
    off = Pruner(Perception(block=32, prune=False))
    assert [off.look(frame).selection.kept for _ in range(3)] == [4, 4, 4]


@pytest.mark.parametrize(
    ("fit", "grid", "shown"),
    [("pad", (34, 60), (1920, 1080)), ("crop", (33, 60), (1920, 1056)), ("resample", (34, 60), (1920, 1088))],
)
def test_fits(fit, grid, shown):
    frame = np.random.default_rng(0).integers(0, 255, (1080, 1920, 3), np.uint8)
    canvas = fit_canvas(frame, 32, fit)
    assert canvas.grid == grid
    assert canvas.shown_px == shown
    if fit != "resample":
        assert np.array_equal(canvas.pixels, frame[: shown[1]]), "pixels stay exact"
        assert np.shares_memory(canvas.pixels, frame), "and are not copied"
    assert canvas.padded().shape == (*(32 * side for side in grid), 3)
    assert canvas.size_px == canvas.padded().shape[1::-1]
    x, y = canvas.from_frame(959, 500)
    assert canvas.to_frame(x, y) == pytest.approx((959, 500))
    with pytest.raises(OutsideError):
        canvas.to_frame(0, shown[1])


def test_a_frame_above_the_limit_is_scaled_down_under_it():
    canvas = fit_canvas(np.zeros((2160, 3840, 3), np.uint8), 32, max_pixels=1920 * 1088)
    assert canvas.pixels.shape[0] * canvas.pixels.shape[1] <= 1920 * 1088
    assert canvas.to_frame(canvas.size_px[0] - 0.5, 0)[0] == pytest.approx(3839, abs=1)


@pytest.mark.parametrize(
    "frame",
    [
        np.zeros((10, 64, 3), np.uint8),
        np.zeros((64, 64), np.uint8),
        np.zeros((64, 64, 4), np.uint8),
        np.zeros((64, 64, 3)),
    ],
)
def test_frames_that_cannot_be_used_are_refused(frame):
    with pytest.raises(InputError):
        fit_canvas(frame, 32)
