"""How ``ppagent script run`` ends when it cannot go on: asked and refused, its X server killed, ctrl-C, a locked screen."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import xcffib
import xcffib.xproto as x

from ppagent.desktop.card import find_env
from ppagent.desktop.packages import missing_needs
from ppagent.files import read_picture
from ppagent.hands.xserver import environment
from ppagent.script import Desktop
from ppagent.script.flow import load_flow
from ppagent.script.play import Player
from tests.conftest import start_xvfb, stop_xvfb

ROOT = Path(__file__).parents[2]
BUTTONS = 0x1F00
LONG = "The Quick Brown Fox " * 900
PATIENCE_S = 60.0


class Eye:
    """A window of our own that has the keyboard: what is typed, what is pressed, and where the pointer is."""

    def __init__(self, display):
        with environment(XAUTHORITY=display.xauthority):
            self._connection = xcffib.connect(display.name)
        core, self._root = self._connection.core, self._connection.get_setup().roots[0].root
        window, only = self._connection.generate_id(), x.WindowClass.InputOnly
        attributes = x.CW.OverrideRedirect | x.CW.EventMask, [1, x.EventMask.KeyPress]
        core.CreateWindow(0, window, self._root, 0, 0, 1, 1, 0, only, 0, *attributes)
        core.MapWindow(window)
        core.SetInputFocus(x.InputFocus.PointerRoot, window, x.Time.CurrentTime, is_checked=True).check()

    def pointer(self):
        return self._connection.core.QueryPointer(self._root).reply()

    def typed(self):
        """Whether any key came since the last call."""
        self._connection.core.GetInputFocus().reply()
        return any(
            isinstance(event, x.KeyPressEvent) for event in iter(self._connection.poll_for_event, None)
        )

    def keys(self):
        return any(self._connection.core.QueryKeymap().reply().keys)

    def button(self):
        return bool(self.pointer().mask & BUTTONS)

    def close(self):
        self._connection.disconnect()


class Run:
    """``ppagent script run flow.yaml`` on the live desktop of a display, at a terminal of its own."""

    def __init__(self, display, folder, *options):
        self.shown = ""
        self._ours, theirs = os.openpty()
        environ = {**os.environ, **display.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "COLUMNS": "200"}
        self.process = subprocess.Popen(
            ["setsid", "--ctty", sys.executable, "-m", "ppagent", "script", "run", "flow.yaml", *options],
            cwd=folder, env=environ, stdin=theirs, stdout=theirs, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)

    def read(self, seconds):
        """Take in what it printed; False at its end."""
        while select.select([self._ours], [], [], seconds)[0]:
            try:
                self.shown += os.read(self._ours, 65536).decode()
            except OSError:  # how a terminal says that nobody is there any more
                return False
            seconds = 0
        return True

    def until(self, come):
        """Let it go on until something has come to be."""
        deadline = time.monotonic() + PATIENCE_S
        while not come():
            assert time.monotonic() < deadline, self.shown
            assert self.read(0.005), self.shown

    def keys(self, typed):
        os.write(self._ours, typed)

    def end(self):
        """Its exit code and all that it printed."""
        deadline = time.monotonic() + PATIENCE_S
        while self.read(0.1):
            assert time.monotonic() < deadline, self.shown
        os.close(self._ours)
        return self.process.wait(PATIENCE_S), self.shown


@pytest.fixture
def display(xvfb):
    """An X server that a test may kill."""
    display = start_xvfb()
    yield display
    stop_xvfb(display)


@pytest.fixture
def eye(display):
    eye = Eye(display)
    yield eye
    eye.close()


def written(folder, steps):
    """A flow whose second step is the one that matters."""
    (folder / "flow.yaml").write_text(
        f"env: desktop\nsteps:\n  - hover: {{point: [300, 200]}}\n  - {steps}\n"
    )


BUSY = {
    "typing": (f"type: {LONG}", lambda run, eye: eye.typed()),
    "dragging": (
        "{repeat: 1000, steps: [{drag: {from: {point: [100, 100]}, to: {point: [900, 700]}}}]}",
        lambda run, eye: eye.button(),
    ),
    "waiting": ("{wait_for: Nothing like it, timeout: 600}", lambda run, eye: "ok" in run.shown),
    "finding a window": ("{focus: Nothing like it, timeout: 600}", lambda run, eye: "ok" in run.shown),
}  # fmt: skip


def begun(display, eye, folder, doing):
    """A run that is in the middle of its second step."""
    steps, in_the_middle = BUSY[doing]
    written(folder, steps)
    run = Run(display, folder, "--yes", "--report", "--out", "run", "--junit", "j.xml")
    run.until(lambda: in_the_middle(run, eye))
    return run


def told(folder, shown, status):
    """What a run that ended in the middle must tell: where, what, a picture, in trace and JUnit too; returns the message."""
    failure = ET.parse(folder / "j.xml").getroot().find(".//failure")  # noqa: S314 - our own
    at, _, said = failure.text.partition(": ")
    assert at.startswith(("flow.yaml:3:", "flow.yaml:4:") if "when" in said else "flow.yaml:4:")
    assert f"{at}: {failure.get('message')}" in shown
    picture = said.rpartition("picture: ")[2]
    assert read_picture(folder / picture).shape == (800, 1280, 3)
    assert json.loads((folder / "run" / "run.json").read_text())["status"] == status
    assert (folder / "run" / "report.html").is_file()
    assert "Traceback" not in shown
    return failure.get("message")


@pytest.mark.parametrize(
    ("answer", "code"), [(b"y\n", 0), (b"n\n", 5), (b"\n", 5), (b"\x04", 5), (b"\x03", 130)]
)
def test_the_live_desktop_is_asked_for_once_and_a_no_touches_nothing(display, eye, tmp_path, answer, code):
    written(tmp_path, "press: a")
    before = eye.pointer().root_x
    run = Run(display, tmp_path, "--out", "run")
    run.until(lambda: "own desktop?" in run.shown)
    assert "press a" in run.shown
    assert eye.pointer().root_x == before
    run.keys(answer)
    # One that comes just before Python waits for a line is noticed with the next.
    while answer == b"\x03" and run.process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.process.wait(4)
            break
        run.keys(answer)
    ended, shown = run.end()
    assert ended == code, shown
    assert (eye.pointer().root_x == 300) == (code == 0)
    assert (tmp_path / "run").exists() <= (code == 0)
    assert shown.count("own desktop?") == 1


def test_yes_agrees_beforehand(display, eye, tmp_path):
    written(tmp_path, "press: a")
    ended, shown = Run(display, tmp_path, "--yes").end()
    assert (ended, "own desktop?" in shown) == (0, False), shown
    assert eye.pointer().root_x == 300


@pytest.mark.parametrize("doing", BUSY)
def test_a_killed_x_server_ends_the_flow_with_4(display, eye, tmp_path, doing):
    run = begun(display, eye, tmp_path, doing)
    display.process.send_signal(signal.SIGKILL)
    ended, shown = run.end()
    assert ended == 4, shown
    assert "gone" in told(tmp_path, shown, "fail")


@pytest.mark.parametrize("doing", BUSY)
def test_ctrl_c_ends_the_flow_with_130_and_nothing_pressed(display, eye, tmp_path, doing):
    run = begun(display, eye, tmp_path, doing)
    run.keys(b"\x03")
    ended, shown = run.end()
    assert ended == 130, shown
    # It may come at the very end of the step before.
    assert told(tmp_path, shown, "stopped") in {"stopped by ctrl-C", "stopped by ctrl-C when this was done"}
    assert not eye.keys()
    assert not eye.button()


def cover(desktop):
    """What lockers do: a window of their own over everything, and mouse and keyboard taken from all others."""
    connection = xcffib.connect(desktop.stage.display)
    screen = connection.get_setup().roots[0]
    window = connection.generate_id()
    connection.core.CreateWindow(
        screen.root_depth, window, screen.root, 0, 0, screen.width_in_pixels, screen.height_in_pixels, 0,
        x.WindowClass.InputOutput, screen.root_visual, x.CW.BackPixel | x.CW.OverrideRedirect, [0x203040, 1],
    )  # fmt: skip
    connection.core.MapWindow(window)
    now, mode = x.Time.CurrentTime, x.GrabMode.Async
    assert connection.core.GrabKeyboard(False, screen.root, now, mode, mode).reply().status == 0
    assert connection.core.GrabPointer(False, screen.root, 0, mode, mode, 0, 0, now).reply().status == 0
    return connection


@pytest.mark.parametrize("locker", ["a window over everything", "i3lock"])
def test_a_locked_screen_fails_the_flow_and_leaves_nothing_pressed(tmp_path, locker):
    if missing_needs(find_env("xfce")):
        pytest.skip("needs the XFCE environment: tools/setup-system.sh")
    (tmp_path / "flow.yaml").write_text(
        "steps:\n  - {click: Applications, modifiers: [ctrl], timeout: 1}\n  - press: a\n"
    )
    with Desktop("xfce", size=(1280, 800), out=tmp_path / "out", timeout=30) as desktop:
        desktop.wait_for("Applications")
        if locker == "i3lock":
            if desktop.stage.run("command -v i3lock")[0]:
                pytest.skip("needs i3lock")
            desktop.start("i3lock --nofork --color=203040")
        else:
            connection = cover(desktop)
        desktop.wait_vanish("Applications")
        desktop.wait_until_still()
        result = Player(load_flow(tmp_path / "flow.yaml"), desktop).play()
        keys = desktop._hands._x11.server.core.QueryKeymap().reply().keys
        if locker != "i3lock":
            connection.disconnect()
    assert not any(keys)
    assert result.exit_code == 1
    assert [bool(step.error) for step in result.steps] == [True]
    assert result.steps[0].at.endswith("flow.yaml:2:5")
    assert "no text is on the screen (is it locked, or blank?)" in result.steps[0].error
    assert (read_picture(result.steps[0].picture) == (0x20, 0x30, 0x40)).all(-1).mean() > 0.9
