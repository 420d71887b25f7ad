"""What goes wrong in a script: what was looked for, what was there instead, and a picture of it."""

from __future__ import annotations

from pathlib import Path

from ppagent.errors import PpagentError
from ppagent.script.sight import Match


class ScriptError(PpagentError):
    """A step that could not be done.

    Attributes:
        picture: the screen at that moment, candidates marked; None when it could not be kept.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "", picture: Path | None = None) -> None:
        super().__init__(message, hint)
        self.picture = picture


class NotFoundError(ScriptError):
    """A target that is not there, or one of several where one was meant.

    Attributes:
        candidates: what came nearest, best first; for an ambiguous target, all that fit.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        picture: Path | None = None,
        candidates: tuple[Match, ...] = (),
    ) -> None:
        super().__init__(message, hint, picture)
        self.candidates = candidates


class ExpectationError(ScriptError):
    """The screen is not as a script expects it."""
