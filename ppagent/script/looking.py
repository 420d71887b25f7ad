"""In: a screen. Out: Looking: the verbs that only look, and wait until there is something to see."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ppagent.hands.base import Hands
from ppagent.policy.reader.page import Line
from ppagent.screen.capture import Screen
from ppagent.screen.frame import Frame
from ppagent.screen.settle import Patience, Settler
from ppagent.script.errors import ExpectationError, NotFoundError
from ppagent.script.journal import Journal
from ppagent.script.sight import Found, Ground, Match, Sight, in_rows
from ppagent.script.target import Target, Targetable

POLL_S = 0.03
STILL_S = 0.3
"""A screen that did not change for so long will not make up its mind by itself: several places that fit are then an error."""
PATIENCE = Patience(react_ms=500, faint_quiet_ms=300)
"""An act that brought no change in half a second is taken to bring none; a caret need not give itself away."""
_PLACES = 5
"""How many of several places are told."""


class Looking:
    """What a script sees; `Desktop` adds what it does.

    Attributes:
        timeout: s that a verb waits, unless it is told otherwise.
        out: folder of pictures and trace.
        sight: finds targets.
        journal: writes down what happens.
    """

    timeout: float
    out: Path
    sight: Sight
    journal: Journal
    _screen: Screen
    _hands: Hands
    _settler: Settler
    _before: Frame | None = None
    """The frame before the last act, while it is not known whether its outcome is there."""

    def _begin(self, screen: Screen, hands: Hands, ground: Ground | None, journal: Journal) -> None:
        self._screen, self._hands, self.journal = screen, hands, journal
        self.sight, self._settler = Sight(screen, ground), Settler(screen.grab, PATIENCE)

    def find_all(self, what: Targetable) -> list[Match]:
        """Every place that fits now, in reading order; lets the last act have its effect, and waits no longer."""
        self._rest()
        self.sight.look()
        return list(self.sight.find(Target.of(what)).matches)

    def find(self, what: Targetable, *, timeout: float | None = None) -> Match:
        """The one place that fits, waited for until it is there and rests.

        Raises:
            NotFoundError: it is not there in time, or several places fit.
            ScreenLostError: the screen is gone.
        """
        target, started, found = Target.of(what), time.monotonic(), Found(())
        self._rest()
        for frame in self._frames(timeout):
            found = self.sight.find(target)
            if len(found.matches) == 1 and _same(frame, self._screen.grab(), found.matches[0]):
                return found.matches[0]
            if len(found.matches) > 1 and self._stays(frame):
                break
        raise self._not_found(target, found, time.monotonic() - started)

    def exists(self, what: Targetable, *, timeout: float = 0.0) -> bool:
        """Whether at least one place fits, now or within ``timeout``."""
        target = Target.of(what)
        self._rest()
        return any(self.sight.find(target).matches for _ in self._frames(timeout))

    def wait_for(self, what: Targetable, *, timeout: float | None = None) -> Match:
        """Wait until at least one place fits; returns the first in reading order.

        Raises:
            NotFoundError: there is none in time.
        """
        target, started, found = Target.of(what), time.monotonic(), Found(())
        self._rest()
        for _ in self._frames(timeout):
            found = self.sight.find(target)
            if found.matches:
                return found.matches[0]
        raise self._not_found(target, found, time.monotonic() - started)

    def wait_vanish(self, what: Targetable, *, timeout: float | None = None) -> None:
        """Wait until nothing fits any more.

        Raises:
            ExpectationError: it is still there.
        """
        target, matches, started = Target.of(what), tuple[Match, ...](), time.monotonic()
        self._rest()
        for _ in self._frames(timeout):
            matches = self.sight.find(target).matches
            if not matches:
                return
        waited = time.monotonic() - started
        raise ExpectationError(
            self.journal.hidden(f"{target} is still there after {waited:.1f} s: {matches[0]}"),
            picture=self._picture(matches),
        )

    def wait_until_still(self, *, timeout: float | None = None) -> None:
        """Wait until the screen rests; what never rests (a caret, a clock) is overlooked.

        Raises:
            ExpectationError: it keeps changing.
        """
        limit_ms = 1000 * (self.timeout if timeout is None else timeout)
        react_ms = 0.0 if self._before is None else min(PATIENCE.react_ms, limit_ms)
        settler = Settler(self._screen.grab, PATIENCE.model_copy(update={"timeout_ms": limit_ms}))
        settled = settler.settle(self._before or self._screen.grab(), react_ms)
        if settled.reason == "timeout":
            self.sight.look()
            message = f"the screen is still changing after {limit_ms / 1000:g} s"
            raise ExpectationError(message, picture=self._picture(()))
        self._before = None

    def read(self, region: Targetable | None = None, *, timeout: float | None = None) -> str:
        """The text on the screen, or within a region: what stands side by side on one line, lines from top to bottom."""
        if region is not None:
            return self._text_on(self.find(region, timeout=timeout))
        self._rest()
        self.sight.look()
        return _joined(in_rows(self.sight.lines()))

    def expect(self, what: Targetable, *, text: str | None = None, timeout: float | None = None) -> Match:
        """Make sure that something is there, and that a text stands on it if one is given; waits for both.

        Raises:
            ExpectationError: it is not, or says something else.
        """
        target, started, found = Target.of(what), time.monotonic(), Found(())
        wanted, said = _plain(text or ""), ""
        self._rest()
        for _ in self._frames(timeout):
            found = self.sight.find(target)
            for match in found.matches:
                if text is None or wanted in _plain(said := self._text_on(match)):
                    return match
        if found.matches:
            message = f"expected {text!r} on {target}; it says {said!r}"
            raise ExpectationError(self.journal.hidden(message), picture=self._picture(found.matches))
        error = self._not_found(target, found, time.monotonic() - started)
        raise ExpectationError(f"expected {error}", error.hint, error.picture)

    def _frames(self, timeout: float | None) -> Iterator[Frame]:
        """The screen now, and again each time that it changed, until the time is over."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        yield self.sight.look()
        while time.monotonic() < deadline:
            frame = self.sight.look()
            if self.sight.changed:
                yield frame
            else:
                time.sleep(POLL_S)

    def _stays(self, frame: Frame) -> bool:
        """Whether the screen stays as it is for a moment."""
        end = time.monotonic() + STILL_S
        while time.monotonic() < end:
            time.sleep(POLL_S)
            if self.sight.differs(frame, self._screen.grab()):
                return False
        return True

    def _rest(self) -> None:
        """Let the last act have its effect: what is seen before may be what it takes away."""
        if self._before is not None:
            self._settler.settle(self._before)
            self._before = None

    def _text_on(self, match: Match) -> str:
        lines = [line for line in self.sight.lines() if match.box.holds(*line.box.centre)]
        return _joined(in_rows(lines)) or match.text

    def _not_found(self, target: Target, found: Found, waited: float) -> NotFoundError:
        if len(found.matches) > 1:
            several = ", ".join(str(match) for match in found.matches[:_PLACES])
            more = f" and {len(found.matches) - _PLACES} more" if len(found.matches) > _PLACES else ""
            message = f"{target} is in {len(found.matches)} places: {several}{more}"
            hint = "say which: nth=1 (in reading order), right_of=..., below=..., inside=..."
            shown, marked = found.matches, found.matches
        else:
            best = f"; best match was {found.candidates[0]}" if found.candidates else ""
            few = f"; there are only {len(found.candidates)}" if target.nth and found.candidates else best
            message, hint = f"{target} was not found in {waited:.1f} s{few}", ""
            if target.way in {"text", "exact", "regex"} and not found.candidates and not self.sight.lines():
                message, hint = f"{message}; no text is on the screen", "is it locked, or blank?"
            shown, marked = found.candidates, found.candidates
        return NotFoundError(self.journal.hidden(message), hint, self._picture(marked), shown)

    def picture(self) -> Path | None:
        """Keep the screen as it was last seen; None if nothing was seen yet."""
        return self._picture(())

    def _picture(self, marked: Sequence[Match]) -> Path | None:
        frame = self.sight.frame
        return None if frame is None else self.journal.picture(self.out, frame, marked)


def _same(before: Frame, now: Frame, match: Match) -> bool:
    """Whether a place looks the same on two frames."""
    if before.pixels is now.pixels:
        return True
    if before.pixels.shape != now.pixels.shape or before.monitor != now.monitor:
        return False
    box = match.box.clip(*now.size_px)
    rows, cols = slice(int(box.top), int(box.bottom) + 1), slice(int(box.left), int(box.right) + 1)
    return bool(np.array_equal(before.pixels[rows, cols], now.pixels[rows, cols]))


def _joined(rows: list[list[Line]]) -> str:
    return "\n".join(" ".join(line.text for line in row) for row in rows)


def _plain(text: str) -> str:
    """Without what OCR gets wrong between words."""
    return re.sub(r"\s+", "", text).casefold()
