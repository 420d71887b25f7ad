"""In: frames on a CUDA device. Out: the same codes and masks as on the CPU, without leaving the device.

A frame is a contiguous ``(H, W, 3)`` uint8 tensor of any size; blocks beyond its edge are as in the ``pad`` fit, but
nothing is copied. The kernels are Triton's, which comes with PyTorch on Linux; nothing is built when ppagent is installed.
"""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any

from ppagent.errors import InputError, MissingError
from ppagent.prune.limits import Metric, limit, metric_code

if TYPE_CHECKING:
    from torch import Tensor

LARGEST_BLOCK = 64
"""Side in px: a block must fit into one program's registers, and its sum of squares into 32 bits."""


def changed_blocks(
    a: Tensor, b: Tensor, block: int, metric: Metric = "max", threshold: float = 0.0
) -> Tensor:
    """Tell which blocks of two frames differ; the same as `ppagent.prune.diff.changed_blocks`.

    Args:
        a: ``(H, W, 3)`` uint8, CUDA, contiguous.
        b: the same.
        block: side of a block in px.
        metric: distance over a block's values in [0, 1].
        threshold: 0 means exact.

    Returns:
        ``(rows, cols)`` bool on the same device.

    Raises:
        InputError: the frames cannot be used or differ in size, or τ is outside [0, 1].
        MissingError: Triton is not installed.
    """
    import torch

    if a.shape != b.shape or a.device != b.device:
        raise InputError(f"frames of {tuple(a.shape)} and {tuple(b.shape)} on one device are needed")
    most = limit(threshold, metric, block)
    rows, cols = _grid(a, block)
    _grid(b, block)
    shape = a.shape[:2]
    totals = torch.empty(rows, cols, dtype=torch.int32, device=a.device)
    a, b, words = _words(block, a, b)
    constants = _constants(metric, block, words)
    _kernels().temporal[(rows * cols,)](a, b, totals, cols, *shape, *constants, num_warps=4)
    return totals > most


def loco(
    frame: Tensor,
    block: int,
    metric: Metric = "max",
    threshold: float = 0.0,
    *,
    anchored: bool = True,
) -> Tensor:
    """Predict each block from its left or upper neighbour; the same as `ppagent.prune.predict.loco`.

    Args:
        frame: ``(H, W, 3)`` uint8, CUDA, contiguous.
        block: side of a block in px.
        metric: distance over a block's values in [0, 1].
        threshold: τ in [0, 1]; 0 is lossless.
        anchored: False compares with the neighbours' own pixels.

    Returns:
        ``(rows, cols)`` uint8 of `ppagent.prune.selection.Predictor` on the same device; 0 is kept.

    Raises:
        InputError: the frame cannot be used, or τ is outside [0, 1].
        MissingError: Triton is not installed.
    """
    import torch

    most = limit(threshold, metric, block)
    rows, cols = _grid(frame, block)
    height, width = frame.shape[:2]
    frame, words = _words(block, frame)
    kernels, constants = _kernels(), _constants(metric, block, words)
    work = torch.empty(3 * rows * cols + 1, dtype=torch.int32, device=frame.device)
    blocks = rows * cols
    lefts, ups, anchors, ticket = (work[i * blocks : (i + 1) * blocks] for i in range(4))
    codes = torch.empty(rows, cols, dtype=torch.uint8, device=frame.device)
    kernels.neighbours[(rows * cols,)](
        frame, lefts, ups, anchors, ticket, cols, height, width, *constants, num_warps=4
    )
    if most == 0 or not anchored:
        size = 256
        kernels.unanchored[(math.ceil(rows * cols / size),)](
            lefts, ups, codes, rows * cols, cols, most, size, num_warps=4
        )
        return codes
    # Totals of squares: a distance k times as large has a total k² times as large.
    far, farther = (4 * most, 9 * most) if metric == "rmse" else (2 * most, 3 * most)
    far, farther = min(far, kernels.NEVER - 1), min(farther, kernels.NEVER - 1)
    limits = (most, far, farther)
    kernels.rows[(rows,)](
        frame, lefts, ups, anchors, codes, ticket, cols, height, width, *limits, *constants, num_warps=4
    )
    return codes


def _constants(metric: Metric, block: int, words: bool) -> tuple[int, int, int, int, bool]:
    """What a kernel is compiled for: metric, block, the powers of two that hold its lines and a line, and the type."""
    line = 3 * block // 4 if words else 3 * block
    return metric_code(metric), block, 1 << (block - 1).bit_length(), 1 << (line - 1).bit_length(), words


def _words(block: int, *frames: Tensor) -> Any:
    """The frames as 32-bit words where their lines are whole blocks of whole words, and whether they are."""
    import torch

    whole = all(
        frame.shape[1] % block == 0 and 3 * block % 4 == 0 and frame.data_ptr() % 4 == 0 for frame in frames
    )
    if not whole:
        return *frames, False
    return *(frame.view(frame.shape[0], -1).view(torch.int32) for frame in frames), True


def _grid(frame: Tensor, block: int) -> tuple[int, int]:
    import torch

    if frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != torch.uint8 or not frame.is_contiguous():
        raise InputError(
            f"a frame must be (H, W, 3) contiguous uint8 RGB, not {tuple(frame.shape)} {frame.dtype}"
        )
    if not frame.is_cuda and os.environ.get("TRITON_INTERPRET") != "1":
        raise InputError(
            f"a frame on a CUDA device is needed, not on {frame.device}", "use ppagent.prune.predict"
        )
    if not 1 <= block <= LARGEST_BLOCK:
        raise InputError(f"on a GPU a block has 1 to {LARGEST_BLOCK} px, not {block}")
    height, width = frame.shape[:2]
    if height < block or width < block:
        raise InputError(f"a frame of {width}x{height} px is smaller than one {block} px block")
    return math.ceil(height / block), math.ceil(width / block)


def _kernels() -> Any:
    try:
        from ppagent.prune import cuda_kernels
    except ModuleNotFoundError as error:
        if error.name != "triton":
            raise
        raise MissingError("pruning on a GPU needs Triton", "pip install triton") from error
    return cuda_kernels
