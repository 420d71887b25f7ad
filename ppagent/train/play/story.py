"""In: a desk and a task. Out: the turns in which it is done, with what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ppagent.action.schema import Action, Click, Done, Fail, Key, Point
from ppagent.train.play import reactions
from ppagent.train.play.desk import Desk
from ppagent.train.sheet import Element, Episode, Sheet, Turn

_REFUSED, _IDLE, _ASTRAY = 0.08, 0.14, 0.06
"""Shares of the clicks that are not carried out, come to nothing though something should be seen, hit a thing nearby."""
_REASONS = ("it does not react", "nothing happens", "it cannot be clicked")


class Story:
    """Turns, one after the other; ``now`` is the screen that the next one is about."""

    def __init__(self, desk: Desk, task: str, now: Sheet) -> None:
        self.desk, self.task, self.now = desk, task, now
        self.turns: list[Turn] = []
        self.ended: Episode | None = None

    def say(self, action: Action, *, refused: bool = False) -> None:
        """What was right to do."""
        self.turns.append(Turn(self.now, action, refused))

    def see(self) -> bool:
        """The screen as it is now; whether anything is to be seen that was not."""
        before, self.now = self.now, self.desk.sheet()
        if np.array_equal(before.pixels, self.now.pixels):
            self.now = before
            return False
        return True

    def end(self, action: Action | None = None) -> Episode:
        """The last word."""
        self.say(action or Done())
        return Episode(self.task, tuple(self.turns))

    def do(
        self, action: Action, one: Element | None, happen: Callable[[], None], *, lasts: bool,
        other: Action | None = None, whole: bool = True,
    ) -> bool:  # fmt: skip
        """Do it, if need be again; False when it could not be done: then the story has `ended`, or is none at all.

        Args:
            action: what is right to do.
            one: the thing that it is about.
            happen: draws what comes of it.
            lasts: the task is about what is to be seen then: what comes to nothing is not done.
            other: another way to the same.
            whole: mishaps may happen.
        """
        d, fate = self.desk, self.desk.rng.random() if whole else 1.0
        if fate < _REFUSED:
            self.say(action, refused=True)
            if one is not None and d.chance(0.55):
                self._disturbed(one)
            elif d.chance(0.25):
                self.say(action, refused=True)
                self.ended = self.end(Fail(reason="it is refused"))
                return False
        elif fate < _REFUSED + _IDLE and lasts:
            self.say(action)
            if d.chance(0.4):
                self.say(action)
                if other is None:
                    self.ended = self.end(Fail(reason=d.rng.choice(_REASONS)))
                    return False
                action = other
        elif (
            one is not None and fate > 1 - _ASTRAY and isinstance(action, Click) and action.point is not None
        ):
            self._astray(action, action.point, one)
        self.say(action)
        happen()
        return self.see() or not lasts

    def _disturbed(self, one: Element) -> None:
        """Something else came up meanwhile, not over the thing."""
        d = self.desk
        kept = d.keep()
        reactions.notice(d) if d.chance(0.6) else reactions.dialog(d, one)
        if any(each is one for each in d.p.elements):
            self.see()
        else:
            d.restore(kept)

    def _astray(self, action: Click, point: Point, one: Element) -> None:
        """A thing nearby was hit; what comes of that is closed when it lies over the right one."""
        d = self.desk
        near = [each for each in d.p.elements if each is not one and _far(each, point) < 90 * d.p.look.scale]
        if not near:
            return
        kept = d.keep()
        reactions.react(d, d.rng.choice(near))
        self.say(action)
        if not self.see():
            self.turns.pop()
            return
        if not any(each is one for each in d.p.elements):
            self.say(Key(keys=("escape",)))
            d.restore(kept)
            self.see()


def _far(one: Element, point: Point) -> float:
    x0, y0, x1, y1 = one.ink or one.box
    return abs((x0 + x1) / 2 - point[0]) + abs((y0 + y1) / 2 - point[1])
