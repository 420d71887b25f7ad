"""In: nothing but this package. Out: recorded episodes of real interaction on the XFCE environment, as lossless frames.

Each step of an episode is one frame at rest, judged by the Settler; ``actions.txt`` says what was done before it. Mouse
targets are found by the words on the screen, never by coordinates, and a step whose window or words do not appear ends
the recording. Wallpaper and theme come from the episode's seed.

    python benchmarks/record_sequences.py runs/sequences
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from ppagent.action.schema import Action, Click, Key, Type, describe
from ppagent.desktop.card import env_folder, find_env
from ppagent.desktop.windows import Windows
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.files import png
from ppagent.hands.desktop import DesktopHands
from ppagent.policy.reader.match import find, whole
from ppagent.policy.reader.page import Box, Line, Page, RapidOcr
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.diff import Mask, changed_blocks
from ppagent.prune.pruner import Perception, Pruner
from ppagent.screen.capture import MssScreen
from ppagent.screen.frame import Frame, Pixels
from ppagent.screen.settle import Settler

BLOCK = 32
STEP_S = 20.0
"""Longest wait for the window and the words that a step must bring."""


class TiledOcr:
    """Reads a large picture tile by tile: on a whole screen with few words the detector at times finds none."""

    def __init__(self, side_px: int) -> None:
        self._ocr, self._side = RapidOcr(), side_px

    def __call__(self, pixels: Pixels) -> list[Line]:
        """The lines of a picture, those on a seam more than once."""
        found = []
        for top in self._starts(pixels.shape[0]):
            for left in self._starts(pixels.shape[1]):
                tile = np.ascontiguousarray(pixels[top : top + self._side, left : left + self._side])
                found += [Line(line.text, line.box.move(left, top)) for line in self._ocr(tile)]
        return found

    def _starts(self, length: int) -> range:
        """Tiles overlap by a quarter, so that no word is on every one's edge."""
        return range(0, max(length - self._side // 4, 1), self._side * 3 // 4)


class Recorder:
    """Acts on one desktop and keeps what it shows after every step.

    A step says what it must bring: ``window`` is a pattern for the title of the window that has the keyboard afterwards,
    ``shows`` words that can be read in what changed.
    """

    def __init__(
        self, folder: Path, screen: MssScreen, hands: DesktopHands, windows: Windows, scale: float
    ) -> None:
        self._folder, self._screen, self._hands, self._windows = folder, screen, hands, windows
        self._settler = Settler(screen.grab)
        self._eyes, self._page = Pruner(Perception(block=BLOCK)), Page(TiledOcr(int(640 * scale)))
        self._window = ""
        folder.mkdir(parents=True, exist_ok=True)
        for old in (*folder.glob("[0-9][0-9][0-9].png"), folder / "failed.png"):
            old.unlink(missing_ok=True)
        self._count = 0
        self._actions: list[str] = []
        self._frame = screen.grab()
        self._changed = np.ones(fit_canvas(self._frame.pixels, BLOCK).grid, dtype=bool)
        self._read(self._frame)
        self._keep(self._frame, "nothing: the desktop has started")

    def key(self, *keys: str, note: str, window: str | None = None, shows: str = "") -> None:
        """Press keys together."""
        self._step(Key(keys=keys), note, window, shows)

    def type(self, text: str, *, note: str, window: str | None = None, shows: str = "") -> None:
        """Type a text."""
        self._step(Type(text=text), note, window, shows)

    def click(
        self, label: str, *, note: str, window: str | None = None, shows: str = "", lowest: bool = False
    ) -> None:
        """Click on words; where they stand more than once, on those that came with the last step, or on the lowest."""
        self._step(Click(point=self._where(label, lowest=lowest)), f"{label!r}, {note}", window, shows)

    def _step(self, action: Action, note: str, window: str | None, shows: str) -> None:
        if isinstance(action, Key | Type):
            # What is typed into the wrong window may do anything there.
            assert re.search(self._window, self._title()), f"{self._title()!r} has the keyboard: {note}"
        before = self._frame
        self._hands.perform(action)
        self._window = self._window if window is None else window
        until = time.monotonic() + STEP_S
        while True:
            settled = self._settler.settle(before)
            self._read(settled.frame)
            differs = changed_blocks(_canvas(before), _canvas(settled.frame), BLOCK)
            if self._arrived(differs, shows):
                break
            if time.monotonic() > until or settled.reason == "timeout":
                self._fail(settled.frame, f"{note}: {settled.reason}, {self._title()!r} has the keyboard")
        self._changed = differs
        self._keep(settled.frame, f"{describe(action)}: {note}")

    def _arrived(self, differs: Mask, shows: str) -> bool:
        """Whether the step has done what it should; the panel's clock alone is no change."""
        new = [line for line in self._page.lines if _within(line, differs)]
        return (
            bool((differs & ~self._panels(differs.shape)).any())
            and re.search(self._window, self._title()) is not None
            and (not shows or find(new, [shows]) is not None)
        )

    def _panels(self, grid: tuple[int, ...]) -> Mask:
        mask = np.zeros(grid, dtype=bool)
        for window in self._windows.listed():
            if window.kind == "panel":
                left, top, width, height = window.box
                rows = slice(top // BLOCK, -(-(top + height) // BLOCK))
                mask[rows, left // BLOCK : -(-(left + width) // BLOCK)] = True
        return mask

    def _title(self) -> str:
        active = self._hands.active_window()
        return active.title if active else ""

    def _where(self, label: str, *, lowest: bool) -> tuple[float, float]:
        """The middle of some words on the last frame."""
        active = self._hands.active_window()
        boxes = [one.box for one in self._windows.listed() if active and one.id == active.id]
        left, top, width, height = boxes[0] if boxes else (0, 0, 0, 0)
        inside = Box(left, top, left + width, top + height)

        def rank(line: Line) -> tuple[bool, bool]:
            return not _within(line, self._changed), not inside.holds(*line.box.centre)

        lines = sorted(self._page.lines, key=rank)
        if lowest:
            found = [part for one in lines if (part := find([one], [label]))]
            lines = sorted(found, key=lambda part: -part.box.top)
        line = next(iter(whole(lines, [label])), None) or find(lines, [label])
        if line is None:
            self._fail(self._frame, f"{label!r} is not among {[one.text for one in lines]}")
        return line.box.centre

    def _read(self, frame: Frame) -> None:
        self._page.read(self._eyes.look(frame.pixels))

    def _keep(self, frame: Frame, done: str) -> None:
        name, self._frame = f"{self._count:03d}.png", frame
        data = png(frame.pixels, 9)
        (self._folder / name).write_bytes(data)
        self._actions.append(f"{name} {done}\n")
        (self._folder / "actions.txt").write_text("".join(self._actions), encoding="utf-8")
        share = f"{self._changed.mean():7.2%}" if self._count else "      –"
        spatial = Pruner(Perception(block=BLOCK)).look(frame.pixels).selection
        print(
            f"{name}  changed {share}  I-frame {spatial.kept / spatial.full:6.2%}  {len(data) / 1000:4.0f} kB  {done}",
            flush=True,
        )
        self._count += 1

    def _fail(self, frame: Frame, why: str) -> NoReturn:
        (self._folder / "failed.png").write_bytes(png(frame.pixels))
        raise SystemExit(f"{why}; see {self._folder / 'failed.png'}")


def _canvas(frame: Frame) -> Pixels:
    return fit_canvas(frame.pixels, BLOCK).pixels


def _within(line: Line, blocks: Mask) -> bool:
    box = line.box
    rows = slice(int(box.top) // BLOCK, -(-int(box.bottom) // BLOCK))
    return bool(blocks[rows, int(box.left) // BLOCK : -(-int(box.right) // BLOCK)].any())


def typing(at: Recorder) -> None:
    at.click("Applications", note="the menu opens", shows="Settings")
    at.click("Accessories", note="its programs", shows="Mousepad")
    at.click("Mousepad", note="the editor opens", window="Mousepad", shows="Search")
    at.type("Minutes of the meeting\n\n", note="a heading", shows="Minutes of the meeting")
    at.type(
        "Present: Ines, Jonas, Miriam.\nThe meeting began at nine and ended at half past ten.\n\n",
        note="three lines", shows="Present",
    )  # fmt: skip
    at.type(
        "1. The printer on the second floor takes A4 only.\n2. Figures of the third quarter: 1,204 and 987.\n"
        "3. Next meeting on Tuesday, room 204.\n",
        note="a list", shows="Next meeting",
    )  # fmt: skip
    at.key("alt", "e", note="the Edit menu opens", shows="Select All")
    at.key("right", note="the Search menu instead", shows="Go to")
    at.click("Highlight All", note="all that is found is to be marked")
    at.key("ctrl", "f", note="the search bar opens")
    at.type("meeting", note="what is found is marked")
    at.key("escape", note="the search bar closes")
    at.key("ctrl", "r", note="the replace dialog opens", window="Replace", shows="Replace with")
    at.type("meeting", note="what to look for", shows="meeting")
    at.key("tab", note="on to the next field")
    at.type("session", note="what to put in its place", shows="session")
    at.click("Replace all in", note="everywhere")
    at.click("Replace All", lowest=True, note="it is done", shows="session began")
    at.click("Close", note="the dialog closes", window="Mousepad")
    at.click("View", note="the View menu opens", shows="Line Numbers")
    at.click("Line Numbers", note="lines have numbers")
    at.key("ctrl", "shift", "s", note="the save dialog opens", window="Save As", shows="Name")
    at.type("minutes.txt", note="a file name", shows="minutes.txt")
    at.click("Save", lowest=True, note="it is saved", window="minutes")
    at.key("ctrl", "q", note="the editor closes", window="^(?!.*Mousepad)")


def dialogs(at: Recorder) -> None:
    at.click("Applications", note="the menu opens", shows="Settings")
    at.click("Settings", note="its programs", shows="Settings Manager")
    at.click("Settings Manager", note="the settings open", window="Settings", shows="Appearance")
    at.click("Appearance", note="the appearance dialog opens", window="Appearance", shows="Style")
    at.click("Arc-Lighter", note="another style")
    at.key("alt", "f", note="another tab", shows="Default Font")
    at.click("Enable anti-aliasing", note="a check box: off")
    at.click("Enable anti-aliasing", note="on again")
    at.key("tab", note="on to the combo box")
    at.key("space", note="its list opens", shows="Medium")
    at.click("Full", note="another one is chosen")
    at.key("alt", "n", note="another tab", shows="Event sounds")
    at.click("Show images on buttons", note="a check box")
    at.click("All Settings", note="back to all settings", window="Settings", shows="Window Manager")
    at.click(
        "Window Manager",
        note="the window manager's dialog opens",
        window="Window Manager",
        shows="Title font",
    )
    at.click("Keyboard", note="another tab", shows="Action")
    at.click("Advanced", note="another tab", shows="windows")
    at.click("other windows", note="a check box")
    at.click("Close", note="the dialog closes", window="^(?!Window Manager)")
    at.click("Applications", note="the menu opens", shows="File Manager")
    at.click("File Manager", note="the file manager opens", window="Thunar", shows="Documents")
    at.click("Documents", note="a folder is selected")
    at.key("enter", note="it opens", window="Documents", shows="notes.txt")
    at.key("alt", "v", note="the View menu opens", shows="List View")
    at.click("List View", note="as a list", shows="notes.txt")
    at.click("notes.txt", note="a file is selected")
    at.key("alt", "enter", note="its properties", window="Properties", shows="Permissions")
    at.click("Permissions", note="another tab", shows="Access")
    at.click("Close", note="the dialog closes", window="Thunar")
    at.key("ctrl", "w", note="the file manager closes", window="^(?!.*Thunar)")


@dataclass(frozen=True, slots=True)
class Episode:
    """What is recorded, and on which desktop."""

    play: Callable[[Recorder], None]
    size_px: tuple[int, int]
    scale: float
    seed: int


EPISODES = {
    "typing_1080p": Episode(typing, (1920, 1080), 1.0, 28),
    "dialogs_4k": Episode(dialogs, (3840, 2160), 2.0, 5),
}


def record(name: str, folder: Path) -> None:
    episode = EPISODES[name]
    with ExitStack() as stack:
        desktop = stack.enter_context(
            XvfbDesktop(
                find_env("xfce"),
                env_folder("xfce"),
                size=episode.size_px,
                scale=episode.scale,
                seed=episode.seed,
            )
        )
        # pyautogui and mss take the display from the environment, and only from there.
        os.environ |= desktop.client_environ
        screen = stack.enter_context(MssScreen())
        hands = DesktopHands()
        stack.callback(hands.release)
        print(f"{name}: {episode.size_px[0]}x{episode.size_px[1]}, {desktop.layout}", flush=True)
        episode.play(Recorder(folder, screen, hands, stack.enter_context(desktop.windows()), episode.scale))
    total = sum(file.stat().st_size for file in folder.glob("[0-9][0-9][0-9].png"))
    print(f"{name}: {total / 1e6:.2f} MB", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="each episode becomes a folder in it")
    parser.add_argument("--only", choices=EPISODES, help="one episode")
    options = parser.parse_args()
    if options.only:
        record(options.only, options.out / options.only)
        return 0
    # pyautogui stays with the display of the moment it is imported: one process for each.
    command = (sys.executable, __file__, str(options.out), "--only")
    return max(subprocess.run([*command, name], check=False).returncode for name in EPISODES)


if __name__ == "__main__":
    sys.exit(main())
