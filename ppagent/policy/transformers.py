"""In: Looks. Out: Replies of a Qwen model that runs in this process; one conversation, kept in its KV memory."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import torch
from transformers import AutoTokenizer

from ppagent.action.dialect import Dialect, DialectError
from ppagent.action.schema import Click, Move, Point
from ppagent.catalog import AgentCard, ModelSettings
from ppagent.errors import InputError, MissingError, OutsideError
from ppagent.policy.again import Again, closer, moved
from ppagent.policy.base import ContextLostError, Effect, Reply
from ppagent.policy.composition import ComposedSession
from ppagent.policy.context import vision_context
from ppagent.policy.engine import Engine
from ppagent.policy.families.load import load_model, local_id, memory_errors, model_file
from ppagent.policy.grammar import Grammar
from ppagent.policy.prompts import Step, prompts_for
from ppagent.policy.session import Session
from ppagent.policy.weights import missing
from ppagent.prune.diff import Mask
from ppagent.prune.selection import KeyframeReason, Look

SPECIAL = ("<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|image_pad|>", "<|vision_end|>")
"""What a tokenizer must know; nothing else about it is taken for granted."""


class TransformersPolicy:
    """A model of a Qwen family by stock transformers, pruned by arguments.

    Args:
        card: the agent; its ``[model]`` table says what to load.
        dialect: how it spells actions.

    Attributes:
        session: the conversation; None before the first look and when its state was lost.

    Raises:
        InputError: the card has no model, or the model and the card do not fit.
        MissingError: the model is not on this machine, or there is too little memory for it.
    """

    def __init__(self, card: AgentCard, dialect: Dialect) -> None:
        if card.model is None:
            raise InputError(
                f"the agent {card.name!r} names no model", "give its card a [model] table with an id"
            )
        self.card, self.dialect = card, dialect
        self.settings: ModelSettings = card.model
        self.family = load_model(card.model)
        self.prompts = prompts_for(card, dialect)
        self.tokenizer = _load_tokenizer(card.model, self.prompts.end, self.family.image_token_id)
        longest = self.family.language.config.max_position_embeddings
        if card.model.context_tokens > longest:
            raise InputError(
                f"context_tokens = {card.model.context_tokens} is more than {card.model.id} can take",
                f"set it to at most {longest}",
            )
        if self.family.recurrent and card.perception.layout != "append":
            raise InputError(
                f"{card.model.id} has recurrent layers and cannot forget blocks",
                'set layout = "append" in its [perception] table',
            )
        if card.perception.block != self.family.block:
            raise InputError(
                f"the card's blocks of {card.perception.block} px are not those of {card.model.id}",
                f"set block = {self.family.block} in its [perception] table",
            )
        self._end: int = self.tokenizer.convert_tokens_to_ids(self.prompts.end)
        others = (self.tokenizer.get_added_vocab().get("<|endoftext|>"), self.tokenizer.eos_token_id)
        self.stop_ids = tuple(dict.fromkeys([self._end, *(token for token in others if token is not None)]))
        # The second row is for second looks.
        twice = card.model.closer_px is not None or card.model.doubt > 0
        self.engine = Engine(self.family, 2 if twice else 1)
        with memory_errors(card.model):
            self.engine.rehearse(card.model.context_tokens)
        self.grammar = self._grammar(card.model) if card.model.constrained else None
        self.session: Session | None = None
        self._task = ""
        self._steps: list[Step] = []
        self._full_tokens = 0

    def start(self, task: str) -> None:
        """Begin an episode: the next look opens a new conversation."""
        self.session = None
        self._task = task
        self._steps = []

    def keyframe(self) -> KeyframeReason | None:
        """``lost`` when there is no conversation to add to, ``budget`` when the next P-frame might not fit in it."""
        if self.session is None:
            return "lost"
        perception = self.card.perception
        share = perception.keyframe_change if perception.prune and perception.keyframe_every != 1 else 1.0
        return (
            None
            if self._fits(math.ceil(share * self._full_tokens) + self.prompts.room(self._task))
            else "budget"
        )

    def reply(self, look: Look, effect: Effect | None) -> Reply:
        """Answer a Look.

        Raises:
            ValueError: a P-frame without the conversation that it adds to.
            InputError: the picture alone is more than ``context_tokens``, or has another block size than the model.
            ContextLostError: the device ran out of memory, and the conversation was dropped to free some.
            MissingError: the device has too little memory even for a conversation that begins.
        """
        if effect is not None and self._steps:
            self._steps[-1] = replace(self._steps[-1], effect=effect)
        selection = look.selection
        self._full_tokens = selection.full
        if selection.kind == "I" and selection.reason in ("budget", "lost"):
            self.session = None
        # A reply that was cut off has no end token of its own.
        ended = self.session is not None and self.session.ids[-1:] == (self._end,)
        prompt = self.prompts.following(self._task, look, effect, ended=ended)
        ids = self._encode(prompt, selection.kept)
        if self.session is None or (selection.kind == "I" and not self._fits(len(ids))):
            if selection.kind == "P":
                raise ValueError(
                    "a P-frame needs the conversation it adds to: ask keyframe() before each look"
                )
            self.session = self._new_session()
            prompt, ids = self._first_turn(selection.kept, self._steps)
            if not self._fits(len(ids)):
                raise InputError(
                    f"a first turn of {len(ids)} tokens and a reply of {self.settings.max_new_tokens} "
                    f"do not fit in context_tokens = {self.settings.context_tokens}",
                    "raise model.context_tokens or lower perception.max_pixels in the card",
                )
        # Until the reply is complete the memory may hold half a turn: an error on the way leaves the state lost.
        session, self.session = self.session, None
        reply = self._again(self._answer(session, prompt, ids, look), look)
        self.session = session
        self._steps.append(Step(reply.text))
        return reply

    def close(self) -> None:
        """Free the model and the conversation; the policy cannot be used afterwards."""
        self.session = None
        for name in ("engine", "family"):
            vars(self).pop(name, None)
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def _new_session(self, row: int = 0) -> Session:
        kind = ComposedSession if self.card.perception.layout == "compose" else Session
        return kind(self.engine, row, self._context)

    def _again(self, reply: Reply, look: Look) -> Reply:
        """The same reply, or what is said at a second look, where it helps; in points of the whole canvas either way."""
        if reply.cut_off:
            return reply
        try:
            action = self.dialect.parse(reply.text)
            if not isinstance(action, Click | Move) or action.point is None:
                return reply
            if (again := self._second_look(reply, look, action.point)) is None:
                return reply
        except (DialectError, OutsideError):
            return reply
        prompt, ids = self._first_turn(again.look.selection.kept, self._steps)
        second = self._answer(self._new_session(1), prompt, ids, again.look)
        seen = replace(
            reply,
            prompt=f"{reply.prompt}{reply.text}\n[again, from {again.left},{again.top}: {second.text}]",
            phases_ms=reply.phases_ms | {"again": sum(second.phases_ms.values())},
            again_tokens=again.look.selection.kept,
        )
        # What was not scaled was no less clear the first time.
        if look.canvas.source is None and (second.confidence or 0) <= (reply.confidence or 0):
            return seen
        try:
            better = self.dialect.parse(second.text)
            if not isinstance(better, Click | Move) or better.point is None:
                return seen
            point = again.back(better.point, self.card.space)
        except (DialectError, OutsideError):
            return seen
        text = self.dialect.print(action.model_copy(update={"point": point}))
        return replace(seen, text=text, confidence=second.confidence)

    def _second_look(self, reply: Reply, look: Look, point: Point) -> Again | None:
        """At what was scaled down, from nearer; where the reply is doubtful, at the same moved a little; else none.

        Raises:
            OutsideError: the point is not on the screen.
        """
        settings, perception = self.settings, self.card.perception
        if settings.closer_px and (
            near := closer(look, point, self.card.space, settings.closer_px, perception)
        ):
            return near
        doubtful = reply.confidence is not None and reply.confidence < settings.doubt
        return moved(look, perception) if doubtful else None

    def _answer(self, session: Session, prompt: str, ids: list[int], look: Look) -> Reply:
        began, lost = session.held == 0, ""
        try:
            with memory_errors(self.settings):
                session.append(ids, [look])
                matcher = self.grammar.start() if self.grammar else None
                # Cheap with as few tokens as small models have.
                session.chances = [] if self.settings.prompts == "brief" or self.settings.doubt else None
                tokens = session.decode(self.settings.max_new_tokens, self.stop_ids, matcher)
        except MissingError as error:
            if began:
                self.engine.release()
                raise
            lost = str(error)
        if lost:
            # Not before: while it is handled, an error holds on to all that the failed pass was working on.
            self.engine.release()
            raise ContextLostError(lost)
        said = tokens[:-1] if tokens[-1] in self.stop_ids else tokens
        text: str = self.tokenizer.decode(said, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        cut_off = matcher.closed if matcher else tokens[-1] not in self.stop_ids
        chances = session.chances
        confidence = sum(chances) / len(chances) if chances else None
        return Reply(text, prompt, dict(session.phases_ms), session.held, cut_off, confidence)

    def _grammar(self, settings: ModelSettings) -> Grammar:
        return Grammar.of_dialect(
            self.dialect,
            self.tokenizer,
            self.family.language.config.vocab_size,
            thought=settings.thought,
            max_new_tokens=settings.max_new_tokens,
            stop_ids=self.stop_ids,
        )

    def _context(self, look: Look) -> Mask:
        return vision_context(look, self.settings.vision_context, self.settings.halo, self.card.perception)

    def _fits(self, new_tokens: int) -> bool:
        held = self.session.held if self.session is not None else 0
        return held + new_tokens + self.settings.max_new_tokens <= self.settings.context_tokens

    def _first_turn(self, kept: int, steps: list[Step]) -> tuple[str, list[int]]:
        """The first turn of a conversation, in text and tokens: what was done so far is left out where it does not fit."""
        most = len(steps)
        while True:
            prompt = self.prompts.first(self._task, steps, most)
            ids = self._encode(prompt, kept)
            if most == 0 or self._fits(len(ids)):
                return prompt, ids
            most //= 2

    def _encode(self, prompt: str, kept: int) -> list[int]:
        """Token ids of a prompt with at most one picture, its image token repeated once per kept block."""
        ids: list[int] = self.tokenizer.encode(prompt, add_special_tokens=False)
        image = self.family.image_token_id
        return [token for one in ids for token in ([image] * kept if one == image else [one])]


def _load_tokenizer(settings: ModelSettings, end: str, image_token_id: int) -> Any:
    """Load a model's tokenizer and check that it knows the conversation's structure, and the end of a reply.

    Raises:
        MissingError: there is none.
        InputError: it is not this model's.
    """
    # Without its files transformers makes up an empty tokenizer.
    if model_file(settings, "tokenizer.json") is None and model_file(settings, "vocab.json") is None:
        raise missing(settings, "the tokenizer")
    try:
        tokenizer = AutoTokenizer.from_pretrained(local_id(settings), local_files_only=True)
    except (OSError, ValueError) as error:
        raise missing(settings, "the tokenizer") from error
    known = tokenizer.get_added_vocab()
    unknown = [token for token in dict.fromkeys((*SPECIAL, end)) if token not in known]
    if unknown:
        raise InputError(
            f"the tokenizer of {settings.id} does not know {', '.join(unknown)}", "take the model's own"
        )
    if known["<|image_pad|>"] != image_token_id:
        raise InputError(f"the tokenizer in {settings.id} belongs to another model", "take the model's own")
    return tokenizer
