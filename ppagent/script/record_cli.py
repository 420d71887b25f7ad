"""In: ``ppagent script record`` and ``ppagent trace export``. Out: a flow written, and what it says."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ppagent.console import Json, err, out, print_json
from ppagent.errors import InputError

FlowOut = Annotated[Path, typer.Option("--out", "-o", help="The flow to write, .yaml.", show_default=False)]


def record(
    file: FlowOut,
    env: Annotated[str, typer.Option("--env", "-e", help="Environment; desktop is this one.")] = "desktop",
    start: Annotated[
        str | None, typer.Option(help="A program to start first; the flow then starts it too.")
    ] = None,
    size: Annotated[
        str | None, typer.Option(help="Screen of a started environment, such as 1920x1080.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Its wallpaper, theme and window layout.")] = None,
    stop_key: Annotated[
        str, typer.Option(help="Key that ends the recording, as ctrl-C here does: pause, scrolllock, f12 …")
    ] = "pause",
    redact: Annotated[
        bool, typer.Option("--redact", help="Keep all that is typed out of the flow: $(secret.typed).")
    ] = False,
    as_json: Json = False,
) -> None:
    """Watch mouse and keys, and write what was done as a flow. X11."""
    from ppagent.cli import screen_size
    from ppagent.script.record import recording, write_flow
    from ppagent.script.stage import Stage

    if file.suffix not in {".yaml", ".yml"}:
        raise InputError(f"{file} is no flow", "call it .yaml")
    if not file.parent.is_dir():
        raise InputError(f"{file.parent} is not a folder", "make it first")
    size_px = screen_size(size)
    stage = Stage(env, size=size_px, seed=seed)
    with stage:
        if not stage.display:
            raise InputError("mouse and keys can be recorded on X11 only")
        with recording(stage.display, stop_key) as recorder:
            if start:
                stage.start(shlex.split(start))
            where = f" on {_reached(stage.display)}" if stage.private else ""
            err.print(
                f"recording{where}; press {escape(stop_key)}, or ctrl-C here, to end it", soft_wrap=True
            )
            recorder.stopped.wait()
        if recorder.error is not None and not recorder.events:
            raise recorder.error
    with err.status("reading what was clicked"):
        about = {"env": env, "size": size_px, "steps": [{"start": start}] if start else []}
        flow = write_flow(recorder, file, secret=redact, **about)
    if as_json:
        print_json({"file": file, "steps": len(flow.steps)})
    else:
        out.print(f"{len(flow.steps)} steps: {file}", soft_wrap=True)


def _reached(display: str) -> str:
    """What a viewer or a program needs in its environment to get at a private desktop."""
    return f"DISPLAY={display} XAUTHORITY={os.environ.get('XAUTHORITY', '')}"


def export(
    run: Annotated[Path, typer.Argument(help="A run's folder.", show_default=False)],
    file: Annotated[
        Path, typer.Option("--out", "-o", help="What to write: a flow (.yaml) or a Python script (.py).")
    ],
    verify: Annotated[
        bool, typer.Option("--verify", help="Play the flow on a fresh desktop like the run's.")
    ] = False,
    env: Annotated[str | None, typer.Option("--env", "-e", help="Another environment to verify on.")] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Also a run that did not end well.")] = False,
    as_json: Json = False,
) -> None:
    """Write a run as a flow or script that does the same without a model; exit code 1 if verifying fails."""
    from ppagent.script.export import export as write
    from ppagent.script.export import replay, summary

    flow = write(run, file, anyway=anyway)
    played = None
    if verify:

        def show(step: object) -> None:
            error, words, ms = (getattr(step, name) for name in ("error", "step", "ms"))
            mark = "[bold red]failed[/]" if error else "[green]ok[/]"
            err.print(f"{mark} [dim]{ms:7,.0f} ms[/]  {escape(words)}  {escape(error)}", soft_wrap=True)

        played = replay(run, flow, file, env=env, on_step=show)
    if as_json:
        print_json(summary(flow, file, played))
    else:
        out.print(f"{len(flow.steps)} steps: {file}", soft_wrap=True)
        if played is not None:
            verdict = (
                "[bold green]it does the same[/]" if played.ok else "[bold red]it does not do the same[/]"
            )
            if played.check is not None:
                passed = "passed" if played.check[0] == 0 else f"failed: {escape(played.check[1])}"
                verdict += f"; the run's check {passed}"
            out.print(verdict, soft_wrap=True)
    raise typer.Exit(0 if played is None or played.ok else 1)
