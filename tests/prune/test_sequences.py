"""Long sequences: a decoder that gets only the kept blocks never leaves the screen by more than τ."""

from pathlib import Path

import numpy as np
import pytest

from ppagent.files import picture_files, read_picture
from ppagent.prune.canvas import fit_canvas, padded
from ppagent.prune.diff import changed_blocks
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import reconstruct

DATA = Path(__file__).parent.parent / "data" / "goldens"
REAL = [DATA / "live_gimp_main.png", DATA / "live_chrome_settings_appearance.png"]


def random_steps(frames):
    """A small screen: on its left pixels drift by a level or two, and now and then a window opens there."""
    rng = np.random.default_rng(5)
    screen = rng.integers(0, 200, (90, 131, 3)).astype(np.int16)
    # Were all of it to change, an I-frame would take no more.
    drifting = (np.arange(131) < 80)[:, None]
    for _ in range(frames):
        screen = np.clip(
            screen + rng.integers(-2, 3, screen.shape) * (rng.random(screen.shape) < 0.1) * drifting, 0, 255
        )
        if rng.random() < 0.2:
            y, x = rng.integers(0, 60), rng.integers(0, 40)
            screen[y : y + 30, x : x + 40] = rng.integers(0, 255)
        yield screen.astype(np.uint8)


def real_steps(frames):
    """A real screen into which pieces of another come and go, scroll and blink."""
    rng = np.random.default_rng(6)
    base, other = (read_picture(file)[:540, :960] for file in REAL)
    height, width = min(base.shape[0], other.shape[0]), min(base.shape[1], other.shape[1])
    screen = base[:height, :width].copy()
    for number in range(frames):
        h, w = rng.integers(8, 120, 2)
        y, x = rng.integers(0, height - h), rng.integers(0, width - w)
        source = other if rng.random() < 0.6 else base
        screen[y : y + h, x : x + w] = source[y : y + h, x : x + w]
        if number % 7 == 0:
            screen[100:300, 200:500] = np.roll(screen[100:300, 200:500], -3, axis=0)
        screen[50:66, 400] = 0 if number % 2 else 255
        yield screen.copy()


@pytest.mark.parametrize("steps", [random_steps, real_steps])
@pytest.mark.parametrize(("method", "metric", "threshold"), [
    ("loco", "max", 0.0), ("loco", "max", 0.02), ("raster", "mae", 0.01), ("serpentine", "rmse", 0.02),
])  # fmt: skip
def test_no_drift_after_200_p_frames(steps, method, metric, threshold):
    settings = {"method": method, "metric": metric, "threshold": threshold, "keyframe_change": 1}
    block = 28 if steps is random_steps else 32
    pruner, decoded, kinds = Pruner(Perception(block=block, **settings)), None, []
    for frame in steps(201):
        look = pruner.look(frame)
        kinds.append(look.selection.kind)
        decoded = reconstruct(look.selection, look.kept_blocks(), decoded)
        canvas = fit_canvas(frame, block).padded()
        if threshold == 0:
            assert np.array_equal(decoded, canvas)
        else:
            assert not changed_blocks(decoded, canvas, block, metric, threshold).any()
        if metric == "max":
            assert np.abs(decoded.astype(int) - canvas).max() / 255 <= threshold
        assert np.array_equal(decoded, padded(pruner.shown, block))
    assert kinds == ["I"] + ["P"] * 200


def test_another_geometry_begins_anew():
    pruner = Pruner(Perception(block=32))
    sizes = [(64, 64), (64, 64), (65, 64), (65, 66), (66, 66), (64, 64)]
    seen = [pruner.look(np.zeros((*size, 3), np.uint8)).selection for size in sizes]
    assert [s.reason for s in seen] == ["first", None, "geometry", "geometry", None, "geometry"], (
        "what counts is the canvas: 65 and 66 columns are both three blocks"
    )


def test_a_real_interaction_is_sent_as_change_and_rebuilt_exactly():
    pruner = Pruner(Perception())
    shown, sent = None, []
    for file in picture_files(DATA.parent / "settings_open"):
        look = pruner.look(read_picture(file))
        sent.append((look.selection.kind, look.selection.kept, look.selection.full))
        shown = reconstruct(look.selection, look.kept_blocks(), shown)
        assert np.array_equal(shown, look.canvas.padded())
    assert sent == [("I", 770, 2040), ("P", 20, 2040), ("P", 42, 2040), ("P", 254, 2040)]
