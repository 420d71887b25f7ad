"""Stats: shares that can be counted by hand, sequences told from loose pictures, and what cannot be used."""

import json

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from ppagent.cli import app
from ppagent.errors import InputError
from ppagent.files import png, read_picture
from ppagent.stats.chart import bar_chart
from ppagent.stats.shares import bars, measure


def write(file, pixels):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(png(pixels))
    return file


def flat(width=128, height=96, value=200):
    return np.full((height, width, 3), value, np.uint8)


def test_a_flat_picture_needs_one_block(tmp_path):
    found = measure([write(tmp_path / "flat" / "a.png", flat())])
    (row,) = found.files
    assert (row.category, row.width, row.height) == ("flat", 128, 96)
    assert row.pad == row.resample == row.jpeg == pytest.approx(1 / 12, abs=1e-6)
    assert not found.sequences
    assert not found.skipped


def test_a_folder_of_numbered_frames_of_one_size_is_a_sequence(tmp_path):
    pixels = flat()
    for index in range(12):
        pixels = pixels.copy()
        pixels[0:4, 32 * (index % 4) : 32 * (index % 4) + 4] = index
        write(tmp_path / "typing" / f"frame{index}.png", pixels)
    seen = []
    found = measure([tmp_path], on_progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (12, 12)
    assert not found.files
    (row,) = found.sequences
    assert row.frames == 12
    assert row.codec < row.intra
    first = measure([tmp_path / "typing" / "frame0.png"]).files[0].pad
    assert row.codec == pytest.approx((first * 12 + 11) / 144, abs=1e-6), "one I-frame, then one block each"
    assert row.jpeg is not None


@pytest.mark.parametrize(
    "names",
    [
        ["a.png", "b.png"],
        ["1.png", "3.png"],
        ["x1.png", "y2.png"],
        ["1.png", "2.png", "cover.png"],
        ["7.png"],
    ],
)
def test_any_other_folder_holds_single_pictures(tmp_path, names):
    for name in names:
        write(tmp_path / name, flat())
    found = measure([tmp_path])
    assert len(found.files) == len(names)
    assert not found.sequences


def test_numbered_pictures_of_different_sizes_are_no_sequence(tmp_path):
    write(tmp_path / "1.png", flat())
    write(tmp_path / "2.png", flat(160))
    counts = []
    found = measure([tmp_path], on_progress=lambda done, total: counts.append(done))
    assert [row.width for row in found.files] == [128, 160]
    assert counts[-1] == 2


def test_lossy_pictures_are_counted_apart(tmp_path):
    write(tmp_path / "web" / "a.png", flat())
    (tmp_path / "web" / "b.jpg").write_bytes(cv2.imencode(".jpg", flat())[1].tobytes())
    found = measure([tmp_path])
    assert [(one.name, one.lossless, one.pictures) for one in found.categories()] == [
        ("web", True, 1), ("web", False, 1),
    ]  # fmt: skip
    assert [one.jpeg is None for one in found.categories()] == [False, True]


def test_the_block_can_be_chosen(tmp_path):
    file = write(tmp_path / "a.png", flat(112, 84))
    assert measure([file], block=28).files[0].pad == pytest.approx(1 / 12, abs=1e-6)


def test_what_cannot_be_used_in_a_folder_is_told(tmp_path):
    write(tmp_path / "good.png", flat())
    write(tmp_path / "tiny.png", flat(20, 20))
    (tmp_path / "cut.png").write_bytes(png(flat())[:60])
    (tmp_path / "notes.txt").write_text("no picture")
    found = measure([tmp_path])
    assert len(found.files) == 1
    assert [file.rsplit("/", 1)[-1] for file, _ in found.skipped] == ["cut.png", "tiny.png"]
    assert "cut short" in found.skipped[0][1]
    assert "smaller than one" in found.skipped[1][1]


def test_a_named_picture_that_cannot_be_used_is_an_error(tmp_path):
    with pytest.raises(InputError, match="missing"):
        measure([tmp_path / "none.png"])
    with pytest.raises(InputError, match="nothing to measure"):
        measure([tmp_path])
    write(tmp_path / "tiny.png", flat(20, 20))
    with pytest.raises(InputError, match="none of the 1 pictures"):
        measure([tmp_path])


def test_the_chart_shows_every_share(tmp_path):
    write(tmp_path / "web" / "a.png", flat())
    write(tmp_path / "menu" / "1.png", flat())
    write(tmp_path / "menu" / "2.png", flat())
    groups = bars(measure([tmp_path]))
    assert [name for name, _, _ in groups] == ["web", "menu"]
    picture = bar_chart("title", groups)
    assert picture.dtype == np.uint8
    assert picture.shape[1] == 1620
    colours = set(map(tuple, picture.reshape(-1, 3)[::7].tolist()))
    assert {(0, 0x72, 0xB2), (0xE6, 0x9F, 0)} <= colours
    with pytest.raises(ValueError, match="5 labels"):
        bar_chart("title", [("a", "", [(str(index), 0.5) for index in range(5)])])


def test_the_command_prints_tables_json_and_a_picture(tmp_path):
    write(tmp_path / "in" / "web" / "a.png", flat())
    for index in range(2):
        write(tmp_path / "in" / "menu" / f"{index}.png", flat())
    picture = tmp_path / "out.png"
    shown = CliRunner().invoke(app, ["stats", str(tmp_path / "in"), "--picture", str(picture)])
    assert shown.exit_code == 0, shown.output
    assert "8.3%" in shown.output
    assert read_picture(picture).shape[1] == 1620
    shown = CliRunner().invoke(app, ["stats", str(tmp_path / "in"), "--json", "--block", "28"])
    rows = json.loads(shown.stdout)
    assert rows["block"] == 28
    assert [row["name"] for row in rows["categories"]] == ["web"]
    assert rows["sequences"][0]["frames"] == 2
    assert isinstance(
        CliRunner()
        .invoke(app, ["stats", str(tmp_path), "--picture", str(tmp_path / "no" / "a.png")])
        .exception,
        InputError,
    )
