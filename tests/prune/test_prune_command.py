"""``ppagent prune``: the options of every rule, and what it makes of files that are not plain RGB."""

import json
import subprocess
import sys

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from ppagent.cli import app
from ppagent.errors import InputError
from ppagent.files import png


@pytest.fixture
def picture(tmp_path):
    rng = np.random.default_rng(0)
    pixels = np.kron(rng.integers(0, 4, (4, 5)), np.ones((32, 32), np.int64))[..., None].repeat(3, 2) * 12
    file = tmp_path / "picture.png"
    file.write_bytes(png(pixels.astype(np.uint8)))
    return file


def prune(*arguments):
    result = CliRunner().invoke(app, ["prune", *map(str, arguments), "--json"])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["images"]


def test_methods(picture):
    kept = {
        method: prune(picture, "--method", method)[0]["kept"]
        for method in ("loco", "raster", "serpentine", "conncomp", "random")
    }
    assert kept["random"] == kept["loco"]
    assert kept["conncomp"] <= min(kept["loco"], kept["raster"], kept["serpentine"]) < 20


def test_unanchored_and_budget(picture):
    assert (
        prune(picture, "--threshold", 0.05, "--unanchored")[0]["kept"]
        <= prune(picture, "--threshold", 0.05)[0]["kept"]
    )
    [row] = prune(picture, "--max-tokens", 3, "--max-threshold", 1)
    assert row["kept"] <= 3
    assert row["threshold"] > 0
    assert prune(picture, "--method", "random", "--seed", 3)[0]["kept"] == prune(picture)[0]["kept"]


@pytest.mark.parametrize("arguments", [
    ("--threshold", 1.5), ("--threshold", "nan"), ("--threshold", -1), ("--max-tokens", 0), ("--seed", -1), ("--block", 1),
    ("--threshold", 0.2, "--max-tokens", 5),
])  # fmt: skip
def test_settings_that_cannot_be_are_refused(picture, arguments):
    with pytest.raises(InputError, match="--"):
        prune(picture, *arguments)


def test_files_that_are_not_plain_rgb(tmp_path, picture):
    rng = np.random.default_rng(1)
    grey, alpha, deep = (tmp_path / f"{name}.png" for name in ("grey", "alpha", "deep"))
    cv2.imwrite(str(grey), rng.integers(0, 256, (64, 64), dtype=np.uint8))
    cv2.imwrite(str(alpha), np.zeros((64, 64, 4), np.uint8))
    cv2.imwrite(str(deep), rng.integers(0, 65536, (64, 64, 3), dtype=np.uint16))
    rows = prune(grey, alpha, deep, picture)
    assert [row["kept"] for row in rows[:3]] == [4, 1, 4]
    assert rows[3]["reason"] == "geometry"
    short, tiny, text = tmp_path / "short.png", tmp_path / "tiny.png", tmp_path / "text.png"
    short.write_bytes(picture.read_bytes()[:60])
    text.write_text("not a picture")
    tiny.write_bytes(png(np.zeros((20, 64, 3), np.uint8)))
    for bad, words in (
        (short, "cut short"),
        (text, "not a picture"),
        (tiny, "smaller than one"),
        (tmp_path / "no.png", "missing"),
    ):
        with pytest.raises(InputError, match=words):
            prune(bad)


def test_importing_costs_no_compiler():
    code = "import sys, ppagent.prune.pruner, ppagent.cli; sys.exit(any(m in sys.modules for m in ('numba', 'torch', 'triton')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
