"""Arms: the same canvas, and rivals of the pruned frame that cost as much as it does, never more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppagent.errors import InputError
from ppagent.evaluate.arms import Looks, arms_named, shrunk
from ppagent.prune.pruner import Perception


def frame(width=640, height=400, seed=0):
    rng = np.random.default_rng(seed)
    pixels = np.full((height, width, 3), 90, np.uint8)
    pixels[50:150, 60:300] = rng.integers(0, 255, (100, 240, 3))
    return pixels


@pytest.mark.parametrize(
    "perception", [Perception(), Perception(block=28, max_pixels=100_000), Perception(prune=False)]
)
def test_each_arm_shows_what_it_says(perception):
    pixels = frame()
    looks = Looks(pixels, perception, 5, "a")
    full, spatial, random, resize = (looks.of(arm) for arm in ("full", "spatial", "random", "resize"))
    rows, cols = looks.canvas.grid
    assert full.selection.kept == full.selection.full == looks.full_tokens == rows * cols
    assert 0 < spatial.selection.kept < full.selection.kept
    assert spatial.canvas.grid == full.canvas.grid == random.canvas.grid
    assert random.selection.kept == spatial.selection.kept
    assert (random.selection.keep != spatial.selection.keep).any()
    assert resize.selection.kept == resize.selection.full <= spatial.selection.kept
    assert {look.selection.kind for look in (full, spatial, random, resize)} == {"I"}
    corner = resize.canvas.to_frame(*resize.canvas.from_frame(600.5, 300.25))
    assert corner == pytest.approx((600.5, 300.25))


def test_random_is_the_questions_own_and_repeats(sets):
    def draw(seed, sample):
        return Looks(frame(), Perception(), seed, sample).of("random").selection.keep.tobytes()

    assert draw(1, "a") == draw(1, "a")
    assert len({draw(1, "a"), draw(1, "b"), draw(2, "a")}) == 3


@settings(max_examples=60, deadline=None)
@given(st.integers(32, 700), st.integers(32, 700), st.integers(1, 200))
def test_resize_never_has_more_blocks_than_it_may(width, height, most):
    canvas = shrunk(np.zeros((height, width, 3), np.uint8), Perception(), most)
    rows, cols = canvas.grid
    assert 1 <= rows * cols <= most


def test_names_of_arms():
    assert arms_named("resize, full") == ["resize", "full"]
    for wrong in ("", "full,full", "full,foo"):
        with pytest.raises(InputError):
            arms_named(wrong)
    with pytest.raises(InputError):
        Looks(frame(), Perception(), 0, "a").of("temporal")
