"""Desktop automation for people: ``Desktop``, whose verbs say what they mean and wait by looking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ppagent.script.desktop import Desktop as Desktop
    from ppagent.script.errors import ExpectationError as ExpectationError
    from ppagent.script.errors import NotFoundError as NotFoundError
    from ppagent.script.target import Target as Target

_HOMES = {
    "Desktop": "ppagent.script.desktop",
    "ExpectationError": "ppagent.script.errors",
    "NotFoundError": "ppagent.script.errors",
    "Target": "ppagent.script.target",
}
__all__ = ["Desktop", "ExpectationError", "NotFoundError", "Target"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for: importing costs nothing."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
