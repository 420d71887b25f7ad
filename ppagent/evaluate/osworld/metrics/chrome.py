"""In: what the browser has been set to. Out: whether it is as expected."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit


def is_expected_active_tab(result: Any, rules: dict[str, Any], **_options: Any) -> float:
    """The tab shown has the expected address, whatever its ``www.`` and the slash at its end."""
    return _same_tab(result, rules, query=True)


def is_expected_active_tab_approximate(result: Any, rules: dict[str, Any], **_options: Any) -> float:
    """The tab shown has the expected address, whatever follows its question mark."""
    return _same_tab(result, rules, query=False)


def is_expected_tabs(result: Any, rules: dict[str, Any], **_options: Any) -> float:
    """Just the expected tabs are open."""
    _only(rules, "url")
    left = [_plain(tab["url"], query=True) for tab in result or []]
    for url in rules["urls"]:
        if _plain(url, query=True) not in left:
            return 0.0
        left.remove(_plain(url, query=True))
    return float(not left)


def is_expected_bookmarks(result: Any, rules: dict[str, Any], **_options: Any) -> float:
    """The bookmark bar holds just the expected folders (``bookmark_bar_folders_names``) or pages (``bookmark_bar_websites_urls``)."""
    _only(rules, "bookmark_bar_folders_names", "bookmark_bar_websites_urls")
    if not result:
        return 0.0
    kind, key, expected = (
        ("folder", "name", "names")
        if rules["type"] == "bookmark_bar_folders_names"
        else ("url", "url", "urls")
    )
    entries = result.get("bookmark_bar", {}).get("children", [])
    return float({entry[key] for entry in entries if entry.get("type") == kind} == set(rules[expected]))


def check_font_size(result: dict[str, Any], rules: dict[str, Any], **_options: Any) -> float:
    """The usual font size is the expected one (``value``), or strictly between two (``range``)."""
    _only(rules, "value", "range")
    size = result["default_font_size"]
    if rules["type"] == "value":
        return float(size == rules["value"])
    return float(rules["min"] < size < rules["max"])


def check_enabled_experiments(result: list[str], rules: dict[str, Any], **_options: Any) -> float:
    """Just the expected experiments are switched on."""
    _only(rules, "names")
    return float([name.split("@", 1)[0] for name in result] == rules["names"])


def _same_tab(result: Any, rules: dict[str, Any], *, query: bool) -> float:
    _only(rules, "url")
    url = result.get("url") if isinstance(result, dict) else result
    if not url:
        return 0.0
    if query:
        return float(_plain(url, query=True) == _plain(rules["url"], query=True))
    return float(urlsplit(url)._replace(query="") == urlsplit(rules["url"])._replace(query=""))


def _plain(url: str, *, query: bool) -> tuple[str, ...]:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query if query else ""


def _only(rules: dict[str, Any], *known: str) -> None:
    if rules.get("type") not in known:
        raise NotImplementedError(f"the rule {rules.get('type')!r}")
