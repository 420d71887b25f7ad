"""In: what `policy_gpu.py` wrote. Out: its figures as a Markdown table, put between the markers of a page.

python3 benchmarks/policy_table.py policy_h200.json docs/speed.md
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ppagent.files import write_atomically

BEGIN, END = "<!-- policy:begin -->", "<!-- policy:end -->"
COLUMNS = (
    "arm", "new tokens", "fewer", "diff", "vision", "prefill", "decode", "step", "× faster", "ms/token",
    "÷ spatial", "MB/frame",
)  # fmt: skip


def figure(value: float | None, digits: int = 0) -> str:
    """A number as a table has it; a dash for none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def row(found: dict[str, Any]) -> list[str]:
    """One arm: medians over steps in ms."""
    phases = found["phases_ms"]
    one_by_one = "+grammar" not in found["arm"]
    return [
        f"`{found['arm']}`", figure(found["tokens"]), figure(found.get("times_fewer"), 1),
        *(figure(phases[name], 1) for name in ("prepare", "vit", "prefill")), figure(phases["decode"]),
        figure(found["median_ms"]), figure(found.get("times_faster"), 1),
        figure(found.get("token_ms") if one_by_one else None, 2), figure(found.get("look_ratio"), 2),
        figure(found.get("growth_mb")),
    ]  # fmt: skip


def section(run: dict[str, Any]) -> list[str]:
    """The table of one run, under its name."""
    found = run["found"]
    names = {"eager": "stock classes", "engine": "ppagent"}
    first = ", ".join(
        f"{names[name]} {each['vit'] + each['prefill']:.1f} ms" for name, each in found["first_turn"].items()
    )
    lines = [
        (
            f"**{run['shape'].upper()} shape, `{run['sequence']}`**, {', '.join(found['sizes'])}, {found['frames']} frames; first frame, "
            f"vision + prefill of the same kept blocks: {first}"
        ),
        "",
        f"| {' | '.join(COLUMNS)} |",
        f"|{' --: |' * len(COLUMNS)}".replace(" --: |", " --- |", 1),
    ]
    return [*lines, *(f"| {' | '.join(row(each))} |" for each in found["summary"] if not each["error"]), ""]


def main() -> None:
    source, page = map(Path, sys.argv[1:])
    result = json.loads(source.read_text(encoding="utf-8"))
    runs = [run for run in result["runs"] if "found" in run]
    about = f"{result['device']}, torch {result['torch']}, transformers {result['transformers']}, bfloat16, batch 1."
    table = "\n".join([about, "", *(line for run in runs for line in section(run))])
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    write_atomically(page, f"{before}{BEGIN}\n\n{table}\n{END}{rest.split(END)[1]}".encode())


if __name__ == "__main__":
    main()
