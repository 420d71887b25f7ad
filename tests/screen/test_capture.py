"""Capture on a real X server: the same frames with and without damage, whatever is drawn, moved or resized."""

import os
import shutil
import subprocess
import time

import numpy as np
import pytest
import xcffib
import xcffib.xproto as x

from ppagent.errors import InputError, MissingError, ScreenLostError
from ppagent.files import png
from ppagent.prune.pruner import Perception, Pruner
from ppagent.screen import damage
from ppagent.screen.capture import FolderScreen, MssScreen
from ppagent.screen.frame import Monitor
from tests.conftest import start_xvfb, stop_xvfb


class Client:
    """An application that draws at random: rectangles, pictures, scrolled areas, text, windows that come and go."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.connection = xcffib.connect()
        self.core = self.connection.core
        self.screen = self.connection.get_setup().roots[self.connection.pref_screen]
        self.gc = self.connection.generate_id()
        self.core.CreateGC(self.gc, self.screen.root, 0, [])
        self.font = self.connection.generate_id()
        self.core.OpenFont(self.font, 5, "fixed")
        self.windows = [self.window(100, 80, 600, 400), self.window(300, 200, 700, 500)]
        self.sync()

    def window(self, left, top, width, height):
        window = self.connection.generate_id()
        self.core.CreateWindow(
            self.screen.root_depth, window, self.screen.root, left, top, width, height, 1,
            x.WindowClass.InputOutput, self.screen.root_visual, x.CW.BackPixel | x.CW.OverrideRedirect,
            [int(self.random.integers(1 << 24)), 1],
        )  # fmt: skip
        self.core.MapWindow(window)
        return window

    def integers(self, *highs):
        return [int(self.random.integers(1, high)) for high in highs]

    def act(self):
        """One random act; returns its name when the server has carried it out."""
        window = self.windows[int(self.random.integers(len(self.windows)))]
        left, top, width, height = self.integers(500, 300, 200, 150)
        self.core.ChangeGC(self.gc, x.GC.Foreground, self.integers(1 << 24))
        name = str(
            self.random.choice(
                ["fill", "line", "copy", "picture", "text", "move", "hide", "stack", "new", "rest"]
            )
        )
        if name == "fill":
            self.core.PolyFillRectangle(window, self.gc, 1, [x.RECTANGLE.synthetic(left, top, width, height)])
        elif name == "line":
            self.core.PolyFillRectangle(window, self.gc, 1, [x.RECTANGLE.synthetic(left, top, 1, 12)])
        elif name == "copy":
            self.core.CopyArea(window, window, self.gc, left, top, *self.integers(300, 200), width, height)
        elif name == "picture":
            data = self.random.integers(0, 256, 32 * 32 * 4, dtype=np.uint8).tobytes()
            self.core.PutImage(
                2, window, self.gc, 32, 32, left, top, 0, self.screen.root_depth, len(data), data
            )
        elif name == "text":
            self.core.ChangeGC(self.gc, x.GC.Font, [self.font])
            self.core.ImageText8(6, window, self.gc, left, top, "ppagnt")
        elif name == "move":
            self.core.ConfigureWindow(window, x.ConfigWindow.X | x.ConfigWindow.Y, [left, top])
        elif name == "hide":
            self.core.UnmapWindow(window)
            self.core.MapWindow(self.windows[0])
        elif name == "stack":
            self.core.ConfigureWindow(window, x.ConfigWindow.StackMode, [x.StackMode.Above])
        elif name == "new":
            self.windows.append(self.window(left, top, width, height))
        self.sync()
        return name

    def warp(self, left, top):
        self.core.WarpPointer(0, self.screen.root, 0, 0, 0, 0, left, top)
        self.sync()

    def sync(self):
        self.core.GetInputFocus().reply()

    def close(self):
        self.connection.disconnect()


@pytest.fixture
def display(quiet_xvfb, monkeypatch):
    for name in ("DISPLAY", "XAUTHORITY"):
        monkeypatch.setenv(name, quiet_xvfb.environ[name])
    return quiet_xvfb


@pytest.fixture
def own_display(xvfb, monkeypatch):
    """A server of this test's own, to be resized or killed."""
    started = start_xvfb("640x480x24")
    for name in ("DISPLAY", "XAUTHORITY"):
        monkeypatch.setenv(name, started.environ[name])
    yield started
    stop_xvfb(started)


