"""In: a command line. Out: MiniWoB++ tasks played, and what was scored. The command ``ppagent eval miniwob``."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from ppagent.console import Json, err, out, print_json

if TYPE_CHECKING:
    from ppagent.evaluate.miniwob.episode import Result


def miniwob(
    agent: Annotated[str, typer.Option(help="oracle, random, an agent's name or a card.")] = "reader",
    tasks: Annotated[str, typer.Option(help="Names, separated by commas; all for all.")] = "all",
    seeds: Annotated[int, typer.Option(min=1, help="Episodes per task: seeds 0, 1, …")] = 1,
    parallel: Annotated[int, typer.Option(min=1, help="Browsers at a time.")] = 1,
    scale: Annotated[
        float | None, typer.Option(min=1, max=6, help="px per CSS px that an agent sees.")
    ] = None,
    max_steps: Annotated[
        int | None, typer.Option(min=1, help="Steps of an episode; default: SeeClick's.")
    ] = None,
    folder: Annotated[Path | None, typer.Option("--out", "-o", help="Keep the traces here.")] = None,
    as_json: Json = False,
) -> None:
    """Play MiniWoB++ in headless Chromium."""
    from ppagent.evaluate.miniwob.episode import run_tasks

    started = time.perf_counter()
    names = [name.strip() for name in tasks.split(",") if name.strip()]
    running = run_tasks(
        agent, names, range(seeds), parallel=parallel, scale=scale, max_steps=max_steps, folder=folder
    )
    results: list[Result] = []
    with Progress(console=err, transient=True) as progress:
        shown = progress.add_task("playing", total=None)
        for result in running:
            results.append(result)
            progress.update(shown, advance=1, description=result.task)
    found = summary(agent, results, time.perf_counter() - started)
    if as_json:
        print_json(found | {"episodes": [asdict(result) for result in results]})
    else:
        _print(found, results)


def summary(agent: str, results: list[Result], seconds: float) -> dict[str, Any]:
    """Success per task and over all; episodes lost to the infrastructure count nowhere but in ``errors``."""
    by_task: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.error != "infrastructure":
            by_task[result.task].append(result)
    counted = [result for group in by_task.values() for result in group]
    return {
        "set": "miniwob",
        "agent": agent,
        "n": len(results),
        "success_rate": _mean([result.success for result in counted]),
        "tasks": {
            name: {
                "n": len(group),
                "success_rate": _mean([result.success for result in group]),
                "reward": _mean([result.reward for result in group]),
                "steps": _mean([result.steps for result in group]),
                "ms": _mean([result.ms for result in group]),
            }
            for name, group in by_task.items()
        },
        "errors": {
            kind: sum(result.error == kind for result in results) for kind in ("infrastructure", "agent")
        },
        "seconds": round(seconds, 2),
        "episodes_per_s": round(len(results) / seconds, 2),
    }


def _mean(values: list[Any]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _print(found: dict[str, Any], results: list[Result]) -> None:
    table = Table("task", "n", "success", "reward", "steps", "ms", box=None, pad_edge=False)
    for name, row in sorted(found["tasks"].items()):
        table.add_row(
            name, str(row["n"]), f"{row['success_rate']:.0%}", f"{row['reward']:.2f}", f"{row['steps']:.1f}",
            f"{row['ms']:.0f}",
        )  # fmt: skip
    out.print(table)
    for result in results:
        if result.error:
            err.print(
                escape(f"{result.task} seed {result.seed}: {result.error}: {result.message}"), soft_wrap=True
            )
    out.print(
        f"{found['success_rate']:.1%} of {found['n']} episodes on {len(found['tasks'])} tasks, "
        f"{found['seconds']:.1f} s, {found['episodes_per_s']:.1f} episodes/s"
    )
