"""In: the address of the server in OSWorld's virtual machine. Out: its machine, screen and hands, for ppagent's own loop.

The server is OSWorld's (desktop_env/server/main.py, Flask, port 5000). It has no way to bring the machine back to its
snapshot: that is the hypervisor's, so a command of the user's does it.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import cv2
import numpy as np

from ppagent.action.schema import Action
from ppagent.desktop.supervisor import Ran
from ppagent.errors import InputError, MissingError, PpagentError, ScreenLostError
from ppagent.evaluate.osworld.machine import DEBUG_PORT, BrokenError, Command
from ppagent.evaluate.osworld.pyautogui_code import code_of
from ppagent.hands.base import Window
from ppagent.screen.frame import Frame, Monitor

_SERVER_S = 125.0
"""The server gives a command 120 s."""
_UP_S = 300.0
_POLL_S = 1.0
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_PRELUDE = "import pyautogui; import time; pyautogui.FAILSAFE = False; "


class Server:
    """OSWorld's HTTP server."""

    def __init__(self, address: str) -> None:
        """Take its address: ``http://host:port``.

        Raises:
            InputError: it is not one.
        """
        parts = urllib.parse.urlsplit(address if "://" in address else f"http://{address}")
        if parts.scheme != "http" or not parts.hostname:
            raise InputError(f"{address!r} is no address of a server", "write it as http://127.0.0.1:5000")
        self.host, self._base = parts.hostname, f"http://{parts.hostname}:{parts.port or 5000}"

    def get(self, path: str) -> bytes:
        """GET."""
        return self._answer(urllib.request.Request(self._base + path))  # noqa: S310 - http, see __init__

    def post(self, path: str, content: Any) -> bytes:
        """POST a JSON object."""
        headers = {"Content-Type": "application/json"}
        return self._answer(urllib.request.Request(self._base + path, json.dumps(content).encode(), headers))  # noqa: S310

    def post_form(self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None) -> bytes:
        """POST a form, with a file if it has one."""
        if file is None:
            body, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        else:
            edge = uuid.uuid4().hex
            head = "".join(
                f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, value in fields.items()
            )
            head += f'--{edge}\r\nContent-Disposition: form-data; name="{file[0]}"; filename="file"\r\n\r\n'
            body, kind = (
                head.encode() + file[1] + f"\r\n--{edge}--\r\n".encode(),
                f"multipart/form-data; boundary={edge}",
            )
        return self._answer(urllib.request.Request(self._base + path, body, {"Content-Type": kind}))  # noqa: S310

    def wait(self, timeout_s: float = _UP_S) -> None:
        """Wait until it answers with a screenshot.

        Raises:
            MissingError: it never did.
        """
        until = time.monotonic() + timeout_s
        while True:
            try:
                self.get("/screenshot")
            except (BrokenError, FileNotFoundError) as error:  # noqa: PERF203 - it polls
                if time.monotonic() > until:
                    raise MissingError(
                        f"no OSWorld server answers at {self._base}",
                        "is the virtual machine up? give its address with --server",
                    ) from error
                time.sleep(_POLL_S)
            else:
                return

    def _answer(self, request: urllib.request.Request) -> bytes:
        """Raises: FileNotFoundError for 404, BrokenError for all else that is no answer."""
        try:
            with _DIRECT.open(request, timeout=_SERVER_S) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")[:300]
            if error.code == 404:
                raise FileNotFoundError(said) from error
            raise BrokenError(
                f"the OSWorld server answers {request.selector} with {error.code}: {said}"
            ) from error
        except OSError as error:
            raise BrokenError(f"the OSWorld server at {self._base} does not answer: {error}") from error


