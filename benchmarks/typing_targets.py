"""In: an application's name and a desktop. Out: Target, which has the keyboard and tells what arrived in it."""

# ruff: noqa: D102 - `Target` says what the methods are for
from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Protocol

from ppagent.action.schema import Key
from ppagent.desktop.windows import Window
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.errors import PpagentError
from ppagent.hands.desktop import DesktopHands

WAIT_S = 60.0
POLL_S = 0.05
FEATHERPAD = "[text]\nautoIndentation=false\nautoBracket=false\nautoReplace=false\nappendEmptyLine=false\nautoSave=false\n"
PAGE = b"""<!doctype html><meta charset=utf-8><title>typing</title>
<style>body{margin:0}textarea{width:100vw;height:100vh;box-sizing:border-box}</style>
<textarea id=a autofocus autocomplete=off spellcheck=false></textarea>
<script>
addEventListener("keydown", e => {
  if (!e.ctrlKey || e.key != "s") return;
  e.preventDefault();
  fetch("/", {method: "POST", body: a.value}).then(() => { document.title = "typing: posted" });
});
addEventListener("input", () => { document.title = "typing: changed" });
</script>"""


class Target(Protocol):
    """An application that has the keyboard."""

    def begin(self) -> None:
        """Empty it."""

    def read(self) -> str:
        """What arrived since `begin`, from the application itself."""


@contextmanager
def running(app: str, desktop: XvfbDesktop, hands: DesktopHands) -> Iterator[Target]:
    """Start an application, give it the keyboard, and close it at the end."""
    with TARGETS[app](desktop, hands) as target:
        yield target


def wait_for(check: Callable[[], object], what: str) -> None:
    until = time.monotonic() + WAIT_S
    while not check():
        if time.monotonic() > until:
            raise PpagentError(f"{what} did not come within {WAIT_S:g} s")
        time.sleep(POLL_S)


def opened(desktop: XvfbDesktop, command: list[str], program: str) -> Window:
    """Start a program, wait for its window, give it the keyboard."""
    with desktop.windows() as windows:
        before = {window.id for window in windows.listed()}
        desktop.launch(command)
        found: list[Window] = []

        def new() -> bool:
            found[:] = [
                one for one in windows.listed() if one.id not in before and program in one.program.lower()
            ]
            return bool(found)

        wait_for(new, f"the window of {program}")
        windows.wait_until_quiet(0.3, WAIT_S)
        windows.activate(found[0])
    return found[0]


class Keyed:
    """What all targets share: no key is pressed unless their window has the keyboard."""

    def __init__(self, desktop: XvfbDesktop, hands: DesktopHands, command: list[str], program: str) -> None:
        self.hands = hands
        self.desktop = desktop
        self.window = opened(desktop, command, program)
        wait_for(self.has_keyboard, f"the keyboard for {program}")

    def has_keyboard(self) -> bool:
        active = self.hands.active_window()
        return active is not None and active.id == self.window.id

    def title(self) -> str:
        active = self.hands.active_window()
        return active.title if active else ""

    def press(self, *keys: str) -> None:
        wait_for(self.has_keyboard, "the keyboard")
        self.hands.perform(Key(keys=keys))

    def begin(self) -> None:
        self.press("ctrl", "a")
        self.press("delete")

    def close(self) -> None:
        self.press("alt", "f4")

        def gone() -> bool:
            with self.desktop.windows() as windows:
                return all(window.id != self.window.id for window in windows.listed())

        wait_for(gone, "the end of the application")


class Editor(Keyed):
    """An editor with one file, which it saves at ctrl+s."""

    def __init__(self, desktop: XvfbDesktop, hands: DesktopHands, command: list[str], program: str) -> None:
        self.file = empty_file(desktop, f"{program}.txt")
        super().__init__(desktop, hands, [*command, str(desktop.home_inside / self.file.name)], program)

    def read(self) -> str:
        before = self.file.stat()
        self.press("ctrl", "s")

        def saved() -> bool:
            now = self.file.stat()
            return (now.st_ino, now.st_mtime_ns) != (
                before.st_ino,
                before.st_mtime_ns,
            ) and "*" not in self.title()

        wait_for(saved, "the saved file")
        return self.file.read_text(encoding="utf-8").removesuffix("\n")


class Page(Keyed):
    """A page with one text area, which it posts at ctrl+s to a server of ours on the loopback interface."""

    def __init__(self, desktop: XvfbDesktop, hands: DesktopHands) -> None:
        posted = self.posted = []  # type: list[str]

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(PAGE)

            def do_POST(self) -> None:
                posted.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        profile = f"--user-data-dir={desktop.home_inside}/chromium"
        flags = "--no-first-run --disable-background-networking --disable-component-update --disable-sync"
        flags += " --disable-quic --disable-gpu --password-store=basic"
        page = f"--app=http://127.0.0.1:{self.server.server_port}/"
        super().__init__(desktop, hands, ["chromium", *flags.split(), profile, page], "chromium")
        wait_for(lambda: self.title().startswith("typing"), "the page")

    def read(self) -> str:
        self.press("ctrl", "s")
        wait_for(lambda: self.posted, "what the page posts")
        return self.posted.pop()

    def close(self) -> None:
        super().close()
        self.server.shutdown()
        self.server.server_close()


class Terminal(Keyed):
    """A terminal in which `cat` writes what it is given to a file, again and again."""

    LOOP = "n=0; while :; do cat > ~/part; n=$((n+1)); mv ~/part ~/typed.$n; done"

    def __init__(self, desktop: XvfbDesktop, hands: DesktopHands) -> None:
        self.number = 0
        script = empty_file(desktop, "loop.sh")
        script.write_text(self.LOOP, encoding="utf-8")
        command = f"bash {desktop.home_inside / script.name}"
        super().__init__(
            desktop, hands, ["xfce4-terminal", "--disable-server", "--command", command], "terminal"
        )

    def begin(self) -> None:
        self.number += 1
        wait_for((self.desktop.home / "part").is_file, "cat")

    def read(self) -> str:
        self.press("enter")
        self.press("ctrl", "d")
        file = self.desktop.home / f"typed.{self.number}"
        wait_for(file.is_file, "what cat wrote")
        return file.read_text(encoding="utf-8", errors="replace").removesuffix("\n")

    def close(self) -> None:
        """Left open: it asks whether to end what runs in it, and the desktop's end is its own."""


def empty_file(desktop: XvfbDesktop, name: str) -> Path:
    desktop.run_on(["touch", str(desktop.home_inside / name)])
    return desktop.home / name


@contextmanager
def closing(target: Editor | Page | Terminal) -> Iterator[Target]:
    yield target
    target.close()


def featherpad(desktop: XvfbDesktop, hands: DesktopHands) -> Editor:
    folder = f"{desktop.home_inside}/.config/featherpad"
    desktop.run_on(f"mkdir -p {folder} && printf '{FEATHERPAD}' > {folder}/fp.conf")
    return Editor(desktop, hands, ["featherpad", "--standalone"], "featherpad")


Start = Callable[[XvfbDesktop, DesktopHands], AbstractContextManager[Target]]
TARGETS: dict[str, Start] = {
    "mousepad": lambda desktop, hands: closing(
        Editor(desktop, hands, ["mousepad", "--disable-server"], "mousepad")
    ),
    "featherpad": lambda desktop, hands: closing(featherpad(desktop, hands)),
    "chromium": lambda desktop, hands: closing(Page(desktop, hands)),
    "xfce4-terminal": lambda desktop, hands: closing(Terminal(desktop, hands)),
}
