"""In: replies given in advance. Out: the same, one per Look; for tests, demos and the replay of a recorded run."""

from __future__ import annotations

from collections.abc import Sequence

from ppagent.policy.base import Effect, Reply
from ppagent.prune.selection import KeyframeReason, Look


class ScriptedPolicy:
    """Says what it was told to say, in order; after the last reply it fails plainly.

    Attributes:
        seen: the Looks it was given.
        effects: the Effects it was told about.
    """

    def __init__(self, replies: Sequence[str]) -> None:
        self.replies = list(replies)
        self.seen: list[Look] = []
        self.effects: list[Effect | None] = []
        self._next = 0

    def start(self, task: str) -> None:
        """Begin with the first reply again."""
        del task
        self._next = 0

    def keyframe(self) -> KeyframeReason | None:
        """Never asks for one."""
        return None

    def reply(self, look: Look, effect: Effect | None) -> Reply:
        """The next reply."""
        self.seen.append(look)
        self.effects.append(effect)
        self._next += 1
        if self._next > len(self.replies):
            return Reply('{"kind": "fail", "reason": "the script has no further reply"}')
        return Reply(self.replies[self._next - 1])

    def close(self) -> None:
        """Nothing to free."""
