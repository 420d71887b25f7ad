"""In: a seed. Out: a plan of one window, a plain dict that the workers of both toolkits build with real widgets."""

from __future__ import annotations

import random
from typing import Any

from ppagent.train.toolkits import windows
from ppagent.train.toolkits.controls import Controls
from ppagent.train.toolkits.parts import Node
from ppagent.train.toolkits.words import Words

_SIZES = (
    (200, 120, 400, 300),
    (320, 200, 640, 480),
    (400, 300, 900, 640),
    (800, 600, 1280, 800),
    (1000, 700, 1600, 1000),
)


def plan(seed: int, *, held_out: bool, scale: float = 1.0) -> dict[str, Any]:
    """A window: its size in pixels of the toolkit, its title, its tree of parts, and what is open over it.

    Keys: ``size`` (w, h), ``title``, ``fit`` (the size is only the most it may be), ``root`` (node), ``popup`` (None, or
    ``kind`` menu, context or combo with ``items``, ``at`` or ``x``, ``y``).
    """
    rng = random.Random(f"toolkits {seed} {held_out}")
    parts = Controls(rng, Words(rng, held_out=held_out))
    low_w, low_h, high_w, high_h = rng.choices(_SIZES, (20, 32, 26, 14, 8))[0]
    width, height = int(rng.randint(low_w, high_w) / scale), int(rng.randint(low_h, high_h) / scale)
    maker = rng.choices(
        (
            windows.main,
            windows.dialog,
            windows.message,
            windows.settings,
            windows.pad,
            windows.files,
            windows.dense,
            windows.pick,
        ),
        (30, 16, 9, 14, 12, 9, 8, 4),
    )[0]
    window = maker(parts, (width, height))
    title = parts.words.label()
    top: list[Node] = []
    if rng.random() < 0.2 and maker is not windows.message:
        top.append(parts.header(title))
    popup: Node | None = None
    if (
        maker in (windows.main, windows.files, windows.pad, windows.dense)
        and rng.random() < 0.75
        and width > 250
    ):
        bar = parts.menubar()
        if maker is windows.main and rng.random() < 0.3:
            at = rng.randrange(len(bar["menus"]))
            popup = {"kind": "menu", "at": at, "items": parts.items(), "hover": rng.randrange(-2, 5)}
        top.append(bar)
    if popup is None and rng.random() < 0.12:
        popup = {
            "kind": "context",
            "items": parts.items(10),
            "x": rng.random(),
            "y": rng.random(),
            "hover": rng.randrange(-2, 5),
        }
    elif popup is None and rng.random() < 0.1:
        popup = {"kind": "combo", "hover": 0}
    root = {"k": "v", "gap": 0, "pad": 0, "c": [*top, window]}
    small = maker in (windows.message, windows.pad) or (
        maker in (windows.dialog, windows.pick) and rng.random() < 0.7
    )
    return {"size": (width, height), "title": title, "fit": small, "root": root, "popup": popup}
