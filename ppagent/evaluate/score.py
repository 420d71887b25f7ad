"""In: the questions of a set and the answers in each arm. Out: the result: accuracies as the set's own scorer has them, in pairs.

Errors of the machinery are no answers: they are counted, and belong to no accuracy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ppagent.evaluate.arms import NO_SEQUENCES, Arm
from ppagent.evaluate.record import AnswerRecord, Manifest
from ppagent.evaluate.sample import Sample, chance
from ppagent.evaluate.statistics import LEVEL, Interval, bootstrap, compare

Answers = Mapping[tuple[str, Arm], AnswerRecord]
PLACES = 6
"""Digits that results are written with."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What pairs are made of: a question or an episode, and how it was done.

    Attributes:
        cluster: what it is drawn with.
        right: None: nobody knows, and it counts nowhere.
        tokens: visual tokens sent for it.
    """

    cluster: str
    right: bool | None
    tokens: int


def marks(samples: Sequence[Sample], answers: Answers, arm: Arm) -> dict[str, Mark]:
    """Of the questions in an arm, by id."""
    found = {}
    for one in samples:
        answer = answers[one.id, arm]
        right = None if answer.outcome == "error" else answer.right
        found[one.id] = Mark(one.cluster, right, answer.kept_tokens)
    return found


def result(manifest: Manifest, samples: Sequence[Sample], answers: Answers) -> dict[str, Any]:
    """The result of a run, ready for JSON: ``set``, ``agent``, ``n``, ``arms``, ``pairs``, ``chance`` and more.

    Args:
        manifest: of the run.
        samples: its questions.
        answers: to all of them in all its arms.
    """
    shown = applicable(manifest.arms, samples)
    return {
        "set": manifest.set,
        "agent": manifest.agent,
        "n": len(samples),
        "seed": manifest.seed,
        "set_sha256": manifest.set_sha256,
        "level": LEVEL,
        "arms": {arm: arm_result(samples, [answers[one.id, arm] for one in samples]) for arm in shown},
        "pairs": {
            arm: pair_result(marks(samples, answers, shown[0]), marks(samples, answers, arm)) | {"against": shown[0]}
            for arm in shown[1:]
        },
        "not_applicable": {arm: NO_SEQUENCES for arm in manifest.arms if arm not in shown},
        "chance": {name: round(value, PLACES) for name, value in chance(list(samples)).items()},
        "skipped": manifest.skipped,
    }  # fmt: skip


def arm_result(samples: Sequence[Sample], answers: Sequence[AnswerRecord]) -> dict[str, Any]:
    """One arm: how many right, with confidence, of what kind, at what cost.

    Args:
        samples: the questions.
        answers: one each, in the same order.
    """
    pairs = [
        (sample, answer) for sample, answer in zip(samples, answers, strict=True) if answer.outcome != "error"
    ]
    given = [answer for _, answer in pairs]
    right = np.array([answer.right for answer in given], dtype=np.float64)
    cells = _cells(pairs)
    phases = sorted({name for answer in given for name in answer.phases_ms})
    memory = [answer.memory_mib for answer in given if answer.memory_mib is not None]
    return {
        "accuracy": mean(right.tolist()),
        "ci": interval(right.tolist(), [sample.cluster for sample, _ in pairs]),
        "n": len(given),
        "right": int(right.sum()),
        **{name: sum(answer.outcome == name for answer in given) for name in ("wrong_format", "refused")},
        "errors": len(answers) - len(given),
        "text_accuracy": _accuracy_of(pairs, "type", "text"),
        "icon_accuracy": _accuracy_of(pairs, "type", "icon"),
        "cell_mean": mean(cells) if len(cells) > 1 else None,
        "tokens": mean([answer.kept_tokens for answer in given], 2),
        "full_tokens": mean([answer.full_tokens for answer in given], 2),
        "ms": mean([answer.ms for answer in given], 2),
        "phases_ms": {name: mean([one.phases_ms.get(name, 0.0) for one in given], 2) for name in phases},
        "memory_mib": max(memory) if memory else None,
        "groups": _groups(pairs),
    }


def applicable(arms: Sequence[Arm], samples: Sequence[Sample]) -> list[Arm]:
    """Those arms that the questions have: ``temporal`` only where some have earlier frames."""
    sequences = any(one.frames for one in samples)
    return [arm for arm in arms if arm != "temporal" or sequences]


def pair_result(first: Mapping[str, Mark], second: Mapping[str, Mark]) -> dict[str, Any]:
    """What the second way of doing things gains over the first, on those that count in both.

    Args:
        first: by id.
        second: by id, of the same ids; whole clusters of them are drawn.
    """
    both = [one for one in first if first[one].right is not None and second[one].right is not None]
    before = np.array([first[one].right for one in both], dtype=np.bool_)
    after = np.array([second[one].right for one in both], dtype=np.bool_)
    clusters = [first[one].cluster for one in both]
    found = compare(after, before, clusters) if both else None
    spent = sum(first[one].tokens for one in both)
    share = round(sum(second[one].tokens for one in both) / spent, PLACES) if spent else None
    return {
        "n": len(both),
        "difference": round(found.difference.mean, PLACES) if found else None,
        "ci": _written(found.difference, clusters) if found else None,
        "p": round(found.p, PLACES) if found else None,
        "token_share": share,
        "gained": [one for one, old, new in zip(both, before, after, strict=True) if new and not old],
        "lost": [one for one, old, new in zip(both, before, after, strict=True) if old and not new],
    }


def _groups(pairs: Sequence[tuple[Sample, AnswerRecord]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Per facet and value: how many, and the accuracies that the published tables have."""
    values = sorted(
        {(facet, value) for sample, _ in pairs for facet in sample.facets for value in sample.facets[facet]}
    )
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for facet, value in values:
        part = [pair for pair in pairs if value in pair[0].facets.get(facet, ())]
        row: dict[str, Any] = {"n": len(part), "accuracy": mean([answer.right for _, answer in part])}
        if facet != "type":
            row |= {f"{kind}_accuracy": _accuracy_of(part, "type", kind) for kind in ("text", "icon")}
        row["wrong_format"] = sum(answer.outcome == "wrong_format" for _, answer in part)
        found.setdefault(facet, {})[value] = row
    return found


