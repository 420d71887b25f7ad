"""In: a confined place and commands for it. Out: a running X server, and what the commands said.

The other half is `supervisor.bash`, the first process of the desktop. One pipe joins the two: commands go through
it, and its end ends the desktop, also when ppagent is killed.
"""

from __future__ import annotations

import base64
import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ppagent.desktop.confine import Means, confined
from ppagent.errors import PpagentError, ScreenLostError

SCRIPT = Path(__file__).with_name("supervisor.bash")
_START_S = 30.0
_STOP_S = 3.0


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did.

    Attributes:
        status: its exit status; 124 when it was ended because its time was up.
        stdout: what it wrote, its first megabyte.
        stderr: as stdout.
    """

    status: int
    stdout: str
    stderr: str


class Supervisor:
    """The first process of a desktop.

    Attributes:
        display: ``:N``, once started.
        bus: address of the session bus, once started.
    """

    display = ""
    bus = ""

    def __init__(
        self,
        server: Sequence[str],
        numbers: Sequence[int],
        environ: Mapping[str, str],
        scratch: Path,
        log: Path,
        means: Means,
    ) -> None:
        self._lock = threading.Lock()
        # Without a PID namespace the script ends the others; should it have been killed, that is left to us.
        self._mark = None if means in {"namespace", "bwrap"} else f"PPAGENT_SCRATCH={scratch}"
        self._orders = 0
        self._pending = b""
        # A copy, since the folder of this file may be closed to the confined user.
        script = scratch / SCRIPT.name
        shutil.copyfile(SCRIPT, script)
        script.chmod(0o444)
        command = ["bash", str(script), " ".join(map(str, numbers)), *server]
        own_home = Path(os.environ["HOME"]) if os.environ.get("HOME") else None
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                confined(command, environ, scratch, means, own_home),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                cwd="/",
                start_new_session=True,  # ctrl-C is ppagent's to handle
            )

    def wait_for_display(self) -> None:
        """Wait until the X server and the session bus are there.

        Raises:
            PpagentError: they did not come.
        """
        word, *rest = self._line(_START_S).split()
        if word != "display" or "-" in rest:
            raise PpagentError("the X server or the session bus did not start")
        self.display, self.bus = rest

    def launch(self, code: str) -> None:
        """Start shell code and do not wait for it."""
        with self._lock:
            self._order(f"launch {_packed(code)}")

    def run(self, code: str, timeout_s: float) -> Ran:
        """Run shell code to its end, or for ``timeout_s``."""
        with self._lock:
            self._orders += 1
            number = str(self._orders)
            self._order(f"run {number} {timeout_s:.3f} {_packed(code)}")
            while True:
                answered, *rest = self._line(timeout_s + 5.0).split()
                if answered == number:
                    status, stdout, stderr = rest
                    return Ran(int(status), _unpacked(stdout), _unpacked(stderr))

    def stop(self) -> None:
        """End every process of the desktop; may be called twice."""
        process = self._process
        if process.stdin is None or process.stdout is None:
            return
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        process.stdout.close()
        if self._mark is not None:
            _kill_marked(self._mark)

    @property
    def alive(self) -> bool:
        """Whether the desktop's first process runs."""
        return self._process.poll() is None

    def _order(self, line: str) -> None:
        if self._process.stdin is None or self._process.stdin.closed:
            raise ScreenLostError("the desktop has been stopped")
        try:
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise ScreenLostError("the desktop is gone") from None

    def _line(self, timeout_s: float) -> str:
        """The next line that the other half says."""
        stream = self._process.stdout
        assert stream is not None
        until = time.monotonic() + timeout_s
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while b"\n" not in self._pending:
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise PpagentError(f"the desktop did not answer within {timeout_s:g} s")
                said = os.read(stream.fileno(), 65536)
                if not said:
                    raise ScreenLostError("the desktop is gone")
                self._pending += said
        line, self._pending = self._pending.split(b"\n", 1)
        return line.decode()


def _kill_marked(mark: str) -> None:
    """Kill every process that has this setting in its environment, until there is none left."""
    while marked := [process for process in Path("/proc").glob("[0-9]*") if _is_marked(process, mark)]:
        for process in marked:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(process.name), signal.SIGKILL)
        time.sleep(0.01)


def _is_marked(process: Path, mark: str) -> bool:
    try:
        return mark.encode() in (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _unpacked(text: str) -> str:
    return base64.b64decode(text[1:]).decode(errors="replace")
