"""Workers on Ray: two nodes on this machine, killed workers, policies that replicas hold."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ppagent.errors import MissingError
from ppagent.evaluate.interactive import PlayOptions, play

pytest.importorskip("ray", reason="pip install 'ppagent[ray]'")

HERE = Path(__file__).parent


ENVIRON = os.environ | {
    "PYTHONPATH": f"{HERE.parents[1]}:{HERE}",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": secrets.token_hex(32),
    # Else Ray takes another address of this machine where it is told 127.0.0.1.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
}
# A process of its own: Ray leaves threads and warnings behind.
RUN = """
import sys
from pathlib import Path
from toyset import ToySet
from ppagent.evaluate.interactive import PlayOptions, play
if __name__ == "__main__":
    address, out, trouble = sys.argv[1:]
    play(PlayOptions("oracle", folder=Path(out), parallel=2, ray=address), ToySet(Path(trouble), count=24, pause_s=0.5))
"""


@pytest.fixture
def address():
    """A cluster of two nodes with a CPU each, on loopback alone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        at = f"127.0.0.1:{free.getsockname()[1]}"
    start = [
        Path(sys.executable).with_name("ray"),
        "start",
        "--block",
        "--num-cpus=1",
        "--node-ip-address=127.0.0.1",
    ]
    head = ["--head", f"--port={at.split(':')[1]}", "--include-dashboard=false", "--disable-usage-stats"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": ENVIRON}
    nodes = [subprocess.Popen([*start, *head], **quiet)]
    patience = time.monotonic() + 60
    while not listens(at) and time.monotonic() < patience:
        time.sleep(0.05)
    nodes.append(subprocess.Popen([*start, f"--address={at}"], **quiet))
    yield at
    for node in reversed(nodes):
        node.terminate()
    for node in nodes:
        # What it started has ended; it may go on watching.
        with contextlib.suppress(subprocess.TimeoutExpired):
            node.wait(5)
        node.kill()
        node.wait()


def listens(address):
    host, port = address.split(":")
    try:
        socket.create_connection((host, int(port)), 1).close()
    except OSError:
        return False
    return True


def started(address, tmp_path, name):
    (tmp_path / "run.py").write_text(RUN)
    (tmp_path / f"{name}-trouble").mkdir(exist_ok=True)
    command = [sys.executable, tmp_path / "run.py", address, tmp_path / name, tmp_path / f"{name}-trouble"]
    return subprocess.Popen(command, env=ENVIRON, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def ended(process):
    try:
        _, complaint = process.communicate(timeout=200)
    finally:
        process.kill()
    assert process.returncode == 0, complaint.decode()


def lines(folder):
    file = folder / "episodes.jsonl"
    return [json.loads(line) for line in file.read_bytes().split(b"\n")[:-1]] if file.exists() else []


def result(folder):
    def plain(value):
        if isinstance(value, dict):
            times = ("ms", "phases_ms", "memory_mib")
            return {name: plain(one) for name, one in value.items() if name not in times}
        return value

    return plain(json.loads((folder / "result.json").read_text()))


def test_a_killed_worker_on_one_of_two_nodes_loses_and_doubles_nothing(address, tmp_path):
    ended(started(address, tmp_path, "calm"))
    (tmp_path / "troubled-trouble").mkdir()
    (tmp_path / "troubled-trouble" / "t1-4").write_text("kill break")
    process = started(address, tmp_path, "troubled")
    patience = time.monotonic() + 150
    pids = []
    while (len(pids) < 2 or len(lines(tmp_path / "troubled")) < 4) and time.monotonic() < patience:
        time.sleep(0.02)
        pids = [int(one.name) for one in (tmp_path / "troubled-trouble").glob("pids/*")]
    assert (len(pids), process.poll()) == (2, None), "it was in the middle"
    # One of the two may have met its trouble by itself.
    os.kill(next(pid for pid in pids if Path(f"/proc/{pid}").exists()), signal.SIGKILL)
    ended(process)
    assert result(tmp_path / "troubled") == result(tmp_path / "calm")
    written = lines(tmp_path / "troubled")
    assert sorted(one["id"] for one in written) == sorted({one["id"] for one in lines(tmp_path / "calm")})
    assert {one["id"]: one["attempts"] for one in written}["t1-4"] == 3
    assert len(list((tmp_path / "troubled-trouble" / "pids").iterdir())) >= 3, "who died was replaced"


def test_without_ray_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.syspath_prepend(str(HERE))
    from toyset import ToySet

    with pytest.raises(MissingError) as caught:
        play(PlayOptions("oracle", folder=tmp_path / "run", ray="local"), ToySet(tmp_path))
    assert "ppagent[ray]" in caught.value.hint
