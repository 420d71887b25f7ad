"""Interactive runs as a user meets them: results, what counts, workers that die, going on after a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ppagent.errors import InputError
from ppagent.evaluate.compare import compare_runs
from ppagent.evaluate.interactive import PlayOptions, play
from ppagent.evaluate.processes import WorkerError
from ppagent.evaluate.record import INTERACTIVE, RunFolder
from ppagent.evaluate.report import write_report
from ppagent.trace.verify import verify

HERE = Path(__file__).parent
TIMES = {"ms", "phases_ms", "memory_mib"}


@pytest.fixture
def toy(monkeypatch, tmp_path):
    """Makes a ToySet that the workers can import too."""
    monkeypatch.syspath_prepend(str(HERE))
    from toyset import ToySet

    def make(trouble=None, folder="trouble", **more):
        where = tmp_path / folder
        where.mkdir(exist_ok=True)
        for episode, words in (trouble or {}).items():
            (where / episode).write_text(words)
        return ToySet(where, **more)

    return make


def without_times(value):
    if isinstance(value, dict):
        return {name: without_times(one) for name, one in value.items() if name not in TIMES}
    return [without_times(one) for one in value] if isinstance(value, list) else value


def result_of(folder):
    return without_times(json.loads((folder / "result.json").read_text()))


def lines(folder):
    file = folder / "episodes.jsonl"
    return [json.loads(line) for line in file.read_bytes().split(b"\n")[:-1]] if file.exists() else []


ARMS = ("full", "spatial", "temporal")


def test_the_result_in_numbers_and_a_trace_for_each_episode(toy, tmp_path):
    seen = []
    done = play(PlayOptions("oracle", (*ARMS, "resize"), tmp_path / "run", parallel=2), toy(), seen.append)
    found = done.result
    assert (found["set"], found["agent"], found["n"], done.played) == ("toy", "oracle", 12, 36)
    full, temporal = found["arms"]["full"], found["arms"]["temporal"]
    # t0-0 t2-0 t1-1 t0-2 t2-2 of eleven that count; temporal also does 3-0 and 1-2, and 2-1.
    assert (full["n"], full["succeeded"], full["unsupported"], full["errors"]) == (11, 5, 1, 0)
    assert found["success_rate"] == full["success_rate"] == pytest.approx(5 / 11, abs=1e-6)
    assert (temporal["succeeded"], temporal["ended"]) == (8, {"done": 11})
    assert full["ci"][0] <= full["success_rate"] <= full["ci"][1]
    assert found["unsupported"] == {"t3-1": "a toy of another size"}
    assert "scale" in found["not_applicable"]["resize"]
    assert full["tokens"] == full["full_tokens"] > found["arms"]["spatial"]["tokens"] > temporal["tokens"]
    assert [one["n"] for one in full["step_tokens"]] == [11, 11, 7, 4]
    assert full["step_tokens"][0]["tokens"] == 60
    assert temporal["step_tokens"][1]["tokens"] < found["arms"]["spatial"]["step_tokens"][1]["tokens"]
    pair = found["pairs"]["temporal"]
    assert (pair["against"], sorted(pair["gained"]), pair["lost"]) == ("full", ["t1-2", "t2-1", "t3-0"], [])
    assert (pair["difference"], pair["p"]) == (pytest.approx(3 / 11, abs=1e-6), 0.25)
    assert pair["ci"][0] <= pair["difference"] <= pair["ci"][1]
    assert {(one["id"], one["arm"], one["gained"]) for one in found["flipped"]} == {
        (one, "temporal", True) for one in pair["gained"]
    }
    assert set(found["groups"]) == {"files", "editor", "web"}
    assert set(found["tasks"]) == {"t0", "t1", "t2", "t3"}
    assert found["tasks"]["t3"]["full"]["n"] == 2, "the unsupported one counts nowhere"
    for one in found["flipped"]:
        for arm, trace in one["traces"].items():
            assert trace == f"traces/{arm}/{one['id']}"
            assert verify(tmp_path / "run" / trace).ok
    assert result_of(tmp_path / "run") == without_times(found)
    assert (seen[0].done, seen[-1].done, seen[-1].total) == (0, 36, 36)
    assert seen[-1].success_rate == pytest.approx(5 / 11)
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["seeds"] == [0, 1, 2]
    assert manifest["device"]["processor"]
    assert len(json.loads((tmp_path / "run" / "set.json").read_text())) == 12


def test_killed_and_broken_workers_lose_and_double_nothing(toy, tmp_path):
    calm = play(
        PlayOptions("oracle", ("full", "temporal"), tmp_path / "calm", parallel=2), toy(folder="calm-trouble")
    )
    troubled = toy({"t0-0": "kill kill", "t1-1": "break", "t2-0": "device kill", "t3-2": "break break"})
    done = play(PlayOptions("oracle", ("full", "temporal"), tmp_path / "troubled", parallel=2), troubled)
    assert without_times(done.result) == without_times(calm.result)
    written = lines(tmp_path / "troubled")
    assert sorted((one["id"], one["arm"]) for one in written) == sorted(
        (one["id"], one["arm"]) for one in lines(tmp_path / "calm")
    )
    attempts = {one["id"]: one["attempts"] for one in written if one["arm"] == "full"}
    assert {one: number for one, number in attempts.items() if number > 1} == {
        "t0-0": 3, "t1-1": 2, "t2-0": 3, "t3-2": 3,
    }  # fmt: skip
    # Four died in the first arm, so five took part in it; the other arm has workers of its own.
    assert len(list((tmp_path / "trouble" / "pids").iterdir())) >= 5 + 1, "a dead worker is replaced"


def test_what_the_environment_breaks_is_no_failure_and_is_played_again(toy, tmp_path):
    out = tmp_path / "run"
    options = PlayOptions("oracle", ("full",), out, resume=True)
    found = play(options, toy({"t0-0": "kill kill kill", "t2-0": "break break break"})).result
    full = found["arms"]["full"]
    assert (full["n"], full["succeeded"], full["errors"]) == (9, 3, 2)
    assert {one["id"]: one["message"] for one in found["infrastructure"]} == {
        "t0-0": "the worker process ended with signal 9", "t2-0": "the toy fell down",
    }  # fmt: skip
    again = play(options, toy())
    assert again.played == 2
    assert (again.result["arms"]["full"]["n"], again.result["arms"]["full"]["errors"]) == (11, 0)
    assert again.result["success_rate"] == pytest.approx(5 / 11, abs=1e-6)
    assert play(options, toy()).played == 0
    assert list((tmp_path / "trouble" / "pids").iterdir()), "the workers were elsewhere"


def test_what_ends_a_run_at_once(toy, tmp_path):
    def go(trouble=None, agent="oracle", name="run", **more):
        return play(PlayOptions(agent, more.pop("arms", ("full",)), tmp_path / name, **more), toy(trouble))

    with pytest.raises(InputError, match="toys do not") as caught:
        go(agent="nothing")
    assert caught.value.hint == "take oracle"
    assert not (tmp_path / "run").exists(), "nothing is left by an agent that cannot be loaded"
    with pytest.raises(InputError, match="off today"):
        go({"t0-0": "wrong"}, name="wrong")
    with pytest.raises(WorkerError, match=r"toyset\.py.*ZeroDivisionError: a mistake"):
        raise_flat(lambda: go({"t0-1": "mistake"}, name="mistake"))
    assert lines(tmp_path / "mistake"), "what was there before is kept"
    for wrong, what in (
        ({"arms": ("resize",)}, "not applicable"),
        ({"agent": "nobody"}, "no agent called"),
        ({"name": "mistake"}, "not empty"),
        ({"name": "mistake", "resume": True, "arms": ("temporal",)}, "another arms"),
    ):
        with pytest.raises(InputError, match=what):
            go(**wrong)
    with pytest.raises(InputError, match="which run"):
        play(PlayOptions("oracle", resume=True), toy())


def raise_flat(act):
    """A worker's error is its traceback; on one line it can be matched."""
    try:
        act()
    except WorkerError as error:
        raise WorkerError(str(error).replace("\n", " ")) from error


