"""Screens beyond a model's limit are seen smaller; training shows them so."""

import random
from dataclasses import replace

import numpy as np

from ppagent.train.scale import enlarged, scaled, shrunk
from tests.train.conftest import made_sheet


def test_everything_stays_where_it_is_seen(sheet):
    small = scaled(sheet, 0.5)
    assert small.pixels.shape == (64, 96, 3)
    for one, before in zip(small.elements, sheet.elements, strict=True):
        assert np.allclose(np.array(one.box) * 2, before.box)
    assert np.abs(small.glyphs[:, 1:] * 2 - sheet.glyphs[:, 1:]).max() <= 2
    assert (small.glyphs[:, 0] == sheet.glyphs[:, 0]).all()


def test_small_writing_is_left_alone():
    sheet = made_sheet(1)
    tiny = replace(sheet, elements=tuple(replace(one, ink=(0, 0, 20, 7)) for one in sheet.elements))
    assert shrunk(tiny, random.Random(1)) is tiny
    assert shrunk(sheet, random.Random(1)).pixels.shape < sheet.pixels.shape


def test_a_part_is_enlarged_with_what_is_in_it():
    sheet = made_sheet(1, 1152, 512)
    near = enlarged(sheet, random.Random(3))
    assert near.elements
    for one in near.elements:
        before = next(other for other in sheet.elements if other.name == one.name)
        across = (one.ink[2] - one.ink[0]) / (before.ink[2] - before.ink[0]) if one.ink else 2
        assert 1.45 < across < 2.05


def test_what_is_large_already_is_not_enlarged():
    sheet = made_sheet(1)
    large = replace(sheet, elements=tuple(replace(one, ink=(0, 0, 20, 30)) for one in sheet.elements))
    assert enlarged(large, random.Random(1)) is large
