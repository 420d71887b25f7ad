"""Plain English in, steps out; what is in quotation marks comes out as it went in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppagent.policy.reader.instructions import Instruction, NotUnderstoodError, instructions


def steps(task):
    return [(step.verb, step.what) for step in instructions(task)]


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("open settings", [("open", "settings")]),
        ("Open Settings.", [("open", "Settings")]),
        ("please open the calculator app!", [("open", "calculator")]),
        ("launch my file manager", [("open", "file manager")]),
        ("go to Appearance", [("open", "Appearance")]),
        ("open the Open Source window", [("open", "Open Source")]),
        ("click on the OK button", [("click", "OK")]),
        ("double-click notes.txt", [("double click", "notes.txt")]),
        ("right click on Trash", [("right click", "Trash")]),
        ("hit esc", [("press", "esc")]),
        ("press the enter key", [("press", "enter")]),
        ("press ctrl+s.", [("press", "ctrl+s")]),
        ("type hello world", [("type", "hello world")]),
        ("type hello.", [("type", "hello.")]),
        ("close", [("close", "")]),
        ("quit it", [("close", "it")]),
        ("scroll down a bit", [("scroll", "down a bit")]),
        ("wait for 3 seconds", [("wait", "3 seconds")]),
        ("wait", [("wait", "")]),
    ],
)
def test_one_step_in_many_words(task, expected):
    assert steps(task) == expected


@pytest.mark.parametrize(
    "task",
    [
        "open settings then close it",
        "open settings, then close it",
        "open settings and then close it",
        "Open settings. Then close it.",
        "open settings; close it",
        "open settings and close it",
        "open settings, close it",
        "open settings, and close it",
        "open settings THEN close it",
        "open settings\nthen close it",
    ],
)
def test_steps_are_joined_in_many_ways(task):
    assert [(verb, what.casefold()) for verb, what in steps(task)] == [("open", "settings"), ("close", "it")]


def test_and_joins_steps_only_before_a_verb_and_never_inside_what_is_typed():
    assert steps("open Salt and Pepper and press enter") == [("open", "Salt and Pepper"), ("press", "enter")]
    assert steps("type salt and close friends then press enter") == [
        ("type", "salt and close friends"), ("press", "enter"),
    ]  # fmt: skip
    assert steps("open thencalc") == [("open", "thencalc")]


@pytest.mark.parametrize("quotes", ['""', "''", "“”", "‘’"])
@pytest.mark.parametrize(
    "text", ["first, then second; third", " two  spaces ", "a.", "Then", "open x and close y", "line\nbreak"]
)
def test_what_is_quoted_is_taken_literally(quotes, text):
    task = f"open editor then type {quotes[0]}{text}{quotes[1]} then press enter"
    assert steps(task) == [("open", "editor"), ("type", text), ("press", "enter")]


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("type it's Bob's", ("type", "it's Bob's")),
        ("type \"it's me, don't worry\"", ("type", "it's me, don't worry")),
        ("click 'Don't save'", ("click", "Don't save")),
        ('click "Open Window"', ("click", "Open Window")),
        ('click "the app"', ("click", "the app")),
        ("click “OK”.", ("click", "OK")),
        ('press "."', ("press", ".")),
        ('type 5" disk', ("type", '5" disk')),
    ],
)
def test_quotation_marks_are_told_from_apostrophes(task, expected):
    assert steps(task) == [expected]


@pytest.mark.parametrize(
    "task",
    ["", " ", "book a flight", "what is the time?", "open", "open settings then sing", 'type ""',
     'click " "', "press .", "scroll !", "openness", "\0", "type \x005\x00"],
)  # fmt: skip
def test_what_is_not_an_instruction_is_said_plainly(task):
    with pytest.raises(NotUnderstoodError) as raised:
        instructions(task)
    assert str(raised.value)


def test_the_message_shows_the_step_and_what_is_known():
    with pytest.raises(NotUnderstoodError, match=r"do not know how to 'sing la la'.*open, click"):
        instructions('open settings then sing "la la"')


def said(task):
    """Steps with what they act on: verb, text or first name, kind of thing or of field, its number."""
    return [
        (step.verb, step.what, step.on and step.on.role, step.on and step.on.nth)
        for step in instructions(task)
    ]


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ('Select words with the text "ok"', [("click", "ok", "", None)]),
        ('Enter "iEh" into the text field and press Submit.', [("type", "iEh", "field", None), ("press", "Submit", "", None)]),
        ("type hello in the search box and press enter", [("type", "hello", "field", None), ("press", "enter", "", None)]),
        ('Click the "Menu" button, and then find and click on the item labeled "Save".',
         [("click", "Menu", "button", None), ("click", "Save", "item", None)]),
        ("Select A1, B2 and C3 and click Submit", [("click", x, "", None) for x in ("A1", "B2", "C3", "Submit")]),
        ("Select nothing and click Submit.", [("click", "Submit", "", None)]),
        ("Select Meade>Aeriel", [("click", "Meade", "", None), ("click", "Aeriel", "", None)]),
        ("choose Dark from the Theme list", [("choose", "Dark", "list", None)]),
        ("Select A1, B2 from the list", [("choose", "A1", "", None), ("choose", "B2", "list", None)]),
        ("check the Remember me checkbox and uncheck Sync", [("click", "Remember me", "checkbox", None), ("click", "Sync", "", None)]),
        ("press the Save button", [("click", "Save", "button", None)]),
        ('Close the dialog box by clicking the "x".', [("click", "x", "", None)]),
        ("Expand the section below and click submit.", [("click", "the section", "section", None), ("click", "submit", "", None)]),
        ("Focus into the 2nd input textbox.", [("focus", "the field", "field", 1)]),
        ('Navigate through the file tree. Find and click on the file named "a.txt".',
         [("look through", "the file tree", "item", None), ("click", "a.txt", "item", None)]),
        ('enter the number "16" into the 3rd textbox when done', [("type", "16", "field", 2)]),
        ("submit when done", [("click", "Submit", "button", None)]),
    ],
)  # fmt: skip
def test_what_to_act_on_is_named_by_kind_and_number(task, expected):
    assert said(task) == expected


@pytest.mark.parametrize(
    ("task", "fields"),
    [
        (
            'Enter the username "a" and the password "b" into the text fields',
            [("a", "username"), ("b", "password")],
        ),
        (
            'type "a" into the First name field and "b" into the field labeled "Last name"',
            [("a", "First name"), ("b", "Last name")],
        ),
        ('fill in the "Name" field with "Bob"', [("Bob", "Name")]),
        ('enter the name "Juan" then press "Cancel"', [("Juan", "name")]),
        ("enter 04/03/2010 as the date", [("04/03/2010", "date")]),
        ('type the word "x"', [("x", None)]),
    ],
)
def test_each_text_has_its_field(task, fields):
    typed = [step for step in instructions(task) if step.verb == "type"]
    assert [(step.what, step.on.names[0] if step.on else None) for step in typed] == fields


WORDS = st.sampled_from([
    "select", "choose", "enter", "into", "the", "field", "fields", "both", "2nd", "from", "list", "labeled", "button", "by",
    "clicking", ">", "fill in", "with", "as", "find and", "nothing", "when done", "upper case", "submit", "focus",
    "open", "click", "type", "press", "close", "wait", "scroll", "then", "and", "the", "please", "window", "it", ",", ";",
    ".", '"', "'", "“", "”", "don't", "\0", "0", "1", "x", "double", "right", "on", "\n",
])  # fmt: skip


@given(st.lists(WORDS, max_size=12).map(" ".join) | st.lists(WORDS, max_size=12).map("".join) | st.text())
def test_any_text_is_steps_or_not_understood(task):
    try:
        found = instructions(task)
    except NotUnderstoodError:
        return
    assert found
    for step in found:
        assert "\0" not in step.what
        assert step.what or step.verb in {"close", "wait"}


@given(st.text(st.characters(exclude_characters='"\0'), min_size=1))
def test_any_quoted_text_is_typed_as_it_is(text):
    assert steps(f'type "{text}"') == [("type", text)]


@pytest.mark.parametrize(
    "task",
    [
        "please open the settings", "could you open the settings?", "show me the settings", "bring up the settings window",
        "I want to open the settings", "I'd like you to open the settings please", "take me to the settings, please!",
    ],
)  # fmt: skip
def test_polite_ways_to_say_it(task):
    assert instructions(task) == [Instruction("open", "settings")]


def test_what_is_typed_is_not_politeness():
    assert instructions("type please")[0].what == "please"
    assert instructions('click "Really?"')[0].what == "Really?"
