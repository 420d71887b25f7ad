import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppagent.action.dialect import DialectError, JsonDialect
from ppagent.action.dialects import DIALECTS, dialect_named
from ppagent.action.keys import NAMED
from ppagent.action.qwen import NOTCH_PX, QwenDialect
from ppagent.action.schema import Answer, Click, Done, Drag, Fail, Key, Move, Scroll, Type, Wait
from ppagent.catalog import agent_cards
from ppagent.errors import InputError

DIALECT = QwenDialect()
texts = st.text(max_size=60) | st.sampled_from(
    ["</tool_call>", "a <tool_call> b", '"}\n', "\\u003c", "<|im_end|>"]
)
notches = st.integers(-100, 100)


def spellable(numbers):
    points = st.tuples(*[numbers | st.integers(0, 1000).map(float)] * 2)
    return st.one_of(
        st.builds(Click, point=st.none() | points, count=st.integers(1, 3)),
        st.builds(Click, point=st.none() | points, button=st.sampled_from(["right", "middle"])),
        st.builds(Move, point=points),
        st.builds(Drag, end=points),
        st.builds(Scroll, point=st.none() | points, dy=notches),
        st.builds(Scroll, point=st.none() | points, dx=notches),
        st.builds(Type, text=texts),
        st.builds(
            Key,
            keys=st.lists(
                st.sampled_from(sorted(NAMED)) | st.characters(codec="utf-8"), min_size=1, max_size=6
            ),
        ),
        st.builds(Wait, seconds=st.floats(0, 60)),
        st.builds(Answer, text=texts),
        st.just(Done()),
        st.just(Fail()),
    )


def call(**arguments):
    return "<tool_call>\n" + json.dumps({"name": "computer_use", "arguments": arguments}) + "\n</tool_call>"


def outcome(reply):
    """The action, or what the model is told; any other exception fails the test."""
    try:
        return DIALECT.parse(reply)
    except DialectError as error:
        return str(error)


THOUGHTS = st.sampled_from(["", "I see a button.\n", "Thought: {x}\n\n", "a < b, <tool>", "</tool_call "])


@given(spellable(st.floats(allow_nan=False, allow_infinity=False)), THOUGHTS)
def test_what_it_prints_it_reads(action, thought):
    assert DIALECT.parse(thought + DIALECT.print(action)) == action


@given(spellable(st.floats(0, 999_999)), THOUGHTS)
def test_what_it_prints_follows_its_grammar(follows, action, thought):
    assert follows(DIALECT.grammar(thought=False), DIALECT.print(action))
    assert follows(DIALECT.grammar(thought=True), thought + DIALECT.print(action))
    assert not thought or not follows(DIALECT.grammar(thought=False), thought + DIALECT.print(action))


@pytest.mark.parametrize(
    "reply",
    [
        call(action="left_click") * 2,
        call(action="left_click") + "\n",
        "</tool_call>" + call(action="left_click"),
        "I am done",
        call(action="type", text="a</tool_call>"),
        call(action="key", keys=["hyperdrive"]),
        call(action="key", keys=[]),
        call(action="mouse_move", coordinate=[10**400, 2]),
        call(action="mouse_move", coordinate=[-1, 2]),
        call(action="mouse_move", coordinate=["01", 2]).replace('"01"', "01"),
        call(action="scroll", pixels=12_001),
        call(action="wait", time=60.5),
        call(action="answer", text="\ud800"),
    ],
)
def test_what_does_not_parse_does_not_follow_the_grammar(follows, reply):
    assert not follows(DIALECT.grammar(thought=True), reply)


@pytest.mark.parametrize(
    "name", ["enter", "Enter", "Return", "ctrl", "F5", "PageDown".lower(), "a", "é", "<"]
)
def test_the_keys_of_the_grammar(follows, name):
    assert follows(DIALECT.grammar(thought=False), call(action="key", keys=[name]))


@given(st.text(st.characters()) | st.text(alphabet='<>/tool_call{}":,0123456789.eE-[] \n'))
def test_any_text_is_an_action_or_a_message(text):
    for reply in (text, f"<tool_call>{text}</tool_call>"):
        assert outcome(reply)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=8,
)
actions = st.sampled_from([
    "key", "type", "mouse_move", "left_click", "left_click_drag", "scroll", "hscroll", "wait", "terminate", "answer",
])  # fmt: skip
fields = st.sampled_from(["keys", "text", "coordinate", "pixels", "time", "status"])


@given(actions, st.dictionaries(fields, json_values, max_size=3))
def test_any_arguments_are_an_action_or_a_message(action, arguments):
    assert outcome(call(action=action, **arguments))


