"""In: Looks. Out: Replies of a policy that has no model: it reads, and follows plain instructions."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from ppagent.action.dialect import JsonDialect
from ppagent.action.schema import Action, Fail
from ppagent.policy.base import Effect, Reply
from ppagent.policy.eyes import Grounder
from ppagent.policy.reader.instructions import NotUnderstoodError, instructions
from ppagent.policy.reader.page import Ocr, Page, RapidOcr
from ppagent.policy.reader.planner import Plan, Planner, Seen
from ppagent.prune.selection import KeyframeReason, Look


class ReaderPolicy:
    """OCR and a deterministic planner. Speaks the ``json`` dialect in canvas ``pixels``.

    Args:
        names: a card's ``[names]``.
        ocr: reads; loaded with the first Look unless given.
        eyes: finds what cannot be read, and plays a task that is no plain instruction; without them both end as ``fail``.
    """

    def __init__(
        self, names: Mapping[str, Sequence[str]], ocr: Ocr | None = None, eyes: Grounder | None = None
    ) -> None:
        self._names, self._eyes = names, eyes
        self._leaves = False
        self._ocr = ocr
        self._page: Page | None = None
        self._task = ""
        self._planner = Planner(names, eyes)
        self._plan: Plan | None = None

    def start(self, task: str) -> None:
        """Begin a task."""
        self._task, self._page, self._plan = task, None, None
        self._planner, self._leaves = Planner(self._names, self._eyes), False

    def keyframe(self) -> KeyframeReason | None:
        """An I-frame is needed only to begin with."""
        return "lost" if self._page is None and not self._leaves else None

    def reply(self, look: Look, effect: Effect | None) -> Reply:
        """Read what is new, then take the plan's next step; what is not understood takes no reading."""
        started = time.perf_counter()
        if self._eyes and self._leaves:
            return self._eyes.act(look.canvas, effect)
        if self._plan is None:
            try:
                instructions(self._task)
            except NotUnderstoodError as reason:
                if self._eyes is None:
                    return Reply(JsonDialect().print(Fail(reason=str(reason))))
                self._leaves = True
                self._eyes.start(self._task)
                return self._eyes.act(look.canvas, effect)
        if self._page is None:
            self._ocr = self._ocr or RapidOcr()
            self._page = Page(self._ocr)
        lines = self._page.read(look)
        read = time.perf_counter()
        action = self._next(Seen(list(lines), look.canvas, effect))
        regions = len(self._page.regions)
        glances, self._planner.glances = self._planner.glances, []
        return Reply(
            JsonDialect().print(action),
            prompt=f"{len(lines)} lines on the screen, {regions} region{'' if regions == 1 else 's'} read anew:\n"
            + "\n".join(line.text for line in lines if any(line.box.meets(new) for new in self._page.regions))
            + "".join(f"\n[{glance}]" for glance in glances),
            phases_ms={"ocr": (read - started) * 1000, "plan": (time.perf_counter() - read) * 1000},
        )

    def close(self) -> None:
        """Forget the page, and free the model of the other eyes."""
        self._page = None
        if self._eyes:
            self._eyes.close()

    def _next(self, seen: Seen) -> Action:
        try:
            if self._plan is None:
                self._plan = self._planner.plan(self._task, seen)
                return next(self._plan)
            return self._plan.send(seen)
        except StopIteration:
            return Fail(reason="the plan is at its end")
