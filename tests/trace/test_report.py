import base64
import hashlib
import re
from html.parser import HTMLParser

import cv2
import numpy as np
import pytest

from ppagent.action.schema import Click, Type
from ppagent.errors import InputError
from ppagent.prune.pruner import Perception
from ppagent.screen.frame import Monitor
from ppagent.trace.report import write_report

HOSTILE = "<script>alert(1)</script>\"'><img src=https://evil.example/x onerror=alert(1)>"
LOADS = {"src", "href", "srcset", "action", "data", "poster", "background"}
VOID = {"meta", "input", "img", "link", "br", "hr"}


class Page(HTMLParser):
    """What a browser would make of a report, as far as the tests ask."""

    def __init__(self, text):
        super().__init__()
        self.text = text
        self.tags, self.open, self.words = [], [], []
        self.feed(text)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag, cls=None):
        return [
            attrs
            for name, attrs in self.tags
            if name == tag and (cls is None or cls in attrs.get("class", "").split())
        ]

    @property
    def shown(self):
        return " ".join(" ".join(self.words).split())


def report(folder):
    return Page(write_report(folder).read_text(encoding="utf-8"))


def test_every_step_is_there_with_its_numbers(run):
    page = report(run)
    assert [step["id"] for step in page.all("article")] == [f"step-{number}" for number in range(5)]
    for number in range(5):
        assert [link["href"] for link in page.all("a", "column")].count(f"#step-{number}") == 2
    for words in (
        "press the button", "nano", "done", "it is done", "click (50, 40)", "done: it is done", "confirmed",
        "I-frame : the first frame", "I-frame : most of the screen changed", "P-frame : only what changed",
        "P-frame : nothing changed", "decode 300 ms", "of 60", "10 s", "1970-01-01 00:16:40 UTC", "say \u201chello\u201d",
    ):  # fmt: skip
        assert words in page.shown, words
    assert not list(run.glob("*.part"))


def test_a_run_on_the_canvas_layout_says_what_its_p_frames_drop(recorder, frames):
    recording = recorder(perception=Perception(layout="canvas"))
    for pixels in frames[:3]:
        recording.add(pixels)
    page = report(recording.folder)
    assert page.shown.count("as before, or repeats its neighbour") == 2


def test_the_page_loads_nothing_and_allows_only_its_own_script(run):
    page = report(run)
    for tag, attrs in page.tags:
        for name in LOADS & attrs.keys():
            assert attrs[name].startswith(("#", "data:image/webp;base64,")), (tag, name)
        assert not any(name.startswith("on") for name in attrs)
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "@import" not in page.text
    assert "url(" not in page.text
    [policy] = [meta["content"] for meta in page.all("meta") if "http-equiv" in meta]
    [script] = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'")
    assert f"script-src 'sha256-{digest}'" in policy


def test_text_of_the_run_stays_text(recorder, frames):
    recording = recorder(
        task=HOSTILE, agent=HOSTILE, env=HOSTILE, card={HOSTILE: HOSTILE}, versions={HOSTILE: HOSTILE}
    )
    texts = dict.fromkeys(("reply", "prompt", "message", "decision"), HOSTILE)
    recording.add(frames[0], action=Type(text=HOSTILE), phases_ms={HOSTILE: 5.0}, **texts)
    recording.trace.finish(status="error", message=HOSTILE, check={"output": HOSTILE})
    page = report(recording.folder)
    assert len(page.all("script")) == 1
    assert page.all("img") == []
    assert page.text.count("<script") == 1
    assert page.shown.count("<script>alert(1)</script>") >= 12, "and all of it is shown"


def test_the_mark_is_where_the_action_landed_on_a_scaled_monitor_left_of_the_first(recorder, frames):
    recording = recorder(monitor=Monitor(left=-64, top=-10, width=64, height=48, scale=2.0))
    recording.add(frames[0], action=Click(point=(900, 900)), target_px=(-48, 14))
    recording.add(frames[0], action=Click(point=(900, 900)), target_px=(5, 5))
    page = report(recording.folder)
    # Frame pixel ((-48 + 64) * 2, (14 + 10) * 2) = (32, 48) of 128 x 96.
    assert [mark["style"] for mark in page.all("span", "mark")] == ["left:25.000%;top:50.000%"]
    assert "-48, 14" in page.shown
    assert "5, 5 (outside this frame)" in page.shown


