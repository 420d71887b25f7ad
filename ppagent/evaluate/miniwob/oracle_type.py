"""In: Eyes on a page with fields. Out: the clicks and keys that fill them in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ppagent.action.schema import Action, Click, Key, Type
from ppagent.evaluate.miniwob.eyes import Eyes
from ppagent.evaluate.miniwob.moves import SUBMIT, Oracle, fill, fill_and_submit, press


def enter_quoted(eyes: Eyes) -> Iterator[Action]:
    """Type the quoted word."""
    yield from fill_and_submit(eyes, "#tt", eyes.quoted[0])


def enter_in_case(eyes: Eyes) -> Iterator[Action]:
    """Type the quoted word in upper or lower case."""
    text = eyes.quoted[0]
    yield from fill_and_submit(eyes, "#tt", text.upper() if "upper case" in eyes.utterance else text.lower())


def passwords(eyes: Eyes) -> Iterator[Action]:
    """Type a password twice."""
    yield from fill(eyes, "#password", eyes.quoted[0])
    yield from fill_and_submit(eyes, "#verify", eyes.quoted[0])


def login(eyes: Eyes) -> Iterator[Action]:
    """Type name and password; refuse what pops up."""
    for css, text in zip(("#username", "#password"), eyes.quoted, strict=True):
        yield press(eyes, css)
        if eyes.count("#popup-cancel"):
            yield press(eyes, "#popup-cancel")
            yield press(eyes, css)
        yield Type(text=text)
    yield press(eyes, SUBMIT)


def date(eyes: Eyes) -> Iterator[Action]:
    """Type a date into the browser's own field."""
    yield Click(point=eyes.point("#tt", at="left"))
    yield Type(text=eyes.said(r"(\d\d/\d\d/\d{4})").replace("/", ""))
    yield press(eyes, SUBMIT)


def time(eyes: Eyes) -> Iterator[Action]:
    """Type a time into the browser's own field."""
    hour, minute, half = re.search(r"(\d+):(\d\d)\s*([AP])M", eyes.utterance).groups()  # type: ignore[union-attr]
    yield Click(point=eyes.point("#tt", at="left"))
    yield Type(text=f"{int(hour):02}{minute}{half}")
    yield press(eyes, SUBMIT)


def arithmetic(eyes: Eyes) -> Iterator[Action]:
    """Compute."""
    left, sign, right = eyes.text("#math-problem").split()[:3]
    a, b = int(left), int(right)
    answer = {"+": a + b, "-": a - b, "x": a * b}[sign]
    yield from fill_and_submit(eyes, "#math-answer", str(answer))


def algebra(eyes: Eyes) -> Iterator[Action]:
    """Solve for x."""
    left, sign, right, _, total = eyes.text("#math-problem").split()
    if sign == "+":
        answer = int(total) - int(right if left == "x" else left)
    else:
        answer = int(total) + int(right) if left == "x" else int(left) - int(total)
    yield from fill_and_submit(eyes, "#math-answer", str(answer))


def blocks(eyes: Eyes) -> Iterator[Action]:
    """Count the blocks."""
    yield from fill_and_submit(eyes, "#math-answer", str(eyes.count(".addition-block")))


def table(eyes: Eyes) -> Iterator[Action]:
    """Type what the table says."""
    cells = eyes.texts("#tab td")
    yield from fill_and_submit(
        eyes, "#tt", dict(zip(cells[::2], cells[1::2], strict=True))[eyes.said("value of (.*) into")]
    )


def table_twice(eyes: Eyes) -> Iterator[Action]:
    """Type what the table says for two labels."""
    cells = eyes.texts("#tab td")
    values = dict(zip(cells[::2], cells[1::2], strict=True))
    for nth in (1, 2):
        yield from fill(eyes, f"#tt{nth}", values[eyes.text(f"#ll{nth}").rstrip(":")])
    yield press(eyes, SUBMIT)


def copy(source: Callable[[Eyes], str]) -> Oracle:
    """Copy a text area by ctrl-C, paste it by ctrl-V."""

    def oracle(eyes: Eyes) -> Iterator[Action]:
        yield press(eyes, source(eyes))
        yield Key(keys=("ctrl", "a"))
        yield Key(keys=("ctrl", "c"))
        yield press(eyes, "#answer-input")
        yield Key(keys=("ctrl", "v"))
        yield press(eyes, SUBMIT)

    return oracle


def last_word(eyes: Eyes) -> Iterator[Action]:
    """Type the last word of a text."""
    yield from fill_and_submit(eyes, "#answer-input", eyes.text("#text-area").split()[-1].strip("."))


def nth_word(eyes: Eyes) -> Iterator[Action]:
    """Type the nth word of a text."""
    word = re.sub("[^a-zA-Z]", "", eyes.text("#area p").split()[eyes.rank()])
    yield from fill_and_submit(eyes, "#answer-input", word)


def captcha(eyes: Eyes) -> Iterator[Action]:
    """Type what is written askew."""
    yield from fill_and_submit(eyes, "#tt", eyes.text("#captcha"))


def highlight(paragraph: str) -> Oracle:
    """A triple click selects a paragraph."""

    def oracle(eyes: Eyes) -> Iterator[Action]:
        nth = eyes.rank() if "paragraph and" in eyes.utterance else 0
        yield Click(point=eyes.point(paragraph, nth=nth), count=3)
        yield press(eyes, SUBMIT)

    return oracle


def movie(eyes: Eyes) -> Iterator[Action]:
    """Fill in a form whose layout varies."""
    found = re.search(r"for (.*) movies directed by (.*) from year (\d+)", eyes.utterance)
    labels = eyes.js(
        "[...document.querySelectorAll('#area input')].map(field => "
        "(field.closest('p, tr, .row, .field, .ui-entry') || field).textContent.toLowerCase())"
    )
    for nth, label in enumerate(labels):
        which = 0 if "genre" in label else 1 if "director" in label else 2
        yield from fill(eyes, "#area input", found.groups()[which], nth=nth)  # type: ignore[union-attr]
    yield press(eyes, "#area button, #area .final, #area .ui-submit")


def terminal(eyes: Eyes) -> Iterator[Action]:
    """Delete a file with the named ending."""
    ending = eyes.utterance.rpartition("extension .")[2] if "extension ." in eyes.utterance else ""
    files = [str(name) for name in eyes.js("currentFiles")]
    fits = [name for name in files if (name.endswith(f".{ending}") if ending else "." not in name)]
    yield press(eyes, "#terminal")
    yield Type(text=f"rm {fits[0]}\n")
