"""In: the episodes of a set and what came of them. Out: the result: successes, costs, breakdowns, and the arms in pairs.

What the environment broke, and what ppagent cannot set up or judge, belongs to no rate: it is counted apart. An agent's own
errors are failures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ppagent.evaluate.arms import Arm
from ppagent.evaluate.episodes import Episode, EpisodeRecord
from ppagent.evaluate.record import PlayManifest
from ppagent.evaluate.score import Mark, interval, mean, pair_result
from ppagent.evaluate.statistics import LEVEL

Records = Mapping[tuple[str, Arm], EpisodeRecord]


def counts(record: EpisodeRecord) -> bool:
    """Whether it belongs to a success rate."""
    return not record.infrastructure and not record.unsupported


def episode_marks(episodes: Sequence[Episode], records: Records, arm: Arm) -> dict[str, Mark]:
    """Of the episodes in an arm, by id."""
    found = {}
    for one in episodes:
        record = records[one.id, arm]
        found[one.id] = Mark(one.group, record.success if counts(record) else None, record.sent_tokens)
    return found


def tally(manifest: PlayManifest, episodes: Sequence[Episode], records: Records) -> dict[str, Any]:
    """The result of a run, ready for JSON: ``set``, ``agent``, ``n``, ``success_rate``, ``arms``, ``pairs`` and more.

    Args:
        manifest: of the run.
        episodes: its set.
        records: of all of them in all its arms.
    """
    arms = [arm for arm in manifest.arms if arm not in manifest.not_applicable]
    played = {arm: [(one, records[one.id, arm]) for one in episodes] for arm in arms}
    found = {arm: arm_result(pairs) for arm, pairs in played.items()}
    pairs = {
        arm: pair_result(episode_marks(episodes, records, arms[0]), episode_marks(episodes, records, arm))
        | {"against": arms[0]}
        for arm in arms[1:]
    }
    return {
        "set": manifest.set,
        "agent": manifest.agent,
        "n": len(episodes),
        "success_rate": found[arms[0]]["success_rate"],
        "set_sha256": manifest.set_sha256,
        "level": LEVEL,
        "arms": found,
        "pairs": pairs,
        "flipped": [
            {
                "id": one, "arm": arm, "against": arms[0], "gained": one in pair["gained"],
                "traces": {side: records[one, side].trace for side in (arms[0], arm)},
            }
            for arm, pair in pairs.items() for one in (*pair["lost"], *pair["gained"])
        ],
        "kinds": _broken_down({_kind(one) for one in episodes}, played, _kind),
        "tasks": _broken_down({one.task for one in episodes}, played, lambda one: one.task),
        "groups": _broken_down({one.group for one in episodes}, played, lambda one: one.group),
        "unsupported": {
            record.id: record.unsupported for of in played.values() for _, record in of if record.unsupported
        },
        "infrastructure": [
            {"id": record.id, "arm": arm, "message": record.message}
            for arm, of in played.items() for _, record in of if record.infrastructure
        ],
        "not_applicable": dict(manifest.not_applicable),
    }  # fmt: skip


def _kind(episode: Episode) -> str:
    return "infeasible" if episode.infeasible else "feasible"


def arm_result(pairs: Sequence[tuple[Episode, EpisodeRecord]]) -> dict[str, Any]:
    """One arm: how many succeeded, with confidence, how they ended, at what cost; costs are means per episode."""
    counted = [(one, record) for one, record in pairs if counts(record)]
    given = [record for _, record in counted]
    phases = sorted({name for record in given for name in record.phases_ms})
    memory = [record.memory_mib for record in given if record.memory_mib is not None]
    return _row(given) | {
        "ci": interval([float(record.success) for record in given], [one.group for one, _ in counted]),
        "succeeded": sum(record.success for record in given),
        "full_tokens": mean([record.full_tokens for record in given], 2),
        "phases_ms": {
            name: mean([record.phases_ms.get(name, 0.0) for record in given], 2) for name in phases
        },
        "memory_mib": max(memory) if memory else None,
        "ended": dict(sorted(Counter(record.ended for record in given).items())),
        "errors": sum(record.infrastructure for _, record in pairs),
        "unsupported": sum(bool(record.unsupported) for _, record in pairs),
        "step_tokens": _per_step(given),
    }


def _row(given: Sequence[EpisodeRecord]) -> dict[str, Any]:
    return {
        "success_rate": mean([record.success for record in given]),
        "n": len(given),
        "score": mean([record.score for record in given]),
        "steps": mean([record.steps for record in given], 2),
        "tokens": mean([record.sent_tokens for record in given], 2),
        "ms": mean([record.ms for record in given], 2),
    }


def _per_step(given: Sequence[EpisodeRecord]) -> list[dict[str, Any]]:
    """Visual tokens of the first step, the second, …: their mean, over the episodes that came so far."""
    longest = max((len(record.step_tokens) for record in given), default=0)
    steps = ([one.step_tokens[at] for one in given if at < len(one.step_tokens)] for at in range(longest))
    return [{"n": len(sent), "tokens": mean(sent, 2)} for sent in steps]


def _broken_down(names: Iterable[str], played: Mapping[Arm, Any], name_of: Any) -> dict[str, dict[Arm, Any]]:
    """Per name and arm: the row of the episodes that count."""
    return {
        name: {
            arm: _row([record for one, record in pairs if name_of(one) == name and counts(record)])
            for arm, pairs in played.items()
        }
        for name in sorted(names)
    }