@pytest.mark.parametrize(
    ("arguments", "action"),
    [
        ({"action": "key", "keys": ["Control", "S"]}, Key(keys=("ctrl", "S"))),
        ({"action": "type", "text": "h\u00e9llo\n"}, Type(text="h\u00e9llo\n")),
        ({"action": "mouse_move", "coordinate": [3, 4.5]}, Move(point=(3, 4.5))),
        ({"action": "left_click", "coordinate": [500, 20]}, Click(point=(500, 20))),
        ({"action": "left_click"}, Click()),
        ({"action": "right_click", "coordinate": [1, 2]}, Click(point=(1, 2), button="right")),
        ({"action": "middle_click", "coordinate": [1, 2]}, Click(point=(1, 2), button="middle")),
        ({"action": "double_click", "coordinate": [1, 2]}, Click(point=(1, 2), count=2)),
        ({"action": "triple_click", "coordinate": [1, 2]}, Click(point=(1, 2), count=3)),
        ({"action": "left_click_drag", "coordinate": [9, 9]}, Drag(end=(9, 9))),
        ({"action": "scroll", "pixels": 3 * NOTCH_PX}, Scroll(dy=-3)),
        ({"action": "scroll", "pixels": -500, "coordinate": [5, 6]}, Scroll(point=(5, 6), dy=4)),
        ({"action": "scroll", "pixels": -1}, Scroll(dy=1)),
        ({"action": "scroll", "pixels": 0}, Scroll()),
        ({"action": "hscroll", "pixels": 240}, Scroll(dx=2)),
        ({"action": "wait", "time": 2}, Wait(seconds=2)),
        ({"action": "terminate", "status": "success"}, Done()),
        ({"action": "terminate", "status": "failure"}, Fail()),
        ({"action": "answer", "text": "42"}, Answer(text="42")),
    ],
)
def test_each_action_of_the_model(arguments, action):
    assert DIALECT.parse(call(**arguments)) == action


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("", "exactly one"),
        ("I am done", "exactly one"),
        (call(action="left_click") * 2, "found 2"),
        (call(action="left_click") + " and then", "Nothing may follow"),
        ("<tool_call>{}", "exactly one"),
        ("</tool_call>{}<tool_call>", "not a call"),
        ("<tool_call>not json</tool_call>", "not a call"),
        ('<tool_call>{"name": "computer_use"}</tool_call>', "arguments"),
        (call(action="left_click").replace("computer_use", "os_system"), "computer_use"),
        (call(action="left_click", coordinate=[1, 2], force=True), "force"),
        (call(action="left_click", coordinate=["1", "2"]), "coordinate"),
        (call(action="left_click", coordinate=[1]), "coordinate"),
        (call(action="left_click", coordinate=[1, 2, 3, 4]), "coordinate"),
        (call(action="left_click", coordinate=[True, 2]), "coordinate"),
        (call(action="left_click", coordinate=[float("nan"), 2]), "coordinate"),
        (call(action="mouse_move", coordinate=[10**400, 2]), "coordinate"),
        (call(action="mouse_move"), "coordinate"),
        (call(action="scroll", pixels=10**6), "-100"),
        (call(action="wait", time=3600), "60"),
        (call(action="key", keys="ctrl"), "keys"),
        (call(action="key", keys=[]), "keys"),
        (call(action="key", keys=["hyperdrive"]), "hyperdrive"),
        (call(action="terminate", status="perhaps"), "success"),
        (call(action="exec", text="import os"), "exec"),
        (call(action="type", text="x" * 20_001), "20000"),
        ("<tool_call>" + "[" * 100_000 + "</tool_call>", "not a call"),
        ('<tool_call>"\ud800"</tool_call>', "."),
    ],
)
def test_anything_else_is_answered(reply, expected):
    with pytest.raises(DialectError) as error:
        DIALECT.parse(reply)
    assert expected in str(error.value)


@pytest.mark.parametrize(
    "action",
    [
        Click(button="right", count=2),
        Click(modifiers=("ctrl",)),
        Drag(start=(1, 2), end=(3, 4)),
        Drag(end=(3, 4), button="right"),
        Scroll(dx=1, dy=1),
        Done(text="here you are"),
        Fail(reason="no such file"),
    ],
)
def test_what_it_has_no_words_for(action):
    with pytest.raises(DialectError, match="no words"):
        DIALECT.print(action)


def test_the_prompt_offers_what_the_parser_takes():
    prompt = DIALECT.prompt()
    block = prompt.split("<tools>\n")[1].split("\n</tools>")[0]
    function = json.loads(block)["function"]
    assert function["name"] == "computer_use"
    assert "1000x1000" in function["description"]
    offered = function["parameters"]["properties"]
    needed = {
        "key": {"keys": ["a"]}, "type": {"text": "a"}, "answer": {"text": "a"}, "scroll": {"pixels": 1},
        "hscroll": {"pixels": 1}, "wait": {"time": 1}, "terminate": {"status": "success"},
    }  # fmt: skip
    for name in offered["action"]["enum"]:
        arguments = needed.get(name, {"coordinate": [1, 2]})
        assert set(arguments) <= set(offered)
        DIALECT.parse(call(action=name, **arguments))
    example = prompt[prompt.rindex("<tool_call>") : prompt.rindex("</tool_call>") + len("</tool_call>")]
    assert DIALECT.parse(example) == Click(point=(500, 500))


def test_dialects_by_name():
    assert isinstance(dialect_named("qwen3-vl"), QwenDialect)
    assert isinstance(dialect_named("json"), JsonDialect)
    with pytest.raises(InputError, match="klingon") as error:
        dialect_named("klingon")
    assert "qwen3-vl" in error.value.hint
    assert {card.dialect for card in agent_cards()} <= set(DIALECTS)


@pytest.mark.parametrize("size", ["2b", "4b", "8b"])
def test_the_cards(size):
    card = next(card for card in agent_cards() if card.name == f"qwen3-vl-{size}")
    assert card.model is not None
    assert card.model.id == f"Qwen/Qwen3-VL-{size.upper()}-Instruct"
    assert (card.policy, card.dialect, card.space) == ("transformers", "qwen3-vl", "relative-1000")
    assert (card.perception.block, card.perception.max_pixels) == (32, 9800 * 32 * 32)
