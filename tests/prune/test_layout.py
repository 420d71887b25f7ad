"""The canvas layout: the model holds one screen, of which every other block follows from what it holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ppagent.errors import InputError
from ppagent.files import picture_files, read_picture
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.diff import changed_blocks
from ppagent.prune.overlay import BEFORE, SPATIAL, overlay
from ppagent.prune.predict import predict
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Predictor, Selection, anchors, reconstruct
from tests.prune.test_sequences import DATA, random_steps, real_steps

BLOCK = 8


def desktop_steps(seed, frames, height=61, width=83):
    """A toy desktop: dialogs open and close over a striped wallpaper, a caret blinks, and panes scroll."""
    rng = np.random.default_rng(seed)
    stripes = np.kron(rng.integers(0, 3, (1, 11)) * 60, np.ones((height, BLOCK), np.int64))[:, :width]
    wallpaper = stripes[..., None].repeat(3, 2).astype(np.uint8)
    dialogs = []
    for number in range(frames):
        if rng.random() < 0.4:
            dialogs.append(
                (*rng.integers(0, (height - 9, width - 9)), *rng.integers(4, 40, 2), rng.integers(0, 3) * 60)
            )
        if dialogs and rng.random() < 0.4:
            dialogs.pop(rng.integers(len(dialogs)))
        screen = wallpaper.copy()
        for y, x, h, w, level in dialogs:
            screen[y : y + h, x : x + w] = level
        if rng.random() < 0.3:
            screen[:24, :40] = np.roll(screen[:24, :40], rng.integers(1, 9), axis=0)
        screen[40:44, 70] = 255 * (number % 2)
        yield screen


class Model:
    """What a model would have: tokens come and go by their places, and each must be as the screen is now."""

    def __init__(self):
        self.tokens = {}
        self.screen = None
        self.p_frames = 0

    def see(self, look):
        selection, canvas = look.selection, look.canvas
        if selection.kind == "I":
            gone = (
                set() if selection.evicted is None else set(zip(*np.nonzero(selection.evicted), strict=True))
            )
            assert gone == set(self.tokens), "a canvas begins anew"
            self.tokens = {}
        else:
            self.p_frames += 1
            for place in zip(*np.nonzero(selection.evicted), strict=True):
                del self.tokens[place]  # it was there
        for place, block in zip(
            zip(*np.nonzero(selection.keep), strict=True), look.kept_blocks(), strict=True
        ):
            assert place not in self.tokens, "nothing is sent that it holds"
            self.tokens[place] = block
        blocks = canvas.blocks()
        assert all(np.array_equal(block, blocks[place]) for place, block in self.tokens.items()), (
            "none is stale"
        )
        held = np.zeros(canvas.grid, bool)
        held[tuple(zip(*self.tokens, strict=True))] = True
        assert np.array_equal(held, selection.held)
        alone = predict(canvas, "loco") == Predictor.KEPT
        assert (held | ~alone).all(), "it holds all that an I-frame would send"
        assert selection.kept <= alone.sum()
        self.screen = reconstruct(selection, look.kept_blocks(), self.screen)
        assert np.array_equal(self.screen, canvas.padded())


@given(st.integers(0, 2**32 - 1), st.sampled_from([5, 8, 11]), st.sampled_from([0.3, 0.6, 1.0]))
def test_what_it_holds_is_the_screen(seed, block, keyframe_change):
    pruner, model = Pruner(Perception(block=block, layout="canvas", keyframe_change=keyframe_change)), Model()
    for frame in desktop_steps(seed, 12):
        look = pruner.look(frame)
        assert np.array_equal(pruner.held, look.selection.held)
        model.see(look)


@pytest.mark.parametrize("steps", [random_steps, real_steps, lambda frames: desktop_steps(3, frames)])
@pytest.mark.parametrize("block", [28, 32])
def test_no_drift_after_60_p_frames(steps, block):
    pruner, model = Pruner(Perception(block=block, layout="canvas", keyframe_change=1)), Model()
    for frame in steps(61):
        model.see(pruner.look(frame))
    assert model.p_frames == 60


@pytest.mark.parametrize("method", ["raster", "serpentine"])
def test_every_rule_that_can_be_rebuilt_will_do(method):
    pruner, screen = Pruner(Perception(block=BLOCK, layout="canvas", method=method, keyframe_change=1)), None
    for frame in desktop_steps(4, 40):
        look = pruner.look(frame)
        screen = reconstruct(look.selection, look.kept_blocks(), screen)
        assert np.array_equal(screen, look.canvas.padded())


def test_a_real_interaction():
    frames = [read_picture(file) for file in picture_files(DATA.parent / "settings_open")]
    pruner, model, sent = Pruner(Perception(layout="canvas")), Model(), []
    for frame in frames:
        look = pruner.look(frame)
        model.see(look)
        sent.append((look.selection.kind, look.selection.kept))
    assert sent[0] == ("I", 770)
    assert [kind for kind, _ in sent[1:]] == ["P"] * (len(frames) - 1)


def test_an_orphan_is_sent_again():
    """The middle block repeats its left neighbour; when that one changes, nobody else says what the middle looks like."""
    frame = np.zeros((32, 96, 3), np.uint8)
    pruner = Pruner(Perception(layout="canvas"))
    assert pruner.look(frame).selection.keep.tolist() == [[True, False, False]]
    left = frame.copy()
    left[:, :32] = 9
    selection = pruner.look(left).selection
    assert selection.keep.tolist() == [[True, True, False]]
    assert selection.evicted.tolist() == [[True, False, False]]
    assert pruner.look(left).selection.kept == 0
    back = pruner.look(frame).selection
    assert back.keep.tolist() == [[True, False, False]]
    assert back.predictor.tolist() == [[Predictor.KEPT, Predictor.BEFORE, Predictor.LEFT]]
    assert back.held.tolist() == [[True, True, False]], "the middle one is not needed now, and does no harm"


def test_a_block_that_became_derivable_leaves_without_a_successor():
    frame = np.zeros((32, 96, 3), np.uint8)
    frame[:, 64:] = 5
    pruner = Pruner(Perception(layout="canvas"))
    assert pruner.look(frame).selection.keep.tolist() == [[True, False, True]]
    selection = pruner.look(np.zeros_like(frame)).selection
    assert (selection.kept, selection.evicted.tolist()) == (0, [[False, False, True]])
    picture = overlay(pruner.look(frame))
    assert (picture[0, 40] == SPATIAL).sum() < 3, "dimmed, not the tint itself"
    assert BEFORE != SPATIAL


def test_keyframes_are_as_in_the_other_layout():
    rng = np.random.default_rng(0)
    frames = [rng.integers(0, 256, (96, 96, 3), np.uint8) for _ in range(2)]
    frames += [frames[1], frames[1][:64], frames[1][:64]]
    for settings in ({}, {"keyframe_every": 2}, {"prune": False}):
        append, canvas = (Pruner(Perception(layout=layout, **settings)) for layout in ("append", "canvas"))
        for frame in frames:
            one, other = append.look(frame).selection, canvas.look(frame).selection
            assert (one.kind, one.reason) == (other.kind, other.reason)


@pytest.mark.parametrize("settings", [
    {"threshold": 0.01}, {"lossy": True}, {"max_tokens": 10}, {"method": "random"}, {"method": "conncomp"},
])  # fmt: skip
def test_it_is_exact_or_refused(settings):
    with pytest.raises(ValidationError, match="canvas layout is exact"):
        Perception(layout="canvas", **settings)
    assert Perception(**settings).layout == "append"


def test_before_needs_a_reference():
    codes = np.array([[Predictor.BEFORE, Predictor.LEFT]], np.uint8)
    assert anchors(codes).tolist() == [[0, 0]]
    nothing = np.zeros((0, 8, 8, 3), np.uint8)
    with pytest.raises(InputError, match="reference"):
        reconstruct(Selection(codes, "P", None, 0.0), nothing)
    with pytest.raises(InputError, match="BEFORE"):
        reconstruct(Selection(codes, "I", "first", 0.0), nothing)
    reference = fit_canvas(np.arange(8 * 13 * 3, dtype=np.uint8).reshape(8, 13, 3), 8)
    rebuilt = reconstruct(Selection(codes, "P", None, 0.0), nothing, reference.pixels)
    assert np.array_equal(rebuilt[:, 8:], reference.pixels[:, :8])
    assert not changed_blocks(rebuilt[:, :8], reference.pixels[:, :8], 8).any()
