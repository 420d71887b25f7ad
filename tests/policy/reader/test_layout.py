"""Of several places with the same words, the one that a kind of thing means."""

import pytest

from ppagent.policy.reader.layout import by_kind, menu_bar, panel
from ppagent.policy.reader.page import Box, Line

HEIGHT = 800


def row(top, *texts, left=100, gap=15):
    """Words beside each other, ten px per letter, 18 px high."""
    lines = []
    for text in texts:
        lines.append(Line(text, Box(left, top, left + 10 * len(text), top + 18)))
        left += 10 * len(text) + gap
    return lines


TITLE = row(100, "Travel plans")
MENUS = row(130, "File", "Edit", "View", "Help")
TABS = row(300, "View", "Editor", "Window", "File")
LIST = row(350, "Travel plans", left=200)
TASKS = row(778, "Applications", "Travel plans")
CLOCK = row(778, "Mon 23 Nov, 09:41", left=1000)
SCREEN = [*TITLE, *MENUS, *TABS, *LIST, *TASKS, *CLOCK]


def places(word):
    return [line for line in SCREEN if line.text == word]


@pytest.mark.parametrize(
    ("role", "word", "meant"),
    [
        ("button", "Travel plans", TASKS[1:]),
        ("item", "Travel plans", [*TITLE, *LIST]),
        ("menu", "View", MENUS[2:3]),
        ("tab", "View", TABS[:1]),
        ("", "View", [MENUS[2], TABS[0]]),
        ("button", "View", [MENUS[2], TABS[0]]),
        ("menu", "Travel plans", [*TITLE, *LIST, TASKS[1]]),
    ],
)
def test_a_kind_tells_places_apart_where_it_can(role, word, meant):
    assert by_kind(role, places(word), SCREEN, HEIGHT) == meant


def test_the_panel_is_the_bar_with_the_clock_at_an_edge():
    assert panel(SCREEN, HEIGHT) == [*TASKS, *CLOCK]
    assert panel([*TITLE, *row(400, "Meeting 14:30")], HEIGHT) == []
    on_top = [*row(5, "Activities", "Travel plans", "10:15"), *TITLE]
    assert by_kind("button", [on_top[1], *TITLE], on_top, HEIGHT) == [on_top[1]]
    assert by_kind("button", places("Travel plans"), [*TITLE, *LIST, *TASKS], HEIGHT) == places(
        "Travel plans"
    )


def test_a_menu_bar_ends_where_the_words_of_another_window_begin():
    beside = row(130, "View", "Sort by", left=600)
    joined = row(160, "Archive Action Help")
    screen = [*MENUS, *beside, *joined]
    assert all(menu_bar(line, screen) for line in [*MENUS, *joined])
    assert menu_bar(joined[0].part(8, 14), screen), "a part of a line stands where the line does"
    assert not any(menu_bar(line, screen) for line in [*beside, *row(300, "Help")])
