"""In: a count and a seed. Out: episodes: tasks done on live pages by one who knows the DOM."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from ppagent.action.schema import END, Done
from ppagent.train.sheet import Episode, Turn
from ppagent.train.web import (
    jobs_choose,
    jobs_click,
    jobs_crowded,
    jobs_find,
    jobs_forms,
    jobs_held,
    jobs_hunt,
    jobs_move,
    jobs_native,
    jobs_open,
    jobs_read,
    jobs_rows,
    jobs_steps,
    jobs_write,
    look,
)  # fmt: skip
from ppagent.train.web.assets import FOLDER
from ppagent.train.web.job import HiddenError, Job, Scene
from ppagent.train.web.kit import Kit
from ppagent.train.web.screens import kit
from ppagent.train.web.stage import Stage, View

Maker = Callable[[Kit], Job]
MAKERS: Mapping[str, Maker] = {
    **jobs_forms.JOBS, **jobs_choose.JOBS, **jobs_click.JOBS, **jobs_open.JOBS, **jobs_find.JOBS, **jobs_read.JOBS,
    **jobs_move.JOBS, **jobs_steps.JOBS, **jobs_native.JOBS, **jobs_hunt.JOBS, **jobs_write.JOBS, **jobs_rows.JOBS,
    **jobs_crowded.JOBS,
}  # fmt: skip
HELD: Mapping[str, Maker] = jobs_held.JOBS
OFTEN = {
    "select": 4, "lists": 4, "boxes": 5, "tall": 3, "long list": 4, "day": 4, "clock": 3, "sections": 6, "behind": 4, "interrupted": 3, "cascade": 3, "several": 4,
    "twice": 3, "focus": 2, "cased": 3, "foreign": 2, "choose many": 2, "fill": 4, "login": 4, "enter": 3, "copy": 2, "sequence": 2, "search": 2, "mail": 2, "menu": 2,
    "tab": 2, "row": 3, "question": 2, "dialog": 2, "radio": 2, "date": 2, "press": 4, "gather": 4,
    "mark": 3, "seat": 3, "amounts": 3, "order": 2, "vote": 2,
    "shape": 0.5, "count": 0.5, "figures": 0.5, "shortcut": 0.5, "double": 0.5, "highlight": 0.5, "spin": 0.5,
}  # fmt: skip
"""Kinds that come more often or more seldom than once: forms of several steps are the harder ones."""
MOST_TURNS = 18
_LAST = ("Welcome", "Next task", "Ready", "Thank you", "Start", "Please wait")


def episodes(count: int, seed: int, held_out: bool = False, folder: Path = FOLDER) -> Iterator[Episode]:
    """Episodes; the same seed gives the same ones on the same machine.

    Args:
        count: how many.
        seed: of tasks, words, looks and sizes.
        held_out: half of kinds of tasks that training never sees, all of words, fonts and icons that it never sees.
        folder: where `assets.fetch` has put its packages.

    Raises:
        InputError: there are no icons.
        MissingError: there is no Chromium.
    """
    with Stage() as stage:
        for number in range(count):
            for again in range(20):
                rng = random.Random(f"{seed}/{number}/{again}/{held_out}/episode")
                if (found := attempt(stage, rng, held_out, folder)) is not None:
                    yield found
                    break


def window(rng: random.Random) -> View:
    """Where tasks are done: many tiny pages, enlarged or not; some of a whole window."""
    share = rng.random()
    if share < 0.5:
        if rng.random() < 0.4:
            return View(160, 210, rng.choice([2, 3, 3, 3]))
        width = rng.choice([160, 180, 200, 240, 300, 340])
        return View(width, rng.choice([210, 210, 180, 240, 260]), rng.choice([1, 1.5, 2, 2, 3, 3]))
    if share < 0.75:
        return View(
            rng.choice([320, 360, 400, 480, 500]),
            rng.choice([240, 320, 360, 480]),
            rng.choice([1, 1, 1.25, 1.5]),
        )
    width, height = rng.choice(
        [(640, 480), (640, 400), (800, 600), (800, 500), (1024, 640), (1024, 768), (1280, 720), (1280, 800)]
    )
    return View(width, height, 1)


def prepare(
    rng: random.Random, *, held: bool = False, folder: Path = FOLDER, name: str | None = None
) -> tuple[str, Job, View, str]:
    """Make up a task: its kind, the job, its window, the style sheet of its page.

    Raises:
        HiddenError: the window is too small for that kind.
    """
    view = window(rng)
    if name is None:
        kinds = list(HELD if held and rng.random() < 0.5 else MAKERS)
        name = rng.choices(kinds, [OFTEN.get(kind, 1) for kind in kinds])[0]
    job = {**MAKERS, **HELD}[name](kit(rng, held, view, folder))
    return name, job, view, look.choose(rng, held=held, small=view.width < 400, folder=folder).css


def attempt(
    stage: Stage, rng: random.Random, held: bool, folder: Path = FOLDER, name: str | None = None
) -> Episode | None:
    """Make up a task and do it; None when the page has no room for it, such as a thing that is cut off."""
    try:
        name, job, view, css = prepare(rng, held=held, folder=folder, name=name)
        stage.show(job.body, css, view)
        turns = play(stage, job, f"web/{name}")
    except HiddenError:
        return None
    return Episode(job.task, turns) if turns else None


def play(stage: Stage, job: Job, source: str) -> tuple[Turn, ...]:
    """Do a job on the page that is shown; no turns when it was not done in the end, or takes too long."""
    turns: list[Turn] = []
    for action in job.plan(Scene(stage)):
        sheet = stage.sheet(source)
        if isinstance(action, Done) and turns and np.array_equal(turns[-1].sheet.pixels, sheet.pixels):
            # Nobody could tell that it is done: the page goes on, as most do.
            stage.browser.run(f"finish('page:{_LAST[len(job.task) % len(_LAST)]}')")
            stage.settle()
            sheet = stage.sheet(source)
        turns.append(Turn(sheet, action))
        if len(turns) > MOST_TURNS:
            return ()
        if isinstance(action, END):
            break
        stage.perform(action)
    return tuple(turns) if stage.browser.run(f"!!({job.check})") else ()
