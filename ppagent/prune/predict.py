"""In: a canvas. Out: which of its own blocks predicts each block (the spatial predictors of I-frames).

The rules of PixelPrune (arXiv 2604.00886) and the baselines that it compares with. `predict` chooses by name.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ppagent.errors import InputError
from ppagent.prune.canvas import Canvas
from ppagent.prune.diff import flat
from ppagent.prune.limits import Metric, limit, metric_code
from ppagent.prune.selection import Predictor

Method = Literal["loco", "raster", "serpentine", "conncomp", "random"]
Codes = NDArray[np.uint8]
"""``(rows, cols)`` uint8 of `Predictor`."""

METHODS: tuple[Method, ...] = get_args(Method)


def predict(
    canvas: Canvas,
    method: Method = "loco",
    metric: Metric = "max",
    threshold: float = 0.0,
    *,
    anchored: bool = True,
    seed: int = 0,
) -> Codes:
    """Predict blocks by the rule of that name; see the function of the same name for what it does.

    Args:
        canvas: what to prune.
        method: the rule.
        metric: distance over a block's values in [0, 1].
        threshold: τ in [0, 1]; 0 is lossless.
        anchored: for loco, raster and serpentine, compare with what a neighbour is shown as, not with its own pixels.
        seed: of random.

    Raises:
        InputError: τ is outside [0, 1], or there is no such method or metric.
    """
    if method == "loco":
        return loco(canvas, metric, threshold, anchored=anchored)
    if method == "raster":
        return raster(canvas, metric, threshold, anchored=anchored)
    if method == "serpentine":
        return serpentine(canvas, metric, threshold, anchored=anchored)
    if method == "conncomp":
        return conncomp(canvas, metric, threshold)
    if method == "random":
        return random(canvas, metric, threshold, anchored=anchored, seed=seed)
    raise InputError(f"{method!r} is not a method", f"known ones: {', '.join(METHODS)}")


def loco(canvas: Canvas, metric: Metric = "max", threshold: float = 0.0, *, anchored: bool = True) -> Codes:
    """Predict each block from its left or upper neighbour: PixelPrune's rule (section 3), after LOCO-I.

    With left A, up B and up-left C, the first row predicts from A, the first column from B, any other block from B if
    C ≈ A and not C ≈ B (a vertical edge runs through), else from A. A block is kept when its distance from the
    prediction exceeds ``threshold``. Above 0 every comparison is made with what the neighbour is *shown as* (its
    anchor), so the error of one block never adds to the next one's; unanchored, it does.

    Args:
        canvas: what to prune.
        metric: distance over a block's values in [0, 1].
        threshold: τ in [0, 1]; 0 is lossless.
        anchored: False compares with the neighbours' own pixels.

    Returns:
        ``(rows, cols)`` uint8 of `Predictor`: KEPT, LEFT or UP.

    Raises:
        InputError: τ is outside [0, 1], or there is no such metric.
    """
    from ppagent.prune import kernels

    most = limit(threshold, metric, canvas.block)
    code = metric_code(metric)
    return np.asarray(kernels.loco(*flat(canvas.pixels), canvas.block, code, most, anchored))


def raster(canvas: Canvas, metric: Metric = "max", threshold: float = 0.0, *, anchored: bool = True) -> Codes:
    """Predict each block from the one before it in reading order: run-length coding.

    Arguments and errors are those of `loco`.

    Returns:
        ``(rows, cols)`` uint8 of `Predictor`: KEPT, LEFT, or ROW_END for a row's first block.
    """
    return _scan(canvas, metric, threshold, anchored=anchored, turning=False)


def serpentine(
    canvas: Canvas, metric: Metric = "max", threshold: float = 0.0, *, anchored: bool = True
) -> Codes:
    """Predict each block from the one before it on a path that runs right along even rows and left along odd ones.

    Arguments and errors are those of `loco`.

    Returns:
        ``(rows, cols)`` uint8 of `Predictor`: KEPT, LEFT, RIGHT, or UP where the path turns.
    """
    return _scan(canvas, metric, threshold, anchored=anchored, turning=True)


def _scan(canvas: Canvas, metric: Metric, threshold: float, *, anchored: bool, turning: bool) -> Codes:
    from ppagent.prune import kernels

    most = limit(threshold, metric, canvas.block)
    code = metric_code(metric)
    return np.asarray(kernels.scan(*flat(canvas.pixels), canvas.block, code, most, anchored, turning))


def conncomp(canvas: Canvas, metric: Metric = "max", threshold: float = 0.0) -> Codes:
    """Keep one block of each connected component, its first in reading order.

    Blocks are connected when they are neighbours (left, right, up, down) within ``threshold`` of each other: ShowUI's
    graph (arXiv 2411.17465, section 2.2), there over patches. A component may drift: its ends can differ by more than
    τ. PixelPrune's baseline of that name then trims or fills the result at random to loco's count; this one does not.

    Arguments and errors are those of `loco`.

    Returns:
        ``(rows, cols)`` uint8 of `Predictor`: KEPT or COMPONENT. The codes do not say which block stands in.
    """
    from ppagent.prune import kernels

    most = limit(threshold, metric, canvas.block)
    first = kernels.components(*flat(canvas.pixels), canvas.block, metric_code(metric), most)
    kept = first == np.arange(first.size).reshape(first.shape)
    return np.where(kept, np.uint8(Predictor.KEPT), np.uint8(Predictor.COMPONENT))


def random(
    canvas: Canvas, metric: Metric = "max", threshold: float = 0.0, *, anchored: bool = True, seed: int = 0
) -> Codes:
    """Keep as many blocks as `loco` does, but any of them: the baseline that a rule must beat.

    Args:
        canvas: see `loco`, like ``metric``, ``threshold`` and ``anchored``.
        metric: of the count.
        threshold: of the count.
        anchored: of the count.
        seed: of NumPy's ``default_rng``; equal seeds keep equal blocks.

    Returns:
        ``(rows, cols)`` uint8 of `Predictor`: KEPT or CHANCE. Nothing stands in for what is dropped.

    Raises:
        InputError: see `loco`; or the seed is negative.
    """
    if seed < 0:
        raise InputError(f"a seed is at least 0; {seed} is not")
    kept = int(np.count_nonzero(loco(canvas, metric, threshold, anchored=anchored) == Predictor.KEPT))
    rows, cols = canvas.grid
    codes = np.full(rows * cols, Predictor.CHANCE, dtype=np.uint8)
    codes[np.random.default_rng(seed).permutation(rows * cols)[:kept]] = Predictor.KEPT
    return codes.reshape(rows, cols)
