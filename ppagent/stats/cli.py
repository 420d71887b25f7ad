"""In: a command line. Out: which share of pictures a model needs, as tables, JSON and a chart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ppagent.console import Json, err, out, print_json
from ppagent.errors import InputError


def stats(
    paths: Annotated[
        list[Path], typer.Argument(help="Pictures, and folders of pictures.", show_default=False)
    ],
    block: Annotated[int, typer.Option(help="Side of a block, px.", min=4, max=256)] = 32,
    picture: Annotated[Path | None, typer.Option(help="Write a picture of the result, .png.")] = None,
    as_json: Json = False,
) -> None:
    """Measure which share of pictures a model needs: alone, in sequence, resampled, after JPEG."""
    from dataclasses import asdict

    from rich.progress import Progress

    from ppagent.stats.shares import bars, measure

    if picture and not picture.parent.is_dir():
        raise InputError(f"{picture.parent} is not a folder", "make it first")
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("measuring")
        found = measure(paths, block, lambda done, total: progress.update(task, completed=done, total=total))
    if picture:
        from ppagent.files import png, write_atomically
        from ppagent.stats.chart import bar_chart

        write_atomically(picture, png(bar_chart("Blocks that a model needs to be sent", bars(found)), 9))
    if as_json:
        print_json(asdict(found) | {"categories": [asdict(one) for one in found.categories()]})
        return
    from ppagent.stats.tables import tables

    for table in tables(found):
        out.print(table)
    for file, reason in found.skipped:
        err.print(f"skipped {escape(file)}: {escape(reason)}", soft_wrap=True)
