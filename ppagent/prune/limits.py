"""In: a metric and a τ in [0, 1]. Out: the same as a whole number that kernels compare with, without a rounding error.

A block's distance is a total over its bytes: the largest difference (``max``), the sum of differences (``mae``) or the
sum of their squares (``rmse``). Totals are integers, so every comparison is exact on every device.
"""

from __future__ import annotations

import math
from typing import Literal, get_args

from ppagent.errors import InputError

Metric = Literal["max", "mae", "rmse"]

METRICS: tuple[Metric, ...] = get_args(Metric)
"""In the order of the numbers that kernels know them by."""


def metric_code(metric: Metric) -> int:
    """The number that kernels know a metric by.

    Raises:
        InputError: there is no such metric.
    """
    if metric not in METRICS:
        raise InputError(f"{metric!r} is not a metric", f"known ones: {', '.join(METRICS)}")
    return METRICS.index(metric)


def distance(total: int, metric: Metric, block: int) -> float:
    """A block's distance in [0, 1] from its total.

    Args:
        total: see the module's docstring.
        metric: of the total.
        block: side of a block in px.
    """
    values = 3 * block * block
    if metric == "max":
        return total / 255.0
    return total / values / 255.0 if metric == "mae" else math.sqrt(total / values) / 255.0


def largest_total(metric: Metric, block: int) -> int:
    """Total of two blocks that differ as much as blocks can."""
    values = 3 * block * block
    return {"max": 255, "mae": 255 * values, "rmse": 255 * 255 * values}[metric]


def limit(threshold: float, metric: Metric, block: int) -> int:
    """The largest total whose distance does not exceed a threshold.

    Args:
        threshold: τ in [0, 1].
        metric: of the totals.
        block: side of a block in px.

    Raises:
        InputError: τ is not a number in [0, 1], or there is no such metric.
    """
    metric_code(metric)
    if not 0 <= threshold <= 1:
        raise InputError(f"a threshold lies in [0, 1]; {threshold} does not")
    most = largest_total(metric, block)
    near = threshold * threshold * most if metric == "rmse" else threshold * most
    total = min(most, math.floor(near) + 1)
    while distance(total, metric, block) > threshold:
        total -= 1
    return total
