"""In: what a person wants done on a screen. Out: Desktop: verbs that wait by looking, and say what they saw when they fail."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType

from typing_extensions import Self

from ppagent.action.schema import Action, Button, Click, Drag, Key, Modifier, Move, Scroll, Type
from ppagent.desktop.windows import Window, Windows
from ppagent.errors import InputError, MissingError, PpagentError, ScreenLostError
from ppagent.hands.guard import StoppedError
from ppagent.script.errors import NotFoundError, ScriptError
from ppagent.script.grounding import grounder
from ppagent.script.journal import Journal
from ppagent.script.looking import POLL_S, Looking
from ppagent.script.shown import shown
from ppagent.script.sight import Match
from ppagent.script.stage import Stage
from ppagent.script.target import Target, Targetable

_SCROLLS = 60


class Desktop(Looking):
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
        stage: a desktop to act on, in place of ``env``.
        task: what the script is for, in the trace.
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
        task: str = "script",
    ) -> None:
        self.stage = stage or Stage(env, size=size, scale=scale, seed=seed, monitor=monitor)
        self.timeout = timeout
        self.out = out or Path("runs") / f"{time.strftime('%Y%m%d-%H%M%S')}-script"
        self._agent, self._keeps_trace, self._task, self._stack = agent, trace, task, ExitStack()

    def __enter__(self) -> Self:
        try:
            self._enter()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, ScreenLostError) and (file := self._picture(())):
            error.hint = f"the last that was seen of it: {file}"
        self.journal.finish(error)
        self._stack.close()

    def _enter(self) -> None:
        self._stack.enter_context(self.stage)
        ground = grounder(self._agent, self._stack.callback)
        journal = Journal(
            self.out if self._keeps_trace else None, self.stage.name, self.stage.seed, self._task
        )
        self._begin(self.stage.screen, self.stage.hands, ground, journal)

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

    def drag(
        self, start: Targetable, end: Targetable, *, button: Button = "left", timeout: float | None = None
    ) -> None:
        """Drag one thing onto another."""
        first, last = self.find(start, timeout=timeout), self.find(end, timeout=timeout)
        action = Drag(start=first.point, end=last.point, button=button)
        self._act(action, f"drag {Target.of(start)} to {Target.of(end)}")

    def type(self, text: str, *, into: Targetable | None = None, secret: bool = False) -> None:
        """Type any text into what has the keyboard, or first click ``into`` something.

        Args:
            text: any Unicode; a newline presses Enter.
            into: what to click first.
            secret: keep it out of trace and messages; in pictures, what changes as it is typed is painted over.

        Raises:
            ScriptError: the keyboard went to another window; the rest was not typed.
        """
        if into is not None:
            self.click(into)
        self._rest()
        if secret:
            self.journal.keep_secret(text)
        body = text.rstrip("\n")
        if body:
            self._act(Type(text=body), "type a secret" if secret else f"type {body!r}", secret=secret)
        if enters := text[len(body) :]:
            # Fields that complete what is typed ignore an Enter that comes before they have done so.
            self._rest()
            self._act(Type(text=enters), "press enter")

    def press(self, *keys: str) -> None:
        """Press keys together: ``press("ctrl", "s")``, or ``press("ctrl+s")``.

        Raises:
            InputError: there is no such key.
        """
        names = tuple(part for key in keys for part in re.split(r"\+(?=.)", key))
        if not all(names) or not names:
            raise InputError("no key is named", 'press("ctrl", "s")')
        self._rest()
        self._act(Key(keys=names), f"press {'+'.join(names)}")

    hotkey = press

    def scroll(self, dy: int = 0, dx: int = 0, *, at: Targetable | None = None) -> None:
        """Turn the wheel by notches, where the pointer is or ``at`` something: ``dy`` > 0 shows what is further down."""
        point = None if at is None else self.find(at).point
        self._act(Scroll(point=point, dx=dx, dy=dy), f"scroll {dy:+d} down, {dx:+d} across")

    def scroll_to(self, what: Targetable, *, at: Targetable | None = None, notches: int = 3) -> Match:
        """Scroll down until something is there, and if it is not there at the end, up again to the top.

        Args:
            what: it.
            at: what is scrolled; without it, what the pointer is on.
            notches: of the wheel, each time.

        Raises:
            NotFoundError: it is nowhere between top and bottom.
        """
        target, moved, started = Target.of(what), False, time.monotonic()
        point = None if at is None else self.find(at).point
        for dy in (notches, -notches):
            for _ in range(_SCROLLS):
                self._rest()
                before = self.sight.look()
                if self.sight.find(target).matches:
                    return self.find(target)
                self._act(Scroll(point=point, dy=dy), f"scroll {dy:+d} down")
                self._before = None
                if not self._settler.settle(before).changed.any():
                    break
                moved = True
        error = self._not_found(target, self.sight.find(target), time.monotonic() - started)
        if not moved:
            error.hint = "nothing scrolled: say what with at=..."
        raise error

    def start(self, command: str | Sequence[str]) -> None:
        """Start a program on this desktop; what it opens is waited for by what comes next."""
        words = shlex.split(command) if isinstance(command, str) else list(command)
        if not words:
            raise InputError("no program is named", 'start("mousepad notes.txt")')
        self._before = self.sight.look()
        self.stage.start(words)

    def windows(self) -> list[Window]:
        """The windows on the screen, oldest first.

        Raises:
            InputError: the platform has no X server.
        """
        with self._windows() as windows:
            return [one for one in windows.listed() if one.kind == "normal"]

    def window(self, title: str, *, timeout: float | None = None) -> Window:
        """The newest window whose title contains this, once there is one.

        Raises:
            NotFoundError: there is none in time.
        """
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            listed = self.windows()
            if found := [one for one in listed if title.casefold() in one.title.casefold()]:
                return found[-1]
            if time.monotonic() >= deadline:
                break
            time.sleep(POLL_S)
        self.sight.look()
        titles = ", ".join(repr(one.title) for one in listed) or "none"
        message = f"no window's title contains {title!r}; there are: {titles}"
        raise NotFoundError(self.journal.hidden(message), picture=self._picture(()))

    def focus(self, title: str, *, timeout: float | None = None) -> Window:
        """Give a window the keyboard and bring it to the front, once there is one whose title contains this.

        Raises:
            NotFoundError: there is none in time.
            ScriptError: it does not take the keyboard.
        """
        self._rest()
        window, before = self.window(title, timeout=timeout), self.sight.look()
        with self._windows() as windows:
            windows.activate(window)
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while (active := self._hands.active_window()) is None or active.id != window.id:
            if time.monotonic() >= deadline:
                raise ScriptError(
                    f"the window {window.title!r} does not take the keyboard", "", self._picture(())
                )
            time.sleep(POLL_S)
        self._before = before
        return window

    def move_window(
        self,
        title: str,
        to: tuple[int, int],
        *,
        size: tuple[int, int] | None = None,
        timeout: float | None = None,
    ) -> Window:
        """Put the corner of a window's frame at a point, and its inside to a size, both in px."""
        self._rest()
        window, before = self.window(title, timeout=timeout), self.sight.look()
        with self._windows() as windows:
            windows.place(window, (*to, *(size or window.box[2:])), resize=size is not None)
        self._before = before
        return window

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

    @contextmanager
    def _windows(self) -> Iterator[Windows]:
        """A connection that lists the windows.

        Raises:
            ScreenLostError: the X server, which was there when the script began, went away.
        """
        listing = self.stage.windows()
        import xcffib

        try:
            with listing as windows:
                yield windows
        except (xcffib.ConnectionException, MissingError) as error:
            raise ScreenLostError("the screen is gone", "start it again, then the script") from error

    def _act(self, action: Action, said: str, *, secret: bool = False) -> None:
        frame = self.sight.look()
        started = time.perf_counter()
        try:
            self._hands.perform(action)
        except (ScreenLostError, StoppedError, InputError):
            raise
        except PpagentError as error:
            now = self.sight.look()
            if secret:
                self.journal.cover(frame, now)
            raise ScriptError(
                self.journal.hidden(f"{said}: {error}"), error.hint, self._picture(())
            ) from error
        ms = (time.perf_counter() - started) * 1000
        self._before = frame
        if secret:
            self.journal.cover(frame, self._settler.settle(frame).frame)
        self.journal.step(frame, action, said, ms, secret=secret)
