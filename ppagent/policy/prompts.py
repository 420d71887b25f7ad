"""In: a task, what was done so far, a Look. Out: the text of a turn, with a place for the picture.

Two forms. ``chat`` is that of Qwen's instruction-tuned models: a system prompt, roles, sentences. ``brief`` is that of ppagent's
own small models, which read bytes: the picture, then the task in every turn, and nothing else. Training builds its texts from
the same functions, so what a model learns and what it is asked cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ppagent.action.dialect import Dialect, DialectError
from ppagent.action.schema import describe
from ppagent.catalog import AgentCard
from ppagent.policy.base import Effect, EffectKind
from ppagent.prune.pruner import Layout
from ppagent.prune.selection import Look

Form = Literal["chat", "brief"]

BLOCK = "<|image_pad|>"
"""Stands for one block of a picture; in a prompt once for all of them."""
PICTURE = f"<|vision_start|>{BLOCK}<|vision_end|>"
TURN, ASK, END = "<|im_start|>", "<|im_end|>", "<|endoftext|>"

EFFECT_NOTES: dict[EffectKind, str] = {
    "confirmed": "",
    "unverifiable": "",
    "no_effect": "\nno effect",
    "refused": "\nrefused",
}
"""What a brief turn adds to the task: what became of the action before it."""
BRIEF_STEPS = 10
"""Most earlier turns that a brief conversation is told about when it starts again."""


@dataclass(frozen=True, slots=True)
class Step:
    """An earlier turn.

    Attributes:
        reply: what was said, without its end token.
        effect: what became of it; None while that is not known.
    """

    reply: str
    effect: Effect | None = None


class Prompts(Protocol):
    """How a model is spoken to.

    Attributes:
        end: the token with which a reply ends.
    """

    end: str

    def first(self, task: str, steps: Sequence[Step], most: int | None = None) -> str:
        """The first turn of a conversation; one that starts again is told its earlier steps, ``most`` of them if given."""

    def following(self, task: str, look: Look, effect: Effect | None, *, ended: bool) -> str:
        """A later turn; ``ended``: the reply before it came to its end token."""

    def room(self, task: str) -> int:
        """Tokens to be left free for the text of a later turn."""


def prompts_for(card: AgentCard, dialect: Dialect) -> Prompts:
    """The form that a card's model is spoken to in."""
    if card.model is not None and card.model.prompts == "brief":
        return BriefPrompts(card.perception.layout)
    return ChatPrompts(card, dialect)


def plain(text: str) -> str:
    """Text from outside, which must not pass for the conversation's own structure."""
    return text.replace("<|", "< |")


def brief_turn(task: str, note: str = "") -> str:
    """One question: the task, and a note of `EFFECT_NOTES` on the action before; the reply follows."""
    return f"{TURN}{plain(task)}{note}{ASK}"


def brief_reply(reply: str) -> str:
    """One reply, as a conversation that starts again is told of it."""
    return f"{plain(reply)}{END}"


def brief_opening(task: str, steps: Sequence[tuple[str, EffectKind]] = (), picture: str = PICTURE) -> str:
    """The first text of a conversation: the picture, earlier turns, the question.

    Args:
        task: what is to be done.
        steps: reply and effect of each earlier turn to be told, oldest first; the last `BRIEF_STEPS` are.
        picture: the text that stands for the picture.
    """
    told = steps[-BRIEF_STEPS:]
    # The oldest turn told has no note: nothing is said of what went before.
    notes = ["", *(EFFECT_NOTES[effect] for _, effect in told)]
    earlier = "".join(
        brief_turn(task, note) + brief_reply(reply) for (reply, _), note in zip(told, notes[:-1], strict=True)
    )
    return f"{picture}{earlier}{brief_turn(task, notes[-1])}"


class BriefPrompts:
    """Picture first, then turns of task and reply; every turn says the task again."""

    end = END

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def first(self, task: str, steps: Sequence[Step], most: int | None = None) -> str:
        """The picture, the earlier turns, the task."""
        told = [(step.reply, step.effect.kind if step.effect else "unverifiable") for step in steps]
        return brief_opening(task, told[max(0, len(told) - most) :] if most is not None else told)

    def following(self, task: str, look: Look, effect: Effect | None, *, ended: bool) -> str:
        """New blocks, if they are to stand here, and the task."""
        note = EFFECT_NOTES[effect.kind] if effect else ""
        return f"{'' if ended else END}{_blocks(look, self._layout)}{brief_turn(task, note)}"

    def room(self, task: str) -> int:
        """Every turn says the task, a token for each byte."""
        return len(brief_turn(task, max(EFFECT_NOTES.values(), key=len)).encode())


