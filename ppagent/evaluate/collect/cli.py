"""In: a command line. Out: a grounding set made from real programs and pages. The command behind ``ppagent eval collect``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.markup import escape

from ppagent.console import Json, err, out, print_json
from ppagent.errors import InputError

Number = TypeVar("Number", int, float)


def collect(
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="New folder for the set.")],
    env: Annotated[str, typer.Option("--env", "-e", help="A private desktop: its name or folder.")] = "xfce",
    apps: Annotated[
        str | None,
        typer.Option(help="Some of the programs, such as thunar,vlc; none; default: all installed."),
    ] = None,
    pages: Annotated[
        Path | None, typer.Option(help="Folder with *.html pages, which Chromium shows.")
    ] = None,
    sizes: Annotated[
        str, typer.Option(help="Screen sizes at scale 1, such as 1280x800,1920x1080.")
    ] = "1280x800",
    scales: Annotated[str, typer.Option(help="HiDPI scales, such as 1,2.")] = "1",
    seeds: Annotated[
        str,
        typer.Option(help="Of themes, wallpapers and open windows, such as 0,3,5; of pages, odd is dark."),
    ] = "0",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Most screens; the first ones cover programs and looks evenly.")
    ] = None,
    targets: Annotated[int | None, typer.Option(min=1, help="Most targets of one screen.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the set in OUT.")] = False,
    as_json: Json = False,
) -> None:
    """Make a grounding set: screens of real programs and pages, with boxes from their accessibility trees."""
    from ppagent.evaluate.collect.collect import Options
    from ppagent.evaluate.collect.collect import collect as take_all

    options = Options(
        out=folder, env=env, apps=_apps(apps), pages=pages, sizes=tuple(map(_size, sizes.split(","))),
        scales=tuple(_number(one, "--scales", float) for one in scales.split(",")),
        seeds=tuple(_number(one, "--seeds", int) for one in seeds.split(",")),
        limit=limit, most=targets, resume=resume,
    )  # fmt: skip
    with err.status("starting") as status:
        found = take_all(options, lambda name, done, total: status.update(escape(f"{done}/{total}  {name}")))
    if as_json:
        print_json(found | {"folder": str(folder)})
        return
    out.print(
        f"{found['targets']} targets on {found['screens']} screens: {escape(str(folder))}", soft_wrap=True
    )
    for key in ("type", "platform", "application", "theme", "scale"):
        out.print(
            f"{key}: " + escape(", ".join(f"{name} {count}" for name, count in found[key].items())),
            soft_wrap=True,
        )
    for name, why in found["left_out"].items():
        err.print(f"left out {escape(name)}: {escape(why)}", soft_wrap=True)
    for name, package in found["not_installed"].items():
        err.print(f"not installed: {escape(name)} (Debian: {escape(package)})", soft_wrap=True)
    out.print(
        escape(f"look at {folder / 'sheets'}; then: ppagent eval {folder} --agent oracle"), soft_wrap=True
    )


def _apps(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    return () if text == "none" else tuple(one.strip() for one in text.split(",") if one.strip())


def _size(text: str) -> tuple[int, int]:
    if not (match := re.fullmatch(r"\s*(\d+)x(\d+)\s*", text)):
        raise InputError(f"--sizes: {text!r} is not a size", "write it like 1280x800")
    return int(match[1]), int(match[2])


def _number(text: str, option: str, kind: Callable[[str], Number]) -> Number:
    try:
        number = kind(text)
    except ValueError:
        raise InputError(f"{option}: {text!r} is not a number", f"write it like {option} 1,2") from None
    if not 0 <= number <= 1_000_000:
        raise InputError(f"{option}: {text} cannot be used")
    return number
