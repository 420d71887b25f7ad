"""In: a question and a Look. Out: where an agent would click, by the same dialect, space and map as in a run.

Besides the cards there are three that know no pixels: ``oracle`` knows the answers and must score all of them, ``centre`` and
``random`` know nothing and must score what `ppagent.evaluate.sample.chance` computes. They test the scorer, not a model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ppagent.action.dialect import Dialect, DialectError, JsonDialect
from ppagent.action.dialects import dialect_named
from ppagent.action.remap import Space, to_canvas
from ppagent.action.schema import Action, Click, Fail, target
from ppagent.catalog import AgentCard, find_agent
from ppagent.errors import InputError, OutsideError
from ppagent.evaluate.arms import seeded
from ppagent.evaluate.policies import lender, policy_for
from ppagent.evaluate.sample import FramePoint, RefusalTarget, Sample
from ppagent.policy.base import ContextLostError, Effect, Reply
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look
from ppagent.screen.frame import Pixels


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agent said to a question.

    Attributes:
        text: as it said it.
        point: where that is, px of the picture; None when it names no point of the picture.
        refused: it said that there is nothing to click.
        readable: it said one or the other; False: its reply has no point.
        message: what was wrong with it.
        phases_ms: where the time went.
        again_tokens: blocks that it was shown at a second look.
    """

    text: str
    point: FramePoint | None = None
    refused: bool = False
    readable: bool = True
    message: str = ""
    phases_ms: dict[str, float] = field(default_factory=dict)
    again_tokens: int = 0


_NAMED = re.compile(r'the "[^"]+" [a-z][a-z -]*')
Asked = Callable[[Pixels], tuple[Answer, Look]]
"""Puts a question about a frame to an agent that has seen the ones before; its answer, and the look it was given."""


class Grounder(Protocol):
    """An agent as the grounding sets see it.

    Attributes:
        name: of its card, or its own.
        card: what it is made of, for the manifest.
        perception: how it looks at a picture.
    """

    name: str
    card: dict[str, Any]
    perception: Perception

    def answer(self, sample: Sample, look: Look) -> Answer:
        """Answer one question, as if it were the first."""

    def after(self, sample: Sample, earlier: Sequence[Pixels]) -> Asked:
        """Show it what the screen was like before, in one conversation; what then asks it about the last frame."""

    def device(self) -> dict[str, str]:
        """What it runs on, and which files it runs."""

    def close(self) -> None:
        """Free what it holds."""


class CardAgent:
    """The agent of a card, asked in a new conversation each time.

    Args:
        card: of it.
        may_refuse: tell it that there may be nothing to click: some questions of the set are like that. Of the others
            it is not let off, as far as its dialect can hold it to that.

    Raises:
        PpagentError: its policy cannot be loaded.
    """

    def __init__(self, card: AgentCard, *, may_refuse: bool) -> None:
        card = card if may_refuse else card.model_copy(update={"refuses": False})
        self.name, self.perception = card.name, card.perception
        self.card = card.model_dump(mode="json")
        self._policy = policy_for(card)
        self._kind, self._space = card.policy, card.space
        self._dialect: Dialect = dialect_named(card.dialect)
        self._may_refuse = may_refuse

    def answer(self, sample: Sample, look: Look) -> Answer:
        """Answer one question, as if it were the first."""
        self._policy.start(self.task(sample.instruction))
        return judged(self._policy.reply(look, None), self._dialect, self._space, look)

    def after(self, sample: Sample, earlier: Sequence[Pixels]) -> Asked:
        """Ask it at each earlier frame too, as in a run, and tell it that nothing was done about it."""
        pruner, effect = Pruner(self.perception), None
        self._policy.start(self.task(sample.instruction))

        def seen(pixels: Pixels) -> tuple[Look, Reply]:
            look = pruner.look(pixels, self._policy.keyframe())
            try:
                return look, self._policy.reply(look, effect)
            except ContextLostError:
                look = pruner.look(pixels, self._policy.keyframe())
                return look, self._policy.reply(look, effect)

        for pixels in earlier:
            seen(pixels)
            effect = Effect("refused", "That was not carried out: the screen has changed meanwhile.")

        def ask(last: Pixels) -> tuple[Answer, Look]:
            look, reply = seen(last)
            return judged(reply, self._dialect, self._space, look), look

        return ask

    def task(self, instruction: str) -> str:
        """What it is asked to do; the same words in every arm."""
        if self._kind == "reader":
            # A name with its kind is plain English as it is; all else is a name, however it reads.
            return f"click {instruction if _NAMED.fullmatch(instruction) else _quoted(instruction)}"
        refuse = "\nIf it is not on the screen, say that this cannot be done." if self._may_refuse else ""
        return f"Click: {instruction}{refuse}"

    def device(self) -> dict[str, str]:
        """What it runs on, and which files it runs."""
        return lender().device()

    def close(self) -> None:
        """Free the policy."""
        self._policy.close()


