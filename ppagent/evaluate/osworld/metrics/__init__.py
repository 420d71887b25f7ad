"""How a result is scored, 0 to 1; each by OSWorld's name of it."""

from __future__ import annotations

from collections.abc import Callable

from ppagent.evaluate.osworld.metrics import chrome, files, programs, text

Metric = Callable[..., float]
"""``(result)``, or ``(result, expected)``, and the task's options by keyword."""

METRICS: dict[str, Metric] = {
    name: function
    for module in (chrome, files, programs, text)
    for name, function in vars(module).items()
    if callable(function)
    and getattr(function, "__module__", "") == module.__name__
    and not name.startswith("_")
}
