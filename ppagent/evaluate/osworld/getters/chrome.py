"""In: a place and a source's settings. Out: what the browser has been set to, by its profile's files, its pages and its windows."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from ppagent.evaluate.osworld.browser import Browser, BrowserGoneError
from ppagent.evaluate.osworld.getters.general import parsed_tree
from ppagent.evaluate.osworld.setup import Place

_PROFILE = ".config/google-chrome"
_FONTS = {"default_fixed_font_size": 13, "default_font_size": 16, "minimum_font_size": 13}
_SCHEMES = {0: "system", 1: "light", 2: "dark"}
_READ_SCHEME = """
(() => {
  const ui = document.querySelector('settings-ui');
  const theme = ui && ui.prefs && ui.prefs.browser && ui.prefs.browser.theme;
  const pref = theme && (theme.color_scheme2 || theme.color_scheme);
  return pref ? pref.value : null;
})()
"""
_SHOWN_TRIES = 20
_POLL_S = 0.25


def get_enable_do_not_track(place: Place, config: dict[str, Any]) -> str:
    """Whether pages are asked not to track: ``true`` or ``false``."""
    del config
    return _said(_preferences(place).get("enable_do_not_track"))


def get_enable_safe_browsing(place: Place, config: dict[str, Any]) -> str:
    """Whether dangerous pages are warned of, by either kind of protection."""
    del config
    kinds = _preferences(place).get("safebrowsing", {})
    return _said(kinds.get("enabled") or kinds.get("enhanced"))


def get_enable_enhanced_safety_browsing(place: Place, config: dict[str, Any]) -> str:
    """Whether the enhanced kind of that protection is on."""
    del config
    return _said(_preferences(place).get("safebrowsing", {}).get("enhanced"))


def get_data_delete_automacally(place: Place, config: dict[str, Any]) -> str:
    """Whether sites' data is deleted when the browser is closed.

    OSWorld takes any default content setting for it, but Debian's Chromium comes with one; the one that is meant is that of cookies.
    """
    del config
    return _said(
        "cookies" in _preferences(place).get("profile", {}).get("default_content_setting_values", {})
    )


def get_default_search_engine(place: Place, config: dict[str, Any]) -> str:
    """Name of the search engine; ``Google`` when none was chosen."""
    del config
    chosen = _preferences(place).get("default_search_provider_data", {}).get("template_url_data", {})
    return str(chosen.get("short_name", "Google"))


def get_profile_name(place: Place, config: dict[str, Any]) -> str | None:
    """Name of the profile."""
    del config
    name = _preferences(place).get("profile", {}).get("name")
    return None if name is None else str(name)


def get_chrome_font_size(place: Place, config: dict[str, Any]) -> dict[str, Any]:
    """Sizes of the fonts of pages, px; what was not chosen is as it comes."""
    del config
    return dict(_preferences(place).get("webkit", {}).get("webprefs", _FONTS))


def get_chrome_language(place: Place, config: dict[str, Any]) -> str:
    """The browser's own language."""
    del config
    return str(_read(place, "Local State").get("intl", {}).get("app_locale", "en-US"))


def get_enabled_experiments(place: Place, config: dict[str, Any]) -> list[str]:
    """What was switched on of ``chrome://flags``."""
    del config
    return list(_read(place, "Local State").get("browser", {}).get("enabled_labs_experiments", []))


def get_bookmarks(place: Place, config: dict[str, Any]) -> dict[str, Any]:
    """The bookmarks, as the profile's file has them."""
    del config
    return dict(_read(place, "Default/Bookmarks").get("roots", {}))


def get_open_tabs_info(place: Place, config: dict[str, Any]) -> list[dict[str, str]]:
    """Title and address of each tab."""
    del config
    try:
        with Browser(*place.machine.debug_address()) as browser:
            return [{"title": tab["title"], "url": tab["url"]} for tab in browser.tabs()]
    except BrowserGoneError:
        return []


def get_active_tab_info(place: Place, config: dict[str, Any]) -> dict[str, str] | None:
    """Title and address of the tab that is shown."""
    tabs = get_open_tabs_info(place, config)
    shown = get_active_url_from_accessTree(place, {"goto_prefix": ""} | config)
    return next((tab for tab in tabs if shown and _bare(tab["url"]) == _bare(shown)), None)


def get_active_url_from_accessTree(place: Place, config: dict[str, Any]) -> str | None:  # noqa: N802 - OSWorld's name
    """What the address bar of the browser's window shows, with ``goto_prefix`` before it unless it says its own scheme."""
    for _ in range(_SHOWN_TRIES):
        for program in parsed_tree(place).iter("application"):
            if program.get("name") in ("Google Chrome", "Chromium"):
                for entry in program.iter("entry"):
                    if entry.get("name") == "Address and search bar" and (entry.text or "").strip():
                        return _with_scheme((entry.text or "").strip(), config.get("goto_prefix", "https://"))
        time.sleep(_POLL_S)
    return None


def get_chrome_color_scheme(place: Place, config: dict[str, Any]) -> str:
    """``light``, ``dark`` or ``system``, by the profile's file."""
    del config
    theme = _preferences(place).get("browser", {}).get("theme", {})
    return _SCHEMES.get(theme.get("color_scheme2", theme.get("color_scheme", 0)), "system")


def get_chrome_appearance_mode_ui(place: Place, config: dict[str, Any]) -> str:
    """The same as the browser's own settings page has it.

    That page stays open, as in OSWorld, whose check of the active tab after it counts on that.
    """
    try:
        with Browser(*place.machine.debug_address()) as browser:
            tab = browser.open("chrome://settings/appearance")
            for _ in range(_SHOWN_TRIES):
                value = browser.evaluate(tab, _READ_SCHEME)
                if value in _SCHEMES:
                    return _SCHEMES[value]
                time.sleep(_POLL_S)
    except BrowserGoneError:
        pass
    return get_chrome_color_scheme(place, config)


def _with_scheme(text: str, prefix: str) -> str:
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", text):
        return text
    # The prefix may end with what the text begins with.
    return prefix + (text.removeprefix("www.") if prefix.endswith("www.") else text)


def _bare(url: str) -> str:
    return re.sub(r"^[a-z]+://(www\.)?", "", url).rstrip("/")


def _said(value: Any) -> str:
    return "true" if value else "false"


def _preferences(place: Place) -> dict[str, Any]:
    return _read(place, "Default/Preferences")


def _read(place: Place, name: str) -> dict[str, Any]:
    """A JSON file of the profile; empty when there is none, or it is being written."""
    content = place.machine.read(f"{place.machine.home}/{_PROFILE}/{name}")
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
