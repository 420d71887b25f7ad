"""In: a command line. Out: desktop tasks played, and what was scored. The command ``ppagent eval desktop``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ppagent.console import Json
from ppagent.evaluate.options import Arms, Out, Parallel, Ray, Resume

OSWORLD_SERVER = "http://127.0.0.1:5000"
"""Where OSWorld's own images listen."""


def desktop(
    path: Annotated[
        str,
        typer.Argument(
            metavar="SUITE",
            help="An environment that has tasks; or OSWorld's: a folder, a test_*.json, one task file.",
            show_default=False,
        ),
    ],
    agent: Annotated[
        str, typer.Option("--agent", "-a", help="oracle, random, nothing, an agent's name or a card.")
    ] = "reader",
    tasks: Annotated[str, typer.Option(help="Ids or domains, separated by commas; default: all.")] = "",
    env: Annotated[
        str,
        typer.Option(
            "--env",
            "-e",
            help="Private desktop to play on: a name or folder; osworld: OSWorld's own machine.",
        ),
    ] = "xfce",
    seeds: Annotated[
        int | None,
        typer.Option(min=1, help="Looks of the desktop per task: seeds 0, 1, …; default: its plain look."),
    ] = None,
    size: Annotated[str | None, typer.Option(help="Its screen, such as 1920x1080.")] = None,
    scale: Annotated[float | None, typer.Option(min=1, max=4, help="Its HiDPI scale.")] = None,
    max_steps: Annotated[int, typer.Option(min=1, max=1000, help="Steps of an agent per task.")] = 50,
    arms: Arms = "temporal",
    parallel: Parallel = 1,
    ray: Ray = None,
    server: Annotated[
        str | None,
        typer.Option(
            help=f"Address of the server in OSWorld's own machine; with --env osworld {OSWORLD_SERVER}."
        ),
    ] = None,
    reset: Annotated[
        str | None,
        typer.Option(help="Command that brings that machine back to its snapshot, before each task."),
    ] = None,
    password: Annotated[str, typer.Option(help="Of that machine's user.")] = "password",  # noqa: S107 - OSWorld's own
    debug_port: Annotated[int, typer.Option(help="Of that machine's browser.")] = 9222,
    oracles: Annotated[
        Path | None, typer.Option(help="Folder of oracles; default: beside the tasks.", show_default=False)
    ] = None,
    osworld_results: Annotated[
        Path | None,
        typer.Option(help="Write the results there in OSWorld's layout, too.", show_default=False),
    ] = None,
    folder: Out = None,
    resume: Resume = False,
    as_json: Json = False,
) -> None:
    """Play desktop tasks, each on a fresh private desktop, judged by what the system says afterwards."""
    from ppagent.cli import screen_size
    from ppagent.errors import InputError
    from ppagent.evaluate.arms import arms_named
    from ppagent.evaluate.interactive import PlayOptions
    from ppagent.evaluate.options import play_and_show
    from ppagent.evaluate.osworld.suite import Where, desktop_set

    server = server or (OSWORLD_SERVER if env == "osworld" else None)
    if server is not None and parallel > 1:
        raise InputError("one machine plays one task at a time", "leave --parallel out")
    options = PlayOptions(agent, tuple(arms_named(arms)), folder, resume, parallel, ray)
    names = [name.strip() for name in tasks.split(",") if name.strip()]
    where = Where(env, screen_size(size), scale, server, reset, password, debug_port)
    the_set = desktop_set(
        path, where=where, tasks=names, seeds=range(seeds or 0), max_steps=max_steps, oracles=oracles,
        osworld_results=osworld_results,
    )  # fmt: skip
    play_and_show(options, the_set, as_json=as_json)
