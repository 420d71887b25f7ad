"""In: a count and a seed. Out: Sheets of windows that the toolkits drew."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

from ppagent.errors import InputError
from ppagent.train.sheet import Sheet
from ppagent.train.toolkits.decorate import decorate
from ppagent.train.toolkits.looks import Look, look
from ppagent.train.toolkits.plan import plan
from ppagent.train.toolkits.visible import Drawn, flatten
from ppagent.train.toolkits.worker import Worker, missing, screen

_PER_LOOK = 24
_LEAST_ELEMENTS = 2


def sheets(count: int, seed: int, toolkit: str, held_out: bool = False) -> Iterator[Sheet]:
    """Windows that a real toolkit drew, each with another plan; a new look every 24.

    Args:
        count: how many.
        seed: of everything; two runs with one seed on one machine give the same.
        toolkit: ``gtk`` or ``qt``.
        held_out: words, themes, icon themes and fonts that training never sees, instead of training's own.

    Raises:
        InputError: the toolkit is not installed.
    """
    if toolkit not in ("gtk", "qt"):
        raise InputError(f"there is no toolkit {toolkit!r}", hint="say gtk or qt")
    if reason := missing(toolkit):
        raise InputError(reason)
    with screen() if toolkit == "gtk" else contextlib.nullcontext(("", None)) as (display, cookie):
        made = batch = 0
        while made < count:
            if batch > 20 + count:
                raise InputError(
                    f"{toolkit} draws nothing here", hint="set PPAGENT_TOOLKIT_ERRORS=1 to see why"
                )
            for sheet in _batch(seed, batch, toolkit, held_out, display, cookie):
                yield sheet
                made += 1
                if made == count:
                    break
            batch += 1


def _batch(
    seed: int, batch: int, toolkit: str, held_out: bool, display: str, cookie: Path | None
) -> Iterator[Sheet]:
    """Windows of one look; ends early when the toolkit breaks down."""
    rng = random.Random(f"{toolkit} {seed} {batch} {held_out}")
    chosen = look(rng, toolkit, held_out=held_out)
    with Worker(chosen, display, cookie) as worker, contextlib.suppress(EOFError):
        for _ in range(_PER_LOOK):
            layers = worker.draw(window_plan(rng, chosen, held_out=held_out))
            if layers and (sheet := finish(rng, layers, chosen, held_out=held_out)):
                yield sheet


def window_plan(
    rng: random.Random, chosen: Look, *, held_out: bool, check: bool = False
) -> dict[str, object]:
    """A plan with what only a worker needs to know."""
    wanted = plan(
        rng.getrandbits(48),
        held_out=held_out,
        scale=chosen.scale if chosen.toolkit == "qt" or chosen.scale == 2 else 1,
    )
    return {**wanted, "check": check, "symbolic": rng.random() < 0.4, "focus": rng.random() < 0.7}


def finish(rng: random.Random, layers: list[Drawn], chosen: Look, *, held_out: bool) -> Sheet | None:
    """Layers laid together, sometimes with a frame drawn round the window; None when almost nothing is named."""
    behind = tuple(rng.randrange(256) for _ in range(3))
    pixels, elements = flatten(layers, (behind[0], behind[1], behind[2]))
    if len(elements) < _LEAST_ELEMENTS:
        return None
    if rng.random() < 0.35 and len(layers) == 1:
        pixels, elements = decorate(rng, pixels, elements, chosen, held_out=held_out)
    return Sheet(pixels, tuple(elements), f"{chosen.toolkit}/{chosen.theme}")
