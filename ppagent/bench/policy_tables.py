"""In: what `ppagent.bench.policy.measure` found. Out: tables for the terminal, and what was measured on in a line or two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.markup import escape
from rich.table import Column, Table

from ppagent.bench.policy_step import PHASES

Found = dict[str, Any]


def tables(found: Found) -> Iterator[Table]:
    """Steps; times, with the arms that failed; tokens, passes and, on a GPU, memory."""
    yield _steps([arm for arm in found["arms"] if arm["steps"]])
    shown = [name for name in PHASES if name != "parse"]
    times = Table(_arm(), *shown, "step", "last", "× faster", "sums", box=None, pad_edge=False)
    done = [row for row in found["summary"] if not row["error"]]
    for row in found["summary"]:
        if row["error"]:
            times.add_row(row["arm"], f"[red]{escape(row['error'])}[/]")
            continue
        phases = [_ms(row["phases_ms"][name]) for name in shown]
        ratios = [_number(row.get(name), 2) for name in ("times_faster", "times_faster_sum")]
        times.add_row(row["arm"], *phases, _ms(row["median_ms"]), _ms(row["last_ms"]), *ratios)
    yield times
    columns = _REST | (_MEMORY if any("peak_mb" in row for row in done) else {})
    rest = Table(_arm(), *(head for head, _ in columns.values()), box=None, pad_edge=False)
    for row in done:
        rest.add_row(row["arm"], *(_number(row.get(name), digits) for name, (_, digits) in columns.items()))
    yield rest


_REST = {
    "tokens": ("tokens", 0), "times_fewer": ("× fewer", 2), "passes": ("passes", 0), "token_ms": ("ms/token", 2),
    "look_ratio": ("÷ spatial", 3),
}  # fmt: skip
_MEMORY = {"peak_mb": ("peak MB", 0), "growth_mb": ("MB/step", 1), "growth_ratio": ("÷ stock", 3)}


def _arm() -> Column:
    return Column("arm", no_wrap=True)


def _steps(arms: list[Found]) -> Table:
    heads = (Column(arm["name"].replace("+", "\n+"), no_wrap=True) for arm in arms)
    table = Table("step", *heads, box=None, pad_edge=False)
    by_number: dict[int, list[str]] = {}
    for index, arm in enumerate(arms):
        for step in arm["steps"]:
            cells = by_number.setdefault(step["number"], [""] * len(arms))
            cells[index] = f"{_ms(step['total_ms'])}\n[dim]{step['kind']} {step['new']}[/]"
    for number in sorted(by_number):
        table.add_row(str(number), *by_number[number])
    return table


def lines(found: Found) -> Iterator[str]:
    """The first turn, and what was measured on."""
    first = [
        f"{name} {escape(str(row['error'])) if 'error' in row else _first(row)}"
        for name, row in found["first_turn"].items()
    ]
    yield "a step: ms from the frame to the action; I, P or all frames, and the tokens that went through the vision tower"
    yield "by arm: medians over steps; × faster: the mean of the steps' ratios to stock, and the ratio of their sums"
    yield "÷ spatial: vision and prefill of all frames but the first; MB/step: growth of the memory needed, also ÷ that of stock"
    yield f"first frame's kept blocks, vision + prefill, ms: {'; '.join(first)}"
    texts = {arm["text"] for arm in found["arms"] if arm["text"]}
    same = "the same text in every arm" if len(texts) <= 1 else "[red]the arms' texts differ[/]"
    yield (
        f"{found['shape']} shape, random weights, {found['dtype']}; {found['frames']} frames {', '.join(found['sizes'])} of "
        f"{escape(found['folder'])}; replies of {found['reply_tokens']} tokens, {same}"
    )
    versions = ", ".join(
        f"{name} {found[name]}" for name in ("torch", "transformers", "triton") if found[name]
    )
    yield escape(f"{found['device']}, {versions}, {found['processor']}")


def _first(row: dict[str, float]) -> str:
    return f"{row['vit']:.1f} + {row['prefill']:.1f}"


def _ms(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"
