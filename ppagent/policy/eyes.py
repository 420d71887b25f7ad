"""In: a canvas and words. Out: where the model of another agent sees that thing, or what it would do: a reader's second pair of eyes.

All points that come out are px of the canvas that went in, whatever space that model speaks in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from ppagent.action.dialect import DialectError, JsonDialect
from ppagent.action.dialects import dialect_named
from ppagent.action.remap import remap
from ppagent.action.schema import Action, Fail, Point, target
from ppagent.catalog import AgentCard
from ppagent.errors import InputError, OutsideError
from ppagent.policy.base import ContextLostError, Effect, Policy, Reply
from ppagent.prune.canvas import Canvas
from ppagent.prune.pruner import Pruner
from ppagent.screen.frame import Frame, Monitor


@dataclass(frozen=True, slots=True)
class Glance:
    """What came of looking for a thing.

    Attributes:
        point: canvas px; None when it is not there, or nobody can be sure.
        said: one line for the trace: what was asked, and the answer.
        guess: where it may be, from one who must not refuse: sure or not.
        chance: mean probability of the answer's tokens, where that is known.
    """

    point: Point | None
    said: str
    guess: Point | None = None
    chance: float | None = None


class Grounder(Protocol):
    """Finds what cannot be read, and acts where instructions are not understood."""

    def find(self, canvas: Canvas, words: str) -> Glance:
        """Look for one thing, named by a noun phrase: ``the zoom in icon``."""

    def start(self, task: str) -> None:
        """Begin an episode that it is to play by itself."""

    def act(self, canvas: Canvas, effect: Effect | None) -> Reply:
        """Its next action, as ``json`` in px of the canvas.

        Raises:
            ContextLostError: it must be asked again.
        """

    def close(self) -> None:
        """Free the model."""


class CardEyes:
    """The eyes of an agent that has a model, which is loaded when it is first asked.

    Args:
        card: the agent.
        load: makes its policy.
        sure: mean probability of an answer's tokens from which it is believed.
    """

    def __init__(self, card: AgentCard, load: Callable[[], Policy], sure: float) -> None:
        self._card, self._load, self._sure = card, load, sure
        self._dialect = dialect_named(card.dialect)
        self._policy: Policy | None = None
        self._pruner = Pruner(card.perception)

    def find(self, canvas: Canvas, words: str) -> Glance:
        """Look for one thing, in a conversation of its own."""
        policy = self._loaded()
        policy.start(f"click {words}")
        try:
            seen = Pruner(self._card.perception).look(canvas.pixels, policy.keyframe())
            reply = policy.reply(seen, None)
        except (ContextLostError, InputError) as error:
            return Glance(None, f"{self._card.name} could not look for {words}: {error}")
        chance = reply.confidence
        sure = "" if chance is None else f" ({chance:.2f})"
        said = f"{self._card.name}, click {words}: {reply.text}{sure}"
        unsure = chance is not None and chance < self._sure
        if reply.cut_off or (unsure and self._card.refuses):
            return Glance(None, said)
        try:
            point = target(self._placed(reply.text, seen.canvas, canvas))
        except (DialectError, OutsideError):
            return Glance(None, said)
        point = point and (round(point[0], 1), round(point[1], 1))
        return Glance(None if unsure else point, said, None if self._card.refuses else point, chance)

    def start(self, task: str) -> None:
        """Begin an episode that it is to play by itself."""
        self._pruner = Pruner(self._card.perception)
        self._loaded().start(task)

    def act(self, canvas: Canvas, effect: Effect | None) -> Reply:
        """Its next action, as ``json`` in px of the canvas."""
        policy = self._loaded()
        seen = self._pruner.look(canvas.pixels, policy.keyframe())
        try:
            reply = policy.reply(seen, effect)
            action = self._placed(reply.text, seen.canvas, canvas)
        except InputError as error:
            return Reply(JsonDialect().print(Fail(reason=str(error))))
        except (DialectError, OutsideError) as error:
            return Reply(
                JsonDialect().print(Fail(reason=f"{self._card.name} said what is no action: {error}"))
            )
        prompt = f"{reply.prompt}\n{self._card.name}: {reply.text}"
        return replace(reply, text=JsonDialect().print(action), prompt=prompt)

    def close(self) -> None:
        """Free the model."""
        if self._policy is not None:
            self._policy.close()
            self._policy = None

    def _loaded(self) -> Policy:
        if self._policy is None:
            self._policy = self._load()
        return self._policy

    def _placed(self, text: str, seen: Canvas, shown: Canvas) -> Action:
        """An action of the model in px of the canvas that was shown, of which it saw a fitted copy."""
        width, height = shown.shown_px
        return remap(
            self._dialect.parse(text),
            self._card.space,
            seen,
            Frame(shown.pixels, Monitor(0, 0, width, height, 1.0), 0.0),
        )
