"""Windows and macOS behind the same interface: a stand-in for pyautogui writes down what it is asked for."""

# ruff: noqa: N802 - the names of the stand-in's functions are pyautogui's
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from ppagent.action.remap import remap
from ppagent.action.schema import Click, Drag, Key, Move, Scroll, Type
from ppagent.errors import InputError
from ppagent.hands.desktop import DRAG_STEPS, DesktopHands
from ppagent.prune.canvas import fit_canvas
from ppagent.screen.frame import Frame, Monitor


class Stop(Exception):  # noqa: N818 - named like pyautogui's FailSafeException
    """pyautogui's own, by another name."""


class FakeAutoGui(ModuleType):
    """Remembers calls; its primary screen is 1920x1080, its pointer where it was last sent."""

    FailSafeException = Stop
    FAILSAFE_POINTS = ()
    KNOWN = frozenset(
        {
            "ctrl",
            "shift",
            "alt",
            "option",
            "win",
            "command",
            "printscreen",
            "apps",
            "enter",
            "v",
            "s",
            "T",
        }
    )

    def __init__(self):
        super().__init__("pyautogui")
        self.calls, self.at = [], (500, 500)
        self.platformModule = SimpleNamespace(
            _mouseUp=lambda x, y, button: self.calls.append(("up", (x, y), button)), _moveTo=self._go
        )

    def _go(self, x, y):
        self.at = (x, y)

    def size(self):
        return 1920, 1080

    def position(self):
        return self.at

    def failSafeCheck(self):
        if self.at in self.FAILSAFE_POINTS:
            raise Stop

    def isValidKey(self, key):
        return key in self.KNOWN

    def _note(self, *call):
        self.calls.append(call)

    def moveTo(self, x, y, _pause):
        self.at = (x, y)
        self._note("move", (x, y))

    def click(self, x, y, clicks, interval, button, _pause):
        self.at = (x, y)
        self._note("click", (x, y), clicks, button)

    def mouseDown(self, x=None, y=None, button="left", _pause=False):
        self.at = self.at if x is None else (x, y)
        self._note("down", self.at, button)

    def mouseUp(self, x, y, button, _pause):
        self._note("up", (x, y), button)

    def scroll(self, clicks, x, y, _pause):
        self._note("wheel", clicks)

    def hscroll(self, clicks, x, y, _pause):
        self._note("hwheel", clicks)

    def keyDown(self, key, _pause):
        self._note("+", key)

    def keyUp(self, key, _pause):
        self._note("-", key)


@pytest.fixture(params=["win32", "darwin"])
def system(request, monkeypatch):
    fake, clipboard = FakeAutoGui(), ModuleType("pyperclip")
    clipboard.copy = lambda text: fake.calls.append(("copy", text))
    monkeypatch.setattr(sys, "platform", request.param)
    monkeypatch.setitem(sys.modules, "pyautogui", fake)
    monkeypatch.setitem(sys.modules, "pyperclip", clipboard)
    hands = DesktopHands()
    return SimpleNamespace(name=request.param, hands=hands, calls=fake.calls, fake=fake)


def test_a_monitor_left_of_and_above_the_primary_one_is_reached(system):
    system.hands.perform(Click(point=(-1500.5, -20), count=3))
    assert system.calls == [("click", (-1501, -20), 3, "left")]


def test_text_is_pasted_with_the_systems_own_keys(system):
    system.hands.perform(Type(text="漢字 ß\n😀"))
    modifier = "ctrl" if system.name == "win32" else "command"
    assert system.calls == [("copy", "漢字 ß\n😀"), ("+", modifier), ("+", "v"), ("-", "v"), ("-", modifier)]


def test_keys_have_the_systems_own_names_and_modifiers_go_first(system):
    system.hands.perform(Key(keys=("S", "alt", "Control", "meta", "ctrl")))
    alt, meta = ("alt", "win") if system.name == "win32" else ("option", "command")
    assert system.calls[:4] == [("+", "ctrl"), ("+", alt), ("+", meta), ("+", "s")]
    assert system.calls[4:] == [("-", key) for _, key in reversed(system.calls[:4])]


@pytest.mark.parametrize("key", ["é", "hyper"])
def test_a_key_that_the_system_lacks_is_refused_before_anything_is_pressed(system, key):
    with pytest.raises(InputError, match=key):
        system.hands.perform(Key(keys=("ctrl", key)))
    assert system.calls == []


def test_the_wheel_turns_at_the_point_in_whole_notches(system):
    system.hands.perform(Scroll(point=(-300, 40), dx=2, dy=-3))
    notch = 120 if system.name == "win32" else 1
    down, across = ("wheel", 3 * notch), [("hwheel", 2)]
    if system.name == "win32":
        across = [("+", "shift"), ("wheel", -240), ("-", "shift")]
    assert system.calls == [("move", (-300, 40)), down, *across]


def test_a_drag_travels_from_one_monitor_to_the_other(system):
    system.hands.perform(Drag(start=(-100, 10), end=(100, 30)))
    path = [call[1] for call in system.calls if call[0] == "move"]
    assert len(path) == DRAG_STEPS
    assert path == sorted(path)
    assert system.calls[0] == ("down", (-100, 10), "left")
    assert system.calls[-1] == ("up", (100, 30), "left")


def test_what_is_held_is_let_go_of_when_the_inside_fails(system):
    with pytest.raises(ValueError, match="inside"), system.hands.hold("shift", button="left"):
        raise ValueError("inside")
    pressed = [call for call in system.calls if call[0] in ("+", "down")]
    assert pressed == [("+", "shift"), ("down", (500, 500), "left")]
    assert ("-", "shift") in system.calls
    assert ("up", (500, 500), "left") in system.calls


def test_a_failing_drag_lets_go_of_the_button(system, monkeypatch):
    def lost(*_, **__):
        raise RuntimeError("lost")

    monkeypatch.setattr(system.fake, "moveTo", lost)
    with pytest.raises(RuntimeError):
        system.hands.perform(Drag(start=(1, 2), end=(3, 4)))
    assert system.calls[-1][0] == "up"


MONITORS = [
    Monitor(0, 0, 1920, 1080),
    Monitor(-1280, -200, 1280, 800, 2.0),
    Monitor(1920, 300, 1707, 960, 1.5),
]


@pytest.mark.parametrize(
    "monitor", MONITORS, ids=lambda monitor: f"{monitor.left},{monitor.top}x{monitor.scale}"
)
def test_a_models_point_lands_on_the_monitor_it_was_shown(system, monitor):
    width, height = round(monitor.width * monitor.scale), round(monitor.height * monitor.scale)
    frame = Frame(np.zeros((height, width, 3), np.uint8), monitor)
    canvas = fit_canvas(frame.pixels, 32)
    for point in ((0, 0), (500, 500), (980, 980)):  # the far edge may be padding
        action = remap(Move(point=point), "relative-1000", canvas, frame)
        x, y = action.point
        assert monitor.left <= x < monitor.left + monitor.width
        assert monitor.top <= y < monitor.top + monitor.height
        assert abs((x - monitor.left) / monitor.width - point[0] / 1000) < 0.02
        system.hands.perform(action)
        assert system.calls[-1] == ("move", (x, y))
        system.fake.at = (500, 500)
