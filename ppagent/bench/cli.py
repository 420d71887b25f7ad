"""In: a command line. Out: how long things take here, as a table or JSON. The commands behind ``ppagent bench``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.markup import escape
from rich.table import Table

from ppagent.console import Json, err, out, print_json

bench_app = typer.Typer(help="Measure this machine against what it allows.", no_args_is_help=True)


@bench_app.command()
def prune(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Pictures to measure on; default: a made-up desktop.", show_default=False),
    ] = None,
    device: Annotated[Literal["cpu", "cuda"], typer.Option(help="Where the frames are.")] = "cpu",
    rounds: Annotated[int, typer.Option(min=1, help="How often each case is measured.")] = 15,
    as_json: Json = False,
) -> None:
    """Time every rule at 1080p, 1440p and 4K against one plain read of the same frames."""
    from ppagent.bench.prune import measure

    found = measure(files or [], device, rounds)
    if as_json:
        print_json(found)
        return
    table = Table("size", "rule", "τ", "I ms", "× read", "P ms", "× read", box=None, pad_edge=False)
    for row in found["rows"]:
        table.add_row(
            row["size"], row["rule"], f"{row['threshold']:g}", *_cells(row, "i"), *_cells(row, "p"),
            end_section=row["last"],
        )  # fmt: skip
    out.print(table)
    reads = ", ".join(
        f"{read['size']} {read['one_ms']:.2f} and {read['two_ms']:.2f}" for read in found["reads"]
    )
    out.print(f"one plain read of a frame, and of two, ms: {reads}", soft_wrap=True)
    out.print(escape(f"{found['device']}, {found['frames']}"), soft_wrap=True)


def _cells(row: dict[str, Any], kind: str) -> tuple[str, str]:
    if row[f"{kind}_ms"] is None:
        return "", ""
    return f"{row[f'{kind}_ms']:.2f}", f"{row[f'{kind}_ratio']:.1f}"


@bench_app.command()
def capture(
    size: Annotated[
        str | None, typer.Option(help="Size of a private screen, such as 3840x2160; default: this display.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each case is measured.")] = 40,
    as_json: Json = False,
) -> None:
    """Time the way from the screen to a frame in memory against a memcpy of it."""
    from ppagent.bench.capture import measure
    from ppagent.cli import screen_size

    found = measure(screen_size(size), rounds)
    if as_json:
        print_json(found)
        return
    table = Table("capture", "ms", "× memcpy", box=None, pad_edge=False)
    for row in found["rows"]:
        table.add_row(escape(str(row["what"])), f"{row['ms']:.2f}", f"{row['ratio']:.2f}")
    out.print(table)
    out.print(
        f"{found['width']}x{found['height']}, memcpy {found['memcpy_ms']:.2f} ms, display {found['display']}"
    )


@bench_app.command()
def policy(
    frames: Annotated[Path, typer.Option(help="Folder of pictures, an episode in the order of their names.")],
    shape: Annotated[
        Literal["tiny", "2b", "8b"], typer.Option(help="Size of the model; random weights.")
    ] = "2b",
    arms: Annotated[
        str | None,
        typer.Option(
            help="Some of stock, stock-static, spatial, temporal, canvas, compose, and the latter with +grammar."
        ),
    ] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Only so many frames.")] = None,
    reply_tokens: Annotated[int, typer.Option(min=1, help="Length of every reply.")] = 36,
    stock_steps: Annotated[
        str | None,
        typer.Option(
            help="Where stock is measured: all, or such as 1,half,last; default: that above 1080p, else all."
        ),
    ] = None,
    device: Annotated[Literal["auto", "cpu", "cuda"], typer.Option(help="Where the model runs.")] = "auto",
    dtype: Annotated[
        Literal["auto", "float32", "bfloat16", "float16"], typer.Option(help="Of the weights.")
    ] = "auto",
    as_json: Json = False,
) -> None:
    """Time an agent's steps, from frame to action, against stock transformers on the same frames."""
    from rich.progress import Progress

    from ppagent.bench.policy import DEFAULT_ARMS, measure

    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("loading")
        found = measure(
            shape, frames, arms=arms.split(",") if arms else DEFAULT_ARMS, steps=steps, reply_tokens=reply_tokens,
            stock_steps=stock_steps, device=device, dtype=dtype,
            progress=lambda arm, done, total: progress.update(task, description=arm, completed=done, total=total),
        )  # fmt: skip
    if as_json:
        print_json(found)
    else:
        from ppagent.bench.policy_tables import lines, tables

        for table in tables(found):
            out.print(table, "")
        for line in lines(found):
            out.print(line, soft_wrap=True)
    if any(arm["error"] for arm in found["arms"]):
        raise typer.Exit(1)
