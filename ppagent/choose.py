"""In: the agents of the catalogue, and this machine. Out: the best agent that can work here, and why it is that one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ppagent.catalog import AgentCard, agent_cards, find_agent
from ppagent.errors import PpagentError
from ppagent.policy.weights import needed_bytes, weights_folder

AUTO = "auto"
"""The name under which an agent is chosen."""
SETTING = "PPAGENT_AGENT"
"""The environment variable by which a user names the agent to be chosen."""
_LARGE = "qwen3-vl-"
"""What the cards of models that want a GPU are called, so far as they were tried."""
_GIB = 2**30


@dataclass(frozen=True, slots=True)
class Choice:
    """An agent that was chosen.

    Attributes:
        agent: its name, or the path of its card.
        why: in a few words.
    """

    agent: str
    why: str


@dataclass(frozen=True, slots=True)
class Machine:
    """What the choice depends on besides the cards; each part is asked only when it matters.

    Attributes:
        environ: the environment.
        weights: finds a model's folder by its name; None when it is not here.
        gpu_bytes: free memory of the GPU; None without one.
    """

    environ: Mapping[str, str]
    weights: Callable[[str], Path | None]
    gpu_bytes: Callable[[], int | None]


def this_machine() -> Machine:
    """The one that this runs on."""
    return Machine(os.environ, weights_folder, free_gpu_bytes)


def choose(machine: Machine | None = None, cards: Sequence[AgentCard] | None = None) -> Choice:
    """Take the agent that the user's settings name; else the largest model that is here and fits the GPU; else a reader.

    Args:
        machine: to choose for.
        cards: to choose from.
    """
    machine = machine or this_machine()
    if named := machine.environ.get(SETTING):
        return Choice(named, f"{SETTING} names it")
    cards = agent_cards() if cards is None else cards
    sizes = {
        card.name: needed_bytes(folder, card.model.context_tokens)
        for card in cards
        if card.name.startswith(_LARGE) and card.model and (folder := machine.weights(card.model.id))
    }
    free = machine.gpu_bytes() if sizes else None
    best = max(
        (name for name in sizes if free and sizes[name] <= free), key=lambda name: sizes[name], default=None
    )
    if best and free:
        gib = f"{free / _GIB:.0f} GiB free for its {sizes[best] / _GIB:.0f}"
        return Choice(best, f"its weights are here, and the GPU has {gib}")
    room = "a GPU" if free is None else f"more than the {free / _GIB:.0f} GiB that the GPU has free"
    without = f"{', '.join(sizes)} would need {room}" if sizes else "no larger model's weights are here"
    for card in cards:
        if card.eyes and not lacks(card, machine):
            return Choice(card.name, f"the weights of {Path(card.eyes).stem} are here; {without}")
    return Choice("reader", f"it needs no weights; {without}")


def lacks(card: AgentCard, machine: Machine | None = None) -> str:
    """What an agent lacks to work here; empty when it lacks nothing."""
    machine = machine or this_machine()
    if card.model is not None and machine.weights(card.model.id) is None:
        return f"the weights of {card.model.id}"
    if card.eyes:
        try:
            return lacks(find_agent(card.eyes), machine)
        except PpagentError as error:
            return str(error)
    return ""


def free_gpu_bytes() -> int | None:
    """Free memory of the first GPU; None without one. Loads torch."""
    import torch

    return int(torch.cuda.mem_get_info()[0]) if torch.cuda.is_available() else None
