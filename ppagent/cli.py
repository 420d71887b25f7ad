"""In: a command line. Out: what it asks for, on stdout; errors as one plain line and an exit code.

Exit codes: 0 the task is done (or the command succeeded); 1 it ended otherwise (failed, limit reached, a check or
verification did not pass); 2 bad input; 3 something is missing on this machine; 4 the screen was lost;
5 stopped by the user at the question or by the pointer in a corner; 130 stopped by ctrl-C.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.markup import escape
from rich.table import Table

from ppagent import __version__
from ppagent.bench.cli import bench_app
from ppagent.console import Json, err, out, print_json
from ppagent.errors import InputError, PpagentError
from ppagent.evaluate.cli import eval_app
from ppagent.script.cli import script_app
from ppagent.script.record_cli import export
from ppagent.stats.cli import stats
from ppagent.train.cli import app as train_app

if TYPE_CHECKING:
    from ppagent.trace.record import StepRecord

app = typer.Typer(
    help="A GUI agent whose eyes work like a video encoder.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
trace_app = typer.Typer(help="Check and show what a run recorded.", no_args_is_help=True)
app.add_typer(trace_app, name="trace")
app.add_typer(bench_app, name="bench")
app.add_typer(eval_app, name="eval")
app.add_typer(script_app, name="script")
app.add_typer(train_app, name="train")


def main() -> None:
    """Entry point of the ``ppagent`` command."""
    try:
        app()
    except PpagentError as error:
        _complain(str(error), error.hint)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _complain("stopped")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _complain("the disk is full", "free some space; what was finished is intact")
        sys.exit(2)


def _complain(message: str, hint: str = "") -> None:
    err.print(f"[bold red]ppagent:[/] {escape(message)}", soft_wrap=True)
    if hint:
        err.print(f"  {escape(hint)}", soft_wrap=True)


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """A GUI agent whose eyes work like a video encoder."""
    if show:
        out.print(__version__)
        raise typer.Exit


@app.command()
def run(
    task: Annotated[
        str, typer.Option("--task", "-t", help="What to do; or a task file (.json) with an instruction.")
    ],
    agent: Annotated[
        str,
        typer.Option(
            "--agent", "-a", help="Name of an agent, or a card file; auto takes the best that can work here."
        ),
    ] = "auto",
    env: Annotated[
        str | None,
        typer.Option("--env", "-e", help="Name of an environment, or its folder. Default: this desktop."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Act on the live desktop without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Decide, but carry nothing out.")] = False,
    max_steps: Annotated[int, typer.Option(min=1, max=1000, help="Give up after that many steps.")] = 40,
    out_dir: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for the run; default runs/<time>.")
    ] = None,
    size: Annotated[
        str | None, typer.Option(help="Screen of a started environment, such as 1920x1080.")
    ] = None,
    scale: Annotated[float | None, typer.Option(min=1, max=4, help="Its HiDPI scale, such as 2.")] = None,
    seed: Annotated[
        int | None, typer.Option(help="Its wallpaper, theme and window layout; default: the plain look.")
    ] = None,
    monitor: Annotated[int, typer.Option(min=0, help="Monitor of the live desktop; 0 is all as one.")] = 0,
    check: Annotated[
        str | None,
        typer.Option(
            help="Command run on the desktop when the agent has ended; exit code 0 means that it passed."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Let an agent work on a task, and write down every step of it."""
    from ppagent.choose import AUTO, choose
    from ppagent.run import Options, execute, read_task

    task = read_task(task)
    choice = choose() if agent == AUTO else None
    if choice:
        err.print(f"[dim]agent {escape(choice.agent)}: {escape(choice.why)}[/]", soft_wrap=True)
    options = Options(
        task=task, agent=choice.agent if choice else agent, env=env, yes=yes, dry_run=dry_run, max_steps=max_steps, folder=out_dir,
        size_px=screen_size(size), scale=scale, seed=seed, monitor=monitor, check=check,
    )  # fmt: skip
    with err.status("starting") as status:

        def show(step: StepRecord) -> None:
            err.print(_step_line(step), soft_wrap=True)

        def ask(question: str) -> str:
            status.stop()
            return err.input(f"[bold]{escape(question)}[/] ")

        result = execute(options, on_step=show, say=lambda text: status.update(escape(text)), ask=ask)
    if as_json:
        chosen = {"agent": options.agent, "chosen_because": choice.why if choice else None}
        print_json(result.summary() | chosen)
    else:
        colour = "green" if result.ok else "red"
        out.print(
            f"[bold {colour}]{result.status}[/]" + (f": {escape(result.message)}" if result.message else "")
        )
        if result.check is not None:
            passed = (
                "passed"
                if result.check["exit_code"] == 0
                else f"failed: {escape(str(result.check['output']))}"
            )
            out.print(f"check {passed}")
        out.print(
            f"{result.steps} steps, {result.sent_tokens:,} of {result.full_tokens:,} tokens of full frames"
            f" ({result.full_tokens / max(result.sent_tokens, 1):.1f} times fewer), {result.seconds:.1f} s"
        )
        out.print(f"report: {result.report}", soft_wrap=True)
    raise typer.Exit(result.exit_code)