@pytest.fixture
def client(display):
    opened = Client(seed=3)
    yield opened
    opened.close()


def test_the_same_frames_and_masks_with_and_without_damage(client):
    with MssScreen(damage="off") as plain, MssScreen(damage="on") as watching:
        pruners = [Pruner(Perception(keyframe_change=1)) for _ in range(2)]
        kept = []
        for _ in range(150):
            done = client.act()
            expected, got = plain.grab(), watching.grab()
            assert np.array_equal(got.pixels, expected.pixels), done
            assert got.monitor == expected.monitor
            looks = [
                pruner.look(frame.pixels) for pruner, frame in zip(pruners, (expected, got), strict=True)
            ]
            masks = [look.selection.predictor for look in looks]
            assert np.array_equal(*masks), done
            kept.append(looks[0].selection.kept)
        assert 0 in kept
        assert max(kept[1:]) > 20, "the client drew something worth the test"


def test_frames_stay_as_they_were_captured(client):
    with MssScreen(damage="on") as screen:
        frames = [screen.grab()]
        copies = [frames[0].pixels.copy()]
        for _ in range(20):
            client.act()
            frames.append(screen.grab())
            copies.append(frames[-1].pixels.copy())
        assert all(np.array_equal(frame.pixels, copy) for frame, copy in zip(frames, copies, strict=True))


def test_an_idle_screen_costs_no_grab(client):
    with MssScreen() as screen:
        assert screen.uses_damage, "on Xvfb everything is drawn by the server"
        screen.grab()
        first = screen.grab()
        time.sleep(0.002)
        second = screen.grab()
        assert second.pixels is first.pixels
        assert second.captured_at > first.captured_at
        client.warp(50, 60)
        client.warp(400, 300)
        assert np.array_equal(screen.grab().pixels, first.pixels), "the pointer is never in the picture"
        client.windows.append(client.window(0, 0, 3, 3))
        client.sync()
        third = screen.grab()
        assert third.pixels is not first.pixels
        assert np.argwhere((third.pixels != first.pixels).any(axis=2)).max() <= 4, "3 px and a border"


def test_what_is_drawn_elsewhere_is_no_change_of_this_monitor(client):
    with MssScreen(damage="on") as screen:
        screen._where = (600, 400, 320, 240)
        first = screen.grab()
        assert first.size_px == (320, 240)
        assert first.monitor == Monitor(600, 400, 320, 240)
        client.windows = [client.window(10, 10, 500, 300)]
        client.sync()
        assert screen.grab().pixels is first.pixels
        client.window(590, 390, 40, 40)
        client.sync()
        with MssScreen(damage="off") as plain:
            assert np.array_equal(screen.grab().pixels, plain.grab().pixels[400:640, 600:920])


@pytest.mark.parametrize("asked", ["auto", "on", "off"])
def test_damage_is_not_trusted_where_drivers_draw_themselves(client, monkeypatch, asked):
    monkeypatch.setattr(damage, "_BEHIND_ITS_BACK", frozenset({"GLX"}))
    with MssScreen(damage=asked) as screen:
        assert screen.uses_damage == (asked == "on")


def test_without_the_extension_every_frame_is_grabbed(client, monkeypatch):
    def refuse(self, display=None):
        raise OSError("no DAMAGE here")

    monkeypatch.setattr(damage.DamageWatch, "__init__", refuse)
    with MssScreen(damage="on") as screen:
        assert not screen.uses_damage
        first = screen.grab()
        assert screen.grab().pixels is not first.pixels
        client.act()
        assert screen.grab().size_px == first.size_px


