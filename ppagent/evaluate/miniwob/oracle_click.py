"""In: Eyes on a page. Out: the clicks that solve it: one thing, several things and then the button."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ppagent.action.schema import Action, Key
from ppagent.evaluate.miniwob.eyes import Eyes
from ppagent.evaluate.miniwob.moves import SUBMIT, Oracle, fill, press


def only(css: str) -> Oracle:
    """Click the one thing there is."""

    def oracle(eyes: Eyes) -> Iterator[Action]:
        yield press(eyes, css)

    return oracle


def named(css: str) -> Oracle:
    """Click what says the quoted words."""

    def oracle(eyes: Eyes) -> Iterator[Action]:
        yield press(eyes, css, eyes.quoted[0])

    return oracle


def button_named_aloud(eyes: Eyes) -> Iterator[Action]:
    """Click the buttons ONE and TWO as the task says them."""
    for name in re.findall(r"button (ONE|TWO)", eyes.utterance):
        yield press(eyes, "button", name)


def dialog(eyes: Eyes) -> Iterator[Action]:
    """Click a button of the dialog, or its cross."""
    name = eyes.quoted[0]
    if name == "x":
        yield press(eyes, ".ui-dialog-titlebar button")
    else:
        yield press(eyes, ".ui-dialog-buttonpane button", name)


def color(eyes: Eyes) -> Iterator[Action]:
    """Click the box of the named colour."""
    color = eyes.said(r"on the (.*) colored")
    yield press(eyes, f"#area .color[data-color='{color}']")


def shades(eyes: Eyes) -> Iterator[Action]:
    """Click every shade of a colour."""
    color = eyes.said(r"shades of (\w+)")
    css = f"#area span[data-color='{color}']"
    for nth in range(eyes.count(css)):
        yield press(eyes, css, nth=nth)
    yield press(eyes, "#submit")


def widget(eyes: Eyes) -> Iterator[Action]:
    """Click a widget of the named kind."""
    yield press(eyes, f"[data-type='{eyes.quoted[0]}']")


def nth_text(eyes: Eyes) -> Iterator[Action]:
    """Click the nth field."""
    yield press(eyes, "#area input", nth=eyes.rank())


def grid(eyes: Eyes) -> Iterator[Action]:
    """Click a point of the grid."""
    coordinate = eyes.said(r"(\(-?\d,-?\d\))")
    yield press(eyes, f"circle[id='{coordinate}']")


def shape(eyes: Eyes) -> Iterator[Action]:
    """Click the word for the figure."""
    tag = str(eyes.js("document.querySelector('#area_svg *').tagName")).lower()
    kind = {"rect": "rectangle", "circle": "circle", "polygon": "triangle"}.get(tag)
    if tag == "text":
        kind = "digit" if eyes.text("#area_svg text").isdigit() else "letter"
    yield press(eyes, f"#area-buttons [data-type={kind}]")


def ascending(eyes: Eyes) -> Iterator[Action]:
    """Click numbers in order, also once they are hidden."""
    yield press(eyes, "svg text", "1")
    for number in range(2, 6):
        yield press(eyes, f"svg rect[data-index='{number}']")


def boxes(eyes: Eyes) -> Iterator[Action]:
    """Check the named boxes."""
    named = eyes.said(r"^Select (.*) and click Submit")
    wanted = set() if named == "nothing" else set(named.split(", "))
    yield from _check(eyes, [text in wanted for text in eyes.texts("#area label")])


def similar_boxes(eyes: Eyes) -> Iterator[Action]:
    """Check the boxes whose words mean the same."""
    words = eyes.said(r"similar to (.*) and click Submit").split(", ")
    groups = [set(group) for group in eyes.js("SYNONYMS") if set(group) & set(words)]
    yield from _check(eyes, [any(text in group for group in groups) for text in eyes.texts("#area label")])


def _check(eyes: Eyes, marks: list[bool]) -> Iterator[Action]:
    for nth, wanted in enumerate(marks):
        if wanted:
            yield press(eyes, f"#ch{nth}")
    yield press(eyes, SUBMIT)


def digit_of_boxes(eyes: Eyes) -> Iterator[Action]:
    """Draw a digit in check boxes."""
    pattern = eyes.js(f"PATTERNS[{int(eyes.quoted[0])}]")
    for nth, mark in enumerate(mark for row in pattern for mark in row):
        if mark:
            yield press(eyes, "#checkboxes input", nth=nth)
    yield press(eyes, SUBMIT)


def choose(eyes: Eyes) -> Iterator[Action]:
    """Choose from a list."""
    options = eyes.texts("#options option")
    # The list is focused without unfolding it: what a browser unfolds is no part of the page.
    yield Key(keys=("tab",))
    for _ in range(options.index(eyes.said(r"Select (.*) from the list"))):
        yield Key(keys=("down",))
    yield press(eyes, "#area button")


def odd_or_even(eyes: Eyes) -> Iterator[Action]:
    """Mark numbers as odd or even."""
    for nth, number in enumerate(eyes.texts(".display-number")):
        yield press(eyes, ".odd" if int(number) % 2 else ".even", nth=nth)
    yield press(eyes, "#submit")


def generate(eyes: Eyes) -> Iterator[Action]:
    """Draw numbers until one fits."""
    rule, bound = re.search(r"(less than|greater than|odd|even) ?(\d*)", eyes.utterance).groups()  # type: ignore[union-attr]
    fits: dict[str, Callable[[int], bool]] = {
        "less than": lambda number: number < int(bound),
        "greater than": lambda number: number > int(bound),
        "odd": lambda number: number % 2 == 1,
        "even": lambda number: number % 2 == 0,
    }
    while not (shown := eyes.text("#display-number")).isdigit() or not fits[rule](int(shown)):
        yield press(eyes, "#generate")
    yield press(eyes, "#submit")


def greatest(eyes: Eyes) -> Iterator[Action]:
    """Turn over the card with the greatest number."""
    values = [int(value) for value in eyes.texts(".card-value")]
    yield press(eyes, "#cardholder > div", nth=values.index(max(values)))
    yield press(eyes, "#submit")


def spinner(eyes: Eyes) -> Iterator[Action]:
    """Count up or down."""
    number = int(eyes.said(r"Select (-?\d+)"))
    for _ in range(abs(number)):
        yield press(eyes, ".ui-spinner-up" if number > 0 else ".ui-spinner-down")
    yield press(eyes, SUBMIT)


def _slide(eyes: Eyes, slider: str, shown: str, number: int) -> Iterator[Action]:
    yield press(eyes, f"{slider} .ui-slider-handle")
    steps = number - int(eyes.text(shown))
    for _ in range(abs(steps)):
        yield Key(keys=("right" if steps > 0 else "left",))


def slider(eyes: Eyes) -> Iterator[Action]:
    """Set a slider by its handle and the arrow keys."""
    yield from _slide(eyes, "#slider", "#val", int(eyes.said(r"Select (-?\d+)")))
    yield press(eyes, SUBMIT)


def sliders(eyes: Eyes) -> Iterator[Action]:
    """Set three sliders."""
    for nth, number in enumerate(eyes.said(r"\[(.*)\]").split(","), start=1):
        yield from _slide(eyes, f"#slider-{nth}", f"#val-{nth}", int(number))
    yield press(eyes, SUBMIT)


def slider_and_box(eyes: Eyes) -> Iterator[Action]:
    """Set a slider and check the nth box."""
    yield from _slide(eyes, "#slider", "#val", int(eyes.said(r"Select (-?\d+)")))
    yield press(eyes, "#area input[type=checkbox]", nth=eyes.rank())
    yield press(eyes, SUBMIT)


def radio_and_text(eyes: Eyes) -> Iterator[Action]:
    """Check the nth radio button and fill in the nth field."""
    radio, text = re.findall(r"(\d)(?:st|nd|rd)", eyes.utterance)
    yield press(eyes, "#area input[type=radio]", nth=int(radio) - 1)
    yield from fill(eyes, "#area input[type=text]", eyes.quoted[0], nth=int(text) - 1)
    yield press(eyes, SUBMIT)
