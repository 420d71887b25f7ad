"""The loop on a small screen: what it does, what it refuses to do, how it ends, and that its trace holds in any case."""

import json

import numpy as np
import pytest

from ppagent.action.dialect import JsonDialect
from ppagent.action.schema import Click, Done, Type
from ppagent.errors import InputError, PpagentError, ScreenLostError
from ppagent.files import png
from ppagent.hands.base import DryHands, Window
from ppagent.hands.guard import ApproveAll, AskFirst, Decision, StoppedError
from ppagent.loop import Agent, Outcome
from ppagent.policy.base import ContextLostError, Reply
from ppagent.policy.scripted import ScriptedPolicy
from ppagent.prune.pruner import Perception, Pruner
from ppagent.screen.capture import FolderScreen
from ppagent.screen.frame import Frame, Monitor
from ppagent.screen.settle import Patience
from ppagent.trace.record import RunRecord, Trace, read_run, read_steps
from ppagent.trace.verify import verify

BUTTON = {"kind": "click", "point": [112, 80]}
NOWHERE = {"kind": "click", "point": [300, 200]}
QUICK = Patience(poll_ms=1, quiet_ms=2, faint_quiet_ms=3, react_ms=5, timeout_ms=60, restless_ms=1000)
LEFT, TOP = -400, 50
"""Where its monitor begins."""


class ButtonScreen:
    """A lamp under a button: a click on the button switches it. Can change, shrink or vanish at a given grab."""

    def __init__(self):
        self.pixels = np.random.default_rng(1).integers(0, 200, (256, 384, 3), dtype=np.uint8)
        self.grabs = 0
        self.at = {}
        """What happens at which grab."""
        self.restless = False

    def grab(self):
        self.grabs += 1
        self.at.pop(self.grabs, lambda: None)()
        if self.restless:
            self.toggle(200, 300, 20)
        height, width = self.pixels.shape[:2]
        return Frame(self.pixels.copy(), Monitor(LEFT, TOP, width, height), 1000.0 + self.grabs)

    def toggle(self, top=64, left=96, side=32):
        self.pixels = self.pixels.copy()
        self.pixels[top : top + side, left : left + side] += 17

    def vanish(self):
        raise ScreenLostError("the screen is gone")

    def shrink(self):
        self.pixels = self.pixels[:64, :64].copy()


class ButtonHands:
    """Hands on a `ButtonScreen`, with a window that has the keyboard."""

    def __init__(self, screen, error=None):
        self.screen, self.error = screen, error
        self.performed, self.released = [], 0
        self.windows = []
        """The active window, one per question; the last one stays."""

    def perform(self, action):
        self.performed.append(action)
        if self.error:
            raise self.error
        if isinstance(action, Click) and action.point and (action.point[0] - LEFT) // 32 == 3:
            self.screen.toggle()
        if isinstance(action, Type):
            self.screen.toggle(128, 128)

    def active_window(self):
        return self.windows.pop(0) if len(self.windows) > 1 else next(iter(self.windows), None)

    def release(self):
        self.released += 1


@pytest.fixture
def screen():
    return ButtonScreen()


@pytest.fixture
def start(tmp_path, screen):
    """Runs replies on the screen and checks what holds for every run, however it ends."""

    def run(*replies, hands=None, guard=None, raises=None, **parts):
        texts = [reply if isinstance(reply, str) else json.dumps(reply) for reply in replies]
        perception = Perception(block=32)
        trace = Trace(tmp_path / "run", RunRecord(
            task="t", agent="scripted", card={}, env="none", seed=None, perception=perception, versions={}, started_at=0.0,
        ))  # fmt: skip
        run.hands = hands = hands or ButtonHands(screen)
        run.policy = policy = parts.pop("policy", None) or ScriptedPolicy(texts)
        run.told = []
        agent = Agent(
            parts.pop("screen", screen), Pruner(perception), policy, JsonDialect(), "pixels", hands, guard or ApproveAll(),
            trace, patience=QUICK, on_step=run.told.append, **parts,
        )  # fmt: skip
        outcome = None
        if raises:
            with pytest.raises(raises):
                agent.run("t")
        else:
            outcome = agent.run("t")
        steps = list(read_steps(trace.folder))
        checked = verify(trace.folder)
        assert checked.ok, checked.differences
        assert steps == run.told
        assert (checked.steps, checked.checked) == (len(steps), len(steps))
        assert read_run(trace.folder).status == "running", "how a run ended is for its owner to say"
        if isinstance(hands, ButtonHands):
            assert hands.released == 1
        return outcome, steps

    return run


def kinds(steps):
    return [step.effect for step in steps]


