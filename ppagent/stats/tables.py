"""In: what `ppagent.stats.shares.measure` found. Out: tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.markup import escape
from rich.table import Column, Table

from ppagent.stats.shares import Redundancy


def tables(found: Redundancy) -> Iterator[Table]:
    """One of single pictures and their categories, one of sequences; neither when it would be empty."""
    if found.files:
        name = Column("picture", overflow="fold")
        table = Table(name, "size", "alone", "resampled", "after JPEG", box=None, pad_edge=False)
        for row in found.files:
            size = f"{row.width}x{row.height}"
            table.add_row(escape(row.file), size, *map(_share, (row.pad, row.resample, row.jpeg)))
        for category in found.categories():
            label = f"[bold]{escape(category.name)}[/], median of {category.pictures}"
            label += "" if category.lossless else " lossy ones"
            spread = f"{category.lowest:.0%} to {category.highest:.0%}"
            table.add_row(label, spread, *map(_share, (category.pad, category.resample, category.jpeg)))
        yield table
    if found.sequences:
        heads = ("frames", "alone", "resampled", "after JPEG", "against the frame before", "after JPEG")
        table = Table(Column("sequence", overflow="fold"), *heads, box=None, pad_edge=False)
        for sequence in found.sequences:
            shares = (sequence.intra, sequence.resample, sequence.jpeg, sequence.codec, sequence.codec_jpeg)
            table.add_row(escape(sequence.folder), str(sequence.frames), *map(_share, shares))
        yield table


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
