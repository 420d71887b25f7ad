"""The GPU's masks are the CPU's. Without a GPU, Triton's interpreter runs the kernels, if Triton is installed."""

import os

import numpy as np
import pytest
import torch

from ppagent.errors import InputError
from ppagent.prune import cuda
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.diff import changed_blocks
from ppagent.prune.predict import loco

ON_GPU = torch.cuda.is_available()
DEVICE = "cuda" if ON_GPU else "cpu"
if not ON_GPU:
    os.environ["TRITON_INTERPRET"] = "1"
triton = pytest.importorskip("triton", reason="needs Triton: pip install triton")


def frame(height, width, block, kind):
    rng = np.random.default_rng(height + width)
    grid = rng.integers(0, 3, (height // block + 1, width // block + 1)) * 4
    flat = np.kron(grid, np.ones((block, block), np.int64))[:height, :width, None].repeat(3, 2)
    return (flat + (rng.integers(0, 5, flat.shape) if kind == "noisy" else 0)).astype(np.uint8)


@pytest.mark.parametrize("kind", ["flat", "noisy"])
@pytest.mark.parametrize("metric", ["max", "mae", "rmse"])
@pytest.mark.parametrize(("height", "width", "block"), [(33, 50, 8), (60, 90, 28), (70, 96, 32)])
def test_masks_are_those_of_the_cpu(kind, metric, height, width, block):
    pixels = frame(height, width, block, kind)
    later = pixels.copy()
    later[: height // 2] ^= 3
    canvas, after = fit_canvas(pixels, block), fit_canvas(later, block)
    one, two = (torch.from_numpy(each).to(DEVICE) for each in (pixels, later))
    for threshold in (0.0, 0.005882, 0.02):
        for anchored in (True, False):
            want = loco(canvas, metric, threshold, anchored=anchored)
            got = cuda.loco(one, block, metric, threshold, anchored=anchored)
            assert np.array_equal(got.cpu().numpy(), want)
        got = cuda.changed_blocks(one, two, block, metric, threshold).cpu().numpy()
        assert np.array_equal(got, changed_blocks(canvas.pixels, after.pixels, block, metric, threshold))


def test_frames_that_cannot_be_used_are_refused():
    good = torch.zeros(64, 64, 3, dtype=torch.uint8, device=DEVICE)
    for bad in (good.float(), good[..., :1], good[:16], good.swapaxes(0, 1)[:, ::2]):
        with pytest.raises(InputError):
            cuda.loco(bad, 32)
    with pytest.raises(InputError, match="64 px"):
        cuda.loco(torch.zeros(256, 256, 3, dtype=torch.uint8, device=DEVICE), 128)
    with pytest.raises(InputError, match="threshold"):
        cuda.loco(good, 32, "max", 2.0)
    with pytest.raises(InputError):
        cuda.changed_blocks(good, good[:32], 32)
