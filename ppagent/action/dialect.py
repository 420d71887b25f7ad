"""In: what a model says. Out: an Action, or a message back to the model; never a guess, never a crash."""

from __future__ import annotations

import json
from collections.abc import Container
from typing import Protocol

from pydantic import ValidationError

from ppagent.action.keys import canonical_key
from ppagent.action.lark import CHARACTER, WORDS
from ppagent.action.schema import ACTION, Action, Key
from ppagent.errors import InputError


class DialectError(Exception):
    """A reply that is not an action in this dialect. Its text goes back to the model, so it says what was expected."""


class Dialect(Protocol):
    """Parser and printer between a model family's text and Actions."""

    def prompt(self) -> str:
        """The system prompt that teaches the dialect."""

    def parse(self, text: str) -> Action:
        """Read one action.

        Raises:
            DialectError: the text is not exactly one action of this dialect.
        """

    def print(self, action: Action) -> str:
        """Write an action as the model would; ``parse`` of it gives the action back."""

    def grammar(self, thought: bool, tokens: Container[str] = ()) -> str:
        """The grammar of its replies, in the variant of Lark that llguidance reads.

        Whatever follows it parses, unless a text is longer than an Action holds; and it has every action in the
        spelling that ``print`` gives it, if coordinates are from 0 to below a million.

        Args:
            thought: free text may come before the action, in a dialect that has a place for it.
            tokens: texts that the tokenizer holds as one added token each; a tag among them is that token, not letters.
        """


class JsonDialect:
    """ppagent's own spelling: the Action as one JSON object, ``{"kind": "click", "point": [640, 12]}``."""

    def prompt(self) -> str:
        """The JSON Schema of Action."""
        schema = ACTION.json_schema()
        return f"Answer with one JSON object, an action of this schema, and nothing else:\n{schema}"

    def parse(self, text: str) -> Action:
        """Read one JSON action; a number in quotation marks is not a number."""
        try:
            return with_canonical_keys(ACTION.validate_json(text.strip(), strict=True))
        except ValidationError as error:
            raise DialectError(f"This is not an action: {readable(error)}") from error

    def print(self, action: Action) -> str:
        """Write one JSON action, defaults left out."""
        return json.dumps({"kind": action.kind, **action.model_dump(mode="json", exclude_defaults=True)})

    def grammar(self, thought: bool, tokens: Container[str] = ()) -> str:  # noqa: ARG002 - the protocol's
        """One JSON object, its fields in the schema's order; there is no place for a thought, so none is allowed."""
        return _GRAMMAR


def with_canonical_keys(action: Action) -> Action:
    """Bring the key names of an action to their canonical spelling.

    Raises:
        DialectError: there is no such key.
    """
    return Key(keys=canonical_keys(action)) if isinstance(action, Key) else action


def canonical_keys(action: Key) -> tuple[str, ...]:
    """The canonical names of an action's keys.

    Raises:
        DialectError: there is no such key.
    """
    try:
        return tuple(canonical_key(key) for key in action.keys)
    except InputError as error:
        raise DialectError(f"{error}; {error.hint}.") from error


def readable(error: ValidationError) -> str:
    """Say in one line what a pydantic validation found: place and reason of each fault."""
    return "; ".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'reply'}: {fault['msg']}"
        for fault in error.errors()
    )


_GRAMMAR = (
    WORDS
    + rf"""
STRING: /"{CHARACTER}*"/
"""
    + r"""
start: "{\"kind\": \"" action "}"
action: "click\"" at? button? (", \"count\": " ("2" | "3"))? modifiers?
  | "move\"" at
  | "drag\"" (", \"start\": " point)? ", \"end\": " point button?
  | "scroll\"" at? (", \"dx\": " NOTCHES)? (", \"dy\": " NOTCHES)?
  | "type\", \"text\": " STRING
  | "key\", \"keys\": " keys
  | "wait\"" (", \"seconds\": " SECONDS)?
  | "answer\", \"text\": " STRING
  | "done\"" (", \"text\": " STRING)?
  | "fail\"" (", \"reason\": " STRING)?
at: ", \"point\": " point
button: ", \"button\": \"" ("right" | "middle") "\""
modifiers: ", \"modifiers\": [" modifier (", " modifier){0,3} "]"
modifier: "\"" ("ctrl" | "alt" | "shift" | "super") "\""
NOTCHES: /-?(100|[1-9][0-9]?)/
"""
)
