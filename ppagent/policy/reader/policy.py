"""In: Looks. Out: Replies of a policy that has no model: it reads, and follows plain instructions."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from ppagent.action.dialect import JsonDialect
from ppagent.action.schema import Action, Fail
from ppagent.policy.base import Effect, Reply
from ppagent.policy.reader.instructions import NotUnderstoodError, instructions
from ppagent.policy.reader.page import Ocr, Page, RapidOcr
from ppagent.policy.reader.planner import Plan, Planner, Seen
from ppagent.prune.selection import KeyframeReason, Look


class ReaderPolicy:
    """OCR and a deterministic planner. Speaks the ``json`` dialect in canvas ``pixels``."""

    def __init__(self, names: Mapping[str, Sequence[str]], ocr: Ocr | None = None) -> None:
        """Take a card's ``[names]``; the OCR engine is loaded with the first Look unless one is given."""
        self._names = names
        self._ocr = ocr
        self._page: Page | None = None
        self._task = ""
        self._planner = Planner(names)
        self._plan: Plan | None = None

    def start(self, task: str) -> None:
        """Begin a task."""
        self._task, self._page, self._plan = task, None, None
        self._planner = Planner(self._names)

    def keyframe(self) -> KeyframeReason | None:
        """An I-frame is needed only to begin with."""
        return "lost" if self._page is None else None

    def reply(self, look: Look, effect: Effect | None) -> Reply:
        """Read what is new, then take the plan's next step; what is not understood takes no reading."""
        started = time.perf_counter()
        if self._plan is None:
            try:
                instructions(self._task)
            except NotUnderstoodError as reason:
                return Reply(JsonDialect().print(Fail(reason=str(reason))))
        if self._page is None:
            self._ocr = self._ocr or RapidOcr()
            self._page = Page(self._ocr)
        lines = self._page.read(look)
        read = time.perf_counter()
        action = self._next(Seen(list(lines), look.canvas, effect))
        regions = len(self._page.regions)
        return Reply(
            JsonDialect().print(action),
            prompt=f"{len(lines)} lines on the screen, {regions} region{'' if regions == 1 else 's'} read anew:\n"
            + "\n".join(
                line.text for line in lines if any(line.box.meets(new) for new in self._page.regions)
            ),
            phases_ms={"ocr": (read - started) * 1000, "plan": (time.perf_counter() - read) * 1000},
        )

    def close(self) -> None:
        """Forget the page."""
        self._page = None

    def _next(self, seen: Seen) -> Action:
        try:
            if self._plan is None:
                self._plan = self._planner.plan(self._task, seen)
                return next(self._plan)
            return self._plan.send(seen)
        except StopIteration:
            return Fail(reason="the plan is at its end")
