"""Real pages in a real Chromium; nothing here takes more than a few seconds."""

import os
import signal
import time

import numpy as np
import pytest

from ppagent.action.schema import Click, Drag, Key, Scroll, Type
from ppagent.catalog import AgentCard
from ppagent.errors import InputError, MissingError, ScreenLostError
from ppagent.evaluate.miniwob import chromium, tasks
from ppagent.evaluate.miniwob.browser import EpisodeOverError, MiniWob
from ppagent.evaluate.miniwob.episode import run_tasks
from ppagent.evaluate.miniwob.eyes import Eyes
from ppagent.evaluate.miniwob.oracle import ORACLES
from ppagent.evaluate.miniwob.players import OraclePlayer, Played
from ppagent.evaluate.miniwob.tasks import NAMES, find_tasks
from ppagent.screen.settle import Settler
from ppagent.trace.record import read_run, read_steps
from ppagent.trace.verify import verify

try:
    chromium.find_chromium()
    tasks.pages_folder()
except MissingError as missing:
    pytest.skip(f"{missing}: {missing.hint}", allow_module_level=True)


@pytest.fixture(scope="module")
def page():
    with MiniWob() as started:
        yield started


def begin(page, name, seed=0, **more):
    task = find_tasks([name])[0]
    return Eyes(page, task.size, page.begin(task, seed, **more))


FIELD = """<textarea id=f style="position:fixed;left:5px;top:60px;width:140px;height:60px"></textarea>"""


def field(page):
    """A text area in a started task, focused."""
    begin(page, "click-test")
    page.browser.run(f"document.body.insertAdjacentHTML('beforeend', {FIELD!r})")
    page.hands.perform(Click(point=(50, 90)))
    return lambda: page.browser.run("document.querySelector('#f').value")


def test_all_tasks_are_those_of_the_package_and_have_a_page():
    found = find_tasks(["all", "click-test"])
    assert [task.name for task in found] == list(NAMES)
    assert len(found) == len(set(NAMES)) == 128
    assert all(task.page.is_file() for task in found)
    steps = {task.name: task.max_steps for task in found}
    assert steps["click-button"] == 10
    assert steps["choose-date"] == steps["guess-number"] == steps["use-slider"] == 30
    assert set(ORACLES) <= set(NAMES)


def test_an_unknown_task_is_named_with_those_near_it():
    with pytest.raises(InputError, match="click-buton") as caught:
        find_tasks(["click-buton"])
    assert "click-button" in caught.value.hint


def test_what_is_missing_is_said_with_the_command_that_mends_it(monkeypatch):
    monkeypatch.setattr(chromium, "PROGRAMS", ("no-such-browser",))
    with pytest.raises(MissingError) as caught:
        run_tasks("oracle", ["click-test"], [0])
    assert "apt-get install chromium" in caught.value.hint
    monkeypatch.setattr(tasks.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingError) as caught:
        find_tasks(["all"])
    assert "miniwob==1.1.0" in caught.value.hint


def test_the_same_seed_shows_the_same_page_and_another_one_another(page):
    begin(page, "click-test", 3)
    first = page.grab()
    begin(page, "click-test", 4)
    other = page.grab()
    begin(page, "click-test", 3)
    again = page.grab()
    assert first.size_px == (160, 210)
    assert np.array_equal(first.pixels, again.pixels)
    assert not np.array_equal(first.pixels, other.pixels)
    assert tuple(first.pixels[48, 150]) == (255, 255, 0), "the yellow field of the task"


def test_flights_and_scaled_pages_have_their_own_sizes():
    with MiniWob(scale=2) as page:
        assert "Departure City" in begin(page, "flight.AA").utterance
        assert page.grab().size_px == (750, 1334)
        begin(page, "click-test")
        frame = page.grab()
        assert frame.size_px == (320, 420)
        assert frame.to_input(319, 419) == (159, 209)


def test_a_finished_episode_gives_its_raw_reward_and_ends_the_look_and_no_click_begins_another(page):
    eyes = begin(page, "click-test")
    assert not page.state().done
    time.sleep(0.3)
    where = eyes.point("#subbtn")
    page.hands.perform(Click(point=where))
    over = page.state()
    assert (over.done, over.reward) == (True, 1.0)
    assert page.browser.run("WOB_REWARD_GLOBAL") < 1.0, "the page's own reward is scaled by time"
    with pytest.raises(EpisodeOverError):
        page.grab()
    page.hands.perform(Click(point=where))
    assert page.state() == over


def test_the_page_keeps_its_own_time_when_asked_to(page):
    begin(page, "click-test", limit_s=None)
    assert page.browser.run("core.EPISODE_MAX_TIME") == 10_000
    begin(page, "click-test", limit_s=0.2)
    deadline = time.monotonic() + 5
    while not page.state().done and time.monotonic() < deadline:
        time.sleep(0.02)
    assert page.state().reward == -1
    assert page.state().reason == "timed out"


def test_any_text_is_typed(page):
    value = field(page)
    text = "aZ09 ~`!@#$%^&*()_+-={}[]|\\:;\"'<>,.?/\n\u00e9\u4e2d\U0001f600 end"
    page.hands.perform(Type(text=text))
    assert value() == text


def test_keys_combine_and_the_clipboard_works(page):
    value = field(page)
    page.hands.perform(Type(text="abc"))
    for keys in (
        ("ctrl", "a"),
        ("ctrl", "c"),
        ("end",),
        ("ctrl", "v"),
        ("shift", "left"),
        ("x",),
        ("backspace",),
    ):
        page.hands.perform(Key(keys=keys))
    assert value() == "abcab"
    with pytest.raises(InputError, match="print"):
        page.hands.perform(Key(keys=("print",)))


