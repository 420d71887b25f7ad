"""In: YAML text. Out: plain data of mappings, lists and texts, and the line and column of each part.

Scalars stay text, so ``click: Yes``, ``click: 007`` and ``type: 12:30`` mean what they say; the schema makes numbers of those
that are to be numbers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ppagent.errors import InputError

Where = tuple[str | int, ...]
"""Keys and indices from the top."""
Places = dict[Where, tuple[int, int]]
"""Line and column, from 1, by where."""
_MOST_PARTS = 100_000
"""Parts of a document, those that references repeat counted each time."""
_NULLS = {"", "~", "null"}


def parse_yaml(text: str, file: Path) -> tuple[Any, Places]:
    """Parse a document.

    Args:
        text: of it.
        file: for messages.

    Raises:
        InputError: it is not YAML, has a key twice, refers to itself, or is too deep or too large; the message starts with
            ``file:line:column``.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        places: Places = {}
        data = _plain(node, (), places, file, ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else f"{file}:1:1"
        raise InputError(f"{at}: {error.problem or 'not YAML'}") from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position].split("\n")
        at = f"{file}:{len(before)}:{len(before[-1]) + 1}"
        raise InputError(f"{at}: {_code(error.character)} may not stand in YAML") from error
    except RecursionError as error:
        raise InputError(f"{file}:1:1: this is nested too deeply") from error
    return data, places


def _plain(node: yaml.Node, where: Where, places: Places, file: Path, above: tuple[int, ...]) -> Any:
    mark = node.start_mark
    places[where] = mark.line + 1, mark.column + 1
    at = f"{file}:{mark.line + 1}:{mark.column + 1}"
    if id(node) in above:
        raise InputError(f"{at}: this refers to itself")
    if len(places) > _MOST_PARTS:
        raise InputError(f"{at}: more than {_MOST_PARTS} parts are too many for a flow")
    above = (*above, id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, (*where, index), places, file, above) for index, each in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if not isinstance(key, yaml.ScalarNode) or name in found:
                line, column = key.start_mark.line + 1, key.start_mark.column + 1
                fault = (
                    f"{name!r} stands here twice" if isinstance(key, yaml.ScalarNode) else "a key is a word"
                )
                raise InputError(f"{file}:{line}:{column}: {fault}")
            found[name] = _plain(value, (*where, name), places, file, above)
            places[(*where, name)] = key.start_mark.line + 1, key.start_mark.column + 1
        return found
    if not node.value.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in node.value):
        raise InputError(f"{at}: half a character: write all of it")
    quoted = getattr(node, "style", None) in {"'", '"', "|", ">"}
    return None if not quoted and node.value in _NULLS else node.value


def _code(character: str | int) -> str:
    return f"the character U+{character if isinstance(character, int) else ord(character):04X}"