def _step_line(step: StepRecord) -> str:
    from ppagent.action.schema import describe

    action = describe(step.action) if step.action else "no action"
    colour = {"confirmed": "green", "no_effect": "yellow", "refused": "red"}.get(step.effect or "", "dim")
    effect = f" [{colour}]{step.effect}[/]" if step.effect else ""
    return (
        f"[dim]{step.index:3d} {step.kind} {step.sent_tokens:5d}/{step.full_tokens} tokens[/]"
        f"  {escape(action)}{effect}"
    )


def screen_size(text: str | None) -> tuple[int, int] | None:
    """Read a size such as 1920x1080, px.

    Raises:
        InputError: it is not written like that.
    """
    if text is None:
        return None
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise InputError(f"{text!r} is not a screen size", "write it as 1920x1080")
    return int(width), int(height)


@app.command()
def prune(
    images: Annotated[
        list[Path], typer.Argument(help="Pictures; several are consecutive frames.", show_default=False)
    ],
    previous: Annotated[
        Path | None, typer.Option(help="What the model was shown before the first one.")
    ] = None,
    method: Annotated[
        Literal["loco", "raster", "serpentine", "conncomp", "random"],
        typer.Option(help="Spatial predictor; random keeps as many blocks as loco."),
    ] = "loco",
    metric: Annotated[Literal["max", "mae", "rmse"], typer.Option(help="Distance between blocks.")] = "max",
    threshold: Annotated[
        float, typer.Option(help="Largest distance that counts as equal, 0 to 1; 0 is exact.")
    ] = 0.0,
    unanchored: Annotated[
        bool, typer.Option(help="Compare with a neighbour's own pixels, not with what stands in for it.")
    ] = False,
    lossy: Annotated[
        bool, typer.Option(help="The capture is lossy: changes that nobody could see do not count.")
    ] = False,
    max_tokens: Annotated[
        int | None, typer.Option(help="Raise the threshold until so few blocks are kept per picture.")
    ] = None,
    max_threshold: Annotated[float, typer.Option(help="How far it may be raised.")] = 0.1,
    seed: Annotated[int, typer.Option(help="Of the random method.")] = 0,
    block: Annotated[int, typer.Option(help="Side of a block, px.")] = 32,
    fit: Annotated[Literal["pad", "crop", "resample"], typer.Option(help="How to get whole blocks.")] = "pad",
    max_pixels: Annotated[int | None, typer.Option(help="Scale larger pictures down to that many.")] = None,
    keyframe_change: Annotated[
        float, typer.Option(help="Changed share from which a frame is sent anew.")
    ] = 0.5,
    keyframe_every: Annotated[int, typer.Option(help="Send every n-th frame anew; 1: each, 0: none.")] = 0,
    layout: Annotated[
        Literal["append", "canvas", "compose"],
        typer.Option(
            help="append: later frames add to earlier ones; canvas, compose: new blocks replace old ones."
        ),
    ] = "append",
    mask: Annotated[Path | None, typer.Option(help="Write the keep masks to this .npz.")] = None,
    picture: Annotated[
        Path | None,
        typer.Option(help="Write a picture of what is kept; of several, one per image: NAME-stem.png."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show which blocks of pictures a model needs to be sent."""
    from ppagent.prune.pictures import prune_pictures

    settings = {
        "block": block, "fit": fit, "max_pixels": max_pixels, "method": method, "metric": metric,
        "threshold": threshold, "keyframe_change": keyframe_change, "keyframe_every": keyframe_every,
        "layout": layout,
        "anchored": not unanchored, "lossy": lossy, "max_tokens": max_tokens, "max_threshold": max_threshold, "seed": seed,
    }  # fmt: skip
    rows = prune_pictures(images, previous, settings, mask, picture)
    sent, full = sum(row["kept"] for row in rows), sum(row["full"] for row in rows)
    if as_json:
        print_json({"images": rows, "kept": sent, "full": full})
        return
    table = Table("image", "size", "kind", "why", "kept", "of", "share", box=None, pad_edge=False)
    for row in rows:
        table.add_row(
            escape(row["image"]), f"{row['width']}x{row['height']}", row["kind"], row["reason"] or "",
            str(row["kept"]), str(row["full"]), f"{row['kept'] / row['full']:.1%}",
        )  # fmt: skip
    out.print(table)
    if len(rows) > 1:
        out.print(f"{sent:,} of {full:,} tokens, {full / max(sent, 1):.1f} times fewer")


app.command()(stats)

trace_app.command()(export)


@trace_app.command()
def verify(folder: Annotated[Path, typer.Argument(help="A run's folder.")], as_json: Json = False) -> None:
    """Recompute every mask of a run from its frames; exit code 1 if one differs."""
    from ppagent.trace.verify import verify as verify_run

    result = verify_run(folder)
    if as_json:
        totals = {"steps": result.steps, "sent_tokens": result.sent_tokens, "full_tokens": result.full_tokens}
        differences = [str(difference) for difference in result.differences]
        print_json({"ok": result.ok, **totals, "differences": differences})
    else:
        for difference in result.differences:
            out.print(f"[red]{escape(str(difference))}[/]", soft_wrap=True)
        verdict = "[bold green]verified[/]" if result.ok else "[bold red]not as recorded[/]"
        out.print(f"{verdict}: {result.steps} steps, {result.sent_tokens:,} of {result.full_tokens:,} tokens")
    raise typer.Exit(0 if result.ok else 1)


@trace_app.command()
def report(folder: Annotated[Path, typer.Argument(help="A run's folder.")]) -> None:
    """Write a run's report.html again."""
    from ppagent.trace.report import write_report

    out.print(str(write_report(folder)), soft_wrap=True)


@app.command()
def agents(as_json: Json = False) -> None:
    """List the agents that ship with ppagent, and which of them can work on this machine."""
    from ppagent.catalog import agent_cards
    from ppagent.choose import lacks

    cards = [(card, lacks(card)) for card in agent_cards()]
    _listing(
        [
            (card.name, f"{card.description} " + (f"Not here: {missing}." if missing else "Ready."))
            for card, missing in cards
        ],
        [card.model_dump() | {"ready": not missing, "lacks": missing} for card, missing in cards],
        as_json,
    )


@app.command()
def envs(as_json: Json = False) -> None:
    """List the environments that ship with ppagent."""
    from ppagent.desktop.card import env_cards

    cards = env_cards()
    _listing(
        [(card.name, card.description) for card in cards], [card.model_dump() for card in cards], as_json
    )


def _listing(rows: list[tuple[str, str]], cards: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(cards)
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, description in rows:
        table.add_row(f"[bold]{escape(name)}[/]", escape(description))
    out.print(table)


@app.command()
def doctor(as_json: Json = False) -> None:
    """Say what this machine has, what is missing, and the command that mends it."""
    from dataclasses import asdict

    from ppagent.desktop.doctor import checks

    found = checks()
    if as_json:
        print_json([asdict(check) for check in found])
    else:
        table = Table(box=None, pad_edge=False, show_header=False)
        for check in found:
            colour = {"ok": "green", "warn": "yellow"}.get(check.status, "red")
            table.add_row(f"[{colour}]{check.status}[/]", check.name, escape(check.detail))
            if check.fix:
                table.add_row("", "", f"[bold]{escape(check.fix)}[/]")
        out.print(table)
    raise typer.Exit(1 if any(check.status == "missing" for check in found) else 0)
