"""`ppagent eval` as a user meets it: results, folders, going on after a kill, comparing and reporting."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ppagent.errors import InputError
from ppagent.evaluate import grounding
from ppagent.evaluate.compare import compare_runs
from ppagent.evaluate.grounding import Options, evaluate
from ppagent.evaluate.record import GROUNDING, RunFolder
from ppagent.evaluate.sets import Choice, holds_tasks
from ppagent.files import png, read_picture

TIMES = {"ms", "phases_ms", "memory_mib"}


def without_times(value):
    if isinstance(value, dict):
        return {name: without_times(one) for name, one in value.items() if name not in TIMES}
    return value


def scripted(tmp_path, *replies, name="says"):
    file = tmp_path / f"{name}.toml"
    file.write_text(
        f'name = "{name}"\ndescription = ""\npolicy = "scripted"\nreplies = {json.dumps(replies)}\n'
    )
    return file


def test_the_result_in_numbers(ppagent, sets, tmp_path):
    folder = sets["screenspot"]()
    # Lands in the box of index 1 of each platform: (50, 10) to (90, 30); that of index 2 begins at 80.
    card = scripted(tmp_path, '{"kind": "click", "point": [70, 20]}')
    out = tmp_path / "run"
    code, printed, _ = ppagent(
        "eval", folder, "--agent", card, "--arms", "full,spatial,temporal,resize", "--out", out, "--json"
    )
    found = json.loads(printed)
    assert code == 0
    assert (found["set"], found["agent"], found["n"]) == ("screenspot", "says", 12)
    full, resize = found["arms"]["full"], found["arms"]["resize"]
    assert (full["accuracy"], full["right"], full["text_accuracy"], full["icon_accuracy"]) == (
        0.25,
        3,
        0.5,
        0.0,
    )
    assert full["cell_mean"] == 0.25
    assert full["ci"][0] <= 0.25 <= full["ci"][1]
    assert full["groups"]["platform"]["web"] == {
        "n": 4, "accuracy": 0.25, "text_accuracy": 0.5, "icon_accuracy": 0.0, "wrong_format": 0,
    }  # fmt: skip
    assert set(full["groups"]) == {"platform", "source", "type"}
    assert full["tokens"] == full["full_tokens"] == 60
    assert resize["tokens"] <= found["arms"]["spatial"]["tokens"] < 60
    assert found["pairs"]["spatial"]["difference"] == 0
    assert found["pairs"]["spatial"]["token_share"] < 1
    # The same px of a smaller canvas lie elsewhere on the picture, which is what the arm is about.
    pair = found["pairs"]["resize"]
    assert (pair["against"], pair["gained"] + pair["lost"] != []) == ("full", True)
    assert pair["difference"] == pytest.approx((len(pair["gained"]) - len(pair["lost"])) / 12, abs=1e-6)
    assert "no sequences" in found["not_applicable"]["temporal"]
    assert without_times(json.loads((out / "result.json").read_text())) == without_times(
        {name: value for name, value in found.items() if name != "folder"}
    )
    manifest = json.loads((out / "manifest.json").read_text())
    assert len(manifest["set_sha256"]) == 64
    assert manifest["card"]["replies"]
    assert {"ppagent", "torch", "transformers", "python"} <= set(manifest["versions"])
    code, printed, _ = ppagent("eval", folder, "--agent", card, "--out", tmp_path / "plain")
    assert "25.0%" in printed
    assert "spatial against full" in printed


def test_bad_samples_stop_the_run_unless_skipped(ppagent, sets, change, tmp_path):
    folder = sets["folder"]()
    change(folder / "annotations.json", lambda rows: rows[2].update(bbox=[0, 0, 1000, 10]))
    code, printed, complaint = ppagent("eval", folder, "--agent", "oracle", "--out", tmp_path / "a", "--json")
    assert (code, printed) == (2, "")
    assert "sample t2: the box" in complaint
    assert not (tmp_path / "a").exists()
    code, printed, _ = ppagent(
        "eval", folder, "--agent", "oracle", "--out", tmp_path / "a", "--json", "--skip-bad"
    )
    found = json.loads(printed)
    assert (code, found["n"], list(found["skipped"])) == (0, 5, ["t2"])
    for arguments in (
        (tmp_path / "none",),
        (folder, "--agent", "nobody"),
        (folder, "--arms", "temporal"),
        (folder, "--resume"),
    ):
        code, _, complaint = ppagent("eval", *arguments)
        assert code == 2
        assert "ppagent:" in complaint


def test_options_may_come_before_the_set(ppagent, sets, tmp_path):
    code, printed, _ = ppagent(
        "eval", "--agent", "oracle", "--limit", 2, "--json", "--out", tmp_path / "o", sets["folder"]()
    )
    assert (code, json.loads(printed)["n"]) == (0, 2)


def test_a_run_that_is_killed_and_resumed_ends_as_an_undisturbed_one(sets, tmp_path):
    folder = sets["folder"](count=200, per_picture=10)
    root = Path(__file__).parents[2]
    environ = os.environ | {"PYTHONPATH": str(root)}

    def command(out):
        return [sys.executable, "-m", "ppagent", "eval", folder, "--agent", "random", "--arms", "full,spatial,random,resize",
                "--seed", "5", "--limit", "190", "--out", out, "--resume", "--json"]  # fmt: skip

    def lines(out):
        file = out / "samples.jsonl"
        return file.read_bytes().count(b"\n") if file.exists() else 0

    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environ}
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    subprocess.run(command(undisturbed), check=True, timeout=120, **quiet)
    process = subprocess.Popen(command(disturbed), **quiet)
    patience = time.monotonic() + 90
    while lines(disturbed) < 40 and process.poll() is None and time.monotonic() < patience:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    there = lines(disturbed)
    assert 40 <= there < 760, "it was in the middle"
    assert not (disturbed / "result.json").exists()
    # What a kill in the middle of a write leaves.
    with (disturbed / "samples.jsonl").open("ab") as file:
        file.write(b'{"id":"t1","arm":"fu')
    subprocess.run(command(disturbed), check=True, timeout=120, **quiet)
    results = [json.loads((out / "result.json").read_text()) for out in (undisturbed, disturbed)]
    assert without_times(results[0]) == without_times(results[1])
    assert results[0]["arms"]["full"]["right"] > 0
    answers = [
        [json.loads(line) for line in (out / "samples.jsonl").read_text().splitlines()]
        for out in (undisturbed, disturbed)
    ]
    assert len(answers[1]) == 760, "nothing lost, nothing asked twice"
    assert [without_times(one) for one in answers[0]] == [without_times(one) for one in answers[1]]


def test_a_folder_holds_one_run(sets, change, tmp_path):
    folder, out = sets["folder"](), tmp_path / "run"

    def go(agent="oracle", resume=True, **choice):
        return evaluate(Options(folder, agent, ("full",), Choice(**choice), out, resume=resume))

    before = go(resume=False).result
    assert go().result == before, "nothing is asked again"
    for wrong, what in (
        ({"resume": False}, "not empty"),
        ({"agent": "centre"}, "agent"),
        ({"seed": 1}, "seed"),
    ):
        with pytest.raises(InputError, match=what):
            go(**wrong)
    change(folder / "annotations.json", lambda rows: rows[0].update(instruction="else"))
    with pytest.raises(InputError, match="another set_sha256"):
        go()
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    for resume in (False, True):
        with pytest.raises(InputError, match="not empty"):
            evaluate(Options(folder, "oracle", ("full",), Choice(), tmp_path / "taken", resume=resume))
    (out / "manifest.json").unlink()
    (out / "result.json").unlink()
    (out / "samples.jsonl").unlink()
    assert go().result["n"] == 6, "killed before it had a manifest"


def test_errors_of_the_machinery_are_retried_counted_apart_and_asked_again(
    ppagent, sets, tmp_path, monkeypatch
):
    folder, out = sets["folder"](), tmp_path / "run"
    failures = {"t1": 2, "t2": 99}
    real = grounding.Looks

    def flaky(pixels, perception, seed, sample):
        if failures.get(sample, 0) > 0:
            failures[sample] -= 1
            raise RuntimeError("the device is gone")
        return real(pixels, perception, seed, sample)

    monkeypatch.setattr(grounding, "Looks", flaky)
    options = Options(folder, "oracle", ("full", "spatial"), Choice(), out, resume=True)
    full = evaluate(options).result["arms"]["full"]
    assert (full["accuracy"], full["n"], full["errors"]) == (1.0, 5, 1)
    assert RunFolder(out, GROUNDING).lines()["t2", "full"].message == "RuntimeError: the device is gone"
    again = ("eval", folder, "--agent", "oracle", "--arms", "full,spatial", "--out", out, "--resume")
    code, _, complaint = ppagent(*again)
    assert (code, "2 answers could not be had" in complaint.replace("\n", " ")) == (1, True)
    failures.clear()
    assert ppagent(*again)[0] == 0
    full = evaluate(options).result["arms"]["full"]
    assert (full["accuracy"], full["n"], full["errors"]) == (1.0, 6, 0)


def test_a_mistake_in_the_code_is_no_sample_error(sets, tmp_path, monkeypatch):
    monkeypatch.setattr(grounding, "outcome_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        evaluate(Options(sets["folder"](), "oracle", ("full",), Choice(), tmp_path / "run"))


def test_runs_are_compared_in_pairs(ppagent, sets, change, tmp_path):
    folder = sets["folder"](count=12)
    for agent in ("oracle", "centre"):
        evaluate(Options(folder, agent, ("full", "spatial"), Choice(), tmp_path / agent))
    evaluate(Options(folder, "centre", ("spatial",), Choice(limit=5), tmp_path / "few"))
    code, printed, _ = ppagent("eval", "compare", tmp_path / "centre", tmp_path / "oracle", "--json")
    found = json.loads(printed)
    assert (code, found["n"], set(found["arms"])) == (0, 12, {"full", "spatial"})
    full = found["arms"]["full"]
    assert (full["first"], full["second"], full["difference"], full["ci"]) == (0, 1, 1, [1, 1])
    assert (len(full["gained"]), full["lost"]) == (12, [])
    assert full["p"] == pytest.approx(2 / 2**12, abs=1e-6)
    found = compare_runs(tmp_path / "few", tmp_path / "oracle")
    assert (found["n"], set(found["arms"])) == (5, {"spatial"})
    code, printed, _ = ppagent("eval", "compare", tmp_path / "centre", tmp_path / "oracle")
    assert (code, "+100.0%" in printed) == (0, True)
    change(folder / "annotations.json", lambda rows: rows[0].update(instruction="else"))
    evaluate(Options(folder, "oracle", ("full",), Choice(), tmp_path / "other"))
    with pytest.raises(InputError, match="sample t0 is not the same"):
        compare_runs(tmp_path / "centre", tmp_path / "other")
    with pytest.raises(InputError, match="no finished evaluation"):
        compare_runs(tmp_path, tmp_path / "other")


def test_the_report_is_one_file_with_pictures_of_what_flipped(ppagent, sets, change, tmp_path):
    folder, out = sets["screenspot"](), tmp_path / "run"
    change(
        folder / "screenspot_web.json", lambda rows: rows[1].update(instruction="<script>alert(1)</script>")
    )
    card = scripted(tmp_path, '{"kind": "click", "point": [70, 20]}', name="<b>")
    ppagent("eval", folder, "--agent", card, "--arms", "full,resize", "--out", out)
    code, printed, _ = ppagent("eval", "report", out)
    page = (out / "report.html").read_text()
    pair = json.loads((out / "result.json").read_text())["pairs"]["resize"]
    flipped = pair["gained"] + pair["lost"]
    assert (code, printed.strip().replace("\n", "")) == (0, str(out / "report.html"))
    assert page.count("data:image/webp;base64,") == len(flipped) > 0
    assert page.count('class="target"') == len(flipped)
    assert page.count('<g class="first"') == len(flipped)
    assert "By platform" in page
    assert ">full</text>" in page
    assert "<script" not in page
    assert "<b> on" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert str(folder) not in page
    for file in (folder / "screenspot_imgs").iterdir():
        file.unlink()
    ppagent("eval", "report", out)
    assert (out / "report.html").read_text().count("not there any more") == len(flipped)
    code, _, complaint = ppagent("eval", "report", folder)
    assert code == 2
    assert "no finished evaluation" in complaint


def past(folder):
    """Gives each question of a folder two earlier frames: its own picture's, changed in a corner."""
    file = folder / "annotations.json"
    rows = json.loads(file.read_text())
    for row in rows:
        pixels = read_picture(folder / row["img_filename"])
        names = []
        for step in range(2):
            before = pixels.copy()
            before[140:180, 20 + 60 * step : 60 + 60 * step] = 90
            names.append(f"past-{row['id']}-{step}.png")
            (folder / names[-1]).write_bytes(png(before))
        row["frames"] = names
    file.write_text(json.dumps(rows))


