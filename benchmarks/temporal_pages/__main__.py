"""Episodes of real change on rendered web pages: the data of the paired study of P-frames.

    python benchmarks/temporal_pages OUT [--pages N --seed S --contact SHEET.png]

In: HTML documents of this machine and application-like pages made here, at 1024×768 or 1280×800 CSS pixels, scale 1, in
headless Chromium. Out: ``OUT/frames/*.png`` (lossless, named by their pixels, so episodes share them) and ``OUT/index.json``:

- ``pages[id]``: ``source``, ``shelf``, ``sha256`` of the HTML, ``size`` (width, height), ``scroll_px`` at the start. The page is the
  cluster of the statistics.
- ``episodes[]``: ``id``, ``kind`` (panel, menu, typing, toggle, long, scroll), ``detail``, ``page``, ``size`` and ``frames[]``.
- a frame: ``file``, ``asked`` (the last one; in ``long`` every one from the third on), ``changed_blocks`` (share of the 32-px blocks
  that differ from the frame before, null on the first) and at most six ``targets``.
- a target: ``text``, ``box`` [x0, y0, x1, y1) in frame px, and whether any pixel of the box changed since the previous frame
  (``changed_last``), in any step of the episode (``changed_ever``), or differs from the first frame (``changed_first``);
  ``blocks_last`` is the share of the 32-px blocks under the box that changed in the last step.

A target is a whole text of the DOM in printable ASCII, 3 to 30 characters, on one line, unclipped, hit by `elementFromPoint` at nine
points of its box, and found only once among the texts on the screen. The same seed on the same machine gives the same files.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

from browser import Browser
from checks import contact_sheet, summary
from episodes import KINDS, ON_APPS, ON_DOCUMENTS
from index import Episode, record, trim, write
from shelves import choose_pages
from stage import Page, Stage


def main() -> None:
    arguments = argparse.ArgumentParser(prog="temporal_pages", description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("out", type=Path)
    arguments.add_argument(
        "--pages", type=int, default=62, help="documents, besides the made pages (default 62)"
    )
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--browser", default="chromium")
    arguments.add_argument("--contact", type=Path, metavar="SHEET.png")
    options = arguments.parse_args()
    frames = options.out / "frames"
    frames.mkdir(parents=True, exist_ok=True)
    for old in frames.glob("*.png"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch,
        Browser(options.browser, Path(scratch, "profile")) as browser,
    ):
        pages = choose_pages(browser, options.pages, options.seed, Path(scratch))
        episodes = [
            episode
            for number, page in enumerate(pages)
            for episode in play(browser, page, number, options.seed, options.out)
        ]
        version = browser.call("Browser.getVersion")["product"]
    episodes = trim(episodes, options.out)
    write(options.seed, version, pages, episodes, options.out)
    summary(episodes, options.out)
    if options.contact:
        contact_sheet(options.out, episodes, options.contact, options.seed)


def play(browser: Browser, page: Page, number: int, seed: int, out: Path) -> list[Episode]:
    """The episodes of one page."""
    plan = ON_APPS if page.app else ON_DOCUMENTS
    episodes = []
    for turn, planned in enumerate(plan[number % len(plan)].split()):
        stage = Stage(browser, page, random.Random(f"{seed} {page.name} {turn}"))
        kind = "panel" if planned == "scroll" and not stage.can_scroll() else planned
        try:
            episode = record(stage, kind, KINDS[kind](stage), out)
        except (TimeoutError, RuntimeError, IndexError) as problem:
            print(f"left out {kind} on {page.source}: {problem!r}", flush=True)
            continue
        if episode:
            episodes.append(episode)
        else:
            print(f"left out {kind} on {page.source}: too little to ask", flush=True)
    return episodes


if __name__ == "__main__":
    main()
