"""In: the steps of an oracle, a real screen, real hands. Out: it played, to its end or up to the step that cannot be done.

An oracle shows that a task can be done by mouse and keyboard alone, and that its checker sees it.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ppagent.action.schema import Action, Answer, Done, Drag, Fail, Point, Wait
from ppagent.desktop.windows import Window, Windows
from ppagent.errors import PpagentError, ScreenLostError
from ppagent.evaluate.episodes import Ended
from ppagent.evaluate.osworld.oracle_file import TIMEOUT_S, Act, InWindow, OnText, Place, Step, WaitFor
from ppagent.hands.base import Hands
from ppagent.policy.reader.match import find, whole
from ppagent.policy.reader.page import Box, Line, Ocr
from ppagent.screen.capture import Screen
from ppagent.screen.frame import Frame
from ppagent.screen.settle import Patience, Settler

PATIENCE = Patience(react_ms=500)
"""Steps of which nothing is to be seen are many, and what takes longer to appear is waited for by name."""
POLL_S = 0.05
ROW_PX = 8
"""Texts whose tops differ by less stand in one row, from left to right."""

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Played:
    """How an oracle ended: as its last step says, or ``error`` when a step could not be done; then `message` names it."""

    ended: Ended
    message: str
    steps: int


class _NotThereError(Exception):
    """What a step waits for or aims at did not appear."""


def play_oracle(
    steps: Sequence[Step],
    screen: Screen,
    hands: Hands,
    windows: Windows,
    ocr: Ocr | None = None,
    on_step: Callable[[int, Frame], None] = lambda _index, _frame: None,
) -> Played:
    """Play an oracle to its end, or up to the first step that cannot be done.

    Args:
        steps: of a checked oracle.
        screen: what it is played on.
        hands: what plays.
        windows: of the same display.
        ocr: reads texts; None loads the reader's own when the first one is looked for.
        on_step: called before each step with its number from 0 and the screen.

    Raises:
        ScreenLostError: the screen is gone.
    """
    player = _Player(screen, hands, windows, ocr)
    try:
        for index, step in enumerate(steps):
            on_step(index, player.frame)
            try:
                end = player.step(step)
            except ScreenLostError:
                raise
            except (_NotThereError, PpagentError) as error:
                return Played("error", f"oracle: step {index + 1}: {error}", index)
            if end is not None:
                return Played(*end, steps=index + 1)
    finally:
        hands.release()
    raise AssertionError("an oracle ends with done, answer or fail")


@dataclass
class _Player:
    screen: Screen
    hands: Hands
    windows: Windows
    ocr: Ocr | None
    settler: Settler = field(init=False)
    frame: Frame = field(init=False)
    before: Frame = field(init=False)
    """The screen before the last action."""

    def __post_init__(self) -> None:
        self.settler = Settler(self.screen.grab, PATIENCE)
        self.before = self.frame = self.screen.grab()

    def step(self, step: Step) -> tuple[Ended, str] | None:
        if isinstance(step, WaitFor):
            self._wait(step)
            return None
        match step.action:
            case Answer(text=text):
                return "answer", text
            case Done(text=text):
                return "done", text
            case Fail(reason=reason):
                return "fail", reason
        action = self._aimed(step)
        self.before = self.frame = self.screen.grab()
        self.hands.perform(action)
        self._settle(action.seconds * 1000 if isinstance(action, Wait) else None)
        return None

    def _aimed(self, step: Act) -> Action:
        places = {"start" if isinstance(step.action, Drag) else "point": step.at, "end": step.to}
        return step.action.model_copy(
            update={name: self._point(place) for name, place in places.items() if place is not None}
        )

    def _point(self, place: Place) -> Point:
        if isinstance(place, InWindow):
            left, top, width, height = self._until(
                lambda: self._window(place.window), TIMEOUT_S, f"a window {place.window!r}"
            ).box
            return left + _within(place.x, width), top + _within(place.y, height)
        x, y = self._text(place, TIMEOUT_S).box.centre
        return x + place.dx, y + place.dy

    def _window(self, title: str) -> Window | None:
        """The window so titled: the active one if it is, else the newest."""
        found = [one for one in self.windows.listed() if re.search(title, one.title)]
        active = self.hands.active_window()
        return next((one for one in found if active and one.id == active.id), found[-1] if found else None)

    def _text(self, place: OnText, timeout_s: float) -> Line:
        def look() -> Line | None:
            self._settle()
            lines = sorted(
                self._read(place.window, place.text),
                key=lambda line: (line.box.top // ROW_PX, line.box.left),
            )
            within = place.nth if place.nth >= 0 else len(lines) + place.nth
            return lines[within] if 0 <= within < len(lines) else None

        return self._until(look, timeout_s, f"the text {place.text!r}")

    def _read(self, window: str | None, text: str) -> list[Line]:
        """The lines that are the text: in a window; else in what the last action changed, such as a menu; else anywhere."""
        height, width = self.frame.pixels.shape[:2]
        boxes = [_changed(self.settler, self.before, self.frame), Box(0, 0, width, height)]
        if window is not None:
            found = self._window(window)
            left, top, across, down = found.box if found else (0, 0, 0, 0)
            boxes = [Box(left, top, left + across, top + down)]
        for box in boxes:
            lines = self._lines(box.clip(width, height))
            same = [line for line in lines if _plain(line.text) == _plain(text)]
            parts = (find([line], [text]) for line in lines)
            if found_lines := same or whole(lines, [text]) or [part for part in parts if part]:
                return found_lines
        return []

    def _lines(self, box: Box) -> list[Line]:
        """What is written in a part of the screen."""
        left, top = int(box.left), int(box.top)
        crop = self.frame.pixels[top : int(box.bottom), left : int(box.right)]
        if not crop.size:
            return []
        self.ocr = self.ocr or _reader()
        return [Line(line.text, line.box.move(left, top)) for line in self.ocr(crop.copy())]

    def _wait(self, step: WaitFor) -> None:
        until = step.wait_for
        if until.window is not None:
            title = until.window
            self._until(
                lambda: (now := self.hands.active_window()) and re.search(title, now.title),
                step.timeout_s,
                f"an active window {title!r}",
            )
        elif until.gone is not None:
            title = until.gone
            self._until(lambda: not self._listed(title), step.timeout_s, f"the end of the window {title!r}")
        elif until.text is not None:
            self._text(OnText(text=until.text), step.timeout_s)
        self._settle()

    def _listed(self, title: str) -> bool:
        return any(re.search(title, one.title) for one in self.windows.listed())

    def _settle(self, react_ms: float | None = None) -> None:
        self.frame = self.settler.settle(self.frame, react_ms).frame

    def _until(self, look: Callable[[], Found | None], timeout_s: float, what: str) -> Found:
        end = time.monotonic() + timeout_s
        while not (found := look()):
            if time.monotonic() > end:
                titles = ", ".join(repr(one.title) for one in self.windows.listed() if one.kind == "normal")
                active = self.hands.active_window()
                raise _NotThereError(
                    f"{what} did not come within {timeout_s:g} s; the windows are {titles or 'none'}; "
                    f"the keyboard is with {active.title if active else None!r}"
                )
            time.sleep(POLL_S)
        return found


def _changed(settler: Settler, before: Frame, now: Frame) -> Box:
    """The smallest box around all that changed; px."""
    rows, cols = settler.changed(before, now).nonzero()
    if not len(rows):
        return Box(0, 0, 0, 0)
    block = settler.patience.block
    return Box(cols.min() * block, rows.min() * block, (cols.max() + 1) * block, (rows.max() + 1) * block)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()


def _within(at: float, size: int) -> float:
    """Px from the near edge; a part of 1 is a part of the size, a negative one counts from the far edge."""
    offset = at * size if -1 < at < 1 else at
    return offset if at >= 0 else size + offset


@functools.cache
def _reader() -> Ocr:
    from ppagent.policy.reader.page import RapidOcr

    return RapidOcr()
