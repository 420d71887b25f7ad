"""In: instructions, and what is on the screen after each action. Out: the next action; Done or Fail at the end.

A plan is a generator: it yields an action and is sent what the screen shows afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pydantic import ValidationError

from ppagent.action.dialect import DialectError, with_canonical_keys
from ppagent.action.schema import Done, Fail, Key, Scroll, Wait
from ppagent.policy.reader.acting import GiveUpError, Plan, Seen
from ppagent.policy.reader.forms import Forms
from ppagent.policy.reader.instructions import Instruction, NotUnderstoodError, instructions
from ppagent.policy.reader.opening import Opening

__all__ = ["Plan", "Planner", "Seen"]

LONGEST_WAIT_S = 600

_DURATION = re.compile(
    r"(?:an?\s+|([0-9]+(?:\.[0-9]+)?)\s*)?(s|secs?|seconds?|mins?|minutes?|moment|bit|while)?", re.IGNORECASE
)


class Planner(Opening, Forms):
    """Follows the instructions of a task on whatever the screen shows."""

    def plan(self, task: str, seen: Seen) -> Plan:
        """The actions of a task, one by one; the last is Done or Fail."""
        self.seen, self._task = seen, task
        try:
            steps = instructions(task)
            for number, step in enumerate(steps, 1):
                self._more = number < len(steps)
                yield from self._steps[step.verb](self, step)
        except (NotUnderstoodError, GiveUpError) as reason:
            yield Fail(reason=str(reason))
        else:
            unsure = "".join(f"; {doubt}, but nothing on the screen showed it" for doubt in self.doubts)
            yield Done(text=f"followed: {task}{unsure}")

    def presses(self, step: Instruction) -> Plan:
        """Press keys; what is no key is a name of something to click."""
        # "ctrl+s", "ctrl s", "ctrl++": a plus at the end is the key.
        keys = tuple(re.findall(r"[^\s+]+|\+$", step.what.strip()))
        try:
            key = with_canonical_keys(Key(keys=keys))
        except (ValidationError, DialectError) as error:
            if step.on and self._place(step.on):
                # "press Submit": no key, but something to click.
                yield from self.clicks(step)
                return
            text = (
                str(error)
                if isinstance(error, DialectError)
                else f"{step.what!r} is no combination of one to six keys"
            )
            raise GiveUpError(text) from error
        yield from self._do(key)
        if self.seen.effect and self.seen.effect.kind == "refused":
            raise GiveUpError(f"I pressed {step.what}, but: {self.seen.effect.message}")

    def scrolls(self, step: Instruction) -> Plan:
        """Turn the wheel in the middle of the screen."""
        down = {"down": 5, "up": -5}.get(step.what.casefold().split()[0])
        if down is None:
            raise GiveUpError("I can scroll up or down")
        width, height = self.seen.canvas.shown_px
        yield from self._do(Scroll(point=(width / 2, height / 2), dy=down))
        self._expect_effect("I scrolled")

    def waits(self, step: Instruction) -> Plan:
        """Wait for so long."""
        match = _DURATION.fullmatch(step.what)
        if match is None:
            raise GiveUpError(f"I can wait for seconds or minutes, not for {step.what!r}")
        seconds = float(match[1] or 1) * (60 if (match[2] or "").startswith("min") else 1)
        if seconds > LONGEST_WAIT_S:
            raise GiveUpError(f"I do not wait for more than {LONGEST_WAIT_S} s")
        while seconds > 0:
            yield from self._do(Wait(seconds=min(seconds, 60)))
            seconds -= 60

    _steps: Mapping[str, Callable[[Planner, Instruction], Plan]] = {
        "open": Opening.opens, "click": Forms.clicks, "double click": Forms.clicks, "right click": Forms.clicks,
        "choose": Forms.chooses, "focus": Forms.focuses, "type": Forms.types, "look through": Forms.looks_through,
        "press": presses, "close": Opening.closes, "scroll": scrolls, "wait": waits,
    }  # fmt: skip
