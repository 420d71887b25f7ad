"""In: a task that was played, the place, and how the agent ended. Out: its score, by OSWorld's rules."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ppagent.evaluate.osworld.getters import GETTERS
from ppagent.evaluate.osworld.machine import UnsupportedError
from ppagent.evaluate.osworld.metrics import METRICS
from ppagent.evaluate.osworld.setup import STEPS, Place, set_up
from ppagent.evaluate.osworld.task import Check, Evaluator, Source, Task


def judge(place: Place, task: Task, *, failed: bool) -> tuple[float, str]:
    """Do the task's last steps and score it.

    Args:
        place: where it was played.
        task: it.
        failed: the agent's last action said that the task cannot be done.

    Returns:
        The score, 0 to 1, and why.

    Raises:
        UnsupportedError: something of the evaluator cannot be had here.
        InfrastructureError: the machine broke.
    """
    set_up(place, task.evaluator.postconfig)
    return score(
        task.evaluator, failed=failed, get=lambda source: GETTERS[source.type](place, source.settings())
    )


def score(evaluator: Evaluator, *, failed: bool, get: Callable[[Source], Any]) -> tuple[float, str]:
    """Score what getters return.

    An infeasible task is right, and any other is wrong, if the agent said that it cannot be done. Metrics joined by
    ``and``: 0 as soon as one is, else their mean; by ``or``: 1 as soon as one is, else the best. A file that is not
    there is 0.

    Args:
        evaluator: of the task.
        failed: the agent's last action said that the task cannot be done.
        get: what a source holds.
    """
    if evaluator.infeasible:
        return (1.0, "it cannot be done, and the agent said so") if failed else (0.0, "it cannot be done")
    if failed:
        return 0.0, "the agent said that it cannot be done"
    scores: list[float] = []
    reasons: list[str] = []
    for check in evaluator.checks():
        value, reason = _checked(check, get)
        reasons.append(f"{check.func}: {reason} → {value:g}")
        if evaluator.conj == "and" and value == 0:
            return 0.0, "; ".join(reasons)
        if evaluator.conj == "or" and value == 1:
            return 1.0, "; ".join(reasons)
        scores.append(value)
    return (sum(scores) / len(scores) if evaluator.conj == "and" else max(scores)), "; ".join(reasons)


def unsupported(task: Task) -> str:
    """What of a task ppagent does not know; empty when it knows all."""
    steps = [*task.config, *task.evaluator.postconfig]
    unknown = [f"set-up {step.type}" for step in steps if step.type not in STEPS]
    if not task.evaluator.infeasible:
        for check in task.evaluator.checks():
            unknown += [] if check.func in METRICS else [f"metric {check.func}"]
            sources = [source for source in (check.result, check.expected) if source is not None]
            unknown += [f"getter {source.type}" for source in sources if source.type not in GETTERS]
            unknown += [f"metric {check.func} without a result"] if check.result is None else []
    return f"not known: {', '.join(dict.fromkeys(unknown))}" if unknown else ""


def _checked(check: Check, get: Callable[[Source], Any]) -> tuple[float, str]:
    assert check.result is not None, "unsupported() was asked before"
    try:
        result = get(check.result)
        arguments = [result] if check.expected is None else [result, get(check.expected)]
        value = float(METRICS[check.func](*arguments, **check.options))
    except FileNotFoundError as error:
        return 0.0, f"there is no {error}"
    except NotImplementedError as error:
        raise UnsupportedError(f"{check.func} does not know {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        # The agent may leave anything behind, such as a settings file of another shape.
        return 0.0, f"{type(error).__name__}: {error}"
    return (value if math.isfinite(value) else 0.0), _short(result)


def _short(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= 200 else f"{said[:200]}…"