RUN = """
import sys
from pathlib import Path
from toyset import ToySet
from ppagent.evaluate.interactive import PlayOptions, play
if __name__ == "__main__":
    out, trouble = map(Path, sys.argv[1:3])
    options = PlayOptions("oracle", ("full", "temporal"), out, resume=True, parallel=2)
    play(options, ToySet(trouble, count=40, pause_s=0.05))
"""


def test_a_run_that_is_killed_and_resumed_ends_as_an_undisturbed_one(tmp_path):
    (tmp_path / "run.py").write_text(RUN)
    (tmp_path / "trouble").mkdir()
    environ = os.environ | {"PYTHONPATH": f"{HERE.parents[1]}:{HERE}"}

    def command(out):
        return [sys.executable, tmp_path / "run.py", out, tmp_path / "trouble"]

    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    subprocess.run(command(undisturbed), check=True, timeout=240, env=environ)
    pids = tmp_path / "trouble" / "pids"
    before = {one.name for one in pids.iterdir()}
    process = subprocess.Popen(command(disturbed), env=environ)
    patience = time.monotonic() + 120
    while len(lines(disturbed)) < 10 and process.poll() is None and time.monotonic() < patience:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    there = len(lines(disturbed))
    assert 10 <= there < 80, "it was in the middle"
    workers = [int(one.name) for one in pids.iterdir() if one.name not in before]
    while any(map(alive, workers)) and time.monotonic() < patience:
        time.sleep(0.01)
    assert not any(map(alive, workers)), "workers end with the run that they work for"
    with (disturbed / "episodes.jsonl").open("ab") as file:
        file.write(b'{"id":"t1-3","arm":"fu')
    (disturbed / "traces" / "temporal" / "t1-9").mkdir(parents=True)
    (disturbed / "traces" / "temporal" / "t1-9" / "half").touch()
    subprocess.run(command(disturbed), check=True, timeout=240, env=environ)
    assert result_of(disturbed) == result_of(undisturbed)
    assert len(lines(disturbed)) == 80, "nothing lost, nothing played twice"
    assert not (disturbed / "traces" / "temporal" / "t1-9" / "half").exists()


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


