"""In: a name or a path. Out: the card a user chose, or an error with file and line.

The catalogues `agents/` and `envs/` stand at the top of the source tree and inside the package when installed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from typing_extensions import Self

from ppagent.action.remap import Space
from ppagent.errors import CardError, InputError
from ppagent.prune.pruner import Perception

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - the same module under its older name
    import tomli as tomllib

Catalogue = Literal["agents", "envs"]
Card = TypeVar("Card", bound=BaseModel)


class ModelSettings(BaseModel):
    """The ``[model]`` table of an agent that runs a model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    """A folder, or the name of a repository on the Hugging Face hub; in a card, ``./`` is the card's own folder."""
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "bfloat16"
    """``auto`` is float32 on a CPU and bfloat16 elsewhere."""
    device: str = "auto"
    """``auto`` takes the GPU if there is one; else as torch spells it."""
    max_new_tokens: int = Field(512, ge=1)
    """Longest reply, in tokens."""
    context_tokens: int = Field(32768, ge=256)
    """Budget of one session; beyond it the session starts again from an I-frame."""
    constrained: bool = True
    """Only what parses as an action can be said; False lets the model say anything."""
    prompts: Literal["chat", "brief"] = "chat"
    """How it is spoken to: as Qwen's chat models are, or as ppagent's own small ones (`ppagent.policy.prompts`)."""
    thought: bool = False
    """Free text may come before the action."""
    vision_context: Literal["changed", "halo", "frame"] = "changed"
    """What the vision tower runs on besides the kept blocks of a P-frame: nothing, a halo, all that an I-frame keeps."""
    halo: int = Field(1, ge=1, le=64)
    """Width of that halo in blocks."""
    closer_px: tuple[Annotated[int, Field(ge=256)], Annotated[int, Field(ge=256)]] | None = None
    """Where a frame is scaled down to the model's limit, it is looked at again around each point that is pointed at: at its own
    size, so much of it, ``[width, height]``. None: once is enough."""
    doubt: float = Field(0.0, ge=0, le=1)
    """A point that is said with less confidence than this is asked for again, the frame moved by half a block; the surer of both
    answers counts. 0 is never."""


class AgentCard(BaseModel):
    """One agent: ``agents/<name>.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    description: str
    policy: Literal["transformers", "reader", "scripted"]
    dialect: Literal["json", "qwen3-vl", "brief"] = "json"
    space: Space = "pixels"
    """What the model's coordinates mean."""
    prompt: str = ""
    """Text put before the dialect's own system prompt."""
    perception: Perception = Perception()
    model: ModelSettings | None = None
    replies: tuple[str, ...] = ()
    """What a scripted agent says."""
    names: dict[str, tuple[str, ...]] = {}
    """What a reader may find a thing under: ``"text editor" = ["Mousepad", "gedit"]``."""
    eyes: str = ""
    """The agent whose model a reader asks for what it cannot read, and to which it leaves what it does not understand."""
    sure: float = Field(0.0, ge=0, le=1)
    """Mean probability of an answer's tokens from which that model is believed."""
    refuses: bool = True
    """Whether it may say that a thing is not there. Where all that is asked for is there, it points at the likeliest place instead."""

    @model_validator(mode="after")
    def _spoken_by_the_policy(self) -> Self:
        if self.policy == "reader" and (self.dialect, self.space) != ("json", "pixels"):
            raise ValueError('a reader speaks dialect = "json" in space = "pixels"')
        if self.eyes and self.policy != "reader":
            raise ValueError("only a reader has the eyes of another agent")
        if self.prompt and self.model and self.model.prompts == "brief":
            raise ValueError('with prompts = "brief" there is no place for a prompt')
        return self


def catalogue_folder(catalogue: Catalogue) -> Path:
    """Where a catalogue is: inside the installed package, or at the top of the source tree."""
    package = Path(__file__).parent
    installed = package / catalogue
    return installed if installed.is_dir() else package.parent / catalogue


def agent_cards() -> list[AgentCard]:
    """All agents that ship with ppagent, by name."""
    return [_load_agent(path) for path in sorted(catalogue_folder("agents").glob("*.toml"))]


def find_agent(name_or_file: str) -> AgentCard:
    """Load an agent by its name, or from a card file of the user's own.

    Raises:
        CardError: the card does not parse.
        InputError: there is no such agent.
    """
    path = Path(name_or_file)
    if path.suffix == ".toml" and path.is_file():
        return _load_agent(path)
    path = catalogue_folder("agents") / f"{name_or_file}.toml"
    if not path.is_file():
        known = ", ".join(card.stem for card in sorted(path.parent.glob("*.toml")))
        raise InputError(
            f"there is no agent called {name_or_file!r}", f"known agents: {known}; or give the path of a card"
        )
    return _load_agent(path)


def _load_agent(path: Path) -> AgentCard:
    """Read an agent's card; what it names beside itself gets its full path."""
    card = load_card(path, AgentCard)

    def beside(name: str) -> str:
        return str((path.parent / name).resolve()) if name.startswith("./") else name

    model = card.model and card.model.model_copy(update={"id": beside(card.model.id)})
    return card.model_copy(update={"model": model, "eyes": beside(card.eyes)})


def load_card(path: Path, model: type[Card]) -> Card:
    """Read a TOML card.

    Raises:
        CardError: it is unreadable, not TOML, or not such a card; the message starts with ``file:line``.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return model.model_validate(tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        raise CardError(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = int(line[1]) if line else len(text.splitlines())
        raise CardError(f"{path}:{where}: not TOML: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(str(part) for part in fault["loc"]) or "card"
        line_number = _line_of(text, fault["loc"])
        raise CardError(
            f"{path}:{line_number}: {key}: {fault['msg']}",
            f"the fields of this table are: {', '.join(_fields(model, fault['loc']))}"
            if fault["type"] in {"extra_forbidden", "missing"}
            else "",
        ) from error


def _line_of(text: str, location: tuple[int | str, ...]) -> int:
    """The line on which a key stands: the deepest part of its path that the text names."""
    line = 1
    lines = text.splitlines()
    for part in location:
        pattern = re.compile(
            rf"^\s*(\[+\s*([\w.\"'-]+\.)?[\"']?{re.escape(str(part))}[\"']?\s*\]+|[\"']?{re.escape(str(part))}[\"']?\s*=)"
        )
        for number in range(line, len(lines) + 1):
            if pattern.match(lines[number - 1]):
                line = number
                break
    return line


def _fields(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    for part in location[:-1]:
        annotation: Any = (
            model.model_fields[str(part)].annotation if str(part) in model.model_fields else None
        )
        inner = [kind for kind in (annotation, *getattr(annotation, "__args__", ())) if _is_model(kind)]
        if not inner:
            break
        model = inner[0]
    return list(model.model_fields)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
