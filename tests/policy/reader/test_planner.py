"""The planner on a small desktop made of lines: it gets there, or says plainly that it does not."""

import re
import zlib
from dataclasses import dataclass, field
from types import NoneType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppagent.action.schema import Click, Done, Fail, Key, Move, Type, Wait
from ppagent.policy.base import Effect
from ppagent.policy.reader.page import Box, Line
from ppagent.policy.reader.planner import Planner, Seen
from ppagent.prune.canvas import fit_canvas

NAMES = {
    "calculator": ["Calculator", "Galculator"], "settings": ["Settings Manager", "Settings"],
    "text editor": ["Text Editor", "Mousepad"], "file manager": ["File Manager", "Files"],
}  # fmt: skip
MENU = {
    "Run Program...": {}, "Accessories": {"Calculator": "Galculator", "Text Editor": "Mousepad"},
    "Settings": {"Appearance": "Appearance", "Settings Manager": "Settings"}, "Log Out": {},
}  # fmt: skip
ENTRIES = {entry: title for submenu in MENU.values() for entry, title in submenu.items()}
SIZE = (1280, 800)


@dataclass
class Desktop:
    """A panel with a menu (or a launcher), and windows that are nothing but their titles."""

    has_menu: bool = True
    has_launcher: bool = False
    opens: bool = True
    delay: int = 0
    """Waits until a window shows."""
    slow: bool = False
    """Whether a menu shows one wait after the highlight of what opens it, and not at all if the pointer goes on."""
    asks: bool = False
    """Whether closing is answered by a question."""
    refuses: type = NoneType
    """Actions that come back refused."""
    inert: type = NoneType
    """Actions that do nothing."""
    icons: tuple[str, ...] = ()
    windows: list[str] = field(default_factory=list)
    submenu: str | None = None
    menu: bool = False
    pointed: str | None = None
    unfolding: str | None = None
    launcher: str | None = None
    typed: str = ""
    coming: list[list] = field(default_factory=list)
    dialog: bool = False

    def lines(self) -> list[Line]:
        at = [(10, 4, "Applications")] if self.has_menu else []
        at += [(20, 600 + 30 * n, icon) for n, icon in enumerate(self.icons)]
        at += [(600, 100 + 90 * n, title) for n, title in enumerate(self.windows)]
        if self.menu:
            at += [(10, 34 + 24 * n, entry) for n, entry in enumerate(MENU)]
        if self.submenu:
            at += [(220, 130 + 24 * n, entry) for n, entry in enumerate(MENU[self.submenu])]
        if self.launcher is not None:
            at += [(400, 400, self.launcher or "Search")]
            at += [
                (400, 470 + 32 * n, e) for n, e in enumerate(ENTRIES) if self.launcher and self.launcher in e
            ]
        if self.typed:
            at += [(600, 700, self.typed[:40])]
        if self.dialog:
            at += [(600, 300, "Save the changes before closing?"), (700, 340, "Cancel")]
        return [Line(text, Box(x, y, x + 8 * len(text), y + 18)) for x, y, text in at]

    def seen(self, effect=None) -> Seen:
        pixels = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
        for line in self.lines():
            box = line.box
            pixels[int(box.top) : int(box.bottom), int(box.left) : int(box.right)] = (
                1 + zlib.crc32(line.text.encode()) % 250 + 3 * (line.text == self.pointed)
            )
        return Seen(self.lines(), fit_canvas(pixels, 32), effect)

    def act(self, action) -> Seen:
        if isinstance(action, self.refuses):
            return self.seen(Effect("refused", "The user rejected this action."))
        before = self.seen().canvas.pixels
        if not isinstance(action, self.inert):
            self._do(action)
        if isinstance(action, Wait):
            return self.seen(Effect("unverifiable"))
        changed = not np.array_equal(before, self.seen().canvas.pixels)
        return self.seen(
            Effect("confirmed") if changed else Effect("no_effect", "Nothing on the screen changed.")
        )

    def _do(self, action):
        point = getattr(action, "point", None)
        hit = next((line.text for line in self.lines() if point and line.box.holds(*point)), None)
        if isinstance(action, Click | Move):
            self.pointed, self.unfolding = hit if self.slow else None, None
        match action:
            case Click() if self.launcher is not None and hit in ENTRIES:
                self.launcher = None
                self._start(ENTRIES[hit])
            case Click() if self.slow and hit == "Applications":
                self.unfolding = hit
            case Click() if hit == "Applications":
                self.menu = not self.menu
            case Click() if self.menu and hit in ENTRIES:
                self.menu, self.submenu = False, None
                self._start(ENTRIES[hit])
            case Click(count=2) if hit in self.icons:
                self._start(hit)
            case Move() if self.slow and self.menu and hit in MENU:
                self.submenu, self.unfolding = None, hit
            case Move() if self.menu:
                self.submenu = hit if MENU.get(hit) else self.submenu if hit in ENTRIES else None
            case Key(keys=("escape",)):
                self.menu, self.submenu, self.launcher = False, None, None
            case Key(keys=("alt", "f3")) if self.has_launcher:
                self.launcher = ""
            case Key(keys=("ctrl", "a")) if self.launcher is not None:
                self.launcher = ""
            case Key(keys=("alt", "f4")) if self.windows:
                if self.asks:
                    self.dialog = True
                else:
                    self.windows.pop()
            case Type() if self.launcher is not None:
                self.launcher = action.text
            case Type():
                self.typed += action.text
            case Wait():
                self.menu |= self.unfolding == "Applications"
                self.submenu = self.unfolding if MENU.get(self.unfolding) else self.submenu
                for one in self.coming:
                    one[1] -= 1
        self._arrive()

    def _start(self, title):
        if self.opens:
            self.coming.append([title, self.delay])

    def _arrive(self):
        self.windows += [title for title, left in self.coming if left <= 0]
        self.coming = [one for one in self.coming if one[1] > 0]


