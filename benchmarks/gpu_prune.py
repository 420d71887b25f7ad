"""In: a CUDA device. Out: whether its masks equal the CPU's, and ms per frame against what the device allows.

    PYTHONPATH=. python3 benchmarks/gpu_prune.py --out gpu_prune.json

Needs torch and Triton only (no OpenCV, Numba or pydantic). Every section stands alone: one that fails is reported, and the
next one runs. ``call ms`` is one call from Python, device idle before it; ``graph ms`` the same work replayed from a CUDA
graph, so without launch gaps. Frames rotate through more memory than the L2 cache holds.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from prune_torch import as_blocks, looped, numpy_loco, vectorised

from ppagent.bench.synthetic import desktop, moment_later
from ppagent.prune import cuda
from ppagent.prune.limits import distance

THRESHOLDS = (0.0, 0.005882, 0.02, 0.05)
METRICS = ("max", "mae", "rmse")
SIZES = {"1080p": (1920, 1080), "4K": (3840, 2160)}


def say(*words: object) -> None:
    print(*words, flush=True)


def pictures(width: int, height: int, block: int) -> Iterator[tuple[str, np.ndarray]]:
    """Frames that take every path: random, flat with faint noise (long anchor chains), a ramp, a desktop."""
    rng = np.random.default_rng(width + block)
    yield "random", rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    grid = rng.integers(0, 3, (height // block + 1, width // block + 1)) * 4
    flat = np.kron(grid, np.ones((block, block), dtype=np.int64))[:height, :width, None] + np.zeros(
        3, np.int64
    )
    yield "flat", flat.astype(np.uint8)
    yield "noisy", (flat + rng.integers(0, 5, (height, width, 3))).astype(np.uint8)
    ramp = np.arange(width)[None, :] // 16 + np.arange(height)[:, None] // 24
    yield "ramp", np.repeat((ramp % 256)[..., None], 3, axis=2).astype(np.uint8)
    if min(width, height) >= 64:
        yield "desktop", desktop(width, height)


def check(result: dict[str, Any], limit_s: float) -> None:
    """Compare masks and codes of every path with NumPy's."""
    end, done, wrong, skipped = time.perf_counter() + limit_s, 0, [], 0
    cases = [(w, h, b) for w, h in ((333, 201), (640, 416), (65, 130)) for b in (32, 28)]
    cases += [(1920, 1080, 32), (1366, 768, 28), (3840, 2160, 32)]
    for width, height, block in cases:
        start = time.perf_counter()
        for name, frame in pictures(width, height, block):
            on_device = torch.from_numpy(frame).cuda()
            later = frame.copy()
            later[: height // 2] ^= np.random.default_rng(3).integers(
                0, 6, later[: height // 2].shape, dtype=np.uint8
            )
            later_on_device = torch.from_numpy(later).cuda()
            for metric in METRICS:
                for threshold in THRESHOLDS:
                    if time.perf_counter() > end:
                        skipped += 1
                        continue
                    found = {}
                    if threshold:
                        want = numpy_loco(frame, block, metric, threshold)
                        got = cuda.loco(on_device, block, metric, threshold)
                        found["anchored"] = np.array_equal(got.cpu().numpy(), want)
                    if threshold in (0.0, 0.02):
                        want = numpy_loco(frame, block, metric, threshold, anchored=False)
                        got = cuda.loco(on_device, block, metric, threshold, anchored=False)
                        found["unanchored"] = np.array_equal(got.cpu().numpy(), want)
                    got = (
                        cuda.changed_blocks(on_device, later_on_device, block, metric, threshold)
                        .cpu()
                        .numpy()
                    )
                    found["temporal"] = np.array_equal(got, temporal(frame, later, block, metric, threshold))
                    done += len(found)
                    for what, equal in found.items():
                        if not equal:
                            wrong.append([width, height, block, name, metric, threshold, what])
        say(
            f"  {width}x{height} / {block}: {time.perf_counter() - start:.1f} s, {done} masks, {len(wrong)} differ"
        )
    result["checked"], result["differ"], result["skipped"] = done, wrong, skipped
    say(f"masks: {done} compared, {len(wrong)} differ, {skipped} settings left out for time", wrong[:8] or "")


def temporal(a: np.ndarray, b: np.ndarray, block: int, metric: str, threshold: float) -> np.ndarray:
    rows, cols = -(-a.shape[0] // block), -(-a.shape[1] // block)
    pad = ((0, rows * block - a.shape[0]), (0, cols * block - a.shape[1]), (0, 0))
    gap = np.abs(np.pad(a, pad, "edge").astype(np.int64) - np.pad(b, pad, "edge"))
    gap = gap.reshape(rows, block, cols, 3 * block)
    squared = gap * gap if metric == "rmse" else gap
    totals = squared.max((1, 3)) if metric == "max" else squared.sum((1, 3))
    return np.vectorize(lambda total: distance(int(total), metric, block) > threshold)(totals)


def call_ms(work: Callable[[int], object], repeats: int = 60) -> float:
    for i in range(5):
        work(i)
    times = []
    for i in range(repeats):
        torch.cuda.synchronize()
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        work(i)
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end))
    return statistics.median(times)


