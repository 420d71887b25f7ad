"""In: the new tokens and Looks of a turn. Out: the reply's tokens; what came before stays in the KV memory.

Each turn costs its own tokens, never those of the turns before. In the ``append`` layout the conversation only grows; in
``canvas`` the tokens of blocks that changed leave it, and the new ones take their places on the grid. For ``compose`` see
`ppagent.policy.composition`.
"""
# ruff: noqa: SLF001 - `decode` speaks for several sessions at once

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor
from typing_extensions import Self

from ppagent.errors import InputError
from ppagent.files import write_atomically
from ppagent.policy.engine import Engine
from ppagent.policy.families.base import Features, mrope_positions
from ppagent.policy.grammar import apply_mask
from ppagent.policy.memory import KVMemory
from ppagent.prune.diff import Mask
from ppagent.prune.selection import Look

Contexts = Callable[[Look], Mask]
"""From a look to the blocks that go through the vision tower; see `ppagent.policy.context`."""


class Matcher(Protocol):
    """What a reply may say: a grammar on its way through one reply; see `ppagent.policy.grammar`."""

    def forced(self) -> list[int]:
        """The tokens that must come next, taken as said; empty where the model has a choice."""

    def mask(self, out: Tensor) -> None:
        """Write which tokens may come next into ``(words,)`` int32 on the CPU, a bit per token."""

    def accept(self, token: int) -> None:
        """Take note of the model's choice."""


