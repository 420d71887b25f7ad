"""In: what a getter returned and what the task expects. Out: whether texts, lists and outputs agree."""

from __future__ import annotations

import ast
import re
from typing import Any


def exact_match(result: Any, rules: dict[str, Any], **_options: Any) -> float:
    """The result is what is expected."""
    return float(result == rules["expected"])


def match_in_list(result: Any, rules: dict[str, Any], **_options: Any) -> float:
    """The result is one of those expected."""
    return float(result in rules["expected"])


def literal_match(result: Any, expected: Any, **options: Any) -> float:
    """Equal texts, or with ``type: list`` equal lists; ``ignore_case`` as it says."""

    def said(value: Any) -> str:
        return str(value).lower() if options.get("ignore_case", False) else str(value)

    if options.get("type", "str") == "str":
        return float(said(result) == said(expected))
    if not isinstance(result, list) or not isinstance(expected, list):
        return 0.0
    return float(list(map(said, result)) == list(map(said, expected)))


def check_include_exclude(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """All of ``include`` and none of ``exclude`` is in the text."""
    if result is None:
        return 0.0
    return float(
        all(part in result for part in rules.get("include", []))
        and not any(part in result for part in rules.get("exclude", []))
    )


def check_direct_json_object(result: Any, rules: dict[str, Any], **_options: Any) -> float:
    """Each expected key has its value; with ``expect_in_result`` it is one of the values given, or a part of it."""
    if not isinstance(result, dict):
        return 0.0
    expected = rules.get("expected", {})
    if not rules.get("expect_in_result", False):
        return float(all(result.get(key) == value for key, value in expected.items()))
    return float(
        all(
            any(str(one) in str(result.get(key)) for one in (value if isinstance(value, list) else [value]))
            for key, value in expected.items()
        )
    )


def is_in_list(result: Any, rules: dict[str, Any], **_options: Any) -> float:
    """What is expected is in the result."""
    return float(result is not None and rules["expected"] in result)


def is_extension_installed(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """The text contains (``type: contain``) or does not contain (``not_contain``) what is expected."""
    if rules["type"] not in ("contain", "not_contain"):
        raise NotImplementedError(f"is_extension_installed: {rules['type']}")
    return float((rules["expected"] in (result or "")) == (rules["type"] == "contain"))


def is_utc_0(result: str | None, **_options: Any) -> float:
    """``timedatectl`` says that local time is that of UTC, on its fourth line."""
    lines = (result or "").split("\n")
    return float(len(lines) > 3 and lines[3].endswith("+0000)"))


def check_gnome_favorite_apps(result: str, rules: dict[str, Any], **_options: Any) -> float:
    """The list that gsettings prints holds the expected programs, in any order."""
    try:
        listed = ast.literal_eval(result.strip())
    except (SyntaxError, ValueError):
        return 0.0
    return float(
        isinstance(listed, list)
        and len(listed) == len(rules["expected"])
        and set(listed) == set(rules["expected"])
    )


def check_text_enlarged(result: str, **_options: Any) -> float:
    """The text scale that gsettings prints is above 1."""
    try:
        return float(float(result) > 1.0)
    except ValueError:
        return 0.0


def is_expected_url_pattern_match(result: Any, rules: dict[str, Any], **_options: Any) -> float:
    """Every expected pattern is found in the address of the result, which is a text or has a ``url``."""
    url = result.get("url") if isinstance(result, dict) else result
    return float(bool(url) and all(re.search(pattern, str(url)) for pattern in rules["expected"]))
