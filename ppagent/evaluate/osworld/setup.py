"""In: a machine and a task's ``config`` or ``postconfig``. Out: the steps done on it, each as OSWorld's of the same name does it."""

from __future__ import annotations

import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppagent.errors import PpagentError
from ppagent.evaluate.osworld.browser import Browser, BrowserGoneError
from ppagent.evaluate.osworld.machine import Command, Machine, UnsupportedError
from ppagent.evaluate.osworld.task import SetUpStep

_DOWNLOAD_S = 60.0
_UNTIL_TRIES, _UNTIL_S = 100, 0.3
_BROWSER_S = 30.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task is set up and judged.

    Attributes:
        machine: the computer it is played on.
        cache: a folder of ours for what is fetched from it.
        base: the tasks' folder: what a download's relative path counts from.
    """

    machine: Machine
    cache: Path
    base: Path


def set_up(place: Place, steps: Sequence[SetUpStep]) -> None:
    """Do the steps, one after the other.

    Raises:
        UnsupportedError: there is no such step, or its download or program cannot be had.
        InfrastructureError: the machine broke.
        PpagentError: a step has parameters that it does not know.
    """
    for step in steps:
        do = STEPS.get(step.type)
        if do is None:
            raise UnsupportedError(
                f"set-up of the type {step.type} is not known", f"known: {', '.join(sorted(STEPS))}"
            )
        try:
            do(place, **step.parameters)
        except TypeError as error:
            raise PpagentError(f"set-up {step.type}: {error}", "its parameters are OSWorld's") from error


def filled(machine: Machine, command: Command) -> Command:
    """A command with its placeholders replaced."""
    width, height = machine.size_px()
    stand_for = {
        "{CLIENT_PASSWORD}": machine.password,
        "{SCREEN_WIDTH_HALF}": str(width // 2),
        "{SCREEN_HEIGHT_HALF}": str(height // 2),
        "{SCREEN_WIDTH}": str(width),
        "{SCREEN_HEIGHT}": str(height),
    }

    def fill(text: str) -> str:
        for name, value in stand_for.items():
            text = text.replace(name, value)
        return text

    return fill(command) if isinstance(command, str) else [fill(word) for word in command]


def _download(place: Place, files: Sequence[dict[str, str]]) -> None:
    for file in files:
        place.machine.write(file["path"], fetched(place, file["url"]))


def fetched(place: Place, url: str) -> bytes:
    """What an address holds: ``file://``, a path from the tasks' folder, or ``http``; kept in the cache."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme in ("", "file"):
        path = place.base / urllib.parse.unquote(parts.path)
        if not path.is_file():
            raise UnsupportedError(f"the task's file {path} is not there")
        return path.read_bytes()
    if parts.scheme not in ("http", "https"):
        raise UnsupportedError(f"downloads from {parts.scheme} are not known")
    try:
        with urllib.request.urlopen(url, timeout=_DOWNLOAD_S) as answer:  # noqa: S310 - http and https only, see above
            return bytes(answer.read())
    except OSError as error:
        raise UnsupportedError(
            f"{url} cannot be downloaded: {error}", "the task needs the network"
        ) from error


def _launch(place: Place, command: Command, shell: bool | str = False) -> None:
    place.machine.launch(filled(place.machine, command), shell=bool(shell))


def _execute(
    place: Place,
    command: Command,
    stdout: str = "",
    stderr: str = "",
    shell: bool | str = False,
    until: dict[str, Any] | None = None,
) -> None:
    for _ in range(_UNTIL_TRIES):
        ran = place.machine.run(filled(place.machine, command), shell=bool(shell))
        for name, said in ((stdout, ran.stdout), (stderr, ran.stderr)):
            if name:
                in_cache(place, name).write_text(said, encoding="utf-8")
        if not until or (
            ("returncode" in until and ran.status == until["returncode"])
            or ("stdout" in until and until["stdout"] in ran.stdout)
            or ("stderr" in until and until["stderr"] in ran.stderr)
        ):
            return
        time.sleep(_UNTIL_S)


def in_cache(place: Place, name: str) -> Path:
    """A file of the cache; only its last name counts, so that no task can name one elsewhere."""
    return place.cache / Path(name).name


def _sleep(place: Place, seconds: float) -> None:
    del place
    time.sleep(float(seconds))


def _open(place: Place, path: str) -> None:
    place.machine.open(path)


def _activate_window(place: Place, window_name: str, strict: bool = False, by_class: bool = False) -> None:
    place.machine.window("activate", window_name, strict=strict, by_class=by_class)


def _close_window(place: Place, window_name: str, strict: bool = False, by_class: bool = False) -> None:
    place.machine.window("close", window_name, strict=strict, by_class=by_class)


def _chrome_open_tabs(place: Place, urls_to_open: Sequence[str]) -> None:
    with _browser(place) as browser:
        blank = [
            tab
            for tab in browser.tabs()
            if tab["url"] in ("about:blank", "chrome://newtab/", "chrome://new-tab-page/")
        ]
        for url in urls_to_open:
            browser.open(url)
        # Until now there had to be one, or the browser would have ended.
        for tab in blank[:1]:
            browser.close_tab(tab["id"])


def _chrome_close_tabs(place: Place, urls_to_close: Sequence[str]) -> None:
    with _browser(place) as browser:
        for url in urls_to_close:
            for tab in browser.tabs():
                if tab["url"].rstrip("/") == url.rstrip("/"):
                    browser.close_tab(tab["id"])


def _browser(place: Place) -> Browser:
    until = time.monotonic() + _BROWSER_S
    while True:
        try:
            return Browser(*place.machine.debug_address())
        except BrowserGoneError:  # noqa: PERF203 - it polls
            if time.monotonic() > until:
                raise
            time.sleep(_UNTIL_S)


STEPS: dict[str, Callable[..., None]] = {
    "download": _download,
    "launch": _launch,
    "open": _open,
    "execute": _execute,
    "command": _execute,
    "sleep": _sleep,
    "activate_window": _activate_window,
    "close_window": _close_window,
    "chrome_open_tabs": _chrome_open_tabs,
    "chrome_close_tabs": _chrome_close_tabs,
}
"""By OSWorld's names; its google-account and cloud-file steps need the network and are not here."""
