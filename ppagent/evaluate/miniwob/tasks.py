"""In: names as users write them. Out: Tasks: where the page is, how large it is, how many steps it is given."""

from __future__ import annotations

import difflib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ppagent.errors import InputError, MissingError

# The 128 environments that the package miniwob 1.1.0 registers.
_LISTED = """
ascending-numbers bisect-angle book-flight book-flight-nodelay buy-ticket choose-date choose-date-easy
choose-date-medium choose-date-nodelay choose-list circle-center click-button click-button-sequence
click-checkboxes click-checkboxes-large click-checkboxes-soft click-checkboxes-transfer click-collapsible
click-collapsible-2 click-collapsible-2-nodelay click-collapsible-nodelay click-color click-dialog
click-dialog-2 click-link click-menu click-menu-2 click-option click-pie click-pie-nodelay
click-scroll-list click-shades click-shape click-tab click-tab-2 click-tab-2-easy click-tab-2-hard
click-tab-2-medium click-test click-test-2 click-test-transfer click-widget copy-paste copy-paste-2
count-shape count-sides daily-calendar drag-box drag-circle drag-cube drag-items drag-items-grid
drag-shapes drag-shapes-2 drag-single-shape drag-sort-numbers draw-circle draw-line email-inbox
email-inbox-delete email-inbox-forward email-inbox-forward-nl email-inbox-forward-nl-turk
email-inbox-important email-inbox-nl-turk email-inbox-noscroll email-inbox-reply email-inbox-star-reply
enter-date enter-password enter-text enter-text-2 enter-text-dynamic enter-time find-greatest
find-midpoint find-word flight.AA flight.Alaska flight.Alaska-auto focus-text focus-text-2 form-sequence
form-sequence-2 form-sequence-3 generate-number grid-coordinate guess-number highlight-text
highlight-text-2 hot-cold identify-shape login-user login-user-popup multi-layouts multi-orderings
navigate-tree number-checkboxes odd-or-even order-food phone-book read-table read-table-2 resize-textarea
right-angle scroll-text scroll-text-2 search-engine sign-agreement simple-algebra simple-arithmetic
social-media social-media-all social-media-some stock-market terminal text-editor text-transform
tic-tac-toe unicode-test use-autocomplete use-autocomplete-nodelay use-colorwheel use-colorwheel-2
use-slider use-slider-2 use-spinner visual-addition
"""
NAMES = tuple(_LISTED.split())
# The protocol of SeeClick (arXiv 2401.10935): ten steps, thirty where ten cannot do.
MAX_STEPS = 10
LONG = frozenset({"guess-number", "use-slider", "choose-date"})
LONG_STEPS = 30


@dataclass(frozen=True, slots=True)
class Task:
    """One MiniWoB++ task.

    Attributes:
        name: as the package has it.
        page: its HTML file.
        size: ``(width, height)`` of what an agent sees, CSS px.
        window: of the browser window around it, CSS px: pages place their dialogs in it.
        max_steps: actions an agent is given.
    """

    name: str
    page: Path
    size: tuple[int, int]
    window: tuple[int, int]
    max_steps: int


def pages_folder() -> Path:
    """Where the package ``miniwob`` keeps its HTML; it is found, never imported, as that would need selenium.

    Raises:
        MissingError: the package is not installed.
    """
    found = importlib.util.find_spec("miniwob")
    folder = Path(found.origin).parent / "html" if found and found.origin else None
    if folder is None or not folder.is_dir():
        raise MissingError(
            "the MiniWoB++ pages are not installed",
            "pip install --no-deps miniwob==1.1.0 (its dependencies are not needed)",
        )
    return folder


def find_tasks(names: Sequence[str]) -> list[Task]:
    """Tasks by name, each once, in the order given; ``all`` stands for all 128.

    Raises:
        InputError: there is no such task.
        MissingError: the pages are not installed.
    """
    wanted = [one for name in names for one in (NAMES if name == "all" else (name,))]
    folder = pages_folder()
    return [_task(name, folder) for name in dict.fromkeys(wanted)]


def _task(name: str, folder: Path) -> Task:
    if name not in NAMES:
        near = difflib.get_close_matches(name, NAMES, 5)
        raise InputError(
            f"there is no MiniWoB++ task called {name!r}",
            f"near it: {', '.join(near)}" if near else f"known tasks: {', '.join(NAMES)}",
        )
    max_steps = LONG_STEPS if name in LONG else MAX_STEPS
    if name.startswith("flight."):
        page = folder / "flight" / name.removeprefix("flight.") / "wrapper.html"
        return Task(name, page, (375, 667), (600, 800), max_steps)
    return Task(name, folder / "miniwob" / f"{name}.html", (160, 210), (500, 320), max_steps)