def test_questions_with_a_past_have_a_temporal_arm(ppagent, sets, tmp_path):
    folder = sets["folder"]()
    past(folder)
    aside, hit = '{"kind": "click", "point": [300, 190]}', '{"kind": "click", "point": [40, 40]}'
    card, out = scripted(tmp_path, aside, aside, hit), tmp_path / "run"
    arguments = ("eval", folder, "--agent", card, "--arms", "full,temporal", "--out", out, "--json")
    code, printed, _ = ppagent(*arguments)
    found = json.loads(printed)
    assert (code, found["not_applicable"]) == (0, {})
    assert (found["arms"]["full"]["accuracy"], found["arms"]["temporal"]["accuracy"]) == (0, 1)
    assert len(found["pairs"]["temporal"]["gained"]) == 6
    # Only the corner that changed last is sent: blocks of 32 px, 40 px of it in either direction.
    assert found["arms"]["full"]["tokens"] == 60
    assert 0 < found["arms"]["temporal"]["tokens"] <= 8
    code, printed, _ = ppagent(
        "eval", folder, "--agent", "oracle", "--arms", "temporal", "--json", "--out", tmp_path / "o"
    )
    assert (code, json.loads(printed)["arms"]["temporal"]["accuracy"]) == (0, 1)
    (folder / "past-t1-0.png").write_bytes(png(read_picture(folder / "0.png")[:96]))
    code, _, complaint = ppagent("eval", folder, "--agent", "oracle", "--out", tmp_path / "bad")
    assert (
        code,
        "sample t1: the earlier frame past-t1-0.png is 320x96 px" in complaint.replace("\n", " "),
    ) == (2, True)


