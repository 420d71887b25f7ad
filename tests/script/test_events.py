"""What a person did, from single events."""

import numpy as np
import pytest

from ppagent.action.schema import Click, Drag, Key, Scroll, Type
from ppagent.hands.keymap import KEYSYMS
from ppagent.screen.frame import Frame, Monitor
from ppagent.script.events import Event, acts_of, character, keysym_at, modifiers_of

FRAME = Frame(np.zeros((10, 10, 3), dtype=np.uint8), Monitor(0, 0, 10, 10))


def look():
    return FRAME


def press(button, at_s, point, modifiers=(), to=None):
    down = Event("button", button, at_s, point, modifiers, look)
    return [down, Event("button up", button, at_s + 0.05, to or point, modifiers)]


def key(symbol, *modifiers, base=0):
    code = KEYSYMS[symbol] if symbol in KEYSYMS else ord(symbol) if isinstance(symbol, str) else symbol
    return [Event("key", code, 0, (0, 0), modifiers, look, base or code), Event("key up", code, 0)]


def keys(text):
    return [event for letter in text for event in key(letter)]


def actions(*groups, secret=False):
    return [act.action for act in acts_of([event for group in groups for event in group], secret=secret)]


def test_presses_near_in_time_and_place_are_one_click_of_several():
    assert actions(press(1, 0, (5, 5)), press(1, 0.2, (6, 5))) == [Click(point=(5, 5), count=2)]
    assert actions(*(press(1, at / 5, (5, 5)) for at in range(3))) == [Click(point=(5, 5), count=3)]
    assert actions(press(1, 0, (5, 5)), press(1, 2, (5, 5))) == [Click(point=(5, 5))] * 2
    assert len(actions(press(1, 0, (5, 5)), press(1, 0.2, (50, 5)))) == 2
    assert len(actions(press(1, 0, (5, 5)), press(3, 0.2, (5, 5)))) == 2


def test_buttons_and_modifiers_are_told_apart():
    assert actions(press(3, 0, (5, 5)), press(2, 9, (5, 5))) == [
        Click(point=(5, 5), button="right"),
        Click(point=(5, 5), button="middle"),
    ]
    assert actions(press(1, 0, (5, 5), ("ctrl",))) == [Click(point=(5, 5), modifiers=("ctrl",))]


def test_a_pointer_that_moves_while_the_button_is_down_drags():
    assert actions(press(1, 0, (5, 5), to=(90, 40))) == [Drag(start=(5, 5), end=(90, 40))]
    assert actions(press(1, 0, (5, 5), to=(7, 6))) == [Click(point=(5, 5))]


def test_notches_are_one_scroll_where_the_pointer_stays():
    assert actions(*(press(5, at, (5, 5)) for at in range(4)), press(4, 5, (5, 5))) == [
        Scroll(point=(5, 5), dy=3)
    ]
    assert actions(press(7, 0, (5, 5)), press(5, 1, (80, 5))) == [
        Scroll(point=(5, 5), dx=1),
        Scroll(point=(80, 5), dy=1),
    ]


def test_characters_are_one_text_and_named_keys_are_pressed():
    assert actions(keys("Hé l"), key("enter"), keys("x")) == [
        Type(text="Hé l"),
        Key(keys=("enter",)),
        Type(text="x"),
    ]
    assert actions(key("escape"), key("tab"), key(0xFE20, "shift"), key(0xFF8D)) == [
        Key(keys=("escape",)), Key(keys=("tab",)), Key(keys=("shift", "tab")), Key(keys=("enter",)),
    ]  # fmt: skip


def test_a_slip_of_the_fingers_is_not_typed_again():
    assert actions(keys("helo"), key("backspace"), keys("lo")) == [Type(text="hello")]
    assert actions(keys("a"), key("backspace")) == []
    assert actions(key("backspace")) == [Key(keys=("backspace",))]


def test_chords_name_the_key_without_shift():
    assert actions(key("s", "ctrl")) == [Key(keys=("ctrl", "s"))]
    assert actions(key("S", "ctrl", "shift", base=ord("s"))) == [Key(keys=("ctrl", "shift", "s"))]
    assert actions(key(" ", "ctrl"), key("f5")) == [Key(keys=("ctrl", "space")), Key(keys=("f5",))]
    assert actions(key("ctrl"), key("c", "ctrl")) == [Key(keys=("ctrl", "c"))]


def test_super_alone_opens_a_menu_and_with_others_does_not():
    assert actions(key("super")) == [Key(keys=("super",))]
    down, up = key("super")
    assert actions([down], key("e", "super"), [up]) == [Key(keys=("super", "e"))]
    assert actions(key("ctrl"), key("shift")) == []


def test_dead_keys_write_what_they_make_and_compose_writes_nothing_wrong():
    assert actions(key(0xFE51), keys("e"), key(0xFE57), keys("u")) == [Type(text="éü")]
    assert actions(key(0xFE52), keys(" ")) == [Type(text="^")]
    assert actions(keys("a"), key(0xFF20), keys("oe"), keys("b")) == [Type(text="ab")]


def test_all_that_is_typed_can_be_a_secret():
    acts = acts_of([*keys("pass"), *key("enter"), *press(1, 1, (5, 5))], secret=True)
    assert [act.secret for act in acts] == [True, False, False]


@pytest.mark.parametrize(
    ("state", "wanted"),
    [(0, "a"), (1, "A"), (2, "A"), (3, "a"), (0x80, "æ"), (0x81, "Æ"), (0x2000, "ф"), (0x2001, "Ф")],
)
def test_layout_and_modifiers_say_what_a_key_writes(state, wanted):
    row = [0x61, 0x41, 0x6C6, 0x6E6, 0xE6, 0xC6]
    assert character(keysym_at(row, state)[0]) == wanted


def test_num_lock_makes_digits_of_the_keypad():
    row = [0xFF95, 0xFFB7]
    assert character(keysym_at(row, 0x10)[0]) == "7"
    assert character(keysym_at(row, 0)[0]) == ""
    assert character(keysym_at([0x31, 0x21], 2)[0]) == "1"  # caps lock is for letters


def test_symbols_of_every_age_are_read():
    symbols = {0x20AC: "€", 0x1006F22: "漢", 0x6C6: "ф", 0x7F0: "π", 0x1B1: "ą", 0xFFAB: "+", 0xFF0D: ""}
    assert {symbol: character(symbol) for symbol in symbols} == symbols
    assert modifiers_of(0x4D) == ("ctrl", "alt", "shift", "super")