def test_a_click_lands_on_the_screen_and_the_screen_confirms_it(start):
    outcome, steps = start(BUTTON, BUTTON, {"kind": "done", "text": "lit"})
    assert outcome == Outcome("done", "lit")
    assert start.hands.performed == [Click(point=(112 + LEFT, 80 + TOP))] * 2
    assert kinds(steps) == ["confirmed", "confirmed", None]
    assert [effect and effect.kind for effect in start.policy.effects] == [None, "confirmed", "confirmed"]
    assert "1 blocks" in start.policy.effects[1].message
    assert [(step.kind, step.kept_tokens, step.full_tokens) for step in steps] == [
        ("I", 96, 96), ("P", 1, 96), ("P", 1, 96),
    ]  # fmt: skip
    assert steps[0].target_px == (112 + LEFT, 80 + TOP)
    assert steps[0].decision == "approve"
    assert {"capture", "prune", "policy", "act", "settle"} <= set(steps[0].phases_ms)
    assert steps[2].action == Done(text="lit")
    assert steps[2].target_px is None


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ({"kind": "answer", "text": "42"}, Outcome("answer", "42")),
        ({"kind": "fail", "reason": "no"}, Outcome("fail", "no")),
        ({"kind": "done"}, Outcome("done", "")),
    ],
)
def test_the_policy_ends_the_run(start, reply, outcome):
    ended, steps = start(reply)
    assert ended == outcome
    assert len(steps) == 1
    assert start.hands.performed == []


def test_nothing_happened_is_said(start):
    _, steps = start(NOWHERE, {"kind": "done"})
    assert kinds(steps) == ["no_effect", None]
    assert start.policy.effects[1].message == "Nothing on the screen changed."


def test_waiting_is_unverifiable_and_waits_for_a_change(start, screen):
    screen.at[30] = screen.toggle  # long after an action would have been given up
    _, steps = start({"kind": "wait", "seconds": 5}, {"kind": "wait", "seconds": 0}, {"kind": "done"})
    assert kinds(steps) == ["unverifiable", "unverifiable", None]
    assert [step.message for step in steps] == [
        "1 blocks changed meanwhile.",
        "0 blocks changed meanwhile.",
        "",
    ]
    assert [step.kept_tokens for step in steps] == [96, 1, 0]


def test_a_screen_that_does_not_rest_is_said(start, screen):
    screen.restless = True
    _, steps = start(BUTTON, {"kind": "done"})
    assert steps[0].effect == "confirmed"
    assert "still changing" in steps[0].message


def test_a_dry_run_decides_and_does_nothing(start, screen):
    hands = DryHands()
    outcome, steps = start(BUTTON, {"kind": "type", "text": "x"}, {"kind": "done"}, hands=hands)
    assert outcome.status == "done"
    assert kinds(steps) == ["unverifiable", "unverifiable", None]
    assert len(hands.performed) == 2
    assert screen.grabs == 4, "one for each look, one for the stale-click guard, none to settle"


def test_a_reply_that_is_no_action_goes_back_as_a_message(start):
    outcome, steps = start("I would click.", BUTTON, '{"kind": "fly"}', {"kind": "done"})
    assert outcome.status == "done"
    assert kinds(steps) == ["refused", "confirmed", "refused", None]
    assert steps[0].action is None
    assert steps[0].reply == "I would click."
    assert "not an action" in start.policy.effects[1].message
    assert "click" in start.policy.effects[3].message, "it says what was expected"
    assert len(start.hands.performed) == 1


@pytest.mark.parametrize("point", [[384, 10], [-1, 10], [10, 256], [5000, 5000]])
def test_a_point_that_was_not_shown_is_refused(start, point):
    _, steps = start(
        {"kind": "click", "point": point}, {"kind": "drag", "start": [1, 1], "end": point}, {"kind": "done"}
    )
    assert kinds(steps) == ["refused", "refused", None]
    assert "outside the 384x256 px" in start.policy.effects[1].message
    assert start.hands.performed == []
    assert steps[0].target_px is None


def test_a_click_is_refused_when_what_it_aims_at_changed_since_the_look(start, screen):
    screen.at[2] = screen.toggle
    _, steps = start(BUTTON, BUTTON, {"kind": "done"})
    assert kinds(steps) == ["refused", "confirmed", None]
    assert "changed since you looked" in steps[0].message
    assert len(start.hands.performed) == 1


def test_a_click_goes_ahead_when_something_else_changed(start, screen):
    screen.at[2] = lambda: screen.toggle(192, 192)
    _, steps = start(BUTTON, {"kind": "done"})
    assert kinds(steps) == ["confirmed", None]


def test_a_drag_is_guarded_where_it_begins(start, screen):
    screen.at[2] = screen.toggle
    _, steps = start({"kind": "drag", "start": [112, 80], "end": [200, 200]}, {"kind": "done"})
    assert kinds(steps) == ["refused", None]
    assert start.hands.performed == []


