"""In: Acts, what was done by mouse and keys and the frame before each. Out: the steps of a flow that do the same again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ppagent.action.schema import Action, Click, Drag, Key, Move, Scroll, Type, Wait
from ppagent.screen.frame import Frame
from ppagent.script.flow import Flow
from ppagent.script.naming import Namer, opened
from ppagent.script.target import Target

_SPLIT = "$("
"""What opens a name in a flow; a text in which it stands is typed in two."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done.

    Attributes:
        action: its points in input units.
        look: gives the frame just before it.
        secret: what was typed stays out of the flow.
    """

    action: Action
    look: Callable[[], Frame]
    secret: bool = False


def flow_of(
    acts: Sequence[Act], namer: Namer, began: Callable[[], Frame] | None = None, **about: Any
) -> Flow:
    """Make a flow of acts.

    Args:
        acts: in order.
        namer: names what they aimed at.
        began: gives the screen before the first.
        about: other fields of the flow; ``steps`` among them go first.
    """
    secrets = [f"typed_{number}" for number in range(1, 1 + sum(act.secret for act in acts))]
    secrets = ["typed"] if len(secrets) == 1 else secrets
    names, before = iter(secrets), began
    steps: list[dict[str, Any]] = list(about.pop("steps", ()))
    at: tuple[float, float] | None = None
    for act in acts:
        done = list(_steps(act, namer, at, next(names) if act.secret else ""))
        if before is not None and not any(map(_waits, done[:1])):
            steps += _wait(before(), act.look(), namer)
        steps += done
        at, before = _pointer(act.action) or at, act.look
    if secrets:
        about["secrets"] = {name: {"env": name.upper()} for name in secrets}
    return Flow.model_validate({**about, "steps": _repeated(steps)})


def _steps(act: Act, namer: Namer, at: tuple[float, float] | None, secret: str) -> Iterator[dict[str, Any]]:
    match act.action:
        case Click(point=point, button=button, count=count, modifiers=modifiers):
            if (where := point or at) is None:
                return
            verb = {(1, "right"): "right_click", (2, "left"): "double_click"}.get((count, button), "click")
            verb = "click" if modifiers else verb
            more: dict[str, Any] = {} if verb == "right_click" or button == "left" else {"button": button}
            more |= {"count": count} if verb == "click" and count > 1 else {}
            yield {
                verb: namer.name(act.look(), where),
                **more,
                **({"modifiers": modifiers} if modifiers else {}),
            }
        case Move(point=point):
            yield {"hover": namer.name(act.look(), point)}
        case Drag(start=start, end=end, button=button):
            if (first := start or at) is not None:
                frame = act.look()
                # Only what is dragged is named: a place to drop it on may look like much else, or be covered by it.
                yield {
                    "drag": {"from": namer.name(frame, first), "to": Target(point=end)},
                    **({} if button == "left" else {"button": button}),
                }
        case Scroll(point=point, dx=dx, dy=dy):
            where = point or at
            yield {
                "scroll": dy, **({"across": dx} if dx else {}),
                **({"at": namer.name(act.look(), where)} if where else {}),
            }  # fmt: skip
        case Type(text=text):
            parts = [f"$(secret.{secret})"] if secret else _safe(text)
            yield from ({"type": part} for part in parts)
        case Key(keys=keys):
            yield {"press": "+".join(keys)}
        case Wait():
            yield {"wait_until_still": None}


def _safe(text: str) -> list[str]:
    """A text in parts that hold no name of a flow."""
    first, *rest = text.split(_SPLIT)
    parts = [
        first + "$" if rest else first,
        *(f"({part}$" for part in rest[:-1]),
        *(f"({part}" for part in rest[-1:]),
    ]
    return [part for part in parts if part]


def _waits(step: dict[str, Any]) -> bool:
    """Whether a step waits by itself for what it needs, which a place on the screen does not make it do."""
    named = next(iter(step.values()))
    target = named["from"] if isinstance(named, dict) else step.get("at", named)
    return isinstance(target, Target) and target.point is None


def _wait(before: Frame, now: Frame, namer: Namer) -> list[dict[str, Any]]:
    """Before keys, and before a click on a mere place: wait for what opened since the act before."""
    if not opened(before, now):
        return []
    text = namer.appeared(before, now)
    return [{"wait_until_still": None}] if text is None else [{"wait_for": text}]


def _pointer(action: Action) -> tuple[float, float] | None:
    if isinstance(action, Drag):
        return action.end
    return action.point if isinstance(action, Click | Move | Scroll) else None


def _repeated(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same key several times in a row is one step."""
    merged: list[dict[str, Any]] = []
    for step in steps:
        last = merged[-1] if merged else {}
        if "press" in step and last.get("press") == step["press"]:
            last["times"] = last.get("times", 1) + 1
        else:
            merged.append(dict(step))
    return merged