def test_more_workers_give_the_same_result(ppagent, sets, tmp_path):
    folder = sets["folder"]()
    results = []
    for number in (1, 2):
        code, printed, _ = ppagent(
            "eval", folder, "--agent", "random", "--seed", 3, "--arms", "full,random", "--parallel", number, "--json",
            "--out", tmp_path / str(number),
        )  # fmt: skip
        results.append(without_times(json.loads(printed)) | {"folder": ""})
        assert code == 0
    assert results[0] == results[1]
    assert len(RunFolder(tmp_path / "2", GROUNDING).lines()) == 12
    code, printed, complaint = ppagent(
        "eval", folder, "--agent", "nobody", "--parallel", 2, "--out", tmp_path / "n"
    )
    assert (code, printed) == (2, "")
    assert "there is no agent called 'nobody'" in complaint
    assert not (tmp_path / "n").exists()


def test_tasks_of_a_desktop_are_told_from_grounding_sets(sets, tmp_path):
    assert holds_tasks("xfce")
    assert not any(map(holds_tasks, ("nowhere", "desktop", str(sets["folder"]()), str(sets["osworld-g"]()))))
    task = {"id": "a", "instruction": "do it", "evaluator": {"func": "infeasible"}}
    write = {"examples/os/a.json": task, "test_all.json": {"os": ["a"]}, "list/test.json": {"os": ["a"]}}
    for name, value in write.items():
        (tmp_path / "osworld" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "osworld" / name).write_text(json.dumps(value))
    assert all(holds_tasks(str(tmp_path / "osworld" / name)) for name in ("", *write))
