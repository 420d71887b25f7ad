"""What the pruner cannot help: the figures behind "When pruning gives nothing" in ``docs/pruning.md``.

``python benchmarks/hard_screens.py DESKTOP.png PHOTO.jpg [WALLPAPER.jpg ...]``: a lossless desktop of 1920×1080, a photograph, and
pictures that are scaled to 1920×1080. The rest is computed. Printed is the kept share, I-frames and P-frames one by one.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ppagent.files import read_picture
from ppagent.prune.pruner import Perception, Pruner

Image = NDArray[np.uint8]
WIDTH, HEIGHT = 1920, 1080


def kept(frames: Sequence[Image], **settings: Any) -> str:
    pruner = Pruner(Perception(**settings))
    selections = [pruner.look(frame).selection for frame in frames]
    return ", ".join(f"{one.kind} {one.kept / one.full:.1%}" for one in selections)


def show(name: str, frames: Sequence[Image], *thresholds: tuple[str, float]) -> None:
    lossy = [
        f"{metric} {tau * 255:.3g}/255: {kept(frames, metric=metric, threshold=tau)}"
        for metric, tau in thresholds
    ]
    print(f"{name}: {'; '.join([kept(frames), *lossy])}", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description="What the pruner cannot help.")
    arguments.add_argument("desktop", type=Path)
    arguments.add_argument("photo", type=Path)
    arguments.add_argument("wallpaper", type=Path, nargs="*")
    options = arguments.parse_args()
    both = ("max", 0.02), ("mae", 0.02)
    photo, desktop = read_picture(options.photo), read_picture(options.desktop)
    show("photograph", [photo], *both)
    for file in options.wallpaper:
        show(
            file.name, [cv2.resize(read_picture(file), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)], *both
        )

    random = np.random.default_rng(0)
    down = np.linspace(40, 90, HEIGHT)[:, None, None] * np.ones((1, WIDTH, 3))
    across = np.linspace(0, 50, WIDTH)[None, :, None]
    order = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16
    ordered = np.tile(order, (HEIGHT // 4, WIDTH // 4))[:, :, None]
    gradients = {
        "vertical gradient": np.round(down),
        "diagonal gradient": np.round(down + across),
        "vertical gradient, random dithering": np.floor(down + random.random((HEIGHT, WIDTH, 1))),
        "vertical gradient, ordered dithering": np.floor(down + ordered),
    }
    for name, pixels in gradients.items():
        show(name, [pixels.astype(np.uint8)], ("max", 2 / 255), ("max", 4 / 255))

    large = cv2.resize(photo, (2400, 1500))
    show(
        "video, whole screen",
        [np.ascontiguousarray(large[200 : 200 + HEIGHT, x : x + WIDTH]) for x in range(20, 60, 5)],
    )
    video = [desktop.copy() for _ in range(8)]
    for index, frame in enumerate(video):
        frame[300:660, 500:1140] = large[200:560, 20 + 5 * index : 660 + 5 * index]
    show(f"video, {640 * 360 / WIDTH / HEIGHT:.1%} of the screen", video)
    noisy = [desktop + random.integers(-1, 2, desktop.shape) for _ in range(4)]
    show("noise of one level", [frame.clip(0, 255).astype(np.uint8) for frame in noisy], ("max", 2 / 255))


if __name__ == "__main__":
    main()
