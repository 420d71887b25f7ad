"""In: a task and everything an agent is made of. Out: how it ended. The loop: see, decide, act, again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ppagent.action.dialect import Dialect, DialectError
from ppagent.action.remap import Space, remap
from ppagent.action.schema import (
    END,
    Action,
    Answer,
    Click,
    Done,
    Drag,
    Fail,
    Key,
    Type,
    Wait,
    describe,
    target,
)
from ppagent.errors import OutsideError, PpagentError, ScreenLostError
from ppagent.hands.base import DryHands, Hands, Window
from ppagent.hands.guard import Guard, StoppedError, focus_moved
from ppagent.policy.base import ContextLostError, Effect, Policy
from ppagent.prune.pruner import Pruner
from ppagent.prune.selection import Look
from ppagent.screen.capture import Screen
from ppagent.screen.frame import Frame
from ppagent.screen.settle import Patience, Settler
from ppagent.trace.record import Status, StepRecord, Trace, pack_mask


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, and the agent's last word."""

    status: Status
    message: str


@dataclass
class Agent:
    """One run. Each part can be exchanged for another of its Protocol.

    Attributes:
        max_steps: Looks after which the run ends as ``limit``.
        max_idle_steps: steps in a row without any visible effect after which it ends as ``fail``: it is going in circles.
        on_step: called with each finished step.
    """

    screen: Screen
    pruner: Pruner
    policy: Policy
    dialect: Dialect
    space: Space
    hands: Hands
    guard: Guard
    trace: Trace
    patience: Patience = field(default_factory=Patience)
    max_steps: int = 40
    max_idle_steps: int = 6
    on_step: Callable[[StepRecord], None] = lambda _: None

    def run(self, task: str) -> Outcome:
        """Work on a task until the policy ends it, a limit is met or somebody stops it.

        Raises:
            PpagentError: the screen was lost, the model failed, the fail-safe corner was touched.
        """
        self.settler = Settler(self.screen.grab, self.patience)
        self.effect: Effect | None = None
        self.idle_steps = 0
        self.policy.start(task)
        try:
            for index in range(self.max_steps):
                if outcome := self.step(index):
                    return outcome
        except StoppedError as stop:
            return Outcome("stopped", str(stop))
        finally:
            self.hands.release()
        return Outcome("limit", f"not done after {self.max_steps} steps")

    def step(self, index: int) -> Outcome | None:
        """See, decide, act; the step is on disk before the next one begins, also when it is broken off."""
        self.note = _Note()
        look = self.see(index)
        try:
            try:
                action = self.decide(look)
            except ContextLostError:
                look = self.pruner.look(self.frame.pixels, self.policy.keyframe())
                action = self.decide(look)
            if isinstance(action, END):
                return _outcome(action)
            self.effect = self.act(action, look) if action else self.effect
        finally:
            self._record(look, index)
        self.idle_steps = self.idle_steps + 1 if self.effect and self.effect.kind in _IDLE else 0
        if self.idle_steps >= self.max_idle_steps:
            return Outcome("fail", f"stuck: {self.idle_steps} steps in a row changed nothing")
        return None

    def see(self, index: int) -> Look:
        """Capture, and decide which blocks are sent."""
        with self.note.timed("capture"):
            self.frame: Frame = self.screen.grab()
            self.window: Window | None = self.hands.active_window()
        with self.note.timed("prune"):
            look = self.pruner.look(self.frame.pixels, self.policy.keyframe())
        self.note.file = self.trace.frame(index, self.frame)
        return look

    def decide(self, look: Look) -> Action | None:
        """Ask the policy; a reply that is no action becomes a message back to it, and None."""
        with self.note.timed("policy"):
            reply = self.policy.reply(look, self.effect)
        if reply.phases_ms:
            del self.note.phases_ms["policy"]
        self.note.phases_ms |= reply.phases_ms
        self.note.reply, self.note.prompt = reply.text, reply.prompt
        self.note.context_tokens, self.note.again_tokens = reply.context_tokens, reply.again_tokens
        if reply.cut_off:
            self.effect = self.note.effect = Effect("refused", "Your reply was too long and was cut off.")
            return None
        try:
            self.note.action = self.dialect.parse(reply.text)
        except DialectError as error:
            self.effect = self.note.effect = Effect("refused", str(error))
        return self.note.action

    def act(self, action: Action, look: Look) -> Effect:
        """Carry an action out, if it may be, and see what came of it."""
        try:
            placed = remap(action, self.space, look.canvas, self.frame)
        except OutsideError as error:
            return self.note.judge(Effect("refused", f"{error}; nothing was done."))
        self.note.target = target(placed)
        decision = self.guard(placed, "" if self.window is None else self.window.title)
        self.note.decision = f"{decision.verdict}: {decision.reason}" if decision.reason else decision.verdict
        if decision.verdict == "stop":
            raise StoppedError(decision.reason)
        if decision.verdict == "reject":
            return self.note.judge(Effect("refused", decision.reason or "The user rejected this action."))
        if reason := self._stale(placed):
            return self.note.judge(Effect("refused", reason))
        if isinstance(self.hands, DryHands):
            self.hands.perform(placed)
            return self.note.judge(Effect("unverifiable", "Dry run: nothing was carried out."))
        try:
            with self.note.timed("act"):
                self.hands.perform(placed)
        except (StoppedError, ScreenLostError):
            raise
        except PpagentError as error:
            return self.note.judge(Effect("refused", f"{error}; nothing more was done."))
        with self.note.timed("settle"):
            wait_ms = action.seconds * 1000 if isinstance(action, Wait) else None
            settled = self.settler.settle(self.frame, wait_ms)
        changed = int(settled.changed.sum())
        if isinstance(action, Wait):
            return self.note.judge(Effect("unverifiable", f"{changed} blocks changed meanwhile."))
        if not changed:
            return self.note.judge(Effect("no_effect", "Nothing on the screen changed."))
        rest = {"timeout": " and it is still changing", "residual": "; something keeps moving"}.get(
            settled.reason, ""
        )
        return self.note.judge(Effect("confirmed", f"{changed} blocks of the screen changed{rest}."))

    def _stale(self, action: Action) -> str | None:
        """Look once more, just before the act, at what it is aimed at: the block under a click, the focus of a key."""
        if isinstance(action, Key | Type):
            moved = focus_moved(self.window, self.hands.active_window())
            return moved and f"{moved}; nothing was pressed."
        if not isinstance(action, Click | Drag) or (point := target(action)) is None:
            return None
        now = self.screen.grab()
        if now.size_px != self.frame.size_px or now.monitor != self.frame.monitor:
            return "The screen changed its size or place since you looked; nothing was done."
        x, y = self.frame.from_input(*point)
        block = self.patience.block
        if self.settler.changed(self.frame, now)[int(y) // block, int(x) // block]:
            return f"What is at {describe(action)} changed since you looked; nothing was done."
        return None

    def _record(self, look: Look, index: int) -> None:
        selection, note, monitor = look.selection, self.note, self.frame.monitor
        record = StepRecord(
            index=index,
            frame=note.file,
            size_px=self.frame.size_px,
            monitor=(monitor.left, monitor.top, monitor.width, monitor.height, monitor.scale),
            captured_at=self.frame.captured_at,
            kind=selection.kind,
            reason=selection.reason,
            threshold=selection.threshold,
            fitting=selection.fitting,
            grid=look.canvas.grid,
            kept_tokens=selection.kept,
            again_tokens=note.again_tokens,
            full_tokens=selection.full,
            mask=pack_mask(selection.keep),
            prompt=note.prompt,
            reply=note.reply,
            context_tokens=note.context_tokens,
            action=note.action,
            target_px=None if note.target is None else (int(note.target[0]), int(note.target[1])),
            decision=note.decision,
            effect=note.effect.kind if note.effect else None,
            message=note.effect.message if note.effect else "",
            phases_ms={name: round(spent, 2) for name, spent in note.phases_ms.items()},
        )
        self.trace.step(record)
        self.on_step(record)


_IDLE = ("no_effect", "refused")


@dataclass
class _Note:
    """What is known of the step under way."""

    file: str = ""
    prompt: str = ""
    reply: str = ""
    context_tokens: int = 0
    again_tokens: int = 0
    action: Action | None = None
    target: tuple[float, float] | None = None
    decision: str = ""
    effect: Effect | None = None
    phases_ms: dict[str, float] = field(default_factory=dict)

    def judge(self, effect: Effect) -> Effect:
        """Note the verdict on the step's action."""
        self.effect = effect
        return effect

    @contextmanager
    def timed(self, phase: str) -> Iterator[None]:
        """Note how long a phase took, ms."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.phases_ms[phase] = (time.perf_counter() - start) * 1000


def _outcome(action: Answer | Done | Fail) -> Outcome:
    match action:
        case Answer():
            return Outcome("answer", action.text)
        case Done():
            return Outcome("done", action.text)
        case Fail():
            return Outcome("fail", action.reason)
