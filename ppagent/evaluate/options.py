"""In: options that the commands of ``ppagent eval`` share. Out: an interactive run, shown as it goes, its result printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from ppagent.console import err, out, print_json

if TYPE_CHECKING:
    from ppagent.evaluate.episodes import InteractiveSet
    from ppagent.evaluate.interactive import PlayOptions

Arms = Annotated[
    str,
    typer.Option(help="Some of full, spatial, temporal, random, resize; all are compared with the first."),
]
Parallel = Annotated[int, typer.Option(min=1, help="Worker processes at a time.")]
Ray = Annotated[
    str | None,
    typer.Option(
        metavar="[ADDRESS]",
        help="Workers on Ray: on the cluster at ADDRESS (auto, ray://HOST:PORT, HOST:PORT), or of this machine.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Folder for the run; default runs/<time>-<set>-<agent>."),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run in --out, if there is one.")]


def play_and_show(options: PlayOptions, the_set: InteractiveSet, *, as_json: bool) -> None:
    """Play a set with a bar on stderr, print the result; exit with 1 when the environment broke episodes.

    Raises:
        PpagentError: as `ppagent.evaluate.interactive.play`.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ppagent.evaluate.interactive import Progress as Standing
    from ppagent.evaluate.interactive import play

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        shown = bar.add_task(escape(options.agent), total=None)

        def note(standing: Standing) -> None:
            said = "" if standing.success_rate is None else f" {standing.success_rate:.1%} so far"
            name = escape(f"{options.agent}:{said} {standing.last.id if standing.last else ''}")
            bar.update(shown, completed=standing.done, total=standing.total, description=name)

        done = play(options, the_set, note)
    speed = {
        "seconds": round(done.seconds, 2),
        "episodes_per_s": round(done.played / max(done.seconds, 1e-9), 2),
    }
    if as_json:
        print_json(done.result | speed | {"folder": str(done.folder)})
    else:
        _show(done.result)
        out.print(f"{done.played} episodes in {speed['seconds']:.1f} s, {speed['episodes_per_s']:.1f}/s")
        out.print(f"run: {escape(str(done.folder))}", soft_wrap=True)
    broken = done.result["infrastructure"]
    if broken:
        err.print(
            f"{len(broken)} episodes were broken by their environment ({escape(broken[0]['message'])}); "
            f"the same with --resume and --out {escape(str(done.folder))} plays them again",
            soft_wrap=True,
        )
        raise typer.Exit(1)


def _show(found: dict[str, Any]) -> None:
    from ppagent.evaluate.tables import episode_tables

    out.print(f"[bold]{escape(found['set'])}[/], {escape(found['agent'])}, {found['n']:,} episodes\n")
    for table in episode_tables(found):
        out.print(table, "")
    for arm, reason in found["not_applicable"].items():
        out.print(f"{arm}: not applicable, {escape(reason)}", soft_wrap=True)
    for episode, reason in found["unsupported"].items():
        err.print(f"unsupported {escape(episode)}: {escape(reason)}", soft_wrap=True)
