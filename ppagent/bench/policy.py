"""In: a folder of frames. Out: what a step of an agent costs, by stock transformers and by ppagent, phase by phase.

Random weights at real sizes, real frames, a scripted conversation: the same text and the same number of tokens to a reply
in every arm. What stock transformers does is measured on a model object of its own, before ppagent touches anything.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import itertools
import platform
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, TypeVar

import torch
import transformers

from ppagent.bench.policy_own import ENOUGH, PERCEPTIONS, Own
from ppagent.bench.policy_script import Script
from ppagent.bench.policy_step import Step, Ticked, release
from ppagent.bench.policy_stock import PROCESSOR, Stock, first_turn_ms
from ppagent.bench.policy_summary import summary
from ppagent.bench.shapes import SHAPES, Shape, random_model
from ppagent.errors import InputError, MissingError
from ppagent.files import picture_files, read_picture
from ppagent.prune.pruner import Pruner
from ppagent.screen.frame import Pixels

STOCK = ("stock", "stock-static")
OWN = tuple(f"{look}{grammar}" for look in PERCEPTIONS for grammar in ("", "+grammar"))
DEFAULT_ARMS = ("stock", *OWN)
"""``stock-static`` is measured when asked for: ``generate`` then compiles its decoding by itself."""
Dtype = Literal["auto", "float32", "bfloat16", "float16"]
T = TypeVar("T")
_VOCABULARY: dict[Shape, int] = {"tiny": 4096, "2b": 151_936, "8b": 151_936}
_LARGE_PX = 1920 * 1200
_TRACE_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Arm:
    """One way of answering.

    Attributes:
        name: one of `STOCK` and `OWN`.
        steps: those measured.
        text: SHA-256 of the conversation's text, pictures left out.
        warmup_s: what came before: a step of stock, an episode of ours.
        error: why there is nothing, or ``""``.
        trace: the end of the traceback, unless memory ran out.
    """

    name: str
    steps: tuple[Step, ...] = ()
    text: str = ""
    warmup_s: float = 0.0
    error: str = ""
    trace: str = ""


def measure(
    shape: Shape,
    folder: Path,
    *,
    arms: Sequence[str] = DEFAULT_ARMS,
    steps: int | None = None,
    reply_tokens: int = 36,
    stock_steps: str | None = None,
    device: str = "auto",
    dtype: Dtype = "auto",
    progress: Callable[[str, int, int], object] = lambda *_: None,
) -> dict[str, Any]:
    """Answer every frame of a folder, arm by arm.

    Args:
        shape: size of the model.
        folder: pictures, taken in the order of their names; their sizes may differ.
        arms: some of `STOCK` and `OWN`.
        steps: only so many frames; None for all.
        reply_tokens: of every reply in every arm.
        stock_steps: at which steps stock is measured, counted from 1, such as ``1,half,last``, or ``all``; None: all, or
            ``1,half,last`` where frames are larger than 1080p.
        device: ``auto``, ``cpu`` or ``cuda``.
        dtype: of the weights; ``auto`` is bfloat16 on a GPU, else float32.
        progress: called with the arm, and how many frames of how many are done.

    Returns:
        JSON: ``arms`` (each an `Arm`), ``summary`` (see `ppagent.bench.policy_summary`), ``first_turn`` (vision and prefill ms of
        the first frame's kept blocks, ``eager`` by the stock classes and ``engine`` by ours), and what was measured on.

    Raises:
        InputError: an arm, shape or number that there is not, or no pictures.
        MissingError: there is no CUDA device.
    """
    _check(arms, shape)
    on = _device(device)
    weights = _dtype(dtype, on)
    frames = [read_picture(file) for file in picture_files(folder)[:steps]]
    measured = _measured(stock_steps, frames)
    script = Script(reply_tokens)
    build = partial(random_model, shape, _VOCABULARY[shape], on, weights, script.ids)
    ours, theirs = [arm for arm in OWN if arm in arms], [arm for arm in STOCK if arm in arms]
    total = len(frames) * (len(theirs) + len(ours)) + len(frames[:ENOUGH]) * len(ours)
    done = itertools.count(1)

    def tick(arm: str, _: str) -> None:
        progress(arm, next(done), total)

    found: list[Arm] = []
    first: dict[str, Any] = {}
    if theirs or ours:
        found, first["eager"] = _baseline(build, script, frames, measured, theirs, tick)
    if ours:
        own = cache(lambda: Own(build(), script))
        found += [_attempt(name, partial(_own_arm, own, frames, partial(tick, name))) for name in ours]
        first["engine"] = _attempted(lambda: own().first_turn_ms(frames[0]))
    return {
        "shape": shape, "dtype": str(weights).removeprefix("torch."), **_machine(on), "folder": str(folder),
        "frames": len(frames), "sizes": sorted({f"{frame.shape[1]}x{frame.shape[0]}" for frame in frames}),
        "reply_tokens": script.reply_tokens, "turn_tokens": [len(script.turn(step, 0)) for step in (0, 1)],
        "processor": PROCESSOR, "first_turn": first, "summary": summary([asdict(arm) for arm in found]),
        "arms": [asdict(arm) for arm in found],
    }  # fmt: skip


def _baseline(
    build: Callable[[], Any],
    script: Script,
    frames: Sequence[Pixels],
    measured: Sequence[int],
    names: Sequence[str],
    tick: Callable[[str, str], None],
) -> tuple[list[Arm], dict[str, Any]]:
    """Stock's arms and its first turn, with a model of their own that is gone afterwards."""
    model = cache(build)
    look = Pruner(PERCEPTIONS["spatial"]).look(frames[0])
    ids = script.turn(0, look.selection.kept)
    found = [
        _attempt(name, partial(_stock_arm, model, script, frames, measured, partial(tick, name)))
        for name in names
    ]
    first = _attempted(lambda: first_turn_ms(model(), ids, look))
    model.cache_clear()
    torch.compiler.reset()
    release()
    return found, first


def _stock_arm(
    model: Callable[[], Any],
    script: Script,
    frames: Sequence[Pixels],
    measured: Sequence[int],
    tick: Ticked,
    name: str,
) -> Arm:
    static = name == "stock-static"
    stock = Stock(model(), script, "static" if static else None)
    # A static cache keeps its largest size: after the longest step nothing is compiled again.
    before, _ = stock.episode(frames, measured[-1:]) if static else stock.episode(frames[:1], [0])
    steps, text = stock.episode(frames, measured, tick)
    return Arm(name, tuple(steps), _digest(text), before[0].total_ms / 1000)


def _own_arm(own: Callable[[], Own], frames: Sequence[Pixels], tick: Ticked, name: str) -> Arm:
    look, _, grammar = name.partition("+")
    warmup_s = own().warm(frames, look, tick, grammar=bool(grammar))
    steps, text = own().episode(frames, look, tick, grammar=bool(grammar))
    return Arm(name, tuple(steps), _digest(text), warmup_s)


def _attempt(name: str, work: Callable[[str], Arm]) -> Arm:
    done = _attempted(lambda: work(name))
    return done if isinstance(done, Arm) else Arm(name, **done)


def _attempted(work: Callable[[], T]) -> T | dict[str, Any]:
    """What it returns, or why it returned nothing (``error`` and ``trace``): the others go on."""
    try:
        return work()
    except torch.OutOfMemoryError:
        return {"error": "out of memory"}
    except Exception as error:  # noqa: BLE001 - it is in the result, and the run ends with an exit status of 1
        lines = (str(error) or repr(error)).splitlines()
        return {"error": lines[0], "trace": traceback.format_exc()[-_TRACE_CHARS:]}
    finally:
        release()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _measured(asked: str | None, frames: Sequence[Pixels]) -> list[int]:
    """Which frames stock answers, from 0, ascending."""
    count = len(frames)
    large = max(frame.shape[0] * frame.shape[1] for frame in frames) > _LARGE_PX
    words = (asked or ("1,half,last" if large else "all")).split(",")
    if words == ["all"]:
        return list(range(count))
    places = {"half": (count + 1) // 2, "last": count}
    try:
        steps = [places[word] if word in places else int(word) for word in map(str.strip, words)]
    except ValueError as error:
        raise InputError(
            f"{asked!r} names no steps", "give all, or numbers, half and last: 1,half,last"
        ) from error
    if min(steps) < 1:
        raise InputError(f"{asked!r}: steps are counted from 1")
    return sorted({min(step, count) - 1 for step in steps})


def _check(arms: Sequence[str], shape: str) -> None:
    if unknown := [arm for arm in arms if arm not in (*STOCK, *OWN)]:
        raise InputError(f"there is no arm {unknown[0]!r}", f"known ones: {', '.join((*STOCK, *OWN))}")
    if shape not in SHAPES:
        raise InputError(f"{shape!r} is not a shape", f"known ones: {', '.join(SHAPES)}")


def _dtype(name: Dtype, device: torch.device) -> torch.dtype:
    if name == "auto":
        return torch.bfloat16 if device.type == "cuda" else torch.float32
    dtype: torch.dtype = getattr(torch, name)
    return dtype


def _device(name: str) -> torch.device:
    if name == "cuda" and not torch.cuda.is_available():
        raise MissingError("there is no CUDA device that PyTorch can use", "measure with --device cpu")
    return torch.device(("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else name)


def _machine(device: torch.device) -> dict[str, str]:
    cuda = device.type == "cuda"
    name = torch.cuda.get_device_name() if cuda else f"CPU {platform.processor() or platform.machine()}"
    versions = {"python": platform.python_version(), "torch": torch.__version__}
    versions["transformers"] = transformers.__version__
    versions |= {name: _version(name) for name in ("triton", "llguidance")}
    return {"device": name, **versions}


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