class Baseline:
    """One that does not look. It speaks, and is read, like an agent: ``json`` in ``pixels`` of the canvas."""

    def __init__(self, name: str, action: Callable[[Sample], Action]) -> None:
        self.name, self.perception = name, Perception()
        self.card = {"name": name, "perception": self.perception.model_dump(mode="json")}
        self._action = action

    def answer(self, sample: Sample, look: Look) -> Answer:
        """Answer one question."""
        action = self._action(sample)
        if isinstance(action, Click) and action.point is not None:
            action = action.model_copy(update={"point": look.canvas.from_frame(*action.point)})
        dialect = JsonDialect()
        return judged(Reply(dialect.print(action)), dialect, "pixels", look)

    def after(self, sample: Sample, earlier: Sequence[Pixels]) -> Asked:
        """It would not have looked at the earlier ones."""
        pruner = Pruner(self.perception)
        for pixels in earlier:
            pruner.look(pixels)

        def ask(last: Pixels) -> tuple[Answer, Look]:
            look = pruner.look(last)
            return self.answer(sample, look), look

        return ask

    def device(self) -> dict[str, str]:
        """It computes nothing."""
        return {}

    def close(self) -> None:
        """Nothing to free."""


def grounder(name: str, seed: int, *, may_refuse: bool) -> Grounder:
    """An agent by its name or card file; ``oracle``, ``centre`` and ``random`` are the baselines.

    Args:
        name: see above.
        seed: of ``random``.
        may_refuse: whether some questions are right when refused.

    Raises:
        PpagentError: there is no such agent, or it cannot be loaded.
    """

    def oracle(sample: Sample) -> Action:
        if isinstance(sample.target, RefusalTarget):
            return Fail(reason="it is not there")
        return Click(point=sample.target.inside())

    def centre(sample: Sample) -> Action:
        return Click(point=(sample.size_px[0] / 2, sample.size_px[1] / 2))

    def random(sample: Sample) -> Action:
        x, y = seeded(seed, sample.id).random(2)
        return Click(point=(float(x * sample.size_px[0]), float(y * sample.size_px[1])))

    baselines = {"oracle": oracle, "centre": centre, "random": random}
    if name in baselines:
        return Baseline(name, baselines[name])
    try:
        card = find_agent(name)
    except InputError as error:
        raise type(error)(str(error), f"{error.hint}; baselines: {', '.join(baselines)}") from error
    return CardAgent(card, may_refuse=may_refuse)


def judged(reply: Reply, dialect: Dialect, space: Space, look: Look) -> Answer:
    """Read a reply: an action with a point, a refusal, or neither.

    A refusal is ``fail``, or a click with both coordinates negative, which is how OSWorld-G has it said.

    Args:
        reply: of a policy.
        dialect: it is in.
        space: its coordinates are in.
        look: it was given.
    """
    text, phases = reply.text, {name: round(spent, 2) for name, spent in reply.phases_ms.items()}
    if reply.cut_off:
        return Answer(text, readable=False, message="the reply was cut off", phases_ms=phases)
    try:
        action = dialect.parse(text)
    except DialectError as error:
        return Answer(text, readable=False, message=str(error), phases_ms=phases)
    if isinstance(action, Fail):
        return Answer(text, refused=True, message=action.reason, phases_ms=phases)
    point = target(action)
    if point is None:
        return Answer(text, readable=False, message=f"{action.kind} has no point", phases_ms=phases)
    if max(point) < 0:
        return Answer(text, refused=True, message="a point outside on purpose", phases_ms=phases)
    try:
        placed = look.canvas.to_frame(*to_canvas(point, space, look.canvas))
    except OutsideError as error:
        return Answer(text, message=str(error), phases_ms=phases, again_tokens=reply.again_tokens)
    return Answer(text, point=placed, phases_ms=phases, again_tokens=reply.again_tokens)


def _quoted(text: str) -> str:
    """In quotation marks that the text itself does not hold, so that no word of it is taken for an instruction."""
    for opening, closing in ('""', "“”", "''", "‘’"):
        if opening not in text and closing not in text:
            return f"{opening}{text}{closing}"
    return f'"{text.replace(chr(34), " ")}"'
