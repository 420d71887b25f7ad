"""What a task's result and expectation are taken from; each by OSWorld's name of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ppagent.evaluate.osworld.getters import chrome, general
from ppagent.evaluate.osworld.setup import Place

Getter = Callable[[Place, dict[str, Any]], Any]

GETTERS: dict[str, Getter] = {
    name.removeprefix("get_"): function
    for module in (chrome, general)
    for name, function in vars(module).items()
    if name.startswith("get_")
}
"""OSWorld calls them ``get_<type>``."""
