import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import mss
import numpy as np
import pytest

from ppagent.desktop.card import env_folder, find_env
from ppagent.desktop.confine import SOCKETS, best_means
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.errors import PpagentError, ScreenLostError

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def processes_of(scratch):
    """Processes, zombies not counted, that were started for a desktop."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ, stat = (folder / "environ").read_bytes(), (folder / "stat").read_text()
        except OSError:
            continue
        if f"PPAGENT_SCRATCH={scratch}\0".encode() in environ and stat.rsplit(")", 1)[1].split()[0] != "Z":
            found.append((folder / "comm").read_text().strip())
    return found


def wait_until(done, timeout_s=10.0):
    until = time.monotonic() + timeout_s
    while not done():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def test_xfce_comes_up_complete_and_goes_without_a_trace(xfce):
    desktop = XvfbDesktop(xfce, env_folder("xfce"), size=(1280, 800), seed=1)
    with desktop:
        with desktop.windows() as windows:
            assert windows.size_px == (1280, 800)
            assert windows.managed()
            assert windows.themed()
            assert {"panel", "desktop"} <= {window.kind for window in windows.listed()}
            desktop.launch(["galculator"])
            windows.wait_until(
                lambda: any(window.program == "Galculator" for window in windows.listed()),
                20,
                "the calculator",
            )
        checker = "xdotool search --onlyvisible --class '^Galculator$'"
        assert desktop.run_on(checker).status == 0
        assert desktop.run_on("xdotool search --onlyvisible --name '^Settings$'").status == 1
        scratch, socket = desktop.home.parent, SOCKETS / f"X{desktop.display[1:]}"
        assert {"Xvfb", "xfwm4", "xfce4-panel", "galculator"} <= set(processes_of(scratch))
        assert socket.exists()
    assert processes_of(scratch) == []
    assert not scratch.exists()
    assert not socket.exists()
    with pytest.raises(PpagentError, match="has not been started"):
        desktop.run_on("true")


def test_a_command_runs_inside_and_its_time_is_limited(desktop):
    ran = desktop.run_on("pwd; echo $HOME; echo no >&2; id -u; exit 3")
    assert ran.status == 3
    assert ran.stdout.split()[:2] == [str(desktop.home_inside)] * 2
    assert ran.stderr == "no\n"
    if os.geteuid() == 0:
        assert ran.stdout.split()[2] == "65534"
    assert desktop.run_on("sleep 30", timeout_s=0.3).status == 124
    assert desktop.run_on("head -c 300000 /dev/zero | tr '\\0' x").stdout == "x" * 300000
    assert desktop.run_on(["printf", "%s", "a'b $HOME"]).stdout == "a'b $HOME"


def test_nothing_outside_the_scratch_folder_can_be_written(desktop):
    assert desktop.run_on(f"touch {Path(__file__).parent}/x").status != 0
    assert desktop.run_on("touch /usr/x ~/../y").status != 0
    assert desktop.run_on("touch ~/x").status == 0
    assert (desktop.home / "x").is_file()


def test_the_screen_can_be_captured_from_outside_with_the_cookie_only(desktop, monkeypatch):
    for name, value in desktop.client_environ.items():
        monkeypatch.setenv(name, value)
    with mss.MSS() as capture:
        shot = np.asarray(capture.grab(capture.monitors[0]))
    assert shot.shape[:2] == (800, 1280)
    assert shot[..., :3].std() > 5
    refused = subprocess.run(
        ["xprop", "-root"], env={**os.environ, "XAUTHORITY": "/dev/null"}, capture_output=True, check=False
    )
    assert refused.returncode != 0


@pytest.mark.parametrize("means", ["namespace", "setpriv", "bwrap", "plain"])
@needs_root
def test_daemons_that_leave_their_parents_die_too_by_every_means(bare, means):
    if means in {"namespace", "bwrap"} and best_means() != "namespace":
        pytest.skip("this machine permits no namespaces")
    with XvfbDesktop(find_env(str(bare)), bare, means=means) as desktop:
        desktop.launch(["bash", "-c", "setsid -f setsid -f sleep 7654; exec sleep 7653"])
        scratch = desktop.home.parent
        wait_until(lambda: processes_of(scratch).count("sleep") == 2)
    wait_until(lambda: processes_of(scratch) == [], 3)
    assert not scratch.exists()


def test_several_at_once_have_displays_of_their_own(bare):
    card = find_env(str(bare))
    with XvfbDesktop(card, bare) as one, XvfbDesktop(card, bare, size=(800, 600)) as two:
        assert one.display != two.display
        assert [desktop.run_on("xdpyinfo | grep dimensions").stdout.split()[1] for desktop in (one, two)] == [
            "640x480",
            "800x600",
        ]


@pytest.mark.parametrize("means", ["the best", "setpriv"] if os.geteuid() == 0 else ["the best", "plain"])
def test_killing_ppagent_ends_the_desktop(bare, means):
    means = best_means() if means == "the best" else means
    code = (
        "import sys, time; from ppagent.desktop.card import find_env; from ppagent.desktop.xvfb import XvfbDesktop\n"
        f"from pathlib import Path; d = XvfbDesktop(find_env({str(bare)!r}), Path({str(bare)!r}), means={means!r}); d.start()\n"
        "d.launch(['setsid', '-f', 'sleep', '7655']); print(d.home.parent, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        scratch = process.stdout.readline().strip()
        wait_until(lambda: "sleep" in processes_of(scratch))
        process.send_signal(signal.SIGKILL)
        process.wait()
    wait_until(lambda: processes_of(scratch) == [], 5)
    with XvfbDesktop(find_env(str(bare)), bare):
        assert not Path(scratch).exists(), "what was left is swept up by the next one"


def test_a_desktop_that_does_not_come_up_says_why_and_leaves_nothing(bare, monkeypatch):
    monkeypatch.setattr("ppagent.desktop.xvfb._READY_S", 0.5)
    with (bare / "env.toml").open("a") as card:
        card.write('session = ["bash -c \'echo the reason >&2\'"]\nready = ["wm", "panel"]\n')
    desktop = XvfbDesktop(find_env(str(bare)), bare)
    before = set(Path("/tmp").glob("ppagent-desktop-*"))
    with pytest.raises(PpagentError, match="still missing are panel, wm") as caught:
        desktop.start()
    assert "the reason" in caught.value.hint
    assert set(Path("/tmp").glob("ppagent-desktop-*")) <= before


@pytest.mark.parametrize("means", ["the best", "setpriv"] if os.geteuid() == 0 else ["the best", "plain"])
def test_a_desktop_that_dies_is_noticed_and_leaves_nothing(bare, means):
    means = best_means() if means == "the best" else means
    with XvfbDesktop(find_env(str(bare)), bare, means=means) as desktop:
        scratch = desktop.home.parent
        desktop._supervisor._process.kill()
        desktop._supervisor._process.wait()
        with pytest.raises(ScreenLostError):
            desktop.run_on("true")
    wait_until(lambda: processes_of(scratch) == [], 3)
