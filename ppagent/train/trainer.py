"""In: a model, a feed, a plan. Out: a better model, its curve, and checkpoints from which it goes on exactly."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn
from torch.utils.data import DataLoader
from transformers import Qwen3VLForConditionalGeneration

from ppagent.files import append_line
from ppagent.train import checkpoint
from ppagent.train.export import widened
from ppagent.train.feed import Batches, Feed, Kitchen, Recipe
from ppagent.train.losses import NAMES, Heads, Weights, losses
from ppagent.train.network import Packed
from ppagent.train.optimiser import Optimiser, Rates
from ppagent.train.pack import Batch
from ppagent.train.recolour import recolour

Say = Callable[[str], None]
_REPORT = 50
"""Steps between two lines of the curve."""
_AHEAD = 6
"""Batches that each process makes ahead: they differ in cost, are taken in order, and a late one must not hold up the others."""
_HELD_BATCHES = 4
"""Batches of what is measured and never trained on."""


class Plan(BaseModel):
    """How long to train, and how fast."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    steps: int = Field(1000, ge=1)
    warm: int = Field(100, ge=1)
    """Steps until the rates are at their full height."""
    decay: float = Field(0.35, ge=0, le=1)
    """Share of the steps, the last ones, over which they fall to nothing."""
    matrices: float = Field(2e-3, gt=0)
    others: float = Field(1.5e-3, gt=0)
    save_every: int = Field(1000, ge=1)
    """Steps between checkpoints."""
    seed: int = 0

    def factor(self, step: int) -> float:
        """What the rates are multiplied by."""
        rising = min(1.0, (step + 1) / self.warm)
        left = (self.steps - step) / max(1.0, self.decay * self.steps)
        return rising * min(1.0, max(0.02, left))


@dataclass(frozen=True, slots=True)
class Job:
    """One of the processes of a training, and where it writes.

    Attributes:
        out: folder of ``curve.jsonl`` and ``checkpoint.zip``.
        device: of this process.
        rank: of it.
        world: how many there are; more than one speak through torch.distributed, which must be up.
        workers: processes that make batches for it; 0 makes them here.
        limit_s: the plan is shortened to what can be done in that time; None: it is not.
    """

    out: Path
    device: str = "cpu"
    rank: int = 0
    world: int = 1
    workers: int = 0
    limit_s: float | None = None


