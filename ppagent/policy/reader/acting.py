"""In: an action. Out: what the screen shows after it. What every part of the planner is made of."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

from ppagent.action.schema import Action, Point
from ppagent.policy.base import Effect
from ppagent.policy.eyes import Glance, Grounder
from ppagent.policy.reader.page import Box, Line
from ppagent.prune.canvas import Canvas
from ppagent.prune.diff import changed_blocks

FIRM = 0.8
"""Mean probability from which the other eyes are believed before a text that is not the name to the letter."""

Plan = Generator[Action, "Seen", None]


@dataclass(frozen=True, slots=True)
class Seen:
    """The screen after an action.

    Attributes:
        lines: all that is written on it.
        canvas: its pixels.
        effect: what became of the action before.
    """

    lines: list[Line]
    canvas: Canvas
    effect: Effect | None

    def since(self, before: Seen, but: Sequence[Box] = ()) -> list[Line]:
        """The lines on blocks that look different from before; what changed within a line's height of some rows does not count."""
        block = self.canvas.block
        if before.canvas.pixels.shape != self.canvas.pixels.shape:
            return self.lines
        changed = changed_blocks(before.canvas.pixels, self.canvas.pixels, block)
        for row in but:
            high = row.bottom - row.top
            changed[max(int(row.top - high), 0) // block : int(row.bottom + high) // block + 1] = False
        return [
            line
            for line in self.lines
            if changed[
                int(line.box.top) // block : int(line.box.bottom - 1) // block + 1,
                int(line.box.left) // block : int(line.box.right - 1) // block + 1,
            ].any()
        ]


class GiveUpError(Exception):
    """The plan cannot go on; its text says why."""


class Acting:
    """Acts, looks, and remembers what it saw last."""

    def __init__(self, names: Mapping[str, Sequence[str]], eyes: Grounder | None = None) -> None:
        """Take what a desktop may write on the things that people name, and who sees what cannot be read."""
        self._names, self._eyes = names, eyes
        self._more = False
        """Whether the task goes on after the step under way."""
        self.doubts: list[str] = []
        """What was done without any effect to be seen."""
        self._glanced: tuple[Seen | None, dict[str, Glance]] = None, {}
        self.glances: list[str] = []
        """What the other eyes were asked since this was last emptied, and said."""
        self.seen: Seen

    def names_of(self, thing: str) -> tuple[str, ...]:
        """What the screen may call a thing, the likeliest first."""
        known = self._names.get(thing.casefold(), ())
        plain = thing.casefold().removesuffix(" settings")
        return (*known, thing) if plain == thing.casefold() or known else (thing, plain)

    def _glance(self, phrase: str, *, guess: bool = False) -> Point | None:
        """Where the other eyes see a thing, or guess that it is; None without them, or when they do not."""
        if self._eyes is None or not phrase:
            return None
        if self._glanced[0] is not self.seen:
            self._glanced = self.seen, {}
        known = self._glanced[1]
        if phrase not in known:
            known[phrase] = self._eyes.find(self.seen.canvas, phrase)
            self.glances.append(known[phrase].said)
        return known[phrase].guess if guess else known[phrase].point

    def _firm(self, phrase: str) -> bool:
        """Whether the other eyes were asked for it on this screen and are sure."""
        known = self._glanced[1].get(phrase)
        return known is not None and (known.chance or 0) > FIRM

    def _do(self, action: Action) -> Plan:
        self.seen = yield action

    def _confirmed(self) -> bool:
        return self.seen.effect is not None and self.seen.effect.kind == "confirmed"

    def _expect_effect(self, what: str) -> None:
        """Give up when the last action did nothing, unless the task goes on: some buttons show no sign of a click."""
        effect = self.seen.effect
        if effect is None or effect.kind not in {"no_effect", "refused"}:
            return
        if effect.kind == "refused" or not self._more:
            raise GiveUpError(f"{what}, but: {effect.message}")
        self.doubts.append(what)


def centre(line: Line) -> tuple[float, float]:
    """Where to click a line."""
    x, y = line.box.centre
    return round(x, 1), round(y, 1)
