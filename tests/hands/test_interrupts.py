"""Nothing stays pressed, however an action ends: asked of the server, not of the hands."""

import signal
import time

import pytest

from ppagent.action.schema import Click, Drag, Key, Type
from ppagent.errors import PpagentError
from tests.hands.conftest import stop, wait_for
from tests.hands.test_desktop import BUTTON1, CONTROL, SHIFT, Log
from tests.hands.test_x11 import mapping, pressed

CHILD = """if True:
    from ppagent.action.schema import Click, Drag, Type
    from ppagent.hands.desktop import DesktopHands
    hands = DesktopHands()
    print("ready", flush=True)
    try:
        while True:
            {act}
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""
ACTS = {
    "typing": "hands.perform(Type(text='Ärger, 漢字 <und> ÀÉ ' * 900))",
    "dragging": "hands.perform(Drag(start=(100, 100), end=(400, 300)))",
    "clicking": "hands.perform(Click(point=(200, 200), count=3, modifiers=('ctrl', 'shift')))",
    "holding": "\n            with hands.hold('ctrl', 'shift', button='left'): __import__('time').sleep(60)",
}


@pytest.fixture
def log(xvfb, hands):
    log = Log(xvfb)
    yield log
    log.connection.disconnect()


def nothing_pressed(keyboard, log):
    return pressed(keyboard) == [] and log.pointer()[1] == 0


@pytest.mark.parametrize("act", ACTS)
def test_ctrl_c_lets_go_of_everything_whenever_it_comes(act, keyboard, editor, log, python, layout):
    layout("us")
    editor.clear()
    before = mapping(keyboard)
    for delay in (0.0, 0.013, 0.05, 0.11, 0.29):
        with python(CHILD.format(act=ACTS[act])) as child:
            try:
                assert child.stdout.readline() == "ready\n"
                assert wait_for(lambda: not nothing_pressed(keyboard, log) or mapping(keyboard) != before), (
                    "the child pressed nothing"
                )
                time.sleep(delay)
                child.send_signal(signal.SIGINT)
                out, err = child.communicate(timeout=30)
            finally:
                child.kill()  # it would be waited for without end
        assert (out, err) == ("interrupted\n", "")
        assert pressed(keyboard) == []
        assert log.pointer()[1] == 0
        assert mapping(keyboard) == before
        log.warp(600, 400)


def test_a_window_closed_in_the_middle_of_a_text_leaves_nothing_pressed(apps, hands, keyboard, log, layout):
    layout("us")
    before = mapping(keyboard)
    here = keyboard.active_window()
    editor = apps.start("mousepad", "--disable-server")
    assert wait_for(lambda: (now := keyboard.active_window()) and now != here and "Untitled" in now.title)
    portions = []

    def between():
        portions.append(1)
        if len(portions) == 4:
            stop(editor)

    window = keyboard.active_window()
    keyboard.type("ÄÖ 漢字 <x> " * 100, between)
    assert len(portions) > 4
    assert wait_for(lambda: keyboard.active_window() != window)
    assert pressed(keyboard) == []
    assert log.pointer()[1] == 0
    assert mapping(keyboard) == before


def test_a_mouse_action_inside_a_hold_has_what_is_held(hands, log):
    with hands.hold("ctrl", "shift"):
        hands.perform(Click(point=(250, 260)))
    with hands.hold(button="left"):
        assert log.pointer()[1] == BUTTON1
    events = [event for event in log.events() if event.kind == "press"]
    assert [event.state for event in events] == [CONTROL | SHIFT, 0]
    assert log.pointer()[1] == 0


def test_text_inside_a_hold_is_refused_and_all_is_let_go(hands, keyboard, log, editor):
    editor.check_focus()
    for action in (Type(text="q"), Key(keys=("q",))):
        with pytest.raises(PpagentError, match="held down"), hands.hold("ctrl"):
            hands.perform(action)
        assert pressed(keyboard) == []


def test_a_drag_inside_a_hold_lets_go_of_its_own_button_only(hands, log):
    with hands.hold("shift"):
        hands.perform(Drag(start=(10, 10), end=(60, 60)))
        assert log.pointer()[1] == SHIFT
    assert log.pointer()[1] == 0
