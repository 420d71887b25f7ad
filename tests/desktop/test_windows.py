"""Asking the window manager for the keyboard and for a place, on a real XFCE desktop."""

import pytest

from ppagent.hands.xserver import XServer

TITLES = ("ärger – 漢字.txt", "кириллица שלום 😀.txt")


@pytest.fixture(scope="module")
def two(desktop):
    """Two editors, whose titles are not plain."""
    with desktop.windows() as windows:
        for title in TITLES:
            desktop.run_on(["touch", f"{desktop.home_inside}/{title}"])
            desktop.launch(["mousepad", "--disable-server", f"{desktop.home_inside}/{title}"])
            windows.wait_until(
                lambda title=title: any(one.title.startswith(f"~/{title}") for one in windows.listed()),
                20,
                title,
            )
        windows.wait_until_quiet(0.3, 20)
        server = XServer(desktop.display, str(desktop.xauthority))
        yield windows, server
        server.close()


def named(windows, title):
    (found,) = [one for one in windows.listed() if title in one.title]
    return found


def test_a_title_in_any_script_is_read_whole_by_both_connections(two):
    windows, server = two
    for title in TITLES:
        window = named(windows, title)
        windows.activate(window)
        windows.wait_until(lambda window=window: server.active_window().id == window.id, 10, "the keyboard")
        assert server.active_window().title == window.title == f"~/{title} - Mousepad"


def test_activate_gives_the_keyboard_each_time(two, desktop):
    windows, server = two
    first, second = (named(windows, title) for title in TITLES)
    for number, window in enumerate((first, second, first, second)):
        windows.activate(window)
        windows.wait_until(lambda window=window: server.active_window().id == window.id, 10, "the keyboard")
        desktop.run_on(["xdotool", "type", str(number)])
        windows.wait_until(
            lambda window=window: (
                next(one for one in windows.listed() if one.id == window.id).title[0] == "*"
            ),
            10,
            "the mark of a change",
        )
        desktop.run_on(["xdotool", "key", "ctrl+s"])
        windows.wait_until(
            lambda window=window: (
                next(one for one in windows.listed() if one.id == window.id).title[0] != "*"
            ),
            10,
            "the saved file",
        )
    written = [(desktop.home / title).read_text(encoding="utf-8").strip() for title in TITLES]
    assert written == ["02", "13"]


def test_place_moves_the_frame_and_resizes_the_inside(two):
    windows, _ = two
    window = named(windows, TITLES[0])
    for corner in ((40, 60), (300, 120)):
        windows.place(window, (*corner, 500, 400), resize=True)
        windows.wait_until(lambda: named(windows, TITLES[0]).box[2:] == (500, 400), 10, "the size")

        def near(corner=corner):
            x, y = named(windows, TITLES[0]).box[:2]
            return 0 <= x - corner[0] <= 10 and 0 <= y - corner[1] <= 40

        windows.wait_until(near, 10, "the place")
    before = named(windows, TITLES[0]).box
    windows.place(window, (100, 90, 1, 1), resize=False)
    windows.wait_until(lambda: named(windows, TITLES[0]).box[:2] != before[:2], 10, "the move")
    assert named(windows, TITLES[0]).box[2:] == before[2:]
