"""In: a flow and a desktop. Out: its steps done one after the other, and how each went."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ppagent.errors import InputError, PpagentError, ScreenLostError
from ppagent.hands.guard import StoppedError
from ppagent.script.desktop import Desktop
from ppagent.script.errors import ScriptError
from ppagent.script.flow import Flow, Source, fill
from ppagent.script.steps import (
    ClickStep,
    DoubleClickStep,
    DragStep,
    ExpectStep,
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
    StartStep,
    Step,
    TypeStep,
    WaitForStep,
    WaitStillStep,
    WaitVanishStep,
)
from ppagent.script.target import Target
from ppagent.script.yaml import Where

_WORDS = 200
"""The most letters of a step that are told: a text to type may be long."""
_CTRL_C = "stopped by ctrl-C"


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
        exit_code: 0 every step was done; 1 one failed; 4 the screen was lost; 5 the pointer in a corner, 130 ctrl-C stopped it.
        steps: those that were begun, in order.
        variables: what was read, and what it began with.
        seconds: for all of it.
    """

    flow: str
    exit_code: int
    steps: tuple[StepResult, ...]
    variables: dict[str, str]
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether every step was done."""
        return self.exit_code == 0

    def summary(self) -> dict[str, Any]:
        """The same for ``--json``."""
        return {"ok": self.ok, **asdict(self)}


class _EndError(Exception):
    """A step went wrong, and was written down."""


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
        self._exit_code, self._started = 1, time.perf_counter()

    def play(self) -> FlowResult:
        """Do every step, up to the first that fails.

        Raises:
            KeyboardInterrupt: ctrl-C; `result` tells how far it came.
        """
        try:
            with contextlib.suppress(_EndError):
                self._all(self._source.flow.steps, ("steps",))
                self._exit_code = 0
        except KeyboardInterrupt:
            self._exit_code = 130
            if self._results and not self._results[-1].error:
                error, picture = f"{_CTRL_C} when this was done", self._desktop.picture()
                self._results[-1] = replace(self._results[-1], error=error, picture=picture)
            raise
        return self.result()

    def result(self) -> FlowResult:
        """How it went up to now; secrets that were read off the screen are hidden."""
        hidden, name = self._desktop.journal.hidden, self._source.flow.name or self._source.file.name
        variables = {key: hidden(value) for key, value in self._names.items()}
        seconds = round(time.perf_counter() - self._started, 2)
        return FlowResult(name, self._exit_code, tuple(self._results), variables, seconds)

    def _all(self, steps: tuple[Step, ...], where: Where) -> None:
        for index, step in enumerate(steps):
            self._one(step, (*where, index))

    def _one(self, step: Step, where: Where) -> None:
        if isinstance(step, IfStep):
            there = self._timed(step, where, lambda: self._exists(step.if_visible, step.timeout))
            self._all(step.then if there else step.otherwise, (*where, "then" if there else "else"))
        elif isinstance(step, RepeatStep):
            self._repeat(step, where)
        else:
            self._timed(step, where, lambda: self._do(step))

    def _timed(self, step: Step, where: Where, act: Callable[[], Any]) -> Any:
        """Do something for a step and write down how it went.

        Raises:
            _EndError: it went wrong.
        """
        started, hidden = time.perf_counter(), self._desktop.journal.hidden
        # As it was meant: reading into a variable may change what it says.
        words = said(step, self._names)

        def note(message: str = "", picture: Path | None = None) -> None:
            ms = round((time.perf_counter() - started) * 1000, 1)
            result = StepResult(self._source.at(where), _short(hidden(words)), ms, hidden(message), picture)
            self._results.append(result)
            self._on_step(result)

        try:
            did = act()
        except PpagentError as fault:
            self._exit_code = fault.exit_code if isinstance(fault, ScreenLostError | StoppedError) else 1
            picture = fault.picture if isinstance(fault, ScriptError) else self._desktop.picture()
            note(f"{fault}{f' ({fault.hint})' if fault.hint else ''}", picture)
            raise _EndError from fault
        except KeyboardInterrupt:
            note(_CTRL_C, self._desktop.picture())
            raise
        note()
        return did

    def _exists(self, target: Target, timeout: float | None) -> bool:
        return self._desktop.exists(self._target(target), timeout=timeout or 0.0)

    def _repeat(self, step: RepeatStep, where: Where) -> None:
        until = step.until
        for turn in range(1, step.repeat + 1):
            if until is not None and self._timed(step, where, lambda: self._exists(until, None)):
                return
            if step.counter:
                self._names[step.counter] = str(turn)
            self._all(step.steps, (*where, "steps"))
        if until is not None:
            self._timed(
                step, where, lambda: self._desktop.wait_for(self._target(until), timeout=step.timeout)
            )

    def _do(self, step: Step) -> None:
        desktop, at, wait = self._desktop, self._target, step.timeout
        match step:
            case ClickStep():
                held = step.modifiers
                desktop.click(
                    at(step.click), button=step.button, count=step.count, modifiers=held, timeout=wait
                )
            case DoubleClickStep():
                desktop.double_click(at(step.double_click), timeout=wait)
            case RightClickStep():
                desktop.right_click(at(step.right_click), timeout=wait)
            case HoverStep():
                desktop.hover(at(step.hover), timeout=wait)
            case HighlightStep():
                desktop.highlight(at(step.highlight), seconds=step.seconds)
            case DragStep():
                desktop.drag(at(step.drag.start), at(step.drag.end), button=step.button, timeout=wait)
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
                self._names[step.into] = desktop.read(step.read and at(step.read), timeout=wait)
            case StartStep():
                desktop.start(fill(step.start, self._names))
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
    bare = isinstance(step, PressStep | StartStep) or not isinstance(what, str)
    words = "" if what is None else f" {what if bare else repr(what)}"
    if isinstance(step, TypeStep) and step.into is not None:
        words += f" into {step.into}"
    if isinstance(step, RepeatStep):
        words = f" until {step.until}" if step.until else f" {step.repeat} times"
    return str(fill(step.verb.replace("_", " ") + words, names))


def _short(words: str) -> str:
    return words if len(words) <= _WORDS else f"{words[: _WORDS - 1]}…"


def outline(source: Source) -> Iterator[tuple[str, int, str]]:
    """Every step of a flow in words, nothing done: ``file:line:column``, how deep it is within others, the words."""

    def walk(steps: tuple[Step, ...], where: Where, depth: int) -> Iterator[tuple[str, int, str]]:
        for index, step in enumerate(steps):
            here = (*where, index)
            yield source.at(here), depth, said(step, source.flow.vars)
            if isinstance(step, IfStep):
                yield from walk(step.then, (*here, "then"), depth + 1)
                yield from walk(step.otherwise, (*here, "else"), depth + 1)
            elif isinstance(step, RepeatStep):
                yield from walk(step.steps, (*here, "steps"), depth + 1)

    return walk(source.flow.steps, ("steps",), 0)
