import io

import pytest

from ppagent.action.schema import Click, Key, Type
from ppagent.hands.base import DryHands, Window
from ppagent.hands.guard import ApproveAll, AskFirst, Decision, focus_moved

CLICK = Click(point=(640, 12))


class Person:
    """Answers from a list, then hangs up."""

    def __init__(self, *answers):
        self.answers, self.questions = list(answers), []

    def __call__(self, question):
        self.questions.append(question)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)


def test_approve_all_approves():
    assert ApproveAll()(CLICK, "Editor") == Decision("approve")


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("y", "approve"),
        (" YES ", "approve"),
        ("n", "reject"),
        ("no", "reject"),
        ("q", "stop"),
        ("a", "approve"),
    ],
)
def test_a_person_decides(answer, verdict):
    person = Person(answer)
    decision = AskFirst(person)(CLICK, "Editor")
    assert decision.verdict == verdict
    assert decision.reason
    assert "click (640, 12) in 'Editor'?" in person.questions[0]


def test_anything_else_asks_again_and_nothing_more_to_read_stops():
    person = Person("", "what?", "yesterday")
    assert AskFirst(person)(CLICK, "").verdict == "stop"
    assert len(person.questions) == 4


def test_all_asks_no_more():
    person = Person("y", "a")
    guard = AskFirst(person)
    assert [guard(CLICK, "").verdict for _ in range(5)] == ["approve"] * 5
    assert len(person.questions) == 2


def test_without_a_terminal_it_stops_and_names_the_option(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    decision = AskFirst()(CLICK, "")
    assert decision.verdict == "stop"
    assert "--yes" in decision.reason


def test_the_question_cannot_steer_the_terminal():
    person = Person("n", "n", "n")
    guard = AskFirst(person)
    guard(Type(text="\x1b[2J"), "\x1b]0;title\x07")
    guard(Key(keys=("\x1b",)), "")
    guard(Key(keys=("\u202e",)), "")
    assert all(question.isprintable() for question in person.questions)


def test_keys_follow_the_window_the_model_saw():
    seen = Window(7, "Editor")
    assert focus_moved(None, None) is None
    assert focus_moved(None, seen) is None
    assert focus_moved(seen, Window(7, "*Editor")) is None
    assert "'Mail'" in focus_moved(seen, Window(8, "Mail"))
    assert "no window" in focus_moved(seen, None)


def test_dry_hands_only_remember():
    hands = DryHands()
    hands.perform(CLICK)
    hands.release()
    assert hands.performed == [CLICK]
    assert hands.active_window() is None
