"""In: Looks. Out: Replies. What every policy promises, and what it is told about its last reply."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from ppagent.prune.selection import KeyframeReason, Look

EffectKind = Literal["confirmed", "no_effect", "unverifiable", "refused"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What the screen says about an action: it changed something, it did not, nobody can tell, it was not carried out.

    Attributes:
        kind: the verdict.
        message: one sentence, for the policy and the trace; why it was refused, or what was wrong with the reply.
    """

    kind: EffectKind
    message: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A policy's answer to one Look.

    Attributes:
        text: what it said, in its dialect.
        prompt: the text it was given in this step (not the pictures), for the trace.
        phases_ms: time per phase, such as ``{"vit": 41.0, "prefill": 22.5, "decode": 800.0}``.
        context_tokens: tokens in its context after this reply; 0 when it has none.
        cut_off: it ran out of tokens and was brought to an end: what it says may not be what was meant.
        confidence: mean probability of the tokens that were its own choice, 0 to 1; None when that is not known.
        again_tokens: blocks that it was shown besides those of the Look, at a second look.
    """

    text: str
    prompt: str = ""
    phases_ms: dict[str, float] = field(default_factory=dict)
    context_tokens: int = 0
    cut_off: bool = False
    confidence: float | None = None
    again_tokens: int = 0


class ContextLostError(Exception):
    """The policy had to forget what it saw: the same screen must be put to it again, as an I-frame."""


class Policy(Protocol):
    """Decides what to do next. Keeps what it saw: each Look brings only what is new."""

    def start(self, task: str) -> None:
        """Begin an episode: forget everything, take the task."""

    def keyframe(self) -> KeyframeReason | None:
        """Why the next Look must be an I-frame (``lost``, ``budget``); None when a P-frame will do."""

    def reply(self, look: Look, effect: Effect | None) -> Reply:
        """Answer a Look. ``effect`` is the outcome of the previous reply; None on the first step.

        Raises:
            ContextLostError: the look must come again, as an I-frame.
        """

    def close(self) -> None:
        """Free what the policy holds: memory, devices, connections."""
