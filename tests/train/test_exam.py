import json

import pytest
from typer.testing import CliRunner

from ppagent.cli import app
from ppagent.errors import InputError
from ppagent.evaluate.sets import Choice, load_set
from ppagent.train.exam import write_exam
from ppagent.train.sheet import write_shard
from tests.train.conftest import made_sheet


def test_an_exam_is_a_grounding_set_with_a_past(tmp_path):
    sheets = [made_sheet(seed, 320, 224) for seed in range(5)]
    found = write_exam(tmp_path / "set", sheets, 4, 1)
    assert found == {"screens": 5, "text": 15, "icon": 5}
    records = json.loads((tmp_path / "set/annotations.json").read_text())
    for record in records:
        sheet = sheets[int(record["id"][:4])]
        element = next(one for one in sheet.elements if one.name == record["instruction"])
        left, top, width, height = record["bbox"]
        assert (left, top, left + width, top + height) == element.box
    samples = load_set(tmp_path / "set", Choice()).samples
    assert len(samples) == 20
    assert all(sample.frames for sample in samples)
    with pytest.raises(InputError, match="is not empty"):
        write_exam(tmp_path / "set", sheets, 4, 1)


def test_from_the_command_line(tmp_path):
    write_shard(tmp_path / "held.zip", [made_sheet(seed, 320, 224) for seed in range(3)])
    arguments = ["train", "exam", str(tmp_path / "held.zip"), str(tmp_path / "set"), "--count", "2", "--json"]
    result = CliRunner().invoke(app, arguments)
    assert json.loads(result.stdout)["screens"] == 2
    with pytest.raises(InputError, match="no shard"):
        CliRunner().invoke(app, ["train", "exam", "nothing", str(tmp_path / "x")], catch_exceptions=False)
