"""In: the name of an agent. Out: a way to find described things by its model, loaded when first asked for."""

from __future__ import annotations

from collections.abc import Callable

from ppagent.catalog import find_agent
from ppagent.prune.canvas import fit_canvas
from ppagent.screen.frame import Frame
from ppagent.script.sight import Ground


def grounder(agent: str, on_close: Callable[[Callable[[], None]], object]) -> Ground | None:
    """How an agent finds a described thing on a frame; None for one that only reads text.

    Args:
        agent: a card's name or path.
        on_close: is given what frees the model.

    Raises:
        CardError: there is no such agent.
    """
    card = find_agent(agent)
    if card.policy == "reader" and not card.eyes:
        return None
    from ppagent.run import eyes_of

    eyes = eyes_of(card)
    on_close(eyes.close)

    def ground(frame: Frame, words: str) -> tuple[float, float] | None:
        return eyes.find(fit_canvas(frame.pixels, card.perception.block), words).point

    return ground
