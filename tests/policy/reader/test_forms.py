"""The planner on a drawn form: fields by their labels or places, crosses, tabs, lists; the task's own words are not targets."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ppagent.action.schema import Click, Done, Fail, Key, Type
from ppagent.policy.base import Effect
from ppagent.policy.reader.page import Box, Line
from ppagent.policy.reader.planner import Planner, Seen
from ppagent.prune.canvas import fit_canvas

USER, PASSWORD, CROSS = (140, 100, 340, 130), (20, 180, 220, 210), (360, 60, 382, 82)
FOLDED = (20, 300, 220, 330)


@dataclass
class Form:
    """Texts and boxes; what was clicked and typed, in order."""

    task: str = ""
    texts: dict[str, tuple[int, int]] = field(default_factory=dict)
    boxes: tuple[tuple[int, int, int, int], ...] = (USER, PASSWORD)
    link: str = ""
    """A text that is coloured."""
    opens: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    """Texts that a click on another brings."""
    still: bool = False
    """Clicks show nothing."""
    done: list[str] = field(default_factory=list)

    def lines(self):
        shown = [(text, place) for text, place in self.texts.items()]
        rows = [self.task[start : start + 40] for start in range(0, len(self.task), 40)]
        shown += [(row, (4, 4 + 18 * number)) for number, row in enumerate(rows)]
        return [Line(text, Box(x, y, x + 8 * len(text), y + 16)) for text, (x, y) in shown]

    def seen(self, effect=None):
        image = Image.new("RGB", (480, 400), (250, 250, 250))
        draw = ImageDraw.Draw(image)
        for box in self.boxes:
            draw.rectangle(box, "white", (100, 100, 100), 2)
        for line in self.lines():
            x, y = line.box.left, line.box.top
            ink = (0, 0, 230) if line.text.startswith(self.link or "\0") else (40, 40, 40)
            draw.line((x, y + 8, line.box.right - 1, y + 8), ink, 5)
        draw.point((479, 399), (len(self.done) * 5 % 255, 0, 0))
        return Seen(self.lines(), fit_canvas(np.asarray(image), 32), effect)

    def act(self, action):
        what = ""
        match action:
            case Click():
                x, y = action.point
                hit = [line.text for line in self.lines() if line.box.holds(x, y)]
                hit += [f"box {n}" for n, (a, b, c, d) in enumerate(self.boxes) if a <= x < c and b <= y < d]
                what = "+".join([*action.modifiers, hit[0] if hit else "nothing"])
                self.texts |= self.opens.get(what, {})
                if what == "Cancel":
                    del self.texts["Cancel"]
            case Type():
                what = f"type {action.text}"
            case Key():
                what = f"key {'+'.join(action.keys)}"
        self.done.append(what)
        return self.seen(Effect("no_effect" if self.still else "confirmed", "Nothing changed."))


def follow(task, form, most=40):
    form.task = form.task and task
    plan = Planner({}).plan(task, form.seen())
    action = next(plan)
    for _ in range(most):
        if isinstance(action, Done | Fail):
            return action
        action = plan.send(form.act(action))
    raise AssertionError("it does not end")


LOGIN = {"Username": (20, 106), "Password": (20, 156), "Login": (30, 240)}


@pytest.mark.parametrize("task", [
    'Enter the username "ann" and the password "b c" into the text fields and press login.',
    'type "ann" into the Username field, type "b c" in the Password field and click Login',
    'fill in the "Username" field with "ann" and fill in the "Password" field with "b c" then press the Login button',
])  # fmt: skip
def test_texts_go_into_the_fields_of_their_labels(task):
    form = Form("shown", dict(LOGIN))
    assert isinstance(follow(task, form), Done)
    assert form.done == ["box 0", "type ann", "box 1", "type b c", "Login"]


def test_fields_without_labels_are_told_by_their_place():
    form = Form("shown")
    assert isinstance(follow('Enter "x" into both text fields.', form), Done)
    assert form.done == ["box 0", "type x", "box 1", "type x"]
    form = Form("shown", still=True)
    assert isinstance(follow("Focus into the 2nd input textbox.", form), Done)
    assert form.done == ["box 1"]
    assert isinstance(follow("Focus into the 3rd textbox.", Form()), Fail)


def test_a_date_a_time_and_a_case_are_typed_as_fields_take_them():
    for task, typed in (
        ("Enter 6:15 AM as the time and press enter", "06:15AM"),
        ('Type "NieVes" in all lower case letters in the text input and press enter', "nieves"),
        ('Type "NieVes" in upper case in the text input and press enter', "NIEVES"),
        ("Enter 04/03/2010 as the date and hit enter.", "04/03/2010"),
    ):
        form = Form("shown", boxes=(USER,))
        assert isinstance(follow(task, form), Done)
        assert form.done == ["box 0", f"type {typed}", "key enter"]


def test_the_tasks_own_words_on_the_screen_are_not_clicked():
    form = Form("shown", {"TWO": (200, 200), "ONE": (200, 240), "Submit": (200, 280)}, boxes=())
    assert isinstance(follow("Click button ONE, then click button TWO and press Submit", form), Done)
    assert form.done == ["ONE", "TWO", "Submit"]
    form = Form("shown", {"Other": (200, 200)}, boxes=())
    assert isinstance(follow('Click on the "ok" button.', form), Fail)
    assert form.done == []


def test_several_are_selected_one_by_one_and_nothing_means_none():
    form = Form(
        "shown", {"XN46": (60, 200), "DeG": (60, 230), "JJl": (60, 260), "Submit": (60, 290)}, boxes=()
    )
    assert isinstance(follow("Select XN46, JJI and click Submit.", form), Done)
    assert form.done == ["XN46", "JJl", "Submit"], "an I and an l look alike"
    form.done.clear()
    assert isinstance(follow("Select nothing and click Submit.", form), Done)
    assert form.done == ["Submit"]


def test_a_link_is_the_coloured_one_of_equal_words():
    form = Form("shown", {"nunc": (60, 200), "nunc.": (60, 260)}, boxes=(), link="nunc.")
    assert isinstance(follow('Click on the link "nunc".', form), Done)
    assert form.done == ["nunc."]


def test_a_cross_that_cannot_be_read_is_found_by_its_shape():
    form = Form("shown", {"A dialog": (200, 64)}, boxes=(CROSS, USER))
    assert isinstance(follow('Close the dialog box by clicking the "x".', form), Done)
    assert form.done == ["box 0"]


def test_tabs_are_opened_until_the_thing_shows():
    tabs = {f"Tab #{number}": (20 + 80 * number, 100) for number in (1, 2, 3)}
    form = Form("shown", tabs, boxes=(), opens={"Tab #2": {"malesuada": (20, 200)}})
    assert isinstance(
        follow('Switch between the tabs to find and click on the link "malesuada".', form), Done
    )
    assert form.done == ["Tab #1", "Tab #2", "malesuada"]
    form = Form("shown", tabs, boxes=())
    assert isinstance(follow('Switch between the tabs to find and click on the link "nowhere".', form), Fail)
    assert form.done == ["Tab #1", "Tab #2", "Tab #3"]


def test_a_folded_list_is_chosen_from_by_typing_unless_it_shows_the_choice():
    form = Form("shown", {"Norway": (26, 306), "Submit": (300, 306)}, boxes=(FOLDED,))
    assert isinstance(follow("Select Peru from the list and click Submit.", form), Done)
    assert form.done == ["Norway", "type Peru", "key enter", "Submit"]
    form.done.clear()
    assert isinstance(follow("Select Norway from the list and click Submit.", form), Done)
    assert form.done == ["Submit"]
    unfolds = Form("shown", {"Norway": (26, 306)}, boxes=(FOLDED,), opens={"Norway": {"Peru": (26, 340)}})
    assert isinstance(follow("Choose Peru from the list", unfolds), Done)
    assert unfolds.done == ["Norway", "Peru"]


def test_several_are_chosen_from_a_list_with_ctrl():
    form = Form("shown", {"Ann": (60, 200), "Bob": (60, 230), "Cyd": (60, 260)}, boxes=((50, 190, 300, 300),))
    assert isinstance(follow("Select Ann, Cyd from the scroll list", form), Done)
    assert form.done == ["Ann", "ctrl+Cyd"]


def test_what_pops_up_over_a_field_is_cancelled():
    form = Form("shown", dict(LOGIN), opens={"box 0": {"Cancel": (400, 300)}})
    assert isinstance(follow('type "ann" into the Username field', form), Done)
    assert form.done == ["box 0", "Cancel", "box 0", "type ann"]


def test_a_button_that_shows_no_sign_is_a_doubt_in_the_middle_and_a_failure_at_the_end():
    form = Form("shown", {"ONE": (60, 200), "TWO": (60, 240)}, boxes=(), still=True)
    end = follow("click ONE then press enter", form)
    assert isinstance(end, Done)
    assert "ONE" in end.text.split("followed")[1]
    assert "nothing on the screen showed it" in end.text
    assert isinstance(follow("click ONE", form), Fail)
