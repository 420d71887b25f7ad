"""``ppagent bench prune``: a figure for every rule, from the pictures that were given."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from ppagent.bench import prune as bench
from ppagent.bench.synthetic import desktop, moment_later
from ppagent.cli import app
from ppagent.errors import InputError, MissingError
from ppagent.files import png


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(bench, "SIZES", {"tiny": (320, 180), "wide": (640, 96)})


def test_every_case_has_its_figures(small):
    found = bench.measure([], rounds=2)
    assert [row["size"] for row in found["rows"]] == ["tiny"] * len(bench.CASES) + ["wide"] * len(bench.CASES)
    for row in found["rows"]:
        assert 0 < row["kept"] <= 1
        assert row["i_ms"] > 0
        assert row["i_ratio"] > 0
        assert (row["p_ms"] is None) == (not row["rule"].startswith("loco"))
    assert [read["size"] for read in found["reads"]] == ["tiny", "wide"]
    assert all(read["one_ms"] > 0 and read["two_ms"] > 0 for read in found["reads"])


def test_pictures_fill_each_size(small, tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(png(np.full((50, 70, 3), 9, np.uint8)))
    tiled = bench.tiled([np.full((50, 70, 3), 9, np.uint8)], 320, 180)
    assert tiled.shape == (180, 320, 3)
    assert (tiled[:50, :70] == 9).all()
    assert (tiled[64:114, 96:166] == 9).all()
    result = CliRunner().invoke(app, ["bench", "prune", str(file), "--rounds", "1", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["frames"] == str(file)
    result = CliRunner().invoke(app, ["bench", "prune", str(file), "--rounds", "1"])
    assert "serpentine" in result.stdout


def test_what_cannot_be_measured_is_said(small, tmp_path):
    with pytest.raises(InputError, match="missing"):
        bench.measure([tmp_path / "none.png"])
    import torch

    if not torch.cuda.is_available():
        with pytest.raises(MissingError, match="CUDA"):
            bench.measure([], "cuda")


def test_the_made_up_desktop_is_the_same_each_time_and_a_moment_later_it_has_changed():
    frame = desktop(640, 360)
    assert np.array_equal(frame, desktop(640, 360))
    assert not np.array_equal(frame, desktop(640, 360, 1))
    changed = (moment_later(frame) != frame).any(axis=-1).mean()
    assert 0.005 < changed < 0.1
