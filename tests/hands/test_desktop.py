import threading
import time
from types import SimpleNamespace

import pytest
import xcffib
import xcffib.xproto as x

from ppagent.action.schema import Click, Done, Drag, Key, Move, Scroll, Type, Wait
from ppagent.errors import InputError, MissingError, OutsideError, PpagentError
from ppagent.hands.desktop import DesktopHands
from ppagent.hands.guard import StoppedError
from ppagent.hands.xserver import environment
from tests.conftest import start_xvfb, stop_xvfb
from tests.hands.conftest import stop

CORNERS = [(0, 0), (1279, 0), (0, 799), (1279, 799)]
SHIFT, CONTROL, MOD1, BUTTON1 = 0x1, 0x4, 0x8, 0x100


class Log:
    """A window over the whole screen that writes down what the mouse does to it."""

    def __init__(self, display):
        with environment(XAUTHORITY=display.xauthority):
            self.connection = xcffib.connect(display.name)
        self.core = self.connection.core
        screen = self.connection.get_setup().roots[0]
        self.root, self.window = screen.root, self.connection.generate_id()
        mask = x.EventMask.ButtonPress | x.EventMask.ButtonRelease | x.EventMask.PointerMotion
        self.core.CreateWindow(
            screen.root_depth, self.window, self.root, 0, 0, 1280, 800, 0, x.WindowClass.InputOutput,
            screen.root_visual, x.CW.OverrideRedirect | x.CW.EventMask, [1, mask],
        )  # fmt: skip
        self.core.MapWindow(self.window)
        self.warp(600, 400)
        self.events()

    def warp(self, x_px, y_px):
        """Move the pointer as a person would: not through pyautogui."""
        self.core.WarpPointer(0, self.root, 0, 0, 0, 0, x_px, y_px)
        self.core.GetInputFocus().reply()

    def pointer(self):
        reply = self.core.QueryPointer(self.root).reply()
        return (reply.root_x, reply.root_y), reply.mask

    def events(self):
        self.core.GetInputFocus().reply()
        events = []
        while event := self.connection.poll_for_event():
            kind = {x.ButtonPressEvent: "press", x.ButtonReleaseEvent: "release", x.MotionNotifyEvent: "move"}
            events.append(
                SimpleNamespace(
                    kind=kind.get(type(event)),
                    button=getattr(event, "detail", None),
                    at=(getattr(event, "root_x", None), getattr(event, "root_y", None)),
                    state=getattr(event, "state", 0),
                )
            )
        return [event for event in events if event.kind]

    def buttons(self):
        return [(event.kind, event.button, event.at) for event in self.events() if event.kind != "move"]


@pytest.fixture
def log(xvfb, hands):
    log = Log(xvfb)
    yield log
    log.warp(600, 400)
    assert log.pointer()[1] == 0, "a button or a modifier stayed pressed"
    log.connection.disconnect()


@pytest.mark.parametrize(("button", "number"), [("left", 1), ("middle", 2), ("right", 3)])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_click_lands_where_it_should(log, hands, button, number, count):
    hands.perform(Click(point=(301, 17), button=button, count=count))
    assert log.buttons() == [("press", number, (301, 17)), ("release", number, (301, 17))] * count


def test_a_click_without_a_point_is_where_the_pointer_is(log, hands):
    log.warp(45, 678)
    hands.perform(Click())
    assert log.buttons() == [("press", 1, (45, 678)), ("release", 1, (45, 678))]


def test_modifiers_are_held_during_a_click_only(log, hands):
    hands.perform(Click(point=(9, 9), modifiers=("ctrl", "shift", "alt")))
    press = next(event for event in log.events() if event.kind == "press")
    assert press.state == CONTROL | SHIFT | MOD1
    hands.perform(Click(point=(9, 9)))
    assert {event.state & 0xFF for event in log.events()} == {0}


def test_a_drag_travels(log, hands):
    hands.perform(Drag(start=(100, 100), end=(500, 300)))
    events = log.events()
    dragged = [event.at for event in events if event.kind == "move" and event.state & BUTTON1]
    assert [event.at for event in events if event.kind == "press"] == [(100, 100)]
    assert [event.at for event in events if event.kind == "release"] == [(500, 300)]
    assert len(dragged) >= 10
    assert dragged == sorted(dragged)
    assert all(abs((at[0] - 100) / 2 - (at[1] - 100)) <= 1 for at in dragged)


