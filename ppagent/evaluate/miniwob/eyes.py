"""In: what an oracle looks for in a page. Out: the CSS px to act on. Eyes look, they never touch."""

from __future__ import annotations

import json
import re
from typing import Any

from ppagent.action.schema import Point
from ppagent.errors import PpagentError
from ppagent.evaluate.miniwob.browser import MiniWob

PATIENCE_MS = 3000
"""How long a thing is waited for: pages unfold and fade their parts in."""
_FIND = """(css, text, nth, at, width, height, patience) => new Promise(answer => {
  const words = node => (node.innerText ?? node.textContent ?? "").replace(/\\s+/g, " ").trim();
  const hit = (node, x, y) => { const top = document.elementFromPoint(x, y); return top && (node === top || node.contains(top)); };
  const point = node => {
    for (const r of node.getClientRects()) {
      const x0 = Math.max(0, r.left), x1 = Math.min(width, r.right), y0 = Math.max(0, r.top), y1 = Math.min(height, r.bottom);
      if (x1 - x0 < 1 || y1 - y0 < 1) continue;
      const xs = at === "left" ? [0.06, 0.1] : [0.5, 0.25, 0.75, 0.1, 0.9];
      for (const fy of [0.5, 0.25, 0.75, 0.1, 0.9]) for (const fx of xs) {
        const x = Math.floor(x0 + (x1 - x0) * fx), y = Math.floor(y0 + (y1 - y0) * fy);
        if (hit(node, x, y)) return [x, y];
      }
    }
    return null;
  };
  const place = () => {
    if (window.$ && $.fn && $(":animated").length) return null;
    let found = [...document.querySelectorAll(css)];
    if (text !== null) found = found.filter(node => words(node) === text);
    if (nth !== null) found = found.slice(nth, nth + 1);
    for (const node of found) { const p = point(node); if (p) return p; }
    return null;
  };
  const since = performance.now();
  let last = null;
  const look = () => {
    const now = place();
    if (now && last && now[0] === last[0] && now[1] === last[1]) return answer(now);
    if (performance.now() - since > patience) return answer(null);
    last = now;
    setTimeout(look, 15);
  };
  look();
})"""


class UnseenError(PpagentError):
    """An oracle does not find what its page should show."""


class Eyes:
    """An oracle's look at one page.

    Attributes:
        utterance: the task, in the page's words.
        quoted: the parts of it in quotation marks.
    """

    def __init__(self, page: MiniWob, size: tuple[int, int], utterance: str) -> None:
        self.utterance = utterance
        self.quoted = re.findall(r'"([^"]*)"', utterance)
        self._page, self._size = page, size

    def js(self, expression: str) -> Any:
        """The value of a JavaScript expression."""
        return self._page.browser.run(expression)

    def point(self, css: str, text: str | None = None, nth: int | None = None, at: str = "middle") -> Point:
        """Where to click a thing, once it stands still.

        Args:
            css: selector.
            text: all that it says, white space aside.
            nth: which of those found, from 0; None for the first that can be hit.
            at: ``middle`` or ``left``.

        Raises:
            UnseenError: there is no such thing in the task's area, or something covers it.
        """
        arguments = json.dumps([css, text, nth, at, *self._size, PATIENCE_MS])[1:-1]
        found = self._page.browser.run(f"({_FIND})({arguments})")
        if found is None:
            raise UnseenError(f"{css} {text or ''} is not to be seen on the page".replace("  ", " "))
        return float(found[0]), float(found[1])

    def count(self, css: str) -> int:
        """How many there are."""
        return int(self.js(f"document.querySelectorAll({json.dumps(css)}).length"))

    def text(self, css: str, nth: int = 0) -> str:
        """The text of the nth of them, white space at its ends removed."""
        return str(self.js(f"document.querySelectorAll({json.dumps(css)})[{nth}].textContent")).strip()

    def texts(self, css: str) -> list[str]:
        """The texts of all of them."""
        found = self.js(
            f"[...document.querySelectorAll({json.dumps(css)})].map(node => node.textContent.trim())"
        )
        return [str(text) for text in found]

    def value(self, css: str) -> str:
        """What a field holds."""
        return str(self.js(f"document.querySelector({json.dumps(css)}).value"))

    def said(self, pattern: str) -> str:
        """The first group of a pattern in the utterance.

        Raises:
            UnseenError: the utterance reads otherwise.
        """
        found = re.search(pattern, self.utterance)
        if not found:
            raise UnseenError(f"the task reads otherwise than expected: {self.utterance}")
        return found[1]

    def rank(self) -> int:
        """The ordinal in the utterance (1st, 2nd, …), from 0."""
        return int(self.said(r"(\d+)(?:st|nd|rd|th)\b")) - 1
