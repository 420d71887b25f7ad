"""In: tasks as they are played. Out: OSWorld's folder of results, for the programs that read it.

``<action space>/<observation type>/<model>/<domain>/<task id>/{traj.jsonl, result.txt, step_<n>_<time>.png}`` and
``summary/results.json``.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ppagent.action.schema import Action
from ppagent.evaluate.osworld.pyautogui_code import word_of
from ppagent.evaluate.osworld.task import Task
from ppagent.files import write_atomically
from ppagent.trace.record import StepRecord

_SPACE, _OBSERVATION = "pyautogui", "screenshot"


class OsworldResults:
    """One run's part of such a folder: that of a model."""

    def __init__(self, folder: Path, model: str) -> None:
        self._folder = folder
        self._model = model.replace("/", "_")

    def of(self, task: Task) -> Path:
        """A task's folder."""
        return self._folder / _SPACE / _OBSERVATION / self._model / (task.domain or "tasks") / task.id

    def write(
        self,
        task: Task,
        trace: Path,
        steps: list[tuple[StepRecord, Action | None]],
        score: float,
        error: str = "",
    ) -> None:
        """Write a finished task down, in place of what is there of it.

        Args:
            task: that was played.
            trace: its own folder.
            steps: each with its action in screen px.
            score: 0 to 1.
            error: what kept it from being judged.
        """
        folder = self.of(task)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        lines = []
        for number, (step, action) in enumerate(steps, start=1):
            taken = datetime.fromtimestamp(step.captured_at, tz=timezone.utc).strftime("%Y%m%d@%H%M%S%f")
            # The screen after the action: what the next step saw.
            after = steps[min(number, len(steps) - 1)][0].frame
            picture = f"step_{number}_{taken}.png"
            if (trace / "frames" / after).is_file():
                shutil.copyfile(trace / "frames" / after, folder / picture)
            last = number == len(steps)
            entry: dict[str, Any] = {
                "step_num": number, "action_timestamp": taken, "action": word_of(action) if action else "",
                "response": step.reply, "reward": score if last else 0, "done": last, "info": {"done": True} if last else {},
                "screenshot_file": picture,
            }  # fmt: skip
            lines.append(json.dumps(entry))
        write_atomically(folder / "traj.jsonl", "".join(f"{line}\n" for line in lines).encode())
        if not error:
            write_atomically(folder / "result.txt", f"{float(score)}\n".encode())
        self._summarise(task, score, error)

    def _summarise(self, task: Task, score: float, error: str) -> None:
        """Add to ``summary/results.json``, which several processes may write."""
        entry: dict[str, Any] = {
            "application": task.domain, "task_id": task.id, "status": "error" if error else "success",
            "score": None if error else score, "timestamp": time.strftime("%Y-%m-%d %H:%M:%S"),
        }  # fmt: skip
        if error:
            entry["err_message"] = error
        file = self._folder / "summary" / "results.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        with (file.parent / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            listed = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
            write_atomically(file, json.dumps([*listed, entry], indent=2).encode())
