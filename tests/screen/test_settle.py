"""Settle: every way a screen can come to rest, on synthetic screens with an injected clock."""

import numpy as np
import pytest

from ppagent.prune.diff import changed_blocks
from ppagent.screen import settle
from ppagent.screen.frame import Frame, Monitor
from ppagent.screen.settle import Patience, Settler

SIZE = 160, 96  # 5 x 3 blocks


class FakeScreen:
    """Shows whatever ``paint(pixels, ms)`` draws; its clock moves only when somebody sleeps."""

    def __init__(self, paint=lambda pixels, ms: None, size=SIZE):
        self.paint, self.size, self.ms = paint, size, 0.0

    def grab(self):
        size = self.size(self.ms) if callable(self.size) else self.size
        pixels = np.full((size[1], size[0], 3), 200, np.uint8)
        self.paint(pixels, self.ms)
        return Frame(pixels, Monitor(0, 0, *size))

    def settler(self, **patience):
        return Settler(self.grab, Patience(**patience), lambda: self.ms / 1000, self.sleep)

    def sleep(self, seconds):
        self.ms += seconds * 1000


def window_at(ms_from):
    def paint(pixels, ms):
        if ms >= ms_from:
            pixels[:64, :64] = min(int(ms - ms_from) // 50, 4) * 20

    return paint


def caret(pixels, ms):
    pixels[70:80, 100:101] = 0 if int(ms / 600) % 2 else 200


def spinner(pixels, ms):
    pixels[64:96, 128:160] = int(ms / 40) % 251


def test_a_window_that_opens_settles_after_its_last_change():
    screen = FakeScreen(window_at(300))
    before = screen.grab()
    settled = screen.settler().settle(before)
    assert settled.reason == "settled"
    assert settled.changed.sum() == 4
    assert 500 + 250 <= settled.waited_ms <= 500 + 250 + 60
    assert np.array_equal(settled.frame.pixels, screen.grab().pixels)


def test_no_reaction_waits_no_longer_than_it_must():
    screen = FakeScreen()
    settled = screen.settler(react_ms=400).settle(screen.grab())
    assert settled.reason == "no_reaction"
    assert not settled.changed.any()
    assert 400 <= settled.waited_ms <= 440


def test_a_change_between_the_act_and_the_first_look_counts():
    screen = FakeScreen(lambda pixels, ms: pixels.__setitem__(slice(0, 96), 10 if ms else 200))
    before = screen.grab()
    screen.ms = 5
    assert screen.settler().settle(before).reason == "settled"


def test_a_screen_that_never_rests_times_out():
    screen = FakeScreen(lambda pixels, ms: pixels.__setitem__(slice(None), int(ms / 10) % 251))
    settled = screen.settler(timeout_ms=1500).settle(screen.grab())
    assert settled.reason == "timeout"
    assert 1500 <= settled.waited_ms <= 1560


def test_a_spinner_is_ignored_once_it_has_shown_itself():
    def paint(pixels, ms):
        spinner(pixels, ms)
        window_at(300)(pixels, ms)

    screen = FakeScreen(paint)
    settler = screen.settler()
    first = settler.settle(screen.grab())
    assert first.reason == "residual"
    assert first.changed.sum() == 4, "the spinner is no effect of the action"
    before = screen.grab()
    again = settler.settle(before)
    assert again.reason == "no_reaction", "what is known to be restless delays nobody any more"
    assert again.waited_ms < 1100


def test_a_caret_alone_is_no_reaction():
    screen = FakeScreen(caret)
    settler = screen.settler()
    settled = settler.settle(screen.grab())
    assert settled.reason == "no_reaction"
    assert not settled.changed.any()
    assert not settler.changed(FakeScreen().grab(), Frame(screen.grab().pixels, Monitor(0, 0, *SIZE))).any()


def test_a_check_mark_is_a_reaction():
    screen = FakeScreen(
        lambda pixels, ms: pixels.__setitem__((slice(10, 14), slice(10, 14)), 0 if ms > 100 else 200)
    )
    settled = screen.settler().settle(screen.grab())
    assert settled.reason == "settled"
    assert settled.changed.sum() == 1


def test_a_button_that_flashes_stays_watched():
    def flash(pixels, ms):
        pixels[0:20, 0:20] = 0 if 50 <= ms < 150 else 200

    screen = FakeScreen(flash)
    settler = screen.settler()
    assert settler.settle(screen.grab()).reason == "settled"
    pressed = screen.grab().pixels.copy()
    pressed[0:20, 0:20] = 0
    assert settler.changed(screen.grab(), Frame(pressed, Monitor(0, 0, *SIZE)))[0, 0]


def test_a_screen_that_rests_is_not_compared_again(monkeypatch):
    compared = []
    monkeypatch.setattr(
        settle, "changed_blocks", lambda *args: compared.append(args) or changed_blocks(*args)
    )
    screen = FakeScreen()
    before = screen.grab()
    settler = Settler(lambda: before, Patience(react_ms=300), lambda: screen.ms / 1000, screen.sleep)
    assert settler.settle(before).reason == "no_reaction"
    assert len(compared) == 1, "only the verdict"


def test_a_resized_screen_has_changed_everywhere():
    screen = FakeScreen(size=lambda ms: SIZE if ms < 100 else (224, 96))
    settled = screen.settler().settle(screen.grab())
    assert settled.reason == "settled"
    assert settled.changed.shape == (3, 7)
    assert settled.changed.all()


@pytest.mark.parametrize(("bad"), [{"poll_ms": 0}, {"quiet_ms": -1}, {"unknown": 1}])
def test_impatient_settings_are_refused(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        Patience(**bad)
