import os
import socket
import subprocess
import sys

import pytest

from ppagent.desktop.doctor import checks
from ppagent.desktop.live import is_wayland, require_display
from ppagent.errors import MissingError


def test_without_a_display_the_way_on_is_named():
    with pytest.raises(MissingError, match="there is no display") as caught:
        require_display({}, "linux")
    assert "ppagent run --env xfce" in caught.value.hint
    assert caught.value.exit_code == 3
    assert require_display({}, "darwin") == ""


@pytest.mark.parametrize(
    ("environ", "wayland"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"XDG_SESSION_TYPE": "x11", "DISPLAY": ":0"}, False),
        ({}, False),
    ],
)
def test_wayland_is_recognised_and_said_plainly(environ, wayland):
    assert is_wayland(environ) == wayland
    if wayland:
        with pytest.raises(MissingError, match="Wayland"):
            require_display(environ, "linux")


@pytest.mark.parametrize("command", ["run --agent reader --task x --yes", "script run FLOW --yes"])
def test_on_wayland_run_and_script_end_at_once_and_say_what_works(command, tmp_path):
    flow = tmp_path / "flow.yaml"
    flow.write_text("steps:\n  - press: enter\n")
    environ = os.environ | {"XDG_SESSION_TYPE": "wayland", "WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}
    words = command.replace("FLOW", str(flow)).split()
    ended = subprocess.run(
        [sys.executable, "-m", "ppagent", *words], env=environ, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 3
    assert "this is a Wayland session" in ended.stderr
    assert "--env xfce" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_dead_display_is_said_plainly():
    with pytest.raises(MissingError, match=r":9876 .* let us in"):
        require_display({"DISPLAY": ":9876"}, "linux")


def test_a_live_display_is_found(xvfb, monkeypatch):
    monkeypatch.setenv("XAUTHORITY", xvfb.xauthority)
    assert require_display({"DISPLAY": xvfb.name}, "linux") == xvfb.name
    found = {check.name: check for check in checks({"DISPLAY": xvfb.name})}
    assert found["capture"].status == "ok"
    assert found["mouse and keys"].status == "ok"


def test_the_doctor_asks_nobody_else(monkeypatch, tmp_path):
    def refuse(*_):
        raise AssertionError("the doctor used the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    weights = tmp_path / "models--Qwen--Qwen3-VL-2B-Instruct/snapshots/1/config.json"
    weights.parent.mkdir(parents=True)
    weights.touch()
    weights.with_name("model.safetensors").touch()
    found = {check.name: check for check in checks({"HF_HUB_CACHE": str(tmp_path)})}
    assert found["display"].status == "warn"
    assert found["torch"].status == "ok"
    assert found["agent qwen3-vl-2b"].status == "ok"
    assert found["agent qwen3-vl-4b"].fix == "hf download Qwen/Qwen3-VL-4B-Instruct"
    assert all(check.fix for check in found.values() if check.status == "missing")
