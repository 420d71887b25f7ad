"""In: the folder of a run. Out: a flow that does the same without a model, and whether it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast, get_args

from ppagent.action.remap import Space, remap
from ppagent.action.schema import END, Action, Type
from ppagent.desktop.card import find_env
from ppagent.errors import InputError, OutsideError
from ppagent.files import write_atomically
from ppagent.prune.pruner import Pruner
from ppagent.screen.frame import Frame, Monitor
from ppagent.script.acts import Act, flow_of
from ppagent.script.desktop import Desktop
from ppagent.script.flow import Flow, Source
from ppagent.script.naming import Namer
from ppagent.script.play import FlowResult, Player, StepResult
from ppagent.script.stage import Stage
from ppagent.script.write import as_python, as_yaml
from ppagent.trace.record import RunRecord, StepRecord, read_frame, read_run, read_steps

_HIDDEN = "•"
"""What a trace shows in place of a secret that was typed."""


@dataclass(frozen=True, slots=True)
class Replay:
    """How an exported flow went on a fresh desktop.

    Attributes:
        result: of its steps.
        check: what the run's own check said there: its exit code and output; None if the run had none.
    """

    result: FlowResult
    check: tuple[int, str] | None

    @property
    def ok(self) -> bool:
        """Whether every step was done, and the check, if any, passed."""
        return self.result.ok and (self.check is None or self.check[0] == 0)


def export(run: Path, file: Path, *, anyway: bool = False) -> Flow:
    """Write a run as a flow, or as a Python script where the file ends so; its pictures go beside it.

    Args:
        run: folder of an agent's run, or of a script's trace.
        file: ``.yaml`` or ``.py``.
        anyway: also a run that did not end well.

    Raises:
        InputError: the run did not end well, did nothing, or cannot be read.
    """
    if file.suffix not in {".yaml", ".yml", ".py"}:
        raise InputError(f"{file} is neither a flow nor a script", "call it .yaml or .py")
    if not file.parent.is_dir():
        raise InputError(f"{file.parent} is not a folder", "make it first")
    record = read_run(run)
    if record.status not in {"done", "answer"} and not anyway:
        raise InputError(
            f"{run} did not end well: {record.status}{f', {record.message}' if record.message else ''}",
            "add --anyway to export what it did",
        )
    acts = list(_acts(run, record))
    if not acts:
        raise InputError(f"{run} did nothing that could be exported")
    private = find_env(record.env).kind == "xvfb"
    size = acts[0].look().size_px if private else None
    flow = flow_of(acts, Namer(file.parent, file.stem), name=record.task, env=record.env, size=size)
    write_atomically(file, (as_python(flow) if file.suffix == ".py" else as_yaml(flow)).encode())
    return flow


def replay(
    run: Path,
    flow: Flow,
    file: Path,
    *,
    env: str | None = None,
    on_step: Callable[[StepResult], None] = lambda _: None,
) -> Replay:
    """Play an exported flow on a fresh desktop that looks as the run's did, then the run's check.

    Args:
        run: what it was exported from: its environment, seed and size.
        flow: what was exported.
        file: where to; its pictures are beside it.
        env: another environment.
        on_step: called after each step.

    Raises:
        InputError: the run was on the live desktop, and no other environment is named.
    """
    record = read_run(run)
    name = env or record.env
    if find_env(name).kind != "xvfb":
        raise InputError("a run on the live desktop is not repeated there by itself", "name one: --env xfce")
    stage = Stage(name, size=flow.size, seed=record.seed)
    with (
        TemporaryDirectory() as folder,
        Desktop(name, stage=stage, timeout=flow.timeout, agent=flow.agent, out=Path(folder)) as desktop,
    ):
        result = Player(Source(flow, file, {}), desktop, on_step).play()
        check = None
        if result.ok and record.check is not None:
            desktop.wait_until_still()
            check = stage.run(str(record.check["command"]))
    return Replay(result, check)


def _acts(run: Path, record: RunRecord) -> Iterator[Act]:
    pruner = Pruner(record.perception)
    for step in read_steps(run):
        action = step.action
        if action is None or isinstance(action, END) or step.effect == "refused":
            continue
        secret = isinstance(action, Type) and set(action.text) == {_HIDDEN}
        placed = _placed(action, record, step, pruner, run)
        if placed is not None:
            yield Act(placed, lambda step=step: _frame(run, step), secret)  # type: ignore[misc]


def _placed(action: Action, record: RunRecord, step: StepRecord, pruner: Pruner, run: Path) -> Action | None:
    """An action with its points in input units, as a script's trace has them already."""
    if record.agent == "script" or step.target_px is None:
        return action
    space = record.card.get("space", "pixels")
    if space not in get_args(Space):
        raise InputError(f"{run}: the card's space {space!r} is unknown")
    frame = _frame(run, step)
    try:
        return remap(action, cast("Space", space), pruner.look(frame.pixels).canvas, frame)
    except OutsideError:
        return None


def _frame(run: Path, step: StepRecord) -> Frame:
    left, top, width, height, scale = step.monitor
    return Frame(read_frame(run, step.frame), Monitor(left, top, width, height, scale), step.captured_at)


def summary(flow: Flow, file: Path, played: Replay | None) -> dict[str, Any]:
    """What was exported, and how it went, for ``--json``."""
    said: dict[str, Any] = {"file": file, "steps": len(flow.steps)}
    if played is not None:
        check = None if played.check is None else {"exit_code": played.check[0], "output": played.check[1]}
        said["replay"] = {"ok": played.ok, **played.result.summary(), "check": check}
    return said
