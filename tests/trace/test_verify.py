import json

import cv2
import numpy as np
import pytest

from ppagent.errors import InputError
from ppagent.prune.pruner import Perception
from ppagent.trace.record import pack_mask, read_frame, read_steps, unpack_mask
from ppagent.trace.verify import verify


def named(result):
    return [(difference.step, difference.what) for difference in result.differences]


def test_an_honest_run_is_accepted_with_its_totals(run):
    result = verify(run)
    steps = list(read_steps(run))
    assert result.ok
    assert result.differences == ()
    assert (result.steps, result.checked) == (5, 5)
    assert result.sent_tokens == sum(step.kept_tokens for step in steps) < result.full_tokens == 5 * 12
    assert [step.kind for step in steps] == ["I", "P", "P", "P", "I"]


@pytest.mark.parametrize(
    "perception",
    [
        {"threshold": 0.05, "metric": "mae"},
        {"threshold": 0.2},
        {"keyframe_every": 2},
        {"prune": False},
        {"fit": "crop", "block": 28},
        {"fit": "resample", "block": 28},
        {"max_pixels": 4096, "block": 16},
        {"layout": "canvas", "block": 28},
    ],
)
def test_every_way_of_looking_can_be_verified(recorder, frames, perception):
    recording = recorder(perception=Perception(**{"block": 32} | perception))
    for pixels in [*frames, frames[0][:64]]:
        recording.add(pixels)
    assert verify(recording.folder).ok


def test_a_run_on_the_canvas_layout_is_verified_block_by_block(recorder, edit):
    """What a P-frame sends depends on all that was sent and evicted before it."""
    recording = recorder(perception=Perception(layout="canvas"))
    screen = np.zeros((96, 128, 3), np.uint8)
    dialog = screen.copy()
    dialog[32:64, 32:96] = 9
    for pixels in (screen, dialog, screen, dialog):
        recording.add(pixels)
    steps = list(read_steps(recording.folder))
    assert [(step.kind, step.kept_tokens) for step in steps] == [("I", 1), ("P", 3), ("P", 0), ("P", 1)]
    assert verify(recording.folder).ok
    edit(recording.folder, 3, mask=steps[1].mask, kept_tokens=3)
    assert named(verify(recording.folder)) == [(3, "kept_tokens"), (3, "mask")]


@pytest.mark.parametrize("reason", ["lost", "budget"])
def test_a_keyframe_that_the_policy_asked_for_is_accepted(recorder, frames, reason):
    recording = recorder()
    for pixels, keyframe in zip(frames[:3], (None, reason, None), strict=True):
        recording.add(pixels, keyframe)
    assert verify(recording.folder).ok


def test_a_flipped_bit_of_a_mask_is_found(run, edit):
    step = list(read_steps(run))[2]
    mask = unpack_mask(step.mask, step.grid)
    mask[2, 3] ^= True
    edit(run, 2, mask=pack_mask(mask))
    result = verify(run)
    assert not result.ok
    assert named(result) == [(2, "mask")]
    assert str(result.differences[0]) == "step 2: mask: 1 of 12 blocks differ: 1 should not"


def test_a_changed_pixel_is_found_where_it_comes_and_where_it_goes(run):
    pixels = read_frame(run, "0001.png").copy()
    pixels[95, 127, 0] ^= 1
    cv2.imwrite(str(run / "frames" / "0001.png"), pixels[..., ::-1])
    result = verify(run)
    assert named(result) == [(1, "kept_tokens"), (1, "mask"), (2, "kept_tokens"), (2, "mask")]
    assert "1 of 12 blocks differ: 1 should have been sent" in str(result.differences[1])


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"kept_tokens": 0}, "kept_tokens"),
        ({"full_tokens": 99}, "full_tokens"),
        ({"reason": "every"}, "reason"),
        ({"reason": "lost"}, "kind"),
        ({"kind": "I"}, "kind"),
        ({"threshold": 0.1}, "threshold"),
        ({"size_px": [128, 97]}, "size_px"),
        ({"grid": [4, 3]}, "grid"),
        ({"mask": "AA=="}, "mask"),
        ({"index": 7}, "index"),
    ],
)
def test_every_altered_field_is_named_with_its_step(run, edit, fields, what):
    edit(run, 3, **fields)
    assert (fields.get("index", 3), what) in named(verify(run))


def test_a_claim_of_fewer_tokens_does_not_reach_the_totals(run, edit):
    honest = verify(run)
    edit(run, 0, kept_tokens=0)
    result = verify(run)
    assert named(result) == [(0, "kept_tokens")]
    assert "recorded 0, recomputed 12" in str(result.differences[0])
    assert (result.sent_tokens, result.full_tokens) == (honest.sent_tokens, honest.full_tokens)


def test_a_missing_frame_leaves_unchecked_what_was_predicted_from_it_up_to_the_next_i_frame(run):
    (run / "frames" / "0001.png").unlink()
    result = verify(run)
    assert named(result) == [(1, "frame"), (2, "unchecked"), (3, "unchecked")]
    assert "0001.png is missing" in str(result.differences[0])
    assert (result.steps, result.checked) == (5, 2)


def test_a_forgery_after_a_missing_frame_is_still_found(run, edit):
    (run / "frames" / "0003.png").unlink()
    edit(run, 4, kept_tokens=1)
    assert named(verify(run)) == [(3, "frame"), (4, "kept_tokens")]


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_a_frame_that_is_no_picture_is_reported(run, content):
    (run / "frames" / "0004.png").write_bytes(content)
    assert named(verify(run)) == [(4, "frame")]


def test_a_frame_smaller_than_a_block_is_reported(run):
    cv2.imwrite(str(run / "frames" / "0004.png"), np.zeros((4, 4, 3), dtype=np.uint8))
    assert named(verify(run)) == [(4, "frame")]


def test_a_run_broken_off_is_checked_as_far_as_it_got(run):
    path = run / "steps.jsonl"
    path.write_bytes(path.read_bytes()[:-30])
    result = verify(run)
    assert result.ok, "the last frame was stored before its step"
    assert result.steps == 4


def test_removed_steps_are_noticed(run):
    path = run / "steps.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:2]))
    assert [str(difference) for difference in verify(run).differences] == [
        "frames: no step belongs to 0003.png",
        "frames: no step belongs to 0004.png",
    ]
    path.write_text("".join([lines[0], *lines[2:]]))
    assert (2, "index") in named(verify(run))


def test_damaged_records_are_differences_and_the_steps_before_count(run):
    path = run / "steps.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:3], b"{}\n", lines[4]]))
    result = verify(run)
    assert named(result) == [(None, "steps.jsonl")]
    assert "steps.jsonl:4" in str(result.differences[0])
    assert result.checked == 3


def test_a_run_of_another_format_is_a_difference(run):
    record = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps(record | {"format": "ppagent-trace-9"}))
    [difference] = verify(run).differences
    assert (difference.step, difference.what) == (None, "run.json")
    assert "ppagent-trace-1" in str(difference)


def test_a_run_without_steps_is_fine_and_no_run_is_an_error(recorder, tmp_path):
    result = verify(recorder().folder)
    assert (result.ok, result.steps, result.sent_tokens) == (True, 0, 0)
    with pytest.raises(InputError, match="not a run"):
        verify(tmp_path)
