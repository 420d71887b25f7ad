"""In: one step of a flow, as plain data. Out: Step: its verb, what it is about, and how long it may wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from ppagent.action.schema import Button, Modifier
from ppagent.script.target import Target


class Model(BaseModel):
    """A part of a flow: nothing in it that is not known, and it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Step(Model):
    """What every step may have besides its verb."""

    verb: ClassVar[str]
    name: str = ""
    """Said in place of the step itself."""
    timeout: float | None = Field(None, gt=0, le=3600, allow_inf_nan=False)
    """s; instead of the flow's."""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, given: Any) -> Any:
        """A verb that needs nothing may stand alone: ``- wait_until_still``."""
        return {given: None} if isinstance(given, str) else given


class ClickStep(_Step):
    """Click on something."""

    verb = "click"
    click: Target
    button: Button = "left"
    count: int = Field(1, ge=1, le=3)
    modifiers: tuple[Modifier, ...] = ()


class DoubleClickStep(_Step):
    """Click twice."""

    verb = "double_click"
    double_click: Target


class RightClickStep(_Step):
    """Click with the right button."""

    verb = "right_click"
    right_click: Target


class HoverStep(_Step):
    """Put the pointer on something."""

    verb = "hover"
    hover: Target


class HighlightStep(_Step):
    """Draw a frame around something for a moment."""

    verb = "highlight"
    highlight: Target
    seconds: float = Field(1.0, gt=0, le=60, allow_inf_nan=False)


class DragStep(_Step):
    """Drag one thing onto another."""

    class Way(Model):
        """From where to where."""

        start: Target = Field(alias="from")
        end: Target = Field(alias="to")

    verb = "drag"
    drag: Way
    button: Button = "left"


class TypeStep(_Step):
    """Type a text, into something if it is named."""

    verb = "type"
    type: str = Field(max_length=20_000)
    into: Target | None = None


class PressStep(_Step):
    """Press keys together: ``ctrl+s``."""

    verb = "press"
    press: str = Field(min_length=1, max_length=100)
    times: int = Field(1, ge=1, le=1000)


class ScrollStep(_Step):
    """Turn the wheel; negative numbers go up, or left."""

    verb = "scroll"
    scroll: int = Field(ge=-100, le=100)
    across: int = Field(0, ge=-100, le=100)
    at: Target | None = None


class ScrollToStep(_Step):
    """Scroll until something is there."""

    verb = "scroll_to"
    scroll_to: Target
    at: Target | None = None


class WaitForStep(_Step):
    """Wait until something is there."""

    verb = "wait_for"
    wait_for: Target


class WaitVanishStep(_Step):
    """Wait until something is gone."""

    verb = "wait_vanish"
    wait_vanish: Target


class WaitStillStep(_Step):
    """Wait until the screen rests."""

    verb = "wait_until_still"
    wait_until_still: None = None


class ExpectStep(_Step):
    """Fail unless something is there, and says a text if one is given."""

    verb = "expect"
    expect: Target
    text: str | None = None


class ReadStep(_Step):
    """Read the text of a place into a variable."""

    verb = "read"
    read: Target | None
    into: str = Field(pattern=r"^[A-Za-z_]\w*$", alias="as")


class StartStep(_Step):
    """Start a program on the desktop."""

    verb = "start"
    start: str = Field(min_length=1)


class FocusStep(_Step):
    """Give a window the keyboard: its title contains this."""

    verb = "focus"
    focus: str = Field(min_length=1)


class IfStep(_Step):
    """Do some steps only if something is there."""

    verb = "if_visible"
    if_visible: Target
    then: tuple[Step, ...] = Field(min_length=1)
    otherwise: tuple[Step, ...] = Field((), alias="else")


class RepeatStep(_Step):
    """Do some steps a number of times, or until something is there."""

    verb = "repeat"
    repeat: int = Field(ge=1, le=10_000)
    until: Target | None = None
    counter: str | None = Field(None, pattern=r"^[A-Za-z_]\w*$", alias="as")
    steps: tuple[Step, ...] = Field(min_length=1)


VERBS = tuple(step.verb for step in _Step.__subclasses__())


def _verb_of(step: Any) -> str | None:
    """The one verb of a step, validated or not; None for none or several."""
    if isinstance(step, _Step):
        return step.verb
    given = [step] if isinstance(step, str) else list(step) if isinstance(step, Mapping) else []
    verbs = [key for key in given if key in VERBS]
    return verbs[0] if len(verbs) == 1 else None


Step = Annotated[
    Annotated[ClickStep, Tag("click")]
    | Annotated[DoubleClickStep, Tag("double_click")]
    | Annotated[RightClickStep, Tag("right_click")]
    | Annotated[HoverStep, Tag("hover")]
    | Annotated[HighlightStep, Tag("highlight")]
    | Annotated[DragStep, Tag("drag")]
    | Annotated[TypeStep, Tag("type")]
    | Annotated[PressStep, Tag("press")]
    | Annotated[ScrollStep, Tag("scroll")]
    | Annotated[ScrollToStep, Tag("scroll_to")]
    | Annotated[WaitForStep, Tag("wait_for")]
    | Annotated[WaitVanishStep, Tag("wait_vanish")]
    | Annotated[WaitStillStep, Tag("wait_until_still")]
    | Annotated[ExpectStep, Tag("expect")]
    | Annotated[ReadStep, Tag("read")]
    | Annotated[StartStep, Tag("start")]
    | Annotated[FocusStep, Tag("focus")]
    | Annotated[IfStep, Tag("if_visible")]
    | Annotated[RepeatStep, Tag("repeat")],
    Discriminator(_verb_of),
]


for _step in (IfStep, RepeatStep):
    _step.model_rebuild()
