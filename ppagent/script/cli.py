"""In: ``ppagent script ...``. Out: a flow done, checked, or its schema; a person asked before the live desktop is touched."""

from __future__ import annotations

import json
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from ppagent.console import Json, err, out, print_json
from ppagent.errors import InputError
from ppagent.script.record_cli import record

if TYPE_CHECKING:
    from ppagent.script.desktop import Desktop
    from ppagent.script.flow import Source
    from ppagent.script.play import FlowResult, StepResult
    from ppagent.trace.record import Status

script_app = typer.Typer(help="Do what a flow in YAML says, step by step.", no_args_is_help=True)
script_app.command()(record)

_STOPS = (5, 130)
"""Exit codes of a person's stop: the pointer in a corner, ctrl-C."""

FlowFile = Annotated[Path, typer.Argument(help="A flow in YAML.", show_default=False)]
Var = Annotated[list[str] | None, typer.Option("--var", help="Set one of the flow's variables: name=value.")]


@script_app.command()
def run(
    flow: FlowFile,
    env: Annotated[
        str | None,
        typer.Option("--env", "-e", help="Environment, in place of the flow's; desktop is this one."),
    ] = None,
    size: Annotated[
        str | None, typer.Option(help="Screen of a started environment, such as 1920x1080.")
    ] = None,
    scale: Annotated[float | None, typer.Option(min=1, max=4, help="Its HiDPI scale, such as 2.")] = None,
    seed: Annotated[int | None, typer.Option(help="Its wallpaper, theme and window layout.")] = None,
    agent: Annotated[
        str | None, typer.Option("--agent", "-a", help="Whose model finds described things.")
    ] = None,
    var: Var = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Act on the live desktop without asking.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and print the steps; no desktop.")
    ] = False,
    report: Annotated[bool, typer.Option("--report", help="Keep a trace and write its HTML report.")] = False,
    junit: Annotated[Path | None, typer.Option(help="Write a JUnit XML file, for CI.")] = None,
    out_dir: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder for pictures and trace; default runs/<time>-script."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Do the steps of a flow; exit code 0 only if all were done."""
    from ppagent.cli import screen_size
    from ppagent.script.flow import load_flow
    from ppagent.script.play import secrets_of

    source = load_flow(flow, _given(var))
    if dry_run:
        _print_steps(source, as_json=as_json)
        return
    secrets_of(source.flow)
    where = env or source.flow.env
    _ask(source, where, yes=yes)
    from ppagent.script.desktop import Desktop

    folder = out_dir or Path("runs") / f"{time.strftime('%Y%m%d-%H%M%S')}-script"
    own = source.flow.size if where == source.flow.env else None
    desktop = Desktop(
        where, size=screen_size(size) or own, scale=scale, seed=seed, timeout=source.flow.timeout,
        agent=agent or source.flow.agent, out=folder, trace=report, task=source.flow.name or flow.name,
    )  # fmt: skip
    result = _play(source, desktop, junit)
    page = ""
    if report:
        from ppagent.trace.report import write_report

        page = str(write_report(folder))
    _print_result(result, page, as_json=as_json)
    raise typer.Exit(result.exit_code)


@script_app.command()
def check(
    flows: Annotated[list[Path], typer.Argument(help="Flows in YAML.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Check flows without a screen; every faulty one is named, with line and column."""
    from ppagent.script.flow import load_flow

    rows = []
    for file in flows:
        row = {"flow": str(file), "ok": True, "message": "", "hint": ""}
        try:
            load_flow(file)
        except InputError as error:
            row |= {"ok": False, "message": str(error), "hint": error.hint}
        rows.append(row)
    if as_json:
        print_json(rows)
    for row in rows if not as_json else ():
        line = (
            f"[green]ok[/] {escape(str(row['flow']))}"
            if row["ok"]
            else f"[red]{escape(str(row['message']))}[/]"
        )
        out.print(line + (f" ({escape(str(row['hint']))})" if row["hint"] else ""), soft_wrap=True)
    raise typer.Exit(0 if all(row["ok"] for row in rows) else 2)


@script_app.command()
def schema() -> None:
    """Print the JSON Schema of flows, for editors."""
    from ppagent.script.flow import schema as of_flows

    sys.stdout.write(json.dumps(of_flows(), indent=2) + "\n")


def _given(var: list[str] | None) -> dict[str, str]:
    given = {}
    for text in var or ():
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise InputError(f"--var {text!r} sets nothing", "write it as --var name=value")
        given[name] = value
    return given


def _ask(source: Source, env: str, *, yes: bool) -> None:
    """Let a person agree to the whole flow before the live desktop is touched.

    Raises:
        InputError: nobody can be asked.
        StoppedError: the answer was no.
    """
    from ppagent.desktop.card import find_env
    from ppagent.hands.guard import StoppedError

    if yes or find_env(env).kind != "live":
        return
    if not sys.stdin.isatty():
        raise InputError(
            "this flow would use your own mouse and keyboard, and nobody can be asked",
            "--yes agrees; --env xfce is private",
        )
    _print_steps(source, as_json=False)
    try:
        answer = err.input("Do this on your own desktop? \\[y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().casefold() not in {"y", "yes"}:
        raise StoppedError("nothing was done")


def _play(source: Source, desktop: Desktop, junit: Path | None) -> FlowResult:
    """Do the flow; ctrl-C ends it as a failure does, with all that is kept and told then."""
    from ppagent.script.junit import write_junit
    from ppagent.script.play import Player

    with ExitStack() as stack:
        with err.status(f"starting {desktop.stage.name}"):
            stack.enter_context(desktop)
        player = Player(source, desktop, _print_step)
        if junit is not None:
            stack.callback(lambda: write_junit(junit, player.result()))
        try:
            result = player.play()
        except KeyboardInterrupt:
            result = player.result()
        failed = next((step.error for step in result.steps if step.error), "")
        status: Status = "done" if result.ok else "stopped" if result.exit_code in _STOPS else "fail"
        desktop.journal.outcome = status, failed
    return result


def _print_steps(source: Source, *, as_json: bool) -> None:
    from ppagent.script.play import outline

    lines = list(outline(source))
    if as_json:
        print_json(
            {
                "flow": source.flow.name or source.file.name,
                "steps": [{"at": at, "step": step} for at, _, step in lines],
            }
        )
        return
    for at, depth, step in lines:
        out.print(f"[dim]{escape(at)}[/]  {'  ' * depth}{escape(step)}", soft_wrap=True)


def _print_step(step: StepResult) -> None:
    mark = "[bold red]failed[/]" if step.error else "[green]ok[/]"
    err.print(f"{mark} [dim]{step.ms:7,.0f} ms[/]  {escape(step.step)}", soft_wrap=True)


def _print_result(result: FlowResult, page: str, *, as_json: bool) -> None:
    if as_json:
        print_json(result.summary() | {"report": page or None})
        return
    for step in result.steps:
        if step.error:
            out.print(f"{escape(step.at)}: [bold red]{escape(step.error)}[/]", soft_wrap=True)
            if step.picture:
                out.print(f"picture: {escape(str(step.picture))}", soft_wrap=True)
    colour, word = (
        ("green", "done") if result.ok else ("red", "stopped" if result.exit_code in _STOPS else "failed")
    )
    count = sum(not step.error for step in result.steps)
    out.print(f"[bold {colour}]{word}[/]: {escape(result.flow)}, {count} steps, {result.seconds:.1f} s")
    if page:
        out.print(f"report: {escape(page)}", soft_wrap=True)
