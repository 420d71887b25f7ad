"""In: frames. Out: what ppagent takes to answer them: pruned frames, one growing conversation, replies with and without a grammar."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from ppagent.bench.policy_script import Script
from ppagent.bench.policy_step import Gauge, Step, Ticked
from ppagent.policy.composition import ComposedSession
from ppagent.policy.engine import Engine
from ppagent.policy.families.qwen3_vl import Qwen3VL
from ppagent.policy.grammar import Grammar
from ppagent.policy.memory import KVMemory
from ppagent.policy.session import Session
from ppagent.prune.pruner import Perception, Pruner, warm
from ppagent.screen.frame import Pixels

PERCEPTIONS = {
    "spatial": Perception(keyframe_every=1),
    "temporal": Perception(),
    "canvas": Perception(layout="canvas"),
    "compose": Perception(layout="compose"),
}
"""Ways to look: every frame by itself; what changed, added to what was seen; what changed, in its place, where the picture is
then read on from; and where it is read again."""
_ROUNDS = 5
ENOUGH = 3
"""Frames of an episode that show all that has to be loaded."""


class Dictating(Engine):
    """An engine whose model says what it is told to: the logit of that token is above all others, grammar or not.

    Attributes:
        passes: of the language model so far.
    """

    def __init__(self, family: Qwen3VL, script: Script) -> None:
        super().__init__(family)
        self.passes = 0
        self._script = script
        self._reply: list[int] = []
        self._left: list[int] | None = None

    def dictate(self, reply: Sequence[int]) -> None:
        """Have the next turn answered by this."""
        self._reply, self._left = list(reply), None

    @torch.inference_mode()
    def extend(self, rows: Sequence[int], ids: Sequence[Sequence[int]], *args: Any, **named: Any) -> Tensor:
        """See `Engine.extend`; the first call after `dictate` is the turn, the others are the reply."""
        logits = super().extend(rows, ids, *args, **named)
        self.passes += 1
        if not self._reply:
            return logits
        self._left = self._reply if self._left is None else self._script.after(ids[0], self._left)
        logits[-1, self._left[0]] = torch.inf
        return logits


class Own:
    """The way of ppagent.

    Args:
        model: a ``Qwen3VLForConditionalGeneration``; it is changed.
        script: what is said.
    """

    def __init__(self, model: Any, script: Script) -> None:
        self._script, self._gauge = script, Gauge(model.device)
        self._engine = Dictating(Qwen3VL(model), script)
        self._rehearsed = False
        self._grammar = script.grammar(model.config.text_config.vocab_size)

    def episode(
        self, frames: Sequence[Pixels], look: str, tick: Ticked = lambda _: None, *, grammar: bool = False
    ) -> tuple[list[Step], str]:
        """Go through frames.

        Args:
            frames: in order.
            look: one of `PERCEPTIONS`.
            tick: called after each frame.
            grammar: hold replies to the grammar, so that what it forces is said in one pass.

        Returns:
            The steps and the conversation's text.
        """
        kind = ComposedSession if look == "compose" else Session
        session, pruner = kind(self._engine), Pruner(PERCEPTIONS[look])
        held = self._grammar if grammar else None
        steps = []
        for number, frame in enumerate(frames):
            steps.append(self._step(session, pruner, number, frame, held))
            tick(look)
        return steps, self._script.text(session.ids)

    def warm(self, frames: Sequence[Pixels], look: str, tick: Ticked, *, grammar: bool) -> float:
        """Compile and record what an episode needs, with room for the longest one.

        Returns:
            Seconds.
        """
        begin = self._gauge.now()
        warm(PERCEPTIONS[look])
        if not self._rehearsed:
            whole = Pruner(PERCEPTIONS["spatial"])
            kept = [whole.look(frame).selection.kept for frame in frames]
            turns = [len(self._script.turn(number, count)) for number, count in enumerate(kept)]
            self._engine.rehearse(sum(turns) + len(turns) * self._script.reply_tokens)
            self._rehearsed = True
        self.episode(frames[:ENOUGH], look, tick, grammar=grammar)
        return (self._gauge.now() - begin) / 1000

    def first_turn_ms(self, frame: Pixels) -> dict[str, float]:
        """Vision and prefill of one pruned frame: ``vit`` and ``prefill``, medians."""
        look = Pruner(PERCEPTIONS["spatial"]).look(frame)
        ids = self._script.turn(0, look.selection.kept)
        taken = []
        for _ in range(_ROUNDS + 2):
            session = Session(self._engine)
            self._engine.dictate(self._script.reply(0))
            session.append(ids, [look])
            taken.append(session.phases_ms)
        return {name: statistics.median(times[name] for times in taken[2:]) for name in ("vit", "prefill")}

    def _step(
        self, session: Session, pruner: Pruner, number: int, frame: Pixels, grammar: Grammar | None
    ) -> Step:
        script, engine, gauge = self._script, self._engine, self._gauge
        engine.dictate(script.reply(number))
        begin = gauge.begin()
        look = pruner.look(frame)
        looked = gauge.now()
        selection = look.selection
        # The picture that there is already changes in place.
        new = 0 if isinstance(session, ComposedSession) and number else selection.kept
        session.append(script.turn(number, new), [look])
        phases = {"prepare": looked - begin, **session.phases_ms}
        passes = engine.passes
        reply = session.decode(2 * script.reply_tokens, {script.end}, grammar.start() if grammar else None)
        replied = gauge.now()
        script.parse(number, reply)
        end = gauge.now()
        phases |= {"decode": session.phases_ms["decode"], "parse": end - replied}
        memory = engine.memory
        assert isinstance(memory, KVMemory)
        spare = (memory.slots - memory.filled[0]) * memory.token_bytes
        return Step(
            number + 1, selection.kind, selection.kept, selection.full, session.held, engine.passes - passes,
            phases, end - begin, gauge.memory(spare),
        )  # fmt: skip
