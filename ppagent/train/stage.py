"""In: a stage's TOML file and where to run it. Out: a training of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from pydantic import BaseModel, ConfigDict

from ppagent.catalog import load_card
from ppagent.errors import InputError
from ppagent.train.export import load_folder, new_model
from ppagent.train.feed import Feed, Recipe
from ppagent.train.losses import Heads
from ppagent.train.trainer import Job, Plan, Trainer

STAGES = Path(__file__).with_name("stages")
CLASSES = 1135
"""Icons that can be told apart by name: the lines of ``drawn/concepts.txt``."""


class Stage(BaseModel):
    """One stage of training: ``stages/<name>.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    plan: Plan
    feed: Recipe
    held: dict[str, Recipe] = {}
    """What is measured at every checkpoint and never trained on."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a stage runs, and from what it starts; see ``ppagent train run``."""

    out: Path
    init: Path | None
    resume: bool
    shards: Path
    assets: Path
    device: str = "auto"
    workers: int | None = None
    limit_s: float | None = None
    steps: int | None = None
    rank: int = 0
    local: int = 0
    world: int = 1


def find_stage(name: str) -> Stage:
    """A stage by its name or file.

    Raises:
        InputError: there is none.
        CardError: it does not parse.
    """
    file = Path(name) if name.endswith(".toml") else STAGES / f"{name}.toml"
    if not file.is_file():
        known = ", ".join(sorted(path.stem for path in STAGES.glob("*.toml")))
        raise InputError(f"there is no stage called {name!r}", f"known stages: {known}; or give a TOML file")
    return load_card(file, Stage)


def train(name: str, where: Where, say: Callable[[str], None]) -> None:
    """Train a stage to its end.

    Raises:
        InputError: it cannot start.
    """
    stage = find_stage(name)
    cuda = where.device.startswith("cuda") or (where.device == "auto" and torch.cuda.is_available())
    device = f"cuda:{where.local}" if cuda else "cpu"
    workers = where.workers if where.workers is not None else (12 if cuda else 0)
    checkpoint = where.out / "checkpoint.zip"
    if checkpoint.exists() and not where.resume:
        raise InputError(
            f"there is a training in {where.out} already", "go on with --resume, or give another --out"
        )
    if where.resume and not checkpoint.exists():
        raise InputError(f"there is no training in {where.out} to go on with", "start one without --resume")
    plan = stage.plan if where.steps is None else stage.plan.model_copy(update={"steps": where.steps})
    if where.init is not None and where.init.is_dir():
        model, heads = load_folder(where.init, CLASSES)
    else:
        model = new_model(plan.seed)
        heads = Heads(model.config.text_config.hidden_size, CLASSES)
    if cuda:
        torch.cuda.set_device(where.local)
    if where.world > 1:
        torch.distributed.init_process_group("nccl" if cuda else "gloo")
    try:
        job = Job(where.out, device, where.rank, where.world, workers, where.limit_s)
        trainer = Trainer(model, heads, Feed(stage.feed, where.assets, where.shards, plan.seed), plan, job)
        if where.resume:
            trainer.resume(checkpoint)
        elif where.init is not None and where.init.is_file():
            trainer.resume(where.init, anew=True)
        trainer.run(stage.held, say)
    finally:
        if where.world > 1:
            torch.distributed.destroy_process_group()
