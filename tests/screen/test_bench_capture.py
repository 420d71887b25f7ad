"""The capture benchmark: on a private screen of its own, and on the display at hand, which it leaves as it was."""

import os

import numpy as np
import pytest

from ppagent.bench.capture import measure
from ppagent.errors import InputError
from ppagent.screen.capture import MssScreen


def test_a_private_screen_is_measured_and_gone(quiet_xvfb, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("XAUTHORITY", "/before")
    found = measure((640, 480), rounds=3)
    assert (found["display"], found["width"], found["height"], found["rounds"]) == ("private", 640, 480, 3)
    assert found["damage"] is True
    assert [row["what"] for row in found["rows"]] == [
        "whole frame", "with damage, nothing changed", "with damage, 64 px changed", "with damage, a quarter changed",
        "with damage, all changed",
    ]  # fmt: skip
    assert all(row["ms"] > 0 and row["ratio"] > 0 for row in found["rows"])
    assert "DISPLAY" not in os.environ
    assert os.environ["XAUTHORITY"] == "/before"


def test_the_display_at_hand_is_not_painted_over(quiet_xvfb, monkeypatch):
    for name in ("DISPLAY", "XAUTHORITY"):
        monkeypatch.setenv(name, quiet_xvfb.environ[name])
    with MssScreen() as screen:
        before = screen.grab().pixels.copy()
        found = measure(rounds=2)
        assert np.array_equal(screen.grab().pixels, before)
    assert found["display"] == quiet_xvfb.name
    assert len(found["rows"]) == 3


def test_no_screen_can_have_any_size():
    with pytest.raises(InputError, match="size"):
        measure((100_000, 200), rounds=1)
