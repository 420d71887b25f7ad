"""Pictures are found on a real screen at another scale, and those that cannot be found are refused."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from ppagent.errors import InputError
from ppagent.files import png, read_picture
from ppagent.script.pictures import find_picture

SCREEN = read_picture(Path(__file__).parents[1] / "data" / "goldens" / "live_gimp_main.png")


def cut(folder, box, scale=1.0):
    """A cutting of the screen, as it looks at another scale of the desktop."""
    left, top, width, height = box
    pixels = SCREEN[top : top + height, left : left + width]
    if scale != 1:
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=how)
    file = folder / f"cut-{scale}.png"
    file.write_bytes(png(np.ascontiguousarray(pixels)))
    return file


@pytest.fixture(scope="module")
def box():
    """The part of the screen with the most in it, 96 x 48 px."""
    grey = cv2.Laplacian(cv2.cvtColor(SCREEN, cv2.COLOR_RGB2GRAY), cv2.CV_32F) ** 2
    sums = cv2.boxFilter(grey, -1, (96, 48), anchor=(0, 0), normalize=False)[:-48, :-96]
    top, left = np.unravel_index(int(sums.argmax()), sums.shape)
    return int(left), int(top), 96, 48


@pytest.mark.parametrize("scale", [1, 1.5, 0.75])
def test_a_picture_is_found_at_any_usual_scale(tmp_path, box, scale):
    (place, score), *_ = find_picture(SCREEN, cut(tmp_path, box, scale))
    assert place.centre == pytest.approx((box[0] + 48, box[1] + 24), abs=3)
    assert score > 0.85


def test_a_picture_that_is_not_there_is_not_sure(tmp_path):
    file = tmp_path / "noise.png"
    file.write_bytes(png(np.random.default_rng(3).integers(0, 255, (40, 40, 3), dtype=np.uint8)))
    assert all(score < 0.85 for _, score in find_picture(SCREEN, file))


def test_every_copy_is_found_and_none_twice(tmp_path):
    screen = np.full((400, 600, 3), 230, np.uint8)
    button = np.random.default_rng(1).integers(0, 255, (20, 50, 3), dtype=np.uint8)
    corners = [(10, 10), (300, 40), (200, 350)]
    for x, y in corners:
        screen[y : y + 20, x : x + 50] = button
    file = tmp_path / "button.png"
    file.write_bytes(png(button))
    sure = [(place.left, place.top) for place, score in find_picture(screen, file) if score > 0.85]
    assert sorted(sure) == sorted(corners)


@pytest.mark.parametrize(
    ("size", "colours", "said"), [((40, 40), 1, "single colour"), ((5, 40), 255, "too small")]
)
def test_flat_and_tiny_pictures_are_refused(tmp_path, size, colours, said):
    file = tmp_path / "bad.png"
    pixels = np.random.default_rng(1).integers(0, colours, (*size, 3)).astype(np.uint8)
    file.write_bytes(png(pixels))
    with pytest.raises(InputError, match=said):
        find_picture(SCREEN, file)


def test_a_file_that_is_no_picture_is_said_to_be_none(tmp_path):
    (tmp_path / "a.png").write_text("no")
    with pytest.raises(InputError, match=r"a\.png"):
        find_picture(SCREEN, tmp_path / "a.png")
