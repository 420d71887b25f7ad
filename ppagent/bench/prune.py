"""In: pictures. Out: what each rule costs at 1080p, 1440p and 4K, against reading the same frames. Behind ``ppagent bench``.

I is an I-frame's rule, from the frame to the codes, P the comparison with the frame before. The limit is one plain pass
over the same bytes: over one frame for I, over both for P. All cases are measured once in each round, so a busy machine
slows all of them alike.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ppagent.bench.synthetic import desktop, moment_later
from ppagent.errors import MissingError
from ppagent.files import read_picture
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.diff import changed_blocks
from ppagent.prune.limits import Metric
from ppagent.prune.predict import METHODS, Codes, Method, predict
from ppagent.screen.frame import Pixels

SIZES = {"1080p": (1920, 1080), "1440p": (2560, 1440), "4K": (3840, 2160)}
BLOCK = 32
Case = tuple[Method, Metric, float]
CASES: tuple[Case, ...] = (
    *((method, "max", threshold) for method in METHODS for threshold in (0.0, 0.02)),
    ("loco", "mae", 0.01),
    ("loco", "rmse", 0.02),
)
Work = Callable[[], object]


def measure(
    files: Sequence[Path], device: Literal["cpu", "cuda"] = "cpu", rounds: int = 15
) -> dict[str, Any]:
    """Time every rule on frames made from pictures.

    Args:
        files: pictures; each size is tiled with them. Without any, a made-up desktop is used.
        device: where the frames are; ``cuda`` knows loco and the comparison only.
        rounds: how often each case is measured; medians are returned.

    Returns:
        ``device``, ``frames`` (what was measured on), ``rounds``, ``reads`` (per size ``one_ms`` and ``two_ms``)
        and ``rows``: size, rule, threshold, kept (share, of the I-frame), i_ms, i_ratio, p_ms, p_ratio, last (of its
        size). Ratios are to the read of as many frames; p is None where it repeats another row's.

    Raises:
        InputError: a picture cannot be read.
        MissingError: there is no CUDA device.
    """
    pictures = [read_picture(file) for file in files]
    on = _Cuda() if device == "cuda" else _Cpu()
    reads, rows = [], []
    for size, (width, height) in SIZES.items():
        frame = tiled(pictures, width, height) if pictures else desktop(width, height)
        works, kept = on.works(frame, moment_later(frame))
        took = on.time(works, rounds)
        reads.append({"size": size, "one_ms": took["one"], "two_ms": took["two"]})
        for case in kept:
            method, metric, threshold = case
            row: dict[str, Any] = {"size": size, "rule": f"{method} {metric}", "threshold": threshold}
            row |= {
                "kept": round(kept[case], 4),
                "i_ms": took["i", case],
                "i_ratio": took["i", case] / took["one"],
            }
            p_ms = took.get(("p", case))
            row |= {"p_ms": p_ms, "p_ratio": None if p_ms is None else p_ms / took["two"], "last": False}
            rows.append(row)
        rows[-1]["last"] = True
    made = ", ".join(map(str, files)) if files else "made-up desktop; 5% of it changes in P"
    return {"device": on.name, "frames": made, "rounds": rounds, "reads": reads, "rows": rows}


class _Cpu:
    name = f"CPU {platform.processor() or platform.machine()}"

    def works(self, frame: Pixels, later: Pixels) -> tuple[dict[Any, Work], dict[Case, float]]:
        from ppagent.prune import kernels

        one, two = (each.reshape(-1).view(np.uint64) for each in (frame, later))
        works: dict[Any, Work] = {
            "one": lambda: kernels.read(one),
            "two": lambda: kernels.read_both(one, two),
        }
        kept = {}
        for case in CASES:
            method, metric, threshold = case
            works["i", case] = partial(_codes, frame, case)
            if method == "loco":
                works["p", case] = partial(changed_blocks, frame, later, BLOCK, metric, threshold)
            kept[case] = float(np.mean(_codes(frame, case) == 0))
        return works, kept

    def time(self, works: dict[Any, Work], rounds: int) -> dict[Any, float]:
        times: dict[Any, list[float]] = {key: [] for key in works}
        for work in works.values():
            work()
        for _ in range(rounds):
            for key, work in works.items():
                start = time.perf_counter()
                work()
                times[key].append((time.perf_counter() - start) * 1000)
        return {key: statistics.median(each) for key, each in times.items()}


class _Cuda:
    def __init__(self) -> None:
        import torch

        if not torch.cuda.is_available():
            raise MissingError("there is no CUDA device that PyTorch can use", "measure with --device cpu")
        self.name = torch.cuda.get_device_name()

    def works(self, frame: Pixels, later: Pixels) -> tuple[dict[Any, Work], dict[Case, float]]:
        import torch

        from ppagent.prune import cuda

        # More frames than the L2 cache holds take turns: a frame that has just arrived is not in it.
        frames = [torch.from_numpy(np.roll(frame, shift, 1).copy()).cuda() for shift in (0, 32, 64, 96)]
        afters = [torch.from_numpy(np.roll(later, shift, 1).copy()).cuda() for shift in (0, 32, 64, 96)]
        turn = [0]

        def turned(work: Callable[[Any, Any], object]) -> Work:
            def run() -> object:
                turn[0] += 1
                return work(frames[turn[0] % 4], afters[turn[0] % 4])

            return run

        works: dict[Any, Work] = {
            "one": turned(lambda one, _: one.view(-1).max()),
            "two": turned(lambda one, two: (one.view(-1).max(), two.view(-1).max())),
        }
        kept = {}
        for case in (case for case in CASES if case[0] == "loco"):
            _, metric, threshold = case
            works["i", case] = turned(partial(_alone, cuda.loco, metric, threshold))
            works["p", case] = turned(partial(_both, cuda.changed_blocks, metric, threshold))
            kept[case] = float((cuda.loco(frames[0], BLOCK, metric, threshold) == 0).float().mean())
        return works, kept

    def time(self, works: dict[Any, Work], rounds: int) -> dict[Any, float]:
        import torch

        times: dict[Any, list[float]] = {key: [] for key in works}
        for turn in range(rounds + 3):
            for key, work in works.items():
                event: Any = torch.cuda.Event
                start, end = event(enable_timing=True), event(enable_timing=True)
                torch.cuda.synchronize()
                start.record()
                work()
                end.record()
                end.synchronize()
                if turn >= 3:
                    times[key].append(start.elapsed_time(end))
        return {key: statistics.median(each) for key, each in times.items()}


def _codes(frame: Pixels, case: Case) -> Codes:
    return predict(fit_canvas(frame, BLOCK), *case)


def _alone(rule: Callable[..., object], metric: Metric, threshold: float, frame: Any, _: Any) -> object:
    return rule(frame, BLOCK, metric, threshold)


def _both(rule: Callable[..., object], metric: Metric, threshold: float, frame: Any, later: Any) -> object:
    return rule(frame, later, BLOCK, metric, threshold)


def tiled(pictures: Sequence[Pixels], width: int, height: int) -> Pixels:
    """Pictures side by side, row after row, until the size is full; each starts on whole blocks."""
    frame = np.zeros((height, width, 3), dtype=np.uint8)
    turn = y = 0
    while y < height:
        x = lowest = 0
        while x < width:
            picture = pictures[turn % len(pictures)][: height - y, : width - x]
            frame[y : y + picture.shape[0], x : x + picture.shape[1]] = picture
            x += -(-picture.shape[1] // BLOCK) * BLOCK
            lowest = max(lowest, picture.shape[0])
            turn += 1
        y += -(-lowest // BLOCK) * BLOCK
    return frame
