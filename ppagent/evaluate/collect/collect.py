"""In: what to take and where to put it. Out: a grounding set of real screens, and what could not be taken and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from ppagent.desktop.card import find_env
from ppagent.desktop.packages import require_needs
from ppagent.errors import InputError, MissingError, PpagentError, ScreenLostError
from ppagent.evaluate.collect.folder import Screen, SetFolder
from ppagent.evaluate.collect.pages import Browser, page_files
from ppagent.evaluate.collect.plan import Look, Shot, chosen_apps, planned
from ppagent.evaluate.collect.thing import Thing
from ppagent.evaluate.collect.unique import targets
from ppagent.evaluate.collect.witness import Witness, text_witness
from ppagent.screen.frame import Pixels


@dataclass(frozen=True, slots=True)
class Options:
    """What to take.

    Attributes:
        out: folder of the set.
        env: a private desktop's name or folder.
        apps: names in ``apps.toml``; None: all that are installed; empty: none.
        pages: folder of HTML pages; None: none.
        sizes: of the screen, in unscaled px.
        scales: physical px per unscaled px.
        seeds: of themes, wallpapers and open windows.
        limit: most screens; None: every state of every program in every look.
        most: targets of one screen; None: all.
        resume: go on with what is in the folder.
    """

    out: Path
    env: str = "xfce"
    apps: tuple[str, ...] | None = None
    pages: Path | None = None
    sizes: tuple[tuple[int, int], ...] = ((1280, 800),)
    scales: tuple[float, ...] = (1.0,)
    seeds: tuple[int, ...] = (0,)
    limit: int | None = None
    most: int | None = None
    resume: bool = False


def collect(options: Options, told: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Take the screens, check what is on them, write the set.

    Args:
        options: what to take.
        told: is called before each screen with its name, how many are done, and of how many.

    Returns:
        Counts, and what was left out with the reason.

    Raises:
        PpagentError: an option cannot be used, or nothing could be taken.
    """
    apps, missing = chosen_apps(options.apps)
    pages = page_files(options.pages) if options.pages else []
    looks = [
        Look((round(width * scale), round(height * scale)), scale, seed)
        for seed, (width, height), scale in product(options.seeds, options.sizes, options.scales)
    ]
    shots = planned(apps, pages, looks, options.limit)
    if not shots:
        raise InputError("there is nothing to take", "name programs with --apps, or a folder with --pages")
    if any(shot.app for shot in shots):
        if find_env(options.env).kind != "xvfb":
            raise InputError(f"the environment {options.env} is not a private desktop", "--env xfce is one")
        require_needs(find_env(options.env))
    made_of: dict[str, object] = {
        "env": options.env, "shots": [shot.id for shot in shots], "targets_per_screen": options.most,
    }  # fmt: skip
    folder = SetFolder(options.out, made_of, resume=options.resume)
    failed = _take_all(
        [shot for shot in shots if not folder.done(shot.id)], folder, options.env, told, len(shots)
    )
    entries = folder.finish([shot.id for shot in shots], options.most)
    if not entries:
        raise PpagentError(
            "no screen could be taken", "\n".join(f"{name}: {why}" for name, why in failed.items())
        )
    return _told(entries, failed) | {"not_installed": {app.name: app.package for app in missing}}


def _take_all(
    shots: Sequence[Shot], folder: SetFolder, env: str, told: Callable[[str, int, int], None], total: int
) -> dict[str, str]:
    failed: dict[str, str] = {}
    witness = text_witness() if shots else None
    browser: Browser | None = None
    try:
        for number, shot in enumerate(shots):
            told(shot.id, total - len(shots) + number, total)
            try:
                if shot.page is not None:
                    browser = browser or Browser()
                    taken = browser.take(shot.page, shot.look)
                else:
                    taken = _desktop(env, shot)
            except MissingError:
                raise
            except PpagentError as error:
                failed[shot.id] = str(error)
                if browser is not None and isinstance(error, ScreenLostError):
                    browser.close()
                    browser = None
                continue
            assert witness is not None
            folder.add(shot.id, taken[0], _screen(shot, *taken, witness))
    finally:
        if browser is not None:
            browser.close()
    return failed


def _desktop(env: str, shot: Shot) -> tuple[Pixels, list[Thing], str]:
    from ppagent.evaluate.collect.desktop import take

    assert shot.app is not None
    assert shot.state is not None
    return take(env, shot.look, shot.app, shot.state.steps)


def _screen(shot: Shot, pixels: Pixels, things: list[Thing], theme: str, witness: Witness) -> Screen:
    height, width = pixels.shape[:2]
    return Screen(
        platform="web" if shot.page is not None else "linux", theme=theme, scale=shot.look.scale,
        size_px=(width, height), targets=tuple(targets([*things, *witness(pixels)])),
    )  # fmt: skip


def _told(entries: Sequence[dict[str, object]], failed: dict[str, str]) -> dict[str, Any]:
    def count(key: str) -> dict[str, int]:
        return dict(sorted(Counter(str(one[key]) for one in entries).items()))

    return {
        "targets": len(entries), "screens": len({one["img_filename"] for one in entries}),
        "type": count("data_type"), "platform": count("platform"), "application": count("application"),
        "theme": count("theme"), "scale": count("scale"), "left_out": failed,
    }  # fmt: skip