class Trainer:
    """A training, from wherever it stands.

    Args:
        model: stock, float32 or bfloat16; it is trained in place.
        heads: of training.
        feed: where batches come from.
        plan: how long and how fast.
        job: where this runs.
    """

    def __init__(
        self, model: Qwen3VLForConditionalGeneration, heads: Heads, feed: Feed, plan: Plan, job: Job
    ) -> None:
        cuda = job.device.startswith("cuda")
        # A CPU's matrix units multiply bfloat16 several times as fast as float32; without them it is the slower one.
        matrix_units = torch.cpu._is_amx_tile_supported()  # noqa: SLF001 - nothing public says it
        dtype = torch.bfloat16 if cuda or matrix_units else torch.float32
        moving: Any = model
        self.model = moving.to(job.device, dtype)
        self.heads = heads.to(job.device, dtype)
        self.feed, self.plan, self.job = feed, plan, job
        self.network = Packed(model, compiled=cuda)
        self.named = [*model.named_parameters(), *((f"heads.{n}", p) for n, p in heads.named_parameters())]
        self.optimiser = Optimiser(self.named, Rates(plan.matrices, plan.others))
        self.gradients = _one_buffer([parameter for _, parameter in self.named])
        self.step = 0
        self.seen = 0
        self.generator = torch.Generator(device=job.device)

    @property
    def file(self) -> Path:
        """The checkpoint."""
        return self.job.out / "checkpoint.zip"

    def resume(self, file: Path, *, anew: bool = False) -> None:
        """Go on from a checkpoint; ``anew`` takes its weights only, for another stage."""
        state, facts = checkpoint.load(file)
        if anew:
            state = {
                f"weight/{name}": widened(state[f"weight/{name}"], parameter.detach())
                for name, parameter in self.named
            }
        else:
            self.step, self.seen = facts["step"], facts["seen"]
            self.plan = Plan.model_validate(facts["plan"])
        self.optimiser.restore(state)

    def save(self) -> None:
        """Write a checkpoint, and go on from what it says."""
        facts = {"step": self.step, "seen": self.seen, "plan": self.plan.model_dump()}
        if self.job.rank == 0:
            checkpoint.save(self.file, self.optimiser.state(), facts)
        if self.job.world > 1:
            torch.distributed.barrier()
        self.optimiser.restore(checkpoint.load(self.file)[0])

    def run(self, held: Mapping[str, Recipe] | None = None, say: Say = print) -> None:
        """Train to the end of the plan, or as far as the limit allows.

        Args:
            held: by name, recipes of what is measured now and then and never trained on.
            say: told how it goes.
        """
        self.job.out.mkdir(parents=True, exist_ok=True)
        tests = {name: self._prepared(recipe) for name, recipe in (held or {}).items()}
        meter = _Meter(self.job.device)
        started, whole = time.perf_counter(), self.plan.steps
        batches = self._batches()
        while self.step < self.plan.steps:
            asked = time.perf_counter()
            batch = next(batches)
            meter.waited += time.perf_counter() - asked
            meter.add(self._learn(batch))
            if self.step % _REPORT == 0:
                means = meter.read()
                self._fit(whole, time.perf_counter() - started, means["step_ms"] / 1000)
                self._tell({"of": self.plan.steps, "seen": self.seen, **means}, say)
            if self.step % self.plan.save_every == 0 or self.step == self.plan.steps:
                self._measure(tests, say)
                self.save()
                meter = _Meter(self.job.device)

    def _learn(self, batch: Batch) -> Tensor:
        moved = {
            name: value.to(self.job.device, non_blocking=True) if isinstance(value, Tensor) else value
            for name, value in batch.items()
        }
        self.generator.manual_seed(self.plan.seed * 1_000_003 + self.step * 64 + self.job.rank)
        moved["pixels"] = recolour(moved["pixels"], moved["run"], moved["recolour"], self.generator)
        self.gradients.zero_()
        found = losses(self.network, self.heads, moved, Weights())
        torch.autograd.backward(found[0])
        if self.job.world > 1:
            torch.distributed.all_reduce(self.gradients)
            self.gradients.div_(self.job.world)
        self.optimiser.step(self.plan.factor(self.step))
        self.step += 1
        self.seen += (len(batch["text_starts"]) - 1) * self.job.world
        return found.detach()

    def _batches(self) -> Iterator[Batch]:
        workers = self.job.workers
        loader: DataLoader[Batch] = DataLoader(
            Batches(self.feed, self.step, self.job.rank),
            batch_size=None,
            num_workers=workers,
            pin_memory=self.job.device.startswith("cuda"),
            multiprocessing_context="spawn" if workers else None,
            prefetch_factor=_AHEAD if workers else None,
        )
        return iter(loader)

    def _prepared(self, recipe: Recipe) -> list[Batch]:
        if self.job.rank:
            return []
        kitchen = Kitchen(Feed(recipe, self.feed.assets, self.feed.shards, seed=-1))
        return [kitchen.batch(number) for number in range(_HELD_BATCHES)]

    @torch.no_grad()
    def _measure(self, tests: Mapping[str, Sequence[Batch]], say: Say) -> None:
        for name, batches in tests.items() if not self.job.rank else ():
            meter = _Meter(self.job.device)
            for batch in batches:
                moved = {
                    key: value.to(self.job.device) if isinstance(value, Tensor) else value
                    for key, value in batch.items()
                }
                meter.add(losses(self.network, self.heads, moved, Weights()))
            self._tell({"held": name, **meter.read()}, say)

    def _fit(self, whole: int, spent_s: float, step_s: float) -> None:
        """End in time: where not all steps can be done at the present speed, the plan is as long as can be."""
        if self.job.limit_s is None:
            return
        left = torch.tensor((self.job.limit_s - spent_s) / step_s, device=self.job.device)
        if self.job.world > 1:
            torch.distributed.all_reduce(left, torch.distributed.ReduceOp.MIN)
        steps = min(whole, self.step + max(1, int(left.item())))
        self.plan = self.plan.model_copy(update={"steps": steps})

    def _tell(self, line: dict[str, Any], say: Say) -> None:
        if self.job.rank:
            return
        line = {"step": self.step, **line}
        append_line(self.job.out / "curve.jsonl", json.dumps(line))
        say("  ".join(f"{name} {value}" for name, value in line.items()))


class _Meter:
    """Means since it was made or read."""

    def __init__(self, device: str) -> None:
        self.sums = torch.zeros(len(NAMES), device=device)
        self.count = 0
        self.began = time.perf_counter()
        self.waited = 0.0

    def add(self, values: Tensor) -> None:
        self.sums += values
        self.count += 1

    def read(self) -> dict[str, float]:
        means = [round(value, 4) for value in (self.sums / max(1, self.count)).tolist()]
        spent = time.perf_counter() - self.began
        found = {"step_ms": round(1000 * spent / max(1, self.count)), "wait": round(self.waited / spent, 3)}
        self.sums.zero_()
        self.count, self.waited, self.began = 0, 0.0, time.perf_counter()
        return {**found, **dict(zip(NAMES, means, strict=True))}


def _one_buffer(parameters: Sequence[nn.Parameter]) -> Tensor:
    """Gradients of all parameters, side by side, so that they are added up in one message."""
    whole = parameters[0].new_zeros(sum(one.numel() for one in parameters))
    place = 0
    for one in parameters:
        one.grad = whole[place : place + one.numel()].view_as(one)
        place += one.numel()
    return whole
