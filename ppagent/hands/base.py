"""In: actions in the input units of a screen. Out: what every pair of hands promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ppagent.action.schema import Action


@dataclass(frozen=True, slots=True)
class Window:
    """The window that has the keyboard.

    Attributes:
        id: the platform's identifier.
        title: as its title bar says.
    """

    id: int
    title: str = ""


class Hands(Protocol):
    """Carries actions out."""

    def perform(self, action: Action) -> None:
        """Carry out one action whose points are in input units.

        Raises:
            ScreenLostError: the screen is gone.
            PpagentError: the platform refuses, such as the fail-safe corner or a key that does not exist.
        """

    def active_window(self) -> Window | None:
        """The window that has the keyboard; None when there is none or the platform does not tell."""

    def release(self) -> None:
        """Let go of every button and key, so that nothing stays pressed after an interrupted run. Never raises."""


class DryHands:
    """Carries nothing out and remembers what it was asked: ``--dry-run``, and tests."""

    def __init__(self) -> None:
        self.performed: list[Action] = []

    def perform(self, action: Action) -> None:
        """Remember the action."""
        self.performed.append(action)

    def active_window(self) -> Window | None:
        """None: dry hands know no windows."""
        return None

    def release(self) -> None:
        """Nothing is ever pressed."""
