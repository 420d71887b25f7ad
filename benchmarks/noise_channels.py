"""What `noise_study.py` sends, and how: lossy channels, and known changes painted into lossless frames."""

from __future__ import annotations

import copy
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from typing_extensions import Self

Image = NDArray[np.uint8]
Box = tuple[int, int, int, int]
C420, C444 = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444

KINDS: dict[str, tuple[int, int]] = {
    "caret": (1, 16),
    "check": (10, 9),
    "underline": (48, 1),
    "faint text": (44, 12),
    "faint line": (64, 1),
    "hover": (96, 24),
    "shade": (64, 64),
    "colour": (11, 11),
}
"""Known changes and their ``(width, height)`` in px. ``colour`` is a red dot that turns green of the same luma."""


class Lossless:
    """What was shown is what is seen."""

    def send(self, pixels: Image) -> Image:
        """What arrives, ``(H, W, 3)``."""
        return pixels

    def fork(self) -> Self:
        """The same channel, in the same state, to try something on."""
        return copy.deepcopy(self)


class Whole(Lossless):
    """Each frame encoded whole, with one quality after the other."""

    def __init__(self, qualities: tuple[int, ...], sampling: int = C420) -> None:
        self.qualities, self.sampling, self.sent = qualities, sampling, 0

    def send(self, pixels: Image) -> Image:
        """What arrives."""
        self.sent += 1
        return jpeg(pixels, self.qualities[self.sent % len(self.qualities)], self.sampling)


class Tight(Lossless):
    """A VNC server: only what was drawn is sent; more than 96 colours as JPEG, fewer without loss."""

    def __init__(self, quality: int, sampling: int, repaints: int) -> None:
        self.quality, self.sampling, self.repaints = quality, sampling, repaints
        self.random = np.random.default_rng(5)
        self.true: Image | None = None
        self.seen: Image | None = None

    def send(self, pixels: Image) -> Image:
        """What the client's copy of the screen shows afterwards."""
        height, width = pixels.shape[:2]
        if self.true is None or self.seen is None:
            drawn, self.seen = [(0, 0, width, height)], pixels
        else:
            drawn = _rectangles((pixels != self.true).any(axis=2))
            for _ in range(self.repaints):
                w, h = (int(n) for n in self.random.integers(200, 700, 2))
                drawn.append(
                    (int(self.random.integers(width - w)), int(self.random.integers(height - h)), w, h)
                )
        seen = self.seen.copy()
        for x, y, w, h in drawn:
            part = np.ascontiguousarray(pixels[y : y + h, x : x + w])
            many = len(np.unique(part.astype(np.uint32) @ np.array([1, 256, 65536], dtype=np.uint32))) > 96
            seen[y : y + h, x : x + w] = jpeg(part, self.quality, self.sampling) if many else part
        self.true, self.seen = pixels, seen
        return seen


CHANNELS: dict[str, Callable[[], Lossless]] = {
    "lossless": Lossless,
    "jpeg 60": lambda: Whole((60,)),
    "jpeg 75": lambda: Whole((75,)),
    "jpeg 75 4:4:4": lambda: Whole((75,), C444),
    "jpeg 95": lambda: Whole((95,)),
    "jpeg varies": lambda: Whole((75, 80, 70, 85)),
    "tight 60": lambda: Tight(60, C420, 0),
    "tight 80": lambda: Tight(80, C444, 0),
    "tight 60 repaints": lambda: Tight(60, C420, 4),
    "tight 80 repaints": lambda: Tight(80, C444, 4),
}


def jpeg(pixels: Image, quality: int, sampling: int) -> Image:
    """There and back."""
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
    data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)[1]
    return np.asarray(cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _rectangles(changed: NDArray[np.bool_]) -> list[Box]:
    """Boxes around connected changes, a little grown, as a server joins what is drawn near each other."""
    near = cv2.dilate(changed.astype(np.uint8), np.ones((9, 9), dtype=np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(near)
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h, _ in stats[1:count]]


def known_changes(pixels: Image, seed: int, each: int = 4) -> tuple[Image, Image, dict[Box, str]]:
    """Paint ``each`` changes of every kind, half of them on flat ground and half beside content.

    Returns:
        The frame before (only the dots are painted), the frame after, and where each change is.
    """
    random = np.random.default_rng(seed)
    before, boxes = pixels.copy(), {}
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    taken = np.zeros(grey.shape, dtype=bool)
    for kind, (w, h) in KINDS.items():
        for index in range(each):
            for _ in range(400):
                x = int(random.integers(48, grey.shape[1] - w - 48))
                y = int(random.integers(48, grey.shape[0] - h - 48))
                ground, around = (
                    np.ptp(grey[y : y + h, x : x + w]),
                    np.ptp(grey[y - 6 : y + h + 6, x - 6 : x + w + 6]),
                )
                fits = around == 0 if index % 2 else (around > 60 and ground < 40)
                if fits and not taken[y - 40 : y + h + 40, x - 40 : x + w + 40].any():
                    taken[y : y + h, x : x + w] = True
                    boxes[x, y, w, h] = kind
                    break
    for (x, y, _, _), kind in boxes.items():
        if kind == "colour":
            cv2.circle(before, (x + 5, y + 5), 5, (200, 40, 40), -1)
    after = before.copy()
    for box, kind in boxes.items():
        _paint(after, kind, box, light=bool(grey[box[1], box[0]] >= 128))
    return before, after, boxes


def _paint(pixels: Image, kind: str, box: Box, *, light: bool) -> None:
    x, y, w, h = box
    part = np.ascontiguousarray(pixels[y : y + h, x : x + w])
    sign = -1 if light else 1
    if kind == "caret":
        part[:] = 0 if light else 255
    elif kind == "check":
        ink = (40, 40, 40) if light else (215, 215, 215)
        line = np.array([[1, 4], [4, 7], [8, 1]])
        cv2.polylines(part, [line], isClosed=False, color=ink, thickness=2, lineType=cv2.LINE_AA)
    elif kind == "underline":
        part[:] = (26, 95, 180) if light else (120, 180, 255)
    elif kind == "faint text":
        ink = (part[0, 0].astype(int) + sign * 55).clip(0, 255).tolist()
        cv2.putText(part, "Ready", (0, 10), cv2.FONT_HERSHEY_SIMPLEX, 0.4, ink, 1, cv2.LINE_AA)
    elif kind == "colour":
        cv2.circle(part, (5, 5), 5, (40, 121, 40), -1)
    else:
        levels = {"faint line": 24, "hover": 10, "shade": 4}[kind]
        part[:] = (part.astype(int) + sign * levels).clip(0, 255)
    pixels[y : y + h, x : x + w] = part
