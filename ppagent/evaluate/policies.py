"""In: an agent's card. Out: its policy, in this process or held by a replica elsewhere, and what it runs on.

Workers and grounders load their policies here, and nowhere else.
"""

from __future__ import annotations

import hashlib
import platform
import sys
from typing import Any

from ppagent.catalog import AgentCard, find_agent
from ppagent.errors import InputError
from ppagent.policy.base import Policy
from ppagent.run import policy_of


class Lender:
    """Loads policies in this process."""

    def __init__(self) -> None:
        self._device: dict[str, str] = {}

    def policy(self, card: AgentCard) -> Policy:
        """The policy that a card names.

        Raises:
            PpagentError: its model is not there, or does not fit the card.
        """
        policy = policy_of(card)
        self._device = _model_facts(policy) if card.policy == "transformers" else {}
        return policy

    def device(self) -> dict[str, str]:
        """What the last policy runs on, and which files it runs."""
        return {"processor": platform.processor() or platform.machine()} | self._device

    def forget_peak(self) -> None:
        """Measure the GPU's memory from here on."""
        if (torch := sys.modules.get("torch")) is not None and torch.cuda.is_available():
            torch.cuda.reset_peak_memory_stats()

    def peak_mib(self) -> float | None:
        """Most memory of the GPU since; None without one."""
        if (torch := sys.modules.get("torch")) is not None and torch.cuda.is_available():
            return round(float(torch.cuda.max_memory_allocated()) / 2**20, 1)
        return None


class _Here:
    """Where this process has its policies from."""

    lender: Lender = Lender()


def lender() -> Lender:
    """Who lends this process its policies."""
    return _Here.lender


def borrow_from(other: Lender) -> None:
    """Let this process have its policies from somebody else."""
    _Here.lender = other


def policy_for(card: AgentCard) -> Policy:
    """The policy that a card names.

    Raises:
        PpagentError: its model is not there, or does not fit the card.
    """
    return lender().policy(card)


def runs_model(agent: str) -> bool:
    """Whether an agent, by its name or card file, runs a model of its own; baselines do not."""
    try:
        return find_agent(agent).policy == "transformers"
    except InputError:
        return False


def _model_facts(policy: Any) -> dict[str, str]:
    from ppagent.policy.families.load import model_file

    torch = sys.modules["torch"]
    device = policy.family.device
    facts = {"device": torch.cuda.get_device_name(device) if device.type == "cuda" else str(device)}
    for name in ("config.json", "preprocessor_config.json"):
        file = model_file(policy.settings, name)
        if file is not None:
            facts[f"sha256 of {name}"] = hashlib.sha256(file.read_bytes()).hexdigest()
            # The hub's cache keeps each revision in a folder of its name.
            if file.parent.parent.name == "snapshots":
                facts["revision"] = file.parent.name
    return facts
