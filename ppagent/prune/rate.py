"""In: a canvas, a budget of tokens and a cap on τ. Out: the smallest τ whose look fits (rate control).

A P-frame is sorted once: the kept blocks of every τ follow from each block's distance. An I-frame's anchored count
depends on τ through the whole chain of predictions and may even rise with it, so it is searched: from one sort of the
blocks' distances to their neighbours comes a first guess, and from there the search bisects, each probe
one pass. Its τ is a whole number of steps; `STEPS` of them are the whole range.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ppagent.prune.canvas import Canvas
from ppagent.prune.diff import Mask, flat, totals
from ppagent.prune.limits import Metric, distance, limit, metric_code
from ppagent.prune.predict import Codes
from ppagent.prune.selection import Fitting, Predictor
from ppagent.screen.frame import Pixels

STEPS: dict[Metric, int] = {"max": 255, "mae": 1020, "rmse": 1020}
"""Steps of an I-frame's τ from 0 to 1: one level of 255, or a quarter of one for the metrics that average."""


def fit_changes(
    now: Pixels,
    shown: Pixels,
    block: int,
    metric: Metric,
    threshold: float,
    max_tokens: int,
    max_threshold: float,
) -> tuple[Mask, float, Fitting]:
    """Choose τ for a P-frame: the smallest from ``threshold`` on at which at most ``max_tokens`` blocks are sent.

    Args:
        now: ``(H, W, 3)`` uint8, the screen.
        shown: what the model was shown, of the same shape.
        block: side of a block in px.
        metric: distance over a block's values in [0, 1].
        threshold: the perception's own τ.
        max_tokens: the budget.
        max_threshold: the cap, at least ``threshold``.

    Returns:
        The changed blocks, ``(rows, cols)`` bool, the τ that was used, and how it came about.
    """
    far = totals(now, shown, block, metric)
    own = limit(threshold, metric, block)
    if np.count_nonzero(far > own) <= max_tokens:
        return far > own, threshold, "own"
    # As many blocks as fit are farther than the one behind them in this order, and not one more at any smaller τ.
    ordered = np.partition(far.ravel(), far.size - 1 - max_tokens)
    needed = int(ordered[far.size - 1 - max_tokens])
    if needed > limit(max_threshold, metric, block):
        return far > limit(max_threshold, metric, block), max_threshold, "over"
    return far > needed, distance(needed, metric, block), "raised"


def fit_neighbours(
    canvas: Canvas,
    rule: Callable[[float], Codes],
    metric: Metric,
    threshold: float,
    max_tokens: int,
    max_threshold: float,
) -> tuple[Codes, float, Fitting]:
    """Choose τ for an I-frame: one that fits while the next lower step does not.

    Where the count falls with τ that is the smallest step that fits; where it does not, another step below may fit too.

    Args:
        canvas: the frame.
        rule: from τ to codes: the spatial predictor.
        metric: distance over a block's values in [0, 1].
        threshold: the perception's own τ.
        max_tokens: the budget.
        max_threshold: the cap, at least ``threshold``.

    Returns:
        Codes ``(rows, cols)`` uint8, the τ that was used, and how it came about.
    """
    tried: dict[float, Codes] = {}

    def fits(tau: float) -> bool:
        tried[tau] = rule(tau)
        return int(np.count_nonzero(tried[tau] == Predictor.KEPT)) <= max_tokens

    if fits(threshold):
        return tried[threshold], threshold, "own"
    if threshold == max_threshold:
        return tried[threshold], threshold, "over"
    steps = STEPS[metric]
    first, last = math.floor(threshold * steps) + 1, math.ceil(max_threshold * steps)
    taus = [step / steps for step in range(first, last)] + [max_threshold]
    low, high = -1, len(taus)  # taus[low] does not fit, taus[high] does
    at = _guess(canvas, metric, taus, max_tokens)
    while high - low > 1:
        first = (low, high) == (-1, len(taus))
        if fits(taus[at]):
            high = at
        else:
            low = at
        # The guess is mostly right, so the one below it comes next; where it is not, often nothing up to the cap fits.
        at = high - 1 if first else (low + high) // 2
    if high == len(taus):
        return tried[max_threshold], max_threshold, "over"
    return tried[taus[high]], taus[high], "raised"


def _guess(canvas: Canvas, metric: Metric, taus: list[float], max_tokens: int) -> int:
    """Index of the τ at which few enough blocks are farther from both neighbours, were these shown as they are."""
    from ppagent.prune import kernels

    cap, code = limit(taus[-1], metric, canvas.block), metric_code(metric)
    near: NDArray[np.int64] = kernels.neighbours(*flat(canvas.pixels), canvas.block, code, cap).ravel()
    kept = min(max_tokens, near.size - 1)
    needed = distance(
        int(np.partition(near, near.size - 1 - kept)[near.size - 1 - kept]), metric, canvas.block
    )
    return min(int(np.searchsorted(taus, needed)), len(taus) - 1)
