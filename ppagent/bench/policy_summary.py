"""In: arms, as `ppagent.bench.policy` measured them. Out: a line for each: tokens, times, memory, and ratios to stock."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

import numpy as np

Row = dict[str, Any]


def summary(arms: Sequence[Row]) -> list[Row]:
    """What each arm comes to.

    Args:
        arms: ``name``, ``error`` and ``steps`` of each.

    Returns:
        Per arm ``arm``, ``error``, and where it has steps:

        - ``tokens`` (visual ones, each frame's as it was sent, once), ``full_tokens`` (of the whole frames) and
          ``times_fewer``;
        - ``median_ms`` and ``last_ms`` of a step, ``episode_ms`` of all; ``phases_ms``, medians; ``passes``, median;
          ``context`` after the last step;
        - ``steps_compared`` with stock, ``times_faster`` (mean of their ratios), ``times_faster_sum`` (ratio of their sums)
          and ``times_faster_last`` (at the last of them);
        - ``token_ms``: decoding divided by the reply's tokens, where each costs a pass;
        - ``look_ratio``: vision and prefill of all frames but the first, of the sums, to sending them as I-frames;
        - ``peak_mb`` (the most over all steps), ``growth_mb`` (of the memory that is needed, per step, least squares) and
          ``growth_ratio``: how many times that of stock.
    """
    by_name = {arm["name"]: arm for arm in arms}
    return [_line(arm, by_name) for arm in arms]


def _line(arm: Row, others: dict[str, Row]) -> Row:
    line: Row = {"arm": arm["name"], "error": arm["error"], "warmup_s": arm["warmup_s"]}
    steps = arm["steps"]
    if not steps:
        return line
    stock = {step["number"]: step for step in others.get("stock", {"steps": ()})["steps"]}
    own = not arm["name"].startswith("stock")
    totals = [step["total_ms"] for step in steps]
    phases = {
        name: statistics.median(step["phases_ms"][name] for step in steps) for name in steps[0]["phases_ms"]
    }
    full = sum(step["full"] for step in steps)
    line |= {
        "full_tokens": full if own else None, "tokens": sum(step["new"] for step in steps) if own else None,
        "median_ms": statistics.median(totals), "last_ms": totals[-1], "phases_ms": phases,
        "passes": statistics.median(step["passes"] for step in steps),
        "context": steps[-1]["context"], "episode_ms": sum(totals),
    }  # fmt: skip
    if own:
        line["times_fewer"] = full / max(line["tokens"], 1)
    if "+" not in arm["name"]:
        line["token_ms"] = phases["decode"] / (steps[0]["passes"] + 1)
    line |= _against_stock(steps, stock) | _memory(steps)
    look, _, grammar = arm["name"].partition("+")
    spatial = others.get(f"spatial+{grammar}" if grammar else "spatial")
    if own and look != "spatial" and spatial and spatial["steps"]:
        line["look_ratio"] = _look_ratio(steps, spatial["steps"])
    growth, stocks = line.get("growth_mb"), _memory(list(stock.values())).get("growth_mb")
    if own and growth is not None and stocks:
        line["growth_ratio"] = growth / stocks
    return line


def _against_stock(steps: Sequence[Row], stock: dict[int, Row]) -> Row:
    pairs = [
        (stock[step["number"]]["total_ms"], step["total_ms"]) for step in steps if step["number"] in stock
    ]
    if not pairs:
        return {}
    theirs, ours = map(sum, zip(*pairs, strict=True))
    ratios = [one / other for one, other in pairs]
    return {
        "steps_compared": len(pairs), "times_faster": statistics.mean(ratios), "times_faster_last": ratios[-1],
        "times_faster_sum": theirs / ours,
    }  # fmt: skip


def _memory(steps: Sequence[Row]) -> Row:
    known = [(step["number"], step["memory"]) for step in steps if step["memory"]]
    if not known:
        return {}
    found: Row = {"peak_mb": max(memory["peak"] for _, memory in known)}
    if len(known) > 1:
        numbers, needed = zip(*((number, memory["needed"]) for number, memory in known), strict=True)
        found["growth_mb"] = float(np.polyfit(numbers, needed, 1)[0])
    return found


def _look_ratio(steps: Sequence[Row], spatial: Sequence[Row]) -> float | None:
    whole = {step["number"]: step for step in spatial}
    pairs = [(step, whole[step["number"]]) for step in steps[1:]]
    own, other = (
        sum(pair[which]["phases_ms"][phase] for pair in pairs for phase in ("vit", "prefill"))
        for which in (0, 1)
    )
    return own / other if other else None
