"""In: a program and a look. Out: screens of it: as it starts, its menus one by one, the dialogs they lead to, its tabs."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass

from ppagent.desktop.card import env_folder, find_env
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.errors import PpagentError
from ppagent.evaluate.collect.desktop import TALKING
from ppagent.evaluate.collect.plan import State
from ppagent.evaluate.collect.unique import plain
from ppagent.train.apps.crop import Screen
from ppagent.train.apps.plan import Trip, dressed
from ppagent.train.apps.tour import Place, Tour
from ppagent.train.sheet import Element

_TALKING = TALKING | {"GNOME_ACCESSIBILITY": "1"}
"""The last is for Mozilla's programs."""
_MENUS, _DIALOGS, _TABS, _DIALOG_TABS = 3, 2, 2, 1
"""Most of each that one visit looks at."""
_LEAST = 4
"""Elements of a screen worth keeping."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing to look at: clicks in order, or the steps of a state."""

    clicks: tuple[Place, ...] = ()
    state: State | None = None
    within: bool = False
    """What it opens may lie within the window."""


def screens(env: str, trip: Trip) -> Iterator[Screen]:
    """Visit one program; what cannot be reached is passed over.

    Raises:
        PpagentError: the program does not start, or gives no usable account of itself.
    """
    dice = random.Random(trip.seed)
    source = f"app/{trip.app.name}"
    with _begun(env, trip, source) as (tour, first):
        yield first
        known = {first.elements}
        todo = _planned(tour, trip, dice)
        yield from _looked_around(tour, source, dice, todo, known)
    with contextlib.suppress(PpagentError):
        while todo:
            with _begun(env, trip, source) as (tour, _):
                yield from _looked_around(tour, source, dice, todo, known)


def _looked_around(
    tour: Tour, source: str, dice: random.Random, todo: list[Stop], known: set[tuple[Element, ...]]
) -> Iterator[Screen]:
    """The screens of all that is to be done that show something new, until a window does not close again."""
    shape = tour.shape()
    while todo:
        stop = todo.pop(0)
        for screen in _at(tour, stop, source, dice, todo):
            if len(screen.elements) >= _LEAST and screen.elements not in known:
                known.add(screen.elements)
                yield screen
        if not tour.back(shape, stop.within):
            return  # a fresh desktop is surer than to force it


@contextlib.contextmanager
def _begun(env: str, trip: Trip, source: str) -> Iterator[tuple[Tour, Screen]]:
    card = dressed(find_env(env), _TALKING)
    look = trip.look
    desktop = XvfbDesktop(card, env_folder(env), size=look.size_px, scale=look.scale, seed=look.seed)
    with desktop, Tour(desktop, card, look) as tour:
        tour.furnish()
        tour.open(trip.app)
        for step in trip.app.begin:
            tour.do(step)
        tour.arrange(random.Random(trip.seed))
        first = tour.screen(source)
        tour.first = tour.last
        yield tour, first


def _planned(tour: Tour, trip: Trip, dice: random.Random) -> list[Stop]:
    skipped = {plain(name) for name in trip.app.skip}
    menus = [place for place in tour.menus() if plain(place.name) not in skipped]
    tabs = [place for place in tour.tabs() if plain(place.name) not in skipped]
    stops = [Stop((place,)) for place in dice.sample(menus, min(_MENUS, len(menus)))]
    stops += [Stop((place,)) for place in dice.sample(tabs, min(_TABS, len(tabs)))]
    toggles = [place for place in tour.toggles() if plain(place.name) not in skipped]
    most = _TABS if menus else _MENUS
    stops += [Stop((place,), within=True) for place in dice.sample(toggles, min(most, len(toggles)))]
    return stops + [Stop(state=state) for state in trip.app.states if state.steps]


def _at(tour: Tour, stop: Stop, source: str, dice: random.Random, todo: list[Stop]) -> Iterator[Screen]:
    """The screens of one stop; dialogs that a menu leads to are put on the list, a dialog's tabs are looked at."""
    before, seen_before = tour.shape(), tour.first
    try:
        for place in stop.clicks:
            tour.click(place)
        for step in stop.state.steps if stop.state else ():
            tour.do(step)
        if len(stop.clicks) == 1 and tour.shape() != before:
            yield tour.screen(source)
            if stop.within:
                return
            dialogs = sum(len(one.clicks) == 2 for one in todo)
            places = tour.leading_on()
            chosen = dice.sample(places, min(2, len(places), max(0, _DIALOGS - dialogs)))
            todo += [Stop((*stop.clicks, place)) for place in chosen]
            return
        tour.rest()
        yield tour.screen(source, seen_before if stop.within and tour.shape() == before else None)
        if tour.shape() != before:
            tabs = tour.tabs()
            for place in dice.sample(tabs, min(_DIALOG_TABS, len(tabs))):
                tour.click(place)
                tour.rest()
                yield tour.screen(source)
    except PpagentError:
        return