def _cells(pairs: Sequence[tuple[Sample, AnswerRecord]]) -> list[float]:
    """Accuracy of each platform and type: their plain mean is the "average" of SeeClick's table."""
    cells: dict[tuple[str, str], list[bool]] = {}
    for sample, answer in pairs:
        for platform in sample.facets.get("platform", ()):
            for kind in sample.facets.get("type", ()):
                cells.setdefault((platform, kind), []).append(answer.right)
    return [sum(cell) / len(cell) for cell in cells.values()]


def _accuracy_of(pairs: Sequence[tuple[Sample, AnswerRecord]], facet: str, value: str) -> float | None:
    return mean([answer.right for sample, answer in pairs if value in sample.facets.get(facet, ())])


def mean(values: Sequence[float], places: int = PLACES) -> float | None:
    """Rounded; None of nothing."""
    return round(float(np.mean(values)), places) if len(values) else None


def interval(values: Sequence[float], clusters: Sequence[str]) -> list[float] | None:
    """A confidence interval of a share; None where `_written` has none."""
    ends = _written(bootstrap(values, clusters), clusters) if len(values) else None
    if ends is None or ends[0] < ends[1]:
        return ends
    # Where all are right, or none is, every draw is alike and shows no doubt: the exact bound, for as many trials as clusters.
    doubt = round(1 - ((1 - LEVEL) / 2) ** (1 / len(set(clusters))), PLACES)
    return [0.0, doubt] if ends[1] == 0 else [round(1 - doubt, PLACES), 1.0] if ends[0] == 1 else ends


def _written(interval: Interval, clusters: Sequence[str]) -> list[float] | None:
    """The ends of an interval; None where all questions share one cluster: nothing is then known of others."""
    return [round(interval.low, PLACES), round(interval.high, PLACES)] if len(set(clusters)) > 1 else None
