"""In: Eyes on a page that hides what is wanted. Out: the actions that bring it out and take it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ppagent.action.schema import Action, Scroll
from ppagent.evaluate.miniwob.eyes import Eyes, UnseenError
from ppagent.evaluate.miniwob.moves import SUBMIT, fill, fill_and_submit, press


def link_in_tab(eyes: Eyes) -> Iterator[Action]:
    """Open the tab that holds a link, and click it."""
    panel = eyes.js(_panel_of("#area > div", eyes.quoted[0]))
    if panel is None:  # click-tab-2-medium: the one link was in the tab that was emptied
        yield press(eyes, ".ui-tab", nth=1)
        return
    yield press(eyes, "#area > ul a", nth=panel)
    yield press(eyes, ".alink", eyes.quoted[0])


def link_in_section(eyes: Eyes) -> Iterator[Action]:
    """Unfold the section that holds a link, and click it."""
    yield press(eyes, "#area h3", nth=eyes.js(_panel_of("#area > div", eyes.quoted[0])))
    yield press(eyes, ".alink", eyes.quoted[0])


def _panel_of(css: str, text: str) -> str:
    """JavaScript: which of the panels holds a link that says the text; null when none does."""
    holds = f"[...panel.querySelectorAll('.alink')].some(link => link.textContent === {json.dumps(text)})"
    found = f"[...document.querySelectorAll('{css}')].findIndex(panel => {holds})"
    return f"(at => at < 0 ? null : at)({found})"


def section_and_submit(eyes: Eyes) -> Iterator[Action]:
    """Unfold the one section."""
    yield press(eyes, "#area h3")
    yield press(eyes, SUBMIT)


def tab(eyes: Eyes) -> Iterator[Action]:
    """Open a tab."""
    yield press(eyes, "#area ul a", eyes.said(r"on (Tab #\d)"))


def tree(eyes: Eyes) -> Iterator[Action]:
    """Unfold the folders above the thing, then click it."""
    names = eyes.texts("#tree span")
    at = names.index(eyes.quoted[0])
    parents = eyes.js(f"""(() => {{
      const spans = [...document.querySelectorAll("#tree span")], above = [];
      for (let li = spans[{at}].parentElement.parentElement.closest("li"); li; li = li.parentElement.closest("li"))
        above.unshift(spans.indexOf(li.querySelector("span")));
      return above;
    }})()""")
    for parent in parents:
        yield press(eyes, "#tree span", nth=parent)
    yield press(eyes, "#tree span", nth=at)


def search(eyes: Eyes) -> Iterator[Action]:
    """Search, turn to the page of the nth result, click it."""
    yield from fill_and_submit(eyes, "#search-text", eyes.quoted[0], "#search")
    result = eyes.rank()
    if page := result // 3:
        yield press(eyes, "#pagination a", str(page + 1))
    yield press(eyes, f"[data-result='{result}']")


def to_the_end(eyes: Eyes) -> Iterator[Action]:
    """Scroll a text to its top or bottom."""
    down = eyes.said(r"to the (bottom|top)") == "bottom"
    yield Scroll(point=eyes.point("#text-area"), dy=100 if down else -100)
    _wait_for(eyes, "t.scrollTop + t.clientHeight >= t.scrollHeight - 1" if down else "t.scrollTop <= 0")
    yield press(eyes, SUBMIT)


def sign(eyes: Eyes) -> Iterator[Action]:
    """Read an agreement to its end, sign it or cancel."""
    if eyes.quoted and len(eyes.quoted) == 2:
        yield Scroll(point=eyes.point("#text-area"), dy=100)
        _wait_for(eyes, "!document.querySelector('#name').disabled")
        yield from fill(eyes, "#name", eyes.quoted[0])
        yield press(eyes, "#area button", eyes.quoted[1])
    else:
        yield press(eyes, "#cancel")


def _wait_for(eyes: Eyes, condition: str) -> None:
    """Wait until a condition on ``t``, the text area, holds."""
    held = eyes.js(f"""new Promise(ok => {{
      const t = document.querySelector("#text-area"), since = Date.now();
      const look = () => {condition} ? ok(true) : Date.now() - since > 3000 ? ok(false) : setTimeout(look, 15);
      look();
    }})""")
    if not held:
        raise UnseenError(f"the text does not scroll: {condition}")