def test_a_click_has_its_button_count_and_modifiers(page):
    field(page)
    page.browser.run(
        "window.seen = []; for (const kind of ['mousedown', 'dblclick', 'contextmenu']) document.addEventListener(kind, "
        "e => seen.push([e.type, e.button, e.detail, e.ctrlKey, e.shiftKey]), true)"
    )
    page.hands.perform(Click(point=(50, 90), modifiers=("ctrl", "shift")))
    page.hands.perform(Click(point=(80, 100), button="right"))
    page.hands.perform(Click(point=(20, 70), count=2))
    assert page.browser.run("seen") == [
        ["mousedown", 0, 1, True, True], ["mousedown", 2, 1, False, False], ["contextmenu", 2, 0, False, False],
        ["mousedown", 0, 1, False, False], ["mousedown", 0, 2, False, False], ["dblclick", 0, 2, False, False],
    ]  # fmt: skip


def test_a_drag_selects_and_a_wheel_scrolls(page):
    value = field(page)
    page.hands.perform(Type(text="one two three\n" * 20))
    page.hands.perform(Scroll(point=(50, 90), dy=-50))
    settled = Settler(page.grab).settle(page.grab(), 300)
    assert settled.reason != "timeout"
    assert page.browser.run("document.querySelector('#f').scrollTop") == 0
    page.hands.perform(Drag(start=(8, 68), end=(140, 100)))
    page.hands.perform(Key(keys=("delete",)))
    assert len(value()) < 20 * 14 - 10


def test_the_oracle_solves_what_it_covers_in_several_browsers():
    names = [
        "click-button",
        "click-collapsible-2",
        "enter-date",
        "copy-paste",
        "use-slider",
        "login-user-popup",
    ]
    results = list(run_tasks("oracle", names, [1, 2], parallel=3))
    assert sorted((one.task, one.seed) for one in results) == sorted((n, s) for n in names for s in (1, 2))
    assert [one for one in results if not one.success or one.error or one.reward != 1] == []
    assert all(one.utterance and one.steps and one.ms for one in results)


def test_the_oracle_says_what_it_does_not_cover_and_random_clicks_the_same_twice():
    with pytest.raises(InputError, match="tic-tac-toe"):
        run_tasks("oracle", ["tic-tac-toe"], [0])
    first, second = (
        [(one.reward, one.steps) for one in run_tasks("random", ["click-color"], [0, 1])] for _ in range(2)
    )
    assert first == second


def test_an_agents_card_plays_in_its_own_loop_and_leaves_a_trace(tmp_path):
    with MiniWob() as page:
        x, y = begin(page, "click-test", 1).point("#subbtn")
    hit = f'{{"kind": "click", "point": [{x * 3}, {y * 3}]}}'
    card = AgentCard(
        name="clicker", description="", policy="scripted", replies=("no action", hit, '{"kind": "done"}')
    )
    won, lost = run_tasks(card, ["click-test"], [1, 2], folder=tmp_path, max_steps=3)
    assert (won.success, won.steps, won.error, won.done) == (True, 2, "", True)
    assert 0 < won.sent_tokens <= won.full_tokens
    assert (lost.success, lost.error) == (False, "")
    run = read_run(tmp_path / "click-test" / "1")
    assert (run.task, run.status, run.seed, run.env) == ("Click the button.", "done", 1, "miniwob/click-test")
    assert [step.effect for step in read_steps(tmp_path / "click-test" / "1")] == ["refused", None]
    assert verify(tmp_path / "click-test" / "1").ok
    assert next(run_tasks(card, ["click-test"], [1], folder=tmp_path, max_steps=3)).success
    assert read_run(tmp_path / "click-test" / "1-2").status == "done"


class Breaker(OraclePlayer):
    """Kills the browser before it plays, as often as told."""

    def __init__(self, times):
        self.left = times

    def play(self, page, episode, folder):
        if self.left:
            self.left -= 1
            os.kill(page.browser.pid, signal.SIGKILL)
        return super().play(page, episode, folder)


@pytest.mark.parametrize(("times", "error", "attempts"), [(1, "", 2), (2, "infrastructure", 2)])
def test_a_dead_browser_is_replaced_once_and_the_next_episode_is_unharmed(times, error, attempts):
    broken = Breaker(times)
    first, second = run_tasks("breaker", ["click-test"], [0, 1], player=lambda: broken)
    assert (first.error, first.attempts, first.success) == (error, attempts, not error)
    assert second.success


def test_a_crashed_tab_is_a_lost_screen():
    with MiniWob() as page:
        begin(page, "click-test")
        with pytest.raises(ScreenLostError):
            page.browser.call("Page.crash")
        started = time.monotonic()
        with pytest.raises(ScreenLostError, match="tab died"):
            page.grab()
        assert time.monotonic() - started < 1, "nobody waits for a dead tab"


class Failing(OraclePlayer):
    """Fails of itself."""

    def play(self, page, episode, folder):
        if episode.seed:
            raise InputError("no idea")
        return Played(0)


def test_an_agents_own_failure_is_counted_apart_and_a_closed_iterator_leaves_no_browser():
    results = run_tasks("failing", ["click-test"], range(50), player=Failing)
    plain, failed = next(results), next(results)
    assert (plain.success, plain.error) == (False, "")
    assert (failed.error, failed.message) == ("agent", "no idea")
    results.close()
    assert list(results) == []
