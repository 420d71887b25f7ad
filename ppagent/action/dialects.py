"""In: a dialect's name, as cards write it. Out: the dialect."""

from __future__ import annotations

from collections.abc import Callable

from ppagent.action.brief import BriefDialect, ClickDialect
from ppagent.action.dialect import Dialect, JsonDialect
from ppagent.action.qwen import QwenDialect
from ppagent.errors import InputError

DIALECTS: dict[str, Callable[[], Dialect]] = {
    "json": JsonDialect,
    "qwen3-vl": QwenDialect,
    "brief": BriefDialect,
}


_CLICKS: dict[str, Callable[[], Dialect]] = {"brief": ClickDialect}
"""For those who may not refuse."""


def dialect_named(name: str, *, refuses: bool = True) -> Dialect:
    """A new dialect by its name.

    Args:
        name: of it.
        refuses: it has words to say that something is not there; not all dialects can do without.

    Raises:
        InputError: there is no such dialect.
    """
    if name not in DIALECTS:
        raise InputError(f"there is no dialect called {name!r}", f"known dialects: {', '.join(DIALECTS)}")
    return (DIALECTS if refuses else DIALECTS | _CLICKS)[name]()