def test_runs_are_compared_and_reported(ppagent, toy, tmp_path):
    for name, arms in (("a", ("full", "temporal")), ("b", ("temporal",))):
        play(PlayOptions("oracle", arms, tmp_path / name, parallel=2), toy())
    code, printed, _ = ppagent("eval", "compare", tmp_path / "a", tmp_path / "b", "--json")
    found = json.loads(printed)
    assert (code, found["n"], list(found["arms"])) == (0, 12, ["temporal"])
    assert (found["arms"]["temporal"]["n"], found["arms"]["temporal"]["difference"]) == (11, 0)
    code, printed, _ = ppagent("eval", "compare", tmp_path / "a", tmp_path / "b")
    assert (code, "oracle against oracle" in printed) == (0, True)
    play(PlayOptions("oracle", ("temporal",), tmp_path / "c"), toy(count=3, name="toy-2"))
    with pytest.raises(InputError, match="a run on toy"):
        compare_runs(tmp_path / "a", tmp_path / "c")
    code, printed, _ = ppagent("eval", "report", tmp_path / "a")
    page = (tmp_path / "a" / "report.html").read_text()
    assert (code, printed.strip().replace("\n", "")) == (0, str(tmp_path / "a" / "report.html"))
    assert page.count("data:image/webp;base64,") == 2 * 3
    assert page.count('class="line') == 2
    assert "By group" in page
    assert "By task" in page
    assert "http" not in page.replace("http-equiv", "")
    links = [part.split('"')[0] for part in page.split('<a href="')[1:]]
    assert len(links) == 6
    assert all((tmp_path / "a" / link).read_text().startswith("<!doctype html>") for link in links)
    assert "a toy of another size" in page
    with pytest.raises(InputError, match="no finished evaluation"):
        write_report(tmp_path)
    (tmp_path / "b" / "result.json").unlink()
    with pytest.raises(InputError, match="no finished evaluation"):
        write_report(tmp_path / "b")
    assert len(RunFolder(tmp_path / "b", INTERACTIVE).lines()) == 12
