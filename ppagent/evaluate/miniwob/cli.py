"""In: a command line. Out: MiniWoB++ tasks played, and what was scored. The command ``ppagent eval miniwob``."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from ppagent.console import Json
from ppagent.evaluate.options import Arms, Out, Parallel, Ray, Resume


def miniwob(
    agent: Annotated[
        str, typer.Option("--agent", "-a", help="oracle, random, nothing, an agent's name or a card.")
    ] = "reader",
    tasks: Annotated[str, typer.Option(help="Names, separated by commas; all for all.")] = "all",
    seeds: Annotated[
        int, typer.Option(min=1, help="Episodes per task: so many seeds, from the first on.")
    ] = 1,
    first_seed: Annotated[int, typer.Option(min=0, help="The first of these seeds.")] = 0,
    arms: Arms = "temporal",
    parallel: Parallel = 1,
    ray: Ray = None,
    level: Annotated[
        Literal["headless", "os"],
        typer.Option(
            help="os: pages in a window, played with the mouse and keyboard of an X server of their own."
        ),
    ] = "headless",
    scale: Annotated[
        float | None, typer.Option(min=1, max=6, help="px per CSS px that an agent sees.")
    ] = None,
    max_steps: Annotated[
        int | None, typer.Option(min=1, help="Steps of an episode; default: SeeClick's.")
    ] = None,
    folder: Out = None,
    resume: Resume = False,
    as_json: Json = False,
) -> None:
    """Play MiniWoB++ in Chromium."""
    from ppagent.evaluate.arms import arms_named
    from ppagent.evaluate.interactive import PlayOptions
    from ppagent.evaluate.miniwob.episode import MiniwobSet, miniwob_set
    from ppagent.evaluate.options import play_and_show

    options = PlayOptions(agent, tuple(arms_named(arms)), folder, resume, parallel, ray)
    names = [name.strip() for name in tasks.split(",") if name.strip()]
    chosen = MiniwobSet((), tuple(range(first_seed, first_seed + seeds)), scale, max_steps, level)
    play_and_show(options, miniwob_set(agent, names, chosen), as_json=as_json)
