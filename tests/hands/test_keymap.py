import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppagent.action.keys import NAMED
from ppagent.errors import InputError
from ppagent.hands.keymap import KEYSYMS, LEVEL3, SHIFT, Keymap, Stroke, chord_keysyms, keysyms_of, portions

A, B = ord("a"), ord("b")
ROWS = [
    (A, ord("A"), A, ord("A"), 0xE6, 0xC6),
    (0,) * 6,
    (SHIFT, 0, SHIFT, 0, 0, 0),
    (0, 0, 0x6C1, 0, 0, 0),  # produces something in the second layout only: neither found nor spare
    (0xFFB1, A, 0, 0, 0, 0),
    (0,) * 6,
]


def keymap(*more):
    rows = [*ROWS, *more]
    return Keymap(8, 6, [keysym for row in rows for keysym in row])


def test_a_key_is_found_at_its_lowest_level_in_the_first_layout():
    assert keymap().find(A) == Stroke(8, 0)
    assert keymap().find(ord("A")) == Stroke(8, 1)
    assert keymap().find(0x6C1) is None
    assert keymap().find(B) is None
    assert keymap().spare == [9, 13]


def test_a_level_without_its_modifier_is_out_of_reach():
    assert keymap().find(0xE6) is None
    altgr = keymap((LEVEL3, 0, 0, 0, 0, 0))
    assert altgr.find(0xE6) == Stroke(8, 2)
    assert altgr.find(0xC6) == Stroke(8, 3)
    assert altgr.modifiers(3) == (10, 14)


def test_a_mapping_of_two_columns_has_two_levels():
    assert Keymap(8, 2, [A, ord("A")]).find(ord("A")) is None
    assert Keymap(8, 2, [A, ord("A"), SHIFT, 0]).find(ord("A")) == Stroke(8, 1)


def test_text_is_spelled_in_keysyms():
    assert keysyms_of("aé€\U0001f600") == [0x61, 0xE9, 0x010020AC, 0x0101F600]
    assert keysyms_of("\n\r\r\n\t") == [0xFF0D, 0xFF0D, 0xFF0D, 0xFF09]


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x85", "\ud83d"])
def test_what_no_key_types_is_refused(character):
    with pytest.raises(InputError, match=r"U\+"):
        keysyms_of(f"a{character}")


def test_every_named_key_has_a_keysym():
    assert set(KEYSYMS) == NAMED


def test_a_chord_puts_modifiers_first_and_each_key_once():
    ctrl, shift = KEYSYMS["ctrl"], KEYSYMS["shift"]
    assert chord_keysyms(("s", "ctrl")) == [ctrl, ord("s")]
    assert chord_keysyms(("Control", "shift", "T", "ctrl")) == [ctrl, shift, ord("t")]
    assert chord_keysyms(("A",)) == [ord("A")]
    assert chord_keysyms(("shift", "A")) == [shift, ord("A")]
    with pytest.raises(InputError, match="hyper"):
        chord_keysyms(("hyper",))


@given(st.lists(st.sampled_from([A, ord("A"), *range(0x3B1, 0x3C0)])), st.integers(1, 9))
def test_portions_are_the_whole_text_and_fit_the_spare_keys(keysyms, limit):
    cut = list(portions(keysyms, keymap(), limit))
    assert [keysym for portion in cut for keysym in portion] == keysyms
    for portion in cut:
        assert 1 <= len(portion) <= limit
        assert len({keysym for keysym in portion if keysym not in (A, ord("A"))}) <= 2