@dataclass(frozen=True, slots=True)
class _State:
    """All of a conversation but its memory and its logits.

    Attributes:
        ids: every token so far.
        pending: the last of them, which are not in the memory yet: they enter with the next turn's tokens, as a pass of
            their own would buy nothing.
        position: M-RoPE position of the first pending token.
        canvas: M-RoPE position at which the last I-frame begins.
        slots: ``(rows, cols)`` int64: the slot of the memory that stands for each cell of the canvas, -1 for none.
    """

    ids: tuple[int, ...] = ()
    pending: tuple[int, ...] = ()
    position: int = 0
    canvas: int = 0
    slots: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a conversation to go back to; see `Session.mark`."""

    state: _State
    filled: int
    logits: Tensor | None


class Session:
    """One conversation with a model; greedy decoding.

    Its invariant: with every block of every frame sent, its tokens equal those of the stock ``generate`` on the whole
    conversation.

    Args:
        engine: the model.
        row: which of the engine's conversations this is; what it held is forgotten.
        contexts: what the vision tower runs on besides the kept blocks; None for those alone.

    Attributes:
        phases_ms: time of the last turn: ``vit``, ``prefill`` (language model only), ``decode``.
        chances: probabilities of the tokens that were the model's own choice in its last reply, among those that might be
            said; None unless a list is put there before it speaks, as they cost a little time.
    """

    def __init__(self, engine: Engine, row: int = 0, contexts: Contexts | None = None) -> None:
        self.engine, self.row = engine, row
        self.phases_ms: dict[str, float] = {}
        self.chances: list[float] | None = None
        self._contexts = contexts
        self._state = _State()
        self._logits: Tensor | None = None
        self._marks: list[Mark] = []
        # In the compose layout: features of the blocks in view by their places, ``(rows * cols, hidden)`` each.
        self._blocks: list[Tensor] = []
        engine.memory.cut(row, 0)

    @property
    def ids(self) -> tuple[int, ...]:
        """Every token of the conversation so far, also those that have left the memory."""
        return self._state.ids

    @property
    def held(self) -> int:
        """Tokens that the model has in view: the conversation's, less those that have left the memory."""
        return self.engine.memory.filled[self.row] + len(self._state.pending)

    def append(self, ids: Sequence[int], looks: Sequence[Look] = (), *, all_logits: bool = False) -> Tensor:
        """Prefill new tokens.

        Args:
            ids: token ids, one image token per kept block of the looks, in order; not empty.
            looks: the pictures that those stand for.
            all_logits: return them for every new token instead of the last one.

        Returns:
            ``(new or 1, vocabulary)``, the model's dtype: logits of the next token.

        Raises:
            ValueError: the image tokens do not match the looks, or a P-frame has no I-frame that it adds to.
            InputError: a look has another block size than the model.
        """
        engine, image = self.engine, self.engine.family.image_token_id
        begin = now(engine)
        if image in self._state.pending:
            # The model itself said the word for a block. It stands for no picture, so it may not meet one in a pass.
            row, said, places = self._hear()
            engine.extend([row], [said], [places])
        state = self._state
        shown = [look for look in looks if look.selection.kept]
        for look in looks:
            if _replaces(look) and (
                state.slots is None or state.slots.shape != look.canvas.grid or len(looks) > 1
            ):
                raise ValueError(
                    "a P-frame of the canvas layout needs the I-frame whose blocks it replaces, in an earlier turn"
                )
        pending = len(state.pending)
        text = np.broadcast_to(state.position + np.arange(pending), (3, pending))
        # A block that takes the place of another stands where that one stood, and moves no text.
        on_canvas = [state.canvas if _replaces(look) else None for look in shown]
        keeps = [look.selection.keep for look in shown]
        positions, position = mrope_positions(ids, image, keeps, state.position + pending, on_canvas)
        at = pending + np.flatnonzero(np.asarray(ids) == image)
        features = None
        if shown:
            features = self._see(shown)
        seen = now(engine)
        for look in looks:
            self._evict(look)
        filled = engine.memory.filled[self.row]
        logits = engine.extend(
            [self.row], [[*state.pending, *ids]], [np.concatenate([text, positions], axis=1)], features,
            all_logits=all_logits,
        )  # fmt: skip
        done = 0
        for look in shown:
            slots = filled + at[done : done + look.selection.kept]
            done += look.selection.kept
            self._place(look, slots, start=int(positions[0, slots[0] - filled - pending]))
        self._state = replace(self._state, ids=(*state.ids, *ids), pending=(), position=position)
        logits = logits[pending:] if all_logits else logits.clone()
        self._logits = logits[-1]
        self.phases_ms = {"vit": seen - begin if shown else 0.0, "prefill": now(engine) - seen}
        return logits

    def decode(
        self, max_new_tokens: int, stop_ids: Collection[int] = (), matcher: Matcher | None = None
    ) -> list[int]:
        """Let the model speak; see `decode`."""
        return decode([self], max_new_tokens, stop_ids, [matcher])[0]

    def mark(self) -> Mark:
        """Remember this point of the conversation, such as the one before a reply."""
        self._marks.append(Mark(self._state, self.engine.memory.filled[self.row], self._logits))
        return self._marks[-1]

    def crop(self, mark: Mark) -> None:
        """Go back to an earlier point: what came after it is forgotten, with the marks that were made there.

        Raises:
            ValueError: the mark is forgotten, or tokens have left the memory since.
            InputError: the family has recurrent layers and cannot go back.
        """
        at = next((at for at, each in enumerate(self._marks) if each is mark), None)
        if at is None:
            raise ValueError("the conversation cannot go back to what it has forgotten")
        self.engine.memory.cut(self.row, mark.filled)
        del self._marks[at + 1 :]
        self._state, self._logits = mark.state, mark.logits

    def save(self, file: Path) -> None:
        """Write the conversation to a file of safetensors; `restore` reads it.

        Raises:
            InputError: the family has recurrent layers, or the file cannot be written.
        """
        memory = self.engine.memory
        if not isinstance(memory, KVMemory):
            raise InputError("a conversation with a model that has recurrent layers cannot be saved")
        state = self._state
        tensors = memory.state(self.row)
        if self._logits is not None:
            tensors["logits"] = self._logits
        if state.slots is not None:
            tensors["slots"] = torch.from_numpy(state.slots)
        tensors |= {f"blocks{index}": each for index, each in enumerate(self._blocks)}
        plain = {name: getattr(state, name) for name in ("ids", "pending", "position", "canvas")}
        data = save(
            {name: each.contiguous().cpu() for name, each in tensors.items()}, {"session": json.dumps(plain)}
        )
        try:
            write_atomically(file, data)
        except OSError as error:
            raise InputError(
                f"the conversation cannot be written to {file}: {error.strerror}",
                f"it takes {len(data) / 2**20:.0f} MiB in a folder that exists and can be written to",
            ) from error

    @classmethod
    def restore(cls, file: Path, engine: Engine, row: int = 0, contexts: Contexts | None = None) -> Self:
        """Go on with a conversation that `save` wrote.

        Raises:
            InputError: the file is no such conversation, or it was one with another model.
        """
        memory = engine.memory
        if not isinstance(memory, KVMemory):
            raise InputError("a conversation with a model that has recurrent layers cannot be restored")
        try:
            with safe_open(file, framework="pt") as opened:
                plain = json.loads((opened.metadata() or {})["session"])
                tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 - not a dict
            slots = tensors["slots"].numpy() if "slots" in tensors else None
            ids, pending = tuple(plain.pop("ids")), tuple(plain.pop("pending"))
            state, saved = _State(ids, pending, slots=slots, **plain), tensors["keys"]
        except (OSError, KeyError, ValueError, TypeError, SafetensorError) as error:
            raise InputError(f"{file} is no saved conversation: {error}") from error
        if saved.dtype != memory.keys.dtype or saved[:, :, :0].shape != memory.keys[:, 0, :, :0].shape:
            raise InputError(f"the conversation in {file} was one with another model")
        session = cls(engine, row, contexts)
        engine.reserve(saved.shape[2])
        memory.load(row, tensors)
        session._state = state
        device = engine.family.device
        session._logits = tensors["logits"].to(device) if "logits" in tensors else None
        names = sorted(name for name in tensors if name.startswith("blocks"))
        session._blocks = [tensors[name].to(device) for name in names]
        return session

    @torch.inference_mode()
    def _see(self, looks: Sequence[Look]) -> Features:
        """Features of the kept blocks of looks that have some."""
        contexts = [self._contexts(look) if self._contexts else look.selection.keep for look in looks]
        return self.engine.see(looks, contexts)

    def _say(self, tokens: Sequence[int]) -> None:
        """Take note of what the model says; it is not in the memory yet."""
        self._logits = None
        self._state = replace(self._state, ids=(*self._state.ids, *tokens), pending=tuple(tokens))

    def _hear(self) -> tuple[int, tuple[int, ...], NDArray[np.int64]]:
        """What must enter the memory before the model can go on: row, tokens, positions."""
        pending = self._state.pending
        places = self._state.position + np.arange(len(pending))
        self._state = replace(self._state, pending=(), position=self._state.position + len(pending))
        return self.row, pending, np.broadcast_to(places, (3, len(pending)))

    def _evict(self, look: Look) -> None:
        """Let the tokens of blocks that changed leave the memory."""
        evicted, slots = look.selection.evicted, self._state.slots
        if evicted is None or slots is None or slots.shape != evicted.shape:
            return
        gone = slots[evicted & (slots >= 0)]
        if not gone.size:
            return
        memory = self.engine.memory
        if not isinstance(memory, KVMemory):
            raise InputError(
                "a model with recurrent layers cannot forget blocks", 'set layout = "append" in [perception]'
            )
        stays = np.ones(memory.filled[self.row], dtype=bool)
        stays[gone] = False
        memory.keep(self.row, torch.from_numpy(np.flatnonzero(stays)).to(memory.lengths.device))
        self._state = replace(
            self._state, slots=np.where(evicted | (slots < 0), -1, (np.cumsum(stays) - 1)[slots])
        )
        self._marks.clear()

    def _place(self, look: Look, new: NDArray[np.int64], start: int) -> None:
        """Note which slots stand for the kept blocks of a look."""
        if look.selection.kind == "I":
            slots = np.full(look.canvas.grid, -1, dtype=np.int64)
            self._state = replace(self._state, canvas=start)
        elif _replaces(look) and self._state.slots is not None:
            slots = self._state.slots.copy()
        else:
            return
        slots[look.selection.keep] = new
        self._state = replace(self._state, slots=slots)


