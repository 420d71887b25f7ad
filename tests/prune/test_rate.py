"""Rate control: the smallest τ whose look fits, and what the Look says about it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ppagent.prune.canvas import fit_canvas
from ppagent.prune.diff import changed_blocks
from ppagent.prune.predict import predict
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.rate import STEPS
from ppagent.prune.selection import reconstruct

BLOCK = 8


def noisy(seed, amount, rows=6, cols=7):
    """A frame whose blocks lie at many different distances from each other."""
    rng = np.random.default_rng(seed)
    levels = np.kron(rng.integers(0, amount + 1, (rows, cols)), np.ones((BLOCK, BLOCK), np.int64))
    return (levels[..., None] + rng.integers(0, 3, (rows * BLOCK, cols * BLOCK, 3)) + 90).astype(np.uint8)


@given(
    st.integers(0, 999),
    st.integers(1, 40),
    st.sampled_from(["max", "mae", "rmse"]),
    st.sampled_from([0.02, 0.1, 1]),
)
def test_a_p_frame_takes_the_smallest_threshold_that_fits(seed, budget, metric, cap):
    first = noisy(seed, 60)
    rng = np.random.default_rng(seed)
    second = np.clip(
        first + rng.integers(0, 20, (6, 1, 7, 1, 1)).repeat(BLOCK, 1).repeat(BLOCK, 3).reshape(48, 56, 1),
        0,
        255,
    )
    second = second.astype(np.uint8)
    pruner = Pruner(
        Perception(block=BLOCK, metric=metric, max_tokens=budget, max_threshold=cap, keyframe_change=1)
    )
    pruner.look(first)
    shown = pruner.shown
    selection = pruner.look(second).selection
    assert selection.kind == "P"
    assert np.array_equal(selection.keep, changed_blocks(second, shown, BLOCK, metric, selection.threshold))
    if selection.fitting == "own":
        assert selection.threshold == 0
    if selection.fitting == "over":
        assert selection.kept > budget
        assert selection.threshold == cap
    else:
        assert selection.kept <= budget
    if selection.fitting == "raised":
        less = np.nextafter(selection.threshold, 0)
        assert changed_blocks(second, shown, BLOCK, metric, less).sum() > budget


@given(
    st.integers(0, 999), st.integers(1, 41), st.sampled_from(["max", "mae", "rmse"]),
    st.sampled_from([(0.0, 0.02), (0.0, 1.0), (0.01, 0.1), (0.05, 0.05)]), st.sampled_from(["loco", "raster", "serpentine", "conncomp", "random"]),
)  # fmt: skip
def test_an_i_frame_fits_and_the_step_below_does_not(seed, budget, metric, thresholds, method):
    frame = noisy(seed, 12)
    own, cap = thresholds
    settings = {"block": BLOCK, "metric": metric, "method": method, "threshold": own}
    pruner = Pruner(Perception(**settings, max_tokens=budget, max_threshold=cap))
    look = pruner.look(frame)
    selection, canvas = look.selection, fit_canvas(frame, BLOCK)
    assert np.array_equal(selection.predictor, predict(canvas, method, metric, selection.threshold))
    if selection.fitting == "own":
        assert (selection.threshold, selection.kept <= budget) == (own, True)
    elif selection.fitting == "over":
        assert (selection.threshold, selection.kept > budget) == (cap, True)
    else:
        assert selection.kept <= budget
        step = 1 / STEPS[metric]
        below = max(own, (np.ceil(selection.threshold / step - 1e-6) - 1) * step + 1e-12)
        assert np.count_nonzero(predict(canvas, method, metric, below) == 0) > budget
    if selection.rebuildable:
        rebuilt = reconstruct(selection, look.kept_blocks())
        assert not changed_blocks(rebuilt, frame, BLOCK, metric, selection.threshold).any()


def test_a_raised_look_does_not_drift():
    """What a raised τ left out is compared with what was shown, so it is sent once there is room."""
    rng = np.random.default_rng(0)
    frame = noisy(1, 4)
    pruner = Pruner(Perception(block=BLOCK, max_tokens=10, max_threshold=0.2, keyframe_change=1))
    decoded = None
    for _ in range(30):
        frame = np.clip(frame + rng.integers(-2, 3, frame.shape), 0, 255).astype(np.uint8)
        look = pruner.look(frame)
        decoded = reconstruct(look.selection, look.kept_blocks(), decoded)
        assert np.array_equal(decoded, pruner.shown)
        assert not changed_blocks(decoded, frame, BLOCK, "max", look.selection.threshold).any()
    settled = [pruner.look(frame).selection for _ in range(12)]
    assert settled[-1].kept == 0
    assert settled[-1].fitting == "own"


def test_one_search_not_many_passes(monkeypatch):
    passes = []
    monkeypatch.setattr(
        "ppagent.prune.pruner.predict", lambda *a, **k: passes.append(a[3]) or predict(*a, **k)
    )
    for seed in range(20):
        passes.clear()
        Pruner(Perception(block=BLOCK, metric="rmse", max_tokens=12, max_threshold=0.2)).look(noisy(seed, 60))
        assert len(passes) <= 11
        assert len(set(passes)) == len(passes)


def test_settings_that_contradict_are_refused():
    with pytest.raises(ValidationError, match="below the threshold"):
        Perception(threshold=0.2, max_tokens=5, max_threshold=0.1)
    with pytest.raises(ValidationError):
        Perception(threshold=0.2, max_tokens=5)
    Perception(threshold=0.2)
    for bad in (
        {"max_tokens": 0},
        {"threshold": float("nan")},
        {"threshold": 1.5},
        {"max_threshold": -1},
        {"seed": -1},
        {"block": 3},
    ):
        with pytest.raises(ValidationError):
            Perception(**bad)
