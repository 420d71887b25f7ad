"""In: a folder of OSWorld's task files. Out: which of them a private desktop sets up and judges, and what doing nothing and the oracles score.

``python benchmarks/osworld_native.py FOLDER [--tasks IDS] [--parallel N]`` prints the table and writes ``benchmarks/results/osworld_native.json``.
FOLDER is OSWorld's ``evaluation_examples`` or a ``test_*.json`` in it. Doing nothing must score 0 on every feasible task.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from ppagent.evaluate.episodes import EpisodeRecord
from ppagent.evaluate.interactive import PlayOptions, play
from ppagent.evaluate.osworld.suite import DesktopSet, Where, desktop_set

HERE = Path(__file__).parent
ORACLES = HERE / "osworld_oracles"
RESULTS = HERE / "results" / "osworld_native.json"
SIZE = (1920, 1080)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--tasks", default="", help="ids or domains, separated by commas")
    parser.add_argument("--parallel", type=int, default=1)
    given = parser.parse_args()
    names = [name for name in given.tasks.split(",") if name]
    the_set = desktop_set(given.folder, where=Where(size_px=SIZE), tasks=names, oracles=ORACLES)
    played = {agent: scores(the_set, agent, given.parallel) for agent in ("nothing", "oracle")}
    rows = [row(task, {agent: of[task.id] for agent, of in played.items()}) for task in the_set.tasks]
    for one in rows:
        print("{domain:<20} {task:<36} {supported:<11} {nothing:>7} {oracle:>7}  {reason}".format(**one))
    # A run of some tasks brings their rows up to date, and leaves the others.
    before = json.loads(RESULTS.read_text(encoding="utf-8"))["tasks"] if names and RESULTS.is_file() else []
    rows = list(({one["task"]: one for one in before} | {one["task"]: one for one in rows}).values())
    found = summary(rows)
    print(json.dumps(found, indent=2))
    RESULTS.write_text(
        json.dumps({"summary": found, "size_px": SIZE, "tasks": rows}, indent=2) + "\n", encoding="utf-8"
    )


def scores(the_set: DesktopSet, agent: str, parallel: int) -> dict[str, EpisodeRecord]:
    with tempfile.TemporaryDirectory(prefix="ppagent-osworld-") as scratch:
        done = play(PlayOptions(agent, folder=Path(scratch) / agent, parallel=parallel), the_set)
        lines = (done.folder / "episodes.jsonl").read_text(encoding="utf-8").splitlines()
    by_episode = {record.id: record for record in map(EpisodeRecord.model_validate_json, lines)}
    return {episode.task: by_episode[episode.id] for episode in the_set.episodes()}


def row(task: Any, played: dict[str, EpisodeRecord]) -> dict[str, Any]:
    nothing, oracle = played["nothing"], played["oracle"]
    reason = nothing.unsupported or (nothing.infrastructure and nothing.message) or ""
    lacking = oracle.unsupported or oracle.infrastructure
    return {
        "domain": task.domain,
        "task": task.id,
        "feasible": not task.evaluator.infeasible,
        "supported": "no" if reason else "yes",
        "nothing": "-" if reason else nothing.score,
        "oracle": "-" if lacking else oracle.score,
        "reason": reason or ("" if lacking or oracle.score == 1 else oracle.message),
    }


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    judged = [one for one in rows if one["supported"] == "yes"]
    return {
        "tasks": len(rows),
        "judged": len(judged),
        "judged_by_domain": dict(Counter(one["domain"] for one in judged)),
        "nothing_above_0": [one["task"] for one in judged if one["nothing"] > 0],
        "oracles": sum(one["oracle"] != "-" for one in judged),
        "oracle_1": sum(one["oracle"] == 1 for one in judged),
        "oracle_1_feasible": sum(one["oracle"] == 1 for one in judged if one["feasible"]),
        "oracle_below_1": [one["task"] for one in judged if one["oracle"] not in ("-", 1)],
    }


if __name__ == "__main__":
    main()