def decode(
    sessions: Sequence[Session],
    max_new_tokens: int,
    stop_ids: Collection[int] = (),
    matchers: Sequence[Matcher | None] | None = None,
) -> list[list[int]]:
    """Let the model speak in several conversations of one engine side by side, greedily.

    Args:
        sessions: on different rows.
        max_new_tokens: of each reply, at least 1.
        stop_ids: tokens that end a reply.
        matchers: what each reply may say, None for anything; text that one forces costs one pass, not one per token.

    Returns:
        The replies, each with its end token if it came to one.

    Raises:
        ValueError: nothing was appended to one of them since its last reply.
    """
    engine = sessions[0].engine
    begin = now(engine)
    logits = [session._logits for session in sessions]
    replies: list[list[int]] = [[] for _ in sessions]
    speaking = list(range(len(sessions)))
    while speaking:
        for one in speaking:
            matcher = matchers[one] if matchers else None
            said = _next(logits[one], matcher, stop_ids, sessions[one].chances)
            said = said[: max_new_tokens - len(replies[one])]
            replies[one] += said
            sessions[one]._say(said)
        speaking = [
            one for one in speaking if replies[one][-1] not in stop_ids and len(replies[one]) < max_new_tokens
        ]
        if speaking:
            rows, ids, positions = zip(*(sessions[one]._hear() for one in speaking), strict=True)
            heard = engine.extend(rows, ids, positions)
            logits = [heard[speaking.index(one)] if one in speaking else None for one in range(len(sessions))]
    for session in sessions:
        session.phases_ms["decode"] = now(engine) - begin
    return replies


def _next(
    logits: Tensor | None, matcher: Matcher | None, stop_ids: Collection[int], chances: list[float] | None
) -> list[int]:
    """What the grammar forces; or the model's choice, and what the grammar forces after it."""
    if logits is None:
        raise ValueError("append a turn before asking for a reply")
    if matcher is None:
        return [_best(logits, chances)]
    if forced := matcher.forced():
        return forced
    allowed = torch.empty(-(-len(logits) // 32), dtype=torch.int32)
    matcher.mask(allowed)
    choice = _best(apply_mask(logits, allowed.to(logits.device)), chances)
    matcher.accept(choice)
    return [choice] if choice in stop_ids else [choice, *matcher.forced()]


def _best(logits: Tensor, chances: list[float] | None) -> int:
    """The greedy choice, in float32 as in the stock ``generate``: ties of bfloat16 are broken alike."""
    best = int(logits.float().argmax())
    if chances is not None:
        chances.append(float(logits.float().softmax(-1)[best]))
    return best


def _replaces(look: Look) -> bool:
    """Whether the look's blocks take the places of others: a P-frame of the ``canvas`` layout."""
    return look.selection.kind == "P" and look.selection.evicted is not None


def now(engine: Engine) -> float:
    """Milliseconds, once the device has done all it was given."""
    if engine.family.device.type == "cuda":
        torch.cuda.synchronize(engine.family.device)
    return time.perf_counter() * 1000