def test_a_drag_can_begin_at_the_pointer(log, hands):
    log.warp(200, 200)
    hands.perform(Drag(end=(203, 200), button="right"))
    assert log.buttons() == [("press", 3, (200, 200)), ("release", 3, (203, 200))]


@pytest.mark.parametrize(
    ("scroll", "buttons"),
    [
        (Scroll(point=(50, 60), dy=3), [5, 5, 5]),
        (Scroll(point=(50, 60), dy=-2), [4, 4]),
        (Scroll(point=(50, 60), dx=1), [7]),
        (Scroll(point=(50, 60), dx=-1, dy=1), [5, 6]),
    ],
)
def test_the_wheel_turns_the_right_way(log, hands, scroll, buttons):
    hands.perform(scroll)
    events = log.buttons()
    assert [button for kind, button, _ in events if kind == "press"] == buttons
    assert {at for _, _, at in events} == {(50, 60)}


def test_moving_presses_nothing(log, hands):
    hands.perform(Move(point=(77.9, 88.2)))
    assert log.pointer() == ((77, 88), 0)
    assert log.buttons() == []


@pytest.mark.parametrize("corner", CORNERS)
def test_our_own_corner_is_no_emergency_and_stays_an_emergency_stop(log, hands, corner):
    hands.perform(Click(point=corner))
    assert log.buttons() == [("press", 1, corner), ("release", 1, corner)]
    hands.perform(Scroll(point=corner, dx=1, dy=1))
    hands.perform(Move(point=corner))
    hands.perform(Drag(start=corner, end=(640, 400)))
    hands.perform(Drag(start=(640, 400), end=corner))
    assert log.buttons()[-1] == ("release", 1, corner)
    log.warp(*corner)
    for action in (Click(point=(5, 5)), Click(point=corner), Type(text="x"), Key(keys=("a",)), Scroll(dy=1)):
        with pytest.raises(StoppedError, match="corner of the screen"):
            hands.perform(action)
    assert log.buttons() == []


def test_a_corner_stops_a_drag_half_way_and_drops_the_button(log, hands):
    def slam():
        while not log.pointer()[1] & BUTTON1:
            time.sleep(0.005)
        for _ in range(4):
            log.warp(1279, 0)
            time.sleep(0.005)

    person = threading.Thread(target=slam)
    person.start()
    with pytest.raises(StoppedError):
        hands.perform(Drag(start=(100, 100), end=(500, 500)))
    person.join()
    assert log.pointer()[1] == 0


def test_a_corner_stops_a_long_text(log, hands, editor):
    editor.clear()
    person = threading.Timer(0.15, log.warp, (0, 799))
    person.start()
    with pytest.raises(StoppedError):
        hands.perform(Type(text="漢字 is long. " * 1000))
    person.join()
    log.warp(600, 400)
    assert 0 < len(editor.saved()) < 13_000


def test_a_window_that_takes_the_keyboard_ends_a_long_text(log, hands, editor, apps):
    """What is typed for one window must not land in another that pops up meanwhile."""
    editor.clear()
    dialogs = []
    person = threading.Timer(0.2, lambda: dialogs.append(apps.start("mousepad", "--disable-server")))
    person.start()
    try:
        with pytest.raises(PpagentError, match="the rest was not typed"):
            hands.perform(Type(text="漢字 is long. " * 1600))
    finally:
        person.join()
        for dialog in dialogs:
            stop(dialog)
    assert 0 < len(editor.saved()) < 19_000


def test_keys_and_text_go_to_the_active_window(log, hands, editor):
    editor.clear()
    assert "Mousepad" in hands.active_window().title
    hands.perform(Type(text="grüß dich"))
    hands.perform(Key(keys=("shift", "home")))
    hands.perform(Key(keys=("delete",)))
    hands.perform(Type(text="ok"))
    assert editor.saved().removesuffix("\n") == "ok"


def test_a_point_outside_the_screen_is_refused(log, hands):
    for point in ((1280, 5), (5, 800), (-1, 5), (-0.5, 5)):
        with pytest.raises(OutsideError, match="1280x800"):
            hands.perform(Click(point=point))
    with pytest.raises(OutsideError):
        hands.perform(Drag(start=(5, 5), end=(5000, 5)))
    assert log.buttons() == []


