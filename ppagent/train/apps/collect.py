"""In: how many sheets, or a folder to fill. Out: sheets of real programs, visit by visit; what is there is not taken again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ppagent.errors import MissingError, PpagentError
from ppagent.files import append_line
from ppagent.train.apps.crop import sheet_of
from ppagent.train.apps.plan import Trip, known_apps, trips
from ppagent.train.apps.visit import screens
from ppagent.train.sheet import Sheet, write_shard

_MOST_ROUNDS = 1000


def sheets(
    count: int, seed: int, *, apps: Sequence[str] | None = None, held_out: bool = False, env: str = "xfce"
) -> Iterator[Sheet]:
    """Take sheets from private desktops, in real time: one or two a second.

    Args:
        count: how many.
        seed: of the looks and of what is looked at.
        apps: names in ``apps.toml``; None: all that are installed.
        held_out: of the programs for checking, instead of those for training.
        env: a private desktop's name or folder.

    Raises:
        MissingError: none of the programs is installed.
        PpagentError: a whole round of programs gave nothing.
    """
    known = known_apps(apps, held_out if apps is None else None)
    for turn in range(_MOST_ROUNDS):
        before = count
        for trip in trips(known, turn + 1, seed, env)[-len(known) :]:
            for sheet in _gracious(env, trip):
                yield sheet
                count -= 1
                if count <= 0:
                    return
        if count == before:
            raise PpagentError("none of the programs could be visited")


def _gracious(env: str, trip: Trip) -> Iterator[Sheet]:
    """The sheets of a visit up to where it fails."""
    try:
        yield from visited(env, trip)
    except MissingError:
        raise
    except PpagentError:
        return


def visited(env: str, trip: Trip) -> Iterator[Sheet]:
    """The sheets of one visit.

    Raises:
        PpagentError: the program does not start, or gives no usable account of itself.
    """
    for number, screen in enumerate(screens(env, trip)):
        sheet = sheet_of(screen, random.Random(f"{trip.id}/{number}"), trip.look.scale)
        if sheet.elements:
            yield sheet


def collect(
    folder: Path,
    planned: Sequence[Trip],
    *,
    told: Callable[[str, int], None],
    until: float | None = None,
    env: str = "xfce",
) -> int:
    """Make visits and keep each in a file of its own, ``<visit>.zip``; a folder that was begun is gone on with.

    Args:
        folder: of the visits; made if need be. Those that fail are named in its ``failed.txt`` and not tried again.
        planned: visits.
        told: is called after each visit with its name and how many sheets it gave.
        until: no visit begins after this, as `time.time` counts.
        env: a private desktop's name or folder.

    Returns:
        how many sheets were taken now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "failed.txt"
    failed = {line.split("\t")[0] for line in log.read_text().splitlines()} if log.is_file() else set()
    total = 0
    for trip in planned:
        file = folder / f"{trip.id}.zip"
        if trip.id in failed or file.is_file():
            continue
        if until is not None and time.time() > until:
            break
        try:
            made = write_shard(file, visited(env, trip))
        except MissingError:
            raise
        except PpagentError as error:
            append_line(log, f"{trip.id}\t{error}")
            made = 0
        total += made
        told(trip.id, made)
    return total