def test_the_veil_covers_exactly_what_was_not_sent(run):
    page = report(run)
    paths = {
        attrs["id"]: attrs["d"] for attrs in page.all("path") if attrs.get("id", "").startswith("dropped")
    }
    assert paths["dropped-1"] == "", "all of the first frame was sent"
    assert paths["dropped-2"] == "M0 0h4v1h-4zM0 1h4v1h-4zM0 2h4v1h-4z", "nothing of the second"
    assert paths["dropped-3"] == "M0 0h4v1h-4zM0 1h1v1h-1zM2 1h2v1h-2zM0 2h4v1h-4z", (
        "of the third, one block changed"
    )
    outline = page.all("path", "edge")[2]["d"]
    assert outline == "M1 1h1M1 2h1M1 1v1M2 1v1"
    assert [group["transform"] for group in page.all("g", "veil")] == ["scale(32)"] * 5


def test_a_picture_is_shipped_once_and_shows_the_frame(run, frames):
    page = report(run)
    pictures = {attrs["id"]: attrs["href"] for attrs in page.all("image")}
    assert list(pictures) == ["frame-0", "frame-2", "frame-3", "frame-4"], "the second frame equals the first"
    assert {"href": "#frame-0"} in page.all("use")
    data = base64.b64decode(pictures["frame-2"].partition(",")[2])
    decoded = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    assert decoded.shape == frames[2].shape


def test_a_picture_stays_small_even_of_noise(recorder):
    noise = np.random.default_rng(0).integers(0, 256, (1080, 1920, 3), dtype=np.uint8)
    recording = recorder()
    recording.add(noise)
    assert len(report(recording.folder).text) < 1_500_000
    smooth = cv2.GaussianBlur(noise, (0, 0), 3)
    recording.add(smooth)
    [*_, picture] = report(recording.folder).all("image")
    assert len(picture["href"]) < 250_000


def test_blocks_of_a_second_look_are_among_those_that_were_sent(recorder, frames):
    recording = recorder()
    recording.add(frames[0], again_tokens=7)
    kept = recording.add(frames[0]).kept_tokens
    page = report(recording.folder)
    assert kept == 0
    assert "19 of 12 tokens, 7 of them at a second look" in page.shown
    assert page.shown.count("at a second look") == 1


def test_a_run_without_steps_has_a_report(recorder):
    page = report(recorder().folder)
    assert page.all("article") == []
    assert "No step is on record." in page.shown
    assert "still going on, or it was broken off" in page.shown


def test_a_run_broken_off_has_a_report_of_what_there_is(run):
    path = run / "steps.jsonl"
    path.write_bytes(path.read_bytes()[:-30])
    assert len(report(run).all("article")) == 4


def test_what_cannot_be_read_is_said_and_the_rest_is_shown(run, edit):
    (run / "frames" / "0001.png").unlink()
    edit(run, 2, mask="AA==")
    edit(run, 4, kind="B")
    page = report(run)
    assert len(page.all("article")) == 4
    assert len(page.all("p", "missing")) == 2
    for words in ("0001.png is missing", "not one of 3x4 blocks", "steps.jsonl:5: kind"):
        assert words in page.shown
    assert str(run) not in page.text, "a report does not tell where it was made"


@pytest.mark.parametrize(
    "fields",
    [
        {"phases_ms": {}},
        {"phases_ms": {"decode": 0.0}},
        {"phases_ms": {f"phase {number}": float(number) for number in range(30)}},
        {"full_tokens": 0, "kept_tokens": 0},
        {"kept_tokens": 10**9},
        {"target_px": (10**9, -(10**9))},
        {"action": Type(text="long " * 1000), "reply": "x" * 100_000},
    ],
)
def test_odd_numbers_do_not_break_the_page(recorder, frames, fields):
    recording = recorder(started_at=1e300)
    recording.add(frames[0], **fields)
    assert len(report(recording.folder).all("article")) == 1


def test_a_report_is_written_again_and_no_run_is_an_error(run, tmp_path):
    first = write_report(run)
    assert first == run / "report.html"
    text = first.read_text(encoding="utf-8")
    assert write_report(run).read_text(encoding="utf-8") == text
    with pytest.raises(InputError, match="not a run"):
        write_report(tmp_path)
