import random
import threading
import time

import pytest

from ppagent.errors import InputError, MissingError, PpagentError
from ppagent.hands.x11 import PORTION, X11Keyboard
from tests.hands.conftest import wait_for

ASCII = "".join(map(chr, range(0x20, 0x7F)))
FOREIGN = "é€ñÄÖÜßçÅ中文日本語кириллица😀"
CAPS_LOCK = 0x02


def mapping(keyboard):
    setup = keyboard.server.setup
    first, last = setup.min_keycode, setup.max_keycode
    reply = keyboard.server.core.GetKeyboardMapping(first, last - first + 1).reply()
    return reply.keysyms_per_keycode, list(reply.keysyms)


def pressed(keyboard):
    return [key for key, bits in enumerate(keyboard.server.core.QueryKeymap().reply().keys) if bits]


def lock(keyboard, modifiers, group=0):
    keyboard.server.xkb.LatchLockState(0x100, 0xFF, modifiers, True, group, 0, False, 0)
    keyboard.server.sync()


def locked(keyboard):
    state = keyboard.server.xkb.GetState(0x100).reply()
    return state.lockedMods, state.lockedGroup


@pytest.fixture(autouse=True)
def _nothing_left_behind(keyboard):
    yield
    assert pressed(keyboard) == []
    assert locked(keyboard) == (0, 0)


@pytest.mark.parametrize("names", [["us"], ["de"], ["fr"], ["us,ru"]], ids=str)
def test_any_text_arrives_intact_and_the_mapping_is_given_back(editor, keyboard, layout, names):
    layout(*names)
    before = mapping(keyboard)
    editor.clear()
    text = f"<>|@# {FOREIGN}\n{ASCII}\n\tx\r\nend"
    keyboard.type(text)
    assert editor.saved().removesuffix("\n") == text.replace("\r\n", "\n")
    assert mapping(keyboard) == before


@pytest.mark.parametrize("name", ["us", "de"])
def test_300_mixed_characters_three_times(editor, keyboard, layout, name):
    layout(name)
    dice = random.Random(name)
    for _ in range(3):
        text = "".join(dice.choices(ASCII + FOREIGN + "\n\tβδεζηθλμπφψωáàâãåæøőűžšč漢字仮名", k=300)) + "."
        editor.clear()
        keyboard.type(text)
        assert editor.saved().removesuffix("\n") == text


def test_locks_and_the_second_layout_change_nothing_and_come_back(editor, keyboard, layout):
    layout("us,ru")
    lock(keyboard, CAPS_LOCK | 0x10, group=1)
    editor.clear()
    keyboard.type("aBc ÄöÜ я")
    assert locked(keyboard) == (CAPS_LOCK | 0x10, 1)
    assert editor.saved().removesuffix("\n") == "aBc ÄöÜ я"
    lock(keyboard, 0)


def test_caps_lock_can_be_pressed(keyboard, editor):
    keyboard.chord(("capslock",))
    assert locked(keyboard) == (CAPS_LOCK, 0)
    keyboard.chord(("capslock",))


def test_a_layout_switched_in_the_middle_of_a_text_is_noticed(editor, keyboard, layout):
    editor.clear()
    names = iter(["us", "de", "us", "de", "us", "de"])
    text = (ASCII.replace(" ", "") + "é漢") * 3
    keyboard.type(text, between=lambda: layout(next(names)))
    assert len(text) > 4 * PORTION
    assert editor.saved().removesuffix("\n") == text


def test_chords_reach_the_application(editor, keyboard):
    editor.clear()
    keyboard.type("one two")
    keyboard.chord(("ctrl", "A"))
    keyboard.chord(("ctrl", "x"))
    keyboard.chord(("ctrl", "v"))
    keyboard.chord(("ctrl", "v"))
    keyboard.chord(("shift", "left"))
    keyboard.chord(("é",))
    keyboard.chord(("home",))
    keyboard.chord(("shift", "b"))
    assert editor.saved().removesuffix("\n") == "Bone twoone twé"


def test_a_refused_text_types_nothing(editor, keyboard):
    editor.clear()
    keyboard.type("kept")
    with pytest.raises(InputError, match=r"U\+0007"):
        keyboard.type("x\x07")
    with pytest.raises(InputError, match="hyper"):
        keyboard.chord(("ctrl", "hyper"))
    assert editor.saved().removesuffix("\n") == "kept"


def test_a_stop_between_portions_lets_go_of_everything(editor, keyboard):
    editor.clear()
    before = mapping(keyboard)
    calls = []

    def stop():
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keyboard.type("漢Ä" * PORTION, between=stop)
    assert mapping(keyboard) == before
    assert editor.saved().removesuffix("\n") == "漢Ä" * (PORTION // 2)


def test_a_modifier_somebody_holds_is_waited_for_then_refused(editor, keyboard, xvfb):
    editor.clear()
    other = X11Keyboard(xvfb.name, xvfb.xauthority)
    with other.hold(("ctrl",)), pytest.raises(PpagentError, match="held down"):
        keyboard.type("q")
    holding = threading.Event()

    def hold_shortly():
        with other.hold(("ctrl",)):
            holding.set()
            time.sleep(0.2)

    thread = threading.Thread(target=hold_shortly)
    thread.start()
    holding.wait()
    keyboard.type("q")
    thread.join()
    other.close()
    assert editor.saved().removesuffix("\n") == "q"


def test_release_all_lets_go_of_what_is_held(keyboard, editor):
    keyboard._find(())
    keyboard._press(keyboard._keymap.find(0xFFE3).keycode)
    keyboard.server.sync()
    assert pressed(keyboard)
    keyboard.release_all()
    assert pressed(keyboard) == []


def test_the_active_window_is_known_by_its_title(keyboard, editor):
    window = keyboard.active_window()
    assert "Mousepad" in window.title
    assert window == keyboard.active_window()


def test_the_editor_says_when_it_has_caught_up(keyboard, editor):
    assert wait_for(keyboard.server.caught_up)


def test_a_display_that_does_not_answer_or_let_us_in_is_missing(xvfb, tmp_path):
    (tmp_path / "empty").touch()
    with pytest.raises(MissingError, match=":4711"):
        X11Keyboard(":4711")
    with pytest.raises(MissingError, match=xvfb.name):
        X11Keyboard(xvfb.name, str(tmp_path / "empty"))