def follow(task, desktop, most=80):
    """Follow a task to its end; the actions, the last of which is Done or Fail."""
    plan = Planner(NAMES).plan(task, desktop.seen())
    actions = [next(plan)]
    while not isinstance(actions[-1], Done | Fail):
        assert len(actions) < most, f"no end: {actions[-6:]}"
        actions.append(plan.send(desktop.act(actions[-1])))
    return actions


@pytest.mark.parametrize(
    ("task", "title"),
    [
        ("open the calculator", "Galculator"), ("open settings", "Settings"), ("open appearance", "Appearance"),
        ("open the appearance settings", "Appearance"), ("launch the text editor", "Mousepad"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("delay", [0, 3, 8])
def test_open_through_the_menu_and_wait_for_the_window(task, title, delay):
    desktop = Desktop(delay=delay)
    assert isinstance(follow(task, desktop)[-1], Done)
    assert desktop.windows == [title]
    assert not desktop.menu


@pytest.mark.parametrize(
    ("task", "title"), [("open the calculator", "Galculator"), ("open settings", "Settings"), ("open appearance", "Appearance")]
)  # fmt: skip
def test_a_menu_that_comes_after_the_highlight_of_its_entry_is_waited_for(task, title):
    desktop = Desktop(slow=True)
    assert isinstance(follow(task, desktop)[-1], Done)
    assert desktop.windows == [title]


def test_a_menu_that_comes_at_once_is_not_waited_for():
    assert [type(action) for action in follow("open settings", Desktop())] == [Click, Move, Click, Done]


def test_open_through_the_launcher_where_there_is_no_menu():
    desktop = Desktop(has_menu=False, has_launcher=True)
    assert isinstance(follow("open the calculator", desktop)[-1], Done)
    assert desktop.windows == ["Galculator"]


def test_open_an_icon_by_two_clicks():
    desktop = Desktop(icons=("Home",))
    actions = follow("open home", desktop)
    assert isinstance(actions[-1], Done)
    assert [action.count for action in actions if isinstance(action, Click)] == [1, 2]
    assert desktop.windows == ["Home"]


def test_steps_follow_each_other():
    desktop = Desktop()
    actions = follow('open the text editor then type "hello, then bye" and then press ctrl+s', desktop)
    assert isinstance(actions[-1], Done | Fail)
    assert desktop.typed == "hello, then bye"
    assert actions[-2] == Key(keys=("ctrl", "s"))
    assert isinstance(actions[-1], Done)


@pytest.mark.parametrize("it", ["it", "settings", "the window", "this app", ""])
def test_open_then_close(it):
    desktop = Desktop()
    assert isinstance(follow(f"open settings then close {it}", desktop)[-1], Done)
    assert desktop.windows == []


def test_a_question_on_closing_is_not_closed():
    desktop = Desktop(asks=True)
    end = follow("open the text editor then close it", desktop)[-1]
    assert isinstance(end, Fail)
    assert "still there" in end.reason
    assert desktop.windows == ["Mousepad"]


@pytest.mark.parametrize(
    ("task", "desktop", "says"),
    [
        ("open the calculator", Desktop(opens=False), "nothing that says 'Calculator'"),
        ("open the calculator", Desktop(delay=9), "nothing that says"),
        ("open the pod bay doors", Desktop(), "cannot find 'pod bay doors'"),
        ("open the calculator", Desktop(has_menu=False), "cannot find 'calculator'"),
        ("open the calculator", Desktop(inert=Click), "cannot find"),
        ("open files", Desktop(windows=["File"]), "cannot find 'files'"),
        ("book a flight", Desktop(), "do not know how to 'book a flight'"),
        ("open settings then dance", Desktop(), "'dance'"),
        ("click Aply", Desktop(windows=["Supply"]), "cannot see 'Aply'.*nearest text is 'Supply'"),
        ("click Mousepad", Desktop(windows=["Mousepad"]), "Nothing on the screen changed"),
        ("type hello", Desktop(inert=Type), "typed the text, but"),
        ("type hello", Desktop(refuses=Type), "rejected"),
        ("press ctrl+s", Desktop(refuses=Key), "rejected"),
        ("press hyperspace", Desktop(), "no key called 'hyperspace'"),
        ("press a b c d e f g", Desktop(), "one to six keys"),
        ("close the calculator", Desktop(), "cannot see 'calculator'"),
        ("scroll sideways", Desktop(), "up or down"),
        ("scroll down", Desktop(), "scrolled, but"),
        ("wait until tomorrow", Desktop(), "not for 'until tomorrow'"),
        ("wait ² seconds", Desktop(), "not for '² seconds'"),
        ("wait 99 minutes", Desktop(), "more than 600"),
    ],
)
def test_what_cannot_be_done_ends_as_fail_and_says_why(task, desktop, says):
    end = follow(task, desktop)[-1]
    assert isinstance(end, Fail)
    assert re.search(says, end.reason), end.reason


@pytest.mark.parametrize(
    ("keys", "pressed"),
    [("ctrl+s", ("ctrl", "s")), ("Ctrl Shift Esc", ("ctrl", "shift", "escape")), ("+", ("+",)), ("ctrl++", ("ctrl", "+")),
     ("the Return key", ("enter",))],
)  # fmt: skip
def test_keys_in_many_spellings(keys, pressed):
    assert follow(f"press {keys}", Desktop())[0] == Key(keys=pressed)


@pytest.mark.parametrize(
    ("task", "seconds"),
    [("wait", [1]), ("wait for 3 seconds", [3]), ("wait 5s", [5]), ("wait a moment", [1]), ("wait 2 minutes", [60, 60]),
     ("wait 0.5 s", [0.5])],
)  # fmt: skip
def test_waiting_takes_as_long_as_was_said(task, seconds):
    actions = follow(task, Desktop())
    assert [action.seconds for action in actions[:-1]] == seconds
    assert isinstance(actions[-1], Done)


def test_a_text_longer_than_one_action_is_typed_in_parts():
    text = "abcdefghi " * 4500 + "end"
    desktop = Desktop()
    # The parts look alike to a desktop that shows the first letters only, so every one must show a change of its own.
    desktop.lines = lambda: [Line(str(len(desktop.typed)), Box(0, 0, 80, 18))]
    actions = follow(f'type "{text}"', desktop)
    assert "".join(action.text for action in actions[:-1]) == text
    assert len(actions) == 4


WORDS = st.sampled_from([
    "open", "click", "type", "press", "close", "wait", "scroll", "then", "settings", "calculator", "it", "Applications",
    '"', "'", "ctrl+", "+", "enter", "²", "3", "down", "Log Out", "²s", " ", "window", "home", "the",
])  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_task_ends(task, has_menu, has_launcher):
    follow(task, Desktop(has_menu=has_menu, has_launcher=has_launcher, icons=("Home",)), most=400)
