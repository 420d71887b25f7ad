"""Real pages in a real Chromium; nothing here takes more than a few seconds."""

import json
import os
import signal
import time

import numpy as np
import pytest

from ppagent.action.schema import Click, Drag, Key, Scroll, Type
from ppagent.errors import InputError, MissingError, ScreenLostError
from ppagent.evaluate.episodes import InfrastructureError
from ppagent.evaluate.interactive import PlayOptions, play
from ppagent.evaluate.miniwob import chromium, tasks
from ppagent.evaluate.miniwob.browser import EpisodeOverError, MiniWob
from ppagent.evaluate.miniwob.episode import MiniwobSet, MiniwobWorker, miniwob_set
from ppagent.evaluate.miniwob.eyes import Eyes
from ppagent.evaluate.miniwob.oracle import ORACLES
from ppagent.evaluate.miniwob.players import OraclePlayer
from ppagent.evaluate.miniwob.tasks import NAMES, find_tasks
from ppagent.evaluate.record import INTERACTIVE, RunFolder
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
        miniwob_set("oracle", ["click-test"], MiniwobSet(()))
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


def results(tmp_path, agent, names, seeds, parallel=1, **more):
    """Play through the whole machinery; the run's records, by id."""
    the_set = miniwob_set(agent, names, MiniwobSet((), tuple(seeds), **more))
    folder = tmp_path / f"run-{len(list(tmp_path.iterdir()))}"
    play(PlayOptions(agent, folder=folder, parallel=parallel), the_set)
    return {one.id: one for one in RunFolder(folder, INTERACTIVE).lines().values()}


def test_the_oracle_solves_what_it_covers_in_several_browsers(tmp_path):
    names = [
        "click-button",
        "click-collapsible-2",
        "enter-date",
        "copy-paste",
        "use-slider",
        "login-user-popup",
    ]
    found = results(tmp_path, "oracle", names, [1, 2], parallel=2)
    assert set(found) == {f"{name}-{seed}" for name in names for seed in (1, 2)}
    assert [one for one in found.values() if not one.success or one.message or one.score != 1] == []
    assert all(one.steps and one.ms and one.ended == "done" for one in found.values())


def test_the_oracle_says_what_it_does_not_cover_and_random_clicks_the_same_twice(tmp_path):
    with pytest.raises(InputError, match="tic-tac-toe"):
        miniwob_set("oracle", ["tic-tac-toe"], MiniwobSet(()))
    first, second = (
        [
            (one.score, one.steps)
            for _, one in sorted(results(tmp_path, "random", ["click-color"], [0, 1]).items())
        ]
        for _ in range(2)
    )
    assert first == second
    nothing = results(tmp_path, "nothing", ["click-color"], [0])["click-color-0"]
    assert (nothing.success, nothing.steps, nothing.infrastructure) == (False, 0, False)


def test_the_set_is_told_from_others():
    plain = MiniwobSet(("click-test",))
    assert len(plain.sha256) == 64
    assert plain.sha256 == MiniwobSet(("click-test",)).sha256 != MiniwobSet(("click-test",), scale=2).sha256
    assert MiniwobSet(("click-test",), level="os").name == "miniwob-os"


def test_an_agents_card_plays_in_its_own_loop_and_leaves_a_trace(tmp_path, ppagent):
    with MiniWob() as page:
        x, y = begin(page, "click-test", 1).point("#subbtn")
    replies = ["no action", f'{{"kind": "click", "point": [{x * 3}, {y * 3}]}}', '{"kind": "done"}']
    card, out = tmp_path / "clicker.toml", tmp_path / "run"
    card.write_text(
        f'name = "clicker"\ndescription = ""\npolicy = "scripted"\nreplies = {json.dumps(replies)}\n'
    )
    arguments = (
        "--tasks",
        "click-test",
        "--seeds",
        2,
        "--first-seed",
        1,
        "--max-steps",
        3,
        "--arms",
        "full,temporal",
        "--out",
        out,
    )
    code, printed, _ = ppagent("eval", "miniwob", "--agent", card, *arguments, "--json")
    found = json.loads(printed)
    assert (code, found["set"], found["agent"], found["n"]) == (0, "miniwob", "clicker", 2)
    assert found["arms"]["temporal"]["tokens"] < found["arms"]["full"]["tokens"]
    assert found["pairs"]["temporal"]["gained"] == found["pairs"]["temporal"]["lost"] == []
    records = RunFolder(out, INTERACTIVE).lines()
    won, lost = records["click-test-1", "temporal"], records["click-test-2", "temporal"]
    assert (won.success, won.steps, won.ended, len(won.step_tokens)) == (True, 2, "done", 2)
    assert 0 < won.sent_tokens <= won.full_tokens
    assert won.phases_ms["capture"] > 0
    assert (lost.success, lost.infrastructure) == (False, False)
    for arm, kinds in (("full", {"I"}), ("temporal", {"I", "P"})):
        trace = out / records["click-test-1", arm].trace
        run = read_run(trace)
        assert (run.task, run.status, run.seed, run.env) == (
            "Click the button.",
            "done",
            1,
            "miniwob/click-test",
        )
        assert [step.effect for step in read_steps(trace)] == ["refused", None]
        assert {step.kind for step in read_steps(trace)} == kinds
        assert verify(trace).ok
    code, printed, _ = ppagent("eval", "miniwob", "--agent", card, *arguments, "--json", "--resume")
    assert (code, json.loads(printed)["episodes_per_s"]) == (0, 0)
    code, _, complaint = ppagent(
        "eval", "miniwob", "--agent", card, *arguments[:6], "--max-steps", 4, *arguments[8:], "--resume"
    )
    assert (code, "another set_sha256" in complaint.replace("\n", " ")) == (2, True)


class Breaker(OraclePlayer):
    """Kills the browser before it plays, as often as told."""

    def __init__(self, times):
        self.left = times

    def play(self, page, game, folder):
        if self.left:
            self.left -= 1
            os.kill(page.browser.pid, signal.SIGKILL)
        return super().play(page, game, folder)


def test_a_dead_browser_is_the_environments_fault_and_the_next_episode_has_another(tmp_path):
    of = MiniwobSet(("click-test",), (0, 1))
    worker = MiniwobWorker(of, Breaker(1), "temporal", MiniWob)
    first, second = of.episodes()
    try:
        with pytest.raises(InfrastructureError):
            worker.play(first, tmp_path / "a")
        assert [worker.play(one, tmp_path / one.id).success for one in (first, second)] == [True, True]
    finally:
        worker.leave()


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

    def play(self, page, game, folder):
        raise InputError("no idea")


def test_an_agents_own_error_is_its_failure(tmp_path):
    of = MiniwobSet(("click-test",))
    worker = MiniwobWorker(of, Failing(), "temporal", MiniWob)
    try:
        record = worker.play(of.episodes()[0], tmp_path / "a")
    finally:
        worker.leave()
    assert (record.ended, record.message, record.success, record.infrastructure) == (
        "error",
        "no idea",
        False,
        False,
    )
