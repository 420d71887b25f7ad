"""``ppagent bench policy``: every arm says the same, and the figures are those of the frames that were given."""

import json

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from ppagent.action.qwen import QwenDialect
from ppagent.bench import policy
from ppagent.bench.policy_own import Own
from ppagent.bench.policy_script import Script
from ppagent.bench.policy_step import PHASES
from ppagent.bench.policy_summary import summary
from ppagent.bench.synthetic import desktop, moment_later
from ppagent.cli import app
from ppagent.errors import InputError, MissingError
from ppagent.files import png
from ppagent.prune.pruner import Pruner

ARMS = (*policy.STOCK, *policy.OWN)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """So small a model only waits for its threads, above all on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def frames():
    """A desktop, a moment later, the same again, and a smaller one."""
    first = desktop(320, 192)
    later = moment_later(first)
    return [first, later, later.copy(), desktop(256, 160)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, frames):
    path = tmp_path_factory.mktemp("frames")
    for number, frame in enumerate(frames):
        (path / f"{number}.png").write_bytes(png(frame))
    return path


@pytest.fixture(scope="module")
def found(folder):
    said = []
    result = policy.measure(
        "tiny", folder, arms=ARMS, device="cpu", reply_tokens=34, progress=lambda *done: said.append(done)
    )
    assert said[-1][1:] == (len(said), len(said))
    return json.loads(json.dumps(result))


def test_every_arm_answers_every_frame_with_the_same_words(found):
    assert [arm["name"] for arm in found["arms"]] == list(ARMS)
    assert [arm["error"] for arm in found["arms"]] == [""] * len(ARMS)
    assert len({arm["text"] for arm in found["arms"]}) == 1
    for arm in found["arms"]:
        assert [step["number"] for step in arm["steps"]] == [1, 2, 3, 4]
        for step in arm["steps"]:
            assert set(step["phases_ms"]) == set(PHASES)
            assert all(value >= 0 for value in step["phases_ms"].values())
            assert sum(step["phases_ms"].values()) <= step["total_ms"] * 1.001
            assert step["memory"] is None


def test_kinds_tokens_and_passes_are_those_of_the_frames(found, frames):
    arms = {arm["name"]: arm["steps"] for arm in found["arms"]}
    full = [60, 60, 60, 40]
    for name, steps in arms.items():
        assert [step["full"] for step in steps] == full
        assert all(step["passes"] < 20 if "+" in name else step["passes"] == 33 for step in steps)
    assert [step["new"] for step in arms["stock"]] == [60, 120, 180, 220]
    pruner = Pruner(policy.PERCEPTIONS["temporal"])
    kept = [pruner.look(frame).selection.kept for frame in frames]
    for look, kinds in (("spatial", "IIII"), ("temporal", "IPPI"), ("canvas", "IPPI")):
        for name in (look, f"{look}+grammar"):
            assert "".join(step["kind"] for step in arms[name]) == kinds
    assert [step["new"] for step in arms["temporal"]] == kept
    assert kept[2] == 0
    text = sum(found["turn_tokens"]) + 2 * found["turn_tokens"][1] + 4 * found["reply_tokens"]
    assert arms["temporal+grammar"][-1]["context"] == text + sum(kept)
    assert arms["stock"][-1]["context"] == text + sum(full)


def test_the_summary_compares_the_same_steps(found):
    rows = {row["arm"]: row for row in found["summary"]}
    assert rows["stock"]["times_faster"] == rows["stock"]["times_faster_sum"] == 1
    assert rows["spatial"]["times_fewer"] < rows["temporal"]["times_fewer"]
    assert rows["temporal"]["look_ratio"] > 0
    assert "token_ms" in rows["spatial"]
    assert "token_ms" not in rows["spatial+grammar"]
    stock, own = ({arm["name"]: arm["steps"] for arm in found["arms"]}[name] for name in ("stock", "canvas"))
    ratios = [one["total_ms"] / other["total_ms"] for one, other in zip(stock, own, strict=True)]
    assert rows["canvas"]["times_faster"] == pytest.approx(np.mean(ratios))
    assert set(found["first_turn"]) == {"eager", "engine"}


def test_memory_growth_is_what_is_needed_per_frame():
    def arm(name, needed):
        steps = [
            {
                "number": number, "kind": "P", "new": 1, "full": 1, "context": 1, "passes": 1, "total_ms": 1.0,
                "phases_ms": dict.fromkeys(PHASES, 0.2),
                "memory": {"peak": 900.0, "needed": value, "held": 1.0, "reserved": 1.0},
            }
            for number, value in enumerate(needed, 1)
        ]  # fmt: skip
        return {"name": name, "error": "", "warmup_s": 0.0, "steps": steps}

    stock, own = summary([arm("stock", [100, 200, 300]), arm("temporal", [100, 105, 110])])
    assert stock["growth_mb"] == pytest.approx(100)
    assert own["growth_ratio"] == pytest.approx(0.05)
    assert own["peak_mb"] == 900


@pytest.mark.parametrize("length", [34, 36, 40, 42])
def test_replies_have_the_length_that_was_asked_for(length):
    script = Script(length)
    for step in range(12):
        assert len(script.reply(step)) == length
        script.parse(step, script.reply(step))
    assert script.reply(0)[-1] == script.tokenizer.convert_tokens_to_ids("<|im_end|>")
    assert script.turn(0, 5).count(script.ids["<|image_pad|>"]) == 5
    assert script.text(script.turn(0, 0)).startswith(f"<|im_start|>system\n{QwenDialect().prompt()}")
    with pytest.raises(ValueError, match="script says"):
        script.parse(1, script.reply(0))


def test_what_is_left_of_a_reply_is_counted_in_text_when_the_tokens_differ():
    script = Script(34)
    reply = script.reply(0)
    letters = [script.tokenizer.convert_tokens_to_ids(letter) for letter in "na"]
    assert script.after(reply[:5], reply) == reply[5:]
    assert (
        script.text(script.after([*reply[:3], *letters], reply))
        == script.text(reply)[len('<tool_call>\n{"na') :]
    )
    with pytest.raises(ValueError, match="model says"):
        script.after(letters, reply)


def test_lengths_that_no_reply_has_are_refused():
    for length in (5, 400):
        with pytest.raises(InputError, match=f"{length} tokens"):
            Script(length)


def test_an_arm_without_memory_says_so_and_the_others_go_on(folder, monkeypatch):
    def episode(self, frames, look, *rest, grammar):
        raise torch.OutOfMemoryError if grammar else ValueError("a\nb")

    monkeypatch.setattr(Own, "episode", episode)
    found = policy.measure(
        "tiny", folder, arms=["spatial", "spatial+grammar", "stock"], steps=1, device="cpu"
    )
    assert [arm["error"] for arm in found["arms"]] == ["", "a", "out of memory"]
    assert "ValueError" in found["arms"][1]["trace"]
    result = CliRunner().invoke(
        app,
        ["bench", "policy", "--shape", "tiny", "--frames", str(folder), "--steps", "1", "--arms", "spatial"],
    )
    assert result.exit_code == 1
    assert "a" in result.stdout


def test_a_model_that_does_not_fit_leaves_a_result(folder, monkeypatch):
    def too_large(*_):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(policy, "random_model", too_large)
    found = policy.measure("tiny", folder, arms=["stock", "spatial"], steps=1, device="cpu")
    assert [row["error"] for row in found["summary"]] == ["out of memory"] * 2
    assert found["first_turn"] == {"eager": {"error": "out of memory"}, "engine": {"error": "out of memory"}}


def test_stock_can_be_measured_at_some_steps_only(folder):
    found = policy.measure(
        "tiny",
        folder,
        arms=["stock", "temporal+grammar"],
        stock_steps="1,last",
        device="cpu",
        reply_tokens=34,
    )
    stock, own = found["arms"]
    assert [step["number"] for step in stock["steps"]] == [1, 4]
    assert stock["text"] == own["text"]
    assert found["summary"][1]["steps_compared"] == 2


def test_steps_by_default_are_thinned_above_1080p(frames):
    large = np.zeros((2160, 3840, 3), np.uint8)
    assert policy._measured(None, frames) == [0, 1, 2, 3]
    assert policy._measured(None, [large] * 9) == [0, 4, 8]
    assert policy._measured(" 2, last,99", frames) == [1, 3]
    for wrong in ("0", "some", "1,,2"):
        with pytest.raises(InputError):
            policy._measured(wrong, frames)


def test_the_command_prints_tables_or_json(folder):
    call = ["bench", "policy", "--shape", "tiny", "--frames", str(folder), "--steps", "2", "--device", "cpu"]
    result = CliRunner().invoke(app, [*call, "--arms", "stock,temporal+grammar", "--json"])
    assert result.exit_code == 0
    assert [row["arm"] for row in json.loads(result.stdout)["summary"]] == ["stock", "temporal+grammar"]
    result = CliRunner().invoke(app, [*call, "--arms", "temporal+grammar"], env={"COLUMNS": "80"})
    assert result.exit_code == 0
    assert "the same text in every arm" in result.stdout
    assert CliRunner().invoke(app, [*call, "--shape", "70b"]).exit_code == 2


def test_what_cannot_be_measured_is_said(tmp_path, folder):
    with pytest.raises(InputError, match="no pictures"):
        policy.measure("tiny", tmp_path, device="cpu")
    with pytest.raises(InputError, match="no arm 'fast'"):
        policy.measure("tiny", folder, arms=["fast"], device="cpu")
    with pytest.raises(InputError, match="not a shape"):
        policy.measure("70b", folder, device="cpu")
    if not torch.cuda.is_available():
        with pytest.raises(MissingError, match="CUDA"):
            policy.measure("tiny", folder, device="cuda")
