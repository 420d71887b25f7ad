"""In: what a person wants done on a screen. Out: Desktop: verbs that wait by looking, and say what they saw when they fail."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np
from typing_extensions import Self

from ppagent.action.schema import Action, Button, Click, Drag, Key, Modifier, Move, Scroll, Type
from ppagent.desktop.windows import Window
from ppagent.errors import InputError
from ppagent.hands.base import Hands
from ppagent.screen.capture import Screen
from ppagent.screen.frame import Frame
from ppagent.screen.settle import Patience, Settler
from ppagent.script.errors import ExpectationError, NotFoundError
from ppagent.script.grounding import grounder
from ppagent.script.journal import Journal
from ppagent.script.shown import shown
from ppagent.script.sight import Found, Match, Sight, in_rows
from ppagent.script.stage import Stage
from ppagent.script.target import Target, Targetable

POLL_S = 0.03
STILL_S = 0.3
"""A screen that did not change for so long will not make up its mind by itself: several places that fit are then an error."""
_SCROLLS = 60


class Desktop:
    """A desktop to script; a context manager.

    Every verb waits until what it needs is there and rests, up to ``timeout``; nothing sleeps for a fixed time. Points and
    regions are in input units, those that the mouse counts in.

    Args:
        env: ``desktop`` is the live one, which a script may act on without being asked again; ``xfce`` a private one.
        timeout: s that a verb waits, unless it is told otherwise.
        agent: whose model finds described targets; ``reader`` reads text and finds none.
        out: where pictures of failures go, and the trace if there is one; default ``runs/<time>-script``.
        trace: keep every step in ``out``, as ``ppagent run`` does.
        size: of a private desktop, physical px.
        scale: of a private desktop, px per logical px.
        seed: of a private desktop's look.
        monitor: of the live desktop; 0 is all of them.
        stage: a desktop that is up already, in place of ``env``.
    """

    def __init__(
        self,
        env: str = "desktop",
        *,
        timeout: float = 10.0,
        agent: str = "reader",
        out: Path | None = None,
        trace: bool = False,
        size: tuple[int, int] | None = None,
        scale: float | None = None,
        seed: int | None = None,
        monitor: int = 0,
        stage: Stage | None = None,
    ) -> None:
        self.stage = stage or Stage(env, size=size, scale=scale, seed=seed, monitor=monitor)
        self.timeout = timeout
        self.out = out or Path("runs") / f"{time.strftime('%Y%m%d-%H%M%S')}-script"
        self._agent, self._keeps_trace, self._stack = agent, trace, ExitStack()
        self._before: Frame | None = None
        """The frame before the last act, while it is not known whether its outcome is there."""

    def __enter__(self) -> Self:
        try:
            self._stack.enter_context(self.stage)
            self._begin(self.stage.screen, self.stage.hands)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.journal.finish(error)
        self._stack.close()

    def _begin(self, screen: Screen, hands: Hands) -> None:
        self._screen, self._hands = screen, hands
        self.sight = Sight(screen, grounder(self._agent, self._stack.callback))
        self._settler = Settler(screen.grab, Patience())
        self.journal = Journal(self.out if self._keeps_trace else None, self.stage.name, self.stage.seed)

    # Looking

    def find_all(self, what: Targetable) -> list[Match]:
        """Every place that fits now, in reading order; does not wait."""
        self.sight.look()
        return list(self.sight.find(Target.of(what)).matches)

    def find(self, what: Targetable, *, timeout: float | None = None) -> Match:
        """The one place that fits, waited for until it is there and rests.

        Raises:
            NotFoundError: it is not there in time, or several places fit.
            ScreenLostError: the screen is gone.
        """
        target, started, found = Target.of(what), time.monotonic(), Found(())
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
        return any(self.sight.find(target).matches for _ in self._frames(timeout))

    def wait_for(self, what: Targetable, *, timeout: float | None = None) -> Match:
        """The same as `find`, for a script that reads better so."""
        return self.find(what, timeout=timeout)

    def wait_vanish(self, what: Targetable, *, timeout: float | None = None) -> None:
        """Wait until nothing fits any more.

        Raises:
            ExpectationError: it is still there.
        """
        target, matches = Target.of(what), tuple[Match, ...]()
        for _ in self._frames(timeout):
            matches = self.sight.find(target).matches
            if not matches:
                return
        raise ExpectationError(f"{target} is still there: {matches[0]}", picture=self._picture(matches))

    def wait_until_still(self, *, timeout: float | None = None) -> None:
        """Wait until the screen rests; what never rests (a caret, a clock) is overlooked.

        Raises:
            ExpectationError: it keeps changing.
        """
        limit_ms = 1000 * (self.timeout if timeout is None else timeout)
        react_ms = 0.0 if self._before is None else min(Patience().react_ms, limit_ms)
        settler = Settler(self._screen.grab, Patience(timeout_ms=limit_ms))
        settled = settler.settle(self._before or self._screen.grab(), react_ms)
        if settled.reason == "timeout":
            message = f"the screen is still changing after {limit_ms / 1000:g} s"
            raise ExpectationError(message, picture=self._picture(()))
        self._before = None

    def read(self, region: Targetable | None = None) -> str:
        """The text on the screen, or within a region: what stands side by side on one line, lines from top to bottom."""
        if region is None:
            self.sight.look()
            lines = self.sight.lines()
        else:
            box = self.find(region).box
            lines = [line for line in self.sight.lines() if box.holds(*line.box.centre)]
        return "\n".join(" ".join(line.text for line in row) for row in in_rows(lines))

    def expect(self, what: Targetable, *, text: str | None = None, timeout: float | None = None) -> Match:
        """Make sure that something is there, and that a text stands on it if one is given.

        Raises:
            ExpectationError: it is not, or says something else.
        """
        try:
            match = self.find(what, timeout=timeout)
        except NotFoundError as error:
            raise ExpectationError(f"expected {error}", error.hint, error.picture) from error
        if text is not None and text.casefold() not in match.text.casefold():
            message = f"expected {text!r} on {Target.of(what)}, it says {match.text!r}"
            raise ExpectationError(message, picture=self._picture((match,)))
        return match

    # Acting

    def click(
        self,
        what: Targetable,
        *,
        button: Button = "left",
        count: int = 1,
        modifiers: Sequence[Modifier] = (),
        timeout: float | None = None,
    ) -> Match:
        """Click on something, once it is there and rests.

        Raises:
            NotFoundError: it is not there in time, or several places fit.
            ScreenLostError: the screen is gone.
        """
        match = self.find(what, timeout=timeout)
        action = Click(point=match.point, button=button, count=count, modifiers=tuple(modifiers))
        self._act(action, f"click {Target.of(what)}")
        return match

    def double_click(self, what: Targetable, *, timeout: float | None = None) -> Match:
        """Click twice; see `click`."""
        return self.click(what, count=2, timeout=timeout)

    def right_click(self, what: Targetable, *, timeout: float | None = None) -> Match:
        """Click with the right button; see `click`."""
        return self.click(what, button="right", timeout=timeout)

    def hover(self, what: Targetable, *, timeout: float | None = None) -> Match:
        """Put the pointer on something."""
        match = self.find(what, timeout=timeout)
        self._act(Move(point=match.point), f"hover {Target.of(what)}")
        return match

    def drag(self, start: Targetable, end: Targetable, *, timeout: float | None = None) -> None:
        """Drag one thing onto another."""
        first, last = self.find(start, timeout=timeout), self.find(end, timeout=timeout)
        self._act(Drag(start=first.point, end=last.point), f"drag {Target.of(start)} to {Target.of(end)}")

    def type(self, text: str, *, into: Targetable | None = None, secret: bool = False) -> None:
        """Type any text into what has the keyboard, or first click ``into`` something.

        Args:
            text: any Unicode; a newline presses Enter.
            into: what to click first.
            secret: keep it out of the trace.
        """
        if into is not None:
            self.click(into)
        self._rest()
        self._act(Type(text=text), "type a secret" if secret else f"type {text!r}", secret=secret)

    def hotkey(self, *keys: str) -> None:
        """Press keys together: ``hotkey("ctrl", "s")``, or ``hotkey("ctrl+s")``."""
        names = tuple(part for key in keys for part in (key.split("+") if len(key) > 1 else [key]))
        if not names:
            raise InputError("no key is named", 'press("ctrl", "s")')
        self._rest()
        self._act(Key(keys=names), f"press {'+'.join(names)}")

    press = hotkey

    def scroll(self, dy: int = 0, dx: int = 0, *, at: Targetable | None = None) -> None:
        """Turn the wheel by notches: ``dy`` > 0 shows what is further down."""
        point = None if at is None else self.find(at).point
        self._act(Scroll(point=point, dx=dx, dy=dy), f"scroll {dy:+d} down, {dx:+d} across")

    def scroll_to(self, what: Targetable, *, at: Targetable | None = None, notches: int = 3) -> Match:
        """Scroll down until something is there, and if it is not there at the end, up again to the top.

        Raises:
            NotFoundError: it is nowhere between top and bottom.
        """
        target = Target.of(what)
        for direction in (notches, -notches):
            for _ in range(_SCROLLS):
                self._rest()
                self.sight.look()
                if self.sight.find(target).matches:
                    return self.find(target)
                before = self.sight.look()
                self.scroll(direction, at=at)
                if not self._settler.settle(before).changed.any():
                    break
        raise self._not_found(target, self.sight.find(target), 0.0)

    def focus(self, title: str, *, timeout: float | None = None) -> Window:
        """Give a window the keyboard and bring it to the front, once there is one whose title contains this.

        Raises:
            NotFoundError: there is none in time.
            InputError: the platform has no X server.
        """
        with self.stage.windows() as windows:
            found: list[Window] = []
            for _ in self._frames(timeout):
                found = [one for one in windows.listed() if title.casefold() in one.title.casefold()]
                if found:
                    windows.activate(found[-1])
                    self._before = self.sight.frame
                    return found[-1]
            titles = ", ".join(repr(one.title) for one in windows.listed()) or "none"
        raise NotFoundError(
            f"no window's title contains {title!r}; there are: {titles}", picture=self._picture(())
        )

    def highlight(self, what: Targetable, *, seconds: float = 1.0) -> Match:
        """Draw a frame around something on the screen for a moment, for a person to see.

        Raises:
            InputError: the platform has no X server.
        """
        match = self.find(what)
        if not self.stage.display:
            raise InputError("things can be highlighted on X11 only")
        frame = self.sight.frame or self.sight.look()
        left, top = frame.to_input(match.box.left, match.box.top)
        right, bottom = frame.to_input(match.box.right, match.box.bottom)
        shown(self.stage.display, (left, top, right - left, bottom - top), seconds)
        return match

    # Within

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
        """Before keys go to whatever has the keyboard: let the last act have its effect."""
        if self._before is not None:
            self._settler.settle(self._before)
            self._before = None

    def _act(self, action: Action, said: str, *, secret: bool = False) -> None:
        frame = self.sight.look()
        started = time.perf_counter()
        self._hands.perform(action)
        self._before = frame
        self.journal.step(frame, action, said, (time.perf_counter() - started) * 1000, secret=secret)

    def _not_found(self, target: Target, found: Found, waited: float) -> NotFoundError:
        if len(found.matches) > 1:
            places = ", ".join(str(match) for match in found.matches[:5])
            return NotFoundError(
                f"{target} is in {len(found.matches)} places: {places}",
                "say which: nth=1, right_of=..., below=..., inside=...",
                self._picture(found.matches), found.matches,
            )  # fmt: skip
        best = f"; best match was {found.candidates[0]}" if found.candidates else ""
        return NotFoundError(
            f"{target} was not found in {waited:.1f} s{best}",
            "", self._picture(found.candidates), found.candidates,
        )  # fmt: skip

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
