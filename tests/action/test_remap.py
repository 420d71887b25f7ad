"""The way of a point from a model's words to the pixel under the mouse: exact, in order, and never somewhere else."""

import contextlib
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from ppagent.action.remap import Space, from_canvas, remap, to_canvas
from ppagent.action.schema import ACTION, Answer, Click, Done, Drag, Fail, Key, Move, Scroll, Type, Wait
from ppagent.errors import OutsideError
from ppagent.prune.canvas import Canvas, fit_canvas
from ppagent.screen.frame import Frame, Monitor

SPANS: dict[Space, float] = {"relative-1000": 1000, "relative-999": 999, "relative-1": 1, "pixels": math.inf}
SPACES = st.sampled_from(sorted(SPANS))


@st.composite
def screens(draw, fits=("pad", "crop", "resample")) -> tuple[Canvas, Frame]:
    """A monitor anywhere, of any scale, its frame, and what a model would be shown of it."""
    scale = draw(st.sampled_from([1.0, 1.25, 1.5, 2.0, 3.0]))
    width, height = draw(st.integers(70, 400)), draw(st.integers(70, 300))
    monitor = Monitor(draw(st.integers(-5000, 5000)), draw(st.integers(-5000, 5000)), width, height, scale)
    pixels = np.zeros((round(height * scale), round(width * scale), 3), np.uint8)
    limit = draw(st.sampled_from([None, None, 40_000]))
    return fit_canvas(pixels, draw(st.sampled_from([28, 32])), draw(st.sampled_from(fits)), limit), Frame(
        pixels, monitor
    )


@st.composite
def shown_pixels(draw, canvas: Canvas) -> tuple[int, int]:
    """A frame pixel that is on the canvas."""
    width, height = (int(shown / scale) for shown, scale in zip(canvas.shown_px, canvas.scale, strict=True))
    return draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))


def place(point, space, canvas, frame):
    return remap(Click(point=point), space, canvas, frame).point


@given(screens(), SPACES, st.data())
def test_a_pixel_named_in_any_space_lands_on_the_input_unit_that_contains_it(screen, space, data):
    canvas, frame = screen
    x, y = data.draw(shown_pixels(canvas))
    named = from_canvas(canvas.from_frame(x + 0.5, y + 0.5), space, canvas)
    monitor = frame.monitor
    landed = place(named, space, canvas, frame)
    for pixel, unit, last in (
        (x, landed[0] - monitor.left, monitor.width - 1),
        (y, landed[1] - monitor.top, monitor.height - 1),
    ):
        assert 0 <= unit <= last
        # Of a fractional scale a pixel may be in two units, and half a pixel beyond the last one.
        shared = unit * monitor.scale < pixel + 1 and pixel < (unit + 1) * monitor.scale
        assert shared or (unit == last and pixel >= (last + 1) * monitor.scale), (pixel, unit)


@given(screens(), SPACES, st.floats(0, 1), st.floats(0, 1))
def test_there_and_back_is_the_same_point(screen, space, across, down):
    canvas, _ = screen
    width, height = canvas.size_px
    point = across * (width - 0.01), down * (height - 0.01)
    assert to_canvas(from_canvas(point, space, canvas), space, canvas) == pytest.approx(point, abs=1e-6)


@given(screens(), SPACES, st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=6))
def test_what_is_further_right_lands_no_further_left_and_everything_lands_on_the_monitor(
    screen, space, shares
):
    canvas, frame = screen
    span = min(SPANS[space], max(canvas.size_px))
    landed = []
    for across, down in sorted(shares):
        with contextlib.suppress(OutsideError):  # on the padding
            landed.append(place((across * span, down * span), space, canvas, frame))
    xs = [x for x, _ in landed]
    assert xs == sorted(xs)
    left, top, monitor = frame.monitor.left, frame.monitor.top, frame.monitor
    for x, y in landed:
        assert (left <= x < left + monitor.width, top <= y < top + monitor.height) == (True, True), (x, y)
        assert (x, y) == (int(x), int(y)), "mice move in whole units"


