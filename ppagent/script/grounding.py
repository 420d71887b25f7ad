"""In: the name of an agent. Out: a way to find described things by its model, loaded when first asked for."""

from __future__ import annotations

from collections.abc import Callable

from ppagent.action.dialect import DialectError
from ppagent.action.dialects import dialect_named
from ppagent.action.remap import remap
from ppagent.action.schema import target
from ppagent.catalog import find_agent
from ppagent.errors import OutsideError
from ppagent.policy.base import Policy
from ppagent.prune.pruner import Pruner
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
    if card.policy == "reader":
        return None
    dialect, loaded = dialect_named(card.dialect), list[Policy]()

    def ground(frame: Frame, words: str) -> tuple[float, float] | None:
        if not loaded:
            from ppagent.run import policy_of

            loaded.append(policy_of(card))
            on_close(loaded[0].close)
        look = Pruner(card.perception).look(frame.pixels)
        loaded[0].start(f"Click on {words}.")
        try:
            action = remap(dialect.parse(loaded[0].reply(look, None).text), card.space, look.canvas, frame)
        except (DialectError, OutsideError):
            return None
        point = target(action)
        return None if point is None else frame.from_input(*point)

    return ground
