"""In: a seed and how many documents. Out: the pages to show: the made ones, then documents of this machine (``data/shelves.json``)."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Generator
from pathlib import Path

from browser import DATA, Browser
from made import APPS, app_page
from pictures import png
from stage import Page, Stage

SIZES = (1024, 768), (1280, 800)
LEAST_TARGETS = 8
# a page whose picture is larger (photographs, dense code) is left out: the set must stay small
HEAVIEST_BYTES = 65_000


def choose_pages(browser: Browser, count: int, seed: int, folder: Path) -> list[Page]:
    """The made pages, then documents that are light enough and have enough to ask."""
    pages = []
    for i, name in enumerate(APPS):
        file, text = folder / f"{name}.html", app_page(name, random.Random(f"{seed} {name}"))
        file.write_text(text, encoding="utf-8")
        sha = hashlib.sha256(text.encode()).hexdigest()
        pages.append(Page(f"app-{name}", file.as_uri(), f"made: {name}", "app", sha, SIZES[i % 2]))
    random_ = random.Random(seed)
    walk = documents(random_)
    found = next(walk, None)
    while found and len(pages) < len(APPS) + count:
        shelf, path = found
        size, depth_px = SIZES[len(pages) % 2], random_.choice((0, 0, random_.randint(100, 4000)))
        sha = hashlib.sha256(path.read_bytes()).hexdigest()
        page = Page(f"{shelf}-{len(pages):03}", path.as_uri(), str(path), shelf, sha, size, depth_px)
        used = all(sha != one.sha256 for one in pages) and usable(browser, page)
        if used:
            pages.append(page)
        try:
            found = walk.send(used)
        except StopIteration:
            break
    return pages


def documents(random_: random.Random) -> Generator[tuple[str, Path], bool, None]:
    """Documents in a seeded order, shelf after shelf in turn, at most ``most`` of each; sent back is whether one was used."""
    queues = {}
    for shelf, rule in json.loads((DATA / "shelves.json").read_text(encoding="utf-8")).items():
        files = []
        for pattern in rule["where"]:
            anchor = Path(pattern).expanduser()
            found = sorted(
                path
                for path in Path(anchor.anchor).glob(str(anchor.relative_to(anchor.anchor)))
                if path.is_file() and 4_000 < path.stat().st_size < 1_500_000
            )
            files.append(random_.sample(found, len(found)))
        # the patterns of a shelf in turn: not every book of a shelf has as many chapters
        mixed = [files_[i] for i in range(max(map(len, files))) for files_ in files if i < len(files_)]
        queues[shelf] = [rule["most"], mixed]
    while any(most and files for most, files in queues.values()):
        for shelf, queue in queues.items():
            while queue[0] and queue[1]:
                if (yield shelf, queue[1].pop(0)):
                    queue[0] -= 1
                    break


def usable(browser: Browser, page: Page) -> bool:
    try:
        stage = Stage(browser, page, random.Random(0))
        stage.open()
        stage.shot()
    except (TimeoutError, RuntimeError) as problem:
        print(f"left out {page.source}: {problem}")
        return False
    picture, units = stage.frames[0]
    return len(units) >= LEAST_TARGETS and len(png(picture)) <= HEAVIEST_BYTES
