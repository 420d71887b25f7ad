"""In: a thing to click, choose or type into. Out: it found on the screen, by its text or by its shape, and acted on."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from ppagent.action.schema import Action, Click, Key, Move, Point, Type, Wait
from ppagent.policy.reader.acting import GiveUpError, Plan, Seen, centre
from ppagent.policy.reader.boxes import (
    around,
    left_aligned,
    line_height,
)
from ppagent.policy.reader.finding import Finding, drawn
from ppagent.policy.reader.instructions import Instruction
from ppagent.policy.reader.match import find, nearest, whole, without
from ppagent.policy.reader.page import Line
from ppagent.policy.reader.phrases import Target

MAX_TEXT = 20_000
"""Longest text of one Type."""
MOST_LOOKED_INTO = 8
"""Tabs, sections or folders that are opened to find a thing in them."""
SUBMENU = (">", "\u203a", "\u25b8", "\u25b6", "\u00bb")
"""What OCR makes of the arrow at the end of a menu entry that unfolds under the pointer."""
DECLINE = ("Cancel",)


class Forms(Finding):
    """Clicks, chooses and types."""

    def clicks(self, step: Instruction) -> Plan:
        """Click a thing, once, twice or with the other button."""
        assert step.on is not None
        point, said = yield from self._found(step.on)
        button, count = (
            ("right", 1) if step.verb == "right click" else ("left", 1 + (step.verb == "double click"))
        )
        yield from self._do(Click(point=point, button=button, count=count))
        self._expect_effect(f"I clicked {said!r}")

    def focuses(self, step: Instruction) -> Plan:
        """Put the keyboard into a field; nothing need change on the screen."""
        assert step.on is not None
        point = self._place(step.on) or (yield from self._found(step.on))
        yield from self._do(Click(point=point[0]))

    def chooses(self, step: Instruction) -> Plan:
        """Choose from a list: by a click where it can be seen, else by its first letters, as lists take them."""
        assert step.on is not None
        lines, boxes = self._lines(), self._boxes()
        line = find(lines, step.on.names)
        box = around(boxes, line) if line else None
        alone = box is not None and [one for one in lines if box.holds(*one.box.centre)] == [line]
        if (
            line
            and box
            and alone
            and box.bottom - box.top < 2.5 * line_height([line])
            and left_aligned(box, lines)
        ):
            return  # a folded list that shows the choice already
        if line:
            yield from self._do(Click(point=centre(line), modifiers=("ctrl",) if step.also else ()))
            self._expect_effect(f"I clicked {line.text!r}")
            return
        lists = [box for box in boxes if left_aligned(box, lines)]
        if not lists and (point := self._glance(step.on.phrase)):
            yield from self._do(Click(point=point))
            self._expect_effect(f"I clicked what looks like {step.what!r}")
            return
        if not lists:
            raise GiveUpError(f"I see neither {step.what!r} nor a list")
        before, within = self.seen, [line for line in lines if lists[0].holds(*line.box.centre)]
        yield from self._do(Click(point=centre(within[0])))
        if unfolded := find(without(self.seen.since(before), self._task), step.on.names):
            yield from self._do(Click(point=centre(unfolded)))
        else:
            yield from self._do(Type(text=step.on.names[0]))
            yield from self._do(Key(keys=("enter",)))

    def types(self, step: Instruction) -> Plan:
        """Type a text, into the field that is named or wherever the keyboard is."""
        points: list[Point | None] = [*self._fields(step.on)] if step.on else []
        if step.on and not points and not step.on.many and (point := self._glance(step.on.phrase)):
            points = [point]
        if step.on and not points and step.on.names:
            self._expect_nothing_named(step.on)
        for point in points or [None]:
            if point:
                yield from self._enter(point)
            for start in range(0, len(step.what), MAX_TEXT):
                yield from self._do(Type(text=step.what[start : start + MAX_TEXT]))
                self._expect_effect("I typed the text")

    def _enter(self, point: Point) -> Plan:
        """Click into a field; what pops up and can be cancelled is in the way."""
        before = self.seen
        yield from self._do(Click(point=point))
        if not whole(before.lines, DECLINE) and (decline := whole(self.seen.since(before), DECLINE)):
            yield from self._do(Click(point=centre(decline[0])))
            yield from self._do(Click(point=point))

    def looks_through(self, step: Instruction) -> Plan:
        """Remember where to look for what comes next."""
        self._among = step.on
        yield from ()

    def _found(self, on: Target) -> Generator[Action, Seen, tuple[Point, str]]:
        """Where a thing is; if need be, what was said to be looked through is opened until it shows.

        Raises:
            GiveUpError: it cannot be seen.
        """
        if drawn(on) and (point := self._glance(on.phrase)):
            return point, on.said
        tried: list[str] = []
        while not (place := self._place(on)):
            if self._among is None and (point := self._seen(on)):
                return point, on.said
            candidates = self._unopened(tried)
            if not candidates or len(tried) == MOST_LOOKED_INTO:
                if point := self._glance(on.phrase) or self._glance(on.phrase, guess=True):
                    return point, on.said
                near = nearest(self._lines(), on.said)
                raise GiveUpError(
                    f"I cannot see {on.said!r} on the screen"
                    + (f"; the nearest text is {near!r}" if near else "")
                )
            tried.append(candidates[0].text)
            at = centre(candidates[0])
            if not candidates[0].text.endswith(SUBMENU):
                yield from self._do(Click(point=at))
                continue
            yield from self._do(Move(point=at))
            if not self._place(on):
                # Submenus unfold only after the pointer has rested.
                yield from self._do(Wait(seconds=1))
        return place

    def _unopened(self, tried: Sequence[str]) -> list[Line]:
        """What is still to be opened: lines that say what kind of thing they are, else any; without a hint, submenus."""
        lines = sorted(self._lines(), key=lambda line: (line.box.top, line.box.left))
        fresh = [line for line in lines if line.text not in tried]
        if self._among is None:
            return [line for line in fresh if line.text.endswith(SUBMENU)]
        kind = self._among.role if self._among.role in {"tab", "section"} else ""
        return [line for line in fresh if line.text.casefold().startswith(kind)]

    def _expect_nothing_named(self, on: Target) -> None:
        """A text goes to wherever the focus is only if no field was asked for by its name."""
        if on.nth is not None or on.many:
            raise GiveUpError(f"I cannot see {on.said!r} on the screen")
