"""In: what `policy_gpu.py` wrote. Out: a picture of a step's time by phase, stock transformers above ppagent.

    python3 benchmarks/policy_chart.py policy_h200.json OUT.png [--runs 2b:settings_open,8b:dialogs_4k]

Bars are means over the steps at which all of them were measured; in each group the longest one has the full width.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ppagent.errors import InputError
from ppagent.files import png, write_atomically
from ppagent.screen.frame import Pixels
from ppagent.stats.chart import _COLOURS, _FAINT, _INK, _PAPER, _TWICE, _box, _legend, _text

ARMS = {
    "stock": "transformers, all frames",
    "spatial": "pruned, kept in memory",
    "temporal": "only what changed",
    "temporal+grammar": "the same, with a grammar",
}
PHASES = {"prepare": "image or diff, parsing", "vit": "vision", "prefill": "prefill", "decode": "decoding"}
LEFT, PLOT, RIGHT, TOP, HEAD, BAR, GAP, BETWEEN = 196, 500, 150, 78, 26, 15, 4, 18


def bars(found: dict[str, Any]) -> tuple[int, dict[str, dict[str, float]]]:
    """Over how many steps, those that all arms have, and each arm's mean ms of each phase; ``rest`` is what is left."""
    steps = {arm["name"]: {step["number"]: step for step in arm["steps"]} for arm in found["arms"]}
    if any(not steps.get(arm) for arm in ARMS):
        return 0, {}
    common = set.intersection(*(set(steps[arm]) for arm in ARMS))
    means = {
        arm: {phase: mean(steps[arm][number]["phases_ms"][phase] for number in common) for phase in PHASES}
        for arm in ARMS
    }
    for arm, phases in means.items():
        phases["rest"] = mean(steps[arm][number]["total_ms"] for number in common) - sum(phases.values())
    return len(common), means


def draw(title: str, groups: list[tuple[str, str, dict[str, dict[str, float]]]]) -> Pixels:
    """Draw groups of stacked bars, each with a name and a remark; ``(H, W, 3)`` uint8, twice the size of its layout."""
    height = HEAD + len(ARMS) * (BAR + GAP) + BETWEEN
    size = (LEFT + PLOT + RIGHT) * _TWICE, (TOP + len(groups) * height) * _TWICE
    image = Image.new("RGB", size, _PAPER)
    canvas = ImageDraw.Draw(image)
    fonts = {points: ImageFont.load_default(points * _TWICE) for points in (11, 12, 13, 16)}
    chosen = (_COLOURS[2], _COLOURS[0], _COLOURS[1], _COLOURS[3], _COLOURS[2])
    colours = dict(zip((*PHASES, "rest"), chosen, strict=True))
    _text(canvas, (16, 14), title, fonts[16], _INK)
    _legend(canvas, {label: colours[phase] for phase, label in PHASES.items()}, fonts[12])
    for index, (name, remark, taken) in enumerate(groups):
        y = float(TOP + index * height)
        _text(canvas, (16, y), name, fonts[13], _INK)
        _text(canvas, (LEFT, y + 2), remark, fonts[11], _FAINT)
        longest = max(sum(phases.values()) for phases in taken.values())
        for line, (arm, phases) in enumerate(taken.items()):
            top, x = y + HEAD + line * (BAR + GAP), float(LEFT)
            _text(canvas, (LEFT - 12, top + BAR / 2), ARMS[arm], fonts[12], _INK, "rm")
            for phase, ms in phases.items():
                end = x + PLOT * ms / longest
                if round(end * _TWICE) > round(x * _TWICE):
                    _box(canvas, (x, top, end, top + BAR), colours[phase])
                x = end
            total = sum(phases.values())
            faster = "" if arm == "stock" else f"   {sum(taken['stock'].values()) / total:.1f}x"
            _text(canvas, (x + 6, top + BAR / 2), f"{total:,.0f} ms{faster}", fonts[11], _INK, "lm")
    return np.asarray(image, dtype=np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("json", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument(
        "--runs", help="such as 2b:settings_open,8b:settings_open; default: all with the four arms"
    )
    options = parser.parse_args()
    result = json.loads(options.json.read_text(encoding="utf-8"))
    wanted = options.runs.split(",") if options.runs else None
    groups = []
    for run in result["runs"]:
        name = f"{run['shape']}:{run['sequence']}"
        count, taken = bars(run.get("found", {"arms": []}))
        if not taken or (wanted and name not in wanted):
            continue
        found = run["found"]
        remark = (
            f"{run['sequence']}, {', '.join(found['sizes'])}, {found['frames']} frames, mean of {count} steps"
        )
        groups.append((f"Qwen3-VL-{run['shape'].upper()} shape", remark, taken))
    if not groups:
        raise InputError(f"{options.json} has no run with {', '.join(ARMS)}")
    title = f"A step, from frame to action: {result['device']}"
    write_atomically(options.picture, png(draw(title, groups), 9))


if __name__ == "__main__":
    main()
