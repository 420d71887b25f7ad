"""The main job on a real desktop, from the command line: it is done, and nothing is left when it is broken off."""

import contextlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ppagent.desktop.card import find_env
from ppagent.desktop.packages import missing_needs

pytestmark = pytest.mark.skipif(
    bool(missing_needs(find_env("xfce"))), reason="needs the XFCE environment: tools/setup-system.sh"
)
RUN = sys.executable, "-m", "ppagent", "run", "--env", "xfce", "--yes", "--json"
IS_OPEN = "xdotool search --onlyvisible --class '^Galculator$'"


def verified(folder):
    ended = subprocess.run(
        [sys.executable, "-m", "ppagent", "trace", "verify", folder, "--json"],
        capture_output=True,
        check=False,
    )
    return ended.returncode == 0 and json.loads(ended.stdout)


def descendants(pid: int) -> dict[int, str]:
    """All processes below one, by id: the id of a process and the time of its start."""
    parents, started = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, rest = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
            parents[number], started[number] = int(rest[1]), rest[19]
    below = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return {number: started[number] for number in below - {pid} if number in started}


def alive(processes: dict[int, str]) -> list[str]:
    """Those that still run, by their command lines."""
    found = []
    for number, started in processes.items():
        with contextlib.suppress(OSError):
            state, *rest = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            if state != "Z" and rest[18] == started:
                found.append(Path(f"/proc/{number}/cmdline").read_text())
    return found


def test_open_the_calculator(tmp_path):
    ended = subprocess.run(
        [*RUN, "--agent", "reader", "--task", "open the calculator", "--check", IS_OPEN, "--out", tmp_path / "run"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    result = json.loads(ended.stdout)
    assert (result["ok"], result["status"]) == (True, "done")
    assert result["check"]["exit_code"] == 0
    assert result["check"]["output"].isdigit(), "the X server's name of one window"
    assert result["sent_tokens"] < result["full_tokens"] / 2
    assert verified(tmp_path / "run")["steps"] == result["steps"] > 1
    assert Path(result["report"]).stat().st_size > 10_000


def test_ctrl_c_leaves_an_intact_trace_and_no_process(tmp_path):
    replies = [
        json.dumps(reply)
        for reply in ({"kind": "move", "point": [200, 300]}, {"kind": "wait", "seconds": 60})
    ]
    card = tmp_path / "agent.toml"
    card.write_text(
        f'name = "slow"\ndescription = "waits"\npolicy = "scripted"\nreplies = {json.dumps(replies)}\n'
    )
    running = subprocess.Popen(
        [*RUN, "--agent", card, "--task", "wait", "--out", tmp_path / "run"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        steps = tmp_path / "run" / "steps.jsonl"
        deadline = time.monotonic() + 60
        while not (steps.exists() and (tmp_path / "run" / "frames" / "0001.png").exists()):
            assert running.poll() is None, running.communicate()
            assert time.monotonic() < deadline, "the second step never began"
            time.sleep(0.05)
        desktop = descendants(running.pid)
        assert len(alive(desktop)) > 5, "the desktop is up"
        scratch = {
            folder
            for folder in Path("/tmp").glob("ppagent-desktop-*")
            if any(str(folder) in line for line in alive(desktop))
        }
        assert len(scratch) == 1
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        printed, complained = running.communicate(timeout=20)
    finally:
        if running.poll() is None:
            running.kill()
            running.communicate()
    assert running.returncode == 130, complained
    assert "Traceback" not in complained
    assert json.loads(printed)["status"] == "stopped"
    assert json.loads((tmp_path / "run" / "run.json").read_text())["status"] == "stopped"
    assert verified(tmp_path / "run")["steps"] == 2, "the one that was broken off is on record too"
    assert alive(desktop) == []
    assert not scratch.pop().exists()
