"""In: a command line. Out: how good an agent is, as tables or JSON. The commands behind ``ppagent eval``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.markup import escape
from typer.core import TyperGroup

from ppagent.console import Json, err, out, print_json
from ppagent.evaluate.collect.cli import collect
from ppagent.evaluate.miniwob.cli import miniwob
from ppagent.evaluate.options import Out, Parallel, Ray, Resume
from ppagent.evaluate.osworld.cli import desktop

_ADDRESS = re.compile(r"auto|local|ray://\S+|[\w.-]+:\d+")


class _SetByDefault(TyperGroup):
    """``ppagent eval SET`` is ``ppagent eval desktop SET`` if it holds tasks, else ``ppagent eval grounding SET``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take anything that names no command for a set, and a bare ``--ray`` for Ray on this machine."""
        given = []
        for word, following in zip(args, [*args[1:], ""], strict=True):
            given.append(word)
            if word == "--ray" and not _ADDRESS.fullmatch(following):
                given.append("local")
        if given and given[0] not in self.commands and given[0] != "--help":
            from ppagent.evaluate.sets import holds_tasks

            given = ["desktop" if any(map(holds_tasks, self._sets(given))) else "grounding", *given]
        return super().parse_args(ctx, given)

    def _sets(self, args: list[str]) -> list[str]:
        """The arguments that are no options, nor values of any."""
        commands = (self.commands[name] for name in ("desktop", "grounding"))
        valued = {
            spelt for command in commands for one in command.params
            if one.param_type_name == "option" and not getattr(one, "is_flag", False) for spelt in one.opts
        }  # fmt: skip
        return [
            word for before, word in zip(["", *args[:-1]], args, strict=True)
            if not word.startswith("-") and before not in valued
        ]  # fmt: skip


eval_app = typer.Typer(
    cls=_SetByDefault,
    help="Measure how good an agent is, and what pruning costs it. `ppagent eval SET` is `ppagent eval desktop SET` if it holds "
    "tasks of a desktop, else `ppagent eval grounding SET`.",
    no_args_is_help=True,
)


eval_app.command()(miniwob)
eval_app.command()(desktop)
eval_app.command()(collect)


@eval_app.command()
def grounding(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="SET", help="Folder of a grounding set, or its annotation file.", show_default=False
        ),
    ],
    agent: Annotated[
        str,
        typer.Option(
            "--agent", "-a", help="Name of an agent, or a card file; or oracle, centre, random: baselines."
        ),
    ] = "reader",
    set_name: Annotated[
        Literal["screenspot", "screenspot-v2", "screenspot-pro", "osworld-g", "folder"] | None,
        typer.Option(
            "--set", help="What it is; default: as its files say. folder: your own, in ScreenSpot's format."
        ),
    ] = None,
    arms: Annotated[
        str,
        typer.Option(
            help="Some of full, spatial, temporal, random, resize; all are compared with the first."
        ),
    ] = "full,spatial",
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many samples, drawn by the seed.")] = None,
    seed: Annotated[
        int, typer.Option(min=0, help="Of the draw, the random arm and the random baseline.")
    ] = 0,
    language: Annotated[Literal["en", "cn"], typer.Option(help="Of ScreenSpot-Pro's instructions.")] = "en",
    style: Annotated[
        Literal["instruction", "action", "description"],
        typer.Option(help="Of ScreenSpot-Pro's instructions."),
    ] = "instruction",
    negative: Annotated[
        bool, typer.Option("--negative", help="ScreenSpot-Pro: only to refuse is right.")
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out samples that cannot be used.")
    ] = False,
    out_dir: Out = None,
    resume: Resume = False,
    parallel: Parallel = 1,
    ray: Ray = None,
    as_json: Json = False,
) -> None:
    """Ask an agent where things are, on the same screens in several arms, and compare these in pairs."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ppagent.evaluate.arms import arms_named
    from ppagent.evaluate.grounding import Options, evaluate
    from ppagent.evaluate.sets import Choice

    options = Options(
        path, agent, tuple(arms_named(arms)), Choice(set_name, language, style, negative, limit, seed), out_dir,
        resume, skip_bad, parallel, ray,
    )  # fmt: skip
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(escape(agent), total=None)
        done = evaluate(options, lambda there, total: progress.update(task, completed=there, total=total))
    if as_json:
        print_json(done.result | {"folder": str(done.folder)})
    else:
        _show(done.result)
        out.print(f"run: {escape(str(done.folder))}", soft_wrap=True)
    failed = sum(arm["errors"] for arm in done.result["arms"].values())
    if failed:
        err.print(
            f"{failed} answers could not be had; the same with --resume and --out {escape(str(done.folder))} asks again",
            soft_wrap=True,
        )
        raise typer.Exit(1)


def _show(found: dict[str, Any]) -> None:
    from ppagent.evaluate.tables import share, tables

    out.print(f"[bold]{found['set']}[/], {escape(found['agent'])}, {found['n']:,} samples\n")
    for table in tables(found):
        out.print(table, "")
    levels = found["chance"]
    out.print(
        f"chance: {share(levels['centre'])} for the centre, {share(levels['random'])} for a random point"
    )
    for arm, reason in found["not_applicable"].items():
        out.print(f"{arm}: not applicable, {escape(reason)}", soft_wrap=True)
    for sample, reason in found["skipped"].items():
        err.print(f"skipped {escape(sample)}: {escape(reason)}", soft_wrap=True)


@eval_app.command()
def compare(
    first: Annotated[Path, typer.Argument(help="Folder of a run.")],
    second: Annotated[Path, typer.Argument(help="Folder of another one on the same set.")],
    as_json: Json = False,
) -> None:
    """Say what the second of two runs gains over the first, question by question or episode by episode."""
    from ppagent.evaluate.compare import compare_runs

    found = compare_runs(first, second)
    if as_json:
        print_json(found)
        return
    from ppagent.evaluate.tables import pairs

    agents = found["second"]["agent"], found["first"]["agent"]
    out.print(escape("{} against {}, {} in both\n".format(*agents, found["n"])))
    out.print(pairs(found["arms"]))


@eval_app.command()
def report(folder: Annotated[Path, typer.Argument(help="A run's folder.")]) -> None:
    """Write a run's report.html: plots, groups, and pictures of what went another way."""
    from ppagent.evaluate.report import write_report

    out.print(escape(str(write_report(folder))), soft_wrap=True)
