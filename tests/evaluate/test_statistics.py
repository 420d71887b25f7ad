"""Paired statistics against figures that can be had another way."""

from itertools import product
from math import sqrt

import numpy as np
import pytest

from ppagent.evaluate.statistics import bootstrap, compare, mcnemar


@pytest.mark.parametrize("counts", [(0, 0), (1, 0), (3, 5), (7, 1), (4, 4)])
def test_mcnemar_counts_every_fall_of_the_coins(counts):
    gained, lost = counts
    falls = [sum(coins) for coins in product((0, 1), repeat=gained + lost)]
    uneven = abs(gained - (gained + lost) / 2)
    extreme = sum(abs(heads - (gained + lost) / 2) >= uneven for heads in falls)
    assert mcnemar(gained, lost) == pytest.approx(extreme / len(falls))


def test_single_clusters_give_the_interval_of_the_normal_approximation():
    values = np.random.default_rng(1).random(800) < 0.3
    found = bootstrap(values.astype(float), [str(i) for i in range(800)])
    spread = 1.96 * sqrt(values.mean() * (1 - values.mean()) / 800)
    assert found.mean == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - spread, abs=0.005)
    assert found.high == pytest.approx(values.mean() + spread, abs=0.005)


def test_questions_that_share_a_cluster_are_worth_less():
    values = np.repeat(np.random.default_rng(2).random(40) < 0.5, 20).astype(float)
    alone = bootstrap(values, [str(i) for i in range(800)])
    shared = bootstrap(values, [str(i // 20) for i in range(800)])
    assert (shared.high - shared.low) > 3 * (alone.high - alone.low)


def test_a_comparison_says_which_way_questions_went():
    first = np.array([True, True, False, True, False])
    second = np.array([True, False, True, False, False])
    found = compare(first, second, list("abcde"))
    assert (found.gained, found.lost) == (2, 1)
    assert found.difference.mean == pytest.approx(0.2)
    assert found.p == 1.0
