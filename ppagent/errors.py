"""What can go wrong for a user: one line that says what happened, one that says what to do."""

from __future__ import annotations


class PpagentError(Exception):
    """A mistake or a missing thing that the user can mend; the command line prints it without a traceback.

    Attributes:
        hint: what to do about it; may be empty.
        exit_code: exit status of the command that met it.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class InputError(PpagentError):
    """A file, option or value that ppagent cannot use as given."""


class CardError(InputError):
    """An agent or environment card that does not parse; the message starts with ``file:line``."""


class MissingError(PpagentError):
    """Something this machine lacks: a display, a program, a model's weights."""

    exit_code = 3


class ScreenLostError(PpagentError):
    """The screen vanished in the middle of a run."""

    exit_code = 4


class OutsideError(PpagentError):
    """A point that lies outside what the model saw; it is refused, never clamped onto something else."""
