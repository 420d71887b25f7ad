"""In: a kind of screens, a number, a seed. Out: that many Sheets or Episodes, from the generator of that kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ppagent.train.sheet import Episode, Sheet

KINDS = ("drawn", "play", "web", "episodes", "gtk", "qt", "apps")
"""Drawn by us, and tasks done on such screens; pages and tasks done on them in Chromium; windows of two toolkits; real applications."""


def make(kind: str, count: int, seed: int, *, held_out: bool, assets: Path) -> Iterator[Sheet | Episode]:
    """Generate screens.

    Args:
        kind: one of `KINDS`.
        count: how many.
        seed: of everything about them.
        held_out: what training never sees: other words, fonts, icons, templates, themes, programs.
        assets: fonts and icons of drawn screens.

    Raises:
        PpagentError: what the kind needs is not installed.
    """
    # Each generator brings programs or libraries of its own, which the others do not need.
    return _GENERATORS[kind](count, seed, held_out, assets)


def _drawn(count: int, seed: int, held_out: bool, assets: Path) -> Iterator[Sheet]:
    from ppagent.train.drawn import sheets

    return sheets(count, seed, assets, held_out=held_out)


def _play(count: int, seed: int, held_out: bool, assets: Path) -> Iterator[Episode]:
    from ppagent.train.play import Player

    player = Player(assets, seed, held_out)
    return map(player.episode, range(count))


def _web(count: int, seed: int, held_out: bool, _: Path) -> Iterator[Sheet]:
    from ppagent.train.web.screens import sheets

    return sheets(count, seed, held_out)


def _episodes(count: int, seed: int, held_out: bool, _: Path) -> Iterator[Episode]:
    from ppagent.train.web.episodes import episodes

    return episodes(count, seed, held_out)


def _gtk(count: int, seed: int, held_out: bool, _: Path) -> Iterator[Sheet]:
    from ppagent.train.toolkits.produce import sheets

    return sheets(count, seed, "gtk", held_out)


def _qt(count: int, seed: int, held_out: bool, _: Path) -> Iterator[Sheet]:
    from ppagent.train.toolkits.produce import sheets

    return sheets(count, seed, "qt", held_out)


def _apps(count: int, seed: int, held_out: bool, _: Path) -> Iterator[Sheet]:
    from ppagent.train.apps.collect import sheets

    return sheets(count, seed, held_out=held_out)


_GENERATORS: dict[str, Callable[[int, int, bool, Path], Iterator[Sheet | Episode]]] = dict(
    zip(KINDS, (_drawn, _play, _web, _episodes, _gtk, _qt, _apps), strict=True)
)