def test_a_grab_that_was_interrupted_loses_nothing(client, monkeypatch):
    with MssScreen(damage="on") as screen:
        screen.grab()
        client.window(20, 20, 50, 50)
        client.sync()
        with monkeypatch.context() as patch:
            patch.setattr(screen, "_bgrx", lambda where: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                screen.grab()
        with MssScreen(damage="off") as plain:
            assert np.array_equal(screen.grab().pixels, plain.grab().pixels)


def test_a_watch_tells_box_and_rest(client):
    watch = damage.DamageWatch()
    watch.take()
    assert watch.take() == damage.Change(None, resized=False)
    client.core.ConfigureWindow(client.windows[0], x.ConfigWindow.StackMode, [x.StackMode.Above])
    client.sync()
    watch.take()
    for left, top in ((10, 20), (200, 100)):
        client.core.PolyFillRectangle(
            client.windows[0], client.gc, 1, [x.RECTANGLE.synthetic(left, top, 5, 6)]
        )
    client.sync()
    # The window is at (100, 80) and has a border of 1.
    assert watch.take().box == (111, 101, 195, 86)
    assert watch.take().box is None
    watch.close()


@pytest.mark.parametrize("mode", ["on", "off"])
def test_a_resized_screen_is_followed(own_display, mode):
    if not shutil.which("xrandr"):
        pytest.skip("needs xrandr (Debian: x11-xserver-utils)")

    def resize(*arguments):
        subprocess.run(["xrandr", *arguments], check=True, env={**os.environ}, stdout=subprocess.DEVNULL)

    with MssScreen(damage=mode) as screen:
        assert screen.grab().size_px == (640, 480)
        for width, height in ((320, 240), (640, 480)):
            name = f"{width}x{height}"
            if width < 640:
                numbers = [
                    str(number) for number in (0, width, width, width, width, height, height, height, height)
                ]
                resize("--newmode", name, *numbers)
                resize("--addmode", "screen", name)
            resize("--size", name)
            frame = screen.grab()
            assert frame.size_px == (width, height)
            assert (frame.monitor.width, frame.monitor.height) == (width, height)
            assert screen.grab().size_px == (width, height)


@pytest.mark.parametrize("mode", ["on", "off"])
def test_a_display_that_dies_is_lost(own_display, mode):
    with MssScreen(damage=mode) as screen:
        screen.grab()
        own_display.process.terminate()
        own_display.process.wait(10)
        with pytest.raises(ScreenLostError, match="gone"):
            screen.grab()


def test_a_closed_screen_shows_nothing(display):
    screen = MssScreen()
    screen.grab()
    screen.close()
    screen.close()
    with pytest.raises(ScreenLostError, match="closed"):
        screen.grab()


def test_what_is_not_there_cannot_be_opened(display, monkeypatch):
    with pytest.raises(InputError, match="no monitor 9"):
        MssScreen(9)
    with pytest.raises(InputError, match="no monitor -1"):
        MssScreen(-1)
    with pytest.raises(MissingError, match="cannot be captured"):
        MssScreen(display=":4711")
    with pytest.raises(OSError, match="does not let us in"):
        damage.DamageWatch(":4711")


def test_a_folder_is_shown_once(tmp_path):
    for index in range(2):
        (tmp_path / f"{index}.png").write_bytes(png(np.full((40, 50, 3), index, np.uint8)))
    screen = FolderScreen(tmp_path)
    assert [screen.grab().pixels.max() for _ in range(2)] == [0, 1]
    with pytest.raises(ScreenLostError, match="no further"):
        screen.grab()
    with pytest.raises(InputError, match="no pictures"):
        FolderScreen(tmp_path / "none")
