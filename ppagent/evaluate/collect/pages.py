"""In: an HTML page and a look. Out: the picture Chromium makes of it, and everything on it that has a name.

Names and roles are Chromium's own accessibility tree's, boxes and what covers what are the DOM's, both over DevTools.
"""

from __future__ import annotations

import base64
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np
from typing_extensions import Self

from ppagent.desktop.windows import Box
from ppagent.errors import InputError, ScreenLostError
from ppagent.evaluate.collect.plan import Look
from ppagent.evaluate.collect.thing import Thing
from ppagent.evaluate.collect.visible import LEAST_SEEN, SMALLEST_PX, uniform
from ppagent.evaluate.miniwob.chromium import Chromium
from ppagent.screen.frame import Pixels

GROUP = "web"
_LOOK = """function () {
  const range = document.createRange();
  const text = this.nodeType === Node.TEXT_NODE;
  if (text) range.selectNodeContents(this);
  // A click on the words beside a check box is as good as one on it.
  const wrap = !text && this.matches("input[type=checkbox], input[type=radio]") && this.closest("label");
  const self = wrap || this;
  const rects = (text ? range : self).getClientRects();
  if (rects.length !== 1) return null;
  const box = rects[0], shown = [], left = Math.max(box.left, 0), top = Math.max(box.top, 0);
  const right = Math.min(box.right, innerWidth), bottom = Math.min(box.bottom, innerHeight);
  if ((right - left) * (bottom - top) < LEAST * box.width * box.height || right <= left || bottom <= top) return null;
  const inside = node => { while (node && node !== self) node = node.parentNode || node.host; return !!node; };
  for (const across of [0.2, 0.5, 0.8]) for (const down of [0.2, 0.5, 0.8]) {
    let hit = document.elementFromPoint(left + across * (right - left), top + down * (bottom - top));
    while (hit && hit.shadowRoot) {
      const deeper = hit.shadowRoot.elementFromPoint(left + across * (right - left), top + down * (bottom - top));
      if (!deeper || deeper === hit) break;
      hit = deeper;
    }
    if (!hit || !(text ? hit.contains(this) || inside(hit) : inside(hit))) return null;
  }
  const written = text ? this.data : !wrap && this.matches("input, textarea") ? this.value || this.placeholder : self.innerText;
  return {box: [left, top, right - left, bottom - top], written: written || "", live: !this.disabled,
          title: this.title || ""};
}""".replace("LEAST", str(LEAST_SEEN))


class Browser:
    """Takes pages, one after the other, each in a look of its own; a context manager around one Chromium."""

    def __init__(self) -> None:
        self._chromium = Chromium()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the browser."""
        self._chromium.close()

    def take(self, page: Path, look: Look) -> tuple[Pixels, list[Thing], str]:
        """Take one page: an even seed lightly coloured, an odd one darkly, where the page knows how.

        Raises:
            ScreenLostError: the browser died, or cannot show the page.
        """
        chromium, dark = self._chromium, bool(look.seed % 2)
        width, height = round(look.size_px[0] / look.scale), round(look.size_px[1] / look.scale)
        chromium.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=look.scale,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        chromium.call("Emulation.setEmulatedMedia", features=[scheme, still])
        chromium.navigate(page.resolve().as_uri())
        chromium.run(
            "document.fonts.ready.then(() => new Promise(ok => requestAnimationFrame(() => requestAnimationFrame(ok))))"
        )
        pixels = self._picture()
        things = self._things(page.stem, look.scale, pixels)
        if (self._picture() != pixels).any():
            raise ScreenLostError(f"{page.name} never rests")
        return pixels, things, scheme["value"]

    def _picture(self) -> Pixels:
        data = base64.b64decode(self._chromium.call("Page.captureScreenshot", format="png")["data"])
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        assert image is not None
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)

    def _things(self, name: str, scale: float, pixels: Pixels) -> list[Thing]:
        chromium = self._chromium
        nodes = [
            node for node in chromium.call("Accessibility.getFullAXTree")["nodes"]
            if not node.get("ignored") and _value(node, "name") and "backendDOMNodeId" in node
            and _value(node, "role") not in {"RootWebArea", "InlineTextBox"}
        ]  # fmt: skip
        resolved = chromium.calls(
            [("DOM.resolveNode", {"backendNodeId": node["backendDOMNodeId"]}) for node in nodes]
        )
        looked = chromium.calls(
            [
                ("Runtime.callFunctionOn",
                 {"functionDeclaration": _LOOK, "objectId": one["object"]["objectId"], "returnByValue": True})
                for one in resolved
            ]
        )  # fmt: skip
        found = []
        for node, answer in zip(nodes, looked, strict=True):
            seen = answer["result"].get("value")
            if not seen:
                continue
            box = _pixels(seen["box"], scale)
            if min(box[2:]) < SMALLEST_PX or uniform(pixels, box):
                continue
            called = " ".join(_value(node, "name").split())
            found.append(
                Thing(
                    application=name, group=GROUP, role=_value(node, "role").lower(), name=called,
                    tooltip=seen["title"], label=called, box=box, live=seen["live"],
                    drawn=called.casefold() in " ".join(seen["written"].split()).casefold(),
                )
            )  # fmt: skip
        return found


def page_files(folder: Path) -> list[Path]:
    """The pages of a folder, by name.

    Raises:
        InputError: there are none.
    """
    files = sorted(folder.glob("*.html")) if folder.is_dir() else []
    if not files:
        raise InputError(f"{folder} holds no pages", "give a folder with *.html files")
    return files


def _value(node: dict[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value", ""))


def _pixels(box: list[float], scale: float) -> Box:
    left, top = round(box[0] * scale), round(box[1] * scale)
    return (left, top, round((box[0] + box[2]) * scale) - left, round((box[1] + box[3]) * scale) - top)
