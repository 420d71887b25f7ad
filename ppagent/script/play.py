"""In: a flow and a desktop. Out: its steps done one after the other, and how each went."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ppagent.errors import InputError
from ppagent.script.desktop import Desktop
from ppagent.script.errors import ScriptError
from ppagent.script.flow import (
    ClickStep,
    DoubleClickStep,
    DragStep,
    ExpectStep,
    Flow,
    FocusStep,
    HighlightStep,
    HoverStep,
    IfStep,
    PressStep,
    ReadStep,
    RepeatStep,
    RightClickStep,
    ScrollStep,
    ScrollToStep,
    Source,
    StartStep,
    Step,
    TypeStep,
    WaitForStep,
    WaitStillStep,
    WaitVanishStep,
    fill,
)
from ppagent.script.target import Target
from ppagent.script.yaml import Where


@dataclass(frozen=True, slots=True)
class StepResult:
    """How a step went.

    Attributes:
        at: ``file:line:column``.
        step: in words.
        ms: how long it took, waiting included.
        error: why it failed, or ``""``.
        picture: the screen then, if it failed.
    """

    at: str
    step: str
    ms: float
    error: str = ""
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class FlowResult:
    """How a flow went.

    Attributes:
        flow: its name, or its file.
        ok: whether every step was done.
        steps: those that were begun, in order.
        variables: what was read, and what it began with.
        seconds: for all of it.
    """

    flow: str
    ok: bool
    steps: tuple[StepResult, ...]
    variables: dict[str, str]
    seconds: float

    def summary(self) -> dict[str, Any]:
        """The same for ``--json``."""
        return asdict(self)


class Player:
    """Does the steps of a flow.

    Args:
        source: the flow.
        desktop: an entered one.
        on_step: called after each step.

    Raises:
        InputError: a secret is not there.
    """

    def __init__(
        self, source: Source, desktop: Desktop, on_step: Callable[[StepResult], None] = lambda _: None
    ) -> None:
        self._source, self._desktop, self._on_step = source, desktop, on_step
        self._names = dict(source.flow.vars)
        self._secrets = secrets_of(source.flow)
        self._results: list[StepResult] = []

    def play(self) -> FlowResult:
        """Do every step, up to the first that fails.

        Raises:
            PpagentError: the screen was lost, or a person stopped it.
        """
        started, flow = time.perf_counter(), self._source.flow
        ok = self._all(flow.steps, ("steps",))
        name = flow.name or self._source.file.name
        seconds = round(time.perf_counter() - started, 2)
        return FlowResult(name, ok, tuple(self._results), dict(self._names), seconds)

    def _all(self, steps: tuple[Step, ...], where: Where) -> bool:
        return all(self._one(step, (*where, index)) for index, step in enumerate(steps))

    def _one(self, step: Step, where: Where) -> bool:
        if isinstance(step, IfStep):
            there = self._desktop.exists(self._target(step.if_visible), timeout=step.timeout or 0.0)
            return (
                self._all(step.then, (*where, "then"))
                if there
                else self._all(step.otherwise, (*where, "else"))
            )
        if isinstance(step, RepeatStep):
            return self._repeat(step, where)
        started, error, picture = time.perf_counter(), "", None
        try:
            self._do(step)
        except ScriptError as fault:
            error, picture = f"{fault}{f' ({fault.hint})' if fault.hint else ''}", fault.picture
        except InputError as fault:
            error = f"{fault}{f' ({fault.hint})' if fault.hint else ''}"
        ms = round((time.perf_counter() - started) * 1000, 1)
        result = StepResult(self._source.at(where), said(step, self._names), ms, error, picture)
        self._results.append(result)
        self._on_step(result)
        return not error

    def _repeat(self, step: RepeatStep, where: Where) -> bool:
        for turn in range(1, step.repeat + 1):
            if step.until is not None and self._desktop.exists(self._target(step.until)):
                return True
            if step.counter:
                self._names[step.counter] = str(turn)
            if not self._all(step.steps, (*where, "steps")):
                return False
        return True

    def _do(self, step: Step) -> None:
        desktop, at, wait = self._desktop, self._target, step.timeout
        match step:
            case ClickStep():
                desktop.click(at(step.click), button=step.button, modifiers=step.modifiers, timeout=wait)
            case DoubleClickStep():
                desktop.double_click(at(step.double_click), timeout=wait)
            case RightClickStep():
                desktop.right_click(at(step.right_click), timeout=wait)
            case HoverStep():
                desktop.hover(at(step.hover), timeout=wait)
            case HighlightStep():
                desktop.highlight(at(step.highlight), seconds=step.seconds)
            case DragStep():
                desktop.drag(at(step.drag.start), at(step.drag.end), timeout=wait)
            case TypeStep():
                text, secret = self._text(step.type)
                desktop.type(text, into=step.into and at(step.into), secret=secret)
            case PressStep():
                for _ in range(step.times):
                    desktop.press(fill(step.press, self._names))
            case ScrollStep():
                desktop.scroll(step.scroll, step.across, at=step.at and at(step.at))
            case ScrollToStep():
                desktop.scroll_to(at(step.scroll_to), at=step.at and at(step.at))
            case WaitForStep():
                desktop.wait_for(at(step.wait_for), timeout=wait)
            case WaitVanishStep():
                desktop.wait_vanish(at(step.wait_vanish), timeout=wait)
            case WaitStillStep():
                desktop.wait_until_still(timeout=wait)
            case ExpectStep():
                desktop.expect(at(step.expect), text=fill(step.text, self._names), timeout=wait)
            case ReadStep():
                self._names[step.into] = desktop.read(step.read and at(step.read))
            case StartStep():
                desktop.stage.start(shlex.split(fill(step.start, self._names)))
            case FocusStep():
                desktop.focus(fill(step.focus, self._names), timeout=wait)

    def _target(self, target: Target) -> Target:
        """A target with variables in their places and its picture found beside the flow."""
        filled = Target.of(fill(target.model_dump(exclude_none=True, mode="json"), self._names))
        if filled.image is not None and not filled.image.is_absolute():
            return filled.model_copy(update={"image": self._source.file.parent / filled.image})
        return filled

    def _text(self, text: str) -> tuple[str, bool]:
        """What is to be typed, and whether there is a secret in it."""
        shown = fill(text, self._names)
        whole = shown
        for name, value in self._secrets.items():
            whole = whole.replace(f"$(secret.{name})", value)
        return whole, whole != shown


def secrets_of(flow: Flow) -> Mapping[str, str]:
    """The secrets of a flow.

    Raises:
        InputError: one is not set.
    """
    for name, secret in flow.secrets.items():
        if secret.env not in os.environ:
            raise InputError(
                f"the secret {name!r} is not set", f"put it into the environment variable {secret.env}"
            )
    return {name: os.environ[secret.env] for name, secret in flow.secrets.items()}


def said(step: Step, names: Mapping[str, str]) -> str:
    """A step in words, its secrets by name."""
    if step.name:
        return str(fill(step.name, names))
    value = getattr(step, step.verb)
    what = f"{value.start} to {value.end}" if isinstance(step, DragStep) else value
    text = repr(what) if isinstance(what, str) and not isinstance(step, PressStep) else str(what)
    return str(fill(f"{step.verb.replace('_', ' ')}{'' if what is None else f' {text}'}", names))
