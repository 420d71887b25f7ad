"""In: a task and a seed. Out: its page, started, as a Screen that shows it, and what the page says of the episode."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

import cv2
import numpy as np
from typing_extensions import Self

from ppagent.errors import ScreenLostError
from ppagent.evaluate.miniwob.chromium import Chromium
from ppagent.evaluate.miniwob.hands import PageHands
from ppagent.evaluate.miniwob.tasks import Task
from ppagent.hands.base import Hands
from ppagent.hands.guard import StoppedError
from ppagent.screen.frame import Frame, Monitor, Pixels

LIMIT_S = 3600.0
"""Time of an episode, instead of the page's own ten or so seconds, which no slow model would live through."""
_BEGIN = """(seed, limit) => {
  if (limit !== null) core.EPISODE_MAX_TIME = limit * 1000;
  Math.seedrandom(seed);
  core.startEpisodeReal();
  core.cover_div.onclick = null;  // a late click must not begin another episode
  return new Promise((ok, fail) => {
    const since = Date.now();
    const look = () => WOB_TASK_READY ? ok() : Date.now() - since > 10000 ? fail(Error("never ready")) : setTimeout(look, 20);
    look();
  });
}"""
_UTTERANCE = """(() => {
  const said = core.getUtterance();
  return typeof said === "string" ? said : said.utterance;
})()"""
_STATE = "[WOB_DONE_GLOBAL, WOB_RAW_REWARD_GLOBAL, WOB_REWARD_REASON || '']"


class EpisodeOverError(StoppedError):
    """The page has given its reward: there is nothing more to look at or to do."""


@dataclass(frozen=True, slots=True)
class State:
    """What the page says of the episode.

    Attributes:
        done: it is over.
        reward: raw, from -1 to 1, not scaled by time; 0 until it is over.
        reason: what the page says about the reward; often nothing.
    """

    done: bool
    reward: float
    reason: str = ""


class MiniWob:
    """A browser for one episode after the other: ppagent's Screen, with `hands` to go with it. A context manager."""

    def __init__(self, scale: float = 1.0, stopped: Callable[[], bool] = lambda: False) -> None:
        """Start the browser.

        Args:
            scale: physical px per CSS px; 1 shows the 160 × 210 px of the benchmark, 3 can be read by OCR.
            stopped: asked at every look; True ends the episode.

        Raises:
            MissingError: there is no Chromium.
            ScreenLostError: it does not start.
        """
        self.scale = scale
        self._stopped = stopped
        self._task: Task | None = None
        self.browser, self.hands = self._open()

    def begin(self, task: Task, seed: int, limit_s: float | None = LIMIT_S) -> str:
        """Load a task afresh and start it; returns its utterance.

        Args:
            task: which.
            seed: the same one gives the same page; dates apart that depend on today.
            limit_s: time of the episode; None for the page's own.

        Raises:
            ScreenLostError: the page does not load or start.
        """
        if task.window != (self._task and self._task.window):
            self._fit(*task.window)
        self._task = task
        self.browser.navigate(task.page.as_uri())
        self.browser.run(f"({_BEGIN})({json.dumps(seed)}, {json.dumps(limit_s)})")
        return str(self.browser.run(_UTTERANCE))

    def state(self) -> State:
        """How the episode stands.

        Raises:
            ScreenLostError: the tab died.
        """
        done, reward, reason = self.browser.run(_STATE)
        return State(bool(done), float(reward), str(reason))

    def grab(self) -> Frame:
        """The task's area, as it is now.

        Raises:
            EpisodeOverError: the episode is over, or is to be stopped.
            ScreenLostError: the tab died.
        """
        if self._task is None:
            raise ScreenLostError("no task has been begun")
        if self._stopped():
            raise EpisodeOverError("stopped")
        if (state := self.state()).done:
            raise EpisodeOverError(f"the episode is over, reward {state.reward:g}")
        width, height = self._task.size
        return Frame(self._picture(width, height), Monitor(0, 0, width, height, self.scale), time.time())

    def close(self) -> None:
        """End the browser; may be called twice."""
        self.browser.close()

    def _open(self) -> tuple[Chromium, Hands]:
        """The browser, and the hands for it: points are CSS px of the page."""
        browser = Chromium()
        return browser, PageHands(browser)

    def _fit(self, width: int, height: int) -> None:
        """Give the page a window of so many CSS px."""
        self.browser.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=self.scale, mobile=False,
        )  # fmt: skip

    def _picture(self, width: int, height: int) -> Pixels:
        """The upper left corner of the page, of so many CSS px."""
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = self.browser.call("Page.captureScreenshot", format="png", optimizeForSpeed=True, clip=clip)
        bgr = cv2.imdecode(np.frombuffer(base64.b64decode(shot["data"]), np.uint8), cv2.IMREAD_COLOR)
        if bgr is None:
            raise ScreenLostError("Chromium sent no picture")
        return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
