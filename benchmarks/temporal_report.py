"""In: the records of `temporal_study.py`. Out: its answers as arrays, and tables of them for the terminal and for Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Column, Table

from ppagent.evaluate.statistics import DRAWS, Comparison, Interval, bootstrap, compare

BEGIN, END = "<!-- temporal-study:begin -->", "<!-- temporal-study:end -->"
POINT = re.compile(r"(\d{1,3}),(\d{1,3})")
CHANGED = ("now", "before", "never")
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; its first column is text, the others are numbers."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def rich(self) -> Table:
        """For the terminal."""
        first, *others = self.columns
        columns = (Column(first, no_wrap=True), *(Column(name, justify="right") for name in others))
        table = Table(*columns, box=None, pad_edge=False)
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        """For a document."""
        lines = (self.columns, ["---", *["--:"] * (len(self.columns) - 1)], *self.rows)
        return "\n".join([f"**{self.title}**", "", *("| " + " | ".join(line) + " |" for line in lines)])


class Answers:
    """All answers of one protocol, ``(questions,)`` arrays in one order for every arm.

    Attributes:
        arms: names, in order.
        clusters: the page of each question.
        changed: when what is under it last changed: ``now``, ``before``, ``never``.
        kinds: of its episode.
    """

    def __init__(self, records: Sequence[Mapping[str, Any]], protocol: str) -> None:
        self._frames = [record for record in records if record["protocol"] == protocol]
        self.arms = tuple(self._frames[0]["looks"])
        questions = list(self._questions())
        self.clusters = [record["page"] for record, _ in questions]
        self.changed = np.array([target["changed"] for _, target in questions])
        self.kinds = np.array([record["kind"] for record, _ in questions])
        self._hits = {
            arm: np.array([_hit(record, target, arm) for record, target in questions]) for arm in self.arms
        }
        self._replies = {
            arm: np.array([target["replies"][arm] for _, target in questions]) for arm in self.arms
        }
        self.kl = {arm: np.array([target["kl"][arm] for _, target in questions]) for arm in self.arms}

    def _questions(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        for record in self._frames:
            for target in record["targets"]:
                yield record, target

    def hits(self, arm: str) -> Bools:
        """Whether the point lies in the box."""
        return self._hits[arm]

    def same_text(self, arm: str) -> Bools:
        """Whether the answer is that of ``full``, token by token."""
        return np.asarray(self._replies[arm] == self._replies["full"])

    def same_action(self, arm: str) -> Bools:
        """Whether a click there does what that of ``full`` does: both are in the box, or both are the same."""
        return np.asarray(self.same_text(arm) | (self._hits[arm] & self._hits["full"]))

    def mean_look(self, arm: str, name: str) -> float:
        """Mean over the asked frames of ``sent``, ``tower``, ``held``, ``cosine`` or ``cosine_p5``; NaN where none has it."""
        found = [record["looks"][arm][name] for record in self._frames if name in record["looks"][arm]]
        return float(np.mean(found)) if found else float("nan")

    @cached_property
    def rates(self) -> dict[str, Interval]:
        """Hit rate of every arm."""
        return {arm: bootstrap(self._hits[arm], self.clusters) for arm in self.arms}

    def compare(self, first: str, second: str) -> Comparison:
        """What one arm hits more than another."""
        return compare(self._hits[first], self._hits[second], self.clusters)


def _hit(record: Mapping[str, Any], target: Mapping[str, Any], arm: str) -> bool:
    point = POINT.fullmatch(target["replies"][arm])
    if point is None:
        return False
    width, height = record["canvas"]
    x, y = (
        (int(part) + 0.5) / 1000 * side for part, side in zip(point.groups(), (width, height), strict=True)
    )
    left, top, right, bottom = target["box"]
    return bool(left <= x < right and top <= y < bottom)


def sheets(answers: Mapping[str, Answers]) -> list[Sheet]:
    """All tables; ``answers`` by protocol."""
    return [
        *(_hit_rates(protocol, one) for protocol, one in answers.items()),
        _agreement(answers),
        _kinds(answers),
        _differences(answers),
    ]


def into_document(page: str, about: Mapping[str, Any], shown: Sequence[Sheet]) -> str:
    """A document with the tables between its markers.

    Raises:
        ValueError: it has no markers.
    """
    if BEGIN not in page or END not in page:
        raise ValueError(f"the page has no place for the tables: it needs {BEGIN} and {END}")
    before, rest = page.split(BEGIN, 1)
    passes = "with recorded passes" if about["recorded_passes"] else "without recorded passes"
    run = (
        f"{about['episodes']} episodes on {about['pages']} pages; {about['parameters'] / 1e6:.1f} M parameters in float32 on "
        f"{about['device']}, {passes}, torch {about['torch']}, transformers {about['transformers']}; "
        f"{about['seconds']:.0f} s. Intervals: 95%, {DRAWS:,} draws of pages."
    )
    parts = [BEGIN, run, *(sheet.markdown() for sheet in shown), END]
    return before + "\n\n".join(parts) + rest.split(END, 1)[1]


def _hit_rates(protocol: str, answers: Answers) -> Sheet:
    masks = {when: answers.changed == when for when in CHANGED}
    counts = [f"changed {when} ({int(mask.sum())})" for when, mask in masks.items()]
    rows = []
    for arm in answers.arms:
        looks = [f"{answers.mean_look(arm, name):.0f}" for name in ("sent", "tower", "held")]
        strata = [_share(answers.hits(arm)[mask]) for mask in masks.values()]
        rows.append([arm, *looks, _interval(answers.rates[arm]), *strata])
    columns = ("arm", "sent", "tower", "held", f"hit, all ({len(answers.clusters)})", *counts)
    return Sheet(
        f"Hit rate in %, {protocol}; at the asked frame: blocks sent, blocks through the vision tower, tokens held",
        columns,
        rows,
    )


def _agreement(answers: Mapping[str, Answers]) -> Sheet:
    def row(arm: str) -> list[str]:
        return [
            arm,
            _each(answers, lambda one: _share(one.same_action(arm))),
            _each(answers, lambda one: _share(one.same_text(arm))),
            _each(answers, lambda one: f"{one.kl[arm].mean():.4f}"),
            _each(answers, lambda one: _number(one.mean_look(arm, "cosine"))),
            _each(answers, lambda one: _number(one.mean_look(arm, "cosine_p5"))),
        ]

    arms = next(iter(answers.values())).arms
    columns = ("arm", "same action, %", "same text, %", "KL, nats per token", "cosine", "its 5th percentile")
    return Sheet(f"Agreement with full, {' / '.join(answers)}", columns, [row(arm) for arm in arms[1:]])


def _kinds(answers: Mapping[str, Answers]) -> Sheet:
    one = next(iter(answers.values()))
    kinds = list(dict.fromkeys(one.kinds.tolist()))
    rows = [
        [arm, *(_each(answers, lambda each: _share(each.hits(arm)[each.kinds == kind])) for kind in kinds)]  # noqa: B023
        for arm in one.arms
    ]
    columns = ("arm", *(f"{kind} ({int((one.kinds == kind).sum())})" for kind in kinds))
    return Sheet(f"Hit rate in % by kind of episode, {' / '.join(answers)}", columns, rows)


def comparisons(arms: Sequence[str]) -> list[tuple[str, str]]:
    """Which arms are compared: with ``full``, over several frames with ``iframe``, and each layout with the simpler one."""
    several = [arm for arm in arms if arm not in ("full", "iframe", "stale")]
    return [
        *((arm, "full") for arm in arms if arm != "full"),
        *((arm, "iframe") for arm in several),
        *((arm, arm.replace("canvas", "append")) for arm in several if arm.startswith("canvas")),
        *((arm, arm.replace("compose", "canvas")) for arm in several if arm.startswith("compose")),
        ("compose/frame", "compose/changed"),
    ]


def _differences(answers: Mapping[str, Answers]) -> Sheet:
    columns = ["first – second"]
    for protocol in answers:
        columns += [f"{protocol}: points", "only first : only second", "p"]
    rows = []
    for first, second in comparisons(next(iter(answers.values())).arms):
        row = [f"{first} – {second}"]
        for one in answers.values():
            found = one.compare(first, second)
            row += [
                _interval(found.difference, signed=True),
                f"{found.gained} : {found.lost}",
                f"{found.p:.2g}",
            ]
        rows.append(row)
    return Sheet("Paired differences of the hit rate; p of McNemar's exact test", columns, rows)


def _each(answers: Mapping[str, Answers], of: Callable[[Answers], str]) -> str:
    """A cell with the values of all protocols, one where they are the same."""
    return " / ".join(dict.fromkeys(of(one) for one in answers.values()))


def _share(hits: Bools) -> str:
    return f"{100 * hits.mean():.1f}" if hits.size else "–"


def _number(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.3f}"


def _interval(of: Interval, *, signed: bool = False) -> str:
    form = "{:+.1f} ({:+.1f} to {:+.1f})" if signed else "{:.1f} ({:.1f} to {:.1f})"
    return form.format(100 * of.mean, 100 * of.low, 100 * of.high)
