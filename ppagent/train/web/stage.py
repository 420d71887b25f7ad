"""In: a page's HTML and a size. Out: it shown by Chromium; its picture with what is on it; actions carried out on it."""

from __future__ import annotations

import base64
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np
from typing_extensions import Self

from ppagent.action.schema import Action, Click, Drag, Move, Scroll
from ppagent.errors import ScreenLostError
from ppagent.evaluate.miniwob.chromium import Chromium
from ppagent.evaluate.miniwob.hands import PageHands
from ppagent.screen.frame import Pixels
from ppagent.train.sheet import Box, Element, Sheet

_HERE = Path(__file__).parent
_INK = (_HERE / "ink.js").read_text()
_LOOK = f"{{{_INK}\n{(_HERE / 'page.js').read_text()}}}"
_BEHAVE = (_HERE / "ui.js").read_text()
_SETTLED = "document.fonts.ready.then(() => new Promise(ok => requestAnimationFrame(() => requestAnimationFrame(() => ok(1)))))"
_STILL = "*{animation:none!important;transition:none!important;caret-animation:manual!important;scroll-behavior:auto!important}"


@dataclass(frozen=True, slots=True)
class View:
    """The window of a page: CSS px, and sheet px per CSS px."""

    width: int
    height: int
    scale: float = 1.0


class Stage:
    """One Chromium, one page after the other. A context manager."""

    def __init__(self) -> None:
        """Start the browser; see `Chromium` for what is raised."""
        self.browser = Chromium()
        self.hands = PageHands(self.browser)
        self.view = View(0, 0)
        self._folder = tempfile.TemporaryDirectory(prefix="ppagent-web-")
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.browser.call("Emulation.setEmulatedMedia", features=[still])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the browser."""
        self.browser.close()
        self._folder.cleanup()

    def show(self, body: str, css: str, view: View, *, script: str = "") -> None:
        """Show a page of ours.

        Args:
            body: its HTML.
            css: its style sheet.
            view: its window.
            script: JavaScript of its own, run after that of all pages.
        """
        page = Path(self._folder.name) / "page.html"
        page.write_text(
            f"<!doctype html><html lang=en><meta charset=utf-8><title>page</title><style>{css}{_STILL}</style><body>{body}"
            f"<script>{_BEHAVE}\n{script}</script></body></html>",
            encoding="utf-8",
        )
        self.open(page.as_uri(), view)

    def open(self, url: str, view: View) -> None:
        """Show any page of this machine."""
        if view != self.view:
            self.browser.call(
                "Emulation.setDeviceMetricsOverride",
                width=view.width, height=view.height, deviceScaleFactor=view.scale, mobile=False,
            )  # fmt: skip
            self.view = view
        self.browser.navigate(url)
        self.settle()

    def settle(self) -> None:
        """Wait until two frames have been drawn."""
        self.browser.run(_SETTLED)

    def sheet(self, source: str) -> Sheet:
        """The picture of this moment and all that is on it; the pointer is not drawn."""
        (shot,) = self.browser.calls(
            [("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})]
        )
        found: dict[str, Any] = self.browser.run(_LOOK)
        bgr = cv2.imdecode(np.frombuffer(base64.b64decode(shot["data"]), np.uint8), cv2.IMREAD_COLOR)
        if bgr is None:
            raise ScreenLostError("Chromium sent no picture")
        pixels: Pixels = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)
        scale = self.view.scale
        elements = tuple(_element(one, scale) for one in found["elements"])
        if found["glyphs"] is None:  # where a date's digits are drawn, no script is told
            return Sheet(pixels, elements, source)
        glyphs = np.array(found["glyphs"], dtype=np.float64).reshape(-1, 3)
        glyphs[:, 1:] *= scale
        return Sheet(pixels, elements, source, glyphs.astype(np.int32))

    def perform(self, action: Action) -> None:
        """Carry out an action whose points are px of the sheet, and let the page come to rest."""
        self.hands.perform(scaled(action, 1 / self.view.scale))
        self.settle()

    def box(self, query: str, *, ink: bool = False) -> Box | None:
        """Where a CSS selector's first thing is hit, in px of the sheet, or what is drawn there; None when it is out of sight."""
        found = self.browser.run(f"{{{_INK}\n({_FIND})({repr_js(query)}, {repr_js(ink)})}}")
        scale = self.view.scale
        return (
            None
            if found is None
            else (found[0] * scale, found[1] * scale, found[2] * scale, found[3] * scale)
        )


_FIND = """(query, ink) => {
  const node = document.querySelector(query);
  if (!node || !node.getClientRects().length) return null;
  const rect = node.getBoundingClientRect();
  let [l, t, r, b] = [Math.max(0, rect.left), Math.max(0, rect.top), Math.min(innerWidth, rect.right), Math.min(innerHeight, rect.bottom)];
  for (let up = node.parentElement; up && up !== document.body; up = up.parentElement) {
    if (getComputedStyle(up).overflow === "visible") continue;
    const edge = up.getBoundingClientRect();
    l = Math.max(l, edge.left); t = Math.max(t, edge.top); r = Math.min(r, edge.right); b = Math.min(b, edge.bottom);
  }
  if (r - l < 4 || b - t < 4 || b - t < 0.6 * Math.min(rect.height, innerHeight / 2)) return null;
  const hit = document.elementFromPoint((l + r) / 2, (t + b) / 2);
  if (!hit || (node !== hit && !node.contains(hit))) return null;
  return ink ? inkOf(node, [l, t, r, b]) || [l, t, r, b] : [l, t, r, b];
}"""


def repr_js(value: str | bool) -> str:
    """A value as JavaScript writes it."""
    return json.dumps(value)


def scaled(action: Action, by: float) -> Action:
    """The action with its points multiplied."""
    match action:
        case Click() | Move() | Scroll() if action.point is not None:
            return action.model_copy(update={"point": (action.point[0] * by, action.point[1] * by)})
        case Drag():
            start = action.start and (action.start[0] * by, action.start[1] * by)
            return action.model_copy(update={"start": start, "end": (action.end[0] * by, action.end[1] * by)})
    return action


def _element(one: dict[str, Any], scale: float) -> Element:
    return Element(
        role=one["role"], name=one["name"], box=_box(one["box"], scale), ink=one["ink"] and _box(one["ink"], scale),
        written=one["written"], state=one["state"], value=one["value"], group=one["group"], hint=one["hint"],
    )  # fmt: skip


def _box(sides: list[float], scale: float) -> Box:
    left, top, right, bottom = (round(side * scale, 1) for side in sides)
    return (left, top, right, bottom)
