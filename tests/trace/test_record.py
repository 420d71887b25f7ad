import subprocess
import sys
import textwrap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pydantic import ValidationError

from ppagent.action.schema import Click, Done
from ppagent.errors import InputError
from ppagent.trace.record import pack_mask, read_frame, read_run, read_steps, unpack_mask

masks = arrays.arrays(np.bool_, st.tuples(st.integers(1, 40), st.integers(1, 70)))


@given(masks)
def test_a_packed_mask_comes_back(mask):
    unpacked = unpack_mask(pack_mask(mask), mask.shape)
    assert unpacked.dtype == np.bool_
    assert np.array_equal(unpacked, mask)


@given(masks, st.integers(1, 40), st.integers(1, 70))
def test_a_mask_of_another_size_is_refused(mask, rows, cols):
    if -(-rows * cols // 8) != -(-mask.size // 8):
        with pytest.raises(InputError, match=f"{rows}x{cols}"):
            unpack_mask(pack_mask(mask), (rows, cols))


@pytest.mark.parametrize(
    ("text", "grid"), [("?", (3, 4)), ("", (3, 4)), ("//8=", (-3, -4)), ("", (0, 0)), ("é", (3, 4))]
)
def test_what_is_no_mask_is_refused(text, grid):
    with pytest.raises(InputError):
        unpack_mask(text, grid)


def test_what_is_written_is_read_back(recorder, frames):
    recording = recorder(task="öffne 设置 \U0001f600", seed=None)
    written = [
        recording.add(frames[0], reply="a\nb\u2028c\x00", action=Click(point=(1.5, 2)), target_px=(-1, 2)),
        recording.add(
            frames[2], action=Done(text="ok"), decision="approved", effect="confirmed", message="m"
        ),
    ]
    assert read_run(recording.folder).status == "running"
    recording.trace.finish(status="done", check={"exit_code": 0})
    assert list(read_steps(recording.folder)) == written
    run = read_run(recording.folder)
    assert run == recording.trace.run
    assert (run.task, run.status, run.check) == ("öffne 设置 \U0001f600", "done", {"exit_code": 0})
    for pixels, record in zip((frames[0], frames[2]), written, strict=True):
        assert np.array_equal(read_frame(recording.folder, record.frame), pixels)
    assert not list(recording.folder.rglob("*.part"))


@pytest.mark.parametrize("cut", [1, 2, 40, 200])
def test_a_half_written_last_line_is_left_out(run, cut):
    path = run / "steps.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])
    kept = [step.index for step in read_steps(run)]
    # Only the newline missing: the record itself is whole.
    assert kept == ([0, 1, 2, 3, 4] if cut == 1 else [0, 1, 2, 3])


def test_a_last_line_cut_inside_a_character_is_left_out(run):
    path = run / "steps.jsonl"
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex("\u201c".encode()) + 1])
    assert len(list(read_steps(run))) == 4


@pytest.mark.parametrize("damage", [b'{"index": 2', b"\x00\x00\x00", b"{}", b'"text"', b"\xff\xfe"])
def test_a_damaged_line_is_named_by_file_and_line(run, damage):
    path = run / "steps.jsonl"
    lines = path.read_bytes().split(b"\n")
    lines[2] = damage
    path.write_bytes(b"\n".join(lines))
    steps = read_steps(run)
    assert [next(steps).index, next(steps).index] == [0, 1]
    with pytest.raises(InputError, match=r"steps\.jsonl:3: "):
        next(steps)


def test_a_whole_last_line_that_is_no_step_is_not_taken_for_a_half_one(run):
    with (run / "steps.jsonl").open("a") as steps:
        steps.write('{"index": 5}\n')
    with pytest.raises(InputError, match=r"steps\.jsonl:6: frame"):
        list(read_steps(run))


def test_a_frame_cannot_be_outside_the_run(run, edit):
    for name in ("../run.json", "/etc/passwd", "..", "a/b.png", ""):
        edit(run, 4, frame=name)
        with pytest.raises(InputError, match=r"steps\.jsonl:5: frame"):
            list(read_steps(run))


def test_a_folder_in_use_is_refused_and_left_alone(recorder, run, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in run.rglob("*")}
    with pytest.raises(InputError, match="not empty") as refused:
        recorder()
    assert refused.value.hint
    assert {path: path.stat().st_mtime_ns for path in run.rglob("*")} == before


def test_only_an_empty_folder_is_taken(recorder, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").touch()
    with pytest.raises(InputError, match="not empty"):
        recorder()
    (tmp_path / "run" / "thesis.txt").unlink()
    assert recorder().folder == tmp_path / "run"


def test_a_file_in_place_of_the_folder_is_refused(recorder, tmp_path):
    (tmp_path / "run").write_text("x")
    with pytest.raises(InputError, match="cannot be written"):
        recorder()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "ppagent-trace-0"}', "\udcff"])
def test_a_run_that_does_not_parse_is_an_input_error(run, content):
    (run / "run.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=r"run\.json: "):
        read_run(run)


def test_what_is_no_run_is_an_input_error(tmp_path):
    (tmp_path / "file").touch()
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(InputError):
            read_run(folder)
    assert list(read_steps(tmp_path)) == []


def test_frames_that_cannot_be_read_are_input_errors_and_nothing_is_printed(run, capfd):
    (run / "frames" / "empty.png").touch()
    (run / "frames" / "text.png").write_text("no picture")
    (run / "frames" / "folder.png").mkdir()
    for name in ("missing.png", "empty.png", "text.png", "folder.png"):
        with pytest.raises(InputError, match=name):
            read_frame(run, name)
    assert capfd.readouterr() == ("", "")


def test_records_refuse_fields_they_do_not_know(run, edit):
    with pytest.raises(ValidationError):
        read_run(run).__class__.model_validate({"unknown": 1})
    edit(run, 0, surprise=1)
    with pytest.raises(InputError, match=r"steps\.jsonl:1: surprise"):
        list(read_steps(run))


FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
sys.path.insert(0, {tests!r})
from conftest import Recorder
recording = Recorder(Path({folder!r}))
pixels = np.zeros((96, 128, 3), dtype=np.uint8)
recording.add(pixels)
size = (recording.folder / "steps.jsonl").stat().st_size
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (size + {room}, hard))
for attempt in (lambda: recording.add(pixels, reply="x" * 5000), lambda: recording.trace.finish(message="x" * 5000)):
    try:
        attempt()
    except OSError as error:
        print("refused", error.errno)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
recording.add(pixels, reply="after")
recording.trace.finish(status="done")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files")
@pytest.mark.parametrize("room", [0, 300])
def test_a_full_disk_costs_no_step_before_it_nor_after(tmp_path, request, room):
    folder = tmp_path / "run"
    code = FULL_DISK.format(tests=str(request.path.parent), folder=str(folder), room=room)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.count("refused 27") == 2
    assert [step.reply for step in read_steps(folder)] == ["", "after"]
    assert read_run(folder).status == "done"
    assert not list(folder.rglob("*.part"))
