"""In: a GPU and folders of frames. Out: one JSON of what an agent's steps cost there, against stock transformers.

    PYTHONPATH=. python3 benchmarks/policy_gpu.py --out policy_h200.json --sequences DIR [--limit-s 540]

DIR/NAME/*.png are the frames of an episode. Each run is ``ppagent bench policy`` in a process of its own, so none holds memory
that another needs; the most important ones come first, and one that no longer fits into the time is left out and named. The
JSON is written after each run; given the JSON of an earlier call, only what is missing from it is measured.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN = "spatial,spatial+grammar,temporal,temporal+grammar,canvas,canvas+grammar,compose,compose+grammar"
ALL = f"stock,{OWN}"


@dataclass(frozen=True)
class Run:
    """One call of ``ppagent bench policy``; ``expected_s`` is without its start."""

    shape: str
    sequence: str
    expected_s: float
    arms: str = ALL
    options: tuple[str, ...] = ()


RUNS = (
    Run("2b", "settings_open", 100),
    Run("8b", "settings_open", 120),
    Run("2b", "dialogs_4k", 100, ALL, ("--steps", "16")),
    Run("8b", "dialogs_4k", 120, ALL, ("--steps", "12")),
    Run("2b", "typing_1080p", 100, ALL, ("--stock-steps", "1,half,last")),
    Run("2b", "chromium_scroll", 90, ALL, ("--stock-steps", "1,half,last")),
    Run("2b", "settings_open", 75, "stock,stock-static", ("--steps", "4")),
)
_START_S = 25
"""What a run takes before anything is measured: no run begins with less than that and half of what it is expected to take."""


def key(run: dict[str, Any]) -> tuple[str, str, str]:
    return run["shape"], run["sequence"], run["arms"]


def command(run: Run, sequences: Path, device: str) -> list[str]:
    frames = str(sequences / run.sequence)
    return [
        sys.executable, "-m", "ppagent", "bench", "policy", "--shape", run.shape, "--frames", frames,
        "--arms", run.arms, "--device", device, *run.options, "--json",
    ]  # fmt: skip


def measure(run: Run, sequences: Path, device: str, left_s: float) -> dict[str, Any]:
    """What one run found, or why it found nothing."""
    name = {"shape": run.shape, "sequence": run.sequence, "arms": run.arms}
    if not (sequences / run.sequence).is_dir():
        return {**name, "skipped": "there is no such folder"}
    if left_s < _START_S + run.expected_s / 2:
        return {**name, "skipped": f"{left_s:.0f} s are left, it takes about {run.expected_s + _START_S:.0f}"}
    begin, limit_s = time.perf_counter(), min(left_s, 3 * run.expected_s + 60)
    try:
        done = subprocess.run(
            command(run, sequences, device), capture_output=True, text=True, timeout=limit_s, check=False
        )
    except subprocess.TimeoutExpired as expired:
        said = expired.stderr or b""
        text = said if isinstance(said, str) else said.decode(errors="replace")
        return {**name, "skipped": f"not done within {limit_s:.0f} s", "stderr": text[-1000:]}
    took = {"seconds": round(time.perf_counter() - begin, 1), "stderr": done.stderr[-2000:]}
    try:
        return {**name, **took, "found": json.loads(done.stdout)}
    except ValueError:
        return {**name, **took, "failed": f"exit status {done.returncode}"}


def report(run: dict[str, Any]) -> None:
    print(f"{run['shape']} {run['sequence']}: ", end="")
    if "found" not in run:
        print(run.get("skipped") or f"{run['failed']}: {run['stderr'][-800:]}", flush=True)
        return
    found = run["found"]
    first = {
        name: round(row.get("vit", 0) + row.get("prefill", 0), 1) for name, row in found["first_turn"].items()
    }
    print(
        f"{run['seconds']} s; {found['frames']} frames, {found['reply_tokens']} tokens a reply; first turn ms {first}"
    )
    for row in found["summary"]:
        if row["error"]:
            print(f"  {row['arm']:17} {row['error'][:90]}")
            continue
        phases = "/".join(
            f"{row['phases_ms'][phase]:.0f}" for phase in ("prepare", "vit", "prefill", "decode")
        )
        names = ("times_faster", "times_faster_last", "times_fewer", "token_ms", "look_ratio", "growth_ratio")
        values = " ".join(f"{row[name]:7.2f}" if row.get(name) is not None else "      -" for name in names)
        print(f"  {row['arm']:17} {phases:>16} {row['median_ms']:7.0f} {row['last_ms']:7.0f} {values}")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sequences", type=Path, required=True)
    parser.add_argument("--limit-s", type=float, default=540)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--shape", help="this shape in place of the runs' own, to try the script out")
    options = parser.parse_args()
    end = time.perf_counter() + options.limit_s
    result: dict[str, Any] = {"command": " ".join(["python3", *sys.argv]), "runs": []}
    before = json.loads(options.out.read_text()) if options.out.exists() else result
    known = {key(run): run for run in before["runs"] if "found" in run}
    print(
        "arm: prepare/vit/prefill/decode ms, step median, last, × faster (mean, last), × fewer tokens, ms/token, look ÷"
    )
    print("spatial, memory growth ÷ stock")
    for run in RUNS:
        shape = options.shape or run.shape
        one = Run(shape, run.sequence, run.expected_s, run.arms, run.options)
        name = (shape, run.sequence, run.arms)
        done = known.get(name) or measure(one, options.sequences, options.device, end - time.perf_counter())
        machine = ("device", "python", "torch", "transformers", "triton", "llguidance")
        result |= {name: done["found"][name] for name in machine if "found" in done}
        result["runs"].append(done)
        options.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        report(done)
    return 0 if all("found" in run for run in result["runs"]) else 1


if __name__ == "__main__":
    sys.exit(main())
