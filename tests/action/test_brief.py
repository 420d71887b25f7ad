"""The brief dialect: what is printed is read back and follows the grammar; anything else is a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppagent.action.brief import BriefDialect
from ppagent.action.dialect import DialectError
from ppagent.action.keys import NAMED
from ppagent.action.schema import Answer, Click, Done, Drag, Fail, Key, Move, Scroll, Type, Wait

DIALECT = BriefDialect()
GRAMMAR = DIALECT.grammar(thought=False)
cells = st.integers(0, 999).map(float)
points = st.tuples(cells, cells)
held = st.lists(st.sampled_from(["ctrl", "alt", "shift", "super"]), max_size=4).map(tuple)
texts = st.text(max_size=80) | st.text("\\n\n +,0<|im_end>", max_size=20)
notches = st.integers(-100, 100)
keys = st.lists(
    st.sampled_from(sorted(NAMED)) | st.characters(codec="utf-8") | st.sampled_from(["+", "\\", "\n", " "]),
    min_size=1,
    max_size=6,
).map(tuple)
actions = st.one_of(
    st.builds(Click, point=st.none() | points, count=st.integers(1, 3), modifiers=held),
    st.builds(Click, point=st.none() | points, button=st.sampled_from(["right", "middle"]), modifiers=held),
    st.builds(Move, point=points),
    st.builds(Drag, start=st.none() | points, end=points),
    st.builds(Scroll, point=st.none() | points, dx=notches, dy=notches),
    st.builds(Type, text=texts),
    st.builds(Key, keys=keys),
    st.builds(Wait, seconds=st.floats(0, 60) | st.integers(0, 60)),
    st.builds(Answer, text=texts),
    st.builds(Done, text=texts),
    st.builds(Fail, reason=texts),
)


@given(actions)
def test_what_is_printed_is_one_line_that_is_read_back_and_follows_the_grammar(follows, action):
    line = DIALECT.print(action)
    assert "\n" not in line
    assert DIALECT.parse(line) == action
    assert follows(GRAMMAR, line)


@given(st.tuples(st.floats(0, 1000), st.floats(0, 1000)))
def test_a_point_is_cut_down_to_the_thousandth_that_it_lies_in(point):
    read = DIALECT.parse(DIALECT.print(Move(point=point))).point
    for given_, told in zip(point, read, strict=True):
        assert told == int(told) <= 999
        assert told <= given_ + 1e-9
        assert given_ - told < 1 or given_ == 1000


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("click 512,300", Click(point=(512, 300))),
        ("click 000,999", Click(point=(0, 999))),
        ("click", Click()),
        ("double 001,020", Click(point=(1, 20), count=2)),
        ("triple 001,020", Click(point=(1, 20), count=3)),
        ("right 512,300", Click(point=(512, 300), button="right")),
        ("middle 512,300", Click(point=(512, 300), button="middle")),
        ("ctrl+click 512,300", Click(point=(512, 300), modifiers=("ctrl",))),
        ("ctrl+shift+double 512,300", Click(point=(512, 300), count=2, modifiers=("ctrl", "shift"))),
        ("move 512,300", Move(point=(512, 300))),
        ("drag 100,200 300,400", Drag(start=(100, 200), end=(300, 400))),
        ("drag 300,400", Drag(end=(300, 400))),
        ("scroll 512,300 0,3", Scroll(point=(512, 300), dy=3)),
        ("scroll 100,100", Scroll(dx=100, dy=100)),
        ("scroll 512,300 -2,-100", Scroll(point=(512, 300), dx=-2, dy=-100)),
        ("type a\\nb\\\\n + ,", Type(text="a\nb\\n + ,")),
        ("type ", Type(text="")),
        ("type  x ", Type(text=" x ")),
        ("key ctrl+s", Key(keys=("ctrl", "s"))),
        ("key ctrl++", Key(keys=("ctrl", "+"))),
        ("key +", Key(keys=("+",))),
        ("key  ", Key(keys=(" ",))),
        ("wait", Wait()),
        ("wait 2", Wait(seconds=2)),
        ("wait 0.5", Wait(seconds=0.5)),
        ("answer 漢字 42", Answer(text="漢字 42")),
        ("done", Done()),
        ("done saved", Done(text="saved")),
        ("fail", Fail()),
        ("fail no such button", Fail(reason="no such button")),
    ],
)
def test_the_spelling_of_each_action(line, action):
    assert DIALECT.parse(line) == action
    assert DIALECT.print(action) == line


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "begins with one of these words: click"),
        ("I will click 512,300", "begins with"),
        ("Click 512,300", "begins with"),
        ("click 5,300", "write it as: click 512,300"),
        ("click 1000,300", "click 512,300"),
        ("click 512, 300", "click 512,300"),
        ("click 512,300 ", "click 512,300"),
        (" click 512,300", "begins with"),
        ("click -12,300", "click 512,300"),
        ("click ٥١٢,300", "click 512,300"),
        ("click 512,300\nclick 512,300", "one line"),
        ("done\n", "one line"),
        ("hyper+click 512,300", "form of click"),
        ("ctrl+move 512,300", "form of move"),
        ("ctrl+key s", "form of key"),
        ("move", "move 512,300"),
        ("drag", "drag 512,300 600,300"),
        ("scroll 512,300", "scroll 512,300 0,3"),
        ("scroll 0,101", "scroll"),
        ("scroll 0,+3", "scroll"),
        ("scroll 0,-0", "scroll"),
        ("type", "type some text"),
        ("type a\\t", "type some text"),
        ("type \ud800", "."),
        ("type " + "x" * 20_001, "20000"),
        ("key ", "key ctrl+s"),
        ("key ctrl+", "key ctrl+s"),
        ("key hyperdrive", "key ctrl+s"),
        ("key " + "+".join("abcdefg"), "key ctrl+s"),
        ("wait 61", "wait 2"),
        ("wait nan", "wait 2"),
        ("done ", "done"),
        ("fail ", "fail some reason"),
    ],
)
def test_anything_else_is_answered_and_does_not_follow_the_grammar(follows, line, says):
    with pytest.raises(DialectError) as error:
        DIALECT.parse(line)
    assert says in str(error.value)
    # A text that is too long is the one thing that a grammar cannot count.
    assert len(line) > 20_000 or not follows(GRAMMAR, line)


@pytest.mark.parametrize(
    "action",
    [
        Click(button="right", count=2),
        Click(modifiers=("ctrl",) * 5),
        Drag(end=(3, 4), button="right"),
        Move(point=(1001, 2)),
        Move(point=(-1, 2)),
        Key(keys=("hyperdrive",)),
    ],
)
def test_what_it_has_no_words_for(action):
    with pytest.raises(DialectError):
        DIALECT.print(action)


def test_a_long_text_is_read_as_it_is():
    text = "\\ und\n" * 3_000
    assert DIALECT.parse(DIALECT.print(Type(text=text))) == Type(text=text)


def test_every_line_of_the_prompt_is_an_action():
    lines = [line for line in DIALECT.prompt().splitlines()[1:-1] if line]
    kinds = {DIALECT.parse(line).kind for line in lines}
    assert kinds == {
        "click", "move", "drag", "scroll", "type", "key", "wait", "answer", "done", "fail",
    }  # fmt: skip
