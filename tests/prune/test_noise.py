"""What changed in sight: exact on a lossless capture, blind to a codec's noise, never blind to a caret."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ppagent.errors import InputError
from ppagent.prune.diff import changed_blocks
from ppagent.prune.noise import HIDDEN_SHARE, changed_in_sight
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import reconstruct


def page(block=32, rows=20, cols=30):
    """Lines of text on white, a grey bar and a coloured gradient."""
    pixels = np.full((rows * block, cols * block, 3), 255, np.uint8)
    for y in range(60, rows * block - 160, 24):
        cv2.putText(
            pixels, "The quick brown fox jumps over it", (10, y), 0, 0.6, (30, 30, 30), 1, cv2.LINE_AA
        )
    pixels[:30] = 225
    ramp = np.linspace(0, 255, cols * block).astype(np.uint8)
    pixels[-130:] = np.stack([ramp, ramp[::-1], np.full_like(ramp, 90)], axis=1)
    return pixels


def as_jpeg(pixels, quality):
    data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])[
        1
    ]
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def caret(pixels, x, y):
    pixels[y : y + 16, x] = 0


def underline(pixels, x, y):
    pixels[y, x : x + 48] = (26, 95, 180)


def faint_line(pixels, x, y):
    pixels[y, x : x + 64] -= 24


def check(pixels, x, y):
    cv2.polylines(
        pixels, [np.array([[x, y + 4], [x + 3, y + 7], [x + 7, y]])], False, (40, 40, 40), 2, cv2.LINE_AA
    )


def shade(pixels, x, y):
    pixels[y : y + 40, x : x + 40] -= 4


CHANGES = [caret, underline, faint_line, check, shade]


@pytest.mark.parametrize("block", [28, 32])
@pytest.mark.parametrize("change", CHANGES)
def test_a_codecs_noise_is_left_out_and_the_change_is_not(block, change):
    before = page(block)
    x, y = 21 * block + 3, 3 * block + 5  # right of the text
    assert (before[y : y + 40, x : x + 64] == 255).all()
    after = before.copy()
    change(after, x, y)
    noisy = as_jpeg(before, 80), as_jpeg(after, 70)
    exact = changed_blocks(*noisy, block)
    seen = changed_in_sight(*noisy, block)
    assert exact.sum() > 100
    assert seen.sum() < exact.sum() / 4
    assert seen[y // block, x // block]


@pytest.mark.parametrize("change", CHANGES)
def test_a_lossless_capture_is_compared_exactly(change):
    before = page(rows=34, cols=60)
    after = before.copy()
    change(after, 700, 100)
    after[300, 300, 1] ^= 1
    seen = changed_in_sight(before, after, 32)
    assert np.array_equal(seen, changed_blocks(before, after, 32))
    assert seen[300 // 32, 300 // 32]


def test_a_new_page_has_changed_as_a_whole():
    before, after = as_jpeg(page(), 80), as_jpeg(255 - page(), 80)
    assert np.array_equal(changed_in_sight(before, after, 32), changed_blocks(before, after, 32))


def test_equally_bright_colours_are_told_apart():
    before = page()
    cv2.circle(before, (715, 111), 5, (200, 40, 40), -1)
    after = before.copy()
    cv2.circle(after, (715, 111), 5, (40, 121, 40), -1)
    assert changed_in_sight(as_jpeg(before, 80), as_jpeg(after, 70), 32)[111 // 32, 715 // 32]


canvases = arrays(np.uint8, (32, 48, 3), elements=st.integers(0, 255))


@settings(max_examples=60, deadline=None)
@given(canvases, canvases, st.sampled_from([4, 8, 16]), st.integers(0, 12))
def test_no_block_that_is_equal_has_changed_in_sight(a, b, block, levels):
    b = np.clip(a.astype(int) + b % (levels + 1), 0, 255).astype(np.uint8)
    exact, seen = changed_blocks(a, b, block), changed_in_sight(a, b, block)
    assert seen.shape == exact.shape
    assert not (seen & ~exact).any()
    assert np.array_equal(seen, changed_in_sight(b, a, block)), "it does not matter which came first"
    hidden = np.count_nonzero(exact & ~seen)
    assert hidden == 0 or hidden > HIDDEN_SHARE * exact.size


def test_canvases_of_different_sizes_are_refused():
    with pytest.raises(InputError, match="cannot be compared"):
        changed_in_sight(page(), page(rows=21), 32)


def test_a_pruner_of_a_lossy_capture_sends_the_change_and_not_the_noise():
    exact, lossy = (Pruner(Perception(lossy=lossy, keyframe_change=1)) for lossy in (False, True))
    changed = page()
    check(changed, 300, 100)
    frames = [as_jpeg(page(), 90), as_jpeg(page(), 85), as_jpeg(changed, 90)]
    noisy = [exact.look(frame).selection for frame in frames]
    looks = [lossy.look(frame) for frame in frames]
    assert looks[1].selection.kept < noisy[1].kept / 4, "most of what the codec did is left out"
    assert looks[2].selection.keep[100 // 32, 300 // 32]


def test_a_slow_fade_reaches_the_model_of_a_lossy_capture():
    """What is left out is compared with what was shown, not with the frame before."""
    pruner, shown = Pruner(Perception(lossy=True)), None
    for number in range(40):
        frame = page().astype(np.int16)
        frame[200:264, 320:640] -= 2 * number
        frame = as_jpeg(frame.clip(0, 255).astype(np.uint8), 70 + number % 3 * 10)
        look = pruner.look(frame)
        shown = reconstruct(look.selection, look.kept_blocks(), shown)
    assert np.abs(shown[224:256, 352:608].astype(int).mean() - frame[224:256, 352:608].mean()) < 8