def test_a_click_is_refused_when_the_screen_shrank_since_the_look(start, screen):
    screen.at[2] = screen.shrink
    _, steps = start(NOWHERE, {"kind": "done"})
    assert kinds(steps) == ["refused", None]
    assert "size" in steps[0].message
    assert start.hands.performed == []
    assert [(step.kind, step.reason) for step in steps] == [("I", "first"), ("I", "geometry")]


@pytest.mark.parametrize("action", [{"kind": "type", "text": "secret"}, {"kind": "key", "keys": ["enter"]}])
def test_keys_are_refused_when_another_window_took_the_keyboard(start, screen, action):
    hands = ButtonHands(screen)
    editor, dialog = Window(1, "Editor"), Window(2, "Password")
    hands.windows = [editor, dialog, editor, Window(1, "*Editor"), editor]
    _, steps = start(action, {"kind": "type", "text": "hi"}, {"kind": "done"}, hands=hands)
    assert kinds(steps) == ["refused", "confirmed", None]
    assert "'Password'" in steps[0].message
    assert hands.performed == [Type(text="hi")], "a new title alone is no other window"


def test_the_guard_may_reject_and_the_policy_is_told(start):
    answers = iter(["n", "y"])
    guard = AskFirst(lambda _: next(answers))
    _, steps = start(BUTTON, BUTTON, {"kind": "done"}, guard=guard)
    assert kinds(steps) == ["refused", "confirmed", None]
    assert steps[0].decision.startswith("reject")
    assert "rejected" in start.policy.effects[1].message
    assert len(start.hands.performed) == 1


def test_the_guard_sees_input_units_and_the_active_window(start, screen):
    hands, asked = ButtonHands(screen), []
    hands.windows = [Window(7, "Editor")]

    def guard(action, where):
        asked.append((action.point, where))
        return Decision("approve", "why not")

    _, steps = start(BUTTON, {"kind": "done"}, hands=hands, guard=guard)
    assert asked == [((112 + LEFT, 80 + TOP), "Editor")]
    assert steps[0].decision == "approve: why not"


def test_the_guard_may_stop_the_run(start):
    outcome, steps = start(BUTTON, BUTTON, guard=AskFirst(lambda _: "q"))
    assert outcome == Outcome("stopped", "the user quit")
    assert [step.decision for step in steps] == ["stop: the user quit"]
    assert start.hands.performed == []


def test_six_steps_in_a_row_without_effect_end_the_run(start):
    outcome, steps = start(*[NOWHERE, "nonsense"] * 6)
    assert outcome.status == "fail"
    assert "stuck" in outcome.message
    assert len(steps) == 6


def test_an_effect_in_between_starts_the_count_anew(start):
    outcome, steps = start(*[NOWHERE] * 5, BUTTON, *[NOWHERE] * 5, {"kind": "done"})
    assert outcome.status == "done"
    assert len(steps) == 12


def test_the_limit(start):
    outcome, steps = start(*[BUTTON] * 9, max_steps=3)
    assert outcome == Outcome("limit", "not done after 3 steps")
    assert len(steps) == 3


def test_hands_that_cannot_are_a_refusal(start, screen):
    _, steps = start(
        BUTTON, {"kind": "done"}, hands=ButtonHands(screen, InputError("there is no key called 'x'"))
    )
    assert kinds(steps) == ["refused", None]
    assert "no key called 'x'; nothing more was done" in steps[0].message


@pytest.mark.parametrize("grab", [1, 2, 3, 4])
def test_a_screen_that_vanishes_ends_the_run_and_leaves_the_steps_before(start, screen, grab):
    """It vanishes at the first look, before the click, while it settles."""
    screen.at[grab] = screen.vanish
    _, steps = start(BUTTON, BUTTON, raises=ScreenLostError)
    assert len(steps) == (grab > 1)
    if steps:
        assert steps[0].effect is None
        assert steps[0].action == Click(point=(112, 80))


def test_a_screen_that_vanishes_between_steps_leaves_every_step_before(start, screen):
    hands = ButtonHands(screen)
    replies = [BUTTON, BUTTON, {"kind": "type", "text": "x"}]
    perform = hands.perform

    def last(action):
        perform(action)
        if isinstance(action, Type):
            screen.at = {screen.grabs + n: screen.vanish for n in range(1, 3)}

    hands.perform = last
    _, steps = start(*replies, hands=hands, raises=ScreenLostError)
    assert kinds(steps) == ["confirmed", "confirmed", None]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ScreenLostError("gone"), RuntimeError("a bug")])
def test_what_breaks_the_hands_breaks_the_run_with_the_step_on_record(start, screen, error):
    _, steps = start(BUTTON, BUTTON, hands=ButtonHands(screen, error), raises=type(error))
    assert [(step.action, step.effect) for step in steps] == [(Click(point=(112, 80)), None)]
    assert "act" in steps[0].phases_ms


