"""In: an address, mouse and key events. Out: pictures of the page, and what JavaScript says of it. Headless Chromium, no network."""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from typing_extensions import Self

Pixels = NDArray[np.uint8]

DATA = Path(__file__).parent / "data"
STILL = (DATA / "still.css").read_text(encoding="utf-8")
SCRIPTS = "targets.js", "widgets.js"
SECONDS = 30.0
FLAGS = (
    "--headless --remote-debugging-pipe --disable-gpu --hide-scrollbars --disable-lcd-text --disable-smooth-scrolling --mute-audio "
    "--no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-quic "
    "--force-color-profile=srgb --allow-file-access-from-files --password-store=basic --disable-partial-raster "
    "--disable-checker-imaging --run-all-compositor-stages-before-draw"
)


class Browser:
    """Chromium behind its debugging pipe (JSON messages that end with a NUL), one page at a time."""

    def __init__(self, program: str, profile: Path) -> None:
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        command = [
            program,
            *FLAGS.split(),
            f"--user-data-dir={profile}",
            "--host-resolver-rules=MAP * ~NOTFOUND",
        ]
        if os.geteuid() == 0:
            command.append("--no-sandbox")
        self._process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "sh", *command, "about:blank"],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._buffer, self._number, self._session = b"", 0, ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        source = "\n".join((DATA / name).read_text(encoding="utf-8") for name in SCRIPTS)
        self.call("Page.addScriptToEvaluateOnNewDocument", source=source)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._out)  # a closed pipe ends Chromium
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait(10)
        os.close(self._in)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command and its answer; events in between are dropped."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        deadline = time.monotonic() + SECONDS
        while True:
            while b"\0" not in self._buffer:
                if not select.select([self._in], [], [], max(0.0, deadline - time.monotonic()))[0]:
                    raise TimeoutError(f"Chromium did not answer {method}")
                more = os.read(self._in, 1 << 20)
                if not more:
                    raise ConnectionError("Chromium has ended")
                self._buffer += more
            raw, self._buffer = self._buffer.split(b"\0", 1)
            answer = json.loads(raw)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def run(self, script: str) -> Any:
        """Evaluate JavaScript, awaiting a promise."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script[:80]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def open(self, url: str, size: tuple[int, int]) -> None:
        """Load a page and wait for its fonts."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=size[0],
            height=size[1],
            deviceScaleFactor=1,
            mobile=False,
        )
        self.call("Page.navigate", url=url)
        self.run(
            "new Promise(ok => document.readyState === 'complete' ? ok() : addEventListener('load', () => ok()))"
        )
        self.run(f"document.fonts.ready.then(() => pp.start({json.dumps(STILL)}))")

    def picture(self) -> Pixels:
        """The viewport as RGB, once two pictures in a row are equal."""
        last = None
        for _ in range(12):
            self.run("new Promise(ok => requestAnimationFrame(() => requestAnimationFrame(() => ok())))")
            coded = self.call("Page.captureScreenshot", format="png", optimizeForSpeed=True)["data"]
            raw = np.frombuffer(base64.b64decode(coded), np.uint8)
            now = cv2.cvtColor(cv2.imdecode(raw, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
            if last is not None and np.array_equal(last, now):
                return now.astype(np.uint8)
            last = now
        raise TimeoutError("the page does not come to rest")

    def mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        """Send one mouse event."""
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)
