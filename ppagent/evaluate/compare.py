"""In: two runs on the same questions or episodes. Out: what the second gains over the first, arm by arm, in pairs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ppagent.errors import InputError
from ppagent.evaluate.arms import Arm
from ppagent.evaluate.record import GROUNDING, INTERACTIVE, RunFolder, is_interactive
from ppagent.evaluate.score import Mark, applicable, marks, pair_result
from ppagent.evaluate.tally import episode_marks

Side = Mapping[Arm, Mapping[str, Mark]]
"""A run: how each thing was done in each arm."""


def compare_runs(first: Path, second: Path) -> dict[str, Any]:
    """Compare two runs on the questions or episodes that are in both.

    Args:
        first: folder of a run.
        second: folder of another one, of any agent and any arms.

    Returns:
        ``first``, ``second``: agent and folder of each; ``n``: questions or episodes in both; ``arms``: per arm that both
        have, the shares that went right and their paired difference.

    Raises:
        InputError: a folder holds no finished run, they share nothing, or what they share is not the same.
    """
    kinds = [is_interactive(folder) for folder in (first, second)]
    if kinds[0] != kinds[1]:
        raise InputError(f"{first} and {second} are runs of different kinds", "compare runs on one set")
    read = _episodes if kinds[0] else _questions
    set_name, agents, (before, after) = read(first, second)
    found, shared = {}, 0
    for arm in before:
        if arm not in after:
            continue
        ids = [one for one in before[arm] if one in after[arm]]
        old, new = ({one: side[arm][one] for one in ids} for side in (before, after))
        both = [one for one in ids if old[one].right is not None and new[one].right is not None]
        rates = [
            sum(bool(side[one].right) for one in both) / len(both) if both else None for side in (old, new)
        ]
        found[arm] = {"first": rates[0], "second": rates[1], **pair_result(old, new)}
        shared = max(shared, len(ids))
    if not shared:
        what = "arm" if not found else "episode" if kinds[0] else "question"
        raise InputError(f"{first} and {second} have no {what} in common")
    ends = {
        name: {"agent": agent, "folder": str(folder)}
        for name, agent, folder in zip(("first", "second"), agents, (first, second), strict=True)
    }
    return {**ends, "set": set_name, "n": shared, "arms": found}


def _questions(first: Path, second: Path) -> tuple[str, list[str], list[Side]]:
    folders = [RunFolder(folder, GROUNDING) for folder in (first, second)]
    for folder in folders:
        folder.result()
    samples = [folder.items() for folder in folders]
    theirs = {sample.id: sample for sample in samples[1]}
    for sample in samples[0]:
        other = theirs.get(sample.id)
        if other and sample.model_copy(update={"picture": other.picture, "frames": other.frames}) != other:
            raise InputError(f"sample {sample.id} is not the same in both runs", "compare runs on one set")
    manifests = [folder.manifest() for folder in folders]
    sides: list[Side] = [
        {arm: marks(mine, folder.lines(), arm) for arm in applicable(manifest.arms, mine)}
        for folder, manifest, mine in zip(folders, manifests, samples, strict=True)
    ]
    return manifests[0].set, [one.agent for one in manifests], sides


def _episodes(first: Path, second: Path) -> tuple[str, list[str], list[Side]]:
    folders = [RunFolder(folder, INTERACTIVE) for folder in (first, second)]
    for folder in folders:
        folder.result()
    manifests = [folder.manifest() for folder in folders]
    if manifests[0].set != manifests[1].set:
        raise InputError(
            f"{first} is a run on {manifests[0].set}, {second} on {manifests[1].set}",
            "compare runs on one set",
        )
    sides: list[Side] = [
        {
            arm: episode_marks(folder.items(), folder.lines(), arm)
            for arm in manifest.arms
            if arm not in manifest.not_applicable
        }
        for folder, manifest in zip(folders, manifests, strict=True)
    ]
    return manifests[0].set, [one.agent for one in manifests], sides
