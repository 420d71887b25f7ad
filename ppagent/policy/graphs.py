"""In: a pass over tensors. Out: the same pass, recorded as a CUDA graph once per shape and replayed.

A pass of a language model over few tokens is hundreds of small kernels; launching them from Python takes many times
longer than running them. A recorded pass is launched once. Compiling the layers first makes the kernels fewer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ppagent.policy.families.base import Family

_REHEARSALS = 2


def bucket(size: int, sizes: Sequence[int]) -> int:
    """The smallest of the ascending ``sizes`` that is at least ``size``."""
    return sizes[bisect_left(sizes, size)]


def compile_layers(family: Family) -> None:
    """Let torch compile the parts of the language model's layers; they share code, so each part is compiled once.

    The layers themselves stay as they are: features are added between them by hooks.
    """
    for layer in family.language.layers:
        for part in (layer.input_layernorm, layer.self_attn, layer.post_attention_layernorm, layer.mlp):
            # Where one token meets a matrix, a tuned loop reads the weights faster than a general product does.
            part.compile(dynamic=True, options={"coordinate_descent_tuning": True})


@dataclass(frozen=True, slots=True)
class _Recording:
    graph: torch.cuda.CUDAGraph
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


class Recorded:
    """A function of tensors on a GPU, recorded at its first call with inputs of some shapes.

    Args:
        function: from tensors to tensors; it may not look at values on the host.
        unchanged: a context in which to rehearse, so that rehearsals leave no trace.
    """

    def __init__(
        self,
        function: Callable[..., tuple[Tensor, ...]],
        unchanged: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._function, self._unchanged = function, unchanged
        self._recordings: dict[tuple[int, ...], _Recording] = {}
        self._pool: Any = None

    def __call__(self, *inputs: tuple[Tensor, int]) -> tuple[Tensor, ...]:
        """Replay the function.

        Args:
            inputs: each with the number of rows that it is padded to; what the padding holds is of no account.

        Returns:
            The function's outputs; the next call overwrites them.
        """
        sizes = tuple(size for given, rows in inputs for size in (rows, *given.shape[1:]))
        recording = self._recordings.get(sizes)
        if recording is None:
            recording = self._recordings[sizes] = self._record(inputs)
        _fill(recording.inputs, inputs)
        recording.graph.replay()
        return recording.outputs

    def forget(self) -> None:
        """Drop all recordings: what the function works on has moved."""
        self._recordings.clear()
        self._pool = None

    def _record(self, given: Sequence[tuple[Tensor, int]]) -> _Recording:
        device = torch.device("cuda", torch.cuda.current_device())
        inputs = tuple(
            torch.zeros(rows, *each.shape[1:], dtype=each.dtype, device=device) for each, rows in given
        )
        _fill(inputs, given)
        stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(_REHEARSALS):
                with self._unchanged():
                    self._function(*inputs)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        # What a recording works with is of no account afterwards: they all share their memory.
        self._pool = self._pool or torch.cuda.graph_pool_handle()
        with torch.cuda.graph(graph, pool=self._pool):
            outputs = self._function(*inputs)
        return _Recording(graph, inputs, outputs)


def _fill(own: Sequence[Tensor], given: Sequence[tuple[Tensor, int]]) -> None:
    for to, (each, _) in zip(own, given, strict=True):
        to[: len(each)].copy_(each, non_blocking=True)
