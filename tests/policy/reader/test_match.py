"""Which text on the screen is meant: forgiving what OCR gets wrong, strict where names are short."""

import pytest

from ppagent.policy.reader.match import CERTAIN, cut_off, find, find_all, nearest, places, whole, without
from ppagent.policy.reader.page import Box, Line


def lines(*texts):
    """Lines below each other, ten px per letter."""
    return [Line(text, Box(0, 30 * row, 10 * len(text), 30 * row + 20)) for row, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("Settings", "settings"),
        ("Settlngs", "Settings"),
        ("Seltings", "Settings"),
        ("Appearance...", "appearance"),
        ("· Appearance", "Appearance"),
        ("Text Editor", "text editor"),
        ("TextEditor", "Text Editor"),
        ("File Manager", "File Manaqer"),
        ("+", "+"),
        ("XClose", "Close"),
        ("✓ Bold", "Bold"),
        ("②Help", "Help"),
        ("Turn lt off", "Turn it off"),
    ],
)
def test_one_wrong_letter_or_mark_is_forgiven(read, name):
    assert find(lines("Home", read), [name]).text == read


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("File", "Files"), ("Files", "File"), ("Edit", "Exit"), ("Hone", "Home"), ("Settings", "Sessions"), ("-", "+"),
        ("×", "+"), ("", "+"), ("...", "Save"), ("Filename", "File"), ("Profile", "File"), ("Reopen", "Open"),
        ("Cite this page", "Edit this page"), ("Turn Wi-Fi on", "Turn Wi-Fi off"), ("Chapter 13", "Chapter 12"),
        ("Solar-dark", "Solar"), ("notes.txt", "notes"), ("Terminal", "inal"),
    ],
)  # fmt: skip
def test_another_word_is_not_it(read, name):
    assert find(lines(read), [name]) is None
    assert whole(lines(read), [name]) == []


def test_a_name_within_a_line_gets_its_share_of_the_box():
    found = find(lines("Untitled 1 - Mousepad"), ["Mousepad"])
    assert (found.text, found.box) == ("Mousepad", Box(130, 0, 210, 20))
    first, second = find(lines("File Edit View"), ["File"]), find(lines("File Edit View"), ["Edit"])
    assert first.box.centre[0] < second.box.left


def test_a_space_that_ocr_dropped_after_a_full_stop_is_no_word():
    assert find(lines("It ends here.Next"), ["Next"]).text == "Next"


def test_a_title_ends_with_the_programs_name_though_ocr_dropped_the_spaces_at_its_dash():
    assert find(lines("user-Thunar"), ["Thunar"]).text == "Thunar"
    assert find(lines("notes-thunar"), ["Thunar"]) is None


@pytest.mark.parametrize(("name", "left"), [("Applications", 0), ("notes.txt", 240), ("Documents", None)])
def test_neighbours_that_ocr_ran_together_are_told_apart_at_the_ends(name, left):
    found = find(lines("Applications~/Documents/notes.txt"), [name])
    if left is None:
        assert found is None
    else:
        assert (found.text, found.box.left) == (name, left)


def test_earlier_names_and_whole_lines_are_preferred():
    screen = lines("Thunar File Manager", "Files", "File Manager", "Home")
    assert find(screen, ["File Manager", "Files"]).box.top == 60
    assert find(screen, ["Files", "File Manager"]).box.top == 30
    assert [line.text for line in whole(screen, ["File Manager", "Files"])] == ["File Manager", "Files"]
    assert [line.text for line in find_all(screen, ["File Manager"])] == [
        "Thunar File Manager",
        "File Manager",
    ]


@pytest.mark.parametrize("name", ["", " ", "…"])
def test_a_name_without_a_letter_is_nowhere(name):
    assert find(lines("Home", "", "(?)"), [name]) is None


def test_nearest_helps_a_person_and_an_empty_screen_has_none():
    assert nearest(lines("Cancel", "Apply", "Help"), "aply") == "Apply"
    assert nearest([], "aply") is None


def test_letters_that_look_alike_are_one_and_of_six_letters_one_may_be_wrong():
    for read, name in (("JJl", "JJI"), ("O1", "0l"), ("Cubmit", "Submit")):
        assert find(lines(read), [name]).text == read
    for read, name in (("Submits", "Submit"), ("Cubmid", "Submit"), ("Edits", "Exits")):
        assert find(lines(read), [name]) is None


def test_every_place_of_a_name_is_found_once_whole_lines_first():
    found = places(lines("at nunc ac", "Nunc:", "no"), ["nunc"])
    assert [(line.text, line.box.top) for _, line in found] == [("Nunc:", 30), ("nunc", 0)]
    assert [likeness > CERTAIN for likeness, _ in found] == [True, False], "a part of a line may be by chance"


def test_only_what_ends_in_dots_is_cut_off():
    shown = lines("Save A", "Travel pla...", "Travel plans", "Travel p…")
    assert [line.text for line in cut_off(shown, ["Travel plans.odt"])] == ["Travel pla...", "Travel p…"]
    assert cut_off(lines("Save As"), ["Save All Files"]) == []


def test_lines_that_show_the_task_are_left_out_and_others_are_not():
    task = "Click button ONE, then click button TWO."
    screen = lines("Click button 0NE, then click", "button TWO.", "ONE", "TWO", "button TWO")
    assert [line.text for line in without(screen, task)] == ["ONE", "TWO", "button TWO"]
    assert without(screen[1:], task) == screen[1:], "not the whole of it"
    assert without(screen, "open settings") == screen
    assert without(screen, "") == screen