def _blocks(look: Look, layout: Layout) -> str:
    """The place of a later look's blocks in a brief turn."""
    selection = look.selection
    if layout == "compose" or not selection.kept:
        return ""
    # Blocks that take the places of others belong to the picture that is there already.
    return BLOCK if layout == "canvas" and selection.kind == "P" else PICTURE


_CHAT_ASK = f"{ASK}\n{TURN}assistant\n"
_SCREEN = f"The screen:\n{PICTURE}"
_CHANGES = "What changed on the screen:"
_SAME = "Nothing changed on the screen."
_UPDATED = "The picture of the screen is up to date."
_PRUNED = (
    f'A picture after the words "{_CHANGES}" holds only the parts that changed since the picture before; '
    "every other part still looks as it did."
)
_EFFECTS = {
    "confirmed": "Your last action changed the screen.",
    "no_effect": "Your last action changed nothing on the screen.",
    "unverifiable": "Whether your last action did anything cannot be told.",
    "refused": "Your last action was not carried out.",
}
_RECORDED_STEPS, _RECORDED_CHARS = 20, 200
"""Earlier actions that a restarted session is told about, and the length of each one and of its outcome."""


class ChatPrompts:
    """A system prompt that teaches the dialect, then a user and an assistant, as Qwen's own chats have it."""

    end = ASK

    def __init__(self, card: AgentCard, dialect: Dialect) -> None:
        self._card, self._dialect = card, dialect

    def first(self, task: str, steps: Sequence[Step], most: int | None = None) -> str:
        """System prompt, task, what was done so far, the screen."""
        perception = self._card.perception
        rules = _PRUNED if perception.prune and perception.layout == "append" else ""
        system = "\n\n".join(part for part in (self._card.prompt, self._dialect.prompt(), rules) if part)
        said = f"Task: {plain(task)}\n{plain(self._record(steps, most))}"
        return f"{TURN}system\n{system}{ASK}\n{TURN}user\n{said}{_SCREEN}{_CHAT_ASK}"

    def following(self, task: str, look: Look, effect: Effect | None, *, ended: bool) -> str:  # noqa: ARG002 - the protocol's
        """What came of the last action, and what of the screen is new."""
        outcome = f"{plain(_said_of(effect))}\n" if effect is not None else ""
        shown = _shown(look, self._card.perception.layout)
        return f"{'' if ended else ASK}\n{TURN}user\n{outcome}{shown}{_CHAT_ASK}"

    def room(self, task: str) -> int:  # noqa: ARG002 - the protocol's
        """Enough for most sentences on what became of an action."""
        return 256

    def _record(self, steps: Sequence[Step], most: int | None) -> str:
        """The earlier actions of a conversation that starts again, as text."""
        most = _RECORDED_STEPS if most is None else min(most, _RECORDED_STEPS)
        first = max(0, len(steps) - most)
        if first == len(steps):
            return ""
        lines = [
            f"{number}. {self._describe(step.reply)[:_RECORDED_CHARS]}"
            + (f": {_said_of(step.effect)[:_RECORDED_CHARS]}" if step.effect else "")
            for number, step in enumerate(steps[first:], first + 1)
        ]
        return "\n".join(["What you did so far:", *lines, ""])

    def _describe(self, text: str) -> str:
        try:
            return describe(self._dialect.parse(text))
        except DialectError:
            return "a reply that was no action"


def _said_of(effect: Effect) -> str:
    return effect.message or _EFFECTS[effect.kind]


def _shown(look: Look, layout: Layout) -> str:
    """How a turn after the first refers to the screen."""
    selection = look.selection
    if layout == "compose" or (layout == "canvas" and selection.kind == "P" and not selection.kept):
        return _UPDATED
    if selection.kind == "I":
        return _SCREEN
    if layout == "canvas":
        # Blocks that take the places of others belong to the picture that is there already.
        return f"{BLOCK}{_UPDATED}"
    return f"{_CHANGES}\n{PICTURE}" if selection.kept else _SAME
