"""The words for one thing on the screen: its name, its kind, which of several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppagent.policy.reader.phrases import ROLES, Target, target


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Save button", Target(("Save",), "button")),
        ("Save", Target(("Save",))),
        ("button ONE", Target(("button ONE", "ONE"), "button")),
        ("Tab #2", Target(("Tab #2", "#2"), "tab")),
        ("the button", Target((), "button")),
        ("the section below", Target((), "section")),
        ("the 2nd input textbox", Target((), "field", 1)),
        ("the last link", Target((), "link", -1)),
        ("the third item in the list", Target((), "item", 2)),
        ("both text fields", Target((), "field", None, many=True)),
        ("the Remember me checkbox", Target(("Remember me",), "checkbox")),
        ("the button labeled Yes", Target(("Yes",), "button")),
        ("Dark from the Theme list", Target(("Dark", "Dark from the Theme list"), "list")),
        ("Salt and Pepper", Target(("Salt and Pepper",))),
        ("", Target()),
    ],
)
def test_a_noun_phrase_is_a_name_a_kind_and_a_number(text, expected):
    assert target(text) == expected


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("the link \0000\0", "link"),
        ("the \0000\0 tab", "tab"),
        ("the button in the dialog box labeled \0000\0", "button"),
        ("the folder or file named \0000\0", "item"),
        ("words with the text \0000\0", ""),
        ("the \0000\0 link in the footer", "link"),
        ("\0000\0", ""),
    ],
)
def test_what_is_quoted_is_the_name_whatever_stands_around_it(text, role):
    found = target(text, lambda part: part.replace("\0000\0", "the button in the list"))
    assert found == Target(("the button in the list",), role)


WORDS = st.sampled_from(
    [
        "the",
        "both",
        "1st",
        "last",
        "button",
        "list",
        "labeled",
        "named",
        "in",
        "from",
        "below",
        "\0000\0",
        "OK",
        "#2",
        "  ",
        "99th",
    ]
)


@given(st.lists(WORDS, max_size=9).map(" ".join) | st.text())
def test_any_words_are_a_target(text):
    found = target(text, lambda part: part.replace("\0000\0", "x"))
    assert found.role in {"", *ROLES}
    assert all(name.strip() for name in found.names)
    assert found.said
