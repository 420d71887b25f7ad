"""In: commands of the DevTools protocol. Out: their answers, from a Chromium of one's own, behind a pipe."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from typing_extensions import Self

from ppagent.errors import MissingError, ScreenLostError

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ANSWER_S = 30.0
"""Longest wait for an answer: beyond it the tab counts as dead."""
HEADLESS = ("--headless",)
_FLAGS = (
    "--remote-debugging-pipe", "--disable-gpu", "--hide-scrollbars", "--disable-lcd-text", "--mute-audio",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
    "--disable-breakpad", "--disable-extensions", "--password-store=basic", "--force-color-profile=srgb", "--lang=en-US",
    "--disable-gpu-vsync", "--disable-frame-rate-limit",  # a picture in 20 ms instead of 50: no display sets the pace
    "--allow-file-access-from-files",  # a page of files may look into its own frames
    "--host-resolver-rules=MAP * ~NOTFOUND",  # nothing leaves the machine
)  # fmt: skip
_GONE = ("Inspector.targetCrashed", "Inspector.detached", "Target.detachedFromTarget")

Command = tuple[str, dict[str, Any]]


def find_chromium() -> str:
    """The browser's program.

    Raises:
        MissingError: there is none.
    """
    for name in PROGRAMS:
        if found := shutil.which(name):
            return found
    raise MissingError("Chromium is not installed", "sudo apt-get install chromium")


def _pipe() -> tuple[int, int]:
    """A pipe whose ends are neither 3 nor 4: the shell puts Chromium's there, one after the other."""
    ends = os.pipe()
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in ends]
    for end in ends:
        os.close(end)
    return moved[0], moved[1]


class Chromium:
    """One browser process with one tab, for one thread. A context manager; its profile is thrown away with it."""

    def __init__(self, flags: Sequence[str] = HEADLESS) -> None:
        """Start it.

        Args:
            flags: of its command line, beyond those that keep it quiet and to itself; without `HEADLESS` it opens a
                window on the display of the environment.

        Raises:
            MissingError: there is no Chromium.
            ScreenLostError: it does not start.
        """
        program = find_chromium()
        self._profile = Path(tempfile.mkdtemp(prefix="ppagent-chromium-"))
        command = [program, *_FLAGS, *flags, f"--user-data-dir={self._profile}"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")
        to_browser, self._out = _pipe()
        self._in, from_browser = _pipe()
        self._process = subprocess.Popen(
            # The protocol's pipe is on the file descriptors 3 and 4.
            ["bash", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "bash", *command, "about:blank"],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"LANGUAGE": "en_US", "LC_ALL": "C.UTF-8"},
        )
        os.close(to_browser)
        os.close(from_browser)
        self._buffer, self._number, self._session = b"", 0, ""
        self._closed, self._lost = False, ""
        try:
            target = self.call("Target.createTarget", url="about:blank")["targetId"]
            self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            self.call("Inspector.enable")
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Process id of the browser."""
        return self._process.pid

    def close(self) -> None:
        """End the browser; may be called twice."""
        if self._closed:
            return
        self._closed = True
        # A closed pipe ends Chromium.
        os.close(self._out)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        os.close(self._in)
        deadline = time.monotonic() + 2
        while self._profile.exists() and time.monotonic() < deadline:
            # Its children may still be writing.
            shutil.rmtree(self._profile, ignore_errors=True)
            time.sleep(0.01)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give one command and wait for its answer.

        Raises:
            ScreenLostError: the browser or its tab died, does not answer, or refuses the command.
        """
        return self.calls([(method, parameters)])[0]

    def calls(self, commands: Sequence[Command]) -> list[dict[str, Any]]:
        """Give commands at once, in order, and wait for all answers; events in between are dropped.

        Raises:
            ScreenLostError: as `call`.
        """
        first = self._number + 1
        data = b""
        for method, parameters in commands:
            self._number += 1
            command = {"id": self._number, "method": method, "params": parameters}
            if self._session:
                command["sessionId"] = self._session
            data += json.dumps(command).encode() + b"\0"
        self._write(data)
        answers: dict[int, dict[str, Any]] = {}
        deadline = time.monotonic() + ANSWER_S
        while len(answers) < len(commands):
            message = self._read(deadline)
            number = message.get("id", 0)
            if message.get("method") in _GONE:
                raise self._lose("the browser's tab died")
            if number < first:
                continue
            method = commands[number - first][0]
            if "error" in message:
                raise ScreenLostError(f"Chromium refuses {method}: {message['error']['message']}")
            answers[number] = message["result"]
        return [answers[number] for number in sorted(answers)]

    def run(self, script: str) -> Any:
        """Evaluate JavaScript in the page, a promise awaited; its value as JSON has it.

        Raises:
            ScreenLostError: as `call`, or the script throws: the page is not the one it was written for.
        """
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if fault := answer.get("exceptionDetails"):
            what = fault.get("exception", {}).get("description") or fault["text"]
            raise ScreenLostError(f"the page is not what it should be: {what.splitlines()[0]}")
        return answer["result"].get("value")

    def navigate(self, url: str) -> None:
        """Load a page and wait until it is complete.

        Raises:
            ScreenLostError: as `call`, or there is no such page.
        """
        if fault := self.call("Page.navigate", url=url).get("errorText"):
            raise ScreenLostError(f"{url} cannot be loaded: {fault}")
        self.run(
            "new Promise(ok => document.readyState === 'complete' ? ok() : addEventListener('load', () => ok()))"
        )

    def _write(self, data: bytes) -> None:
        if self._lost or self._closed:
            raise ScreenLostError(self._lost or "the browser has been closed")
        with contextlib.suppress(BrokenPipeError):  # its end is read from the other pipe
            while data:
                data = data[os.write(self._out, data) :]

    def _lose(self, why: str) -> ScreenLostError:
        """What is lost stays lost: nobody waits for it again."""
        self._lost = why
        return ScreenLostError(why)

    def _read(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            if not select.select([self._in], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise self._lose(f"Chromium did not answer for {ANSWER_S:g} s")
            more = os.read(self._in, 1 << 20)
            if not more:
                raise self._lose("Chromium has ended")
            self._buffer += more
        raw, self._buffer = self._buffer.split(b"\0", 1)
        message: dict[str, Any] = json.loads(raw)
        return message
