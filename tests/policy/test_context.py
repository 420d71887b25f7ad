import numpy as np
import pytest

from ppagent.policy.context import vision_context
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look, Predictor, Selection

PERCEPTION = Perception()


@pytest.fixture
def looks(frames):
    pruner = Pruner(PERCEPTION)
    return [pruner.look(frame) for frame in frames[:3]]


def p_frame(look, *cells):
    """The same canvas, of which only some cells changed."""
    predictor = np.full(look.canvas.grid, Predictor.BEFORE, dtype=np.uint8)
    for cell in cells:
        predictor[cell] = Predictor.KEPT
    return Look(look.canvas, Selection(predictor, "P", None, 0.0))


def cells(mask):
    return set(zip(*(places.tolist() for places in np.nonzero(mask)), strict=True))


@pytest.mark.parametrize("context", ["changed", "halo", "frame"])
def test_a_context_holds_what_is_kept_and_an_i_frame_is_never_widened(looks, context):
    for look in looks:
        keep, mask = look.selection.keep, vision_context(look, context, 1, PERCEPTION)
        assert (mask.dtype, mask.shape) == (np.bool_, keep.shape)
        assert (mask | ~keep).all()
        assert np.array_equal(mask, keep) == (look.selection.kind == "I" or context == "changed")


def test_a_frame_is_what_an_i_frame_would_keep_and_what_changed(looks, frames):
    for look, frame in zip(looks[1:], frames[1:3], strict=True):
        fresh = Pruner(PERCEPTION).look(frame).selection.keep
        mask = vision_context(look, "frame", 1, PERCEPTION)
        assert np.array_equal(mask, fresh | look.selection.keep)
    lossy = Perception(threshold=0.2, method="raster")
    expected = Pruner(lossy).look(frames[1]).selection.keep | looks[1].selection.keep
    assert np.array_equal(vision_context(looks[1], "frame", 1, lossy), expected)
    assert not np.array_equal(expected, vision_context(looks[1], "frame", 1, PERCEPTION))


def test_a_halo_ends_at_the_border(looks):
    rows, cols = looks[0].canvas.grid
    corner = p_frame(looks[0], (0, 0))
    assert cells(vision_context(corner, "halo", 1, PERCEPTION)) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    inside = p_frame(looks[0], (2, 3), (rows - 1, cols - 1))
    halo = vision_context(inside, "halo", 1, PERCEPTION)
    around = {(row, col) for row in (1, 2, 3) for col in (2, 3, 4)}
    assert cells(halo) == around | {
        (row, col) for row in (rows - 2, rows - 1) for col in (cols - 2, cols - 1)
    }
    assert vision_context(inside, "halo", 64, PERCEPTION).all()


def test_a_wider_context_changes_what_is_seen_and_not_how_much(engine, looks):
    look = looks[2]
    masks = [vision_context(look, context, 1, PERCEPTION) for context in ("changed", "halo", "frame")]
    changed, halo, frame = (engine.see([look], [mask]).embeds for mask in masks)
    assert changed.shape == halo.shape == frame.shape == (look.selection.kept, 64)
    assert min((a - b).abs().max() for a, b in ((changed, halo), (changed, frame), (halo, frame))) > 1e-3
