"""Every spatial rule: against the reference's masks, against itself written out word by word, and back to pixels."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppagent.errors import InputError
from ppagent.files import read_picture
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.diff import changed_blocks, totals
from ppagent.prune.limits import METRICS, distance, largest_total, limit
from ppagent.prune.predict import METHODS, predict
from ppagent.prune.selection import Predictor, Selection, reconstruct

DATA = Path(__file__).parent.parent / "data" / "goldens"
GOLDENS = np.load(DATA / "masks.npz")
DISTANCES = {
    "max": lambda u, v: np.abs(u - v).max() / 255,
    "mae": lambda u, v: np.abs(u - v).mean() / 255,
    "rmse": lambda u, v: np.sqrt(np.square(u - v).mean()) / 255,
}
SCANS = ["loco", "raster", "serpentine"]


@pytest.fixture(scope="module")
def screens():
    return {
        name: fit_canvas(read_picture(DATA / f"{name}.png"), 32)
        for name in {k.split("|")[0] for k in GOLDENS}
    }


@pytest.mark.parametrize("key", GOLDENS.files)
def test_masks_are_those_of_the_reference(screens, key):
    name, rule = key.split("|")
    method, metric, threshold = rule.split("-")
    keep = predict(screens[name], method, metric, float(threshold)) == Predictor.KEPT
    assert np.array_equal(keep, np.unpackbits(GOLDENS[key])[: keep.size].reshape(keep.shape).astype(bool))


@st.composite
def frames(draw):
    """Blocks of few levels with few pixels off, so that rules meet equal, near and far neighbours."""
    block = draw(st.sampled_from([4, 5, 11, 28, 32]))
    rows, cols = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    levels = rng.integers(0, draw(st.integers(1, 4)), (rows, cols)) * draw(st.sampled_from([1, 3, 40]))
    pixels = np.kron(levels, np.ones((block, block), np.int64))[..., None].repeat(3, 2) + 20
    spread = draw(st.sampled_from([0, 0, 2, 6]))
    pixels += rng.integers(0, spread + 1, pixels.shape) * (rng.random(pixels.shape) < 0.3)
    return pixels.astype(np.uint8), block


def naive(pixels, block, method, metric, threshold, anchored):
    """The rules word by word; what a block is shown as is kept in a dictionary."""
    rows, cols = pixels.shape[0] // block, pixels.shape[1] // block
    at = {
        (r, c): pixels[r * block : (r + 1) * block, c * block : (c + 1) * block].astype(np.int64)
        for r in range(rows)
        for c in range(cols)
    }

    def alike(u, v):
        return DISTANCES[metric](u, v) <= threshold

    if method == "conncomp":
        keep, seen = np.zeros((rows, cols), bool), set()
        for start in at:
            if start in seen:
                continue
            keep[start] = True
            queue = [start]
            while queue:
                r, c = queue.pop()
                seen.add((r, c))
                around = ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1))
                queue += [p for p in around if p in at and p not in seen and alike(at[r, c], at[p])]
        return keep
    path = list(at)
    if method == "serpentine":
        path = [(r, c if r % 2 == 0 else cols - 1 - c) for r, c in path]
    shown, keep = {}, np.ones((rows, cols), bool)
    for i, (r, c) in enumerate(path):
        if method == "loco":
            a, b, d = shown.get((r, c - 1)), shown.get((r - 1, c)), shown.get((r - 1, c - 1))
            prediction = a if r == 0 else b if c == 0 or (alike(d, a) and not alike(d, b)) else a
        else:
            prediction = shown[path[i - 1]] if i else None
        keep[r, c] = prediction is None or not alike(at[r, c], prediction)
        shown[r, c] = prediction if anchored and not keep[r, c] else at[r, c]
    return keep


@pytest.mark.parametrize("method", [*SCANS, "conncomp"])
@given(
    frame=frames(),
    metric=st.sampled_from(METRICS),
    threshold=st.sampled_from([0.0, 0.005, 0.02, 0.17]),
    anchored=st.booleans(),
)
def test_rules_do_what_they_say(method, frame, metric, threshold, anchored):
    pixels, block = frame
    canvas = fit_canvas(pixels, block)
    codes = predict(canvas, method, metric, threshold, anchored=anchored)
    assert np.array_equal(codes == Predictor.KEPT, naive(pixels, block, method, metric, threshold, anchored))
    if method in SCANS:
        selection = Selection(codes, "I", "first", threshold)
        rebuilt = reconstruct(selection, canvas.blocks()[selection.keep])
        if anchored or threshold == 0:
            assert not changed_blocks(rebuilt, pixels, block, metric, threshold).any()
            assert np.array_equal(rebuilt, pixels) or threshold > 0
        if anchored and metric == "max":
            assert np.abs(rebuilt.astype(int) - pixels).max() / 255 <= threshold


@given(frame=frames(), seed=st.integers(0, 3))
def test_random_keeps_as_many_as_loco_and_the_same_for_the_same_seed(frame, seed):
    canvas = fit_canvas(*frame)
    codes = predict(canvas, "random", "max", 0.02, seed=seed)
    kept = np.count_nonzero(predict(canvas, "loco", "max", 0.02) == Predictor.KEPT)
    assert np.count_nonzero(codes == Predictor.KEPT) == kept
    assert np.array_equal(codes, predict(canvas, "random", "max", 0.02, seed=seed))
    assert set(np.unique(codes).tolist()) <= {Predictor.KEPT, Predictor.CHANCE}


def test_random_differs_by_seed():
    canvas = fit_canvas(np.arange(64 * 64, dtype=np.uint8).reshape(64, 64, 1).repeat(3, 2) // 64 * 64, 8)
    assert not np.array_equal(predict(canvas, "random", seed=0), predict(canvas, "random", seed=1))


@pytest.mark.parametrize("method", ["conncomp", "random"])
def test_a_rule_that_does_not_say_what_stands_in_cannot_be_rebuilt(method):
    canvas = fit_canvas(np.zeros((64, 64, 3), np.uint8), 32)
    selection = Selection(predict(canvas, method), "I", "first", 0.0)
    assert not selection.rebuildable
    with pytest.raises(InputError, match="does not say what stands in"):
        reconstruct(selection, canvas.blocks()[selection.keep])


@given(st.sampled_from(METRICS), st.integers(1, 64), st.floats(0, 1))
def test_a_limit_is_the_last_total_within_the_threshold(metric, block, threshold):
    most = limit(threshold, metric, block)
    assert distance(most, metric, block) <= threshold
    assert most == largest_total(metric, block) or distance(most + 1, metric, block) > threshold


@given(frames(), st.sampled_from(METRICS), st.integers(0, 9))
def test_totals_are_exact(frame, metric, seed):
    pixels, block = frame
    other = np.random.default_rng(seed).integers(0, 256, pixels.shape, dtype=np.uint8)
    gap = np.abs(pixels.astype(np.int64) - other)
    gap = gap.reshape(pixels.shape[0] // block, block, -1, block * 3)
    want = {"max": gap.max((1, 3)), "mae": gap.sum((1, 3)), "rmse": (gap * gap).sum((1, 3))}[metric]
    assert np.array_equal(totals(pixels, other, block, metric), want)


def test_one_pixel_one_level_anywhere_is_a_change():
    for block in (5, 28, 32):
        before = np.full((block * 2, block * 3, 3), 7, np.uint8)
        for y, x, channel in np.random.default_rng(0).integers(0, (block * 2, block * 3, 3), (60, 3)):
            after = before.copy()
            after[y, x, channel] = 8
            changed = changed_blocks(before, after, block)
            assert changed.sum() == 1
            assert changed[y // block, x // block]


@pytest.mark.parametrize("threshold", [-0.01, 1.01, float("nan"), float("inf")])
def test_thresholds_outside_their_range_are_refused(threshold):
    canvas = fit_canvas(np.zeros((64, 64, 3), np.uint8), 32)
    for method in METHODS:
        with pytest.raises(InputError, match="threshold"):
            predict(canvas, method, "max", threshold)
    with pytest.raises(InputError, match="threshold"):
        changed_blocks(canvas.pixels, canvas.pixels, 32, "max", threshold)


def test_what_cannot_be_compared_is_refused():
    frame = np.zeros((64, 64, 3), np.uint8)
    for other, block in (
        (frame[:32], 32),
        (frame.astype(np.uint16), 32),
        (frame[..., :1], 32),
    ):
        with pytest.raises(InputError):
            changed_blocks(frame, other, block)
    with pytest.raises(InputError, match="metric"):
        changed_blocks(frame, frame, 32, "psnr")
    with pytest.raises(InputError, match="method"):
        predict(fit_canvas(frame, 32), "paeth")
    with pytest.raises(InputError, match="seed"):
        predict(fit_canvas(frame, 32), "random", seed=-1)
