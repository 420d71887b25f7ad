"""In: the policy calls of workers elsewhere. Out: the replies of a policy that a replica holds, one worker's episode at a time."""

from __future__ import annotations

import threading
from typing import Any

from ppagent.catalog import AgentCard
from ppagent.evaluate.episodes import InfrastructureError
from ppagent.evaluate.policies import Lender
from ppagent.policy.base import Effect, Policy, Reply
from ppagent.prune.selection import KeyframeReason, Look

TURNS = "turns"
"""Concurrency group of the calls that may wait while the policy works."""


class Replica:
    """Holds a policy, for one worker at a time: a policy has one conversation.

    If its process dies, Ray starts another, which knows nothing of the turn that was going on: that episode is played again.
    """

    def __init__(self) -> None:
        self._lender = Lender()
        self._card: AgentCard | None = None
        self._policy: Policy | None = None
        self._turn = threading.Condition()
        self._holder: int | None = None
        self._gone: set[int] = set()

    def load(self, card: AgentCard) -> dict[str, str]:
        """Have the policy of a card; what it runs on.

        Raises:
            PpagentError: its model is not there, or does not fit the card.
        """
        if card != self._card:
            if self._policy is not None:
                self._policy.close()
                self._policy = None
            self._policy, self._card = self._lender.policy(card), card
        return self._lender.device()

    def take(self, token: int) -> bool:
        """Wait for a turn; False if the worker is gone."""
        with self._turn:
            self._turn.wait_for(lambda: self._holder in {None, token} or token in self._gone)
            if token in self._gone:
                return False
            self._holder = token
            return True

    def give_back(self, token: int) -> None:
        """End a worker's turn."""
        with self._turn:
            if self._holder == token:
                self._holder = None
            self._turn.notify_all()

    def forget(self, token: int) -> None:
        """A worker is gone, and so is its turn."""
        with self._turn:
            self._gone.add(token)
        self.give_back(token)

    def call(self, token: int, method: str, *arguments: Any) -> Any:
        """Call the policy.

        Raises:
            InfrastructureError: it is not this worker's turn: the replica is not the one that it was.
            ContextLostError: the policy's own.
        """
        if self._holder != token or self._policy is None:
            raise InfrastructureError("the replica that held the policy was lost")
        return getattr(self._policy, method)(*arguments)

    def forget_peak(self) -> None:
        """See `Lender`."""
        self._lender.forget_peak()

    def peak_mib(self) -> float | None:
        """See `Lender`."""
        return self._lender.peak_mib()


class FarLender(Lender):
    """Lends policies of a replica.

    Args:
        replica: its actor.
        token: who we are.
    """

    def __init__(self, replica: Any, token: int) -> None:
        super().__init__()
        self._replica, self._token = replica, token

    def policy(self, card: AgentCard) -> Policy:
        """The policy that a card names: the model's is the replica's."""
        if card.policy != "transformers":
            return super().policy(card)
        self._device = self.ask("load", card)
        return FarPolicy(self, card)

    def give_back(self) -> None:
        """End our turn."""
        self.ask("give_back", self._token, group=TURNS)

    def forget_peak(self) -> None:
        """Measure the replica's memory from here on."""
        self.ask("forget_peak")

    def peak_mib(self) -> float | None:
        """Most memory of the replica's GPU since."""
        peak: float | None = self.ask("peak_mib")
        return peak

    def begin(self, card: AgentCard) -> None:
        """Wait for our turn."""
        if not self.ask("take", self._token, group=TURNS):
            raise InfrastructureError("the replica takes this worker for gone")
        # A new process in its place has no policy yet.
        self.ask("load", card)

    def call(self, method: str, *arguments: Any) -> Any:
        """Call the policy in our turn."""
        return self.ask("call", self._token, method, *arguments)

    def ask(self, method: str, *arguments: Any, group: str | None = None) -> Any:
        """Call the replica; what goes wrong there is raised here as itself."""
        import ray

        try:
            return ray.get(getattr(self._replica, method).options(concurrency_group=group).remote(*arguments))
        except ray.exceptions.RayTaskError as error:
            raise error.cause from error
        except ray.exceptions.RayError as error:
            raise InfrastructureError(
                f"the replica that holds the policy: {str(error).splitlines()[0]}"
            ) from error


class FarPolicy:
    """A Policy that a replica holds."""

    def __init__(self, lender: FarLender, card: AgentCard) -> None:
        self._lender, self._card = lender, card

    def start(self, task: str) -> None:
        """Begin an episode, when it is our turn."""
        self._lender.begin(self._card)
        self._lender.call("start", task)

    def keyframe(self) -> KeyframeReason | None:
        """Why the next Look must be an I-frame."""
        reason: KeyframeReason | None = self._lender.call("keyframe")
        return reason

    def reply(self, look: Look, effect: Effect | None) -> Reply:
        """Answer a Look."""
        reply: Reply = self._lender.call("reply", look, effect)
        return reply

    def close(self) -> None:
        """Nothing of it is here."""