@given(st.integers(0, 1000), st.integers(1, 120))
@example(145, 25)
def test_a_whole_number_of_a_thousand_means_exactly_that_share(thousandth, blocks):
    """145 of 1000 on 800 px is pixel 116 exactly: no rounding may take it to the one before."""
    pixels = np.zeros((32, blocks * 32, 3), np.uint8)
    canvas, frame = fit_canvas(pixels, 32), Frame(pixels, Monitor(0, 0, blocks * 32, 32))
    landed = place((thousandth, 0), "relative-1000", canvas, frame)
    assert landed[0] == min(thousandth * blocks * 32 // 1000, blocks * 32 - 1)


@given(screens(), SPACES, st.floats(1e-3, 1e6), st.sampled_from([(-1, 0), (0, -1), (1, 0), (0, 1)]))
def test_outside_is_refused_never_clamped(screen, space, beyond, side):
    canvas, frame = screen
    far = [SPANS[space]] * 2 if space != "pixels" else canvas.shown_px
    point = [
        -beyond if way < 0 else limit + beyond if way > 0 else 0 for way, limit in zip(side, far, strict=True)
    ]
    for action in (
        Click(point=tuple(point)), Move(point=tuple(point)), Scroll(point=tuple(point), dy=1),
        Drag(end=tuple(point)), Drag(start=tuple(point), end=(0, 0)),
    ):  # fmt: skip
        with pytest.raises(OutsideError, match="outside"):
            remap(action, space, canvas, frame)


@given(screens(fits=("pad",)), SPACES, st.data())
def test_the_padding_is_not_the_screen(screen, space, data):
    canvas, frame = screen
    (_, height), (shown_width, shown_height) = canvas.size_px, canvas.shown_px
    if height == shown_height:
        return
    point = (
        data.draw(st.integers(0, shown_width - 1)) + 0.5,
        data.draw(st.integers(shown_height, height - 1)) + 0.4,
    )
    with pytest.raises(OutsideError, match=f"{shown_width}x{shown_height}"):
        place(from_canvas(point, space, canvas), space, canvas, frame)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_never_becomes_a_point(number):
    for make in (
        lambda: Click(point=(number, 1)),
        lambda: Move(point=(1, number)),
        lambda: Drag(start=(0, 0), end=(number, 1)),
        lambda: Drag(start=(number, 0), end=(1, 1)),
        lambda: Scroll(point=(1, number)),
        lambda: Wait(seconds=number),
        lambda: ACTION.validate_python({"kind": "click", "point": [number, 0]}),
    ):
        with pytest.raises(ValidationError):
            make()


@given(screens(), SPACES, st.data())
def test_every_point_of_an_action_is_mapped_and_nothing_else_of_it_changes(screen, space, data):
    canvas, frame = screen
    a, b = (
        from_canvas(canvas.from_frame(x + 0.5, y + 0.5), space, canvas)
        for x, y in (data.draw(shown_pixels(canvas)), data.draw(shown_pixels(canvas)))
    )
    at_a, at_b = place(a, space, canvas, frame), place(b, space, canvas, frame)
    for action, mapped in (
        (Drag(start=a, end=b, button="right"), Drag(start=at_a, end=at_b, button="right")),
        (Drag(end=b), Drag(end=at_b)),
        (Scroll(point=a, dx=-3, dy=7), Scroll(point=at_a, dx=-3, dy=7)),
        (Move(point=b), Move(point=at_b)),
        (
            Click(point=a, button="middle", count=3, modifiers=("ctrl",)),
            Click(point=at_a, button="middle", count=3, modifiers=("ctrl",)),
        ),
    ):
        assert remap(action, space, canvas, frame) == mapped


@pytest.mark.parametrize(
    "action",
    [
        Click(), Scroll(dy=2), Type(text="1000"), Key(keys=("ctrl", "s")), Wait(), Answer(text="x"), Done(),
        Fail(reason="(5, 5)"),
    ],
)  # fmt: skip
def test_an_action_without_a_point_stays_as_it_is(action):
    pixels = np.zeros((64, 64, 3), np.uint8)
    frame = Frame(pixels, Monitor(-640, 200, 32, 32, 2.0))
    assert remap(action, "relative-1000", fit_canvas(pixels, 32), frame) == action


def test_the_far_edge_is_the_last_pixel_of_a_screen_without_padding():
    pixels = np.zeros((64, 128, 3), np.uint8)
    canvas, frame = fit_canvas(pixels, 32), Frame(pixels, Monitor(-128, -64, 128, 64))
    for space, span in (("relative-1000", 1000), ("relative-999", 999), ("relative-1", 1)):
        assert place((span, span), space, canvas, frame) == (-1, -1)
    with pytest.raises(OutsideError):
        place((128, 63), "pixels", canvas, frame)
    with pytest.raises(OutsideError, match="outside 0 to 1"):
        place((500, 500), "relative-1", canvas, frame)


def test_a_retina_screen_left_of_the_primary_one():
    pixels = np.zeros((1600, 2560, 3), np.uint8)
    canvas, frame = fit_canvas(pixels, 32), Frame(pixels, Monitor(-1280, -100, 1280, 800, 2.0))
    assert place((0, 0), "pixels", canvas, frame) == (-1280, -100)
    assert place((2559, 1599), "pixels", canvas, frame) == (-1, 699)
    assert place((500, 500), "relative-1000", canvas, frame) == (-640, 300)