def graph_ms(work: Callable[[int], object], repeats: int = 60) -> float:
    """One graph per rotating frame; None of the time goes to launching from Python."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    graphs = []
    with torch.cuda.stream(stream):
        for i in range(4):
            work(i)
    torch.cuda.current_stream().wait_stream(stream)
    for i in range(4):
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            work(i)
        graphs.append(graph)
    return call_ms(lambda i: graphs[i % 4].replay(), repeats)


def attempt(
    key: str, how: Callable[[Callable[[int], object]], float], work: Callable[[int], object]
) -> dict[str, Any]:
    """One figure, or why there is none."""
    try:
        return {key: round(how(work), 4)}
    except Exception as error:  # noqa: BLE001 - one figure less, not the whole run
        return {f"{key}_error": repr(error)[:300]}


def launches(work: Callable[[int], object]) -> int:
    from torch.profiler import ProfilerActivity, profile

    work(0)
    torch.cuda.synchronize()
    with profile(activities=[ProfilerActivity.CUDA, ProfilerActivity.CPU]) as trace:
        work(0)
        torch.cuda.synchronize()
    return sum(event.device_type == torch.autograd.DeviceType.CUDA for event in trace.events())


def measure(result: dict[str, Any]) -> None:
    rows: list[dict[str, Any]] = result.setdefault("rows", [])
    say(f"{'size':6} {'picture':8} {'work':34} {'call ms':>9} {'graph ms':>9}  launches")
    for size, (width, height) in SIZES.items():
        kinds: dict[str, list[np.ndarray]] = {
            "desktop": [desktop(width, height, seed) for seed in range(4)],
            "noisy": [
                np.random.default_rng(s).integers(100, 105, (height, width, 3), dtype=np.uint8)
                for s in range(4)
            ],
        }
        for kind, frames in kinds.items():
            on = [torch.from_numpy(frame).cuda() for frame in frames]
            later = [torch.from_numpy(moment_later(frame)).cuda() for frame in frames]
            out = torch.empty_like(on[0])
            works: dict[str, Callable[[int], object]] = {
                "copy of the frame": lambda i, on=on, out=out: out.copy_(on[i % 4]),
                "I max 0": lambda i, on=on: cuda.loco(on[i % 4], 32),
                "I max 0.02 unanchored": lambda i, on=on: cuda.loco(
                    on[i % 4], 32, "max", 0.02, anchored=False
                ),
            }
            for metric in METRICS:
                works[f"I {metric} 0.02 anchored"] = lambda i, on=on, m=metric: cuda.loco(
                    on[i % 4], 32, m, 0.02
                )
            works["P max 0"] = lambda i, on=on, to=later: cuda.changed_blocks(on[i % 4], to[i % 4], 32)
            works["P max 0.02"] = lambda i, on=on, to=later: cuda.changed_blocks(
                on[i % 4], to[i % 4], 32, "max", 0.02
            )
            for name, work in works.items():
                row: dict[str, Any] = {"size": size, "picture": kind, "work": name}
                row |= attempt("call_ms", call_ms, work) | attempt("graph_ms", graph_ms, work)
                if kind == "desktop":
                    row |= attempt("launches", launches, work)
                rows.append(row)
                call, graph = (
                    f"{row[k]:9.4f}" if row[k] is not None else "     none" for k in ("call_ms", "graph_ms")
                )
                say(
                    f"{size:6} {kind:8} {name:34} {call} {graph}  {row.get('launches', '')} {row.get('errors', '')}"
                )


def measure_reference(result: dict[str, Any], limit_s: float) -> None:
    for size, (width, height) in SIZES.items():
        frame = np.pad(desktop(width, height), ((0, -height % 32), (0, -width % 32), (0, 0)), "edge")
        blocks = as_blocks(torch.from_numpy(frame).cuda(), 32)
        exact_ms = call_ms(lambda _, blocks=blocks: vectorised(blocks), 10)
        start = time.perf_counter()
        _, share = looped(blocks, "max", 0.02, limit_s)
        looped_ms = (time.perf_counter() - start) * 1000 / share
        result.setdefault("reference", []).append(
            {"size": size, "exact_ms": exact_ms, "looped_ms": looped_ms, "looped_share_run": share}
        )
        say(
            f"reference {size}: τ=0 {exact_ms:.3f} ms, τ=0.02 {looped_ms:.0f} ms ({share:.0%} of its rows were run)"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--check-limit-s", type=float, default=300)
    parser.add_argument("--loop-limit-s", type=float, default=10)
    options = parser.parse_args()
    result: dict[str, Any] = {"command": " ".join(["python", *sys.argv]), "python": platform.python_version()}
    result |= {"torch": torch.__version__, "cuda": torch.version.cuda}
    sections: dict[str, Callable[[], None]] = {
        "device": lambda: result.update(
            device=torch.cuda.get_device_name(0), triton=__import__("triton").__version__
        ),
        "check": lambda: check(result, options.check_limit_s),
        "measure": lambda: measure(result),
        "reference": lambda: measure_reference(result, options.loop_limit_s),
    }
    for name, section in sections.items():
        start = time.perf_counter()
        try:
            section()
        except Exception:  # noqa: BLE001 - the other sections still count
            result.setdefault("failed", {})[name] = traceback.format_exc()[-2000:]
            say(f"FAILED {name}\n{traceback.format_exc()[-2000:]}")
        result.setdefault("seconds", {})[name] = round(time.perf_counter() - start, 1)
        if options.out:  # after each section, so that a cut run leaves what it has
            options.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    say({key: result.get(key) for key in ("device", "torch", "triton", "checked", "differ", "seconds")})
    return 1 if result.get("failed") or result.get("differ") else 0


if __name__ == "__main__":
    sys.exit(main())
