"""In: a place and a source's settings. Out: files, commands' output, settings of programs, what is on the screen."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ppagent.evaluate.osworld.machine import UnsupportedError
from ppagent.evaluate.osworld.setup import Place, fetched, filled, in_cache

Copies = str | list[str | None] | None
"""Our copy of a file, or of several; None for one that is not there."""


def get_rule(place: Place, config: dict[str, Any]) -> Any:
    """What the task itself says."""
    del place
    return config["rules"]


def get_vm_file(place: Place, config: dict[str, Any]) -> Copies:
    """Our copies of files of the machine; None for one that is not there.

    ``path`` and ``dest`` are names; with ``multi``, lists of them, of which those numbered in ``gives`` (default: the
    first) are passed on.
    """
    if not config.get("multi", False):
        return _copied(place, config["path"], config["dest"])
    copies = [_copied(place, path, dest) for path, dest in zip(config["path"], config["dest"], strict=True)]
    return _given(copies, config)


def get_cloud_file(place: Place, config: dict[str, Any]) -> Copies:
    """Our copies of files from an address; as `get_vm_file`."""

    def copied(address: str, dest: str) -> str:
        file = in_cache(place, f"expected-{Path(dest).name}")
        file.write_bytes(fetched(place, address))
        return str(file)

    if not config.get("multi", False):
        return copied(config["path"], config["dest"])
    return _given(
        [copied(path, dest) for path, dest in zip(config["path"], config["dest"], strict=True)], config
    )


def get_cache_file(place: Place, config: dict[str, Any]) -> str:
    """A file that a step of the set-up wrote down for the judge."""
    file = in_cache(place, config["path"])
    if not file.is_file():
        raise FileNotFoundError(file.name)
    return str(file)


def get_vm_command_line(place: Place, config: dict[str, Any]) -> str:
    """What a command prints."""
    return place.machine.run(
        filled(place.machine, config["command"]), shell=bool(config.get("shell", False))
    ).stdout


def get_vm_command_error(place: Place, config: dict[str, Any]) -> str:
    """What a command complains about."""
    return place.machine.run(
        filled(place.machine, config["command"]), shell=bool(config.get("shell", False))
    ).stderr


def get_vm_terminal_output(place: Place, config: dict[str, Any]) -> str | None:
    """What the terminal shows."""
    del config
    return place.machine.terminal()


def get_accessibility_tree(place: Place, config: dict[str, Any]) -> str:
    """What is on the screen, as XML."""
    del config
    return place.machine.accessibility_tree()


def get_vm_screen_size(place: Place, config: dict[str, Any]) -> dict[str, int]:
    """Size of the screen."""
    del config
    width, height = place.machine.size_px()
    return {"width": width, "height": height}


def get_vm_window_size(place: Place, config: dict[str, Any]) -> dict[str, int] | None:
    """Size of a program's window."""
    size = place.machine.window_size(config["app_class_name"])
    return size and {"width": size[0], "height": size[1]}


def get_gimp_config_file(place: Place, config: dict[str, Any]) -> str | None:
    """Our copy of a file of GIMP 2.10's settings."""
    path = f"{place.machine.home}/.config/GIMP/2.10/{config['file_name']}"
    return _copied(place, path, config["dest"])


def get_vlc_config(place: Place, config: dict[str, Any]) -> str | None:
    """Our copy of VLC's settings."""
    return _copied(place, f"{place.machine.home}/.config/vlc/vlcrc", config["dest"])


def get_default_video_player(place: Place, config: dict[str, Any]) -> str:
    """The program that opens most kinds of video, by the name of its desktop entry."""
    del config
    if place.machine.missing("xdg-mime"):
        raise UnsupportedError(place.machine.missing("xdg-mime"), "sudo apt-get install xdg-utils")
    kinds = (
        "video/mp4",
        "video/x-matroska",
        "video/webm",
        "video/mpeg",
        "video/quicktime",
        "video/x-msvideo",
    )
    said = [place.machine.run(["xdg-mime", "query", "default", kind]).stdout.strip() for kind in kinds]
    return max(said, key=said.count)


def parsed_tree(place: Place) -> ET.Element:
    """The accessibility tree, parsed."""
    return ET.fromstring(place.machine.accessibility_tree())  # noqa: S314 - of a machine that we set up


def _copied(place: Place, path: str, dest: str) -> str | None:
    content = place.machine.read(path)
    if content is None:
        return None
    file = in_cache(place, dest)
    file.write_bytes(content)
    return str(file)


def _given(copies: Sequence[str | None], config: dict[str, Any]) -> Copies:
    given = [copies[number] for number in config.get("gives", [0])]
    return given[0] if len(given) == 1 else given
