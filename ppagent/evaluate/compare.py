"""In: two runs on the same questions. Out: what the second gains over the first, arm by arm, in pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ppagent.errors import InputError
from ppagent.evaluate.record import RunFolder
from ppagent.evaluate.score import pair_result


def compare_runs(first: Path, second: Path) -> dict[str, Any]:
    """Compare two runs on the questions that are in both.

    Args:
        first: folder of a run.
        second: folder of another one, of any agent and any arms.

    Returns:
        ``first``, ``second``: agent and folder of each; ``n``: questions in both; ``arms``: per arm that both have,
        the accuracies and their paired difference.

    Raises:
        InputError: a folder holds no finished run, they share no question or no arm, or a shared one is not the same.
    """
    folders = RunFolder(first), RunFolder(second)
    for folder in folders:
        folder.result()
    before, after = (folder.answers() for folder in folders)
    theirs = {sample.id: sample for sample in folders[1].samples()}
    shared = [sample for sample in folders[0].samples() if sample.id in theirs]
    for sample in shared:
        other = theirs[sample.id]
        if sample.model_copy(update={"picture": other.picture}) != other:
            raise InputError(f"sample {sample.id} is not the same in both runs", "compare runs on one set")
    manifests = [folder.manifest() for folder in folders]
    arms = [arm for arm in manifests[0].arms if arm in manifests[1].arms and arm != "temporal"]
    if not shared or not arms:
        raise InputError(f"{first} and {second} have no {'arm' if shared else 'question'} in common")
    found = {}
    for arm in arms:
        old, new = ({one.id: answers[one.id, arm] for one in shared} for answers in (before, after))
        pair = pair_result(shared, old, new)
        both = [one.id for one in shared if old[one.id].outcome != "error" and new[one.id].outcome != "error"]
        rates = [sum(side[one].right for one in both) / len(both) if both else None for side in (old, new)]
        found[arm] = {"first": rates[0], "second": rates[1], **pair}
    ends = {
        name: {"agent": manifest.agent, "folder": str(folder.folder)}
        for name, manifest, folder in zip(("first", "second"), manifests, folders, strict=True)
    }
    return {**ends, "set": manifests[0].set, "n": len(shared), "arms": found}
