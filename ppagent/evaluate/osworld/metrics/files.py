"""In: our copies of files; None for one that was not there. Out: whether they hold what is expected."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any


def file_contains(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """Every expected text is in the file."""
    text = _text(result)
    return float(text is not None and all(part in text for part in rules["expected"]))


def check_line_number(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """As many lines as expected hold a time of day."""
    text = _text(result)
    if text is None:
        return 0.0
    return float(sum(bool(_TIME.search(line)) for line in text.splitlines()) == int(rules["expected"]))


def check_list(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """Every pattern of ``expect`` is found in some line, and none of ``unexpect`` in any."""
    text = _text(result)
    if text is None:
        return 0.0
    lines = text.splitlines()

    def found(pattern: str) -> bool:
        return any(re.search(pattern, line) for line in lines)

    return float(all(map(found, rules.get("expect", []))) and not any(map(found, rules.get("unexpect", []))))


def check_image_file_size(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """The file is smaller than ``max_size`` bytes."""
    return float(result is not None and Path(result).stat().st_size < rules["max_size"])


def check_json_settings(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """The JSON object holds every expected key with its value."""
    held = _json(result)
    return float(
        isinstance(held, dict)
        and all(key in held and held[key] == value for key, value in rules["expected"].items())
    )


def check_json_keybindings(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """The JSON list holds the expected entry; its first line may be a comment."""
    held = _json(result)
    if not isinstance(held, list):
        held = _json(result, skip=1)
    return float(isinstance(held, list) and rules["expected"] in held)


def compare_config(result: str | None, rules: Any, **options: Any) -> float:
    """The file is the expected text, or with ``containment_ok`` holds it."""
    text, expected = _text(result), rules["expected"] if isinstance(rules, dict) else rules
    if text is None:
        return 0.0
    return float(text == expected or (options.get("containment_ok", False) and text in expected))


def compare_text_file(result: str | None, expected: str | None, **options: Any) -> float:
    """Equal files, but for blanks (``ignore_blanks``) or case (``ignore_case``)."""
    texts = [_text(result), _text(expected)]
    if None in texts:
        return 0.0
    for option, change in (("ignore_blanks", _without_blanks), ("ignore_case", str.lower)):
        if options.get(option, False):
            texts = [change(text or "") for text in texts]
    return float(texts[0] == texts[1])


_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)")


def _without_blanks(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[\t\n]", " ", text).strip())


def _text(file: str | None) -> str | None:
    return None if file is None else Path(file).read_text(encoding="utf-8", errors="replace")


def _json(file: str | None, skip: int = 0) -> Any:
    try:
        return json.loads("\n".join((_text(file) or "").split("\n")[skip:]))
    except ValueError:
        return None