def test_the_fail_safe_corner_stops_the_run(start, screen):
    outcome, steps = start(BUTTON, hands=ButtonHands(screen, StoppedError("the pointer is in a corner")))
    assert outcome == Outcome("stopped", "the pointer is in a corner")
    assert len(steps) == 1


def test_a_policy_that_breaks_ends_the_run_with_its_look_on_record(start):
    class Broken(ScriptedPolicy):
        def reply(self, look, effect):
            if self.seen:
                raise PpagentError("out of memory")
            return super().reply(look, effect)

    _, steps = start(BUTTON, policy=Broken([json.dumps(BUTTON)]), raises=PpagentError)
    assert kinds(steps) == ["confirmed", None]
    assert (steps[1].action, steps[1].reply) == (None, "")


class Forgetful(ScriptedPolicy):
    """Loses what it saw at some of the looks that it gets."""

    def __init__(self, replies, *lost):
        super().__init__(replies)
        self.lost, self.looks = lost, []

    def keyframe(self):
        return "lost" if self.looks and len(self.looks) - 1 in self.lost else None

    def reply(self, look, effect):
        self.looks.append((look.selection.kind, look.selection.reason))
        if len(self.looks) - 1 in self.lost:
            raise ContextLostError("out of memory")
        return super().reply(look, effect)


@pytest.mark.parametrize("lost", [1, 2])
def test_a_policy_that_lost_what_it_saw_is_shown_the_same_screen_again(start, screen, lost):
    policy = Forgetful([json.dumps(reply) for reply in (BUTTON, BUTTON, NOWHERE, {"kind": "done"})], lost)
    outcome, steps = start(policy=policy)
    assert outcome.status == "done"
    assert kinds(steps) == ["confirmed", "confirmed", "no_effect", None]
    looks = [("I", "first"), ("P", None), ("P", None), ("P", None)]
    on_record = [*looks[:lost], ("I", "lost"), *looks[lost + 1 :]]
    assert [(step.kind, step.reason) for step in steps] == on_record
    assert policy.looks == [*looks[: lost + 1], ("I", "lost"), *looks[lost + 1 :]]
    assert steps[lost].kept_tokens == steps[0].kept_tokens == 96
    assert steps[lost + 1].kept_tokens < 96
    # The same effect is told again, and nothing was done twice.
    assert [effect and effect.kind for effect in policy.effects] == [
        None,
        "confirmed",
        "confirmed",
        "no_effect",
    ]
    assert len(start.hands.performed) == 3
    assert screen.grabs < 200


def test_a_policy_that_cannot_hold_even_one_screen_ends_the_run(start):
    policy = Forgetful([json.dumps(BUTTON)] * 3, 1, 2)
    _, steps = start(policy=policy, raises=ContextLostError)
    assert [(step.kind, step.reason, step.action is None) for step in steps] == [
        ("I", "first", False), ("I", "lost", True),
    ]  # fmt: skip


def test_a_reply_that_was_cut_off_is_not_acted_on(start):
    class Rambling(ScriptedPolicy):
        def reply(self, look, effect):
            reply = super().reply(look, effect)
            return Reply(reply.text, cut_off=len(self.seen) == 1)

    _, steps = start(policy=Rambling([json.dumps(BUTTON), json.dumps(BUTTON), '{"kind": "done"}']))
    assert kinds(steps) == ["refused", "confirmed", None]
    assert steps[0].reply == json.dumps(BUTTON)
    assert steps[0].action is None
    assert "cut off" in steps[0].message
    assert len(start.hands.performed) == 1


def test_what_a_second_look_took_counts_as_sent(start):
    class Doubting(ScriptedPolicy):
        def reply(self, look, effect):
            return Reply(super().reply(look, effect).text, again_tokens=30 if len(self.seen) == 1 else 0)

    _, steps = start(policy=Doubting([json.dumps(BUTTON), '{"kind": "done"}']))
    assert [(step.kept_tokens, step.sent_tokens) for step in steps] == [(96, 126), (1, 1)]


def test_a_folder_of_frames_is_a_screen_and_its_end_is_the_screens(start, tmp_path):
    folder = tmp_path / "frames"
    folder.mkdir()
    rng = np.random.default_rng(3)
    for number in range(3):
        (folder / f"{number}.png").write_bytes(png(rng.integers(0, 255, (96, 96, 3), np.uint8)))
    waits = [{"kind": "wait"}] * 9
    _, steps = start(*waits, screen=FolderScreen(folder), hands=DryHands(), raises=ScreenLostError)
    assert len(steps) == 3
    assert [step.reason for step in steps] == ["first", "change", "change"]
