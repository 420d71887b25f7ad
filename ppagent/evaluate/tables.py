"""In: results of evaluations. Out: tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.markup import escape
from rich.table import Column, Table

MAIN_FACETS = ("platform", "group", "capability")
"""What the published tables break a set down by."""


def tables(found: Mapping[str, Any]) -> Iterator[Table]:
    """The arms, their paired differences, and the breakdown of the first arm."""
    rows = found["arms"].values()
    kinds = [kind for kind in ("text", "icon") if any(arm[f"{kind}_accuracy"] is not None for arm in rows)]
    interval_column = Column("95% CI", no_wrap=True)
    ends = ("no point", "refused", "errors", "tokens", "ms")
    table = Table(
        Column("arm", no_wrap=True), "right", interval_column, *kinds, *ends, box=None, pad_edge=False
    )
    for name, arm in found["arms"].items():
        table.add_row(
            name, share(arm["accuracy"]), interval(arm["ci"]), *(share(arm[f"{kind}_accuracy"]) for kind in kinds),
            str(arm["wrong_format"]), str(arm["refused"]), str(arm["errors"]), number(arm["tokens"]), number(arm["ms"]),
        )  # fmt: skip
    yield table
    if found["pairs"]:
        yield pairs({f"{name} against {pair['against']}": pair for name, pair in found["pairs"].items()})
    first = next(iter(found["arms"].values()))
    for facet in MAIN_FACETS:
        if facet in first["groups"]:
            yield _groups(facet, found["arms"])


def pairs(found: Mapping[str, Mapping[str, Any]]) -> Table:
    """Paired differences: name, how much more is right, and which way single questions went."""
    table = Table(
        Column("paired", no_wrap=True),
        "difference",
        Column("95% CI", no_wrap=True),
        "gained",
        "lost",
        "p",
        "tokens",
        box=None,
        pad_edge=False,
    )
    for name, pair in found.items():
        p = "" if pair["p"] is None else f"{pair['p']:.3g}"
        table.add_row(
            escape(name), share(pair["difference"], "+"), interval(pair["ci"], "+"), str(len(pair["gained"])),
            str(len(pair["lost"])), p, share(pair["token_share"]),
        )  # fmt: skip
    return table


def _groups(facet: str, arms: Mapping[str, Any]) -> Table:
    table = Table(facet, "n", *arms, box=None, pad_edge=False)
    for value, row in next(iter(arms.values()))["groups"][facet].items():
        shares = (share(arm["groups"].get(facet, {}).get(value, {}).get("accuracy")) for arm in arms.values())
        table.add_row(escape(value), str(row["n"]), *shares)
    return table


def share(value: float | None, sign: str = "") -> str:
    """A share or difference of shares in percent; nothing for None."""
    return "" if value is None else f"{value:{sign}.1%}"


def interval(ends: list[float] | None, sign: str = "") -> str:
    """The two ends of an interval of shares."""
    return "" if ends is None else f"{100 * ends[0]:{sign}.1f} to {ends[1]:{sign}.1%}"


def number(value: float | None) -> str:
    """A count or a time."""
    return "" if value is None else f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"


def episode_tables(found: Mapping[str, Any]) -> Iterator[Table]:
    """The arms of an interactive run, their paired differences, and its groups and tasks."""
    arms = found["arms"].values()
    # What says nothing new is left out: a line of a plain terminal has 80 characters.
    more = [name for name in ("errors", "unsupported") if any(arm[name] for arm in arms)]
    scored = ["score"] if any(arm["score"] != arm["success_rate"] for arm in arms) else []
    names = [*scored, "n", "steps", "tokens", "full_tokens", "ms", *more]
    heads = (Column({"full_tokens": "of"}.get(name, name), no_wrap=True) for name in names)
    table = Table("arm", "success", Column("95% CI", no_wrap=True), *heads, box=None, pad_edge=False)
    for name, arm in found["arms"].items():
        table.add_row(
            name, share(arm["success_rate"]), interval(arm["ci"]), *(number(arm[one]) for one in names)
        )
    yield table
    if found["pairs"]:
        yield pairs({f"{name} against {pair['against']}": pair for name, pair in found["pairs"].items()})
    for what in ("kinds", "groups", "tasks"):
        if len(found[what]) > 1 and (what != "tasks" or found["tasks"].keys() != found["groups"].keys()):
            yield _episodes_by(what.removesuffix("s"), found[what], list(found["arms"]))


def _episodes_by(what: str, rows: Mapping[str, Any], arms: list[str]) -> Table:
    table = Table(what, "n", *arms, "score", "steps", "tokens", "ms", box=None, pad_edge=False)
    for name, row in rows.items():
        first = row[arms[0]]
        table.add_row(
            escape(name), str(first["n"]), *(share(row[arm]["success_rate"]) for arm in arms), number(first["score"]),
            number(first["steps"]), number(first["tokens"]), number(first["ms"]),
        )  # fmt: skip
    return table