class VmMachine:
    """A Machine behind OSWorld's server."""

    home = "/home/user"

    def __init__(self, server: Server, password: str = "password", debug_port: int = DEBUG_PORT) -> None:  # noqa: S107 - OSWorld's
        self.server, self.password, self._debug_port = server, password, debug_port

    def run(self, command: Command, *, shell: bool = False, timeout_s: float = 120.0) -> Ran:
        """Run a command; the server's own limit is 120 s."""
        del timeout_s
        words = command if isinstance(command, str) else list(command)
        try:
            said = json.loads(self.server.post("/execute", {"command": words, "shell": shell}))
        except BrokenError as error:
            # It answers 500 when the program is not there or takes too long: that is the command's failure, not its own.
            if " 500: " in str(error):
                return Ran(127, "", str(error))
            raise
        return Ran(int(said.get("returncode", 0)), said.get("output") or "", said.get("error") or "")

    def launch(self, command: Command, *, shell: bool = False) -> None:
        """Start a program."""
        if isinstance(command, str) and not shell:
            command = shlex.split(command)
        try:
            self.server.post(
                "/setup/launch",
                {"command": command if isinstance(command, str) else list(command), "shell": shell},
            )
        except BrokenError as error:
            raise PpagentError(f"the machine cannot start {command}: {error}") from error

    def read(self, path: str) -> bytes | None:
        """A file's content."""
        try:
            return self.server.post_form("/file", {"file_path": path})
        except FileNotFoundError:
            return None

    def write(self, path: str, content: bytes) -> None:
        """Write a file."""
        self.server.post_form("/setup/upload", {"file_path": path}, ("file_data", content))

    def open(self, path: str) -> None:
        """Open a file with its program."""
        self.server.post("/setup/open_file", {"path": path})

    def window(self, do: Literal["activate", "close"], name: str, *, strict: bool, by_class: bool) -> bool:
        """Bring a window to the front or close it."""
        try:
            self.server.post(
                f"/setup/{do}_window", {"window_name": name, "strict": strict, "by_class": by_class}
            )
        except (BrokenError, FileNotFoundError):
            return False
        return True

    def size_px(self) -> tuple[int, int]:
        """Size of its screen."""
        said = json.loads(self.server.post("/screen_size", {}))
        return int(said["width"]), int(said["height"])

    def window_size(self, program: str) -> tuple[int, int] | None:
        """Size of a program's window."""
        try:
            said = json.loads(self.server.post_form("/window_size", {"app_class_name": program}))
        except FileNotFoundError:
            return None
        return (int(said["width"]), int(said["height"])) if said else None

    def accessibility_tree(self) -> str:
        """What its programs tell assistive technology."""
        return str(json.loads(self.server.get("/accessibility"))["AT"])

    def terminal(self) -> str | None:
        """What the terminal shows."""
        said = json.loads(self.server.get("/terminal"))["output"]
        return None if said is None else str(said)

    def debug_address(self) -> tuple[str, int]:
        """The machine's own address."""
        return self.server.host, self._debug_port

    def missing(self, program: str) -> str:
        """Whether the machine finds a program."""
        found = self.run(["sh", "-c", f"command -v {shlex.quote(program)}"])
        return "" if found.status == 0 else f"{program} is not installed on the machine"


class VmScreen:
    """Its screen; the pointer is in the picture, as the server draws it."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def grab(self) -> Frame:
        """What it shows now."""
        try:
            packed = self._server.get("/screenshot")
        except (BrokenError, FileNotFoundError) as error:
            raise ScreenLostError(f"the screen is gone: {error}") from error
        bgr = cv2.imdecode(np.frombuffer(packed, dtype=np.uint8), cv2.IMREAD_COLOR)
        if bgr is None:
            raise ScreenLostError("the OSWorld server sent a screenshot that is no picture")
        pixels = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)
        return Frame(pixels, Monitor(0, 0, pixels.shape[1], pixels.shape[0]), time.time())


class VmHands:
    """Its mouse and keyboard: pyautogui in the machine, as OSWorld's own agents use it."""

    def __init__(self, machine: VmMachine) -> None:
        self._machine = machine

    def perform(self, action: Action) -> None:
        """Carry out one action."""
        code = code_of(action)
        if not code:
            return
        try:
            ran = self._machine.run(["python", "-c", _PRELUDE + code])
        except BrokenError as error:
            raise ScreenLostError(str(error)) from error
        if ran.status:
            raise PpagentError(f"the machine could not do that: {ran.stderr.strip().splitlines()[-1:]}")

    def active_window(self) -> Window | None:
        """None: the server does not tell."""
        return None

    def release(self) -> None:
        """Each action lets go of what it pressed."""


@contextmanager
def vm_machine(address: str, reset: str | None, password: str, debug_port: int) -> Iterator[VmMachine]:
    """The machine, brought back to its snapshot before.

    Args:
        address: of its server.
        reset: command on this computer that does so; None trusts that nothing needs it.
        password: of the machine's user.
        debug_port: at which its browser's remote debugging is reached.

    Raises:
        BrokenError: the command failed.
        MissingError: the server does not answer.
    """
    if reset is not None:
        ran = subprocess.run(["sh", "-c", reset], capture_output=True, text=True, check=False)
        if ran.returncode:
            raise BrokenError(f"the machine could not be reset: {reset}: {ran.stderr.strip()[-300:]}")
    server = Server(address)
    server.wait(_UP_S if reset is not None else _POLL_S)
    yield VmMachine(server, password, debug_port)
