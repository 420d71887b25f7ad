"""In: frames and questions. Out: a model's answers, by what it has in view: the arms of `temporal_study.py`.

The model is a Qwen3-VL that speaks bytes; pictures, questions and answers go through ppagent's own session and engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor

from ppagent.catalog import ModelSettings
from ppagent.policy.composition import ComposedSession
from ppagent.policy.context import Context, vision_context
from ppagent.policy.engine import Engine
from ppagent.policy.families.base import Features
from ppagent.policy.session import Session
from ppagent.prune.diff import Mask
from ppagent.prune.pruner import Perception, Pruner
from ppagent.prune.selection import Look
from ppagent.screen.frame import Pixels

IM_START, IM_END, VISION_START, VISION_END, IMAGE, EOS = 256, 257, 258, 259, 260, 262
LONGEST_ANSWER = 9


@dataclass(frozen=True, slots=True)
class Arm:
    """What the model has in view when it is asked about a frame.

    Attributes:
        sees: the ``asked`` frame alone, the ``first`` frame alone, or all up to the asked one.
        perception: how frames become Looks.
        context: what the vision tower runs on in a P-frame.
        halo: of that context, in blocks.
    """

    sees: Literal["asked", "first", "all"]
    perception: Perception
    context: Context = "changed"
    halo: int = 1

    @property
    def anew(self) -> bool:
        """Features stay, keys and values do not: the language model reads what is held again, as one picture."""
        return self.perception.layout == "compose"


CONTEXTS: dict[str, tuple[Context, int]] = {
    "changed": ("changed", 1),
    "halo1": ("halo", 1),
    "halo3": ("halo", 3),
    "frame": ("frame", 1),
}
SHIPPED = ModelSettings(id="")
ARMS: dict[str, Arm] = {
    "full": Arm("asked", Perception(prune=False)),
    "iframe": Arm("asked", Perception()),
    "full-history": Arm("all", Perception(prune=False)),
    "spatial-history": Arm("all", Perception(keyframe_every=1)),
    **{
        f"{layout}/{name}": Arm("all", Perception(layout=layout, keyframe_change=1.0), *context)
        for layout in ("append", "canvas")
        for name, context in CONTEXTS.items()
    },
    **{
        f"compose/{name}": Arm("all", Perception(layout="compose", keyframe_change=1.0), *context)
        for name, context in CONTEXTS.items()
        if name in ("changed", "frame")
    },
    **{
        f"{layout}/default": Arm("all", Perception(layout=layout), SHIPPED.vision_context, SHIPPED.halo)
        for layout in ("append", "canvas")
    },
    "stale": Arm("first", Perception()),
}


class OnceEngine(Engine):
    """An engine whose vision tower runs once for the same blocks of the same picture, whichever arm asks for them.

    Attributes:
        seen: what it ran on so far; the pictures are held, so that no other gets the identity of one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen: dict[tuple[int, bytes, bytes], tuple[Pixels, Features]] = {}

    @torch.inference_mode()
    def see(self, looks: Sequence[Look], contexts: Sequence[Mask]) -> Features:
        """As of any engine, for one look."""
        (look,), (context,) = looks, contexts
        pixels = look.canvas.pixels
        key = id(pixels), look.selection.keep.tobytes(), context.tobytes()
        if key not in self.seen:
            new = super().see(looks, contexts)
            # A recorded pass overwrites its outputs at its next call.
            self.seen[key] = pixels, Features(new.embeds.clone(), tuple(each.clone() for each in new.deep))
        return self.seen[key][1]


@dataclass(frozen=True, slots=True)
class Reference:
    """The answer that others are held against.

    Attributes:
        tokens: with its end, if it came to one.
        logs: ``(tokens, words)`` float32: log-probabilities of each token given those before.
    """

    tokens: list[int]
    logs: Tensor


class Conversation:
    """An arm's frames, questions and answers, in a session of its own on the engine's only row."""

    def __init__(self, engine: OnceEngine, arm: Arm) -> None:
        self.engine, self.arm = engine, arm
        self.pruner = Pruner(arm.perception)
        kind = ComposedSession if arm.anew else Session
        self.session = kind(engine, contexts=self.context)
        self._gone: list[Look] = []
        self._opened = False

    def context(self, look: Look) -> Mask:
        """What the vision tower runs on."""
        return vision_context(look, self.arm.context, self.arm.halo, self.arm.perception)

    def show(self, frame: Pixels) -> Look:
        """Put the next frame before the model."""
        look = self.pruner.look(frame)
        kept, evicted = look.selection.kept, look.selection.evicted
        if self.arm.anew and self.session.ids:
            if kept or (evicted is not None and evicted.any()):
                self.session.append([], [look])
        elif kept:
            ids = [IMAGE] * kept
            # Blocks that take the places of others belong to the picture that is there already.
            in_place = look.selection.kind == "P" and evicted is not None
            self.session.append(ids if in_place else [VISION_START, *ids, VISION_END], [*self._gone, look])
            self._gone, self._opened = [], False
        elif evicted is not None and evicted.any():
            self._gone.append(look)  # Tokens leave with the next ones that come.
        return look

    def settle(self) -> None:
        """Let what is outdated leave the memory before questions are asked that will be taken back."""
        if self._gone:
            self.session.append([IM_START], self._gone)
            self._gone, self._opened = [], True

    def question(self, text: str) -> list[int]:
        """Its tokens."""
        words = list(f"click '{text}'".encode("latin-1", "replace"))
        return [*([] if self._opened else [IM_START]), *words, IM_END]

    def reference(self, text: str) -> Reference:
        """Ask, and go back."""
        session, question = self.session, self.question(text)
        mark = session.mark()
        session.append(question)
        tokens = session.decode(LONGEST_ANSWER, {EOS})
        session.crop(mark)
        logs = self._given(question, tokens)
        session.crop(mark)
        return Reference(tokens, logs)

    def answer(self, text: str, reference: Reference) -> tuple[list[int], float]:
        """Ask, and go back: the answer's tokens, and KL(reference‖this) in nats per token of the reference's answer."""
        session, question, theirs = self.session, self.question(text), reference.tokens
        mark = session.mark()
        logs = self._given(question, theirs)
        kl = float((reference.logs.exp() * (reference.logs - logs)).sum(1).mean())
        same = (logs.argmax(1).cpu() == torch.tensor(theirs)).tolist()
        tokens = theirs
        if not all(same):
            alike = theirs[: same.index(False)]
            session.crop(mark)
            session.append([*question, *alike])
            tokens = alike + session.decode(LONGEST_ANSWER - len(alike), {EOS})
        session.crop(mark)
        return tokens, kl

    def keep(self, text: str) -> None:
        """Ask, and let question and answer stay."""
        self.session.append(self.question(text))
        self.session.decode(LONGEST_ANSWER, {EOS})
        self._opened = False

    def _given(self, question: list[int], answer: list[int]) -> Tensor:
        logits = self.session.append([*question, *answer[:-1]], all_logits=True)[-len(answer) :]
        return logits.float().log_softmax(1)
