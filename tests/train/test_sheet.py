import random

import numpy as np
import pytest

from ppagent.train.scene import cropped, desktop, over, part, pasted, staged
from ppagent.train.sheet import Episode, Sheet, read_shard, write_shard
from tests.train.conftest import made_sheet


def same(one: Sheet, other: Sheet) -> bool:
    return (
        np.array_equal(one.pixels, other.pixels)
        and one.elements == other.elements
        and one.source == other.source
        and np.array_equal(one.glyphs, other.glyphs)
        and np.array_equal(one.pictograms, other.pictograms)
    )


def test_a_shard_comes_back_as_it_was(tmp_path, sheet, episode):
    bare = Sheet(sheet.pixels, sheet.elements, "made")
    assert write_shard(tmp_path / "a.zip", [sheet, episode, bare]) == 3
    one, two, three = read_shard(tmp_path / "a.zip")
    assert same(one, sheet)
    assert isinstance(two, Episode)
    assert two.task == episode.task
    assert [turn.action for turn in two.turns] == [turn.action for turn in episode.turns]
    assert all(same(a.sheet, b.sheet) for a, b in zip(two.turns, episode.turns, strict=True))
    assert three.glyphs is None


def test_a_shard_that_fails_leaves_nothing(tmp_path, sheet):
    def broken():
        yield sheet
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_shard(tmp_path / "a.zip", broken())
    assert not list(tmp_path.iterdir())


def shows(sheet: Sheet, original: Sheet) -> None:
    """Every element of a made sheet still shows what it showed."""
    for element in sheet.elements:
        left, top, right, bottom = map(int, element.ink or element.box)
        twin = next(
            one for one in original.elements if (one.name, one.written) == (element.name, element.written)
        )
        a, b, c, d = map(int, twin.ink or twin.box)
        assert np.array_equal(sheet.pixels[top:bottom, left:right], original.pixels[b:d, a:c])


@pytest.mark.parametrize("seed", range(8))
def test_what_is_covered_is_gone_and_the_rest_is_where_it_says(seed):
    below, above = made_sheet(seed, 640, 480), made_sheet(seed + 50, 192, 128)
    rng = random.Random(seed)
    x, y = rng.randint(0, 448), rng.randint(0, 352)
    both = pasted(below, above, x, y)
    lower = [one for one in both.elements if one in below.elements]
    assert len(lower) + len(above.elements) == len(both.elements)
    shows(Sheet(both.pixels, tuple(lower), "made"), below)
    shows(Sheet(both.pixels, tuple(one for one in both.elements if one not in lower), "made"), above)
    inside = (both.glyphs[:, 1] >= x) & (both.glyphs[:, 1] < x + 192)
    inside &= (both.glyphs[:, 2] >= y) & (both.glyphs[:, 2] < y + 128)
    assert inside.sum() == len(above.glyphs)


@pytest.mark.parametrize("seed", range(8))
def test_parts_and_desktops(seed):
    rng = random.Random(seed)
    sheet = made_sheet(seed, 700, 500)
    shows(part(sheet, rng), sheet)
    screen = desktop([made_sheet(seed, 300, 200)], rng)
    assert screen.pixels.shape[1] >= 640
    shows(screen, made_sheet(seed, 300, 200))
    assert cropped(sheet, (0, 0, 700, 500)) is sheet
    covered = over(sheet, made_sheet(seed + 9, 400, 300), rng)
    assert covered.pixels.shape == sheet.pixels.shape
    assert staged(sheet, lambda: made_sheet(3), rng).elements
