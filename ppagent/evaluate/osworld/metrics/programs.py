"""In: our copies of programs' settings, and what is on the screen. Out: whether they are as expected."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

_REGISTRY = "{http://openoffice.org/2001/registry}"
_SAVE = "/org.openoffice.Office.Common/Save/Document"
_SLIDER = "153;210;153;20;210;20;255;199;15;245;39;29"
_BLACKISH = 100


def check_config_status(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """GIMP's settings have the expected value behind the expected key: ``(key value)``; with a list as key, both words before it."""
    keys = rules["key"] if isinstance(rules["key"], list) else [rules["key"]]
    for line in _lines(result):
        words = line.lstrip("(").rstrip(") \t").split()
        if words[: len(keys)] == keys and words[-1] == rules["value"] and not line.startswith("#"):
            return 1.0
    return 0.0


def check_auto_saving_time(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """LibreOffice saves by itself every so many ``minutes``."""
    try:
        root = ET.parse(result).getroot() if result else None  # noqa: S314 - expat expands no outer entities
    except ET.ParseError:
        root = None
    for item in root.findall(".//item") if root is not None else []:
        if item.get(f"{_REGISTRY}path") == _SAVE:
            for prop in item.findall(".//prop"):
                # LibreOffice spells it so.
                if prop.get(f"{_REGISTRY}name") == "AutoSaveTimeIntervall":
                    return float((prop.findtext(".//value") or "").strip() == str(rules["minutes"]))
    return 0.0


def check_left_panel(result: str, **_options: Any) -> float:
    """The panel of slides is on the screen."""
    return float(
        any(
            frame.get("name") == "Slides View"
            for frame in ET.fromstring(result).iter("document-frame")  # noqa: S314 - as above
        )
    )


def check_qt_bgcone(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """VLC shows its cone, or does not."""
    return _vlc(result, "qt-bgcone", "1", rules["expected_qt_bgcone"])


def check_qt_max_volume(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """VLC's loudest volume, percent."""
    return _vlc(result, "qt-max-volume", "125", rules["expected_qt_max_volume"])


def check_qt_minimal_view(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """VLC shows its video alone, or does not."""
    return _vlc(result, "qt-minimal-view", "0", rules["expected_qt_minimal_view"])


def check_play_and_exit(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """VLC ends with the video, or does not."""
    return _vlc(result, "play-and-exit", "0", rules["expected_play_and_exit"])


def check_one_instance_when_started_from_file(
    result: str | None, rules: dict[str, Any], **_options: Any
) -> float:
    """VLC opens a file in the window that is there, or does not."""
    name = "one-instance-when-started-from-file"
    return _vlc(result, name, "1", rules[f"expected_{name.replace('-', '_')}"])


def check_global_key_play_pause(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """Some key of the whole desktop makes VLC play and pause, or none does."""
    found = _vlc_value(result, "global-key-play-pause", "")
    return float(result is not None and str(int(bool(found))) == str(rules["expected_global_key_play_pause"]))


def is_vlc_recordings_folder(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """Where VLC puts recordings."""
    return _vlc(result, "input-record-path", "", rules["recording_file_path"])


def check_qt_slider_colours(result: str | None, rules: dict[str, Any], **_options: Any) -> float:
    """The colours of VLC's volume slider: just those (``match``), or all dark (``blackish``)."""
    if result is None:
        return 0.0
    colours = _vlc_value(result, "qt-slider-colours", _SLIDER)
    if rules["type"] == "match":
        return float(colours == rules["expected_qt_slider_colours"])
    if rules["type"] != "blackish":
        raise NotImplementedError(f"the rule {rules['type']!r}")
    numbers = re.findall(r"\d+", colours)
    return float(bool(numbers) and all(int(number) < _BLACKISH for number in numbers))


def _vlc(result: str | None, name: str, usual: str, expected: Any) -> float:
    return float(result is not None and _vlc_value(result, name, usual) == str(expected))


def _vlc_value(file: str | None, name: str, usual: str) -> str:
    """A setting of vlcrc; a line that is commented out says the value that it would have anyway."""
    value = usual
    for line in _lines(file):
        if re.match(rf"#?{re.escape(name)}=", line):
            value = line.partition("=")[2].strip()
    return value


def _lines(file: str | None) -> list[str]:
    return [] if file is None else Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
