"""ppagent's own dialect: what is printed is read back, and what is not an action is a message, never a crash."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppagent.action.dialect import DialectError, JsonDialect
from ppagent.action.dialects import DIALECTS, dialect_named
from ppagent.action.keys import ALIASES, NAMED, canonical_key
from ppagent.action.schema import Answer, Click, Done, Drag, Fail, Key, Move, Scroll, Type, Wait
from ppagent.errors import InputError

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
BUTTONS = st.sampled_from(["left", "right", "middle"])
MODIFIERS = st.lists(st.sampled_from(["ctrl", "alt", "shift", "super"]), max_size=3).map(tuple)
NOTCHES = st.integers(-100, 100)
KEYS = st.lists(st.sampled_from(sorted(NAMED)) | st.characters(codec="utf-8"), min_size=1, max_size=6).map(
    tuple
)


def actions(numbers):
    points = st.tuples(numbers, numbers)
    return st.one_of(
        st.builds(
            Click, point=st.none() | points, button=BUTTONS, count=st.integers(1, 3), modifiers=MODIFIERS
        ),
        st.builds(Move, point=points),
        st.builds(Drag, start=st.none() | points, end=points, button=BUTTONS),
        st.builds(Scroll, point=st.none() | points, dx=NOTCHES, dy=NOTCHES),
        st.builds(Type, text=st.text()),
        st.builds(Key, keys=KEYS),
        st.builds(Wait, seconds=st.floats(0, 60)),
        st.builds(Answer, text=st.text()),
        st.builds(Done, text=st.text()),
        st.builds(Fail, reason=st.text()),
    )


ACTIONS = actions(NUMBERS)
ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text(
    '{}[]":,kindclick 0123456789.-eE\\u', max_size=60
)


def parse(text):
    return JsonDialect().parse(text)


@given(ACTIONS, st.sampled_from(["", " ", "\n\t"]))
def test_what_is_printed_is_read_back(action, margin):
    assert parse(margin + JsonDialect().print(action) + margin) == action


@given(actions(st.floats(0, 999_999)))
def test_what_is_printed_follows_the_grammar(follows, action):
    assert follows(JsonDialect().grammar(thought=False), JsonDialect().print(action))


@pytest.mark.parametrize("number", [0.0, 5e-324, 1e-05, 1.2345678901234567e-4, 0.1 + 0.2, 999_999.0, 1 / 3])
def test_the_numbers_of_the_grammar_are_those_that_python_prints(follows, number):
    action = Move(point=(number, number))
    assert follows(JsonDialect().grammar(thought=False), JsonDialect().print(action))


@given(ANY_TEXT, st.sampled_from(sorted(DIALECTS)))
def test_any_text_is_an_action_or_a_message(text, name):
    with contextlib.suppress(DialectError):
        dialect_named(name).parse(text)


@given(ACTIONS, st.data())
def test_an_action_cut_short_is_a_message(action, data):
    text = JsonDialect().print(action)
    with pytest.raises(DialectError, match="not an action"):
        parse(text[: data.draw(st.integers(0, len(text) - 1))])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"kind": "fly"}', "click"),
        ('{"point": [1, 2]}', "kind"),
        ('{"kind": "click", "point": [1]}', "point"),
        ('{"kind": "click", "point": ["1", "2"]}', "point"),
        ('{"kind": "click", "point": [true, false]}', "point"),
        ('{"kind": "click", "count": 0}', "count"),
        ('{"kind": "click", "count": "2"}', "count"),
        ('{"kind": "click", "colour": "red"}', "colour"),
        ('{"kind": "wait", "seconds": 1e9}', "seconds"),
        ('{"kind": "move", "point": [1e999, 0]}', "point"),
        ('{"kind": "click", "point": [NaN, 0]}', "point"),
        ('{"kind": "type", "text": null}', "text"),
        ('{"kind": "key", "keys": []}', "keys"),
        ('{"kind": "done"} {"kind": "done"}', "trailing"),
        ('Sure! {"kind": "done"}', "reply"),
        ("[" * 100_000, "reply"),
        ("", "reply"),
        ("\ud800", "reply"),
    ],
)
def test_the_message_says_what_is_wrong_and_where(text, says):
    with pytest.raises(DialectError, match=says):
        parse(text)


@pytest.mark.parametrize(
    ("names", "canonical"),
    [
        (["Control", "S"], ("ctrl", "S")),
        (["Cmd", " Return "], ("super", "enter")),
        (["ESC"], ("escape",)),
        (["PgDn"], ("pagedown",)),
        (["ctrl", "shift", "F5"], ("ctrl", "shift", "f5")),
        ([" "], (" ",)),
        (["é"], ("é",)),
    ],
)
def test_keys_come_out_in_one_spelling(names, canonical):
    assert parse(json.dumps({"kind": "key", "keys": names})).keys == canonical


@pytest.mark.parametrize("name", ["", "ctr", "f25", "ctrl+s", "any key"])
def test_a_key_that_does_not_exist_is_a_message_that_names_some(name):
    with pytest.raises(DialectError, match=r"no key called .*use names such as enter"):
        parse(json.dumps({"kind": "key", "keys": [name]}))


@given(st.text(max_size=12) | st.sampled_from(sorted(ALIASES)).map(str.title))
def test_canonical_is_canonical(name):
    try:
        key = canonical_key(name)
    except InputError:
        return
    assert canonical_key(key) == key
    assert len(key) == 1 or key in NAMED


def test_the_prompt_offers_every_action():
    prompt = JsonDialect().prompt()
    for kind in ("click", "move", "drag", "scroll", "type", "key", "wait", "answer", "done", "fail"):
        assert repr(kind) in prompt or f'"{kind}"' in prompt


def test_a_dialect_that_does_not_exist_is_refused_by_name():
    with pytest.raises(InputError, match="pidgin") as raised:
        dialect_named("pidgin")
    assert "qwen3-vl" in raised.value.hint
