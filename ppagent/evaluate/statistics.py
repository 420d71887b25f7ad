"""In: per question, what two ways of answering it scored, and its cluster. Out: mean differences with confidence, and exact tests.

Questions about one page are not independent, so pages are drawn, not questions (the cluster bootstrap).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

DRAWS = 10_000
LEVEL = 0.95
PART = 500


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its confidence interval.

    Attributes:
        mean: over all values.
        low: lower end.
        high: upper end.
    """

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two ways over the same questions.

    Attributes:
        difference: how much more of them the first got right.
        gained: those that only the first got right.
        lost: those that only the second got right.
        p: McNemar's exact test, two-sided: were both as good, so uneven a split would be this likely.
    """

    difference: Interval
    gained: int
    lost: int
    p: float


def bootstrap(
    values: Sequence[float] | NDArray[np.float64], clusters: Sequence[str], draws: int = DRAWS, seed: int = 0
) -> Interval:
    """Mean and its percentile interval when whole clusters are drawn with replacement.

    Args:
        values: ``(n,)``, at least one.
        clusters: the cluster of each.
        draws: samples of as many clusters as there are.
        seed: of the samples; with the same clusters every call draws the same ones.
    """
    given = np.asarray(values, dtype=np.float64)
    _, of = np.unique(np.asarray(clusters), return_inverse=True)
    sums, sizes = np.bincount(of, weights=given), np.bincount(of)
    count = len(sums)
    rng, even = np.random.default_rng(seed), np.full(count, 1 / count)
    means = np.empty(draws)
    # In parts: all at once takes a gigabyte where there are ten thousand clusters.
    for start in range(0, draws, PART):
        drawn = rng.multinomial(count, even, size=min(PART, draws - start))
        means[start : start + PART] = (drawn @ sums) / (drawn @ sizes)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(given.mean()), float(low), float(high))


def mcnemar(gained: int, lost: int) -> float:
    """Two-sided exact p of McNemar's test: a fair coin for every question that only one side got right."""
    tosses = gained + lost
    tail = sum(comb(tosses, k) for k in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / (1 << tosses))


def compare(
    first: NDArray[np.bool_], second: NDArray[np.bool_], clusters: Sequence[str], seed: int = 0
) -> Comparison:
    """What the first way gains over the second, on ``(n,)`` questions."""
    gained, lost = int(np.count_nonzero(first & ~second)), int(np.count_nonzero(second & ~first))
    difference = bootstrap(first.astype(np.float64) - second, clusters, seed=seed)
    return Comparison(difference, gained, lost, mcnemar(gained, lost))
