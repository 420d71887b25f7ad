"""In: a command line. Out: data for, and training of, ppagent's own small model. The commands behind ``ppagent train``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.markup import escape

from ppagent.console import Json, err, out, print_json
from ppagent.errors import InputError

Item = TypeVar("Item")
app = typer.Typer(no_args_is_help=True, help="Train ppagent's own small model.")

ASSETS = Path("build/train/assets")
SHARDS = Path("build/train/shards")


@app.command()
def run(
    stage: Annotated[str, typer.Argument(help="A stage that ships with ppagent, or a TOML file.")],
    folder: Annotated[Path, typer.Option("--out", "-o", help="For the checkpoint and the curve.")],
    init: Annotated[
        Path | None, typer.Option(help="A model's folder or a checkpoint to start from; default: nothing.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the training in OUT.")] = False,
    shards: Annotated[Path, typer.Option(help="Folder with the shards that the stage names.")] = SHARDS,
    assets: Annotated[Path, typer.Option(help="Folder with fonts and icons.")] = ASSETS,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda.")] = "auto",
    workers: Annotated[int | None, typer.Option(min=0, help="Processes that make batches.")] = None,
    minutes: Annotated[
        float | None, typer.Option(min=0.1, help="Shorten the stage to what can be done in that time.")
    ] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Another length than the stage's own.")] = None,
) -> None:
    """Train a stage; under torchrun on several GPUs. It can be stopped at any time and goes on with --resume."""
    from ppagent.train.stage import Where, train

    where = Where(
        out=folder, init=init, resume=resume, shards=shards, assets=assets, device=device, workers=workers,
        limit_s=None if minutes is None else 60 * minutes, steps=steps,
        rank=int(os.environ.get("RANK", "0")), local=int(os.environ.get("LOCAL_RANK", "0")),
        world=int(os.environ.get("WORLD_SIZE", "1")),
    )  # fmt: skip
    train(stage, where, lambda line: out.print(escape(line), soft_wrap=True))


@app.command()
def export(
    checkpoint: Annotated[Path, typer.Argument(help="checkpoint.zip of a training.")],
    folder: Annotated[Path, typer.Argument(help="For the model, as transformers loads it.")],
    heads: Annotated[bool, typer.Option("--heads", help="Keep the heads of training too.")] = False,
    as_json: Json = False,
) -> None:
    """Write the model of a checkpoint as a folder that plain transformers loads."""
    from ppagent.train.export import export as write

    count = write(checkpoint, folder, heads=heads)
    if as_json:
        print_json({"folder": str(folder), "parameters": count})
    else:
        out.print(f"{count / 1e6:.1f} million parameters: {escape(str(folder))}", soft_wrap=True)


@app.command()
def data(
    kind: Annotated[str, typer.Argument(help="drawn, play, web, episodes, gtk, qt, apps.")],
    count: Annotated[int, typer.Argument(min=1, help="How many screens, or episodes.")],
    file: Annotated[Path, typer.Argument(help="The shard to write: NAME.zip.")],
    seed: Annotated[int, typer.Option(help="Another seed, other screens.")] = 0,
    held_out: Annotated[
        bool,
        typer.Option("--held-out", help="What training never sees: other words, fonts, templates, themes."),
    ] = False,
    assets: Annotated[Path, typer.Option(help="Folder with fonts and icons.")] = ASSETS,
    as_json: Json = False,
) -> None:
    """Make a shard of training screens."""
    from ppagent.train.make import KINDS, make

    if kind not in KINDS:
        raise InputError(f"there are no screens called {kind!r}", f"known: {', '.join(KINDS)}")
    from ppagent.train.sheet import write_shard

    file.parent.mkdir(parents=True, exist_ok=True)
    with err.status("starting") as status:
        items = make(kind, count, seed, held_out=held_out, assets=assets)
        written = write_shard(file, _counted(items, lambda done: status.update(f"{done}/{count}")))
    if as_json:
        print_json({"file": str(file), "items": written})
    else:
        out.print(f"{written} items: {escape(str(file))}", soft_wrap=True)


@app.command()
def exam(
    source: Annotated[str, typer.Argument(help="A shard, or a kind of screens as in `train data`.")],
    folder: Annotated[Path, typer.Argument(help="New folder for the set.")],
    count: Annotated[int, typer.Option(min=1, help="Screens, at most.")] = 100,
    targets: Annotated[int, typer.Option(min=1, help="Questions about one screen, at most.")] = 6,
    seed: Annotated[int, typer.Option(help="Another seed, other questions.")] = 0,
    assets: Annotated[Path, typer.Option(help="Folder with fonts and icons.")] = ASSETS,
    as_json: Json = False,
) -> None:
    """Make a grounding set of screens that training never saw, for `ppagent eval`."""
    from ppagent.train.exam import write_exam
    from ppagent.train.make import KINDS, make
    from ppagent.train.sheet import Episode, Sheet, read_shard

    if source in KINDS:
        items: Iterator[Sheet | Episode] = iter(make(source, count, seed, held_out=True, assets=assets))
    elif Path(source).is_file():
        items = read_shard(Path(source))
    else:
        raise InputError(f"{source} is no shard", f"give a file, or one of {', '.join(KINDS)}")
    sheets = (item if isinstance(item, Sheet) else item.turns[0].sheet for item in items)
    with err.status("starting") as status:
        found = write_exam(
            folder, islice(sheets, count), targets, seed, lambda done: status.update(f"{done}/{count}")
        )
    if as_json:
        print_json({"folder": str(folder), **found})
    else:
        told = ", ".join(f"{name} {number}" for name, number in found.items())
        out.print(f"{told}: {escape(str(folder))}", soft_wrap=True)


def _counted(items: Iterable[Item], tell: Callable[[int], None]) -> Iterator[Item]:
    for number, item in enumerate(items, 1):
        tell(number)
        yield item