def test_an_unknown_key_is_refused(log, hands):
    with pytest.raises(InputError, match="hyper"):
        hands.perform(Key(keys=("hyper",)))


def test_waiting_and_ending_need_no_hands(log, hands):
    start = time.monotonic()
    hands.perform(Wait(seconds=30))
    hands.perform(Done())
    assert time.monotonic() - start < 5
    assert log.events() == []


def test_release_lets_go_of_everything_even_in_a_corner(log, hands):
    keyboard = hands._x11
    keyboard._find(())
    for keysym in (0xFFE3, 0xFFE1):
        keyboard._press(keyboard._keymap.find(keysym).keycode)
    keyboard.server.sync()
    hands._pressed.append("left")
    hands._mouse.mouseDown(300, 300, button="left", _pause=False)
    log.warp(0, 0)
    assert log.pointer()[1] == CONTROL | SHIFT | BUTTON1
    hands.release()
    assert log.pointer()[1] == 0
    assert not any(keyboard.server.core.QueryKeymap().reply().keys)
    hands.release()


def test_hands_of_two_displays_in_one_process_each_reach_their_own(hands, xvfb):
    other = start_xvfb()
    here, there = Log(xvfb), Log(other)
    second = DesktopHands(other.name, other.xauthority)
    for point in ((200, 300), (400, 500)):
        second.perform(Click(point=point))
        hands.perform(Click(point=(point[0] + 7, point[1])))
    assert [event.at for event in there.events() if event.kind == "press"] == [(200, 300), (400, 500)]
    assert [event.at for event in here.events() if event.kind == "press"] == [(207, 300), (407, 500)]
    second._x11.close()
    for log in (here, there):
        log.connection.disconnect()
    stop_xvfb(other)


def test_hands_find_a_new_server_under_the_number_of_one_that_is_gone(python):
    first = start_xvfb()
    program = """if True:
        from ppagent.action.schema import Move
        from ppagent.hands.desktop import DesktopHands
        for turn in range(2):
            hands = DesktopHands(*input().split())
            hands.perform(Move(point=(30 + turn, 40)))
            print(*hands._mouse.position(), flush=True)
    """
    with python(program, first) as process:
        process.stdin.write(f"{first.name} {first.xauthority}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "30 40\n"
        stop_xvfb(first)
        second = start_xvfb(number=first.name)
        out, err = process.communicate(f"{second.name} {second.xauthority}\n", timeout=30)
        stop_xvfb(second)
    assert (out, err) == ("31 40\n", "")


def test_without_a_display_it_says_what_to_do(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(MissingError, match="DISPLAY is not set") as caught:
        DesktopHands()
    assert "--env" in caught.value.hint


def test_a_screen_that_vanishes_is_said_to_be_lost(python):
    display = start_xvfb()
    program = """if True:
        from ppagent.action.schema import Click, Key, Scroll, Type
        from ppagent.errors import ScreenLostError
        from ppagent.hands.desktop import DesktopHands
        hands = DesktopHands()
        print("ready", flush=True)
        input()
        click = Click(point=(5, 5))
        acts = [lambda a=a: hands.perform(a) for a in (click, Type(text="x"), Key(keys=("a",)), Scroll(dy=1))]
        for act in [*acts, hands.active_window, hands._x11.release_all]:
            try:
                act()
            except ScreenLostError as error:
                print("lost:", error)
        hands._pressed.append("left")
        hands.release()
    """
    with python(program, display) as process:
        assert process.stdout.readline() == "ready\n"
        stop_xvfb(display)
        out, err = process.communicate("\n", timeout=30)
    assert err == ""
    assert out.count("lost:") == 6, out
    assert process.returncode == 0


def test_importing_touches_no_display(python, xvfb):
    program = """if True:
        import os, sys
        os.environ["DISPLAY"] = ":4711"
        import ppagent.hands.desktop
        print([name for name in ("pyautogui", "Xlib", "xcffib", "tkinter") if name in sys.modules])
    """
    with python(program) as process:
        out, err = process.communicate(timeout=30)
    assert (out, err) == ("[]\n", "")
