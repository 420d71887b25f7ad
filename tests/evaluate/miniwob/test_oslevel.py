"""A real Xvfb, a real Chromium with a window, a real mouse and keyboard; each in a process of its own, as pyautogui wants it."""

import multiprocessing
import shutil
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

from ppagent.action.schema import Click, Drag, Key, Move, Scroll, Type
from ppagent.errors import MissingError
from ppagent.evaluate.miniwob import chromium, tasks
from ppagent.evaluate.miniwob.browser import EpisodeOverError, MiniWob
from ppagent.evaluate.miniwob.episode import MiniwobSet
from ppagent.evaluate.miniwob.eyes import Eyes
from ppagent.evaluate.miniwob.oslevel import OsStage, _on_screen
from ppagent.evaluate.miniwob.tasks import find_tasks

try:
    chromium.find_chromium()
    tasks.pages_folder()
except MissingError as missing:
    pytest.skip(f"{missing}: {missing.hint}", allow_module_level=True)
if not shutil.which("Xvfb"):
    pytest.skip("Xvfb is not installed", allow_module_level=True)


def apart(function, *arguments):
    """What a function returns in a fresh process; its assertions fail here."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result(120)


def begin(page, name, seed=0):
    task = find_tasks([name])[0]
    return Eyes(page, task.size, page.begin(task, seed))


def _pictures():
    with OsStage(1) as stage, stage.open() as page:
        begin(page, "click-test", 3)
        frame = page.grab()
        assert page.grab().pixels is frame.pixels, "nothing was drawn"
        begin(page, "flight.AA")
        flight = page.grab()
        begin(page, "enter-text", 3)
        return frame, flight.size_px, page.grab()


def test_a_page_shows_the_very_pixels_of_the_headless_one_whatever_was_shown_before():
    frame, flight, field = apart(_pictures)
    with MiniWob() as page:
        begin(page, "click-test", 3)
        headless = page.grab()
        begin(page, "enter-text", 3)
        headless_field = page.grab()
    assert frame.monitor == headless.monitor
    assert flight == (375, 667)
    assert np.array_equal(frame.pixels, headless.pixels)
    assert np.array_equal(field.pixels, headless_field.pixels)


def _typed():
    with OsStage(2) as stage, stage.open() as page:
        eyes = begin(page, "enter-text", 1)
        assert page.grab().size_px == (320, 420)
        page.hands.perform(Click(point=eyes.point("#tt")))
        page.hands.perform(Type(text="a<Zé中"))
        typed = eyes.value("#tt")
        page.hands.perform(Key(keys=("ctrl", "a")))
        page.hands.perform(Type(text=eyes.quoted[0]))
        assert not page.state().done
        page.hands.perform(Click(point=eyes.point("#subbtn")))
        state = page.state()
        with pytest.raises(EpisodeOverError):
            page.grab()
        return typed, state, page.browser.run("WOB_REWARD_GLOBAL")


def test_mouse_and_keyboard_act_on_the_page_and_its_raw_reward_is_read():
    typed, state, scaled = apart(_typed)
    assert typed == "a<Zé中"
    assert (state.done, state.reward) == (True, 1.0)
    assert scaled < 1


def _replaced():
    with OsStage(1) as stage:
        for seed in range(2):
            with stage.open() as page:
                eyes = begin(page, "click-test", seed)
                page.hands.perform(Click(point=eyes.point("#subbtn")))
                assert page.state().reward == 1
    return True


def test_a_new_browser_takes_the_place_of_another_on_the_same_stage():
    assert apart(_replaced)


def _rewards(level):
    the_set = MiniwobSet(
        ("highlight-text-2", "use-slider", "scroll-text-2", "copy-paste"), (0, 1), level=level
    )
    with the_set.worker("oracle", "temporal") as worker:
        return {episode.id: worker.play(episode, None).score for episode in the_set.episodes()}


def test_the_oracle_gets_the_same_raw_reward_at_both_levels():
    """A triple click, a drag or keys on a slider, a wheel, the clipboard."""
    headless, real = apart(_rewards, "headless"), apart(_rewards, "os")
    assert headless == real
    assert set(real.values()) == {1.0}


@pytest.mark.parametrize("scale", [1, 1.5, 2, 3])
def test_points_land_on_the_first_physical_px_of_their_css_px(scale):
    for x in range(160):
        px, _ = _on_screen(Click(point=(x, 0)), scale).point
        assert int(px / scale) == x
        assert px == 0 or int((px - 1) / scale) < x


def test_every_point_of_an_action_is_moved_and_nothing_else():
    assert _on_screen(Drag(start=(1, 2), end=(3, 4), button="right"), 2) == Drag(
        start=(2, 4), end=(6, 8), button="right"
    )
    assert _on_screen(Scroll(point=(5, 6), dy=3), 2) == Scroll(point=(10, 12), dy=3)
    assert _on_screen(Move(point=(5, 6)), 2) == Move(point=(10, 12))
    for action in (Click(), Drag(end=(0, 0)), Type(text="x"), Key(keys=("a",))):
        assert _on_screen(action, 3) == action
