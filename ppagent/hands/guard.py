"""In: an action about to be carried out. Out: a Decision: may it, may it not, or is the run over."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from ppagent.action.schema import Action, describe
from ppagent.errors import PpagentError
from ppagent.hands.base import Window

Verdict = Literal["approve", "reject", "stop"]


class StoppedError(PpagentError):
    """A person stopped the run by hand: the pointer was moved into a corner of the screen."""

    exit_code = 5


@dataclass(frozen=True, slots=True)
class Decision:
    """What a guard says about an action.

    Attributes:
        verdict: ``reject`` tells the model and goes on, ``stop`` ends the run.
        reason: one sentence; may be empty for ``approve``.
    """

    verdict: Verdict
    reason: str = ""


class Guard(Protocol):
    """Decides about every action before it is carried out."""

    def __call__(self, action: Action, where: str) -> Decision:
        """Decide.

        Args:
            action: in input units of the screen.
            where: title of the active window; may be empty.
        """


class ApproveAll:
    """Approves everything: ``--yes``, and private screens."""

    def __call__(self, action: Action, where: str) -> Decision:  # noqa: ARG002 - it looks at nothing
        """Approve."""
        return Decision("approve")


class AskFirst:
    """Asks a person on the terminal before each action: the default on the live desktop."""

    def __init__(self, ask: Callable[[str], str] | None = None) -> None:
        """Choose whom to ask.

        Args:
            ask: shows a question and returns the answer, or raises EOFError; None asks on the terminal.
        """
        self._ask = ask
        self._all = False

    def __call__(self, action: Action, where: str) -> Decision:
        """Ask until the answer is one of yes, all, no, quit; the end of input means quit."""
        if self._all:
            return Decision("approve", "approved for the rest of the run")
        if self._ask is None and not (sys.stdin and sys.stdin.isatty()):
            return Decision(
                "stop", "nobody can be asked, as there is no terminal; `--yes` approves every action"
            )
        place = f" in {where!r}" if where else ""
        question = f"{_printable(describe(action))}{place}? [y]es, [a]ll from now on, [n]o, [q]uit: "
        while True:
            try:
                answer = (self._ask or input)(question).strip().lower()
            except EOFError:
                return Decision("stop", "the terminal was closed")
            if answer in ("y", "yes"):
                return Decision("approve", "approved by the user")
            if answer in ("a", "all"):
                self._all = True
                return Decision("approve", "approved by the user, as is the rest of the run")
            if answer in ("n", "no"):
                return Decision("reject", "The user rejected this action.")
            if answer in ("q", "quit"):
                return Decision("stop", "the user quit")


def focus_moved(seen: Window | None, now: Window | None) -> str | None:
    """Say why keys must not be pressed: the keyboard is with another window than the one the model saw.

    Args:
        seen: the active window when the model looked.
        now: the active window just before the keys.

    Returns:
        The reason to refuse; None when it is the same window, or when the platform did not tell at the first look.
        A changed title alone is no reason: editors mark unsaved changes there.
    """
    if seen is None or (now is not None and now.id == seen.id):
        return None
    where = "no window" if now is None else f"the window {now.title!r}"
    return f"The keyboard moved from the window {seen.title!r} to {where} since you looked"


def _printable(text: str) -> str:
    """Escape what could steer a terminal: a model's text must not rewrite the question about it."""
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)
